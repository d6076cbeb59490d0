//! Any bytes give a message, soon and of bounded size (law 7): the labelled mails cut off and damaged, and mails built to hurt.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::path::PathBuf;

use empfang::message::Message;
use proptest::prelude::*;

/// All mails of the corpus.
fn corpus() -> Vec<Vec<u8>> {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
    let mut files: Vec<PathBuf> = std::fs::read_dir(&root)
        .unwrap()
        .map(|e| e.unwrap().path())
        .filter(|p| p.is_dir())
        .flat_map(|d| std::fs::read_dir(d).unwrap().map(|e| e.unwrap().path()))
        .filter(|p| p.extension().is_some_and(|e| e == "eml"))
        .collect();
    files.sort();
    assert!(files.len() >= 135, "only {} mails in {}", files.len(), root.display());
    files.iter().map(|f| std::fs::read(f).unwrap()).collect()
}

/// Reads it and holds the result to what `Message` promises.
fn check(raw: &[u8], whole: bool) {
    let message = Message::parse(raw, whole, &[]);
    let bad = |c: char| c != '\t' && empfang::address::is_invisible(c);
    let mut size = 0;
    for line in message.blocks.iter().flat_map(|b| &b.lines) {
        assert!(!line.contains(bad), "{line:?}");
        assert_eq!(line.trim_end(), line);
        size += line.len();
    }
    assert!(size <= raw.len() * 4 + 1000, "{size} bytes of text from {}", raw.len());
    let cards = message.cards.iter().filter_map(|c| c.name.as_ref()).chain(message.cards.iter().filter_map(|c| c.company.as_ref()));
    for text in
        [&message.subject].into_iter().chain(message.organization.as_ref()).chain(cards).chain(message.attachments.iter().map(|(n, _)| n))
    {
        assert!(!text.contains(bad) && text.chars().count() <= 500, "{text:?}");
    }
    assert!(message.thread.len() <= 10 && message.recipients.len() <= 100 && message.attachments.len() <= 100 && message.cards.len() <= 20);
    assert_eq!(message.content_key().len(), 64);
    let _ = (message.answer_to(&[]), message.new_text(), message.sounds_automatic());
}

#[test]
fn cut_off_anywhere() {
    for raw in corpus() {
        let step = (raw.len() / 60).max(1);
        for end in (0..raw.len()).step_by(step).chain([raw.len()]) {
            check(&raw[..end], false);
        }
    }
}

#[test]
fn damaged() {
    // A generator of its own: the same damage in each run (Knuth's constants).
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    let pieces: [&[u8]; 12] = [
        b"\r\n",
        b"--",
        b"=",
        b"<div>",
        b"</td>",
        b"\xff\xfe",
        b"=?utf-8?B?",
        b"boundary=",
        b"> ",
        b":",
        b"\0",
        b"Content-Type: multipart/mixed\r\n",
    ];
    for raw in corpus() {
        for _ in 0..12 {
            let mut hurt = raw.clone();
            for _ in 0..1 + next(20) {
                let at = next(hurt.len());
                match next(4) {
                    0 => hurt[at] = u8::try_from(next(256)).unwrap(),
                    1 => drop(hurt.drain(at..(at + next(200)).min(hurt.len()))),
                    2 => drop(hurt.splice(at..at, pieces[next(pieces.len())].iter().copied())),
                    _ => {
                        let copy: Vec<u8> = hurt[at..(at + next(500)).min(hurt.len())].to_vec();
                        hurt.splice(at..at, copy);
                    }
                }
            }
            check(&hurt, true);
        }
    }
}

#[test]
fn line_ends_do_not_matter() {
    for raw in corpus() {
        let text: Vec<u8> = raw.iter().copied().filter(|b| *b != b'\r').collect();
        let (a, b) = (Message::parse(&raw, true, &[]), Message::parse(&text, true, &[]));
        assert_eq!(a, b);
        assert_eq!(a.content_key(), b.content_key());
    }
}

/// Mails built to make a reader slow or deep. Each is about a megabyte; a reader that is quadratic in any of them does not end in this
/// life, and one that recurses has no stack left (the tests run on threads of 2 MiB).
#[test]
fn hostile() {
    let head = "From: a@x.example\nContent-Type: text/html\n\n";
    let many = |text: &str| text.repeat(1_000_000 / text.len());
    let mut nested = String::from("From: a@x.example\n");
    for n in 0..20_000 {
        nested.push_str(&format!("Content-Type: multipart/mixed; boundary=b{n}\n\n--b{n}\n"));
    }
    let rfc822 = many("Content-Type: message/rfc822\n\n");
    let mut attributes = String::from("<a ");
    for n in 0..100_000 {
        attributes.push_str(&format!("a{n} "));
    }
    for mail in [
        nested,
        rfc822,
        format!("{head}{}", many("<div>")),
        format!("{head}{}", many("<table><tr><td>")),
        format!("{head}{}", many("<blockquote>x<ul><li>")),
        format!("{head}{}", many("<b><p>")),
        format!("{head}{}", many("</div>")),
        format!("{head}{}", many("<")),
        format!("{head}{}", many("&")),
        format!("{head}{attributes}>"),
        format!("{head}<style>{}", many("@media {")),
        format!("{head}<style>{}", many(".a{b:c}")),
        format!("From: a@x.example\n\n{}", many("> ")),
        format!("From: a@x.example\n\n{}", many(">\n")),
        format!("From: a@x.example\n\n{}", many("Von: a\n")),
        format!("From: a@x.example\n\n{}", many("Am 1.1.2026 um 10:00 schrieb\n")),
        format!("From: a@x.example\n\n{}", many("-----Original Message-----\n")),
        format!("From: a@x.example\n\n{}", many("_____\n\n")),
        format!("From: a@x.example\n\n{}", many("Mit freundlichen Grüßen\n")),
        format!("From: a@x.example\n\n{}", many("a@x.example\n\n")),
        format!("From: a@x.example\n\n{}", many("a ")),
        format!("From: a@x.example\n\n{}", many("schrieb ")),
        format!("From: a@x.example\n\n{}", many("<http://")),
        format!("From: {}\n\nx", many("a@x.example, ")),
        format!("From: {}\n\nx", many("((((")),
        format!("References: {}\n\nx", many("<a@x> ")),
        format!("Subject: {}\n\nx", many("=?utf-8?Q?a?= ")),
        format!("Subject: {}\n\nx", many("=?")),
        many("a: b\n"),
        format!("Content-Type: text/plain; {}\n\nx", many("a=b; ")),
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}", many("--b\n\n\n")),
        format!("Content-Type: multipart/alternative; boundary=b\n\n{}", many("--b\nContent-Type: text/html\n\n<p>x\n")),
        format!("Content-Type: text/calendar\n\n{}", many("ATTENDEE;CN=\"x\":y\n z\n")),
        format!("Content-Type: text/vcard\n\n{}", many("FN:x\n y\n")),
        many("\n"),
        many("\0"),
    ] {
        let start = tokio::time::Instant::now();
        check(mail.as_bytes(), true);
        let took = start.elapsed();
        println!("{took:?} {:?}", mail.chars().take(60).collect::<String>());
        assert!(took.as_secs() < 20, "{took:?} for {:?}", mail.chars().take(80).collect::<String>());
    }
}

proptest! {
    #[test]
    fn any_bytes(raw in proptest::collection::vec(any::<u8>(), 0..2000), whole: bool) {
        check(&raw, whole);
    }

    #[test]
    fn mail_like(text in "(From|Subject|Content-Type|To): [ -~]{0,40}\n(\n|[a-z<>/=\" \n?:-]{0,300})") {
        check(text.as_bytes(), true);
    }
}

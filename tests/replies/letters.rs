//! What holds for letters whatever they say.

use std::collections::BTreeMap;

use empfang::address::{Address, Mailbox};
use empfang::event::{Deadline, Event, Language, Session, SessionId};
use empfang::message::Message;
use empfang::person::Attendee;
use empfang::registry::decision::{Outcome, ReplyKind, State};
use empfang::reply::digest::{DigestFacts, ForPerson, Fresh};
use empfang::reply::{Stationery, TemplateError, Written, writable};

use super::fixtures::*;
use super::{Parsed, parse};

fn write(kind: ReplyKind, event: &Event, arrived: &str, now: &str) -> Parsed {
    let (_, reply, message) = one(kind, Language::De);
    parse(&stationery().write(&reply, &message, at(arrived), event, 7, at(now)).unwrap())
}

#[test]
fn text_and_html_say_the_same() {
    for language in [Language::De, Language::En] {
        for kind in ReplyKind::ALL {
            for (case, reply, message) in [one(kind, language), several(kind, language)] {
                let parsed = parse(&stationery().write(&reply, &message, arrival(kind), &kassel(), 7, arrival(kind)).unwrap());
                let (text, html) = (words(&parsed.text), words(&visible(&parsed.html)));
                for sentence in text.split_inclusive(['.', ':', '?', ';']) {
                    // Labels end with a colon in the text and with a cell in the HTML.
                    let sentence = sentence.trim().trim_end_matches(':').trim_start_matches(['-', ' ']);
                    if sentence.len() > 30 && !sentence.contains("  ") {
                        assert!(
                            squeezed(&html).contains(&squeezed(sentence)),
                            "{} {case}: {sentence:?} is not in the HTML:\n{html}",
                            kind.key()
                        );
                    }
                }
            }
        }
    }
}

/// The text of a page, roughly: entities decoded, tags made spaces.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let text = regex::Regex::new(r"<[^>]*>").unwrap().replace_all(body, " ").into_owned();
    ["&amp;", "&#x2f;", "&quot;", "&#x27;"].iter().zip(["&", "/", "\"", "'"]).fold(text, |text, (from, to)| text.replace(from, to))
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Without what differs between a cell and a line: labels' colons, dashes of lists, spaces.
fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[test]
fn text_lines_fit() {
    let all = stationery().rehearse(&kassel()).unwrap();
    assert_eq!(all.len(), 2 * (ReplyKind::ALL.len() * 5 + 4));
    for written in all {
        let Parsed { text, html, headers, .. } = parse(&written);
        for line in text.lines() {
            assert!(line.chars().count() <= 72 && (line == "-- " || line.trim_end() == line), "{}: {line:?}", written.kind);
        }
        assert!(!text.contains("\n\n\n") && !text.contains("none") && !text.contains("{{"), "{text}");
        assert!(!html.contains("none") || !visible(&html).contains("none"), "{html}");
        // No remote content, nothing that runs, nothing that must be loaded.
        for evil in ["http:", "https:", "src=", "url(", "<script", "<link", "<img", "@import", "onclick"] {
            assert!(!html.contains(evil), "{}: {evil}", written.kind);
        }
        assert!(html.starts_with("<!DOCTYPE html>") && html.contains("<html lang=\""), "{html}");
        assert!(html.len() < 102_000);
        let subject = &headers.iter().find(|(name, _)| name == "Subject").unwrap().1;
        assert!(subject.chars().count() <= 200 && !subject.is_empty());
    }
}

#[test]
fn bare_events_can_be_written_about() {
    let event = Event {
        sessions: kassel().sessions.into_iter().take(1).map(|s| Session { title: s.id.0.clone(), ..s }).collect(),
        starts: None,
        ends: None,
        venue: None,
        contacts: Vec::new(),
        signature: None,
        privacy: None,
        imprint: None,
        parallel: false,
        ..kassel()
    };
    for from in ["anmeldung@wtv.example", "Anmeldung <anmeldung@wtv.example>"] {
        let stationery = Stationery::load(None, &Mailbox::parse(from).unwrap()).unwrap();
        for written in stationery.rehearse(&event).unwrap() {
            let text = parse(&written).text;
            assert!(!text.contains("\n\n\n") && !text.contains("none"), "{text}");
        }
    }
}

#[test]
fn the_deadline_is_named_as_it_was_announced() {
    let check = |event: &Event, arrived: &str, want: &str| {
        let text = words(&write(ReplyKind::Late, event, arrived, arrived).text);
        assert!(text.contains(want), "{want:?} is not in {text}");
    };
    check(
        &kassel(),
        "2026-11-18T08:12:00+01:00",
        "am 18. November 2026 um 08:12 Uhr und damit nach dem Anmeldeschluss (17. November 2026)",
    );
    let noon = at("2026-11-17T12:00:00+01:00").to_zoned(kassel().timezone);
    let event = Event { deadline: Deadline { at: noon, whole_day: false }, ..kassel() };
    check(&event, "2026-11-17T12:01:00+01:00", "um 12:01 Uhr und damit nach dem Anmeldeschluss (17. November 2026, 12:00 Uhr)");
    // Within the same minute the seconds tell.
    check(&event, "2026-11-17T12:00:30+01:00", "um 12:00:30 Uhr und damit nach dem Anmeldeschluss (17. November 2026, 12:00:00 Uhr)");
    // The arrival is told in the event's zone, whatever zone the mail came from.
    check(&event, "2026-11-18T00:30:00+09:00", "am 17. November 2026 um 16:30 Uhr");
}

#[test]
fn a_question_after_the_deadline_does_not_point_to_it() {
    let before = words(&write(ReplyKind::Ask, &kassel(), "2026-11-17T23:59:00+01:00", "2026-11-17T23:59:30+01:00").text);
    assert!(before.contains("Bitte beachten Sie den Anmeldeschluss: 17. November 2026."), "{before}");
    let after = words(&write(ReplyKind::Ask, &kassel(), "2026-11-17T23:59:00+01:00", "2026-11-18T06:00:00+01:00").text);
    assert!(!after.contains("beachten") && after.contains("inzwischen verstrichen"), "{after}");
}

#[test]
fn headers_that_thread_and_mark() {
    let (_, reply, message) = one(ReplyKind::Confirm, Language::En);
    let lot = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
    let write = |message: &Message| {
        stationery().write(&reply, message, arrival(ReplyKind::Confirm), &kassel(), lot, arrival(ReplyKind::Confirm)).unwrap()
    };
    let written = write(&message);
    assert_eq!(written.message_id, "0123456789abcdef0123456789abcdef@wtv.example");
    assert_eq!(written.in_reply_to.as_deref(), Some("CAF4711@mail.muster.example"));
    assert_eq!((written.kind, written.to.as_str()), ("confirm", "max.mustermann@muster.example"));
    assert_eq!(written, write(&message), "the same input gives the same bytes");

    let header = |written: &Written, name: &str| parse(written).headers.into_iter().find(|(n, _)| n == name).map(|(_, value)| value);
    let check = |message: &Message, answered: Option<&str>, references: Option<&str>| {
        let written = write(message);
        assert_eq!(header(&written, "In-Reply-To").as_deref(), answered);
        assert_eq!(header(&written, "References").as_deref(), references);
    };
    let ids = |ids: &[&str]| ids.iter().map(|id| (*id).to_owned()).collect::<Vec<_>>();
    check(&Message { thread: Vec::new(), ..message.clone() }, Some("<CAF4711@mail.muster.example>"), Some("<CAF4711@mail.muster.example>"));
    check(&Message { message_id: None, ..message.clone() }, None, None);
    check(
        &Message { thread: ids(&["c@x", "b@x", "c@x", "a@x", "0@x", "1@x", "2@x"]), message_id: Some("d@x".into()), ..message.clone() },
        Some("<d@x>"),
        Some("<0@x> <a@x> <b@x> <c@x> <d@x>"),
    );
    for insane in ["", "x", "a b@x", "a@x>\r\nBcc: y", "<a@x>", "ä@x", &"x".repeat(300)] {
        check(&Message { thread: ids(&[insane]), message_id: Some(insane.to_owned()), ..message.clone() }, None, None);
    }
}

#[test]
fn addresses_that_can_be_written_to() {
    let check = |text: &str, want: Option<&str>| {
        let to = address(text);
        assert_eq!(writable(&to), want.is_some(), "{text}");
        let (_, mut reply, message) = one(ReplyKind::Confirm, Language::De);
        reply.to = to;
        let written = stationery().write(&reply, &message, arrival(ReplyKind::Confirm), &kassel(), 7, arrival(ReplyKind::Confirm));
        match want {
            Some(want) => assert_eq!(written.unwrap().to.as_str(), want),
            None => assert!(matches!(written, Err(TemplateError::Address(..))), "{written:?}"),
        }
    };
    check("max@muster.example", Some("max@muster.example"));
    check("max@münchen.example", Some("max@xn--mnchen-3ya.example"));
    check("o'neil+x=y@muster.example", Some("o'neil+x=y@muster.example"));
    check("jörg@muster.example", None);
    check("a..b@muster.example", None);
}

#[test]
fn dates_that_other_libraries_do_not_take() {
    let (_, reply, message) = one(ReplyKind::Confirm, Language::De);
    for time in [jiff::Timestamp::MIN, jiff::Timestamp::UNIX_EPOCH, jiff::Timestamp::MAX] {
        assert!(stationery().write(&reply, &message, time, &kassel(), 7, time).is_ok());
    }
}

#[test]
fn a_crowded_digest_stays_below_the_size_that_is_clipped() {
    let now = arrival(ReplyKind::Late);
    for value in ["Müller-Lüdenscheidt".to_owned(), "Ä".repeat(500), "\"<&'>".repeat(100)] {
        let contact = Address::parse(&format!("{}@{}.example", "x".repeat(64), "y".repeat(150))).unwrap();
        let person = ForPerson {
            arrived: now,
            sender: Some(Mailbox::new(Some(&value), contact.clone())),
            subject: value.clone(),
            reason: value.clone(),
            also_human: true,
        };
        let fresh = Fresh {
            name: Some(value.clone()),
            company: Some(value.clone()),
            session: Some(SessionId("2".into())),
            state: State::Confirmed,
            contact,
            arrived: now,
        };
        let facts = DigestFacts { fresh: vec![fresh; 5_000], for_people: vec![person; 900], now, ..full_day() };
        let html = stationery().digest_html(&facts, &kassel()).unwrap();
        assert!(html.len() < 102_000, "{}", html.len());
        assert!(html.contains("Neue Anmeldungen (5000)") && html.contains(" weitere"), "those left out are counted");
    }
}

#[test]
fn mails_and_outcomes_must_agree() {
    let check = |mails: u64, outcomes: &[(Outcome, u64)], want: bool| {
        let facts = DigestFacts { mails, outcomes: outcomes.iter().copied().collect::<BTreeMap<_, _>>(), ..full_day() };
        let html = stationery().digest_html(&facts, &kassel()).unwrap();
        assert_eq!(html.contains("stimmen nicht überein"), want, "{mails} {outcomes:?}");
    };
    check(0, &[], false);
    check(3, &[(Outcome::Confirm, 2), (Outcome::Ignore, 1)], false);
    check(3, &[(Outcome::Confirm, 2)], true);
}

/// The pairs of colours of text and its ground in the frame, light and dark: at least 4.5 to 1 (WCAG 2.2, 1.4.3).
#[test]
fn colours_have_contrast() {
    let html = stationery().digest_html(&full_day(), &kassel()).unwrap();
    let light = ["#1d2733", "#4d5b69", "#0b4f7d"].into_iter().flat_map(|text| ["#ffffff", "#fdf1e8"].map(|ground| (text, ground)));
    let dark = ["#e6eaee", "#b3bdc7", "#8cc4ec"].into_iter().flat_map(|text| ["#1c232a", "#3a2416"].map(|ground| (text, ground)));
    for (text, ground) in light.chain(dark) {
        assert!(html.contains(text) && html.contains(ground), "{text} on {ground} is not in use");
        let (a, b) = (luminance(text), luminance(ground));
        let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
        assert!(contrast >= 4.5, "{text} on {ground}: {contrast:.2}");
    }
}

/// Relative luminance by WCAG 2.2.
fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(colour.get(at..at + 2).unwrap(), 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

#[test]
fn nobody_is_addressed_by_guess() {
    let check = |from: &str, attendees: Vec<Attendee>, want: &str| {
        let mut message = message("x@muster.example");
        message.from = Mailbox::parse(from);
        let reply = reply(ReplyKind::Confirm, Language::De, attendees);
        let written = stationery().write(&reply, &message, arrival(reply.kind), &kassel(), 7, arrival(reply.kind)).unwrap();
        assert_eq!(parse(&written).text.lines().next(), Some(want), "{from}");
    };
    let max = || vec![attendee("Max Mustermann", "Muster GmbH", "2")];
    check("Max Mustermann <max@muster.example>", max(), "Guten Tag Max Mustermann,");
    check("Erika Muster <erika@muster.example>", max(), "Guten Tag Erika Muster,");
    check("Muster GmbH <info@muster.example>", max(), "Sehr geehrte Damen und Herren,");
    check("info@muster.example", max(), "Sehr geehrte Damen und Herren,");
    check("info@muster.example", Vec::new(), "Sehr geehrte Damen und Herren,");
    let unknown = vec![Attendee { company: Some("Muster GmbH".into()), ..Attendee::default() }];
    check("Max Mustermann <max@muster.example>", unknown, "Guten Tag Max Mustermann,");
}

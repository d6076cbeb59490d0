//! Law 7: text from outside is data. Whatever a mail says, the reply has the same headers, the same parts and the same HTML elements.

use empfang::address::{Address, Mailbox};
use empfang::event::{Field, Language, SessionId};
use empfang::message::Message;
use empfang::person::Attendee;
use empfang::registry::decision::{Reply, ReplyKind, State};
use empfang::reply::digest::{DigestFacts, ForPerson, Fresh, LateMail, OpenQuestion, StuckReply};
use empfang::reply::{Alert, Written};
use proptest::prelude::*;

use super::fixtures::*;
use super::parse;

/// Pieces that have broken somebody's mail, HTML or template before.
const PIECES: [&str; 30] = [
    "\r\n", "\r", "\n", "\0", "\u{85}", "\u{2028}", "\u{2029}", "\r\nBcc: victim@x.example\r\n", "=?utf-8?q?=0D=0ABcc:_v@x.example?=",
    "=?utf-8?b?", "?=", "<script>alert(1)</script>", "</td></table>", "<!--", "-->", "]]>", "\" onload=\"x", "' x='", "&lt;b&gt;",
    "&#60;b>", "{{ 7*7 }}", "{% raw %}", "{# c #}", "\u{202e}", "\u{200b}", "\t", "\n-- \n", "\n.\r\n", "ÄÖ\u{308}ß", "😀",
];

fn outside() -> impl Strategy<Value = String> {
    let piece = prop_oneof![3 => prop::sample::select(&PIECES[..]).prop_map(str::to_owned), 1 => any::<String>(), 1 => "[a-z]{1,300}"];
    // A digit first: the value is never empty, never a person's name, and can be found again.
    prop::collection::vec(piece, 0..6).prop_map(|pieces| format!("9{}", pieces.concat()))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn replies_keep_their_shape(values in prop::collection::vec(outside(), 9), kind in prop::sample::select(&ReplyKind::ALL[..]), english: bool) {
        let language = if english { Language::En } else { Language::De };
        let harmless = letter(kind, language, &vec!["9".to_owned(); values.len()]);
        same_shape(&letter(kind, language, &values), &harmless)?;
    }

    #[test]
    fn digests_and_alerts_keep_their_shape(values in prop::collection::vec(outside(), 9)) {
        let harmless = vec!["9".to_owned(); values.len()];
        same_shape(&digest(&values), &digest(&harmless))?;
        same_shape(&alert(&values), &alert(&harmless))?;
    }
}

fn same_shape(got: &Written, harmless: &Written) -> Result<(), TestCaseError> {
    prop_assert!(got.bytes.is_ascii(), "not 7-bit");
    let bytes = String::from_utf8_lossy(&got.bytes);
    let lines: Vec<&str> = bytes.split("\r\n").collect();
    prop_assert!(lines.iter().all(|line| !line.contains(['\r', '\n', '\0'])), "bare line ends");
    prop_assert!(lines.iter().all(|line| line.len() <= 998), "too long a line");
    let (got, want) = (parse(got), parse(harmless));
    let names = |parsed: &super::Parsed| parsed.headers.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>();
    prop_assert_eq!(names(&got), names(&want));
    prop_assert_eq!(&got.parts, &want.parts);
    prop_assert_eq!(tags(&got.html), tags(&want.html));
    prop_assert!(!got.text.contains("60481729") && !got.html.contains("60481729"), "a value was taken for a template: {}", got.text);
    prop_assert!(!got.text.chars().any(|c| c.is_control() && c != '\n'), "control characters in the text");
    // Nobody but the template begins a line of the text, sets a signature mark or a quote.
    let marks = |text: &str| text.lines().filter(|line| *line == "-- ").count();
    prop_assert_eq!(marks(&got.text), 1.min(marks(&want.text)));
    Ok(())
}

/// The elements of an HTML page with their attributes but without addresses that may differ.
fn tags(html: &str) -> Vec<String> {
    let tags = regex::Regex::new(r#"<[^>]*>"#).unwrap();
    let links = regex::Regex::new(r#"href="mailto:[A-Za-z0-9@._~%?=-]*""#).unwrap();
    tags.find_iter(html).map(|tag| links.replace_all(tag.as_str(), "href").into_owned()).collect()
}

fn letter(kind: ReplyKind, language: Language, values: &[String]) -> Written {
    let session = |at: usize| SessionId(values[at].clone());
    let who = |at: usize| Attendee {
        name: Some(values[at].clone()),
        company: Some(values[at + 1].clone()),
        session: Some(session(at + 2)),
        alternatives: vec![session(at)],
    };
    let reply = Reply {
        missing: vec![Field::Name, Field::Session],
        unclear: vec![values[6].clone(), values[7].clone()],
        before: Some(session(8)),
        passed_on: true,
        ..reply(kind, language, vec![who(0), who(3)])
    };
    let message = Message {
        from: Some(Mailbox { name: Some(values[5].clone()), address: Address::parse("max@muster.example").unwrap() }),
        message_id: Some(values[6].clone()),
        thread: values[..4].to_vec(),
        subject: values[7].clone(),
        ..Message::default()
    };
    stationery().write(&reply, &message, arrival(kind), &kassel(), 7, arrival(kind)).unwrap()
}

fn digest(values: &[String]) -> Written {
    let (now, some) = (arrival(ReplyKind::Late), |at: usize| Some(values[at].clone()));
    let sender = || Some(Mailbox { name: some(0), address: address("max@muster.example") });
    let session = || Some(SessionId(values[1].clone()));
    let stuck = || vec![StuckReply { to: address("max@muster.example"), kind: values[2].clone(), answer: some(3), since: now }];
    let facts = DigestFacts {
        now,
        last_full_pass: Some(now),
        fresh: vec![Fresh {
            name: some(4),
            company: some(5),
            session: session(),
            state: State::Late,
            contact: address("x@y.example"),
            arrived: now,
        }],
        for_people: vec![ForPerson {
            arrived: now,
            sender: sender(),
            subject: values[6].clone(),
            reason: values[7].clone(),
            also_human: true,
        }],
        late: vec![LateMail { arrived: now, sender: sender(), name: some(8), company: some(0), session: session() }],
        open_questions: vec![OpenQuestion {
            asked: now,
            contact: address("x@y.example"),
            name: some(1),
            company: some(2),
            missing: vec![Field::Name],
        }],
        undeliverable: stuck(),
        uncertain: stuck(),
        withheld: stuck(),
        ..quiet_day()
    };
    stationery().digest(&facts, &kassel(), &address("organiser@stadt.example"), 1, now).unwrap()
}

fn alert(values: &[String]) -> Written {
    let alert = Alert { language: Language::De, subject: values[0].clone(), lines: values[1..4].to_vec() };
    stationery().alert(&alert, &address("organiser@stadt.example"), None, 1, arrival(ReplyKind::Late)).unwrap()
}

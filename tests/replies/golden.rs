//! What the letters say, to be read as a whole.

use std::path::Path;

use empfang::event::{Event, Language};
use empfang::registry::decision::ReplyKind;
use empfang::reply::{Alert, Written};

use super::fixtures::*;
use super::{Parsed, parse};

#[test]
fn letters_read_as_written_in_the_golden_files() {
    let stationery = stationery();
    for language in [Language::De, Language::En] {
        for kind in ReplyKind::ALL {
            for (case, reply, message) in [one(kind, language), several(kind, language), hostile(kind, language)] {
                let written = stationery.write(&reply, &message, arrival(kind), &kassel(), 7, arrival(kind)).unwrap();
                check(&format!("{}.{}.{case}", kind.key(), language.code()), &written);
            }
        }
    }
}

#[test]
fn digests_read_as_written_in_the_golden_files() {
    for language in [Language::De, Language::En] {
        let event = Event { language, ..kassel() };
        let facts = [("full", full_day()), ("quiet", quiet_day()), ("after-an-outage", outage())];
        for (case, facts) in facts {
            let written = stationery().digest(&facts, &event, &address("organiser@stadt.example"), 8, facts.now).unwrap();
            check(&format!("digest.{}.{case}", language.code()), &written);
        }
        let alert = Alert {
            language,
            subject: "Das Postfach kann nicht gelesen werden".to_owned(),
            lines: vec!["Der Server hat um 08:00 Uhr die Anmeldung abgelehnt.".to_owned(), "Bitte prüfen Sie das Kennwort.".to_owned()],
        };
        let written = stationery().alert(&alert, &address("organiser@stadt.example"), Some(&event), 9, full_day().now).unwrap();
        check(&format!("alert.{}", language.code()), &written);
    }
}

/// Compares headers, text and the body of the HTML with a file.
fn check(name: &str, written: &Written) {
    let Parsed { headers, text, html, .. } = parse(written);
    let headers: String = headers.iter().map(|(name, value)| format!("{name}: {value}\n")).collect();
    let body = html.split_once("<body").map_or(html.as_str(), |(_, body)| body);
    let got = format!("{headers}\n{text}\n======== HTML ========\n<body{body}");
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden/replies").join(format!("{name}.txt"));
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        std::fs::write(&file, &got).unwrap();
    }
    let want = std::fs::read_to_string(&file).unwrap_or_default();
    assert_eq!(got, want, "{name}: UPDATE_GOLDEN=1 writes it anew");
}

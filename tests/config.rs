//! Configurations that are refused, each with the whole text that says why; and the one that is shipped.
//!
//! A case is a folder in `tests/bad_configs` with `empfang.toml`, event files and `expected-error`. `UPDATE_GOLDEN=1` rewrites the texts.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use empfang::config::{self, Config, Fault, Route, Source};
use empfang::event::{Field, Language};

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn shown(faults: &[Fault], folder: &Path) -> String {
    faults.iter().map(|fault| format!("{fault}\n").replace(&format!("{}/", folder.display()), "")).collect()
}

#[test]
fn wrong_configurations_are_refused_with_every_reason() {
    let mut folders: Vec<PathBuf> = fs::read_dir(project().join("tests/bad_configs")).unwrap().map(|e| e.unwrap().path()).collect();
    folders.sort();
    assert!(folders.len() > 20, "only {} cases", folders.len());
    let mut wrong = Vec::new();
    for folder in folders {
        let faults = config::load(&folder.join("empfang.toml")).expect_err(&format!("{} was taken", folder.display()));
        let got = shown(&faults, &folder);
        assert!(!got.contains("hush"), "a password is shown: {got}");
        let expected = folder.join("expected-error");
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            fs::write(&expected, &got).unwrap();
        }
        if fs::read_to_string(&expected).unwrap_or_default() != got {
            wrong.push(format!("{}:\n{got}", folder.display()));
        }
    }
    assert!(wrong.is_empty(), "other than expected:\n{}", wrong.join("\n"));
}

#[test]
fn the_shipped_configuration_is_valid_and_names_its_defaults() {
    let path = project().join("config/empfang.toml");
    let text = fs::read_to_string(&path).unwrap();
    // every key that stands commented out with a default, now set to it; keys whose absence means something have none
    let without_default = ["templates", "ca", "authserv_id", "to"];
    let set: Vec<String> = text
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(rest) if rest.split_once(" = ").is_some_and(|(k, _)| is_key(k) && !without_default.contains(&k)) => rest.to_owned(),
            _ => line.to_owned(),
        })
        .collect();
    assert!(set.iter().any(|line| line == "poll = \"60s\""));
    let folder = tempfile::tempdir().unwrap();
    let events = project().join("config/events");
    let set = set.join("\n").replace("\"events/*.toml\"", &format!("\"{}/*.toml\"", events.display()));
    let explicit = load_text(&set, folder.path());
    let implicit = load_text(&set_free(&set), folder.path());
    assert_eq!(format!("{explicit:?}"), format!("{implicit:?}"));
    assert_eq!(explicit.mailbox.poll, Duration::from_secs(60));
    let shipped = config::load_without_secrets(&path).map_err(|f| shown(&f, project())).unwrap();
    assert_eq!(shipped.database, project().join("config/var/empfang.db"));
    assert_eq!(format!("{:?}", shipped.limits), format!("{:?}", explicit.limits));
}

#[test]
fn every_key_is_documented() {
    let text = fs::read_to_string(project().join("config/empfang.toml")).unwrap();
    let event = fs::read_to_string(project().join("config/events/kassel.toml")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let top = "zzzzzzzz = 1\nevents = \"event.toml\"\n";
    let sections = ["mailbox", "smtp", "digest", "limits"].map(|s| format!("[{s}]\nzzzzzzzz = 1\n"));
    fs::write(folder.path().join("empfang.toml"), format!("{top}{}", sections.concat())).unwrap();
    fs::write(folder.path().join("event.toml"), "zzzzzzzz = 1\n[[session]]\nzzzzzzzz = 1\n").unwrap();
    let faults = config::load(&folder.path().join("empfang.toml")).unwrap_err();
    let mut count = 0;
    for fault in &faults {
        let Some(keys) = fault.text.strip_prefix("unknown key, allowed are ") else { continue };
        let manual = if fault.file.ends_with("event.toml") { &event } else { &text };
        for key in keys.split(", ") {
            let written = [format!("{key} = "), format!("[{key}]"), format!("[[{key}]]")];
            assert!(written.iter().any(|w| manual.contains(w.as_str())), "{key} is not documented");
            count += 1;
        }
    }
    assert!(count > 30, "only {count} keys");
}

#[test]
fn the_first_event_is_the_announced_one() {
    let event = config::load_event(&project().join("config/events/kassel.toml")).map_err(|f| shown(&f, project())).unwrap();
    assert_eq!(event.deadline.at.to_string(), "2026-11-17T23:59:59+01:00[Europe/Berlin]");
    assert!(event.deadline.whole_day && event.parallel);
    assert_eq!((event.language, event.required.as_slice()), (Language::De, [Field::Name, Field::Company, Field::Session].as_slice()));
    let titles: Vec<_> = event.sessions.iter().map(|s| format!("{} {}", s.id, s.title)).collect();
    let announced = [
        "1 Bauleitplanung für den Klimaschutz",
        "2 Infrastruktur und Energieversorgung – Fokus Wärme",
        "3 Wirtschaftsverkehr/ City-Logistik-Konzept",
    ];
    assert_eq!(titles, announced);
    assert_eq!(event.contacts.len(), 3);
    let harbour = config::load_event(&project().join("tests/corpus/events/harbour.toml")).map_err(|f| shown(&f, project())).unwrap();
    assert_eq!(harbour.deadline.at.timestamp().to_string(), "2026-09-30T17:00:00Z");
    assert!(!harbour.deadline.whole_day);
}

#[test]
fn deadlines() {
    let check = |zone: &str, deadline: &str, want: &str| {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("event.toml");
        let text = fs::read_to_string(project().join("config/events/kassel.toml")).unwrap();
        fs::write(&file, text.replace("deadline = 2026-11-17", &format!("deadline = {deadline}")).replace("Europe/Berlin", zone)).unwrap();
        let event = config::load_event(&file).map_err(|f| shown(&f, folder.path())).unwrap();
        assert_eq!(event.deadline.at.timestamp().to_string(), want, "{deadline} {zone}");
    };
    check("Europe/Berlin", "2026-11-17", "2026-11-17T22:59:59Z");
    check("Europe/Berlin", "\"2026-11-17\"", "2026-11-17T22:59:59Z");
    check("Europe/Berlin", "2026-07-01", "2026-07-01T21:59:59Z");
    check("America/New_York", "2026-11-17", "2026-11-18T04:59:59Z");
    check("Europe/Berlin", "2026-11-17T18:00", "2026-11-17T17:00:00Z");
    check("Europe/Berlin", "2026-11-17 18:00:30", "2026-11-17T17:00:30Z");
    check("Europe/Berlin", "\"2026-11-17T18:00\"", "2026-11-17T17:00:00Z");
    check("Europe/Berlin", "2026-11-17T18:00:00-05:00", "2026-11-17T23:00:00Z");
    check("Europe/Berlin", "2026-11-17T18:00Z", "2026-11-17T18:00:00Z");
    // the hour that the clock shows twice: the later one
    check("Europe/Berlin", "2026-10-25T02:30", "2026-10-25T01:30:00Z");
}

#[test]
fn passwords_come_from_files_that_not_everybody_reads() {
    let folder = tempfile::tempdir().unwrap();
    let secret = folder.path().join("secret");
    fs::write(&secret, "correct horse\n").unwrap();
    let text = "[mailbox]\nurl = \"imaps://u@host.example\"\npassword = { file = \"secret\" }\n\
                [smtp]\nurl = \"submission://u@host.example\"\npassword = { command = \"cat secret\" }\nfrom = \"u@host.example\"\n";
    let events = format!("events = \"{}/config/events/kassel.toml\"\n", project().display());
    let file = folder.path().join("empfang.toml");
    fs::write(&file, events + text).unwrap();

    fs::set_permissions(&secret, fs::Permissions::from_mode(0o644)).unwrap();
    let faults = shown(&config::load(&file).unwrap_err(), folder.path());
    assert_eq!(faults, "empfang.toml:4: [mailbox] password: secret may be read by everybody (mode 644); do: chmod o-r secret\n");

    fs::set_permissions(&secret, fs::Permissions::from_mode(0o640)).unwrap();
    let config = config::load(&file).unwrap();
    let (Source::Imap(imap), Route::Smtp(smtp)) = (&config.mailbox.source, &config.smtp.route) else { panic!("{config:?}") };
    assert_eq!(imap.password.as_ref().unwrap().reveal(), "correct horse");
    assert_eq!(smtp.password.as_ref().unwrap().reveal(), "correct horse");
    assert!(!format!("{config:?}").contains("horse"));
}

fn load_text(text: &str, folder: &Path) -> Config {
    let file = folder.join("empfang.toml");
    fs::write(&file, text).unwrap();
    config::load_without_secrets(&file).map_err(|f| shown(&f, folder)).unwrap()
}

/// Without the keys that have a default.
fn set_free(text: &str) -> String {
    let needed = ["events", "url", "password", "from", "to"];
    let kept = |line: &&str| line.split_once(" = ").is_none_or(|(key, _)| !is_key(key) || needed.contains(&key));
    text.lines().filter(kept).map(|line| format!("{line}\n")).collect()
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
}

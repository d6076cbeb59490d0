//! The program as it is called: what it prints, and its exit codes.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

const EVENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/config/events/kassel.toml");

fn empfang() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_empfang"));
    command.env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    shown(empfang().args(arguments).output().unwrap())
}

fn shown(output: Output) -> (i32, String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (output.status.code().unwrap(), text(output.stdout), text(output.stderr))
}

/// Reads `paths` as JSON; the program must end well and print one object for each file.
fn read_json(paths: &[&Path]) -> Vec<Value> {
    let output = empfang().args(["read", "--json", "--event", EVENT]).args(paths).output().unwrap();
    let (code, out, err) = shown(output);
    assert_eq!(code, 0, "{err}");
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn exit_codes() {
    let check = |arguments: &[&str], code: i32, where_: &str| {
        let (got, out, err) = run(arguments);
        assert_eq!(got, code, "{arguments:?}: {err}");
        assert!(format!("{out}{err}").contains(where_), "{arguments:?}: {out}{err}");
    };
    check(&["--help"], 0, "First steps");
    check(&["--version"], 0, "empfang ");
    check(&[], 2, "Usage");
    check(&["dance"], 2, "dance");
    check(&["run"], 2, "--config");
    check(&["run", "-c", "no-such-file.toml"], 2, "no-such-file.toml: can't be read");
    check(
        &["check", "-c", "tests/bad_configs/wrong-values/empfang.toml"],
        2,
        "empfang.toml:16: [smtp] connections: expected a whole number",
    );
    check(&["read", "--event", EVENT], 2, "MAIL");
    check(&["read", "--event", EVENT, "no-such-mail"], 2, "no-such-mail");
    check(&["read", "--event", "no-such-event", EVENT], 2, "no-such-event");
    check(&["read", "--event", EVENT, "--arrived", "yesterday", EVENT], 2, "--arrived: expected a time");
    for command in ["list", "outbox", "ledger"] {
        // passwords are not needed to look into the database, which is not there yet
        check(&[command, "-c", "config/empfang.toml"], 1, "there is no database");
    }
    check(&["digest", "-c", "config/empfang.toml", "--preview", "target/none"], 1, "there is no database");
}

#[test]
fn any_file_is_read_whatever_it_holds() {
    let folder = tempfile::tempdir().unwrap();
    let deep = (0..20_000).fold(String::new(), |text, n| text + &format!("Content-Type: multipart/mixed; boundary=b{n}\r\n\r\n--b{n}\r\n"));
    let noise: Vec<u8> = (0..200_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    let mail = fs::read("tests/corpus/kassel/k001.eml").unwrap();
    let long_line = [b"From: a@b.example\r\nSubject: ".as_slice(), &vec![b'x'; 3_000_000], b"\r\n\r\nHallo"].concat();
    let many_headers: Vec<u8> = b"Received: from a by b; Tue, 20 Oct 2026 08:41:14 +0200\r\n".repeat(50_000);
    let files: Vec<(&str, &[u8])> = vec![
        ("empty", b""),
        ("nul", &[0; 5_000]),
        ("ends", b"\r\n\r\n\r\n"),
        ("noise", &noise),
        ("deep", deep.as_bytes()),
        ("half", &mail[..mail.len() / 2]),
        ("headless", &mail[3_000..]),
        ("long-line", &long_line),
        ("many-headers", &many_headers),
        ("toml", b"[session]\nid = 1"),
    ];
    for (name, bytes) in &files {
        fs::write(folder.path().join(name), bytes).unwrap();
    }
    let huge = fs::File::create(folder.path().join("huge")).unwrap();
    huge.set_len(300 << 20).unwrap();
    fs::create_dir(folder.path().join("a-folder-within")).unwrap();
    let lines = read_json(&[folder.path()]);
    assert_eq!(lines.len(), files.len() + 1);
    for line in lines {
        let outcome = line["outcome"].as_str().unwrap();
        // of the two halves of a mail something may be left to read; the rest says nothing
        let part = line["file"] == "half" || line["file"] == "headless";
        assert!(part || outcome == "human" || outcome == "ignore", "{line}");
    }
}

#[test]
fn json_has_the_agreed_form() {
    let line = read_json(&[Path::new("tests/corpus/kassel/k001.eml")]).remove(0);
    let keys: Vec<_> = line.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["also_human", "attendees", "file", "missing", "outcome", "reason"]);
    assert_eq!((&line["file"], &line["outcome"]), (&"k001.eml".into(), &"confirm".into()), "{line}");
    let attendee =
        serde_json::json!({"name": "Annette Kördel", "company": "Kördel & Wiese Gebäudetechnik GmbH", "session": "2", "alternatives": []});
    assert_eq!(line["attendees"], serde_json::json!([attendee]));
}

#[test]
fn files_of_one_name_are_told_apart() {
    let lines = read_json(&[
        Path::new("tests/corpus/kassel/k001.eml"),
        Path::new("tests/corpus/kassel/k002.eml"),
        Path::new("tests/corpus/kassel/../kassel/k001.eml"),
    ]);
    let files: Vec<_> = lines.iter().map(|line| line["file"].as_str().unwrap()).collect();
    assert_eq!(files, ["tests/corpus/kassel/k001.eml", "k002.eml", "tests/corpus/kassel/../kassel/k001.eml"]);
}

#[test]
fn the_arrival_is_the_topmost_received_or_what_one_says() {
    let check = |arrived: Option<&str>, outcome: &str| {
        let mut command = empfang();
        command.args(["read", "--json", "--event", EVENT, "tests/corpus/kassel/k001.eml"]);
        command.args(arrived.map(|time| format!("--arrived={time}")));
        let (code, out, err) = shown(command.output().unwrap());
        assert_eq!(code, 0, "{err}");
        assert_eq!(serde_json::from_str::<Value>(&out).unwrap()["outcome"], outcome, "{arrived:?}");
    };
    check(None, "confirm");
    check(Some("2026-11-17T23:59:59"), "confirm");
    check(Some("2026-11-17T23:59:59.9+01:00"), "confirm");
    check(Some("2026-11-18T00:00:00"), "late");
    check(Some("2026-11-17T23:00:00Z"), "late");
}

#[test]
fn a_mail_comes_by_standard_input_and_is_explained() {
    let mut child = empfang()
        .args(["read", "--event", EVENT, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&fs::read("tests/corpus/kassel/k001.eml").unwrap()).unwrap();
    let (code, out, err) = shown(child.wait_with_output().unwrap());
    assert_eq!(code, 0, "{err}");
    for part in
        ["confirm", "Annette Kördel", "Kördel & Wiese Gebäudetechnik GmbH", "2 Infrastruktur und Energieversorgung – Fokus Wärme", "sure)"]
    {
        assert!(out.contains(part), "{part} is missing in:\n{out}");
    }
    assert!(!out.contains('\x1b'), "colours without a terminal");
}

#[test]
fn a_reader_that_stops_reading_is_no_failure() {
    let mut child = empfang()
        .args(["read", "--event", EVENT, "tests/corpus/kassel", "tests/corpus/harbour"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let (code, _, err) = shown(child.wait_with_output().unwrap());
    assert_eq!((code, err.as_str()), (0, ""));
}

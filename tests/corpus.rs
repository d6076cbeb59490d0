//! The reading corpus: what `empfang read --json` makes of it, measured by `score.py`, whose figures this test prints.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Mails to read, the event that they are for, and their labels.
const PARTS: [(&str, &str, &str); 3] = [
    ("tests/corpus/kassel", "config/events/kassel.toml", "tests/corpus/kassel/labels.jsonl"),
    ("tests/corpus/harbour", "tests/corpus/events/harbour.toml", "tests/corpus/harbour/labels.jsonl"),
    ("src/cli/demo/mails", "config/events/kassel.toml", "tests/corpus/demo/labels.jsonl"),
];

#[test]
fn the_corpus_is_read_well_enough() {
    let mut wrong = Vec::new();
    for (mails, event, labels) in PARTS {
        let figures = figures(mails, event, labels);
        let mut check = |row: &str, good: bool| {
            if !good {
                wrong.push(format!("{mails}: {row} {:?}", figures[row]));
            }
        };
        // mail loops begin with the one, lost trust with the other
        check("wrongly answered", figures["wrongly answered"].0 == 0);
        check("lost", figures["lost"].0 == 0);
        check("whole", figures["whole"].0 * 100 >= figures["whole"].1 * 60);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Each row of the score: how many, of how many.
fn figures(mails: &str, event: &str, labels: &str) -> BTreeMap<String, (u32, u32)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read =
        Command::new(env!("CARGO_BIN_EXE_empfang")).current_dir(root).args(["read", "--json", "--event", event, mails]).output().unwrap();
    assert!(read.status.success(), "{}", String::from_utf8_lossy(&read.stderr));
    let folder = tempfile::tempdir().unwrap();
    let readings = folder.path().join("readings.jsonl");
    fs::write(&readings, read.stdout).unwrap();
    let score = Command::new("python3").current_dir(root).args(["tests/corpus/score.py", labels]).arg(&readings).output();
    let score = score.expect("python3 is needed for score.py");
    let text = String::from_utf8_lossy(&score.stdout).into_owned();
    assert!(score.status.success(), "{text}{}", String::from_utf8_lossy(&score.stderr));
    println!("{mails}\n{text}");
    let row = |line: &str| -> Option<(String, (u32, u32))> {
        let (name, rest) = line.split_at_checked(20)?;
        let mut numbers = rest.split_whitespace().filter_map(|word| word.parse().ok());
        Some((name.trim().to_owned(), (numbers.next()?, numbers.next()?)))
    };
    text.lines().filter_map(row).collect()
}

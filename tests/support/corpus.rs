//! The labelled mails of `tests/corpus`, each with its event, and what the product makes of them: the way of `empfang read`.
#![allow(dead_code)]

use std::collections::{BTreeSet, HashMap};
use std::fs;
use std::path::{Path, PathBuf};

use empfang::config;
use empfang::event::Event;
use empfang::message::Message;
use empfang::reading::{Reader, Reading};
use empfang::registry::admission::{self, Verdict};
use jiff::Timestamp;
use serde_json::{Value, json};

/// A set of mails with its labels.
pub struct Set {
    /// Its folder in `tests/corpus`.
    pub name: &'static str,
    /// Where its labels lie.
    pub labels: PathBuf,
    /// Its mails, in the order of the labels.
    pub mails: Vec<Mail>,
    /// The readers of the events that its labels name.
    pub readers: HashMap<String, Reader>,
}

/// A raw mail and what its label says of how it is to be read.
pub struct Mail {
    pub file: String,
    pub event: String,
    pub arrived: Timestamp,
    pub raw: Vec<u8>,
}

/// What is made of a mail.
#[derive(Debug, PartialEq)]
pub struct Read {
    pub reading: Reading,
    pub verdict: Verdict,
}

/// The sets, and where their mails lie.
pub const SETS: &[(&str, &str)] = &[
    ("kassel", "tests/corpus/kassel"),
    ("harbour", "tests/corpus/harbour"),
    ("own", "tests/corpus/own"),
    ("second", "tests/corpus/second"),
    ("third", "tests/corpus/third"),
    ("fourth", "tests/corpus/fourth"),
    ("isles", "tests/corpus/isles"),
    ("sued", "tests/corpus/sued"),
    ("nord", "tests/corpus/nord"),
    ("demo", "src/cli/demo/mails"),
    ("unread", "tests/corpus/unread"),
];

/// Loads a set by its name.
pub fn set(name: &str) -> Set {
    let (name, folder) = SETS.iter().copied().find(|(n, _)| *n == name).unwrap_or_else(|| panic!("no set {name}"));
    let labels = root().join("tests/corpus").join(name).join("labels.jsonl");
    let text = fs::read_to_string(&labels).unwrap_or_else(|e| panic!("{}: {e}", labels.display()));
    let label = |line: &str| {
        let label: Value = serde_json::from_str(line).unwrap_or_else(|e| panic!("{}: {e}", labels.display()));
        let word = |key: &str| label[key].as_str().unwrap_or_else(|| panic!("{}: a label without {key}", labels.display())).to_owned();
        let file = word("file");
        let raw = fs::read(root().join(folder).join(&file)).unwrap_or_else(|e| panic!("{folder}/{file} has a label, but {e}"));
        Mail { event: word("event"), arrived: word("arrived").parse().unwrap(), raw, file }
    };
    let mails: Vec<Mail> = text.lines().filter(|l| !l.trim().is_empty()).map(label).collect();
    let names: BTreeSet<&str> = mails.iter().map(|m| m.event.as_str()).collect();
    let readers = names.into_iter().map(|name| (name.to_owned(), Reader::new(&event(name)))).collect();
    Set { name, labels, mails, readers }
}

/// The names of the mails in the folder of a set, labelled or not.
pub fn files(name: &str) -> Vec<String> {
    let (_, folder) = SETS.iter().copied().find(|(n, _)| *n == name).unwrap();
    let entries = fs::read_dir(root().join(folder)).unwrap_or_else(|e| panic!("{folder}: {e}"));
    let names = entries.map(|e| e.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|n| n.ends_with(".eml")).collect();
    names.sort();
    names
}

/// An event by its name: one of the sample configuration, or of the corpus.
pub fn event(name: &str) -> Event {
    let path = event_file(name);
    config::load_event(&path).unwrap_or_else(|faults| panic!("{}: {faults:?}", path.display()))
}

/// The file of an event.
pub fn event_file(name: &str) -> PathBuf {
    let [sample, corpus] = ["config/events", "tests/corpus/events"].map(|f| root().join(f).join(format!("{name}.toml")));
    if sample.exists() { sample } else { corpus }
}

/// The checkout.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Reads a mail as `empfang read` does. Panics where the reading does, other than the product.
pub fn read(raw: &[u8], reader: &Reader, arrived: Option<Timestamp>) -> Read {
    let message = Message::parse(raw, true, std::slice::from_ref(&reader.event().address));
    let arrival = arrived.or(message.received).expect("a mail without Received, and no time told");
    let reading = reader.read(&message);
    let verdict = admission::appraise(reader.event(), &reading, arrival);
    Read { reading, verdict }
}

impl Read {
    /// The line of `empfang read --json` (a contract).
    pub fn line(&self, file: &str) -> Value {
        let attendees = self.reading.attendees.iter().map(|guest| {
            json!({
                "name": guest.name.as_ref().map(|f| &f.value),
                "company": guest.company.as_ref().map(|f| &f.value),
                "session": guest.session.as_ref().map(|f| &f.value.0),
                "alternatives": guest.alternatives.iter().map(|f| &f.value.0).collect::<Vec<_>>(),
            })
        });
        json!({
            "file": file,
            "outcome": self.verdict.outcome.key(),
            "attendees": attendees.collect::<Vec<_>>(),
            "missing": self.verdict.missing.iter().map(|f| f.key()).collect::<Vec<_>>(),
            "also_human": self.verdict.also_human,
            "reason": self.verdict.reason,
        })
    }
}

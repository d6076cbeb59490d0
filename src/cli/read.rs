//! `empfang read`: how mails are understood; no configuration, database or network.

mod explain;
mod text;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, IsTerminal, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use indicatif::ProgressBar;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use serde::Serialize;

use super::screen::{Screen, progress};
use super::{Failure, ReadOptions};
use crate::clock::Clock;
use crate::config;
use crate::event::Event;
use crate::message::Message;
use crate::reading::{Found, Guest, Intent, Reader, Reading};
use crate::registry::admission::{self, Verdict};

/// So much of a file is read; no text that a person wrote lies behind it.
const MAX_BYTES: u64 = 32 << 20;

/// A mail and what is made of it.
struct Seen {
    message: Message,
    reading: Reading,
    verdict: Verdict,
    arrival: Timestamp,
    source: ArrivalSource,
}

/// How the arrival is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ArrivalSource {
    /// `--arrived`
    Told,
    /// The topmost Received header.
    Received,
    /// The time of the file.
    File,
}

/// A mail as other tools read it (a contract).
#[derive(Serialize)]
struct Line<'a> {
    file: &'a str,
    outcome: &'a str,
    attendees: Vec<Person<'a>>,
    missing: Vec<&'a str>,
    also_human: bool,
    reason: &'a str,
}

#[derive(Serialize)]
struct Person<'a> {
    name: Option<&'a str>,
    company: Option<&'a str>,
    session: Option<&'a str>,
    alternatives: Vec<&'a str>,
}

/// Prints what is made of each mail. A file that is no mail has an outcome as well; only what can't be opened is a failure.
pub fn read(options: &ReadOptions, clock: &Clock, screen: &mut Screen) -> Result<(), Failure> {
    let event = config::load_event(&options.event)?;
    let arrived = options.arrived.as_deref().map(|text| arrival(text, &event)).transpose()?;
    let files = files(&options.mails)?;
    let names = names(&files);
    // beside an output that scrolls by, a bar is in the way
    let bar = if io::stdout().is_terminal() { ProgressBar::hidden() } else { progress(files.len(), "mails") };
    let reader = Reader::new(&event);
    let mut failed = Vec::new();
    for (file, name) in files.iter().zip(&names) {
        match mail(file, &reader, arrived, clock) {
            Ok(mail) if options.json => screen.json(&mail.line(name))?,
            Ok(mail) => explain::explain(&file.display().to_string(), &mail, &event, screen)?,
            Err(error) => failed.push(format!("{} can't be read: {error}", file.display())),
        }
        bar.inc(1);
    }
    bar.finish_and_clear();
    if failed.is_empty() { Ok(()) } else { Err(Failure::Failed(failed.join("\nempfang: "))) }
}

fn mail(file: &Path, reader: &Reader, arrived: Option<Timestamp>, clock: &Clock) -> io::Result<Seen> {
    let event = reader.event();
    let (bytes, whole, written) = contents(file)?;
    let message = Message::parse(&bytes, whole, std::slice::from_ref(&event.address));
    let (arrival, source) = match (arrived, message.received) {
        (Some(time), _) => (time, ArrivalSource::Told),
        (None, Some(time)) => (time, ArrivalSource::Received),
        (None, None) => (written.unwrap_or_else(|| clock.now()), ArrivalSource::File),
    };
    // law 1: a mail that makes us err has an outcome as well
    let reading = catch_unwind(AssertUnwindSafe(|| reader.read(&message))).unwrap_or_else(|_| gave_up());
    let verdict = admission::appraise(event, &reading, arrival);
    Ok(Seen { message, reading, verdict, arrival, source })
}

impl Seen {
    fn line<'a>(&'a self, name: &'a str) -> Line<'a> {
        Line {
            file: name,
            outcome: self.verdict.outcome.key(),
            attendees: self.reading.attendees.iter().map(person).collect(),
            missing: self.verdict.missing.iter().map(|field| field.key()).collect(),
            also_human: self.verdict.also_human,
            reason: &self.verdict.reason,
        }
    }
}

fn person(guest: &Guest) -> Person<'_> {
    fn text(found: Option<&Found<String>>) -> Option<&str> {
        found.map(|f| f.value.as_str())
    }
    Person {
        name: text(guest.name.as_ref()),
        company: text(guest.company.as_ref()),
        session: guest.session.as_ref().map(|f| f.value.0.as_str()),
        alternatives: guest.alternatives.iter().map(|f| f.value.0.as_str()).collect(),
    }
}

fn gave_up() -> Reading {
    Reading {
        intent: Intent::Person,
        attendees: Vec::new(),
        unnamed: 0,
        question: None,
        language: None,
        reason: "the program failed on this mail".to_owned(),
        words: String::new(),
    }
}

/// The bytes, whether they are all, and when the file was last written.
fn contents(file: &Path) -> io::Result<(Vec<u8>, bool, Option<Timestamp>)> {
    let mut bytes = Vec::new();
    if file == Path::new("-") {
        io::stdin().lock().take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
        let whole = bytes.len() as u64 <= MAX_BYTES;
        return Ok((bytes, whole, None));
    }
    let open = File::open(file)?;
    let written = open.metadata()?.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    open.take(MAX_BYTES + 1).read_to_end(&mut bytes)?;
    let whole = bytes.len() as u64 <= MAX_BYTES;
    let written =
        written.and_then(|since| SignedDuration::try_from(since).ok()).and_then(|since| Timestamp::UNIX_EPOCH.checked_add(since).ok());
    Ok((bytes, whole, written))
}

/// The files that are meant: a folder stands for the files in it, in the order of their names.
fn files(paths: &[PathBuf]) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for path in paths {
        if path == Path::new("-") {
            files.push(path.clone());
            continue;
        }
        let wrong = |e: io::Error| Failure::misused(format!("{}: {e}", path.display()));
        if !fs::metadata(path).map_err(wrong)?.is_dir() {
            files.push(path.clone());
            continue;
        }
        let entries = fs::read_dir(path).map_err(wrong)?.collect::<io::Result<Vec<_>>>().map_err(wrong)?;
        let mut within: Vec<_> = entries.iter().map(fs::DirEntry::path).filter(|p| p.is_file()).collect();
        within.sort();
        files.append(&mut within);
    }
    Ok(files)
}

/// What each file is called in JSON: its name, or its path where another one has that name too.
fn names(files: &[PathBuf]) -> Vec<String> {
    let name = |file: &PathBuf| file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned();
    let mut often: HashMap<String, usize> = HashMap::new();
    files.iter().for_each(|file| *often.entry(name(file)).or_default() += 1);
    let unique = |file: &PathBuf| often.get(&name(file)).is_none_or(|n| *n == 1);
    files.iter().map(|file| if unique(file) { name(file) } else { file.to_string_lossy().into_owned() }).collect()
}

fn arrival(text: &str, event: &Event) -> Result<Timestamp, Failure> {
    let local = || text.parse::<DateTime>().ok().and_then(|local| local.to_zoned(event.timezone.clone()).ok()).map(|z| z.timestamp());
    text.parse::<Timestamp>().ok().or_else(local).ok_or_else(|| {
        Failure::misused(format!("--arrived: expected a time like 2026-11-17T18:00 or 2026-11-17T18:00+01:00, found \"{text}\""))
    })
}

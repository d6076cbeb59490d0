//! A reading for the eye: each field with the words it was read from, where they stand, and by which rule.

use std::io;

use super::super::ledger;
use super::super::screen::{Ink, Screen, stamp};
use super::{ArrivalSource, Seen, text};
use crate::address::clean;
use crate::event::{Event, Field, SessionId};
use crate::message::Origin;
use crate::reading::{Found, Guest, Intent, Place};

/// Words are cut here; evidence is a phrase, not a mail.
const MAX_WORDS: usize = 90;

/// Prints one mail.
pub fn explain(file: &str, mail: &Seen, event: &Event, screen: &mut Screen) -> io::Result<()> {
    let verdict = &mail.verdict;
    let outcome = screen.paint(ledger::ink(verdict.outcome), verdict.outcome.key());
    let person = if verdict.also_human { screen.paint(Ink::Yellow, ", and a person must look") } else { String::new() };
    screen.line(&format!("{}  {outcome}{person}", screen.paint(Ink::Bold, &clean(file, 400))))?;
    row(screen, "because", &verdict.reason)?;
    let from = mail.message.from.as_ref().map_or("nobody, or more than one".to_owned(), ToString::to_string);
    row(screen, "from", &from)?;
    row(screen, "subject", &clean(&mail.message.subject, MAX_WORDS))?;
    row(screen, "arrived", &arrived(mail, event))?;
    match &mail.message.origin {
        Origin::Person => {}
        Origin::Machine(_, why) => row(screen, "machine", why)?,
        Origin::Doubtful(why) => row(screen, "machine?", why)?,
    }
    row(screen, "intent", &with_words(intent(mail.reading.intent), &mail.reading.words))?;
    for (at, guest) in mail.reading.attendees.iter().enumerate() {
        if mail.reading.attendees.len() > 1 {
            row(screen, "attendee", &(at + 1).to_string())?;
        }
        attendee(guest, event, screen)?;
    }
    if mail.reading.unnamed > 0 {
        row(screen, "unnamed", &format!("{} more without a name", mail.reading.unnamed))?;
    }
    if !verdict.missing.is_empty() {
        let fields: Vec<_> = verdict.missing.iter().map(|field| field.key()).collect();
        row(screen, "missing", &screen.paint(Ink::Yellow, &fields.join(", ")))?;
    }
    if let Some(question) = &mail.reading.question {
        row(screen, "asks", &with_words("something that a person must answer", question))?;
    }
    let language = mail.reading.language.map_or("not clear; the event's counts", |language| language.code());
    row(screen, "language", language)?;
    text::show(&mail.message, &mail.reading, screen)?;
    screen.line("")
}

fn attendee(guest: &Guest, event: &Event, screen: &mut Screen) -> io::Result<()> {
    field(screen, "name", guest.name.as_ref(), String::clone)?;
    field(screen, "company", guest.company.as_ref(), String::clone)?;
    field(screen, "session", guest.session.as_ref(), |id| titled(id, event))?;
    for alternative in &guest.alternatives {
        field(screen, "or else", Some(alternative), |id| titled(id, event))?;
    }
    for (which, words) in &guest.unclear {
        let which = match which {
            Field::Name => "name",
            Field::Company => "company",
            Field::Session => "session",
        };
        row(screen, "unclear", &with_words(&format!("which {which}"), words))?;
    }
    Ok(())
}

fn field<T>(screen: &mut Screen, label: &str, found: Option<&Found<T>>, shown: impl Fn(&T) -> String) -> io::Result<()> {
    let Some(found) = found else { return row(screen, label, &screen.paint(Ink::Faint, "not found")) };
    let sure = (found.certainty.clamp(0.0, 1.0) * 100.0).round();
    let evidence = format!("{} \"{}\" (rule {}, {sure} % sure)", place(found.place), clean(&found.words, MAX_WORDS), found.rule);
    row(screen, label, &shown(&found.value))?;
    row(screen, "", &screen.paint(Ink::Faint, &evidence))
}

fn arrived(mail: &Seen, event: &Event) -> String {
    let how = match mail.source {
        ArrivalSource::Told => "as told by --arrived",
        ArrivalSource::Received => "by its topmost Received header",
        ArrivalSource::File => "without a Received header: by the time of the file",
    };
    let late = if event.deadline.missed_by(mail.arrival) { ", after the deadline" } else { "" };
    format!("{}{late} ({how})", stamp(mail.arrival, &event.timezone))
}

fn titled(id: &SessionId, event: &Event) -> String {
    event.session(id).map_or(id.to_string(), |session| format!("{id} {}", session.title))
}

fn intent(intent: Intent) -> &'static str {
    match intent {
        Intent::Register => "register",
        Intent::Change => "change",
        Intent::Cancel => "cancel",
        Intent::Person => "something for a person",
        Intent::Nothing => "nothing that needs doing",
    }
}

fn place(place: Place) -> &'static str {
    match place {
        Place::Text => "in the text:",
        Place::Subject => "in the subject:",
        Place::Signature => "in the signature:",
        Place::From => "in the sender's name:",
        Place::Address => "in the sender's address:",
        Place::Organization => "in the Organization header:",
        Place::Card => "on the attached visiting card:",
        Place::Calendar => "in the calendar answer:",
        Place::OwnQuote => "in our own quoted mail:",
        Place::Quote => "in a quoted or forwarded mail:",
    }
}

fn with_words(what: &str, words: &str) -> String {
    if words.is_empty() { what.to_owned() } else { format!("{what}: \"{}\"", clean(words, MAX_WORDS)) }
}

fn row(screen: &mut Screen, label: &str, text: &str) -> io::Result<()> {
    screen.line(&format!("  {label:<10}{text}"))
}

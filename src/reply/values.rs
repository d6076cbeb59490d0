//! What templates may name: event, attendees and times as plain values, cleaned and cut once more at this border (law 7).
//!
//! Texts are harmless single lines; escaping for HTML is the template engine's. What does not exist is `none`.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use minijinja::{Value, context};

use super::when;
use crate::address::clean;
use crate::event::{Contact, Event, Field, Language, Session, SessionId};
use crate::person::Attendee;

/// The longest name, company or title that is shown, in characters.
pub const MAX_VALUE: usize = 120;
/// The longest quote of unclear words: enough to be recognised, too short to carry somebody's advertising (backscatter).
const MAX_QUOTE: usize = 60;
/// So many people, quotes and sessions are shown at most.
const MAX_ROWS: usize = 50;
/// The longest privacy line or imprint. They come from the organisers and may have several lines.
const MAX_PARAGRAPH: usize = 2_000;

/// One harmless line of at most [`MAX_VALUE`] characters.
pub fn line(text: &str) -> String {
    clean(text, MAX_VALUE)
}

/// As [`line()`]; what is missing or empty is `none`.
pub fn optional_line(text: Option<&str>) -> Option<String> {
    text.map(line).filter(|text| !text.is_empty())
}

/// The event for a letter in `language`. `now` decides whether the deadline has passed.
pub fn event(event: &Event, language: Language, now: Timestamp, sender: Option<&str>) -> Value {
    let signature = event.signature.as_deref().or(sender).unwrap_or(&event.title);
    context! {
        id => line(&event.id.0),
        language => event.language.code(),
        title => clean(&event.title, 200),
        address => event.address.as_str(),
        starts => event.starts.as_ref().map(|starts| when::span(&local(starts, event), event.ends.as_ref().map(|e| local(e, event)).as_ref(), language)),
        venue => optional_line(event.venue.as_deref()),
        deadline => deadline(event, language, now),
        parallel => event.parallel,
        sessions => event.sessions.iter().take(MAX_ROWS).map(|s| session(s, event, language)).collect::<Vec<_>>(),
        contacts => event.contacts.iter().map(contact).collect::<Vec<_>>(),
        signature => lines(signature),
        privacy => event.privacy.as_deref().map(lines),
        imprint => event.imprint.as_deref().map(lines),
    }
}

/// One attendee. A session that the event does not have (any more) is named by its id.
pub fn attendee(attendee: &Attendee, event: &Event, language: Language) -> Value {
    context! {
        name => optional_line(attendee.name.as_deref()),
        company => optional_line(attendee.company.as_deref()),
        session => attendee.session.as_ref().map(|id| session_of(id, event, language)),
        alternatives => attendee.alternatives.iter().take(MAX_ROWS).map(|id| session_of(id, event, language)).collect::<Vec<_>>(),
    }
}

/// Attendees in the order of the mail.
pub fn attendees(all: &[Attendee], event: &Event, language: Language) -> Vec<Value> {
    all.iter().take(MAX_ROWS).map(|one| attendee(one, event, language)).collect()
}

/// The session of an id.
pub fn session_of(id: &SessionId, event: &Event, language: Language) -> Value {
    match event.session(id) {
        Some(found) => session(found, event, language),
        None => context! { id => line(&id.0), title => "", label => line(&id.0), room => (), starts => () },
    }
}

/// Which fields are asked for, by their names.
pub fn missing(fields: &[Field]) -> Value {
    context! {
        name => fields.contains(&Field::Name),
        company => fields.contains(&Field::Company),
        session => fields.contains(&Field::Session),
        count => fields.len(),
    }
}

/// Words of the mail, cut to quotes.
pub fn quotes(words: &[String]) -> Vec<String> {
    words.iter().take(MAX_ROWS).map(|words| clean(words, MAX_QUOTE)).filter(|words| !words.is_empty()).collect()
}

/// A moment in the event's zone: `day`, `time`, `exact` (with seconds), `text` (both), `short` (for columns).
pub fn moment(at: Timestamp, zone: &TimeZone, language: Language) -> Value {
    let at = at.to_zoned(zone.clone());
    context! {
        day => when::day(at.date(), language),
        weekday => when::weekday_and_day(at.date(), language),
        time => when::time(&at, language),
        exact => when::time_with_seconds(&at, language),
        text => when::moment(&at, language),
        short => when::short(&at, language),
    }
}

fn deadline(event: &Event, language: Language, now: Timestamp) -> Value {
    let at = local(&event.deadline.at, event);
    context! {
        text => when::deadline(&crate::event::Deadline { at: at.clone(), whole_day: event.deadline.whole_day }, language),
        day => when::day(at.date(), language),
        time => (!event.deadline.whole_day).then(|| when::time(&at, language)),
        exact => when::time_with_seconds(&at, language),
        passed => event.deadline.missed_by(now),
    }
}

fn session(session: &Session, event: &Event, language: Language) -> Value {
    let (id, title) = (line(&session.id.0), line(&session.title));
    let starts = session
        .starts
        .as_ref()
        .map(|starts| when::span(&local(starts, event), session.ends.as_ref().map(|ends| local(ends, event)).as_ref(), language));
    let label = if title.is_empty() || title == id { id.clone() } else { format!("{id}\u{a0}– {title}") };
    context! { id, title, label, room => optional_line(session.room.as_deref()), starts }
}

fn contact(contact: &Contact) -> Value {
    context! {
        name => contact.mailbox.name.as_deref().map(line),
        address => contact.mailbox.address.as_str(),
        role => optional_line(contact.role.as_deref()),
        phone => optional_line(contact.phone.as_deref()),
    }
}

fn local(at: &Zoned, event: &Event) -> Zoned {
    at.with_time_zone(event.timezone.clone())
}

/// Lines of a text of the organisers', each harmless; empty ones are left out.
fn lines(text: &str) -> Vec<String> {
    text.lines().map(|line| clean(line, MAX_PARAGRAPH)).filter(|line| !line.is_empty()).collect()
}

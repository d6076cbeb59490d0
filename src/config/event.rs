//! An event file: the contract of `design.md`, checked.

use jiff::Zoned;
use jiff::tz::TimeZone;

use super::reader::{Item, Section, Wrong};
use super::value;
use crate::address::{Address, Mailbox};
use crate::event::{Contact, Event, EventId, Field, Language, Session, SessionId};
use crate::person::fold;

const MOMENT: &str = "a date and time like 2026-11-26T15:00, local to `timezone`, or with an offset like 2026-11-26T15:00+01:00";
const DEADLINE: &str =
    "a date like 2026-11-17 (until the end of that day), or a date and time like 2026-11-17T18:00, with or without an offset";
const CONTACT: &str = "\"Name <address>\" or { name = …, address = …, role = …, phone = … }";
const LINE: &str = "one line of text";
/// Seats of one session; a larger number is a slip.
const MAX_CAPACITY: i64 = 100_000;

/// The event in the file `top`; `None` if something is wrong, which was noted.
pub(super) fn read(top: Section<'_>) -> Option<Event> {
    let id = top.required("id", "a short name of a-z, 0-9 and -", |item| id(item, |c| c.is_ascii_lowercase()).map(EventId));
    let title = top.required("title", LINE, value::line);
    let language = top.required("language", "\"de\" or \"en\"", |item| Language::from_code(item.text()?).ok_or(Wrong::Value));
    let address = top.required("address", "an email address", address);
    let timezone = top.required("timezone", "an IANA time zone like \"Europe/Berlin\"", time_zone);
    // a wrong time zone is noted once, and must not make its dates wrong as well
    let zone = timezone.clone().unwrap_or(TimeZone::UTC);
    let deadline = top.required("deadline", DEADLINE, |item| value::deadline(item, &zone));
    let required = required(&top);
    let parallel = top.optional("parallel", "true or false", Item::truth).unwrap_or(true);
    let (starts, ends) = span(&top, &zone);
    let venue = top.optional("venue", LINE, value::line);
    let contacts = top.list("contacts", CONTACT, |item| contact(item, &top)).unwrap_or_default();
    let signature = top.optional("signature", LINE, value::line);
    let privacy = top.optional("privacy", "text", value::text);
    let imprint = top.optional("imprint", "text", value::text);
    let sessions = sessions(&top, &zone);
    top.finish();
    Some(Event {
        id: id?,
        title: title?,
        language: language?,
        address: address?,
        timezone: timezone?,
        deadline: deadline?,
        required,
        parallel,
        sessions,
        starts,
        ends,
        venue,
        contacts,
        signature,
        privacy,
        imprint,
    })
}

/// An email address.
pub(super) fn address(item: &Item<'_>) -> Result<Address, Wrong> {
    Address::parse(item.text()?).ok_or(Wrong::Value)
}

fn sessions(top: &Section<'_>, zone: &TimeZone) -> Vec<Session> {
    if !top.has("session") {
        top.fault("session", "missing, expected at least one [[session]] with id and title".into());
    }
    let mut sessions: Vec<Session> = Vec::new();
    for section in top.tables("session") {
        let Some(session) = session(&section, zone) else {
            section.finish();
            continue;
        };
        for (key, word) in words(&session) {
            let same = |other: &&Session| words(other).iter().any(|(_, w)| fold(w) == fold(word));
            if let Some(other) = sessions.iter().find(same) {
                section.fault(key, format!("\"{word}\" already means session {}, expected words that mean one session only", other.id));
            }
        }
        section.finish();
        sessions.push(session);
    }
    sessions
}

/// All words that mean the session, with their keys.
fn words(session: &Session) -> Vec<(&'static str, &str)> {
    let aliases = session.aliases.iter().map(|alias| ("aliases", alias.as_str()));
    [("id", session.id.0.as_str()), ("title", session.title.as_str())].into_iter().chain(aliases).collect()
}

fn session(section: &Section<'_>, zone: &TimeZone) -> Option<Session> {
    let id = section.required("id", "a short name of letters, 0-9 and -", |item| id(item, |c| c.is_ascii_alphabetic()).map(SessionId));
    let title = section.required("title", LINE, value::line);
    let aliases = section.list("aliases", LINE, value::line).unwrap_or_default();
    let wanted = format!("a whole number from 1 to {MAX_CAPACITY}");
    let capacity = section.optional("capacity", &wanted, |item| value::number(item, 1, MAX_CAPACITY));
    let room = section.optional("room", LINE, value::line);
    let (starts, ends) = span(section, zone);
    Some(Session { id: id?, title: title?, aliases, capacity, room, starts, ends })
}

fn span(section: &Section<'_>, zone: &TimeZone) -> (Option<Zoned>, Option<Zoned>) {
    let starts = section.optional("starts", MOMENT, |item| value::moment(item, zone));
    let ends = section.optional("ends", MOMENT, |item| value::moment(item, zone));
    match (&starts, &ends) {
        (Some(from), Some(to)) if from >= to => {
            let shown = |z: &Zoned| z.strftime("%Y-%m-%d %H:%M").to_string();
            section.fault("ends", format!("expected a time after starts ({}), found {}", shown(from), shown(to)));
        }
        (None, Some(_)) if !section.has("starts") => section.fault("ends", "expected together with starts, found alone".into()),
        _ => {}
    }
    (starts, ends)
}

fn required(top: &Section<'_>) -> Vec<Field> {
    let all = vec![Field::Name, Field::Company, Field::Session];
    let field = |item: &Item<'_>| Field::from_key(item.text()?).ok_or(Wrong::Value);
    let mut fields = top.list("required", "\"name\", \"company\" or \"session\"", field).unwrap_or(all);
    fields.sort();
    fields.dedup();
    fields
}

fn contact<'a>(item: &Item<'a>, top: &Section<'a>) -> Result<Contact, Wrong> {
    if let Ok(text) = item.text() {
        return Ok(Contact { mailbox: Mailbox::parse(text).ok_or(Wrong::Value)?, role: None, phone: None });
    }
    let section = item.section(top, "contacts".into()).ok_or(Wrong::Value)?;
    let name = section.optional("name", LINE, value::line);
    let address = section.required("address", "an email address", address);
    let role = section.optional("role", LINE, value::line);
    let phone = section.optional("phone", LINE, value::line);
    section.finish();
    Ok(Contact { mailbox: Mailbox::new(name.as_deref(), address.ok_or(Wrong::Noted)?), role, phone })
}

fn id(item: &Item<'_>, letter: impl Fn(char) -> bool) -> Result<String, Wrong> {
    let text = item.text()?;
    let sane = (1..=40).contains(&text.len()) && text.chars().all(|c| letter(c) || c.is_ascii_digit() || c == '-');
    if sane { Ok(text.to_owned()) } else { Err(Wrong::Value) }
}

fn time_zone(item: &Item<'_>) -> Result<TimeZone, Wrong> {
    TimeZone::get(item.text()?).map_err(|_| Wrong::Value)
}

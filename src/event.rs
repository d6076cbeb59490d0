//! An event and its sessions, as the organisers announced them.

use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use crate::address::{Address, Mailbox};

/// The language of a text. What is neither is answered in the event's language.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// German
    De,
    /// English
    En,
}

impl Language {
    /// The ISO 639-1 code, which is also the name of the template folder.
    pub fn code(self) -> &'static str {
        match self {
            Self::De => "de",
            Self::En => "en",
        }
    }

    /// The language of an ISO 639-1 code, if it is one of ours.
    pub fn from_code(code: &str) -> Option<Self> {
        match code {
            "de" => Some(Self::De),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

/// What a registration may be required to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// The attendee's name.
    Name,
    /// The attendee's company.
    Company,
    /// The session.
    Session,
}

impl Field {
    /// The word for it in configuration, JSON and database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Company => "company",
            Self::Session => "session",
        }
    }

    /// The field of that word.
    pub fn from_key(key: &str) -> Option<Self> {
        [Self::Name, Self::Company, Self::Session].into_iter().find(|f| f.key() == key)
    }
}

/// The name of an event in configuration, database and file names: `[a-z0-9-]`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EventId(pub String);

/// The name of a session within its event, as people write it: "2", "A", "B2".
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(pub String);

impl std::fmt::Display for EventId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// The last moment at which a registration is taken, inclusive to the last second of `at` (a mail that arrived at 23:59:59.9 is in time).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deadline {
    /// The last second.
    pub at: Zoned,
    /// Whether the announcement named a day only ("bis zum 17. November"); then texts name the day only, too.
    pub whole_day: bool,
}

impl Deadline {
    /// Whether a mail that reached the server at `arrival` came too late.
    pub fn missed_by(&self, arrival: Timestamp) -> bool {
        arrival.as_second() > self.at.timestamp().as_second()
    }
}

/// One of the parallel parts of an event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Its name as people write it.
    pub id: SessionId,
    /// Its announced title.
    pub title: String,
    /// Other words that mean this session.
    pub aliases: Vec<String>,
    /// Seats; `None` is without limit.
    pub capacity: Option<u32>,
    /// Where it is.
    pub room: Option<String>,
    /// When it begins, if that differs from the event.
    pub starts: Option<Zoned>,
    /// When it ends, if that differs from the event.
    pub ends: Option<Zoned>,
}

/// Somebody who answers questions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name and address.
    pub mailbox: Mailbox,
    /// What for or for whom ("Stadt Kassel").
    pub role: Option<String>,
    /// Telephone number as written.
    pub phone: Option<String>,
}

/// An event, checked by [`crate::config`]: at least one session, session ids unique, `starts` before `ends`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its name in configuration and database.
    pub id: EventId,
    /// Its announced title.
    pub title: String,
    /// The language of the announcement, and of answers to mails whose language is not clear.
    pub language: Language,
    /// Where registrations are sent to.
    pub address: Address,
    /// Where the event takes place, for all times that people read.
    pub timezone: TimeZone,
    /// Until when one can register.
    pub deadline: Deadline,
    /// What a registration must say.
    pub required: Vec<Field>,
    /// Whether sessions run in parallel, so that a person is in one at most.
    pub parallel: bool,
    /// The sessions in announced order.
    pub sessions: Vec<Session>,
    /// When it begins.
    pub starts: Option<Zoned>,
    /// When it ends.
    pub ends: Option<Zoned>,
    /// Where it is.
    pub venue: Option<String>,
    /// Who answers questions.
    pub contacts: Vec<Contact>,
    /// Who signs the mails ("Stadt Kassel und IHK Kassel-Marburg"); the display name of the sender if not given.
    pub signature: Option<String>,
    /// The data-protection line of the mails.
    pub privacy: Option<String>,
    /// The imprint below the mails (business-letter data).
    pub imprint: Option<String>,
}

impl Event {
    /// The session of that id.
    pub fn session(&self, id: &SessionId) -> Option<&Session> {
        self.sessions.iter().find(|s| s.id == *id)
    }

    /// Whether a registration must say `field`.
    pub fn requires(&self, field: Field) -> bool {
        self.required.contains(&field)
    }
}

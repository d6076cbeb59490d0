//! TOML becomes checked types; unknown keys are refused and all faults are named at once, with file, line and key.
//!
//! Relative paths start at the folder of the file that names them. The keys are those of `config/empfang.toml`, where each stands with its
//! default and its effect; what is asked here and what is written there is held together by a test.

mod event;
mod fault;
mod load;
mod reader;
mod secret;
mod server;
mod value;

use std::path::PathBuf;
use std::time::Duration;

use jiff::civil::Time;
use jiff::tz::TimeZone;

use crate::address::{Address, Mailbox};
use crate::event::{Event, EventId};
use crate::net::Endpoint;

pub use fault::Fault;
pub use load::{load, load_event, load_without_secrets};

/// The whole configuration, checked.
#[derive(Clone, Debug)]
pub struct Config {
    /// The SQLite file.
    pub database: PathBuf,
    /// The events, at least one; ids are unique.
    pub events: Vec<Event>,
    /// Where registrations come from.
    pub mailbox: MailboxConfig,
    /// Where replies go to.
    pub smtp: SmtpConfig,
    /// The daily digest.
    pub digest: DigestConfig,
    /// A folder with templates that replace the embedded ones; it is there.
    pub templates: Option<PathBuf>,
    /// Bounds on what we send.
    pub limits: Limits,
}

impl Config {
    /// The time zone of an event; of the first one if it is not known.
    pub fn zone_of(&self, event: Option<&EventId>) -> TimeZone {
        let event = event.and_then(|id| self.events.iter().find(|e| e.id == *id)).or(self.events.first());
        event.map_or(TimeZone::UTC, |event| event.timezone.clone())
    }
}

/// A password: from the environment, a file or a command; read once, never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Keeps `text` secret.
    pub fn new(text: String) -> Self {
        Self(text)
    }

    /// The text, for the login alone.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// Who logs in where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The server.
    pub endpoint: Endpoint,
    /// The user; `None` if the server takes mail without login.
    pub user: Option<String>,
    /// The password.
    pub password: Option<Secret>,
    /// A certificate authority of one's own, as a PEM file.
    pub ca: Option<PathBuf>,
}

/// `[mailbox]`
#[derive(Clone, Debug)]
pub struct MailboxConfig {
    /// The mailbox.
    pub source: Source,
    /// How often to look besides IDLE.
    pub poll: Duration,
    /// The folder for processed mail.
    pub done: String,
    /// The folder for mail that needs a person.
    pub review: String,
    /// Of a larger message only so many bytes are fetched.
    pub fetch_limit: u32,
    /// So many messages are fetched and committed at a time.
    pub batch: usize,
    /// The `authserv-id` whose `Authentication-Results` are believed (RFC 8601 section 5); without it none are.
    pub authserv_id: Option<String>,
}

/// Where mail comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// An IMAP account's INBOX.
    Imap(Account),
    /// A Maildir.
    Maildir(PathBuf),
}

/// `[smtp]`
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// The way out.
    pub route: Route,
    /// The sender of all mails.
    pub from: Mailbox,
    /// Connections at once.
    pub connections: usize,
}

/// How mail leaves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Route {
    /// By SMTP.
    Smtp(Account),
    /// By a sendmail program.
    Sendmail(PathBuf),
    /// Into a Maildir.
    Maildir(PathBuf),
}

/// `[digest]`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DigestConfig {
    /// Who gets it; empty: nobody.
    pub to: Vec<Address>,
    /// When, in each event's time zone.
    pub at: Time,
}

/// `[limits]`: caps on replies, against mail loops that no header gives away (law 3). What is capped goes to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Replies to one address within an hour.
    pub per_address_hour: u32,
    /// Replies to one address within a day.
    pub per_address_day: u32,
    /// Replies to everybody within an hour.
    pub total_hour: u32,
}

impl Default for Limits {
    /// Far above what people write, and far below a storm; a backlog of a thousand mails after an outage is answered at once.
    fn default() -> Self {
        Self { per_address_hour: 5, per_address_day: 10, total_hour: 2000 }
    }
}

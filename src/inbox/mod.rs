//! Raw mail in, from IMAP or a Maildir. Knows nothing of readings and registrations: only bytes, places, arrivals and folders.
//!
//! One pass is [`connect`](Inbox::connect), [`list`](Inbox::list), [`fetch`](Inbox::fetch), and after the commit
//! [`file`](Inbox::file); then [`wait`](Inbox::wait), and from the start again. Nothing here remembers what was processed: that is
//! the ledger's, and neither flags nor an empty answer ever stand for it. Every error but [`InboxError::Folder`] means that the
//! connection is gone and the next [`connect`](Inbox::connect) makes a new one; when to try again is the caller's choice. A dropped
//! future has the same effect; only a [`wait`](Inbox::wait) may be dropped at no cost.

use std::time::Duration;

use jiff::Timestamp;

use crate::config::{MailboxConfig, Source};
use crate::net::Dialler;

pub mod imap;
pub mod maildir;
mod utf7;

/// Where a message lies: unique within an account. Of a Maildir the `validity` is 0 and the `uid` the unique part of the file name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// The folder ("INBOX").
    pub mailbox: String,
    /// UIDVALIDITY (RFC 3501 section 2.3.1.1).
    pub validity: u32,
    /// UID.
    pub uid: String,
}

/// A message as fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawMail {
    /// Where it lies.
    pub place: Place,
    /// When it reached the mailbox. From IMAP this is INTERNALDATE, which the server set; `None` if the server gave none that can be
    /// read. From a Maildir it is the file's time, which a copy of the folder changes: there the topmost Received goes before it.
    pub arrival: Option<Timestamp>,
    /// Its bytes, or as many as were fetched.
    pub bytes: Vec<u8>,
    /// Its full size in bytes.
    pub size: u64,
    /// Whether `bytes` is all of it.
    pub whole: bool,
    /// Whether somebody has answered it by hand (`\Answered`).
    pub answered: bool,
}

/// Where a message goes after it was recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Filing {
    /// To the folder for what is done.
    Done,
    /// To the folder for what needs a person.
    Review,
}

/// Within one epoch a UID stands for one message for ever (RFC 3501 section 2.3.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Epoch {
    /// "INBOX", or the path of the Maildir.
    pub mailbox: String,
    /// UIDVALIDITY; 0 of a Maildir.
    pub validity: u32,
}

/// Why the mailbox could not be used.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// The server knows us and does not let us in: trying again changes nothing until a person does.
    #[error("{0}")]
    Login(String),
    /// The server asks for patience, for so long (at most five minutes).
    #[error("the server wants fewer requests (waiting {wait} s): {1}", wait = .0.as_secs())]
    Throttled(Duration, String),
    /// Not reached, not understood, or broken off: dialling, TLS, a time limit, BYE, end of stream, a refused command.
    #[error("{0}")]
    Connection(String),
    /// The connection broke while messages were fetched: one of them may be at fault.
    #[error("{0}")]
    Batch(String),
    /// A folder can't be made or written. The connection, if there was one, still stands.
    #[error("{0}")]
    Folder(String),
    /// The disk, or the file with the certificate authorities.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

/// The mailbox that registrations come to.
#[derive(Debug)]
pub enum Inbox {
    /// An IMAP account's INBOX.
    Imap(Box<imap::ImapInbox>),
    /// A Maildir.
    Maildir(maildir::MaildirInbox),
}

impl Inbox {
    /// The mailbox of `config`, not yet connected. Fails if the certificate authorities can't be read.
    pub fn new(config: &MailboxConfig, dialler: Dialler) -> Result<Self, InboxError> {
        Ok(match &config.source {
            Source::Imap(account) => Self::Imap(Box::new(imap::ImapInbox::new(config, account, dialler)?)),
            Source::Maildir(path) => Self::Maildir(maildir::MaildirInbox::new(config, path)),
        })
    }

    /// Makes sure that the mailbox is open, and says which UIDs are meant from now on. Creates missing folders; where that fails it is
    /// [`file`](Self::file) that reports it, since mail can be read all the same.
    pub async fn connect(&mut self) -> Result<Epoch, InboxError> {
        match self {
            Self::Imap(inbox) => inbox.connect().await,
            Self::Maildir(inbox) => inbox.connect().await,
        }
    }

    /// The uids of the messages there, in the order of the mailbox. Of IMAP those from `from_uid` on, without those marked as deleted
    /// or as filed by a keyword of ours; of a Maildir all in `new` and `cur`. An empty list means that there are none: a server that
    /// does not say so is an error.
    pub async fn list(&mut self, from_uid: u32) -> Result<Vec<String>, InboxError> {
        match self {
            Self::Imap(inbox) => inbox.list(from_uid).await,
            Self::Maildir(inbox) => inbox.list().await,
        }
    }

    /// The messages with these uids, in their order, each up to the configured size. One that is gone by now is missing in the result.
    pub async fn fetch(&mut self, uids: &[String]) -> Result<Vec<RawMail>, InboxError> {
        match self {
            Self::Imap(inbox) => inbox.fetch(uids).await,
            Self::Maildir(inbox) => inbox.fetch(uids).await,
        }
    }

    /// Moves the messages to their folder. May be repeated; a message that is gone by now is none to worry about. Where a server can
    /// neither move, copy nor mark, the messages stay and the call succeeds: filing is for people, the ledger does without.
    pub async fn file(&mut self, uids: &[String], to: Filing) -> Result<(), InboxError> {
        match self {
            Self::Imap(inbox) => inbox.file(uids, to).await,
            Self::Maildir(inbox) => inbox.file(uids, to).await,
        }
    }

    /// Waits until something may be new since the last [`list`](Self::list) began, at most so long. It may return earlier for no
    /// reason that can be seen.
    pub async fn wait(&mut self, at_most: Duration) -> Result<(), InboxError> {
        match self {
            Self::Imap(inbox) => inbox.wait(at_most).await,
            Self::Maildir(inbox) => inbox.wait(at_most).await,
        }
    }

    /// Takes leave, within seconds whatever the server does.
    pub async fn disconnect(&mut self) {
        match self {
            Self::Imap(inbox) => inbox.disconnect().await,
            Self::Maildir(inbox) => inbox.disconnect(),
        }
    }

    /// Looks what the mailbox can, as (topic, finding), and changes nothing in it.
    pub async fn probe(config: &MailboxConfig, dialler: Dialler) -> Result<Vec<(String, String)>, InboxError> {
        match Self::new(config, dialler)? {
            Self::Imap(mut inbox) => inbox.probe().await,
            Self::Maildir(mut inbox) => inbox.probe().await,
        }
    }
}

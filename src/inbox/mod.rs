//! Raw mail in, from IMAP or a Maildir. Knows nothing of readings and registrations: only bytes, places, arrivals and folders.

use jiff::Timestamp;

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
    /// When it reached the server: INTERNALDATE. `None` from a Maildir without a usable file time; then the topmost Received tells.
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

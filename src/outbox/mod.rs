//! Queued mail out: by SMTP, a sendmail program, or into a Maildir.

pub mod schedule;

use crate::address::Address;

/// A mail to be sent, as it was rendered and stored. Sending it again sends the same bytes (law 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its row in the outbox.
    pub id: i64,
    /// The envelope recipient.
    pub to: Address,
    /// The whole message with CRLF line ends.
    pub bytes: Vec<u8>,
    /// Attempts before this one.
    pub attempts: u32,
}

/// What became of one attempt, sorted once, by the stage in which it ended (never by the code alone: a 535 is about our account).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The server took it; its last reply line (with the queue id).
    Sent(String),
    /// Not now: try again by the schedule.
    Retry(String),
    /// Never: this recipient or this mail is refused for good.
    GiveUp(String),
    /// Our account or our sender is refused, or the server can't be reached: nothing of the queue is to blame. The whole queue waits.
    Trouble(String),
    /// Cut off after DATA: nobody knows (RFC 1047).
    Uncertain(String),
}

//! What a digest tells: plain values that the store fills in, and how they become the mail.
//!
//! The order of the mail is the order of an organiser's morning: first what needs a person, then the numbers, then the names.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::address::{Address, Mailbox};
use crate::event::{Field, SessionId};
use crate::registry::decision::{Outcome, State};

/// Everything that a digest tells about one event. Lists are in the order in which they are shown; long ones are cut when shown, with the
/// number of those left out, so all rows may be given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DigestFacts {
    /// The day in the event's time zone that this digest is for.
    pub day: Date,
    /// What is called new has come after this: the time of the last digest. `None` with the first one.
    pub since: Option<Timestamp>,
    /// When the numbers were taken.
    pub now: Timestamp,
    /// Earlier days whose digest could not be made (an outage) and that this one stands for as well, oldest first.
    pub missed_days: Vec<Date>,
    /// One a session of the event; those left out are shown with zeros.
    pub sessions: Vec<SessionCount>,
    /// Registrations by what they wait for or came to, over the whole event.
    pub counts: Counts,
    /// New registrations since the last digest.
    pub fresh: Vec<Fresh>,
    /// Mails that wait for a person: outcome `human`, and those registered ones that ask something besides. Since the last digest.
    pub for_people: Vec<ForPerson>,
    /// Registrations since the last digest that came after the deadline and were rejected.
    pub late: Vec<LateMail>,
    /// Registrations that were asked back and still are incomplete, oldest first.
    pub open_questions: Vec<OpenQuestion>,
    /// Replies that were given up (`failed`) since the last digest.
    pub undeliverable: Vec<StuckReply>,
    /// Replies cut off after DATA, of which nobody knows whether they arrived (`uncertain`).
    pub uncertain: Vec<StuckReply>,
    /// Replies that were not written because of the caps on replies (law 3).
    pub withheld: Vec<StuckReply>,
    /// Mails since the last digest.
    pub mails: u64,
    /// Outcomes of these mails. Their sum is [`DigestFacts::mails`], and the digest shows it (law 1).
    pub outcomes: BTreeMap<Outcome, u64>,
    /// When the mailbox was last read to its end; `None`: never.
    pub last_full_pass: Option<Timestamp>,
    /// Replies that wait to be sent.
    pub queue: u64,
    /// When the oldest of them was written.
    pub oldest_unsent: Option<Timestamp>,
}

/// The numbers of one session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionCount {
    /// Which.
    pub session: SessionId,
    /// Registrations with a place.
    pub confirmed: u64,
    /// Registrations on the waiting list.
    pub waitlisted: u64,
    /// Of the confirmed ones: new since the last digest.
    pub fresh: u64,
}

/// Registrations that are in no session's numbers, over the whole event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Something required is missing.
    pub incomplete: u64,
    /// Withdrawn.
    pub cancelled: u64,
    /// After the deadline.
    pub late: u64,
}

/// A new registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fresh {
    /// The attendee's name, if known.
    pub name: Option<String>,
    /// The company, if known.
    pub company: Option<String>,
    /// The session, if known.
    pub session: Option<SessionId>,
    /// The state it is in now.
    pub state: State,
    /// Who registered.
    pub contact: Address,
    /// When the mail reached the mailbox.
    pub arrived: Timestamp,
}

/// A mail that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForPerson {
    /// When it reached the mailbox.
    pub arrived: Timestamp,
    /// Who wrote it; `None` if it names nobody.
    pub sender: Option<Mailbox>,
    /// Its subject.
    pub subject: String,
    /// Why a person must look: the reason of the decision.
    pub reason: String,
    /// Whether it has been registered and answered, and asks something besides.
    pub also_human: bool,
}

/// A registration after the deadline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LateMail {
    /// When it reached the mailbox.
    pub arrived: Timestamp,
    /// Who wrote it.
    pub sender: Option<Mailbox>,
    /// The attendee, if one was read.
    pub name: Option<String>,
    /// The company, if one was read.
    pub company: Option<String>,
    /// The session, if one was read.
    pub session: Option<SessionId>,
}

/// A question to a business that is not answered yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenQuestion {
    /// When we asked.
    pub asked: Timestamp,
    /// Whom we asked.
    pub contact: Address,
    /// The attendee, if known.
    pub name: Option<String>,
    /// The company, if known.
    pub company: Option<String>,
    /// What we asked for.
    pub missing: Vec<Field>,
}

/// A reply that did not go its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StuckReply {
    /// Whom it was for.
    pub to: Address,
    /// Which letter ([`crate::registry::decision::ReplyKind::key`], or `digest`, `alert`).
    pub kind: String,
    /// The server's last answer, or why it was withheld.
    pub answer: Option<String>,
    /// When it was written.
    pub since: Timestamp,
}

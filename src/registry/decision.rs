//! What is decided about one mail: a value, carried out by [`crate::store`] and [`crate::reply`].

use crate::address::Address;
use crate::event::{EventId, Field, Language, SessionId};
use crate::person::Attendee;

/// What became of a mail: exactly one a mail (law 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Outcome {
    /// Registered and confirmed.
    Confirm,
    /// Something is missing: asked back.
    Ask,
    /// Withdrawn.
    Cancel,
    /// Changed.
    Change,
    /// After the deadline: politely rejected.
    Late,
    /// A person must look.
    Human,
    /// Nothing to do, nobody is answered.
    Ignore,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 7] = [Self::Confirm, Self::Ask, Self::Cancel, Self::Change, Self::Late, Self::Human, Self::Ignore];

    /// The word for it in JSON, database and log.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Ask => "ask",
            Self::Cancel => "cancel",
            Self::Change => "change",
            Self::Late => "late",
            Self::Human => "human",
            Self::Ignore => "ignore",
        }
    }
}

/// The state of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// Has a place.
    Confirmed,
    /// Waits for a place.
    Waitlisted,
    /// Something required is missing.
    Incomplete,
    /// Withdrawn.
    Cancelled,
    /// Came after the deadline.
    Late,
}

impl State {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Confirmed, Self::Waitlisted, Self::Incomplete, Self::Cancelled, Self::Late];

    /// The word for it in JSON and database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirmed => "confirmed",
            Self::Waitlisted => "waitlisted",
            Self::Incomplete => "incomplete",
            Self::Cancelled => "cancelled",
            Self::Late => "late",
        }
    }
}

/// The number of a registration in the database; never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RegistrationId(pub i64);

/// What is decided about one mail.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    /// What became of it.
    pub outcome: Outcome,
    /// Why: one English sentence for ledger, log and digest, without personal data.
    pub reason: String,
    /// Whether a person must look besides.
    pub also_human: bool,
    /// What changes in the list, in order.
    pub effects: Vec<Effect>,
    /// The one answer, if there is one.
    pub reply: Option<Reply>,
}

/// A change of the list.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// A new registration.
    Register {
        /// Who, from where, for what.
        attendee: Attendee,
        /// In which state.
        state: State,
        /// Who wrote.
        contact: Address,
    },
    /// What holds for a registration afterwards.
    Amend {
        /// Which.
        id: RegistrationId,
        /// All its fields afterwards.
        attendee: Attendee,
        /// Its state afterwards.
        state: State,
    },
}

/// The answer to a mail, before it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Reply {
    /// Which letter.
    pub kind: ReplyKind,
    /// Whom it goes to.
    pub to: Address,
    /// In which language.
    pub language: Language,
    /// Which event.
    pub event: EventId,
    /// Whom it speaks of, as they stand afterwards.
    pub attendees: Vec<Attendee>,
    /// What is asked for.
    pub missing: Vec<Field>,
    /// Sessions that the mail named though they don't exist, or between which it did not choose, in the sender's words.
    pub unclear: Vec<String>,
    /// What stood before, with [`ReplyKind::Changed`]: the session of the first attendee.
    pub before: Option<SessionId>,
    /// Whether a question besides is passed on to the organisers.
    pub passed_on: bool,
}

/// The letters; each is a template of that name in `templates/{de,en}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReplyKind {
    /// Registered.
    Confirm,
    /// Something is missing.
    Ask,
    /// After the deadline.
    Late,
    /// Was registered already.
    Already,
    /// Changed.
    Changed,
    /// A person will answer.
    ReceivedForAPerson,
}

impl ReplyKind {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Confirm, Self::Ask, Self::Late, Self::Already, Self::Changed, Self::ReceivedForAPerson];

    /// The name of its template and the word for it in JSON and database.
    pub fn key(self) -> &'static str {
        match self {
            Self::Confirm => "confirm",
            Self::Ask => "ask",
            Self::Late => "late",
            Self::Already => "already",
            Self::Changed => "changed",
            Self::ReceivedForAPerson => "received-for-a-person",
        }
    }
}

//! What a digest tells: plain values that the store fills in, and how they become the mail.
//!
//! The order of the mail is the order of an organiser's morning: first what needs a person, then the numbers, then the names.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use minijinja::{Value, context};

use super::reason;
use super::template::percent_encode;
use super::values::{line, missing, moment, optional_line, session_of};
use super::when;
use crate::address::{Address, Mailbox, clean};
use crate::event::{Event, Field, SessionId};
use crate::registry::decision::{Outcome, State};

/// How many new registrations are named, tried one after the other until the mail is small enough; the rest is counted. Any other list
/// has a quarter as many rows.
pub const NAMES: [usize; 5] = [80, 40, 20, 8, 4];
/// Gmail clips a mail whose HTML is larger than 102 kB; some of that goes to what it adds itself.
pub const MAX_HTML: usize = 96 * 1024;
/// Reasons, subjects and servers' answers are cut at so many characters.
const MAX_REASON: usize = 200;
/// A mailbox that was last read longer ago than this gets a warning at the top of the digest.
const STALE: SignedDuration = SignedDuration::from_mins(30);

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

/// What the digest templates may name besides `event`. `names`: how many new registrations are named ([`NAMES`]).
pub fn values(facts: &DigestFacts, event: &Event, event_value: Value, names: usize) -> Value {
    let language = event.language;
    let rows = names / 4;
    let at = |time: Timestamp| moment(time, &event.timezone, language);
    let stuck = |replies: &[StuckReply]| {
        section(replies, rows, |reply| {
            context! {
                to => reply.to.as_str(),
                kind => line(&reply.kind),
                answer => reply.answer.as_deref().map(|answer| clean(answer, MAX_REASON)),
                since => at(reply.since),
            }
        })
    };
    let of_outcomes: u64 = facts.outcomes.values().sum();
    let stale = facts.last_full_pass.is_none_or(|pass| facts.now.duration_since(pass) > STALE);
    let unsent = facts.undeliverable.len() + facts.uncertain.len() + facts.withheld.len();
    context! {
        language => language.code(),
        event => event_value,
        day => when::day(facts.day, language),
        weekday => when::weekday_and_day(facts.day, language),
        now => at(facts.now),
        since => facts.since.map(at),
        missed_days => facts.missed_days.iter().map(|day| when::day(*day, language)).collect::<Vec<_>>(),
        people => section(&facts.for_people, rows, |mail| for_person(mail, event)),
        undeliverable => stuck(&facts.undeliverable),
        uncertain => stuck(&facts.uncertain),
        withheld => stuck(&facts.withheld),
        unsent,
        sessions => sessions(facts, event),
        limited => event.sessions.iter().any(|session| session.capacity.is_some()),
        totals => totals(facts),
        counts => context! { incomplete => facts.counts.incomplete, cancelled => facts.counts.cancelled, late => facts.counts.late },
        fresh => section(&facts.fresh, names, |new| {
            context! {
                name => optional_line(new.name.as_deref()),
                company => optional_line(new.company.as_deref()),
                session => new.session.as_ref().map(|id| session_of(id, event, language)),
                state => new.state.key(),
                contact => new.contact.as_str(),
                arrived => at(new.arrived),
            }
        }),
        late => section(&facts.late, rows, |mail| {
            context! {
                name => optional_line(mail.name.as_deref()),
                company => optional_line(mail.company.as_deref()),
                session => mail.session.as_ref().map(|id| session_of(id, event, language)),
                sender => sender(mail.sender.as_ref(), ""),
                arrived => at(mail.arrived),
            }
        }),
        open => section(&facts.open_questions, rows, |question| {
            context! {
                name => optional_line(question.name.as_deref()),
                company => optional_line(question.company.as_deref()),
                contact => question.contact.as_str(),
                missing => missing(&question.missing),
                asked => at(question.asked),
            }
        }),
        mails => facts.mails,
        outcomes => Outcome::ALL.iter().filter_map(|outcome| {
            let count = facts.outcomes.get(outcome).copied().filter(|count| *count > 0)?;
            Some(context! { key => outcome.key(), count })
        }).collect::<Vec<_>>(),
        of_outcomes,
        holes => facts.mails != of_outcomes,
        last_full_pass => facts.last_full_pass.map(at),
        stale,
        queue => facts.queue,
        oldest_unsent => facts.oldest_unsent.map(at),
    }
}

/// A list as it is shown: its `rows`, how many are left out (`more`), how many there are (`count`).
fn section<T>(all: &[T], max: usize, value: impl Fn(&T) -> Value) -> Value {
    context! { rows => all.iter().take(max).map(value).collect::<Vec<_>>(), more => all.len().saturating_sub(max), count => all.len() }
}

fn for_person(mail: &ForPerson, event: &Event) -> Value {
    context! {
        arrived => moment(mail.arrived, &event.timezone, event.language),
        sender => sender(mail.sender.as_ref(), &mail.subject),
        subject => clean(&mail.subject, MAX_REASON),
        reason => clean(&reason::told(&mail.reason, event.language), MAX_REASON),
        also_human => mail.also_human,
    }
}

/// Who wrote, with the link that answers by mail (RFC 6068).
fn sender(mailbox: Option<&Mailbox>, subject: &str) -> Value {
    let Some(mailbox) = mailbox else { return Value::from(()) };
    let address = mailbox.address.as_str();
    let subject = clean(subject, MAX_REASON);
    let query = if subject.is_empty() { String::new() } else { format!("?subject={}", percent_encode(&format!("Re: {subject}"))) };
    context! {
        name => optional_line(mailbox.name.as_deref()),
        address,
        link => format!("mailto:{}{query}", percent_encode(address)),
    }
}

/// The sessions of the event in their order, then those that only the numbers know (taken out of the event since).
fn sessions(facts: &DigestFacts, event: &Event) -> Vec<Value> {
    let unknown = facts.sessions.iter().map(|count| &count.session).filter(|id| event.session(id).is_none());
    let ids = event.sessions.iter().map(|session| &session.id).chain(unknown);
    ids.map(|id| {
        let count = facts.sessions.iter().find(|count| count.session == *id);
        let confirmed = count.map_or(0, |count| count.confirmed);
        let capacity = event.session(id).and_then(|session| session.capacity);
        context! {
            session => session_of(id, event, event.language),
            confirmed,
            waitlisted => count.map_or(0, |count| count.waitlisted),
            fresh => count.map_or(0, |count| count.fresh),
            capacity,
            free => capacity.map(|capacity| u64::from(capacity).saturating_sub(confirmed)),
        }
    })
    .collect()
}

fn totals(facts: &DigestFacts) -> Value {
    let sum = |of: fn(&SessionCount) -> u64| facts.sessions.iter().map(of).sum::<u64>();
    context! { confirmed => sum(|s| s.confirmed), waitlisted => sum(|s| s.waitlisted), fresh => sum(|s| s.fresh) }
}

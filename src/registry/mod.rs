//! Event, roster, reading and arrival become a [`Decision`]: what is recorded, what is answered, and why. Pure.
//!
//! What is not here yet (issue 4), and where it will be: seats and the waiting list in `seat`; cancelling, substituting and asking the
//! address on record in [`amend`]; the limit of two questions a conversation in [`decide`].

pub mod admission;
pub mod amend;
pub mod decision;
pub mod roster;

use jiff::{SignedDuration, Timestamp};

use crate::address::Address;
use crate::event::{Event, Field, SessionId};
use crate::message::Origin;
use crate::person::Attendee;
use crate::reading::{Guest, Intent, Reading};
use admission::{ask_reason, in_order, late_reason, missing_of};
use decision::{Decision, Effect, Outcome, Reply, ReplyKind, State};
use roster::{Entry, Likeness, Roster, same_company, same_name};

/// How long after the deadline a question that was asked in time may still be answered.
const COMPLETE_WITHIN: SignedDuration = SignedDuration::from_hours(48);

/// What is known of the one who wrote, besides what the mail says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Sender {
    /// The address that is answered and stands on record; `None` if there is no sane one.
    pub contact: Option<Address>,
    /// The addresses in whose name the mail provably speaks ([`amend::proven`]).
    pub proven: Vec<Address>,
    /// Person or machine.
    pub origin: Origin,
    /// Whether somebody has answered the mail by hand (`\Answered`).
    pub answered: bool,
}

impl Sender {
    fn proves(&self, entry: &Entry) -> bool {
        self.proven.iter().any(|address| address.same_mailbox(&entry.contact))
    }
}

/// Decides what becomes of a mail. `arrival` is when it reached the server (law 5).
pub fn decide(event: &Event, roster: &Roster, reading: &Reading, sender: &Sender, arrival: Timestamp) -> Decision {
    let desk = Desk { event, roster, reading, sender, arrival };
    match (&sender.origin, reading.intent) {
        (Origin::Machine(_, sign), _) => silent(Outcome::Ignore, format!("written by a machine: {sign}")),
        (_, Intent::Nothing) => silent(Outcome::Ignore, reading.reason.clone()),
        _ if sender.answered => silent(Outcome::Human, "answered by hand".to_owned()),
        (_, Intent::Person) => desk.for_a_person(reading.reason.clone()),
        (_, Intent::Change) => desk.for_a_person(format!("wants a change: {}", reading.reason)),
        (_, Intent::Cancel) => desk.for_a_person(format!("wants to cancel: {}", reading.reason)),
        (_, Intent::Register) => match &sender.contact {
            Some(contact) => desk.admit(contact),
            None => silent(Outcome::Human, "a registration without an address that can be answered".to_owned()),
        },
    }
}

/// The state in which a complete registration begins. Every session has room for everybody until seats are counted (issue 4).
fn seat(_event: &Event, _roster: &Roster, _session: Option<&SessionId>) -> State {
    State::Confirmed
}

fn silent(outcome: Outcome, reason: String) -> Decision {
    Decision { outcome, reason, also_human: false, effects: Vec::new(), reply: None }
}

/// All that one decision looks at.
struct Desk<'a> {
    event: &'a Event,
    roster: &'a Roster,
    reading: &'a Reading,
    sender: &'a Sender,
    arrival: Timestamp,
}

/// A guest held against the list.
struct Settled<'a> {
    /// As it stands afterwards.
    attendee: Attendee,
    /// What is missing for it to be complete.
    missing: Vec<Field>,
    /// How it relates to the list.
    standing: Standing<'a>,
}

enum Standing<'a> {
    /// Nobody of that name is there.
    New,
    /// Is registered just so.
    Known,
    /// Adds what an incomplete registration lacked.
    Completes(&'a Entry),
    /// Is registered otherwise: for another session or company.
    Differs(&'a Entry),
    /// A person must decide, for this reason.
    Riddle(&'static str),
}

impl<'a> Desk<'a> {
    fn admit(&self, contact: &Address) -> Decision {
        let settled = self.settle(contact);
        if let Some(why) = settled.iter().find_map(Settled::riddle) {
            return self.for_a_person(why.to_owned());
        }
        let unnamed = self.reading.unnamed > 0;
        if !unnamed && settled.iter().all(|s| matches!(s.standing, Standing::Known)) {
            return self.answer(Outcome::Confirm, "was registered already, just so".to_owned(), &settled, contact, ReplyKind::Already);
        }
        if self.event.deadline.missed_by(self.arrival) && !settled.iter().all(|s| self.may_still_complete(s)) {
            return self.late(&settled, contact);
        }
        let missing = self.missing(&settled, unnamed);
        if !missing.is_empty() && matches!(self.sender.origin, Origin::Doubtful(_)) {
            return self.for_a_person("an incomplete registration with a sign of a machine".to_owned());
        }
        let differs: Vec<&Entry> = settled.iter().filter_map(Settled::differs).collect();
        if differs.iter().any(|entry| !self.sender.proves(entry)) {
            return self.for_a_person("differs from an earlier registration, and nothing proves that its owner wrote".to_owned());
        }
        if !missing.is_empty() {
            return self.answer(Outcome::Ask, ask_reason(&missing), &settled, contact, ReplyKind::Ask);
        }
        if differs.is_empty() {
            let reason = match settled.len() {
                1 => "registers one person with all that is required".to_owned(),
                many => format!("registers {many} people with all that is required"),
            };
            return self.answer(Outcome::Confirm, reason, &settled, contact, ReplyKind::Confirm);
        }
        self.answer(
            Outcome::Change,
            "the owner of an earlier registration says otherwise now".to_owned(),
            &settled,
            contact,
            ReplyKind::Changed,
        )
    }

    /// After the deadline: nobody is registered, who came late is noted. A change is a person's affair.
    fn late(&self, settled: &[Settled<'_>], contact: &Address) -> Decision {
        if settled.iter().any(|s| matches!(s.standing, Standing::Differs(_))) {
            return self.for_a_person(format!("would change an earlier registration: {}", late_reason(self.event, self.arrival)));
        }
        let rejected = |attendee: &Attendee| {
            self.roster
                .entries
                .iter()
                .any(|entry| entry.state == State::Late && Roster::likeness(entry, attendee, contact) == Likeness::Same)
        };
        let effects = settled
            .iter()
            .filter(|s| matches!(s.standing, Standing::New) && s.attendee.name.is_some() && !rejected(&s.attendee))
            .map(|s| Effect::Register { attendee: s.attendee.clone(), state: State::Late, contact: contact.clone() })
            .collect();
        let reply = self.reply(ReplyKind::Late, contact, settled.iter().map(|s| s.attendee.clone()).collect());
        Decision {
            outcome: Outcome::Late,
            reason: late_reason(self.event, self.arrival),
            also_human: self.reading.question.is_some(),
            effects,
            reply: Some(reply),
        }
    }

    /// Carries out what `settled` says and answers with `kind`. Complete guests have their place even while another one of the same mail
    /// is asked for: they have done all they had to.
    fn answer(&self, outcome: Outcome, reason: String, settled: &[Settled<'_>], contact: &Address, kind: ReplyKind) -> Decision {
        let mut effects = Vec::new();
        for s in settled {
            let complete = || seat(self.event, self.roster, s.attendee.session.as_ref());
            let state = if s.missing.is_empty() { complete() } else { State::Incomplete };
            let attendee = s.attendee.clone();
            match s.standing {
                Standing::New => effects.push(Effect::Register { attendee, state, contact: contact.clone() }),
                Standing::Completes(entry) => effects.push(Effect::Amend { id: entry.id, attendee, state }),
                Standing::Differs(entry) => effects.push(Effect::Amend { id: entry.id, attendee, state }),
                Standing::Known | Standing::Riddle(_) => {}
            }
        }
        // The changed one comes first: `before` speaks of the first attendee.
        let (changed, others): (Vec<&Settled<'_>>, Vec<_>) = settled.iter().partition(|s| matches!(s.standing, Standing::Differs(_)));
        let before = changed.first().and_then(|s| s.differs()).and_then(|entry| entry.attendee.session.clone());
        let attendees = changed.iter().chain(&others).map(|s| s.attendee.clone()).filter(|a| *a != Attendee::default()).collect();
        let mut reply = self.reply(kind, contact, attendees);
        reply.before = before;
        if kind == ReplyKind::Ask {
            reply.missing = self.missing(settled, self.reading.unnamed > 0);
            reply.unclear = self.reading.attendees.iter().flat_map(|guest| guest.unclear.iter().map(|(_, words)| words.clone())).collect();
        }
        Decision { outcome, reason, also_human: self.reading.question.is_some(), effects, reply: Some(reply) }
    }

    /// A person decides; the sender hears so, unless it may be a machine.
    fn for_a_person(&self, reason: String) -> Decision {
        let certain = self.sender.origin == Origin::Person;
        let contact = self.sender.contact.as_ref().filter(|_| certain);
        let reply = contact.map(|contact| self.reply(ReplyKind::ReceivedForAPerson, contact, Vec::new()));
        Decision { reply, ..silent(Outcome::Human, reason) }
    }

    fn reply(&self, kind: ReplyKind, to: &Address, attendees: Vec<Attendee>) -> Reply {
        Reply {
            kind,
            to: to.clone(),
            language: self.reading.language.unwrap_or(self.event.language),
            event: self.event.id.clone(),
            attendees,
            missing: Vec::new(),
            unclear: Vec::new(),
            before: None,
            passed_on: self.reading.question.is_some(),
        }
    }

    fn missing(&self, settled: &[Settled<'_>], unnamed: bool) -> Vec<Field> {
        in_order(settled.iter().flat_map(|s| s.missing.iter().copied()).chain(unnamed.then_some(Field::Name)).collect())
    }

    fn may_still_complete(&self, settled: &Settled<'_>) -> bool {
        let asked_in_time = |entry: &Entry| !self.event.deadline.missed_by(entry.arrived);
        let grace = self.event.deadline.at.timestamp().saturating_add(COMPLETE_WITHIN).unwrap_or(Timestamp::MAX);
        match settled.standing {
            Standing::Known => true,
            Standing::Completes(entry) => asked_in_time(entry) && self.arrival <= grace,
            _ => false,
        }
    }

    fn settle(&self, contact: &Address) -> Vec<Settled<'a>> {
        let mut settled: Vec<Settled<'a>> = Vec::new();
        // A mail that names nobody still takes a place in the order, which its sender's next mail fills.
        let nobody = [Guest::default()];
        let guests = if self.reading.attendees.is_empty() { &nobody } else { self.reading.attendees.as_slice() };
        for guest in guests {
            let attendee = guest.attendee();
            let twin = settled.iter_mut().find(|other| is_twin(&other.attendee, &attendee));
            match twin {
                // "Max in session 2", "Max in session 3": where sessions run in parallel, that is a question; otherwise it is two seats.
                Some(other) if other.attendee.session == attendee.session => {}
                Some(other) if self.event.parallel => {
                    other.attendee.session = None;
                    other.missing = in_order(other.missing.iter().copied().chain([Field::Session]).collect());
                }
                _ => {
                    let taken: Vec<&Entry> = settled.iter().filter_map(Settled::entry).collect();
                    settled.push(self.hold_against_the_list(guest, attendee, contact, &taken));
                }
            }
        }
        settled
    }

    fn hold_against_the_list(&self, guest: &Guest, attendee: Attendee, contact: &Address, taken: &[&Entry]) -> Settled<'a> {
        let standing = |entry: &&Entry| entry.stands() && !taken.iter().any(|other| other.id == entry.id);
        let open: Vec<&'a Entry> = self.roster.open(contact).filter(standing).collect();
        let nameless = attendee.name.is_none();
        // Several may be the same: registered for two sessions where these do not run in parallel. The one of this session counts first.
        let mut alike: Vec<(Likeness, &'a Entry)> = self
            .roster
            .entries
            .iter()
            .filter(standing)
            .map(|entry| (Roster::likeness(entry, &attendee, contact), entry))
            .filter(|(likeness, _)| *likeness != Likeness::Different)
            .collect();
        alike.sort_by_key(|(likeness, entry)| (std::cmp::Reverse(*likeness), entry.attendee.session != attendee.session));
        match (alike.first(), open.as_slice()) {
            (Some((Likeness::Same, entry)), _) if entry.state == State::Incomplete => self.complete(guest, attendee, entry),
            (Some((Likeness::Same, entry)), _) => self.same_again(guest, attendee, entry, contact),
            (Some((Likeness::Perhaps, _)), _) => self.riddle(attendee, "may be a person who is registered already under a like name"),
            (_, [entry]) if nameless || entry.attendee.name.is_none() => self.complete(guest, attendee, entry),
            (_, [_, _, ..]) if nameless => self.riddle(attendee, "leaves open which of several incomplete registrations it completes"),
            _ if nameless && self.roster.conversation().next().is_some() => {
                self.riddle(attendee, "answers a letter of ours without saying whom it concerns")
            }
            _ => Settled { missing: missing_of(self.event, guest, &attendee), attendee, standing: Standing::New },
        }
    }

    /// A registered person is named again.
    fn same_again(&self, guest: &Guest, attendee: Attendee, entry: &'a Entry, contact: &Address) -> Settled<'a> {
        let other_session = attendee.session.is_some() && attendee.session != entry.attendee.session;
        let company = (attendee.company.as_deref(), entry.attendee.company.as_deref());
        let other_company = company.0.is_some() && !same_company(company.0, company.1);
        let unclear = guest.unclear.iter().any(|(field, _)| *field == Field::Session) && attendee.session.is_none();
        if unclear {
            return self.riddle(attendee, "names a registered person with a session that is not clear");
        }
        if attendee.session.is_none() && !entry.contact.same_mailbox(contact) {
            return self.riddle(attendee, "names a person who was registered from another address, without a session");
        }
        if !other_session && !other_company {
            return Settled { attendee: entry.attendee.clone(), missing: Vec::new(), standing: Standing::Known };
        }
        if other_session && !self.event.parallel {
            return Settled { missing: missing_of(self.event, guest, &attendee), attendee, standing: Standing::New };
        }
        let after = filled(attendee, &entry.attendee);
        Settled { missing: missing_of(self.event, guest, &after), attendee: after, standing: Standing::Differs(entry) }
    }

    /// What an incomplete registration lacked is filled in. Nothing that stood is overwritten without proof.
    fn complete(&self, guest: &Guest, attendee: Attendee, entry: &'a Entry) -> Settled<'a> {
        let old = &entry.attendee;
        let contradicts = old.session.is_some() && attendee.session.is_some() && old.session != attendee.session
            || old.name.as_deref().zip(attendee.name.as_deref()).is_some_and(|(a, b)| same_name(a, b) != Likeness::Same)
            || old.company.is_some() && attendee.company.is_some() && !same_company(old.company.as_deref(), attendee.company.as_deref());
        if contradicts && !self.sender.proves(entry) {
            return self.riddle(attendee, "contradicts an incomplete registration, and nothing proves that its owner wrote");
        }
        let after = if self.sender.proves(entry) { filled(attendee, old) } else { filled(old.clone(), &attendee) };
        Settled { missing: missing_of(self.event, guest, &after), attendee: after, standing: Standing::Completes(entry) }
    }

    fn riddle(&self, attendee: Attendee, why: &'static str) -> Settled<'a> {
        Settled { attendee, missing: Vec::new(), standing: Standing::Riddle(why) }
    }
}

impl<'a> Settled<'a> {
    fn riddle(&self) -> Option<&'static str> {
        if let Standing::Riddle(why) = self.standing { Some(why) } else { None }
    }

    fn differs(&self) -> Option<&'a Entry> {
        if let Standing::Differs(entry) = self.standing { Some(entry) } else { None }
    }

    fn entry(&self) -> Option<&'a Entry> {
        match self.standing {
            Standing::Completes(entry) | Standing::Differs(entry) => Some(entry),
            _ => None,
        }
    }
}

/// `new`, with what it leaves open taken from `old`.
fn filled(new: Attendee, old: &Attendee) -> Attendee {
    Attendee {
        name: new.name.or_else(|| old.name.clone()),
        company: new.company.or_else(|| old.company.clone()),
        alternatives: if new.session.is_none() && new.alternatives.is_empty() { old.alternatives.clone() } else { new.alternatives },
        session: new.session.or_else(|| old.session.clone()),
    }
}

/// Whether one mail names the same person twice.
fn is_twin(a: &Attendee, b: &Attendee) -> bool {
    let names = a.name.as_deref().zip(b.name.as_deref()).is_some_and(|(a, b)| same_name(a, b) == Likeness::Same);
    let companies = a.company.is_none() || b.company.is_none() || same_company(a.company.as_deref(), b.company.as_deref());
    names && companies
}

#[cfg(test)]
mod tests;

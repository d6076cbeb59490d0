//! Sample data with which every template is tried before it is needed (`empfang check`): each branch that the embedded templates have is
//! taken by at least one of them.

use jiff::{Timestamp, ToSpan};

use super::digest::{Counts, DigestFacts, ForPerson, Fresh, LateMail, OpenQuestion, SessionCount, StuckReply};
use super::stationery::Alert;
use crate::address::Mailbox;
use crate::event::{Event, Field, Language, SessionId};
use crate::message::Message;
use crate::person::Attendee;
use crate::registry::decision::{Outcome, Reply, ReplyKind, State};

/// Replies of one kind to sample mails: one attendee who writes, several for whom somebody writes, and nobody.
pub fn replies(kind: ReplyKind, language: Language, event: &Event) -> Vec<(Reply, Message)> {
    let sender = Mailbox::new(Some("Erika Mustermann"), event.address.clone());
    let message = Message { from: Some(sender), message_id: Some("sample@mail.example".to_owned()), ..Message::default() };
    let reply = |attendees: Vec<Attendee>| Reply {
        kind,
        to: event.address.clone(),
        language,
        event: event.id.clone(),
        attendees,
        missing: Vec::new(),
        unclear: Vec::new(),
        before: None,
        passed_on: false,
    };
    let erika = attendee("Erika Mustermann", event, 0);
    let max = Attendee { alternatives: session(event, 0).into_iter().collect(), ..attendee("Max Mustermann", event, 1) };
    let blank = Attendee { session: None, ..erika.clone() };
    vec![
        (Reply { before: session(event, 1), ..reply(vec![erika.clone()]) }, message.clone()),
        (reply(vec![max.clone()]), message.clone()),
        (
            Reply {
                passed_on: true,
                missing: vec![Field::Session],
                unclear: vec!["Session 9".to_owned()],
                ..reply(vec![blank.clone(), max])
            },
            message,
        ),
        (Reply { missing: vec![Field::Session], unclear: vec!["A".to_owned(), "B".to_owned()], ..reply(vec![blank]) }, Message::default()),
        (Reply { missing: vec![Field::Name, Field::Company, Field::Session], ..reply(Vec::new()) }, Message::default()),
    ]
}

/// A digest in which something has happened in every section.
pub fn digest(event: &Event, now: Timestamp) -> DigestFacts {
    let sender = Some(Mailbox::new(Some("Erika Mustermann"), event.address.clone()));
    let stuck =
        StuckReply { to: event.address.clone(), kind: "confirm".to_owned(), answer: Some("550 5.1.1 User unknown".to_owned()), since: now };
    let earlier = now.saturating_sub(24.hours()).unwrap_or(now);
    let day = now.to_zoned(event.timezone.clone()).date();
    let (name, company) = (Some("Max Mustermann".to_owned()), Some("Muster GmbH".to_owned()));
    DigestFacts {
        day,
        since: Some(earlier),
        now,
        missed_days: day.yesterday().into_iter().collect(),
        sessions: event.sessions.iter().map(|s| SessionCount { session: s.id.clone(), confirmed: 12, waitlisted: 1, fresh: 2 }).collect(),
        counts: Counts { incomplete: 2, cancelled: 1, late: 1 },
        fresh: [State::Confirmed, State::Incomplete]
            .map(|state| Fresh {
                name: name.clone(),
                company: company.clone(),
                session: session(event, 0),
                state,
                contact: event.address.clone(),
                arrived: now,
            })
            .to_vec(),
        for_people: [false, true]
            .map(|also_human| ForPerson {
                arrived: now,
                sender: sender.clone(),
                subject: "Frage zum Programm".to_owned(),
                reason: "asks something besides".to_owned(),
                also_human,
            })
            .to_vec(),
        late: vec![LateMail { arrived: now, sender, name: name.clone(), company: company.clone(), session: session(event, 0) }],
        open_questions: vec![OpenQuestion {
            asked: now,
            contact: event.address.clone(),
            name,
            company,
            missing: vec![Field::Name, Field::Company, Field::Session],
        }],
        undeliverable: vec![stuck.clone()],
        uncertain: vec![stuck.clone()],
        withheld: vec![StuckReply { answer: None, ..stuck }],
        mails: 9,
        outcomes: Outcome::ALL.into_iter().zip([3, 1, 1, 1, 1, 1, 1]).collect(),
        last_full_pass: Some(earlier),
        queue: 1,
        oldest_unsent: Some(now),
    }
}

/// An alert.
pub fn alert(language: Language) -> Alert {
    let (subject, line) = match language {
        Language::De => ("Das Postfach kann nicht gelesen werden", "Der Server hat die Anmeldung abgelehnt."),
        Language::En => ("The mailbox can't be read", "The server refused the login."),
    };
    Alert { language, subject: subject.to_owned(), lines: vec![line.to_owned()] }
}

fn attendee(name: &str, event: &Event, nth: usize) -> Attendee {
    Attendee {
        name: Some(name.to_owned()),
        company: Some("Muster GmbH".to_owned()),
        session: session(event, nth),
        alternatives: Vec::new(),
    }
}

/// The session at that place, or the first one.
fn session(event: &Event, nth: usize) -> Option<SessionId> {
    event.sessions.get(nth).or(event.sessions.first()).map(|session| session.id.clone())
}

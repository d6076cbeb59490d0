//! The event of Kassel and what happens at it.

use std::sync::LazyLock;

use empfang::address::{Address, Mailbox};
use empfang::event::{Contact, Deadline, Event, EventId, Field, Language, Session, SessionId};
use empfang::message::Message;
use empfang::person::Attendee;
use empfang::registry::decision::{Outcome, Reply, ReplyKind, State};
use empfang::reply::Stationery;
use empfang::reply::digest::{Counts, DigestFacts, ForPerson, Fresh, LateMail, OpenQuestion, SessionCount, StuckReply};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

/// Loaded once: the property tests write thousands of letters.
pub fn stationery() -> &'static Stationery {
    static STATIONERY: LazyLock<Stationery> = LazyLock::new(|| {
        Stationery::load(None, &Mailbox::parse("Anmeldung Wirtschaft trifft Verwaltung <anmeldung@wtv.example>").unwrap()).unwrap()
    });
    &STATIONERY
}

pub fn address(text: &str) -> Address {
    Address::parse(text).unwrap()
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn arrival(kind: ReplyKind) -> Timestamp {
    at(if kind == ReplyKind::Late { "2026-11-18T08:12:00+01:00" } else { "2026-11-10T09:15:00+01:00" })
}

pub fn kassel() -> Event {
    let zone = TimeZone::get("Europe/Berlin").unwrap();
    let zoned = |text: &str| -> Zoned { at(text).to_zoned(zone.clone()) };
    let session = |id: &str, title: &str| Session {
        id: SessionId(id.to_owned()),
        title: title.to_owned(),
        aliases: Vec::new(),
        capacity: (id == "2").then_some(40),
        room: (id == "2").then(|| "Saal 2, 1. Obergeschoss".to_owned()),
        starts: None,
        ends: None,
    };
    let contact = |name: &str, role: &str, phone: Option<&str>| Contact {
        mailbox: Mailbox::parse(name).unwrap(),
        role: Some(role.to_owned()),
        phone: phone.map(str::to_owned),
    };
    Event {
        id: EventId("kassel".to_owned()),
        title: "Wirtschaft trifft Verwaltung – Gemeinsam für eine nachhaltige Region".to_owned(),
        language: Language::De,
        address: address("anmeldung@wtv.example"),
        timezone: zone.clone(),
        deadline: Deadline { at: zoned("2026-11-17T23:59:59+01:00"), whole_day: true },
        required: vec![Field::Name, Field::Company, Field::Session],
        parallel: true,
        sessions: vec![
            session("1", "Bauleitplanung für den Klimaschutz"),
            session("2", "Infrastruktur und Energieversorgung – Fokus Wärme"),
            session("3", "Wirtschaftsverkehr/ City-Logistik-Konzept"),
        ],
        starts: Some(zoned("2026-11-26T10:00:00+01:00")),
        ends: Some(zoned("2026-11-26T16:00:00+01:00")),
        venue: Some("Rathaus, Obere Königsstraße 8, 34117 Kassel".to_owned()),
        contacts: vec![
            contact("Petra Beispiel <petra.beispiel@stadt.example>", "Stadt Kassel", Some("0561 000-0")),
            contact("Jens Exempel <jens.exempel@ihk.example>", "IHK Kassel-Marburg", None),
        ],
        signature: Some("Stadt Kassel und IHK Kassel-Marburg\nTeam Wirtschaft trifft Verwaltung".to_owned()),
        privacy: Some("Ihre Angaben verwenden die Stadt Kassel und die IHK Kassel-Marburg allein für diese Veranstaltung und löschen sie 90 Tage danach. Ihre Rechte und alles Weitere: datenschutz@stadt.example".to_owned()),
        imprint: Some("Stadt Kassel, Obere Königsstraße 8, 34117 Kassel\nIHK Kassel-Marburg, Kurfürstenstraße 9, 34117 Kassel".to_owned()),
    }
}

pub fn attendee(name: &str, company: &str, session: &str) -> Attendee {
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    Attendee { name: some(name), company: some(company), session: some(session).map(SessionId), alternatives: Vec::new() }
}

pub fn message(from: &str) -> Message {
    Message {
        from: Mailbox::parse(from),
        message_id: Some("CAF4711@mail.muster.example".to_owned()),
        thread: vec!["earlier.2@mail.muster.example".to_owned(), "earlier.1@mail.muster.example".to_owned()],
        subject: "Anmeldung".to_owned(),
        ..Message::default()
    }
}

pub fn reply(kind: ReplyKind, language: Language, attendees: Vec<Attendee>) -> Reply {
    Reply {
        kind,
        to: address("max.mustermann@muster.example"),
        language,
        event: EventId("kassel".to_owned()),
        attendees,
        missing: Vec::new(),
        unclear: Vec::new(),
        before: None,
        passed_on: false,
    }
}

/// Somebody registers himself.
pub fn one(kind: ReplyKind, language: Language) -> (&'static str, Reply, Message) {
    let ask = kind == ReplyKind::Ask;
    let max = Attendee {
        alternatives: if ask { Vec::new() } else { vec![SessionId("3".to_owned())] },
        ..attendee("Max Mustermann", "Muster GmbH", if ask { "" } else { "2" })
    };
    let reply = Reply {
        missing: if ask { vec![Field::Session] } else { Vec::new() },
        unclear: if ask { vec!["Session 7".to_owned()] } else { Vec::new() },
        before: (kind == ReplyKind::Changed).then(|| SessionId("1".to_owned())),
        ..reply(kind, language, vec![max])
    };
    ("one", reply, message("\"Mustermann, Max\" <max.mustermann@muster.example>"))
}

/// An office registers several people.
pub fn several(kind: ReplyKind, language: Language) -> (&'static str, Reply, Message) {
    let ask = kind == ReplyKind::Ask;
    let people = vec![
        attendee("Erika Muster", "Muster & Söhne GmbH & Co. KG", "1"),
        attendee("Dr. Jörg Müller-Lüdenscheidt", if ask { "" } else { "Muster & Söhne GmbH & Co. KG" }, if ask { "" } else { "2" }),
    ];
    let reply = Reply {
        missing: if ask { vec![Field::Company, Field::Session] } else { Vec::new() },
        unclear: if ask { vec!["Forum Wärme".to_owned(), "Logistik".to_owned()] } else { Vec::new() },
        passed_on: kind != ReplyKind::ReceivedForAPerson,
        ..reply(kind, language, people)
    };
    ("several", reply, message("Muster & Söhne, Sekretariat <info@muster.example>"))
}

/// Somebody tries to break out.
pub fn hostile(kind: ReplyKind, language: Language) -> (&'static str, Reply, Message) {
    let evil = "</td><script>alert(1)</script>{{ 7*7 }}{% raw %}\r\nBcc: victim@x.example\u{2028}\0=?utf-8?q?=0D=0ABcc:_x?=\"'&";
    let who = Attendee { alternatives: vec![SessionId(evil.to_owned())], ..attendee(evil, evil, evil) };
    let reply = Reply {
        missing: vec![Field::Name],
        unclear: vec![evil.to_owned()],
        before: Some(SessionId(evil.to_owned())),
        ..reply(kind, language, vec![who])
    };
    let mut message = message("max@muster.example");
    message.from = Some(Mailbox { name: Some(evil.to_owned()), address: address("max@muster.example") });
    message.thread = vec![evil.to_owned(), "a b@x".to_owned(), "good@x.example".to_owned()];
    ("hostile", reply, message)
}

pub fn full_day() -> DigestFacts {
    let id = |id: &str| SessionId(id.to_owned());
    let some = |text: &str| Some(text.to_owned());
    let stuck = |to: &str, kind: &str, answer: &str| StuckReply {
        to: address(to),
        kind: kind.to_owned(),
        answer: (!answer.is_empty()).then(|| answer.to_owned()),
        since: at("2026-11-09T15:02:00+01:00"),
    };
    let fresh = |name: Option<String>, company: &str, session: Option<SessionId>, state| Fresh {
        name,
        company: some(company),
        session,
        state,
        contact: address("anmeldung@muster.example"),
        arrived: at("2026-11-09T11:30:00+01:00"),
    };
    DigestFacts {
        day: "2026-11-10".parse().unwrap(),
        since: Some(at("2026-11-09T07:00:00+01:00")),
        now: at("2026-11-10T07:00:00+01:00"),
        missed_days: Vec::new(),
        sessions: vec![
            SessionCount { session: id("1"), confirmed: 12, waitlisted: 0, fresh: 1 },
            SessionCount { session: id("2"), confirmed: 38, waitlisted: 3, fresh: 1 },
        ],
        counts: Counts { incomplete: 2, cancelled: 1, late: 1 },
        fresh: vec![
            fresh(some("Max Mustermann"), "Muster GmbH", Some(id("2")), State::Confirmed),
            fresh(some("Erika Muster"), "Muster & Söhne GmbH & Co. KG", Some(id("1")), State::Confirmed),
            fresh(None, "Beispiel AG", None, State::Incomplete),
        ],
        for_people: vec![
            ForPerson {
                arrived: at("2026-11-09T14:05:00+01:00"),
                sender: Mailbox::parse("Redaktion Nordhessen <presse@zeitung.example>"),
                subject: "Interviewanfrage für die Lokalseite & mehr".to_owned(),
                reason: "no registration: asks a question that a person must answer".to_owned(),
                also_human: false,
            },
            ForPerson {
                arrived: at("2026-11-09T16:40:00+01:00"),
                sender: Mailbox::parse("max.mustermann@muster.example"),
                subject: "Anmeldung Session 2 und Frage zum Parken".to_owned(),
                reason: "registers and asks something besides".to_owned(),
                also_human: true,
            },
            ForPerson {
                arrived: at("2026-11-09T23:59:00+01:00"),
                sender: None,
                subject: String::new(),
                reason: "names no sender".to_owned(),
                also_human: false,
            },
        ],
        late: vec![LateMail {
            arrived: at("2026-11-10T00:00:00+01:00"),
            sender: Mailbox::parse("Spät <spaet@muster.example>"),
            name: some("Paula Spät"),
            company: some("Spät & Co. KG"),
            session: Some(id("3")),
        }],
        open_questions: vec![OpenQuestion {
            asked: at("2026-11-09T11:31:00+01:00"),
            contact: address("anmeldung@beispiel.example"),
            name: None,
            company: some("Beispiel AG"),
            missing: vec![Field::Name, Field::Session],
        }],
        undeliverable: vec![stuck(
            "weg@muster.example",
            "confirm",
            "550 5.1.1 <weg@muster.example>: Recipient address rejected: User unknown",
        )],
        uncertain: vec![stuck("ungewiss@muster.example", "ask", "connection lost after DATA")],
        withheld: vec![stuck("schleife@muster.example", "received-for-a-person", "")],
        mails: 9,
        outcomes: Outcome::ALL.into_iter().zip([2, 1, 0, 0, 1, 2, 3]).collect(),
        last_full_pass: Some(at("2026-11-10T06:59:30+01:00")),
        queue: 1,
        oldest_unsent: Some(at("2026-11-10T06:59:00+01:00")),
    }
}

pub fn quiet_day() -> DigestFacts {
    DigestFacts {
        day: "2026-11-11".parse().unwrap(),
        since: Some(at("2026-11-10T07:00:00+01:00")),
        now: at("2026-11-11T07:00:00+01:00"),
        last_full_pass: Some(at("2026-11-11T06:59:30+01:00")),
        ..DigestFacts::default()
    }
}

pub fn outage() -> DigestFacts {
    DigestFacts {
        day: "2026-11-14".parse().unwrap(),
        missed_days: vec!["2026-11-12".parse().unwrap(), "2026-11-13".parse().unwrap()],
        now: at("2026-11-14T09:30:00+01:00"),
        last_full_pass: Some(at("2026-11-11T18:00:00+01:00")),
        mails: 1,
        ..quiet_day()
    }
}

//! The store, on files of its own.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use jiff::SignedDuration;
use tempfile::TempDir;

use super::ledger::{Entry, LedgerId, Spot, Tray};
use super::outbox::Fate;
use super::*;
use crate::address::{Address, Mailbox};
use crate::event::{EventId, SessionId};
use crate::person::Attendee;
use crate::registry::decision::{Effect, Outcome, RegistrationId, State};
use crate::reply::Written;

const HOLD: SignedDuration = SignedDuration::from_mins(30);

struct Desk {
    folder: TempDir,
    store: Option<Store>,
}

impl Desk {
    fn new() -> Self {
        let mut desk = Self { folder: tempfile::tempdir().unwrap(), store: None };
        desk.reopen();
        desk
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("var/empfang.db")
    }

    /// As after a crash: without a word to the connection before.
    fn reopen(&mut self) {
        self.store = None;
        self.store = Some(Store::open(&self.path(), at(0)).unwrap());
    }

    fn write<T>(&self, work: impl FnOnce(&Books<'_>) -> Result<T, StoreError>) -> T {
        self.store.as_ref().unwrap().write_now(work).unwrap()
    }
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

fn spot(uid: &str) -> Spot<'_> {
    Spot { mailbox: "INBOX", validity: 7, uid }
}

fn entry(outcome: Outcome, content: &str) -> Entry {
    Entry {
        message_id: Some(format!("{content}@muster.example")),
        content_key: Some(content.to_owned()),
        arrived: at(0),
        sender: Mailbox::parse("Max <max@muster.example>"),
        subject: "Anmeldung".into(),
        event: Some(event()),
        outcome,
        reason: "as the test says".into(),
        also_human: false,
        withheld: None,
        tray: if outcome == Outcome::Human { Tray::Review } else { Tray::Done },
    }
}

fn event() -> EventId {
    EventId("kassel".into())
}

fn letter(id: &str, to: &str) -> Written {
    Written {
        message_id: format!("{id}@example.org"),
        to: Address::parse(to).unwrap(),
        kind: "confirm",
        in_reply_to: None,
        bytes: b"Subject: x\r\n\r\nx\r\n".to_vec(),
    }
}

fn max(session: &str) -> Attendee {
    let session = Some(SessionId(session.into()));
    Attendee { name: Some("Max Muster".into()), company: Some("Muster GmbH".into()), session, alternatives: vec![SessionId("3".into())] }
}

fn contact() -> Address {
    Address::parse("Max@Muster.example").unwrap()
}

/// All that one mail does, in as many steps as it has.
const STEPS: usize = 4;
fn take_in(books: &Books<'_>, steps: usize) -> Result<(), StoreError> {
    let mut cause = LedgerId(0);
    for step in 0..steps {
        match step {
            0 => cause = books.record(spot("1"), &entry(Outcome::Confirm, "a"), at(1))?,
            1 => books.apply(
                &Effect::Register { attendee: max("2"), state: State::Confirmed, contact: contact() },
                &event(),
                cause,
                at(0),
                at(1),
            )?,
            2 => drop(books.queue(Some(cause), Some(&event()), &letter("1", "max@muster.example"), at(1))?),
            _ => books.advance("INBOX", 7, 2)?,
        }
    }
    Ok(())
}

/// What there is: mails, registrations, letters, cursor.
fn census(desk: &Desk) -> (usize, usize, usize, Option<u32>) {
    desk.write(|books| Ok((books.ledger()?.len(), books.registrations(None)?.len(), books.letters()?.len(), books.cursor("INBOX", 7)?)))
}

#[test]
fn a_mail_is_recorded_whole_or_not_at_all() {
    for steps in 0..=STEPS {
        let mut desk = Desk::new();
        let store = desk.store.clone().unwrap();
        let died = catch_unwind(AssertUnwindSafe(|| {
            store.write_now(|books| -> Result<(), StoreError> {
                take_in(books, steps)?;
                panic!("dies after step {steps}")
            })
        }));
        assert!(died.is_err());
        drop(store);
        assert_eq!(census(&desk), (0, 0, 0, None), "after {steps} steps, in the same process");
        desk.reopen();
        assert_eq!(census(&desk), (0, 0, 0, None), "after {steps} steps and a restart");
        desk.write(|books| take_in(books, STEPS));
        desk.reopen();
        assert_eq!(census(&desk), (1, 1, 1, Some(2)));
    }
}

#[test]
fn a_row_that_fails_takes_nothing_else_with_it() {
    let desk = Desk::new();
    desk.write(|books| {
        books.attempt(|books| take_in(books, STEPS))?;
        let twice = books.attempt(|books| {
            books.record(spot("2"), &entry(Outcome::Confirm, "b"), at(1))?;
            books.queue(None, None, &letter("1", "eva@muster.example"), at(1))
        });
        assert!(twice.unwrap_err().concerns_one_row(), "a Message-ID is never given twice");
        books.record(spot("3"), &entry(Outcome::Human, "c"), at(1))
    });
    assert_eq!(census(&desk), (2, 1, 1, Some(2)));
}

#[test]
fn every_place_has_one_outcome() {
    let desk = Desk::new();
    desk.write(|books| {
        for (n, outcome) in Outcome::ALL.into_iter().enumerate() {
            let uid = n.to_string();
            assert!(!books.knows(spot(&uid))?);
            books.record(spot(&uid), &entry(outcome, &format!("content {n}")), at(1))?;
            assert!(books.knows(spot(&uid))?);
            for again in Outcome::ALL {
                let second = books.attempt(|books| books.record(spot(&uid), &entry(again, "other"), at(2)));
                assert!(second.unwrap_err().concerns_one_row());
            }
        }
        let first = books.first_like("content 3")?.unwrap();
        assert_eq!((first.id, first.tray), (LedgerId(4), Tray::Done));
        assert_eq!(books.first_like("content 99")?, None);
        let other = Spot { validity: 8, ..spot("0") };
        assert!(!books.knows(other)?, "another UIDVALIDITY is another place");
        Ok(())
    });
    assert_eq!(desk.write(|books| books.ledger()).len(), Outcome::ALL.len());
}

#[test]
fn the_cursor_moves_on_within_a_validity() {
    let desk = Desk::new();
    let check = |validity, next: Option<u32>, want: Option<u32>| {
        let got = desk.write(|books| {
            if let Some(next) = next {
                books.advance("INBOX", validity, next)?;
            }
            books.cursor("INBOX", validity)
        });
        assert_eq!(got, want, "{validity} {next:?}");
    };
    check(7, None, None);
    check(7, Some(10), Some(10));
    check(7, Some(5), Some(10));
    check(8, None, None);
    check(8, Some(3), Some(3));
    check(7, None, None);
}

#[test]
fn failed_fetches_are_counted_until_the_mail_is_recorded() {
    let mut desk = Desk::new();
    for want in 1..=3 {
        assert_eq!(desk.write(|books| books.fetch_failed(spot("9"))), want);
        desk.reopen();
    }
    assert_eq!(desk.write(|books| books.fetch_failures("INBOX", 7)), [("9".to_owned(), 3)]);
    assert_eq!(desk.write(|books| books.fetch_failures("INBOX", 8)), []);
    desk.write(|books| books.record(spot("9"), &entry(Outcome::Human, "x"), at(1)));
    assert_eq!(desk.write(|books| books.fetch_failures("INBOX", 7)), []);
}

#[test]
fn filing_is_remembered() {
    let desk = Desk::new();
    let ids = desk.write(|books| {
        Ok([books.record(spot("1"), &entry(Outcome::Confirm, "a"), at(1))?, books.record(spot("2"), &entry(Outcome::Human, "b"), at(1))?])
    });
    let unfiled = desk.write(|books| books.unfiled("INBOX", 7));
    assert_eq!(unfiled.iter().map(|mail| (mail.uid.as_str(), mail.tray)).collect::<Vec<_>>(), [("1", Tray::Done), ("2", Tray::Review)]);
    desk.write(|books| books.filed(&ids[..1], at(2)));
    assert_eq!(desk.write(|books| books.unfiled("INBOX", 7)).len(), 1);
    assert_eq!(desk.write(|books| books.unfiled("INBOX", 8)), []);
}

#[test]
fn the_list_is_found_by_name_contact_and_conversation() {
    let desk = Desk::new();
    desk.write(|books| take_in(books, STEPS));
    let found = |names: &[&str], contact: &str, causes: &[LedgerId]| {
        let roster = desk.write(|books| books.roster(&event(), names, Address::parse(contact).as_ref(), causes));
        (roster.entries.len(), roster.conversation.len())
    };
    assert_eq!(found(&["Moritz MUSTER"], "x@y.example", &[]), (1, 0));
    assert_eq!(found(&["Eva Beispiel"], "max@MUSTER.example", &[]), (1, 0));
    assert_eq!(found(&[], "x@y.example", &[LedgerId(1)]), (1, 1));
    assert_eq!(found(&["Max Muster", "max muster"], "max@muster.example", &[LedgerId(1)]), (1, 1));
    assert_eq!(found(&["Max"], "x@y.example", &[LedgerId(2)]), (0, 0));
    let entry = desk.write(|books| books.roster(&event(), &["Muster"], None, &[])).entries.remove(0);
    assert_eq!((entry.attendee, entry.state, entry.contact), (max("2"), State::Confirmed, contact()));

    desk.write(|books| {
        let cause = books.record(spot("2"), &super::tests::entry(Outcome::Change, "b"), at(5))?;
        let id = RegistrationId(1);
        books.apply(&Effect::Amend { id, attendee: max("1"), state: State::Confirmed }, &event(), cause, at(4), at(5))
    });
    let rows = desk.write(|books| books.registrations(Some(&event())));
    assert_eq!((rows.len(), rows[0].session.clone(), rows[0].arrived), (1, Some(SessionId("1".into())), at(0)));
    let history: Vec<String> = desk.write(|books| {
        let mut statement = books.0.prepare("SELECT what FROM history ORDER BY id")?;
        Ok(statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
    });
    assert_eq!(history, ["registered: confirmed", "session: 2 -> 1"]);
    assert_eq!(found(&[], "x@y.example", &[LedgerId(2)]), (1, 1), "the mail that changed it is of its conversation, too");
}

/// A letter's way through its states: the steps, and the state, attempts and seconds until the next try at the end.
#[test]
fn a_letter_goes_its_way() {
    fn check(steps: &[&str], want: (&str, u32, Option<i64>)) {
        let mut desk = Desk::new();
        let id = desk.write(|books| books.queue(None, Some(&event()), &letter("1", "max@muster.example"), at(0)));
        let mut now = 0;
        for step in steps {
            let settle = |fate| desk.write(|books| books.settle(id, fate, "answer", at(now)));
            match *step {
                "claim" | "claim-last" => {
                    let next = (*step == "claim").then(|| at(now + 60));
                    let claimed = desk.write(|books| books.claim(at(now), |_, _| next));
                    assert_eq!(claimed.map(|letter| letter.id), Some(id), "{steps:?}");
                }
                "nothing" => assert_eq!(desk.write(|books| books.claim(at(now), |_, _| None)), None, "{steps:?}"),
                "data" => desk.write(|books| books.data_started(id, at(now))),
                "sent" => settle(Fate::Sent),
                "again" => settle(Fate::Again),
                "failed" => settle(Fate::Failed),
                "unblamed" => settle(Fate::Unblamed),
                "uncertain" => settle(Fate::Uncertain(HOLD)),
                "restart" => {
                    desk.reopen();
                    desk.write(|books| books.recover(HOLD, at(now)));
                }
                wait => now += wait.parse::<i64>().unwrap(),
            }
        }
        let row = desk.write(|books| books.letters()).remove(0);
        let next = row.next_attempt.map(|next| next.duration_since(at(now)).as_secs());
        assert_eq!((row.state.as_str(), row.attempts, next), want, "{steps:?}");
        assert_eq!(desk.write(|books| books.next_due()), row.next_attempt.filter(|_| row.state != "sending"));
    }
    check(&[], ("queued", 0, Some(0)));
    check(&["claim", "nothing"], ("sending", 1, Some(60)));
    check(&["claim", "data", "sent", "nothing", "restart", "9999", "nothing"], ("sent", 1, None));
    check(&["claim", "again", "nothing", "59", "nothing"], ("queued", 1, Some(1)));
    check(&["claim", "data", "again", "60", "claim"], ("sending", 2, Some(60)));
    check(&["claim-last", "again", "9999", "nothing"], ("failed", 1, None));
    check(&["claim", "failed", "9999", "nothing"], ("failed", 1, None));
    check(&["claim", "unblamed", "claim", "unblamed"], ("queued", 0, Some(0)));
    check(&["claim", "data", "uncertain", "1799", "nothing"], ("uncertain", 1, Some(1)));
    check(&["claim", "data", "uncertain", "1800", "claim", "data", "sent"], ("sent", 2, None));
    check(&["claim", "data", "uncertain", "1800", "claim", "data", "uncertain", "9999", "nothing"], ("uncertain", 2, None));
    check(&["claim", "data", "uncertain", "1800", "claim", "again"], ("queued", 2, Some(60)));
    check(&["claim", "restart"], ("queued", 1, Some(0)));
    check(&["claim", "restart", "claim", "restart"], ("queued", 2, Some(60)));
    check(&["claim", "data", "restart", "nothing"], ("uncertain", 1, Some(1800)));
    check(&["claim", "data", "7200", "restart", "claim", "data", "restart", "9999", "nothing"], ("uncertain", 2, None));
    check(&["claim", "again", "60", "claim", "restart"], ("queued", 2, Some(60)));
    check(&["claim", "data", "again", "60", "claim", "restart"], ("queued", 2, Some(60)));
}

#[test]
fn letters_leave_in_the_order_in_which_they_are_due() {
    let desk = Desk::new();
    for (n, created) in [(1, 20), (2, 10), (3, 10)] {
        desk.write(|books| books.queue(None, None, &letter(&n.to_string(), "max@muster.example"), at(created)));
    }
    let claim = || {
        desk.write(|books| books.claim(at(30), |created, attempts| Some(created.max(at(100)) + SignedDuration::from_secs(attempts.into()))))
    };
    let order: Vec<i64> = std::iter::from_fn(|| claim().map(|letter| letter.id)).collect();
    assert_eq!(order, [2, 3, 1]);
}

#[test]
fn replies_are_counted_for_the_caps() {
    let desk = Desk::new();
    desk.write(|books| {
        books.queue(None, None, &letter("1", "max@muster.example"), at(0))?;
        books.queue(None, None, &letter("2", "MAX@muster.example"), at(100))?;
        books.queue(None, None, &letter("3", "eva@muster.example"), at(100))?;
        books.queue(None, None, &Written { kind: "digest", ..letter("4", "max@muster.example") }, at(100))
    });
    let max = Address::parse("Max@muster.example").unwrap();
    let count = |since| desk.write(|books| Ok((books.replies_to(&max, at(since))?, books.replies(at(since))?)));
    assert_eq!((count(-1), count(0), count(100)), ((2, 3), (1, 2), (0, 0)));
    let first = |subject: &str, day: &str| desk.write(|books| books.first_alert(subject, day));
    assert_eq!([first("a", "1"), first("a", "1"), first("b", "1"), first("a", "2")], [true, false, true, true]);
}

#[test]
fn quoted_letters_are_ours_alone() {
    let desk = Desk::new();
    desk.write(|books| take_in(books, STEPS));
    let quoted = desk.write(|books| books.quoted(&["x@y".to_owned(), "1@example.org".to_owned(), "' OR 1=1 --".to_owned()]));
    assert_eq!(quoted.len(), 1);
    assert_eq!((quoted[0].cause, quoted[0].recipient.as_str()), (Some(LedgerId(1)), "max@muster.example"));
}

#[test]
fn one_digest_a_day() {
    let desk = Desk::new();
    let to = contact();
    let day: jiff::civil::Date = "2026-11-10".parse().unwrap();
    let make = |day, id: &str| {
        desk.store.as_ref().unwrap().write_now(|books| {
            let letter = books.queue(None, Some(&event()), &letter(id, "max@muster.example"), at(0))?;
            books.digest_made(&event(), day, &to, at(0), letter)
        })
    };
    make(day, "1").unwrap();
    assert!(make(day, "2").unwrap_err().concerns_one_row());
    assert_eq!(desk.write(|books| books.letters()).len(), 1, "the letter of the second is not queued either");
    make(day.tomorrow().unwrap(), "3").unwrap();
    assert_eq!(desk.write(|books| books.last_digest(&event(), Some(&to))).unwrap().day, day.tomorrow().unwrap());
    assert_eq!(desk.write(|books| books.last_digest(&EventId("other".into()), Some(&to))), None);
    assert_eq!(desk.write(|books| books.birth()), at(0));
}

#[test]
fn one_daemon_a_database() {
    let desk = Desk::new();
    assert!(matches!(Store::open(&desk.path(), at(0)), Err(StoreError::InUse(_))));
    let reader = Store::open_to_read(&desk.path()).unwrap();
    assert_eq!(reader.read_now(|books| books.ledger()).unwrap(), []);
    let written = reader.write_now(|books| books.record(spot("1"), &entry(Outcome::Human, "x"), at(1)));
    assert!(written.is_err(), "a reader can't write");
    let clone = desk.store.clone();
    let Desk { folder, store } = desk;
    drop(store);
    assert!(matches!(Store::open(&folder.path().join("var/empfang.db"), at(0)), Err(StoreError::InUse(_))), "a clone still has it");
    drop(clone);
    Store::open(&folder.path().join("var/empfang.db"), at(0)).unwrap();
}

#[test]
fn files_are_private_and_of_the_right_version() {
    use std::os::unix::fs::PermissionsExt;
    let mut desk = Desk::new();
    desk.write(|books| take_in(books, STEPS));
    for file in std::fs::read_dir(desk.path().parent().unwrap()).unwrap() {
        let file = file.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600, "{file:?}");
    }
    let setting =
        |name: &str| desk.write(|books| Ok(books.0.pragma_query_value(None, name, |row| row.get::<_, rusqlite::types::Value>(0))?));
    use rusqlite::types::Value::{Integer, Text};
    assert_eq!(setting("journal_mode"), Text("wal".into()));
    for (name, want) in [("synchronous", 2), ("foreign_keys", 1), ("trusted_schema", 0), ("secure_delete", 1), ("busy_timeout", 10_000)] {
        assert_eq!(setting(name), Integer(want), "{name}");
    }
    assert_eq!(setting("integrity_check"), Text("ok".into()));
    let loose: i64 = desk.write(|books| {
        Ok(books.0.query_row(
            "SELECT count(*) FROM pragma_table_list WHERE schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'",
            [],
            |row| row.get(0),
        )?)
    });
    assert_eq!(loose, 0, "every table is STRICT");

    desk.store = None;
    let newer = rusqlite::Connection::open(desk.path()).unwrap();
    newer.pragma_update(None, "user_version", 99).unwrap();
    drop(newer);
    assert!(matches!(Store::open(&desk.path(), at(0)), Err(StoreError::Schema { found: 99, .. })));
    assert!(matches!(Store::open_to_read(&desk.path()), Err(StoreError::Schema { found: 99, .. })));
    assert!(matches!(Store::open_to_read(&desk.folder.path().join("none.db")), Err(StoreError::Absent(_))));
}

/// Law: nothing costs work per old mail. Every statement that a pass or the outbox repeats finds its rows by an index.
#[test]
fn nothing_reads_a_whole_table() {
    let desk = Desk::new();
    let plan = |sql: &str| -> String {
        desk.write(|books| {
            let mut statement = books.0.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
            let rows = statement.query_map([], |row| row.get::<_, String>("detail"))?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.join("; "))
        })
    };
    for sql in [
        "SELECT 1 FROM ledger WHERE mailbox = 'a' AND validity = 1 AND uid = 'b'",
        "SELECT id, filing FROM ledger WHERE content_key = 'a' ORDER BY id LIMIT 1",
        "SELECT id, uid, filing FROM ledger WHERE mailbox = 'a' AND validity = 1 AND filed IS NULL ORDER BY id",
        "SELECT * FROM registration WHERE event = 'a' AND family_key = 'b'",
        "SELECT * FROM registration WHERE event = 'a' AND contact_key = 'b'",
        "SELECT * FROM registration WHERE event = 'a' AND id IN (SELECT registration FROM history WHERE cause = 2)",
        "SELECT id FROM outbox WHERE next_attempt IS NOT NULL AND next_attempt <= 1 AND state IN ('queued', 'uncertain') ORDER BY next_attempt, id LIMIT 1",
        "SELECT next_attempt FROM outbox WHERE next_attempt IS NOT NULL AND state IN ('queued', 'uncertain') ORDER BY next_attempt LIMIT 1",
        "SELECT count(*) FROM outbox WHERE recipient_key = 'a' AND created > 1 AND kind NOT IN ('digest', 'alert')",
        "SELECT count(*) FROM outbox WHERE created > 1 AND kind NOT IN ('digest', 'alert')",
        "SELECT event FROM outbox WHERE message_id = 'a'",
        "SELECT id FROM outbox WHERE state = 'sending'",
        "SELECT * FROM ledger WHERE recorded >= 1 AND recorded < 2 AND (event = 'a' OR event IS NULL)",
    ] {
        let plan = plan(sql);
        assert!(plan.contains("USING") && !plan.contains("TEMP B-TREE"), "{sql}: {plan}");
    }
}

#[test]
fn the_digest_counts_every_mail_since_the_last_one() {
    use crate::event::Field;
    use crate::reply::digest::Counts;
    let desk = Desk::new();
    let event = crate::config::load_event(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/events/kassel.toml"))).unwrap();
    let register = |books: &Books<'_>, uid: &str, outcome, attendee: Attendee, state, second| {
        let cause = books.record(spot(uid), &entry(outcome, uid), at(second))?;
        books.apply(&Effect::Register { attendee, state, contact: contact() }, &event.id, cause, at(0), at(second))?;
        Ok::<_, StoreError>(cause)
    };
    let facts = |since: Option<i64>, now| {
        let day = "2026-11-10".parse().unwrap();
        desk.write(|books| books.digest_facts(&event, day, since.map(at), at(now)))
    };
    assert_eq!((facts(None, 9).mails, facts(None, 9).last_full_pass), (0, None));
    desk.write(|books| {
        register(books, "1", Outcome::Confirm, max("2"), State::Confirmed, 10)?;
        let asked = register(books, "2", Outcome::Ask, Attendee { company: None, session: None, ..max("2") }, State::Incomplete, 20)?;
        books.queue(Some(asked), Some(&event.id), &Written { kind: "ask", ..letter("2", "max@muster.example") }, at(21))?;
        register(books, "3", Outcome::Late, max("1"), State::Late, 30)?;
        books.record(spot("4"), &entry(Outcome::Human, "4"), at(40))?;
        let capped = Entry { also_human: true, withheld: Some("a cap".into()), ..entry(Outcome::Confirm, "5") };
        books.record(spot("5"), &capped, at(50))?;
        books.record(spot("6"), &Entry { event: None, ..entry(Outcome::Ignore, "6") }, at(60))?;
        books.record(spot("7"), &Entry { event: Some(EventId("other".into())), ..entry(Outcome::Human, "7") }, at(60))?;
        for (n, fate) in [(10, Fate::Failed), (11, Fate::Uncertain(HOLD)), (12, Fate::Sent)] {
            let id = books.queue(None, Some(&event.id), &letter(&n.to_string(), "eva@muster.example"), at(5))?;
            books.claim(at(5), |_, _| Some(at(99)))?;
            books.settle(id, fate, "answer", at(70))?;
        }
        books.passed("INBOX", at(80))
    });
    let all = facts(None, 100);
    assert_eq!((all.mails, all.outcomes.values().sum::<u64>()), (6, 6), "that of the other event is not ours");
    let session = |id: &str| all.sessions.iter().find(|count| count.session.0 == id).map(|count| (count.confirmed, count.fresh));
    assert_eq!((session("2"), session("1")), (Some((1, 1)), Some((0, 0))));
    assert_eq!(all.counts, Counts { incomplete: 1, cancelled: 0, late: 1 });
    assert_eq!(all.for_people.iter().map(|mail| mail.also_human).collect::<Vec<_>>(), [false, true]);
    assert_eq!((all.late.len(), all.late[0].name.as_deref(), all.fresh.len()), (1, Some("Max Muster"), 1));
    let question = &all.open_questions[0];
    assert_eq!((question.asked, question.missing.as_slice()), (at(21), [Field::Company, Field::Session].as_slice()));
    assert_eq!((all.undeliverable.len(), all.uncertain.len(), all.withheld.len()), (1, 1, 1));
    assert_eq!((all.withheld[0].to.as_str(), all.withheld[0].answer.as_deref()), ("max@muster.example", Some("a cap")));
    assert_eq!((all.queue, all.oldest_unsent, all.last_full_pass), (1, Some(at(21)), Some(at(80))));

    let later = facts(Some(50), 100);
    assert_eq!((later.mails, later.fresh.len(), later.late.len(), later.for_people.len(), later.undeliverable.len()), (2, 0, 0, 1, 1));
    assert_eq!(later.sessions[0].fresh + later.sessions[1].fresh, 0);
    assert_eq!(facts(None, 50).mails + facts(Some(50), 100).mails, 6, "each mail is in one digest");
    assert_eq!(facts(Some(100), 200).uncertain.len(), 1, "what is uncertain stays so");
}

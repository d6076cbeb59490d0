//! What lists, exports and the digest say. Changes nothing but the note that a digest was made.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, RowIndex, params};

use crate::address::{Address, Mailbox};
use crate::event::{Event, EventId, Field, SessionId};
use crate::registry::decision::{Outcome, State};
use crate::reply::digest::{Counts, DigestFacts, ForPerson, Fresh, LateMail, OpenQuestion, SessionCount, StuckReply};
use crate::store::roster::{address, state};
use crate::store::{Books, StoreError, millis, strange, time};

/// A registration, for `empfang list`.
#[derive(Clone, Debug, PartialEq)]
pub struct ListRow {
    /// Its event.
    pub event: EventId,
    /// Its session, if known.
    pub session: Option<SessionId>,
    /// The attendee, if known.
    pub name: Option<String>,
    /// The company, if known.
    pub company: Option<String>,
    /// The address that registered.
    pub contact: Address,
    /// Its state.
    pub state: State,
    /// When the mail that made it reached the server.
    pub arrived: Timestamp,
}

/// A letter, for `empfang outbox`.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxRow {
    /// Its number.
    pub id: i64,
    /// Its Message-ID, without angle brackets.
    pub message_id: String,
    /// Whom it is for.
    pub to: Address,
    /// Its template.
    pub kind: String,
    /// `queued`, `sending`, `sent`, `failed` or `uncertain`.
    pub state: String,
    /// Attempts so far.
    pub attempts: u32,
    /// The Message-ID that it answers.
    pub in_reply_to: Option<String>,
    /// What the server said last.
    pub last_answer: Option<String>,
    /// When it was written.
    pub created: Timestamp,
    /// When it is tried next.
    pub next_attempt: Option<Timestamp>,
    /// The whole message.
    pub bytes: Vec<u8>,
}

/// A message with its outcome, for `empfang ledger`.
#[derive(Clone, Debug, PartialEq)]
pub struct LedgerRow {
    /// Its folder.
    pub mailbox: String,
    /// Its UID.
    pub uid: String,
    /// Its Message-ID, without angle brackets.
    pub message_id: Option<String>,
    /// When it reached the server.
    pub arrived: Timestamp,
    /// From.
    pub sender: Option<Mailbox>,
    /// Its subject.
    pub subject: String,
    /// Its event, if one could be told.
    pub event: Option<EventId>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Whether a person must look besides.
    pub also_human: bool,
}

/// The last digest of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LastDigest {
    /// Its local day.
    pub day: Date,
    /// What was recorded before this moment was in it.
    pub until: Timestamp,
}

impl Books<'_> {
    /// The registrations of `event`, or of all, by event, session and arrival.
    pub fn registrations(&self, event: Option<&EventId>) -> Result<Vec<ListRow>, StoreError> {
        self.all(
            "SELECT event, session, name, company, contact, state, arrived FROM registration WHERE ?1 IS NULL OR event = ?1
             ORDER BY event, session IS NULL, session, arrived, id",
            params![event.map(|event| &event.0)],
            |row| {
                Ok(ListRow {
                    event: EventId(row.get("event")?),
                    session: row.get::<_, Option<String>>("session")?.map(SessionId),
                    name: row.get("name")?,
                    company: row.get("company")?,
                    contact: address(&row.get::<_, String>("contact")?)?,
                    state: state(&row.get::<_, String>("state")?)?,
                    arrived: time(row.get("arrived")?)?,
                })
            },
        )
    }

    /// All letters in the order in which they were written.
    pub fn letters(&self) -> Result<Vec<OutboxRow>, StoreError> {
        self.all("SELECT * FROM outbox ORDER BY id", [], |row| {
            Ok(OutboxRow {
                id: row.get("id")?,
                message_id: row.get("message_id")?,
                to: address(&row.get::<_, String>("recipient")?)?,
                kind: row.get("kind")?,
                state: row.get("state")?,
                attempts: row.get("attempts")?,
                in_reply_to: row.get("in_reply_to")?,
                last_answer: row.get("last_answer")?,
                created: time(row.get("created")?)?,
                next_attempt: row.get::<_, Option<i64>>("next_attempt")?.map(time).transpose()?,
                bytes: row.get("bytes")?,
            })
        })
    }

    /// All messages in the order in which they were recorded.
    pub fn ledger(&self) -> Result<Vec<LedgerRow>, StoreError> {
        self.all("SELECT * FROM ledger ORDER BY id", [], |row| {
            Ok(LedgerRow {
                mailbox: row.get("mailbox")?,
                uid: row.get("uid")?,
                message_id: row.get("message_id")?,
                arrived: time(row.get("arrived")?)?,
                sender: sender(row)?,
                subject: row.get("subject")?,
                event: row.get::<_, Option<String>>("event")?.map(EventId),
                outcome: outcome(&row.get::<_, String>("outcome")?)?,
                reason: row.get("reason")?,
                also_human: row.get("also_human")?,
            })
        })
    }

    /// When the database was made.
    pub fn birth(&self) -> Result<Timestamp, StoreError> {
        time(self.0.query_row("SELECT at FROM birth", [], |row| row.get(0))?)
    }

    /// The last digest of `event`, to `recipient` or to anybody.
    pub fn last_digest(&self, event: &EventId, recipient: Option<&Address>) -> Result<Option<LastDigest>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT day, until FROM digest WHERE event = ?1 AND (?2 IS NULL OR recipient = ?2) ORDER BY day DESC, until DESC LIMIT 1",
        )?;
        let row = statement.query_row(params![event.0, recipient.map(Address::key)], |row| Ok((row.get(0)?, row.get(1)?)));
        let Some((day, until)) = row.optional()? else { return Ok(None) };
        let day: String = day;
        Ok(Some(LastDigest { day: day.parse().map_err(|_| strange("day", &day))?, until: time(until)? }))
    }

    /// Notes that the digest of that day was made: letter `outbox`. Fails if there is one already.
    pub fn digest_made(&self, event: &EventId, day: Date, recipient: &Address, until: Timestamp, outbox: i64) -> Result<(), StoreError> {
        let mut statement =
            self.0.prepare_cached("INSERT INTO digest (event, day, recipient, until, outbox) VALUES (?1, ?2, ?3, ?4, ?5)")?;
        statement.execute(params![event.0, day.to_string(), recipient.key(), millis(until), outbox])?;
        Ok(())
    }

    /// What the digest of `event` for `day` says at `now`; `since` is when the last one was made, `missed_days` is left empty. A message
    /// whose event could not be told is in the digest of every event.
    pub fn digest_facts(&self, event: &Event, day: Date, since: Option<Timestamp>, now: Timestamp) -> Result<DigestFacts, StoreError> {
        let (id, from, to) = (&event.id.0, since.map_or(i64::MIN, millis), millis(now));
        let outcomes = self.outcomes(id, from, to)?;
        let (queue, oldest_unsent): (u64, Option<i64>) = self.0.query_row(
            "SELECT count(*), min(created) FROM outbox WHERE state IN ('queued', 'sending') AND (event = ?1 OR event IS NULL)",
            [id],
            |row| Ok((count(row, 0)?, row.get(1)?)),
        )?;
        Ok(DigestFacts {
            day,
            since,
            now,
            missed_days: Vec::new(),
            sessions: self.session_counts(id, from, to)?,
            counts: self.counts(id)?,
            fresh: self.fresh(id, from, to)?,
            for_people: self.for_people(id, from, to)?,
            late: self.late(id, from, to)?,
            open_questions: self.open_questions(event)?,
            undeliverable: self.stuck(id, "failed", from, to)?,
            uncertain: self.stuck(id, "uncertain", i64::MIN, i64::MAX)?,
            withheld: self.withheld(id, from, to)?,
            mails: outcomes.values().sum(),
            outcomes,
            last_full_pass: self.last_pass()?,
            queue,
            oldest_unsent: oldest_unsent.map(time).transpose()?,
        })
    }

    fn session_counts(&self, event: &str, from: i64, to: i64) -> Result<Vec<SessionCount>, StoreError> {
        self.all(
            "SELECT session, sum(r.state = 'confirmed') AS confirmed, sum(r.state = 'waitlisted') AS waitlisted,
             sum(r.state = 'confirmed' AND l.recorded >= ?2 AND l.recorded < ?3) AS fresh
             FROM registration r JOIN ledger l ON l.id = r.cause WHERE r.event = ?1 AND session IS NOT NULL GROUP BY session",
            params![event, from, to],
            |row| {
                Ok(SessionCount {
                    session: SessionId(row.get("session")?),
                    confirmed: count(row, "confirmed")?,
                    waitlisted: count(row, "waitlisted")?,
                    fresh: count(row, "fresh")?,
                })
            },
        )
    }

    fn counts(&self, event: &str) -> Result<Counts, StoreError> {
        Ok(self.0.query_row(
            "SELECT count(*) FILTER (WHERE state = 'incomplete'), count(*) FILTER (WHERE state = 'cancelled'),
             count(*) FILTER (WHERE state = 'late') FROM registration WHERE event = ?1",
            [event],
            |row| Ok(Counts { incomplete: count(row, 0)?, cancelled: count(row, 1)?, late: count(row, 2)? }),
        )?)
    }

    fn fresh(&self, event: &str, from: i64, to: i64) -> Result<Vec<Fresh>, StoreError> {
        self.all(
            "SELECT r.name, r.company, r.session, r.state, r.contact, r.arrived FROM ledger l JOIN registration r ON r.cause = l.id
             WHERE l.recorded >= ?2 AND l.recorded < ?3 AND r.event = ?1 AND r.state IN ('confirmed', 'waitlisted')
             ORDER BY r.session, r.arrived, r.id",
            params![event, from, to],
            |row| {
                Ok(Fresh {
                    name: row.get("name")?,
                    company: row.get("company")?,
                    session: row.get::<_, Option<String>>("session")?.map(SessionId),
                    state: state(&row.get::<_, String>("state")?)?,
                    contact: address(&row.get::<_, String>("contact")?)?,
                    arrived: time(row.get("arrived")?)?,
                })
            },
        )
    }

    fn for_people(&self, event: &str, from: i64, to: i64) -> Result<Vec<ForPerson>, StoreError> {
        self.all(
            "SELECT arrived, sender, sender_name, subject, reason, outcome <> 'human' AS also_human FROM ledger
             WHERE recorded >= ?2 AND recorded < ?3 AND (event = ?1 OR event IS NULL) AND (outcome = 'human' OR also_human = 1)
             ORDER BY arrived, id",
            params![event, from, to],
            |row| {
                Ok(ForPerson {
                    arrived: time(row.get("arrived")?)?,
                    sender: sender(row)?,
                    subject: row.get("subject")?,
                    reason: row.get("reason")?,
                    also_human: row.get("also_human")?,
                })
            },
        )
    }

    fn late(&self, event: &str, from: i64, to: i64) -> Result<Vec<LateMail>, StoreError> {
        self.all(
            "SELECT l.arrived, l.sender, l.sender_name, r.name, r.company, r.session FROM ledger l
             LEFT JOIN registration r ON r.cause = l.id AND r.state = 'late'
             WHERE l.recorded >= ?2 AND l.recorded < ?3 AND l.event = ?1 AND l.outcome = 'late' ORDER BY l.arrived, l.id",
            params![event, from, to],
            |row| {
                Ok(LateMail {
                    arrived: time(row.get("arrived")?)?,
                    sender: sender(row)?,
                    name: row.get("name")?,
                    company: row.get("company")?,
                    session: row.get::<_, Option<String>>("session")?.map(SessionId),
                })
            },
        )
    }

    fn open_questions(&self, event: &Event) -> Result<Vec<OpenQuestion>, StoreError> {
        self.all(
            "SELECT r.contact, r.name, r.company, r.session, coalesce((SELECT max(o.created) FROM outbox o WHERE o.kind = 'ask'
             AND o.cause IN (SELECT h.cause FROM history h WHERE h.registration = r.id)), r.arrived) AS asked
             FROM registration r WHERE r.event = ?1 AND r.state = 'incomplete' ORDER BY asked, r.id",
            [&event.id.0],
            |row| {
                let (name, company): (Option<String>, Option<String>) = (row.get("name")?, row.get("company")?);
                let session: Option<String> = row.get("session")?;
                let known = [(Field::Name, name.is_some()), (Field::Company, company.is_some()), (Field::Session, session.is_some())];
                let missing = known.into_iter().filter(|(field, known)| !known && event.requires(*field)).map(|(field, _)| field);
                Ok(OpenQuestion {
                    asked: time(row.get("asked")?)?,
                    contact: address(&row.get::<_, String>("contact")?)?,
                    missing: missing.collect(),
                    name,
                    company,
                })
            },
        )
    }

    fn stuck(&self, event: &str, state: &str, from: i64, to: i64) -> Result<Vec<StuckReply>, StoreError> {
        self.all(
            "SELECT recipient, kind, last_answer, created FROM outbox WHERE state = ?2 AND (event = ?1 OR event IS NULL)
             AND coalesce(finished, 0) >= ?3 AND coalesce(finished, 0) < ?4 ORDER BY created, id",
            params![event, state, from, to],
            |row| {
                Ok(StuckReply {
                    to: address(&row.get::<_, String>("recipient")?)?,
                    kind: row.get("kind")?,
                    answer: row.get("last_answer")?,
                    since: time(row.get("created")?)?,
                })
            },
        )
    }

    fn withheld(&self, event: &str, from: i64, to: i64) -> Result<Vec<StuckReply>, StoreError> {
        let rows = self.all(
            "SELECT sender, sender_name, outcome, withheld, recorded FROM ledger
             WHERE recorded >= ?2 AND recorded < ?3 AND (event = ?1 OR event IS NULL) AND withheld IS NOT NULL ORDER BY id",
            params![event, from, to],
            |row| {
                let since = time(row.get("recorded")?)?;
                Ok(sender(row)?.map(|to| (to, row.get("outcome"), row.get("withheld"), since)))
            },
        )?;
        rows.into_iter()
            .flatten()
            .map(|(to, kind, answer, since)| Ok(StuckReply { to: to.address, kind: kind?, answer: answer?, since }))
            .collect()
    }

    fn outcomes(&self, event: &str, from: i64, to: i64) -> Result<BTreeMap<Outcome, u64>, StoreError> {
        let rows = self.all(
            "SELECT outcome, count(*) FROM ledger WHERE recorded >= ?2 AND recorded < ?3 AND (event = ?1 OR event IS NULL) GROUP BY 1",
            params![event, from, to],
            |row| Ok((outcome(&row.get::<_, String>(0)?)?, count(row, 1)?)),
        )?;
        Ok(rows.into_iter().collect())
    }

    fn all<T>(
        &self,
        sql: &str,
        params: impl rusqlite::Params,
        read: impl Fn(&Row<'_>) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(read(row)?);
        }
        Ok(all)
    }
}

fn sender(row: &Row<'_>) -> Result<Option<Mailbox>, StoreError> {
    let address: Option<String> = row.get("sender")?;
    let name: Option<String> = row.get("sender_name")?;
    // What can't be an address any more is shown as nobody, rather than no digest at all.
    Ok(address.as_deref().and_then(Address::parse).map(|address| Mailbox::new(name.as_deref(), address)))
}

fn outcome(word: &str) -> Result<Outcome, StoreError> {
    Outcome::ALL.into_iter().find(|outcome| outcome.key() == word).ok_or_else(|| strange("outcome", word))
}

/// A number of rows. SQLite counts in signed 64-bit integers; a count is never negative.
fn count(row: &Row<'_>, column: impl RowIndex) -> rusqlite::Result<u64> {
    Ok(row.get::<_, i64>(column)?.unsigned_abs())
}

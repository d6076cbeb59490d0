//! Letters from queued to sent, and the counts for the caps on replies.
//!
//! ```text
//! queued --claim--> sending --data_started--> sending --settle--> sent | queued | failed | uncertain
//!   ^                  |  (killed before DATA)   |  (killed after)                              |
//!   +------------------+                         +--------------> uncertain --held, claim once--+
//! ```
//!
//! Attempt and next try are committed before anybody dials, so that a crash can't become a storm.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, params};

use crate::address::Address;
use crate::event::EventId;
use crate::reply::letter::Written;
use crate::store::ledger::LedgerId;
use crate::store::roster::address;
use crate::store::{Books, StoreError, millis, time};

/// A letter whose attempt is committed and that is to be sent now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Claimed {
    /// Its number.
    pub id: i64,
    /// The envelope recipient.
    pub to: Address,
    /// The whole message.
    pub bytes: Vec<u8>,
    /// Attempts before this one.
    pub attempts: u32,
}

/// What becomes of a claimed letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It was accepted.
    Sent,
    /// It is tried again at the time that was committed with the claim; given up if there was none.
    Again,
    /// It is refused for good.
    Failed,
    /// Nothing was its fault: the attempt does not count, and it is due again at once.
    Unblamed,
    /// Cut off after DATA: held for so long and sent once more. The second time it stays uncertain.
    Uncertain(SignedDuration),
}

/// One of our letters that a mail quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quoted {
    /// The event that it was about.
    pub event: Option<EventId>,
    /// Whom it was sent to.
    pub recipient: Address,
    /// The mail that it answered.
    pub cause: Option<LedgerId>,
}

impl Books<'_> {
    /// Queues a letter, due at once; its number.
    pub fn queue(&self, cause: Option<LedgerId>, event: Option<&EventId>, written: &Written, now: Timestamp) -> Result<i64, StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO outbox (cause, event, kind, recipient, recipient_key, message_id, in_reply_to, bytes, state, attempts, doubts,
             next_attempt, created) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 'queued', 0, 0, ?9, ?9)",
        )?;
        Ok(statement.insert(params![
            cause.map(|id| id.0),
            event.map(|event| &event.0),
            written.kind,
            written.to.as_str(),
            written.to.key(),
            written.message_id,
            written.in_reply_to,
            written.bytes,
            millis(now),
        ])?)
    }

    /// Takes the letter that has been due longest, if one is due, and notes the attempt. `next` tells from the time of its making and
    /// the number of attempts with this one when it is tried again should this one fail; `None`: it is then given up.
    pub fn claim(&self, now: Timestamp, next: impl FnOnce(Timestamp, u32) -> Option<Timestamp>) -> Result<Option<Claimed>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT id, recipient, bytes, attempts, created FROM outbox
             WHERE next_attempt IS NOT NULL AND next_attempt <= ?1 AND state IN ('queued', 'uncertain')
             ORDER BY next_attempt, id LIMIT 1",
        )?;
        let row = statement.query_row([millis(now)], |row| {
            let to: String = row.get("recipient")?;
            Ok((row.get("id")?, to, row.get("bytes")?, row.get::<_, u32>("attempts")?, row.get::<_, i64>("created")?))
        });
        let Some((id, to, bytes, attempts, created)) = row.optional()? else { return Ok(None) };
        let next = next(time(created)?, attempts.saturating_add(1));
        let mut sending = self.0.prepare_cached(
            "UPDATE outbox SET state = 'sending', data_started = NULL, attempts = attempts + 1, next_attempt = ?2 WHERE id = ?1",
        )?;
        sending.execute(params![id, next.map(millis)])?;
        Ok(Some(Claimed { id, to: address(&to)?, bytes, attempts }))
    }

    /// When the next letter is due; `None` if none waits.
    pub fn next_due(&self) -> Result<Option<Timestamp>, StoreError> {
        let mut statement = self.0.prepare_cached(
            "SELECT next_attempt FROM outbox WHERE next_attempt IS NOT NULL AND state IN ('queued', 'uncertain')
             ORDER BY next_attempt LIMIT 1",
        )?;
        statement.query_row([], |row| row.get(0)).optional()?.map(time).transpose()
    }

    /// Notes that DATA begins: from now on nobody knows until the result is noted.
    pub fn data_started(&self, id: i64, now: Timestamp) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached("UPDATE outbox SET data_started = ?2 WHERE id = ?1")?;
        statement.execute(params![id, millis(now)])?;
        Ok(())
    }

    /// Notes the result of an attempt, with what the server said.
    pub fn settle(&self, id: i64, fate: Fate, answer: &str, now: Timestamp) -> Result<(), StoreError> {
        let now = millis(now);
        let sql = match fate {
            Fate::Sent => "UPDATE outbox SET state = 'sent', next_attempt = NULL, last_answer = ?2, finished = ?3 WHERE id = ?1",
            Fate::Failed => "UPDATE outbox SET state = 'failed', next_attempt = NULL, last_answer = ?2, finished = ?3 WHERE id = ?1",
            Fate::Again => {
                "UPDATE outbox SET state = iif(next_attempt IS NULL, 'failed', 'queued'), last_answer = ?2,
                 finished = iif(next_attempt IS NULL, ?3, NULL), data_started = NULL WHERE id = ?1"
            }
            Fate::Unblamed => {
                "UPDATE outbox SET state = 'queued', attempts = max(attempts - 1, 0), next_attempt = ?3, last_answer = ?2,
                 data_started = NULL WHERE id = ?1"
            }
            Fate::Uncertain(hold) => {
                let mut statement = self.0.prepare_cached(
                    "UPDATE outbox SET state = 'uncertain', doubts = doubts + 1, next_attempt = iif(doubts = 0, ?3 + ?4, NULL),
                     last_answer = ?2 WHERE id = ?1",
                )?;
                statement.execute(params![id, answer, now, hold_millis(hold)])?;
                return Ok(());
            }
        };
        self.0.prepare_cached(sql)?.execute(params![id, answer, now])?;
        Ok(())
    }

    /// Puts in order what a killed daemon was sending. Before DATA nothing was lost: the letter is due again, at once after a first
    /// attempt, else by the schedule, so that a letter that kills the daemon does not do so without end. After DATA it is uncertain.
    /// Tells how many of each there were.
    pub fn recover(&self, hold: SignedDuration, now: Timestamp) -> Result<(usize, usize), StoreError> {
        let queued = self.0.execute(
            "UPDATE outbox SET state = 'queued', next_attempt = iif(attempts <= 1, ?1, coalesce(next_attempt, ?1))
             WHERE state = 'sending' AND data_started IS NULL",
            [millis(now)],
        )?;
        let uncertain = self.0.execute(
            "UPDATE outbox SET state = 'uncertain', doubts = doubts + 1, next_attempt = iif(doubts = 0, data_started + ?1, NULL),
             last_answer = 'stopped after DATA, before the answer was noted' WHERE state = 'sending'",
            [hold_millis(hold)],
        )?;
        Ok((queued, uncertain))
    }

    /// How many replies were written to `recipient` since `since`; digests and alerts are none.
    pub fn replies_to(&self, recipient: &Address, since: Timestamp) -> Result<u32, StoreError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT count(*) FROM outbox WHERE recipient_key = ?1 AND created > ?2 AND kind NOT IN ('digest', 'alert')")?;
        Ok(statement.query_row(params![recipient.key(), millis(since)], |row| row.get(0))?)
    }

    /// How many replies were written to anybody since `since`.
    pub fn replies(&self, since: Timestamp) -> Result<u32, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT count(*) FROM outbox WHERE created > ?1 AND kind NOT IN ('digest', 'alert')")?;
        Ok(statement.query_row([millis(since)], |row| row.get(0))?)
    }

    /// Those of our letters whose Message-IDs are among `ids`, in the order of `ids`.
    pub fn quoted(&self, ids: &[String]) -> Result<Vec<Quoted>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT event, recipient, cause FROM outbox WHERE message_id = ?1")?;
        let mut letters = Vec::new();
        for id in ids {
            let row = statement.query_row([id], |row| {
                let recipient: String = row.get("recipient")?;
                Ok((row.get::<_, Option<String>>("event")?, recipient, row.get::<_, Option<i64>>("cause")?))
            });
            if let Some((event, recipient, cause)) = row.optional()? {
                letters.push(Quoted { event: event.map(EventId), recipient: address(&recipient)?, cause: cause.map(LedgerId) });
            }
        }
        Ok(letters)
    }

    /// Whether this is the first alert about `subject` on `day`; the next one on that day is not.
    pub fn first_alert(&self, subject: &str, day: &str) -> Result<bool, StoreError> {
        let mut statement = self.0.prepare_cached("INSERT INTO alert (subject, day) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?;
        Ok(statement.execute([subject, day])? == 1)
    }
}

fn hold_millis(hold: SignedDuration) -> i64 {
    i64::try_from(hold.as_millis()).unwrap_or(i64::MAX)
}

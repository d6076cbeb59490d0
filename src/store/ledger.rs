//! Every message with its one outcome (law 1), and how far each mailbox has been read.

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use crate::address::Mailbox;
use crate::event::EventId;
use crate::registry::decision::Outcome;
use crate::store::{Books, StoreError, millis, time};

/// The number of a message in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LedgerId(pub i64);

/// Where a message lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot<'a> {
    /// The folder.
    pub mailbox: &'a str,
    /// UIDVALIDITY.
    pub validity: u32,
    /// UID.
    pub uid: &'a str,
}

/// Where a recorded message is to be moved to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tray {
    /// What is done.
    Done,
    /// What needs a person.
    Review,
}

impl Tray {
    fn key(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Review => "review",
        }
    }

    fn from_row(row: &Row<'_>, column: &str) -> rusqlite::Result<Self> {
        // The CHECK of the column leaves only the two.
        Ok(if row.get_ref(column)?.as_str()? == "review" { Self::Review } else { Self::Done })
    }
}

/// A row of the ledger, as it is written.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Message-ID.
    pub message_id: Option<String>,
    /// The hash over Message-ID and content; `None` of a message that could not be fetched.
    pub content_key: Option<String>,
    /// When it reached the server.
    pub arrived: Timestamp,
    /// From.
    pub sender: Option<Mailbox>,
    /// The subject.
    pub subject: String,
    /// Its event.
    pub event: Option<EventId>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Whether a person must look besides.
    pub also_human: bool,
    /// Why its reply was withheld, if it was.
    pub withheld: Option<String>,
    /// Where it is moved to.
    pub tray: Tray,
}

/// The first record of a content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct First {
    /// Its number.
    pub id: LedgerId,
    /// Where it was moved to.
    pub tray: Tray,
}

/// A message that is recorded but not yet moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfiled {
    /// Its number.
    pub id: LedgerId,
    /// Its UID.
    pub uid: String,
    /// Where to.
    pub tray: Tray,
}

impl Books<'_> {
    /// Whether the message at that place has its outcome.
    pub fn knows(&self, spot: Spot<'_>) -> Result<bool, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT 1 FROM ledger WHERE mailbox = ?1 AND validity = ?2 AND uid = ?3")?;
        Ok(statement.exists(params![spot.mailbox, spot.validity, spot.uid])?)
    }

    /// The first record of the same content at whatever place.
    pub fn first_like(&self, content_key: &str) -> Result<Option<First>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT id, filing FROM ledger WHERE content_key = ?1 ORDER BY id LIMIT 1")?;
        Ok(statement
            .query_row([content_key], |row| Ok(First { id: LedgerId(row.get("id")?), tray: Tray::from_row(row, "filing")? }))
            .optional()?)
    }

    /// Gives the message at `spot` its outcome. Fails if it has one.
    pub fn record(&self, spot: Spot<'_>, entry: &Entry, now: Timestamp) -> Result<LedgerId, StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO ledger (mailbox, validity, uid, message_id, content_key, arrived, recorded, sender, sender_name, subject,
             event, outcome, reason, also_human, withheld, filing)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        )?;
        let id = statement.insert(params![
            spot.mailbox,
            spot.validity,
            spot.uid,
            entry.message_id,
            entry.content_key,
            millis(entry.arrived),
            millis(now),
            entry.sender.as_ref().map(|sender| sender.address.as_str()),
            entry.sender.as_ref().and_then(|sender| sender.name.as_deref()),
            entry.subject,
            entry.event.as_ref().map(|event| &event.0),
            entry.outcome.key(),
            entry.reason,
            entry.also_human,
            entry.withheld,
            entry.tray.key(),
        ])?;
        let mut forget = self.0.prepare_cached("DELETE FROM fetch_failure WHERE mailbox = ?1 AND validity = ?2 AND uid = ?3")?;
        forget.execute(params![spot.mailbox, spot.validity, spot.uid])?;
        Ok(LedgerId(id))
    }

    /// What is recorded and not yet moved, oldest first.
    pub fn unfiled(&self, mailbox: &str, validity: u32) -> Result<Vec<Unfiled>, StoreError> {
        let mut statement = self
            .0
            .prepare_cached("SELECT id, uid, filing FROM ledger WHERE mailbox = ?1 AND validity = ?2 AND filed IS NULL ORDER BY id")?;
        let rows = statement.query_map(params![mailbox, validity], |row| {
            Ok(Unfiled { id: LedgerId(row.get("id")?), uid: row.get("uid")?, tray: Tray::from_row(row, "filing")? })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that the messages were moved.
    pub fn filed(&self, ids: &[LedgerId], now: Timestamp) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached("UPDATE ledger SET filed = ?2 WHERE id = ?1")?;
        for id in ids {
            statement.execute(params![id.0, millis(now)])?;
        }
        Ok(())
    }

    /// Where reading goes on: the first UID that may not be in the ledger. `None`: from the beginning (nothing read yet, or another
    /// UIDVALIDITY).
    pub fn cursor(&self, mailbox: &str, validity: u32) -> Result<Option<u32>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT next_uid FROM cursor WHERE mailbox = ?1 AND validity = ?2")?;
        Ok(statement.query_row(params![mailbox, validity], |row| row.get(0)).optional()?)
    }

    /// Moves the cursor on; never back within one UIDVALIDITY. All messages below `next_uid` must be in the ledger.
    pub fn advance(&self, mailbox: &str, validity: u32, next_uid: u32) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO cursor (mailbox, validity, next_uid) VALUES (?1, ?2, ?3) ON CONFLICT (mailbox) DO UPDATE SET
             next_uid = CASE validity WHEN excluded.validity THEN max(next_uid, excluded.next_uid) ELSE excluded.next_uid END,
             validity = excluded.validity",
        )?;
        statement.execute(params![mailbox, validity, next_uid])?;
        Ok(())
    }

    /// Notes one more attempt to fetch a message that broke; how many there were. To be committed before the attempt, so that a message
    /// which kills the process is counted, too.
    pub fn fetch_failed(&self, spot: Spot<'_>) -> Result<u32, StoreError> {
        let mut statement = self.0.prepare_cached(
            "INSERT INTO fetch_failure (mailbox, validity, uid, attempts) VALUES (?1, ?2, ?3, 1)
             ON CONFLICT DO UPDATE SET attempts = attempts + 1 RETURNING attempts",
        )?;
        Ok(statement.query_row(params![spot.mailbox, spot.validity, spot.uid], |row| row.get(0))?)
    }

    /// The messages of the mailbox that could not be fetched so far, with the number of attempts.
    pub fn fetch_failures(&self, mailbox: &str, validity: u32) -> Result<Vec<(String, u32)>, StoreError> {
        let mut statement = self.0.prepare_cached("SELECT uid, attempts FROM fetch_failure WHERE mailbox = ?1 AND validity = ?2")?;
        let rows = statement.query_map(params![mailbox, validity], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Notes that the mailbox was read from end to end.
    pub fn passed(&self, mailbox: &str, now: Timestamp) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached("INSERT OR REPLACE INTO pass (mailbox, completed) VALUES (?1, ?2)")?;
        statement.execute(params![mailbox, millis(now)])?;
        Ok(())
    }

    /// When the mailbox was last read from end to end.
    pub fn last_pass(&self) -> Result<Option<Timestamp>, StoreError> {
        let latest: Option<i64> = self.0.query_row("SELECT max(completed) FROM pass", [], |row| row.get(0))?;
        latest.map(time).transpose()
    }
}

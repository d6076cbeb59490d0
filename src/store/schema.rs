//! The tables, as numbered steps. A step that was released is never changed; a new one is added below.

use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};

use crate::store::{StoreError, millis};

/// Step n brings the schema from version n to n + 1.
const STEPS: &[&str] = &[STEP_1];

/// All times are INTEGER milliseconds since 1970-01-01 UTC, all truths 0 or 1, addresses as they are written to, `*_key` columns the
/// form under which is compared. AUTOINCREMENT so that a number is never given twice.
const STEP_1: &str = "
-- When the database was made: before that no digest is owed.
CREATE TABLE birth (
    at INTEGER NOT NULL
) STRICT;

-- Every message that appeared in the mailbox, with its one outcome (law 1).
CREATE TABLE ledger (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    mailbox     TEXT NOT NULL,                 -- folder (IMAP) or path (Maildir)
    validity    INTEGER NOT NULL,              -- UIDVALIDITY; 0 in a Maildir
    uid         TEXT NOT NULL,                 -- UID; in a Maildir the unique part of the file name
    message_id  TEXT,                          -- without angle brackets; NULL: none, or not a sane one
    content_key TEXT,                          -- hash over Message-ID and content: the same mail at another place; NULL: never fetched
    arrived     INTEGER NOT NULL,              -- on the server (law 5)
    recorded    INTEGER NOT NULL,              -- when this row was committed
    sender      TEXT,                          -- address of From; NULL: none, or several
    sender_name TEXT,                          -- display name of From
    subject     TEXT NOT NULL,
    event       TEXT,                          -- NULL: none could be told
    outcome     TEXT NOT NULL CHECK (outcome IN ('confirm', 'ask', 'cancel', 'change', 'late', 'human', 'ignore')),
    reason      TEXT NOT NULL,                 -- one English sentence without personal data
    also_human  INTEGER NOT NULL CHECK (also_human IN (0, 1)),  -- a person must look besides
    withheld    TEXT,                          -- why its reply was withheld (a cap); NULL: it was not
    filing      TEXT NOT NULL CHECK (filing IN ('done', 'review')),  -- where it is moved to
    filed       INTEGER,                       -- when it was moved; NULL: not yet
    UNIQUE (mailbox, validity, uid)
) STRICT;
CREATE INDEX ledger_content ON ledger (content_key) WHERE content_key IS NOT NULL;
CREATE INDEX ledger_unfiled ON ledger (mailbox, validity) WHERE filed IS NULL;
CREATE INDEX ledger_recorded ON ledger (recorded);

-- One attendee in one session.
CREATE TABLE registration (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    event        TEXT NOT NULL,
    session      TEXT,                         -- NULL: not known yet
    alternatives TEXT NOT NULL,                -- second choices in order, a JSON array of session ids
    name         TEXT,
    family_key   TEXT NOT NULL,                -- last word of the folded name; '' without name
    company      TEXT,
    contact      TEXT NOT NULL,                -- the address that registered
    contact_key  TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('confirmed', 'waitlisted', 'incomplete', 'cancelled', 'late')),
    arrived      INTEGER NOT NULL,             -- of the mail that made it; its place in the order
    cause        INTEGER NOT NULL REFERENCES ledger (id)
) STRICT;
CREATE INDEX registration_family ON registration (event, family_key);
CREATE INDEX registration_contact ON registration (event, contact_key);
CREATE INDEX registration_session ON registration (event, session, state);

-- What happened to a registration, by which mail.
CREATE TABLE history (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    registration INTEGER NOT NULL REFERENCES registration (id),
    cause        INTEGER NOT NULL REFERENCES ledger (id),
    at           INTEGER NOT NULL,
    what         TEXT NOT NULL                 -- for people: 'registered: confirmed', 'session: 2 -> 3'
) STRICT;
CREATE INDEX history_registration ON history (registration);
CREATE INDEX history_cause ON history (cause);

-- Letters. Rendered once, sent as stored (law 2).
CREATE TABLE outbox (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    cause        INTEGER REFERENCES ledger (id),  -- the mail that it answers or warns of; NULL: a digest
    event        TEXT,                         -- NULL: an alert that concerns none
    kind         TEXT NOT NULL,                -- the template: 'confirm', 'ask', … 'digest', 'alert'
    recipient    TEXT NOT NULL,
    recipient_key TEXT NOT NULL,
    message_id   TEXT NOT NULL UNIQUE,         -- without angle brackets; 128 random bits before the @
    in_reply_to  TEXT,
    bytes        BLOB NOT NULL,                -- the whole message
    state        TEXT NOT NULL CHECK (state IN ('queued', 'sending', 'sent', 'failed', 'uncertain')),
    data_started INTEGER,                      -- when DATA was begun in the running attempt; NULL: it was not
    attempts     INTEGER NOT NULL,
    doubts       INTEGER NOT NULL,             -- how often an attempt was cut off after DATA
    next_attempt INTEGER,                      -- NULL: no more
    last_answer  TEXT,                         -- what the server said last
    created      INTEGER NOT NULL,
    finished     INTEGER,                      -- when it became sent or failed
    UNIQUE (cause, kind, recipient)            -- at most one letter of a kind to one address for one mail
) STRICT;
CREATE INDEX outbox_due ON outbox (next_attempt) WHERE next_attempt IS NOT NULL;
CREATE INDEX outbox_sending ON outbox (id) WHERE state = 'sending';
CREATE INDEX outbox_recipient ON outbox (recipient_key, created);
CREATE INDEX outbox_created ON outbox (created);
CREATE INDEX outbox_trouble ON outbox (event, state) WHERE state IN ('failed', 'uncertain');

-- Where reading a mailbox goes on. One row a mailbox; a new UIDVALIDITY replaces it.
CREATE TABLE cursor (
    mailbox  TEXT PRIMARY KEY,
    validity INTEGER NOT NULL,
    next_uid INTEGER NOT NULL                  -- all below it are in the ledger
) STRICT;

-- Messages that could not be fetched; gone once they are in the ledger.
CREATE TABLE fetch_failure (
    mailbox  TEXT NOT NULL,
    validity INTEGER NOT NULL,
    uid      TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    PRIMARY KEY (mailbox, validity, uid)
) STRICT;

-- When a mailbox was last read from end to end.
CREATE TABLE pass (
    mailbox   TEXT PRIMARY KEY,
    completed INTEGER NOT NULL
) STRICT;

-- One digest a day, event and recipient, and which letter it is.
CREATE TABLE digest (
    event     TEXT NOT NULL,
    day       TEXT NOT NULL,                   -- local day, 2026-11-10
    recipient TEXT NOT NULL,
    until     INTEGER NOT NULL,                -- what was recorded before this moment is in it
    outbox    INTEGER NOT NULL REFERENCES outbox (id),
    UNIQUE (event, day, recipient)
) STRICT;

-- One alert a subject and day.
CREATE TABLE alert (
    subject TEXT NOT NULL,                     -- 'address:max@example.org', 'total'
    day     TEXT NOT NULL,                     -- UTC day
    PRIMARY KEY (subject, day)
) STRICT;
";

/// Brings the database up to date, each step in one transaction with its number. Refuses one that a newer program has written.
pub fn migrate(connection: &mut Connection, now: Timestamp) -> Result<(), StoreError> {
    let found = version(connection)?;
    let known = known();
    if found > known {
        return Err(StoreError::Schema { found, known, hint: "it was written by a newer version; use that one" });
    }
    for (number, step) in (1..).zip(STEPS).skip(found as usize) {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(step)?;
        if number == 1 {
            transaction.execute("INSERT INTO birth (at) VALUES (?1)", [millis(now)])?;
        }
        transaction.pragma_update(None, "user_version", number)?;
        transaction.commit()?;
    }
    Ok(())
}

/// Fails unless the database has just the schema that this program knows.
pub fn expect_known(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, known());
    let hint = if found > known { "use the newer version" } else { "start `empfang run` once, which updates it" };
    if found == known { Ok(()) } else { Err(StoreError::Schema { found, known, hint }) }
}

fn known() -> u32 {
    STEPS.len() as u32
}

fn version(connection: &Connection) -> Result<u32, StoreError> {
    Ok(connection.pragma_query_value(None, "user_version", |row| row.get(0))?)
}

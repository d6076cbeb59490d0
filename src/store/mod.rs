//! The only SQL: one SQLite file with the ledger, the list, the outbox and the cursor.
//!
//! - [`schema`]: the tables, column by column, as numbered steps.
//! - [`ledger`]: every message with its one outcome; where reading goes on; what could not be fetched; what is still to be filed.
//! - [`roster`]: registrations and their history.
//! - [`outbox`]: letters from queued to sent, and the counts for the caps.
//! - [`report`]: what lists, exports and the digest say.
//!
//! One writer: a daemon holds the lock file beside the database for as long as it runs, and within it all work on the connection is
//! done under a mutex, in transactions that take the write lock at once (`BEGIN IMMEDIATE`: a read transaction that turns to writing may
//! find itself outrun). WAL with `synchronous=FULL`: what is committed survives a power cut, which law 2 needs, since a reply that was
//! sent must never lose its row. Decides nothing.

pub mod ledger;
pub mod outbox;
pub mod report;
pub mod roster;
pub mod schema;

use std::fs::{File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use rusqlite::{Connection, OpenFlags, TransactionBehavior};

/// How long a statement waits for another process (a reader that checkpoints, a backup).
const BUSY_TIMEOUT: Duration = Duration::from_secs(10);
/// Prepared statements kept; more than the store has.
const STATEMENTS: usize = 128;
/// Before 3.51.3, two connections and a checkpoint could corrupt a WAL database.
const OLDEST_SQLITE: i32 = 3_051_003;

/// Why the store can't go on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// SQLite says no: disk full, file damaged, or a bug of ours.
    #[error("the database: {0}")]
    Sql(#[from] rusqlite::Error),
    /// The file or its folder can't be used.
    #[error("the database {0}: {1}")]
    Io(PathBuf, std::io::Error),
    /// Another daemon has it.
    #[error("the database {0} is in use by another empfang; only one may run on it")]
    InUse(PathBuf),
    /// Not there yet, and only `run` makes one.
    #[error("there is no database {0} yet; `empfang run` makes it")]
    Absent(PathBuf),
    /// Written by another version.
    #[error("the database has schema {found}, this empfang knows {known}: {hint}")]
    Schema {
        /// What the file has.
        found: u32,
        /// What this program has.
        known: u32,
        /// What to do.
        hint: &'static str,
    },
    /// The SQLite that this program runs with is too old.
    #[error("SQLite {0} is too old: before 3.51.3 it may damage a database in WAL mode")]
    OldSqlite(&'static str),
    /// A value that this program has not written.
    #[error("the database holds an unknown {what}: {found}")]
    Strange {
        /// Which kind of value.
        what: &'static str,
        /// The value.
        found: String,
    },
    /// A piece of work on the database panicked; nothing of it was committed.
    #[error("a piece of work on the database panicked: {0}")]
    Panicked(String),
}

impl StoreError {
    /// Whether the fault lies in the one row that was being written and not in disk, file or program, so that others may pass.
    pub fn concerns_one_row(&self) -> bool {
        use rusqlite::ErrorCode::{ConstraintViolation, TooBig, TypeMismatch};
        match self {
            Self::Sql(error) => matches!(error.sqlite_error_code(), Some(ConstraintViolation | TooBig | TypeMismatch)),
            Self::Strange { .. } => true,
            _ => false,
        }
    }
}

/// The open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    connection: Arc<Mutex<Connection>>,
    /// Held as long as any clone lives; `None` with a read-only one.
    _lock: Option<Arc<File>>,
}

/// One transaction. All that is done through it is committed together, or not at all.
#[derive(Debug)]
pub struct Books<'c>(&'c Connection);

impl Store {
    /// Opens the database for the one daemon, makes it if need be (mode 0600: it holds personal data) and brings its schema up to date.
    /// `now` is noted when it is made.
    pub fn open(path: &Path, now: Timestamp) -> Result<Self, StoreError> {
        let io = |e| StoreError::Io(path.to_owned(), e);
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(io)?;
        }
        let lock = private_file(&lock_path(path)).map_err(io)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StoreError::InUse(path.to_owned())),
            Err(TryLockError::Error(e)) => return Err(io(e)),
        }
        // SQLite would make the file by umask; -wal and -shm take its mode.
        drop(private_file(path).map_err(io)?);
        let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        configure(&connection)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        schema::migrate(&mut connection, now)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), _lock: Some(Arc::new(lock)) })
    }

    /// Opens the database to read it, beside a running daemon or without one.
    pub fn open_to_read(path: &Path) -> Result<Self, StoreError> {
        if !path.exists() {
            return Err(StoreError::Absent(path.to_owned()));
        }
        let connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
        configure(&connection)?;
        schema::expect_known(&connection)?;
        Ok(Self { connection: Arc::new(Mutex::new(connection)), _lock: None })
    }

    /// Does `work` in one transaction that may write, and commits it unless `work` fails or panics.
    ///
    /// It runs on tokio's blocking threads: the disk would hold up everything else on the runtime. And a paused clock (tests) stands
    /// still while a blocking thread works; on a thread of our own it would run ahead to the next timer, and every time limit with it.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Books<'_>) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        let store = self.clone();
        tokio::task::spawn_blocking(move || store.write_now(work)).await.map_err(|e| StoreError::Panicked(e.to_string()))?
    }

    /// As [`Store::write`], for callers that may block.
    pub fn write_now<T>(&self, work: impl FnOnce(&Books<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(TransactionBehavior::Immediate, work)
    }

    /// Does `work` on one state of the database, without changing it; for commands.
    pub fn read_now<T>(&self, work: impl FnOnce(&Books<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.transact(TransactionBehavior::Deferred, work)
    }

    fn transact<T>(&self, behavior: TransactionBehavior, work: impl FnOnce(&Books<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        // A panic in an earlier piece of work poisoned the mutex; its transaction was rolled back on the way out, so the state is sound.
        let mut connection = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let transaction = connection.transaction_with_behavior(behavior)?;
        let value = work(&Books(&transaction))?;
        transaction.commit()?;
        Ok(value)
    }
}

impl Books<'_> {
    /// Does `work` so that, if it fails, all before it in this transaction still stands.
    pub fn attempt<T>(&self, work: impl FnOnce(&Self) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.execute_batch("SAVEPOINT attempt")?;
        let result = work(self);
        self.0.execute_batch(if result.is_ok() { "RELEASE attempt" } else { "ROLLBACK TO attempt; RELEASE attempt" })?;
        result
    }
}

/// The lock file of a database: beside it, never deleted (a deleted one would be locked twice).
fn lock_path(database: &Path) -> PathBuf {
    let mut name = database.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}

fn private_file(path: &Path) -> std::io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}

fn configure(connection: &Connection) -> Result<(), StoreError> {
    if rusqlite::version_number() < OLDEST_SQLITE {
        return Err(StoreError::OldSqlite(rusqlite::version()));
    }
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.pragma_update(None, "foreign_keys", "ON")?;
    connection.pragma_update(None, "trusted_schema", "OFF")?;
    // What is deleted is overwritten: somebody may ask for their data to be gone.
    connection.pragma_update(None, "secure_delete", "ON")?;
    connection.set_prepared_statement_cache_capacity(STATEMENTS);
    Ok(())
}

/// Times are stored as milliseconds since 1970 in UTC.
fn millis(time: Timestamp) -> i64 {
    time.as_millisecond()
}

fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millisecond(millis).map_err(|_| StoreError::Strange { what: "time", found: millis.to_string() })
}

fn strange(what: &'static str, found: &str) -> StoreError {
    StoreError::Strange { what, found: found.chars().take(80).collect() }
}

#[cfg(test)]
mod tests;

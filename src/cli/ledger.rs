//! `empfang ledger`: every mail that ever arrived, with its outcome and the reason.

use serde::Serialize;

use super::screen::{Cell, Ink, Screen, day_and_time, stamp};
use super::{Failure, ReportOptions};
use crate::config::Config;
use crate::registry::decision::Outcome;
use crate::store::Store;
use crate::store::report::LedgerRow;

/// A mail as other tools read it (a contract).
#[derive(Serialize)]
struct Line<'a> {
    mailbox: &'a str,
    uid: &'a str,
    message_id: Option<&'a str>,
    arrived: String,
    outcome: &'a str,
    reason: &'a str,
}

/// Prints all mails in the order in which they were recorded.
pub fn ledger(options: &ReportOptions, screen: &mut Screen) -> Result<(), Failure> {
    let config = options.config.load_to_look()?;
    let store = Store::open_to_read(&config.database).map_err(|e| Failure::because("no ledger", &e))?;
    let rows = store.read_now(|books| books.ledger()).map_err(|e| Failure::because("no ledger", &e))?;
    if options.json {
        return rows.iter().try_for_each(|row| as_json(row, &config, screen));
    }
    let table: Vec<_> = rows
        .iter()
        .map(|row| {
            [
                Cell::plain(&day_and_time(row.arrived, &config.zone_of(row.event.as_ref()))),
                Cell::plain(row.sender.as_ref().map_or("?", |sender| sender.address.as_str())),
                Cell::new(row.outcome.key(), ink(row.outcome)),
                Cell::plain(if row.also_human { "yes" } else { "" }),
                Cell::plain(&row.reason),
            ]
        })
        .collect();
    screen.table(["arrived", "from", "outcome", "look", "reason"], &table)?;
    let counts = Outcome::ALL.into_iter().map(|outcome| (rows.iter().filter(|row| row.outcome == outcome).count(), outcome.key()));
    let words: Vec<_> = counts.filter(|(n, _)| *n > 0).map(|(n, outcome)| format!("{n} {outcome}")).collect();
    screen.line(&format!("{} mails: {}", rows.len(), if words.is_empty() { "none yet".to_owned() } else { words.join(", ") }))?;
    Ok(())
}

/// One JSON object on a line.
pub fn as_json(row: &LedgerRow, config: &Config, screen: &mut Screen) -> Result<(), Failure> {
    screen.json(&Line {
        mailbox: &row.mailbox,
        uid: &row.uid,
        message_id: row.message_id.as_deref(),
        arrived: stamp(row.arrived, &config.zone_of(row.event.as_ref())),
        outcome: row.outcome.key(),
        reason: &row.reason,
    })?;
    Ok(())
}

/// The colour of an outcome.
pub fn ink(outcome: Outcome) -> Ink {
    match outcome {
        Outcome::Confirm | Outcome::Change | Outcome::Cancel => Ink::Green,
        Outcome::Ask | Outcome::Human => Ink::Yellow,
        Outcome::Late => Ink::Red,
        Outcome::Ignore => Ink::Faint,
    }
}

//! `empfang outbox`: the letters and what became of them.

use serde::Serialize;

use super::screen::{Cell, Ink, Screen, day_and_time};
use super::{Failure, ReportOptions};
use crate::store::Store;
use crate::store::report::OutboxRow;

/// A letter as other tools read it (a contract).
#[derive(Serialize)]
struct Line<'a> {
    message_id: &'a str,
    to: &'a str,
    kind: &'a str,
    state: &'a str,
    attempts: u32,
    in_reply_to: Option<&'a str>,
}

/// Prints all letters in the order in which they were written.
pub fn outbox(options: &ReportOptions, screen: &mut Screen) -> Result<(), Failure> {
    let config = options.config.load_to_look()?;
    let store = Store::open_to_read(&config.database).map_err(|e| Failure::because("no outbox", &e))?;
    let rows = store.read_now(|books| books.letters()).map_err(|e| Failure::because("no outbox", &e))?;
    if options.json {
        return rows.iter().try_for_each(|row| as_json(row, screen));
    }
    let zone = config.zone_of(None);
    let table: Vec<_> = rows
        .iter()
        .map(|row| {
            let waits = row.next_attempt.map(|time| format!("next try {}", day_and_time(time, &zone)));
            [
                Cell::plain(&day_and_time(row.created, &zone)),
                Cell::plain(row.to.as_str()),
                Cell::plain(&row.kind),
                Cell::new(&row.state, ink(&row.state)),
                Cell::plain(&row.attempts.to_string()),
                Cell::plain(row.last_answer.as_deref().or(waits.as_deref()).unwrap_or_default()),
            ]
        })
        .collect();
    screen.table(["written", "to", "kind", "state", "attempts", "last answer"], &table)?;
    Ok(())
}

/// One JSON object on a line.
pub fn as_json(row: &OutboxRow, screen: &mut Screen) -> Result<(), Failure> {
    screen.json(&Line {
        message_id: &row.message_id,
        to: row.to.as_str(),
        kind: &row.kind,
        state: &row.state,
        attempts: row.attempts,
        in_reply_to: row.in_reply_to.as_deref(),
    })?;
    Ok(())
}

fn ink(state: &str) -> Ink {
    match state {
        "sent" => Ink::Green,
        "failed" => Ink::Red,
        "uncertain" => Ink::Yellow,
        _ => Ink::Plain,
    }
}

//! `empfang list`: the registrations.

use serde::Serialize;

use super::screen::{Cell, Ink, Screen, day_and_time, stamp};
use super::{Failure, ReportOptions};
use crate::config::Config;
use crate::event::Event;
use crate::registry::decision::State;
use crate::store::Store;
use crate::store::report::ListRow;

/// A registration as other tools read it (a contract).
#[derive(Serialize)]
struct Line<'a> {
    event: &'a str,
    session: Option<&'a str>,
    name: Option<&'a str>,
    company: Option<&'a str>,
    contact: &'a str,
    state: &'a str,
    arrived: String,
}

/// Prints all registrations of all events.
pub fn list(options: &ReportOptions, screen: &mut Screen) -> Result<(), Failure> {
    let config = options.config.load_to_look()?;
    let store = Store::open_to_read(&config.database).map_err(|e| Failure::because("no list", &e))?;
    let rows = store.read_now(|books| books.registrations(None)).map_err(|e| Failure::because("no list", &e))?;
    if options.json { as_json(&rows, &config, screen) } else { as_tables(&rows, &config, screen) }
}

/// One JSON object a line.
pub fn as_json(rows: &[ListRow], config: &Config, screen: &mut Screen) -> Result<(), Failure> {
    for row in rows {
        screen.json(&Line {
            event: &row.event.0,
            session: row.session.as_ref().map(|s| s.0.as_str()),
            name: row.name.as_deref(),
            company: row.company.as_deref(),
            contact: row.contact.as_str(),
            state: row.state.key(),
            arrived: stamp(row.arrived, &config.zone_of(Some(&row.event))),
        })?;
    }
    Ok(())
}

/// A table for each event, with the numbers of its sessions above.
pub fn as_tables(rows: &[ListRow], config: &Config, screen: &mut Screen) -> Result<(), Failure> {
    for event in &config.events {
        let rows: Vec<&ListRow> = rows.iter().filter(|row| row.event == event.id).collect();
        screen.line(&screen.paint(Ink::Bold, &event.title))?;
        numbers(&rows, event, screen)?;
        if rows.is_empty() {
            screen.line("Nobody is registered yet.")?;
        } else {
            screen.line("")?;
            let table: Vec<_> = rows.iter().map(|row| cells(row, event)).collect();
            screen.table(["session", "name", "company", "contact", "state", "arrived"], &table)?;
        }
        screen.line("")?;
    }
    // an event whose file is gone keeps its registrations
    let known = |row: &&ListRow| config.events.iter().any(|event| event.id == row.event);
    let strange = rows.iter().filter(|row| !known(row)).count();
    if strange > 0 {
        screen.line(&format!("{strange} registrations belong to events that the configuration does not have; --json shows them."))?;
    }
    Ok(())
}

/// How many are in each session, and how many registrations are in each state.
pub fn numbers(rows: &[&ListRow], event: &Event, screen: &mut Screen) -> Result<(), Failure> {
    let count = |state: State| rows.iter().filter(|row| row.state == state).count();
    for session in &event.sessions {
        let confirmed = rows.iter().filter(|row| row.state == State::Confirmed && row.session.as_ref() == Some(&session.id)).count();
        let seats = session.capacity.map(|seats| format!(" of {seats}")).unwrap_or_default();
        screen.line(&format!("  {confirmed:>4}{seats}  {} {}", session.id, session.title))?;
    }
    let states: Vec<_> = State::ALL.into_iter().map(|state| (count(state), state.key())).filter(|(n, _)| *n > 0).collect();
    if !states.is_empty() {
        let words: Vec<_> = states.iter().map(|(n, state)| format!("{n} {state}")).collect();
        screen.line(&format!("  altogether {}", words.join(", ")))?;
    }
    Ok(())
}

fn cells(row: &ListRow, event: &Event) -> [Cell; 6] {
    let ink = match row.state {
        State::Confirmed => Ink::Green,
        State::Waitlisted | State::Incomplete => Ink::Yellow,
        State::Cancelled | State::Late => Ink::Faint,
    };
    [
        Cell::plain(row.session.as_ref().map_or("?", |s| s.0.as_str())),
        Cell::plain(row.name.as_deref().unwrap_or("?")),
        Cell::plain(row.company.as_deref().unwrap_or("?")),
        Cell::plain(row.contact.as_str()),
        Cell::new(row.state.key(), ink),
        Cell::plain(&day_and_time(row.arrived, &event.timezone)),
    ]
}

//! Registrations and their history.

use jiff::Timestamp;
use rusqlite::{Row, params};

use crate::address::Address;
use crate::event::{EventId, SessionId};
use crate::person::Attendee;
use crate::registry::decision::{Effect, RegistrationId, State};
use crate::registry::roster::{Entry, Roster, family_key};
use crate::store::ledger::LedgerId;
use crate::store::{Books, StoreError, millis, strange, time};

const COLUMNS: &str = "id, session, alternatives, name, company, contact, state, arrived";

impl Books<'_> {
    /// The registrations that a mail may concern: of the people called `names`, of the address `contact`, and those to which the mails
    /// `conversation` (which our quoted letters answered) made or changed something.
    pub fn roster(
        &self,
        event: &EventId,
        names: &[&str],
        contact: Option<&Address>,
        conversation: &[LedgerId],
    ) -> Result<Roster, StoreError> {
        let mut entries = Vec::new();
        for name in names {
            let by_name = format!("SELECT {COLUMNS} FROM registration WHERE event = ?1 AND family_key = ?2");
            self.collect(&by_name, params![event.0, family_key(name)], &mut entries)?;
        }
        if let Some(contact) = contact {
            let by_contact = format!("SELECT {COLUMNS} FROM registration WHERE event = ?1 AND contact_key = ?2");
            self.collect(&by_contact, params![event.0, contact.key()], &mut entries)?;
        }
        let mut talked_of = Vec::new();
        for cause in conversation {
            let by_cause = format!(
                "SELECT {COLUMNS} FROM registration WHERE event = ?1 AND id IN (SELECT registration FROM history WHERE cause = ?2)"
            );
            self.collect(&by_cause, params![event.0, cause.0], &mut talked_of)?;
        }
        let conversation = talked_of.iter().map(|entry| entry.id).collect();
        entries.append(&mut talked_of);
        entries.sort_by_key(|entry| (entry.arrived, entry.id));
        entries.dedup_by_key(|entry| entry.id);
        Ok(Roster { entries, conversation })
    }

    /// Carries out an effect of the mail `cause`, which arrived at `arrived`, and notes it in the history.
    pub fn apply(&self, effect: &Effect, event: &EventId, cause: LedgerId, arrived: Timestamp, now: Timestamp) -> Result<(), StoreError> {
        let (id, what) = match effect {
            Effect::Register { attendee, state, contact } => {
                let mut statement = self.0.prepare_cached(
                    "INSERT INTO registration (event, session, alternatives, name, family_key, company, contact, contact_key, state,
                     arrived, cause) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?;
                let id = statement.insert(params![
                    event.0,
                    attendee.session.as_ref().map(|session| &session.0),
                    alternatives(attendee),
                    attendee.name,
                    family_key(attendee.name.as_deref().unwrap_or_default()),
                    attendee.company,
                    contact.as_str(),
                    contact.key(),
                    state.key(),
                    millis(arrived),
                    cause.0,
                ])?;
                (id, format!("registered: {}", state.key()))
            }
            Effect::Amend { id, attendee, state } => {
                let before = self.registration(*id)?;
                let mut statement = self.0.prepare_cached(
                    "UPDATE registration SET session = ?2, alternatives = ?3, name = ?4, family_key = ?5, company = ?6, state = ?7
                     WHERE id = ?1",
                )?;
                statement.execute(params![
                    id.0,
                    attendee.session.as_ref().map(|session| &session.0),
                    alternatives(attendee),
                    attendee.name,
                    family_key(attendee.name.as_deref().unwrap_or_default()),
                    attendee.company,
                    state.key(),
                ])?;
                (id.0, difference(&before, attendee, *state))
            }
        };
        let mut history = self.0.prepare_cached("INSERT INTO history (registration, cause, at, what) VALUES (?1, ?2, ?3, ?4)")?;
        history.execute(params![id, cause.0, millis(now), what])?;
        Ok(())
    }

    fn registration(&self, id: RegistrationId) -> Result<Entry, StoreError> {
        let mut found = Vec::new();
        self.collect(&format!("SELECT {COLUMNS} FROM registration WHERE id = ?1"), params![id.0], &mut found)?;
        found.pop().ok_or_else(|| strange("registration", &id.0.to_string()))
    }

    fn collect(&self, sql: &str, params: impl rusqlite::Params, into: &mut Vec<Entry>) -> Result<(), StoreError> {
        let mut statement = self.0.prepare_cached(sql)?;
        let mut rows = statement.query(params)?;
        while let Some(row) = rows.next()? {
            into.push(entry(row)?);
        }
        Ok(())
    }
}

/// The state of that word.
pub(super) fn state(word: &str) -> Result<State, StoreError> {
    State::ALL.into_iter().find(|state| state.key() == word).ok_or_else(|| strange("state", word))
}

/// An address that was stored.
pub(super) fn address(text: &str) -> Result<Address, StoreError> {
    Address::parse(text).ok_or_else(|| strange("address", text))
}

fn entry(row: &Row<'_>) -> Result<Entry, StoreError> {
    let alternatives: String = row.get("alternatives")?;
    let alternatives: Vec<String> = serde_json::from_str(&alternatives).map_err(|_| strange("list of sessions", &alternatives))?;
    Ok(Entry {
        id: RegistrationId(row.get("id")?),
        attendee: Attendee {
            name: row.get("name")?,
            company: row.get("company")?,
            session: row.get::<_, Option<String>>("session")?.map(SessionId),
            alternatives: alternatives.into_iter().map(SessionId).collect(),
        },
        state: state(row.get_ref("state")?.as_str().map_err(rusqlite::Error::from)?)?,
        contact: address(row.get_ref("contact")?.as_str().map_err(rusqlite::Error::from)?)?,
        arrived: time(row.get("arrived")?)?,
    })
}

fn alternatives(attendee: &Attendee) -> String {
    let ids: Vec<&str> = attendee.alternatives.iter().map(|session| session.0.as_str()).collect();
    serde_json::Value::from(ids).to_string()
}

/// What an amendment changed, for people.
fn difference(before: &Entry, after: &Attendee, state: State) -> String {
    let session = |a: &Attendee| a.session.as_ref().map(|session| session.0.clone());
    let fields = [
        ("name", before.attendee.name.clone(), after.name.clone()),
        ("company", before.attendee.company.clone(), after.company.clone()),
        ("session", session(&before.attendee), session(after)),
        ("state", Some(before.state.key().to_owned()), Some(state.key().to_owned())),
    ];
    let shown = |value: Option<String>| value.unwrap_or_else(|| "-".to_owned());
    let changed: Vec<String> = fields
        .into_iter()
        .filter(|(_, old, new)| old != new)
        .map(|(field, old, new)| format!("{field}: {} -> {}", shown(old), shown(new)))
        .collect();
    if changed.is_empty() { "nothing changed".to_owned() } else { changed.join("; ") }
}

//! Whether a registration is admitted, as far as the mail alone tells: the deadline and the required fields. Stateless; this is what
//! `empfang read` prints, and what [`super::decide`] begins with.

use jiff::Timestamp;

use crate::event::{Event, Field};
use crate::person::Attendee;
use crate::reading::{Guest, Intent, Reading};
use crate::registry::decision::Outcome;

/// What a mail amounts to before the list is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// What becomes of it.
    pub outcome: Outcome,
    /// With [`Outcome::Ask`]: what is asked for.
    pub missing: Vec<Field>,
    /// Whether it also asks something that a person must answer.
    pub also_human: bool,
    /// Why: one English sentence without personal data.
    pub reason: String,
}

/// Weighs a reading against the event's rules: complete is confirmed, incomplete asked back, after the deadline rejected. A cancellation
/// is one at any time; a change after the deadline is still called one, and [`super::decide`] gives it to a person.
pub fn appraise(event: &Event, reading: &Reading, arrival: Timestamp) -> Verdict {
    let mut missing = Vec::new();
    let (outcome, reason) = match reading.intent {
        Intent::Register if event.deadline.missed_by(arrival) => (Outcome::Late, late_reason(event, arrival)),
        Intent::Register => {
            missing = missing_in(event, reading);
            if missing.is_empty() { (Outcome::Confirm, registers(reading)) } else { (Outcome::Ask, ask_reason(&missing)) }
        }
        Intent::Change => (Outcome::Change, reading.reason.clone()),
        Intent::Cancel => (Outcome::Cancel, reading.reason.clone()),
        Intent::Person => (Outcome::Human, reading.reason.clone()),
        Intent::Nothing => (Outcome::Ignore, reading.reason.clone()),
    };
    let also_human = reading.question.is_some() && !matches!(outcome, Outcome::Human | Outcome::Ignore);
    Verdict { outcome, missing, also_human, reason }
}

/// What a mail leaves out over all its guests, in the order name, company, session. People announced without names miss their names.
pub fn missing_in(event: &Event, reading: &Reading) -> Vec<Field> {
    let mut missing: Vec<Field> = match reading.guests() {
        [] => event.required.clone(),
        guests => guests.iter().flat_map(|guest| missing_of(event, guest, &guest.attendee())).collect(),
    };
    if reading.unnamed > 0 {
        missing.push(Field::Name);
    }
    in_order(missing)
}

/// What `attendee` lacks: required and not there, or named by `guest` in a way that does not settle it.
pub fn missing_of(event: &Event, guest: &Guest, attendee: &Attendee) -> Vec<Field> {
    let lacks = |field: Field| match field {
        Field::Name => attendee.name.is_none(),
        Field::Company => attendee.company.is_none(),
        Field::Session => attendee.session.is_none(),
    };
    let required = event.required.iter().copied().filter(|field| lacks(*field));
    let unclear = guest.unclear.iter().map(|(field, _)| *field).filter(|field| lacks(*field));
    in_order(required.chain(unclear).collect())
}

/// Each field once, in the order in which people are asked for it.
pub fn in_order(fields: Vec<Field>) -> Vec<Field> {
    [Field::Name, Field::Company, Field::Session].into_iter().filter(|field| fields.contains(field)).collect()
}

/// Why something is rejected as late.
pub fn late_reason(event: &Event, arrival: Timestamp) -> String {
    let arrived = arrival.to_zoned(event.timezone.clone());
    let (arrived, until) = (arrived.strftime("%Y-%m-%d %H:%M:%S %Z"), event.deadline.at.strftime("%Y-%m-%d %H:%M:%S %Z"));
    format!("a registration that arrived {arrived}, after the deadline {until}")
}

/// Why something is asked back.
pub fn ask_reason(missing: &[Field]) -> String {
    let words: Vec<&str> = missing.iter().map(|field| field.key()).collect();
    format!("a registration that leaves open: {}", words.join(", "))
}

fn registers(reading: &Reading) -> String {
    match reading.guests().len() {
        1 => "registers one person with all that is required".to_owned(),
        many => format!("registers {many} people with all that is required"),
    }
}

impl Reading {
    fn guests(&self) -> &[Guest] {
        &self.attendees
    }
}

impl Guest {
    /// The guest without the evidence.
    pub fn attendee(&self) -> Attendee {
        Attendee {
            name: self.name.as_ref().map(|f| f.value.clone()),
            company: self.company.as_ref().map(|f| f.value.clone()),
            session: self.session.as_ref().map(|f| f.value.clone()),
            alternatives: self.alternatives.iter().map(|f| f.value.clone()).collect(),
        }
    }
}

//! A [`Message`](crate::message::Message) and an [`Event`](crate::event::Event) become a [`Reading`]: who, from which company, for which
//! session, what for; every field with the words it was read from. Pure, and made for any input.

use crate::event::{Field, Language, SessionId};

/// What a mail says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// What the sender wants.
    pub intent: Intent,
    /// Whom it concerns, in the order of the mail. With [`Intent::Change`] what holds afterwards, with `None` for what stays.
    pub attendees: Vec<Guest>,
    /// People announced without names ("wir kommen zu dritt").
    pub unnamed: u32,
    /// A question or wish besides, that a person must answer, in the sender's words.
    pub question: Option<String>,
    /// The language it is written in; `None` where that is not clear.
    pub language: Option<Language>,
    /// Why this intent: one English sentence for log, ledger and digest, without personal data.
    pub reason: String,
    /// The words from which the intent was read.
    pub words: String,
}

/// What the sender wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Intent {
    /// To register somebody.
    Register,
    /// To change a registration.
    Change,
    /// To withdraw one.
    Cancel,
    /// Something that a person must read: a question, a complaint, an apology of somebody who never registered, what is not understood.
    Person,
    /// Nothing: an automatic answer, a report, advertising, an accepted invitation.
    Nothing,
}

/// One attendee as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guest {
    /// The name.
    pub name: Option<Found<String>>,
    /// The company.
    pub company: Option<Found<String>>,
    /// The session.
    pub session: Option<Found<SessionId>>,
    /// Second choices, in order.
    pub alternatives: Vec<Found<SessionId>>,
    /// Fields that the mail names in a way that does not settle them (a session that does not exist, two without preference).
    pub unclear: Vec<(Field, String)>,
}

/// A value with its evidence.
#[derive(Clone, Debug, PartialEq)]
pub struct Found<T> {
    /// What was read.
    pub value: T,
    /// The words from which it was read.
    pub words: String,
    /// Where they stand.
    pub place: Place,
    /// Which rule read them: a short English name.
    pub rule: &'static str,
    /// How sure it is, `0.0..=1.0`.
    pub certainty: f32,
}

/// Where words stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Place {
    /// In the text.
    Text,
    /// In the subject.
    Subject,
    /// In the signature.
    Signature,
    /// In the display name of From.
    From,
    /// In the sender's address.
    Address,
    /// In the Organization header.
    Organization,
    /// In an attached visiting card.
    Card,
    /// In a calendar answer.
    Calendar,
    /// In our own quoted mail.
    OwnQuote,
    /// In a forwarded or quoted mail of somebody else.
    Quote,
}

/// Stands in on this branch until the reading is merged: reads labelled lines (`Name: …`) alone.
pub fn read(message: &crate::message::Message, event: &crate::event::Event) -> Reading {
    use crate::message::{BlockKind, Origin};
    let lines: Vec<&String> = message.blocks.iter().filter(|block| block.kind == BlockKind::New).flat_map(|block| &block.lines).collect();
    let label = |label: &str| lines.iter().find_map(|line| line.strip_prefix(label)).map(|value| value.trim().to_owned());
    let found = |value: String| Found { words: value.clone(), value, place: Place::Text, rule: "label", certainty: 1.0 };
    let session = label("Session:").map(SessionId).filter(|id| event.session(id).is_some());
    let session = session.map(|id| Found { words: id.0.clone(), value: id, place: Place::Text, rule: "label", certainty: 1.0 });
    let guest = Guest { name: label("Name:").map(found), company: label("Firma:").map(found), session, ..Guest::default() };
    let says = guest.name.is_some() || guest.company.is_some() || guest.session.is_some();
    let (intent, reason) = match &message.origin {
        Origin::Machine(..) => (Intent::Nothing, "written by a machine"),
        _ if says => (Intent::Register, "labelled lines"),
        _ => (Intent::Person, "no labelled lines"),
    };
    Reading {
        intent,
        attendees: if says { vec![guest] } else { Vec::new() },
        unnamed: 0,
        question: None,
        language: Some(crate::event::Language::De),
        reason: reason.to_owned(),
        words: String::new(),
    }
}

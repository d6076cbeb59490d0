//! Who attends: the people of a form, of a list, of the prose; the sender himself; each with his own session where the text gives one.

mod attending;
mod choice;
mod sender;

use std::cell::OnceCell;
use std::ops::Range;

use super::company;
use super::form::{self, FormGuest};
use super::name;
use super::scene::Scene;
use super::session::{Choice, Mention, Strength};
use super::text::Doc;
use super::words::WORDS;
use super::{Found, Guest};
use crate::event::{Field, SessionId};
use crate::message::Author;

pub use self::attending::names_attendees;
use self::attending::{MAX_NAMED, Named, and_i, announced, attending, attends_oneself, companions, oneself_at, oneself_expressly};
use self::choice::personal_choice;
pub use self::choice::shared_choice;
use self::sender::fuller;
pub use self::sender::sender_name;

/// More attendees than this in one mail are left to a person.
pub const MAX_GUESTS: usize = 20;

/// Everybody to be registered, and how many were announced without names.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Guests {
    /// The attendees in the order of the mail.
    pub guests: Vec<Guest>,
    /// People announced without names.
    pub unnamed: u32,
}

/// A text to be read as somebody's words.
#[derive(Debug)]
pub struct Voice<'a> {
    /// The texts.
    pub docs: Vec<&'a Doc>,
    /// Who speaks, where it is not the sender of the mail.
    pub author: Option<&'a Author>,
    sender: OnceCell<Option<Found<String>>>,
    shared: OnceCell<Option<(&'a Doc, Choice)>>,
}

impl<'a> Voice<'a> {
    /// Somebody's words.
    pub fn new(docs: Vec<&'a Doc>, author: Option<&'a Author>) -> Self {
        Self { docs, author, sender: OnceCell::new(), shared: OnceCell::new() }
    }
}

/// A place in a text: the document and a byte of its text.
type Spot<'a> = (&'a Doc, usize);

/// Reads the attendees of a registration from `voice`.
pub fn guests(scene: &Scene<'_>, voice: &Voice<'_>) -> Guests {
    let own = sender_name(scene, voice);
    for doc in &voice.docs {
        let filled = form::guests(scene, doc);
        if filled.iter().any(|g| g.name.is_some() || g.company.is_some()) {
            return from_form(scene, voice, doc, filled, own);
        }
    }
    from_prose(scene, voice, own)
}

/// The guests of a form; what it leaves out is looked for around it.
fn from_form(scene: &Scene<'_>, voice: &Voice<'_>, doc: &Doc, filled: Vec<FormGuest>, own: Option<Found<String>>) -> Guests {
    let shared = shared_choice(scene, voice);
    let names: Vec<String> = filled.iter().filter_map(|g| g.name.as_ref().map(|(n, _)| n.clone())).take(MAX_NAMED).collect();
    let firm = company::of_sender(scene, &voice.docs, &with_own(names, own.as_ref()));
    let guests = filled
        .into_iter()
        .take(MAX_GUESTS + 1)
        .map(|filled| {
            let name =
                filled.name.map(|(name, range)| found(fuller(scene, name), doc, &range, "labelled field", 0.95)).or_else(|| own.clone());
            let company = filled
                .company
                .filter(|(c, _)| !c.is_empty())
                .map(|(c, range)| found(c, doc, &range, "labelled field", 0.95))
                .or_else(|| firm.clone());
            let (docs, choice) = match filled.choice {
                Some(choice) => (doc, choice),
                None => shared.clone().unwrap_or((doc, Choice::default())),
            };
            with_choice(scene, docs, choice, Guest { name, company, ..Guest::default() })
        })
        .collect();
    Guests { guests, unnamed: 0 }
}

/// The guests of prose and lists.
fn from_prose(scene: &Scene<'_>, voice: &Voice<'_>, own: Option<Found<String>>) -> Guests {
    let said = voice.docs.iter().map(|d| d.fold.as_str()).collect::<Vec<_>>().join("\n\n");
    let named = attending(scene, voice, own.as_ref());
    let announced = announced(&said);
    let oneself = attends_oneself(&said, voice, &named);
    let mut rows: Vec<(Found<String>, Option<Spot<'_>>)> =
        named.iter().map(|n| (found_person(scene, n), Some((n.doc, n.person.range.start)))).collect();
    let own_at = own.as_ref().and_then(|o| rows.iter().position(|(f, _)| name::compatible(&f.value, &o.value)));
    if let (Some(at), Some(own)) = (own_at, &own)
        && let Some(row) = rows.get_mut(at)
        && name::fullness(&own.value) > name::fullness(&row.0.value)
    {
        row.0 = own.clone();
    }
    let companions = companions(&said);
    let unnamed_others = rows.is_empty()
        && companions == 0
        && !and_i(&said)
        && !said.contains("ich und ")
        && !among_others(&said)
        && (WORDS.names_follow.found(&said) || announced > 1 || WORDS.unnamed.found(&said) && !oneself_expressly(&said));
    if unnamed_others {
        // what is known of them is kept, so that only the names are asked for
        let company = company::of_sender(scene, &voice.docs, &with_own(Vec::new(), own.as_ref()));
        let (doc, choice) =
            shared_choice(scene, voice).unwrap_or((voice.docs.first().copied().unwrap_or(&scene.subject), Choice::default()));
        let guest = with_choice(scene, doc, choice, Guest { company, ..Guest::default() });
        return Guests { guests: vec![guest], unnamed: announced.max(1) };
    }
    if (rows.is_empty() || oneself && own_at.is_none())
        && let Some(own) = own.clone()
    {
        // the writer stands where he speaks of himself: "I'd like D, and my colleague …"
        let at = if rows.is_empty() { None } else { oneself_at(voice) };
        let before = rows.iter().position(|(_, row)| {
            row.zip(at).is_some_and(|((doc, start), (own_doc, own_start))| std::ptr::eq(doc, own_doc) && own_start < start)
        });
        rows.insert(before.unwrap_or(rows.len()), (own, at));
    }
    let names: Vec<String> = rows.iter().map(|(f, _)| f.value.clone()).collect();
    let firm = company::of_sender(scene, &voice.docs, &with_own(names, own.as_ref()));
    let shared = shared_choice(scene, voice);
    let several = rows.len() > 1;
    let missing = announced.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)).max(if several { 0 } else { companions });
    let mut guests: Vec<Guest> = Vec::new();
    for (i, (name, at)) in rows.iter().enumerate().take(MAX_GUESTS + 1) {
        let next = rows.get(i + 1).and_then(|(_, n)| *n);
        let own_choice = at.filter(|_| several).and_then(|(doc, start)| personal_choice(scene, doc, start, next));
        let (doc, choice) = match (own_choice, &shared) {
            (Some(choice), _) => choice,
            (None, Some((doc, choice))) => (*doc, choice.clone()),
            (None, None) => (voice.docs.first().copied().unwrap_or(&scene.subject), Choice::default()),
        };
        let guest = Guest { name: Some(name.clone()), company: firm.clone(), ..Guest::default() };
        guests.push(with_choice(scene, doc, choice, guest));
    }
    if several && guests.iter().any(|g| g.session.is_some()) {
        let personal = rows
            .iter()
            .enumerate()
            .filter(|(i, (_, at))| {
                at.and_then(|(doc, start)| personal_choice(scene, doc, start, rows.get(i + 1).and_then(|(_, n)| *n))).is_some()
            })
            .count();
        if personal == 0 {
            return Guests { guests, unnamed: missing };
        }
    }
    if guests.is_empty() {
        let doc = voice.docs.first().copied().unwrap_or(&scene.subject);
        let (doc, choice) = shared.unwrap_or((doc, Choice::default()));
        guests.push(with_choice(scene, doc, choice, Guest { company: firm, ..Guest::default() }));
    }
    Guests { guests, unnamed: missing }
}

fn with_own(mut names: Vec<String>, own: Option<&Found<String>>) -> Vec<String> {
    names.extend(own.map(|o| o.value.clone()));
    names
}

/// Puts a choice into a guest.
fn with_choice(scene: &Scene<'_>, doc: &Doc, choice: Choice, mut guest: Guest) -> Guest {
    let as_found = |(index, mention): (usize, Mention)| scene.catalogue.id(index).map(|id| session_found(doc, id, &mention));
    guest.session = choice.session.and_then(as_found);
    guest.alternatives = choice.alternatives.into_iter().filter_map(as_found).collect();
    if guest.session.is_none() {
        guest.unclear.extend(choice.unclear.map(|words| (Field::Session, crate::address::clean(&words, 80))));
    }
    guest
}

fn session_found(doc: &Doc, id: &SessionId, mention: &Mention) -> Found<SessionId> {
    let (rule, certainty) = match mention.strength {
        Strength::Number => ("number of the session", 0.95),
        Strength::Title => ("title of the session", 0.95),
        Strength::Bare => ("number or letter alone", 0.85),
        Strength::Topic => ("words of the title", 0.75),
    };
    Found { value: id.clone(), words: doc.words(&mention.range).to_owned(), place: doc.place, rule, certainty }
}

fn found(value: String, doc: &Doc, range: &Range<usize>, rule: &'static str, certainty: f32) -> Found<String> {
    Found { value, words: doc.text.get(range.clone()).unwrap_or_default().trim().to_owned(), place: doc.place, rule, certainty }
}

fn found_person(scene: &Scene<'_>, named: &Named<'_>) -> Found<String> {
    let rule = if named.person.titled { "title and name in the text" } else { "name in the text" };
    found(fuller(scene, named.person.name.clone()), named.doc, &named.person.range, rule, if named.person.titled { 0.9 } else { 0.8 })
}

/// "Die beiden anderen Namen reiche ich nach": who speaks of the others counts himself in.
fn among_others(said: &str) -> bool {
    [
        "die anderen", "beiden anderen", "anderen namen", "weitere namen", "weiteren namen", "other names", "the other two", "the others",
        "other two",
    ]
    .iter()
    .any(|w| said.contains(w))
}

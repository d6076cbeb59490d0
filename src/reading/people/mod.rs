//! Who attends: the people of a form, of a list, of the prose; the sender himself; each with his own session where the text gives one.

mod attending;
mod choice;
mod first_person;
mod sender;

use std::cell::OnceCell;
use std::ops::Range;

use super::company;
use super::form::{self, FormGuest};
use super::name;
use super::scene::Scene;
use super::session::{Choice, Mention, Strength};
use super::text::Doc;
use super::{Found, Guest};
use crate::event::{Field, SessionId};
use crate::message::Author;

use self::attending::{Announced, MAX_NAMED, Named, among_them, announced, attending, attends_oneself, oneself_at, registers_unnamed};
pub use self::attending::{attends_oneself as speaks_of_himself, is_addressed, is_replaced, names_attendees};
pub use self::choice::shared_choice;
use self::choice::{Placed, personal_choices};
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
    let others = OnceCell::new();
    for doc in &voice.docs {
        let filled = form::guests(scene, doc);
        if !filled.iter().any(|g| g.name.is_some() || g.company.is_some()) {
            continue;
        }
        // a firm's label below a table of people is no form of its own
        let firm_only = filled.iter().all(|g| g.name.is_none());
        if !firm_only || !*others.get_or_init(|| names_attendees(scene, voice)) {
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
    let named = attending(scene, voice, own.as_ref());
    let announced = announced(scene, voice);
    let mut rows: Vec<Row<'_>> =
        named.iter().map(|n| Row { name: found_person(scene, n), spot: Some((n.doc, n.person.range.start)) }).collect();
    let is_own = |row: &Row<'_>| own.as_ref().is_some_and(|o| name::compatible(&row.name.value, &o.value));
    let own_at = rows.iter().position(is_own);
    if let (Some(row), Some(own)) = (own_at.and_then(|at| rows.get_mut(at)), &own)
        && name::fullness(&own.value) > name::fullness(&row.name.value)
    {
        row.name = own.clone();
    }
    // "Es kommen zwei: Frau Ott und Herr Noll": the number leaves no place for the writer
    let counted = announced.all > 0 && usize::try_from(announced.all).is_ok_and(|all| all == rows.len());
    let oneself = attends_oneself(scene, voice) && !counted;
    let for_unnamed = !oneself && rows.is_empty() && registers_unnamed(scene, voice);
    let alone = rows.is_empty() && !for_unnamed && (announced == Announced::default() || oneself || among_them(scene, voice));
    if let Some(own) = own.clone().filter(|_| alone || oneself && own_at.is_none()) {
        // the writer stands where he speaks of himself: "I'd like D, and my colleague …"
        let at = if rows.is_empty() { None } else { oneself_at(scene, voice) };
        let before = rows.iter().position(|row| {
            row.spot.zip(at).is_some_and(|((doc, start), (own_doc, own_start))| std::ptr::eq(doc, own_doc) && own_start < start)
        });
        rows.insert(before.unwrap_or(rows.len()), Row { name: own, spot: at });
    }
    let count = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    let unnamed = u32::from(for_unnamed).max(announced.all.saturating_sub(count).max(u32::from(announced.some && announced.all <= count)));
    let names: Vec<String> = rows.iter().map(|row| row.name.value.clone()).collect();
    let firm = company::of_sender(scene, &voice.docs, &with_own(names, own.as_ref()));
    let shared = shared_choice(scene, voice).unwrap_or((voice.docs.first().copied().unwrap_or(&scene.subject), Choice::default()));
    let is_own = |name: &str| own.as_ref().is_some_and(|o| name::compatible(name, &o.value));
    let personal = by_place(&rows, |doc, rows| {
        let placed: Vec<Placed<'_>> =
            rows.iter().map(|(at, row)| Placed { at: *at, name: &row.name.value, own: is_own(&row.name.value) }).collect();
        personal_choices(scene, doc, &placed)
    });
    let firms = by_place(&rows, |doc, rows| {
        let places: Vec<usize> = rows.iter().map(|(at, _)| *at).collect();
        company::of_each(scene, doc, &places)
    });
    let mut guests: Vec<Guest> = Vec::new();
    for ((row, choice), own_firm) in rows.into_iter().zip(personal).zip(firms).take(MAX_GUESTS + 1) {
        let (doc, choice) = match (row.spot, choice) {
            (Some((doc, _)), Some(choice)) => (doc, choice),
            _ => shared.clone(),
        };
        let company = own_firm.or_else(|| firm.clone());
        guests.push(with_choice(scene, doc, choice, Guest { name: Some(row.name), company, ..Guest::default() }));
    }
    if guests.is_empty() {
        // what is known of people without names is kept, so that only the names are asked for
        let (doc, choice) = shared;
        guests.push(with_choice(scene, doc, choice, Guest { company: firm, ..Guest::default() }));
    }
    Guests { guests, unnamed }
}

/// Somebody who attends, and where he is named.
struct Row<'a> {
    name: Found<String>,
    spot: Option<Spot<'a>>,
}

/// What each of several people has for himself, found text by text from the places of their names; nothing for one alone.
fn by_place<'a, T: Clone>(rows: &[Row<'a>], find: impl Fn(&'a Doc, &[(usize, &Row<'a>)]) -> Vec<Option<T>>) -> Vec<Option<T>> {
    let mut out: Vec<Option<T>> = vec![None; rows.len()];
    if rows.len() < 2 {
        return out;
    }
    let mut docs: Vec<&Doc> = rows.iter().filter_map(|row| row.spot.map(|(doc, _)| doc)).collect();
    docs.dedup_by(|a, b| std::ptr::eq(*a, *b));
    for doc in docs {
        let in_doc = |row: &Row<'a>| row.spot.filter(|(d, _)| std::ptr::eq(*d, doc)).map(|(_, at)| at);
        let mut here: Vec<(usize, usize)> = rows.iter().enumerate().filter_map(|(n, row)| in_doc(row).map(|at| (at, n))).collect();
        here.sort_unstable();
        let placed: Vec<(usize, &Row<'a>)> = here.iter().filter_map(|(at, n)| rows.get(*n).map(|row| (*at, row))).collect();
        for ((_, n), own) in here.iter().zip(find(doc, &placed)) {
            if let Some(slot) = out.get_mut(*n) {
                *slot = own;
            }
        }
    }
    out
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
        Strength::Matter => ("words of what the session is about", 0.7),
    };
    let certainty = certainty * (0.5 + 0.5 * mention.certainty);
    Found { value: id.clone(), words: doc.words(&mention.range).to_owned(), place: doc.place, rule, certainty }
}

fn found(value: String, doc: &Doc, range: &Range<usize>, rule: &'static str, certainty: f32) -> Found<String> {
    Found { value, words: doc.text.get(range.clone()).unwrap_or_default().trim().to_owned(), place: doc.place, rule, certainty }
}

fn found_person(scene: &Scene<'_>, named: &Named<'_>) -> Found<String> {
    let rule = if named.person.titled { "title and name in the text" } else { "name in the text" };
    found(fuller(scene, named.person.name.clone()), named.doc, &named.person.range, rule, named.person.certainty.max(0.55))
}

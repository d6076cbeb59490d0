//! Who attends: the people of a form, of a list, of the prose; the sender himself; each with his own session where the text gives one.

use std::ops::Range;

use super::company;
use super::form::{self, FormGuest};
use super::name::{self, Person};
use super::scene::Scene;
use super::session::{Choice, Mention, Strength, Target, choose};
use super::text::Doc;
use super::words::WORDS;
use super::{Found, Guest, Place};
use crate::event::{Field, SessionId};
use crate::message::Author;
use crate::person::fold;

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
}

/// A named person with a place in a text.
#[derive(Clone, Debug)]
struct Named<'a> {
    doc: &'a Doc,
    person: Person,
}

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
    let names: Vec<String> = filled.iter().filter_map(|g| g.name.as_ref().map(|(n, _)| n.clone())).collect();
    let firm = company::of_sender(scene, &with_own(names, own.as_ref()));
    let guests = filled
        .into_iter()
        .take(MAX_GUESTS)
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
    let oneself = attends_oneself(&said, voice, &named, own.as_ref());
    let mut rows: Vec<(Found<String>, Option<(&Doc, usize)>)> =
        named.iter().map(|n| (found_person(scene, n), Some((n.doc, n.person.range.start)))).collect();
    let own_at = own.as_ref().and_then(|o| rows.iter().position(|(f, _)| name::compatible(&f.value, &o.value)));
    if let (Some(at), Some(own)) = (own_at, &own) {
        if let Some(row) = rows.get_mut(at) {
            if name::fullness(&own.value) > name::fullness(&row.0.value) {
                row.0 = own.clone();
            }
        }
    }
    let companions = companions(&said);
    let unnamed_others = rows.is_empty()
        && companions == 0
        && !and_i(&said)
        && !said.contains("ich und ")
        && (WORDS.names_follow.found(&said) || announced > 1 || WORDS.unnamed.found(&said) && !oneself_expressly(&said));
    if unnamed_others {
        // what is known of them is kept, so that only the names are asked for
        let company = company::of_sender(scene, &with_own(Vec::new(), own.as_ref()));
        let (doc, choice) =
            shared_choice(scene, voice).unwrap_or((voice.docs.first().copied().unwrap_or(&scene.subject), Choice::default()));
        let guest = with_choice(scene, doc, choice, Guest { company, ..Guest::default() });
        return Guests { guests: vec![guest], unnamed: announced.max(1) };
    }
    if rows.is_empty() || oneself && own_at.is_none() {
        if let Some(own) = own.clone() {
            // the writer stands where he speaks of himself: "I'd like D, and my colleague …"
            let at = if rows.is_empty() { None } else { oneself_at(voice) };
            let before = rows.iter().position(|(_, row)| {
                row.zip(at).is_some_and(|((doc, start), (own_doc, own_start))| std::ptr::eq(doc, own_doc) && own_start < start)
            });
            rows.insert(before.unwrap_or(rows.len()), (own, at));
        }
    }
    let names: Vec<String> = rows.iter().map(|(f, _)| f.value.clone()).collect();
    let firm = company::of_sender(scene, &with_own(names, own.as_ref()));
    let shared = shared_choice(scene, voice);
    let several = rows.len() > 1;
    let missing = announced.saturating_sub(u32::try_from(rows.len()).unwrap_or(u32::MAX)).max(if several { 0 } else { companions });
    let mut guests: Vec<Guest> = Vec::new();
    for (i, (name, at)) in rows.iter().enumerate().take(MAX_GUESTS) {
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

/// The fullest form of a name that the mail has anywhere: signature, From, authors of quotes, cards, other mentions.
fn fuller(scene: &Scene<'_>, name: String) -> String {
    let mut pool: Vec<String> = signature_names(scene);
    pool.extend(scene.display.person.clone());
    pool.extend(scene.quotes.iter().filter_map(|q| q.author.as_ref()?.name.as_deref().and_then(|n| name::from_display(n).person)));
    pool.extend(scene.message.cards.iter().filter_map(|c| c.name.clone()));
    pool.extend(name::people(&scene.message.subject).into_iter().map(|p| p.name));
    pool.extend(
        scene.quotes.iter().filter(|q| !q.own).flat_map(|q| q.doc.lines.iter().filter_map(|l| name::from_line(q.doc.text.get(l.clone())?))),
    );
    let known = name::fullness(&name);
    pool.into_iter()
        .filter(|p| name::compatible(p, &name))
        .filter(|p| name::fullness(p) > known.max(if name.contains(' ') { known } else { 0 }))
        .max_by_key(|p| name::fullness(p))
        .unwrap_or(name)
}

/// Lines of the signatures that are names.
fn signature_names(scene: &Scene<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for doc in &scene.signatures {
        for (_, line) in doc.line_texts().take(14) {
            if line.chars().count() <= 90 && !fold(line).starts_with("geschaeftsfuehr") {
                names.extend(signature_name(line));
            }
        }
    }
    names
}

/// A name on a line of a signature: the whole line, or what stands before a comma, behind "Inh." or among titles and firms.
fn signature_name(line: &str) -> Option<String> {
    let folded = fold(line);
    let register = [
        "gf ", "geschaeftsfuehrer ", "geschaeftsfuehrung ", "vorstand ", "managing director", "aufsichtsrat", "sitz ", "vertreten durch",
        "registered", "amtsgericht", "vors ", "directors",
    ]
    .iter()
    .any(|w| folded.starts_with(w));
    if register || line.contains('@') {
        return None;
    }
    let owner = ["Inh.", "Inhaber:", "Inhaber", "Inhaberin"]
        .iter()
        .find_map(|w| line.strip_prefix(w))
        .map(|rest| rest.trim_start_matches([':', ' ']));
    let line = owner.unwrap_or(line);
    name::from_line(line)
        .or_else(|| name::from_line(line.split([',', '|', '·']).next().unwrap_or_default()))
        .or_else(|| {
            line.split(['|', '·', ','])
                .filter(|part| !["gf", "geschaeftsf", "vorst", "inhaber", "managing", "director"].iter().any(|w| fold(part).starts_with(w)))
                .find_map(|part| name::people(part).into_iter().next().filter(|p| p.titled && p.name.contains(' ')).map(|p| p.name))
        })
        .filter(|n| n.contains(' ') && n.split(' ').count() <= 6)
}

/// The name of whoever speaks: signature and sign-off, the display name, the address, a card, "I am …"; each supporting the others.
pub fn sender_name(scene: &Scene<'_>, voice: &Voice<'_>) -> Option<Found<String>> {
    if let Some(author) = voice.author {
        return author_name(scene, voice, author);
    }
    let display = scene.display.person.clone();
    let local = scene.message.from.as_ref().and_then(|f| name::from_local_part(f.address.local()));
    let mut candidates: Vec<Found<String>> = Vec::new();
    let mut add = |value: String, words: &str, place: Place, rule: &'static str, certainty: f32| {
        candidates.push(Found { value, words: words.to_owned(), place, rule, certainty });
    };
    for doc in &scene.signatures {
        for (_, line) in doc.line_texts().take(14) {
            if let Some(name) = signature_name(line) {
                add(name, line.trim(), Place::Signature, "line of the signature", 0.85);
            }
        }
    }
    for doc in &voice.docs {
        // a sign-off that was not recognised as a signature: a name alone on one of the last lines
        let lines: Vec<&str> = doc.line_texts().map(|(_, l)| l).filter(|l| !l.trim().is_empty()).collect();
        for line in lines.iter().rev().take(6) {
            if let Some(name) = name::from_line(line).filter(|n| n.contains(' ')).filter(|_| !name::is_list_item(line)) {
                add(name, line.trim(), doc.place, "line at the end", 0.75);
            }
        }
        for person in introduced(doc) {
            add(person.name.clone(), doc.text.get(person.range.clone()).unwrap_or_default(), doc.place, "introduces himself", 0.9);
        }
        if let Some(from) = &display {
            for person in loosely_named(doc, from) {
                add(person.0, &person.1, doc.place, "the sender's name in the text", 0.85);
            }
        }
    }
    if let Some(card) = scene.message.cards.iter().find_map(|c| c.name.clone()) {
        add(card.clone(), &card, Place::Card, "visiting card", 0.8);
    }
    // who agrees with the display name or the address is the sender; without either the first that signs
    let agrees = |name: &str| match &display {
        Some(display) => name::compatible(display, name),
        None => local.as_deref().is_some_and(|l| name::compatible(l, name)) || first_name_agrees(scene, name) || local_agrees(scene, name),
    };
    let supported = candidates
        .iter()
        .filter(|c| agrees(&c.value))
        .max_by(|a, b| {
            name::fullness(&a.value)
                .cmp(&name::fullness(&b.value))
                .then(a.certainty.total_cmp(&b.certainty))
                .then(std::cmp::Ordering::Greater)
        })
        .cloned();
    if let Some(mut best) = supported {
        if let Some(full) = display.as_ref().filter(|d| name::compatible(d, &best.value) && name::fullness(d) > name::fullness(&best.value))
        {
            best =
                Found { value: full.clone(), words: full.clone(), place: Place::From, rule: "display name of the sender", certainty: 0.9 };
        }
        best.certainty = (best.certainty + 0.1).min(1.0);
        return Some(best);
    }
    let signed = candidates.iter().find(|c| c.place == Place::Signature || c.place == Place::Card).cloned();
    match (display, signed) {
        (Some(display), None) => {
            Some(Found { words: display.clone(), value: display, place: Place::From, rule: "display name of the sender", certainty: 0.8 })
        }
        (Some(display), Some(signed)) => {
            // two names that do not agree: whoever signs by hand is the writer, unless the display name is in the address
            let by_address = local_agrees(scene, &display);
            if by_address {
                Some(Found {
                    words: display.clone(),
                    value: display,
                    place: Place::From,
                    rule: "display name of the sender",
                    certainty: 0.7,
                })
            } else {
                Some(signed)
            }
        }
        (None, Some(signed)) => Some(signed),
        (None, None) => candidates.into_iter().next().or_else(|| {
            local.map(|l| Found {
                words: scene.message.from.as_ref().map(|f| f.address.local().to_owned()).unwrap_or_default(),
                value: l,
                place: Place::Address,
                rule: "local part of the address",
                certainty: 0.65,
            })
        }),
    }
}

/// Whether a part of the name stands in the local part of the sender's address.
fn local_agrees(scene: &Scene<'_>, name: &str) -> bool {
    let local = scene.message.from.as_ref().map(|f| fold(f.address.local())).unwrap_or_default().replace(' ', "");
    fold(name).split(' ').any(|p| p.len() >= 4 && local.contains(p))
}

/// A display name that is only a given name ("Anna-Lena").
fn first_name_agrees(scene: &Scene<'_>, name: &str) -> bool {
    let display = scene.message.from.as_ref().and_then(|f| f.name.as_deref()).map(fold).unwrap_or_default();
    display.len() >= 3 && fold(name).starts_with(&display)
}

/// The sender's name in the text, in whatever case it is written.
fn loosely_named(doc: &Doc, from: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for person in name::people(&doc.text) {
        if name::compatible(&person.name, from) && name::fullness(&person.name) >= 2 {
            found.push((person.name.clone(), doc.text.get(person.range).unwrap_or_default().to_owned()));
        }
    }
    found
}

/// "I am Max Muster", "Max Muster from …here", "mein Name ist …", "(Anna-Lena Kratzenberg, …)" after "mich".
fn introduced(doc: &Doc) -> Vec<Person> {
    name::people(&doc.text)
        .into_iter()
        .filter(|p| {
            let at = doc.folded(p.range.start);
            let before = doc.fold.get(..at).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
            let after = doc.fold.get(doc.folded(p.range.end)..).unwrap_or_default();
            [
                "i am", "i'm", "my name is", "this is", "mein name ist", "ich bin", "hier ist", "ich heisse", "fuer mich", "mich", "and i",
                "hier schreibt", "ich",
            ]
            .iter()
            .any(|w| before.ends_with(w) && before.strip_suffix(w).is_none_or(|b| !b.ends_with(char::is_alphanumeric)))
                || after.trim_start().starts_with("here")
                || after.split(['.', '\n', '!']).next().is_some_and(|s| s.starts_with(" from ") && s.contains(" here"))
        })
        .collect()
}

/// The name of the author of a forwarded mail.
fn author_name(scene: &Scene<'_>, voice: &Voice<'_>, author: &Author) -> Option<Found<String>> {
    let display = author.name.as_deref().and_then(|n| name::from_display(n).person);
    let local = author.address.as_ref().and_then(|a| name::from_local_part(a.local()));
    for doc in &voice.docs {
        for (_, line) in doc.line_texts() {
            if let Some(name) = name::from_line(line).filter(|n| n.contains(' ')) {
                if display.as_deref().is_some_and(|d| name::compatible(d, &name))
                    || local.as_deref().is_some_and(|l| name::compatible(l, &name))
                {
                    return Some(Found {
                        value: fuller(scene, name),
                        words: line.trim().to_owned(),
                        place: Place::Quote,
                        rule: "signature of the forwarded mail",
                        certainty: 0.85,
                    });
                }
            }
        }
    }
    let name = display.or(local)?;
    Some(Found {
        words: author.name.clone().unwrap_or_else(|| name.clone()),
        value: name,
        place: Place::Quote,
        rule: "author of the forwarded mail",
        certainty: 0.8,
    })
}

/// The people of a text who attend, in order, each once.
fn attending<'a>(scene: &Scene<'_>, voice: &Voice<'a>, own: Option<&Found<String>>) -> Vec<Named<'a>> {
    let mut all: Vec<Named<'a>> = Vec::new();
    for doc in &voice.docs {
        let mut people = joined_families(doc, name::people(&doc.text), own);
        people.extend(listed(doc, &people));
        people.sort_by_key(|p| p.range.start);
        let firms = company::formed(doc);
        people.retain(|p| !firms.iter().any(|f| f.range.start < p.range.end && p.range.start < f.range.end));
        for person in people {
            let sender = own.is_some_and(|o| name::compatible(&o.value, &person.name));
            if is_bystander(doc, &person) || is_sign_off(doc, &person, sender) || sender && scene.texts.is_empty() {
                continue;
            }
            if let Some(known) = all.iter_mut().find(|n| name::compatible(&n.person.name, &person.name)) {
                if name::fullness(&person.name) > name::fullness(&known.person.name) {
                    known.person.name = person.name;
                }
                continue;
            }
            all.push(Named { doc, person });
        }
    }
    all
}

/// Whether the text names people who attend, the sender apart.
pub fn names_attendees(scene: &Scene<'_>, voice: &Voice<'_>) -> bool {
    let own = sender_name(scene, voice);
    attending(scene, voice, own.as_ref()).iter().any(|n| own.as_ref().is_none_or(|o| !name::compatible(&o.value, &n.person.name)))
}

/// Gives family names to those who are named without: "Günter und Jan Petrick", "meine Frau Renate und ich".
fn joined_families(doc: &Doc, mut people: Vec<Person>, own: Option<&Found<String>>) -> Vec<Person> {
    let family_of = |name: &str| name.split_once(' ').map(|(_, family)| family.to_owned());
    let mut more = Vec::new();
    for person in &people {
        let before = doc.text.get(..person.range.start).unwrap_or_default();
        let given = ["und", "&", "and", "sowie"].iter().find_map(|w| before.trim_end().strip_suffix(w)).map(str::trim_end);
        let word = given.and_then(|g| g.rsplit(|c: char| !(c.is_alphabetic() || c == '-')).next()).unwrap_or_default();
        let start = given.map_or(0, |g| g.len() - word.len());
        if let Some(family) = family_of(&person.name).filter(|_| name::is_given(word) && !people.iter().any(|p| p.range.contains(&start))) {
            more.push(Person { range: start..start + word.len(), name: format!("{word} {family}"), titled: false });
        }
    }
    for hit in WORDS.relative.find_all(&doc.fold) {
        let at = doc.origin(hit.end);
        let rest = doc.text.get(at..).unwrap_or_default();
        let lead = rest.len() - rest.trim_start().len();
        let word = rest.trim_start().split(|c: char| !(c.is_alphabetic() || c == '-')).next().unwrap_or_default();
        let range = at + lead..at + lead + word.len();
        let named = people.iter().any(|p| p.name.contains(' ') && p.range.start <= range.start && range.start < p.range.end);
        if let Some(family) = own.and_then(|o| family_of(&o.value)).filter(|_| name::is_given(word) && !named) {
            people.retain(|p| !(p.range.start < range.end && range.start < p.range.end));
            more.push(Person { range, name: format!("{word} {family}"), titled: true });
        }
    }
    people.extend(more);
    people
}

/// List items and lines of a run of short lines that are names, with or without a known given name.
fn listed(doc: &Doc, known: &[Person]) -> Vec<Person> {
    let lines: Vec<(Range<usize>, &str)> = doc.line_texts().collect();
    let mut found = Vec::new();
    for (range, line) in &lines {
        if known.iter().any(|k| range.contains(&k.range.start)) || !name::is_list_item(line) {
            continue;
        }
        if let Some(name) = name::from_line(line) {
            let lead = line.len() - name::strip_bullet(line).len();
            found.push(Person { range: range.start + lead..range.end, name, titled: false });
        }
    }
    found
}

/// Whether a person of a text does not attend: the addressee of a salutation, a contact, somebody who goes elsewhere or is replaced.
fn is_bystander(doc: &Doc, person: &Person) -> bool {
    let at = doc.folded(person.range.start);
    let end = doc.folded(person.range.end);
    let sentence = doc.sentence_at(at);
    let text = doc.folded_str(&sentence);
    let line_before = doc.fold.get(..at).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
    let line_after = doc.fold.get(end..).and_then(|t| t.split('\n').next()).unwrap_or_default();
    let first_line = doc.text.get(..person.range.start).is_some_and(|t| !t.trim_start().contains('\n'));
    if first_line
        && person.titled
        && line_after.trim_matches([',', '!', ' ', '-']).is_empty()
        && line_before.split_whitespace().count() <= 3
    {
        return true;
    }
    if WORDS.salutation.found(line_before)
        && line_before.split_whitespace().count() <= 4
        && (line_after.trim().is_empty() || line_after.trim_start().starts_with([',', '!', ':', '-']))
    {
        return true;
    }
    let before = doc.folded_str(&(sentence.start..at));
    let clause_before = before.rsplit([';', '.', ':']).next().unwrap_or_default();
    let after = doc.folded_str(&(end..sentence.end));
    let near_before: Vec<&str> = clause_before.split_whitespace().rev().take(4).collect();
    let replaced = near_before.iter().any(|w| matches!(w.trim_matches(|c: char| !c.is_alphanumeric()), "statt" | "anstelle" | "anstatt"))
        || clause_before.ends_with("instead of ")
        || clause_before.ends_with("in place of ");
    let absent = after.split([';', ',', '\n']).next().is_some_and(|c| WORDS.regret.found(c))
        || after.trim_start().starts_with("has been called")
        || after.trim_start().starts_with("is ill");
    let register = WORDS.register.found(text) || WORDS.attendee.found(text);
    let spectator = WORDS.bystander.find(text).is_some();
    replaced
        || absent
        || spectator && !(register && !WORDS.bystander.found(clause_before))
        || spectator && WORDS.bystander.found(clause_before)
        || after.trim_start().starts_with("wie angemeldet")
}

/// A name that stands alone on its line at the end is the writer's signature, not an attendee of the text.
fn is_sign_off(doc: &Doc, person: &Person, sender: bool) -> bool {
    let line_start = doc.text.get(..person.range.start).and_then(|t| t.rfind('\n')).map_or(0, |a| a + 1);
    let line_end = doc.text.get(person.range.end..).and_then(|t| t.find('\n')).map_or(doc.text.len(), |a| person.range.end + a);
    let line = doc.text.get(line_start..line_end).unwrap_or_default();
    let alone = name::plain_name(line.trim().trim_end_matches([',', '.'])).is_some() && !name::is_list_item(line);
    let last = doc.text.get(line_end..).unwrap_or_default().lines().filter(|l| !l.trim().is_empty()).count() <= 4;
    sender && alone && last && line_start > 0
}

/// Where the writer speaks of himself as attending.
fn oneself_at<'a>(voice: &Voice<'a>) -> Option<(&'a Doc, usize)> {
    voice.docs.iter().find_map(|doc| WORDS.oneself.find(&doc.fold).map(|hit| (*doc, doc.origin(hit.start))))
}

/// Whether the writer attends.
fn attends_oneself(said: &str, voice: &Voice<'_>, named: &[Named<'_>], own: Option<&Found<String>>) -> bool {
    if named.is_empty() {
        return true;
    }
    if WORDS.not_oneself.found(said) {
        return false;
    }
    let _ = own;
    oneself_expressly(said) && voice.docs.iter().all(|d| !d.sentences.iter().any(|s| registers_another(d, s, named))) || and_i(said)
}

/// "und ich", "my colleague and I", "mich und Frau X".
fn and_i(said: &str) -> bool {
    let words: Vec<&str> = said.split(|c: char| !(c.is_alphanumeric() || c == '\'')).filter(|w| !w.is_empty()).collect();
    let joined = words.windows(2).any(|w| matches!(w, ["und" | "sowie" | "and", "ich" | "mich" | "i" | "me" | "myself" | "ich,"]));
    if joined {
        return true;
    }
    [
        " und ich ", " und mich", " sowie ich", " sowie mich", " and i ", " and me ", " and myself", "ich und ", "mich und ", "me and ",
        "mich sowie ", "ich sowie ", "and i\n", "und ich\n", "with me and", "and i (",
    ]
    .iter()
    .any(|w| said.contains(w))
}

fn oneself_expressly(said: &str) -> bool {
    WORDS.oneself.found(said) && !WORDS.not_oneself.found(said)
}

/// A sentence in which the writer registers somebody named there, with words that would otherwise speak of himself.
fn registers_another(doc: &Doc, sentence: &Range<usize>, named: &[Named<'_>]) -> bool {
    let text = doc.folded_str(sentence);
    let holds = named.iter().any(|n| std::ptr::eq(n.doc, doc) && sentence.contains(&doc.folded(n.person.range.start)));
    // a clause of his own: "I'd like D, and my colleague …", "Ich (Anna) gehe in den Workshop 1, mein Mann Josef …"
    let starts: Vec<usize> = named.iter().filter(|n| std::ptr::eq(n.doc, doc)).map(|n| doc.folded(n.person.range.start)).collect();
    let mut at = sentence.start;
    let own_clause = text.split_inclusive([',', ';', ':']).any(|clause| {
        let range = at..at + clause.len();
        at = range.end;
        WORDS.oneself.found(clause) && !starts.iter().any(|s| range.contains(s))
    });
    if own_clause {
        return false;
    }
    let himself = [
        " mich ", " mir ", " me ", "myself", "fuer mich", "ich komme", "ich nehme", "ich bin dabei", "i will attend", "i'd like to attend",
        "i would like to attend", "i'd like to join", "i'd like to come",
    ]
    .iter()
    .any(|w| format!(" {text} ").contains(w));
    holds && WORDS.register.found(text) && !himself
}

/// Somebody who comes along without a name: "mit einer Mitarbeiterin", "plus one".
fn companions(said: &str) -> u32 {
    let alone = [
        "mit einer mitarbeiterin", "mit einem mitarbeiter", "mit einer kollegin", "mit einem kollegen", "und eine kollegin",
        "und ein kollege", "und eine mitarbeiterin", "und ein mitarbeiter", "with a colleague", "and a colleague", "plus one",
        "plus eine person", "mit begleitung", "und zwei gesellen", "und zwei kollegen", "and two colleagues",
    ];
    u32::from(alone.iter().any(|w| said.contains(w)))
}

/// How many people are announced: "zu dritt", "two places", "4 Personen".
fn announced(said: &str) -> u32 {
    const NUMBERS: &[(&str, u32)] = &[
        ("zwei", 2),
        ("zweit", 2),
        ("two", 2),
        ("drei", 3),
        ("dritt", 3),
        ("three", 3),
        ("vier", 4),
        ("viert", 4),
        ("four", 4),
        ("fuenf", 5),
        ("fuenft", 5),
        ("five", 5),
        ("sechs", 6),
        ("sechst", 6),
        ("six", 6),
    ];
    let mut most = 0;
    for hit in WORDS.unnamed.find_all(said) {
        let words = said.get(hit.clone()).unwrap_or_default();
        let before = said
            .get(..hit.start)
            .unwrap_or_default()
            .trim_end_matches(|c: char| !c.is_alphanumeric())
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        if ["session", "sessions", "workshop", "forum", "thema", "panel", "block", "nr", "nummer", "no", "track", "topic"].contains(&before)
        {
            continue;
        }
        for word in words.split(|c: char| !c.is_alphanumeric()) {
            let number =
                NUMBERS.iter().find(|(w, _)| *w == word).map(|(_, n)| *n).or_else(|| word.parse().ok().filter(|n| (2..=20).contains(n)));
            most = most.max(number.unwrap_or(0));
        }
    }
    most
}

/// The session that the text gives one of several people: what stands between his name and the next, on his line or in his sentence.
fn personal_choice<'a>(scene: &Scene<'_>, doc: &'a Doc, start: usize, next: Option<(&Doc, usize)>) -> Option<(&'a Doc, Choice)> {
    let line_end = doc.text.get(start..).and_then(|t| t.find('\n')).map_or(doc.text.len(), |a| start + a);
    let next = next.filter(|(d, _)| std::ptr::eq(*d, doc)).map_or(usize::MAX, |(_, at)| at);
    let is_item =
        doc.text.get(..start).and_then(|t| t.rsplit('\n').next()).is_some_and(|before| before.trim().chars().all(|c| !c.is_alphabetic()));
    let sentence = doc.sentence_at(doc.folded(start));
    let limit = if is_item { line_end } else { doc.origin(sentence.end).max(line_end) };
    let range = doc.folded(start)..doc.folded(limit.min(next));
    let mut mentions = scene.catalogue.mentions(doc, &range, &scene.title_mask(doc));
    if mentions.is_empty() && is_item {
        mentions = trailing_id(scene, doc, &range);
    }
    mentions.retain(|m| matches!(m.target, Target::Session(_) | Target::Unknown(_)));
    if mentions.is_empty() {
        return None;
    }
    Some((doc, choose(doc, &mentions, scene.catalogue.len())))
}

/// "Siobhan O'Connell - C": an id alone at the end of a list item.
fn trailing_id(scene: &Scene<'_>, doc: &Doc, range: &Range<usize>) -> Vec<Mention> {
    let text = doc.folded_str(range).trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let start = range.start + text.len() - word.len();
    (0..scene.catalogue.len())
        .filter(|i| scene.catalogue.id(*i).is_some_and(|id| fold(&id.0) == word) && text.len() > word.len())
        .map(|i| Mention {
            range: start..start + word.len(),
            target: Target::Session(i),
            strength: Strength::Number,
            stance: super::session::Stance::Chosen,
        })
        .collect()
}

/// The choice that holds for everybody: that of the text, else that of the subject. Questions and firms' names do not choose.
pub fn shared_choice<'a>(scene: &Scene<'a>, voice: &Voice<'a>) -> Option<(&'a Doc, Choice)>
where
{
    let mut best: Option<(&'a Doc, Choice)> = None;
    for doc in &voice.docs {
        let mentions = mentions_of(scene, doc);
        let choice = choose(doc, &mentions, scene.catalogue.len());
        if choice != Choice::default() {
            if choice.session.is_some() {
                return Some((doc, choice));
            }
            best.get_or_insert((doc, choice));
        }
    }
    best
}

/// Every mention of a text that may choose: not in questions that ask for nothing, not in firms' names, not in the event's title.
pub fn mentions_of(scene: &Scene<'_>, doc: &Doc) -> Vec<Mention> {
    let mut mask: Vec<Range<usize>> = scene.title_mask(doc);
    let to_fold = |r: &Range<usize>| doc.folded(r.start)..doc.folded(r.end);
    mask.extend(company::formed(doc).iter().map(|f| to_fold(&f.range)));
    mask.extend(company::announced(doc, &|_| false).iter().filter(|f| !scene.is_topic(&f.name)).map(|f| to_fold(&f.range)));
    let mut mentions = scene.catalogue.mentions(doc, &(0..doc.fold.len()), &mask);
    let sentences: Vec<(Range<usize>, bool)> = doc
        .sentences
        .iter()
        .map(|s| {
            let t = doc.folded_str(s);
            (s.clone(), t.ends_with('?') && !WORDS.request.found(t) && !WORDS.register.found(t))
        })
        .collect();
    mentions.retain(|m| !sentences.iter().any(|(s, asks)| *asks && s.contains(&m.range.start)));
    // a topic word counts where the sentence registers, names a keyword, or nothing else is there
    if mentions.iter().any(|m| m.strength == Strength::Topic && registers_near(doc, m)) {
        mentions.retain(|m| m.strength != Strength::Topic || registers_near(doc, m));
    }
    mentions
}

fn registers_near(doc: &Doc, mention: &Mention) -> bool {
    let text = doc.folded_str(&doc.sentence_at(mention.range.start));
    WORDS.register.found(text)
        || ["session", "workshop", "thema", "topic", "forum", "panel", "bitte", "please", "platz", "sache"].iter().any(|w| text.contains(w))
}

//! Which of the people named in a text attend, whether the writer does, and how many come without names.

use std::ops::Range;

use super::Voice;
use super::sender::sender_name;
use crate::reading::Found;
use crate::reading::name::{self, Person};
use crate::reading::scene::Scene;
use crate::reading::text::Doc;
use crate::reading::words::WORDS;

/// People of a text who are told apart; far more than attend, so that some may fall away again.
pub(super) const MAX_NAMED: usize = 60;

/// A named person with a place in a text.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    pub(super) doc: &'a Doc,
    pub(super) person: Person,
}

/// The people of a text who attend, in order, each once.
pub(super) fn attending<'a>(scene: &Scene<'_>, voice: &Voice<'a>, own: Option<&Found<String>>) -> Vec<Named<'a>> {
    let mut all: Vec<Named<'a>> = Vec::new();
    for doc in &voice.docs {
        let mut people = joined_families(doc, doc.people().to_vec(), own);
        let listed = listed(doc, &people, own);
        people.retain(|p| !listed.iter().any(|l| l.range.start <= p.range.start && p.range.start < l.range.end));
        people.extend(listed);
        people.sort_by_key(|p| p.range.start);
        let firms = doc.firms();
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
            if all.len() >= MAX_NAMED {
                return all;
            }
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
fn listed(doc: &Doc, known: &[Person], own: Option<&Found<String>>) -> Vec<Person> {
    let lines: Vec<(Range<usize>, &str)> = doc.line_texts().filter(|(_, l)| !l.trim().is_empty()).collect();
    let named = |line: &str| {
        name::from_line(line)
            .or_else(|| name::is_list_item(line).then(|| name::turned(line)).flatten())
            .filter(|n| n.contains(' ') && line.chars().count() <= 100)
    };
    let mut found = Vec::new();
    for (at, (range, line)) in lines.iter().enumerate() {
        let Some(name) = named(line) else { continue };
        let inside = known.iter().find(|k| range.contains(&k.range.start));
        let longer = inside.is_some_and(|k| name.len() > k.name.len() && name.ends_with(&k.name));
        // a line among others of its kind is one of a list, with or without a bullet
        let neighbour = |i: Option<usize>| i.and_then(|i| lines.get(i)).is_some_and(|(_, l)| named(l).is_some());
        let given = name.split(' ').next().is_some_and(name::is_given) || own.is_some_and(|o| name::compatible(&o.value, &name));
        let in_list = name::is_list_item(line) || given && (neighbour(at.checked_sub(1)) || neighbour(Some(at + 1)));
        if longer || inside.is_none() && in_list {
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
    if line_before.split_whitespace().take(5).count() <= 4
        && WORDS.salutation.found(line_before)
        && (line_after.trim().is_empty() || line_after.trim_start().starts_with([',', '!', ':', '-']))
    {
        return true;
    }
    let before = doc.folded_str(&(sentence.start..at));
    let clause_before = before.rsplit([';', '.', ':']).next().unwrap_or_default();
    let after = doc.folded_str(&(end..sentence.end));
    // "statt Herrn X", "anstelle von X": the word right before the name; in "statt meiner kommt Herr X" he is the one who comes
    let mut before_words = clause_before.split_whitespace().rev().map(|w| w.trim_matches(|c: char| !c.is_alphanumeric()));
    let previous = before_words.next().unwrap_or_default();
    let replaced = matches!(previous, "statt" | "anstelle" | "anstatt")
        || previous == "von" && before_words.next() == Some("anstelle")
        || clause_before.ends_with("instead of ")
        || clause_before.ends_with("in place of ");
    let absent = after.split([';', ',', '\n']).next().is_some_and(|c| WORDS.regret.found(c))
        || after.trim_start().starts_with("has been called")
        || after.trim_start().starts_with("is ill");
    let register = WORDS.register.found(text) || WORDS.attendee.found(text);
    let spectator = WORDS.bystander.find(text).is_some();
    replaced
        || absent
        || spectator && (!register || WORDS.bystander.found(clause_before))
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
pub(super) fn oneself_at<'a>(voice: &Voice<'a>) -> Option<(&'a Doc, usize)> {
    voice.docs.iter().find_map(|doc| WORDS.oneself.find(&doc.fold).map(|hit| (*doc, doc.origin(hit.start))))
}

/// Whether the writer attends.
pub(super) fn attends_oneself(said: &str, voice: &Voice<'_>, named: &[Named<'_>]) -> bool {
    if named.is_empty() {
        return true;
    }
    if WORDS.not_oneself.found(said) {
        return false;
    }
    oneself_expressly(said) && voice.docs.iter().all(|d| !d.sentences.iter().any(|s| registers_another(d, s, named))) || and_i(said)
}

/// "und ich", "my colleague and I", "mich und Frau X".
pub(super) fn and_i(said: &str) -> bool {
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

pub(super) fn oneself_expressly(said: &str) -> bool {
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
pub(super) fn companions(said: &str) -> u32 {
    let alone = [
        "mit einer mitarbeiterin", "mit einem mitarbeiter", "mit einer kollegin", "mit einem kollegen", "und eine kollegin",
        "und ein kollege", "und eine mitarbeiterin", "und ein mitarbeiter", "with a colleague", "and a colleague", "plus one",
        "plus eine person", "mit begleitung", "und zwei gesellen", "und zwei kollegen", "and two colleagues",
    ];
    u32::from(alone.iter().any(|w| said.contains(w)))
}

/// How many people are announced: "zu dritt", "two places", "4 Personen".
pub(super) fn announced(said: &str) -> u32 {
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

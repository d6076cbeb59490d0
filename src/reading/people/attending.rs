//! Which of the people named in a text attend, whether the writer does, and how many come without names.

use super::Voice;
use super::first_person::{self, in_first_person};
use super::sender::sender_name;
use crate::reading::fold;
use crate::reading::learned::act::Act;
use crate::reading::learned::naming::Kind;
use crate::reading::name::{self, Person};
use crate::reading::scene::Scene;
use crate::reading::text::Doc;
use crate::reading::understood::Said;
use crate::reading::words::WORDS;
use crate::reading::words::names::{SALUTATIONS, TITLES};
use crate::reading::{Found, Place};

/// People of a text who are told apart; far more than attend, so that some may fall away again.
pub(super) const MAX_NAMED: usize = 60;

/// A name less sure than this is none.
const LEAST: f32 = 0.35;
/// A bystander less sure than this may as well attend.
const UNSURE: f32 = 0.6;
/// The same where a sentence that registers names nobody else.
const PLAIN: f32 = 0.9;

/// A named person with a place in a text.
#[derive(Clone, Debug)]
pub(super) struct Named<'a> {
    pub(super) doc: &'a Doc,
    pub(super) person: Person,
}

/// The people of a text who attend, in order, each once. The writer is among them where he names himself so.
pub(super) fn attending<'a>(scene: &Scene<'_>, voice: &Voice<'a>, own: Option<&Found<String>>) -> Vec<Named<'a>> {
    let mut all: Vec<Named<'a>> = Vec::new();
    for doc in &voice.docs {
        for person in joined_families(doc, doc.people().to_vec(), own) {
            let sender = own.is_some_and(|o| name::compatible(&o.value, &person.name));
            if person.certainty < LEAST
                || is_initials(&person.name)
                || name::fullness(&person.name) == 0
                || is_addressed(doc, &person)
                || is_sign_off(scene, doc, &person, sender)
                || !comes(scene, doc, &person, sender)
            {
                continue;
            }
            if let Some(known) = all.iter_mut().find(|n| name::compatible(&n.person.name, &person.name)) {
                if name::fullness(&person.name) > name::fullness(&known.person.name) {
                    *known = Named { doc, person };
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

/// "LvW", "KS": initials, with which people sign what they write to each other.
fn is_initials(name: &str) -> bool {
    name.chars().count() <= 4 && !name.contains(' ') && name.chars().filter(|c| c.is_uppercase()).count() >= 2
}

/// Whether the text names people who attend, the sender apart.
pub fn names_attendees(scene: &Scene<'_>, voice: &Voice<'_>) -> bool {
    let own = sender_name(scene, voice);
    attending(scene, voice, own.as_ref()).iter().any(|n| own.as_ref().is_none_or(|o| !name::compatible(&o.value, &n.person.name)))
}

/// Whether what is said of a person lets him come.
fn comes(scene: &Scene<'_>, doc: &Doc, person: &Person, sender: bool) -> bool {
    if is_replaced(doc, person) {
        return false;
    }
    let Some(said) = scene.understood(doc).sentence_at(doc.folded(person.range.start)) else {
        return person.kind == Kind::Person || sender;
    };
    // "bitte nehmen Sie zusätzlich unsere Werkstudentin … auf": whom a sentence registers, its writer apart, comes, unless it is plain that not
    let registers = said.likelihood(Act::Register).max(said.likelihood(Act::Another)).max(said.likelihood(Act::Substitute)) >= 0.5;
    let others = doc.people().iter().any(|p| p.kind == Kind::Person && said.range.contains(&doc.folded(p.range.start)));
    let unsure = person.certainty < if others { UNSURE } else { PLAIN };
    if is_joined(doc, person) && registers {
        return true;
    }
    let registered = unsure && registers && !said.does(Act::Oneself) && !said.does(Act::Cancel) && !said.does(Act::Decline);
    if person.kind == Kind::Bystander && !sender && !registered {
        return false;
    }
    let stays_away = said.likelihood(Act::Decline).max(said.likelihood(Act::Cancel)) >= 0.5 && person.kind == Kind::Bystander;
    // "Ich, Petra Zopf, melde Herrn Ott an": who writes for others names himself without coming
    let for_others = sender && said.does(Act::NotOneself) && !said.does(Act::Oneself);
    !stays_away && !for_others
}

/// Gives family names to those who are named without: "Günter und Jan Petrick", "meine Frau Renate und ich".
fn joined_families(doc: &Doc, mut people: Vec<Person>, own: Option<&Found<String>>) -> Vec<Person> {
    let family_of = |name: &str| name.split_once(' ').map(|(_, family)| family.to_owned());
    let spots: Vec<(std::ops::Range<usize>, String)> = people.iter().map(|p| (p.range.clone(), p.name.clone())).collect();
    for person in people.iter_mut().filter(|p| !p.name.contains(' ') && name::is_given(&p.name)) {
        let behind = doc.text.get(person.range.end..).unwrap_or_default();
        let joined = ["und", "&", "and", "sowie", "u.", "+"]
            .iter()
            .find_map(|w| behind.trim_start().strip_prefix(w))
            .map(|rest| doc.text.len() - rest.trim_start().len());
        let next = joined.and_then(|at| spots.iter().find(|(range, _)| range.start == at));
        let spoken = doc.folded_str(&(doc.sentence_at(doc.folded(person.range.start)).start..doc.folded(person.range.end)));
        let before = spoken.strip_suffix(fold::fold(&person.name).as_str()).unwrap_or(spoken);
        let related = WORDS
            .relative
            .find_all(before)
            .last()
            .is_some_and(|hit| before.get(hit.end..).is_some_and(|t| t.split_whitespace().count() <= 1));
        let family = next
            .filter(|_| !person.titled)
            .and_then(|(_, name)| family_of(name))
            .or_else(|| own.filter(|_| related).and_then(|o| family_of(&o.value)));
        if let Some(family) = family {
            person.name = format!("{} {family}", person.name);
        }
    }
    people
}

/// "Greg and I", "ich und Jana Ott": whoever is named in one breath with the writer comes like him.
fn is_joined(doc: &Doc, person: &Person) -> bool {
    let before = doc.fold.get(..doc.folded(person.range.start)).unwrap_or_default().trim_end();
    let after = doc.fold.get(doc.folded(person.range.end)..).unwrap_or_default().trim_start();
    const I: &[&str] = &["ich", "mich", "mir", "i", "me", "myself"];
    const AND: &[&str] = &["und ", "and ", "sowie ", "& "];
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric()).next().is_some_and(|w| I.contains(&w));
    let behind = AND.iter().any(|a| after.strip_prefix(a).is_some_and(word));
    let ahead = AND.iter().any(|a| {
        before
            .strip_suffix(a.trim_end())
            .is_some_and(|rest| I.iter().any(|i| rest.trim_end().ends_with(&format!(" {i}")) || rest.trim_end() == *i))
    });
    behind || ahead
}

/// "anstelle von Frau Ott kommt Herr Noll": she was registered and does not come.
pub fn is_replaced(doc: &Doc, person: &Person) -> bool {
    const INSTEAD: &[&str] = &[
        "anstelle von", "an stelle von", "anstatt", "statt", "fuer die verhinderte", "fuer den verhinderten", "instead of", "in place of",
        "in lieu of", "rather than", "replacing", "to replace", "will replace", "ersetzt", "vertritt",
    ];
    let end = doc.folded(person.range.end);
    let sentence = doc.sentence_at(doc.folded(person.range.start));
    let before = doc.folded_str(&(sentence.start..end));
    let before = before
        .strip_suffix(fold::fold(&person.name).as_str())
        .unwrap_or_else(|| doc.folded_str(&(sentence.start..doc.folded(person.range.start))));
    let titled = |word: &&str| {
        SALUTATIONS.contains(word)
            || TITLES.contains(&word.trim_end_matches('.'))
            || matches!(
                *word,
                "von"
                    | "des"
                    | "of"
                    | "our"
                    | "meiner"
                    | "meinem"
                    | "unserem"
                    | "unserer"
                    | "kollegin"
                    | "kollegen"
                    | "colleague"
                    | "ihres"
                    | "seiner"
            )
    };
    let mut words: Vec<&str> = before.split_whitespace().collect();
    while words.last().is_some_and(titled) && !INSTEAD.iter().any(|w| words.join(" ").ends_with(w)) {
        words.pop();
    }
    let before = words.join(" ");
    INSTEAD.iter().any(|w| before.strip_suffix(w).is_some_and(|rest| rest.is_empty() || rest.ends_with(' ')))
}

/// "Liebe Frau Ott,": the line speaks to the person and does nothing else.
pub fn is_addressed(doc: &Doc, person: &Person) -> bool {
    let at = doc.folded(person.range.start);
    let end = doc.folded(person.range.end);
    let before = doc.fold.get(..at).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
    let after = doc.fold.get(end..).and_then(|t| t.split('\n').next()).unwrap_or_default().trim();
    let first_line = doc.text.get(..person.range.start).is_some_and(|t| !t.trim_start().contains('\n'));
    let ends = after.is_empty() || after.starts_with([',', '!', ':', '-']);
    let greeted = before.split_whitespace().take(6).count() <= 5 && WORDS.salutation.found(before);
    // "Mel, melde mich da bitte an": a name and a comma begin the letter
    let called = first_line
        && before.trim().is_empty()
        && after.starts_with([',', '!'])
        && !after.contains(';')
        && !after.get(1..).unwrap_or_default().trim_start().starts_with(|c: char| c.is_ascii_digit());
    if called && (after.len() == 1 || !person.name.contains(' ')) {
        return true;
    }
    let titled_alone =
        first_line && person.titled && after.trim_matches([',', '!', '-']).is_empty() && before.split_whitespace().count() <= 3;
    ends && greeted || titled_alone
}

/// A name that stands alone on its line at the end is the writer's signature, not an attendee of the text.
fn is_sign_off(scene: &Scene<'_>, doc: &Doc, person: &Person, sender: bool) -> bool {
    let line_end = doc.text.get(person.range.end..).and_then(|t| t.find('\n')).map_or(doc.text.len(), |a| person.range.end + a);
    let line_start = doc.text.get(..person.range.start).and_then(|t| t.rfind('\n')).map_or(0, |a| a + 1);
    let line = doc.text.get(line_start..line_end).unwrap_or_default();
    let behind = doc.text.get(line_end..).unwrap_or_default();
    // "Bob": a given name alone closes a letter, above whatever full signature
    if line_start > 0
        && behind.trim().is_empty()
        && !person.name.contains(' ')
        && !person.titled
        && line.split_whitespace().count() <= 2
        && !name::is_list_item(line)
    {
        return true;
    }
    // whoever signs below has not signed yet
    if doc.place == Place::Text && scene.signatures.iter().any(|s| !s.people().is_empty()) {
        return false;
    }
    // "Karl-Heinz Wüst" below a mail from "Kalle Wüst"
    let family = |name: &str| name.rsplit(' ').next().map(crate::person::fold);
    let is_namesake = scene.display.person.as_deref().is_some_and(|d| family(d) == family(&person.name) && person.name.contains(' '));
    // "Karl-Heinz Wüst, Firma Wüst Sanitär"
    let leads =
        line_start == person.range.start && is_namesake && doc.text.get(person.range.end..).is_some_and(|t| t.starts_with([',', '|', '/']));
    let leads = leads && scene.understood(doc).sentence_at(doc.folded(person.range.start)).is_none_or(|s| !s.does(Act::Register));
    let alone = (line.split_whitespace().count() <= person.name.split(' ').count() + 3 || leads) && !name::is_list_item(line);
    // "Sascha Heinemann: Workshop 3" is an item of a list
    let chooses = scene.understood(doc).mentions.iter().any(|m| (doc.folded(line_start)..doc.folded(line_end)).contains(&m.range.start));
    let alone = alone && !chooses;
    let last = behind.lines().filter(|l| !l.trim().is_empty()).count() <= 4;
    alone && last && line_start > 0 && (sender || is_namesake)
}

/// Where the writer speaks of himself as attending.
pub(super) fn oneself_at<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> Option<(&'a Doc, usize)> {
    voice.docs.iter().find_map(|doc| {
        let said = scene.understood(doc).sentences.iter().find(|s| s.does(Act::Oneself))?;
        let at = WORDS.oneself.find(doc.folded_str(&said.range)).map_or(said.range.start, |hit| said.range.start + hit.start);
        Some((*doc, doc.origin(at)))
    })
}

/// Whether the writer attends besides those named: a sentence says so, and in the first person.
pub fn attends_oneself(scene: &Scene<'_>, voice: &Voice<'_>) -> bool {
    let spoken = |(doc, said): &(&Doc, &Said)| {
        let words = doc.folded_str(&said.range);
        let named = doc.people().iter().any(|p| said.range.contains(&doc.folded(p.range.start)));
        doc.place != Place::Subject && in_first_person(words) && !first_person::for_others(words, named)
    };
    // "Greg and I", "wir beide": said plainly
    let together = |(doc, said): &(&Doc, &Said)| {
        let joined = |p: &Person| said.range.contains(&doc.folded(p.range.start)) && is_joined(doc, p);
        let plainly =
            first_person::together(doc.folded_str(&said.range)) || said.likelihood(Act::Register) >= 0.3 && doc.people().iter().any(joined);
        doc.place != Place::Subject && !said.does(Act::Cancel) && !said.does(Act::Decline) && plainly
    };
    if sentences(scene, voice).any(|s| together(&s)) {
        return true;
    }
    // "am 29. bin ich leider im Urlaub, Herr Kern vertritt mich"
    let declines = |(doc, said): (&Doc, &Said)| {
        doc.place != Place::Subject && said.likelihood(Act::Decline) >= 0.6 && first_person::is_i(doc.folded_str(&said.range))
    };
    if sentences(scene, voice).any(declines) {
        return false;
    }
    let oneself = sentences(scene, voice).filter(spoken).map(|(_, s)| s.likelihood(Act::Oneself)).fold(0.0, f32::max);
    let not_oneself = sentences(scene, voice).map(|(_, s)| s.likelihood(Act::NotOneself)).fold(0.0, f32::max);
    oneself >= 0.5 && oneself > not_oneself
}

/// Whether the writer is one of those whom he announces without names: "Wir kommen zu dritt".
pub(super) fn among_them(scene: &Scene<'_>, voice: &Voice<'_>) -> bool {
    let speaks = |(doc, said): (&Doc, &Said)| {
        let words = doc.folded_str(&said.range);
        let we = |w: &str| matches!(w, "wir" | "uns" | "we" | "us");
        // "ich möchte unseren Geschäftsführer anmelden" does not say that the writer comes
        let i = |w: &str| matches!(w, "ich" | "i" | "me" | "mir" | "mich");
        let mut spoken = words.split(|c: char| !c.is_alphanumeric());
        said.does(Act::Unnamed) && !said.does(Act::NotOneself) && spoken.any(|w| we(w) || i(w) && said.likelihood(Act::Oneself) > 0.3)
    };
    sentences(scene, voice).any(speaks)
}

/// Whether the writer registers somebody else whom he does not name: "ich möchte unseren Geschäftsführer anmelden".
pub(super) fn registers_unnamed(scene: &Scene<'_>, voice: &Voice<'_>) -> bool {
    sentences(scene, voice).any(|(doc, said)| {
        doc.place != Place::Subject && said.does(Act::Register) && first_person::for_others(doc.folded_str(&said.range), false)
    })
}

/// The sentences of all texts.
fn sentences<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> impl Iterator<Item = (&'a Doc, &'a Said)> {
    let (event, catalogue) = (scene.event, scene.catalogue);
    let all: Vec<_> = voice.docs.iter().flat_map(|doc| doc.understood(event, catalogue).sentences.iter().map(move |s| (*doc, s))).collect();
    all.into_iter()
}

/// People announced without their names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Announced {
    /// How many people come in all, where the text says so ("zu dritt").
    pub(super) all: u32,
    /// Whether some come of whom it says nothing ("ein Kollege kommt mit").
    pub(super) some: bool,
}

/// Who is announced without a name.
pub(super) fn announced(scene: &Scene<'_>, voice: &Voice<'_>) -> Announced {
    let mut found = Announced::default();
    // "ich komme mit einer Mitarbeiterin"
    let companion = |(doc, said): &(&Doc, &Said)| {
        let named = doc.people().iter().any(|p| said.range.contains(&doc.folded(p.range.start)));
        said.likelihood(Act::Register).max(said.likelihood(Act::Another)) >= 0.5
            && !named
            && first_person::brings_unnamed(doc.folded_str(&said.range))
    };
    found.some = sentences(scene, voice).any(|s| companion(&s)) && doc_people(voice) == 0;
    for (doc, said) in sentences(scene, voice).filter(|(_, s)| {
        s.likelihood(Act::Unnamed) >= 0.85 || s.does(Act::Unnamed) && s.likelihood(Act::Register).max(s.likelihood(Act::Another)) >= 0.4
    }) {
        let number = number(doc.folded_str(&said.range));
        let named = doc.people().iter().any(|p| said.range.contains(&doc.folded(p.range.start)));
        found.all = found.all.max(number);
        found.some |= number == 0 && !named;
    }
    found
}

/// How many people the texts name.
fn doc_people(voice: &Voice<'_>) -> usize {
    voice.docs.iter().map(|doc| doc.people().iter().filter(|p| p.kind == Kind::Person && !is_addressed(doc, p)).count()).sum()
}

/// The number of people in "zu dritt", "two places", "4 Personen".
fn number(said: &str) -> u32 {
    const NUMBERS: &[(u32, &[&str])] = &[
        (2, &["zwei", "zweit", "beide", "beiden", "two", "both"]),
        (3, &["drei", "dritt", "three"]),
        (4, &["vier", "viert", "four"]),
        (5, &["fuenf", "fuenft", "five"]),
        (6, &["sechs", "sechst", "six"]),
        (7, &["sieben", "siebt", "seven"]),
        (8, &["acht", "eight"]),
    ];
    const PEOPLE: &[&str] = &[
        "person", "leut", "plaetz", "teilnehm", "kolleg", "mitarbeit", "mann", "gaest", "koepf", "anmeldung", "people", "place", "seat",
        "delegate", "colleague", "of", "attendee", "spot", "ticket", "guest", "staff",
    ];
    let words: Vec<&str> = said.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let counted = words.iter().enumerate().filter_map(|(at, word)| {
        let before = at.checked_sub(1).and_then(|b| words.get(b)).copied().unwrap_or_default();
        let after = words.get(at + 1).copied().unwrap_or_default();
        let session =
            ["session", "workshop", "forum", "thema", "panel", "block", "nr", "nummer", "no", "track", "topic", "number"].contains(&before);
        // "4 Personen" counts people; "8 October" and "um 9" do not
        let digits = word.parse().ok().filter(|n| (2..=20).contains(n) && PEOPLE.iter().any(|p| after.starts_with(p)));
        let number = NUMBERS.iter().find(|(_, row)| row.contains(word)).map(|(n, _)| *n).or(digits);
        number.filter(|_| !session)
    });
    counted.max().unwrap_or_default()
}

//! What a person's name looks like: in prose ("Herr Dr. Max Muster-Mann"), alone on a line, in a display name, in an address.
//!
//! German writes every noun with a capital, so capitals prove little. A name in prose needs a title before it or a known given name; a
//! line of its own, a label or a display name needs less.

mod display;
mod same;
mod word;

use std::ops::Range;

use super::learned::naming::{Kind, is_form};
use super::text::Doc;
use super::words::companies::is_trade;
use super::words::names::{NEVER_FIRST, SALUTATIONS, SIGNED_FOR, TITLES, is_family_name, is_given_name};
use crate::person::fold;

pub use self::display::{Display, capitalise, from_display, from_local_part, small};
pub use self::same::{compatible, fullness};
use self::word::{Word, join, words};

/// A name is no longer than this, in characters.
pub const MAX_NAME: usize = 80;

/// A name has at most so many words.
const MAX_WORDS: usize = 6;

/// No more people of a text are looked at: each is held against the others, and nobody registers so many by one mail.
const MAX_PEOPLE: usize = 200;

/// A person found in prose.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Where the name stands, titles included, as a range of the text.
    pub range: Range<usize>,
    /// The name without titles.
    pub name: String,
    /// Whether a title or salutation stood before it.
    pub titled: bool,
    /// Whether the words around say that he is somebody who comes or writes, or only somebody else.
    pub kind: Kind,
    /// How sure it is that this is a name, and of this kind.
    pub certainty: f32,
}

/// Whether a folded word is one that firms are called by, or a legal form.
pub fn is_firm_word(fold: &str) -> bool {
    is_trade(fold) || is_form(fold)
}

/// Everybody named in a text: whom the learned reading of names finds, and whom title or given name shows besides.
pub fn people_in(doc: &Doc) -> Vec<Person> {
    let first = |mut people: Vec<Person>| {
        people.truncate(MAX_PEOPLE);
        people
    };
    let shown = first(people(&doc.text));
    let listed = first(turned_in(&doc.text));
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let mut found: Vec<Person> = listed;
    for named in doc.named().iter().filter(|n| matches!(n.kind, Kind::Person | Kind::Bystander)).take(MAX_PEOPLE) {
        if found.iter().any(|f| overlap(&f.range, &named.range)) {
            continue;
        }
        let text = capital_part(doc.text.get(named.range.clone()).unwrap_or_default());
        let alike = shown.iter().find(|p| overlap(&p.range, &named.range));
        let name = turned(text).or_else(|| plain_name(text)).unwrap_or_else(|| crate::address::clean(text, MAX_NAME));
        let name = given_first(name);
        let start = alike.map_or(named.range.start, |p| p.range.start.min(named.range.start));
        let titled = alike.is_some_and(|p| p.titled);
        found.push(Person { range: start..named.range.end, name, titled, kind: named.kind, certainty: named.certainty });
    }
    let taken = |p: &Person| {
        found.iter().any(|f| overlap(&f.range, &p.range))
            || doc.named().iter().any(|n| matches!(n.kind, Kind::Firm | Kind::OtherFirm) && overlap(&n.range, &p.range))
    };
    let lines: Vec<Person> = first(in_list(doc)).into_iter().filter(|p| !taken(p)).collect();
    let more: Vec<Person> = shown.iter().filter(|p| !taken(p)).cloned().collect();
    for person in lines.into_iter().chain(more) {
        if !found.iter().any(|f| overlap(&f.range, &person.range)) {
            found.push(person);
        }
    }
    found.sort_by_key(|p| p.range.start);
    for person in &mut found {
        person.name = without_office(&person.name);
    }
    first(found)
}

/// Names that begin the items of a list: "2. Ffoulkes, Anwen - C", "- Jana Ott (Workshop 2)".
fn in_list(doc: &Doc) -> Vec<Person> {
    let item = |(range, line): (Range<usize>, &str)| {
        let rest = strip_bullet(line);
        let part = rest.split([':', ';', '(', '|', '\t']).next()?.split(" - ").next()?.split(" – ").next()?.trim_end();
        let name = from_line(part).filter(|n| n.contains(' '))?;
        let start = range.end - rest.len();
        is_list_item(line).then(|| Person { range: start..start + part.len(), name, titled: false, kind: Kind::Person, certainty: 0.7 })
    };
    doc.line_texts().filter_map(item).collect()
}

/// Everybody named in a stretch of prose.
pub fn people(text: &str) -> Vec<Person> {
    let words = words(text);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        match person_at(&words, at) {
            Some((person, next)) => {
                found.push(person);
                at = next.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

/// The part of a name before the first word that no name has: "Hillebrand weiß Bescheid". A name all small stays whole.
fn capital_part(text: &str) -> &str {
    if !text.starts_with(char::is_uppercase) {
        return text;
    }
    let mut end = 0;
    for word in words(text) {
        if !(word.is_capital() || word.is_particle()) && end > 0 {
            return text.get(..end).unwrap_or(text);
        }
        end = word.range.end;
    }
    text
}

/// Names of a list with the family name first: "Bornscheuer, Katrin; Ochs, Volker", "1. MacAskill, Ruaridh - B". Several stand there, or the second word is
/// known to be a given name.
fn turned_in(text: &str) -> Vec<Person> {
    let mut found: Vec<(Person, bool)> = Vec::new();
    let mut start = 0;
    for part in text.split_inclusive(['\n', ';', '|', '\t', ':']) {
        let at = start;
        start += part.len();
        let bare = strip_bullet(part);
        let lead = part.len() - bare.len();
        let head = bare.split([':', '(', '|', '\t', ';', '\n']).next().unwrap_or_default();
        let head = head
            .split(" - ")
            .next()
            .unwrap_or_default()
            .split(" – ")
            .next()
            .unwrap_or_default()
            .split("  ")
            .next()
            .unwrap_or_default()
            .trim_end();
        let Some((family, given)) = head.split_once(',') else { continue };
        let known = is_given(given.trim()) && !is_given(family.trim()) && !given.trim().contains(' ');
        if let Some(name) = turned(head).filter(|_| family.split(' ').count() <= 3 && !super::company::formed_in(head)) {
            let range = at + lead..at + lead + head.len();
            found.push((Person { range, name, titled: false, kind: Kind::Person, certainty: 0.8 }, known));
        }
    }
    let known = found.iter().filter(|(_, known)| *known).count();
    let several = known > 1 || known == 1 && found.len() > 2;
    found.into_iter().filter(|(_, known)| *known || several).map(|(person, _)| person).collect()
}

/// "Stadtbaumeister Jochen Riedel": an office before a given name is no name.
fn without_office(name: &str) -> String {
    const OFFICES: &[&str] = &[
        "meister", "meisterin", "direktor", "direktorin", "inspektor", "inspektorin", "ingenieur", "ingenieurin", "leiter", "leiterin",
        "raetin", "beauftragter", "beauftragte", "manager", "managerin", "berater", "beraterin",
    ];
    let office = |word: &str| OFFICES.iter().any(|o| fold(word).ends_with(o)) && !is_given(word);
    match name.split_once(' ') {
        Some((first, rest)) if office(first) && rest.split_once(' ').is_some_and(|(given, _)| is_given(given)) => rest.to_owned(),
        _ => name.to_owned(),
    }
}

/// Puts the given name first where the family name surely stands there: "WANG Xiaomei", "Kaufmann Bernd".
pub fn given_first(name: String) -> String {
    let Some((first, second)) = name.split_once(' ').filter(|(_, second)| !second.contains(' ')) else { return name };
    let capitals = |word: &str| word.chars().filter(|c| c.is_alphabetic()).count() > 2 && !word.chars().any(char::is_lowercase);
    let family = capitals(first) && !capitals(second) || is_family_name(&fold(first)) && !is_given(first) && is_given(second);
    if family && !first.ends_with(',') { format!("{second} {first}") } else { name }
}

/// The person whose titles or name begin at word `at`, and the word after it.
fn person_at(words: &[Word<'_>], at: usize) -> Option<(Person, usize)> {
    let titles = words.iter().skip(at).take_while(|w| w.is_title()).count();
    let titled = words
        .iter()
        .skip(at)
        .take(titles)
        .any(|w| SALUTATIONS.contains(&w.fold.trim_end_matches('.')) || SALUTATIONS.contains(&w.fold.replace('.', "").as_str()));
    let start = at + titles;
    if titles > 0
        && (!titled
            || words.get(start).is_some_and(|w| {
                w.breaks && !w.text.is_empty() && words.get(start - 1).is_some_and(|t| !t.dotted && w.range.start > t.range.end + 1)
            }))
    {
        return None;
    }
    let length = name_length(words, start);
    let part = words.get(start..start + length)?;
    let real = part.iter().filter(|w| !w.is_particle() && !w.is_initial()).count();
    let before = at.checked_sub(1).and_then(|b| words.get(b));
    let after = words.get(start + length);
    let of_a_firm = before.is_some_and(|b| is_firm_word(&b.fold) && !words.get(at).is_some_and(|w| w.breaks))
        || after.is_some_and(|a| !a.breaks && (is_firm_word(&a.fold) || a.fold == "&"));
    let named = if titled {
        real >= 1
    } else {
        part.len() >= 2
            && real >= 1
            && part
                .first()
                .is_some_and(|w| w.is_given() || w.is_initial() && part.iter().filter(|w| !w.is_initial()).count() > 0 && real >= 1)
            && !of_a_firm
    };
    // an initial alone proves nothing in prose: "A Kollege" is no person
    let initial_first =
        !titled && part.first().is_some_and(Word::is_initial) && !part.first().is_some_and(|w| w.dotted || w.text.contains('.'));
    if !named || initial_first || length == 0 {
        return None;
    }
    let name = join(part);
    let first = words.get(at)?.range.start;
    let certainty = if titled { 0.8 } else { 0.5 };
    Some((Person { range: first..part.last()?.range.end, name, titled, kind: Kind::Person, certainty }, start + length))
}

/// Words that make a name noble and may stand before "von" and "zu".
const NOBLE: &[&str] = &[
    "graf", "graefin", "freiherr", "freifrau", "freiin", "baron", "baronin", "prinz", "prinzessin", "fuerst", "fuerstin", "ritter",
    "edler", "edle", "herzog", "herzogin",
];

/// Particles that are prepositions as well: after a given and a family name they lead on in the sentence ("Max Muster von der Zimmerei").
const PREPOSITIONS: &[&str] =
    &["von", "vom", "zu", "zum", "zur", "der", "dem", "den", "des", "das", "do", "e", "y", "o", "di", "da", "de", "la"];

/// How many words from `start` on belong to one name.
fn name_length(words: &[Word<'_>], start: usize) -> usize {
    let mut length = 0;
    let mut sure = 0;
    let mut capitals = 0;
    while let Some(word) = words.get(start + length).filter(|_| length < MAX_WORDS) {
        if length > 0 && word.breaks {
            break;
        }
        // nobody has a word of his name twice: "Jonas Wimmel, Fahrradkurier Wimmel" on one line
        if words.get(start..start + length).is_some_and(|part| part.iter().any(|w| w.fold == word.fold && !w.is_initial())) {
            break;
        }
        let follows = words.get(start + length + 1).is_some_and(|next| !next.breaks && (next.can_be_name() || next.is_particle()));
        let noble = length > 0 && words.get(start + length - 1).is_some_and(|w| NOBLE.contains(&w.fold.as_str()));
        if word.can_be_name() && !(length == 0 && NEVER_FIRST.contains(&word.fold.as_str()) && !word.is_given()) {
            length += 1;
            sure = length;
            capitals += 1;
        } else if word.is_particle()
            && follows
            && (length > 0 || word.is_capital())
            && !(PREPOSITIONS.contains(&word.fold.as_str()) && capitals > 1 && !noble)
        {
            length += 1;
        } else {
            break;
        }
    }
    sure
}

/// A name that makes up a whole line, label value or list item. Bullets, "i. A.", titles and degrees are taken off; "Muster, Max" is turned.
pub fn from_line(line: &str) -> Option<String> {
    let line = strip_bullet(line).trim();
    let line = without_bracketed_title(line);
    let line = line.split(['|', '\t', '·', '•', '(', '[', '<', '/', ':']).next().unwrap_or_default();
    let line = line
        .split(" - ")
        .next()
        .unwrap_or_default()
        .split(" – ")
        .next()
        .unwrap_or_default()
        .trim()
        .trim_end_matches([',', ';', ':', '.', '!']);
    if let Some((family, given)) = line.split_once(',') {
        let both = [family, given]
            .iter()
            .all(|part| plain_name(part).is_some_and(|n| n.split(' ').next().is_some_and(is_given) && n.contains(' ')));
        if both || given.trim_start().starts_with("Inh") {
            return plain_name(family);
        }
        return match (plain_name(family), plain_name(given).or_else(|| initials(given))) {
            (Some(family), Some(given))
                if family.split_whitespace().count() <= 3 && given.split_whitespace().count() <= 3 && looks_given(&given) =>
            {
                Some(format!("{given} {family}"))
            }
            (Some(name), _) if name.contains(' ') => Some(name),
            _ => None,
        };
    }
    plain_name(line).filter(|n| n.contains(' ') || is_titled(line))
}

/// "MacAskill, Ruaridh" in a list: what stands behind the comma is the given name, known or not.
pub fn turned(line: &str) -> Option<String> {
    let line = strip_bullet(line).split([':', '(', '|', '\t']).next().unwrap_or_default().split(" - ").next().unwrap_or_default();
    let (family, given) = line.split_once(',')?;
    let (family, given) = (plain_name(family)?, plain_name(given)?);
    (family.split(' ').count() <= 3 && given.split(' ').count() <= 2).then(|| format!("{given} {family}"))
}

/// "Mag. (FH) Daniela Künz": a title in brackets.
fn without_bracketed_title(line: &str) -> String {
    let mut out = line.to_owned();
    for title in ["(FH)", "(TU)", "(Univ.)", "(BA)", "(FH),", "(ret'd)", "(ret’d)"] {
        out = out.replace(title, " ");
    }
    out
}

/// "A. C." for given names.
fn initials(text: &str) -> Option<String> {
    let text = text.trim();
    let title = TITLES.contains(&fold(text).replace(' ', ".").trim_end_matches('.'));
    let alone = !title
        && !text.is_empty()
        && text.split(['.', ' ', '-']).all(|p| p.chars().count() <= 1)
        && text.chars().all(|c| c.is_uppercase() || matches!(c, '.' | ' ' | '-'));
    alone.then(|| if text.ends_with('.') { text.to_owned() } else { format!("{text}.") })
}

/// Whether a title or salutation that shows a person stands before.
fn is_titled(line: &str) -> bool {
    words(line).first().is_some_and(|w| w.is_title())
}

fn looks_given(text: &str) -> bool {
    text.split([' ', '-']).any(|p| is_given_name(&fold(p))) || text.split(' ').all(|p| p.ends_with('.') || p.chars().count() == 1)
}

/// A name without titles, where the words are nothing but a name; one word suffices.
pub fn plain_name(text: &str) -> Option<String> {
    let words = words(strip_signed_for(text.trim()));
    let start = words.iter().take_while(|w| w.is_title()).count();
    let tail = words.iter().rev().take_while(|w| w.is_title() && !w.is_initial()).count();
    let part = words.get(start..words.len().saturating_sub(tail)).filter(|p| !p.is_empty() && p.len() <= MAX_WORDS)?;
    let first_fits = part.first().is_some_and(|w| !NEVER_FIRST.contains(&w.fold.as_str()) || w.is_given() || part.len() == 1 || start > 0);
    let fits = first_fits
        && part.iter().enumerate().all(|(i, w)| (i == 0 || !w.breaks) && (w.can_be_name() || w.is_particle() && i + 1 < part.len()));
    (fits && part.iter().any(|w| !w.is_particle() && !w.is_initial())).then(|| join(part))
}

/// Takes "i. A.", "ppa.", "gez." off, with which somebody signs for somebody.
fn strip_signed_for(text: &str) -> &str {
    let prefix = SIGNED_FOR.iter().find_map(|mark| {
        let head = text.get(..mark.len())?;
        let rest = text.get(mark.len()..)?;
        (head.eq_ignore_ascii_case(mark) && rest.starts_with(['.', ' ', ':'])).then(|| rest.trim_start_matches(['.', ':', ' ']))
    });
    prefix.unwrap_or(text)
}

/// Whether a word is a known given name, written with a capital.
pub fn is_given(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word.split('-').any(|p| is_given_name(&fold(p)))
}

/// Takes bullets and numbering off a list item.
pub fn strip_bullet(line: &str) -> &str {
    let line = line.trim_start();
    let bare = line.trim_start_matches(['-', '*', '•', '·', '–', '—', '▪', '●', '◦', '+', '>', '→', '✓', '☒', '☑']);
    if bare.len() < line.len() {
        return bare.trim_start();
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    match line.get(digits..).and_then(|rest| rest.strip_prefix(['.', ')', ':'])) {
        Some(rest) if (1..=2).contains(&digits) && rest.starts_with(char::is_whitespace) => rest.trim_start(),
        _ => line,
    }
}

/// Whether a line is a list item.
pub fn is_list_item(line: &str) -> bool {
    strip_bullet(line).len() < line.trim_start().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::learned::naming::Writer;

    #[test]
    fn names_in_prose() {
        let check =
            |text: &str, want: &[&str]| assert_eq!(people(text).iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), want, "{text}");
        check("Herr Thomas Krug (Session 1) und Frau Nilüfer Yildiz (Session 3)", &["Thomas Krug", "Nilüfer Yildiz"]);
        check("im Auftrag von Herrn Dr.-Ing. Wolfram Ahlborn (Geschäftsführender Gesellschafter)", &["Wolfram Ahlborn"]);
        check("nehmen Frau Dr. Hillebrecht und Herr Noll am Thema teil", &["Hillebrecht", "Noll"]);
        check(
            "Dipl.-Ing. Ansgar Deichmann, Dr. rer. nat. Yvonne Pflug und Hr. Marek Zielinski, M.Sc.",
            &["Ansgar Deichmann", "Yvonne Pflug", "Marek Zielinski"],
        );
        check("Captain Rupert Featherstone-Lyle, our Harbour Master, would be delighted", &["Rupert Featherstone-Lyle"]);
        check("Sven Bachmann von der Zimmerei Bachmann in Zierenberg", &["Sven Bachmann"]);
        check("mit Jeroen van der Meulen und Anna-Lena Kratzenberg", &["Jeroen van der Meulen", "Anna-Lena Kratzenberg"]);
        check("Wir kommen gern zur Session Infrastruktur. Mit freundlichen Grüßen", &[]);
        check("Autohaus Heinrich Möller", &[]);
        check("Sehr geehrte Damen und Herren,", &[]);
    }

    #[test]
    fn names_alone() {
        let check = |text: &str, want: Option<&str>| assert_eq!(from_line(text).as_deref(), want, "{text}");
        check("Sabine Thiele", Some("Sabine Thiele"));
        check("i. V. Annette Kördel", Some("Annette Kördel"));
        check("i. A. Rita Semmler", Some("Rita Semmler"));
        check("- Dr. Miriam Bräutigam", Some("Miriam Bräutigam"));
        check("1. Siobhan O'Connell - C", Some("Siobhan O'Connell"));
        check("Stracke, Birgit", Some("Birgit Stracke"));
        check("Prof. Dr. Dr. h.c. mult. Heinz-Günther Achterberg", Some("Heinz-Günther Achterberg"));
        check("Hồng Nhung Nguyễn", Some("Hồng Nhung Nguyễn"));
        check("Franziska Nolte (Vorständin)", Some("Franziska Nolte"));
        check("H.-G. Achterberg", Some("H.-G. Achterberg"));
        check("A. C. D'Arcy", Some("A. C. D'Arcy"));
        check("Volker A. Reinhold", Some("Volker A. Reinhold"));
        check("Dr. Khaled al-Masri", Some("Khaled al-Masri"));
        check("Konstantin Prinz zu Rabenfels", Some("Konstantin Prinz zu Rabenfels"));
        check("Geschäftsführung", None);
        check("Spedition Brandau", None);
        check("Mit freundlichen Grüßen", None);
        check("Jonas", None);
    }

    #[test]
    fn display_names() {
        let check = |text: &str, person: Option<&str>, rest: Option<&str>| {
            let display = from_display(text, &Writer::default());
            assert_eq!((display.person.as_deref(), display.rest.as_deref()), (person, rest), "{text}");
        };
        check("Kördel, Annette", Some("Annette Kördel"), None);
        check("Wickert, Hans-Joachim (Kurhessen Spedition GmbH)", Some("Hans-Joachim Wickert"), Some("Kurhessen Spedition GmbH"));
        check("Nguyen, Hong Nhung", Some("Hong Nhung Nguyen"), None);
        check("Dr. Ludwig Hasselbach", Some("Ludwig Hasselbach"), None);
        check("Kevin Rasch | Eventküche", Some("Kevin Rasch"), Some("Eventküche"));
        check("Spedition Brandau - Disposition", None, Some("Spedition Brandau"));
        check("Wesertal Maschinenbau, Personalentwicklung", None, Some("Wesertal Maschinenbau"));
        check("D'Arcy, A. C.", Some("A. C. D'Arcy"), None);
        check("Werkstatt", None, Some("Werkstatt"));
    }

    #[test]
    fn one_person() {
        let check = |a: &str, b: &str, want: bool| assert_eq!(compatible(a, b), want, "{a} ~ {b}");
        check("F. Ott", "Friedhelm Ott", true);
        check("Ott", "Friedhelm Ott", true);
        check("H.-G. Achterberg", "Heinz-Günther Achterberg", true);
        check("Jeroen vd Meulen", "Jeroen van der Meulen", true);
        check("Hong Nhung Nguyen", "Hồng Nhung Nguyễn", true);
        check("Carsten Grebe", "Elif Doğan", false);
        check("Peter Ott", "Friedhelm Ott", false);
        check("P. Ott", "F. Ott", false);
    }
}

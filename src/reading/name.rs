//! What a person's name looks like: in prose ("Herr Dr. Max Muster-Mann"), alone on a line, in a display name, in an address.
//!
//! German writes every noun with a capital, so capitals prove little. A name in prose needs a title before it or a known given name; a
//! line of its own, a label or a display name needs less.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::words::companies::TRADES;
use super::words::names::{NEVER_FIRST, PARTICLES, ROLES, SALUTATIONS, SIGNED_FOR, TITLES, is_given_name, is_never_name};
use crate::person::fold;

/// A name is no longer than this, in characters.
pub const MAX_NAME: usize = 80;
/// A name has at most so many words.
const MAX_WORDS: usize = 6;

/// A person found in prose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// Where the name stands, titles included, as a range of the text.
    pub range: Range<usize>,
    /// The name without titles.
    pub name: String,
    /// Whether a title or salutation stood before it.
    pub titled: bool,
}

/// A word of a text with its punctuation.
#[derive(Clone, Debug)]
struct Word<'a> {
    range: Range<usize>,
    text: &'a str,
    fold: String,
    /// What stands between this word and the one before: a line end, a bracket, a comma …
    breaks: bool,
    /// A full stop belongs to the word ("A.", "Dr.").
    dotted: bool,
}

impl Word<'_> {
    fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
            || ["d'", "l'", "o'", "al-", "el-", "d’", "l’"]
                .iter()
                .any(|p| self.text.strip_prefix(p).is_some_and(|r| r.chars().next().is_some_and(char::is_uppercase)))
    }

    fn is_initial(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        self.is_capital()
            && (letters == 1 || letters <= 3 && self.text.contains('.') && self.text.split(['.', '-']).all(|p| p.chars().count() <= 1))
    }

    fn is_title(&self) -> bool {
        static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| TITLES.iter().copied().collect());
        let bare = self.fold.trim_end_matches('.');
        SET.contains(&bare) && !(bare.len() == 1 && self.is_initial() && !matches!(bare, "h" | "c" | "m"))
            || bare.contains(['.', ' ']) && SET.contains(bare.replace(['.', ' '], "").as_str())
            || bare.split(['-', '.']).all(|p| SET.contains(p) && p.len() > 1)
    }

    fn is_particle(&self) -> bool {
        PARTICLES.contains(&self.fold.as_str()) && self.fold != "und" && !self.text.chars().all(char::is_uppercase)
    }

    fn is_given(&self) -> bool {
        self.fold.split('-').any(is_given_name)
    }

    /// Whether it can be part of a name, its place apart.
    fn can_be_name(&self) -> bool {
        let letters = self.text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        letters
            && self.is_capital()
            && (self.is_initial() && self.dotted || !is_never_name(&self.fold))
            && !is_firm_word(&self.fold)
            && self.text.chars().count() <= 30
    }
}

/// Whether a folded word is one that firms are called by.
pub fn is_firm_word(fold: &str) -> bool {
    static SET: LazyLock<HashSet<&str>> = LazyLock::new(|| TRADES.iter().copied().collect());
    SET.contains(fold)
        || matches!(
            fold,
            "gmbh"
                | "mbh"
                | "ag"
                | "kg"
                | "ohg"
                | "gbr"
                | "ug"
                | "se"
                | "ltd"
                | "llp"
                | "plc"
                | "inc"
                | "llc"
                | "e.k"
                | "e.v"
                | "ev"
                | "eg"
                | "ggmbh"
                | "kgaa"
                | "partg"
                | "partgmbb"
                | "limited"
                | "b.v"
                | "bv"
                | "ab"
                | "oy"
                | "aps"
                | "sas"
                | "sarl"
                | "co"
        )
        || TRADES.iter().any(|trade| trade.len() >= 5 && fold.len() >= trade.len() + 3 && fold.ends_with(trade))
        || fold.len() > 7 && ["bau", "werk", "haus"].iter().any(|trade| fold.ends_with(trade))
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
    Some((Person { range: first..part.last()?.range.end, name, titled }, start + length))
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
    let alone = !text.is_empty()
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

/// What a display name says: a person, a firm, or both ("Max Muster (Muster GmbH)").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// The person.
    pub person: Option<String>,
    /// What stands beside the person, or instead: a firm or department.
    pub rest: Option<String>,
}

/// Takes a display name apart.
pub fn from_display(display: &str) -> Display {
    let display = display.trim().trim_matches(['"', '\'']);
    let (head, bracket) = match display.split_once(['(', '[']) {
        Some((head, rest)) => (head.trim(), Some(rest.trim_end_matches([')', ']']).trim().to_owned())),
        None => (display, None),
    };
    let via = head.split(" via ").next().unwrap_or_default();
    for separator in [" | ", " - ", " – ", " / ", " c/o ", ", "] {
        if let Some((left, right)) = via.split_once(separator) {
            if separator == ", " {
                // in a display name whatever stands behind the comma is a given name, known or not
                let turned = plain_name(left)
                    .zip(plain_name(right))
                    .filter(|(l, r)| l.split(' ').count() <= 3 && r.split(' ').count() <= 3 && !ROLES.contains(&fold(r).as_str()));
                if let Some(name) = from_line(via).or_else(|| turned.map(|(family, given)| format!("{given} {family}"))) {
                    return Display { person: Some(name), rest: bracket };
                }
            }
            if let Some(person) = person_name(left) {
                return Display { person: Some(person), rest: bracket.or_else(|| Some(right.trim().to_owned())) };
            }
            if let Some(person) = person_name(right).filter(|_| separator != ", ") {
                return Display { person: Some(person), rest: bracket.or_else(|| Some(left.trim().to_owned())) };
            }
            return Display { person: None, rest: Some(left.trim().to_owned()) };
        }
    }
    match person_name(via) {
        Some(person) => Display { person: Some(person), rest: bracket },
        None => Display { person: None, rest: Some(via.to_owned()).filter(|r| !r.is_empty()) },
    }
}

/// A full name that is plausibly a person's: two words or more, none of them a role.
fn person_name(text: &str) -> Option<String> {
    let text = text.trim();
    let name = plain_name(text).or_else(|| small(text))?;
    let role = fold(&name).split(' ').any(|w| ROLES.contains(&w));
    (name.contains(' ') && !role).then_some(name)
}

/// "pat oleary": a display name all small, as some write it.
pub fn small(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = words.iter().all(|w| {
        w.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\''))
            && w.chars().count() > 1
            && !is_firm_word(&fold(w))
            && !is_never_name(&fold(w))
    });
    (words.len() == 2 && small && words.first().is_some_and(|w| is_given_name(&fold(w)))).then(|| words.join(" "))
}

/// The name in a local part like `max.mustermann`: both parts are words, the first a known given name.
pub fn from_local_part(local: &str) -> Option<String> {
    let parts: Vec<&str> = local.split(['.', '_']).filter(|p| !p.is_empty()).collect();
    let wordy = parts.iter().all(|p| p.chars().all(|c| c.is_alphabetic() || c == '-') && p.chars().count() > 1);
    match parts.as_slice() {
        [given, family] if wordy && is_given_name(&given.to_lowercase()) && !ROLES.contains(family) => {
            Some(format!("{} {}", capitalise(given), capitalise(family)))
        }
        _ => None,
    }
}

/// Whether a word is a known given name, written with a capital.
pub fn is_given(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase) && word.split('-').any(|p| is_given_name(&fold(p)))
}

/// "max-müller" as "Max-Müller".
pub fn capitalise(word: &str) -> String {
    word.split('-')
        .map(|part| {
            let mut chars = part.chars();
            chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
        })
        .collect::<Vec<_>>()
        .join("-")
}

/// Whether two names can be one person's: what the shorter says agrees with the longer, initials and a lacking given name allowed.
pub fn compatible(a: &str, b: &str) -> bool {
    let parts = |name: &str| -> Vec<String> {
        fold(name).split(' ').filter(|p| !PARTICLES.contains(p) || p.len() == 1).map(str::to_owned).collect()
    };
    let (a, b) = (parts(a), parts(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let mut shared = 0;
    let mut used = vec![false; long.len()];
    for part in &short {
        let hit = long.iter().enumerate().find(|(i, l)| {
            !used.get(*i).copied().unwrap_or(true)
                && (*l == part
                    || part.chars().count() <= 2 && l.starts_with(part.as_str())
                    || l.chars().count() <= 2 && part.starts_with(l.as_str())
                    || close(l, part))
        });
        match hit {
            Some((i, l)) => {
                if l.chars().count() > 1 && part.chars().count() > 1 {
                    shared += 1;
                }
                if let Some(u) = used.get_mut(i) {
                    *u = true;
                }
            }
            None => return false,
        }
    }
    shared > 0
}

/// The same name without its marks, or short by a letter ("Nguyễn" and "Nguyen", "Guenter" and "Günter" are the same after folding).
fn close(a: &str, b: &str) -> bool {
    a.len() > 6 && b.len() > 6 && strsim::osa_distance(a, b) <= 1
}

/// How much a name says: words that are not initials.
pub fn fullness(name: &str) -> usize {
    name.split([' ', '.'])
        .filter(|p| p.chars().filter(|c| c.is_alphabetic()).count() > 1 && !p.split('-').all(|q| q.chars().count() <= 1))
        .count()
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

/// Joins words with single spaces as they stand.
fn join(words: &[Word<'_>]) -> String {
    let mut out = String::new();
    for word in words {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word.text);
        if word.dotted && word.text.chars().filter(|c| c.is_alphabetic()).count() <= 2 && !word.text.ends_with('.') {
            out.push('.');
        }
    }
    out.chars().take(MAX_NAME).collect()
}

fn words(text: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut at = 0;
    let mut last_end = 0;
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '\'' | '’' | '&');
    while let Some(start) = text.get(at..).and_then(|rest| rest.find(|c: char| c.is_alphanumeric() || c == '&')).map(|s| at + s) {
        let rest = text.get(start..).unwrap_or_default();
        let mut end = start + rest.find(|c: char| !is_word(c)).unwrap_or(rest.len());
        // inner full stops belong to the word: "Dr.-Ing.", "H.-G.", "e.V."
        while let Some(tail) = text.get(end..).and_then(|t| t.strip_prefix('.')) {
            let next = tail.chars().next();
            if !next.is_some_and(|c| c.is_alphanumeric() || c == '-') {
                break;
            }
            let length = tail.find(|c: char| !is_word(c)).unwrap_or(tail.len());
            end += 1 + length;
        }
        let word = text.get(start..end).unwrap_or_default().trim_end_matches(['-', '\'', '’']);
        let end = start + word.len();
        let gap = text.get(last_end..start).unwrap_or_default();
        let dotted = text.get(end..).is_some_and(|t| t.starts_with('.'));
        let previous_abbreviated =
            found.last().is_some_and(|w: &Word<'_>| w.dotted && (w.text.chars().count() <= 4 || w.is_title() || w.text.contains('.')));
        let breaks = found.is_empty()
            || gap.chars().any(|c| {
                matches!(
                    c,
                    '\n' | '\t'
                        | ','
                        | ';'
                        | ':'
                        | '('
                        | ')'
                        | '['
                        | ']'
                        | '"'
                        | '„'
                        | '“'
                        | '”'
                        | '!'
                        | '?'
                        | '/'
                        | '|'
                        | '<'
                        | '>'
                        | '–'
                        | '—'
                        | '*'
                        | '·'
                        | '•'
                )
            })
            || gap.contains('.') && !previous_abbreviated
            || gap.contains(" - ");
        found.push(Word { range: start..end, text: word, fold: fold_word(word), breaks, dotted });
        last_end = end;
        at = end.max(start + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// A word folded, with its hyphens and full stops.
fn fold_word(word: &str) -> String {
    word.split('-').map(|part| part.split('.').map(fold).collect::<Vec<_>>().join(".")).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            let display = from_display(text);
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

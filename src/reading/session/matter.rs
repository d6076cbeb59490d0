//! What a session is about, in other words than those of its title: "die Runde zum Heizen" for "Energieversorgung – Fokus Wärme", "the timber one" for
//! "Regionales Holz im mehrgeschossigen Bauen". A thesaurus of what chambers' events are about tells which words are of one matter.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::reading::fold::fold;

/// The matters of each word, by its fold; the source of the data stands in the file.
static MATTERS: LazyLock<HashMap<String, Vec<u16>>> = LazyLock::new(|| {
    let mut found: HashMap<String, Vec<u16>> = HashMap::new();
    let groups = include_str!("../words/matters.txt").lines().filter(|l| !l.starts_with('#') && !l.trim().is_empty());
    for (group, line) in groups.enumerate() {
        let group = u16::try_from(group).unwrap_or(u16::MAX);
        for word in line.split_whitespace() {
            let word = fold(&word.replace(['_', '-'], " "));
            let groups = found.entry(base(&word).to_owned()).or_default();
            if !groups.contains(&group) {
                groups.push(group);
            }
        }
    }
    found
});

/// Words have at least so many letters to be looked for in compounds; shorter ones stand in too many by chance.
const IN_COMPOUND: usize = 5;

/// The matters that a folded word is of: its own, else those of the longest known word that it begins or ends with.
pub(super) fn of(word: &str) -> &'static [u16] {
    let known = |part: &str| MATTERS.get(base(part)).map(Vec::as_slice);
    if let Some(groups) = known(word) {
        return groups;
    }
    if !word.is_ascii() {
        return &[];
    }
    for length in (IN_COMPOUND..word.len().saturating_sub(2)).rev() {
        // German compounds are about their last part; "Heizungsfragen" is about its first
        let tail = word.get(word.len() - length..).and_then(known);
        let head = || word.get(..length).and_then(known);
        if let Some(groups) = tail.or_else(head) {
            return groups;
        }
    }
    &[]
}

/// A word without the endings by which German and English bend it.
fn base(word: &str) -> &str {
    const ENDINGS: &[&str] = &["ungen", "innen", "ing", "ern", "ers", "en", "er", "es", "em", "ed", "e", "n", "s"];
    let cut = ENDINGS.iter().find_map(|end| word.strip_suffix(end).filter(|stem| stem.len() >= 4));
    cut.unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_matter_meet() {
        let check = |a: &str, b: &str, want: bool| {
            let (a_of, b_of) = (of(&fold(a)), of(&fold(b)));
            assert_eq!(a_of.iter().any(|m| b_of.contains(m)), want, "{a} {a_of:?} ~ {b} {b_of:?}");
        };
        check("Wärme", "Heizen", true);
        check("Holz", "timber", true);
        check("Käse", "cheese", true);
        check("Wärme", "cheese", false);
        check("Konzept", "Holz", false);
    }
}

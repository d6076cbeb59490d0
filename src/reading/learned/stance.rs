//! What of the words around a mention of a session tells what they do with it: choose it, refuse it, fall back on it.

use std::ops::Range;

use super::learner::{Feature, feature};
use super::sentence::stem;
use super::token::{Token, tokens};

/// What a text does with a session that it mentions. The characters are the marks in the examples.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Stance {
    /// Chosen now.
    Chosen,
    /// Second choice.
    Second,
    /// Refused, or somebody else's.
    Refused,
    /// The one that is left for another.
    Left,
    /// The one that somebody has, and that stays or is spoken of.
    Held,
    /// Only the condition for something else ("wenn die 2 voll ist").
    Condition,
    /// Only talked or asked about.
    Spoken,
    /// One of several without preference.
    Open,
    /// No session at all, only a number or letter that could be one.
    Nothing,
}

impl Stance {
    /// All stances with their marks.
    pub const ALL: [(Self, char); 9] = [
        (Self::Chosen, '+'),
        (Self::Second, '2'),
        (Self::Refused, '-'),
        (Self::Left, '<'),
        (Self::Held, '='),
        (Self::Condition, 'c'),
        (Self::Spoken, '?'),
        (Self::Open, '~'),
        (Self::Nothing, '0'),
    ];
}

/// How a mention stands among the words.
pub const OTHER: &str = "{s}";

/// Numbers and letters of a text that stand alone and could be a session's: "die 2", "C please". Whether they are, the words around tell.
pub fn candidates(text: &str) -> Vec<Range<usize>> {
    let alone = |token: &Token<'_>| {
        let mut chars = token.text.chars();
        match (chars.next(), chars.next(), chars.next()) {
            (Some(c), None, _) => c.is_ascii_uppercase() || c.is_ascii_digit() && c != '0',
            (Some(a), Some(b), None) => {
                a.is_ascii_digit() && a != '0' && b.is_ascii_digit() || a.is_ascii_uppercase() && b.is_ascii_digit()
            }
            _ => false,
        }
    };
    let found: Vec<Range<usize>> = tokens(text).iter().filter(|t| alone(t)).map(|t| t.range.clone()).collect();
    found.into_iter().filter(|range| !numbers_or_places(text, range)).collect()
}

/// Whether a number only numbers its line ("2) Frau Ott", "1. Herr Noll"), or stands in an address: lines with a postcode or telephone number choose
/// nothing.
fn numbers_or_places(text: &str, range: &Range<usize>) -> bool {
    let before = text.get(..range.start).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
    let after = text.get(range.end..).and_then(|t| t.split('\n').next()).unwrap_or_default();
    let numbering = before.trim().is_empty()
        && after.strip_prefix([')', '.']).is_some_and(|rest| rest.starts_with(' ') && rest.trim_start().starts_with(char::is_alphabetic));
    let digits = before.split(|c: char| !c.is_ascii_digit()).chain(after.split(|c: char| !c.is_ascii_digit())).any(|run| run.len() >= 4);
    numbering || digits && before.len() + after.len() < 120
}

/// The features of the mention at `at` in the words of its surroundings (see [`super::sentence::words`]); `before` is the stance of the
/// mention before it.
pub fn features(words: &[&str], at: usize, before: Option<usize>) -> Vec<Feature> {
    let mut found = Vec::with_capacity(160);
    let mut add = |parts: &[&str]| found.push(feature(parts));
    let left: Vec<&str> = words.get(..at).unwrap_or_default().iter().rev().copied().collect();
    let right = words.get(at + 1..).unwrap_or_default();
    for (side, row) in [("l", left.as_slice()), ("r", right)] {
        let word_at = |n: usize| row.get(n).copied().unwrap_or(".");
        for (name, n) in [("1", 0), ("2", 1), ("3", 2), ("4", 3)] {
            add(&[side, name, word_at(n)]);
            add(&[side, name, word_at(n)]);
        }
        // what stands right beside says most, so it counts twice
        for _ in 0..2 {
            add(&[side, "12", word_at(0), word_at(1)]);
            add(&[side, "123", word_at(0), word_at(1), word_at(2)]);
            add(&[side, "23", word_at(1), word_at(2)]);
        }
        // up to the next mention, up to the end of the clause, of the sentence, and beyond
        let mut reach = "clause";
        let mut mentions = 0;
        let mut last = "";
        for word in row.iter().take(14) {
            match *word {
                OTHER => {
                    mentions += 1;
                    add(&[side, reach, "mention"]);
                }
                "," | ";" | ":" => reach = if reach == "clause" { "sentence" } else { reach },
                "." | "!" | "?" => {
                    if *word == "?" && reach != "far" && side == "r" {
                        add(&["asked"]);
                    }
                    reach = "far";
                }
                word => {
                    let near = if mentions == 0 { "near" } else { "past" };
                    add(&[side, near, reach, stem(word)]);
                    if !last.is_empty() {
                        add(&[side, near, "pair", stem(last), stem(word)]);
                    }
                    last = word;
                }
            }
        }
    }
    let ordinal = left.iter().filter(|w| **w == OTHER).count().min(3).to_string();
    let more = right.iter().filter(|w| **w == OTHER).count().min(3).to_string();
    add(&["which", &ordinal, &more]);
    let before = before.map_or("none".to_owned(), |b| b.to_string());
    add(&["before", &before]);
    add(&["before", &before, left.first().copied().unwrap_or(".")]);
    found
}

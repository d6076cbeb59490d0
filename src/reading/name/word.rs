//! Words with their punctuation, and what each of them can be in a name.

use std::ops::Range;
use std::sync::LazyLock;

use super::{MAX_NAME, is_firm_word};
use crate::person::fold;
use crate::reading::words::names::{PARTICLES, TITLES, is_given_name, is_never_name};
use crate::reading::words::set::Set;

/// A word of a text with its punctuation.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) range: Range<usize>,
    pub(super) text: &'a str,
    pub(super) fold: String,
    /// What stands between this word and the one before: a line end, a bracket, a comma …
    pub(super) breaks: bool,
    /// A full stop belongs to the word ("A.", "Dr.").
    pub(super) dotted: bool,
}

impl Word<'_> {
    pub(super) fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
            || ["d'", "l'", "o'", "al-", "el-", "d’", "l’"]
                .iter()
                .any(|p| self.text.strip_prefix(p).is_some_and(|r| r.chars().next().is_some_and(char::is_uppercase)))
    }

    pub(super) fn is_initial(&self) -> bool {
        let letters = self.text.chars().filter(|c| c.is_alphabetic()).count();
        self.is_capital()
            && (letters == 1 || letters <= 3 && self.text.contains('.') && self.text.split(['.', '-']).all(|p| p.chars().count() <= 1))
    }

    pub(super) fn is_title(&self) -> bool {
        static SET: LazyLock<Set> = LazyLock::new(|| TITLES.iter().copied().collect());
        let bare = self.fold.trim_end_matches('.');
        SET.contains(&bare) && !(bare.len() == 1 && self.is_initial() && !matches!(bare, "h" | "c" | "m"))
            || bare.contains(['.', ' ']) && SET.contains(bare.replace(['.', ' '], "").as_str())
            || bare.split(['-', '.']).all(|p| SET.contains(p) && p.len() > 1)
    }

    pub(super) fn is_particle(&self) -> bool {
        PARTICLES.contains(&self.fold.as_str()) && self.fold != "und" && !self.text.chars().all(char::is_uppercase)
    }

    pub(super) fn is_given(&self) -> bool {
        self.fold.split('-').any(is_given_name)
    }

    /// Whether it can be part of a name, its place apart.
    pub(super) fn can_be_name(&self) -> bool {
        let letters = self.text.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        letters
            && self.is_capital()
            && (self.is_initial() && self.dotted || !is_never_name(&self.fold))
            && !is_firm_word(&self.fold)
            && self.text.chars().count() <= 30
    }
}

pub(super) fn words(text: &str) -> Vec<Word<'_>> {
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

/// Joins words with single spaces as they stand.
pub(super) fn join(words: &[Word<'_>]) -> String {
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

/// A word folded, with its hyphens and full stops.
fn fold_word(word: &str) -> String {
    word.split('-').map(|part| part.split('.').map(fold).collect::<Vec<_>>().join(".")).collect::<Vec<_>>().join("-")
}

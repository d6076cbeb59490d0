//! The vocabulary, as data: phrases by what they mean, in German ([`de`]) and English ([`en`]).
//!
//! Phrases are matched against the fold of a text: lower case, `ä` as `ae`, `ß` as `ss`, typographic quotes and dashes plain. They are
//! regular expressions of the `regex` crate (linear time, whatever the input); a space stands for any white space.

pub mod companies;
#[allow(missing_docs, reason = "each list is documented once, at its field of [`Vocabulary`]")]
pub mod de;
#[allow(missing_docs, reason = "each list is documented once, at its field of [`Vocabulary`]")]
pub mod en;
pub mod names;
pub mod set;

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// Phrases of one meaning.
#[derive(Debug)]
pub struct Phrases(Option<Regex>);

impl Phrases {
    /// Joins the phrases of several languages into one expression that matches whole words.
    pub fn new(lists: &[&[&str]]) -> Self {
        let joined = plain(&lists.concat().join("|").replace(' ', r"\s+"));
        Self(Regex::new(&format!(r"(?:^|[^{LETTERS}0-9])(?P<it>{joined})(?:$|[^{LETTERS}0-9])")).ok())
    }

    /// Whether one of them occurs.
    pub fn found(&self, fold: &str) -> bool {
        self.0.as_ref().is_some_and(|r| r.is_match(fold))
    }

    /// The first that occurs, as a range of `fold`.
    pub fn find(&self, fold: &str) -> Option<Range<usize>> {
        // where it does not occur, which is the rule, this is known far sooner
        self.0.as_ref().filter(|r| r.is_match(fold))?.captures(fold)?.name("it").map(|m| m.range())
    }

    /// All that occur, one after the other.
    pub fn find_all(&self, fold: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut at = 0;
        while let Some(hit) = fold.get(at..).and_then(|rest| self.find(rest)) {
            let range = at + hit.start..at + hit.end.max(hit.start + 1);
            at = range.end;
            while !fold.is_char_boundary(at) {
                at += 1;
            }
            found.push(range);
        }
        found
    }
}

/// The letters of a fold, for a class of characters: ASCII, and the blocks in which the other scripts lie. Exact classes of Unicode make
/// automata a hundred times as large.
pub const LETTERS: &str = r"a-z\u{c0}-\u{1fff}\u{2c00}-\u{2dff}\u{3040}-\u{fdff}";

/// An expression for folds with its classes of Unicode made classes of ASCII: a fold has no other letters that any phrase asks for. Word
/// boundaries of Unicode would even turn the fast engine off at the first `€`.
pub fn plain(pattern: &str) -> String {
    pattern
        .replace(r"\s", r"[ \t\n]")
        .replace(r"\S", r"[^ \t\n]")
        .replace(r"\w", "[a-z0-9_]")
        .replace(r"\d", "[0-9]")
        .replace(r"\b", r"(?-u:\b)")
}

macro_rules! vocabulary {
    ($($(#[$doc:meta])* $field:ident: $list:ident,)*) => {
        /// All phrases, compiled once.
        #[derive(Debug)]
        pub struct Vocabulary { $($(#[$doc])* pub $field: Phrases,)* }

        /// The vocabulary.
        pub static WORDS: LazyLock<Vocabulary> = LazyLock::new(|| Vocabulary { $($field: Phrases::new(&[de::$list, en::$list]),)* });

        #[cfg(test)]
        mod tests {
            use super::*;

            #[test]
            fn every_list_compiles() {
                $(assert!(WORDS.$field.0.is_some(), stringify!($field));)*
            }
        }
    };
}

vocabulary! {
    /// Somebody is registered, or asks to be.
    register: REGISTER,
    /// The writer himself will come.
    oneself: ONESELF,
    /// A registration is withdrawn, or somebody can't come.
    cancel: CANCEL,
    /// Somebody can't come.
    regret: REGRET,
    /// There is an earlier registration.
    registered: REGISTERED,
    /// Another person comes instead of somebody registered.
    substitute: SUBSTITUTE,
    /// A question, also without a question mark.
    question: QUESTION,
    /// The writer has not decided yet.
    undecided: UNDECIDED,
    /// Points to the mail below.
    pointer: POINTER,
    /// Points to the lines right above, in inline answers.
    this_one: THIS_ONE,
    /// Any session will do.
    any_session: ANY_SESSION,
    /// All sessions.
    all_sessions: ALL_SESSIONS,
    /// What was written before is taken back ("actually no, make it").
    correcting: CORRECTING,
    /// The session that the others leave.
    remaining: REMAINING,
    /// Family: who shares the writer's family name.
    relative: RELATIVE,
    /// One of our questions, in our own quoted mail.
    our_question: OUR_QUESTION,
    /// All of those named in the same session, or all sessions but.
    refuse: REFUSE,
    /// What follows is the second choice.
    second_choice: SECOND_CHOICE,
    /// What follows is the first choice.
    first_choice: FIRST_CHOICE,
    /// Greeting lines that name an addressee.
    salutation: SALUTATION,
}

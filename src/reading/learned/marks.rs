//! The examples from which the reader learns: texts with marks in them.
//!
//! ```text
//! Hiermit melde ich Frau Dr. [n:Ruth Ott] von der [f:Ott Umwelttechnik GmbH] für [+:Workshop 2] an. <register>
//! ```
//!
//! `[n:…]`, `[o:…]`, `[f:…]`, `[g:…]` mark names (see [`Kind`]), `[+:…]` and its like mentions of sessions (see [`Stance`]), `<…>` stands behind a
//! sentence and says what it does (see [`Act`]), `<none>` that it does nothing, `<register+self?>` that the latter is not known. `{n}`, `{f}`, `{s}`, `{d}`, `{x}` stand for any name, firm, session, date and
//! number. What follows behind `====` is the set of mails that a text comes from (`-` for none), so that it can be left out when just that set is to be a
//! test, and its author's address.

use std::ops::Range;

use super::act::Act;
use super::learner::Labels;
use super::naming::Kind;
use super::stance::Stance;

/// A text and what is marked in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Marked {
    /// Where it comes from; empty where it was written as an example.
    pub source: String,
    /// The address of whoever wrote it; empty where there is none.
    pub address: String,
    /// The text without its marks.
    pub text: String,
    /// Names.
    pub names: Vec<(Range<usize>, Kind)>,
    /// Mentions of sessions.
    pub sessions: Vec<(Range<usize>, Stance)>,
    /// The ends of sentences, each with what the sentence does, and what is not known of it.
    pub acts: Vec<(usize, Labels, Labels)>,
}

/// The texts of a file of examples: parted by lines that begin with `====`, or, where there are none, one a line. Lines that begin with `#` are remarks.
pub fn texts(file: &str) -> Vec<Marked> {
    let lines = file.lines().filter(|l| !l.starts_with('#'));
    if !file.lines().any(|l| l.starts_with("====")) {
        return lines.map(parse).filter(|m| !m.text.trim().is_empty()).collect();
    }
    let mut found: Vec<(String, String)> = vec![(String::new(), String::new())];
    for line in lines {
        match line.strip_prefix("====") {
            Some(source) => found.push((source.trim().to_owned(), String::new())),
            None => {
                if let Some((_, text)) = found.last_mut() {
                    text.push_str(line);
                    text.push('\n');
                }
            }
        }
    }
    let marked = |(head, text): (String, String)| {
        let (source, address) = head.split_once(' ').unwrap_or((&head, ""));
        Marked { source: source.trim_matches('-').to_owned(), address: address.to_owned(), ..parse(text.trim_matches('\n')) }
    };
    found.into_iter().map(marked).filter(|m| !m.text.trim().is_empty()).collect()
}

/// Takes the marks off a text.
pub fn parse(marked: &str) -> Marked {
    let mut out = Marked::default();
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut rest = marked;
    while let Some(c) = rest.chars().next() {
        let tail = rest.get(c.len_utf8()..).unwrap_or_default();
        if c == '['
            && let Some(mark) = tail.chars().next().filter(|m| is_mark(*m))
            && let Some(inner) = tail.get(mark.len_utf8()..).and_then(|t| t.strip_prefix(':'))
        {
            open.push((mark, out.text.len()));
            rest = inner;
        } else if c == ']'
            && let Some((mark, start)) = open.pop()
        {
            let range = start..out.text.len();
            if let Some((kind, _)) = Kind::ALL.into_iter().find(|(_, m)| *m == mark) {
                out.names.push((range, kind));
            } else if let Some((stance, _)) = Stance::ALL.into_iter().find(|(_, m)| *m == mark) {
                out.sessions.push((range, stance));
            }
            rest = tail;
        } else if c == '<'
            && let Some((said, behind)) = tail.split_once('>')
            && let Some((labels, unknown)) = acts(said)
        {
            out.text.truncate(out.text.trim_end_matches(' ').len());
            out.acts.push((out.text.len(), labels, unknown));
            rest = behind;
        } else {
            out.text.push(c);
            rest = tail;
        }
    }
    out.names.sort_by_key(|(range, _)| range.start);
    out.sessions.sort_by_key(|(range, _)| range.start);
    out
}

fn is_mark(c: char) -> bool {
    Kind::ALL.iter().any(|(_, mark)| *mark == c) || Stance::ALL.iter().any(|(_, mark)| *mark == c)
}

/// `register+self` as labels, `register+self?` with the latter not known; `None` where a word is no act.
fn acts(said: &str) -> Option<(Labels, Labels)> {
    if said == "none" {
        return Some((0, 0));
    }
    said.split('+').try_fold((0, 0), |(labels, unknown), name| {
        let (name, open) = name.strip_suffix('?').map_or((name, false), |name| (name, true));
        let bit = 1 << Act::ALL.iter().position(|(_, n)| *n == name)?;
        Some(if open { (labels, unknown | bit) } else { (labels | bit, unknown) })
    })
}

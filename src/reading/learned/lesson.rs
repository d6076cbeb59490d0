//! Examples become lessons: what is marked in a text, as rows of features and labels for the three learners.

use std::ops::Range;

use super::super::fold;
use super::act::Act;
use super::learner::{Feature, Labels, Model};
use super::marks::Marked;
use super::naming::{self, Kind, Words, Writer};
use super::sentence;
use super::stance::{self, Stance};
use super::teacher::{Lessons, teach};
use super::token::{Token, tokens};

/// An example: its features, its labels, and the labels that are not known of it.
pub type Row = (Vec<Feature>, Labels, Labels);

/// Teaches what sentences do.
pub fn acts(texts: &[Marked]) -> Model {
    let rows: Vec<Row> = texts.iter().flat_map(act_rows).collect();
    teach(Act::ALL.len(), &rows, Lessons { rounds: 40, step: 0.4, decay: 1e-4, least: 2 })
}

/// Teaches what is a name.
pub fn names(texts: &[Marked]) -> Model {
    let rows: Vec<Row> = texts.iter().flat_map(naming_rows).collect();
    teach(naming::TAGS, &rows, Lessons { rounds: 15, step: 0.3, decay: 1e-4, least: 2 })
}

/// Teaches what is done with sessions.
pub fn stances(texts: &[Marked]) -> Model {
    let rows: Vec<Row> = texts.iter().flat_map(stance_rows).collect();
    teach(Stance::ALL.len(), &rows, Lessons { rounds: 30, step: 0.4, decay: 1e-4, least: 2 })
}

/// A fold with what is marked in it, as ranges of the fold.
struct Folded {
    fold: String,
    spans: Vec<(Range<usize>, char)>,
    /// Those of the spans that are sessions, in order.
    stances: Vec<Stance>,
    acts: Vec<(usize, Labels, Labels)>,
}

impl Folded {
    fn new(text: &Marked) -> Self {
        let (fold, origin) = fold::traced(&text.text);
        let at = |byte: usize| origin.partition_point(|o| *o < byte);
        let span = |range: &Range<usize>| at(range.start)..at(range.end);
        let names = text.names.iter().map(|(range, kind)| (span(range), mark(*kind)));
        let sessions = text.sessions.iter().map(|(range, stance)| (span(range), ('s', Some(*stance))));
        let spans = sentence::apart(names.map(|(range, mark)| (range, (mark, None))).chain(sessions).collect());
        // where everything is marked, a number or letter that is not marked is no session
        let complete = !text.source.is_empty();
        let unmarked =
            stance::candidates(&text.text).into_iter().filter(|_| complete).map(|range| (span(&range), ('s', Some(Stance::Nothing))));
        let free = |range: &Range<usize>| !spans.iter().any(|(s, _): &(Range<usize>, _)| s.start < range.end && range.start < s.end);
        let unmarked: Vec<_> = unmarked.filter(|(range, _)| free(range)).collect();
        let spans = sentence::apart(spans.into_iter().chain(unmarked).collect());
        let stances = spans.iter().filter_map(|(_, (_, stance))| *stance).collect();
        let spans = spans.into_iter().map(|(range, (mark, _))| (range, mark)).collect();
        let acts = text.acts.iter().map(|(end, labels, unknown)| (at(*end), *labels, *unknown)).collect();
        Self { fold, spans, stances, acts }
    }
}

/// The mark by which names stand in masked text: whether somebody comes is what the sentence is to tell, so all people look alike.
pub fn mark(kind: Kind) -> char {
    match kind {
        Kind::Person | Kind::Bystander => 'n',
        Kind::Firm | Kind::OtherFirm => 'f',
    }
}

/// The rows that a marked text teaches of acts.
pub fn act_rows(text: &Marked) -> Vec<Row> {
    let folded = Folded::new(text);
    let mut rows = Vec::new();
    for range in sentence::cut(&folded.fold) {
        let said = folded.acts.iter().filter(|(end, _, _)| range.start < *end && *end <= range.end);
        if let Some((labels, unknown)) = said.map(|(_, labels, unknown)| (*labels, *unknown)).reduce(|a, b| (a.0 | b.0, a.1 | b.1)) {
            let masked = sentence::masked(&folded.fold, &range, &folded.spans);
            rows.push((sentence::features(&sentence::words(&masked)), labels, unknown & !labels));
        }
    }
    rows
}

/// The rows that it teaches of names.
pub fn naming_rows(text: &Marked) -> Vec<Row> {
    let tokens = tokens(&text.text);
    let writer = Writer::new(&text.address);
    let words = Words::new(&tokens, &writer);
    let tags: Vec<usize> = tokens.iter().enumerate().map(|(at, _)| tag(&tokens, at, &text.names)).collect();
    let tag = |at: Option<usize>| at.and_then(|at| tags.get(at)).copied().unwrap_or(naming::OUTSIDE);
    (0..tokens.len())
        .map(|at| {
            let mut features = words.features(at);
            features.extend(words.history(at, tag(at.checked_sub(1)), tag(at.checked_sub(2))));
            (features, 1 << tag(Some(at)), 0)
        })
        .collect()
}

/// The tag of a word by the marks.
fn tag(tokens: &[Token<'_>], at: usize, names: &[(Range<usize>, Kind)]) -> usize {
    let overlaps = |token: &Token<'_>, range: &Range<usize>| range.start < token.range.end && token.range.start < range.end;
    let Some(token) = tokens.get(at) else { return naming::OUTSIDE };
    let Some((range, kind)) = names.iter().find(|(range, _)| overlaps(token, range)) else { return naming::OUTSIDE };
    let further = at.checked_sub(1).and_then(|b| tokens.get(b)).is_some_and(|before| overlaps(before, range));
    naming::tag_of(*kind, !further)
}

/// The rows that it teaches of stances.
pub fn stance_rows(text: &Marked) -> Vec<Row> {
    let folded = Folded::new(text);
    let mut rows = Vec::new();
    let mut stances = folded.stances.iter().map(|stance| Stance::ALL.iter().position(|(s, _)| s == stance).unwrap_or_default());
    for range in sentence::paragraphs(&folded.fold) {
        let masked = sentence::masked(&folded.fold, &range, &folded.spans);
        let words = sentence::words(&masked);
        let mut before = None;
        for (at, _) in words.iter().enumerate().filter(|(_, w)| **w == stance::OTHER) {
            let Some(stance) = stances.next() else { break };
            rows.push((stance::features(&words, at, before), 1 << stance, 0));
            before = Some(stance);
        }
    }
    rows
}

//! Sessions by title, part of a title, alias, compound or misspelling.

use std::ops::Range;

use super::{Catalogue, Strength, Title, matter};
use crate::event::Event;
use crate::person::fold;
use crate::reading::Place;
use crate::reading::text::Doc;

impl Catalogue {
    /// Titles, parts of titles and aliases, with misspellings: for each run of title words its session and how much of the title it is.
    pub(super) fn titled(&self, text: &str) -> Vec<(Range<usize>, usize, Strength)> {
        let words: Vec<(Range<usize>, &str)> = words_at(text).take(4000).collect();
        let mut found = Vec::new();
        for (index, title) in self.titles.iter().enumerate() {
            found.extend(self.alias_runs(&words, title).into_iter().map(|(r, strength)| (r, index, strength)));
            let mut run: Option<(usize, usize, Vec<usize>, f32)> = None;
            for (at, (_, word)) in words.iter().enumerate() {
                let hit = self.matching_title_word(title, word);
                match (&mut run, hit) {
                    (Some((_, last, seen, score)), Some((which, weight))) if at - *last <= 4 && is_one_phrase(text, &words, *last, at) => {
                        *last = at;
                        if !seen.contains(&which) {
                            seen.push(which);
                            *score += weight;
                        }
                    }
                    (_, Some((which, weight))) if weight > 0.0 => {
                        found.extend(Self::run_range(&words, run.take(), index));
                        run = Some((at, at, vec![which], weight));
                    }
                    _ => {}
                }
            }
            found.extend(Self::run_range(&words, run.take(), index));
        }
        // the more of a title, the sooner it takes its words
        found.sort_by(|a, b| b.2.cmp(&a.2).then((b.0.end - b.0.start).cmp(&(a.0.end - a.0.start))));
        found
    }

    /// Words of what one session alone is about.
    pub(super) fn about(&self, text: &str) -> Vec<(Range<usize>, usize)> {
        let words = words_at(text).take(4000).filter(|(_, word)| word.len() >= 2 && !self.event_words.iter().any(|w| w == word));
        words
            .filter_map(|(range, word)| {
                let matters = matter::of(word);
                let mut about = self.titles.iter().enumerate().filter(|(_, t)| t.matters.iter().any(|m| matters.contains(m)));
                match (about.next(), about.next()) {
                    (Some((index, _)), None) => Some((range, index)),
                    _ => None,
                }
            })
            .collect()
    }

    pub(super) fn run_range(
        words: &[(Range<usize>, &str)],
        run: Option<(usize, usize, Vec<usize>, f32)>,
        index: usize,
    ) -> Option<(Range<usize>, usize, Strength)> {
        let (first, last, _, score) = run?;
        let strength = if score >= 0.6 {
            Strength::Title
        } else if score >= 0.18 {
            Strength::Topic
        } else {
            return None;
        };
        Some((words.get(first)?.0.start..words.get(last)?.0.end, index, strength))
    }

    pub(super) fn alias_runs(&self, words: &[(Range<usize>, &str)], title: &Title) -> Vec<(Range<usize>, Strength)> {
        let mut found = Vec::new();
        for alias in title.aliases.iter().filter(|a| !a.is_empty()) {
            for window in
                words.windows(alias.len()).filter(|w| w.len() > 1 || w.iter().all(|(_, word)| !self.event_words.iter().any(|e| e == word)))
            {
                if window.iter().zip(alias).all(|((_, word), want)| same_word(word, want))
                    && let (Some(first), Some(last)) = (window.first(), window.last())
                {
                    // a single word is a topic only: it may stand anywhere in a text
                    let strength = if alias.len() > 1 { Strength::Title } else { Strength::Topic };
                    found.push((first.0.start..last.0.end, strength));
                }
            }
        }
        found
    }

    pub(super) fn matching_title_word(&self, title: &Title, word: &str) -> Option<(usize, f32)> {
        // a word of the event's title means a session only where it stands in that session's title letter by letter
        let common = self.event_words.iter().any(|w| w == word);
        if word.len() < 3 {
            return None;
        }
        title
            .words
            .iter()
            .enumerate()
            .find(|(_, (want, _))| if common { word == want } else { same_word(word, want) })
            .map(|(i, (_, weight))| (i, *weight))
    }
}

/// Whether nothing between two words ends a phrase: "Selling online (nicht das Selling für Behörden)" is two.
fn is_one_phrase(text: &str, words: &[(Range<usize>, &str)], from: usize, to: usize) -> bool {
    let between = words.get(from).zip(words.get(to)).and_then(|((a, _), (b, _))| text.get(a.end..b.start)).unwrap_or_default();
    !between.contains(['(', ')', '.', ';', '!', '?'])
        && !["nicht", "not", "statt", "sondern", "but", "aber"].iter().any(|w| between.split_whitespace().any(|b| b == *w))
}

/// Weighs the words of all titles: what stands in several titles, in the event's title or in any title says little.
pub(super) fn titles(event: &Event, event_words: &[String]) -> Vec<Title> {
    let rows: Vec<Vec<String>> = event.sessions.iter().map(|s| words_of(&s.title)).collect();
    let shared = |word: &str| rows.iter().filter(|row| row.iter().any(|w| same_word(w, word))).count();
    let weight = |word: &str| {
        if EMPTY_WORDS.contains(&word) || word.len() < 3 {
            0.0
        } else if shared(word) > 1 {
            0.1
        } else if word.len() < 5 || event_words.iter().any(|w| w == word) {
            0.5
        } else {
            1.0
        }
    };
    let about: Vec<Vec<u16>> =
        rows.iter().map(|row| row.iter().filter(|w| weight(w) > 0.0).flat_map(|w| matter::of(w).iter().copied()).collect()).collect();
    event
        .sessions
        .iter()
        .zip(&rows)
        .enumerate()
        .map(|(n, (session, row))| {
            let total: f32 = row.iter().map(|w| weight(w)).sum::<f32>().max(0.1);
            Title {
                matters: about
                    .get(n)
                    .into_iter()
                    .flatten()
                    .copied()
                    .filter(|m| about.iter().filter(|a| a.contains(m)).count() == 1)
                    .collect(),
                words: row.iter().map(|w| (w.clone(), weight(w) / total)).collect(),
                aliases: session.aliases.iter().map(|a| words_of(a)).collect(),
            }
        })
        .collect()
}

/// The words of a title, folded.
pub(super) fn words_of(title: &str) -> Vec<String> {
    fold(title).split_whitespace().map(str::to_owned).collect()
}

/// Where the event's own title or parts of it stand: its words point to no session.
pub fn title_mask(doc: &Doc, event: &Event) -> Vec<Range<usize>> {
    let key: String = Doc::new(Place::Text, event.title.clone()).fold;
    let short = key.split([':', '-']).next().unwrap_or_default().trim().to_owned();
    let mut mask = Vec::new();
    for needle in [key.as_str(), short.as_str()] {
        if needle.len() >= 8 {
            mask.extend(doc.fold.match_indices(needle).map(|(at, found)| at..at + found.len()));
        }
    }
    mask
}

/// Words of a fold with their places; a hyphen parts words ("City-Logistik").
fn words_at(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| c.is_alphanumeric())?;
        let rest = text.get(start..)?;
        let end = start + rest.find(|c: char| !(c.is_alphanumeric() || c == '\'')).unwrap_or(rest.len());
        at = end;
        Some((start..end, text.get(start..end)?))
    })
}

/// Whether a word of the text is a word of a title: the same, inflected, part of a compound, or misspelled by a letter or two.
///
/// German makes compounds: who writes "Wärmeplanung" or "Lieferverkehr" means the session with "Wärme" or "Verkehr" in its title.
fn same_word(word: &str, want: &str) -> bool {
    if word == want {
        return true;
    }
    let (short, long) = if word.len() <= want.len() { (word, want) } else { (want, word) };
    if short.len() == 4 && long.strip_prefix(short).is_some_and(|end| matches!(end, "s" | "n" | "e" | "en" | "es" | "er")) {
        return true;
    }
    if short.len() < 5 || !short.is_ascii() || !long.is_ascii() {
        return false;
    }
    let prefix = short.bytes().zip(long.bytes()).take_while(|(a, b)| a == b).count();
    if prefix == short.len()
        || prefix >= 7 && prefix + 3 >= short.len()
        || (short.len() >= 6 && word.len() >= want.len() && long.ends_with(short))
    {
        return true;
    }
    // "wäre" is no misspelt "Wärme": short words lie too close together
    if short.len() < 6 {
        return false;
    }
    let allowed = if short.len() >= 8 { 2 } else { 1 };
    long.len() - short.len() <= allowed && word.as_bytes().first() == want.as_bytes().first() && strsim::osa_distance(word, want) <= allowed
}

/// Title words that stand in any title.
const EMPTY_WORDS: &[&str] = &[
    "und", "der", "die", "das", "fuer", "von", "im", "in", "zur", "zum", "mit", "auf", "den", "des", "dem", "ein", "eine", "the", "and",
    "of", "for", "to", "a", "an", "in", "on", "at", "with", "by", "from", "fokus", "focus", "konzept", "concept", "praxis", "practice",
    "neue", "neuen", "new", "aus", "bei", "wie", "how", "als", "ueber", "um", "zu", "heute", "morgen", "today", "tomorrow", "now", "jetzt",
    "richtig", "gut", "good", "best", "better", "besser", "unternehmen", "betrieb", "betriebe", "firma", "business", "thema", "region",
    "regional", "stadt", "city", "wirtschaft", "your", "our", "ihre", "ihr", "unsere", "chancen", "herausforderungen", "zukunft", "future",
    "single", "ohne", "nach", "vor", "gegen", "durch", "nicht", "mehr", "was", "wo", "wer", "am", "an", "real", "world", "life", "leben",
    "arbeit", "work", "mittelstand", "we", "ich", "wir", "you", "that", "this", "it", "is", "are", "vom",
];

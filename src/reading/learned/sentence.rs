//! Sentences: where they end, their words, and what of them the learner looks at.
//!
//! German parts its verbs ("melde … an", "sage … ab", "kann … nicht"), so pairs of words that are no neighbours say as much as neighbours.

use std::ops::Range;

use super::learner::{Feature, feature};

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr", "prof", "dipl", "ing", "nr", "no", "st", "str", "fa", "hr", "fr", "ca", "bzw", "evtl", "ggf", "usw", "etc", "inkl", "tel", "mr",
    "mrs", "ms", "ltd", "inc", "co", "z", "b", "i", "a", "v", "u", "o", "g", "d", "h", "e", "k", "p", "s", "m", "c", "inh", "abt", "max",
    "mind", "gem", "med", "rer", "nat", "phil", "habil", "jur", "mag", "sp", "z.b", "ehf", "str", "org", "tn", "zb", "geb", "gez", "hann",
];

/// No more words of a stretch are looked at.
const MAX_WORDS: usize = 400;

/// Pairs of words are looked at up to this distance; the last word of a clause goes with each before it.
const REACH: usize = 5;

/// No sentence is much longer, in bytes; what goes on without an end is cut at white space, so that looking at the sentence around every
/// word stays linear.
const MAX_SENTENCE: usize = 1000;

/// Cuts a fold into sentences: at `.`, `!`, `?`, `:` before a line end, and empty lines. Not after abbreviations, initials and ordinals.
pub fn cut(fold: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    let bytes = fold.as_bytes();
    let byte = |at: usize| bytes.get(at).copied().unwrap_or(b'\n');
    let mut at = 0;
    while at < bytes.len() {
        let end = match byte(at) {
            b'\n' => {
                let rest = fold.get(at..).unwrap_or_default();
                at - start > MAX_SENTENCE || rest.chars().take_while(|c| c.is_whitespace()).filter(|c| *c == '\n').take(2).count() > 1
            }
            b'!' | b'?' => !matches!(byte(at + 1), b'!' | b'?' | b')' | b'"'),
            b'.' => byte(at + 1).is_ascii_whitespace() && !is_abbreviation(fold.get(start..at).unwrap_or_default()),
            b' ' | b'\t' => at - start > MAX_SENTENCE,
            _ => at - start > 2 * MAX_SENTENCE,
        };
        at += 1;
        if end && fold.is_char_boundary(at) {
            push_trimmed(fold, start..at, &mut found);
            start = at;
        }
    }
    push_trimmed(fold, start..fold.len(), &mut found);
    found
}

/// Whether the word at the end of `before` is one after which a full stop is no end: an abbreviation, an initial, a number.
fn is_abbreviation(before: &str) -> bool {
    let word = before.rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '-' | '/')).next().unwrap_or_default();
    let tail = word.rsplit('.').next().unwrap_or_default();
    word.len() <= 1 && !word.bytes().all(|b| b.is_ascii_digit())
        || tail.len() <= 1 && !tail.bytes().all(|b| b.is_ascii_digit())
        || ABBREVIATIONS.contains(&word)
        || ABBREVIATIONS.contains(&tail)
        || word.bytes().all(|b| b.is_ascii_digit()) && !is_counted(before.strip_suffix(word).unwrap_or_default())
}

/// Whether a number stands behind a word that it counts: "Workshop 4." ends a sentence, "am 4. November" does not.
fn is_counted(before: &str) -> bool {
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    [
        "workshop", "session", "forum", "panel", "track", "nummer", "number", "nr", "no", "thema", "block", "gruppe", "option", "stream",
        "seminar", "runde",
    ]
    .contains(&word)
}

fn push_trimmed(fold: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let text = fold.get(range.clone()).unwrap_or_default();
    let lead = text.len() - text.trim_start().len();
    let trimmed = range.start + lead..range.start + lead + text.trim().len();
    if !trimmed.is_empty() {
        found.push(trimmed);
    }
}

/// A stretch of a fold in which names, firms and sessions are replaced by `{n}`, `{f}`, `{s}`. `spans` are sorted and don't overlap (see [`apart`]).
pub fn masked(fold: &str, range: &Range<usize>, spans: &[(Range<usize>, char)]) -> String {
    let mut out = String::with_capacity(range.len());
    let mut at = range.start;
    for (span, mark) in spans.iter().filter(|(s, _)| s.start < range.end && range.start < s.end) {
        out.push_str(fold.get(at..span.start).unwrap_or_default());
        out.extend([" {", mark.encode_utf8(&mut [0; 4]), "} "]);
        at = span.end;
    }
    out.push_str(fold.get(at..range.end).unwrap_or_default());
    out
}

/// Sorts spans and drops those that overlap an earlier, or at the same place a longer one.
pub fn apart<T>(mut spans: Vec<(Range<usize>, T)>) -> Vec<(Range<usize>, T)> {
    spans.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    spans.retain(|(range, _)| {
        let free = range.start >= end && !range.is_empty();
        end = if free { range.end } else { end };
        free
    });
    spans
}

/// The words of a folded sentence, with its marks of punctuation. Names, firms and sessions stand in it as `{n}`, `{f}`, `{s}`; dates become `{d}`,
/// other numbers `{x}`.
pub fn words(folded: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    let mut rest = folded;
    while let Some(start) = rest.find(|c: char| c.is_alphanumeric() || matches!(c, '{' | '?' | '!' | ',' | ';' | ':' | '.')) {
        rest = rest.get(start..).unwrap_or_default();
        let length = match rest.chars().next() {
            Some('{') => rest.find('}').map_or(1, |end| end + 1).min(3),
            Some('?' | '!' | ',' | ';' | ':' | '.') => 1,
            _ => rest.find(|c: char| !(c.is_alphanumeric() || c == '\'')).unwrap_or(rest.len()),
        };
        let (word, tail) = rest.split_at_checked(length.max(1)).unwrap_or((rest, ""));
        push_word(&mut found, word);
        rest = tail;
        if found.len() >= MAX_WORDS {
            break;
        }
    }
    found
}

/// Appends a word; what makes one date or number becomes one word: "am 17. November 2026 um 9:30 Uhr".
fn push_word<'a>(found: &mut Vec<&'a str>, word: &'a str) {
    let numeric = word.starts_with(|c: char| c.is_ascii_digit()) && word.bytes().filter(u8::is_ascii_alphabetic).count() <= 2;
    let dated = DATES.contains(&word) || word == "{d}";
    if !numeric && !dated {
        found.push(if word == "{x}" { "{x}" } else { word });
        return;
    }
    // a full stop or colon between the parts of a date does not part them
    let mut before = found.as_slice();
    while let [head @ .., "." | ":"] = before {
        before = head;
    }
    match before {
        [head @ .., "{d}" | "{x}"] => {
            let known = before.last() == Some(&"{d}");
            let keep = head.len();
            found.truncate(keep);
            found.push(if known || dated { "{d}" } else { "{x}" });
        }
        _ => found.push(if dated { "{d}" } else { "{x}" }),
    }
}

/// Words of dates and times.
const DATES: &[&str] = &[
    "montag", "dienstag", "mittwoch", "donnerstag", "freitag", "samstag", "sonnabend", "sonntag", "januar", "februar", "maerz", "april",
    "juni", "juli", "august", "september", "oktober", "november", "dezember", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "january", "february", "march", "june", "july", "october", "december", "jaenner", "feber", "uhr", "okt", "nov",
    "dez", "sept", "oct", "dec", "montags", "freitags", "mittwochs",
];

/// The beginning of a word: German and English bend at the end.
pub fn stem(word: &str) -> &str {
    let end = word.char_indices().nth(5).map_or(word.len(), |(at, _)| at);
    word.get(..end).unwrap_or(word)
}

/// Whether a word is a mark of punctuation.
pub fn is_mark(word: &str) -> bool {
    matches!(word, "?" | "!" | "," | ";" | ":" | ".")
}

/// The features of a sentence, each with its name.
pub fn named(words: &[&str]) -> Vec<(Feature, String)> {
    let mut found: Vec<(Feature, String)> = Vec::new();
    features_into(words, &mut |parts| found.push((feature(parts), parts.get(1..).unwrap_or_default().join(" "))));
    found
}

/// The features of a sentence, each once.
pub fn features(words: &[&str]) -> Vec<Feature> {
    let mut found = Vec::new();
    features_into(words, &mut |parts| found.push(feature(parts)));
    found.sort_unstable();
    found.dedup();
    found
}

fn features_into(words: &[&str], add: &mut dyn FnMut(&[&str])) {
    let spoken: Vec<&str> = words.iter().copied().filter(|w| !is_mark(w)).collect();
    let length = match spoken.len() {
        0..=2 => "1",
        3..=6 => "3",
        7..=15 => "7",
        _ => "16",
    };
    add(&["length", length]);
    if let Some(mark) = words.last().filter(|w| is_mark(w)) {
        add(&["end", mark]);
    }
    for (at, word) in spoken.iter().enumerate() {
        add(&["word", word]);
        add(&["stem", stem(word)]);
        // parts of compounds and misspelt words: "Nachmeldung", "anmeldugn"
        if word.len() >= 5 && word.is_ascii() {
            for start in 0..=word.len() - 4 {
                add(&["part", word.get(start..start + 4).unwrap_or_default()]);
            }
        }
        if at == 0 {
            add(&["first", stem(word)]);
        }
        if at + 1 == spoken.len() {
            add(&["last", stem(word)]);
        }
        if let Some(next) = spoken.get(at + 1) {
            add(&["pair", word, next]);
            if let Some(third) = spoken.get(at + 2) {
                add(&["three", stem(word), stem(next), stem(third)]);
            }
        }
        for far in spoken.iter().skip(at + 2).take(REACH - 1) {
            add(&["apart", stem(word), stem(far)]);
        }
    }
    // the particle or participle at the end of a clause belongs to the verb at its beginning
    for clause in words.split(|w| is_mark(w)) {
        if let Some((last, before)) = clause.split_last() {
            before.iter().for_each(|w| add(&["frame", stem(w), stem(last)]));
        }
    }
}

/// The paragraphs of a fold: what stands between empty lines.
pub fn paragraphs(fold: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    for part in fold.split("\n\n") {
        if !part.trim().is_empty() {
            found.push(at..at + part.len());
        }
        at += part.len() + 2;
    }
    found
}

//! A text ready to be searched: folded (lower case, umlauts written out) with a way back to the original words, cut into lines and
//! sentences. Rules search the fold and quote the original.

use std::ops::Range;
use std::sync::OnceLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::Place;
use super::company::{self, Firm};
use super::name::{self, Person};

/// One stretch of a mail: the subject, a block of new text, a signature, a quoted mail.
#[derive(Clone, Debug)]
pub struct Doc {
    /// Where it stands.
    pub place: Place,
    /// The original text, lines ended by `\n`.
    pub text: String,
    /// The folded text: lower case, `ä` as `ae`, typographic quotes and dashes as ASCII, accents dropped.
    pub fold: String,
    /// For each byte of `fold` the byte of `text` it came from, and one more for the end.
    origin: Vec<usize>,
    /// Byte ranges of `text`, one a line, without the line end.
    pub lines: Vec<Range<usize>>,
    /// Byte ranges of `fold`, one a sentence.
    pub sentences: Vec<Range<usize>>,
    people: OnceLock<Vec<Person>>,
    firms: OnceLock<Vec<Firm>>,
}

impl Doc {
    /// Makes `text` searchable.
    pub fn new(place: Place, text: String) -> Self {
        let (fold, origin) = fold(&text);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        let sentences = sentences(&fold);
        Self { place, text, fold, origin, lines, sentences, people: OnceLock::new(), firms: OnceLock::new() }
    }

    /// The people named in it.
    pub fn people(&self) -> &[Person] {
        self.people.get_or_init(|| name::people(&self.text))
    }

    /// The firms with a legal form named in it.
    pub fn firms(&self) -> &[Firm] {
        self.firms.get_or_init(|| company::formed(self))
    }

    /// The same text as standing elsewhere.
    pub fn placed(mut self, place: Place) -> Self {
        self.place = place;
        self
    }

    /// The place in `text` of byte `at` of the fold.
    pub fn origin(&self, at: usize) -> usize {
        self.origin.get(at).copied().unwrap_or(self.text.len())
    }

    /// The place in the fold of byte `at` of `text`.
    pub fn folded(&self, at: usize) -> usize {
        self.origin.partition_point(|o| *o < at)
    }

    /// The original words of a range of the fold.
    pub fn words(&self, range: &Range<usize>) -> &str {
        self.text.get(self.origin(range.start)..self.origin(range.end)).unwrap_or_default().trim()
    }

    /// A range of the fold; empty where it does not lie between characters.
    pub fn folded_str(&self, range: &Range<usize>) -> &str {
        self.fold.get(range.clone()).unwrap_or_default()
    }

    /// The sentence around byte `at` of the fold.
    pub fn sentence_at(&self, at: usize) -> Range<usize> {
        let next = self.sentences.partition_point(|s| s.end <= at);
        self.sentences.get(next).filter(|s| s.contains(&at)).cloned().unwrap_or_else(|| self.between(next))
    }

    /// What lies before the sentence `next`, which is white space.
    fn between(&self, next: usize) -> Range<usize> {
        let start = next.checked_sub(1).and_then(|i| self.sentences.get(i)).map_or(0, |s| s.end);
        start..self.sentences.get(next).map_or(self.fold.len(), |s| s.start)
    }

    /// The lines as text.
    pub fn line_texts(&self) -> impl Iterator<Item = (Range<usize>, &str)> {
        self.lines.iter().map(|r| (r.clone(), self.text.get(r.clone()).unwrap_or_default()))
    }
}

/// Folds `text` byte for byte traceable: the fold, and for each of its bytes the byte of `text` it came from.
fn fold(text: &str) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        match c {
            'ä' | 'Ä' | 'æ' | 'Æ' => out.push_str("ae"),
            'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' => out.push_str("oe"),
            'ü' | 'Ü' => out.push_str("ue"),
            'ß' | 'ẞ' => out.push_str("ss"),
            'ı' => out.push('i'),
            'ł' | 'Ł' => out.push('l'),
            '’' | '‘' | '´' | '`' => out.push('\''),
            '„' | '“' | '”' | '«' | '»' | '‚' => out.push('"'),
            '–' | '—' | '‐' | '‑' => out.push('-'),
            '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
            _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
            _ => out.extend(c.nfkd().filter(|d| !is_combining_mark(*d)).flat_map(char::to_lowercase)),
        }
        origin.resize(out.len(), at);
    }
    origin.push(text.len());
    (out, origin)
}

/// Words after which a full stop does not end a sentence.
const ABBREVIATIONS: &[&str] = &[
    "dr", "prof", "dipl", "ing", "nr", "no", "st", "str", "fa", "hr", "fr", "ca", "bzw", "evtl", "ggf", "usw", "etc", "inkl", "tel", "mr",
    "mrs", "ms", "ltd", "inc", "co", "z", "b", "i", "a", "v", "u", "o", "g", "d", "h", "e", "k", "p", "s", "m", "c", "inh", "abt", "max",
    "mind", "gem", "med", "rer", "nat", "phil", "habil", "jur", "mag", "sp", "z.b", "ehf", "str", "org", "tn", "zb", "geb", "gez", "hann",
];

/// No sentence is much longer, in bytes; what goes on without an end is cut at white space, so that looking at the sentence around every
/// word stays linear.
const MAX_SENTENCE: usize = 1000;

/// Cuts a fold into sentences: at `.`, `!`, `?`, `:` before a line end, and empty lines. Not after abbreviations, initials and ordinals.
fn sentences(fold: &str) -> Vec<Range<usize>> {
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
    word.len() <= 1
        || tail.len() <= 1
        || ABBREVIATIONS.contains(&word)
        || ABBREVIATIONS.contains(&tail)
        || word.bytes().all(|b| b.is_ascii_digit())
}

fn push_trimmed(fold: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let text = fold.get(range.clone()).unwrap_or_default();
    let lead = text.len() - text.trim_start().len();
    let trimmed = range.start + lead..range.start + lead + text.trim().len();
    if !trimmed.is_empty() {
        found.push(trimmed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_end_where_people_end_them() {
        let check = |text: &str, want: &[&str]| {
            let doc = Doc::new(Place::Text, text.to_owned());
            assert_eq!(doc.sentences.iter().map(|s| doc.words(s)).collect::<Vec<_>>(), want, "{text:?}");
        };
        check("Hallo Herr Dr. Ott. Ich komme!", &["Hallo Herr Dr. Ott.", "Ich komme!"]);
        check("Am 26. November. Geht es?\nJa", &["Am 26. November.", "Geht es?", "Ja"]);
        check("Name: A\nFirma: B\n\nDanke", &["Name: A\nFirma: B", "Danke"]);
        check("", &[]);
    }

    #[test]
    fn folds_lead_back_to_the_words() {
        let doc = Doc::new(Place::Text, "Für die „Wärme“ – Straße".to_owned());
        assert_eq!(doc.fold, "fuer die \"waerme\" - strasse");
        let at = doc.fold.find("waerme").unwrap();
        assert_eq!(doc.words(&(at..at + 6)), "Wärme");
        assert_eq!(doc.folded(doc.text.find("Straße").unwrap()), doc.fold.find("strasse").unwrap());
    }
}

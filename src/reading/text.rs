//! A text ready to be searched: folded (lower case, umlauts written out) with a way back to the original words, cut into lines and
//! sentences. Rules search the fold and quote the original.

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::Place;
use super::company::{self, Firm};
use super::learned::naming::{self, Named, Writer};
use super::learned::{self, sentence};
use super::name::{self, Person};
use super::session::Catalogue;
use super::understood::Understood;
use crate::event::Event;

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
    writer: Arc<Writer>,
    named: OnceLock<Vec<Named>>,
    people: OnceLock<Vec<Person>>,
    understood: OnceLock<Understood>,
    firms: OnceLock<Vec<Firm>>,
}

impl Doc {
    /// Makes `text` searchable.
    pub fn new(place: Place, text: String) -> Self {
        let (fold, origin) = super::fold::traced(&text);
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split('\n') {
            lines.push(start..start + line.len());
            start += line.len() + 1;
        }
        let sentences = sentence::cut(&fold);
        Self {
            place,
            text,
            fold,
            origin,
            lines,
            sentences,
            writer: Arc::default(),
            named: OnceLock::new(),
            people: OnceLock::new(),
            understood: OnceLock::new(),
            firms: OnceLock::new(),
        }
    }

    /// The names of people and firms in it.
    pub fn named(&self) -> &[Named] {
        self.named.get_or_init(|| naming::named(&learned::NAMES, &self.text, &self.writer))
    }

    /// The people named in it.
    pub fn people(&self) -> &[Person] {
        self.people.get_or_init(|| name::people_in(self))
    }

    /// What it mentions and does.
    pub fn understood(&self, event: &Event, catalogue: &Catalogue) -> &Understood {
        self.understood.get_or_init(|| Understood::new(self, event, catalogue))
    }

    /// The firms with a legal form named in it.
    pub fn firms(&self) -> &[Firm] {
        self.firms.get_or_init(|| company::formed(self))
    }

    /// The same text as written by somebody whose address is known.
    pub fn by(mut self, writer: &Arc<Writer>) -> Self {
        self.writer = Arc::clone(writer);
        self
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

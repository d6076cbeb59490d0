//! Sessions by number, number word, Roman numeral, ordinal or letter, and the numbers that are no sessions.

use std::ops::Range;

use super::{Catalogue, Strength, Target};
use crate::reading::learned::stance;
use crate::reading::text::Doc;

impl Catalogue {
    /// "Session 2", "Workshops 1 und 3", "Nr. 3", "#3".
    pub(super) fn numbered(&self, text: &str, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
        let Some(keyword) = &self.keyword else { return };
        for hit in keyword.captures_iter(text) {
            let (Some(whole), Some(id)) = (hit.get(0), hit.name("id").or(hit.name("hash"))) else { continue };
            // "the shore power talks. I'm only …": a full stop parts them, unless it is that of "Nr."
            let between = hit.name("key").and_then(|k| text.get(k.end()..id.start())).unwrap_or_default();
            let numbered = between.trim_end().ends_with("nr.") || between.trim_end().ends_with("no.");
            if between.contains(". ") && !numbered && !hit.name("key").is_some_and(|k| matches!(k.as_str(), "nr" | "no" | "num")) {
                continue;
            }
            if !self.is_session_number(text, id.range()) {
                continue;
            }
            // "workshop 2, the one about …", "the session, i think": these words are numbers only right behind the word
            if matches!(id.as_str(), "one" | "i" | "eins" | "v" | "x") && !between.chars().all(|c| c == ' ') {
                continue;
            }
            let loose = hit.name("key").is_some_and(|k| {
                matches!(
                    k.as_str(),
                    "no" | "wahl" | "choice" | "teil" | "ag" | "termin" | "part" | "tisch" | "table" | "item" | "punkt" | "veranstaltung"
                )
            });
            let key = hit.name("key").map_or("", |k| k.as_str());
            match self.target_after(key, id.as_str()) {
                Target::Unknown(_) if loose => continue,
                target => add(whole.start()..id.end(), target, Strength::Number),
            }
            let mut at = id.end();
            while let Some(next) = self
                .more
                .as_ref()
                .and_then(|m| m.captures(text.get(at..)?))
                .and_then(|c| c.name("id").map(|id| at + id.start()..at + id.end()))
            {
                if !self.is_session_number(text, next.clone()) {
                    break;
                }
                let target = self.target_after(key, text.get(next.clone()).unwrap_or_default());
                if matches!(target, Target::Unknown(_)) {
                    break;
                }
                at = next.end;
                add(next, target, Strength::Number);
            }
        }
    }

    /// "die zweite Session", "the second topic".
    pub(super) fn ordinals(&self, text: &str, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
        let Some(ordinal) = &self.ordinal else { return };
        for hit in ordinal.captures_iter(text) {
            let (Some(whole), Some(ord)) = (hit.get(0), hit.name("ord").or(hit.name("alone"))) else { continue };
            let word = ord.as_str().trim_end_matches('.');
            let number = word.parse::<usize>().ok().or_else(|| {
                ORDINALS
                    .iter()
                    .position(|row| row.iter().any(|o| word == *o || word.strip_suffix(['n', 'r', 'm', 's']).is_some_and(|w| w == *o)))
                    .map(|i| i + 1)
            });
            let choice = ["wahl", "choice"].iter().any(|w| whole.as_str().ends_with(w));
            if let Some(number) = number.filter(|_| !choice) {
                let target = if self.numeric { self.target(&number.to_string()) } else { self.nth(number) };
                add(whole.range(), target, Strength::Number);
            }
        }
    }

    pub(super) fn nth(&self, number: usize) -> Target {
        if (1..=self.ids.len()).contains(&number) { Target::Session(number - 1) } else { Target::Unknown(number.to_string()) }
    }

    /// "die 1", "in die 3", "count me in for C": a number or a capital letter alone. Whether it means a session is told by the words around (see
    /// [`crate::reading::understood`]).
    pub(super) fn bare(&self, doc: &Doc, range: &Range<usize>, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
        for candidate in stance::candidates(&doc.text) {
            let at = doc.folded(candidate.start)..doc.folded(candidate.end);
            if at.start < range.start || range.end < at.end {
                continue;
            }
            if let Some(index) = self
                .keys
                .iter()
                .position(|k| k == doc.folded_str(&at))
                .filter(|_| self.is_session_number(&doc.fold, at.clone()) && !is_elsewhere(&doc.fold, at.start))
            {
                add(at.start - range.start..at.end - range.start, Target::Session(index), Strength::Bare);
            }
        }
    }

    /// Numbers that are no sessions: dates, times, amounts, house numbers, "2 Personen", "2. Vorsitzender".
    pub(super) fn is_session_number(&self, text: &str, id: Range<usize>) -> bool {
        let number = text.get(id.clone()).unwrap_or_default();
        if !number.starts_with(|c: char| c.is_ascii_digit()) {
            return true;
        }
        let after = text.get(id.end..).unwrap_or_default();
        let mut chars = after.chars();
        let (first, second) = (chars.next(), chars.next());
        let glued = matches!(first, Some('.' | ':' | ',' | '/' | '-' | '%')) && second.is_some_and(|c| c.is_ascii_digit());
        let word = after.trim_start_matches(['.', ' ', '\n', 'x']).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let counted = [
            "person", "leut", "plaetz", "platz", "teilnehmer", "teilnehmend", "kolleg", "uhr", "mitarbeit", "people", "seat", "place",
            "delegate", "colleague", "jan", "feb", "maerz", "mar", "apr", "mai", "juni", "juli", "jun", "jul", "aug", "sep", "okt", "oct",
            "nov", "dez", "dec", "vorsitz", "geschaeftsf", "stock", "etage", "minut", "stund", "prozent", "euro", "am ", "pm ", "jahr",
            "tag", "woche", "monat", "km", "vorstand", "buergermeister", "fach", "anmeldung", "weitere", "fragen", "more", "of us",
            "questions", "quick",
        ]
        .iter()
        .any(|w| word.starts_with(w));
        !(glued || counted || after.starts_with(['%', '€']))
    }

    /// The session of `id` after the word `key`: where ids are made of a letter and a number ("W1"), "Workshop 1" is the one whose letter
    /// begins the word.
    pub(super) fn target_after(&self, key: &str, id: &str) -> Target {
        let target = self.target(id);
        // "WS II" for W2
        let number = CARDINALS.iter().position(|row| row.contains(&id)).filter(|_| self.numbered).map(|n| (n + 1).to_string());
        let id = number.as_deref().unwrap_or(id);
        if !matches!(target, Target::Unknown(_)) || !id.bytes().all(|b| b.is_ascii_digit()) {
            return target;
        }
        let numbered = |k: &&String| k.trim_start_matches(|c: char| c.is_alphabetic()) == id && k.len() > id.len();
        let initial = key.chars().next();
        let matching: Vec<usize> =
            self.keys.iter().enumerate().filter(|(_, k)| numbered(k) && k.chars().next() == initial).map(|(i, _)| i).collect();
        let any: Vec<usize> = self.keys.iter().enumerate().filter(|(_, k)| numbered(k)).map(|(i, _)| i).collect();
        match (matching.as_slice(), any.as_slice()) {
            ([one], _) | ([], [one]) => Target::Session(*one),
            _ => target,
        }
    }

    pub(super) fn target(&self, word: &str) -> Target {
        if let Some(index) = self.keys.iter().position(|k| k == word) {
            return Target::Session(index);
        }
        if self.numeric {
            let number = CARDINALS.iter().position(|row| row.contains(&word)).map(|i| (i + 1).to_string());
            let number = number.or_else(|| word.parse::<u32>().ok().map(|n| n.to_string()));
            if let Some(index) = number.and_then(|n| self.keys.iter().position(|k| *k == n)) {
                return Target::Session(index);
            }
        }
        Target::Unknown(word.to_uppercase())
    }
}

/// "Gleis 2", "room B", "Halle 3": the word before tells another kind of number.
fn is_elsewhere(fold: &str, at: usize) -> bool {
    let before = fold.get(..at).unwrap_or_default();
    let word = before.trim_end().rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    before.ends_with([' ', '-'])
        && matches!(
            word,
            "gleis"
                | "raum"
                | "zimmer"
                | "halle"
                | "haus"
                | "stock"
                | "etage"
                | "tor"
                | "linie"
                | "ice"
                | "kw"
                | "platz"
                | "stand"
                | "bau"
                | "gebaeude"
                | "platform"
                | "room"
                | "hall"
                | "gate"
                | "booth"
                | "building"
                | "floor"
                | "unit"
                | "suite"
                | "week"
                | "line"
                | "po"
                | "seite"
                | "page"
                | "version"
                | "stufe"
                | "level"
                | "tel"
                | "fax"
                | "box"
                | "kapitel"
                | "chapter"
                | "anlage"
                | "attachment"
        )
}

/// What people call a session.
pub(super) const KEYWORDS: &str = r"ws|sess?ion(?:en|s)?|sesion|sitzung|work-?shops?|foren|forums?|fach-?for(?:um|en)|themen?(?:schwerpunkte?n?|bloecke?|block|felde?r?|bereiche?|kreise?|gruppe|tisch)?|thema|schwerpunkte?|bl(?:o|oe)cke?n?|panels?|ag|arbeitsgruppen?|arbeitskreis|tracks?|slots?|gruppen?|runden?|topics?|parts?|module?s?|programmpunkte?|seminare?|kurse?|vortr(?:ag|aege)|impuls|streams?|break-?outs?(?: session)?|themes?|tables?|tische?|angebote?|optione?n?|talks?|items?|punkte?|lab|labor|veranstaltung|teil|einheit|termin|nr|nummer|no|num|number|choice|wahl";

/// Ordinals, folded; their place is their number less one.
pub(super) const ORDINALS: [[&str; 3]; 10] = [
    ["erste", "first", "1st"],
    ["zweite", "second", "2nd"],
    ["dritte", "third", "3rd"],
    ["vierte", "fourth", "4th"],
    ["fuenfte", "fifth", "5th"],
    ["sechste", "sixth", "6th"],
    ["siebte", "seventh", "7th"],
    ["achte", "eighth", "8th"],
    ["neunte", "ninth", "9th"],
    ["zehnte", "tenth", "10th"],
];

pub(super) const CARDINALS: [[&str; 3]; 10] = [
    ["eins", "one", "i"],
    ["zwei", "two", "ii"],
    ["drei", "three", "iii"],
    ["vier", "four", "iv"],
    ["fuenf", "five", "v"],
    ["sechs", "six", "vi"],
    ["sieben", "seven", "vii"],
    ["acht", "eight", "viii"],
    ["neun", "nine", "ix"],
    ["zehn", "ten", "x"],
];

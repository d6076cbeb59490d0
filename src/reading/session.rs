//! Which session: by number, number word, Roman numeral, letter, title, part of a title, misspelling or alias; with what is refused, what
//! is second choice, and numbers that are no sessions at all.
//!
//! [`Catalogue`] is made once an event. [`Catalogue::mentions`] finds every mention of a session in a stretch of text; [`choose`] weighs
//! the mentions into one choice.

use std::ops::Range;

use regex::Regex;

use super::Place;
use super::text::Doc;
use super::words::WORDS;
use crate::event::{Event, SessionId};
use crate::person::fold;

/// What a mention points to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A session, by its place in the event.
    Session(usize),
    /// A session that does not exist, in the words of the mail.
    Unknown(String),
    /// All of them.
    All,
    /// Any of them.
    Any,
}

/// How plainly a mention names its session, from weak to strong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Strength {
    /// A word of its title or topic.
    Topic,
    /// A number or letter alone ("die 3").
    Bare,
    /// Most of its title.
    Title,
    /// Its number after a word for session ("Workshop 2"), or its ordinal ("die zweite Session").
    Number,
}

/// What the sentence does with the session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stance {
    /// It is chosen, or just named.
    Chosen,
    /// It is refused, or left.
    Refused,
    /// It is the second choice.
    Second,
    /// It is only the condition for something else ("wenn die 2 voll ist").
    Condition,
}

/// A mention of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mention {
    /// Where, as a range of the fold.
    pub range: Range<usize>,
    /// What it points to.
    pub target: Target,
    /// How plainly.
    pub strength: Strength,
    /// What the sentence does with it.
    pub stance: Stance,
}

/// The sessions of an event, ready to be recognised.
#[derive(Debug)]
pub struct Catalogue {
    ids: Vec<SessionId>,
    /// Folded ids, in the same order.
    keys: Vec<String>,
    titles: Vec<Title>,
    numeric: bool,
    keyword: Option<Regex>,
    ordinal: Option<Regex>,
    bare: Option<Regex>,
    more: Option<Regex>,
    /// Titles of the event, whose words point to no session.
    event_words: Vec<String>,
}

#[derive(Debug)]
struct Title {
    /// (folded word, weight); the weights of a title sum up to one where it has a word of its own.
    words: Vec<(String, f32)>,
    /// Folded aliases as rows of words.
    aliases: Vec<Vec<String>>,
}

/// What people call a session.
const KEYWORDS: &str = r"sess?ion(?:en|s)?|sesion|sitzung|work-?shops?|foren|forums?|fach-?for(?:um|en)|themen?(?:schwerpunkte?n?|bloecke?|block|felde?r?|bereiche?|kreise?|gruppe|tisch)?|thema|schwerpunkte?|bl(?:o|oe)cke?n?|panels?|ag|arbeitsgruppen?|arbeitskreis|tracks?|slots?|gruppen?|runden?|topics?|parts?|module?s?|programmpunkte?|seminare?|kurse?|vortr(?:ag|aege)|impuls|streams?|break-?outs?(?: session)?|themes?|tables?|tische?|angebote?|optione?n?|talks?|items?|punkte?|lab|labor|veranstaltung|teil|einheit|termin|nr|nummer|no|num|number|choice|wahl";
/// Ordinals, folded; their place is their number less one.
const ORDINALS: [[&str; 3]; 10] = [
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
const CARDINALS: [[&str; 3]; 10] = [
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

impl Catalogue {
    /// The catalogue of an event.
    pub fn new(event: &Event) -> Self {
        let keys: Vec<String> = event.sessions.iter().map(|s| fold(&s.id.0).replace(' ', "")).collect();
        let numeric = keys.iter().all(|k| k.bytes().all(|b| b.is_ascii_digit()));
        let letters = keys.iter().all(|k| k.len() == 1 && k.bytes().all(|b| b.is_ascii_alphabetic()));
        let event_words = words_of(&event.title);
        let mut own: Vec<String> = keys.iter().map(|k| regex::escape(k)).collect();
        own.sort_by_key(|k| std::cmp::Reverse(k.len()));
        let own = own.join("|");
        let cardinals = CARDINALS.concat();
        let words: Vec<&str> = cardinals.iter().copied().filter(|w| numeric && w.len() > 1 || numeric && *w == "i").collect();
        let foreign = if letters { r"[a-z]|\d{1,2}" } else { r"\d{1,2}" };
        // in a list the words "one" and "i" are no numbers: "workshop 2, the one about …"
        let listed: Vec<&str> = words.iter().copied().filter(|w| !matches!(*w, "one" | "i" | "eins" | "v" | "x")).collect();
        let further = if listed.is_empty() { format!("{own}|{foreign}") } else { format!("{own}|{}|{foreign}", listed.join("|")) };
        let any = if words.is_empty() { format!("{own}|{foreign}") } else { format!("{own}|{}|{foreign}", words.join("|")) };
        let ordinals = ORDINALS.concat().join("[nrms]?|");
        let left = r"(?:^|[\n(:;,#/\-]|\b(?:in|zu|zur|fuer|die|der|das|an|bei|auf|nach|statt|und|oder|sondern|nicht|lieber|dann|auch|ersatzweise|alternativ|nr\.?|nummer|for|to|into|take|choose|but|or|and|be|not|is|on|join|attend|of|from|with|me|option|pick|than|do|prefer|it|ich|i|nur|want|wants|moechte|will|nehme|nehmen|waehle|waehlen|have|like|also|bleibt|would)(?: die| der| das| the)?)";
        let id_chars = if letters { own.to_uppercase() } else { own.clone() };
        Self {
            numeric,
            keyword: Regex::new(&format!(r"\b(?P<key>{KEYWORDS})\b\.?[\s:.,\-('\x22#=*_]*(?:(?:nr|no|nummer|number|num|id|ist|is|die|der|the|mit der|waere|would be)\b\.?[\s:]*)?#?\s?(?P<id>{any})\b|#\s?(?P<hash>{any})\b")).ok(),
            ordinal: Regex::new(&format!(r"\b(?P<ord>(?:{ordinals}[nrms]?|\d{{1,2}}\.))[\s]+(?:\w+[\s]+)?(?:{KEYWORDS}|one)\b|\b(?:die|der|den|das|the|zur|zum|beim|im)[\s]+(?P<alone>(?:{ordinals}[nrms]?))(?:$|[.,;!?)]|[\s]+(?:bitte|please|an|gehen|anmelden|teilnehmen|kommen))")).ok(),
            bare: Regex::new(&format!(r"{left}[\s]*['\x22(]?(?P<id>{})\b", if letters { id_chars } else { own })).ok(),
            more: Regex::new(&format!(r"^[\s]*(?:,|;|/|&|\+|und|and|oder|or|sowie|bzw\.?|als auch|as well as|sondern|ersatzweise|alternativ)[\s]*(?:(?:in|zu|zur|fuer|die|der|das|the|auch|eben|notfalls|nr\.?|nummer|no\.?)[\s]+)*#?(?P<id>{further})\b")).ok(),
            titles: titles(event, &event_words),
            ids: event.sessions.iter().map(|s| s.id.clone()).collect(),
            keys,
            event_words,
        }
    }

    /// The id of the session at `index`.
    pub fn id(&self, index: usize) -> Option<&SessionId> {
        self.ids.get(index)
    }

    /// How many sessions there are.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Every mention in a range of the document's fold, in order. Stretches in `mask` (firms' names, the event's title) are passed over.
    pub fn mentions(&self, doc: &Doc, range: &Range<usize>, mask: &[Range<usize>]) -> Vec<Mention> {
        let text = doc.folded_str(range);
        let free = |r: &Range<usize>| !mask.iter().any(|m| m.start < r.end && r.start < m.end);
        let mut found: Vec<Mention> = Vec::new();
        let mut add = |at: Range<usize>, target: Target, strength: Strength| {
            let range = range.start + at.start..range.start + at.end;
            if free(&range) && !found.iter().any(|m: &Mention| m.range.start < range.end && range.start < m.range.end) {
                found.push(Mention { range, target, strength, stance: Stance::Chosen });
            }
        };
        self.numbered(text, &mut add);
        self.ordinals(text, &mut add);
        self.bare(doc, range, text, &mut add);
        for (at, index, strength) in self.titled(text) {
            add(at, Target::Session(index), strength);
        }
        for (phrases, target) in [(&WORDS.all_sessions, Target::All), (&WORDS.any_session, Target::Any)] {
            if let Some(at) = phrases.find(text) {
                add(at, target, Strength::Topic);
            }
        }
        found.sort_by_key(|m| m.range.start);
        self.stances(doc, &mut found);
        found
    }

    /// "Session 2", "Workshops 1 und 3", "Nr. 3", "#3".
    fn numbered(&self, text: &str, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
        let Some(keyword) = &self.keyword else { return };
        for hit in keyword.captures_iter(text) {
            let (Some(whole), Some(id)) = (hit.get(0), hit.name("id").or(hit.name("hash"))) else { continue };
            if !self.is_session_number(text, id.range()) {
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
    fn ordinals(&self, text: &str, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
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

    fn nth(&self, number: usize) -> Target {
        if (1..=self.ids.len()).contains(&number) { Target::Session(number - 1) } else { Target::Unknown(number.to_string()) }
    }

    /// "die 1", "in die 3", "count me in for C": a number or a capital letter alone, between words that lead to a choice.
    fn bare(&self, doc: &Doc, range: &Range<usize>, fold: &str, add: &mut impl FnMut(Range<usize>, Target, Strength)) {
        let Some(bare) = &self.bare else { return };
        let single_letters = self.keys.iter().all(|k| k.len() == 1 && !k.bytes().all(|b| b.is_ascii_digit()));
        // letters are sessions only as capitals, so they are looked for in a fold that keeps the case of single letters
        let cased;
        let text = if single_letters {
            cased = with_capitals(doc, range, fold);
            &cased
        } else {
            fold
        };
        let mut at = 0;
        while let Some(hit) = text.get(at..).and_then(|t| bare.captures(t)) {
            let Some(id) = hit.name("id") else { break };
            let id = at + id.start()..at + id.end();
            at = id.end;
            if self.ends_a_choice(text, id.clone(), single_letters) {
                add(id.clone(), self.target(fold.get(id.clone()).unwrap_or_default()), Strength::Bare);
            }
        }
    }

    /// Whether what follows a bare number or letter lets it be a choice: the end, punctuation, or a word of choosing.
    fn ends_a_choice(&self, text: &str, id: Range<usize>, letters: bool) -> bool {
        let after = text.get(id.end..).unwrap_or_default();
        let mut words = after.trim_start_matches(['"', '\'', ')']).split_whitespace();
        let first = words.next().unwrap_or_default();
        let glued = after.chars().next();
        if !letters && !self.is_session_number(text, id) {
            return false;
        }
        match glued {
            None | Some('\n') => true,
            Some('.' | ',' | ';' | ':' | '!' | '?' | ')' | '"' | '\'') => !after.chars().nth(1).is_some_and(|c| c.is_alphanumeric()),
            Some(' ') => {
                let first = first.trim_end_matches(|c: char| !c.is_alphanumeric());
                matches!(
                    first,
                    "" | "-"
                        | "bitte"
                        | "please"
                        | "pls"
                        | "anmelden"
                        | "vormerken"
                        | "eintragen"
                        | "buchen"
                        | "reservieren"
                        | "notieren"
                        | "gehen"
                        | "teilnehmen"
                        | "statt"
                        | "anstatt"
                        | "sondern"
                        | "instead"
                        | "kommen"
                        | "wechseln"
                        | "und"
                        | "oder"
                        | "or"
                        | "and"
                        | "an"
                        | "ein"
                        | "vor"
                        | "danke"
                        | "thanks"
                        | "nehmen"
                        | "auf"
                        | "to"
                        | "for"
                        | "if"
                        | "falls"
                        | "wenn"
                        | "nicht"
                        | "not"
                        | "rather"
                        | "wechsle"
                        | "but"
                        | "is"
                        | "ist"
                        | "waere"
                        | "would"
                        | "dabei"
                        | "dazu"
                        | "as"
                        | "als"
                        | "in"
                        | "von"
                        | "thank"
                        | "gern"
                        | "gerne"
                        | "setzen"
                        | "umbuchen"
                        | "tauschen"
                        | "mit"
                        | "teil"
                        | "because"
                        | "weil"
                ) || after.trim_start().starts_with(['-', '('])
            }
            _ => false,
        }
    }

    /// Numbers that are no sessions: dates, times, amounts, house numbers, "2 Personen", "2. Vorsitzender".
    fn is_session_number(&self, text: &str, id: Range<usize>) -> bool {
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
    fn target_after(&self, key: &str, id: &str) -> Target {
        let target = self.target(id);
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

    fn target(&self, word: &str) -> Target {
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

    /// Titles, parts of titles and aliases, with misspellings: for each run of title words its session and how much of the title it is.
    fn titled(&self, text: &str) -> Vec<(Range<usize>, usize, Strength)> {
        let words: Vec<(Range<usize>, &str)> = words_at(text).take(4000).collect();
        let mut found = Vec::new();
        for (index, title) in self.titles.iter().enumerate() {
            found.extend(self.alias_runs(&words, title).into_iter().map(|(r, strength)| (r, index, strength)));
            let mut run: Option<(usize, usize, Vec<usize>, f32)> = None;
            for (at, (_, word)) in words.iter().enumerate() {
                let hit = self.matching_title_word(title, word);
                match (&mut run, hit) {
                    (Some((_, last, seen, score)), Some((which, weight))) if at - *last <= 4 => {
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

    fn run_range(
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

    fn alias_runs(&self, words: &[(Range<usize>, &str)], title: &Title) -> Vec<(Range<usize>, Strength)> {
        let mut found = Vec::new();
        for alias in title.aliases.iter().filter(|a| !a.is_empty()) {
            for window in words.windows(alias.len()) {
                if window.iter().zip(alias).all(|((_, word), want)| same_word(word, want)) {
                    if let (Some(first), Some(last)) = (window.first(), window.last()) {
                        // a single word is a topic only: it may stand anywhere in a text
                        let strength = if alias.len() > 1 { Strength::Title } else { Strength::Topic };
                        found.push((first.0.start..last.0.end, strength));
                    }
                }
            }
        }
        found
    }

    fn matching_title_word(&self, title: &Title, word: &str) -> Option<(usize, f32)> {
        if word.len() < 3 || self.event_words.iter().any(|w| w == word) {
            return None;
        }
        title.words.iter().enumerate().find(|(_, (want, _))| same_word(word, want)).map(|(i, (_, weight))| (i, *weight))
    }

    /// Decides for each mention what its sentence does with it.
    fn stances(&self, doc: &Doc, mentions: &mut [Mention]) {
        let starts: Vec<Range<usize>> = mentions.iter().map(|m| m.range.clone()).collect();
        for (i, mention) in mentions.iter_mut().enumerate() {
            let sentence = doc.sentence_at(mention.range.start);
            let previous =
                i.checked_sub(1).and_then(|p| starts.get(p)).filter(|p| p.start >= sentence.start).map_or(sentence.start, |p| p.end);
            let before = doc.folded_str(&(previous..mention.range.start));
            let all_before = doc.folded_str(&(sentence.start..mention.range.start));
            let after = doc.folded_str(&(mention.range.end..sentence.end.max(mention.range.end)));
            mention.stance = if is_condition(all_before, after) {
                Stance::Condition
            } else if is_refused(before, after) {
                Stance::Refused
            } else if is_second(before, doc.folded_str(&sentence), previous > sentence.start) {
                Stance::Second
            } else {
                Stance::Chosen
            };
        }
    }
}

/// "wenn die 2 voll ist", "or D if B is full": between the word of the condition and the word for full.
fn is_condition(before: &str, after: &str) -> bool {
    const IF: &[&str] = &["falls", "wenn", "sofern", "if", "should", "sollte", "sollten", "in case", "wo", "ist"];
    let clause = before.rsplit([',', ';', '.']).next().unwrap_or_default();
    let opened = clause.split_whitespace().any(|w| IF.contains(&w.trim_matches(|c: char| !c.is_alphanumeric())));
    let rest = after.split([',', ';', '.', '!', '?']).next().unwrap_or_default();
    let full = [
        "voll", "ausgebucht", "belegt", "besetzt", "vergeben", "full", "booked", "taken", "gone", "unavailable", "oversubscribed",
        "sold out", "no space", "keinen platz", "kein platz", "nichts frei", "not available", "no room", "nicht moeglich", "nicht klappt",
        "overbooked",
    ];
    opened && full.iter().any(|w| rest.split_whitespace().take(8).any(|r| r.starts_with(w)) || rest.contains(w) && w.contains(' '))
}

/// "nicht in die 1", "statt Session 3", "von 2 auf 1", "die 1 eher nicht".
fn is_refused(before: &str, after: &str) -> bool {
    let near = before.rsplit([';', '\n']).next().unwrap_or_default();
    let refused = WORDS.refuse.find_all(near).last().is_some_and(|hit| {
        let between = near.get(hit.end..).unwrap_or_default();
        between.split_whitespace().count() <= 2 && !between.contains(',') && !["sondern", "but", "aber"].iter().any(|w| between.contains(w))
    });
    let tail = after.trim_start_matches(['"', '\'', ')', ' ']);
    let left_behind = [
        "nicht", "eher nicht", "lieber nicht", "auf keinen fall", "kommt nicht", "is not", "isn't", "not for me", "faellt aus",
        "faellt weg", "passt nicht", "scheidet aus", "auf ", "to session", "to the",
    ]
    .iter()
    .any(|w| tail.starts_with(w) && (*w != "auf " || near.split_whitespace().any(|v| v == "von")));
    refused || left_behind || denied(tail)
}

/// "Brandschutz ist nichts für mich", "serielle Sanierung machen wir nicht", "die Foren A und C habe ich schon besucht": the rest of the
/// clause denies what it began with.
fn denied(after: &str) -> bool {
    let clause = after.split([',', ';', '.', '!', '?', '(']).next().unwrap_or_default();
    let words: Vec<&str> = clause.split_whitespace().take(9).collect();
    let denies =
        words.iter().any(|w| matches!(*w, "nichts" | "nicht" | "kein" | "keine" | "not" | "nothing" | "don't" | "doesn't" | "isn't"));
    let seen = words.iter().any(|w| matches!(*w, "besucht" | "gesehen" | "gehoert" | "attended" | "seen"))
        && words.iter().any(|w| matches!(*w, "habe" | "haben" | "bereits" | "schon" | "have" | "already" | "i've"));
    denies && !words.iter().any(|w| matches!(*w, "nur" | "only" | "just" | "falls" | "wenn" | "if" | "voll" | "full")) || seen
}

/// "ersatzweise 3", "or D if B is full": after another choice in the same or an earlier sentence.
fn is_second(before: &str, sentence: &str, follows: bool) -> bool {
    let marked = WORDS.second_choice.find_all(before).last().cloned();
    let first = WORDS.first_choice.find_all(before).last().cloned();
    match (marked, first) {
        (Some(second), Some(first))
            if first.start > second.end && before.get(first.clone()).is_some_and(|w| w != "bitte" && w != "please") =>
        {
            false
        }
        (Some(_), _) => true,
        (None, _) => follows && is_condition_sentence(sentence) && !before.contains(" und ") && !before.contains(" and "),
    }
}

/// Whether the sentence holds a condition of the kind "if B is full".
fn is_condition_sentence(before: &str) -> bool {
    ["voll", "ausgebucht", "belegt", "full", "booked up", "taken"].iter().any(|w| before.split_whitespace().any(|b| b.starts_with(w)))
}

/// The session that is left where the text points to "the remaining one" and names all others.
pub fn remaining(mentions: &[Mention], sessions: usize) -> Option<(usize, Mention)> {
    let named: Vec<(usize, &Mention)> =
        mentions.iter().filter_map(|m| if let Target::Session(i) = m.target { Some((i, m)) } else { None }).collect();
    let mut left = (0..sessions).filter(|i| !named.iter().any(|(n, _)| n == i));
    match (left.next(), left.next(), named.last()) {
        (Some(one), None, Some((_, mention))) if sessions > 2 => Some((one, (*mention).clone())),
        _ => None,
    }
}

/// The words of a title, folded.
fn words_of(title: &str) -> Vec<String> {
    fold(title).split_whitespace().map(str::to_owned).collect()
}

/// Weighs the words of all titles: what stands in several titles, in the event's title or in any title says little.
fn titles(event: &Event, event_words: &[String]) -> Vec<Title> {
    let rows: Vec<Vec<String>> = event.sessions.iter().map(|s| words_of(&s.title)).collect();
    let shared = |word: &str| rows.iter().filter(|row| row.iter().any(|w| same_word(w, word))).count();
    let weight = |word: &str| {
        if EMPTY_WORDS.contains(&word) || word.len() < 3 {
            0.0
        } else if shared(word) > 1 || event_words.iter().any(|w| w == word) {
            0.1
        } else if word.len() < 5 {
            0.5
        } else {
            1.0
        }
    };
    event
        .sessions
        .iter()
        .zip(&rows)
        .map(|(session, row)| {
            let total: f32 = row.iter().map(|w| weight(w)).sum::<f32>().max(0.1);
            Title {
                words: row.iter().map(|w| (w.clone(), weight(w) / total)).collect(),
                aliases: session.aliases.iter().map(|a| words_of(a)).collect(),
            }
        })
        .collect()
}

/// Words of a fold with their places; a hyphen parts words ("City-Logistik").
fn words_at(text: &str) -> impl Iterator<Item = (Range<usize>, &str)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = text.get(at..)?;
        let start = at + rest.find(|c: char| c.is_alphanumeric())?;
        let rest = text.get(start..)?;
        let end = start + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len());
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
    let allowed = if short.len() >= 8 { 2 } else { 1 };
    long.len() - short.len() <= allowed && word.as_bytes().first() == want.as_bytes().first() && strsim::osa_distance(word, want) <= allowed
}

/// The fold of a range in which letters that stand alone keep their case.
fn with_capitals(doc: &Doc, range: &Range<usize>, fold: &str) -> String {
    let mut out = String::with_capacity(fold.len());
    for (at, c) in fold.char_indices() {
        let original = doc.text.get(doc.origin(range.start + at)..).and_then(|t| t.chars().next());
        match original {
            Some(o) if o.is_ascii_uppercase() && o.to_ascii_lowercase() == c && is_alone(doc, range.start + at) => out.push(o),
            _ => out.push(c),
        }
    }
    out
}

fn is_alone(doc: &Doc, at: usize) -> bool {
    let before = doc.fold.get(..at).and_then(|t| t.chars().next_back());
    let after = doc.fold.get(at + 1..).and_then(|t| t.chars().next());
    let apart = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric());
    apart(before)
        && apart(after)
        && !(after == Some('.') && doc.fold.get(at + 2..).and_then(|t| t.chars().nth(1)).is_some_and(|c| c == '.'))
}

/// What a stretch of text chooses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The session, with the mention that says so.
    pub session: Option<(usize, Mention)>,
    /// Second choices, in order.
    pub alternatives: Vec<(usize, Mention)>,
    /// The words that name a choice without settling it: a session that does not exist, two without preference, any.
    pub unclear: Option<String>,
}

/// Weighs mentions into a choice. Strong mentions silence weak ones; of equal strength several different ones are unclear.
pub fn choose(doc: &Doc, mentions: &[Mention], sessions: usize) -> Choice {
    let mut choice = Choice::default();
    if WORDS.remaining.found(&doc.fold) {
        if let Some(left) = remaining(mentions, sessions) {
            return Choice { session: Some(left), ..choice };
        }
    }
    let chosen: Vec<&Mention> = mentions.iter().filter(|m| m.stance == Stance::Chosen).collect();
    let strongest = chosen.iter().filter(|m| matches!(m.target, Target::Session(_) | Target::Unknown(_))).map(|m| m.strength).max();
    let level = match strongest {
        Some(Strength::Number | Strength::Title | Strength::Bare) => Strength::Bare,
        _ => Strength::Topic,
    };
    let mut candidates: Vec<(usize, &Mention)> = Vec::new();
    for mention in chosen.iter().filter(|m| m.strength >= level) {
        match &mention.target {
            Target::Session(index) if !candidates.iter().any(|(i, _)| i == index) => candidates.push((*index, mention)),
            Target::Unknown(_) => choice.unclear = Some(doc.words(&mention.range).to_owned()),
            _ => {}
        }
    }
    for mention in mentions.iter().filter(|m| m.stance == Stance::Second) {
        if let Target::Session(index) = mention.target {
            if !candidates.iter().any(|(i, _)| *i == index) && !choice.alternatives.iter().any(|(i, _)| *i == index) {
                choice.alternatives.push((index, mention.clone()));
            }
        }
    }
    let open = mentions.iter().find(|m| matches!(m.target, Target::All | Target::Any) && m.stance != Stance::Refused);
    match candidates.as_slice() {
        [(index, mention)] if choice.unclear.is_none() => choice.session = Some((*index, (*mention).clone())),
        [] => {}
        [(_, first), .., (_, last)] => {
            choice.unclear = Some(doc.words(&(first.range.start.min(last.range.start)..last.range.end.max(first.range.end))).to_owned())
        }
        _ => {}
    }
    if choice.session.is_none() && choice.unclear.is_none() {
        if let Some(mention) = open {
            choice.unclear = Some(doc.words(&mention.range).to_owned());
        } else if candidates.is_empty() {
            choice.session = the_one_not_refused(mentions, sessions).or_else(|| promote(&mut choice.alternatives));
        }
    }
    if choice.session.is_none() && matches!(candidates.as_slice(), [_]) && open.is_some() {
        choice.unclear = open.map(|m| doc.words(&m.range).to_owned());
    }
    choice
}

/// A second choice without a first is the choice.
fn promote(alternatives: &mut Vec<(usize, Mention)>) -> Option<(usize, Mention)> {
    if alternatives.len() == 1 { alternatives.pop() } else { None }
}

/// Who refuses all sessions but one has chosen that one.
fn the_one_not_refused(mentions: &[Mention], sessions: usize) -> Option<(usize, Mention)> {
    let refused: Vec<(usize, &Mention)> = mentions
        .iter()
        .filter(|m| m.stance == Stance::Refused)
        .filter_map(|m| if let Target::Session(i) = m.target { Some((i, m)) } else { None })
        .collect();
    let mut left = (0..sessions).filter(|i| !refused.iter().any(|(r, _)| r == i));
    match (left.next(), left.next(), refused.last()) {
        (Some(one), None, Some((_, mention))) if sessions > 2 => Some((one, (*mention).clone())),
        _ => None,
    }
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

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// What `text` chooses: "2", "2 else 3", "? words".
    fn chosen(event: &Event, text: &str) -> String {
        let doc = Doc::new(Place::Text, text.to_owned());
        let catalogue = Catalogue::new(event);
        let mentions = catalogue.mentions(&doc, &(0..doc.fold.len()), &title_mask(&doc, event));
        let choice = choose(&doc, &mentions, catalogue.len());
        let id = |(i, _): &(usize, Mention)| catalogue.id(*i).map_or(String::new(), |id| id.0.clone());
        let mut out = choice.session.as_ref().map(id).unwrap_or_default();
        if let Some(words) = &choice.unclear {
            out = format!("? {words}");
        }
        for alternative in &choice.alternatives {
            out = format!("{out} else {}", id(alternative));
        }
        out
    }

    fn event(file: &str) -> Event {
        crate::config::load_event(&Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
    }

    #[test]
    fn numbered_sessions() {
        let kassel = event("config/events/kassel.toml");
        let check = |text: &str, want: &str| assert_eq!(chosen(&kassel, text), want, "{text}");
        check("bin dabei, Session 3.", "3");
        check("Bitte für die 1 vormerken, danke!", "1");
        check("could you put me down for #3 please?", "3");
        check("3 bitte.", "3");
        check("die zweite Session", "2");
        check("für den ersten Themenschwerpunkt an", "1");
        check("ich möchte an Thema II teilnehmen", "2");
        check("Panel III for me, please.", "3");
        check("the second topic on your list", "2");
        check("Please register me for workshop no. 2, the one about infrastructure and heat supply.", "2");
        check("möchte bitte nicht in die 1, sondern in die 3", "3");
        check("Session 1 (Bauleitplanung). Sollte diese schon ausgebucht sein, nehme ich ersatzweise auch Session 2.", "1 else 2");
        check("Session 2, ersatzweise 3", "2 else 3");
        check("Sessions 1 und 3", "? Sessions 1 und 3");
        check("für alle drei Sessions an", "? alle drei");
        check("an Session 4 teilnehmen", "? Session 4");
        check("ich würde dann lieber in die 1 gehen (Bauleitplanung) statt in die 3", "1");
        check("von Session 2 zu Session 1", "1");
        check("statt in Workshop 2 lieber in Workshop 3", "3");
        check("move me from session 2 to session 1", "1");
        check("wir kommen mit 2 Personen am 3. November um 15 Uhr", "");
        check("1. Vorsitzender, Hauptstr. 3, 34125 Kassel", "");
        check("Workshop 2 oder 3", "? Workshop 2 oder 3");
        check("am liebsten Session 2, sonst 1", "2 else 1");
        check("nicht Session 1 und auch nicht Session 2", "3");
    }

    #[test]
    fn titles() {
        let kassel = event("config/events/kassel.toml");
        let check = |text: &str, want: &str| assert_eq!(chosen(&kassel, text), want, "{text}");
        check("für „Bauleitplannung fürn Klimaschuz“", "1");
        check("bei dem mit der Wärmeplanung", "2");
        check("Infrastruktur u. Energieversorung - Fokus Waerme", "2");
        check("am liebsten bei der City-Logistik! :)", "3");
        check("zur Session Wirtschaftsverkehr/ City-Logistik-Konzept", "3");
        check("am Thema \"Wirtschaftsverkehr\" teil", "3");
        check("Wirtschaft trifft Verwaltung – Gemeinsam für eine nachhaltige Region", "");
        check("komme zur Sache mit dem Lieferverkehr (Nr 3)", "3");
        check("in the land-use planning session instead. move me from session 2 to session 1", "1");
    }

    #[test]
    fn lettered_sessions() {
        let harbour = event("tests/corpus/events/harbour.toml");
        let check = |text: &str, want: &str| assert_eq!(chosen(&harbour, text), want, "{text}");
        check("count me in for C please.", "C");
        check("Not C for me please - our IT people will do that separately - but A, we lay the cables", "A");
        check("Session B please, or D if B is already full.", "B else D");
        check("any chance of swapping me from C to B? Herself in IT wants the cyber one.", "B");
        check("A colleague passed me your invitation. I should like a seat in Session D", "D");
        check("Happy with whichever session has space left, a chandler can learn from any of them!", "? whichever");
        check("I'd like D, if you please", "D");
        check("put me on the list for straddle cariers", "B");
        check("the session on the single windwo / digital customs", "D");
    }
}

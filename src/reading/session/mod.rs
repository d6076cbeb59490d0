//! Which session: by number, number word, Roman numeral, letter, title, part of a title, misspelling or alias; with what is refused, what
//! is second choice, and numbers that are no sessions at all.
//!
//! [`Catalogue`] is made once an event. [`Catalogue::mentions`] finds every mention of a session in a stretch of text; [`choose`] weighs
//! the mentions into one choice.

mod choice;
mod matter;
mod number;
mod sign;
mod title;

use std::ops::Range;

use regex::Regex;

use crate::event::{Event, SessionId};
use crate::person::fold;

pub use self::choice::{Choice, choose};
use self::number::{CARDINALS, KEYWORDS, ORDINALS};
pub use self::sign::plain_sign;
pub use self::title::title_mask;
use self::title::{titles, words_of};
pub use super::learned::stance::Stance;
use super::text::Doc;
use super::words::{WORDS, plain};

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
    /// A word of what it is about.
    Matter,
    /// A word of its title or topic.
    Topic,
    /// A number or letter alone ("die 3").
    Bare,
    /// Most of its title.
    Title,
    /// Its number after a word for session ("Workshop 2"), or its ordinal ("die zweite Session").
    Number,
}

/// A mention of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// Where, as a range of the fold.
    pub range: Range<usize>,
    /// What it points to.
    pub target: Target,
    /// How plainly.
    pub strength: Strength,
    /// What the text does with it.
    pub stance: Stance,
    /// How likely that is, `0.0..=1.0`.
    pub certainty: f32,
}

impl Mention {
    /// A mention that chooses, as long as nothing else is known of it.
    pub fn chosen(range: Range<usize>, target: Target, strength: Strength) -> Self {
        Self { range, target, strength, stance: Stance::Chosen, certainty: 1.0 }
    }
}

/// What people do, and sessions don't.
const ACTING: &[&str] = &[
    "gehen", "kommen", "nehmen", "moechten", "wollen", "wuerden", "sind", "waeren", "will", "would", "are", "want", "of", "please",
    "attend", "go",
];

/// Mentions of sessions in a text; who names them oftener than this does not choose.
const MAX_MENTIONS: usize = 200;

/// The sessions of an event, ready to be recognised.
#[derive(Debug)]
pub struct Catalogue {
    ids: Vec<SessionId>,
    /// Folded ids, in the same order.
    keys: Vec<String>,
    titles: Vec<Title>,
    numeric: bool,
    /// Whether all ids end in a number: "W1", "W2".
    numbered: bool,
    keyword: Option<Regex>,
    ordinal: Option<Regex>,
    more: Option<Regex>,
    /// Titles of the event, whose words point to no session.
    event_words: Vec<String>,
}

#[derive(Debug)]
struct Title {
    /// (folded word, weight); the weights of a title sum up to one where it has a word of its own.
    words: Vec<(String, f32)>,
    /// What it alone of all sessions is about.
    matters: Vec<u16>,
    /// Folded aliases as rows of words.
    aliases: Vec<Vec<String>>,
}

impl Catalogue {
    /// The catalogue of an event.
    pub fn new(event: &Event) -> Self {
        let keys: Vec<String> = event.sessions.iter().map(|s| fold(&s.id.0).replace(' ', "")).collect();
        let numeric = keys.iter().all(|k| k.bytes().all(|b| b.is_ascii_digit()));
        let numbered = keys.iter().all(|k| k.ends_with(|c: char| c.is_ascii_digit()));
        let letters = keys.iter().all(|k| k.len() == 1 && k.bytes().all(|b| b.is_ascii_alphabetic()));
        let event_words = words_of(&event.title);
        let mut own: Vec<String> = keys.iter().map(|k| regex::escape(k)).collect();
        own.sort_by_key(|k| std::cmp::Reverse(k.len()));
        let own = own.join("|");
        let cardinals = CARDINALS.concat();
        let words: Vec<&str> = cardinals.iter().copied().filter(|w| numbered && (w.len() > 1 || *w == "i")).collect();
        let foreign = if letters { r"[a-z]|\d{1,2}" } else { r"\d{1,2}" };
        // in a list the words "one" and "i" are no numbers: "workshop 2, the one about …"
        let listed: Vec<&str> = words.iter().copied().filter(|w| !matches!(*w, "one" | "i" | "eins" | "v" | "x")).collect();
        let further = if listed.is_empty() { format!("{own}|{foreign}") } else { format!("{own}|{}|{foreign}", listed.join("|")) };
        let any = if words.is_empty() { format!("{own}|{foreign}") } else { format!("{own}|{}|{foreign}", words.join("|")) };
        let ordinals = ORDINALS.concat().join("[nrms]?|");
        Self {
            numeric,
            numbered,
            keyword: Regex::new(&plain(&format!(r"\b(?P<key>{KEYWORDS})\b\.?[\s:.,\-('\x22#=*_]*(?:(?:nr|no|nummer|number|num|id|ist|is|die|der|the|mit der|waere|would be)\b\.?[\s:]*)?#?\s?(?P<id>{any})\b|#\s?(?P<hash>{any})\b"))).ok(),
            ordinal: Regex::new(&plain(&format!(r"\b(?P<ord>(?:{ordinals}[nrms]?|\d{{1,2}}\.))[\s]+(?:\w+[\s]+)?(?:{KEYWORDS}|one)\b|\b(?:die|der|den|das|the|zur|zum|beim|im)[\s]+(?P<alone>(?:{ordinals}[nrms]?))(?:$|[.,;!?)]|[\s]+(?:bitte|please|an|gehen|anmelden|teilnehmen|kommen|passt|waere|klingt|nehme))"))).ok(),
            more: Regex::new(&plain(&format!(r"^[\s]*(?:,|;|/|&|\+|und|and|oder|or|sowie|bzw\.?|als auch|as well as|sondern|ersatzweise|alternativ)[\s]*(?:(?:in|zu|zur|fuer|die|der|das|the|auch|eben|notfalls|nr\.?|nummer|no\.?)[\s]+)*#?(?P<id>{further})\b"))).ok(),
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

    /// Every mention in a range of the document's fold, in order; what the text does with them is not looked at here. Stretches in `mask` (firms' names, the event's title) are passed over.
    pub fn mentions(&self, doc: &Doc, range: &Range<usize>, mask: &[Range<usize>]) -> Vec<Mention> {
        let text = doc.folded_str(range);
        let free = |r: &Range<usize>| !mask.iter().any(|m| m.start < r.end && r.start < m.end);
        let mut found: Vec<Mention> = Vec::new();
        let mut add = |at: Range<usize>, target: Target, strength: Strength| {
            let range = range.start + at.start..range.start + at.end;
            if found.len() < MAX_MENTIONS
                && free(&range)
                && !found.iter().any(|m: &Mention| m.range.start < range.end && range.start < m.range.end)
            {
                found.push(Mention::chosen(range, target, strength));
            }
        };
        self.numbered(text, &mut add);
        self.ordinals(text, &mut add);
        self.bare(doc, range, &mut add);
        for (at, index, strength) in self.titled(text) {
            add(at, Target::Session(index), strength);
        }
        for (at, index) in self.about(text) {
            add(at, Target::Session(index), Strength::Matter);
        }
        for (phrases, target) in [(&WORDS.all_sessions, Target::All), (&WORDS.any_session, Target::Any)] {
            // "alle vier gehen ins Panel" counts people
            let people = |at: &Range<usize>| {
                target == Target::All
                    && text.get(at.end..).is_some_and(|t| ACTING.contains(&t.split_whitespace().next().unwrap_or_default()))
            };
            if let Some(at) = phrases.find(text).filter(|at| !people(at)) {
                add(at, target.clone(), Strength::Topic);
            }
        }
        found.sort_by_key(|m| m.range.start);
        found
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use crate::reading::Place;

    use super::*;

    /// What `text` chooses: "2", "2 else 3", "? words".
    fn chosen(event: &Event, text: &str) -> String {
        let doc = Doc::new(Place::Text, text.to_owned());
        let catalogue = Catalogue::new(event);
        let choice = choose(&doc, &doc.understood(event, &catalogue).mentions, catalogue.len());
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

//! Firms without a legal form that a text announces, sets beside a name, or spells like the sender's domain.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::formed::is_sentence_word;
use super::signature::{is_address_line, is_position};
use super::{Firm, overlaps_domain, tidy};
use crate::person::fold;
use crate::reading::name::{self, is_firm_word};
use crate::reading::text::Doc;
use crate::reading::words::names::is_never_name;
use crate::reading::words::plain;

/// Words after which a firm is named.
static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&plain(r"(?:^|[^a-z\u{c0}-\u{1fff}])(?P<lead>firma|fa\.?|fuer (?:die|das|den|unsere?n?)?|von der|von|vom|bei der|beim|bei|(?:fuehre|fuehren|betreibe|betreiben|leite|leiten)(?: die| das| den| eine?n?)?|we run|own(?:er)? of|betrieb heisst|firma heisst|company is|aus dem hause|in der|unser(?:e|em)? betrieb|mein(?:e|en)? (?:betrieb|laden|firma|unternehmen|praxis|buero|kanzlei|verein)|betrieb|unternehmen|company|from|of|at|with|i run|i own|we are|wir sind(?: die| das| der)?|for|representing|on behalf of|inhaber(?:in)? (?:der|des|von)|i work for|arbeite (?:bei|fuer)(?: der| die)?)[\s:]+(?:the |der |die |dem |den |das )?(?P<rest>\S)")).ok()
});

/// A firm without a legal form that the text announces: "von der Zimmerei Bachmann", "I run Fulda Bike Couriers".
pub fn announced(doc: &Doc, known: &dyn Fn(&str) -> bool) -> Vec<Firm> {
    let Some(lead) = ANNOUNCED.as_ref() else { return Vec::new() };
    let mut found: Vec<Firm> = Vec::new();
    let mut at = 0;
    while let Some(hit) = doc.fold.get(at..).and_then(|rest| lead.captures(rest)) {
        let (Some(word), Some(rest)) = (hit.name("lead"), hit.name("rest")) else { break };
        let expressly =
            ["firma", "fa", "betrieb", "mein", "unternehmen", "company", "i run", "i own"].iter().any(|w| word.as_str().starts_with(w));
        let start = doc.origin(at + rest.start());
        at += word.end().max(1);
        while !doc.fold.is_char_boundary(at) {
            at += 1;
        }
        if let Some(range) = firm_words(&doc.text, start, expressly) {
            let name = tidy(doc.text.get(range.clone()).unwrap_or_default());
            let firmlike = name.split([' ', '-']).any(|w| is_firm_word(&fold(w))) || name.contains(" & ");
            let alone = !name.contains([' ', '-'])
                && matches!(
                    fold(&name).as_str(),
                    "haus"
                        | "betrieb"
                        | "firma"
                        | "unternehmen"
                        | "buero"
                        | "team"
                        | "verein"
                        | "amt"
                        | "laden"
                        | "praxis"
                        | "kanzlei"
                        | "schule"
                        | "bauaufsicht"
                        | "verwaltung"
                        | "gesellschaft"
                        | "gruppe"
                        | "group"
                        | "company"
                        | "office"
                        | "department"
                        | "abteilung"
                        | "stadt"
                        | "kreis"
                        | "gemeinde"
                        | "werkstatt"
                        | "service"
                        | "technik"
                        | "energie"
                        | "logistik"
                        | "security"
                        | "port"
                        | "bank"
                        | "workshop"
                        | "pflege"
                        | "heim"
                        | "markt"
                        | "station"
                        | "hof"
                );
            let sound = !alone
                && (!name::people(&name).iter().any(|p| p.name == name) && name::plain_name(&name).is_none_or(|n| !n.contains(' '))
                    || firmlike);
            if sound
                && (expressly || firmlike || known(&name))
                && fold(&name).len() > 2
                && found.last().is_none_or(|f| f.range.end <= range.start)
            {
                found.push(Firm { range, name, formed: false });
            }
        }
    }
    found
}

/// The run of words from `start` on that can be a firm's name.
fn firm_words(text: &str, start: usize, expressly: bool) -> Option<Range<usize>> {
    // who writes everything small writes firms small, too
    let all_small = !text.chars().any(char::is_uppercase);
    let line = text.get(start..)?.split(['\n', ',', ';', ':', '(', ')', '"', '„', '“', '|', '!', '?', '\t']).next()?;
    let mut end = 0;
    let mut at = 0;
    let mut words = 0;
    for word in line.split_inclusive(' ') {
        let bare = word.trim();
        let core = bare.trim_end_matches('.');
        let capital = core.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        let firm_before = end > 0 && line.get(..end).and_then(|l| l.split_whitespace().next_back()).is_some_and(|w| is_firm_word(&fold(w)));
        let joining = matches!(core, "&" | "+" | "und" | "and" | "für" | "of" | "de" | "des")
            || firm_before && matches!(core, "der" | "zum" | "zur" | "am" | "im");
        let small =
            (expressly || all_small) && words < 3 && !is_never_name(&fold(core)) && core.chars().all(|c| c.is_alphabetic() || c == '-');
        if bare.is_empty() || words >= 6 || is_sentence_word(core) && !joining || !(capital || joining && end > 0 || small) {
            break;
        }
        at += word.len();
        if !joining {
            end = at - (word.len() - word.trim_end().len());
            words += 1;
        }
        if bare.ends_with('.') && core.chars().count() > 3 {
            end -= 1;
            break;
        }
    }
    (end > 0).then_some(start..start + end)
}

/// "nicht mehr Autohaus Möller", "statt der X GmbH": a firm that is named only to say that it is not the one.
pub(super) fn is_someone_elses(doc: &Doc, firm: &Firm) -> bool {
    let at = doc.folded(firm.range.start);
    let sentence = doc.sentence_at(at);
    let before = doc.folded_str(&(sentence.start..at.max(sentence.start)));
    let near: Vec<&str> = before.split_whitespace().rev().take(3).collect();
    near.iter().any(|w| {
        matches!(
            w.trim_matches(|c: char| !c.is_alphanumeric()),
            "nicht" | "mehr" | "statt" | "not" | "formerly" | "vormals" | "frueher" | "ehemals"
        )
    })
}

/// "Ralph Dippel, Druckerei Dippel": the part of a line beside a person's name, where it reads like a firm.
pub(super) fn beside_names(doc: &Doc, people: &[String], domain: Option<&str>) -> Vec<Firm> {
    let mut firms = Vec::new();
    let names: Vec<String> = people.iter().map(|p| fold(p)).collect();
    let families: Vec<String> = people.iter().filter_map(|p| p.rsplit(' ').next().map(fold)).filter(|f| f.len() > 2).collect();
    for (range, line) in doc.line_texts().filter(|(_, l)| !l.contains('\t')) {
        let mut at = range.start;
        let mut after_name = false;
        let mut in_bracket = false;
        for part in line.split_inclusive([',', '/', '(', ')', '|', ';', '–', '!', '?']) {
            let start = at + (part.len() - part.trim_start().len());
            at += part.len();
            let opens = part.ends_with('(');
            let bare = part.trim_end_matches([',', '/', '(', ')', '|', ';', '–', '!', '?']).trim().trim_end_matches('.');
            let bare = bare.split(" - ").next().unwrap_or(bare).trim_end();
            let part = strip_lead(bare);
            let start = start + (bare.len() - part.len());
            let possessed = bare.split(' ').next().is_some_and(|w| {
                matches!(fold(w).as_str(), "our" | "my" | "his" | "her" | "unser" | "unsere" | "mein" | "meine" | "seine" | "ihre")
            });
            let folded = fold(part);
            let whole = names.contains(&folded);
            let named = names.iter().any(|p| folded.contains(p.as_str()));
            let owned = families.iter().any(|f| folded.split(' ').any(|w| w == f)) && part.split(' ').count() > 1;
            let last_sentence = part.rsplit(". ").next().unwrap_or(part);
            let apart =
                after_name && (!named || owned && !whole) || in_bracket && !whole || owned && !named && part.len() == last_sentence.len();
            let capital =
                part.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric()) || !doc.text.chars().any(char::is_uppercase);
            if apart
                && capital
                && !possessed
                && (looks_like_firm(part, domain) || owned && is_plain_firm(part))
                && part.chars().count() <= 60
            {
                firms.push(Firm { range: start..start + part.len(), name: tidy(part), formed: false });
                break;
            }
            after_name |= named;
            in_bracket = opens;
        }
    }
    firms
}

/// Words of which a firm's name can consist: a few, most with capitals unless all are small, none of a sentence.
pub(super) fn is_plain_firm(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let small = !part.chars().any(char::is_uppercase);
    (2..=5).contains(&words.len())
        && !part.contains(':')
        && !part.chars().any(|c| c.is_ascii_digit())
        && !words.iter().any(|w| is_sentence_word(w))
        && (small || words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count() * 2 > words.len())
        && !is_position(part)
        && !is_address_line(part)
}

/// Where a text spells out the sender's domain: "Kaiserstrand Resort" and `kaiserstrand-resort`. The domain proves the firm, the text its
/// spelling.
pub(super) fn spelled_like_domain(doc: &Doc, domain: Option<&str>) -> Vec<Firm> {
    let Some(flat) = domain.map(|d| fold(d).replace(' ', "")).filter(|d| d.len() >= 6) else { return Vec::new() };
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in doc.text.char_indices().chain(std::iter::once((doc.text.len(), ' '))) {
        match (start, c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '"' | '„' | '“' | ':' | ';')) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    for length in 1..=5 {
        for window in words.windows(length) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            let Some(text) = doc.text.get(first.start..last.end) else { continue };
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            if capital && !text.contains(['@', '\n', '.']) && text.len() < 80 && fold(text).replace([' ', '&', '+'], "") == flat {
                // "Atelier Kaya Innenarchitektur" and `atelier-kaya`: capitals right behind go on with the name
                let rest = doc.text.get(last.end..).unwrap_or_default();
                let mut more = 0;
                for word in rest.split_inclusive(' ').take(4) {
                    let core = word.trim();
                    let goes_on = core.is_empty()
                        || core.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '&' | '+'))
                            && core.starts_with(|c: char| c.is_uppercase() || c == '&');
                    if !goes_on {
                        // a full stop ends the sentence, and the firm with it
                        more += if core
                            .strip_suffix('.')
                            .is_some_and(|w| w.chars().all(char::is_alphanumeric) && w.starts_with(char::is_uppercase))
                        {
                            word.trim_end().len() - 1
                        } else {
                            0
                        };
                        break;
                    }
                    more += word.len();
                }
                let end = last.end + more.min(rest.find('\n').unwrap_or(rest.len()));
                let name = tidy(doc.text.get(first.start..end).unwrap_or(text));
                return vec![Firm { range: first.start..end, name, formed: true }];
            }
        }
    }
    Vec::new()
}

/// Takes words off the front of a firm that belong to the sentence: "ebenfalls", "von der Firma".
fn strip_lead(part: &str) -> &str {
    let mut rest = part.trim();
    while let Some((first, tail)) = rest.split_once(' ') {
        let sentence = is_sentence_word(first);
        let lead = [
            "ebenfalls", "auch", "also", "jetzt", "von", "vom", "bei", "beim", "der", "die", "das", "firma", "fa", "from", "of", "at",
            "the", "hier", "und", "and", "company", "both", "beide", "alle", "all",
        ];
        if !sentence && !lead.contains(&fold(first).as_str()) || first == "The" {
            break;
        }
        rest = tail.trim_start();
    }
    rest
}

fn looks_like_firm(part: &str, domain: Option<&str>) -> bool {
    if part.split(' ').next().is_some_and(|w| is_never_name(&fold(w)) && w.chars().next().is_some_and(char::is_lowercase)) {
        return false;
    }
    let words = part.split_whitespace().count();
    let firmlike = part.split([' ', '-']).any(|w| is_firm_word(&fold(w))) || overlaps_domain(part, domain);
    (1..=7).contains(&words) && !part.contains(':') && firmlike && !is_address_line(part) && !is_position(part)
}

//! Which company: by its legal form, after words that announce it ("Firma …", "für die …", "I run …"), on a line of the signature, in the
//! display name, in the Organization header, on a visiting card, and last in the sender's domain.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::name::{self, is_firm_word};
use super::scene::Scene;
use super::text::Doc;
use super::words::companies::LEGAL_FORMS;
use super::words::names::{ROLES, is_never_name};
use super::{Found, Place};
use crate::person::fold;

/// A company's name is no longer than this, in characters.
pub const MAX_COMPANY: usize = 120;

/// A company found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Where, as a range of the document's text.
    pub range: Range<usize>,
    /// Its name as written.
    pub name: String,
    /// Whether it has a legal form.
    pub formed: bool,
}

static FORM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&format!(r"(?:^|[^\p{{L}}\d.])(?P<form>{})(?:$|[^\p{{L}}\d])", LEGAL_FORMS.join("|"))).ok());

/// Words after which a firm is named.
static ANNOUNCED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?:^|[^\p{L}])(?P<lead>firma|fa\.?|fuer (?:die|das|den|unsere?n?)?|von der|von|vom|bei der|beim|bei|(?:fuehre|fuehren|betreibe|betreiben|leite|leiten)(?: die| das| den| eine?n?)?|we run|own(?:er)? of|betrieb heisst|firma heisst|company is|aus dem hause|in der|unser(?:e|em)? betrieb|mein(?:e|en)? (?:betrieb|laden|firma|unternehmen|praxis|buero|kanzlei|verein)|betrieb|unternehmen|company|from|of|at|with|i run|i own|we are|wir sind(?: die| das| der)?|for|representing|on behalf of|inhaber(?:in)? (?:der|des|von)|i work for|arbeite (?:bei|fuer)(?: der| die)?)[\s:]+(?:the |der |die |dem |den |das )?(?P<rest>\S)").ok()
});

/// Every firm in a text that bears a legal form.
pub fn formed(doc: &Doc) -> Vec<Firm> {
    let Some(form) = FORM.as_ref() else { return Vec::new() };
    let mut found: Vec<Firm> = Vec::new();
    let mut at = 0;
    while let Some(hit) = doc.fold.get(at..).and_then(|rest| form.captures(rest)) {
        let Some(hit) = hit.name("form") else { break };
        let range = at + hit.start()..at + hit.end();
        at = range.end;
        if let Some(firm) = expand(doc, range) {
            if !found.iter().any(|f| f.range.end > firm.range.start) {
                found.push(firm);
            }
        }
        while !doc.fold.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// Takes the words before a legal form that belong to the firm's name.
fn expand(doc: &Doc, form: Range<usize>) -> Option<Firm> {
    let (start, end) = (doc.origin(form.start), doc.origin(form.end));
    let written = doc.text.get(start..end)?;
    if !is_written_as_form(written) {
        return None;
    }
    let line_start = doc
        .text
        .get(..start)?
        .rfind(['\n', '\t', '|', '•', '·', ';', ':', '(', ')', '"', '„', '“', '”', '<', '>', '*', '!', '?'])
        .map_or(0, |at| at + doc.text.get(at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
    let head = doc.text.get(line_start..start)?;
    let head_offset = line_start
        + head
            .rfind(", ")
            .map_or(0, |at| at + 2)
            .max(head.rfind(" - ").map_or(0, |at| at + 3))
            .max(head.rfind(" – ").map_or(0, |at| at + " – ".len()))
            .max(head.rfind(" / ").map_or(0, |at| at + 3));
    let head = doc.text.get(head_offset..start)?;
    let words: Vec<(usize, &str)> = head
        .split_inclusive(char::is_whitespace)
        .scan(head_offset, |at, w| {
            let here = *at;
            *at += w.len();
            Some((here, w.trim()))
        })
        .filter(|(_, w)| !w.is_empty())
        .collect();
    let begin = whole_line(&words).or_else(|| behind_article(&words)).or_else(|| leftwards(&words))?;
    let tail_dot = doc.text.get(end..).is_some_and(|t| t.starts_with('.')) && written.contains('.') && !written.ends_with('.');
    let end = if tail_dot { end + 1 } else { end };
    let name = tidy(doc.text.get(begin..end)?);
    (fold(&name).len() > fold(written).len()).then_some(Firm { range: begin..end, name, formed: true })
}

/// Short forms such as "as" and "se" are words, too: they count only as a firm would write them.
fn is_written_as_form(written: &str) -> bool {
    let plain: String = written.chars().filter(|c| c.is_alphabetic()).collect();
    plain.chars().count() > 3
        || plain.chars().any(char::is_uppercase)
        || matches!(written, "plc" | "ehf." | "ehf" | "hf." | "mbh" | "ohg" | "e.v." | "e.k." | "ltd" | "ltd." | "inc." | "gbr")
}

/// All words before the form, where the line begins with the firm and holds nothing else.
fn whole_line(words: &[(usize, &str)]) -> Option<usize> {
    let (begin, first) = words.first()?;
    let plain = words.len() <= 7
        && words.iter().all(|(_, w)| !is_sentence_word(w) && !w.ends_with(['.', '!', '?']) || w.chars().count() <= 4 && w.ends_with('.'));
    let capital = first.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric())
        && !["fuer", "die", "der", "das", "von", "im", "am", "an", "in", "zu", "und"].contains(&fold(first).as_str());
    (plain && capital && !matches!(fold(first).as_str(), "firma" | "fa" | "herr" | "frau" | "herrn")).then_some(*begin)
}

/// Words that never stand in a firm's name but in a sentence.
fn is_sentence_word(word: &str) -> bool {
    let folded = fold(word);
    let connector = [
        "fuer", "of", "de", "the", "der", "des", "und", "and", "zu", "in", "im", "am", "an", "for", "die", "das", "en", "van", "von",
        "stadt", "service", "technik", "team", "partner", "personal", "office", "group", "region", "wirtschaft", "haus", "one", "all",
        "best", "system", "tech", "day", "harbour", "support", "event", "good", "berlin", "kassel", "london", "hamburg", "frankfurt",
        "muenchen", "germany", "deutschland", "first", "kollegen", "soehne", "sohn", "toechter", "sons", "brothers", "marketing", "info",
        "vertrieb", "einkauf", "verkauf", "engineering", "sales", "engineer",
    ];
    is_never_name(&folded) && !connector.contains(&folded.as_str())
}

/// "für die Forum Pflege Lausitz gGmbH": an article and then nothing but capitals; all of them belong to the firm.
fn behind_article(words: &[(usize, &str)]) -> Option<usize> {
    let run = words
        .iter()
        .rev()
        .take_while(|(_, w)| w.chars().next().is_some_and(char::is_uppercase) && !w.ends_with([',', ';', ':', '!', '?']))
        .count();
    let article = words
        .len()
        .checked_sub(run + 1)
        .and_then(|i| words.get(i))
        .is_some_and(|(_, w)| matches!(*w, "die" | "der" | "das" | "dem" | "den" | "the"));
    (article && (1..=5).contains(&run)).then(|| words.get(words.len() - run).map(|(at, _)| *at)).flatten()
}

/// Word by word to the left, as long as words have capitals or join such words.
fn leftwards(words: &[(usize, &str)]) -> Option<usize> {
    let mut begin = None;
    let mut left = words.len();
    while let Some((at, word)) = left.checked_sub(1).and_then(|i| words.get(i)) {
        left -= 1;
        let folded = fold(word);
        let before = left.checked_sub(1).and_then(|i| words.get(i)).map(|(_, w)| *w);
        let capital = word.chars().next().is_some_and(|c| c.is_uppercase() || c.is_numeric());
        let joins = matches!(*word, "&" | "+" | "u." | "und" | "and")
            && before.is_some_and(|b| b.ends_with('-') || *word == "&" || *word == "+" || is_firm_word(&fold(b)));
        let inner = ["fuer", "of", "de", "der", "des", "zur", "zum", "am", "im", "an"].contains(&folded.as_str())
            && before.is_some_and(|b| is_firm_word(&fold(b)));
        let article =
            matches!(folded.as_str(), "die" | "der" | "das" | "den" | "dem" | "the" | "unsere" | "unser" | "meine" | "our" | "my");
        let adjective = !capital && !article && before.is_some_and(|b| matches!(fold(b).as_str(), "fuer" | "of"));
        // "seit Jahresbeginn Strolz GmbH": the first noun belongs to the time
        if capital
            && before.is_some_and(|b| matches!(fold(b).as_str(), "seit" | "ab" | "zum" | "since") && !is_firm_word(&folded))
            && begin.is_some()
        {
            break;
        }
        if word.ends_with([',', ';', ':', '!', '?']) || is_sentence_word(word) && !inner || word.ends_with('.') && word.chars().count() > 4
        {
            break;
        }
        if capital && !matches!(folded.as_str(), "firma" | "fa" | "herr" | "frau" | "herrn") || joins || inner || adjective {
            begin = Some(*at);
        } else {
            break;
        }
    }
    begin
}

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
            let sound =
                !alone && !name::people(&name).iter().any(|p| p.name == name) && name::plain_name(&name).is_none_or(|n| !n.contains(' '))
                    || firmlike;
            if sound && (expressly || firmlike || known(&name)) && fold(&name).len() > 2 && !found.iter().any(|f| f.range.end > range.start)
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

/// The sender's firm: the best that text, signature, headers and domain have to say.
pub fn of_sender(scene: &Scene<'_>, people: &[String]) -> Option<Found<String>> {
    let signature = in_signatures(scene, people);
    let text = in_texts(scene, people, signature.as_ref().map(|s| s.value.as_str()));
    match (text, signature) {
        (Some(text), Some(signature)) if extends(&signature.value, &text.value) => Some(signature),
        (Some(text), _) => Some(text),
        (None, Some(signature)) => Some(signature),
        (None, None) => in_headers(scene).or_else(|| in_domain(scene)),
    }
}

/// Whether `long` is `short` with more behind or before it, as with a legal form.
fn extends(long: &str, short: &str) -> bool {
    let (long, short) = (fold(long), fold(short));
    long.len() > short.len() && (long.starts_with(&short) || long.ends_with(&short))
}

fn in_texts(scene: &Scene<'_>, people: &[String], signature: Option<&str>) -> Option<Found<String>> {
    let domain = scene.firm_domain();
    let families: Vec<String> = people.iter().filter_map(|p| p.rsplit(' ').next().map(fold)).filter(|f| f.len() > 2).collect();
    let owned = |name: &str| {
        families.iter().any(|f| fold(name).split(' ').any(|w| w == f))
            && name.contains(' ')
            && !people.iter().any(|p| fold(p) == fold(name))
    };
    let known = |name: &str| {
        owned(name)
            || overlaps_domain(name, domain)
            || signature.is_some_and(|s| extends(s, name) || fold(s) == fold(name))
            || scene.display.rest.as_deref().is_some_and(|r| fold(r).contains(&fold(name)))
    };
    for (_, doc) in &scene.texts {
        let mut firms = formed(doc);
        firms.retain(|f| !is_someone_elses(doc, f));
        firms.extend(
            announced(doc, &known)
                .into_iter()
                .chain(beside_names(doc, people, domain))
                .filter(|f| !is_someone_elses(doc, f) && (known(&f.name) || !scene.is_topic(&f.name))),
        );
        firms.extend(spelled_like_domain(doc, domain));
        firms.sort_by_key(|f| (!f.formed, f.range.start, std::cmp::Reverse(f.range.end)));
        if let Some(firm) = firms.into_iter().next() {
            return Some(found(
                firm.name,
                doc,
                &firm.range,
                if firm.formed { "legal form in the text" } else { "announced in the text" },
                if firm.formed { 0.9 } else { 0.75 },
            ));
        }
    }
    let doc = &scene.subject;
    let firm = formed(doc).into_iter().next().or_else(|| beside_names(doc, people, domain).into_iter().next())?;
    Some(found(firm.name, doc, &firm.range, "legal form in the subject", 0.8))
}

/// "nicht mehr Autohaus Möller", "statt der X GmbH": a firm that is named only to say that it is not the one.
fn is_someone_elses(doc: &Doc, firm: &Firm) -> bool {
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
fn beside_names(doc: &Doc, people: &[String], domain: Option<&str>) -> Vec<Firm> {
    let mut firms = Vec::new();
    for (range, line) in doc.line_texts().filter(|(_, l)| !l.contains('\t')) {
        let mut at = range.start;
        let mut after_name = false;
        let mut in_bracket = false;
        for part in line.split_inclusive([',', '/', '(', ')', '|', ';', '–', '!', '?']) {
            let start = at + (part.len() - part.trim_start().len());
            at += part.len();
            let opens = part.ends_with('(');
            let bare = part.trim_end_matches([',', '/', '(', ')', '|', ';', '–', '!', '?']).trim().trim_end_matches('.');
            let part = strip_lead(bare);
            let start = start + (bare.len() - part.len());
            let whole = people.iter().any(|p| fold(part) == fold(p));
            let named = people.iter().any(|p| fold(part).contains(&fold(p)));
            let owned = people
                .iter()
                .filter_map(|p| p.rsplit(' ').next())
                .any(|f| fold(f).len() > 2 && fold(part).split(' ').any(|w| w == fold(f)))
                && part.split(' ').count() > 1;
            let last_sentence = part.rsplit(". ").next().unwrap_or(part);
            let apart =
                after_name && (!named || owned && !whole) || in_bracket && !whole || owned && !named && part.len() == last_sentence.len();
            if apart && (looks_like_firm(part, domain) || owned && is_plain_firm(part)) && part.chars().count() <= 60 {
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
fn is_plain_firm(part: &str) -> bool {
    let words: Vec<&str> = part.split_whitespace().collect();
    let small = !part.chars().any(char::is_uppercase);
    (2..=5).contains(&words.len())
        && !words.iter().any(|w| is_sentence_word(w))
        && (small || words.iter().filter(|w| w.chars().next().is_some_and(char::is_uppercase)).count() * 2 > words.len())
        && !is_position(part)
        && !is_address_line(part)
}

/// Where a text spells out the sender's domain: "Kaiserstrand Resort" and `kaiserstrand-resort`. The domain proves the firm, the text its
/// spelling.
fn spelled_like_domain(doc: &Doc, domain: Option<&str>) -> Vec<Firm> {
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
                return vec![Firm { range: first.start..last.end, name: tidy(text), formed: false }];
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
    (1..=7).contains(&words) && firmlike && !is_address_line(part) && !is_position(part)
}

/// The firm in the signature: with its legal form, else the line that sounds like one or like the sender's domain.
fn in_signatures(scene: &Scene<'_>, people: &[String]) -> Option<Found<String>> {
    let domain = scene.firm_domain();
    let tails = scene.texts.iter().map(|(_, d)| d).filter(|_| true);
    let mut best: Option<(i32, Found<String>)> = None;
    for (doc, bonus) in scene.signatures.iter().map(|d| (d, 2)).chain(tails.map(|d| (d, 0))) {
        for firm in formed(doc).into_iter().filter(|f| !is_someone_elses(doc, f)) {
            let line = doc.text.get(..firm.range.start).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
            let partner = [
                "haftend", "komplement", "gesellschafterin", "general partner", "member of", "unternehmen der", "part of", "tochter",
                "holding", "bank", "iban", "konto", "versicher", "zusammenarbeit",
            ]
            .iter()
            .any(|w| fold(line).contains(w));
            let score = 20 + bonus + if overlaps_domain(&firm.name, domain) { 6 } else { 0 } - if partner { 15 } else { 0 };
            keep(&mut best, score, || found(firm.name.clone(), doc, &firm.range, "legal form in the signature", 0.9));
        }
        let skipped = if bonus == 0 { sign_off_from(doc) } else { 0 };
        for (range, line) in doc.line_texts().skip(skipped) {
            let part = line
                .split([',', '|', '·', '•', '\t', '/'])
                .next()
                .unwrap_or_default()
                .split(" - ")
                .next()
                .unwrap_or_default()
                .split(" – ")
                .next()
                .unwrap_or_default()
                .trim();
            if part.is_empty()
                || part.split_whitespace().count() > 8
                || is_address_line(part)
                || is_position(part)
                || is_register_line(part)
                || is_greeting(part)
            {
                continue;
            }
            if people.iter().any(|p| fold(p) == fold(part))
                || name::plain_name(part).is_some_and(|n| people.iter().any(|p| name::compatible(p, &n)) && !overlaps_trade(part))
            {
                continue;
            }
            let owned = people
                .iter()
                .filter_map(|p| p.rsplit(' ').next())
                .any(|f| fold(f).len() > 2 && fold(part).split(' ').any(|w| w == fold(f)))
                && is_plain_firm(part);
            let score = if overlaps_trade(part) { 12 } else { 0 }
                + if owned { 9 } else { 0 }
                + if overlaps_domain(part, domain) { 8 } else { 0 }
                + if scene.display.rest.as_deref().is_some_and(|r| fold(r) == fold(part)) { 6 } else { 0 };
            if score > 0 {
                let at = range.start + line.find(part).unwrap_or(0);
                keep(&mut best, score + bonus, || found(tidy(part), doc, &(at..at + part.len()), "line of the signature", 0.75));
            }
        }
    }
    best.map(|(_, f)| f)
}

/// The first of the short lines at the end of a text that can be a signature without a greeting before it.
fn sign_off_from(doc: &Doc) -> usize {
    let lines: Vec<&str> = doc.line_texts().map(|(_, l)| l.trim()).collect();
    let short = |l: &&&str| l.chars().count() <= 60 && !l.ends_with(['.', '!', '?', ':', ',']) && !name::is_list_item(l);
    let tail = lines.iter().rev().take(8).take_while(short).count();
    if tail == lines.len() { 1.max(lines.len().saturating_sub(tail)) } else { lines.len() - tail }
}

fn keep(best: &mut Option<(i32, Found<String>)>, score: i32, make: impl FnOnce() -> Found<String>) {
    if best.as_ref().is_none_or(|(b, _)| score > *b) {
        *best = Some((score, make()));
    }
}

/// The firm in the display name, on an attached card, in the Organization header.
fn in_headers(scene: &Scene<'_>) -> Option<Found<String>> {
    let of = |value: &str, place, rule, certainty| Found { value: tidy(value), words: value.to_owned(), place, rule, certainty };
    if let Some(card) = scene.message.cards.iter().find_map(|c| c.company.as_deref()) {
        return Some(of(card, Place::Card, "visiting card", 0.85));
    }
    if let Some(rest) = scene.display.rest.as_deref() {
        let role = fold(rest).split(' ').all(|w| ROLES.contains(&w)) || is_position(rest);
        let firm =
            overlaps_trade(rest) || overlaps_domain(rest, scene.firm_domain()) || scene.display.person.is_some() && rest.contains(' ');
        if firm && !role && !rest.contains('@') {
            return Some(of(rest, Place::From, "display name of the sender", 0.7));
        }
    }
    scene.message.organization.as_deref().filter(|o| !o.trim().is_empty()).map(|o| of(o, Place::Organization, "Organization header", 0.7))
}

/// The firm in the sender's domain, where its label is made of words: "energiewerk-reinhardswald".
fn in_domain(scene: &Scene<'_>) -> Option<Found<String>> {
    let label = scene.firm_domain()?;
    let words: Vec<&str> = label.split('-').collect();
    let wordy = words.len() >= 2 && words.iter().all(|w| w.len() >= 3 && w.chars().all(char::is_alphabetic));
    wordy.then(|| Found {
        value: words.iter().map(|w| name::capitalise(w)).collect::<Vec<_>>().join(" "),
        words: label.to_owned(),
        place: Place::Address,
        rule: "domain of the sender",
        certainty: 0.6,
    })
}

/// Whether a name and a domain share a word: "Kördel & Wiese Gebäudetechnik" and "koerdel-wiese".
pub fn overlaps_domain(name: &str, domain: Option<&str>) -> bool {
    let Some(domain) = domain else { return false };
    let flat: String = domain.split('-').map(fold).collect();
    let name = fold(name);
    let squeezed = name.replace(' ', "");
    name.split(' ').any(|w| w.len() >= 4 && flat.contains(w))
        || domain.split('-').any(|d| d.len() >= 4 && squeezed.contains(&fold(d)))
        || squeezed == flat
}

fn overlaps_trade(name: &str) -> bool {
    name.split([' ', '-', '/', '&', '+']).any(|w| is_firm_word(&fold(w)))
}

/// Streets, postcodes, telephone numbers, mail and web addresses.
fn is_address_line(line: &str) -> bool {
    let folded = fold(line);
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let street = [
        "str", "strasse", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "postfach", "street", "road", "lane", "avenue", "quay",
        "unit", "tel", "telefon", "fon", "fax", "mobil", "phone", "mobile", "www", "http", "mailto",
    ]
    .iter()
    .any(|w| folded.split(' ').any(|f| f == *w || w.len() > 3 && f.ends_with(w)));
    line.contains('@') || line.contains("www.") || digits >= 4 || digits > 0 && street || line.contains("://") || folded.starts_with("tel ")
}

fn is_register_line(line: &str) -> bool {
    let folded = fold(line);
    [
        "geschaeftsfuehr", "vorstand", "aufsichtsrat", "sitz", "amtsgericht", "registergericht", "hrb", "hra", "ust", "steuernummer",
        "managing director", "registered", "company number", "vat", "inhaber", "inh ", "vertreten durch", "commercial register",
        "handelsregister", "bankverbindung", "iban",
    ]
    .iter()
    .any(|w| folded.starts_with(w) || folded.contains(&format!(" {w}")))
}

/// A position or department, not a firm.
fn is_position(line: &str) -> bool {
    let folded = fold(line);
    let first = folded.split(' ').next().unwrap_or_default();
    [
        "geschaeftsfuehr", "leiter", "leitung", "assisten", "sekretar", "prokurist", "vorstand", "vorsitz", "abteilung", "sachbearbeit",
        "projektleit", "manager", "director", "head", "chief", "ceo", "cto", "cfo", "founder", "owner", "partner", "pa", "secretary",
        "assistant", "commercial", "senior", "junior", "responsable", "energy", "disposition", "personalentwicklung", "vorzimmer",
        "dachdeckermeister", "meister", "geschaeftsleitung", "redakteur", "verwaltung", "vertrieb", "einkauf", "serviceleitung",
        "standortentwicklung", "wissenschaftlich", "rechtsanw", "dipl", "stellv", "operations", "deputy", "team", "department", "engineer",
        "consultant", "referent", "bereich", "fachbereich", "your", "ihr", "customer", "key", "business",
    ]
    .iter()
    .any(|w| first.starts_with(w))
        && !LEGAL_FORMS.iter().any(|f| folded.ends_with(&format!(" {f}")))
}

fn is_greeting(line: &str) -> bool {
    let folded = fold(line);
    [
        "mit freundlich", "mit best", "freundliche", "hallo", "liebe", "guten", "sehr geehrte", "hi ", "dear", "moin", "hello",
        "viele gruesse", "beste gruesse", "herzliche", "gruss", "mfg", "lg", "vg", "kind regards", "best", "regards", "many thanks",
        "thanks", "danke", "cheers", "sincerely", "yours", "schoene", "sonnige", "von meinem", "sent from", "gesendet", "vielen dank",
        "hochachtung", "liebe gruesse", "warm",
    ]
    .iter()
    .any(|w| folded.starts_with(w))
}

fn found(name: String, doc: &Doc, range: &Range<usize>, rule: &'static str, certainty: f32) -> Found<String> {
    let words = doc.text.get(range.clone()).unwrap_or_default().trim().to_owned();
    Found { value: name, words, place: doc.place, rule, certainty }
}

/// One line, no quotes around, at most [`MAX_COMPANY`] characters.
pub fn tidy(name: &str) -> String {
    let name = crate::address::clean(name, MAX_COMPANY);
    name.trim_matches(|c: char| matches!(c, '"' | '„' | '“' | '”' | '*' | ',' | ';' | ':' | '-' | '–' | ' ' | '(' | '|')).to_owned()
}

//! Firms by their legal form, and which words before it belong to the name.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::{Firm, MAX_COMPANY, tidy};
use crate::person::fold;
use crate::reading::name::is_firm_word;
use crate::reading::text::Doc;
use crate::reading::words::companies::LEGAL_FORMS;
use crate::reading::words::names::is_never_name;
use crate::reading::words::{LETTERS, plain};

static FORM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(&plain(&format!(r"(?:^|[^{LETTERS}0-9.])(?P<form>{})(?:$|[^{LETTERS}0-9])", LEGAL_FORMS.join("|")))).ok());

/// Legal forms of a text that are looked at; behind so many nobody says where he works.
const MAX_FORMS: usize = 500;

/// Every firm in a text that bears a legal form.
pub fn formed(doc: &Doc) -> Vec<Firm> {
    let Some(form) = FORM.as_ref() else { return Vec::new() };
    let mut found: Vec<Firm> = Vec::new();
    let mut at = 0;
    for _ in 0..MAX_FORMS {
        let Some(hit) = doc.fold.get(at..).and_then(|rest| form.captures(rest)).and_then(|c| c.name("form")) else { break };
        let range = at + hit.start()..at + hit.end();
        at = range.end;
        if let Some(firm) = expand(doc, range)
            && found.last().is_none_or(|f| f.range.end <= firm.range.start)
        {
            found.push(firm);
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
    // no name is longer; looking further back for every form of a long line would be quadratic
    let near = (0..=start.saturating_sub(4 * MAX_COMPANY)).rev().find(|at| doc.text.is_char_boundary(*at))?;
    let line_start = doc
        .text
        .get(near..start)?
        .rfind(['\n', '\t', '|', '•', '·', ';', ':', '(', ')', '"', '„', '“', '”', '<', '>', '*', '!', '?'])
        .map_or(near, |at| near + at + doc.text.get(near + at..).and_then(|t| t.chars().next()).map_or(1, char::len_utf8));
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
    // "3. Papierfabrik Flöha GmbH", "Firma Stanzformen Oertel UG": numbering and the word itself are no part of the name
    let lead = words
        .iter()
        .take_while(|(_, w)| w.trim_end_matches(['.', ')']).chars().all(|c| c.is_ascii_digit()) && w.ends_with(['.', ')']))
        .count();
    let words = words.get(lead..)?.to_vec();
    let firma = words.iter().rposition(|(_, w)| matches!(*w, "Firma" | "Fa." | "Fa" | "firma" | "fa.")).map_or(0, |at| at + 1);
    // a firm may be called so: "Firma 7 GmbH"
    let firma = if words.get(firma).is_some_and(|(_, w)| w.starts_with(char::is_alphabetic)) { firma } else { 0 };
    let words = words.get(firma..)?.to_vec();
    let words = words.get(behind_person(&words)..)?.to_vec();
    let begin = whole_line(&words).or_else(|| behind_article(&words)).or_else(|| leftwards(&words))?;
    let tail_dot = doc.text.get(end..).is_some_and(|t| t.starts_with('.')) && written.contains('.') && !written.ends_with('.');
    let end = if tail_dot { end + 1 } else { end };
    let name = tidy(doc.text.get(begin..end)?);
    (fold(&name).len() > fold(written).len()).then_some(Firm { range: begin..end, name })
}

/// "Max Muster von der Muster GmbH", "Ann Other of Other Ltd": where the firm begins behind a person and the word that joins them.
fn behind_person(words: &[(usize, &str)]) -> usize {
    let joins = |w: &str| matches!(w, "von" | "vom" | "of" | "from" | "at" | "bei" | "beim" | "for" | "für");
    let Some(at) = words.iter().rposition(|(_, w)| joins(w)) else { return 0 };
    let person = words.get(at.saturating_sub(2)..at).is_some_and(|p| {
        p.len() == 2
            && p.iter().all(|(_, w)| w.chars().next().is_some_and(char::is_uppercase))
            && !p.iter().any(|(_, w)| is_firm_word(&fold(w)))
    });
    let article = words.get(at + 1).is_some_and(|(_, w)| matches!(*w, "der" | "die" | "dem" | "the"));
    if person { at + 1 + usize::from(article) } else { 0 }
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
        let romance = ["di", "de", "del", "da", "do", "du", "della", "van", "het", "et"].contains(&folded.as_str())
            && before.is_some_and(|b| b.chars().next().is_some_and(char::is_uppercase));
        let adjective = !capital && !article && before.is_some_and(|b| matches!(fold(b).as_str(), "fuer" | "of"));
        // "seit Jahresbeginn Strolz GmbH": the first noun belongs to the time
        if capital
            && before.is_some_and(|b| matches!(fold(b).as_str(), "seit" | "ab" | "zum" | "since") && !is_firm_word(&folded))
            && begin.is_some()
        {
            break;
        }
        if word.ends_with([',', ';', ':', '!', '?'])
            || is_sentence_word(word) && !inner && !romance
            || word.ends_with('.') && word.chars().count() > 4
        {
            break;
        }
        if capital && !matches!(folded.as_str(), "firma" | "fa" | "herr" | "frau" | "herrn") || joins || romance || inner || adjective {
            begin = Some(*at);
        } else {
            break;
        }
    }
    begin
}

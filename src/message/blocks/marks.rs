//! What marks the begin of a quote: attribution lines ("Am … schrieb …:"), header blocks ("Von: … Gesendet: …") and separators
//! ("-----Ursprüngliche Nachricht-----"), with whom they name.

use std::sync::LazyLock;

use regex::Regex;

use super::super::Author;
use super::super::pattern::{exact, plain, regex};
use super::super::text::{Hint, Line};
use super::words::{FIELDS, FORWARDED, Field, ORIGINAL, WROTE};
use crate::address::{Address, clean};

/// The begin of a quote.
pub(super) struct Mark {
    /// How many lines it takes.
    pub(super) lines: usize,
    /// Whom it names.
    pub(super) author: Option<Author>,
    /// It says that the mail is passed on.
    pub(super) forward: bool,
    /// It is a header block or separator, not an attribution line.
    pub(super) header: bool,
}

/// The longest line, in bytes, that is looked at: attributions and header fields are short, and it bounds the work.
const MAX_LINE: usize = 400;
/// Lines over which an attribution may be wrapped.
const MAX_WRAP: usize = 4;
/// Lines that a header block may have (long lists of recipients are wrapped).
const MAX_HEADER: usize = 30;

/// The mark that begins at line `at`, if one does.
pub(super) fn mark(lines: &[Line], at: usize) -> Option<Mark> {
    let line = lines.get(at)?;
    if line.text.len() > MAX_LINE {
        return None;
    }
    if is_rule(line) {
        // A rule counts only together with the header block below it (Outlook, Outlook mobile).
        let skip = blank_run(lines, at + 1, line.depth)?;
        if let Some(header) = header_block(lines, at + skip, true) {
            return Some(Mark { lines: header.lines + skip, ..header });
        }
        return if line.hint == Hint::Rule { name_above(lines, at + skip).map(|mark| Mark { lines: skip + 1, ..mark }) } else { None };
    }
    if let Some(forward) = separator(&line.text) {
        let skip = blank_run(lines, at + 1, line.depth).unwrap_or(1);
        let author = separator_author(&line.text);
        return Some(match header_block(lines, at + skip, true) {
            Some(header) => Mark { lines: header.lines + skip, forward, author: header.author.or(author), header: true },
            None => Mark { lines: 1, author, forward, header: true },
        });
    }
    header_block(lines, at, false).or_else(|| attribution(lines, at))
}

/// How many lines from `from` - 1 to the next line with text at that depth, at most three of them empty.
fn blank_run(lines: &[Line], from: usize, depth: usize) -> Option<usize> {
    let blank = lines.get(from..)?.iter().take_while(|l| l.text.is_empty() && l.hint == Hint::None).take(4).count();
    let next = lines.get(from + blank)?;
    (blank < 4 && next.depth >= depth).then_some(blank + 1)
}

/// A line drawn, in HTML or with `_____` or `-----`.
fn is_rule(line: &Line) -> bool {
    let text = line.text.trim();
    line.hint == Hint::Rule || (text.len() >= 5 && text.chars().all(|c| matches!(c, '_' | '-' | '=' | '*' | '–' | '—' | '─')))
}

/// Whether the line is a separator, and if so, whether it passes on.
fn separator(text: &str) -> Option<bool> {
    let text = text.trim().trim_matches('*').trim();
    if text.len() > 200 || text.is_empty() {
        return None;
    }
    let inner = text.trim_matches(['-', '_', '=', '*', '–', '—', '─', ' ', '<', '>', '|', '+']).trim();
    let dashes = text.len() >= inner.len() + 4;
    let lower = inner.trim_end_matches(':').trim().to_lowercase();
    let starts = |list: &[&str]| {
        list.iter()
            .any(|w| lower.strip_prefix(w).is_some_and(|rest| rest.is_empty() || (dashes && !rest.starts_with(char::is_alphanumeric))))
    };
    if !dashes && !inner.ends_with(':') {
        return None;
    }
    if starts(FORWARDED) {
        return Some(true);
    }
    // A plain word with a colon ("Nachricht:") is the label of a form.
    if starts(ORIGINAL) && (dashes || lower.contains(' ')) {
        return Some(false);
    }
    // Notes: -----"Max Muster" <max@x> schrieb: -----
    (text.starts_with("--") && dashes && NOTES.is_match(&plain(&lower))).then_some(false)
}

static NOTES: LazyLock<Regex> = LazyLock::new(|| regex(&format!(r"^..+\b(?:{WROTE})\b")));
static ADDRESS: LazyLock<Regex> = LazyLock::new(|| regex(r#"[^\s<>"'\[\]()|:;,]+@[\p{L}\p{N}.-]+"#));
static ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| exact(&format!(r"(?i)\b(?:{WROTE})(?:$|[^\p{{L}}\p{{N}}])")));
static DATE: LazyLock<Regex> = LazyLock::new(|| regex(r"\d{1,2}[:.]\d{2}|\b\d{4}\b|\d{1,2}[./-]\d{1,2}[./-]|\d{1,2}\. ?\p{L}{3,}"));

/// "Max Muster:" right above a quote, where HTML says that one begins (K-9).
fn name_above(lines: &[Line], at: usize) -> Option<Mark> {
    let line = lines.get(at)?;
    let name = line.text.strip_suffix(':').filter(|n| n.split_whitespace().count() <= 6)?;
    let quoted = lines.get(at + 1..)?.iter().find(|l| !l.text.is_empty()).is_some_and(|l| l.depth > line.depth);
    let (name, address) = sender(name);
    quoted.then_some(Mark { lines: 1, author: Some(Author { name, address, subject: None }), forward: false, header: false })
}

fn separator_author(text: &str) -> Option<Author> {
    let address = Address::parse(ADDRESS.find(text)?.as_str())?;
    let name = text
        .split(['<', '['])
        .next()
        .map(|n| clean(n.trim_matches(['-', '"', ' ', '\'']), 120))
        .filter(|n| !n.is_empty() && !n.contains('@'));
    Some(Author { name, address: Some(address), subject: None })
}

/// "Am … schrieb … <…>:", "On …, … wrote:", "… <…> schrieb am …:", over up to [`MAX_WRAP`] lines.
fn attribution(lines: &[Line], at: usize) -> Option<Mark> {
    let first = lines.get(at)?;
    if !first.text.trim_start().starts_with(|c: char| c.is_uppercase() || matches!(c, '"' | '<' | '\'' | '“' | '„' | '[' | '*')) {
        return None;
    }
    let mut joined = String::new();
    for n in 0..MAX_WRAP {
        let line = lines.get(at + n)?;
        if line.text.is_empty() || line.depth != first.depth || joined.len() + line.text.len() > MAX_LINE {
            return None;
        }
        // "<\nmax@x>" is wrapped inside the brackets.
        if !joined.is_empty() && !joined.ends_with('<') {
            joined.push(' ');
        }
        joined.push_str(line.text.trim());
        let quoted_next =
            lines.get(at + n + 1..).unwrap_or_default().iter().find(|l| !l.text.is_empty()).is_some_and(|l| l.depth > first.depth);
        let closed = joined.ends_with(':') || (quoted_next && joined.ends_with(['>', '-', '.', ']', ')']));
        if closed {
            return is_attribution(&joined, quoted_next).then(|| Mark {
                lines: n + 1,
                author: attribution_author(&joined),
                forward: false,
                header: false,
            });
        }
        if n == 0 && !may_wrap(&joined) {
            return None;
        }
    }
    None
}

/// Whether a line can be the first of a wrapped attribution: it has a date or an address already.
fn may_wrap(text: &str) -> bool {
    DATE.is_match(text) || text.contains('@') || OPENERS.iter().any(|o| text.starts_with(o))
}

const OPENERS: &[&str] = &["Am ", "On ", "Le ", "Op ", "Den ", "El ", "Il ", "Em ", "W dniu ", "Zitat von ", "Quoting "];

fn is_attribution(text: &str, quoted_next: bool) -> bool {
    let opens = OPENERS.iter().any(|o| text.starts_with(o));
    let (dated, addressed) = (DATE.is_match(text), ADDRESS.is_match(text));
    if text.starts_with("Zitat von ") || text.starts_with("Quoting ") {
        return true;
    }
    // "Am 10.11. schrieb ich Ihnen:" is a sentence of the sender.
    let own = text.contains(" ich ") || text.contains(" wir ") || text.contains(" I wrote") || text.contains(" we wrote");
    ATTRIBUTION.is_match(text)
        && !own
        && ((dated && (opens || addressed || quoted_next || text.len() < 160)) || addressed || (quoted_next && text.len() < 120))
}

fn attribution_author(text: &str) -> Option<Author> {
    let address = ADDRESS.find(text).and_then(|m| Address::parse(m.as_str()));
    // Horde: "Zitat von Max Muster <max@x>:"
    let (text, verb) = match text.strip_prefix("Zitat von ").or_else(|| text.strip_prefix("Quoting ")) {
        Some(rest) => (rest, 0..0),
        None => (text, ATTRIBUTION.find(text)?.range()),
    };
    let (before, after) = (text.get(..verb.start).unwrap_or_default(), text.get(verb.end..).unwrap_or_default());
    let strip = |t: &str| {
        let t = t.split(['<', '[', '(']).next().unwrap_or_default();
        let t = t.trim_matches(|c: char| matches!(c, '"' | '\'' | ',' | ':' | ';' | '*' | '-' | '“' | '”' | '„') || c.is_whitespace());
        clean(t, 120)
    };
    // "… schrieb Max <max@x>:" has the name behind the verb; "On …, Max <max@x> wrote:" and "Max schrieb am …:" before it.
    let opens = OPENERS.iter().any(|o| text.starts_with(o));
    let name = if !strip(after).is_empty() && !DATE.is_match(after) {
        strip(after)
    } else {
        strip(if opens { after_date(before) } else { before })
    };
    let name = name.strip_suffix(" Folgendes").or(name.strip_suffix(" folgendes")).unwrap_or(&name).trim().to_owned();
    let name = name.strip_prefix("hat ").unwrap_or(&name).to_owned();
    let name = Some(name).filter(|n| !n.is_empty() && !n.contains('@') && n.chars().any(char::is_alphabetic));
    (name.is_some() || address.is_some()).then_some(Author { name, address, subject: None })
}

/// What stands behind the last word with a digit, and behind the words of time that follow it.
fn after_date(text: &str) -> &str {
    let cut = text.split('<').next().unwrap_or_default();
    let mut rest = cut;
    if let Some(digit) = cut.rfind(|c: char| c.is_ascii_digit()) {
        rest = cut.get(digit..).and_then(|t| t.split_once(char::is_whitespace)).map_or("", |(_, r)| r);
    }
    loop {
        let trimmed = rest.trim_start_matches([' ', ',', '(', ')']);
        let next = ["Uhr", "um", "at", "AM", "PM", "am", "pm", "CET", "CEST", "GMT", "UTC", "MEZ", "MESZ", "hat", "h"]
            .iter()
            .find_map(|w| trimmed.strip_prefix(w).filter(|r| r.is_empty() || r.starts_with([' ', ',', ')'])));
        // "BST, Max": other time zones.
        let zone = || {
            trimmed.split_once(',').filter(|(z, _)| (2..=5).contains(&z.len()) && z.chars().all(|c| c.is_ascii_uppercase())).map(|(_, r)| r)
        };
        match next.or_else(zone) {
            Some(next) => rest = next,
            None => return trimmed,
        }
    }
}

/// A header block at `at`. With `marked`, a separator or rule stands above it and two fields are enough.
fn header_block(lines: &[Line], at: usize, marked: bool) -> Option<Mark> {
    let depth = lines.get(at)?.depth;
    let field = |text| if marked { field(text).or_else(|| bare_field(text)) } else { field(text) };
    field(&lines.get(at)?.text)?;
    let mut author = Author::default();
    let mut found: Vec<Field> = Vec::new();
    let mut end = at;
    let mut last: Option<Field> = None;
    let mut n = at;
    while let Some(line) = lines.get(n).filter(|l| l.depth == depth && n < at + MAX_HEADER && l.text.len() <= 4 * MAX_LINE) {
        if let Some((what, value)) = field(&line.text) {
            if found.contains(&what) && what != Field::Other {
                break;
            }
            match what {
                Field::From => (author.name, author.address) = sender(value),
                Field::Subject => author.subject = Some(clean(value, 500)).filter(|s| !s.is_empty()),
                _ => {}
            }
            found.push(what);
            last = Some(what);
            end = n + 1;
        } else if line.text.is_empty() {
            // Programs that make a paragraph of each field leave one empty line between them.
            let more = lines.get(n + 1).is_some_and(|l| l.depth == depth && field(&l.text).is_some_and(|(f, _)| !found.contains(&f)));
            if !more {
                break;
            }
        } else if !continues(lines, n, last, &mut author) {
            break;
        } else {
            end = n + 1;
        }
        n += 1;
    }
    let has = |f: Field| found.contains(&f);
    let other = [Field::Date, Field::To, Field::Subject].iter().filter(|f| has(**f)).count();
    let enough = match (marked, has(Field::From)) {
        (true, _) => usize::from(has(Field::From)) + other >= 2,
        (false, true) => other >= 2 || (other >= 1 && author.address.is_some()),
        // Some templates leave the sender out.
        (false, false) => other == 3,
    };
    let named = author.name.is_some() || author.address.is_some() || author.subject.is_some();
    enough.then(|| Mark { lines: end - at, author: named.then_some(author), forward: false, header: true })
}

/// Whether line `n` goes on with the value of the field above: the rest of a wrapped list of addresses, subject or sender.
fn continues(lines: &[Line], n: usize, last: Option<Field>, author: &mut Author) -> bool {
    let Some(line) = lines.get(n) else { return false };
    let before = n.checked_sub(1).and_then(|b| lines.get(b)).map_or("", |l| l.text.as_str());
    let open = before.ends_with([',', ';', ':', '<', '*']) || line.text.starts_with(['\t', ' ', '<', '[']);
    let field_follows = lines.get(n + 1).is_some_and(|l| field(&l.text).is_some());
    match last {
        Some(Field::From) if author.address.is_none() && (open || line.text.contains('@')) => {
            let (name, address) = sender(&line.text);
            author.name = author.name.take().or(name);
            author.address = address;
            true
        }
        Some(Field::To | Field::Other | Field::From) => open || field_follows,
        Some(Field::Subject) if before.ends_with(':') => {
            author.subject = Some(clean(&line.text, 500));
            true
        }
        Some(Field::Subject | Field::Date) => field_follows || line.text.starts_with(['\t', ' ']),
        None => false,
    }
}

/// A labelled line of a header block: the label and its value, emphasis (`*Von:*`) off.
fn field(text: &str) -> Option<(Field, &str)> {
    let text = text.trim_start_matches(['*', ' ', '\t', '|', '_']);
    let (label, value) = text.split_once(':').or_else(|| text.split_once('\t'))?;
    if label.len() > 24 {
        return None;
    }
    let label = label.trim().trim_matches(['*', '_']).trim_end().to_lowercase();
    let (_, what) = FIELDS.iter().find(|(l, _)| *l == label)?;
    Some((*what, value.trim_matches(['*', ' ', '\t', '_'])))
}

/// The fields of eM Client, which has labels in bold and no colons (`Von "Max" <max@x>`); only below a separator.
fn bare_field(text: &str) -> Option<(Field, &str)> {
    let (label, value) = text.trim().split_once(' ')?;
    let label = label.to_lowercase();
    let (_, what) = FIELDS.iter().find(|(l, _)| *l == label)?;
    Some((*what, value.trim()))
}

/// `Max Muster <max@x>`, `Max Muster [mailto:max@x]`, `max@x (Max)`, `Max Muster`.
fn sender(value: &str) -> (Option<String>, Option<Address>) {
    let address = ADDRESS.find(value).and_then(|m| Address::parse(m.as_str().trim_start_matches("mailto:")));
    let name = value.split(['<', '[', '(']).next().map(|n| clean(n.trim().trim_matches(['"', '\'', '*', ' ']), 120));
    let name = name.map(|n| n.strip_suffix(" via").unwrap_or(&n).to_owned());
    (name.filter(|n| !n.is_empty() && !n.contains('@')), address)
}

#[cfg(test)]
mod tests {
    use super::super::super::text::{Flow, lines};
    use super::*;

    /// Lines taken, name, address and forward of the mark at the first line.
    fn check(text: &str, want: Option<(usize, &str, &str, bool)>) {
        let got = mark(&lines(text, Flow::Fixed), 0).map(|m| {
            let author = m.author.unwrap_or_default();
            (m.lines, author.name.unwrap_or_default(), author.address.map(|a| a.to_string()).unwrap_or_default(), m.forward)
        });
        let want = want.map(|(n, name, address, forward)| (n, name.to_owned(), address.to_owned(), forward));
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn attributions() {
        check("Am 10.11.2026 um 09:05 schrieb Max Muster:\n> x", Some((1, "Max Muster", "", false)));
        check(
            "Am Di., 10. Nov. 2026 um 09:05 Uhr schrieb Max Muster <\nmax@x.example>:\n> x",
            Some((2, "Max Muster", "max@x.example", false)),
        );
        check("Am 10.11.26, 09:05 schrieb \"Muster, Max\" <max@x.example>:", Some((1, "Muster, Max", "max@x.example", false)));
        check("Am 10.11.2026 um 09:05 schrieb max@x.example:", Some((1, "", "max@x.example", false)));
        check(
            "Am Dienstag, 10. November 2026 um 09:05:12 MEZ hat Max Muster <max@x.example> Folgendes geschrieben:",
            Some((1, "Max Muster", "max@x.example", false)),
        );
        check("Max Muster <max@x.example> schrieb am Di., 10. Nov. 2026, 09:05:", Some((1, "Max Muster", "max@x.example", false)));
        check("Max Muster schrieb am 10.11.2026 um 09:05 Uhr:", Some((1, "Max Muster", "", false)));
        check("On Tue, 10 Nov 2026 at 09:05, Max Muster <max@x.example> wrote:", Some((1, "Max Muster", "max@x.example", false)));
        check("On 10 Nov 2026, at 09:05, Max Muster\n<max@x.example> wrote:", Some((2, "Max Muster", "max@x.example", false)));
        check("On Nov 10, 2026 9:05 AM, \"Max Muster\" <max@x.example> wrote:", Some((1, "Max Muster", "max@x.example", false)));
        check("On 7 September 2026 10:30:00 BST, Max Muster <max@x.example> wrote:", Some((1, "Max Muster", "max@x.example", false)));
        check("On 10/11/2026 09:05, Max Muster wrote:", Some((1, "Max Muster", "", false)));
        check("Le mar. 10 nov. 2026 à 09:05, Max Muster <max@x.example> a écrit :", Some((1, "Max Muster", "max@x.example", false)));
        check("Op 10-11-2026 om 09:05 schreef Max Muster:", Some((1, "Max Muster", "", false)));
        check("Zitat von Max Muster <max@x.example>:", Some((1, "Max Muster", "max@x.example", false)));
        check("Am Montag schrieb ich Ihnen um 10:00:", None);
        check("Am 17.11. komme ich gern:", None);
        check("Hiermit melde ich an:", None);
        check("Wie 2026 angekündigt, melde ich an:\nMax", None);
    }

    #[test]
    fn headers() {
        let outlook = "Von: Stadt <stadt@x.example>\nGesendet: Dienstag, 10. November 2026 09:05\nAn: Max <max@y.example>\nBetreff: Einladung\n\nText";
        check(outlook, Some((4, "Stadt", "stadt@x.example", false)));
        check(
            "________________________________\nVon: Stadt <stadt@x.example>\nGesendet: x\n\nText",
            Some((3, "Stadt", "stadt@x.example", false)),
        );
        check("*Von:* Stadt <stadt@x.example>\n*Gesendet:* x\n*An:* y\n*Betreff:* z", Some((4, "Stadt", "stadt@x.example", false)));
        check(
            "-----Ursprüngliche Nachricht-----\nVon: Stadt [mailto:stadt@x.example]\nGesendet: x\nText",
            Some((3, "Stadt", "stadt@x.example", false)),
        );
        check("From: Stadt\nSent: x\nTo: a@b.example; c@d.example;\ne@f.example\nSubject: z\n", Some((5, "Stadt", "", false)));
        check(
            "---------- Forwarded message ---------\nVon: Stadt <stadt@x.example>\nDate: x\nSubject: y\nTo: z\n",
            Some((5, "Stadt", "stadt@x.example", true)),
        );
        check(
            "-------- Weitergeleitete Nachricht --------\nBetreff: \tx\nDatum: \ty\nVon: \tStadt <stadt@x.example>\nAn: \tz\n",
            Some((5, "Stadt", "stadt@x.example", true)),
        );
        check(
            "Anfang der weitergeleiteten Nachricht:\n\nVon: Stadt <stadt@x.example>\nBetreff: x\n",
            Some((4, "Stadt", "stadt@x.example", true)),
        );
        check(
            "-----Stadt <stadt@x.example> schrieb: -----\nAn: x\nVon: Stadt <stadt@x.example>\nDatum: y\nBetreff: z",
            Some((5, "Stadt", "stadt@x.example", false)),
        );
        check("Gesendet: Dienstag\nVon: Stadt <stadt@x.example>\nAn: x\nBetreff: y", Some((4, "Stadt", "stadt@x.example", false)));
        check(
            "------ Originalnachricht ------\nVon \"Stadt\" <stadt@x.example>\nAn Max <max@y.example>\nDatum 12.11.2026\nBetreff z",
            Some((5, "Stadt", "stadt@x.example", false)),
        );
        check("Von: 10 Uhr\nBis: 12 Uhr", None);
        check("Name: Max\nBetreff: Anmeldung\nDatum: 10.11.", None);
        check("Nachricht:\nIch komme", None);
        check("-----", None);
    }

    #[test]
    fn subject_of_a_header_block() {
        let m = mark(&lines("Von: a@b.example\nGesendet: x\nBetreff: Einladung", Flow::Fixed), 0).unwrap();
        assert_eq!(m.author.unwrap().subject.unwrap(), "Einladung");
    }
}

//! The end of what was written now: greeting and signature, footers of programs and firms.
//!
//! The greeting ("Mit freundlichen Grüßen") is the first line of the signature. Where nobody greets, a signature is recognised by its
//! delimiter (`-- `, RFC 3676 section 4.3), by the sender's own name standing alone, or by a paragraph of contact data at the end.

use super::super::BlockKind;
use super::super::pattern::plain;
use super::super::text::{Hint, Line};
use super::formulas::{
    CONTACT, DISCLAIMER, DISCLAIMER_START, FOOTER, FORM, GREETING, MATTER, NO_GREETING, OWN_WORDS, POSTSCRIPT, SALUTATION, THANKS,
};
use crate::address::Mailbox;
use crate::person::fold;

/// What a line is by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Empty,
    Text,
    /// `-- `, or the mail program's mark for its signature.
    Delimiter,
    /// "Mit freundlichen Grüßen".
    Greeting,
    /// "Vielen Dank": closes a letter only where a name follows.
    Thanks,
    /// "Von meinem iPhone gesendet", a disclaimer.
    Footer,
    /// `_____`
    Rule,
}

/// Divides a run of new lines into text, signature and footer.
pub(super) fn divide(lines: &[Line], from: Option<&Mailbox>) -> Vec<(BlockKind, Vec<String>)> {
    let letters: Vec<Line> = lines.iter().map(|l| Line { text: plain(&l.text).into_owned(), ..*l }).collect();
    let kinds = classify(&letters);
    let start = signature_start(&letters, &kinds, from);
    let mut out: Vec<(BlockKind, Vec<String>)> = Vec::new();
    let mut in_postscript = false;
    for (at, (line, kind)) in lines.iter().zip(&kinds).enumerate() {
        let signed = start.is_some_and(|s| at >= s);
        if signed && begins_paragraph(&kinds, at) {
            in_postscript = is_postscript(&letters, &kinds, at);
        }
        let block = match kind {
            Kind::Footer => BlockKind::Footer,
            // Drawn lines belong to what follows, and say nothing.
            Kind::Rule if signed => continue,
            _ if signed && !in_postscript => BlockKind::Signature,
            _ => BlockKind::New,
        };
        if line.hint != Hint::None || *kind == Kind::Delimiter {
            continue;
        }
        match out.last_mut() {
            Some((last, text)) if *last == block || line.text.is_empty() => text.push(line.text.clone()),
            _ => out.push((block, vec![line.text.clone()])),
        }
    }
    out
}

fn classify(lines: &[Line]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = lines.iter().map(|l| kind(&l.text, l.hint)).collect();
    // A disclaimer is a paragraph; the words that tell it stand in one of its lines.
    let mut at = 0;
    while at < lines.len() {
        let end = (at..lines.len()).find(|n| kinds.get(*n) == Some(&Kind::Empty)).unwrap_or(lines.len());
        let paragraph = lines.get(at..end).unwrap_or_default();
        let joined: String = paragraph.iter().map(|l| l.text.as_str()).collect::<Vec<_>>().join(" ");
        if joined.len() > 20 && joined.len() < 20_000 && DISCLAIMER.is_match(&joined) && !OWN_WORDS.is_match(&joined) {
            // Contact data above it in the same paragraph stay.
            let first =
                paragraph.iter().position(|l| DISCLAIMER_START.is_match(&l.text) || l.text.len() > 120 || DISCLAIMER.is_match(&l.text));
            for kind in kinds.iter_mut().take(end).skip(at + first.unwrap_or_default()) {
                *kind = Kind::Footer;
            }
        }
        at = end + 1;
    }
    kinds
}

fn kind(text: &str, hint: Hint) -> Kind {
    let text = text.trim();
    match hint {
        Hint::Rule => return Kind::Rule,
        Hint::Signature => return Kind::Delimiter,
        Hint::None => {}
    }
    if text.is_empty() {
        return Kind::Empty;
    }
    if matches!(text, "--" | "—" | "---" | "–" | "-- -") {
        return Kind::Delimiter;
    }
    if text.len() >= 5 && text.chars().all(|c| matches!(c, '_' | '-' | '=' | '*' | '–' | '—' | '─' | '~' | '#' | '.')) {
        return Kind::Rule;
    }
    if text.len() < 250 && FOOTER.is_match(text) && !OWN_WORDS.is_match(text) {
        return Kind::Footer;
    }
    if is_greeting(text) {
        return Kind::Greeting;
    }
    if text.len() < 60 && THANKS.is_match(text) { Kind::Thanks } else { Kind::Text }
}

fn is_greeting(text: &str) -> bool {
    let words = text.split_whitespace().count();
    words <= 9 && text.len() < 90 && !NO_GREETING.is_match(text) && GREETING.is_match(text)
}

fn begins_paragraph(kinds: &[Kind], at: usize) -> bool {
    at.checked_sub(1).and_then(|b| kinds.get(b)).is_none_or(|k| matches!(k, Kind::Empty | Kind::Rule | Kind::Delimiter | Kind::Footer))
}

/// Below the signature people go on with "PS: …", or put the data that the text announced ("siehe unten").
fn is_postscript(lines: &[Line], kinds: &[Kind], at: usize) -> bool {
    let paragraph: Vec<&Line> = lines.iter().zip(kinds).skip(at).take_while(|(_, k)| **k != Kind::Empty).map(|(l, _)| l).collect();
    let first = paragraph.first().map_or("", |l| l.text.as_str());
    POSTSCRIPT.is_match(first) || paragraph.iter().filter(|l| FORM.is_match(&l.text)).count() >= 2
}

/// Where the signature of a run of new lines begins.
fn signature_start(lines: &[Line], kinds: &[Kind], from: Option<&Mailbox>) -> Option<usize> {
    // "Dear Sir," and then "Greetings from Pune!" is how a letter begins, not how it ends
    let text_before = |at: usize| lines.iter().zip(kinds).take(at).any(|(l, k)| *k == Kind::Text && !SALUTATION.is_match(&l.text));
    let delimiter = kinds.iter().enumerate().position(|(at, k)| *k == Kind::Delimiter && after_is_short(lines, kinds, at));
    let end = delimiter.unwrap_or(kinds.len());
    let greeting = (0..end).find(|at| {
        kinds.get(*at) == Some(&Kind::Greeting)
            && (text_before(*at) || only_contact_data(lines, kinds, *at + 1, end))
            && after_is_short(lines, kinds, *at)
    });
    let thanks = || (0..end).find(|at| kinds.get(*at) == Some(&Kind::Thanks) && text_before(*at) && is_signed(lines, kinds, *at + 1, end));
    let named = || name_alone(lines, kinds, end, from);
    let contact = || contact_paragraph(lines, kinds, end);
    let start = greeting.or_else(thanks).or_else(named).or_else(contact).or(delimiter)?;
    // "Vielen Dank" right above the greeting closes the letter, too, but it is said now and may thank for something: it stays text.
    Some(start)
}

/// After a greeting come name and address, not the letter: at most a few long lines, and no salutation.
fn after_is_short(lines: &[Line], kinds: &[Kind], at: usize) -> bool {
    let rest = lines.iter().zip(kinds).skip(at + 1).filter(|(_, k)| matches!(k, Kind::Text));
    let (count, long) = rest.fold((0, 0), |(n, long), (l, _)| (n + 1, long + usize::from(is_long(l))));
    long * 3 <= usize::max(count, 3)
}

fn is_long(line: &Line) -> bool {
    line.text.split_whitespace().count() > 14
}

/// Whether the lines from `at` on begin with a name: a short line without a label or a full stop.
fn is_signed(lines: &[Line], kinds: &[Kind], at: usize, end: usize) -> bool {
    let mut rest = lines.iter().zip(kinds).take(end).skip(at).filter(|(_, k)| **k != Kind::Empty);
    match rest.next() {
        Some((line, Kind::Text)) => {
            let words = line.text.split_whitespace().count();
            let name = words <= 5
                && !line.text.contains([':', '?', '!', '@'])
                && !line.text.starts_with(['-', '*', '•'])
                && !has_digit(&line.text);
            let (count, long) =
                rest.filter(|(_, k)| **k == Kind::Text).fold((1, 0), |(n, long), (l, _)| (n + 1, long + usize::from(is_long(l))));
            name && long * 3 <= usize::max(count, 3)
        }
        Some((_, Kind::Greeting | Kind::Footer)) | None => false,
        _ => false,
    }
}

fn has_digit(text: &str) -> bool {
    text.chars().any(|c| c.is_ascii_digit())
}

/// The line that holds nothing but the sender's name, below text, with nothing but contact data after it.
fn name_alone(lines: &[Line], kinds: &[Kind], end: usize, from: Option<&Mailbox>) -> Option<usize> {
    let names = sender_names(from?);
    let mut before = 0;
    for at in 0..end {
        let (line, kind) = (lines.get(at)?, kinds.get(at)?);
        if *kind != Kind::Text {
            continue;
        }
        let listed = previous_text(lines, kinds, at).is_some_and(|t| t.ends_with(':') || t.ends_with(" an"));
        if before > 0 && is_name(&line.text, &names) && !listed && only_contact_data(lines, kinds, at + 1, end) {
            return Some(at);
        }
        before += 1;
    }
    None
}

/// Whether a line is one of these names, perhaps with a position or company behind it ("Max Muster, Leiter Einkauf").
fn is_name(line: &str, names: &[Vec<String>]) -> bool {
    let words =
        |text: &str| -> Vec<String> { fold(text).split(' ').filter(|w| !w.is_empty() && !TITLES.contains(w)).map(str::to_owned).collect() };
    let same = |text: &str| {
        let found = words(text);
        let mut sorted = found.clone();
        sorted.sort();
        // Particles and middle names come and go: "Jeroen vd Meulen", "Jeroen van der Meulen".
        let ends = |n: &Vec<String>| {
            n.len() > 2 && found.len() > 2 && found.len() < 6 && [found.first(), found.last()].into_iter().flatten().all(|w| n.contains(w))
        };
        names.iter().any(|n| *n == sorted || ends(n))
    };
    let plain: String = match (line.find('('), line.find(')')) {
        (Some(open), Some(close)) if open < close => {
            format!("{}{}", line.get(..open).unwrap_or_default(), line.get(close + 1..).unwrap_or_default())
        }
        _ => line.to_owned(),
    };
    let head = plain.split([',', '|', '/', '–', '·']).next().unwrap_or_default();
    same(&plain) || (head.split_whitespace().count() >= 2 && line.split_whitespace().count() <= 12 && same(head))
}

const TITLES: &[&str] =
    &["dr", "prof", "herr", "frau", "dipl", "ing", "mr", "mrs", "ms", "i", "a", "v", "ihr", "ihre", "gez", "gezeichnet"];

/// The ways in which the sender may write the own name: all of it, or the given name, each as sorted folded words.
fn sender_names(from: &Mailbox) -> Vec<Vec<String>> {
    let mut out = Vec::new();
    let name = from.name.as_deref().unwrap_or_default();
    let name = name.split(['(', '|', '/']).next().unwrap_or_default();
    let name = name.split(" - ").next().unwrap_or_default();
    let local = from.address.local().split('+').next().unwrap_or_default().to_owned();
    for source in [name.to_owned(), local] {
        let words: Vec<String> = fold(&source).split(' ').filter(|w| !w.is_empty() && !TITLES.contains(w)).map(str::to_owned).collect();
        if (2..=4).contains(&words.len()) {
            for single in [words.first(), words.last()].into_iter().flatten().filter(|w| w.len() > 2) {
                out.push(vec![single.clone()]);
            }
            // "S. Thiele"
            let mut short: Vec<String> =
                words.iter().enumerate().map(|(n, w)| if n + 1 == words.len() { w.clone() } else { w.chars().take(1).collect() }).collect();
            short.sort();
            let mut all = words;
            all.sort();
            out.extend([all, short]);
        }
    }
    out
}

fn previous_text<'l>(lines: &'l [Line], kinds: &[Kind], at: usize) -> Option<&'l str> {
    lines.iter().zip(kinds).take(at).rev().find(|(_, k)| **k != Kind::Empty).map(|(l, _)| l.text.as_str())
}

/// Whether nothing from `at` on speaks of the matter any more.
fn only_contact_data(lines: &[Line], kinds: &[Kind], at: usize, end: usize) -> bool {
    let rest = lines.iter().zip(kinds).take(end).skip(at).filter(|(_, k)| **k == Kind::Text);
    rest.take(30).all(|(l, _)| l.text.split_whitespace().count() <= 14 && !MATTER.is_match(&l.text))
}

/// The last paragraph, if it is contact data: at least two lines with telephone, address, register entry and the like.
fn contact_paragraph(lines: &[Line], kinds: &[Kind], end: usize) -> Option<usize> {
    let last = (0..end).rev().find(|at| kinds.get(*at) == Some(&Kind::Text))?;
    let mut start = last;
    let mut found = None;
    loop {
        while start > 0 && kinds.get(start - 1) == Some(&Kind::Text) {
            start -= 1;
        }
        let paragraph = lines.get(start..=last).unwrap_or_default();
        let cues = paragraph.iter().filter(|l| CONTACT.is_match(&l.text)).count();
        // A letter that has said nothing but "Guten Tag," yet says it here.
        let text_before = lines.iter().zip(kinds).take(start).any(|(l, k)| *k == Kind::Text && !SALUTATION.is_match(&l.text));
        let block = paragraph.len() >= 2
            && paragraph.iter().all(|l| l.text.split_whitespace().count() <= 6 && !l.text.trim_end().ends_with(['.', '!', '?', ':', ',']));
        if (cues < 2 && !(cues == 1 && block))
            || !text_before
            || paragraph.iter().any(|l| MATTER.is_match(&l.text) || FORM.is_match(&l.text) || l.text.split_whitespace().count() > 20)
        {
            return found;
        }
        found = Some(start);
        // The paragraph above belongs to it if it is contact data or a name, too.
        let above = (0..start).rev().find(|at| kinds.get(*at) == Some(&Kind::Text))?;
        let line = lines.get(above)?;
        let short =
            line.text.split_whitespace().count() <= 6 && !line.text.ends_with(['.', '!', '?', ',', ':']) && !MATTER.is_match(&line.text);
        if !short {
            return found;
        }
        start = above;
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::text::{Flow, lines};
    use super::*;

    /// The first characters of the blocks: `N:` new, `S:` signature, `F:` footer, lines joined by ` / `.
    fn check(text: &str, want: &[&str]) {
        let from = Mailbox::parse("Muster, Max <max.muster@x.example>");
        let got: Vec<String> = divide(&lines(text, Flow::Fixed), from.as_ref())
            .into_iter()
            .map(|(kind, lines)| {
                let text: Vec<String> = lines.into_iter().filter(|l| !l.is_empty()).collect();
                format!("{}: {}", format!("{kind:?}").chars().next().unwrap(), text.join(" / "))
            })
            .filter(|t| t.len() > 3)
            .collect();
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn greetings() {
        for greeting in [
            "Mit freundlichen Grüßen", "MfG", "mfg", "M.f.G.", "VG", "LG Max", "Viele Grüße aus Kassel", "Beste Grüße,",
            "Mit freundlichem Gruß", "Danke und Gruß", "Freundliche Grüsse", "Mit besten Grüßen aus Nordhessen", "Herzlichst",
            "Kind regards", "Best regards,", "Best,", "BR", "Cheers", "Yours sincerely", "Thanks and best regards", "With kind regards",
            "Cordialement", "Met vriendelijke groet", "Med venlig hilsen", "Sonnige Grüße", "Schöne Grüße und bis bald",
            "*Mit freundlichen Grüßen*", "Regards", "Liebe Grüße Max", "Gruß", "i. A. mit freundlichen Grüßen",
        ] {
            assert!(is_greeting(&plain(greeting)), "{greeting}");
        }
        for text in [
            "Viele Grüße von Herrn Muster soll ich ausrichten",
            "Grüß Gott",
            "Guten Tag",
            "Bitte richten Sie Grüße an Frau Muster aus",
            "Best practice",
            "Grußwort",
            "Ihr Angebot",
            "Brandschutz",
            "Bestätigung",
            "VGH Versicherung",
            "Ihre Session 3",
            "Bitte Session 2, danke und viele Grüße an das ganze Team dort",
        ] {
            assert!(!is_greeting(&plain(text)), "{text}");
        }
    }

    #[test]
    fn signatures() {
        check(
            "Bitte Session 2.\n\nMit freundlichen Grüßen\nMax Muster\n\n-- \nMuster GmbH",
            &["N: Bitte Session 2.", "S: Mit freundlichen Grüßen / Max Muster / Muster GmbH"],
        );
        check("Bitte Session 2.\n-- \nMax Muster", &["N: Bitte Session 2.", "S: Max Muster"]);
        check("Bitte Session 2.\n\nVielen Dank\nS. Muster", &["N: Bitte Session 2.", "S: Vielen Dank / S. Muster"]);
        check("Bitte Session 2.\nVielen Dank!", &["N: Bitte Session 2. / Vielen Dank!"]);
        check("Bitte Session 2.\nMax Muster\nMuster GmbH", &["N: Bitte Session 2.", "S: Max Muster / Muster GmbH"]);
        check(
            "Melden Sie mich an.\n\nMax Muster, Einkauf\nMuster GmbH",
            &["N: Melden Sie mich an.", "S: Max Muster, Einkauf / Muster GmbH"],
        );
        check(
            "Session 2.\nSchönes Wochenende\nMax\n\nBitte beachten: Ich bin vom 16.11. bis 20.11. nicht im Büro, meine Mails werden in der Zeit nicht gelesen, danke.",
            &[
                "N: Session 2.",
                "S: Schönes Wochenende / Max / Bitte beachten: Ich bin vom 16.11. bis 20.11. nicht im Büro, meine Mails werden in der Zeit nicht gelesen, danke.",
            ],
        );
        check(
            "Guten Tag,\n\nTN: Anna Muster\nOrg.: Muster GmbH\nTel.: 0561 1234",
            &["N: Guten Tag, / TN: Anna Muster / Org.: Muster GmbH / Tel.: 0561 1234"],
        );
        check("Bitte Session 2 für:\nMax Muster\nMuster GmbH", &["N: Bitte Session 2 für: / Max Muster / Muster GmbH"]);
        check(
            "Bitte Session 2.\n\nMuster GmbH\nTel. 0561 123456\nwww.x.example",
            &["N: Bitte Session 2.", "S: Muster GmbH / Tel. 0561 123456 / www.x.example"],
        );
        check("Max Muster\nMuster GmbH\nSession 2", &["N: Max Muster / Muster GmbH / Session 2"]);
        check(
            "Bitte Session 2.\nVG\nMax\n\nPS: Ich bringe Anna mit.",
            &["N: Bitte Session 2.", "S: VG / Max", "N: PS: Ich bringe Anna mit."],
        );
        check(
            "Anmeldung s. u.\nMfG\nMax\n\nName: Max Muster\nSession: 2",
            &["N: Anmeldung s. u.", "S: MfG / Max", "N: Name: Max Muster / Session: 2"],
        );
    }

    #[test]
    fn footers() {
        check("Bitte 2\nLG\nMax\n\nVon meinem iPhone gesendet", &["N: Bitte 2", "S: LG / Max", "F: Von meinem iPhone gesendet"]);
        for footer in [
            "Gesendet mit der GMX Mail App",
            "Holen Sie sich Outlook für Android",
            "Get Outlook for iOS",
            "Sent from my iPhone",
            "Gesendet von Mail für Windows",
            "Von meinem Samsung Galaxy Smartphone gesendet.",
            "Virenfrei. www.avast.com",
            "Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
            "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
            "Gesendet mit der WEB.DE Mail App",
            "Gesendet von Outlook für iOS",
            "Gesendet: mobil gesendet",
        ]
        .iter()
        .take(11)
        {
            check(&format!("Bitte 2\n\n{footer}"), &["N: Bitte 2", &format!("F: {footer}")]);
        }
        for text in [
            "Von der IHK wurde uns Ihre Einladung geschickt.",
            "Bitte prüfen Sie, ob für das Thema Umwelt noch etwas frei ist.",
            "Hinweis: unser externer Berater kommt mit.",
            "Datenschutz: einverstanden",
            "Von unterwegs melde ich mich an.",
            "max.muster@proton.me",
            "Ich widerspreche der Verarbeitung personenbezogener Daten durch Sie.",
            "Bitte anmelden zu: Vertrauliche Informationen im Betrieb",
            "Wir nehmen teil an der Session Datenschutz-Grundverordnung.",
        ] {
            check(&format!("Hallo,\n\n{text}"), &[&format!("N: Hallo, / {text}")]);
        }
        check(
            "Bitte 2\nMfG\nMax\n\nDiese E-Mail enthält vertrauliche Informationen.\nWenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
            &[
                "N: Bitte 2",
                "S: MfG / Max",
                "F: Diese E-Mail enthält vertrauliche Informationen. / Wenn Sie nicht der richtige Adressat sind, löschen Sie sie.",
            ],
        );
    }
}

//! The text of a mail: which of its parts the sender says, and which of two versions is the better one.

use super::calendar;
use super::card;
use super::mime::Part;
use super::text::{Flow, Hint, Line, is_encrypted, lines};
use super::versions;
use super::{CalendarReply, Card, Oddity, cms, html};

/// Characters of a text part that are read; a letter of half a million characters is none.
const MAX_TEXT: usize = 512 * 1024;
/// Lines of a text part that are read; each is looked at with some ten patterns.
const MAX_LINES: usize = 10_000;
/// Attachments that are named.
const MAX_ATTACHMENTS: usize = 100;
/// Visiting cards that are read.
const MAX_CARDS: usize = 20;

/// What was found in the parts.
#[derive(Default)]
pub(super) struct Body {
    /// The best text.
    pub(super) lines: Vec<Line>,
    /// What is odd about it.
    pub(super) oddities: Vec<Oddity>,
    /// Attachments: (file name, media type).
    pub(super) attachments: Vec<(String, String)>,
    /// The first calendar object.
    pub(super) calendar: Option<CalendarReply>,
    /// Visiting cards.
    pub(super) cards: Vec<Card>,
}

/// Takes the text out of a mail of which, if not `whole`, only the beginning is there.
pub(super) fn read(root: &Part<'_>, whole: bool) -> Body {
    let mut reader = Reader { body: Body::default(), end: (!whole).then_some(root.raw.as_ptr_range().end) };
    reader.part(root, 0);
    let Reader { mut body, .. } = reader;
    if !whole && body.lines.iter().all(|l| l.text.is_empty()) {
        body.oddities.push(Oddity::Truncated);
    }
    body
}

struct Reader {
    body: Body,
    /// Where the bytes end, if that is not the end of the mail.
    end: Option<*const u8>,
}

impl Reader {
    /// Takes what a part says. `nested` counts the signed messages around it that had to be unpacked.
    fn part(&mut self, part: &Part<'_>, nested: usize) {
        match part.media.as_str() {
            "multipart/alternative" => self.alternative(part, nested),
            "multipart/encrypted" => self.body.oddities.push(Oddity::Encrypted),
            "multipart/signed" => part.children.first().into_iter().for_each(|signed| self.part(signed, nested)),
            // The first part is for people (RFC 6522 section 3), the rest for programs.
            "multipart/report" => part.children.first().into_iter().for_each(|note| self.part(note, nested)),
            _ if !part.children.is_empty() => part.children.iter().for_each(|child| self.part(child, nested)),
            "application/pkcs7-mime" | "application/x-pkcs7-mime" => self.smime(part, nested),
            _ => self.leaf(part),
        }
    }

    fn leaf(&mut self, part: &Part<'_>) {
        if is_said(part) {
            let lines = self.text(part);
            // Parts of a text around inline pictures are paragraphs of their own.
            if !self.body.lines.is_empty() && !lines.is_empty() {
                self.body.lines.push(Line::default());
            }
            self.body.lines.extend(lines);
        } else {
            self.attachment(part);
        }
    }

    /// The versions of one text (RFC 2046 section 5.1.4): plain and HTML, each of one part or, from Apple Mail, of several with
    /// attachments between them.
    fn alternative(&mut self, part: &Part<'_>, nested: usize) {
        let (mut plain, mut rich) = (Vec::new(), Vec::new());
        for child in &part.children {
            let leaves: Vec<&Part<'_>> = child.walk().into_iter().filter(|p| p.children.is_empty()).collect();
            let has_html = leaves.iter().any(|p| p.media == "text/html" && is_said(p));
            for leaf in leaves {
                match is_said(leaf) {
                    true if has_html => rich.push(leaf),
                    true => plain.push(leaf),
                    false if leaf.media.ends_with("pkcs7-mime") => self.smime(leaf, nested),
                    false => self.attachment(leaf),
                }
            }
        }
        let cut = |parts: &[&Part<'_>]| parts.iter().any(|p| self.is_cut(p));
        // Of two versions the second may be the one that is not all there.
        if cut(&rich) && !cut(&plain) && !plain.is_empty() {
            rich.clear();
        }
        let mut all = |parts: Vec<&Part<'_>>| parts.into_iter().flat_map(|p| self.text(p)).collect::<Vec<_>>();
        let (plain, rich) = (all(plain), all(rich));
        let (lines, contradictory) = versions::choose(plain, rich);
        if contradictory {
            self.body.oddities.push(Oddity::Contradictory);
        }
        self.body.lines.extend(lines);
    }

    /// S/MIME (RFC 8551 section 3): signed text is inside, encrypted text can't be read.
    fn smime(&mut self, part: &Part<'_>, nested: usize) {
        match cms::signed_content(&part.bytes()) {
            // Signed, encrypted and signed again is the deepest that RFC 8551 thinks of.
            Some(content) if nested < 3 => self.part(&Part::read(&content), nested + 1),
            _ => self.body.oddities.push(Oddity::Encrypted),
        }
    }

    fn attachment(&mut self, part: &Part<'_>) {
        let name = part.file.as_deref().unwrap_or_default().to_lowercase();
        if matches!(part.media.as_str(), "text/calendar" | "application/ics") || name.ends_with(".ics") {
            let read = calendar::read(&part.text(), part.param("method"));
            self.body.calendar = self.body.calendar.take().or(read);
        } else if matches!(part.media.as_str(), "text/vcard" | "text/x-vcard" | "text/directory" | "application/vcard")
            || name.ends_with(".vcf")
        {
            let left = MAX_CARDS.saturating_sub(self.body.cards.len());
            self.body.cards.extend(card::read(&part.bytes(), part.param("charset")).into_iter().take(left));
        }
        let of_program =
            matches!(part.media.as_str(), "application/pgp-signature" | "application/pkcs7-signature" | "application/x-pkcs7-signature");
        if self.body.attachments.len() < MAX_ATTACHMENTS && !of_program {
            let name = crate::address::clean(part.file.as_deref().unwrap_or_default(), 120);
            self.body.attachments.push((name, crate::address::clean(&part.media, 80)));
        }
    }

    fn is_cut(&self, part: &Part<'_>) -> bool {
        self.end.is_some_and(|end| std::ptr::eq(part.raw.as_ptr_range().end, end))
    }

    /// The lines of a text part.
    fn text(&mut self, part: &Part<'_>) -> Vec<Line> {
        let mut text = part.text();
        if text.len() > MAX_TEXT {
            text.truncate(text.floor_char_boundary(MAX_TEXT));
            self.body.oddities.push(Oddity::Truncated);
        }
        if self.is_cut(part) {
            self.body.oddities.push(Oddity::Truncated);
        }
        let mut lines = self.lines(part, &text);
        if lines.len() > MAX_LINES {
            lines.truncate(MAX_LINES);
            self.body.oddities.push(Oddity::Truncated);
        }
        lines
    }

    fn lines(&mut self, part: &Part<'_>, text: &str) -> Vec<Line> {
        if part.media == "text/html" {
            return html::lines(text);
        }
        if is_encrypted(text) {
            self.body.oddities.push(Oddity::Encrypted);
            return Vec::new();
        }
        // Some senders label HTML as plain text.
        if looks_like_html(text) {
            return html::lines(text);
        }
        let is = |name: &str, value: &str| part.param(name).is_some_and(|v| v.eq_ignore_ascii_case(value));
        let flow = match (is("format", "flowed"), is("delsp", "yes")) {
            (true, true) => Flow::Joined,
            (true, false) => Flow::Flowed,
            _ => Flow::Fixed,
        };
        lines(text, flow)
    }
}

/// Whether a leaf is text that the sender says, and no attachment. Exchange makes attachments of what Apple Mail writes behind a picture,
/// and names them ATT00001.txt.
fn is_said(part: &Part<'_>) -> bool {
    let text = matches!(part.media.as_str(), "text/plain" | "text/html");
    let name = part.file.as_deref().unwrap_or_default().to_lowercase();
    let rest_of_text = name
        .strip_prefix("att")
        .is_some_and(|n| n.trim_end_matches(".txt").trim_end_matches(".htm").trim_end_matches(".html").chars().all(|c| c.is_ascii_digit()));
    text && (rest_of_text || (!part.attached && !is_file(&name)))
}

/// A text part with the name of a file is a file even where it is shown inline ("Teilnehmer.csv"); Open-Xchange names its text "Teil 1.1".
fn is_file(name: &str) -> bool {
    [".txt", ".csv", ".htm", ".html", ".log", ".ics", ".vcf", ".eml", ".md", ".xml", ".json"].iter().any(|e| name.ends_with(e))
}

fn looks_like_html(text: &str) -> bool {
    let start = text.trim_start().get(..15).unwrap_or_default().to_ascii_lowercase();
    start.starts_with("<html") || start.starts_with("<!doctype html")
}

/// Whether there are words at all.
pub(super) fn is_blank(lines: &[Line]) -> bool {
    lines.iter().all(|l| l.text.trim().is_empty() || l.hint != Hint::None)
}

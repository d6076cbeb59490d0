//! The text of a mail: which of its parts is said by the sender, and which of two versions is the better one.

use super::Oddity;
use super::mime::Part;
use super::text::{Flow, Line, is_encrypted, lines};

/// Characters of a text part that are read; a letter of half a million characters is none.
const MAX_TEXT: usize = 512 * 1024;

/// What was found in the parts.
#[derive(Default)]
pub(super) struct Body {
    /// The best text.
    pub(super) lines: Vec<Line>,
    /// What is odd about it.
    pub(super) oddities: Vec<Oddity>,
    /// Attachments: (file name, media type).
    pub(super) attachments: Vec<(String, String)>,
}

/// Takes the text out of a mail.
pub(super) fn read(root: &Part<'_>) -> Body {
    let mut body = Body::default();
    gather(root, &mut body);
    body
}

fn gather(part: &Part<'_>, body: &mut Body) {
    match part.media.as_str() {
        "multipart/alternative" => alternative(part, body),
        "multipart/encrypted" => body.oddities.push(Oddity::Encrypted),
        _ if !part.children.is_empty() => part.children.iter().for_each(|child| gather(child, body)),
        "text/plain" | "text/html" if !part.attached => body.lines.extend(text(part)),
        _ => attach(part, body),
    }
}

fn alternative(part: &Part<'_>, body: &mut Body) {
    let of = |media: &str| part.walk().into_iter().find(|p| p.media == media && !p.attached);
    let plain = of("text/plain").map(text).filter(|l| l.iter().any(|l| !l.text.is_empty()));
    match plain.or_else(|| of("text/html").map(text)) {
        Some(lines) => body.lines.extend(lines),
        None => body.oddities.push(Oddity::NoText),
    }
    part.walk()
        .into_iter()
        .filter(|p| p.children.is_empty() && (p.attached || !p.media.starts_with("text/")))
        .for_each(|p| attach(p, body));
}

fn attach(part: &Part<'_>, body: &mut Body) {
    body.attachments.push((part.file.clone().unwrap_or_default(), part.media.clone()));
}

fn text(part: &Part<'_>) -> Vec<Line> {
    let mut text = part.text();
    if text.len() > MAX_TEXT {
        let end = (0..=MAX_TEXT).rev().find(|n| text.is_char_boundary(*n)).unwrap_or_default();
        text.truncate(end);
    }
    if is_encrypted(&text) {
        return Vec::new();
    }
    if part.media == "text/html" {
        return lines(&mail_parser::decoders::html::html_to_text(&text), Flow::Fixed);
    }
    lines(&text, Flow::Fixed)
}

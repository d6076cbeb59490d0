//! Plain text becomes lines: format=flowed undone (RFC 3676), quote marks counted, PGP armour taken off, invisible characters out.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::address::is_invisible;

/// A line of text on its way to becoming part of a block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Line {
    /// How deep it is quoted.
    pub(super) depth: usize,
    /// The text without quote marks, right-trimmed.
    pub(super) text: String,
    /// What HTML says about this place.
    pub(super) hint: Hint,
}

/// What the HTML of a mail says about a line, beyond its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Hint {
    /// Nothing.
    #[default]
    None,
    /// A horizontal rule stands here (the line itself is empty).
    Rule,
    /// Here begins what the mail program knows to be the signature (the line itself is empty).
    Signature,
}

impl Line {
    /// A cleaned line.
    pub(super) fn new(depth: usize, text: &str) -> Self {
        Self { depth, text: clean_line(text), hint: Hint::None }
    }
}

/// Characters of a line that are kept; the rest of a longer one is lost (no person writes such).
const MAX_LINE: usize = 20_000;
/// Bytes of a link that is looked for; Outlook's protected links have some 700.
const MAX_LINK: usize = 4000;
/// Depth of quotes that is told apart.
const MAX_QUOTE: usize = 20;

/// NFC, without invisible characters (law 7), the tab kept, other white space made spaces, right-trimmed.
pub(super) fn clean_line(text: &str) -> String {
    let keep = |c: char| match c {
        '\t' => Some('\t'),
        c if c.is_whitespace() => Some(' '),
        c if is_invisible(c) => None,
        c => Some(c),
    };
    let mut out: String = if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        text.chars().filter_map(keep).take(MAX_LINE).collect()
    } else {
        text.nfc().filter_map(keep).take(MAX_LINE).collect()
    };
    out.truncate(out.trim_end().len());
    out
}

/// Without what Outlook and Apple Mail write behind a link's text in plain versions (`www.x.example<http://www.x.example>`) and for
/// pictures (`[cid:image001.png@01DC]`). `Max <mailto:max@x.example>` keeps the address.
fn without_links(text: &str) -> std::borrow::Cow<'_, str> {
    if !["<mailto:", "<http", "<tel:", "[cid:"].iter().any(|n| text.contains(n)) {
        return text.into();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['<', '[']) {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let end = cut(tail, MAX_LINK).find(['>', ']']).map(|n| n + 1);
        let inner = end.and_then(|end| tail.get(1..end - 1)).unwrap_or_default();
        let glued = !out.is_empty() && !out.ends_with([' ', '\t', '<']);
        let link = ["mailto:", "http:", "https:", "tel:"].iter().any(|p| inner.starts_with(p));
        match (end, inner.strip_prefix("mailto:")) {
            (Some(end), _) if inner.starts_with("cid:") || (link && glued) => rest = tail.get(end..).unwrap_or_default(),
            (Some(end), Some(address)) => {
                out.push_str(&format!("<{}>", address.split('?').next().unwrap_or_default()));
                rest = tail.get(end..).unwrap_or_default();
            }
            _ => {
                out.extend(tail.chars().take(1));
                rest = tail.get(1..).unwrap_or_default();
            }
        }
    }
    (out + rest).into()
}

/// How a text part is laid out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Flow {
    /// Lines as they stand.
    #[default]
    Fixed,
    /// format=flowed: a line that ends with a space goes on in the next.
    Flowed,
    /// format=flowed with delsp=yes: that space does not belong to the text.
    Joined,
}

/// The lines of a plain text.
pub(super) fn lines(text: &str, flow: Flow) -> Vec<Line> {
    let text = without_armour(text);
    let mut out: Vec<Line> = Vec::new();
    // The unfinished paragraph of a flowed text: depth and words so far.
    let mut open: Option<(usize, String)> = None;
    for raw in text.split('\n') {
        let raw = cut(raw.strip_suffix('\r').unwrap_or(raw), MAX_LINE);
        if flow == Flow::Fixed {
            let (depth, rest) = quoted(raw);
            out.push(Line::new(depth, &without_links(rest)));
            continue;
        }
        // RFC 3676 section 4.5: marks stand without spaces between them, and one space after them is stuffing.
        let rest = raw.trim_start_matches('>');
        let depth = raw.len() - rest.len();
        let (depth, rest) = match rest.strip_prefix(' ') {
            // Some programs flow a text but quote with "> > ".
            Some(stuffed) if depth > 0 && stuffed.starts_with('>') => quoted(raw),
            Some(stuffed) => (depth, stuffed),
            None => (depth, rest),
        };
        let delimiter = rest == "-- ";
        let flows = rest.ends_with(' ') && !delimiter && !rest.trim().is_empty();
        // A change of depth or a signature mark ends an open paragraph whatever its last space says (RFC 3676 section 4.5).
        if let Some((depth, words)) = open.take_if(|(d, _)| *d != depth || delimiter || rest.trim().is_empty()) {
            out.push(Line::new(depth.min(MAX_QUOTE), &without_links(&words)));
        }
        let mut words = open.take().map(|(_, words)| words).unwrap_or_default();
        words.push_str(if flow == Flow::Joined && flows { rest.strip_suffix(' ').unwrap_or(rest) } else { rest });
        if flows && words.len() < MAX_LINE {
            open = Some((depth, words));
        } else {
            out.push(Line::new(depth.min(MAX_QUOTE), &without_links(&words)));
        }
    }
    if let Some((depth, words)) = open {
        out.push(Line::new(depth.min(MAX_QUOTE), &without_links(&words)));
    }
    out
}

/// At most `max` bytes of a text, whole characters.
pub(super) fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max)).unwrap_or(text)
}

/// Quote marks as people and programs write them: `>`, `>>`, `> > `, ` > `. One space after the last mark goes with it.
fn quoted(line: &str) -> (usize, &str) {
    let (mut depth, mut rest) = (0, line);
    while let Some(more) = rest.strip_prefix(' ').unwrap_or(rest).strip_prefix('>') {
        depth += 1;
        rest = more;
    }
    if depth > 0 { (depth.min(MAX_QUOTE), rest.strip_prefix(' ').unwrap_or(rest)) } else { (0, line) }
}

/// Whether a text is a PGP message that nobody can read here (RFC 9580 section 6.2).
pub(super) fn is_encrypted(text: &str) -> bool {
    text.trim_start().starts_with("-----BEGIN PGP MESSAGE-----")
}

/// Takes the armour of a clear-signed text off (RFC 9580 section 7): its first lines, the signature, and the dashes put before dashes.
fn without_armour(text: &str) -> std::borrow::Cow<'_, str> {
    const START: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
    if !text.contains(START) {
        return text.into();
    }
    let (mut head, mut signed, mut signature) = (false, false, false);
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        match line.trim_end() {
            START => (head, signed) = (true, true),
            "" if head => head = false,
            "-----BEGIN PGP SIGNATURE-----" if signed => (signature, signed) = (true, false),
            "-----END PGP SIGNATURE-----" if signature => signature = false,
            _ if head || signature => {}
            _ => {
                out.push_str(if signed { line.strip_prefix("- ").unwrap_or(line) } else { line });
                out.push('\n');
            }
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, flow: Flow, want: &[(usize, &str)]) {
        let got = lines(text, flow);
        let got: Vec<(usize, &str)> = got.iter().map(|l| (l.depth, l.text.as_str())).collect();
        assert_eq!(got, want, "{text:?}");
    }

    #[test]
    fn fixed_lines() {
        check("a \r\n\r\n> b\n>> c\n> > d\n >e", Flow::Fixed, &[(0, "a"), (0, ""), (1, "b"), (2, "c"), (2, "d"), (1, "e")]);
        check("a\u{a0}b\u{200b}\u{202e}c\td", Flow::Fixed, &[(0, "a bc\td")]);
        check(
            "www.x.example<http://www.x.example/> a@x.example<mailto:a@x.example>[cid:1@2]",
            Flow::Fixed,
            &[(0, "www.x.example a@x.example")],
        );
        check("Von: Max <mailto:max@x.example> <a> [b] <", Flow::Fixed, &[(0, "Von: Max <max@x.example> <a> [b] <")]);
        check("u\u{308}ber", Flow::Fixed, &[(0, "über")]);
    }

    #[test]
    fn flowed_lines() {
        check(
            "Hallo Frau \nMuster,\n\nGruß \n-- \nMax",
            Flow::Flowed,
            &[(0, "Hallo Frau Muster,"), (0, ""), (0, "Gruß"), (0, "--"), (0, "Max")],
        );
        check("> quoted \n> text\nnew \n text", Flow::Flowed, &[(1, "quoted text"), (0, "new text")]);
        check(">> deep \n> shallow", Flow::Flowed, &[(2, "deep"), (1, "shallow")]);
        check("Donau \ndampf", Flow::Joined, &[(0, "Donaudampf")]);
        check(" From me\n >no quote", Flow::Flowed, &[(0, "From me"), (0, ">no quote")]);
        check("open ", Flow::Flowed, &[(0, "open")]);
    }

    #[test]
    fn armour() {
        let text = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\nHallo\n\n- -- \nMax\n-----BEGIN PGP SIGNATURE-----\n\niQ==\n-----END PGP SIGNATURE-----\n";
        check(text, Flow::Fixed, &[(0, "Hallo"), (0, ""), (0, "--"), (0, "Max"), (0, "")]);
        assert!(is_encrypted("\n-----BEGIN PGP MESSAGE-----\n\nhQ==\n"));
    }
}

//! The structure of a mail: header fields and the tree of MIME parts (RFC 5322, RFC 2045, RFC 2046).
//!
//! The tree is cut here and not by mail-parser, which nests a value per level: 20,000 nested messages would overflow the stack when they
//! are dropped, and the raw bytes of a text part are needed to see through a wrong charset label. What a field says is mail-parser's work
//! (see `header`). Never deeper than [`MAX_DEPTH`], never more than [`MAX_PARTS`]; what is beyond is one part, unread. Linear: each level
//! passes over its bytes once.

use std::borrow::Cow;

use mail_parser::HeaderValue;
use mail_parser::parsers::MessageStream;

use super::charset;

/// Multiparts in multiparts. Real mail has five at most (signed, mixed, alternative, related, mixed).
const MAX_DEPTH: usize = 20;
/// Parts of a mail in all.
const MAX_PARTS: usize = 500;
/// Header fields of a part.
const MAX_FIELDS: usize = 1000;
/// Bytes of one field that are kept.
const MAX_FIELD: usize = 32 * 1024;

/// The header fields of a mail or part, from top to bottom: (name in lower case, value unfolded and in UTF-8).
#[derive(Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads the header section at the start of `raw`; also says where the body begins.
    pub(super) fn read(raw: &[u8]) -> (Self, usize) {
        let mut fields: Vec<(String, Vec<u8>)> = Vec::new();
        let mut at = 0;
        while at < raw.len() {
            let line = line_at(raw, at);
            let next = at + line.len();
            let text = trim_end(line);
            if text.is_empty() {
                if fields.is_empty() && text.len() == line.len() {
                    break;
                }
                at = next;
                break;
            }
            if let (Some(b' ' | b'\t'), Some((_, value))) = (text.first(), fields.last_mut()) {
                if value.len() < MAX_FIELD {
                    value.push(b' ');
                    value.extend_from_slice(text.trim_ascii_start());
                }
            } else if let Some((name, value)) = field(text) {
                if fields.len() < MAX_FIELDS {
                    fields.push((name, value.iter().take(MAX_FIELD).copied().collect()));
                }
            } else if !(fields.is_empty() && is_envelope_line(text)) && field(trim_end(line_at(raw, next))).is_none() {
                // The empty line between header and body is missing.
                break;
            }
            at = next;
        }
        (Self(fields.into_iter().map(|(name, value)| (name, charset::decode_unlabelled(&value).into_owned())).collect()), at)
    }

    /// The topmost field of that name (in lower case), trimmed.
    pub(super) fn first(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, v)| v.trim())
    }

    /// All fields of that name, from top to bottom, trimmed.
    pub(super) fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        let name = name.to_owned();
        self.0.iter().filter(move |(n, _)| *n == name).map(|(_, v)| v.trim())
    }

    /// Whether there is such a field, even an empty one.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(n, _)| n == name)
    }

    /// All of them.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(n, v)| (n.as_str(), v.trim()))
    }

    /// Whether nothing here looks like a header.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// A MIME part with its sub-parts.
pub(super) struct Part<'a> {
    /// Its header.
    pub(super) fields: Fields,
    /// Media type in lower case, `text/plain` where none is given.
    pub(super) media: String,
    /// The parameters of Content-Type, names in lower case, values decoded (RFC 2231).
    pub(super) params: Vec<(String, String)>,
    /// Whether Content-Disposition says attachment.
    pub(super) attached: bool,
    /// The file name, of either header.
    pub(super) file: Option<String>,
    /// The bytes of the body as they stand in the mail.
    pub(super) raw: &'a [u8],
    /// The parts of a multipart.
    pub(super) children: Vec<Part<'a>>,
}

impl<'a> Part<'a> {
    /// Reads a whole mail or part.
    pub(super) fn read(raw: &'a [u8]) -> Self {
        let mut left = MAX_PARTS;
        Self::read_at(raw, 0, "text/plain", &mut left)
    }

    fn read_at(raw: &'a [u8], depth: usize, default: &str, left: &mut usize) -> Self {
        let (fields, start) = Fields::read(raw);
        let body = raw.get(start..).unwrap_or_default();
        let (media, params) = content(fields.first("content-type"), default);
        let (disposition, more) = content(fields.first("content-disposition"), "");
        let file = get(&more, "filename").or_else(|| get(&params, "name")).map(str::to_owned);
        let mut part = Self { fields, media, params, attached: disposition == "attachment", file, raw: body, children: Vec::new() };
        if part.media.starts_with("multipart/") && depth < MAX_DEPTH {
            let boundary = part.param("boundary").map(|b| b.trim_end().as_bytes().to_vec()).or_else(|| guess_boundary(body));
            let default = if part.media == "multipart/digest" { "message/rfc822" } else { "text/plain" };
            for raw in boundary.map(|b| split(body, &b, *left)).unwrap_or_default() {
                *left = left.saturating_sub(1);
                if *left > 0 {
                    part.children.push(Self::read_at(raw, depth + 1, default, left));
                }
            }
            if part.children.is_empty() {
                part.media = "text/plain".to_owned();
            }
        }
        part
    }

    /// A parameter of Content-Type.
    pub(super) fn param(&self, name: &str) -> Option<&str> {
        get(&self.params, name)
    }

    /// The body without its transfer encoding (RFC 2045 section 6). Broken encodings give what can be had.
    pub(super) fn bytes(&self) -> Cow<'a, [u8]> {
        match self.fields.first("content-transfer-encoding").unwrap_or_default().trim_matches('"').to_ascii_lowercase().as_str() {
            "base64" => Cow::Owned(base64(self.raw)),
            "quoted-printable" => Cow::Owned(quoted_printable(self.raw)),
            _ => Cow::Borrowed(self.raw),
        }
    }

    /// The body as text: transfer encoding and charset undone.
    pub(super) fn text(&self) -> String {
        charset::decode(&self.bytes(), self.param("charset"))
    }

    /// This part and all below it, in the order of the mail.
    pub(super) fn walk(&self) -> Vec<&Part<'a>> {
        let mut all = vec![self];
        let mut at = 0;
        while let Some(part) = all.get(at).copied() {
            for (n, child) in part.children.iter().enumerate() {
                all.insert(at + 1 + n, child);
            }
            at += 1;
        }
        all
    }
}

/// Media type (or disposition) in lower case and parameters.
fn content(value: Option<&str>, default: &str) -> (String, Vec<(String, String)>) {
    let Some(value) = value else { return (default.to_owned(), Vec::new()) };
    let line = format!("{value}\n");
    let HeaderValue::ContentType(content) = MessageStream::new(line.as_bytes()).parse_content_type() else {
        return (default.to_owned(), Vec::new());
    };
    let main = content.c_type.to_ascii_lowercase();
    let media = match &content.c_subtype {
        Some(sub) => format!("{main}/{}", sub.to_ascii_lowercase()),
        None if default.contains('/') => default.to_owned(),
        None => main,
    };
    let params = content.attributes.unwrap_or_default().into_iter();
    (media, params.map(|a| (a.name.to_ascii_lowercase(), super::header::words(&a.value))).collect())
}

fn get<'p>(params: &'p [(String, String)], name: &str) -> Option<&'p str> {
    params.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

/// The parts between the boundary lines (RFC 2046 section 5.1.1), at most `max`. White space behind a boundary is padding.
fn split<'a>(body: &'a [u8], boundary: &[u8], max: usize) -> Vec<&'a [u8]> {
    let mut parts = Vec::new();
    let mut start = None;
    let mut at = 0;
    while at < body.len() && parts.len() < max {
        let line = line_at(body, at);
        let rest = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary)).map(<[u8]>::trim_ascii_end);
        if let Some(rest) = rest.filter(|rest| rest.is_empty() || *rest == b"--") {
            if let Some(start) = start {
                parts.push(trim_line_end(body.get(start..at).unwrap_or_default()));
            }
            start = (rest != b"--").then_some(at + line.len());
            if start.is_none() {
                break;
            }
        }
        at += line.len();
    }
    if let Some(start) = start.filter(|_| parts.len() < max) {
        parts.push(body.get(start..).unwrap_or_default());
    }
    parts
}

/// Where the parameter is lost, the first line that can be a boundary is one.
fn guess_boundary(body: &[u8]) -> Option<Vec<u8>> {
    let line = body.split(|&b| b == b'\n').take(10).find(|l| l.starts_with(b"--") && l.len() > 6)?;
    Some(line.trim_ascii_end().get(2..)?.to_vec())
}

/// The line that begins at `at`, with its end.
fn line_at(raw: &[u8], at: usize) -> &[u8] {
    let rest = raw.get(at..).unwrap_or_default();
    let end = rest.iter().position(|&b| b == b'\n').map_or(rest.len(), |n| n + 1);
    rest.get(..end).unwrap_or_default()
}

fn trim_end(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

fn trim_line_end(part: &[u8]) -> &[u8] {
    let part = part.strip_suffix(b"\n").unwrap_or(part);
    part.strip_suffix(b"\r").unwrap_or(part)
}

/// A header field: a name of printable ASCII (RFC 5322 section 2.2), a colon, a value.
fn field(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().position(|&b| b == b':')?;
    let name = line.get(..colon)?.trim_ascii_end();
    let sane = !name.is_empty() && name.len() < 80 && name.iter().all(u8::is_ascii_graphic);
    sane.then(|| (String::from_utf8_lossy(name).to_ascii_lowercase(), line.get(colon + 1..).unwrap_or_default()))
}

/// The envelope line of an mbox ("From x@y Tue Nov …").
fn is_envelope_line(line: &[u8]) -> bool {
    line.starts_with(b"From ") || line.starts_with(b">From ")
}

/// RFC 2045 section 6.8; everything that is not of the alphabet is skipped, and the end may be missing.
fn base64(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() * 3 / 4);
    let (mut bits, mut have) = (0u32, 0u32);
    for &b in raw {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                (bits, have) = (0, 0);
                continue;
            }
            _ => continue,
        };
        bits = (bits << 6) | u32::from(value);
        have += 6;
        if have >= 8 {
            have -= 8;
            out.push(u8::try_from((bits >> have) & 0xff).unwrap_or_default());
        }
    }
    out
}

/// RFC 2045 section 6.7; a `=` that encodes nothing stands for itself.
pub(super) fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let hex = |b: Option<&u8>| b.and_then(|b| char::from(*b).to_digit(16)).and_then(|d| u8::try_from(d).ok());
    let mut out = Vec::with_capacity(raw.len());
    for line in raw.split_inclusive(|&b| b == b'\n') {
        let text = line.trim_ascii_end();
        let mut at = 0;
        let mut soft = false;
        while let Some(&b) = text.get(at) {
            at += 1;
            if b != b'=' {
                out.push(b);
            } else if at == text.len() {
                soft = true;
            } else if let (Some(high), Some(low)) = (hex(text.get(at)), hex(text.get(at + 1))) {
                out.push(high * 16 + low);
                at += 2;
            } else {
                out.push(b);
            }
        }
        if !soft && line.ends_with(b"\n") {
            out.push(b'\n');
        }
    }
    out
}

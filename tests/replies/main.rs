//! Every letter in both languages as golden files, and the laws that hold for all of them: what comes from outside changes neither the
//! headers nor the structure of text and HTML. `UPDATE_GOLDEN=1 cargo test --test replies` writes the golden files anew.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod fixtures;
mod golden;
mod hostile;
mod letters;
mod templates;

use empfang::reply::Written;
use mail_parser::MessageParser;

/// A mail as an independent parser finds it.
pub struct Parsed {
    /// Names and decoded values, in their order.
    pub headers: Vec<(String, String)>,
    pub text: String,
    pub html: String,
    /// Media types of all parts.
    pub parts: Vec<String>,
}

pub fn parse(written: &Written) -> Parsed {
    use mail_parser::MimeHeaders;
    let mail = MessageParser::default().parse(&written.bytes).unwrap();
    let value = |name: &str, raw: &str| {
        if name == "Subject" { mail.subject().unwrap_or_default().to_owned() } else { raw.trim().replace("\r\n", "") }
    };
    let kind = |part: &mail_parser::MessagePart<'_>| {
        part.content_type().map_or(String::new(), |t| format!("{}/{}", t.ctype(), t.subtype().unwrap_or_default()))
    };
    Parsed {
        headers: mail.headers_raw().map(|(name, raw)| (name.to_owned(), value(name, raw))).collect(),
        text: mail.body_text(0).unwrap().replace("\r\n", "\n"),
        html: mail.body_html(0).unwrap().replace("\r\n", "\n"),
        parts: mail.parts.iter().map(kind).collect(),
    }
}

//! Visiting cards: vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350). Only whose they are.

use super::charset;
use super::{Card, mime};
use crate::address::{Address, clean};

/// Characters of a name that are kept.
const MAX_NAME: usize = 120;
/// Lines that are read; a picture in base64 has some hundred.
const MAX_LINES: usize = 20_000;

/// Reads all cards of a file that name somebody.
pub(super) fn read(bytes: &[u8], label: Option<&str>) -> Vec<Card> {
    let mut out = Vec::new();
    let (mut card, mut parts) = (Card::default(), None);
    for line in lines(bytes) {
        let Some(property) = Property::read(&line, label) else { continue };
        match property.name.as_str() {
            "BEGIN" => (card, parts) = (Card::default(), None),
            "FN" => card.name = named(&property.value),
            "N" => parts = in_order(&property.value),
            "ORG" => card.company = split(&property.value).first().and_then(|o| named(o)),
            "EMAIL" if card.address.is_none() => card.address = Address::parse(property.value.trim_start_matches("mailto:")),
            "END" => {
                card.name = card.name.take().or(parts.take());
                if card != Card::default() {
                    out.push(std::mem::take(&mut card));
                }
            }
            _ => {}
        }
    }
    out
}

struct Property {
    name: String,
    value: String,
}

impl Property {
    /// `item1.NAME;PARAM=x:value`, its transfer encoding and charset (2.1) undone.
    fn read(line: &[u8], label: Option<&str>) -> Option<Self> {
        let colon = line.iter().position(|b| *b == b':')?;
        let head = String::from_utf8_lossy(line.get(..colon)?).to_uppercase();
        let mut pieces = head.split(';');
        let name = pieces.next()?.rsplit('.').next()?.trim().to_owned();
        let value = line.get(colon + 1..)?;
        let (mut quoted, mut own) = (false, None);
        for piece in pieces {
            quoted |= piece.ends_with("QUOTED-PRINTABLE");
            own = piece.strip_prefix("CHARSET=").map(str::to_owned).or(own);
        }
        let value = if quoted { mime::quoted_printable(value) } else { value.to_vec() };
        Some(Self { name, value: charset::decode(&value, own.as_deref().or(label)).trim().to_owned() })
    }
}

/// The logical lines: continuations (RFC 6350 section 3.2) and soft line breaks of quoted-printable joined.
fn lines(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut out: Vec<Vec<u8>> = Vec::new();
    for line in bytes.split(|b| *b == b'\n').take(MAX_LINES) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let soft = out.last().is_some_and(|l| l.ends_with(b"=") && l.to_ascii_uppercase().windows(16).any(|w| w == b"QUOTED-PRINTABLE"));
        match (out.last_mut(), line.first()) {
            (Some(last), _) if soft => {
                last.pop();
                last.extend_from_slice(line);
            }
            (Some(last), Some(b' ' | b'\t')) if last.len() < 10_000 => last.extend_from_slice(line.get(1..).unwrap_or_default()),
            (Some(_), Some(b' ' | b'\t')) => {}
            _ => out.push(line.to_vec()),
        }
    }
    out
}

/// The components of a structured value, escapes undone (RFC 6350 section 3.4).
fn split(value: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        let c = match c {
            ';' => {
                out.push(String::new());
                continue;
            }
            '\\' => match chars.next() {
                Some('n' | 'N') | None => ' ',
                Some(c) => c,
            },
            c => c,
        };
        if let Some(last) = out.last_mut() {
            last.push(c);
        }
    }
    out
}

/// N is family name; given names; additional names; prefixes; suffixes.
fn in_order(value: &str) -> Option<String> {
    let parts = split(value);
    let part = |n: usize| parts.get(n).map(String::as_str).unwrap_or_default();
    named(&format!("{} {} {}", part(1), part(2), part(0)))
}

fn named(text: &str) -> Option<String> {
    let text = clean(&split(text).join(";"), MAX_NAME);
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cards() {
        let check = |text: &str, want: &[&str]| {
            let show = |c: Card| {
                format!(
                    "{} | {} | {}",
                    c.name.unwrap_or_default(),
                    c.company.unwrap_or_default(),
                    c.address.map(|a| a.to_string()).unwrap_or_default()
                )
            };
            assert_eq!(read(text.as_bytes(), None).into_iter().map(show).collect::<Vec<_>>(), want);
        };
        check(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Muster;Max;;Dr.;\r\nFN:Dr. Max Muster\r\nORG:Muster\\, Söhne GmbH;Einkauf\r\nitem1.EMAIL;TYPE=work:max@x.exa\r\n mple\r\nEND:VCARD\r\n",
            &["Dr. Max Muster | Muster, Söhne GmbH | max@x.example"],
        );
        check(
            "BEGIN:VCARD\nVERSION:2.1\nN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg\nORG;ENCODING=QUOTED-PRINTABLE;CHARSET=ISO-8859-1:B=FCro=\n Nord\nEND:VCARD",
            &["Jörg Müller | Büro Nord | "],
        );
        check("BEGIN:VCARD\nFN:A\nEND:VCARD\nBEGIN:VCARD\nFN:B\nEND:VCARD", &["A |  | ", "B |  | "]);
        check("BEGIN:VCARD\nEND:VCARD\n", &[]);
        check("x", &[]);
    }
}

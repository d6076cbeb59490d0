//! Modified UTF-7, in which mailbox names travel by IMAP (RFC 3501 section 5.1.3) and lie in a Maildir++: printable ASCII stands for
//! itself, `&-` for `&`, everything else is UTF-16 in base64 between `&` and `-`. So an encoded name holds no control character.

use base64::Engine;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::general_purpose::{GeneralPurpose, NO_PAD};

const BASE64: GeneralPurpose = GeneralPurpose::new(&IMAP_MUTF7, NO_PAD);

/// `name` in modified UTF-7.
pub(super) fn encode(name: &str) -> String {
    let mut encoded = String::with_capacity(name.len());
    let mut rest = name.chars().peekable();
    while let Some(&next) = rest.peek() {
        if matches!(next, ' '..='~') {
            encoded.push(next);
            if next == '&' {
                encoded.push('-');
            }
            rest.next();
            continue;
        }
        let mut utf16 = Vec::new();
        while let Some(c) = rest.next_if(|c| !matches!(c, ' '..='~')) {
            utf16.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
        encoded.push('&');
        BASE64.encode_string(utf16, &mut encoded);
        encoded.push('-');
    }
    encoded
}

/// The name that `encoded` stands for; what is no modified UTF-7 stays as it is.
pub(super) fn decode(encoded: &str) -> String {
    let mut name = String::with_capacity(encoded.len());
    let mut rest = encoded;
    while let Some((plain, shifted)) = rest.split_once('&') {
        name.push_str(plain);
        let Some((base64, after)) = shifted.split_once('-') else {
            return encoded.to_owned();
        };
        if base64.is_empty() {
            name.push('&');
        } else {
            let Ok(bytes) = BASE64.decode(base64) else { return encoded.to_owned() };
            let units = bytes.as_chunks::<2>().0.iter().map(|pair| u16::from_be_bytes(*pair));
            name.extend(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)));
        }
        rest = after;
    }
    name + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_travel_there_and_back() {
        let check = |name: &str, encoded: &str| {
            assert_eq!(encode(name), encoded);
            assert_eq!(decode(encoded), name);
        };
        check("Empfang/Erledigt", "Empfang/Erledigt");
        check("Empfang/Prüfen", "Empfang/Pr&APw-fen");
        check("Entwürfe & Müll", "Entw&APw-rfe &- M&APw-ll");
        check("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"); // RFC 3501 section 5.1.3
        check("📮", "&2D3c7g-");
        check("a\r\nA1 LOGOUT", "a&AA0ACg-A1 LOGOUT");
        check("", "");
    }

    #[test]
    fn nonsense_stays_as_it_is() {
        for nonsense in ["a&b", "&", "&!-", "&A-"] {
            assert_eq!(decode(nonsense), nonsense);
        }
    }
}

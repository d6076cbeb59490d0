//! Bytes become text, whatever label they carry.
//!
//! encoding_rs knows the labels (WHATWG: iso-8859-1 and us-ascii are windows-1252, which is what mail programs mean by them). Labels lie:
//! bytes above 127 that are valid UTF-8 are UTF-8, because no other text looks so by chance; and bytes that UTF-8 forbids are windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decodes a text part with its charset label, if it has one.
pub(super) fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, bom)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(bom..).unwrap_or_default()).0.into_owned();
    }
    let encoding = label.and_then(|l| Encoding::for_label(l.trim().trim_matches(['"', '\'']).as_bytes()));
    match encoding {
        Some(e) if e == UTF_16BE || e == UTF_16LE || !e.is_ascii_compatible() => e.decode_without_bom_handling(bytes).0.into_owned(),
        // Multi-byte East Asian text may be valid UTF-8 by chance when short; single-byte text is not.
        Some(e) if e != UTF_8 && !e.is_single_byte() => e.decode_without_bom_handling(bytes).0.into_owned(),
        Some(e) if e != UTF_8 => match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(_) => e.decode_without_bom_handling(bytes).0.into_owned(),
        },
        _ => decode_unlabelled(bytes).into_owned(),
    }
}

/// Text without a label: UTF-8, else windows-1252. A UTF-8 text with a few broken bytes (cut off, mended by a filter) stays UTF-8.
pub(super) fn decode_unlabelled(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let (mut good, mut bad) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    if good > bad { String::from_utf8_lossy(bytes) } else { WINDOWS_1252.decode_without_bom_handling(bytes).0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels() {
        let check = |bytes: &[u8], label: Option<&str>, want: &str| assert_eq!(decode(bytes, label), want);
        check("für".as_bytes(), Some("utf-8"), "für");
        check(b"f\xfcr 5 \x80", Some("iso-8859-1"), "für 5 €");
        check(b"f\xfcr 5 \xa4", Some("iso-8859-15"), "für 5 €");
        check("für".as_bytes(), Some("iso-8859-1"), "für");
        check(b"f\xfcr", Some("utf-8"), "für");
        check(b"f\xfcr", Some("us-ascii"), "für");
        check(b"f\xfcr", Some("x-unknown"), "für");
        check(b"f\xfcr", None, "für");
        check("\u{feff}für".as_bytes(), None, "für");
        check(b"\xff\xfef\0\xfc\0r\0", Some("utf-16"), "für");
        check("für die Überflieger\u{e9}".as_bytes().split_last().unwrap().1, None, "für die Überflieger\u{fffd}");
    }
}

//! Patterns over text of any language, matched in linear time and fast.
//!
//! The regex crate's fast engines give up at the first character beyond ASCII where a pattern asks for a word's border in the sense of
//! Unicode, and German has such a character in every line; it was a third of the time of reading. So pattern and text are both written
//! with ASCII letters (`ä` as `ae`, `ß` as `ss`, `é` as `e`), and a border is one of ASCII letters.

use std::borrow::Cow;

use regex::Regex;
use unicode_normalization::UnicodeNormalization;

/// A pattern for texts in the form of [`plain`].
///
/// # Panics
/// If the pattern is no regular expression; all are constants, and the tests compile each.
#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by the tests")]
pub(super) fn regex(pattern: &str) -> Regex {
    Regex::new(&plain(pattern).replace(r"\b", r"(?-u:\b)")).unwrap()
}

/// A pattern for texts as they stand, where the place of a match matters.
///
/// # Panics
/// As [`regex()`].
#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by the tests")]
pub(super) fn exact(pattern: &str) -> Regex {
    Regex::new(pattern).unwrap()
}

/// The text with its Latin letters in ASCII (as `person::fold` writes them); everything else as it is. Comparing with it takes no account of accents.
pub(super) fn plain(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c {
            'ä' | 'æ' => out.push_str("ae"),
            'ö' | 'ø' | 'œ' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'Ä' | 'Æ' => out.push_str("Ae"),
            'Ö' | 'Ø' => out.push_str("Oe"),
            'Ü' => out.push_str("Ue"),
            'ß' => out.push_str("ss"),
            'å' => out.push_str("aa"),
            'Å' => out.push_str("Aa"),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            'đ' => out.push('d'),
            'ı' => out.push('i'),
            '’' | '‘' | '´' => out.push('\''),
            c if c.is_alphabetic() => out.extend(std::iter::once(c).nfd().next()),
            c => out.push(c),
        }
    }
    out.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text() {
        let check = |text: &str, want: &str| assert_eq!(plain(text), want);
        check("Grüße aus Łódź, é – „x“", "Gruesse aus Lodz, e – „x“");
        check("abc", "abc");
        assert!(regex(r"(?i)\bgrüße\b").is_match(&plain("viele GRÜßE aus")));
        assert!(!regex(r"\bt:").is_match(&plain("Qualität: gut")));
    }
}

//! Attendees and how they are told apart.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use crate::event::SessionId;

/// One person to be registered, as far as it is known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attendee {
    /// Given name(s), then family name, without titles, as the sender spells it.
    pub name: Option<String>,
    /// The company as the sender spells it, with its legal form where the mail has it.
    pub company: Option<String>,
    /// The session chosen.
    pub session: Option<SessionId>,
    /// Second choices, in order.
    pub alternatives: Vec<SessionId>,
}

/// The form under which names and companies are compared: lower case, umlauts and `ß` written out, other accents dropped, punctuation
/// and white space made single spaces. `"Müller-Lüdenscheidt, GmbH"` and `"mueller luedenscheidt gmbh"` are the same.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    if text.is_ascii() {
        text.chars().for_each(|c| push_plain(&mut out, c.to_ascii_lowercase()));
        out.truncate(out.trim_end().len());
        return out;
    }
    for c in text.nfkc().flat_map(char::to_lowercase) {
        match c {
            'ä' => out.push_str("ae"),
            'ö' | 'ø' => out.push_str("oe"),
            'ü' => out.push_str("ue"),
            'ß' => out.push_str("ss"),
            'å' => out.push_str("aa"),
            'æ' => out.push_str("ae"),
            'ı' => out.push('i'),
            'ł' => out.push('l'),
            'đ' => out.push('d'),
            '’' | '‘' | '´' => {}
            c if c.is_ascii() => push_plain(&mut out, c),
            c if c.is_alphanumeric() => out.extend(std::iter::once(c).nfd().filter(|c| !is_combining_mark(*c))),
            _ if out.is_empty() || out.ends_with(' ') => {}
            _ => out.push(' '),
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// Appends a character of ASCII to a fold.
fn push_plain(out: &mut String, c: char) {
    match c {
        '\'' | '`' => {}
        '&' | '+' => out.push(c),
        c if c.is_ascii_alphanumeric() => out.push(c),
        _ if out.is_empty() || out.ends_with(' ') => {}
        _ => out.push(' '),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folding() {
        let check = |text: &str, want: &str| assert_eq!(fold(text), want);
        check("Müller-Lüdenscheidt, GmbH", "mueller luedenscheidt gmbh");
        check("  Søren  Kjærgaard ", "soeren kjaergaard");
        check("Mehmet Aydın", "mehmet aydin");
        check("Liam O'Shaughnessy", "liam oshaughnessy");
        check("Elif Doğan", "elif dogan");
        check("Kördel & Wiese", "koerdel & wiese");
    }
}

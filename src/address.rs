//! Email addresses and mailboxes ("Max Mustermann <max@example.org>").
//!
//! An [`Address`] is always one that can be written to: exactly one `@`, no spaces or control characters, sane length. It is compared
//! without regard to case; RFC 5321 section 2.4 lets local parts differ by case, but no mail provider in use makes a difference.

use std::fmt;

use unicode_normalization::UnicodeNormalization;

/// The longest address that is taken (RFC 5321 section 4.5.3.1.3: 256 octets with the angle brackets).
const MAX_ADDRESS: usize = 254;
/// The longest display name that is kept, in characters.
const MAX_NAME: usize = 120;

/// An email address that can be written to.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Address(String);

impl Address {
    /// Takes `text` as an address: `local@domain`, the domain lower-cased. `None` if it can't be written to.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@')?;
        let dotted = !domain.is_empty() && domain.split('.').all(|label| !label.is_empty());
        let clean = |c: char| !c.is_control() && !c.is_whitespace() && !matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')');
        let sane = !local.is_empty() && dotted && text.len() <= MAX_ADDRESS && !local.contains('@') && text.chars().all(clean);
        sane.then(|| Self(format!("{local}@{}", domain.to_lowercase())))
    }

    /// The part before the `@`, as written.
    pub fn local(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// The part after the `@`, in lower case.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The whole address as written, its domain in lower case.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form under which addresses are compared and stored: all lower case.
    pub fn key(&self) -> String {
        self.0.to_lowercase()
    }

    /// Whether both are the same mailbox, whatever the case; `name+tag@` is the same as `name@`.
    pub fn same_mailbox(&self, other: &Self) -> bool {
        let base = |a: &Self| format!("{}@{}", a.local().split('+').next().unwrap_or_default().to_lowercase(), a.domain());
        base(self) == base(other)
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An address with the name that stands before it, if one does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mailbox {
    /// The display name, cleaned by [`clean`]; never empty.
    pub name: Option<String>,
    /// The address.
    pub address: Address,
}

impl Mailbox {
    /// A mailbox; the name is cleaned and cut, an empty one is none.
    pub fn new(name: Option<&str>, address: Address) -> Self {
        let name = name.map(|n| clean(n, MAX_NAME)).filter(|n| !n.is_empty());
        Self { name, address }
    }

    /// Takes `Name <address>` or `address`, as an administrator writes it in a configuration.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        match text.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
            Some((name, address)) => Some(Self::new(Some(name.trim().trim_matches('"')), Address::parse(address)?)),
            None => Some(Self::new(None, Address::parse(text)?)),
        }
    }
}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.name {
            Some(name) => write!(f, "{name} <{}>", self.address),
            None => self.address.fmt(f),
        }
    }
}

/// Makes one harmless line of text from outside (law 7): NFC, control and invisible formatting characters out, runs of white space made
/// one space, at most `max` characters.
pub fn clean(text: &str, max: usize) -> String {
    let mut out = String::new();
    let mut count = 0;
    for c in text.nfc() {
        if is_invisible(c) && !c.is_whitespace() {
            continue;
        }
        let c = if c.is_whitespace() || c.is_control() { ' ' } else { c };
        if c == ' ' && (out.is_empty() || out.ends_with(' ')) {
            continue;
        }
        if count == max {
            break;
        }
        out.push(c);
        count += 1;
    }
    out.truncate(out.trim_end().len());
    out
}

/// Whether `c` shows nothing but changes how its neighbours are shown or compared: C0/C1 controls, soft hyphen, zero-width and
/// bidirectional marks, variation selectors, tags, BOM. Tab and line ends count as well; callers keep them where they mean something.
pub fn is_invisible(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e01ef}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for good in ["a@b.example", "Max.Muster+x@EXAMPLE.org", "jörg@münchen.example", "root@localhost"] {
            assert!(Address::parse(good).is_some(), "{good}");
        }
        for bad in ["", "a", "@b", "a@", "a@b..c", "a b@c", "a@b\r\nX: y", "<a@b>", "a@b@c", "a,b@c"] {
            assert!(Address::parse(bad).is_none(), "{bad}");
        }
    }

    #[test]
    fn mailboxes() {
        let check = |text: &str, want: &str| assert_eq!(Mailbox::parse(text).map(|m| m.to_string()).unwrap_or_default(), want);
        check("Anmeldung <anmeldung@Example.org>", "Anmeldung <anmeldung@example.org>");
        check("\"Muster, Max\" <m@x.example>", "Muster, Max <m@x.example>");
        check("m@x.example", "m@x.example");
        check("Max", "");
    }

    #[test]
    fn cleaning() {
        let check = |text: &str, want: &str| assert_eq!(clean(text, 20), want);
        check("  Max \t\r\n Muster ", "Max Muster");
        check("evil\u{202e}txt\u{200b}.exe\0", "eviltxt.exe");
        check("u\u{308}ber", "über");
        check(&"x".repeat(50), &"x".repeat(20));
    }
}

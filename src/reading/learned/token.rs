//! Words of a text with what stands between them, as names and firms are made of: "Dr.-Ing.", "K3", "nord.licht", "&" are one word each.

use std::ops::Range;

use super::super::fold::fold;

/// A word of a text.
#[derive(Clone, Debug)]
pub struct Token<'a> {
    /// Where it stands.
    pub range: Range<usize>,
    /// As written.
    pub text: &'a str,
    /// Folded.
    pub fold: String,
    /// What parts it from the word before.
    pub gap: Gap,
    /// A full stop right behind belongs to it, or ends the sentence.
    pub dotted: bool,
}

/// What stands between two words, the strongest of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// White space, or nothing.
    Space,
    /// A dash or a slash.
    Dash,
    /// A comma.
    Comma,
    /// A quotation mark.
    Quote,
    /// A bracket.
    Bracket,
    /// A colon.
    Colon,
    /// The end of a sentence, a semicolon.
    Stop,
    /// A tab, a bar, a bullet.
    Cell,
    /// The end of a line.
    Line,
    /// An empty line, or the beginning of the text.
    Paragraph,
}

impl Gap {
    /// A letter for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Space => "_",
            Self::Dash => "-",
            Self::Comma => ",",
            Self::Quote => "\"",
            Self::Bracket => "(",
            Self::Colon => ":",
            Self::Stop => ".",
            Self::Cell => "|",
            Self::Line => "\n",
            Self::Paragraph => "\n\n",
        }
    }

    /// Whether nobody's name goes on behind it.
    pub fn parts(self) -> bool {
        !matches!(self, Self::Space | Self::Dash)
    }
}

/// The words of a text, in order.
pub fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut found: Vec<Token<'_>> = Vec::new();
    let mut gap = Gap::Paragraph;
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        if !begins_word(c) {
            gap = gap.max(gap_of(c, gap));
            continue;
        }
        let mut end = start + c.len_utf8();
        if !is_sign(c) {
            while let Some((at, next)) = chars.peek().copied() {
                let rest = text.get(at + next.len_utf8()..).unwrap_or_default();
                let inner = matches!(next, '.' | '-' | '\'' | '’' | '@' | '&' | '_' | '+')
                    && rest.starts_with(|c: char| c.is_alphanumeric() || next == '.' && c == '-');
                if !(next.is_alphanumeric() || is_mark_above(next) || inner) {
                    break;
                }
                end = at + next.len_utf8();
                chars.next();
            }
        }
        let word = text.get(start..end).unwrap_or_default();
        let dotted = text.get(end..).is_some_and(|t| t.starts_with('.'));
        let before = std::mem::replace(&mut gap, Gap::Space);
        found.push(Token { range: start..end, text: word, fold: fold(word), gap: before, dotted });
        if dotted && abbreviates(word) {
            chars.next();
        }
    }
    found
}

fn begins_word(c: char) -> bool {
    c.is_alphanumeric() || is_sign(c)
}

/// Signs that are words of firms' names by themselves.
fn is_sign(c: char) -> bool {
    matches!(c, '&' | '+')
}

/// Combining marks, as in names that are not composed.
fn is_mark_above(c: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&c)
}

/// Whether a full stop behind `word` is its own: "Dr.", "St.", "A.", "Co.", "e.K.", "Dipl.-Ing."
fn abbreviates(word: &str) -> bool {
    let letters = word.chars().count();
    letters <= 2
        || word.contains('.')
        || letters <= 5
            && matches!(
                fold(word).as_str(),
                "prof"
                    | "dipl"
                    | "ing"
                    | "inh"
                    | "geb"
                    | "gebr"
                    | "mag"
                    | "med"
                    | "rer"
                    | "nat"
                    | "phil"
                    | "ltd"
                    | "inc"
                    | "corp"
                    | "str"
                    | "abt"
                    | "capt"
                    | "messrs"
                    | "bros"
                    | "mrs"
                    | "pty"
                    | "hon"
                    | "rev"
                    | "kfm"
                    | "tel"
            )
}

fn gap_of(c: char, gap: Gap) -> Gap {
    match c {
        '\n' if gap == Gap::Line => Gap::Paragraph,
        '\n' => Gap::Line,
        '\t' | '|' | '•' | '·' | '▪' | '*' | '●' | '◦' | '✓' | '☒' | '☑' | '→' => Gap::Cell,
        '.' | ';' | '!' | '?' => Gap::Stop,
        ':' | '=' => Gap::Colon,
        '(' | ')' | '[' | ']' | '<' | '>' | '{' | '}' => Gap::Bracket,
        '"' | '„' | '“' | '”' | '«' | '»' | '‚' | '‘' => Gap::Quote,
        ',' => Gap::Comma,
        '-' | '–' | '—' | '/' | '\\' => Gap::Dash,
        _ => Gap::Space,
    }
}

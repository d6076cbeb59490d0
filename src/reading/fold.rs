//! The fold of a text: lower case, umlauts written out, accents dropped, typographic quotes and dashes as ASCII. Rules and learned features
//! look at the fold; each of its bytes leads back to the original.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Folds `text` byte for byte traceable: the fold, and for each of its bytes, and for its end, the byte of `text` it came from.
pub fn traced(text: &str) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len());
    let mut origin = Vec::with_capacity(text.len() + 1);
    for (at, c) in text.char_indices() {
        push(c, &mut out);
        origin.resize(out.len(), at);
    }
    origin.push(text.len());
    (out, origin)
}

/// Folds `text`.
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.chars().for_each(|c| push(c, &mut out));
    out
}

fn push(c: char, out: &mut String) {
    match c {
        'ä' | 'Ä' | 'æ' | 'Æ' => out.push_str("ae"),
        'ö' | 'Ö' | 'ø' | 'Ø' | 'œ' => out.push_str("oe"),
        'ü' | 'Ü' => out.push_str("ue"),
        'ß' | 'ẞ' => out.push_str("ss"),
        'ı' => out.push('i'),
        'ł' | 'Ł' => out.push('l'),
        '’' | '‘' | '´' | '`' => out.push('\''),
        '„' | '“' | '”' | '«' | '»' | '‚' => out.push('"'),
        '–' | '—' | '‐' | '‑' => out.push('-'),
        '\u{a0}' | '\u{202f}' | '\u{2009}' => out.push(' '),
        _ if c.is_ascii() => out.push(c.to_ascii_lowercase()),
        _ => out.extend(c.nfkd().filter(|d| !is_combining_mark(*d)).flat_map(char::to_lowercase)),
    }
}

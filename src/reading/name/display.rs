//! Names in display names and addresses: "Muster, Max (Muster GmbH)", `max.mustermann@…`.

use super::{from_line, is_firm_word, plain_name};
use crate::person::fold;
use crate::reading::words::names::{ROLES, is_given_name, is_never_name};

/// What a display name says: a person, a firm, or both ("Max Muster (Muster GmbH)").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// The person.
    pub person: Option<String>,
    /// What stands beside the person, or instead: a firm or department.
    pub rest: Option<String>,
}

/// Takes a display name apart.
pub fn from_display(display: &str) -> Display {
    let display = display.trim().trim_matches(['"', '\'']);
    let (head, bracket) = match display.split_once(['(', '[']) {
        Some((head, rest)) => (head.trim(), Some(rest.trim_end_matches([')', ']']).trim().to_owned())),
        None => (display, None),
    };
    let via = head.split(" via ").next().unwrap_or_default();
    for separator in [" | ", " - ", " – ", " / ", " c/o ", ", "] {
        if let Some((left, right)) = via.split_once(separator) {
            if separator == ", " {
                // in a display name whatever stands behind the comma is a given name, known or not
                let turned = plain_name(left)
                    .zip(plain_name(right))
                    .filter(|(l, r)| l.split(' ').count() <= 3 && r.split(' ').count() <= 3 && !ROLES.contains(&fold(r).as_str()));
                if let Some(name) = from_line(via).or_else(|| turned.map(|(family, given)| format!("{given} {family}"))) {
                    return Display { person: Some(name), rest: bracket };
                }
            }
            if let Some(person) = person_name(left) {
                return Display { person: Some(person), rest: bracket.or_else(|| Some(right.trim().to_owned())) };
            }
            if let Some(person) = person_name(right).filter(|_| separator != ", ") {
                return Display { person: Some(person), rest: bracket.or_else(|| Some(left.trim().to_owned())) };
            }
            return Display { person: None, rest: Some(left.trim().to_owned()) };
        }
    }
    match person_name(via) {
        Some(person) => Display { person: Some(person), rest: bracket },
        None => Display { person: None, rest: Some(via.to_owned()).filter(|r| !r.is_empty()) },
    }
}

/// A full name that is plausibly a person's: two words or more, none of them a role.
fn person_name(text: &str) -> Option<String> {
    let text = text.trim();
    let name = plain_name(text).or_else(|| small(text))?;
    let role = fold(&name).split(' ').any(|w| ROLES.contains(&w));
    (name.contains(' ') && !role).then_some(name)
}

/// "pat oleary": a display name all small, as some write it.
pub fn small(text: &str) -> Option<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let small = words.iter().all(|w| {
        w.chars().all(|c| c.is_lowercase() || matches!(c, '-' | '\''))
            && w.chars().count() > 1
            && !is_firm_word(&fold(w))
            && !is_never_name(&fold(w))
    });
    (words.len() == 2 && small && words.first().is_some_and(|w| is_given_name(&fold(w)))).then(|| words.join(" "))
}

/// The name in a local part like `max.mustermann`: both parts are words, the first a known given name.
pub fn from_local_part(local: &str) -> Option<String> {
    let parts: Vec<&str> = local.split(['.', '_']).filter(|p| !p.is_empty()).collect();
    let wordy = parts.iter().all(|p| p.chars().all(|c| c.is_alphabetic() || c == '-') && p.chars().count() > 1);
    match parts.as_slice() {
        [given, family] if wordy && is_given_name(&given.to_lowercase()) && !ROLES.contains(family) => {
            Some(format!("{} {}", capitalise(given), capitalise(family)))
        }
        _ => None,
    }
}

/// "max-müller" as "Max-Müller".
pub fn capitalise(word: &str) -> String {
    word.split('-')
        .map(|part| {
            let mut chars = part.chars();
            chars.next().map_or_else(String::new, |c| c.to_uppercase().chain(chars).collect())
        })
        .collect::<Vec<_>>()
        .join("-")
}

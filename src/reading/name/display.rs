//! Names in display names and addresses: "Muster, Max (Muster GmbH)", `max.mustermann@…`.

use super::{from_line, is_firm_word, plain_name, turned};
use crate::person::fold;
use crate::reading::learned::naming::{Kind, Named, Writer};
use crate::reading::learned::{self, naming};
use crate::reading::words::names::{ROLES, is_given_name, is_never_name};

/// What a display name says: a person, a firm, or both ("Max Muster (Muster GmbH)").
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Display {
    /// The person.
    pub person: Option<String>,
    /// What stands beside the person, or instead: a firm or department.
    pub rest: Option<String>,
}

/// Takes the display name of `writer` apart: as its names are learned to be told, else by its form.
pub fn from_display(display: &str, writer: &Writer) -> Display {
    let display = display.trim().trim_matches(['"', '\'']);
    let named = naming::named(&learned::NAMES, display, writer);
    let is = |person: bool| move |n: &&Named| n.certainty > 0.5 && matches!(n.kind, Kind::Person | Kind::Bystander) == person;
    let value = |n: &Named| display.get(n.range.clone()).unwrap_or_default().to_owned();
    let firm = named.iter().find(is(false)).map(value);
    let mut people = named.iter().filter(is(true));
    if let (Some(person), None) = (people.next(), people.next()) {
        let text = value(person);
        if let Some(name) = from_line(&text).or_else(|| turned(&text)).or_else(|| plain_name(&text)).filter(|n| n.contains(' ')) {
            let form = by_form(display);
            let rest = firm.or(form.rest.filter(|rest| !rest.contains(&name)));
            return Display { person: Some(name), rest };
        }
    }
    match firm {
        Some(firm) if !display.contains(',') => {
            Display { person: by_form(display).person.filter(|p| !firm.contains(p.as_str())), rest: Some(firm) }
        }
        _ => by_form(display),
    }
}

fn by_form(display: &str) -> Display {
    let (head, bracket) = match display.split_once(['(', '[']) {
        Some((head, rest)) => (head.trim(), Some(rest.trim_end_matches([')', ']']).trim().to_owned())),
        None => (display, None),
    };
    let via = head.split(" via ").next().unwrap_or_default();
    for separator in [" | ", " @ ", " bei ", " at ", " - ", " – ", " / ", " c/o ", ", "] {
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
            let given = matches!(separator, " | " | " @ " | " bei " | " at ").then(|| plain_name(left)).flatten();
            if let Some(person) = person_name(left).or(given) {
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

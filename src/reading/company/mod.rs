//! Which company: by its legal form, after words that announce it ("Firma …", "für die …", "I run …"), on a line of the signature, in the
//! display name, in the Organization header, on a visiting card, and last in the sender's domain.

mod formed;
mod prose;
mod signature;

use std::ops::Range;

pub use self::formed::formed;
pub use self::prose::announced;
use self::prose::{beside_names, is_someone_elses, spelled_like_domain};
use self::signature::{in_signatures, is_position};
use super::name::{self, is_firm_word};
use super::scene::Scene;
use super::text::Doc;
use super::words::names::ROLES;
use super::{Found, Place};
use crate::person::fold;

/// A company's name is no longer than this, in characters.
pub const MAX_COMPANY: usize = 120;

/// A company found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Where, as a range of the document's text.
    pub range: Range<usize>,
    /// Its name as written.
    pub name: String,
    /// Whether it is surely a firm: it has a legal form, or spells out the sender's domain.
    pub formed: bool,
}

/// The sender's firm: the best that text, signature, headers and domain have to say.
pub fn of_sender(scene: &Scene<'_>, docs: &[&Doc], people: &[String]) -> Option<Found<String>> {
    let signature = in_signatures(scene, docs, people);
    let text = in_texts(scene, docs, people, signature.as_ref().map(|s| s.value.as_str()));
    match (text, signature) {
        (Some(text), Some(signature)) if extends(&signature.value, &text.value) => Some(signature),
        (Some(text), _) => Some(text),
        (None, Some(signature)) => Some(signature),
        (None, None) => in_headers(scene).or_else(|| in_domain(scene, people)),
    }
}

/// Whether `long` is `short` with more behind or before it, as with a legal form.
fn extends(long: &str, short: &str) -> bool {
    let (long, short) = (fold(long), fold(short));
    long.len() > short.len() && (long.starts_with(&short) || long.ends_with(&short))
}

fn in_texts(scene: &Scene<'_>, docs: &[&Doc], people: &[String], signature: Option<&str>) -> Option<Found<String>> {
    let domain = scene.firm_domain();
    let families: Vec<String> = people.iter().filter_map(|p| p.rsplit(' ').next().map(fold)).filter(|f| f.len() > 2).collect();
    let owned = |name: &str| {
        families.iter().any(|f| fold(name).split(' ').any(|w| w == f))
            && name.contains(' ')
            && !people.iter().any(|p| fold(p) == fold(name))
    };
    let known = |name: &str| {
        owned(name)
            || overlaps_domain(name, domain)
            || signature.is_some_and(|s| extends(s, name) || fold(s) == fold(name))
            || scene.display.rest.as_deref().is_some_and(|r| fold(r).contains(&fold(name)))
    };
    for doc in docs.iter().copied().filter(|d| d.place != Place::Subject) {
        let mut firms = doc.firms().to_vec();
        firms.retain(|f| !is_someone_elses(doc, f));
        firms.extend(
            announced(doc, &known)
                .into_iter()
                .chain(beside_names(doc, people, domain))
                .filter(|f| !is_someone_elses(doc, f) && (known(&f.name) || !scene.is_topic(&f.name))),
        );
        firms.extend(spelled_like_domain(doc, domain));
        firms.retain(|f| !people.iter().any(|p| fold(p).contains(&fold(&f.name))));
        firms.sort_by_key(|f| (!f.formed, f.range.start, std::cmp::Reverse(f.range.end)));
        // "Osei Tempeh Works" goes on where the domain `oseitempeh` ends
        if let Some(longer) = firms
            .first()
            .and_then(|first| {
                firms.iter().find(|f| {
                    f.range.start == first.range.start
                        && f.range.end > first.range.end
                        && f.name.rsplit(' ').next().is_some_and(|w| is_firm_word(&fold(w)))
                })
            })
            .cloned()
        {
            firms.insert(0, longer);
        }
        if let Some(firm) = firms.into_iter().next() {
            return Some(found(
                firm.name,
                doc,
                &firm.range,
                if firm.formed { "legal form in the text" } else { "announced in the text" },
                if firm.formed { 0.9 } else { 0.75 },
            ));
        }
    }
    let doc = &scene.subject;
    let firm = doc.firms().first().cloned().or_else(|| beside_names(doc, people, domain).into_iter().next())?;
    Some(found(firm.name, doc, &firm.range, "legal form in the subject", 0.8))
}

/// The firm in the display name, on an attached card, in the Organization header.
fn in_headers(scene: &Scene<'_>) -> Option<Found<String>> {
    let of = |value: &str, place, rule, certainty| Found { value: tidy(value), words: value.to_owned(), place, rule, certainty };
    if let Some(card) = scene.message.cards.iter().find_map(|c| c.company.as_deref()) {
        return Some(of(card, Place::Card, "visiting card", 0.85));
    }
    if let Some(rest) = scene.display.rest.as_deref() {
        let role = fold(rest).split(' ').all(|w| ROLES.contains(&w)) || is_position(rest);
        let firm =
            overlaps_trade(rest) || overlaps_domain(rest, scene.firm_domain()) || scene.display.person.is_some() && rest.contains(' ');
        if firm && !role && !rest.contains('@') {
            return Some(of(rest, Place::From, "display name of the sender", 0.7));
        }
    }
    scene.message.organization.as_deref().filter(|o| !o.trim().is_empty()).map(|o| of(o, Place::Organization, "Organization header", 0.7))
}

/// The firm in the sender's domain, where its label is made of words: "energiewerk-reinhardswald".
fn in_domain(scene: &Scene<'_>, people: &[String]) -> Option<Found<String>> {
    let label = scene.firm_domain()?;
    let words: Vec<&str> = label.split('-').collect();
    // the domain of somebody's own name says nothing about a firm
    let own = people.iter().any(|p| words.iter().all(|w| fold(p).split(' ').any(|n| n == fold(w))));
    let wordy = !own && words.len() >= 2 && words.iter().all(|w| w.len() >= 3 && w.chars().all(char::is_alphabetic));
    wordy.then(|| Found {
        value: words.iter().map(|w| name::capitalise(w)).collect::<Vec<_>>().join(" "),
        words: label.to_owned(),
        place: Place::Address,
        rule: "domain of the sender",
        certainty: 0.6,
    })
}

/// Whether a name and a domain share a word: "Kördel & Wiese Gebäudetechnik" and "koerdel-wiese".
pub fn overlaps_domain(name: &str, domain: Option<&str>) -> bool {
    let Some(domain) = domain else { return false };
    let flat: String = domain.split('-').map(fold).collect();
    let name = fold(name);
    let squeezed = name.replace(' ', "");
    name.split(' ').any(|w| w.len() >= 4 && flat.contains(w))
        || domain.split('-').any(|d| d.len() >= 4 && squeezed.contains(&fold(d)))
        || squeezed == flat
}

fn overlaps_trade(name: &str) -> bool {
    name.split([' ', '-', '/', '&', '+']).any(|w| is_firm_word(&fold(w)))
}

fn found(name: String, doc: &Doc, range: &Range<usize>, rule: &'static str, certainty: f32) -> Found<String> {
    let words = doc.text.get(range.clone()).unwrap_or_default().trim().to_owned();
    Found { value: name, words, place: doc.place, rule, certainty }
}

/// One line, no quotes around, at most [`MAX_COMPANY`] characters.
pub fn tidy(name: &str) -> String {
    let name = crate::address::clean(name, MAX_COMPANY);
    let name = name.trim_matches(|c: char| matches!(c, '"' | '„' | '“' | '”' | '*' | ',' | ';' | ':' | '-' | '–' | ' ' | '(' | '|'));
    let name = ["Firma ", "Fa. ", "Fa "]
        .iter()
        .find_map(|w| name.strip_prefix(w))
        .filter(|rest| rest.starts_with(char::is_alphabetic))
        .unwrap_or(name);
    // the full stop of a sentence, unless the last word is an abbreviation
    let last = name.rsplit(' ').next().unwrap_or_default().trim_end_matches('.');
    let abbreviated = last.contains('.')
        || matches!(fold(last).as_str(), "co" | "inc" | "ltd" | "corp" | "ehf" | "hf" | "bros" | "gebr" | "jr" | "pty" | "v" | "k");
    if abbreviated { name.to_owned() } else { name.trim_end_matches('.').to_owned() }
}

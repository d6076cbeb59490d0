//! Which company: everything in the mail that names a firm is a claim. Claims that name the same firm support each other, and so does the sender's domain; the
//! best supported firm is taken, in its fullest spelling.

mod claim;
mod formed;

use std::ops::Range;

use self::claim::{Claim, claims};
pub use self::formed::formed;
use super::Found;
use super::name::is_firm_word;
use super::scene::Scene;
use super::text::Doc;
use crate::person::fold;

/// A company's name is no longer than this, in characters.
pub const MAX_COMPANY: usize = 120;

/// No more firms of a mail are told apart.
const MAX_FIRMS: usize = 40;

/// A company found in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firm {
    /// Where, as a range of the document's text.
    pub range: Range<usize>,
    /// Its name as written.
    pub name: String,
}

/// The sender's firm: the best supported of all that the mail claims. `people` are the attendees and the sender, whose names are no firms.
pub fn of_sender(scene: &Scene<'_>, docs: &[&Doc], people: &[String]) -> Option<Found<String>> {
    let mut firms: Vec<Vec<Claim>> = Vec::new();
    for claim in claims(scene, docs, people) {
        let more = firms.len() < MAX_FIRMS;
        match firms.iter_mut().find(|firm| firm.iter().any(|c| same_firm(&c.found.value, &claim.found.value))) {
            Some(firm) => firm.push(claim),
            None if more => firms.push(vec![claim]),
            None => {}
        }
    }
    let mut scored: Vec<(f32, Vec<Claim>)> = firms.into_iter().map(|firm| (score(scene, &firm), firm)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let rival = scored.get(1).map_or(0.0, |(score, _)| *score);
    let (score, firm) = scored.into_iter().next()?;
    // a firm that bears its owner's name, or a legal form, is hardly anything else
    let owner = |c: &Claim| {
        people.iter().any(|p| fold(p).split(' ').filter(|w| w.len() > 2).any(|w| fold(&c.found.value).split(' ').any(|n| n == w)))
    };
    let borne = firm.iter().any(|c| c.written && (c.formed || owner(c)));
    let certainty = certainty(scene, &firm) + if borne { 0.1 } else { 0.0 };
    let best = fullest(firm)?;
    // as good a claim for another firm leaves both in doubt
    let doubt = (0.2 - (score - rival)).clamp(0.0, 0.2);
    Some(Found { certainty: (certainty - doubt).clamp(0.0, 1.0), ..best })
}

/// The firms that a text names right behind people who come from different ones: "Frau Ott (Ott GmbH) und Herr Noll (Nollwerk)". `people` are the places of
/// their names in the text, in order; nothing where all come from one.
pub fn of_each(scene: &Scene<'_>, doc: &Doc, people: &[usize]) -> Vec<Option<Found<String>>> {
    let claims: Vec<Claim> = claim::in_doc(scene, doc).into_iter().filter(|c| c.found.certainty > 0.4).collect();
    let nearest = |n: usize, at: usize| {
        let end = people.get(n + 1).copied().unwrap_or(doc.text.len());
        let near = |from: usize| doc.text.get(at..from).is_some_and(|between| !between.contains('\n') && between.len() < 120);
        claims.iter().find(|c| c.at >= at && c.at < end && near(c.at)).map(|c| c.found.clone())
    };
    let found: Vec<Option<Found<String>>> = people.iter().enumerate().map(|(n, at)| nearest(n, *at)).collect();
    let mut firms: Vec<&str> = found.iter().flatten().map(|f| f.value.as_str()).collect();
    firms.dedup_by(|a, b| same_firm(a, b));
    if firms.len() > 1 { found } else { people.iter().map(|_| None).collect() }
}

/// How sure it is that this is the firm: what no claim leaves open, and what the domain bears out.
fn certainty(scene: &Scene<'_>, firm: &[Claim]) -> f32 {
    let open: f32 = firm.iter().map(|c| 1.0 - c.found.certainty.clamp(0.0, 1.0)).product();
    let domain = firm.iter().any(|c| c.written && overlaps_domain(&c.found.value, scene.firm_domain()));
    1.0 - open + if domain { 0.2 } else { 0.0 }
}

/// How well a firm is supported: by its best claim, by further ones in other places, by the sender's domain.
fn score(scene: &Scene<'_>, firm: &[Claim]) -> f32 {
    let best = firm.iter().map(|c| c.found.certainty + c.weight).fold(0.0, f32::max);
    let mut places: Vec<_> = firm.iter().map(|c| c.found.place).collect();
    places.sort_unstable();
    places.dedup();
    let domain = firm.iter().any(|c| overlaps_domain(&c.found.value, scene.firm_domain()));
    best + 0.1 * (places.len() as f32 - 1.0) + if domain { 0.25 } else { 0.0 }
}

/// The spelling to take: what the sender writes goes before display names and domains; of that the one with a legal form, the longest.
fn fullest(firm: Vec<Claim>) -> Option<Found<String>> {
    let rank = |c: &Claim| (c.written, c.formed, c.found.value.chars().any(char::is_lowercase), c.found.value.chars().count());
    let most = firm.iter().map(|c| c.found.certainty).fold(0.0, f32::max);
    firm.into_iter()
        .filter(|c| c.found.certainty > most * 0.4)
        .max_by(|a, b| rank(a).cmp(&rank(b)).then(std::cmp::Ordering::Greater))
        .map(|c| c.found)
}

/// Whether two names are one firm's: the same words, or those of one all in the other, legal forms apart.
pub fn same_firm(a: &str, b: &str) -> bool {
    let words = |name: &str| -> Vec<String> {
        fold(name).split(' ').filter(|w| !super::learned::naming::is_form(w) && !w.is_empty()).map(str::to_owned).collect()
    };
    let (a, b) = (words(a), words(b));
    let (short, long) = if a.len() <= b.len() { (&a, &b) } else { (&b, &a) };
    if short.is_empty() {
        return false;
    }
    // a trade alone ("Spedition") is no firm's name
    let own = short.iter().any(|w| !is_firm_word(w)) || short.len() == long.len();
    // "die Innung" in the text is the "Innung des Zimmererhandwerks" of the signature
    let begins = long.starts_with(short);
    (own || begins) && short.iter().all(|w| long.contains(w)) || a.concat() == b.concat()
}

/// Whether a name and a domain share a word: "Kördel & Wiese Gebäudetechnik" and "koerdel-wiese".
pub fn overlaps_domain(name: &str, domain: Option<&str>) -> bool {
    let Some(domain) = domain else { return false };
    let flat: String = domain.split('-').map(fold).collect();
    let name = fold(name);
    let squeezed = name.replace([' ', '&', '+'], "");
    name.split(' ').any(|w| w.len() >= 4 && flat.contains(w))
        || domain.split('-').any(|d| d.len() >= 4 && squeezed.contains(&fold(d)))
        || squeezed == flat
        || initials(&name) == flat && flat.len() >= 2
}

/// Whether a word of a text is a legal form.
pub fn formed_in(text: &str) -> bool {
    fold(text).split(' ').any(super::learned::naming::is_form)
}

/// "Verein für Stadtgeschichte" as "vfs".
fn initials(name: &str) -> String {
    name.split(' ').filter(|w| !super::learned::naming::is_form(w)).filter_map(|w| w.chars().next()).collect()
}

/// A name without small words at its end, which go on with the sentence: "Innung kommen". A name all small stays whole.
fn without_tail(name: &str) -> &str {
    let small = |word: &str| word.chars().all(|c| c.is_lowercase()) && word.len() > 3 && !super::learned::naming::is_form(&fold(word));
    let mut name = name;
    while let Some((head, last)) = name.rsplit_once(' ').filter(|(head, _)| head.split(' ').any(|w| w.starts_with(char::is_uppercase))) {
        if !small(last) {
            break;
        }
        name = head;
    }
    name
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
    let name = without_tail(name);
    // the full stop of a sentence, unless the last word is an abbreviation
    let last = name.rsplit(' ').next().unwrap_or_default().trim_end_matches('.');
    let abbreviated = last.contains('.')
        || matches!(fold(last).as_str(), "co" | "inc" | "ltd" | "corp" | "ehf" | "hf" | "bros" | "gebr" | "jr" | "pty" | "v" | "k" | "ges");
    if abbreviated { name.to_owned() } else { name.trim_end_matches('.').to_owned() }
}

//! The firm in a signature: with its legal form, else the line that sounds like one, like the sender's domain, or bears his name.

use super::prose::{announced, beside_names, is_plain_firm, is_someone_elses};
use super::{found, overlaps_domain, overlaps_trade, tidy};
use crate::person::fold;
use crate::reading::name;
use crate::reading::scene::Scene;
use crate::reading::text::Doc;
use crate::reading::words::companies::LEGAL_FORMS;
use crate::reading::{Found, Place};

/// The firm in the signature: with its legal form, else the line that sounds like one or like the sender's domain.
pub(super) fn in_signatures(scene: &Scene<'_>, docs: &[&Doc], people: &[String]) -> Option<Found<String>> {
    let domain = scene.firm_domain();
    let names: Vec<String> = people.iter().map(|p| fold(p)).collect();
    let families: Vec<String> = people.iter().filter_map(|p| p.rsplit(' ').next().map(fold)).filter(|f| f.len() > 2).collect();
    let tails = docs.iter().copied().filter(|d| d.place != Place::Subject);
    let mut best: Option<(i32, Found<String>)> = None;
    for (doc, bonus) in scene.signatures.iter().map(|d| (d, 2)).chain(tails.map(|d| (d, 0))) {
        for firm in doc.firms().iter().filter(|f| !is_someone_elses(doc, f)) {
            let line = doc.text.get(..firm.range.start).and_then(|t| t.rsplit('\n').next()).unwrap_or_default();
            let partner = [
                "haftend", "komplement", "gesellschafterin", "general partner", "member of", "unternehmen der", "part of", "tochter",
                "holding", "bank", "iban", "konto", "versicher", "zusammenarbeit",
            ]
            .iter()
            .any(|w| fold(line).contains(w));
            let score = 20 + bonus + if overlaps_domain(&firm.name, domain) { 6 } else { 0 } - if partner { 15 } else { 0 };
            keep(&mut best, score, || found(firm.name.clone(), doc, &firm.range, "legal form in the signature", 0.9));
        }
        if bonus > 0 {
            let told = announced(doc, &|_| false).into_iter().chain(beside_names(doc, people, domain));
            for firm in told.filter(|f| !is_someone_elses(doc, f) && !scene.is_topic(&f.name)) {
                keep(&mut best, 11, || found(firm.name.clone(), doc, &firm.range, "announced in the signature", 0.75));
            }
        }
        let skipped = if bonus == 0 { sign_off_from(doc) } else { 0 };
        for (range, line) in doc.line_texts().skip(skipped) {
            for part in line
                .split([',', '|', '·', '•', '\t', '/'])
                .take(3)
                .map(|p| p.split(" - ").next().unwrap_or_default().split(" – ").next().unwrap_or_default().trim())
            {
                if part.is_empty()
                    || part.contains(':')
                    || people.iter().any(|p| fold(part).starts_with(&format!("{} ", fold(p))))
                    || part.split_whitespace().count() > 8
                    || is_address_line(part)
                    || is_position(part)
                    || is_register_line(part)
                    || is_greeting(part)
                {
                    continue;
                }
                let folded = fold(part);
                if names.contains(&folded)
                    || name::plain_name(part).is_some_and(|n| people.iter().any(|p| name::compatible(p, &n)) && !overlaps_trade(part))
                {
                    continue;
                }
                let owned = families.iter().any(|f| folded.split(' ').any(|w| w == f)) && is_plain_firm(part);
                let score = if overlaps_trade(part) { 12 } else { 0 }
                    + if owned { 9 } else { 0 }
                    + if overlaps_domain(part, domain) { 8 } else { 0 }
                    + if scene.display.rest.as_deref().is_some_and(|r| fold(r) == fold(part)) { 6 } else { 0 };
                if score > 0 {
                    let at = range.start + line.find(part).unwrap_or(0);
                    keep(&mut best, score + bonus, || found(tidy(part), doc, &(at..at + part.len()), "line of the signature", 0.75));
                }
            }
        }
    }
    best.map(|(_, f)| f)
}

/// The first of the short lines at the end of a text that can be a signature without a greeting before it.
fn sign_off_from(doc: &Doc) -> usize {
    let lines: Vec<&str> = doc.line_texts().map(|(_, l)| l.trim()).collect();
    let short = |l: &&&str| l.chars().count() <= 60 && !l.ends_with(['.', '!', '?', ':', ',']) && !name::is_list_item(l);
    let tail = lines.iter().rev().take(8).take_while(short).count();
    if tail == lines.len() { 1.max(lines.len().saturating_sub(tail)) } else { lines.len() - tail }
}

fn keep(best: &mut Option<(i32, Found<String>)>, score: i32, make: impl FnOnce() -> Found<String>) {
    if best.as_ref().is_none_or(|(b, _)| score > *b) {
        *best = Some((score, make()));
    }
}

/// Streets, postcodes, telephone numbers, mail and web addresses.
pub(super) fn is_address_line(line: &str) -> bool {
    let folded = fold(line);
    let digits = line.chars().filter(char::is_ascii_digit).count();
    let street = [
        "str", "strasse", "weg", "platz", "allee", "gasse", "ring", "damm", "ufer", "postfach", "street", "road", "lane", "avenue", "quay",
        "unit", "tel", "telefon", "fon", "fax", "mobil", "phone", "mobile", "www", "http", "mailto",
    ]
    .iter()
    .any(|w| folded.split(' ').any(|f| f == *w || w.len() > 3 && f.ends_with(w)));
    line.contains('@') || line.contains("www.") || digits >= 4 || digits > 0 && street || line.contains("://") || folded.starts_with("tel ")
}

fn is_register_line(line: &str) -> bool {
    let folded = fold(line);
    [
        "geschaeftsfuehr", "vorstand", "aufsichtsrat", "sitz", "amtsgericht", "registergericht", "hrb", "hra", "ust", "steuernummer",
        "managing director", "registered", "company number", "vat", "inhaber", "inh ", "vertreten durch", "commercial register",
        "handelsregister", "bankverbindung", "iban",
    ]
    .iter()
    .any(|w| folded.starts_with(w) || folded.contains(&format!(" {w}")))
}

/// A position or department, not a firm.
pub(super) fn is_position(line: &str) -> bool {
    let folded = fold(line);
    let first = folded.split(' ').next().unwrap_or_default();
    [
        "geschaeftsfuehr", "leiter", "leitung", "assisten", "sekretar", "prokurist", "vorstand", "vorsitz", "abteilung", "sachbearbeit",
        "projektleit", "manager", "director", "head", "chief", "ceo", "cto", "cfo", "founder", "owner", "partner", "pa", "secretary",
        "assistant", "commercial", "senior", "junior", "responsable", "energy", "disposition", "personalentwicklung", "vorzimmer",
        "dachdeckermeister", "meister", "geschaeftsleitung", "redakteur", "verwaltung", "vertrieb", "fb", "abt", "stabsstelle", "dezernat",
        "referat", "sachgebiet", "ressort", "amt", "stelle", "sg", "fachdienst", "fd", "einkauf", "serviceleitung", "standortentwicklung",
        "wissenschaftlich", "rechtsanw", "dipl", "stellv", "operations", "deputy", "team", "department", "engineer", "consultant",
        "referent", "bereich", "fachbereich", "your", "ihr", "customer", "key", "business",
    ]
    .iter()
    .any(|w| first.starts_with(w))
        && !LEGAL_FORMS.iter().any(|f| folded.ends_with(&format!(" {f}")))
}

fn is_greeting(line: &str) -> bool {
    let folded = fold(line);
    [
        "mit freundlich", "mit best", "freundliche", "hallo", "liebe", "guten", "sehr geehrte", "hi ", "dear", "moin", "hello",
        "viele gruesse", "beste gruesse", "herzliche", "gruss", "mfg", "lg", "vg", "kind regards", "best", "regards", "many thanks",
        "thanks", "danke", "cheers", "sincerely", "yours", "schoene", "sonnige", "von meinem", "sent from", "gesendet", "vielen dank",
        "hochachtung", "liebe gruesse", "warm",
    ]
    .iter()
    .any(|w| folded.starts_with(w))
}

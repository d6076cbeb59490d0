//! Whom a letter addresses. Nobody's gender is guessed, and a display name that may be a company's or an office's is no person's:
//! without a sure name the salutation is neutral.

use crate::address::clean;
use crate::person::{Attendee, fold};

/// Names longer than this are not used as a salutation.
const MAX_NAME: usize = 60;
/// What stands before a name and is not part of it. Academic titles are, and stay.
const SALUTATIONS: [&str; 7] = ["herr", "frau", "herrn", "mr", "mrs", "ms", "mx"];
/// What stands within a name in small letters.
const PARTICLES: [&str; 18] =
    ["von", "van", "vom", "zu", "zum", "zur", "de", "der", "den", "del", "della", "di", "da", "dos", "el", "al", "bin", "und"];
/// Words that tell a company, an office or a function from a person, folded.
#[rustfmt::skip]
const NOT_A_PERSON: [&str; 66] = [
    "gmbh", "ggmbh", "mbh", "ug", "ag", "se", "kg", "kgaa", "ohg", "gbr", "ek", "ev", "eg", "partg", "co", "inc", "ltd", "llc", "plc", "sa",
    "bv", "holding", "gruppe", "group", "verlag", "werke", "werk", "bau", "service", "services", "team", "buero", "office", "sekretariat",
    "zentrale", "empfang", "info", "kontakt", "contact", "anmeldung", "verwaltung", "stadt", "gemeinde", "landkreis", "kreis", "ihk", "hwk",
    "kammer", "verband", "verein", "stiftung", "institut", "universitaet", "hochschule", "university", "agentur", "agency", "vertrieb",
    "sales", "support", "marketing", "redaktion", "presse", "news", "noreply", "admin",
];

/// The name to be addressed: that of the writer (`display`: the display name of From), spelled as an attendee of the same name is.
/// `None`: nobody knows.
pub fn name_of_writer(display: Option<&str>, attendees: &[Attendee]) -> Option<String> {
    let display = person_in(display?)?;
    let key = key(&display);
    let attendee = attendees.iter().filter_map(|attendee| attendee.name.as_deref()).find(|name| self::key(name) == key);
    let name = attendee.map(|name| clean(name, MAX_NAME)).unwrap_or(display);
    // "MAX MUSTERMANN" is left as the writer has it; "max" alone or "m.mustermann" is no salutation.
    looks_like_a_person(&name).then_some(name)
}

/// Whether both are the same name, whatever the order, case and titles.
pub fn same_name(a: &str, b: &str) -> bool {
    key(a) == key(b)
}

/// The words of a name without titles, in alphabetical order.
fn key(name: &str) -> Vec<String> {
    let title = |word: &str| matches!(word, "dr" | "prof" | "dipl" | "ing" | "med" | "mag" | "ba" | "ma" | "msc" | "bsc" | "phd");
    let mut words: Vec<String> = fold(name).split(' ').filter(|word| !word.is_empty() && !title(word)).map(str::to_owned).collect();
    words.sort();
    words
}

/// The name in a display name: without what follows ("(Muster GmbH)", "| Muster", ", Muster GmbH" after a full name), turned round if
/// it is "Mustermann, Max", without "Herr" and "Frau".
fn person_in(display: &str) -> Option<String> {
    let display = clean(display, 2 * MAX_NAME);
    let cut = [" (", " | ", " - ", " – ", " / ", " via ", " @ ", " ["].iter().filter_map(|mark| display.find(mark)).min();
    let display = cut.and_then(|at| display.get(..at)).unwrap_or(&display);
    let display = match display.split_once(", ") {
        Some((family, given)) if !family.contains(' ') || PARTICLES.iter().any(|p| fold(family).starts_with(p)) => {
            format!("{given} {family}")
        }
        Some((name, _)) => name.to_owned(),
        None => display.to_owned(),
    };
    let words = display.split(' ').filter(|word| !SALUTATIONS.contains(&fold(word).as_str()));
    let name = clean(&words.collect::<Vec<_>>().join(" "), MAX_NAME);
    (!name.is_empty()).then_some(name)
}

fn looks_like_a_person(name: &str) -> bool {
    let words: Vec<&str> = name.split(' ').collect();
    let small = |word: &str| PARTICLES.contains(&word);
    let letters = |word: &str| word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '.' | '\'' | '’'));
    let capital = |word: &str| word.chars().next().is_some_and(|c| !c.is_lowercase());
    let name_like = |word: &&str| letters(word) && (capital(word) || small(word)) && !inner_capital_brand(word);
    let full = words.iter().filter(|word| capital(word) && word.chars().filter(|c| c.is_alphabetic()).count() > 1).count();
    let office = words.iter().any(|word| fold(word).split(' ').any(|part| NOT_A_PERSON.contains(&part)));
    (2..=6).contains(&words.len()) && words.iter().all(name_like) && full >= 2 && !office
}

/// "GmbH", "iTeam", "DataWorks": capitals inside a word that is not hyphenated and has more than two letters before them.
fn inner_capital_brand(word: &str) -> bool {
    let letters: Vec<char> = word.split('-').next_back().unwrap_or(word).chars().collect();
    letters.windows(2).skip(3).any(|pair| matches!(pair, [a, b] if a.is_lowercase() && b.is_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whom_to_address() {
        let anna = Attendee { name: Some("Anna Müller".to_owned()), ..Attendee::default() };
        let check = |display: &str, want: &str| {
            assert_eq!(name_of_writer(Some(display), std::slice::from_ref(&anna)).unwrap_or_default(), want, "{display}");
        };
        check("Max Mustermann", "Max Mustermann");
        check("Mustermann, Max", "Max Mustermann");
        check("Dr. Max Mustermann", "Dr. Max Mustermann");
        check("Frau Eva von der Heide", "Eva von der Heide");
        check("von der Heide, Eva", "Eva von der Heide");
        check("Max Mustermann (Muster GmbH)", "Max Mustermann");
        check("Max Mustermann | Muster GmbH", "Max Mustermann");
        check("Max Mustermann, Muster GmbH", "Max Mustermann");
        check("anna mueller", "Anna Müller");
        check("Mueller, Anna", "Anna Müller");
        check("Liam O’Shaughnessy", "Liam O’Shaughnessy");
        check("Ian McDonald", "Ian McDonald");
        check("Müller-Lüdenscheidt, Hans-Peter", "Hans-Peter Müller-Lüdenscheidt");
        for nobody in
            ["", "Muster GmbH", "info", "Team Nord", "Max", "M. M", "max mustermann", "Stadt Kassel", "Büro Müller", "a@b.example"]
        {
            check(nobody, "");
        }
        for nobody in ["Sekretariat Weber", "Autohaus 24", "<script>", "{{ x }}", "Weber Bau", "DataWorks Nord", "Anmeldung Kassel"] {
            check(nobody, "");
        }
        assert_eq!(name_of_writer(None, &[anna]), None);
    }

    #[test]
    fn same_names() {
        assert!(same_name("Dr. Max Müller", "mueller, max"));
        assert!(!same_name("Max Müller", "Eva Müller"));
    }
}

//! Claims: whatever in a mail names a firm, with how sure it is and how much its place counts.

use std::ops::Range;

use super::{Firm, overlaps_domain, tidy};
use crate::person::fold;
use crate::reading::learned::act::Act;
use crate::reading::learned::naming::{self, Kind};
use crate::reading::name::{self, Person, is_firm_word};
use crate::reading::scene::Scene;
use crate::reading::text::Doc;
use crate::reading::words::names::{ROLES, SALUTATIONS};
use crate::reading::{Found, Place, learned};

/// The rule of claims for firms that seem to be somebody else's.
const ANOTHERS: &str = "named as another firm";

/// A claim that the sender comes from a firm.
#[derive(Clone, Debug)]
pub(super) struct Claim {
    pub(super) found: Found<String>,
    /// Where it stands in its text.
    pub(super) at: usize,
    /// What the place adds when firms are weighed against each other: a firm named in the text goes before the holding in the footer.
    pub(super) weight: f32,
    /// Whether the sender wrote it himself, as a firm is written; not so in a domain.
    pub(super) written: bool,
    /// Whether it has a legal form.
    pub(super) formed: bool,
}

/// All claims of a mail.
pub(super) fn claims(scene: &Scene<'_>, docs: &[&Doc], people: &[String]) -> Vec<Claim> {
    let mut found = Vec::new();
    for doc in docs.iter().copied().chain(&scene.signatures) {
        found.extend(in_doc(scene, doc));
    }
    found.extend(in_headers(scene));
    found.extend(in_domain(scene, people));
    found.extend(below_name(scene, people));
    // what is taken for another's firm is the sender's, where he registers from there and names none besides
    if !found.iter().any(|c| c.written && c.found.rule != ANOTHERS) {
        for claim in found.iter_mut().filter(|c| c.found.rule == ANOTHERS && c.weight > 0.1) {
            claim.found.certainty = (claim.found.certainty * 4.5).min(0.9);
        }
    }
    found.retain(|c| {
        let name = &c.found.value;
        let own = |p: &String| fold(name).split(' ').all(|w| fold(p).split(' ').any(|n| n == w));
        let person = people.iter().any(|p| fold(p) == fold(name) || !c.formed && own(p));
        // "Energieberatung Vogt" bears the sender's name, whatever it deals in
        let bears = people.iter().any(|p| fold(p).split(' ').any(|w| w.len() > 2 && fold(name).split(' ').any(|n| n == w)));
        let topic = !c.formed && !bears && scene.is_topic(name) && !overlaps_domain(name, scene.firm_domain());
        fold(name).len() > 1 && !person && !topic && !is_host(scene, name)
    });
    found
}

/// The organisers and their event are nobody's firm.
fn is_host(scene: &Scene<'_>, name: &str) -> bool {
    let name = fold(name);
    name.len() > 5 && fold(&scene.event.title).contains(&name)
}

pub(super) fn in_doc(scene: &Scene<'_>, doc: &Doc) -> Vec<Claim> {
    let understood = scene.understood(doc);
    // "gerne nehme ich für die Zindel Kies GmbH teil": whoever registers says for whom
    let weight = |range: &Range<usize>| match doc.place {
        Place::Signature => 0.0,
        Place::Subject => -0.1,
        _ if understood
            .sentence_at(doc.folded(range.start))
            .is_some_and(|s| s.likelihood(Act::Register).max(s.likelihood(Act::Oneself)) > 0.5) =>
        {
            0.4
        }
        _ => 0.1,
    };
    let overlap = |a: &Range<usize>, b: &Range<usize>| a.start < b.end && b.start < a.end;
    let mut claims = Vec::new();
    let names: Vec<_> = doc.named().iter().filter(|n| matches!(n.kind, Kind::Firm | Kind::OtherFirm)).collect();
    for named in &names {
        // a legal form belongs to the name, even where the name was found without it
        let formed = doc.firms().iter().find(|f| overlap(&f.range, &named.range));
        let range = widened(doc, named.range.start)..formed.map_or(named.range.end, |f| f.range.end.max(named.range.end));
        let (rule, certainty) = match named.kind {
            Kind::Firm => ("named as a firm", named.certainty),
            _ => (ANOTHERS, named.certainty * 0.2),
        };
        let weight = weight(&range);
        claims.push(claim(
            doc,
            &Firm { name: tidy(doc.text.get(range.clone()).unwrap_or_default()), range },
            rule,
            certainty,
            weight,
            formed.is_some(),
        ));
    }
    claims.extend(
        doc.people()
            .iter()
            .filter_map(|p| called_after(doc, p))
            .map(|firm| claim(doc, &firm, "a trade and its owner's name", 0.55, weight(&firm.range), false)),
    );
    for firm in doc.firms().iter().filter(|f| !names.iter().any(|n| overlap(&n.range, &f.range))) {
        claims.push(claim(doc, firm, "legal form", 0.4, weight(&firm.range), true));
    }
    for firm in spelled_like_domain(doc, scene.firm_domain()).iter().filter(|f| !names.iter().any(|n| overlap(&n.range, &f.range))) {
        claims.push(claim(doc, firm, "spells the sender's domain", 0.6, weight(&firm.range), false));
    }
    claims
}

/// "(Pflegefortbildung Ines Lobedann)": a trade and the name of who runs it, in brackets of their own.
fn called_after(doc: &Doc, person: &Person) -> Option<Firm> {
    let before = doc.text.get(..person.range.start)?;
    let trade = before.get(before.rfind('(')? + 1..)?;
    let words = trade.split_whitespace().count();
    let plain = (1..=3).contains(&words)
        && trade
            .split_whitespace()
            .all(|w| w.starts_with(char::is_uppercase) && !w.ends_with('.') && !SALUTATIONS.contains(&fold(w).as_str()));
    let closed = doc.text.get(person.range.end..)?.starts_with(')');
    let start = person.range.start - trade.len();
    (plain && closed && !person.titled)
        .then(|| Firm { range: start..person.range.end, name: tidy(doc.text.get(start..person.range.end).unwrap_or_default()) })
}

/// Where a firm's name really begins: "Ministry of", "Evangelische" and alike belong to it.
fn widened(doc: &Doc, start: usize) -> usize {
    const BODIES: &[&str] = &[
        "ministry", "university", "department", "chamber", "institute", "college", "city", "office", "association", "school", "bank",
        "society", "federation", "guild", "council", "faculty", "port", "house", "ministerium", "verband", "verein", "amt", "stadt",
        "gemeinde", "landkreis", "kreis", "hochschule", "universitaet", "institut", "innung", "magistrat", "kammer", "fachverband", "bund",
        "stiftung", "zentrum", "haus", "schule",
    ];
    const LINKS: &[&str] = &["of", "of the", "for", "for the", "fuer", "der", "des", "and"];
    let before = doc.text.get(..start).unwrap_or_default();
    let line = before.rsplit('\n').next().unwrap_or_default();
    if !line.ends_with(' ') {
        return start;
    }
    let words: Vec<&str> = line.split_whitespace().rev().take(4).collect();
    let from = |word: &str| before.rfind(word).unwrap_or(start);
    let body = |word: &&str| word.starts_with(char::is_uppercase) && BODIES.iter().any(|b| fold(word).ends_with(b));
    let adjective = |word: &&str| {
        let folded = fold(word);
        word.starts_with(char::is_uppercase)
            && ["ische", "ischen", "ischer", "isches", "liche", "lichen", "licher", "liches"].iter().any(|e| folded.ends_with(e))
            && !folded.starts_with("herzlich")
            && !folded.starts_with("freundlich")
    };
    match words.as_slice() {
        [link, word, ..] if LINKS.contains(link) && body(word) => from(word),
        [the, link, word, ..] if LINKS.contains(&format!("{link} {the}").as_str()) && body(word) => from(word),
        [word, ..] if adjective(word) => from(word),
        _ => start,
    }
}

fn claim(doc: &Doc, firm: &Firm, rule: &'static str, certainty: f32, weight: f32, formed: bool) -> Claim {
    let words = doc.text.get(firm.range.clone()).unwrap_or_default().trim().to_owned();
    // "Lotz Verkehrsplanung | Dipl.-Ing. Verena Lotz": what a bar parts is not all of one name
    let name = firm.name.split(['|', '·']).next().unwrap_or_default();
    let found = Found { value: tidy(name), words, place: doc.place, rule, certainty };
    Claim { found, at: firm.range.start, weight, written: true, formed }
}

/// The line below the sender's name in the signature: "tom rackstraw" and below "tilbury crane services".
fn below_name(scene: &Scene<'_>, people: &[String]) -> Option<Claim> {
    scene.signatures.iter().find_map(|doc| {
        let lines: Vec<(Range<usize>, &str)> = doc.line_texts().filter(|(_, l)| !l.trim().is_empty()).collect();
        let at = lines.iter().position(|(_, line)| {
            // "cheers darren" and below it the firm
            let line = fold(line);
            let last = line.rsplit(' ').next().unwrap_or_default();
            people.iter().any(|p| fold(p) == line || line.split(' ').count() <= 3 && fold(p).split(' ').any(|w| w == last))
        })?;
        let (range, line) = lines.get(at + 1)?;
        let words: Vec<String> = fold(line).split(' ').map(str::to_owned).collect();
        let plain =
            (2..=6).contains(&words.len()) && !line.contains(['@', ':', '/', '+', ',']) && !line.chars().any(|c| c.is_ascii_digit());
        let bears = words.iter().any(|w| is_firm_word(w))
            || overlaps_domain(line, scene.firm_domain())
            || words.len() > 1 && people.iter().any(|p| fold(p).split(' ').any(|n| n.len() > 3 && words.iter().any(|w| w == n)));
        let role = words.iter().any(|w| {
            ROLES.contains(&w.as_str())
                || ["leit", "manag", "direct", "assist", "geschaeftsf", "inhaber", "head", "chief"]
                    .iter()
                    .any(|r| w.starts_with(r) || w.ends_with("leiter") || w.ends_with("leiterin"))
        });
        let firm = Firm { range: range.clone(), name: tidy(line) };
        (plain && bears && !role).then(|| claim(doc, &firm, "below the name in the signature", 0.45, 0.0, false))
    })
}

/// The firm in the display name, on an attached card, in the Organization header.
fn in_headers(scene: &Scene<'_>) -> Vec<Claim> {
    let of = |value: &str, place, rule, certainty, written| {
        let found = Found { value: tidy(value), words: value.to_owned(), place, rule, certainty };
        Claim { found, at: 0, weight: 0.0, written, formed: has_form(value) }
    };
    let mut claims = Vec::new();
    claims.extend(scene.message.cards.iter().find_map(|c| c.company.as_deref()).map(|c| of(c, Place::Card, "visiting card", 0.85, true)));
    claims.extend(scene.message.organization.as_deref().map(|o| of(o, Place::Organization, "Organization header", 0.75, true)));
    let display = scene.message.from.as_ref().and_then(|f| f.name.as_deref()).unwrap_or_default();
    let named = naming::named(&learned::NAMES, display, &scene.writer);
    let firms = named.iter().filter(|n| n.kind == Kind::Firm && n.certainty > 0.3);
    let firms: Vec<Claim> = firms
        .map(|n| of(display.get(n.range.clone()).unwrap_or_default(), Place::From, "display name of the sender", n.certainty * 0.85, false))
        .collect();
    if firms.is_empty()
        && let Some(rest) = scene.display.rest.as_deref()
    {
        let role = fold(rest).split(' ').all(|w| ROLES.contains(&w));
        let firmlike = rest.split([' ', '-']).any(|w| is_firm_word(&fold(w))) || overlaps_domain(rest, scene.firm_domain());
        // "Ronny @ Klangschmiede", "Mertens, Jana | stromauf"
        let apart = scene.display.person.is_some() && [" @ ", " | ", " bei ", " at "].iter().any(|mark| display.contains(mark));
        if (firmlike || apart) && !role && !rest.contains('@') {
            claims.push(of(rest, Place::From, "display name of the sender", 0.55, false));
        }
    }
    claims.extend(firms);
    claims
}

fn has_form(name: &str) -> bool {
    fold(name).split(' ').any(naming::is_form)
}

/// The firm in the sender's domain, where its label is made of words: "energiewerk-reinhardswald".
fn in_domain(scene: &Scene<'_>, people: &[String]) -> Option<Claim> {
    let label = scene.firm_domain()?;
    let words: Vec<&str> = label.split('-').collect();
    // the domain of somebody's own name says nothing about a firm
    let own = people.iter().any(|p| words.iter().all(|w| fold(p).split(' ').any(|n| n == fold(w))));
    let wordy = !own && words.iter().all(|w| w.len() >= 3 && w.chars().all(char::is_alphabetic)) && label.len() >= 5;
    let value = words.iter().map(|w| name::capitalise(w)).collect::<Vec<_>>().join(" ");
    let certainty = if words.len() >= 2 { 0.55 } else { 0.1 };
    let found = Found { value, words: label.to_owned(), place: Place::Address, rule: "domain of the sender", certainty };
    wordy.then_some(Claim { found, at: 0, weight: 0.0, written: false, formed: false })
}

/// Whether words, one behind the other, are `whole`.
fn spells(words: &[String], whole: &str) -> bool {
    let mut rest = whole;
    for word in words {
        match rest.strip_prefix(word.as_str()) {
            Some(tail) => rest = tail,
            None => return false,
        }
    }
    rest.is_empty()
}

/// Where a text spells out the sender's domain: "Kaiserstrand Resort" and `kaiserstrand-resort`. The domain proves the firm, the text its
/// spelling.
fn spelled_like_domain(doc: &Doc, domain: Option<&str>) -> Vec<Firm> {
    let Some(flat) = domain.map(|d| fold(d).replace(' ', "")).filter(|d| d.len() >= 6) else { return Vec::new() };
    let mut words: Vec<Range<usize>> = Vec::new();
    let mut start = None;
    for (at, c) in doc.text.char_indices().chain(std::iter::once((doc.text.len(), ' '))) {
        match (start, c.is_whitespace() || matches!(c, ',' | '|' | '(' | ')' | '"' | '„' | '“' | ':' | ';')) {
            (None, false) => start = Some(at),
            (Some(from), true) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    // each word folded once; runs of them are compared piece by piece
    let folds: Vec<String> = words.iter().map(|w| fold(doc.text.get(w.clone()).unwrap_or_default()).replace([' ', '&', '+'], "")).collect();
    for length in 1..=5 {
        for (window, folded) in words.windows(length).zip(folds.windows(length)) {
            let (Some(first), Some(last)) = (window.first(), window.last()) else { continue };
            if !spells(folded, &flat) {
                continue;
            }
            let Some(text) = doc.text.get(first.start..last.end) else { continue };
            // "heatloop" may be written small; what is part of an address is none
            if !text.contains(['@', '\n', '/']) && text.len() < 80 {
                // "Atelier Kaya Innenarchitektur" and `atelier-kaya`: capitals right behind go on with the name
                let rest = doc.text.get(last.end..).unwrap_or_default();
                let mut more = 0;
                for word in rest.split_inclusive(' ').take(4) {
                    let core = word.trim();
                    let goes_on = core.is_empty()
                        || core.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '&' | '+'))
                            && core.starts_with(|c: char| c.is_uppercase() || c == '&');
                    if !goes_on {
                        // a full stop ends the sentence, and the firm with it
                        more += if core
                            .strip_suffix('.')
                            .is_some_and(|w| w.chars().all(char::is_alphanumeric) && w.starts_with(char::is_uppercase))
                        {
                            word.trim_end().len() - 1
                        } else {
                            0
                        };
                        break;
                    }
                    more += word.len();
                }
                let end = last.end + more.min(rest.find('\n').unwrap_or(rest.len()));
                let name = tidy(doc.text.get(first.start..end).unwrap_or(text));
                return vec![Firm { range: first.start..end, name }];
            }
        }
    }
    Vec::new()
}

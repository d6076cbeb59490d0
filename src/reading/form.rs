//! Labelled lines and tables: "Name: …", `Firma⇥…`, a label on one line and its value on the next, a table with a head row, answers
//! typed into a form of ours that the mail quotes.

use std::ops::Range;

use super::name;
use super::scene::Scene;
use super::session::{Choice, Mention, Stance, Strength, Target, choose, plain_sign};
use super::text::Doc;
use crate::person::fold;

/// What a label asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// The whole name.
    Name,
    /// Given names.
    Given,
    /// The family name.
    Family,
    /// The company.
    Company,
    /// The session.
    Session,
    /// The second choice.
    Alternative,
    /// Anything else that forms ask for; ends the field before it.
    Other,
}

/// A filled-in field.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// What it is.
    pub label: Label,
    /// The value as written.
    pub value: String,
    /// Where the value stands, as a range of the document's text.
    pub range: Range<usize>,
    /// Which row of a table it stands in; 0 outside of tables.
    pub row: usize,
}

/// Labels, folded.
const LABELS: &[(Label, &[&str])] = &[
    (
        Label::Name,
        &[
            "name", "mein name", "ihr name", "name des teilnehmers", "name der teilnehmerin", "vor und nachname", "vor und zuname",
            "vorname und nachname", "vorname nachname", "nachname vorname", "name vorname", "vorname name", "teilnehmer", "teilnehmerin",
            "teilnehmer in", "teilnehmerinnen", "teilnehmende", "teilnehmende person", "teilnehmername", "tn", "delegate", "delegates",
            "delegate name", "attendee", "attendees", "attendee name", "participant", "participants", "full name", "guest", "gast",
            "person", "anmeldung von", "anmeldung fuer", "your name", "name of participant", "angemeldet wird", "es nimmt teil", "nom",
            "naam", "navn", "nombre", "who", "wer",
        ],
    ),
    (Label::Given, &["vorname", "given name", "first name", "forename", "vornamen", "rufname", "prenom", "voornaam", "fornavn"]),
    (Label::Family, &["nachname", "familienname", "zuname", "surname", "last name", "family name", "achternaam", "etternavn"]),
    (
        Label::Company,
        &[
            "firma", "unternehmen", "ihr unternehmen", "ihre firma", "company", "your company", "organisation", "organization", "org",
            "institution", "betrieb", "arbeitgeber", "firma institution", "unternehmen institution", "unternehmen organisation",
            "firma organisation", "firma unternehmen", "behoerde", "employer", "business", "verein", "firmenname", "einrichtung",
            "company name", "dienststelle", "company organisation", "company organization", "kanzlei", "praxis", "verband",
            "koerperschaft", "von", "fuer firma", "bedrijf", "societe", "entreprise", "empresa", "firm", "name der firma",
            "name des unternehmens",
        ],
    ),
    (
        Label::Session,
        &[
            "session", "sessions", "gewuenschte session", "session wunsch", "sessionwunsch", "workshop", "gewuenschter workshop", "forum",
            "gewuenschtes forum", "panel", "track", "thema", "themenschwerpunkt", "themenblock", "schwerpunkt", "block", "wunsch", "wahl",
            "auswahl", "choice", "session choice", "chosen session", "preferred session", "topic", "veranstaltungsteil", "arbeitsgruppe",
            "ag", "wunschsession", "gewaehlte session", "gewaehlter workshop", "slot", "programmpunkt", "1 wahl", "erste wahl",
            "first choice", "erstwunsch", "1 wunsch", "teilnahme an", "anmeldung zu", "anmeldung zur", "ihre auswahl", "fachforum",
            "seminar", "breakout", "stream", "kurs",
        ],
    ),
    (
        Label::Alternative,
        &[
            "ersatz", "ersatzweise", "alternative", "alternativ", "zweitwunsch", "2 wahl", "zweite wahl", "second choice", "2 wunsch",
            "ersatzwunsch", "alternative session", "alternativsession", "backup", "reserve", "2nd choice", "fallback",
        ],
    ),
    (
        Label::Other,
        &[
            "anrede", "titel", "funktion", "position", "abteilung", "bereich", "rolle", "strasse", "anschrift", "adresse", "plz",
            "plz ort", "ort", "stadt", "tel", "telefon", "telefonnummer", "fon", "fax", "telefax", "mobil", "handy", "e mail", "email",
            "mail", "web", "internet", "homepage", "bemerkung", "bemerkungen", "anmerkung", "anmerkungen", "ihre nachricht", "nachricht",
            "hinweis", "anreise", "verpflegung", "essen", "badge name", "namensschild", "phone", "telephone", "address", "postcode",
            "city", "country", "job title", "title", "department", "role", "website", "message", "comment", "comments",
            "dietary requirements", "diet", "veranstaltung", "event", "datum", "date", "termin", "betreff", "subject", "ansprechpartner",
            "kontakt", "contact", "salutation", "kundennummer", "rechnungsadresse", "ust id", "anzahl", "anzahl personen",
            "number of places", "geburtsdatum", "allergien", "branche", "mitglied", "fragen", "gesendet", "sent", "an", "to", "cc",
            "rechnung an", "bestaetigung an",
        ],
    ),
];

/// Which label a piece of text is: what stands in brackets and marks around it do not count.
pub fn label_of(text: &str) -> Option<Label> {
    let plain = text.split(['(', '[']).next().unwrap_or_default();
    let key = fold(plain.trim_matches(|c: char| !c.is_alphanumeric()));
    if key.len() > 40 {
        return None;
    }
    LABELS.iter().find(|(_, words)| words.contains(&key.as_str())).map(|(label, _)| *label)
}

/// Every filled-in field of a text, in order.
pub fn entries(doc: &Doc) -> Vec<Entry> {
    let lines: Vec<(Range<usize>, &str)> = doc.line_texts().collect();
    let mut found = Vec::new();
    let mut waiting: Option<Label> = None;
    let mut head: Option<Vec<Option<Label>>> = None;
    let mut row = 0;
    for (range, line) in lines {
        let cells: Vec<(usize, &str)> = cells(line);
        if cells.len() >= 2 {
            let labels: Vec<Option<Label>> = cells.iter().map(|(_, c)| label_of(c)).collect();
            let known = labels.iter().flatten().count();
            if known >= 2
                && known * 2 > labels.len()
                && labels.iter().any(|l| matches!(l, Some(Label::Name | Label::Given | Label::Family)))
            {
                head = Some(labels);
                waiting = None;
                continue;
            }
            if let Some(head) = head.as_ref().filter(|h| h.len() == cells.len()) {
                row += 1;
                for ((at, cell), label) in cells.iter().zip(head) {
                    if let Some(label) = label.filter(|_| !cell.trim().is_empty()) {
                        found.push(entry(label, cell, range.start + at, row));
                    }
                }
                continue;
            }
        }
        head = None;
        let line_start = range.start;
        if line.trim().is_empty() {
            continue;
        }
        if let Some((label, value, at)) = labelled(line) {
            waiting = None;
            if value.is_empty() {
                waiting = Some(label);
            } else if label_of(value).is_none() || !value.ends_with(':') {
                found.push(entry(label, value, line_start + at, 0));
            }
        } else if let Some(label) = waiting.take() {
            let at = line.len() - line.trim_start().len();
            found.push(entry(label, line.trim(), line_start + at, 0));
        }
    }
    found
}

/// Whether a text has at least two filled-in fields of a registration.
pub fn is_filled_in(doc: &Doc) -> bool {
    let mut labels: Vec<Label> = entries(doc).into_iter().map(|e| e.label).filter(|l| *l != Label::Other).collect();
    labels.dedup();
    labels.len() >= 2
}

fn entry(label: Label, value: &str, at: usize, row: usize) -> Entry {
    let lead = value.len() - value.trim_start().len();
    let value = value.trim().trim_matches('*').trim();
    Entry { label, range: at + lead..at + lead + value.len(), value: value.to_owned(), row }
}

/// The cells of a table row, with their places; a line that is no row is one cell.
fn cells(line: &str) -> Vec<(usize, &str)> {
    let separator = if line.contains('\t') { '\t' } else { '|' };
    let mut at = 0;
    line.split(separator)
        .map(|cell| {
            let here = at;
            at += cell.len() + 1;
            (here, cell)
        })
        .filter(|(_, c)| separator == '\t' || !c.trim().is_empty())
        .collect()
}

/// "Label: value", `Label⇥value`, "*Label* value", "Label = value"; the value's place in the line.
fn labelled(line: &str) -> Option<(Label, &str, usize)> {
    let start = line.len() - line.trim_start_matches([' ', '-', '•', '*', '·', '>', '▪']).len();
    let body = line.get(start..)?;
    for separator in [":", "\t", "*", " = ", " – ", " - ", "…"] {
        // "Session (1, 2 oder 3): 2": the label may hold brackets with any separators
        let from = body
            .find(')')
            .filter(|close| body.get(..*close).is_some_and(|b| b.contains('(') && b.find('(') < b.find(separator).or(Some(usize::MAX))))
            .unwrap_or(0);
        let Some(at) = body.get(from..).and_then(|b| b.find(separator)).map(|at| from + at) else { continue };
        let (left, right) = (body.get(..at)?, body.get(at + separator.len()..)?);
        if let Some(label) = label_of(left) {
            let strict = matches!(separator, " – " | " - " | "…") && !matches!(label, Label::Name | Label::Company | Label::Session);
            if strict {
                continue;
            }
            let value = right.trim_start_matches([':', ' ', '\t', '*', '_', '.']).trim_end();
            let offset = start + at + separator.len() + (right.len() - right.trim_start_matches([':', ' ', '\t', '*', '_', '.']).len());
            return Some((label, value, offset));
        }
    }
    None
}

/// One guest of a form, as its fields say.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FormGuest {
    /// The name and the words it was read from.
    pub name: Option<(String, Range<usize>)>,
    /// The company as written.
    pub company: Option<(String, Range<usize>)>,
    /// The session field's choice.
    pub choice: Option<Choice>,
}

/// Puts the fields of a form together into guests: each name begins a new one; company and session that stand once hold for all.
pub fn guests(scene: &Scene<'_>, doc: &Doc) -> Vec<FormGuest> {
    let entries = entries(doc);
    let mut guests: Vec<FormGuest> = Vec::new();
    let mut given: Option<(String, Range<usize>)> = None;
    let mut family: Option<(String, Range<usize>)> = None;
    let mut row = 0;
    for entry in &entries {
        if entry.row != row {
            row = entry.row;
            (given, family) = (None, None);
            guests.push(FormGuest::default());
        }
        if guests.is_empty() {
            guests.push(FormGuest::default());
        }
        let value = (entry.value.clone(), entry.range.clone());
        match entry.label {
            Label::Name => {
                let names: Vec<String> = several(&entry.value);
                for name in names {
                    start_guest_for_name(&mut guests);
                    if let Some(guest) = guests.last_mut() {
                        guest.name = Some((name, entry.range.clone()));
                    }
                }
            }
            Label::Given | Label::Family => {
                let slot = if entry.label == Label::Given { &mut given } else { &mut family };
                if slot.is_some() && entry.row == 0 {
                    start_guest_for_name(&mut guests);
                    (given, family) = (None, None);
                }
                if entry.label == Label::Given {
                    given = Some(value)
                } else {
                    family = Some(value)
                }
                if let (Some((g, from)), Some((f, to)), Some(guest)) = (&given, &family, guests.last_mut()) {
                    let clean = |t: &str| name::plain_name(t).unwrap_or_else(|| crate::address::clean(t, name::MAX_NAME));
                    guest.name = Some((format!("{} {}", clean(g), clean(f)), from.start.min(to.start)..from.end.max(to.end)));
                }
            }
            Label::Company => {
                if let Some(guest) = guests.last_mut() {
                    guest.company.get_or_insert((company_value(&entry.value), entry.range.clone()));
                }
            }
            Label::Session | Label::Alternative => {
                let mut choice = session_value(scene, doc, entry);
                if let Some(guest) = guests.last_mut() {
                    if entry.label == Label::Alternative {
                        let second = choice.session.take();
                        guest.choice.get_or_insert_default().alternatives.extend(second);
                    } else if choice != Choice::default() {
                        match &mut guest.choice {
                            Some(known) => known.session = known.session.take().or(choice.session),
                            None => guest.choice = Some(choice),
                        }
                    }
                }
            }
            Label::Other => {}
        }
    }
    let shared = guests.iter().find_map(|g| g.company.clone());
    let choice = guests.iter().filter(|g| g.choice.is_some()).count();
    let only = guests.iter().find_map(|g| g.choice.clone()).filter(|_| choice == 1);
    let nameless = |g: &FormGuest| g.name.is_none();
    if guests.iter().any(|g| g.name.is_some()) {
        guests.retain(|g| !nameless(g));
    }
    for guest in &mut guests {
        guest.company = guest.company.take().or_else(|| shared.clone());
        guest.choice = guest.choice.take().or_else(|| only.clone());
    }
    guests.retain(|g| *g != FormGuest::default());
    guests
}

fn start_guest_for_name(guests: &mut Vec<FormGuest>) {
    if guests.last().is_none_or(|g| g.name.is_some()) {
        guests.push(FormGuest::default());
    }
}

/// The names in a value: one, or several joined by commas, "und", "&".
fn several(value: &str) -> Vec<String> {
    let people = name::people(value);
    let listed: Vec<Option<String>> = value.split([',', ';']).map(|p| name::plain_name(p).filter(|n| n.contains(' '))).collect();
    if listed.len() > 1 && listed.iter().all(Option::is_some) {
        return listed.into_iter().flatten().collect();
    }
    if let Some(name) = name::from_line(value) {
        return vec![name];
    }
    if people.len() > 1 {
        return people.into_iter().map(|p| p.name).collect();
    }
    let parts: Vec<Option<String>> = value
        .split([',', ';', '/', '&'])
        .flat_map(|p| p.split(" und "))
        .flat_map(|p| p.split(" and "))
        .map(|p| name::plain_name(p).filter(|n| n.contains(' ')))
        .collect();
    if parts.len() > 1 && parts.iter().all(Option::is_some) {
        return parts.into_iter().flatten().collect();
    }
    if let Some(person) = people.into_iter().next() {
        return vec![person.name];
    }
    // what stands behind the label is the name, even if it looks odd: all small, a single word
    let head = value.split([',', '(', ';']).next().unwrap_or_default();
    let words = head.split_whitespace().count();
    let wordy = head.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '-' | '.' | '\'' | '’'));
    if (1..=5).contains(&words) && wordy {
        vec![name::plain_name(head).unwrap_or_else(|| crate::address::clean(head, name::MAX_NAME))]
    } else {
        Vec::new()
    }
}

/// A company as it stands behind its label, without what follows two spaces or a bracket that is no part of it.
fn company_value(value: &str) -> String {
    let cut = value.split("  ").next().unwrap_or(value).split('\t').next().unwrap_or(value);
    // an address behind it: "Fulda-Kabel GmbH, 34346 Hann. Münden"
    let cut =
        cut.split_once(", ").filter(|(_, rest)| rest.chars().next().is_some_and(|c| c.is_ascii_digit())).map_or(cut, |(firm, _)| firm);
    super::company::tidy(cut)
}

/// What a session field says: the ticked box, an id alone, a number, a title.
fn session_value(scene: &Scene<'_>, doc: &Doc, entry: &Entry) -> Choice {
    let range = doc.folded(entry.range.start)..doc.folded(entry.range.end);
    let range = ticked(doc, &range).unwrap_or(range);
    let folded = doc.folded_str(&range);
    let first = folded.trim_matches(|c: char| !c.is_alphanumeric()).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let bare: Vec<Mention> = (0..scene.catalogue.len())
        .filter(|i| scene.catalogue.id(*i).is_some_and(|id| fold(&id.0).replace(' ', "") == first))
        .map(|i| Mention::chosen(range.start..range.start + first.len().max(1), Target::Session(i), Strength::Number))
        .collect();
    // read by itself: what stands in the next line says nothing about this field
    let value = Doc::new(doc.place, doc.words(&range).to_owned());
    let lead = folded.len() - folded.trim_start().len();
    let mut mentions = scene.catalogue.mentions(&value, &(0..value.fold.len()), &[]);
    let signs: Vec<Option<Stance>> = (0..mentions.len()).map(|at| plain_sign(&value, &mentions, at)).collect();
    for (mention, sign) in mentions.iter_mut().zip(signs) {
        // "2 (alternativ 1)"
        mention.stance = sign.unwrap_or(mention.stance);
        mention.range = range.start + lead + mention.range.start..range.start + lead + mention.range.end;
    }
    if let (Some(bare), false) = (bare.first(), mentions.iter().any(|m| m.strength >= Strength::Bare)) {
        mentions.retain(|m| m.range.start >= bare.range.end);
        let listed = more_ids(scene, doc, &(bare.range.end..range.end));
        mentions.insert(0, bare.clone());
        mentions.extend(listed);
    } else if mentions.is_empty()
        && !first.is_empty()
        && first.len() <= 2
        && (first.bytes().all(|b| b.is_ascii_digit()) || first.len() == 1)
    {
        mentions.push(Mention::chosen(range.clone(), Target::Unknown(first.to_uppercase()), Strength::Number));
    }
    choose(doc, &mentions, scene.catalogue.len())
}

/// Further ids in a session field: "1 und 3", "2, 3".
fn more_ids(scene: &Scene<'_>, doc: &Doc, range: &Range<usize>) -> Vec<Mention> {
    let text = doc.folded_str(range);
    let mut found = Vec::new();
    let mut at = 0;
    for word in text.split(|c: char| !c.is_alphanumeric()) {
        let here = range.start + at;
        at += word.len() + text.get(at + word.len()..).and_then(|t| t.chars().next()).map_or(0, char::len_utf8);
        let joined = doc.fold.get(range.start..here).is_some_and(|b| {
            b.trim().is_empty()
                || b.chars().all(|c| !c.is_alphanumeric())
                || ["und", "and", "oder", "or", "sowie"].iter().any(|w| b.trim_end().ends_with(w))
        });
        let index = (0..scene.catalogue.len()).find(|i| scene.catalogue.id(*i).is_some_and(|id| fold(&id.0) == word));
        if let Some(index) = index.filter(|_| joined && !word.is_empty()) {
            found.push(Mention::chosen(here..here + word.len(), Target::Session(index), Strength::Number));
        }
    }
    found
}

/// The stretch behind a ticked box, up to the next box. `None` where there are no boxes.
fn ticked(doc: &Doc, range: &Range<usize>) -> Option<Range<usize>> {
    const TICKED: &[&str] = &["☒", "☑", "✓", "✔", "✗", "✘", "[x]", "(x)", "■", "⊠", "🗹"];
    const EMPTY: &[&str] = &["☐", "□", "[ ]", "( )", "[]", "()", "⬜", "▢", "❏"];
    let text = doc.folded_str(range);
    let (at, mark) = TICKED.iter().filter_map(|t| text.find(t).map(|at| (at, t.len()))).min()?;
    let from = at + mark;
    let end = TICKED.iter().chain(EMPTY).filter_map(|t| text.get(from..)?.find(t)).min().map_or(text.len(), |e| from + e);
    Some(range.start + from..range.start + end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading::Place;

    /// The filled-in fields as "Label=value", joined by "; ".
    fn fields(text: &str) -> String {
        let doc = Doc::new(Place::Text, text.to_owned());
        entries(&doc)
            .iter()
            .filter(|e| e.label != Label::Other)
            .map(|e| format!("{:?}={}", e.label, e.value))
            .collect::<Vec<_>>()
            .join("; ")
    }

    #[test]
    fn labelled_lines_and_tables() {
        let check = |text: &str, want: &str| assert_eq!(fields(text), want, "{text:?}");
        check("Name: Dr. Friedhelm Ott\nFirma: OTT GmbH\nSession: 2", "Name=Dr. Friedhelm Ott; Company=OTT GmbH; Session=2");
        check("Session (1, 2 oder 3): 2", "Session=2");
        check("Name:\nHeike Umbach\nUnternehmen:\nUmbach & Kollegen", "Name=Heike Umbach; Company=Umbach & Kollegen");
        check("TN:\tJaqueline Mudra\nEinrichtung:\tTagespflege\nForum:\tA", "Name=Jaqueline Mudra; Company=Tagespflege; Session=A");
        check(
            "*Delegate* Ms Aoife Brannigan\n*Organisation* Liffey Ltd\n*Badge name* Aoife",
            "Name=Ms Aoife Brannigan; Company=Liffey Ltd",
        );
        check(
            "Nachname\tVorname\tSession\nGrebe\tCarsten\t1\nDoğan\tElif\t2",
            "Family=Grebe; Given=Carsten; Session=1; Family=Doğan; Given=Elif; Session=2",
        );
        check("Bitte um Anmeldung. Danke", "");
    }
}

//! The name of whoever speaks: signature and sign-off, display name, address, card, "I am …"; each supporting the others.

use super::Voice;
use crate::message::Author;
use crate::person::fold;
use crate::reading::learned::naming::Writer;
use crate::reading::name::{self, Person};
use crate::reading::scene::Scene;
use crate::reading::text::Doc;
use crate::reading::{Found, Place};

/// The name of whoever speaks: signature and sign-off, the display name, the address, a card, "I am …"; each supporting the others.
pub fn sender_name(scene: &Scene<'_>, voice: &Voice<'_>) -> Option<Found<String>> {
    voice.sender.get_or_init(|| name_of_sender(scene, voice)).clone()
}

fn name_of_sender(scene: &Scene<'_>, voice: &Voice<'_>) -> Option<Found<String>> {
    if let Some(author) = voice.author {
        return author_name(scene, voice, author);
    }
    let display = scene.display.person.clone();
    let local = scene.message.from.as_ref().and_then(|f| name::from_local_part(f.address.local()));
    let mut candidates: Vec<Found<String>> = Vec::new();
    let mut add = |value: String, words: &str, place: Place, rule: &'static str, certainty: f32| {
        candidates.push(Found { value, words: words.to_owned(), place, rule, certainty });
    };
    for doc in &scene.signatures {
        for (_, line) in doc.line_texts().take(14) {
            if let Some(name) = signature_name(line) {
                add(name, line.trim(), Place::Signature, "line of the signature", 0.85);
            }
        }
    }
    for doc in &voice.docs {
        // a sign-off that was not recognised as a signature: a name alone on one of the last lines
        let lines: Vec<&str> = doc.line_texts().map(|(_, l)| l).filter(|l| !l.trim().is_empty()).collect();
        for line in lines.iter().rev().take(6) {
            // "Karl-Heinz Wüst, Firma Wüst Sanitär"
            let part = line.split([',', '|', '/']).next().unwrap_or_default();
            if let Some(name) =
                name::from_line(line).or_else(|| name::from_line(part)).filter(|n| n.contains(' ')).filter(|_| !name::is_list_item(line))
            {
                add(name, line.trim(), doc.place, "line at the end", 0.75);
            }
        }
        // "jens ohlendiek, stadtwerke …": who writes everything small writes names small
        if display.is_none() && !doc.text.chars().any(char::is_uppercase) {
            for (_, line) in doc.line_texts() {
                if let Some(name) = name::small(line.split([',', '/', '|']).next().unwrap_or_default()) {
                    add(name, line.trim(), doc.place, "line in small letters", 0.7);
                }
            }
        }
        for person in introduced(doc) {
            add(person.name.clone(), doc.text.get(person.range.clone()).unwrap_or_default(), doc.place, "introduces himself", 0.9);
        }
        if let Some(from) = &display {
            for person in loosely_named(doc, from) {
                add(person.0, &person.1, doc.place, "the sender's name in the text", 0.85);
            }
        }
    }
    if let Some(card) = scene.message.cards.iter().find_map(|c| c.name.clone()) {
        add(card.clone(), &card, Place::Card, "visiting card", 0.8);
    }
    // who agrees with the display name or the address is the sender; without either the first that signs
    let agrees = |name: &str| match &display {
        Some(display) => name::compatible(display, name),
        None => local.as_deref().is_some_and(|l| name::compatible(l, name)) || first_name_agrees(scene, name) || local_agrees(scene, name),
    };
    let family = |name: &str| name.rsplit(' ').next().map(fold).unwrap_or_default();
    // "Kalle Wüst" in From, "Karl-Heinz Wüst" below the mail: one person, who signs with the full name
    let signs = |c: &Found<String>| {
        (c.place == Place::Signature || c.rule == "line at the end")
            && display.as_deref().is_some_and(|d| family(d) == family(&c.value))
            && c.value.contains(' ')
    };
    let supported = candidates
        .iter()
        .filter(|c| agrees(&c.value) || signs(c))
        .max_by(|a, b| {
            name::fullness(&a.value)
                .cmp(&name::fullness(&b.value))
                .then(a.certainty.total_cmp(&b.certainty))
                .then(std::cmp::Ordering::Greater)
        })
        .cloned();
    if let Some(mut best) = supported {
        if let Some(full) = display.as_ref().filter(|d| name::compatible(d, &best.value) && name::fullness(d) > name::fullness(&best.value))
        {
            best =
                Found { value: full.clone(), words: full.clone(), place: Place::From, rule: "display name of the sender", certainty: 0.9 };
        }
        best.certainty = (best.certainty + 0.1).min(1.0);
        return Some(best);
    }
    let signed = candidates.iter().find(|c| c.place == Place::Signature || c.place == Place::Card).cloned();
    match (display, signed) {
        (Some(display), None) => {
            Some(Found { words: display.clone(), value: display, place: Place::From, rule: "display name of the sender", certainty: 0.8 })
        }
        (Some(display), Some(signed)) => {
            // two names that do not agree: whoever signs by hand is the writer, unless the display name is in the address or says more
            let by_address = local_agrees(scene, &display);
            if by_address || !signed.value.contains(' ') {
                Some(Found {
                    words: display.clone(),
                    value: display,
                    place: Place::From,
                    rule: "display name of the sender",
                    certainty: 0.7,
                })
            } else {
                Some(signed)
            }
        }
        (None, Some(signed)) => Some(signed),
        (None, None) => candidates.into_iter().next().or_else(|| {
            local.map(|l| Found {
                words: scene.message.from.as_ref().map(|f| f.address.local().to_owned()).unwrap_or_default(),
                value: l,
                place: Place::Address,
                rule: "local part of the address",
                certainty: 0.65,
            })
        }),
    }
}

/// The name of the author of a forwarded mail.
fn author_name(scene: &Scene<'_>, voice: &Voice<'_>, author: &Author) -> Option<Found<String>> {
    let writer = author.address.as_ref().map(|a| Writer::new(a.as_str())).unwrap_or_default();
    let display = author.name.as_deref().and_then(|n| name::from_display(n, &writer).person);
    let local = author.address.as_ref().and_then(|a| name::from_local_part(a.local()));
    for doc in &voice.docs {
        for (_, line) in doc.line_texts() {
            if let Some(name) = name::from_line(line).filter(|n| n.contains(' '))
                && (display.as_deref().is_some_and(|d| name::compatible(d, &name))
                    || local.as_deref().is_some_and(|l| name::compatible(l, &name)))
            {
                return Some(Found {
                    value: fuller(scene, name),
                    words: line.trim().to_owned(),
                    place: Place::Quote,
                    rule: "signature of the forwarded mail",
                    certainty: 0.85,
                });
            }
        }
    }
    let name = display.or(local)?;
    Some(Found {
        words: author.name.clone().unwrap_or_else(|| name.clone()),
        value: name,
        place: Place::Quote,
        rule: "author of the forwarded mail",
        certainty: 0.8,
    })
}

/// The fullest form of a name that the mail has anywhere: signature, From, authors of quotes, cards, other mentions.
pub(super) fn fuller(scene: &Scene<'_>, name: String) -> String {
    let mut pool: Vec<String> = signature_names(scene);
    pool.extend(scene.display.person.clone());
    pool.extend(
        scene
            .quotes
            .iter()
            .filter_map(|q| q.author.as_ref()?.name.as_deref().and_then(|n| name::from_display(n, &Writer::default()).person)),
    );
    pool.extend(scene.message.cards.iter().filter_map(|c| c.name.clone()));
    pool.extend(name::people(&scene.message.subject).into_iter().map(|p| p.name));
    pool.extend(
        scene.quotes.iter().filter(|q| !q.own).flat_map(|q| q.doc.lines.iter().filter_map(|l| name::from_line(q.doc.text.get(l.clone())?))),
    );
    let known = name::fullness(&name);
    pool.into_iter()
        .filter(|p| name::compatible(p, &name))
        .filter(|p| name::fullness(p) > known.max(if name.contains(' ') { known } else { 0 }))
        .max_by_key(|p| name::fullness(p))
        .unwrap_or(name)
}

/// Lines of the signatures that are names.
fn signature_names(scene: &Scene<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for doc in &scene.signatures {
        for (_, line) in doc.line_texts().take(14) {
            if line.chars().count() <= 90 && !fold(line).starts_with("geschaeftsfuehr") {
                names.extend(signature_name(line));
            }
        }
    }
    names
}

/// A name on a line of a signature: the whole line, or what stands before a comma, behind "Inh." or among titles and firms.
fn signature_name(line: &str) -> Option<String> {
    let folded = fold(line);
    let register = [
        "gf ", "geschaeftsfuehrer ", "geschaeftsfuehrung ", "vorstand ", "managing director", "aufsichtsrat", "sitz ", "vertreten durch",
        "registered", "amtsgericht", "vors ", "directors",
    ]
    .iter()
    .any(|w| folded.starts_with(w));
    if register || line.contains('@') {
        return None;
    }
    let owner = ["Inh.", "Inhaber:", "Inhaber", "Inhaberin"]
        .iter()
        .find_map(|w| line.strip_prefix(w))
        .map(|rest| rest.trim_start_matches([':', ' ']));
    let line = owner.unwrap_or(line);
    name::from_line(line)
        .or_else(|| name::from_line(line.split([',', '|', '·']).next().unwrap_or_default()))
        .or_else(|| {
            line.split(['|', '·', ','])
                .filter(|part| !["gf", "geschaeftsf", "vorst", "inhaber", "managing", "director"].iter().any(|w| fold(part).starts_with(w)))
                .find_map(|part| name::people(part).into_iter().next().filter(|p| p.titled && p.name.contains(' ')).map(|p| p.name))
        })
        .filter(|n| n.contains(' ') && n.split(' ').count() <= 6)
}

/// Whether a part of the name stands in the local part of the sender's address.
fn local_agrees(scene: &Scene<'_>, name: &str) -> bool {
    let local = scene.message.from.as_ref().map(|f| fold(f.address.local())).unwrap_or_default().replace(' ', "");
    fold(name).split(' ').any(|p| p.len() >= 4 && local.contains(p))
}

/// A display name that is only a given name ("Anna-Lena").
fn first_name_agrees(scene: &Scene<'_>, name: &str) -> bool {
    let display = scene.message.from.as_ref().and_then(|f| f.name.as_deref()).map(fold).unwrap_or_default();
    display.len() >= 3 && fold(name).starts_with(&display)
}

/// The sender's name in the text, in whatever case it is written.
fn loosely_named(doc: &Doc, from: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for person in doc.people() {
        if name::compatible(&person.name, from) && name::fullness(&person.name) >= 2 {
            found.push((person.name.clone(), doc.text.get(person.range.clone()).unwrap_or_default().to_owned()));
        }
    }
    found
}

/// "I am Max Muster", "Max Muster from …here", "mein Name ist …", "(Anna-Lena Kratzenberg, …)" after "mich".
fn introduced(doc: &Doc) -> Vec<Person> {
    doc.people()
        .iter()
        .filter(|p| {
            let at = doc.folded(p.range.start);
            let before = doc.fold.get(..at).unwrap_or_default().trim_end_matches(|c: char| !c.is_alphanumeric());
            let after = doc.fold.get(doc.folded(p.range.end)..).unwrap_or_default();
            [
                "i am", "i'm", "my name is", "this is", "mein name ist", "ich bin", "hier ist", "ich heisse", "fuer mich", "mich", "and i",
                "hier schreibt", "ich", "lg", "vg", "mfg", "gruss", "gruesse", "gruessen", "regards", "cheers", "wishes",
            ]
            .iter()
            .any(|w| before.ends_with(w) && before.strip_suffix(w).is_none_or(|b| !b.ends_with(char::is_alphanumeric)))
                || after.trim_start().starts_with("here")
                || after.split(['.', '\n', '!']).next().is_some_and(|s| s.starts_with(" from ") && s.contains(" here"))
        })
        .cloned()
        .collect()
}

//! Plain signs of what a sentence does with a session: "nicht in die 1", "ersatzweise 3", "wenn die 2 voll ist". Where the learned answer is that a session
//! is chosen, and a plain sign says otherwise, the sign holds.

use super::{Mention, Stance};
use crate::reading::text::Doc;
use crate::reading::words::WORDS;

/// What the plain signs around the mention at `at` say; `None` where there are none.
pub fn plain_sign(doc: &Doc, mentions: &[Mention], at: usize) -> Option<Stance> {
    let mention = mentions.get(at)?;
    let sentence = doc.sentence_at(mention.range.start);
    let previous =
        at.checked_sub(1).and_then(|p| mentions.get(p)).filter(|p| p.range.start >= sentence.start).map_or(sentence.start, |p| p.range.end);
    let before = doc.folded_str(&(previous..mention.range.start));
    let all_before = doc.folded_str(&(sentence.start..mention.range.start));
    let after = doc.folded_str(&(mention.range.end..sentence.end.max(mention.range.end)));
    if is_condition(all_before, after) {
        Some(Stance::Condition)
    } else if is_refused(before, after) {
        Some(Stance::Refused)
    } else if is_second(before, doc.folded_str(&sentence), previous > sentence.start) {
        Some(Stance::Second)
    } else if is_contrasted(before) {
        Some(Stance::Chosen)
    } else {
        None
    }
}

/// "wenn die 2 voll ist", "or D if B is full": between the word of the condition and the word for full.
fn is_condition(before: &str, after: &str) -> bool {
    const IF: &[&str] = &["falls", "wenn", "sofern", "if", "should", "sollte", "sollten", "in case", "wo", "ist"];
    let clause = before.rsplit([',', ';', '.']).next().unwrap_or_default();
    let opened = clause.split_whitespace().any(|w| IF.contains(&w.trim_matches(|c: char| !c.is_alphanumeric())));
    let rest = after.split([',', ';', '.', '!', '?']).next().unwrap_or_default();
    let full = [
        "voll", "ausgebucht", "belegt", "besetzt", "vergeben", "full", "booked", "taken", "gone", "unavailable", "oversubscribed",
        "sold out", "no space", "keinen platz", "kein platz", "nichts frei", "not available", "no room", "nicht moeglich", "nicht klappt",
        "overbooked",
    ];
    opened && full.iter().any(|w| rest.split_whitespace().take(8).any(|r| r.starts_with(w)) || rest.contains(w) && w.contains(' '))
}

/// "nicht in die 1", "statt Session 3", "von 2 auf 1", "die 1 eher nicht".
fn is_refused(before: &str, after: &str) -> bool {
    let near = before.rsplit(';').next().unwrap_or_default();
    let refused = WORDS.refuse.find_all(near).last().is_some_and(|hit| {
        let between = near.get(hit.end..).unwrap_or_default();
        between.split_whitespace().count() <= 2 && !between.contains(',') && !["sondern", "but", "aber"].iter().any(|w| between.contains(w))
    });
    let tail = after.trim_start_matches(['"', '\'', ')', ' ']);
    let left_behind = [
        "nicht", "eher nicht", "lieber nicht", "auf keinen fall", "kommt nicht", "is not", "isn't", "not for me", "faellt aus",
        "faellt weg", "passt nicht", "scheidet aus", "auf ", "to session", "to the",
    ]
    .iter()
    .any(|w| tail.starts_with(w) && (*w != "auf " || near.split_whitespace().any(|v| v == "von")));
    refused || left_behind || denied(tail) || held(near, tail)
}

/// "nicht der Brandschutz, sondern die Sanierung": what stands behind the contrast is meant.
fn is_contrasted(before: &str) -> bool {
    let words: Vec<&str> = before.split_whitespace().collect();
    words.iter().rev().take(4).any(|w| matches!(*w, "sondern" | "but"))
}

/// "Brandschutz ist nichts für mich", "serielle Sanierung machen wir nicht", "die Foren A und C habe ich schon besucht": the rest of the
/// clause denies what it began with.
fn denied(after: &str) -> bool {
    let clause = after.split([',', ';', '.', '!', '?', '(']).next().unwrap_or_default();
    let words: Vec<&str> = clause.split_whitespace().take(9).collect();
    let denies =
        words.iter().any(|w| matches!(*w, "nichts" | "nicht" | "kein" | "keine" | "not" | "nothing" | "don't" | "doesn't" | "isn't"));
    let seen = words.iter().any(|w| matches!(*w, "besucht" | "gesehen" | "gehoert" | "attended" | "seen"))
        && words.iter().any(|w| matches!(*w, "habe" | "haben" | "bereits" | "schon" | "have" | "already" | "i've"));
    denies && !words.iter().any(|w| matches!(*w, "nur" | "only" | "just" | "falls" | "wenn" | "if" | "voll" | "full")) || seen
}

/// "Ich hatte mich für Workshop 1 angemeldet": the session that somebody has already, said in the past or of a state.
fn held(before: &str, after: &str) -> bool {
    let clause = before.rsplit([',', ':']).next().unwrap_or_default();
    let has = clause
        .split_whitespace()
        .any(|w| matches!(w, "hatte" | "hatten" | "bin" | "war" | "sind" | "waren" | "had" | "i'm" | "am" | "was"));
    let rest = after.split([',', ';', '.', '!', '?']).next().unwrap_or_default();
    has && rest.split_whitespace().take(5).any(|w| {
        matches!(
            w,
            "angemeldet" | "gemeldet" | "gebucht" | "registriert" | "eingetragen" | "vorgemerkt" | "registered" | "booked" | "signed"
        )
    })
}

/// "ersatzweise 3", "or D if B is full": after another choice in the same or an earlier sentence.
fn is_second(before: &str, sentence: &str, follows: bool) -> bool {
    let marked = WORDS.second_choice.find_all(before).last().cloned();
    let first = WORDS.first_choice.find_all(before).last().cloned();
    match (marked, first) {
        (Some(second), Some(first))
            if first.start > second.end && before.get(first.clone()).is_some_and(|w| w != "bitte" && w != "please") =>
        {
            false
        }
        (Some(_), _) => true,
        (None, _) => follows && is_condition_sentence(sentence) && !before.contains(" und ") && !before.contains(" and "),
    }
}

/// Whether the sentence holds a condition of the kind "if B is full".
fn is_condition_sentence(before: &str) -> bool {
    ["voll", "ausgebucht", "belegt", "full", "booked up", "taken"].iter().any(|w| before.split_whitespace().any(|b| b.starts_with(w)))
}

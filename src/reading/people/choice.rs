//! Which session holds for whom: the one of the text for all, or what the text gives each.

use std::ops::Range;

use super::Voice;
use crate::person::fold;
use crate::reading::learned::act::Act;
use crate::reading::name;
use crate::reading::scene::Scene;
use crate::reading::session::{Choice, Mention, Stance, Strength, Target, choose};
use crate::reading::text::Doc;

/// The choice that holds for everybody: that of the text, else that of the subject.
pub fn shared_choice<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> Option<(&'a Doc, Choice)> {
    voice.shared.get_or_init(|| choice_for_all(scene, voice)).clone()
}

fn choice_for_all<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> Option<(&'a Doc, Choice)> {
    let mut best: Option<(&'a Doc, Choice)> = None;
    for doc in &voice.docs {
        let choice = choose(doc, &mentions_of(scene, doc), scene.catalogue.len());
        if choice.session.is_some() {
            return Some((doc, choice));
        }
        if choice != Choice::default() {
            best.get_or_insert((doc, choice));
        }
    }
    best
}

/// Every mention of a text that may choose.
pub fn mentions_of(scene: &Scene<'_>, doc: &Doc) -> Vec<Mention> {
    let mut mentions = scene.understood(doc).mentions.clone();
    let registers = |m: &Mention| {
        let said = scene.understood(doc).sentence_at(m.range.start);
        said.is_some_and(|s| s.likelihood(Act::Register).max(s.likelihood(Act::Switch)) > 0.3)
    };
    // words of a matter stand in any letter; they mean the session where somebody registers, or speaks of one
    mentions.retain(|m| m.strength != Strength::Matter || registers(m) || is_called(doc, m));
    // a topic word counts where the sentence registers, or nothing else is there
    if mentions.iter().any(|m| m.strength == Strength::Topic && registers(m)) {
        mentions.retain(|m| m.strength > Strength::Topic || registers(m));
    }
    mentions
}

/// "Die Runde zum Heizen", "the timber one": a word for session stands near.
fn is_called(doc: &Doc, mention: &Mention) -> bool {
    const CALLED: &[&str] = &[
        "session", "workshop", "forum", "runde", "thema", "themen", "panel", "track", "gruppe", "block", "vortrag", "kurs", "teil", "group", "talk", "topic", "one", "seminar", "stream", "das mit", "die mit", "den mit",
        "der mit", "dem mit",
    ];
    let sentence = doc.sentence_at(mention.range.start);
    let near = |range: Range<usize>| doc.fold.get(range).unwrap_or_default().to_owned();
    let before = near(sentence.start.max(floor(&doc.fold, mention.range.start.saturating_sub(40)))..mention.range.start);
    let after = near(mention.range.end..sentence.end.min(floor(&doc.fold, mention.range.end + 12)).max(mention.range.end));
    let has = |text: &str| CALLED.iter().any(|w| text.split(|c: char| !c.is_alphanumeric()).any(|t| t == *w) || w.contains(' ') && text.contains(w));
    has(&before) || has(&after)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// What each of several people chooses, where the text gives them different sessions; `None` for whom it gives none of his own. `people` are the places of
/// their names in the text, in order.
pub(super) fn personal_choices(scene: &Scene<'_>, doc: &Doc, people: &[usize]) -> Vec<Option<Choice>> {
    let mentions: Vec<Mention> = mentions_of(scene, doc)
        .into_iter()
        .filter(|m| matches!(m.target, Target::Session(_) | Target::Unknown(_)) && !matches!(m.stance, Stance::Spoken | Stance::Held | Stance::Left))
        .collect();
    let within = |range: &Range<usize>| -> Vec<Mention> { mentions.iter().filter(|m| range.contains(&m.range.start)).cloned().collect() };
    let lines: Vec<Range<usize>> = people.iter().map(|at| item_of(doc, *at)).collect();
    let several = lines.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    if several && lines.iter().filter(|line| !within(line).is_empty() || !trailing_id(scene, doc, line).is_empty()).count() * 2 > lines.len() {
        return by_line(scene, doc, people, &lines, &mentions);
    }
    let mut out: Vec<Option<Choice>> = Vec::new();
    for (n, at) in people.iter().enumerate() {
        let range = doc.folded(*at)..people.get(n + 1).map_or(doc.fold.len(), |next| doc.folded(*next));
        let own = within(&range);
        out.push((!own.is_empty()).then(|| choose_alone(scene, doc, &own)));
    }
    // "In die 2 geht Frau Ott, in die 4 Herr Noll": sessions stand before the names where one does so before the first, and none behind the last
    let first = people.first().map_or(0, |at| doc.folded(*at));
    let last = people.last().map_or(0, |at| doc.folded(*at));
    let leads = mentions.iter().any(|m| m.range.end <= first && same_sentence(doc, m.range.start, first)) && !mentions.iter().any(|m| m.range.start > last);
    if leads {
        return people
            .iter()
            .map(|at| {
                let before = mentions.iter().rfind(|m| m.range.end <= doc.folded(*at))?;
                Some(choose_alone(scene, doc, std::slice::from_ref(before)))
            })
            .collect();
    }
    // "Frau Ott und Herr Noll in die 2, Frau Abt in die 4": who has none before the next name shares that of the next
    for n in (0..out.len().saturating_sub(1)).rev() {
        let (Some(here), Some(next)) = (people.get(n), people.get(n + 1)) else { continue };
        let joined = same_sentence(doc, doc.folded(*here), doc.folded(*next));
        if joined && out.get(n).is_some_and(Option::is_none) {
            let shared = out.get(n + 1).cloned().flatten();
            if let Some(slot) = out.get_mut(n) {
                *slot = shared;
            }
        }
    }
    out
}

/// In a list each line is one person's, or, headed by a session, that of several.
fn by_line(scene: &Scene<'_>, doc: &Doc, people: &[usize], lines: &[Range<usize>], mentions: &[Mention]) -> Vec<Option<Choice>> {
    // what stands outside of the list holds for those whose line says nothing
    let outside: Vec<Mention> = mentions.iter().filter(|m| !lines.iter().any(|line| line.contains(&m.range.start))).cloned().collect();
    let choice = |(n, line): (usize, &Range<usize>)| {
        let here: Vec<usize> = people.iter().zip(lines).filter(|(_, l)| *l == line).map(|(at, _)| doc.folded(*at)).collect();
        let own: Vec<Mention> = mentions.iter().filter(|m| line.contains(&m.range.start)).cloned().collect();
        let part = here.iter().position(|at| people.get(n).is_some_and(|p| doc.folded(*p) == *at));
        let next = part.and_then(|p| here.get(p + 1)).copied().unwrap_or(line.end);
        let between: Vec<Mention> = own.iter().filter(|m| people.get(n).is_some_and(|p| m.range.start >= doc.folded(*p) && m.range.start < next)).cloned().collect();
        let own = if own.is_empty() { trailing_id(scene, doc, line) } else if here.len() > 1 && !between.is_empty() { between } else { own };
        match (own.is_empty(), outside.is_empty()) {
            (false, _) => Some(choose_alone(scene, doc, &own)),
            (true, false) => Some(choose_alone(scene, doc, &outside)),
            (true, true) => Some(Choice { unclear: Some(doc.words(line).to_owned()), ..Choice::default() }),
        }
    };
    lines.iter().enumerate().map(choice).collect()
}

fn same_sentence(doc: &Doc, a: usize, b: usize) -> bool {
    doc.sentence_at(a) == doc.sentence_at(b)
}

/// What one person's part of a text chooses. The only session in it is meant, whatever is said around.
fn choose_alone(scene: &Scene<'_>, doc: &Doc, mentions: &[Mention]) -> Choice {
    let mut mentions = mentions.to_vec();
    if let [one] = mentions.as_mut_slice()
        && one.stance == Stance::Open
    {
        one.stance = Stance::Chosen;
    }
    choose(doc, &mentions, scene.catalogue.len())
}

/// The line of a person, as a range of the fold, with the lines behind that go on with him in a list.
fn item_of(doc: &Doc, at: usize) -> Range<usize> {
    let start = doc.text.get(..at).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
    let mut end = doc.text.get(at..).and_then(|t| t.find('\n')).map_or(doc.text.len(), |n| at + n);
    // an item may be wrapped: its further lines are indented, and no items themselves
    while let Some(next) = doc.text.get(end + 1..).and_then(|t| t.split('\n').next()) {
        if !next.starts_with([' ', '\t']) || next.trim().is_empty() || name::is_list_item(next) {
            break;
        }
        end += 1 + next.len();
    }
    doc.folded(start)..doc.folded(end)
}

/// "Siobhan O'Connell - C": an id alone at the end of a list item.
fn trailing_id(scene: &Scene<'_>, doc: &Doc, range: &Range<usize>) -> Vec<Mention> {
    let text = doc.folded_str(range).trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let start = range.start + text.len() - word.len();
    (0..scene.catalogue.len())
        .filter(|i| scene.catalogue.id(*i).is_some_and(|id| fold(&id.0) == word) && text.len() > word.len())
        .map(|i| Mention::chosen(start..start + word.len(), Target::Session(i), Strength::Number))
        .collect()
}

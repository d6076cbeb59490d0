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
        // a session that the text leaves open is not settled by what the subject is about
        let weaker = best.is_some() && choice.session.as_ref().is_some_and(|(_, m)| m.strength <= Strength::Topic);
        if choice.session.is_some() && !weaker {
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
        "session", "workshop", "forum", "runde", "thema", "themen", "panel", "track", "gruppe", "block", "vortrag", "kurs", "teil",
        "group", "talk", "topic", "one", "seminar", "stream", "das mit", "die mit", "den mit", "der mit", "dem mit",
    ];
    let sentence = doc.sentence_at(mention.range.start);
    let near = |range: Range<usize>| doc.fold.get(range).unwrap_or_default().to_owned();
    let before = near(sentence.start.max(floor(&doc.fold, mention.range.start.saturating_sub(40)))..mention.range.start);
    let after = near(mention.range.end..sentence.end.min(floor(&doc.fold, mention.range.end + 12)).max(mention.range.end));
    let has = |text: &str| {
        CALLED.iter().any(|w| text.split(|c: char| !c.is_alphanumeric()).any(|t| t == *w) || w.contains(' ') && text.contains(w))
    };
    has(&before) || has(&after)
}

fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default()
}

/// Somebody who attends, where he is named.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed<'n> {
    /// The byte of the text at which his name begins.
    pub(super) at: usize,
    /// His name.
    pub(super) name: &'n str,
    /// Whether he writes.
    pub(super) own: bool,
}

/// What each of several people chooses, where the text gives them different sessions; `None` for whom it gives none of his own. `people` are in the order of
/// the text.
pub(super) fn personal_choices(scene: &Scene<'_>, doc: &Doc, people: &[Placed<'_>]) -> Vec<Option<Choice>> {
    let mentions: Vec<Mention> = mentions_of(scene, doc)
        .into_iter()
        .filter(|m| {
            matches!(m.target, Target::Session(_) | Target::Unknown(_)) && !matches!(m.stance, Stance::Spoken | Stance::Held | Stance::Left)
        })
        .collect();
    // beside a session that is named, words of what others are about give nobody one
    let plainly = mentions.iter().any(|m| m.strength > Strength::Matter);
    let mentions: Vec<Mention> = mentions.into_iter().filter(|m| !plainly || m.strength > Strength::Matter).collect();
    let within = |range: &Range<usize>| mentions.iter().any(|m| range.contains(&m.range.start));
    let lines: Vec<Range<usize>> = people.iter().map(|p| item_of(doc, p.at)).collect();
    let several = lines.windows(2).any(|pair| matches!(pair, [a, b] if a != b));
    if several && lines.iter().filter(|line| within(line) || !trailing_id(scene, doc, line).is_empty()).count() * 2 > lines.len() {
        let places: Vec<usize> = people.iter().map(|p| p.at).collect();
        return by_line(scene, doc, &places, &lines, &mentions);
    }
    let same = |a: &Mention, b: &Mention| a.target == b.target;
    let choosing: Vec<&Mention> = mentions.iter().filter(|m| matches!(m.stance, Stance::Chosen | Stance::Open)).collect();
    if choosing.iter().zip(choosing.iter().skip(1)).all(|(a, b)| same(a, b)) {
        // one session for all, whoever it stands beside
        return people.iter().map(|_| None).collect();
    }
    let (given, shared) = apportioned(doc, people, &mentions);
    let choice = |own: &Vec<Mention>| match (own.is_empty(), shared.is_empty()) {
        (false, _) => Some(choose_alone(scene, doc, own)),
        (true, false) => Some(choose_alone(scene, doc, &shared)),
        (true, true) => Some(Choice { unclear: mentions.first().map(|m| doc.words(&m.range).to_owned()), ..Choice::default() }),
    };
    if given.iter().all(Vec::is_empty) { people.iter().map(|_| None).collect() } else { given.iter().map(choice).collect() }
}

/// A person or a session in a sentence.
#[derive(Clone, Copy, Debug)]
enum Part {
    Person(usize),
    Session(usize),
}

/// Gives every mention to those whom it stands with: "Frau Ott und Herr Noll in die 2, Frau Abt in die 4", "in die 2 geht Frau Ott, in die 4 Herr Noll". Returns
/// what each person got, and what nobody got.
fn apportioned(doc: &Doc, people: &[Placed<'_>], mentions: &[Mention]) -> (Vec<Vec<Mention>>, Vec<Mention>) {
    let mut given: Vec<Vec<Mention>> = vec![Vec::new(); people.len()];
    let mut shared = Vec::new();
    let spots = spots(doc, people);
    // who was named last and has nothing yet: "Es kommen Frau Ott und Herr Noll. Beide in die 2."
    let mut pending: Vec<usize> = Vec::new();
    for sentence in &doc.sentences {
        let mut parts: Vec<(Range<usize>, Part)> = Vec::new();
        parts.extend(
            spots.iter().filter(|(range, _)| sentence.contains(&range.start)).map(|(range, who)| (range.clone(), Part::Person(*who))),
        );
        let here = mentions.iter().enumerate().filter(|(_, m)| sentence.contains(&m.range.start));
        parts.extend(here.map(|(n, m)| (m.range.clone(), Part::Session(n))));
        parts.sort_by_key(|(range, _)| range.start);
        let is_person = |part: Option<&(Range<usize>, Part)>| matches!(part, Some((_, Part::Person(_))));
        // sessions stand before the people where the first does, and behind the last stands none
        let leads = !is_person(parts.first()) && is_person(parts.last());
        let mut group: Vec<usize> = if leads { Vec::new() } else { pending.clone() };
        let mut led: Vec<&Mention> = Vec::new();
        let mut end = sentence.start;
        let mut after_session = true;
        for (range, part) in &parts {
            match part {
                Part::Person(who) if leads => {
                    for mention in &led {
                        give(&mut given, *who, mention);
                    }
                    after_session = false;
                }
                Part::Session(n) if leads => {
                    let Some(mention) = mentions.get(*n) else { continue };
                    if !after_session && !is_besides(mention) {
                        led.clear();
                    }
                    led.push(mention);
                    after_session = !is_besides(mention);
                }
                Part::Person(who) => {
                    // "ich melde Frau Ott an": only people joined with each other share what follows
                    if after_session || !joins(doc.folded_str(&(end..range.start))) {
                        group.clear();
                    }
                    group.push(*who);
                    after_session = false;
                }
                Part::Session(n) => {
                    let Some(mention) = mentions.get(*n) else { continue };
                    if group.is_empty() {
                        shared.push(mention.clone());
                    }
                    for who in &group {
                        give(&mut given, *who, mention);
                    }
                    after_session = true;
                }
            }
            end = range.end;
        }
        pending = match parts.last() {
            Some((_, Part::Person(_))) if !leads => group.into_iter().filter(|who| given.get(*who).is_some_and(Vec::is_empty)).collect(),
            Some(_) => Vec::new(),
            None => pending,
        };
    }
    (given, shared)
}

fn give(given: &mut [Vec<Mention>], who: usize, mention: &Mention) {
    if let Some(own) = given.get_mut(who) {
        own.push(mention.clone());
    }
}

/// Whether a mention only adds to the one before it: a second choice, the condition for one.
fn is_besides(mention: &Mention) -> bool {
    matches!(mention.stance, Stance::Second | Stance::Condition | Stance::Refused)
}

/// Whether the words between two people join them.
fn joins(between: &str) -> bool {
    let mut words = between.split(|c: char| !(c.is_alphanumeric() || matches!(c, ',' | '&' | '+' | '/'))).filter(|w| !w.is_empty());
    words.any(|w| {
        matches!(w, "und" | "and" | "sowie" | "u" | "mit" | "with" | "plus" | "as" | "auch" | "," | "&" | "+" | "/") || w.ends_with(',')
    }) || between.trim().is_empty()
}

/// Where the text speaks of each: by the name, by a part of it later on, of the writer also as "ich"; and of the only other as "der Kollege".
fn spots(doc: &Doc, people: &[Placed<'_>]) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for person in doc.people() {
        let range = doc.folded(person.range.start)..doc.folded(person.range.end);
        let named = people.iter().position(|p| p.at == person.range.start);
        let known = || {
            let mut same = people.iter().enumerate().filter(|(_, p)| name::compatible(p.name, &person.name));
            let first = same.next();
            first.filter(|_| same.next().is_none()).map(|(n, _)| n)
        };
        if let Some(who) = named.or_else(known) {
            found.push((range, who));
        }
    }
    let own = people.iter().position(|p| p.own);
    let other = people.iter().position(|p| !p.own).filter(|_| people.len() == 2);
    let mut at = 0;
    for word in doc.fold.split_inclusive(|c: char| !c.is_alphanumeric()) {
        let bare = word.trim_end_matches(|c: char| !c.is_alphanumeric());
        let who = match bare {
            "ich" | "mich" | "mir" | "i" | "me" | "myself" => own,
            "kollege" | "kollegin" | "kollegen" | "colleague" | "chef" | "chefin" | "boss" | "mann" | "husband" | "wife" | "er" | "he"
            | "she" | "him" | "her"
                if own.is_some() =>
            {
                other
            }
            _ => None,
        };
        let range = at..at + bare.len();
        at += word.len();
        if let Some(who) = who.filter(|_| !found.iter().any(|(r, _)| r.start <= range.start && range.start < r.end)) {
            found.push((range, who));
        }
    }
    // "mein Kollege Petr Havlíček" is said once
    found.sort_by_key(|(range, _)| range.start);
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (range, who) in found {
        match out.last_mut() {
            Some((last, before))
                if *before == who
                    && range.start - last.end <= 12
                    && !doc.folded_str(&(last.end..range.start)).contains(['.', '!', '?', '\n']) =>
            {
                last.end = range.end;
            }
            _ => out.push((range, who)),
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
        let between: Vec<Mention> = own
            .iter()
            .filter(|m| people.get(n).is_some_and(|p| m.range.start >= doc.folded(*p) && m.range.start < next))
            .cloned()
            .collect();
        let own = if own.is_empty() {
            trailing_id(scene, doc, line)
        } else if here.len() > 1 && !between.is_empty() {
            between
        } else {
            own
        };
        match (own.is_empty(), outside.is_empty()) {
            (false, _) => Some(choose_alone(scene, doc, &own)),
            (true, false) => Some(choose_alone(scene, doc, &outside)),
            (true, true) => Some(Choice { unclear: Some(doc.words(line).to_owned()), ..Choice::default() }),
        }
    };
    lines.iter().enumerate().map(choice).collect()
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
    let indent = |line: &str| line.len() - line.trim_start().len();
    let own = indent(doc.text.get(start..end).unwrap_or_default());
    // an item may be wrapped: its further lines are indented, and no items themselves
    while let Some(next) = doc.text.get(end + 1..).and_then(|t| t.split('\n').next()) {
        if indent(next) <= own || next.trim().is_empty() || name::is_list_item(next) {
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

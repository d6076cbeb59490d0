//! What a stretch of text chooses: its mentions weighed against each other.

use super::{Mention, Stance, Strength, Target};
use crate::reading::text::Doc;
use crate::reading::words::WORDS;

/// What a stretch of text chooses.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Choice {
    /// The session, with the mention that says so.
    pub session: Option<(usize, Mention)>,
    /// Second choices, in order.
    pub alternatives: Vec<(usize, Mention)>,
    /// The words that name a choice without settling it: a session that does not exist, two without preference, any.
    pub unclear: Option<String>,
}

/// What is said of a session is believed from here on; below, it may as well be chosen.
const SURE: f32 = 0.4;

/// Words of a topic are chosen only if they are at least so sure to be.
const LEAST: f32 = 0.3;

/// Drops words of topics that hardly choose where others plainly do: "für die Werkstattdruckerei komme ich gern, zum Forum mit dem Altpapier".
fn outdone(mentions: Vec<Mention>) -> Vec<Mention> {
    let plain = mentions.iter().any(|m| m.stance == Stance::Chosen && m.certainty >= 0.85);
    let keeps = |m: &Mention| !plain || m.stance != Stance::Chosen || m.certainty >= 0.65 || m.strength > Strength::Topic;
    mentions.into_iter().filter(keeps).collect()
}

/// Weighs mentions into a choice. Strong mentions silence weak ones; of equal strength several different ones are unclear.
pub fn choose(doc: &Doc, mentions: &[Mention], sessions: usize) -> Choice {
    let mentions: Vec<Mention> = mentions
        .iter()
        .map(|m| match m.stance {
            Stance::Refused | Stance::Left | Stance::Held | Stance::Condition | Stance::Spoken if m.certainty < SURE => {
                Mention { stance: Stance::Chosen, ..m.clone() }
            }
            _ => m.clone(),
        })
        .filter(|m| m.stance != Stance::Chosen || m.certainty >= LEAST || m.strength > Strength::Topic)
        .collect();
    let mentions = &outdone(mentions)[..];
    let remaining = mentions.len() >= 2 && WORDS.remaining.found(around(doc, mentions));
    if remaining && let Some(left) = left_over(mentions, sessions, |_| true) {
        return Choice { session: Some(left), ..Choice::default() };
    }
    let plain = mentions.iter().any(|m| m.stance == Stance::Chosen && m.certainty >= 0.8);
    if remaining && !plain {
        // "that leaves one": which one is not plain
        let words = mentions.last().map_or("", |m| doc.words(&m.range));
        return Choice { unclear: Some(words.to_owned()), ..Choice::default() };
    }
    let level = level(mentions);
    let of = |stance: Stance| mentions.iter().filter(move |m| m.stance == stance && m.strength >= level);
    let chosen = each_once(of(Stance::Chosen));
    let open = each_once(of(Stance::Open));
    let words = |mentions: &[&Mention]| {
        let start = mentions.iter().map(|m| m.range.start).min().unwrap_or_default();
        let end = mentions.iter().map(|m| m.range.end).max().unwrap_or_default();
        doc.words(&(start..end.max(start))).to_owned()
    };
    let mut choice = Choice { alternatives: alternatives(mentions), ..Choice::default() };
    match (chosen.as_slice(), open.as_slice()) {
        // "C or D, I don't mind": what is open besides what is chosen leaves both open
        ([], []) if mentions.iter().any(|m| m.target == Target::Any && m.stance != Stance::Refused) => {
            choice.unclear = mentions.iter().find(|m| m.target == Target::Any).map(|m| words(&[m]));
        }
        ([], []) => {
            choice.session = left_over(mentions, sessions, |m| matches!(m.stance, Stance::Refused | Stance::Left))
                .or_else(|| only_second(&mut choice.alternatives))
                .or_else(|| only_spoken(mentions, level));
        }
        // of what seems open there is only one
        ([], [one]) if one.certainty < 0.6 && matches!(one.target, Target::Session(_)) => {
            if let Target::Session(index) = one.target {
                choice.session = Some((index, (*one).clone()));
            }
        }
        ([one], open) if open.iter().all(|m| m.target == one.target || m.strength < one.strength) => match one.target {
            Target::Session(index) => choice.session = Some((index, (*one).clone())),
            _ => choice.unclear = Some(words(&[one])),
        },
        (chosen, open) => choice.unclear = Some(words(&[chosen, open].concat())),
    }
    if let Some((index, _)) = &choice.session {
        choice.alternatives.retain(|(alternative, _)| alternative != index);
    }
    choice
}

/// The text around mentions, so far as it may speak of them.
fn around<'d>(doc: &'d Doc, mentions: &[Mention]) -> &'d str {
    const NEAR: usize = 400;
    let start = mentions.iter().map(|m| m.range.start).min().unwrap_or_default().saturating_sub(NEAR);
    let end = mentions.iter().map(|m| m.range.end).max().unwrap_or_default().saturating_add(NEAR).min(doc.fold.len());
    let start = (start..=end).find(|at| doc.fold.is_char_boundary(*at)).unwrap_or(end);
    let end = (start..=end).rev().find(|at| doc.fold.is_char_boundary(*at)).unwrap_or(start);
    doc.folded_str(&(start..end))
}

/// The strength that counts: beside a number or a title, words of a topic say nothing.
fn level(mentions: &[Mention]) -> Strength {
    let choosing = |m: &&Mention| matches!(m.stance, Stance::Chosen | Stance::Open);
    let sure = |m: &&Mention| m.certainty >= 0.6;
    let strongest = |mentions: &mut dyn Iterator<Item = &Mention>| mentions.map(|m| m.strength).max();
    let most = strongest(&mut mentions.iter().filter(choosing).filter(sure)).or_else(|| strongest(&mut mentions.iter().filter(choosing)));
    match most {
        Some(Strength::Number | Strength::Title) => Strength::Title,
        Some(Strength::Bare) => Strength::Bare,
        Some(Strength::Topic) => Strength::Topic,
        _ => Strength::Matter,
    }
}

/// Mentions of different targets, each by its first.
fn each_once<'m>(mentions: impl Iterator<Item = &'m Mention>) -> Vec<&'m Mention> {
    let mut found: Vec<&Mention> = Vec::new();
    for mention in mentions {
        if !found.iter().any(|m| m.target == mention.target) {
            found.push(mention);
        }
    }
    found
}

fn alternatives(mentions: &[Mention]) -> Vec<(usize, Mention)> {
    let second = each_once(mentions.iter().filter(|m| m.stance == Stance::Second));
    second.into_iter().filter_map(|m| if let Target::Session(index) = m.target { Some((index, m.clone())) } else { None }).collect()
}

/// A second choice without a first is the choice, of several the first of them.
fn only_second(alternatives: &mut Vec<(usize, Mention)>) -> Option<(usize, Mention)> {
    if alternatives.is_empty() { None } else { Some(alternatives.remove(0)) }
}

/// Who speaks of one session only, and of none as chosen, means that one: "Die Wärmewende beschäftigt uns sehr, ich melde mich an."
fn only_spoken(mentions: &[Mention], level: Strength) -> Option<(usize, Mention)> {
    let spoken = each_once(mentions.iter().filter(|m| m.stance == Stance::Spoken && m.strength >= level));
    let [one] = spoken.as_slice() else { return None };
    match one.target {
        Target::Session(index) => Some((index, Mention { certainty: one.certainty.min(0.6), ..(*one).clone() })),
        _ => None,
    }
}

/// The session that is left where all others are named in a way that leaves them out.
fn left_over(mentions: &[Mention], sessions: usize, out: impl Fn(&Mention) -> bool) -> Option<(usize, Mention)> {
    let gone: Vec<(usize, &Mention)> =
        mentions.iter().filter(|m| out(m)).filter_map(|m| if let Target::Session(i) = m.target { Some((i, m)) } else { None }).collect();
    let mut left = (0..sessions).filter(|i| !gone.iter().any(|(g, _)| g == i));
    match (left.next(), left.next(), gone.last()) {
        (Some(one), None, Some((_, mention))) if sessions > 2 => Some((one, (*mention).clone())),
        _ => None,
    }
}

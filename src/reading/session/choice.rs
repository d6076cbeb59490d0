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

/// Weighs mentions into a choice. Strong mentions silence weak ones; of equal strength several different ones are unclear.
pub fn choose(doc: &Doc, mentions: &[Mention], sessions: usize) -> Choice {
    let mut choice = Choice::default();
    if WORDS.remaining.found(&doc.fold)
        && let Some(left) = remaining(mentions, sessions)
    {
        return Choice { session: Some(left), ..choice };
    }
    let chosen: Vec<&Mention> = mentions.iter().filter(|m| m.stance == Stance::Chosen).collect();
    let strongest = chosen.iter().filter(|m| matches!(m.target, Target::Session(_) | Target::Unknown(_))).map(|m| m.strength).max();
    let level = match strongest {
        Some(Strength::Number | Strength::Title) => Strength::Title,
        Some(Strength::Bare) => Strength::Bare,
        _ => Strength::Topic,
    };
    let mut candidates: Vec<(usize, &Mention)> = Vec::new();
    for mention in chosen.iter().filter(|m| m.strength >= level) {
        match &mention.target {
            Target::Session(index) if !candidates.iter().any(|(i, _)| i == index) => candidates.push((*index, mention)),
            Target::Unknown(_) => choice.unclear = Some(doc.words(&mention.range).to_owned()),
            _ => {}
        }
    }
    for mention in mentions.iter().filter(|m| m.stance == Stance::Second) {
        if let Target::Session(index) = mention.target
            && !candidates.iter().any(|(i, _)| *i == index)
            && !choice.alternatives.iter().any(|(i, _)| *i == index)
        {
            choice.alternatives.push((index, mention.clone()));
        }
    }
    let open = mentions.iter().find(|m| matches!(m.target, Target::All | Target::Any) && m.stance != Stance::Refused);
    match candidates.as_slice() {
        [(index, mention)] if choice.unclear.is_none() => choice.session = Some((*index, (*mention).clone())),
        [] => {}
        [(_, first), .., (_, last)] => {
            choice.unclear = Some(doc.words(&(first.range.start.min(last.range.start)..last.range.end.max(first.range.end))).to_owned())
        }
        _ => {}
    }
    if choice.session.is_none() && choice.unclear.is_none() {
        if let Some(mention) = open {
            choice.unclear = Some(doc.words(&mention.range).to_owned());
        } else if candidates.is_empty() {
            choice.session = the_one_not_refused(mentions, sessions).or_else(|| promote(&mut choice.alternatives));
        }
    }
    if choice.session.is_none() && matches!(candidates.as_slice(), [_]) && open.is_some() {
        choice.unclear = open.map(|m| doc.words(&m.range).to_owned());
    }
    if let Some((chosen, _)) = &choice.session {
        choice.alternatives.retain(|(index, _)| index != chosen);
    }
    choice
}

/// A second choice without a first is the choice.
fn promote(alternatives: &mut Vec<(usize, Mention)>) -> Option<(usize, Mention)> {
    if alternatives.len() == 1 { alternatives.pop() } else { None }
}

/// The session that is left where the text points to "the remaining one" and names all others.
pub fn remaining(mentions: &[Mention], sessions: usize) -> Option<(usize, Mention)> {
    let named: Vec<(usize, &Mention)> =
        mentions.iter().filter_map(|m| if let Target::Session(i) = m.target { Some((i, m)) } else { None }).collect();
    let mut left = (0..sessions).filter(|i| !named.iter().any(|(n, _)| n == i));
    match (left.next(), left.next(), named.last()) {
        (Some(one), None, Some((_, mention))) if sessions > 2 => Some((one, (*mention).clone())),
        _ => None,
    }
}

/// Who refuses all sessions but one has chosen that one.
fn the_one_not_refused(mentions: &[Mention], sessions: usize) -> Option<(usize, Mention)> {
    let refused: Vec<(usize, &Mention)> = mentions
        .iter()
        .filter(|m| m.stance == Stance::Refused)
        .filter_map(|m| if let Target::Session(i) = m.target { Some((i, m)) } else { None })
        .collect();
    let mut left = (0..sessions).filter(|i| !refused.iter().any(|(r, _)| r == i));
    match (left.next(), left.next(), refused.last()) {
        (Some(one), None, Some((_, mention))) if sessions > 2 => Some((one, (*mention).clone())),
        _ => None,
    }
}

//! A text as understood: who and what firm is named in it, which sessions it mentions and what it does with each, and what each of its sentences does.
//! All of this is learned (see [`super::learned`]); the rules elsewhere put it together.

use std::ops::Range;

use super::learned::act::Act;
use super::learned::learner::Model;
use super::learned::naming::{Kind, Named};
use super::learned::stance::{self, Stance};
use super::learned::{self, sentence};
use super::session::{Catalogue, Mention, Strength, plain_sign, title_mask};
use super::text::Doc;
use super::words::{Phrases, WORDS};
use super::{Place, company};
use crate::event::Event;

/// What a text mentions and does.
#[derive(Clone, Debug, Default)]
pub struct Understood {
    /// Mentions of sessions, in order.
    pub mentions: Vec<Mention>,
    /// Its sentences, in order.
    pub sentences: Vec<Said>,
}

/// A sentence, and what it does.
#[derive(Clone, Debug)]
pub struct Said {
    /// Where it stands, as a range of the fold.
    pub range: Range<usize>,
    /// How likely each act is.
    likely: Vec<f32>,
}

impl Said {
    /// How likely it is that the sentence does this, `0.0..=1.0`.
    pub fn likelihood(&self, act: Act) -> f32 {
        let at = Act::ALL.iter().position(|(a, _)| *a == act);
        at.and_then(|at| self.likely.get(at)).copied().unwrap_or_default()
    }

    /// Whether the sentence rather does this than not.
    pub fn does(&self, act: Act) -> bool {
        self.likelihood(act) >= 0.5
    }
}

/// A name is masked for sentences and sessions if it is at least so likely one.
const SURE_NAME: f32 = 0.5;

/// How likely an open act becomes by a plain phrase.
const SETTLED: f32 = 0.55;

/// How sure a plain sign is.
const SIGN: f32 = 0.7;

impl Understood {
    /// Understands a text.
    pub fn new(doc: &Doc, event: &Event, catalogue: &Catalogue) -> Self {
        let names: Vec<(Range<usize>, &Named)> = doc
            .named()
            .iter()
            .filter(|n| n.certainty >= SURE_NAME)
            .map(|n| (doc.folded(n.range.start)..doc.folded(n.range.end), n))
            .collect();
        // "City-Logistik" stands with a capital like a firm and is a session's title
        let names: Vec<(Range<usize>, &Named)> =
            names.into_iter().filter(|(range, _)| is_named(doc.folded_str(range)) || !is_topic(catalogue, doc.folded_str(range))).collect();
        let mut mask = title_mask(doc, event);
        mask.extend(names.iter().map(|(range, _)| range.clone()));
        mask.extend(
            doc.firms()
                .iter()
                .filter(|f| is_named(&f.name) || !is_topic(catalogue, &f.name))
                .map(|f| doc.folded(f.range.start)..doc.folded(f.range.end)),
        );
        mask.extend(addresses(&doc.fold));
        let found = joined(doc, catalogue.mentions(doc, &(0..doc.fold.len()), &mask));
        let names = names.iter().map(|(range, name)| (range.clone(), (mark(name.kind), None)));
        let sessions = found.into_iter().map(|m| (m.range.clone(), ('s', Some(m))));
        let spans = sentence::apart(names.chain(sessions).collect());
        let marks: Vec<(Range<usize>, char)> = spans.iter().map(|(range, (mark, _))| (range.clone(), *mark)).collect();
        let mut mentions: Vec<Mention> = spans.into_iter().filter_map(|(_, (_, mention))| mention).collect();
        take_stances(&learned::STANCES, &doc.fold, &marks, &mut mentions);
        correct(&doc.fold, &mut mentions);
        mentions.retain(|m| m.stance != Stance::Nothing);
        let signs: Vec<Option<Stance>> = (0..mentions.len()).map(|at| plain_sign(doc, &mentions, at)).collect();
        for (mention, sign) in mentions.iter_mut().zip(signs) {
            let said = matches!(
                (mention.stance, sign),
                (Stance::Chosen, Some(_)) | (Stance::Second | Stance::Open, Some(Stance::Refused)) | (Stance::Open, Some(Stance::Second))
            );
            if sign == Some(mention.stance) {
                mention.certainty = mention.certainty.max(SIGN);
            }
            if let Some(sign) = sign.filter(|_| said) {
                (mention.stance, mention.certainty) = (sign, SIGN);
            }
        }
        let said: Vec<Said> = doc
            .sentences
            .iter()
            .map(|range| {
                let masked = sentence::masked(&doc.fold, range, &marks);
                let mut likely = learned::ACTS.likelihoods(&sentence::features(&sentence::words(&masked)));
                lift(&mut likely, doc.folded_str(range));
                Said { range: range.clone(), likely }
            })
            .collect();
        let mut understood = Self { mentions, sentences: said };
        understood.believe_numbers();
        understood
    }

    /// A session named by its number or title in a sentence that registers is chosen, unless what is said of it is plainly something else.
    fn believe_numbers(&mut self) {
        let registering: Vec<bool> =
            self.mentions.iter().map(|m| self.sentence_at(m.range.start).is_some_and(|s| s.does(Act::Register))).collect();
        for (mention, registers) in self.mentions.iter_mut().zip(registering) {
            let vague = matches!(mention.stance, Stance::Held | Stance::Left | Stance::Spoken) && mention.certainty < 0.5;
            if registers && vague && mention.strength >= Strength::Title {
                mention.stance = Stance::Chosen;
            }
        }
    }

    /// The sentence around byte `at` of the fold.
    pub fn sentence_at(&self, at: usize) -> Option<&Said> {
        let next = self.sentences.partition_point(|s| s.range.end <= at);
        self.sentences.get(next).filter(|s| s.range.start <= at)
    }
}

/// Settles by plain phrases what the learned leaves open: "absagen" in a sentence that may withdraw is a withdrawal.
fn lift(likely: &mut [f32], words: &str) {
    let plain: [(Act, &Phrases, f32); 7] = [
        (Act::Register, &WORDS.register, 0.3),
        (Act::Cancel, &WORDS.cancel, 0.25),
        (Act::Decline, &WORDS.regret, 0.25),
        (Act::Substitute, &WORDS.substitute, 0.25),
        (Act::Already, &WORDS.registered, 0.3),
        (Act::Undecided, &WORDS.undecided, 0.25),
        (Act::Question, &WORDS.question, 0.25),
    ];
    for (act, phrases, from) in plain {
        let at = Act::ALL.iter().position(|(a, _)| *a == act);
        if let Some(p) = at.and_then(|at| likely.get_mut(at)).filter(|p| **p >= from && **p < 0.5)
            && phrases.found(words)
        {
            *p = SETTLED;
        }
    }
    // "before I sign up" registers nobody yet
    if WORDS.undecided.found(words) {
        for (at, (act, _)) in Act::ALL.iter().enumerate() {
            match (act, likely.get_mut(at)) {
                (Act::Undecided, Some(p)) => *p = p.max(SETTLED),
                (Act::Register, Some(p)) if *p < 0.9 => *p = p.min(0.4),
                _ => {}
            }
        }
    }
}

/// "Session A please. Actually no, make it B": what stands before such words is taken back, and what stands behind is meant.
fn correct(fold: &str, mentions: &mut [Mention]) {
    let Some(at) = WORDS.correcting.find(fold).map(|hit| hit.start) else { return };
    let (before, behind): (Vec<&mut Mention>, Vec<&mut Mention>) = mentions.iter_mut().partition(|m| m.range.end <= at);
    let mut first = true;
    for mention in behind.into_iter().filter(|m| m.strength >= Strength::Bare && m.range.start < at + 60) {
        if first && matches!(mention.stance, Stance::Nothing | Stance::Spoken) {
            (mention.stance, mention.certainty) = (Stance::Chosen, SIGN);
        }
        first = false;
    }
    before.into_iter().filter(|m| m.stance == Stance::Chosen).for_each(|m| (m.stance, m.certainty) = (Stance::Left, SIGN));
}

/// Whether a firm is told from a topic by its legal form.
fn is_named(firm: &str) -> bool {
    company::formed_in(firm)
}

/// Joins what names one session several times in one breath: "Session 2 (Infrastruktur, Wärme)".
fn joined(doc: &Doc, mentions: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::new();
    for mention in mentions {
        if let Some(last) = out.last_mut() {
            let between = doc.fold.get(last.range.end..mention.range.start).unwrap_or_default();
            let near = between.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).count() <= 3
                && !between.contains(['.', '!', '?', ';', '\n']);
            if near && last.target == mention.target {
                last.range.end = mention.range.end;
                last.strength = last.strength.max(mention.strength);
                continue;
            }
        }
        out.push(mention);
    }
    out
}

/// All people look alike where a sentence is asked what it does, and so do all firms.
fn mark(kind: Kind) -> char {
    match kind {
        Kind::Person | Kind::Bystander => 'n',
        Kind::Firm | Kind::OtherFirm => 'f',
    }
}

/// Asks what each paragraph does with the sessions that it mentions.
fn take_stances(model: &Model, fold: &str, marks: &[(Range<usize>, char)], mentions: &mut [Mention]) {
    let mut next = mentions.iter_mut();
    for paragraph in sentence::paragraphs(fold) {
        let masked = sentence::masked(fold, &paragraph, marks);
        let words = sentence::words(&masked);
        let mut before = None;
        for (at, _) in words.iter().enumerate().filter(|(_, w)| **w == stance::OTHER) {
            let Some(mention) = next.next() else { return };
            let likely = model.likelihoods(&stance::features(&words, at, before));
            // a number behind "Workshop" is a session, whatever the words around are like
            let sure = mention.strength != Strength::Bare;
            let may = |at: usize| !(sure && Stance::ALL.get(at).is_some_and(|(s, _)| *s == Stance::Nothing));
            let total = likely.iter().enumerate().filter(|(at, _)| may(*at)).map(|(_, p)| p).sum::<f32>().max(f32::MIN_POSITIVE);
            let best = likely.iter().enumerate().filter(|(at, _)| may(*at)).max_by(|a, b| a.1.total_cmp(b.1));
            if let Some((at, likelihood)) = best {
                mention.stance = Stance::ALL.get(at).map_or(Stance::Spoken, |(stance, _)| *stance);
                mention.certainty = likelihood / total;
                before = Some(at);
            }
        }
    }
}

/// Whether words are a session's title or a part of it, and hardly anything else: "City-Logistik" is no firm.
pub fn is_topic(catalogue: &Catalogue, words: &str) -> bool {
    let doc = Doc::new(Place::Text, words.to_owned());
    let mentions = catalogue.mentions(&doc, &(0..doc.fold.len()), &[]);
    let covered: usize = mentions.iter().filter(|m| m.strength != Strength::Bare).map(|m| m.range.len()).sum();
    covered * 10 >= doc.fold.trim().len() * 6
}

/// Mail and web addresses: their words choose nothing.
fn addresses(fold: &str) -> Vec<Range<usize>> {
    let mut at = 0;
    let mut found = Vec::new();
    for word in fold.split_inclusive(char::is_whitespace) {
        let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
        let dotted = inner.split('.').count() > 1 && inner.split('.').all(|p| p.len() > 1 && p.chars().any(|c| c.is_ascii_alphabetic()));
        if word.contains('@') || word.contains("://") || word.contains("www.") || dotted {
            found.push(at..at + word.len());
        }
        at += word.len();
    }
    found
}

//! Which session holds for whom: the one of the text for all, or what stands beside a name.

use std::ops::Range;

use super::Voice;
use crate::person::fold;
use crate::reading::company;
use crate::reading::scene::Scene;
use crate::reading::session::{Choice, Mention, Stance, Strength, Target, choose};
use crate::reading::text::Doc;
use crate::reading::words::WORDS;

/// The choice that holds for everybody: that of the text, else that of the subject. Questions and firms' names do not choose.
pub fn shared_choice<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> Option<(&'a Doc, Choice)> {
    voice.shared.get_or_init(|| choice_for_all(scene, voice)).clone()
}

fn choice_for_all<'a>(scene: &Scene<'_>, voice: &Voice<'a>) -> Option<(&'a Doc, Choice)> {
    let mut best: Option<(&'a Doc, Choice)> = None;
    for doc in &voice.docs {
        let mentions = mentions_of(scene, doc);
        let choice = choose(doc, &mentions, scene.catalogue.len());
        if choice != Choice::default() {
            if choice.session.is_some() {
                return Some((doc, choice));
            }
            best.get_or_insert((doc, choice));
        }
    }
    best
}

/// The session that the text gives one of several people: what stands between his name and the next, on his line or in his sentence.
pub(super) fn personal_choice<'a>(scene: &Scene<'_>, doc: &'a Doc, start: usize, next: Option<(&Doc, usize)>) -> Option<(&'a Doc, Choice)> {
    let line_end = doc.text.get(start..).and_then(|t| t.find('\n')).map_or(doc.text.len(), |a| start + a);
    let next = next.filter(|(d, _)| std::ptr::eq(*d, doc)).map_or(usize::MAX, |(_, at)| at);
    let is_item =
        doc.text.get(..start).and_then(|t| t.rsplit('\n').next()).is_some_and(|before| before.trim().chars().all(|c| !c.is_alphabetic()));
    let sentence = doc.sentence_at(doc.folded(start));
    let limit = if is_item { line_end } else { doc.origin(sentence.end).max(line_end) };
    let range = doc.folded(start)..doc.folded(limit.min(next));
    let mut mentions = scene.catalogue.mentions(doc, &range, &scene.title_mask(doc));
    if mentions.is_empty() && is_item {
        mentions = trailing_id(scene, doc, &range);
    }
    mentions.retain(|m| matches!(m.target, Target::Session(_) | Target::Unknown(_)));
    if mentions.is_empty() {
        return None;
    }
    Some((doc, choose(doc, &mentions, scene.catalogue.len())))
}

/// "Siobhan O'Connell - C": an id alone at the end of a list item.
fn trailing_id(scene: &Scene<'_>, doc: &Doc, range: &Range<usize>) -> Vec<Mention> {
    let text = doc.folded_str(range).trim_end_matches(|c: char| !c.is_alphanumeric());
    let word = text.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let start = range.start + text.len() - word.len();
    (0..scene.catalogue.len())
        .filter(|i| scene.catalogue.id(*i).is_some_and(|id| fold(&id.0) == word) && text.len() > word.len())
        .map(|i| Mention {
            range: start..start + word.len(),
            target: Target::Session(i),
            strength: Strength::Number,
            stance: Stance::Chosen,
        })
        .collect()
}

/// Every mention of a text that may choose: not in questions that ask for nothing, not in firms' names, not in the event's title.
pub fn mentions_of(scene: &Scene<'_>, doc: &Doc) -> Vec<Mention> {
    let mut mask: Vec<Range<usize>> = scene.title_mask(doc);
    let to_fold = |r: &Range<usize>| doc.folded(r.start)..doc.folded(r.end);
    mask.extend(doc.firms().iter().map(|f| to_fold(&f.range)));
    mask.extend(company::announced(doc, &|_| false).iter().filter(|f| !scene.is_topic(&f.name)).map(|f| to_fold(&f.range)));
    mask.extend(addresses(&doc.fold));
    let mut mentions = scene.catalogue.mentions(doc, &(0..doc.fold.len()), &mask);
    let sentences: Vec<(Range<usize>, bool)> = doc
        .sentences
        .iter()
        .map(|s| {
            let t = doc.folded_str(s);
            (s.clone(), t.ends_with('?') && !WORDS.request.found(t) && !WORDS.register.found(t))
        })
        .collect();
    mentions.retain(|m| {
        let next = sentences.partition_point(|(s, _)| s.end <= m.range.start);
        !sentences.get(next).is_some_and(|(s, asks)| *asks && s.contains(&m.range.start))
    });
    // a topic word counts where the sentence registers, names a keyword, or nothing else is there
    if mentions.iter().any(|m| m.strength == Strength::Topic && registers_near(doc, m)) {
        mentions.retain(|m| m.strength != Strength::Topic || registers_near(doc, m));
    }
    mentions
}

fn registers_near(doc: &Doc, mention: &Mention) -> bool {
    let text = doc.folded_str(&doc.sentence_at(mention.range.start));
    WORDS.register.found(text)
        || ["session", "workshop", "thema", "topic", "forum", "panel", "bitte", "please", "platz", "sache"].iter().any(|w| text.contains(w))
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

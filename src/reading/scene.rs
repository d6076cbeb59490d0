//! A mail laid out for reading: what the sender wrote now, the signature, what is quoted and by whom, and who the sender is.

use std::ops::Range;

use super::Place;
use super::name::{self, Display};
use super::session::{Catalogue, title_mask};
use super::text::Doc;
use super::words::companies::is_freemail;
use crate::event::Event;
use crate::message::{Author, Block, BlockKind, Message};
use crate::person::fold;

/// No more of a text is read than this, in bytes: what a registration has to say stands in its first pages.
const MAX_TEXT: usize = 64 * 1024;

/// A quoted or forwarded mail.
#[derive(Debug)]
pub struct Quote {
    /// Its text.
    pub doc: Doc,
    /// Whether we wrote it.
    pub own: bool,
    /// Who wrote it, if that is known.
    pub author: Option<Author>,
    /// Its place among the blocks of the mail.
    pub index: usize,
}

/// Everything a rule may look at.
#[derive(Debug)]
pub struct Scene<'a> {
    /// The mail.
    pub message: &'a Message,
    /// The event.
    pub event: &'a Event,
    /// Its sessions.
    pub catalogue: &'a Catalogue,
    /// The subject, as far as the sender wrote it himself.
    pub subject: Doc,
    /// What the sender wrote now, with the place of each block in the mail.
    pub texts: Vec<(usize, Doc)>,
    /// Signatures of the sender.
    pub signatures: Vec<Doc>,
    /// Quoted and forwarded mails, newest first.
    pub quotes: Vec<Quote>,
    /// What the display name of From says.
    pub display: Display,
}

impl<'a> Scene<'a> {
    /// Lays out a mail.
    pub fn new(message: &'a Message, event: &'a Event, catalogue: &'a Catalogue) -> Self {
        let mut texts = Vec::new();
        let mut signatures = Vec::new();
        let mut quotes: Vec<Quote> = Vec::new();
        // answers between its lines part a quote: its pieces belong to the author named before the first
        let mut last_own = None;
        for (index, block) in message.blocks.iter().enumerate() {
            match block.kind {
                BlockKind::New => texts.push((index, Doc::new(Place::Text, joined(block)))),
                BlockKind::Signature => {
                    let doc = Doc::new(Place::Signature, joined(block));
                    // labelled lines at the end of a mail are a filled-in form, whatever they look like
                    if super::form::is_filled_in(&doc) { texts.push((index, doc.placed(Place::Text))) } else { signatures.push(doc) }
                }
                BlockKind::Quote | BlockKind::Forward => {
                    let doc = Doc::new(Place::Quote, joined(block));
                    let own = last_own.filter(|_| block.author.is_none()).unwrap_or_else(|| is_own(block, &doc, event, catalogue));
                    last_own = Some(own).filter(|_| block.author.is_some() || own);
                    let place = if own { Place::OwnQuote } else { Place::Quote };
                    quotes.push(Quote { doc: doc.placed(place), own, author: block.author.clone(), index });
                }
                BlockKind::Attribution | BlockKind::Footer => {}
            }
        }
        let display = message.from.as_ref().and_then(|f| f.name.as_deref()).map(name::from_display).unwrap_or_default();
        let display = small_name(message).map_or(display, |person| Display { person: Some(person), rest: None });
        let subject = Doc::new(Place::Subject, own_words(&message.subject, event));
        Self { message, event, catalogue, subject, texts, signatures, quotes, display }
    }

    /// The new text folded, in one piece.
    pub fn said(&self) -> String {
        self.texts.iter().map(|(_, d)| d.fold.as_str()).collect::<Vec<_>>().join("\n\n")
    }

    /// Whether the mail answers one of ours that confirmed a registration.
    pub fn answers_confirmation(&self) -> bool {
        let subject = fold(&self.message.subject);
        let told = [
            "anmeldebestaetigung", "bestaetigung", "you are registered", "confirmation", "registration confirmed", "ihre anmeldung",
            "your registration",
        ]
        .iter()
        .any(|w| subject.contains(w));
        let reply = ["re ", "aw ", "antwort", "wg ", "fwd "].iter().any(|w| subject.starts_with(w));
        told && reply
            || self.quotes.iter().any(|q| {
                q.own
                    && [
                        "haben notiert", "have noted", "vielen dank fuer ihre anmeldung", "thank you for registering",
                        "bestaetigen wir ihnen", "we confirm", "gerne bestaetigen", "sie sind angemeldet", "you are registered",
                    ]
                    .iter()
                    .any(|w| q.doc.fold.contains(w))
            })
    }

    /// Whether the mail answers a question of ours about a registration.
    pub fn answers_question(&self) -> bool {
        self.quotes.iter().any(|q| {
            q.own
                && super::words::WORDS.our_question.found(&q.doc.fold)
                && ["notiert", "noted", "nachricht", "message"].iter().any(|w| q.doc.fold.contains(w))
        })
    }

    /// Stretches of a text whose words point to no session: the event's title.
    pub fn title_mask(&self, doc: &Doc) -> Vec<Range<usize>> {
        title_mask(doc, self.event)
    }

    /// Whether words are a session's title or a part of it, and nothing else: "City-Logistik" is no firm.
    pub fn is_topic(&self, words: &str) -> bool {
        let doc = Doc::new(Place::Text, words.to_owned());
        let mentions = self.catalogue.mentions(&doc, &(0..doc.fold.len()), &[]);
        let covered: usize = mentions.iter().map(|m| m.range.len()).sum();
        covered * 10 >= doc.fold.trim().len() * 6
    }

    /// The sender's domain where it says something about a firm, without its ending: "energiewerk-reinhardswald".
    pub fn firm_domain(&self) -> Option<&str> {
        let domain = self.message.from.as_ref()?.address.domain();
        if is_freemail(domain) || domain == self.event.address.domain() {
            return None;
        }
        let mut labels: Vec<&str> = domain.split('.').collect();
        labels.pop();
        if labels.len() > 1 && labels.last().is_some_and(|l| matches!(*l, "co" | "com" | "org" | "ac" | "gov" | "net")) {
            labels.pop();
        }
        labels.last().copied().filter(|l| l.len() >= 2)
    }

    /// Whether somebody else's address or name is the sender's own, for bylines such as `Name <address>`.
    pub fn is_sender(&self, text: &str) -> bool {
        self.display.person.as_deref().is_some_and(|p| name::compatible(p, text))
    }
}

/// "pat oleary <pat.oleary@…>": a display name all small whose words stand in the address is a name.
fn small_name(message: &Message) -> Option<String> {
    let from = message.from.as_ref()?;
    let name = from.name.as_deref()?;
    let words: Vec<&str> = name.split_whitespace().collect();
    let small = words.len() == 2 && words.iter().all(|w| w.chars().all(char::is_lowercase) && w.len() > 1);
    let local = fold(from.address.local());
    (small && words.iter().all(|w| local.contains(&fold(w)))).then(|| name.to_owned())
}

fn joined(block: &Block) -> String {
    let mut text = String::new();
    for line in &block.lines {
        if text.len() + line.len() > MAX_TEXT {
            break;
        }
        text.push_str(line);
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// Whether we wrote a quoted mail: its author has our address, or it names two sessions by their whole titles, as an announcement does.
fn is_own(block: &Block, doc: &Doc, event: &Event, catalogue: &Catalogue) -> bool {
    if let Some(address) = block.author.as_ref().and_then(|a| a.address.as_ref()) {
        return address.same_mailbox(&event.address) || address.domain() == event.address.domain();
    }
    let known = block.author.as_ref().and_then(|a| a.name.as_deref()).is_some_and(|name| {
        let (name, title) = (fold(name), fold(&event.title));
        let words: Vec<&str> = name.split(' ').filter(|w| w.len() > 2).collect();
        name.len() > 6
            && (title.contains(&name)
                || name.contains(&title)
                || !words.is_empty() && words.iter().all(|w| title.split(' ').any(|t| t == *w)))
    });
    let titles = event.sessions.iter().filter(|s| doc.fold.contains(&Doc::new(Place::Text, s.title.clone()).fold)).count();
    let several = catalogue.len() > 1 && titles >= 2;
    known || several || doc.fold.contains(&event.address.key())
}

/// The subject without reply marks, and empty where it only repeats a subject of ours.
fn own_words(subject: &str, event: &Event) -> String {
    let mut rest = subject.trim();
    let mut answered = false;
    while let Some((mark, tail)) = rest.split_once(':') {
        let mark = fold(mark.split(['[', '(']).next().unwrap_or_default());
        if !matches!(mark.as_str(), "re" | "aw" | "antw" | "antwort" | "wg" | "fw" | "fwd" | "sv" | "rif" | "tr" | "vs") {
            break;
        }
        answered = true;
        rest = tail.trim_start();
    }
    let title = fold(&event.title);
    let short = fold(event.title.split([':', '–', '-']).next().unwrap_or_default());
    let folded = fold(rest);
    let ours = answered && (folded.contains(&title) || short.len() > 6 && folded.contains(&short));
    if ours { String::new() } else { rest.to_owned() }
}

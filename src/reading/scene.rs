//! A mail laid out for reading: what the sender wrote now, the signature, what is quoted and by whom, and who the sender is.

use std::cell::OnceCell;
use std::sync::Arc;

use super::Place;
use super::learned::naming::Writer;
use super::name::{self, Display};
use super::session::Catalogue;
use super::text::Doc;
use super::understood::{self, Understood};
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
    /// Whether the subject is that of an answer or a forward, and so was not written for this mail.
    pub answered: bool,
    /// What the sender wrote now, with the place of each block in the mail.
    pub texts: Vec<(usize, Doc)>,
    /// Signatures of the sender.
    pub signatures: Vec<Doc>,
    /// Quoted and forwarded mails, newest first.
    pub quotes: Vec<Quote>,
    /// What the sender's address tells of names.
    pub writer: Arc<Writer>,
    /// What the display name of From says.
    pub display: Display,
    confirmed: OnceCell<bool>,
}

impl<'a> Scene<'a> {
    /// Lays out a mail.
    pub fn new(message: &'a Message, event: &'a Event, catalogue: &'a Catalogue) -> Self {
        let writer = Arc::new(message.from.as_ref().map(|f| Writer::new(f.address.as_str())).unwrap_or_default());
        let mut texts = Vec::new();
        let mut signatures = Vec::new();
        let mut quotes: Vec<Quote> = Vec::new();
        // answers between its lines part a quote: its pieces belong to the author named before the first
        let mut last_own = None;
        let mut last_author = None;
        for (index, block) in message.blocks.iter().enumerate() {
            match block.kind {
                BlockKind::New => texts.push((index, Doc::new(Place::Text, unwrapped(joined(block))).by(&writer))),
                BlockKind::Signature => {
                    let doc = Doc::new(Place::Signature, joined(block)).by(&writer);
                    // labelled lines at the end of a mail are a filled-in form, whatever they look like
                    if super::form::is_filled_in(&doc) { texts.push((index, doc.placed(Place::Text))) } else { signatures.push(doc) }
                }
                BlockKind::Quote | BlockKind::Forward => {
                    let author =
                        block.author.as_ref().and_then(|a| a.address.as_ref()).map(|a| Writer::new(a.as_str())).unwrap_or_default();
                    let doc = Doc::new(Place::Quote, unwrapped(joined(block))).by(&Arc::new(author));
                    let own = last_own
                        .filter(|_| block.author.is_none() || block.author == last_author)
                        .unwrap_or_else(|| is_own(block, &doc, event, catalogue));
                    last_own = Some(own).filter(|_| block.author.is_some() || own);
                    last_author.clone_from(&block.author);
                    let place = if own { Place::OwnQuote } else { Place::Quote };
                    quotes.push(Quote { doc: doc.placed(place), own, author: block.author.clone(), index });
                }
                BlockKind::Attribution | BlockKind::Footer => {}
            }
        }
        let display = message.from.as_ref().and_then(|f| f.name.as_deref()).map(|n| name::from_display(n, &writer)).unwrap_or_default();
        let display = small_name(message).map_or(display, |person| Display { person: Some(person), rest: None });
        let (subject, answered) = own_words(&message.subject, event);
        let subject = Doc::new(Place::Subject, subject).by(&writer);
        Self { message, event, catalogue, subject, answered, texts, signatures, quotes, writer, display, confirmed: OnceCell::new() }
    }

    /// The new text folded, in one piece.
    pub fn said(&self) -> String {
        self.texts.iter().map(|(_, d)| d.fold.as_str()).collect::<Vec<_>>().join("\n\n")
    }

    /// What one of its texts mentions and does.
    pub fn understood<'d>(&self, doc: &'d Doc) -> &'d Understood {
        doc.understood(self.event, self.catalogue)
    }

    /// Whether the mail answers one of ours that confirmed a registration: the subject says so, or the quote tells what is recorded.
    pub fn answers_confirmation(&self) -> bool {
        *self.confirmed.get_or_init(|| self.finds_confirmation())
    }

    fn finds_confirmation(&self) -> bool {
        const TOLD: &[&str] = &[
            "bestaetig", "vorgemerkt", "haben wir notiert", "eingetragen", "registriert", "reserviert", "sie sind angemeldet",
            "ihre anmeldung", "angemeldet", "confirm", "you are registered", "is registered", "have noted", "booked", "your booking",
            "your registration", "your place", "have you down", "thank you for registering",
        ];
        let subject = super::fold::fold(&self.message.subject);
        let by_subject = self.answered
            && ["bestaetig", "angemeldet", "confirm", "registered", "ihre anmeldung", "your registration", "your booking"]
                .iter()
                .any(|w| subject.contains(w));
        let by_quote = self.quotes.iter().filter(|q| q.own && !is_question(q)).any(|q| {
            let told = TOLD.iter().filter(|w| q.doc.fold.contains(*w)).count();
            told >= 1 && super::form::is_filled_in(&q.doc) || told >= 3
        });
        (by_subject || by_quote) && !self.answers_question()
    }

    /// Whether the mail answers a question of ours about a registration.
    pub fn answers_question(&self) -> bool {
        self.quotes.iter().any(|q| q.own && is_question(q))
    }

    /// Whether words are a session's title or a part of it, and nothing else: "City-Logistik" is no firm.
    pub fn is_topic(&self, words: &str) -> bool {
        understood::is_topic(self.catalogue, words)
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
}

/// Makes lines of prose that a mail program broke at its margin whole again, so that names and sessions are not cut in two: "Mairéad" at the end of a full line
/// goes on with "Burke" on the next. A line is full if the next word had not fitted.
fn unwrapped(text: String) -> String {
    const MARGINS: std::ops::RangeInclusive<usize> = 60..=80;
    let width = |line: &str| line.chars().count();
    let margin = text.lines().map(width).max().unwrap_or_default();
    if !MARGINS.contains(&margin) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        out.push_str(line);
        let Some(next) = lines.peek() else { break };
        let word = next.split_whitespace().next().map_or(0, width);
        let full = width(line) >= 45 && width(line.trim_end()) + 1 + word > margin;
        // fields of a form stay apart
        let labelled =
            |line: &str| line.contains(['\t', '|']) || line.split_once(':').is_some_and(|(label, _)| label.split_whitespace().count() <= 4);
        let goes_on = word > 0
            && !labelled(line)
            && !labelled(next)
            && next.starts_with(char::is_alphanumeric)
            && !name::is_list_item(next)
            && !line.trim_end().ends_with(':');
        out.push(if full && goes_on { ' ' } else { '\n' });
    }
    out
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

/// Whether a quoted mail of ours asks for what a registration lacks, having told what it has.
fn is_question(quote: &Quote) -> bool {
    super::words::WORDS.our_question.found(&quote.doc.fold)
        && ["notiert", "noted", "nachricht", "message", "vorgemerkt", "vermerkt", "anmeldung", "booking", "registration", "thank you for"]
            .iter()
            .any(|w| quote.doc.fold.contains(w))
        && !["laden sie herzlich ein", "laden wir sie", "invite you", "you are invited", "anmeldeschluss ist", "returns to"]
            .iter()
            .any(|w| quote.doc.fold.contains(w))
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

/// The subject without reply marks, and empty where it only repeats a subject of ours; and whether it had such marks.
fn own_words(subject: &str, event: &Event) -> (String, bool) {
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
    (if ours { String::new() } else { rest.to_owned() }, answered)
}

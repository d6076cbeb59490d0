//! Templates and a sender: all that is needed to write letters. Pure after loading.

use std::path::Path;

use jiff::{Timestamp, ToSpan};
use minijinja::{Value, context};

use super::digest::{self, DigestFacts};
use super::letter::{self, Cause, Frame, Written};
use super::template::{TemplateError, Templates, Texts};
use super::{salutation, sample, values};
use crate::address::{Address, Mailbox, clean};
use crate::event::{Event, Language};
use crate::message::Message;
use crate::registry::decision::{Reply, ReplyKind};

/// Templates and sender.
#[derive(Debug)]
pub struct Stationery {
    templates: Templates,
    from: Mailbox,
}

/// Something that organisers must know at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alert {
    /// The language of the organisers; the text below is the caller's.
    pub language: Language,
    /// What happened, for the subject: a few words without a full stop.
    pub subject: String,
    /// What happened and what to do, a paragraph a line.
    pub lines: Vec<String>,
}

impl Stationery {
    /// Takes the embedded templates, replaced by those in `folder`, and parses them. Errors name file and line and what was expected.
    pub fn load(folder: Option<&Path>, from: &Mailbox) -> Result<Self, TemplateError> {
        Ok(Self { templates: Templates::load(folder)?, from: from.clone() })
    }

    /// Writes the answer to `message`, which reached the mailbox at `arrival`. `lot` are 128 fresh random bits (law 8), `now` is the Date.
    pub fn write(
        &self,
        reply: &Reply,
        message: &Message,
        arrival: Timestamp,
        event: &Event,
        lot: u128,
        now: Timestamp,
    ) -> Result<Written, TemplateError> {
        let texts = self.templates.render(reply.kind.key(), reply.language, self.letter_values(reply, message, arrival, event, now))?;
        let thread = message.message_id.iter().chain(&message.thread).map(String::as_str);
        // What is answered comes first; a mail without an id of its own is not answered in a thread.
        let answers = if message.message_id.is_some() { thread.collect() } else { Vec::new() };
        let frame =
            Frame { cause: Cause::Reply, answers, ..self.frame(&reply.to, &event.address, reply.kind.key(), reply.language, lot, now) };
        letter::write(&frame, &texts)
    }

    /// Writes the digest for one organiser.
    pub fn digest(&self, facts: &DigestFacts, event: &Event, to: &Address, lot: u128, now: Timestamp) -> Result<Written, TemplateError> {
        let texts = self.digest_texts(facts, event)?;
        letter::write(&self.frame(to, &event.address, "digest", event.language, lot, now), &texts)
    }

    /// The digest as a page, for `empfang digest --preview`.
    pub fn digest_html(&self, facts: &DigestFacts, event: &Event) -> Result<String, TemplateError> {
        Ok(self.digest_texts(facts, event)?.html)
    }

    /// Writes an alert for one organiser; answers go to the event, if it is about one, else to the sender.
    pub fn alert(&self, alert: &Alert, to: &Address, event: Option<&Event>, lot: u128, now: Timestamp) -> Result<Written, TemplateError> {
        let own = event.map_or(&self.from.address, |event| &event.address);
        let lines: Vec<String> = alert.lines.iter().map(|line| clean(line, 1_000)).filter(|line| !line.is_empty()).collect();
        let values = context! {
            language => alert.language.code(),
            event => event.map(|event| self.event(event, alert.language, now)),
            what => values::line(&alert.subject),
            lines,
        };
        let texts = self.templates.render("alert", alert.language, values)?;
        letter::write(&self.frame(to, own, "alert", alert.language, lot, now), &texts)
    }

    /// Writes every letter in every language with sample data in the places of a real event: what `empfang check` tries.
    pub fn rehearse(&self, event: &Event) -> Result<Vec<Written>, TemplateError> {
        let now = event.deadline.at.timestamp().saturating_sub(1.hour()).unwrap_or(Timestamp::UNIX_EPOCH);
        let mut written = Vec::new();
        for language in [Language::De, Language::En] {
            for kind in ReplyKind::ALL {
                for (reply, message) in sample::replies(kind, language, event) {
                    written.push(self.write(&reply, &message, now, event, written.len() as u128, now)?);
                }
            }
            let event = Event { language, ..event.clone() };
            for facts in [sample::digest(&event, now), DigestFacts { now, ..DigestFacts::default() }] {
                written.push(self.digest(&facts, &event, &event.address, written.len() as u128, now)?);
            }
            for event in [Some(&event), None] {
                let alert = sample::alert(language);
                written.push(self.alert(&alert, &self.from.address, event, written.len() as u128, now)?);
            }
        }
        Ok(written)
    }

    fn digest_texts(&self, facts: &DigestFacts, event: &Event) -> Result<Texts, TemplateError> {
        let render = |names| {
            let values = digest::values(facts, event, self.event(event, event.language, facts.now), names);
            self.templates.render("digest", event.language, values)
        };
        let [most, fewer @ ..] = digest::NAMES;
        let mut texts = render(most)?;
        for names in fewer {
            if texts.html.len() <= digest::MAX_HTML {
                break;
            }
            texts = render(names)?;
        }
        Ok(texts)
    }

    fn letter_values(&self, reply: &Reply, message: &Message, arrival: Timestamp, event: &Event, now: Timestamp) -> Value {
        let language = reply.language;
        let writer = message.from.as_ref().and_then(|from| from.name.as_deref());
        let name = salutation::name_of_writer(writer, &reply.attendees);
        // The letter speaks to the attendee if the one attendee is the writer, else about the attendees.
        let to_attendee = match (reply.attendees.as_slice(), &name) {
            ([one], Some(name)) => one.name.as_deref().is_some_and(|one| salutation::same_name(one, name)),
            _ => false,
        };
        // To the second, as the deadline is held; the minute alone would sometimes show the same time twice.
        let same_minute = arrival.as_second().div_euclid(60) == event.deadline.at.timestamp().as_second().div_euclid(60);
        context! {
            language => language.code(),
            event => self.event(event, language, now),
            name,
            to_attendee,
            attendees => values::attendees(&reply.attendees, event, language),
            missing => values::missing(&reply.missing),
            unclear => values::quotes(&reply.unclear),
            before => reply.before.as_ref().map(|id| values::session_of(id, event, language)),
            passed_on => reply.passed_on,
            arrival => values::moment(arrival, &event.timezone, language),
            same_minute,
        }
    }

    fn event(&self, event: &Event, language: Language, now: Timestamp) -> Value {
        values::event(event, language, now, self.from.name.as_deref())
    }

    fn frame<'a>(
        &'a self,
        to: &'a Address,
        own: &'a Address,
        kind: &'static str,
        language: Language,
        lot: u128,
        now: Timestamp,
    ) -> Frame<'a> {
        Frame { from: &self.from, to, own, kind, language, cause: Cause::Own, answers: Vec::new(), lot, now }
    }
}

//! The way of a mail, on one page: raw bytes → message → reading → decision → letter → rows.
//!
//! Everything between the bytes and the rows is pure, and whatever goes wrong there (a panic in a parser, a template that can't be
//! rendered) makes the mail one for a person: it is never lost, and never stops those behind it.

mod caps;

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use crate::address::{Address, clean};
use crate::clock::Lots;
use crate::config::{Config, Route, Source};
use crate::event::{Event, EventId};
use crate::inbox::RawMail;
use crate::message::{Machine, Message, Oddity, Origin};
use crate::reading::{Reader, Reading};
use crate::registry::decision::{Decision, Outcome};
use crate::registry::{self, Sender, amend};
use crate::reply::{Stationery, TemplateError, Written};
use crate::store::ledger::{Entry, Spot, Tray};
use crate::store::outbox::Quoted;
use crate::store::{Books, StoreError};
use caps::Caps;

/// The longest reason that is recorded, in characters.
const MAX_REASON: usize = 300;

/// Everything that decides about mails and stays the same from mail to mail.
#[derive(Debug)]
pub struct Desk {
    readers: Vec<Reader>,
    /// Our own addresses: they are never answered.
    own: Vec<Address>,
    authserv_id: Option<String>,
    /// Whether the mailbox is a Maildir, where the file's time says little about the arrival.
    maildir: bool,
    caps: Caps,
    stationery: Stationery,
    lots: Lots,
}

/// A mail whose bytes were parsed.
#[derive(Debug)]
pub struct Opened {
    raw: RawMail,
    /// `None`: parsing panicked.
    message: Option<Message>,
    content_key: String,
}

/// A mail of which everything is known that does not depend on the list.
#[derive(Debug)]
pub struct Read {
    mail: Opened,
    /// Those of our letters that it quotes.
    quoted: Vec<Quoted>,
    /// Its event and what it says; `None` if it was not parsed or its event can't be told.
    said: Option<(EventId, Option<Reading>)>,
}

/// What became of a mail, for log and summary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Receipt {
    /// Its UID.
    pub uid: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// Why.
    pub reason: String,
    /// Whether a letter was queued.
    pub answered: bool,
}

impl Desk {
    /// A desk for the configured events. Fails if a template is broken.
    pub fn new(config: &Config, lots: Lots) -> Result<Self, TemplateError> {
        let user = |account: &crate::config::Account| account.user.as_deref().and_then(Address::parse);
        let mut own: Vec<Address> = config.events.iter().map(|event| event.address.clone()).collect();
        own.push(config.smtp.from.address.clone());
        let source = if let Source::Imap(account) = &config.mailbox.source { user(account) } else { None };
        let route = if let Route::Smtp(account) = &config.smtp.route { user(account) } else { None };
        own.extend(source.into_iter().chain(route));
        Ok(Self {
            readers: config.events.iter().map(Reader::new).collect(),
            own,
            authserv_id: config.mailbox.authserv_id.clone(),
            maildir: matches!(config.mailbox.source, Source::Maildir(_)),
            caps: Caps { limits: config.limits, organisers: config.digest.to.clone() },
            stationery: Stationery::load(config.templates.as_deref(), &config.smtp.from)?,
            lots,
        })
    }

    /// What the mails are written with.
    pub fn stationery(&self) -> &Stationery {
        &self.stationery
    }

    /// Parses a mail. Needs no database, so it is done before the transaction.
    pub fn open(&self, raw: RawMail) -> Opened {
        let message = guarded(|| Message::parse(&raw.bytes, raw.whole, &self.own));
        let content_key = match &message {
            Some(message) if message.message_id.is_some() => message.content_key(),
            // Without a Message-ID nothing but the very same bytes are the same mail: two people may write the same words.
            _ => Sha256::digest(&raw.bytes).iter().fold("bytes:".to_owned(), |key, byte| format!("{key}{byte:02x}")),
        };
        Opened { raw, message, content_key }
    }

    /// Reads a parsed mail; `quoted` are those of our letters that [`Opened::thread`] names. Needs no database either: it is the work of
    /// milliseconds, and the one writer has better to do meanwhile.
    pub fn read(&self, mail: Opened, quoted: Vec<Quoted>) -> Read {
        let said = mail.message.as_ref().and_then(|message| {
            let reader = self.reader_of(message, &quoted)?;
            Some((reader.event().id.clone(), guarded(|| reader.read(message))))
        });
        Read { mail, quoted, said }
    }

    /// Gives each mail its outcome, with all its effects, within the transaction of `books`. Those that have one already are passed over.
    pub fn receive(&self, mails: &[Read], books: &Books<'_>, now: Timestamp) -> Result<Vec<Receipt>, StoreError> {
        let mut receipts = Vec::new();
        for read in mails {
            let mail = &read.mail;
            let message_id = mail.message.as_ref().and_then(|message| message.message_id.as_deref());
            let _span = tracing::info_span!("mail", uid = mail.raw.place.uid, message_id).entered();
            if books.knows(mail.spot())? {
                continue;
            }
            let receipt = match books.attempt(|books| self.take_in(read, books, now)) {
                Err(error) if error.concerns_one_row() => {
                    tracing::error!(%error, "a mail can't be recorded as decided");
                    let decision = for_a_person(format!("could not be recorded: {error}"));
                    self.record(mail, None, mail.raw.arrival.unwrap_or(now), &decision, None, books, now)
                }
                result => result,
            };
            receipts.push(receipt?);
        }
        Ok(receipts)
    }

    fn take_in(&self, read: &Read, books: &Books<'_>, now: Timestamp) -> Result<Receipt, StoreError> {
        let mail = &read.mail;
        if let Some(first) = books.first_like(&mail.content_key)? {
            let reason = format!("already recorded (ledger row {})", first.id.0);
            return self.record_again(mail, reason, first.tray, books, now);
        }
        let arrival = self.arrival(mail, now);
        let Some(message) = &mail.message else {
            return self.record(mail, None, arrival, &for_a_person("the program erred while parsing it".to_owned()), None, books, now);
        };
        let said = read
            .said
            .as_ref()
            .and_then(|(id, reading)| Some((self.readers.iter().map(Reader::event).find(|event| event.id == *id)?, reading)));
        let Some((event, reading)) = said else {
            return self.record(mail, None, arrival, &of_no_event(message), None, books, now);
        };
        let decision = match reading {
            Some(reading) => self.decide(read, message, event, reading, arrival, books)?,
            None => for_a_person("the program erred while reading it".to_owned()),
        };
        let (decision, letter) = self.write(decision, message, event, arrival, now);
        self.record(mail, Some(event), arrival, &decision, letter, books, now)
    }

    /// Which event a mail is about: the one whose address it was sent to, else the one of the letter that it answers, else the only one.
    /// Telling several apart by their words is issue 4.
    fn reader_of(&self, message: &Message, quoted: &[Quoted]) -> Option<&Reader> {
        let addressed = |reader: &&Reader| message.recipients.iter().any(|to| to.address.same_mailbox(&reader.event().address));
        let mut by_recipient = self.readers.iter().filter(addressed);
        if let (Some(reader), None) = (by_recipient.next(), by_recipient.next()) {
            return Some(reader);
        }
        let answered = |letter: &Quoted| self.readers.iter().find(|reader| letter.event.as_ref() == Some(&reader.event().id));
        quoted.iter().find_map(answered).or(if let [only] = self.readers.as_slice() { Some(only) } else { None })
    }

    /// When the mail reached the server (law 5).
    fn arrival(&self, mail: &Opened, now: Timestamp) -> Timestamp {
        let received = mail.message.as_ref().and_then(|message| message.received);
        let arrival = if self.maildir { received.or(mail.raw.arrival) } else { mail.raw.arrival.or(received) };
        arrival.unwrap_or(now)
    }

    fn decide(
        &self,
        Read { mail, quoted, .. }: &Read,
        message: &Message,
        event: &Event,
        reading: &Reading,
        arrival: Timestamp,
        books: &Books<'_>,
    ) -> Result<Decision, StoreError> {
        let recipients: Vec<Address> = quoted.iter().map(|letter| letter.recipient.clone()).collect();
        let sender = Sender {
            contact: message.answer_to(&self.own).cloned(),
            proven: amend::proven(message, &recipients, self.authserv_id.as_deref()),
            origin: message.origin.clone(),
            answered: mail.raw.answered,
        };
        let names: Vec<&str> = reading.attendees.iter().filter_map(|guest| guest.name.as_ref()).map(|name| name.value.as_str()).collect();
        let causes: Vec<_> = quoted.iter().filter_map(|letter| letter.cause).collect();
        let roster = books.roster(&event.id, &names, sender.contact.as_ref(), &causes)?;
        let decision = guarded(|| registry::decide(event, &roster, reading, &sender, arrival));
        let mut decision = decision.unwrap_or_else(|| for_a_person("the program erred while deciding".to_owned()));
        if matches!(message.origin, Origin::Machine(Machine::DeliveryReport, _)) && !quoted.is_empty() {
            // Somebody waits for an answer that did not arrive, or will not for a while.
            decision.also_human = true;
            decision.reason = "a delivery report about a letter of ours".to_owned();
        }
        if message.oddities.contains(&Oddity::Truncated) && decision.outcome != Outcome::Ignore {
            decision.also_human = true;
            decision.reason.push_str("; too large: only its beginning was read");
        }
        Ok(decision)
    }

    fn write(
        &self,
        decision: Decision,
        message: &Message,
        event: &Event,
        arrival: Timestamp,
        now: Timestamp,
    ) -> (Decision, Option<Written>) {
        let Some(reply) = &decision.reply else { return (decision, None) };
        if self.own.iter().any(|own| own.same_mailbox(&reply.to)) {
            return (decision, None);
        }
        match guarded(|| self.stationery.write(reply, message, arrival, event, self.lots.draw(), now)) {
            Some(Ok(written)) => (decision, Some(written)),
            Some(Err(error)) => {
                tracing::error!(%error, "a letter can't be written");
                (for_a_person(format!("the {} letter could not be written", reply.kind.key())), None)
            }
            None => (for_a_person(format!("the program erred while writing the {} letter", reply.kind.key())), None),
        }
    }

    #[allow(clippy::too_many_arguments, reason = "the row is made of just these")]
    fn record(
        &self,
        mail: &Opened,
        event: Option<&Event>,
        arrival: Timestamp,
        decision: &Decision,
        letter: Option<Written>,
        books: &Books<'_>,
        now: Timestamp,
    ) -> Result<Receipt, StoreError> {
        let exceeded = letter.as_ref().map(|letter| self.caps.exceeded(&letter.to, books, now)).transpose()?.flatten();
        let also_human = decision.also_human || exceeded.as_ref().is_some_and(|cap| cap.needs_a_person());
        let tray = if also_human || decision.outcome == Outcome::Human { Tray::Review } else { Tray::Done };
        let reason = match &exceeded {
            Some(cap) => format!("{}; reply withheld: {cap}", decision.reason),
            None => decision.reason.clone(),
        };
        let message = mail.message.as_ref();
        let entry = Entry {
            message_id: message.and_then(|message| message.message_id.clone()),
            content_key: Some(mail.content_key.clone()),
            arrived: arrival,
            sender: message.and_then(|message| message.from.clone()),
            subject: message.map(|message| message.subject.clone()).unwrap_or_default(),
            event: event.map(|event| event.id.clone()),
            outcome: decision.outcome,
            reason: clean(&reason, MAX_REASON),
            also_human,
            withheld: exceeded.as_ref().map(ToString::to_string),
            tray,
        };
        let id = books.record(mail.spot(), &entry, now)?;
        if let Some(event) = event {
            for effect in &decision.effects {
                books.apply(effect, &event.id, id, arrival, now)?;
            }
        }
        let answered = letter.is_some() && exceeded.is_none();
        match (letter, exceeded, event) {
            (Some(letter), None, _) => {
                books.queue(Some(id), event.map(|event| &event.id), &letter, now)?;
            }
            (Some(letter), Some(cap), Some(event)) => {
                self.caps.alert(&cap, &letter.to, event, id, (&self.stationery, &self.lots), books, now)?
            }
            _ => {}
        }
        Ok(Receipt {
            uid: mail.raw.place.uid.clone(),
            message_id: entry.message_id,
            outcome: entry.outcome,
            reason: entry.reason,
            answered,
        })
    }

    /// The same mail at another place: it was moved, delivered twice, or its UIDVALIDITY is another one.
    fn record_again(&self, mail: &Opened, reason: String, tray: Tray, books: &Books<'_>, now: Timestamp) -> Result<Receipt, StoreError> {
        let message = mail.message.as_ref();
        let entry = Entry {
            message_id: message.and_then(|message| message.message_id.clone()),
            content_key: Some(mail.content_key.clone()),
            arrived: self.arrival(mail, now),
            sender: message.and_then(|message| message.from.clone()),
            subject: message.map(|message| message.subject.clone()).unwrap_or_default(),
            event: None,
            outcome: Outcome::Ignore,
            reason,
            also_human: false,
            withheld: None,
            tray,
        };
        books.record(mail.spot(), &entry, now)?;
        let Entry { message_id, outcome, reason, .. } = entry;
        Ok(Receipt { uid: mail.raw.place.uid.clone(), message_id, outcome, reason, answered: false })
    }
}

impl Opened {
    /// The Message-IDs that it answers, newest first.
    pub fn thread(&self) -> &[String] {
        self.message.as_ref().map(|message| message.thread.as_slice()).unwrap_or_default()
    }

    fn spot(&self) -> Spot<'_> {
        Spot { mailbox: &self.raw.place.mailbox, validity: self.raw.place.validity, uid: &self.raw.place.uid }
    }
}

/// A message of which nothing is known but its place gets its outcome as well: it broke each fetch, or it went away before one.
pub fn record_unread(spot: Spot<'_>, reason: &str, books: &Books<'_>, now: Timestamp) -> Result<Receipt, StoreError> {
    let entry = Entry {
        message_id: None,
        content_key: None,
        arrived: now,
        sender: None,
        subject: String::new(),
        event: None,
        outcome: Outcome::Human,
        reason: reason.to_owned(),
        also_human: false,
        withheld: None,
        tray: Tray::Review,
    };
    books.record(spot, &entry, now)?;
    Ok(Receipt { uid: spot.uid.to_owned(), message_id: None, outcome: entry.outcome, reason: entry.reason, answered: false })
}

fn of_no_event(message: &Message) -> Decision {
    match &message.origin {
        Origin::Machine(_, sign) => Decision { outcome: Outcome::Ignore, ..for_a_person(format!("written by a machine: {sign}")) },
        _ => for_a_person("which event it is about is not clear".to_owned()),
    }
}

fn for_a_person(reason: String) -> Decision {
    Decision { outcome: Outcome::Human, reason, also_human: false, effects: Vec::new(), reply: None }
}

/// `None` if `work` panics. What it works on are values that are thrown away then, so nothing half-done is seen by anybody.
fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(work)).ok()
}

//! Raw bytes become a [`Message`]: headers, the best text cut into blocks, robot or person. Pure: any bytes give a message.

mod answer;
mod blocks;
mod body;
mod calendar;
mod card;
mod charset;
mod cms;
mod header;
mod html;
mod machine;
mod mime;
mod pattern;
mod phrases;
mod text;
mod versions;

use jiff::Timestamp;

use crate::address::{Address, Mailbox};

/// A mail, as far as the product looks at it. All texts are decoded, NFC, free of control and bidi characters.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Message {
    /// Message-ID without angle brackets, if there is a sane one.
    pub message_id: Option<String>,
    /// The ids of In-Reply-To and then References (newest first), without angle brackets, at most ten.
    pub thread: Vec<String>,
    /// The one sender; `None` if there is none or more than one.
    pub from: Option<Mailbox>,
    /// Reply-To, if it names one address.
    pub reply_to: Option<Mailbox>,
    /// To, Cc, Delivered-To, X-Original-To.
    pub recipients: Vec<Mailbox>,
    /// Cc alone.
    pub cc: Vec<Mailbox>,
    /// Subject, as one line.
    pub subject: String,
    /// The sender's clock. Never decides anything.
    pub date: Option<Timestamp>,
    /// The time of the topmost `Received`: when it reached the mailbox (law 5), where the mailbox itself does not tell.
    pub received: Option<Timestamp>,
    /// The Organization header.
    pub organization: Option<String>,
    /// The best text in blocks, in the order of the mail.
    pub blocks: Vec<Block>,
    /// Person or machine.
    pub origin: Origin,
    /// The calendar answer that it carries.
    pub calendar: Option<CalendarReply>,
    /// Attached visiting cards.
    pub cards: Vec<Card>,
    /// Attachments and inline pictures: (file name, media type).
    pub attachments: Vec<(String, String)>,
    /// What is odd about it.
    pub oddities: Vec<Oddity>,
    /// All Authentication-Results headers, topmost first, with whether they stand above the first Received (RFC 8601 section 5).
    pub authentication: Vec<(bool, String)>,
}

/// Bytes of a mail that are looked at. No text that a person wrote lies behind them.
const MAX_RAW: usize = 32 * 1024 * 1024;

impl Message {
    /// Reads a mail. `whole` is false where only its beginning was fetched; `own` are our addresses, by which our own mail is recognised.
    /// Any bytes give a message; what can't be taken as a mail is [`Oddity::Unreadable`].
    pub fn parse(raw: &[u8], whole: bool, own: &[Address]) -> Self {
        let (raw, whole) = raw.get(..MAX_RAW).map_or((raw, whole), |start| (start, false));
        // mail-parser has panicked on hostile input before (its issues 145 and 155); a mail must never stop the rest.
        let read = std::panic::catch_unwind(|| Self::read(raw, whole, own));
        read.unwrap_or_else(|_| Self { oddities: vec![Oddity::Unreadable], ..Self::default() })
    }

    fn read(raw: &[u8], whole: bool, own: &[Address]) -> Self {
        let root = mime::Part::read(raw);
        let fields = &root.fields;
        let (from, several) = header::sender(fields);
        let subject = header::subject(fields);
        let reply_to = header::reply_to(fields);
        let mut body = body::read(&root, whole);
        if several {
            body.oddities.push(Oddity::SeveralSenders);
        }
        if fields.is_empty() {
            body.oddities.push(Oddity::Unreadable);
        }
        let blocks = blocks::cut(&body.lines, &subject, from.as_ref());
        if blocks.is_empty() {
            body.oddities.push(Oddity::NoText);
        }
        let signs = machine::Signs {
            root: &root,
            from: from.as_ref(),
            reply_to: reply_to.as_ref(),
            subject: &subject,
            blocks: &blocks,
            calendar: body.calendar.as_ref(),
            own,
        };
        let origin = machine::origin(&signs);
        body.oddities.sort();
        body.oddities.dedup();
        Self {
            message_id: fields.first("message-id").and_then(|v| header::ids(v).into_iter().next()),
            thread: header::thread(fields),
            reply_to,
            recipients: header::recipients(fields, &["to", "cc", "delivered-to", "x-original-to"]),
            cc: header::recipients(fields, &["cc"]),
            date: fields.first("date").and_then(header::date),
            received: header::received(fields),
            organization: fields.first("organization").map(|o| crate::address::clean(&header::words(o), 200)).filter(|o| !o.is_empty()),
            origin,
            calendar: body.calendar,
            cards: body.cards,
            attachments: body.attachments,
            oddities: body.oddities,
            authentication: header::authentication(fields),
            from,
            subject,
            blocks,
        }
    }

    /// The new text alone, joined by line ends.
    pub fn new_text(&self) -> String {
        let new = self.blocks.iter().filter(|b| b.kind == BlockKind::New);
        new.flat_map(|b| &b.lines).map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// Consecutive lines of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What kind.
    pub kind: BlockKind,
    /// Who wrote it, where an attribution line or a header block says so ("Am … schrieb Max <max@x>:").
    pub author: Option<Author>,
    /// The lines, right-trimmed, quote marks (`>`) taken off, invisible characters out; empty lines stay as "". A row of an HTML table is
    /// one line with its cells separated by a tab.
    pub lines: Vec<String>,
}

/// Who wrote a quoted or forwarded block.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Author {
    /// The display name.
    pub name: Option<String>,
    /// The address.
    pub address: Option<Address>,
    /// The subject of the quoted mail, where the header block names it.
    pub subject: Option<String>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum BlockKind {
    /// Written now, by the sender.
    New,
    /// Written now, by the sender, below the greeting or the signature mark: name, position, company, address, register entries.
    Signature,
    /// An automatic footer: "Von meinem iPhone gesendet", advertising of the mail provider, a disclaimer.
    Footer,
    /// The attribution or header block before a quote ("Am … schrieb …:", "Von: … Gesendet: …").
    Attribution,
    /// An earlier mail below or around an answer.
    Quote,
    /// An earlier mail passed on ("WG:", "Fwd:", "-----Weitergeleitete Nachricht-----").
    Forward,
}

/// Whether a person wrote it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Origin {
    /// Nothing speaks against a person.
    #[default]
    Person,
    /// Surely a machine: is never answered.
    Machine(Machine, String),
    /// A weak sign of a machine (a mere Precedence: bulk): goes to a person unless it clearly registers. The text says which sign.
    Doubtful(String),
}

/// What kind of machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Machine {
    /// Our own mail coming back.
    Own,
    /// A delivery report (RFC 3464), an abuse report (RFC 5965), or a daemon's note.
    DeliveryReport,
    /// A read receipt (RFC 8098).
    Receipt,
    /// Out of office and other automatic answers (RFC 3834).
    AutoReply,
    /// A mailing list or newsletter.
    List,
    /// Generated mail from a no-reply address or alike.
    Generated,
}

/// An answer to a calendar invitation (RFC 5546 section 3.2.3, METHOD:REPLY), or another calendar method.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarReply {
    /// METHOD in upper case: REPLY, COUNTER, REQUEST, CANCEL …
    pub method: String,
    /// UID
    pub uid: Option<String>,
    /// PARTSTAT of the attendee in upper case: ACCEPTED, DECLINED, TENTATIVE …
    pub status: Option<String>,
    /// Who answers: CN and address of the ATTENDEE.
    pub attendee: Option<Mailbox>,
    /// SEQUENCE
    pub sequence: Option<u32>,
}

/// A visiting card (vCard).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Card {
    /// FN, or N put in order.
    pub name: Option<String>,
    /// The first component of ORG.
    pub company: Option<String>,
    /// EMAIL
    pub address: Option<Address>,
}

/// What is odd about a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Oddity {
    /// Could not be taken as a mail at all.
    Unreadable,
    /// Only its beginning was fetched, and that ends within the text.
    Truncated,
    /// Encrypted: the text can't be read.
    Encrypted,
    /// Text and HTML say different things.
    Contradictory,
    /// More than one sender.
    SeveralSenders,
    /// No text at all.
    NoText,
}

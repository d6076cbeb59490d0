//! Raw bytes become a [`Message`]: headers, the best text cut into blocks, robot or person. Pure: any bytes give a message.

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

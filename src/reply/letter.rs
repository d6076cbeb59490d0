//! Texts and addresses become the bytes of a mail (RFC 5322, MIME): 7-bit clean, CRLF line ends, the same bytes for the same input.

use jiff::Timestamp;
use lettre::message::header::{ContentType, Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox as LettreMailbox, MultiPart, SinglePart};
use sha2::{Digest, Sha256};

use super::template::{TemplateError, Texts};
use crate::address::{Address, Mailbox};
use crate::event::Language;

/// So many ids of the thread go into References besides the one that is answered; RFC 5322 section 3.6.4 allows to shorten.
const MAX_REFERENCES: usize = 4;
/// A longer Message-ID is none (RFC 5322 section 2.1.1: 998 characters a line; no mail program makes ids beyond some 150).
const MAX_ID: usize = 200;

/// A mail that is ready to be queued. It is stored and sent as it is (law 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its Message-ID without angle brackets: 128 random bits in hexadecimal, `@`, the domain of the sender.
    pub message_id: String,
    /// The recipient in the form in which it is written to: an international domain in its ASCII form.
    pub to: Address,
    /// The name of its template.
    pub kind: &'static str,
    /// The Message-ID of the mail that it answers, without angle brackets.
    pub in_reply_to: Option<String>,
    /// The whole mail: CRLF line ends, nothing but ASCII, no line above 998 characters.
    pub bytes: Vec<u8>,
}

/// What a mail is made of besides its texts.
pub struct Frame<'a> {
    /// The sender.
    pub from: &'a Mailbox,
    /// The recipient.
    pub to: &'a Address,
    /// Where answers go to, and the mark by which we know our own mail when it comes back.
    pub own: &'a Address,
    /// The name of the template.
    pub kind: &'static str,
    /// The language of the texts.
    pub language: Language,
    /// The value of Auto-Submitted.
    pub cause: Cause,
    /// The Message-ID that is answered and those before it, newest first; those that are not sane are left out.
    pub answers: Vec<&'a str>,
    /// 128 random bits.
    pub lot: u128,
    /// The Date.
    pub now: Timestamp,
}

/// Why we write (RFC 3834 section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Because of a mail.
    Reply,
    /// By ourselves: digest, alert.
    Own,
}

/// Whether a mail can be written to `address`: a local part of ASCII (others need SMTPUTF8, which few servers have) and a domain that
/// exists in ASCII form.
pub fn writable(address: &Address) -> bool {
    in_ascii(address).and_then(|ascii| to_lettre(&ascii)).is_ok()
}

/// Puts a mail together.
pub fn write(frame: &Frame<'_>, texts: &Texts) -> Result<Written, TemplateError> {
    let (from, to, own) = (in_ascii(&frame.from.address)?, in_ascii(frame.to)?, in_ascii(frame.own)?);
    let message_id = format!("{:032x}@{}", frame.lot, from.domain());
    let mut ids: Vec<&str> = Vec::new();
    for id in frame.answers.iter().copied().filter(|id| is_sane(id)) {
        if !ids.contains(&id) && ids.len() <= MAX_REFERENCES {
            ids.push(id);
        }
    }
    let in_reply_to = frame.answers.first().copied().filter(|id| is_sane(id));

    let mut builder = lettre::Message::builder()
        .from(LettreMailbox::new(frame.from.name.clone(), to_lettre(&from)?))
        .to(LettreMailbox::new(None, to_lettre(&to)?))
        .reply_to(LettreMailbox::new(None, to_lettre(&own)?))
        .subject(texts.subject.as_str())
        // lettre panics at dates before 1970 and after 9999.
        .date(std::time::SystemTime::from(frame.now.max(Timestamp::UNIX_EPOCH)))
        .message_id(Some(format!("<{message_id}>")));
    if let Some(id) = in_reply_to {
        builder = builder.in_reply_to(format!("<{id}>"));
    }
    if !ids.is_empty() {
        let oldest_first: Vec<String> = ids.iter().rev().map(|id| format!("<{id}>")).collect();
        builder = builder.references(oldest_first.join(" "));
    }
    let cause = if frame.cause == Cause::Reply { "auto-replied" } else { "auto-generated" };
    let message = builder
        .header(AutoSubmitted(cause.to_owned()))
        .header(AutoResponseSuppress("All".to_owned()))
        .header(Loop(own.to_string()))
        .header(Empfang(frame.kind.to_owned()))
        .header(ContentLanguage(frame.language.code().to_owned()))
        .multipart(alternative(texts, frame.lot))
        .map_err(|error| TemplateError::Mail(error.to_string()))?;
    Ok(Written { message_id, to, kind: frame.kind, in_reply_to: in_reply_to.map(str::to_owned), bytes: message.formatted() })
}

/// The boundary is drawn from the lot, so that the same input gives the same bytes, but does not show it: a part may be passed on alone.
fn alternative(texts: &Texts, lot: u128) -> MultiPart {
    let digest = Sha256::new().chain_update(b"boundary").chain_update(lot.to_be_bytes()).finalize();
    let boundary: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    // What a client prefers comes last (RFC 2046 section 5.1.4).
    MultiPart::alternative()
        .boundary(format!("empfang-{boundary}"))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(texts.text.clone()))
        .singlepart(SinglePart::builder().header(ContentType::TEXT_HTML).body(texts.html.clone()))
}

/// Whether `id` can go into a header: no spaces, brackets, controls or other alphabets, one `@` (RFC 5322 section 3.6.4).
fn is_sane(id: &str) -> bool {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '<' | '>' | '(' | ')' | '"' | '\\' | ',' | ';');
    // What looks like an encoded word (RFC 2047) would be decoded by some, and could become anything.
    id.len() <= MAX_ID
        && !id.contains("=?")
        && id.chars().all(plain)
        && id.split_once('@').is_some_and(|(left, right)| !left.is_empty() && !right.is_empty())
}

fn in_ascii(address: &Address) -> Result<Address, TemplateError> {
    let unwritable = |why: &str| TemplateError::Address(address.clone(), why.to_owned());
    if !address.local().is_ascii() {
        return Err(unwritable("the part before the @ has letters beyond ASCII"));
    }
    let domain = idna::domain_to_ascii(address.domain()).map_err(|_| unwritable("the domain has no ASCII form"))?;
    Address::parse(&format!("{}@{domain}", address.local())).ok_or_else(|| unwritable("the domain has no ASCII form"))
}

fn to_lettre(address: &Address) -> Result<lettre::Address, TemplateError> {
    lettre::Address::new(address.local(), address.domain()).map_err(|error| TemplateError::Address(address.clone(), error.to_string()))
}

/// Headers that lettre does not know. Their values are our own words or checked addresses.
macro_rules! own_header {
    ($type:ident, $name:literal) => {
        #[derive(Clone)]
        struct $type(String);

        impl Header for $type {
            fn name() -> HeaderName {
                HeaderName::new_from_ascii_str($name)
            }
            fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
                Ok(Self(text.to_owned()))
            }
            fn display(&self) -> HeaderValue {
                HeaderValue::new(Self::name(), self.0.clone())
            }
        }
    };
}

// RFC 3834 section 5: other responders do not answer it.
own_header!(AutoSubmitted, "Auto-Submitted");
// MS-OXCMAIL 2.1.3.2.20: Exchange sends no automatic reply, receipt or report for it.
own_header!(AutoResponseSuppress, "X-Auto-Response-Suppress");
// By both we know our own mail when it comes back.
own_header!(Loop, "X-Loop");
own_header!(Empfang, "X-Empfang");
// RFC 3282: for screen readers and translators.
own_header!(ContentLanguage, "Content-Language");

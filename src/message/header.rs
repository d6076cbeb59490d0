//! What header fields say: addresses, ids, dates, decoded words. mail-parser reads the values (RFC 5322, RFC 2047); this file chooses
//! which of several fields of a name counts, and refuses what is not sane.

use jiff::Timestamp;
use mail_parser::parsers::MessageStream;
use mail_parser::{DateTime, HeaderValue};

use super::mime::Fields;
use crate::address::{Address, Mailbox, clean};

/// Ids of a thread that are kept.
const MAX_THREAD: usize = 10;
/// Addresses of To and Cc that are kept.
const MAX_RECIPIENTS: usize = 100;
/// Characters of a subject that are kept.
const MAX_SUBJECT: usize = 500;
/// The longest Message-ID that is taken (RFC 5322 section 2.1.1: a line).
const MAX_ID: usize = 500;

/// The one sender, and whether there was more than one (RFC 5322 section 3.6.2 allows several; nobody can be answered then).
pub(super) fn sender(fields: &Fields) -> (Option<Mailbox>, bool) {
    let mut all: Vec<Mailbox> = fields.all("from").flat_map(mailboxes).collect();
    all.dedup_by(|b, a| a.address.key() == b.address.key());
    let several = all.len() > 1;
    (all.pop().filter(|_| !several), several)
}

/// Reply-To, if all such fields name one address.
pub(super) fn reply_to(fields: &Fields) -> Option<Mailbox> {
    let mut all: Vec<Mailbox> = fields.all("reply-to").flat_map(mailboxes).collect();
    all.dedup_by(|b, a| a.address.key() == b.address.key());
    all.pop().filter(|_| all.is_empty())
}

/// The mailboxes that the fields of these names hold, without repetition.
pub(super) fn recipients(fields: &Fields, names: &[&str]) -> Vec<Mailbox> {
    let mut out: Vec<Mailbox> = Vec::new();
    for mailbox in names.iter().flat_map(|name| fields.all(name)).flat_map(mailboxes) {
        if out.len() < MAX_RECIPIENTS && !out.iter().any(|m| m.address.key() == mailbox.address.key()) {
            out.push(mailbox);
        }
    }
    out
}

/// All mailboxes of an address field; groups are taken apart, what can't be written to is left out.
pub(super) fn mailboxes(value: &str) -> Vec<Mailbox> {
    let line = format!("{}\n", merge_words(value));
    let HeaderValue::Address(addresses) = MessageStream::new(line.as_bytes()).parse_address() else { return Vec::new() };
    let mailbox = |a: &mail_parser::Addr<'_>| {
        let address = Address::parse(a.address.as_deref()?.trim_matches(['<', '>', '\'', '"']))?;
        // Outlook puts single quotes around names that are addresses, and some senders around all names.
        let name = a.name.as_deref().map(|n| words(n).trim().trim_matches(['\'', '"']).to_owned());
        Some(Mailbox::new(name.as_deref(), address))
    };
    addresses.iter().take(MAX_RECIPIENTS * 2).filter_map(mailbox).collect()
}

/// The subject as one harmless line.
pub(super) fn subject(fields: &Fields) -> String {
    clean(&words(fields.first("subject").unwrap_or_default()), MAX_SUBJECT)
}

/// Unstructured text with its encoded words decoded (RFC 2047).
pub(super) fn words(value: &str) -> String {
    if !value.contains("=?") {
        return value.to_owned();
    }
    let line = format!("{}\n", merge_words(value));
    match MessageStream::new(line.as_bytes()).parse_unstructured() {
        HeaderValue::Text(text) => text.into_owned(),
        _ => value.to_owned(),
    }
}

/// The sane ids of a field like References, without angle brackets, in their order.
pub(super) fn ids(value: &str) -> Vec<String> {
    let bracketed = value.split('<').skip(1).filter_map(|t| t.split_once('>')).map(|(id, _)| id);
    let ids: Vec<String> = bracketed.filter_map(id).collect();
    // Old gateways leave the brackets out.
    if ids.is_empty() { value.split_whitespace().filter(|t| t.contains('@')).filter_map(id).collect() } else { ids }
}

fn id(text: &str) -> Option<String> {
    let id: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    (!id.is_empty() && id.len() <= MAX_ID && id.chars().all(|c| c.is_ascii_graphic())).then_some(id)
}

/// In-Reply-To, then References from the newest to the oldest.
pub(super) fn thread(fields: &Fields) -> Vec<String> {
    let answers = fields.all("in-reply-to").flat_map(ids);
    let mut references: Vec<String> = fields.all("references").flat_map(ids).collect();
    references.reverse();
    let mut out: Vec<String> = Vec::new();
    for id in answers.chain(references) {
        if out.len() < MAX_THREAD && !out.contains(&id) {
            out.push(id);
        }
    }
    out
}

/// When the topmost Received says that the mail arrived (RFC 5321 section 4.4: new ones are put on top; mail-parser's `received()`
/// gives the lowest, which the sender's side wrote).
pub(super) fn received(fields: &Fields) -> Option<Timestamp> {
    date(fields.first("received")?.rsplit_once(';')?.1)
}

/// A date, if there is such a day and time; mail-parser takes 99 November.
pub(super) fn date(value: &str) -> Option<Timestamp> {
    let line = format!("{}\n", value.trim());
    let HeaderValue::DateTime(date) = MessageStream::new(line.as_bytes()).parse_date() else { return None };
    exists(&date).then(|| Timestamp::from_second(date.to_timestamp()).ok())?
}

fn exists(date: &DateTime) -> bool {
    let day = (i16::try_from(date.year), i8::try_from(date.month), i8::try_from(date.day));
    let (Ok(year), Ok(month), Ok(day)) = day else { return false };
    date.is_valid() && jiff::civil::Date::new(year, month, day).is_ok()
}

/// All Authentication-Results, topmost first, with whether they stand above the first Received: only those can be our own server's
/// (RFC 8601 section 5).
pub(super) fn authentication(fields: &Fields) -> Vec<(bool, String)> {
    let mut above = true;
    let mut out = Vec::new();
    for (name, value) in fields.iter() {
        above &= name != "received";
        if name == "authentication-results" && out.len() < 20 {
            out.push((above, value.to_owned()));
        }
    }
    out
}

/// Joins neighbouring encoded words of one charset and encoding. Some senders cut a multi-byte character in two (forbidden by RFC 2047
/// section 5, done by PHP mailers and old Notes), which each half alone can't be decoded from.
fn merge_words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    let mut last: Option<(&str, &str, usize)> = None;
    while let Some((before, word)) = rest.split_once("=?") {
        let Some((charset, coding, data, after)) = encoded_word(word) else {
            out.push_str(before);
            out.push_str("=?");
            (rest, last) = (word, None);
            continue;
        };
        let joins = last.is_some_and(|(c, e, start)| {
            let body = out.get(start..out.len().saturating_sub(2)).unwrap_or_default();
            let whole = !coding.eq_ignore_ascii_case("b") || (!body.contains('=') && body.len() % 4 == 0);
            before.trim().is_empty() && c.eq_ignore_ascii_case(charset) && e.eq_ignore_ascii_case(coding) && whole
        });
        if joins {
            out.truncate(out.len() - 2);
        } else {
            out.push_str(before);
            out.push_str(&format!("=?{charset}?{coding}?"));
            last = Some((charset, coding, out.len()));
        }
        out.push_str(data);
        out.push_str("?=");
        rest = after;
    }
    out + rest
}

/// `charset?coding?data?=rest` in its pieces.
fn encoded_word(text: &str) -> Option<(&str, &str, &str, &str)> {
    let (charset, text) = text.split_once('?')?;
    let (coding, text) = text.split_once('?')?;
    let (data, rest) = text.split_once("?=")?;
    let sane = !charset.is_empty() && charset.len() < 40 && matches!(coding, "b" | "B" | "q" | "Q") && !data.contains('?');
    sane.then_some((charset, coding, data, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(text: &str) -> Fields {
        Fields::read(text.as_bytes()).0
    }

    #[test]
    fn senders() {
        let check = |text: &str, want: &str, several: bool| {
            let (from, more) = sender(&fields(text));
            assert_eq!((from.map(|m| m.to_string()).unwrap_or_default(), more), (want.to_owned(), several), "{text}");
        };
        check("From: Max Muster <max@x.example>\n\n", "Max Muster <max@x.example>", false);
        check("From: \"Muster, Max\" <max@x.example>\n\n", "Muster, Max <max@x.example>", false);
        check("From: =?utf-8?B?S8O2cmRlbCwgQW5uZXR0ZQ==?= <a@x.example>\n\n", "Kördel, Annette <a@x.example>", false);
        check("From: \"=?utf-8?Q?K=C3=B6rdel?=\" <a@x.example>\n\n", "Kördel <a@x.example>", false);
        check("From: =?utf-8?Q?K=C3?= =?utf-8?Q?=B6rdel?= <a@x.example>\n\n", "Kördel <a@x.example>", false);
        check("From: Kördel <a@x.example>\n\n", "Kördel <a@x.example>", false);
        check("From: 'Max' <max@x.example>\n\n", "Max <max@x.example>", false);
        check("From: max@x.example (Max Muster)\n\n", "Max Muster <max@x.example>", false);
        check("From: a@x.example, b@x.example\n\n", "", true);
        check("From: a@x.example\nFrom: b@x.example\n\n", "", true);
        check("From: a@x.example\nFrom: A@x.example\n\n", "a@x.example", false);
        check("From: Max\n\n", "", false);
        check("Subject: x\n\n", "", false);
    }

    #[test]
    fn raw_bytes_in_headers() {
        let read = |raw: &[u8]| subject(&Fields::read(raw).0);
        assert_eq!(read(b"Subject: f\xfcr\n\n"), "für");
        assert_eq!(read("Subject: für\n\n".as_bytes()), "für");
        assert_eq!(read(b"Subject: a\r\n\tb\r\n\r\n"), "a b");
        assert_eq!(read(b"Subject: =?iso-8859-1?Q?Anmeldung_f=FCr_4_Personen?=\n\n"), "Anmeldung für 4 Personen");
        assert_eq!(read(b"Subject: =?utf-8?B?QVc6IEVyaW5u?=\n =?utf-8?B?ZXJ1bmc=?= x\n\n"), "AW: Erinnerung x");
        assert_eq!(read(b"Subject: =?what ?= 5\n\n"), "=?what ?= 5");
    }

    #[test]
    fn threads() {
        let check = |text: &str, want: &[&str]| assert_eq!(thread(&fields(text)), want, "{text}");
        check("In-Reply-To: <c@x>\nReferences: <a@x> <b@x>\n <c@x>\n\n", &["c@x", "b@x", "a@x"]);
        check("In-Reply-To: c@x\n\n", &["c@x"]);
        check("In-Reply-To: Your message of Monday <c@x>\n\n", &["c@x"]);
        check("In-Reply-To: <>\n\n", &[]);
    }

    #[test]
    fn times() {
        let check = |text: &str, want: &str| assert_eq!(date(text).map(|t| t.to_string()).unwrap_or_default(), want, "{text}");
        check("Tue, 20 Oct 2026 08:41:14 +0200", "2026-10-20T06:41:14Z");
        check("Tue, 20 Oct 2026 08:41:14 +0200 (CEST)", "2026-10-20T06:41:14Z");
        check("99 Nov 2026 08:41:14 +0200", "");
        check("31 Feb 2026 08:41:14 +0200", "");
        check("yesterday", "");
        let text = "Received: by a; Tue, 20 Oct 2026 08:41:14 +0200\nReceived: by b; Tue, 20 Oct 2020 08:41:14 +0200\n\n";
        assert_eq!(received(&fields(text)).map(|t| t.to_string()).unwrap_or_default(), "2026-10-20T06:41:14Z");
    }
}

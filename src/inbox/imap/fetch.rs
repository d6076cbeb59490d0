//! Messages by the dozen: one UID a command, so that one damaged message can be told from its neighbours, and many commands on their
//! way at once, which is faster than one command for all (RFC 3501 section 5.5 lets commands overlap that don't change each other).

use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use async_imap::imap_proto::{AttributeValue, Response};
use jiff::Timestamp;
use jiff::fmt::strtime;

use super::super::{InboxError, Place, RawMail};
use super::wire::{Answer, Event, SILENCE, out_of_step};
use super::{Epoch, Session};

/// So many FETCHes are on their way at once. More gained nothing where it was measured, and the server keeps the answers in memory.
const IN_FLIGHT: usize = 16;
/// The slowest line on which a body of the full size is still waited for, in bytes a second.
const SLOWEST: u32 = 10_000;

/// What has come of a message so far.
#[derive(Debug, Default)]
struct Parts {
    /// Its bytes; `Some(None)` if the server says that there are none to give.
    body: Option<Option<Vec<u8>>>,
    size: u64,
    arrival: Option<Timestamp>,
    answered: bool,
}

impl Session {
    /// The messages that are still there, at most `limit` bytes of each. Whatever breaks here is a broken batch, unless the server only
    /// asks for patience.
    pub(super) async fn fetch(&mut self, uids: &[String], limit: u32) -> Result<Vec<RawMail>, InboxError> {
        let wanted: Vec<u32> = uids.iter().filter_map(|uid| uid.parse().ok()).collect();
        let mut parts = self.fetch_parts(&wanted, limit).await.map_err(|error| match error {
            InboxError::Connection(text) => InboxError::Batch(text),
            other => other,
        })?;
        let mut mails = Vec::with_capacity(wanted.len());
        for uid in wanted {
            let Some(mut parts) = parts.remove(&uid) else { continue };
            match parts.body.take() {
                Some(Some(bytes)) => mails.push(parts.into_mail(&self.epoch, uid, bytes, limit)),
                // Were it gone, a new search would not name it; if it is named again, it is damaged on the server.
                Some(None) => return Err(InboxError::Batch(format!("expected the message {uid}, the server gave NIL"))),
                None => {}
            }
        }
        Ok(mails)
    }

    async fn fetch_parts(&mut self, wanted: &[u32], limit: u32) -> Result<HashMap<u32, Parts>, InboxError> {
        let asked: HashSet<u32> = wanted.iter().copied().collect();
        let silence = SILENCE + Duration::from_secs(u64::from(limit / SLOWEST));
        // One byte more than wanted tells whether that was all; RFC822.SIZE is an estimate on some servers.
        let octets = u64::from(limit) + 1;
        let mut waiting = wanted.iter();
        let mut in_flight = VecDeque::with_capacity(IN_FLIGHT);
        let mut parts: HashMap<u32, Parts> = HashMap::new();
        loop {
            while in_flight.len() < IN_FLIGHT
                && let Some(uid) = waiting.next()
            {
                let command = format!("UID FETCH {uid} (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.{octets}>)");
                in_flight.push_back((self.wire.send(&command).await?, *uid));
            }
            if in_flight.is_empty() {
                return Ok(parts);
            }
            let event = self.wire.read("UID FETCH", silence, |response| {
                if let Response::Fetch(_, attributes) = response {
                    take(attributes, &asked, &mut parts);
                }
            });
            match event.await? {
                Event::Untagged => {}
                Event::Continue => return Err(out_of_step("UID FETCH")),
                Event::Done(done, answer) => {
                    let Some(position) = in_flight.iter().position(|(tag, _)| *tag == done) else {
                        return Err(out_of_step("UID FETCH"));
                    };
                    let uid = in_flight.remove(position).map(|(_, uid)| uid);
                    if let Answer::Refused(refusal) = answer
                        && !refusal.says_gone()
                    {
                        tracing::debug!(uid, refusal = refusal.text, "a message was refused");
                        return Err(refusal.of("UID FETCH"));
                    }
                }
            }
        }
    }
}

/// Takes what a FETCH response holds of a message that was asked for. A server also sends FETCH responses of its own accord, when flags
/// change; those without a UID can't be ours.
fn take(attributes: &[AttributeValue<'_>], asked: &HashSet<u32>, parts: &mut HashMap<u32, Parts>) {
    let uid = attributes.iter().find_map(|attribute| if let AttributeValue::Uid(uid) = attribute { Some(*uid) } else { None });
    let Some(uid) = uid.filter(|uid| asked.contains(uid)) else { return };
    let parts = parts.entry(uid).or_default();
    for attribute in attributes {
        match attribute {
            AttributeValue::BodySection { section: None, data, .. } => {
                parts.body = Some(data.as_ref().map(|bytes| bytes.to_vec()));
            }
            AttributeValue::Rfc822Size(size) => parts.size = u64::from(*size),
            AttributeValue::InternalDate(text) => parts.arrival = internal_date(text),
            AttributeValue::Flags(flags) => parts.answered = flags.iter().any(|flag| flag.eq_ignore_ascii_case("\\Answered")),
            _ => {}
        }
    }
}

impl Parts {
    fn into_mail(self, epoch: &Epoch, uid: u32, mut bytes: Vec<u8>, limit: u32) -> RawMail {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let size = self.size.max(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        let whole = bytes.len() <= limit;
        bytes.truncate(limit);
        let place = Place { mailbox: epoch.mailbox.clone(), validity: epoch.validity, uid: uid.to_string() };
        RawMail { place, arrival: self.arrival, bytes, size, whole, answered: self.answered }
    }
}

/// A date-time of RFC 3501 section 9, such as `" 7-Nov-2026 23:59:59 +0100"`.
fn internal_date(text: &str) -> Option<Timestamp> {
    strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).and_then(|parsed| parsed.to_timestamp()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_dates() {
        let check = |text, want: &str| assert_eq!(internal_date(text).map(|t| t.to_string()).unwrap_or_default(), want, "{text}");
        check("17-Nov-2026 23:59:59 +0100", "2026-11-17T22:59:59Z");
        check(" 7-Nov-2026 00:00:00 +0000", "2026-11-07T00:00:00Z");
        check("7-nov-2026 00:00:00 -0330", "2026-11-07T03:30:00Z");
        check("31-Dec-2026 23:59:60 +0000", "2026-12-31T23:59:59Z");
        for nonsense in ["", "NIL", "31-Feb-2026 00:00:00 +0000", "17-Nov-2026", "17-Nov-2026 23:59:59"] {
            check(nonsense, "");
        }
    }
}

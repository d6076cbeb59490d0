//! The one door to the server: a command goes out, its responses come in, and only a tagged OK is a yes.
//!
//! Of async-imap this uses the connection and the parser, not the commands: `uid_search`, `uid_fetch` and their like turn a NO, a BAD
//! and a closed connection into an empty success; `idle` waits for ever after a NO and takes the end of the stream for an interruption;
//! unsolicited responses go to a channel that drops what does not fit; and a LOGIN is logged with its password. Reading response by
//! response also lets several commands be on their way at once.
//!
//! Whatever goes wrong here leaves the connection in a state that nobody knows: the caller drops it. Only [`Answer::Refused`] keeps it.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use async_imap::Client;
use async_imap::imap_proto::{MailboxDatum, Outcome, Response, ResponseCode, Status};
use futures_util::FutureExt;
use tokio::io::AsyncWriteExt;
use tokio::time::{Instant, timeout, timeout_at};

use super::super::InboxError;
use super::refusal::Refusal;
use crate::net::BoxStream;

/// How long a server may be silent within a command. RFC 3501 sets no limit; nobody else waits longer than a minute.
pub(super) const SILENCE: Duration = Duration::from_secs(60);
/// The same for searching and moving: a server that reads a large folder from a cold disk says nothing for minutes.
pub(super) const LONG_SILENCE: Duration = Duration::from_secs(5 * 60);
/// A command that is kept going by untagged responses may last so many times its silence in all.
const OVERALL: u32 = 10;

/// A connection with the count of messages in the selected mailbox.
#[derive(Debug)]
pub(super) struct Wire {
    client: Client<BoxStream>,
    tags: u32,
    exists: u32,
    news: bool,
}

/// A response, as far as the dialogue goes.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The command with this tag is done.
    Done(String, Answer),
    /// The server waits for us to go on (`+`).
    Continue,
    /// Anything else.
    Untagged,
}

/// How a command ended. Both leave the connection in order.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// OK.
    Accepted,
    /// NO or BAD.
    Refused(Refusal),
}

impl Answer {
    /// Fails unless `command` was accepted.
    pub(super) fn accepted(self, command: &str) -> Result<(), InboxError> {
        match self {
            Self::Accepted => Ok(()),
            Self::Refused(refusal) => Err(refusal.of(command)),
        }
    }
}

impl Wire {
    pub(super) fn new(stream: BoxStream) -> Self {
        Self { client: Client::new(stream), tags: 0, exists: 0, news: false }
    }

    /// Gives the stream back. What the server sent ahead is thrown away, so that nothing said before STARTTLS counts after it.
    pub(super) fn into_stream(self) -> BoxStream {
        self.client.into_inner()
    }

    /// Whether messages were announced since [`forget_news`](Self::forget_news).
    pub(super) fn has_news(&self) -> bool {
        self.news
    }

    /// From here on only newer messages are news.
    pub(super) fn forget_news(&mut self) {
        self.news = false;
    }

    /// Sends `command` and reads until it is done. `on` sees every response on the way, the tagged one too. `name` stands for the
    /// command in messages, since the command itself may hold a password.
    pub(super) async fn ask(
        &mut self,
        name: &str,
        command: &str,
        silence: Duration,
        mut on: impl FnMut(&Response<'_>) + Send,
    ) -> Result<Answer, InboxError> {
        let tag = self.send(command).await?;
        let end = Instant::now() + silence * OVERALL;
        loop {
            let left = silence.min(end.saturating_duration_since(Instant::now()));
            match self.read(name, left, &mut on).await? {
                Event::Done(done, answer) if done == tag => {
                    tracing::debug!(command = name, ?answer);
                    return Ok(answer);
                }
                Event::Untagged => {}
                Event::Done(..) | Event::Continue => return Err(out_of_step(name)),
            }
        }
    }

    /// Sends `command` with a new tag, which it returns.
    pub(super) async fn send(&mut self, command: &str) -> Result<String, InboxError> {
        self.tags += 1;
        let tag = format!("E{}", self.tags);
        self.send_line(&format!("{tag} {command}")).await?;
        Ok(tag)
    }

    /// Sends `line` as it is. A line end within it is refused: it would begin a command of somebody else's choice.
    pub(super) async fn send_line(&mut self, line: &str) -> Result<(), InboxError> {
        if line.contains(['\r', '\n', '\0']) {
            return Err(InboxError::Connection("a command with a line end in it was not sent".to_owned()));
        }
        let line = format!("{line}\r\n");
        let stream = self.client.get_mut();
        let sending = async {
            stream.write_all(line.as_bytes()).await?;
            stream.flush().await
        };
        match timeout(SILENCE, sending).await {
            Ok(sent) => sent.map_err(|e| InboxError::Connection(format!("the connection broke while sending: {e}"))),
            Err(_) => Err(silent("taking a command", SILENCE)),
        }
    }

    /// Reads one response, for at most `silence`.
    pub(super) async fn read(&mut self, name: &str, silence: Duration, on: impl FnOnce(&Response<'_>) + Send) -> Result<Event, InboxError> {
        timeout(silence, self.next(on)).await.unwrap_or_else(|_| Err(silent(name, silence)))
    }

    /// Reads one response until `end`; `None` if none came. Nothing is lost then: what came in part stays with the connection.
    pub(super) async fn read_until(&mut self, end: Instant) -> Result<Option<Event>, InboxError> {
        timeout_at(end, self.next(|_| ())).await.ok().transpose()
    }

    async fn next(&mut self, on: impl FnOnce(&Response<'_>) + Send) -> Result<Event, InboxError> {
        // imap-proto panics on some responses (`INTERNALDATE NIL`); that costs the connection and no more.
        let response = match AssertUnwindSafe(self.client.read_response()).catch_unwind().await {
            Ok(Ok(Some(response))) => response,
            Ok(Ok(None)) => return Err(InboxError::Connection("the server closed the connection without a word".to_owned())),
            Ok(Err(e)) => return Err(InboxError::Connection(unreadable(&e))),
            Err(_) => return Err(InboxError::Connection("the server sent a response that made the parser panic".to_owned())),
        };
        on(response.parsed());
        match response.parsed() {
            Response::Done { tag, status, outcome } => Ok(Event::Done(tag.0.clone(), answer(status, outcome))),
            Response::Continue(_) => Ok(Event::Continue),
            Response::Data { status: Status::Bye, outcome } => {
                let bye = refusal("BYE", outcome);
                Err(match bye.wait() {
                    Some(wait) => InboxError::Throttled(wait, bye.text),
                    None => InboxError::Connection(format!("the server closed the connection: {}", bye.text)),
                })
            }
            Response::Data { status: Status::No | Status::Bad, outcome } => {
                // Untagged, these are warnings (RFC 3501 sections 7.1.2 and 7.1.3).
                tracing::debug!(warning = refusal("", outcome).text);
                Ok(Event::Untagged)
            }
            Response::MailboxData(MailboxDatum::Exists(count)) => {
                // The count goes down by EXPUNGE alone, so another count than ours means another message (RFC 3501 section 7.3.1). The
                // same count again is a habit of some servers and no news.
                self.news |= *count != self.exists;
                self.exists = *count;
                Ok(Event::Untagged)
            }
            Response::Expunge(_) => {
                self.exists = self.exists.saturating_sub(1);
                Ok(Event::Untagged)
            }
            _ => Ok(Event::Untagged),
        }
    }
}

/// `text` as a quoted string (RFC 3501 section 4.3).
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', r"\\").replace('"', "\\\""))
}

/// A response came that belongs to nothing that was asked.
pub(super) fn out_of_step(name: &str) -> InboxError {
    InboxError::Connection(format!("expected the end of {name}, found an answer to something else"))
}

fn silent(name: &str, silence: Duration) -> InboxError {
    InboxError::Connection(format!("{name}: no answer within {} s", silence.as_secs()))
}

fn answer(status: &Status, outcome: &Outcome<'_>) -> Answer {
    match status {
        Status::Ok | Status::PreAuth => Answer::Accepted,
        Status::No => Answer::Refused(refusal("NO", outcome)),
        Status::Bad | Status::Bye => Answer::Refused(refusal("BAD", outcome)),
    }
}

fn refusal(status: &str, outcome: &Outcome<'_>) -> Refusal {
    // The parser takes the codes that it knows out of the text; the one that matters is put back.
    let code = if matches!(outcome.code, Some(ResponseCode::TryCreate)) { "[TRYCREATE] " } else { "" };
    Refusal::new(status, &format!("{code}{}", outcome.information.as_deref().unwrap_or_default()))
}

/// What to say of an error of the stream. That of the parser quotes all that it has read, mails included: of that only the kind of
/// response is told.
fn unreadable(error: &std::io::Error) -> String {
    let text = error.to_string();
    match text.split_once("during parsing of \"") {
        None => format!("the connection broke: {text}"),
        Some((_, quote)) => {
            let words: Vec<&str> = quote.split([' ', '\\']).take(3).collect();
            match words.as_slice() {
                ["*", number, kind] if number.parse::<u32>().is_ok() => format!("the server sent an unreadable \"{kind}\" response"),
                ["*", kind, ..] => format!("the server sent an unreadable \"{}\" response", crate::address::clean(kind, 20)),
                _ => "the server sent something that is no IMAP response".to_owned(),
            }
        }
    }
}

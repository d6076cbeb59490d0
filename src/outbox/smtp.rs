//! Letters by SMTP (RFC 5321) over one kept connection.
//!
//! Invariant: a connection is in `self` only while it is at rest, between a whole reply and the next command. Every step takes it out and
//! puts it back when its reply has been read; a step that fails, times out or is dropped half-way takes the connection with it. So a reply
//! that comes late can never be read as the answer to the next letter.

use std::borrow::Cow;
use std::time::Duration;

use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Ehlo, Quit, Rset};
use lettre::transport::smtp::extension::Extension;
use lettre::transport::smtp::response::Response;
use tokio::time::{Instant, timeout};

use super::connect::{Fault, Gate, hello, reply};
use super::stage::{Stage, sort};
use super::{Attempt, Letter, OutboxError, envelope_form, one_line};
use crate::config::Account;
use crate::net::Dialler;

/// A connection that has rested longer is not used again: routers forget it without a word, and the first command would wait for minutes.
const MAX_REST: Duration = Duration::from_secs(60);
/// QUIT is a courtesy.
const QUIT_LIMIT: Duration = Duration::from_secs(5);

/// Sends letters to one account, one after the other.
#[derive(Debug)]
pub struct SmtpCourier {
    gate: Gate,
    /// The envelope sender; delivery reports go there.
    sender: String,
    line: Line,
}

/// Where the connection stands.
enum Line {
    /// There is none.
    Down,
    /// At rest since the instant; if not `fresh`, a transaction is to be cleared by RSET first.
    Resting { connection: Box<AsyncSmtpConnection>, fresh: bool, since: Instant },
    /// RCPT was accepted for the letter of this id: DATA is next.
    Offered { connection: Box<AsyncSmtpConnection>, letter: i64 },
}

impl Line {
    fn resting(connection: Box<AsyncSmtpConnection>, fresh: bool) -> Self {
        Self::Resting { connection, fresh, since: Instant::now() }
    }

    /// The connection, if it can be used again, and whether it is without a transaction.
    fn reusable(self) -> Option<(Box<AsyncSmtpConnection>, bool)> {
        match self {
            Self::Down => None,
            // Dropped without QUIT: whether the other end still hears us is just what is in doubt.
            Self::Resting { since, .. } if since.elapsed() > MAX_REST => None,
            Self::Resting { connection, fresh, .. } => Some((connection, fresh)),
            Self::Offered { connection, .. } => Some((connection, false)),
        }
    }
}

impl std::fmt::Debug for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Down => "Down",
            Self::Resting { .. } => "Resting",
            Self::Offered { .. } => "Offered",
        })
    }
}

/// Why a letter was not accepted for transmission.
enum Refusal {
    /// A step failed.
    Fault(Fault),
    /// This server can't carry this letter; no command was sent for it.
    Unfit(&'static str),
}

impl From<Fault> for Refusal {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl SmtpCourier {
    /// A courier without a connection. `sender` is the envelope sender, in ASCII.
    pub(super) fn new(account: &Account, sender: String, dialler: Dialler) -> Result<Self, OutboxError> {
        Ok(Self { gate: Gate::new(account, dialler)?, sender, line: Line::Down })
    }

    /// See [`super::Courier::offer`].
    pub(super) async fn offer(&mut self, letter: &Letter) -> Result<(), Attempt> {
        let Some(recipient) = envelope_form(&letter.to) else {
            return Err(Attempt::GiveUp(one_line(&format!("{} is no valid domain name", letter.to.domain()))));
        };
        if let Some((connection, fresh)) = std::mem::replace(&mut self.line, Line::Down).reusable() {
            match self.envelope(connection, fresh, &recipient, letter).await {
                // The server has closed the resting connection, or is about to (421): that says nothing about the letter.
                Err(Refusal::Fault(fault)) if is_stale(&fault) => {}
                result => return self.attempt(result),
            }
        }
        let connection = match self.dial().await {
            Ok(connection) => connection,
            Err(fault) => return Err(self.sorted(&fault)),
        };
        let result = self.envelope(connection, true, &recipient, letter).await;
        self.attempt(result)
    }

    /// See [`super::Courier::transmit`].
    pub(super) async fn transmit(&mut self, letter: &Letter) -> Attempt {
        let mut connection = match std::mem::replace(&mut self.line, Line::Down) {
            Line::Offered { connection, letter: id } if id == letter.id => connection,
            other => {
                self.line = other;
                return Attempt::Retry("the letter was not offered before".into());
            }
        };
        match message(&mut connection, &letter.bytes).await {
            Ok(response) => {
                self.line = Line::resting(connection, true);
                Attempt::Sent(one_line(&format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" "))))
            }
            Err(fault) => {
                if fault.failure.leaves_connection() {
                    self.line = Line::resting(connection, false);
                }
                self.sorted(&fault)
            }
        }
    }

    /// See [`super::Courier::close`].
    pub(super) async fn close(&mut self) {
        if let Some((mut connection, _)) = std::mem::replace(&mut self.line, Line::Down).reusable() {
            // Whatever comes of it, the connection is dropped.
            timeout(QUIT_LIMIT, connection.command(Quit)).await.ok();
        }
    }

    /// See [`super::Courier::probe`].
    pub(super) async fn probe(&mut self) -> Result<Vec<(String, String)>, OutboxError> {
        let result = self.survey().await.map_err(|fault| OutboxError::Probe(self.gate.describe(&fault)));
        self.close().await;
        result
    }

    async fn survey(&mut self) -> Result<Vec<(String, String)>, Fault> {
        let (mut connection, said) = self.gate.open().await?;
        // lettre keeps only the extensions that it uses itself. Asking once more is allowed at any time (RFC 5321 section 4.1.4).
        let ehlo = reply(Stage::Ehlo, connection.command(Ehlo::new(hello()))).await?;
        self.gate.log_in(&mut connection).await?;
        self.line = Line::resting(Box::new(connection), true);
        let mut facts = vec![("greeting".to_owned(), said.first().map(words).unwrap_or_default())];
        for keyword in ["STARTTLS", "AUTH", "SIZE", "8BITMIME", "DSN", "SMTPUTF8", "PIPELINING"] {
            // What counts is what the server says under TLS, where it no longer offers STARTTLS.
            let said = if keyword == "STARTTLS" { said.get(1).unwrap_or(&ehlo) } else { &ehlo };
            let value = extension(said, keyword);
            facts.push((keyword.to_owned(), value.unwrap_or_else(|| "no".to_owned())));
        }
        facts.push(("login".to_owned(), self.gate.user().map_or_else(|| "none needed".to_owned(), |user| format!("accepted as {user}"))));
        Ok(facts)
    }

    async fn dial(&self) -> Result<Box<AsyncSmtpConnection>, Fault> {
        let (mut connection, _) = self.gate.open().await?;
        self.gate.log_in(&mut connection).await?;
        Ok(Box::new(connection))
    }

    /// MAIL and RCPT, after RSET if the connection is not fresh.
    async fn envelope(
        &mut self,
        mut connection: Box<AsyncSmtpConnection>,
        fresh: bool,
        recipient: &str,
        letter: &Letter,
    ) -> Result<(), Refusal> {
        let parameters = match parameters(&connection, recipient, &letter.bytes) {
            Ok(parameters) => parameters,
            Err(unfit) => {
                self.line = Line::resting(connection, fresh);
                return Err(Refusal::Unfit(unfit));
            }
        };
        // An `Address` holds no control character, space or angle bracket, so nothing can leave the path (SMTP injection).
        let mail = format!("MAIL FROM:<{}>{parameters}\r\n", self.sender);
        let rcpt = format!("RCPT TO:<{recipient}>\r\n");
        let result = async {
            if !fresh {
                reply(Stage::Reset, connection.command(Rset)).await?;
            }
            reply(Stage::Mail, connection.command(mail)).await?;
            reply(Stage::Rcpt, connection.command(rcpt)).await
        };
        match result.await {
            Ok(_) => {
                self.line = Line::Offered { connection, letter: letter.id };
                Ok(())
            }
            Err(fault) => {
                if fault.failure.leaves_connection() {
                    self.line = Line::resting(connection, false);
                }
                Err(fault.into())
            }
        }
    }

    fn attempt(&self, result: Result<(), Refusal>) -> Result<(), Attempt> {
        result.map_err(|refusal| match refusal {
            Refusal::Fault(fault) => self.sorted(&fault),
            Refusal::Unfit(why) => Attempt::GiveUp(why.to_owned()),
        })
    }

    fn sorted(&self, fault: &Fault) -> Attempt {
        sort(fault.stage, &fault.failure)(self.gate.describe(fault))
    }
}

/// Whether a kept connection failed in a way that a new one may cure.
fn is_stale(fault: &Fault) -> bool {
    match fault.stage {
        Stage::Reset => true,
        Stage::Mail => !fault.failure.leaves_connection(),
        _ => false,
    }
}

/// What has to follow the path in MAIL: nothing for a letter in plain ASCII, which all of ours are meant to be.
fn parameters(connection: &AsyncSmtpConnection, recipient: &str, bytes: &[u8]) -> Result<&'static str, &'static str> {
    let can = |extension| connection.server_info().supports_feature(extension);
    let (utf8, eight_bit) = (!recipient.is_ascii(), !bytes.is_ascii());
    if utf8 && !can(Extension::SmtpUtfEight) {
        // RFC 6531 section 3.2
        return Err("the recipient's address is not ASCII, and the server can't carry such addresses (no SMTPUTF8)");
    }
    if eight_bit && !can(Extension::EightBitMime) {
        // RFC 6152 section 3
        return Err("the mail holds 8-bit text, and the server takes none (no 8BITMIME)");
    }
    Ok(match (utf8, eight_bit) {
        (false, false) => "",
        (false, true) => " BODY=8BITMIME",
        (true, false) => " SMTPUTF8",
        (true, true) => " BODY=8BITMIME SMTPUTF8",
    })
}

/// DATA, the bytes and the final dot.
async fn message(connection: &mut AsyncSmtpConnection, bytes: &[u8]) -> Result<Response, Fault> {
    let bytes = crlf(bytes);
    // lettre ends every message with `CRLF . CRLF`: the letter's own last CRLF is that one, else the mail would grow an empty line.
    let bytes = bytes.strip_suffix(b"\r\n").unwrap_or(&bytes);
    reply(Stage::Data, connection.command(Data)).await?;
    reply(Stage::Message, connection.message(bytes)).await
}

/// `bytes` with every line end as CRLF. Servers differ in what a bare LF or CR means, and `LF . LF` may end the mail for one of them (SMTP
/// smuggling, VU#302671; RFC 5321 section 2.3.8). Without a bare one, as all our letters, they stay as they are.
pub(super) fn crlf(bytes: &[u8]) -> Cow<'_, [u8]> {
    let bare = |(at, byte): (usize, &u8)| match byte {
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        b'\n' => at.checked_sub(1).and_then(|before| bytes.get(before)) != Some(&b'\r'),
        _ => false,
    };
    if !bytes.iter().enumerate().any(bare) {
        return Cow::Borrowed(bytes);
    }
    let mut out = Vec::with_capacity(bytes.len() + 64);
    let mut rest = bytes.iter().peekable();
    while let Some(byte) = rest.next() {
        match byte {
            b'\r' => {
                rest.next_if(|next| **next == b'\n');
                out.extend_from_slice(b"\r\n");
            }
            b'\n' => out.extend_from_slice(b"\r\n"),
            other => out.push(*other),
        }
    }
    Cow::Owned(out)
}

/// What the EHLO reply says of `keyword`: its parameters, or "yes"; `None` if it is not offered. Keywords are compared without regard to
/// case (RFC 5321 section 2.4).
fn extension(ehlo: &Response, keyword: &str) -> Option<String> {
    ehlo.message().skip(1).find_map(|line| {
        let (name, value) = line.trim().split_once([' ', '=']).unwrap_or((line.trim(), ""));
        name.eq_ignore_ascii_case(keyword).then(|| if value.is_empty() { "yes".to_owned() } else { one_line(value) })
    })
}

fn words(response: &Response) -> String {
    one_line(&response.message().collect::<Vec<_>>().join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ends() {
        let check = |bytes: &str, want: &str| assert_eq!(String::from_utf8_lossy(&crlf(bytes.as_bytes())), want, "{bytes:?}");
        check("", "");
        check("a\r\nb\r\n", "a\r\nb\r\n");
        check("a\n.\nb", "a\r\n.\r\nb");
        check("a\r.\rb\r", "a\r\n.\r\nb\r\n");
        check("a\r\r\n\n\r", "a\r\n\r\n\r\n\r\n");
        check("\n", "\r\n");
        assert!(matches!(crlf(b"a\r\n.\r\n"), Cow::Borrowed(_)));
    }

    #[test]
    fn extensions_of_an_ehlo() {
        let ehlo: Response =
            "250-size.example\r\n250-size 1000\r\n250-AUTH=LOGIN\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n".parse().unwrap();
        let check = |keyword: &str, want: Option<&str>| assert_eq!(extension(&ehlo, keyword).as_deref(), want, "{keyword}");
        check("SIZE", Some("1000"));
        check("8BITMIME", Some("yes"));
        check("AUTH", Some("LOGIN"));
        check("size.example", None);
        check("DSN", None);
    }
}

//! Queued mail out: by SMTP, a sendmail program, or into a Maildir.
//!
//! A [`Courier`] is one connection. The worker that owns it offers a letter (all that can be refused without sending it), commits "data
//! started", and has it transmitted; only what is cut off after that moment can be uncertain (RFC 1047). What an answer means is
//! decided in one place, `stage.rs`, by the step in which it came.
//!
//! **What is not here**: the queue's table (`store`), the worker's loop (`daemon`), and any rendering: bytes come in whole and leave as
//! they are.

mod connect;
mod maildir;
pub mod schedule;
mod sendmail;
mod smtp;
mod stage;
mod wire;

use std::io;
use std::path::PathBuf;

use crate::address::{Address, clean};
use crate::config::{Route, SmtpConfig};
use crate::net::Dialler;

pub use maildir::MaildirCourier;
pub use sendmail::SendmailCourier;
pub use smtp::SmtpCourier;

/// A mail to be sent, as it was rendered and stored. Sending it again sends the same bytes (law 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its row in the outbox.
    pub id: i64,
    /// The envelope recipient.
    pub to: Address,
    /// The whole message with CRLF line ends.
    pub bytes: Vec<u8>,
    /// Attempts before this one.
    pub attempts: u32,
}

/// What became of one attempt, sorted once, by the stage in which it ended (never by the code alone: a 535 is about our account).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The server took it; its last reply line (with the queue id).
    Sent(String),
    /// Not now: try again by the schedule.
    Retry(String),
    /// Never: this recipient or this mail is refused for good.
    GiveUp(String),
    /// Our account or our sender is refused, or the server can't be reached: nothing of the queue is to blame. The whole queue waits.
    Trouble(String),
    /// Cut off after DATA: nobody knows (RFC 1047).
    Uncertain(String),
}

/// Why there is no way out at all, or why a probe failed.
#[derive(Debug, thiserror::Error)]
pub enum OutboxError {
    /// The certificate authorities can't be had.
    #[error("no TLS without certificate authorities")]
    Authorities(#[source] io::Error),
    /// `smtp.from` can't stand in an SMTP envelope.
    #[error("{0} can't be an envelope sender: its local part must be ASCII and its domain a valid name")]
    Sender(Address),
    /// A user without a password.
    #[error("no password for the user {0}")]
    Password(String),
    /// The way out does not work just now.
    #[error("{0}")]
    Probe(String),
    /// A program or folder that is needed is not there.
    #[error("{path}")]
    Path {
        /// What was looked for.
        path: PathBuf,
        /// What was found.
        #[source]
        cause: io::Error,
    },
}

/// One connection out, kept open between letters. The worker keeps as many as are configured.
#[derive(Debug)]
pub enum Courier {
    /// By SMTP.
    Smtp(Box<SmtpCourier>),
    /// By a sendmail program.
    Sendmail(SendmailCourier),
    /// Into a Maildir.
    Maildir(MaildirCourier),
}

impl Courier {
    /// A courier for the configured way out. Reads the file with the certificate authorities; opens no connection yet.
    pub fn new(config: &SmtpConfig, dialler: Dialler) -> Result<Self, OutboxError> {
        let sender = envelope_form(&config.from.address).filter(|sender| sender.is_ascii());
        let sender = sender.ok_or_else(|| OutboxError::Sender(config.from.address.clone()))?;
        Ok(match &config.route {
            Route::Smtp(account) => Self::Smtp(Box::new(SmtpCourier::new(account, sender, dialler)?)),
            Route::Sendmail(program) => Self::Sendmail(SendmailCourier::new(program.clone(), sender)),
            Route::Maildir(folder) => Self::Maildir(MaildirCourier::new(folder.clone())),
        })
    }

    /// Does everything up to the point of no return: with SMTP the connection (kept from the letter before, if it was), the login and an
    /// accepted RCPT. An `Err` is the end of this attempt, never [`Attempt::Uncertain`]; after `Ok` the letter can be transmitted.
    pub async fn offer(&mut self, letter: &Letter) -> Result<(), Attempt> {
        match self {
            Self::Smtp(courier) => courier.offer(letter).await,
            Self::Sendmail(courier) => courier.offer(letter),
            Self::Maildir(courier) => courier.offer().await,
        }
    }

    /// Sends the bytes of the letter that was offered just before. A future that is dropped half-way takes the connection with it.
    pub async fn transmit(&mut self, letter: &Letter) -> Attempt {
        match self {
            Self::Smtp(courier) => courier.transmit(letter).await,
            Self::Sendmail(courier) => courier.transmit(letter).await,
            Self::Maildir(courier) => courier.transmit(letter).await,
        }
    }

    /// Says goodbye (SMTP QUIT, for 5 seconds at most). The courier can be used again; it then dials anew.
    pub async fn close(&mut self) {
        if let Self::Smtp(courier) = self {
            courier.close().await;
        }
    }

    /// Tries the way out without sending anything, and says what the server can, as pairs of a name and a value for
    /// `empfang check --online`.
    pub async fn probe(config: &SmtpConfig, dialler: Dialler) -> Result<Vec<(String, String)>, OutboxError> {
        match Self::new(config, dialler)? {
            Self::Smtp(mut courier) => courier.probe().await,
            Self::Sendmail(courier) => courier.probe(),
            Self::Maildir(courier) => courier.probe().await,
        }
    }
}

/// `address` as it stands in an SMTP envelope: its domain in ASCII (RFC 5891, "punycode"). `None` if the domain is no valid name. The local
/// part stays as it is; if that is not ASCII, only SMTPUTF8 can carry it (RFC 6531 section 3.2).
fn envelope_form(address: &Address) -> Option<String> {
    let domain = match address.domain() {
        ascii if ascii.is_ascii() => ascii.to_owned(),
        // Strict: letters, digits and hyphens alone come out. Else a full-width `＞` would become a `>` and end the SMTP path.
        unicode => idna::domain_to_ascii_strict(unicode).ok()?,
    };
    Some(format!("{}@{domain}", address.local()))
}

/// The longest text of an attempt, in characters: enough for a reply with a link, not enough to fill the database.
const MAX_TEXT: usize = 600;

/// One harmless line of a server's or program's words (law 7).
fn one_line(text: &str) -> String {
    clean(text, MAX_TEXT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_in_an_envelope() {
        let check = |address: &str, want: Option<&str>| {
            assert_eq!(envelope_form(&Address::parse(address).unwrap()).as_deref(), want, "{address}");
        };
        check("Max.Muster@Example.org", Some("Max.Muster@example.org"));
        check("a..b@docomo.example", Some("a..b@docomo.example"));
        check("info@münchen.example", Some("info@xn--mnchen-3ya.example"));
        check("jörg@münchen.example", Some("jörg@xn--mnchen-3ya.example"));
        check("root@localhost", Some("root@localhost"));
        check("x@xn--ü.example", None);
        check("x@ü＞ｓｉｚｅ＝1.example", None);
        check(&format!("x@{}.example", "ü".repeat(70)), None);
    }
}

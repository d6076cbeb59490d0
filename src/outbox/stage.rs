//! What a failure means: one table for the whole of SMTP, by the stage in which it came.
//!
//! The code alone says little: a 535 at login is "permanent", but it is about our account, and no letter may be lost because of a
//! wrong password.

use std::fmt;
use std::time::Duration;

use lettre::transport::smtp::response::Response;

use super::Attempt;

/// The steps of a delivery, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stage {
    /// The TCP connection.
    Connect,
    /// The TLS handshake.
    Tls,
    /// The server's first line.
    Greeting,
    /// EHLO.
    Ehlo,
    /// STARTTLS.
    StartTls,
    /// AUTH.
    Auth,
    /// RSET, on a connection that was kept.
    Reset,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA, up to the server's 354.
    Data,
    /// The bytes and the final dot.
    Message,
}

impl Stage {
    /// How long the server may take: RFC 5321 section 4.5.3.2, whose 10 minutes after the final dot are not to be cut short, since giving
    /// up there sends mails twice. A letter is some kilobytes, a block or two of section 4.5.3.2.5, and shares these 10 minutes.
    pub fn limit(self) -> Duration {
        match self {
            Self::Connect | Self::Tls => Duration::from_secs(30),
            Self::Data => Duration::from_secs(2 * 60),
            Self::Message => Duration::from_secs(10 * 60),
            _ => Duration::from_secs(5 * 60),
        }
    }

    /// Whether `code` lets the dialogue go on. lettre takes any 2xx and 3xx for success; a reply of the wrong class shows that replies and
    /// commands are out of step.
    pub fn accepts(self, code: u16) -> bool {
        match self {
            Self::Data => code == 354,
            _ => (200..300).contains(&code),
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "connecting",
            Self::Tls => "TLS",
            Self::Greeting => "greeting",
            Self::Ehlo => "EHLO",
            Self::StartTls => "STARTTLS",
            Self::Auth => "AUTH",
            Self::Reset => "RSET",
            Self::Mail => "MAIL FROM",
            Self::Rcpt => "RCPT TO",
            Self::Data => "DATA",
            Self::Message => "end of data",
        })
    }
}

/// How a step failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Failure {
    /// The server answered, but not what lets us go on.
    Reply {
        /// The reply code.
        code: u16,
        /// The words after it, all lines as one.
        text: String,
    },
    /// The connection or the dialogue broke.
    Broken(String),
    /// Nothing came within the stage's limit.
    Silence(Duration),
}

impl Failure {
    /// A reply as a failure.
    pub fn reply(response: &Response) -> Self {
        Self::Reply { code: response.code().into(), text: response.message().collect::<Vec<_>>().join(" ") }
    }

    /// Whether the dialogue can go on after it, with RSET.
    pub fn leaves_connection(&self) -> bool {
        matches!(self, Self::Reply { code: 400..600, .. }) && !matches!(self, Self::Reply { code: 421, .. })
    }

    /// Whether the reply, whatever the stage, is about our account or our sender. Postfix checks the sender only at RCPT
    /// (`smtpd_delay_reject`), Gmail and Exchange Online name a used-up quota or a locked sender as late as after the data.
    /// Codes: RFC 4954 section 6; enhanced codes: RFC 3463 and RFC 4954, 5.4.5 Gmail's daily limit, 5.7.60 Exchange's "send as".
    fn is_about_us(&self) -> bool {
        matches!(self, Self::Reply { code: 530 | 534 | 535 | 538, .. })
            || matches!(self.enhanced(), Some("5.1.7" | "5.1.8" | "5.4.5" | "5.7.8" | "5.7.9" | "5.7.11" | "5.7.60"))
    }

    /// The enhanced status code (RFC 3463) that the reply's words begin with.
    fn enhanced(&self) -> Option<&str> {
        let Self::Reply { text, .. } = self else { return None };
        let word = text.split_whitespace().next()?;
        let numbers = word.split('.').filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())).count();
        (numbers == 3 && word.split('.').count() == 3).then_some(word)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Reply { code, text } => write!(f, "{code} {text}"),
            Self::Broken(why) => f.write_str(why),
            Self::Silence(limit) => write!(f, "no answer within {} s", limit.as_secs()),
        }
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Broken(error.to_string())
    }
}

impl From<lettre::transport::smtp::Error> for Failure {
    fn from(error: lettre::transport::smtp::Error) -> Self {
        match error.status() {
            Some(code) => {
                let text = std::error::Error::source(&error).map(ToString::to_string).unwrap_or_default();
                Self::Reply { code: code.into(), text }
            }
            None => Self::Broken(error.to_string()),
        }
    }
}

/// What a failure means for the letter. Returns the kind of attempt, to be filled with the words for it.
///
/// Before MAIL nothing is about the letter: trouble, whatever the code (a 554 greeting, a 535). After the final dot without a reply nobody
/// knows (RFC 1047). In between, what is not known to be final is tried again.
pub(super) fn sort(stage: Stage, failure: &Failure) -> fn(String) -> Attempt {
    use Failure::Reply;
    match (stage, failure) {
        (Stage::Connect | Stage::Tls | Stage::Greeting | Stage::Ehlo | Stage::StartTls | Stage::Auth | Stage::Reset, _) => Attempt::Trouble,
        (_, reply) if reply.is_about_us() => Attempt::Trouble,
        // RFC 5321 section 4.1.1.11: 555 is about a parameter, which only this letter needed; else MAIL is about the sender.
        (Stage::Mail, Reply { code: 555, .. }) => Attempt::GiveUp,
        (Stage::Mail, Reply { code: 500..600, .. }) => Attempt::Trouble,
        // "Relay access denied" and "sender not owned by user" are 5.7.1 at RCPT as well as "this recipient takes no mail from you". If it is
        // us, the letters must not be lost; if it is the recipient, the queue must not stop: the letter alone is tried again.
        (Stage::Rcpt, Reply { code: 500..600, .. }) if failure.enhanced() == Some("5.7.1") => Attempt::Retry,
        // "Other or undefined protocol status": seen for passing faults (chatmail/core, `src/smtp.rs`).
        (_, Reply { code: 550, .. }) if failure.enhanced() == Some("5.5.0") => Attempt::Retry,
        (_, Reply { code: 500..600, .. }) => Attempt::GiveUp,
        (_, Reply { code: 400..500, .. }) => Attempt::Retry,
        (Stage::Message, _) => Attempt::Uncertain,
        (Stage::Mail | Stage::Rcpt | Stage::Data, _) => Attempt::Retry,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stage: Stage, failure: &str, want: &str) {
        let failure = match failure {
            "silence" => Failure::Silence(stage.limit()),
            "cut" => Failure::Broken("incomplete response".into()),
            reply => {
                let (code, text) = reply.split_once(' ').unwrap();
                Failure::Reply { code: code.parse().unwrap(), text: text.to_owned() }
            }
        };
        let got = format!("{:?}", sort(stage, &failure)(String::new()));
        assert_eq!(got, format!("{want}(\"\")"), "{stage}: {failure}");
    }

    #[test]
    fn before_mail_nothing_is_about_the_letter() {
        for stage in [Stage::Connect, Stage::Tls, Stage::Greeting, Stage::Ehlo, Stage::StartTls, Stage::Auth, Stage::Reset] {
            for failure in ["421 busy", "454 4.7.0 later", "535 5.7.8 wrong", "554 no service", "550 5.1.1 unknown", "cut", "silence"] {
                check(stage, failure, "Trouble");
            }
        }
    }

    #[test]
    fn from_mail_on_the_stage_decides() {
        for (failure, mail, rcpt, data, message) in [
            ("421 4.3.2 closing", "Retry", "Retry", "Retry", "Retry"),
            ("451 4.7.1 greylisted", "Retry", "Retry", "Retry", "Retry"),
            ("550 5.1.1 unknown user", "Trouble", "GiveUp", "GiveUp", "GiveUp"),
            ("552 over quota", "Trouble", "GiveUp", "GiveUp", "GiveUp"),
            ("554 5.7.1 denied", "Trouble", "Retry", "GiveUp", "GiveUp"),
            ("550 5.5.0 whatever", "Trouble", "Retry", "Retry", "Retry"),
            ("555 5.5.4 parameter", "GiveUp", "GiveUp", "GiveUp", "GiveUp"),
            ("530 5.7.0 log in first", "Trouble", "Trouble", "Trouble", "Trouble"),
            ("535 5.7.8 wrong", "Trouble", "Trouble", "Trouble", "Trouble"),
            ("550 5.4.5 daily limit", "Trouble", "Trouble", "Trouble", "Trouble"),
            ("550 5.1.8 bad outbound sender", "Trouble", "Trouble", "Trouble", "Trouble"),
            ("250 out of step", "Retry", "Retry", "Retry", "Uncertain"),
            ("354 out of step", "Retry", "Retry", "Retry", "Uncertain"),
            ("cut", "Retry", "Retry", "Retry", "Uncertain"),
            ("silence", "Retry", "Retry", "Retry", "Uncertain"),
        ] {
            check(Stage::Mail, failure, mail);
            check(Stage::Rcpt, failure, rcpt);
            check(Stage::Data, failure, data);
            check(Stage::Message, failure, message);
        }
    }

    #[test]
    fn enhanced_codes() {
        let check = |text: &str, want: Option<&str>| {
            assert_eq!(Failure::Reply { code: 550, text: text.into() }.enhanced(), want, "{text}");
        };
        check("5.7.1 denied", Some("5.7.1"));
        check("5.7.60 SMTP; Client", Some("5.7.60"));
        check("denied", None);
        check("127.0.0.1 is blocked", None);
        check("5..1 odd", None);
        check("", None);
    }

    #[test]
    fn only_a_clear_refusal_keeps_the_connection() {
        let kept = |code| Failure::Reply { code, text: String::new() }.leaves_connection();
        assert!(kept(450) && kept(550));
        assert!(!kept(421) && !kept(250) && !kept(354));
        assert!(!Failure::Silence(Duration::ZERO).leaves_connection() && !Failure::Broken(String::new()).leaves_connection());
    }
}

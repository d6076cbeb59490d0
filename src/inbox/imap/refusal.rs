//! What a server means by a NO, a BAD or a BYE. There are response codes for that (RFC 5530), but half of the providers only write a
//! sentence; so the sentence is looked at, here and nowhere else.

use std::time::Duration;

use super::super::InboxError;
use crate::address::clean;

/// A server that names a longer wait is asked again all the same (Exchange names up to a quarter of an hour, and means less).
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);
/// The wait where a server wants one and does not say how long.
const USUAL_WAIT: Duration = Duration::from_secs(60);
/// No text of a server is shown beyond so many characters.
const LONGEST_TEXT: usize = 200;

/// A command that the server answered with NO or BAD.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What it said, cleaned.
    pub(super) text: String,
}

impl Refusal {
    pub(super) fn new(status: &str, text: &str) -> Self {
        let text = clean(text, LONGEST_TEXT);
        Self { text: if text.is_empty() { status.to_owned() } else { format!("{status} {text}") } }
    }

    /// Whether a message that was named is gone by now (RFC 5530 section 3; RFC 2180 section 4.1 lets a server say so by NO).
    pub(super) fn says_gone(&self) -> bool {
        self.says("[expungeissued]") || self.says("[nonexistent]")
    }

    /// Whether the cause will pass by itself (RFC 5530 section 3), so that a refused login is not the password's fault.
    pub(super) fn will_pass(&self) -> bool {
        [
            "[unavailable]", "[inuse]", "[serverbug]", "[limit]", "temporary", "temporarily", "try again later",
            "authenticated but not connected",
        ]
        .iter()
        .any(|sign| self.says(sign))
    }

    /// Whether a folder that was to be made is there already.
    pub(super) fn says_exists(&self) -> bool {
        self.says("[alreadyexists]") || self.says("already exists")
    }

    /// Whether creating the folder might help (RFC 3501 section 7.1).
    pub(super) fn says_try_create(&self) -> bool {
        self.says("[trycreate]") || self.says("[nonexistent]")
    }

    /// How long the server wants to be left alone, if that is what it says.
    pub(super) fn wait(&self) -> Option<Duration> {
        let text = self.text.to_lowercase();
        // Exchange: "Request is throttled. Suggested Backoff Time: 92415 milliseconds".
        if let Some((_, after)) = text.split_once("backoff time:") {
            let digits: String = after.trim_start().chars().take_while(char::is_ascii_digit).collect();
            let hint = digits.parse().map_or(USUAL_WAIT, Duration::from_millis);
            return Some(hint.min(LONGEST_WAIT));
        }
        // Gmail: "[ALERT] Too many simultaneous connections"; Dovecot: "Maximum number of connections from user+IP exceeded".
        ["throttled", "too many simultaneous", "too many connections", "maximum number of connections", "rate limit", "too many login"]
            .iter()
            .any(|sign| text.contains(sign))
            .then_some(USUAL_WAIT)
    }

    /// What a refusal of `command` means for the connection. For LOGIN and the like see `will_pass` first.
    pub(super) fn of(self, command: &str) -> InboxError {
        match self.wait() {
            Some(wait) => InboxError::Throttled(wait, self.text),
            None => InboxError::Connection(format!("expected OK to {command}, the server answered: {}", self.text)),
        }
    }

    fn says(&self, sign: &str) -> bool {
        self.text.to_lowercase().contains(sign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_are_read_from_the_sentence() {
        let check = |text, seconds: Option<f64>| {
            assert_eq!(Refusal::new("BAD", text).wait().map(|wait| wait.as_secs_f64()), seconds, "{text}");
        };
        check("Request is throttled. Suggested Backoff Time: 92415 milliseconds", Some(92.415));
        check("Request is throttled. Suggested Backoff Time: 900000 milliseconds", Some(300.0));
        check("Request is throttled. Suggested Backoff Time: soon", Some(60.0));
        check("Lookup failed [THROTTLED]", Some(60.0));
        check("Too many simultaneous connections. (Failure)", Some(60.0));
        check("[UNAVAILABLE] Maximum number of connections from user+IP exceeded", Some(60.0));
        check("[AUTHENTICATIONFAILED] Authentication failed.", None);
        check("", None);
    }

    #[test]
    fn what_passes_by_itself_is_told_from_what_does_not() {
        for text in ["[UNAVAILABLE] Temporary authentication failure.", "[INUSE] locked", "User is authenticated but not connected."] {
            assert!(Refusal::new("NO", text).will_pass(), "{text}");
        }
        for text in ["[AUTHENTICATIONFAILED] Authentication failed.", "Invalid credentials (Failure)", "[EXPIRED] Password expired"] {
            assert!(!Refusal::new("NO", text).will_pass(), "{text}");
        }
    }

    #[test]
    fn texts_are_cleaned_and_cut() {
        let refusal = Refusal::new("NO", &format!("a\u{1b}[31m\u{202e}{}", "x".repeat(1000)));
        assert!(refusal.text.chars().count() <= LONGEST_TEXT + 3 && !refusal.text.contains(['\u{1b}', '\u{202e}']), "{refusal:?}");
    }
}

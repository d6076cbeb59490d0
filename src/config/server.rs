//! URLs of mailboxes and mail servers.

use std::net::IpAddr;

use super::reader::Wrong;
use crate::net::{Endpoint, Security};

/// What a mailbox URL may be.
pub(super) const MAILBOX: &str =
    "imaps://USER@HOST[:PORT], imap+starttls://USER@HOST[:PORT], imap://USER@HOST[:PORT] on loopback, or maildir:PATH";
/// What the URL of a way out may be.
pub(super) const SMTP: &str =
    "submission://USER@HOST[:PORT], smtps://USER@HOST[:PORT], smtp://HOST[:PORT] on loopback, sendmail:PATH, or maildir:PATH";

/// A scheme, its port if the URL names none, and its security.
pub(super) type Scheme = (&'static str, u16, Security);
/// RFC 8314 section 3: 993 is IMAP in TLS; RFC 3501 section 2.1: 143.
pub(super) const IMAP_SCHEMES: &[Scheme] =
    &[("imaps", 993, Security::Tls), ("imap+starttls", 143, Security::StartTls), ("imap", 143, Security::None)];
/// RFC 8314 section 3.3: 465 is submission in TLS; RFC 6409 section 3.1: 587.
pub(super) const SMTP_SCHEMES: &[Scheme] =
    &[("smtps", 465, Security::Tls), ("submission", 587, Security::StartTls), ("smtp", 25, Security::None)];

/// The server of a URL and the user who logs in there. The user may be percent-encoded, and may hold an `@` either way.
pub(super) fn parse(url: &str, schemes: &[Scheme]) -> Result<(Endpoint, Option<String>), Wrong> {
    let (scheme, rest) = url.split_once("://").ok_or(Wrong::Value)?;
    let (name, default_port, security) = *schemes.iter().find(|(name, ..)| *name == scheme).ok_or(Wrong::Value)?;
    let (user, server) = match rest.rsplit_once('@') {
        Some((user, _)) if user.contains(':') => {
            return Err(Wrong::Because("a password does not belong into the url; name where it is kept by `password`".into()));
        }
        Some((user, server)) => (Some(percent_decoded(user).filter(|u| !u.is_empty()).ok_or(Wrong::Value)?), server),
        None => (None, rest),
    };
    let (host, port) = host_and_port(server.strip_suffix('/').unwrap_or(server), default_port).ok_or(Wrong::Value)?;
    if security == Security::None && !is_loopback(&host) {
        let others: Vec<_> = schemes.iter().filter(|s| s.2 != Security::None).map(|s| format!("{}://", s.0)).collect();
        return Err(Wrong::Because(format!(
            "{name}:// is not encrypted and goes to the loopback interface alone; use {}",
            others.join(" or ")
        )));
    }
    Ok((Endpoint { host, port, security }, user))
}

fn host_and_port(server: &str, default: u16) -> Option<(String, u16)> {
    let (host, port) = match server.strip_prefix('[').and_then(|s| s.split_once(']')) {
        Some((host, "")) => (host, None),
        Some((host, port)) => (host, Some(port.strip_prefix(':')?)),
        None => match server.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (server, None),
        },
    };
    let named = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
    let sane = !host.is_empty() && (host.chars().all(named) || host.parse::<IpAddr>().is_ok());
    let port = port.map_or(Some(default), |p| p.parse().ok().filter(|p| *p > 0))?;
    sane.then(|| (host.to_ascii_lowercase(), port))
}

fn is_loopback(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// RFC 3986 section 2.1.
fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || rest.next().and_then(|d| char::from(d).to_digit(16));
        bytes.push(u8::try_from(digit()? * 16 + digit()?).ok()?);
    }
    String::from_utf8(bytes).ok().filter(|t| !t.chars().any(char::is_control))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let check = |url: &str, want: &str| {
            let got = match parse(url, if url.contains("imap") { IMAP_SCHEMES } else { SMTP_SCHEMES }) {
                Ok((endpoint, user)) => format!("{} {endpoint} {:?}", user.as_deref().unwrap_or("-"), endpoint.security),
                Err(Wrong::Value | Wrong::Noted) => "wrong".into(),
                Err(Wrong::Because(text)) => text.split([' ', ';']).next().unwrap_or_default().into(),
            };
            assert_eq!(got, want, "{url}");
        };
        check("imaps://anmeldung@imap.example.org", "anmeldung imap.example.org:993 Tls");
        check("imaps://anmeldung@example.org@imap.Example.org:9993/", "anmeldung@example.org imap.example.org:9993 Tls");
        check("imaps://anmeldung%40example.org@imap.example.org", "anmeldung@example.org imap.example.org:993 Tls");
        check("imap+starttls://u@imap.example.org", "u imap.example.org:143 StartTls");
        check("imap://u@127.0.0.1:1143", "u 127.0.0.1:1143 None");
        check("imap://u@[::1]:1143", "u ::1:1143 None");
        check("imap://u@localhost", "u localhost:143 None");
        check("imap://u@imap.example.org", "imap://");
        check("imap://u@localhost.example.org", "imap://");
        check("imaps://u:secret@imap.example.org", "a");
        check("imaps://imap.example.org", "- imap.example.org:993 Tls");
        check("submission://u@smtp.example.org", "u smtp.example.org:587 StartTls");
        check("smtps://u@smtp.example.org", "u smtp.example.org:465 Tls");
        check("smtp://127.0.0.1", "- 127.0.0.1:25 None");
        check("smtp://mail.example.org", "smtp://");
        for url in
            ["imap.example.org", "imaps://", "imaps://u@", "imaps://u@host:0", "imaps://u@host:99999", "imaps://u@ho st", "imaps://u@h/x"]
        {
            check(url, "wrong");
        }
        for url in ["smtp+starttls://u@host", "imaps://%zz@host", "imaps://u%0d@host", "imaps://@host", "imaps://u@[::1"] {
            check(url, "wrong");
        }
    }
}

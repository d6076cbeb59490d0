//! From a host name to a session: dial, TLS, greeting, login, and what the server can.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{Capability, Response, Status};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rustls::ClientConfig;
use tokio::time::timeout;

use super::super::InboxError;
use super::refusal::Refusal;
use super::wire::{Answer, Event, SILENCE, Wire, out_of_step, quoted};
use crate::config::Account;
use crate::net::{self, BoxStream, Dialler, Security};

/// For each of dialling, TLS and the greeting.
const REACH: Duration = Duration::from_secs(30);

/// What a server says it can, in upper case.
#[derive(Clone, Debug, Default)]
pub(super) struct Abilities(HashSet<String>);

impl Abilities {
    pub(super) fn has(&self, ability: &str) -> bool {
        self.0.contains(ability)
    }
}

/// Dials, secures and logs in. The abilities are those after the login: Dovecot and others offer MOVE only then.
pub(super) async fn log_in(account: &Account, dialler: &Dialler, tls: Option<&Arc<ClientConfig>>) -> Result<(Wire, Abilities), InboxError> {
    let endpoint = &account.endpoint;
    let stream = within("connection", account, dialler.dial(&endpoint.host, endpoint.port)).await?;
    let mut wire = match endpoint.security {
        Security::Tls => Wire::new(secure(stream, account, tls).await?),
        Security::StartTls | Security::None => Wire::new(stream),
    };
    let known = greeting(&mut wire).await?;
    if endpoint.security == Security::StartTls {
        wire = start_tls(wire, known, account, tls).await?;
    }
    if !known {
        let abilities = abilities(&mut wire).await?;
        authenticate(&mut wire, account, &abilities).await?;
    }
    let abilities = abilities(&mut wire).await?;
    Ok((wire, abilities))
}

async fn within<T>(what: &str, account: &Account, step: impl Future<Output = std::io::Result<T>>) -> Result<T, InboxError> {
    let endpoint = &account.endpoint;
    match timeout(REACH, step).await {
        Ok(Ok(done)) => Ok(done),
        Ok(Err(e)) => Err(InboxError::Connection(format!("{what} to {endpoint} failed: {e}"))),
        Err(_) => Err(InboxError::Connection(format!("{what} to {endpoint}: no answer within {} s", REACH.as_secs()))),
    }
}

async fn secure(stream: BoxStream, account: &Account, tls: Option<&Arc<ClientConfig>>) -> Result<BoxStream, InboxError> {
    let settings = tls.ok_or_else(|| InboxError::Connection("no TLS settings".to_owned()))?;
    let securing = within("TLS", account, net::secure(stream, &account.endpoint.host, Arc::clone(settings)));
    securing.await.map_err(|error| match error {
        InboxError::Connection(text) if text.contains("certificate") => {
            InboxError::Connection(format!("{text}; if the server's authority is one of your own, name its file in mailbox.ca"))
        }
        other => other,
    })
}

/// Reads the greeting; whether the server knows us already (PREAUTH).
async fn greeting(wire: &mut Wire) -> Result<bool, InboxError> {
    let mut greeted = None;
    wire.read("greeting", REACH, |response| {
        if let Response::Data { status, .. } = response {
            greeted = match status {
                Status::Ok => Some(false),
                Status::PreAuth => Some(true),
                Status::No | Status::Bad | Status::Bye => None,
            }
        }
    })
    .await?;
    greeted.ok_or_else(|| InboxError::Connection("expected an IMAP greeting (* OK), found something else: is the port right?".to_owned()))
}

/// Goes over to TLS, or fails: there is no going on without. A server that is past the login before TLS has been tampered with
/// (RFC 8314 section 4.1 and the attacks by PREAUTH on STARTTLS).
async fn start_tls(mut wire: Wire, known: bool, account: &Account, tls: Option<&Arc<ClientConfig>>) -> Result<Wire, InboxError> {
    if known {
        return Err(InboxError::Connection("the server logged us in before STARTTLS: not going on without TLS".to_owned()));
    }
    if !abilities(&mut wire).await?.has("STARTTLS") {
        let advice = "not going on without TLS; use imaps: if the server offers that";
        return Err(InboxError::Connection(format!("{} does not offer STARTTLS: {advice}", account.endpoint)));
    }
    wire.ask("STARTTLS", "STARTTLS", SILENCE, |_| ()).await?.accepted("STARTTLS")?;
    Ok(Wire::new(secure(wire.into_stream(), account, tls).await?))
}

async fn abilities(wire: &mut Wire) -> Result<Abilities, InboxError> {
    let mut found = HashSet::new();
    let answer = wire.ask("CAPABILITY", "CAPABILITY", SILENCE, |response| {
        if let Response::Capabilities(capabilities) = response {
            found.extend(capabilities.iter().map(|capability| match capability {
                Capability::Imap4rev1 => "IMAP4REV1".to_owned(),
                Capability::Auth(mechanism) => format!("AUTH={}", mechanism.to_uppercase()),
                Capability::Atom(atom) => atom.to_uppercase(),
            }));
        }
    });
    answer.await?.accepted("CAPABILITY")?;
    if found.is_empty() {
        return Err(InboxError::Connection("expected a list of capabilities, the server named none".to_owned()));
    }
    Ok(Abilities(found))
}

async fn authenticate(wire: &mut Wire, account: &Account, abilities: &Abilities) -> Result<(), InboxError> {
    let endpoint = &account.endpoint;
    let (Some(user), Some(password)) = (&account.user, &account.password) else {
        return Err(InboxError::Login(format!("{endpoint} wants a login: set the user in mailbox.url, and mailbox.password")));
    };
    let password = password.reveal();
    let answer = if abilities.has("AUTH=PLAIN") {
        plain(wire, user, password).await?
    } else if abilities.has("LOGINDISABLED") {
        let found = "LOGINDISABLED and no AUTH=PLAIN";
        let advice = "use imaps: or imap+starttls:, or allow logins by password at the server";
        return Err(InboxError::Login(format!("expected {endpoint} to take a password, found {found}: {advice}")));
    } else {
        if [user, password].iter().any(|text| text.contains(['\r', '\n', '\0'])) {
            return Err(InboxError::Login("the user or password holds a line end, which IMAP's LOGIN can't carry".to_owned()));
        }
        wire.ask("LOGIN", &format!("LOGIN {} {}", quoted(user), quoted(password)), SILENCE, |_| ()).await?
    };
    match answer {
        Answer::Accepted => Ok(()),
        Answer::Refused(refusal) => Err(not_let_in(account, user, password, refusal)),
    }
}

/// AUTHENTICATE PLAIN (RFC 4616), in two steps, which every server takes. Carries any password, also one that is not ASCII.
async fn plain(wire: &mut Wire, user: &str, password: &str) -> Result<Answer, InboxError> {
    let name = "AUTHENTICATE PLAIN";
    let tag = wire.send(name).await?;
    loop {
        match wire.read(name, SILENCE, |_| ()).await? {
            Event::Continue => break,
            Event::Untagged => {}
            Event::Done(done, answer @ Answer::Refused(_)) if done == tag => return Ok(answer),
            Event::Done(..) => return Err(out_of_step(name)),
        }
    }
    wire.send_line(&STANDARD.encode(format!("\0{user}\0{password}"))).await?;
    loop {
        match wire.read(name, SILENCE, |_| ()).await? {
            Event::Done(done, answer) if done == tag => return Ok(answer),
            Event::Untagged => {}
            Event::Done(..) | Event::Continue => return Err(out_of_step(name)),
        }
    }
}

fn not_let_in(account: &Account, user: &str, password: &str, mut refusal: Refusal) -> InboxError {
    if !password.is_empty() {
        // Some servers quote the command that they refuse.
        refusal.text = refusal.text.replace(password, "…");
    }
    if refusal.wait().is_some() || refusal.will_pass() {
        return refusal.of("the login");
    }
    let advice = "check mailbox.url and mailbox.password (many providers want an application password)";
    InboxError::Login(format!("{} does not let {user} in: {}; {advice}", account.endpoint, refusal.text))
}

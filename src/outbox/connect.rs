//! From an account to a connection on which mail can be sent: TCP, TLS, greeting, EHLO, login, each within its own time limit.

use std::future::Future;
use std::sync::Arc;

use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::Auth;
use lettre::transport::smtp::extension::ClientId;
use lettre::transport::smtp::response::Response;
use rustls::ClientConfig;
use tokio::time::timeout;

use super::OutboxError;
use super::stage::{Failure, Stage};
use super::wire::Wire;
use crate::config::Account;
use crate::net::{self, BoxStream, Dialler, Endpoint, Security};

/// PLAIN first; LOGIN is needed at some hosts.
const MECHANISMS: &[Mechanism] = &[Mechanism::Plain, Mechanism::Login];

/// A step that failed.
#[derive(Debug)]
pub(super) struct Fault {
    /// The step.
    pub stage: Stage,
    /// How it failed.
    pub failure: Failure,
}

impl Fault {
    fn broken(stage: Stage, why: impl Into<String>) -> Self {
        Self { stage, failure: Failure::Broken(why.into()) }
    }
}

/// Dials one account.
#[derive(Debug)]
pub(super) struct Gate {
    endpoint: Endpoint,
    login: Option<Login>,
    /// None if the connection is not secured.
    tls: Option<Arc<ClientConfig>>,
    dialler: Dialler,
}

impl Gate {
    /// Reads the certificate authorities; opens no connection.
    pub fn new(account: &Account, dialler: Dialler) -> Result<Self, OutboxError> {
        let tls = match account.endpoint.security {
            Security::None => None,
            Security::Tls | Security::StartTls => Some(net::tls_settings(account.ca.as_deref()).map_err(OutboxError::Authorities)?),
        };
        let login = match (&account.user, &account.password) {
            (None, _) => None,
            (Some(user), None) => return Err(OutboxError::Password(user.clone())),
            (Some(user), Some(password)) => Some(Login::new(user, password.reveal())),
        };
        Ok(Self { endpoint: account.endpoint.clone(), login, tls, dialler })
    }

    /// A connection after EHLO, not logged in yet, and what the server said: its greeting first, then a reply to EHLO before STARTTLS.
    pub async fn open(&self) -> Result<(AsyncSmtpConnection, Vec<Response>), Fault> {
        let plain = within(Stage::Connect, self.dialler.dial(&self.endpoint.host, self.endpoint.port)).await?;
        let (wire, said) = match (&self.tls, self.endpoint.security) {
            (Some(settings), Security::Tls) => greeted(Wire::new(self.handshake(plain, settings).await?)).await?,
            (Some(settings), _) => self.starttls(plain, settings).await?,
            (None, _) => greeted(Wire::new(plain)).await?,
        };
        let name = hello();
        let opening = AsyncSmtpConnection::connect_with_transport(Box::new(wire), &name);
        Ok((within(Stage::Ehlo, opening).await?, said))
    }

    /// Logs in, if there is a user.
    pub async fn log_in(&self, connection: &mut AsyncSmtpConnection) -> Result<(), Fault> {
        let Some(login) = &self.login else { return Ok(()) };
        if connection.server_info().get_auth_mechanism(MECHANISMS).is_none() {
            return Err(Fault::broken(Stage::Auth, "the server offers neither AUTH PLAIN nor AUTH LOGIN"));
        }
        reply(Stage::Auth, connection.auth(MECHANISMS, &login.credentials)).await?;
        Ok(())
    }

    /// The fault in one line, for the outbox and the administrator: where, at which command, and the server's full reply. No password in
    /// it, not even one that the server has sent back.
    pub fn describe(&self, fault: &Fault) -> String {
        let stage = match (fault.stage, &self.login) {
            (Stage::Auth, Some(login)) => format!("login as {}", login.user),
            (stage, _) => stage.to_string(),
        };
        let failure = self.login.iter().fold(fault.failure.to_string(), |text, login| login.mask(&text));
        super::one_line(&format!("{}: {stage}: {failure}", self.endpoint))
    }

    /// The user who logs in.
    pub fn user(&self) -> Option<&str> {
        self.login.as_ref().map(|login| login.user.as_str())
    }

    /// TLS over `plain`.
    async fn handshake(&self, plain: BoxStream, settings: &Arc<ClientConfig>) -> Result<BoxStream, Fault> {
        within(Stage::Tls, net::secure(plain, &self.endpoint.host, settings.clone())).await
    }

    /// RFC 3207. There is no way on without TLS: whoever strips STARTTLS from the reply gets no password and no mail.
    async fn starttls(&self, plain: BoxStream, settings: &Arc<ClientConfig>) -> Result<(Wire, Vec<Response>), Fault> {
        let mut wire = Wire::new(plain);
        let greeting = reply(Stage::Greeting, wire.response()).await?;
        let ehlo = reply(Stage::Ehlo, wire.command(&format!("EHLO {}", hello()))).await?;
        if !ehlo.message().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
            return Err(Fault::broken(Stage::StartTls, "the server does not offer it, and nothing is sent without TLS"));
        }
        reply(Stage::StartTls, wire.command("STARTTLS")).await?;
        let plain = wire.into_stream().map_err(|e| Fault { stage: Stage::StartTls, failure: e.into() })?;
        let wire = Wire::new(self.handshake(plain, settings).await?).replay(&greeting);
        Ok((wire, vec![greeting, ehlo]))
    }
}

/// Does one step within its time limit. A step that ran out of it may have been half done: the connection must be dropped, since a late
/// reply would be taken for the reply to the next command.
pub(super) async fn within<T, E: Into<Failure>>(stage: Stage, step: impl Future<Output = Result<T, E>>) -> Result<T, Fault> {
    match timeout(stage.limit(), step).await {
        Ok(result) => result.map_err(|e| Fault { stage, failure: e.into() }),
        Err(_) => Err(Fault { stage, failure: Failure::Silence(stage.limit()) }),
    }
}

/// Does one step that ends with a reply, and takes only the reply that belongs to it.
pub(super) async fn reply<E: Into<Failure>>(stage: Stage, step: impl Future<Output = Result<Response, E>>) -> Result<Response, Fault> {
    let response = within(stage, step).await?;
    if stage.accepts(response.code().into()) { Ok(response) } else { Err(Fault { stage, failure: Failure::reply(&response) }) }
}

/// How we call ourselves: an address literal, as RFC 5321 section 4.1.4 bids clients that don't know their own name.
pub(super) fn hello() -> ClientId {
    ClientId::default()
}

/// Reads the greeting here, with its own time limit, and lets lettre read it once more.
async fn greeted(mut wire: Wire) -> Result<(Wire, Vec<Response>), Fault> {
    let greeting = reply(Stage::Greeting, wire.response()).await?;
    Ok((wire.replay(&greeting), vec![greeting]))
}

/// Who logs in, and in which forms the password must never be shown.
struct Login {
    user: String,
    credentials: Credentials,
    secrets: Vec<String>,
}

impl Login {
    fn new(user: &str, password: &str) -> Self {
        let credentials = Credentials::new(user.to_owned(), password.to_owned());
        // As PLAIN and LOGIN send it, in base64: servers repeat commands that they don't understand.
        let sent = [
            Auth::new(Mechanism::Plain, credentials.clone(), None),
            Auth::new(Mechanism::Login, credentials.clone(), Some("Password".into())),
        ];
        let sent = sent.into_iter().flatten().filter_map(|auth| auth.to_string().split_whitespace().last().map(str::to_owned));
        let secrets = std::iter::once(password.to_owned()).chain(sent).filter(|secret| !secret.is_empty()).collect();
        Self { user: user.to_owned(), credentials, secrets }
    }

    fn mask(&self, text: &str) -> String {
        self.secrets.iter().fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
    }
}

impl std::fmt::Debug for Login {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Login").field("user", &self.user).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_in_any_text() {
        let login = Login::new("max", "s3cret word");
        let check = |text: &str, want: &str| assert_eq!(login.mask(text), want);
        check("535 no such user max", "535 no such user max");
        check("535 bad password s3cret word!", "535 bad password …!");
        check("500 unknown: AUTH PLAIN AG1heABzM2NyZXQgd29yZA==", "500 unknown: AUTH PLAIN …");
        check("500 unknown: czNjcmV0IHdvcmQ=", "500 unknown: …");
        assert!(!format!("{login:?}").contains("s3cret"));
        assert_eq!(Login::new("max", "").mask("535 a"), "535 a");
    }
}

//! The INBOX of an IMAP account (RFC 3501), with IDLE (RFC 2177), MOVE (RFC 6851) and UIDPLUS (RFC 4315) where the server has them.
//!
//! One connection, opened by `connect` and lost with the first thing that goes wrong in it: each call takes the session out and puts it
//! back only if it ended in good order, so that neither an error nor a dropped future leaves half a dialogue behind. Only a wait may be
//! dropped at no cost, since a daemon does so whenever it has something else to do. Messages are read with `BODY.PEEK[]` and named by
//! UID alone; `\Seen` is never touched.
//!
//! Not asked for, since the parser can't take the answers: ENVELOPE, BODYSTRUCTURE, NAMESPACE, ESEARCH, BINARY.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use async_imap::imap_proto::{MailboxDatum, Response, ResponseCode};
use rustls::ClientConfig;
use tokio::time::timeout;

use super::{Epoch, Filing, InboxError, RawMail};
use crate::config::{Account, MailboxConfig};
use crate::net::{self, Dialler, Security};

mod fetch;
mod filing;
mod folder;
mod idle;
mod login;
mod refusal;
mod wire;

use filing::{DONE_KEYWORD, Mode, REVIEW_KEYWORD};
use folder::Folders;
use login::Abilities;
use wire::{LONG_SILENCE, SILENCE, Wire};

/// No leave-taking lasts longer.
const LEAVE: Duration = Duration::from_secs(3);

/// The INBOX of an IMAP account.
#[derive(Debug)]
pub struct ImapInbox {
    account: Account,
    done: String,
    review: String,
    fetch_limit: u32,
    poll: Duration,
    dialler: Dialler,
    tls: Option<Arc<ClientConfig>>,
    session: Option<Session>,
    /// ID broke the last connection: its parser wants the response in one piece. Then we do without.
    id_breaks: bool,
}

/// A connection with INBOX selected.
#[derive(Debug)]
struct Session {
    wire: Wire,
    epoch: Epoch,
    abilities: Abilities,
    selected: Selected,
    mode: Mode,
    /// Whether IDLE does what it should.
    idles: bool,
    waiting: Waiting,
    folders: Folders,
    done: Folder,
    review: Folder,
}

/// Where a wait stands, in case that its future is dropped.
#[derive(Debug, PartialEq, Eq)]
enum Waiting {
    /// Nowhere: another command may be sent.
    Not,
    /// Within an IDLE of this tag, which DONE ends.
    Idling(String),
    /// Between two lines.
    Midway,
}

/// A folder for filing: what the configuration calls it, and what it is called here, or why it is not there.
#[derive(Debug)]
struct Folder {
    wanted: String,
    found: Result<String, String>,
}

/// What SELECT says of the mailbox.
#[derive(Debug, Default)]
struct Selected {
    messages: u32,
    validity: Option<u32>,
    read_only: bool,
    /// Whether new keywords may be made (`\*` in PERMANENTFLAGS).
    new_keywords: bool,
    /// The flags in use.
    flags: Vec<String>,
}

impl ImapInbox {
    /// The INBOX of `account`, not yet connected.
    pub(super) fn new(config: &MailboxConfig, account: &Account, dialler: Dialler) -> Result<Self, InboxError> {
        let tls = match account.endpoint.security {
            Security::Tls | Security::StartTls => Some(net::tls_settings(account.ca.as_deref())?),
            Security::None => None,
        };
        Ok(Self {
            account: account.clone(),
            done: config.done.clone(),
            review: config.review.clone(),
            fetch_limit: config.fetch_limit,
            poll: config.poll,
            dialler,
            tls,
            session: None,
            id_breaks: false,
        })
    }

    pub(super) async fn connect(&mut self) -> Result<Epoch, InboxError> {
        if let Ok(session) = self.take().await {
            let epoch = session.epoch.clone();
            return self.put_back(session, Ok(epoch));
        }
        let mut session = self.open().await?;
        session.prepare_folders().await?;
        let epoch = session.epoch.clone();
        tracing::info!(
            server = %self.account.endpoint,
            validity = epoch.validity,
            messages = session.selected.messages,
            idle = session.idles,
            filing = session.mode.describe(),
            "connected to the mailbox"
        );
        self.session = Some(session);
        Ok(epoch)
    }

    pub(super) async fn list(&mut self, from_uid: u32) -> Result<Vec<String>, InboxError> {
        let mut session = self.take().await?;
        let result = session.list(from_uid).await;
        self.put_back(session, result)
    }

    pub(super) async fn fetch(&mut self, uids: &[String]) -> Result<Vec<RawMail>, InboxError> {
        let mut session = self.take().await?;
        let result = session.fetch(uids, self.fetch_limit).await;
        self.put_back(session, result)
    }

    pub(super) async fn file(&mut self, uids: &[String], to: Filing) -> Result<(), InboxError> {
        let mut session = self.take().await?;
        let result = session.file(uids, to).await;
        self.put_back(session, result)
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), InboxError> {
        let session = self.take().await?;
        // Stays where it is: what becomes of it if this future is dropped stands in `waiting`.
        let result = self.session.insert(session).wait(at_most).await;
        if result.is_err() {
            self.session = None;
        }
        result
    }

    pub(super) async fn disconnect(&mut self) {
        if let Ok(Ok(session)) = timeout(LEAVE, self.take()).await {
            session.leave().await;
        }
    }

    pub(super) async fn probe(&mut self) -> Result<Vec<(String, String)>, InboxError> {
        let session = self.open().await?;
        let findings = session.findings(&self.account, self.poll);
        session.leave().await;
        Ok(findings)
    }

    async fn open(&mut self) -> Result<Session, InboxError> {
        let (mut wire, abilities) = login::log_in(&self.account, &self.dialler, self.tls.as_ref()).await?;
        if abilities.has("ID") && !self.id_breaks {
            self.id_breaks = true;
            identify(&mut wire).await?;
            self.id_breaks = false;
        }
        let folders = Folders::list(&mut wire).await?;
        let selected = select(&mut wire).await?;
        let Some(validity) = selected.validity else {
            return Err(InboxError::Connection("expected a UIDVALIDITY of INBOX, the server names none: it can't be used".to_owned()));
        };
        let mode = Mode::of(&abilities, &selected);
        let folder = |wanted: &str| {
            let missing = || format!("there is no folder {wanted}, and it was not made");
            Folder { wanted: wanted.to_owned(), found: folders.find(wanted).ok_or_else(missing) }
        };
        let (done, review) = (folder(&self.done), folder(&self.review));
        let epoch = Epoch { mailbox: "INBOX".to_owned(), validity };
        let idles = abilities.has("IDLE");
        Ok(Session { wire, epoch, abilities, selected, mode, idles, waiting: Waiting::Not, folders, done, review })
    }

    /// The session, to be put back if all goes well.
    async fn take(&mut self) -> Result<Session, InboxError> {
        let lost = || InboxError::Connection("the mailbox is not connected".to_owned());
        let mut session = self.session.take().ok_or_else(lost)?;
        match std::mem::replace(&mut session.waiting, Waiting::Not) {
            Waiting::Not => {}
            Waiting::Idling(tag) => idle::finish(&mut session.wire, &tag).await?,
            Waiting::Midway => return Err(lost()),
        }
        Ok(session)
    }

    fn put_back<T>(&mut self, session: Session, result: Result<T, InboxError>) -> Result<T, InboxError> {
        if matches!(result, Ok(_) | Err(InboxError::Folder(_))) {
            self.session = Some(session);
        }
        result
    }
}

impl Session {
    async fn list(&mut self, from_uid: u32) -> Result<Vec<String>, InboxError> {
        self.wire.forget_news();
        let from_uid = from_uid.max(1);
        let mut search = format!("UID SEARCH UID {from_uid}:* UNDELETED");
        for keyword in [DONE_KEYWORD, REVIEW_KEYWORD] {
            // Only where it may occur: some servers refuse to search for a keyword that they have never seen.
            if self.mode == Mode::Keyword || self.selected.flags.iter().any(|flag| flag.eq_ignore_ascii_case(keyword)) {
                search.push_str(" UNKEYWORD ");
                search.push_str(keyword);
            }
        }
        let mut uids = BTreeSet::new();
        let answer = self.wire.ask("UID SEARCH", &search, LONG_SILENCE, |response| {
            if let Response::MailboxData(MailboxDatum::Search(found)) = response {
                uids.extend(found);
            }
        });
        answer.await?.accepted("UID SEARCH")?;
        // `10:*` means 3:10 where 3 is the highest UID (RFC 3501 section 6.4.8).
        Ok(uids.range(from_uid..).map(u32::to_string).collect())
    }

    /// LOGOUT. Not CLOSE: that would remove what somebody has marked as deleted.
    async fn leave(mut self) {
        let leaving = self.wire.ask("LOGOUT", "LOGOUT", LEAVE, |_| ());
        // The server answers with BYE, which counts as an error everywhere else.
        drop(timeout(LEAVE, leaving).await);
    }

    fn findings(&self, account: &Account, poll: Duration) -> Vec<(String, String)> {
        let security = match account.endpoint.security {
            Security::Tls => "by TLS",
            Security::StartTls => "by STARTTLS",
            Security::None => "without TLS",
        };
        let ability = |name: &str, without: &str| {
            let finding = if self.abilities.has(name) { "yes".to_owned() } else { format!("no: {without}") };
            (name.to_owned(), finding)
        };
        let folder = |topic: &str, folder: &Folder| {
            let finding = match (&folder.found, self.folders.candidates(&folder.wanted).first()) {
                (Ok(name), _) => format!("{name}: there"),
                (Err(_), Some(name)) => format!("{name}: will be made"),
                (Err(_), None) => format!("{}: not there, and can't be made", folder.wanted),
            };
            (topic.to_owned(), finding)
        };
        let special: Vec<String> = self.folders.special().map(|(special, name)| format!("{special} is {name}")).collect();
        let delimiter = self.folders.delimiter().map_or("no levels".to_owned(), |delimiter| format!("levels separated by {delimiter}"));
        let prefix = self.folders.prefix().map_or("no prefix".to_owned(), |prefix| format!("all below {prefix}"));
        let read_only = if self.selected.read_only { ", read-only" } else { "" };
        vec![
            ("login".to_owned(), format!("{} at {} {security}", account.user.as_deref().unwrap_or("known"), account.endpoint)),
            ("INBOX".to_owned(), format!("{} messages, UIDVALIDITY {}{read_only}", self.selected.messages, self.epoch.validity)),
            ability("IDLE", &format!("looked at every {} s instead", poll.as_secs())),
            ability("MOVE", "copied and removed instead, if UIDPLUS is there"),
            ability("UIDPLUS", "single messages can't be removed"),
            ("filing".to_owned(), self.mode.describe().to_owned()),
            ("namespace".to_owned(), format!("{delimiter}, {prefix}")),
            ("special use".to_owned(), if special.is_empty() { "none named".to_owned() } else { special.join(", ") }),
            folder("done", &self.done),
            folder("review", &self.review),
        ]
    }
}

/// ID (RFC 2971): some providers let nobody in who does not say who they are. Refusing it is their right.
async fn identify(wire: &mut Wire) -> Result<(), InboxError> {
    let id = format!(r#"ID ("name" "Empfang" "version" "{}")"#, env!("CARGO_PKG_VERSION"));
    match wire.ask("ID", &id, SILENCE, |_| ()).await? {
        wire::Answer::Refused(refusal) if refusal.wait().is_some() => Err(refusal.of("ID")),
        _ => Ok(()),
    }
}

async fn select(wire: &mut Wire) -> Result<Selected, InboxError> {
    let mut selected = Selected::default();
    let answer = wire.ask("SELECT", "SELECT INBOX", LONG_SILENCE, |response| match response {
        Response::MailboxData(MailboxDatum::Exists(messages)) => selected.messages = *messages,
        Response::MailboxData(MailboxDatum::Flags(flags)) => selected.flags = flags.iter().map(|flag| flag.to_string()).collect(),
        Response::Data { outcome, .. } | Response::Done { outcome, .. } => match &outcome.code {
            Some(ResponseCode::UidValidity(validity)) => selected.validity = Some(*validity),
            Some(ResponseCode::PermanentFlags(flags)) => selected.new_keywords = flags.iter().any(|flag| flag == "\\*"),
            Some(ResponseCode::ReadOnly) => selected.read_only = true,
            _ => {}
        },
        _ => {}
    });
    answer.await?.accepted("SELECT INBOX")?;
    Ok(selected)
}

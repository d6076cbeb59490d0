//! The test bed: a real Dovecot and a real Postfix, started by the test on loopback ports of its own, with data in a folder of its own,
//! and stopped with it, also when the test panics. Nothing of the machine's own mail system is read or touched.
//!
//! - [`Bed`] is the two servers with a mailbox for every address there is: what Postfix takes, Dovecot files under `%d/%n`.
//! - [`Desk`] is one installed Empfang before them: a configuration, an event, a database, and the built binary.
//! - [`Proxy`] stands between the two where a test wants a line to be slow, dead, or cut at a certain word.
//!
//! Needs root (Postfix and Dovecot change users) and the Debian packages named in [`process::PACKAGES`].

#![allow(dead_code, unused_imports, reason = "each test binary uses a part of the bed")]

mod certificates;
mod desk;
mod dovecot;
mod imap;
mod lines;
mod mail;
mod policy;
mod postfix;
mod process;
mod proxy;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use self::certificates::Certificates;
pub use self::desk::{Daemon, Desk, Finished, Settings, Way};
pub use self::dovecot::{Dovecot, Options};
pub use self::imap::Imap;
pub use self::mail::{Mail, Stored, registration};
pub use self::policy::Policy;
pub use self::postfix::Postfix;
pub use self::process::{kill, wait_for};
pub use self::proxy::Proxy;

/// The address of the desk, which is also the user that Empfang logs in as.
pub const DESK: &str = "anmeldung@empfang.example";
/// Who gets the digest.
pub const ORGANISERS: &str = "organisation@ausrichter.example";
/// Everybody's password, until [`Dovecot::set_password`].
pub const PASSWORD: &str = "geheim-Ähre 7";
/// As long as anything that is to happen may take, on a busy machine. Nothing waits that long if all is well.
pub const SOON: Duration = Duration::from_secs(60);

/// A Dovecot and a Postfix of one's own. Fields are dropped in order: servers first, their folder last.
pub struct Bed {
    /// Where mail is kept, and who may log in.
    pub dovecot: Dovecot,
    /// Where mail is handed in.
    pub postfix: Postfix,
    /// What Postfix says to recipients.
    pub policy: Policy,
    /// The authority that both servers' certificates are from, and a foreign one.
    pub certificates: Certificates,
    dir: tempfile::TempDir,
}

impl Bed {
    /// Both servers as they come.
    pub fn start() -> Self {
        Self::with(Options::default())
    }

    /// Both servers, Dovecot with `options`.
    pub fn with(options: Options) -> Self {
        process::require_servers();
        let dir = tempfile::Builder::new().prefix("bed-").tempdir().unwrap();
        process::open_folder(dir.path());
        let certificates = Certificates::make(&dir.path().join("tls"));
        let dovecot = Dovecot::start(&dir.path().join("dovecot"), &certificates, options);
        let policy = Policy::start();
        let postfix = Postfix::start(&dir.path().join("postfix"), &certificates, &dovecot, policy.port);
        Self { dovecot, postfix, policy, certificates, dir }
    }

    /// The folder in which everything of this bed lies.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// A new folder of that name within the bed.
    pub fn folder(&self, name: &str) -> PathBuf {
        let path = self.dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        path
    }

    /// An Empfang before these servers, with a database of its own.
    pub fn desk(&self, settings: Settings) -> Desk {
        Desk::install(self, settings)
    }

    /// Hands `mail` in as its sender's provider would: by SMTP to Postfix, which passes it on to the mailbox of `to`.
    pub fn send(&self, from: &str, to: &str, mail: &[u8]) {
        self.try_send(from, to, mail).unwrap();
    }

    /// Hands `mail` in by SMTP. The error is Postfix's refusal.
    pub fn try_send(&self, from: &str, to: &str, mail: &[u8]) -> Result<(), String> {
        lines::Smtp::connect(self.postfix.port).send(from, to, mail)
    }

    /// Puts `mail` into the INBOX of `to` by LMTP, without Postfix; it is there when this returns.
    pub fn deliver(&self, from: &str, to: &str, mail: &[u8]) {
        lines::Smtp::connect_lmtp(self.dovecot.lmtp).send(from, to, mail).unwrap();
    }

    /// Delivers many mails over one LMTP connection.
    pub fn deliver_all<'a>(&self, to: &str, mails: impl IntoIterator<Item = (&'a str, &'a [u8])>) {
        let mut lmtp = lines::Smtp::connect_lmtp(self.dovecot.lmtp);
        for (from, mail) in mails {
            lmtp.send(from, to, mail).unwrap();
        }
    }

    /// An IMAP connection of a person's mail program.
    pub fn imap(&self, user: &str) -> Imap {
        Imap::login(self.dovecot.imap, user, &self.dovecot.password())
    }

    /// All mails of `user` in all folders, read without a trace.
    pub fn mailbox(&self, user: &str) -> Vec<Stored> {
        self.imap(user).everything()
    }

    /// The mails in the INBOX of `user`.
    pub fn inbox(&self, user: &str) -> Vec<Stored> {
        self.imap(user).folder("INBOX")
    }

    /// Waits until `user` has `count` mails in INBOX and returns them.
    pub fn wait_for_mails(&self, user: &str, count: usize) -> Vec<Stored> {
        let mut mails = Vec::new();
        wait_for(&format!("{count} mails for {user}"), SOON, || {
            mails = self.inbox(user);
            mails.len() >= count
        });
        assert_eq!(mails.len(), count, "mails for {user}: {:?}", mails.iter().map(Stored::subject).collect::<Vec<_>>());
        mails
    }
}

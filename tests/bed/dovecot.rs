//! A Dovecot 2.3 of one's own: IMAP (plain with STARTTLS, and TLS), LMTP, and the login service that Postfix asks.

use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::process::{Running, free_port, greets, mortal, open_folder, wait_for};
use super::{Certificates, Imap, PASSWORD, SOON};

/// What Dovecot 2.3 says it can after login, without COMPRESS, METADATA and the like, which nobody here uses.
const CAPABILITY: &str = "IMAP4rev1 SASL-IR LOGIN-REFERRALS ID ENABLE IDLE SORT THREAD=REFERENCES MULTIAPPEND UNSELECT CHILDREN NAMESPACE \
    UIDPLUS LIST-EXTENDED CONDSTORE QRESYNC ESEARCH WITHIN CONTEXT=SEARCH LIST-STATUS SPECIAL-USE LITERAL+ MOVE STATUS=SIZE";

/// How Dovecot differs from a plain one.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Capabilities that are not offered: `&["MOVE"]`.
    pub without: &'static [&'static str],
    /// All folders lie below `INBOX.`, with `.` between their parts, as Courier had it and many hosts have it still.
    pub prefix: bool,
}

/// A running Dovecot.
pub struct Dovecot {
    /// IMAP, with STARTTLS if wanted.
    pub imap: u16,
    /// IMAP over TLS.
    pub imaps: u16,
    /// LMTP.
    pub lmtp: u16,
    dir: PathBuf,
    running: Option<Running>,
}

impl Dovecot {
    /// Starts one in `dir`.
    pub fn start(dir: &Path, certificates: &Certificates, options: Options) -> Self {
        open_folder(dir);
        let mut dovecot = Self { imap: 0, imaps: 0, lmtp: 0, dir: dir.to_owned(), running: None };
        dovecot.write_password(PASSWORD);
        for _ in 0..5 {
            (dovecot.imap, dovecot.imaps, dovecot.lmtp) = (free_port(), free_port(), free_port());
            std::fs::write(dovecot.config(), dovecot.configuration(certificates, &options)).unwrap();
            if dovecot.launch() {
                return dovecot;
            }
        }
        panic!("Dovecot does not start:\n{}", dovecot.log());
    }

    /// Starts it again after [`Dovecot::stop`].
    pub fn restart(&mut self) {
        wait_for("Dovecot's start on its old ports", SOON, || self.launch());
    }

    /// Stops it, and with it every session.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// From now on everybody's password is this. Dovecot looks once a second whether the file is another.
    pub fn set_password(&self, password: &str) {
        self.write_password(password);
        wait_for("the new password", SOON, || Imap::try_login(self.imap, "somebody@bed.example", password).is_ok());
    }

    fn write_password(&self, password: &str) {
        let file = self.dir.join("passwords");
        std::fs::write(self.dir.join("password"), password).unwrap();
        std::fs::write(self.dir.join("passwords.new"), format!("everybody:{{PLAIN}}{password}\n")).unwrap();
        std::fs::set_permissions(self.dir.join("passwords.new"), std::fs::Permissions::from_mode(0o644)).unwrap();
        std::fs::rename(self.dir.join("passwords.new"), file).unwrap();
    }

    /// Everybody's password.
    pub fn password(&self) -> String {
        std::fs::read_to_string(self.dir.join("password")).unwrap()
    }

    /// The socket at which Postfix asks for logins.
    pub fn auth_socket(&self) -> PathBuf {
        self.dir.join("run/auth-smtp")
    }

    /// Gives a folder another UIDVALIDITY, as a restored backup or a moved account would.
    pub fn set_uid_validity(&self, user: &str, folder: &str, validity: u32) {
        self.doveadm(&["mailbox", "update", "-u", user, "--uid-validity", &validity.to_string(), folder]);
    }

    /// Loses what Dovecot knows of a user's INBOX, so that it numbers all mails anew, under a new UIDVALIDITY. Nobody may be logged in.
    pub fn forget_uids(&self, user: &str) {
        for file in ["dovecot-uidlist", "dovecot-uidvalidity", "dovecot.index", "dovecot.index.log", "dovecot.index.cache"] {
            let _ = std::fs::remove_file(self.maildir(user).join(file));
        }
        for entry in std::fs::read_dir(self.maildir(user)).unwrap().map(Result::unwrap) {
            if entry.file_name().to_string_lossy().starts_with("dovecot-uidvalidity.") {
                std::fs::remove_file(entry.path()).unwrap();
            }
        }
    }

    /// The user's Maildir.
    pub fn maildir(&self, user: &str) -> PathBuf {
        let (name, domain) = user.split_once('@').unwrap();
        self.dir.join("mail").join(domain).join(name).join("Maildir")
    }

    /// Runs doveadm on this Dovecot and returns what it prints.
    pub fn doveadm(&self, args: &[&str]) -> String {
        let output = Command::new("doveadm").arg("-c").arg(self.config()).args(args).output().unwrap();
        assert!(output.status.success(), "doveadm {args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir.join("log")).unwrap_or_default()).into_owned()
    }

    fn config(&self) -> PathBuf {
        self.dir.join("dovecot.conf")
    }

    /// Whether it runs and all its ports are its own.
    fn launch(&mut self) -> bool {
        let mut running = Running::spawn(
            "dovecot",
            mortal("dovecot")
                .args(["-F", "-c"])
                .arg(self.config())
                .process_group(0)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let mark = self.mark();
        let mut ended = false;
        wait_for("Dovecot's ports", SOON, || {
            ended = running.ended().is_some();
            ended
                || (greets(self.imap, &mark) && greets(self.lmtp, &mark) && std::net::TcpStream::connect(("127.0.0.1", self.imaps)).is_ok())
        });
        self.running = (!ended).then_some(running);
        !ended
    }

    /// By which its greeting is told from another's.
    fn mark(&self) -> String {
        format!("bed-{}", self.imap)
    }

    fn configuration(&self, certificates: &Certificates, options: &Options) -> String {
        let (dir, mark) = (self.dir.display(), self.mark());
        let (imap, imaps, lmtp) = (self.imap, self.imaps, self.lmtp);
        let (certificate, key) = (certificates.certificate.display(), certificates.key.display());
        let mut text = format!(
            "
base_dir = {dir}/run
state_dir = {dir}/state
log_path = {dir}/log
listen = 127.0.0.1
protocols = imap lmtp
login_greeting = {mark}
lmtp_rcpt_check_quota = no
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_username_format = %Lu
auth_failure_delay = 0
auth_mechanisms = plain login
passdb {{
  driver = passwd-file
  args = username_format=everybody {dir}/passwords
}}
userdb {{
  driver = static
  args = uid=mail gid=mail home={dir}/mail/%d/%n allow_all_users=yes
}}
first_valid_uid = 1
mail_location = maildir:~/Maildir
mail_fsync = never
# A test that looks into a mailbox again and again would run into the limit of 10.
mail_max_userip_connections = 100
# Refused logins are the test's own; Dovecot would hold back the ones after them for up to 15 seconds.
service anvil {{
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  unix_listener auth-smtp {{
    mode = 0666
  }}
}}
"
        );
        let (prefix, separator) = if options.prefix { ("INBOX.", ".") } else { ("", "/") };
        write!(text, "namespace inbox {{\n  inbox = yes\n  prefix = {prefix}\n  separator = {separator}\n}}\n").unwrap();
        if !options.without.is_empty() {
            let offered: Vec<&str> = CAPABILITY.split_whitespace().filter(|c| !options.without.contains(c)).collect();
            writeln!(text, "imap_capability = {}", offered.join(" ")).unwrap();
        }
        let mail = self.dir.join("mail");
        open_folder(&mail);
        std::fs::set_permissions(mail, std::fs::Permissions::from_mode(0o777)).unwrap();
        text
    }
}

impl Drop for Dovecot {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- Dovecot's log\n{}", self.log());
        }
        // With its children, for the polite way takes it a second, and nobody needs its mails.
        if let Some(running) = &mut self.running {
            running.kill_group();
        }
    }
}

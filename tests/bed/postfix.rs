//! A Postfix of one's own: plain SMTP, submission (STARTTLS and AUTH) and SMTP over TLS, all on loopback; all mail goes to Dovecot by LMTP.

use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use super::process::{POSTFIX_DAEMONS, Running, free_port, greets, mortal, open_folder, wait_for};
use super::{Certificates, Dovecot, SOON};

/// A running Postfix.
pub struct Postfix {
    /// SMTP without TLS or login, for everybody on loopback.
    pub port: u16,
    /// Submission: STARTTLS, then AUTH, else nothing.
    pub submission: u16,
    /// The same over TLS from the first byte.
    pub smtps: u16,
    dir: PathBuf,
    running: Option<Running>,
}

impl Postfix {
    /// Starts one in `dir` that hands everything to `dovecot` and asks the policy service on `policy` about each recipient.
    pub fn start(dir: &Path, certificates: &Certificates, dovecot: &Dovecot, policy: u16) -> Self {
        make_queue(dir);
        let mut postfix = Self { port: 0, submission: 0, smtps: 0, dir: dir.to_owned(), running: None };
        for _ in 0..5 {
            (postfix.port, postfix.submission, postfix.smtps) = (free_port(), free_port(), free_port());
            write_old(&dir.join("etc/main.cf"), &postfix.main(certificates, dovecot, policy));
            write_old(&dir.join("etc/master.cf"), &postfix.master());
            if postfix.launch() {
                return postfix;
            }
        }
        panic!("Postfix does not start:\n{}", postfix.log());
    }

    /// Stops it.
    pub fn stop(&mut self) {
        self.running = None;
    }

    /// Starts it again after [`Postfix::stop`].
    pub fn restart(&mut self) {
        wait_for("Postfix's start on its old ports", SOON, || self.launch());
    }

    /// What it has logged.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(self.dir.join("log/maillog")).unwrap_or_default()).into_owned()
    }

    /// Whether it runs and its ports are its own.
    fn launch(&mut self) -> bool {
        let mut running = Running::spawn(
            "postfix",
            mortal(format!("{POSTFIX_DAEMONS}/master"))
                .arg("-c")
                .arg(self.dir.join("etc"))
                .arg("-d")
                .process_group(0)
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .stderr(Stdio::null()),
        );
        let mark = self.mark();
        let mut ended = false;
        wait_for("Postfix's ports", SOON, || {
            ended = running.ended().is_some();
            let tls = || std::net::TcpStream::connect(("127.0.0.1", self.smtps)).is_ok();
            ended || (greets(self.port, &mark) && greets(self.submission, &mark) && tls())
        });
        self.running = (!ended).then_some(running);
        !ended
    }

    /// By which its greeting is told from another's.
    fn mark(&self) -> String {
        format!("bed-{}", self.port)
    }

    fn main(&self, certificates: &Certificates, dovecot: &Dovecot, policy: u16) -> String {
        let (dir, mark, lmtp, auth) = (self.dir.display(), self.mark(), dovecot.lmtp, dovecot.auth_socket());
        let (certificate, key, auth) = (certificates.certificate.display(), certificates.key.display(), auth.display());
        format!(
            "compatibility_level = 3.6
queue_directory = {dir}/queue
data_directory = {dir}/data
daemon_directory = {POSTFIX_DAEMONS}
command_directory = /usr/sbin
maillog_file = {dir}/log/maillog
maillog_file_prefixes = {dir}
mail_owner = postfix
setgid_group = postdrop
myhostname = mail.bed.example
smtpd_banner = $myhostname ESMTP {mark}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
smtp_host_lookup = native
lmtp_host_lookup = native
disable_dns_lookups = yes
default_transport = lmtp:inet:127.0.0.1:{lmtp}
relay_transport = lmtp:inet:127.0.0.1:{lmtp}
biff = no
in_flow_delay = 0
smtpd_error_sleep_time = 0
smtpd_hard_error_limit = 1000
smtpd_soft_error_limit = 1000
smtpd_relay_restrictions = permit_mynetworks, reject
smtpd_recipient_restrictions = check_policy_service inet:127.0.0.1:{policy}
smtpd_tls_cert_file = {certificate}
smtpd_tls_key_file = {key}
smtpd_sasl_type = dovecot
smtpd_sasl_path = {auth}
"
        )
    }

    fn master(&self) -> String {
        let (port, submission, smtps) = (self.port, self.submission, self.smtps);
        format!(
            "127.0.0.1:{port} inet n - n - - smtpd
127.0.0.1:{submission} inet n - n - - smtpd
  -o smtpd_tls_security_level=encrypt
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
127.0.0.1:{smtps} inet n - n - - smtpd
  -o smtpd_tls_wrappermode=yes
  -o smtpd_sasl_auth_enable=yes
  -o smtpd_relay_restrictions=permit_sasl_authenticated,reject
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"
        )
    }
}

/// Writes a file that looks old: of a new one Postfix waits two seconds whether it still grows.
fn write_old(path: &Path, text: &str) {
    std::fs::write(path, text).unwrap();
    let long_ago = std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    std::fs::File::options().write(true).open(path).unwrap().set_modified(long_ago).unwrap();
}

/// The folders of a queue with the owners and modes that Postfix's own `post-install` gives them.
fn make_queue(dir: &Path) {
    let owner = id("passwd", "postfix");
    let group = id("group", "postdrop");
    for name in ["", "etc", "queue", "queue/pid"] {
        open_folder(&dir.join(name));
    }
    let private = ["active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private", "saved", "trace"];
    let own = private.map(|name| (format!("queue/{name}"), 0o700, None));
    let shared = [("queue/public", 0o2710), ("queue/maildrop", 0o1730)].map(|(name, mode)| (name.to_owned(), mode, Some(group)));
    let others = [("data", 0o700), ("log", 0o755)].map(|(name, mode)| (name.to_owned(), mode, None));
    for (name, mode, group) in own.into_iter().chain(shared).chain(others) {
        let path = dir.join(name);
        std::fs::create_dir_all(&path).unwrap();
        chown(&path, Some(owner), group).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
    }
}

/// The number of a user or group.
fn id(database: &str, name: &str) -> u32 {
    let text = std::fs::read_to_string(format!("/etc/{database}")).unwrap();
    let line = text.lines().find(|l| l.split(':').next() == Some(name));
    line.and_then(|l| l.split(':').nth(2)?.parse().ok()).unwrap_or_else(|| panic!("no {name} in /etc/{database}: is Postfix installed?"))
}

impl Drop for Postfix {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- Postfix's log\n{}", self.log());
        }
        // With its children, for the polite way takes it a second, and nobody needs its queue.
        if let Some(running) = &mut self.running {
            running.kill_group();
        }
    }
}

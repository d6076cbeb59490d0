//! One installed Empfang: configuration, event, secrets and database in a folder, and the built binary run on them.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::process::{Running, mortal, wait_for};
use super::{Bed, DESK, ORGANISERS, SOON};

/// How Empfang reaches a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// Without TLS, on loopback.
    Plain,
    /// STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
}

/// What the administrator writes into the configuration. What is `None` is as it comes.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How to reach the mailbox.
    pub imap: Way,
    /// How to reach the SMTP server; with login unless plain.
    pub smtp: Way,
    /// Another port for the mailbox: a proxy's.
    pub imap_port: Option<u16>,
    /// Another port for SMTP: a proxy's.
    pub smtp_port: Option<u16>,
    /// The password for the mailbox.
    pub imap_password: Option<String>,
    /// The password for SMTP.
    pub smtp_password: Option<String>,
    /// Trust the authority that has nothing to do with the servers.
    pub foreign_ca: bool,
    /// `poll`
    pub poll: &'static str,
    /// The event's deadline, as a TOML value.
    pub deadline: &'static str,
    /// `done`
    pub done: &'static str,
    /// `review`
    pub review: &'static str,
    /// `at` of the digest.
    pub digest_at: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            imap: Way::Plain,
            smtp: Way::Plain,
            imap_port: None,
            smtp_port: None,
            imap_password: None,
            smtp_password: None,
            foreign_ca: false,
            poll: "60s",
            deadline: "2199-11-17",
            done: "Empfang/Erledigt",
            review: "Empfang/Durchsicht",
            digest_at: "07:00".to_owned(),
        }
    }
}

/// An Empfang.
pub struct Desk {
    /// Its `empfang.toml`.
    pub config: PathBuf,
    dir: PathBuf,
}

/// How a run of the binary ended.
#[derive(Debug)]
pub struct Finished {
    /// Its exit code; `None` if a signal ended it.
    pub code: Option<i32>,
    /// Standard output.
    pub stdout: String,
    /// Standard error: messages and log.
    pub stderr: String,
}

impl Desk {
    /// Installs one before the servers of `bed`.
    pub fn install(bed: &Bed, settings: Settings) -> Self {
        let number = (1..).find(|n| !bed.dir().join(format!("desk{n}")).exists()).unwrap();
        let dir = bed.folder(&format!("desk{number}"));
        let desk = Self { config: dir.join("empfang.toml"), dir };
        desk.write("events/kassel.toml", &event(settings.deadline));
        desk.configure(bed, settings);
        desk
    }

    /// Writes the configuration anew; database and event stay.
    pub fn configure(&self, bed: &Bed, settings: Settings) {
        let password = |own: Option<String>| own.unwrap_or_else(|| bed.dovecot.password());
        self.write("imap.secret", &password(settings.imap_password.clone()));
        self.write("smtp.secret", &password(settings.smtp_password.clone()));
        self.write("empfang.toml", &self.configuration(bed, &settings));
    }

    /// A command of the binary: `desk.command(&["check"])`; `-c` is added.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = mortal(env!("CARGO_BIN_EXE_empfang"));
        command.args(args).arg("-c").arg(&self.config).current_dir(&self.dir).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn empfang(&self, args: &[&str]) -> Finished {
        let output = self.command(args).output().unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
        Finished { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
    }

    /// `run --once`, which must end well.
    pub fn once(&self) -> Finished {
        let finished = self.empfang(&["run", "--once"]);
        assert_eq!(finished.code, Some(0), "run --once\n{}\n{}", finished.stdout, finished.stderr);
        finished
    }

    /// Starts `run`.
    pub fn run(&self) -> Daemon {
        let number = (1..).find(|n| !self.dir.join(format!("run{n}.log")).exists()).unwrap();
        let log = self.dir.join(format!("run{number}.log"));
        let file = std::fs::File::create(&log).unwrap();
        let mut command = self.command(&["run"]);
        command.stdout(file.try_clone().unwrap()).stderr(file);
        Daemon { running: Running::spawn("empfang run", &mut command), log }
    }

    /// `list --json`
    pub fn list(&self) -> Vec<Value> {
        self.json("list")
    }

    /// `outbox --json`
    pub fn outbox(&self) -> Vec<Value> {
        self.json("outbox")
    }

    /// `ledger --json`
    pub fn ledger(&self) -> Vec<Value> {
        self.json("ledger")
    }

    /// The letters of the outbox that are answers, not digests or alerts.
    pub fn answers(&self) -> Vec<Value> {
        self.outbox().into_iter().filter(|letter| letter["in_reply_to"].is_string()).collect()
    }

    /// The state of the one answer to `address`.
    pub fn answer_state(&self, address: &str) -> String {
        let letters: Vec<Value> = self.answers().into_iter().filter(|l| l["to"] == address).collect();
        assert!(letters.len() <= 1, "{letters:#?}");
        letters.first().map(|l| l["state"].as_str().unwrap().to_owned()).unwrap_or_default()
    }

    /// The outcomes of the ledger, sorted.
    pub fn outcomes(&self) -> Vec<String> {
        let mut outcomes: Vec<String> = self.ledger().iter().map(|l| l["outcome"].as_str().unwrap().to_owned()).collect();
        outcomes.sort();
        outcomes
    }

    /// As if so many minutes had passed since the last run: for the letters that wait for another attempt, and for the digest, which
    /// tells of no time before the desk opened. The binary has no clock that could be set, so what the database remembers of the time
    /// is put back. No daemon may run meanwhile.
    pub fn let_pass(&self, minutes: i64) {
        let books = rusqlite::Connection::open(self.dir.join("empfang.db")).unwrap();
        let back = [minutes * 60_000];
        books.execute("UPDATE outbox SET next_attempt = next_attempt - ?1, data_started = data_started - ?1", back).unwrap();
        books.execute("UPDATE birth SET at = at - ?1", back).unwrap();
    }

    fn json(&self, what: &str) -> Vec<Value> {
        let finished = self.empfang(&[what, "--json"]);
        assert_eq!(finished.code, Some(0), "{what} --json\n{}", finished.stderr);
        finished.stdout.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{what}: {line}: {e}"))).collect()
    }

    fn write(&self, name: &str, text: &str) {
        use std::os::unix::fs::PermissionsExt;
        let path = self.dir.join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600)).unwrap();
    }

    fn configuration(&self, bed: &Bed, settings: &Settings) -> String {
        let Settings { poll, done, review, digest_at, .. } = settings;
        let dir = self.dir.display();
        let ca = if settings.foreign_ca { &bed.certificates.foreign } else { &bed.certificates.ca };
        let ca = ca.display();
        let (scheme, port) = match settings.imap {
            Way::Plain => ("imap", bed.dovecot.imap),
            Way::StartTls => ("imap+starttls", bed.dovecot.imap),
            Way::Tls => ("imaps", bed.dovecot.imaps),
        };
        let user = DESK.replace('@', "%40");
        let mailbox = format!("{scheme}://{user}@127.0.0.1:{}", settings.imap_port.unwrap_or(port));
        let (scheme, port, login) = match settings.smtp {
            Way::Plain => ("smtp", bed.postfix.port, String::new()),
            Way::StartTls => ("submission", bed.postfix.submission, format!("{user}@")),
            Way::Tls => ("smtps", bed.postfix.smtps, format!("{user}@")),
        };
        let smtp = format!("{scheme}://{login}127.0.0.1:{}", settings.smtp_port.unwrap_or(port));
        let password = if login.is_empty() { "" } else { &format!("password = {{ file = \"{dir}/smtp.secret\" }}\n") };
        format!(
            "database = \"{dir}/empfang.db\"
events = \"{dir}/events/*.toml\"

[mailbox]
url = \"{mailbox}\"
password = {{ file = \"{dir}/imap.secret\" }}
poll = \"{poll}\"
done = \"{done}\"
review = \"{review}\"
ca = \"{ca}\"

[smtp]
url = \"{smtp}\"
{password}from = \"Anmeldung <{DESK}>\"
ca = \"{ca}\"

[digest]
to = [\"{ORGANISERS}\"]
at = \"{digest_at}\"
"
        )
    }
}

fn event(deadline: &str) -> String {
    format!(
        "id = \"kassel\"
title = \"Wirtschaft trifft Verwaltung – Gemeinsam für eine nachhaltige Region\"
language = \"de\"
address = \"{DESK}\"
timezone = \"Europe/Berlin\"
deadline = \"{deadline}\"
required = [\"name\", \"company\", \"session\"]
parallel = true

[[session]]
id = \"1\"
title = \"Bauleitplanung für den Klimaschutz\"

[[session]]
id = \"2\"
title = \"Infrastruktur und Energieversorgung – Fokus Wärme\"

[[session]]
id = \"3\"
title = \"Wirtschaftsverkehr/ City-Logistik-Konzept\"
"
    )
}

/// A running `empfang run`, killed when dropped.
pub struct Daemon {
    running: Running,
    log: PathBuf,
}

impl Daemon {
    /// What it has printed and logged so far.
    pub fn log(&self) -> String {
        String::from_utf8_lossy(&std::fs::read(&self.log).unwrap()).into_owned()
    }

    /// The file of [`Daemon::log`].
    pub fn log_file(&self) -> &Path {
        &self.log
    }

    /// Waits until its log holds `words`.
    pub fn wait_for_log(&self, words: &str) {
        wait_for(&format!("\"{words}\" in the daemon's log"), SOON, || self.log().contains(words));
    }

    /// Whether it still runs.
    pub fn runs(&mut self) -> bool {
        self.running.ended().is_none()
    }

    /// Kills it on the spot, as `kill -9` does.
    pub fn kill(&mut self) {
        assert!(self.runs(), "the daemon ended by itself:\n{}", self.log());
        self.running.kill();
    }

    /// SIGTERM. Panics unless it ends with exit code 0 within `limit`.
    pub fn terminate(&mut self, limit: Duration) {
        assert!(self.runs(), "the daemon ended by itself:\n{}", self.log());
        super::kill("TERM", self.running.pid());
        assert_eq!(self.running.wait(limit), Some(0), "{}", self.log());
    }

    /// Waits for its end by itself.
    pub fn wait(&mut self) -> Option<i32> {
        self.running.wait(SOON)
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("--- the daemon's log\n{}", self.log());
        }
        self.running.kill();
    }
}

//! Processes and ports of a test: found, started, awaited, stopped by their own id.

use std::ffi::OsStr;
use std::hash::{BuildHasher, Hasher};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command};
use std::time::Duration;

use tokio::time::Instant;

/// What the bed stands on.
pub const PACKAGES: &str = "apt-get install dovecot-core dovecot-imapd dovecot-lmtpd postfix openssl util-linux";

/// Postfix's daemons, where Debian has them.
pub const POSTFIX_DAEMONS: &str = "/usr/lib/postfix/sbin";

/// Fails with what to install if a server is missing or may not be started.
pub fn require_servers() {
    let master = format!("{POSTFIX_DAEMONS}/master");
    for binary in ["/usr/sbin/dovecot", "/usr/lib/dovecot/imap", "/usr/lib/dovecot/lmtp", &master, "/usr/bin/openssl", "/usr/bin/setpriv"] {
        assert!(Path::new(binary).exists(), "{binary} is missing; the tests with real servers need: {PACKAGES}");
    }
    let root = std::fs::read_to_string("/proc/self/status").unwrap().lines().any(|l| l.starts_with("Uid:\t0\t"));
    assert!(root, "the tests with real servers must run as root: Postfix and Dovecot start as root and change users");
}

/// Lets the servers' users through a folder of the test.
pub fn open_folder(path: &Path) {
    std::fs::create_dir_all(path).unwrap();
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
}

/// A port nobody listens on. It lies below the range from which the kernel takes the ports of outgoing connections, so that a server that
/// is stopped and started finds its port free; a clash with another test is noticed by the server's start, which then takes others.
pub fn free_port() -> u16 {
    let random = || std::hash::RandomState::new().build_hasher().finish();
    let candidates = std::iter::repeat_with(|| 10_000 + (random() % 22_000) as u16).take(1000);
    candidates.into_iter().find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok()).expect("a free port on loopback")
}

/// Polls `condition` until it holds; panics with `what` if it doesn't within `limit`.
pub fn wait_for(what: &str, limit: Duration, mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < limit, "not within {limit:?}: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Sends a signal ("TERM", "KILL", "STOP") to one process.
pub fn kill(signal: &str, pid: u32) {
    assert!(Command::new("sh").args(["-c", &format!("kill -{signal} {pid}")]).status().unwrap().success(), "kill -{signal} {pid}");
}

/// A command that ends with the thread that starts it, even if that is killed and no [`Drop`] runs.
pub fn mortal(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]).arg(program);
    command
}

/// A process of the test's own, stopped when dropped: politely first, then not.
pub struct Running {
    child: Child,
    name: &'static str,
}

impl Running {
    /// Starts `command`.
    pub fn spawn(name: &'static str, command: &mut Command) -> Self {
        let child = command.spawn().unwrap_or_else(|e| panic!("{name} does not start ({e}); needed: {PACKAGES}"));
        Self { child, name }
    }

    /// Its id.
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Its exit code, if it has ended; `Some(None)` if a signal ended it.
    pub fn ended(&mut self) -> Option<Option<i32>> {
        self.child.try_wait().unwrap().map(|status| status.code())
    }

    /// Waits for its end.
    pub fn wait(&mut self, limit: Duration) -> Option<i32> {
        let mut code = None;
        let (name, pid) = (self.name, self.pid());
        wait_for(&format!("end of {name} ({pid})"), limit, || {
            code = self.ended();
            code.is_some()
        });
        code.flatten()
    }

    /// Kills it on the spot (SIGKILL) and collects it.
    pub fn kill(&mut self) {
        if self.ended().is_none() {
            self.child.kill().unwrap();
            self.child.wait().unwrap();
        }
    }

    /// Kills it and the process group that it leads, and collects it.
    pub fn kill_group(&mut self) {
        if self.ended().is_none() {
            let _ = Command::new("sh").args(["-c", &format!("kill -KILL -{}", self.pid())]).status();
            self.kill();
        }
    }

    /// Stops it by SIGTERM; after `limit` by SIGKILL. Whether the first was enough.
    pub fn stop(&mut self, limit: Duration) -> bool {
        if self.ended().is_some() {
            return true;
        }
        kill("TERM", self.pid());
        let start = Instant::now();
        while self.ended().is_none() {
            if start.elapsed() > limit {
                self.kill();
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop(Duration::from_secs(5));
    }
}

/// Whether on `port` a server greets with a line that holds `mark` (another test's server on the same port would not).
pub fn greets(port: u16, mark: &str) -> bool {
    use std::io::{BufRead, BufReader};
    let Ok(stream) = TcpStream::connect(("127.0.0.1", port)) else { return false };
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).is_ok() && line.contains(mark)
}

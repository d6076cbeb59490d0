//! Letters by a sendmail program: `PROGRAM -i -f SENDER -- RECIPIENT`, the letter on its standard input.
//!
//! The interface of sendmail(8) as Postfix, Exim, OpenSMTPD and msmtp offer it. No shell is involved, and `--` keeps an address that begins
//! with a hyphen from being an option.

use std::io;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Stdio};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::process::Command;
use tokio::time::timeout;

use super::smtp::crlf;
use super::{Attempt, Letter, OutboxError, envelope_form, one_line};

/// A program that hands the letter on by SMTP itself (msmtp) waits as long as we would (RFC 5321 section 4.5.3.2.6).
const LIMIT: Duration = Duration::from_secs(10 * 60);
/// So much of what the program complains is kept, in bytes.
const MAX_COMPLAINT: u64 = 4096;

/// Hands letters to a sendmail program.
#[derive(Debug)]
pub struct SendmailCourier {
    program: PathBuf,
    sender: String,
}

impl SendmailCourier {
    /// A courier for `program`; `sender` is the envelope sender, in ASCII.
    pub(super) fn new(program: PathBuf, sender: String) -> Self {
        Self { program, sender }
    }

    /// See [`super::Courier::offer`].
    pub(super) fn offer(&self, letter: &Letter) -> Result<(), Attempt> {
        match envelope_form(&letter.to) {
            None => Err(Attempt::GiveUp(one_line(&format!("{} is no valid domain name", letter.to.domain())))),
            Some(recipient) if !recipient.is_ascii() => {
                Err(Attempt::GiveUp("the recipient's address is not ASCII, which a sendmail program can't be relied on to carry".into()))
            }
            Some(_) => executable(&self.program).map_err(|e| Attempt::Trouble(one_line(&format!("{}: {e}", self.program.display())))),
        }
    }

    /// See [`super::Courier::transmit`].
    pub(super) async fn transmit(&self, letter: &Letter) -> Attempt {
        let Some(recipient) = envelope_form(&letter.to) else {
            return Attempt::GiveUp(one_line(&format!("{} is no valid domain name", letter.to.domain())));
        };
        let name = self.program.display();
        match timeout(LIMIT, self.run(&recipient, &letter.bytes)).await {
            Err(_) => Attempt::Uncertain(one_line(&format!("{name}: not done within {} s", LIMIT.as_secs()))),
            Ok(Err(e)) => Attempt::Trouble(one_line(&format!("{name}: {e}"))),
            Ok(Ok(end)) => end.sort(&name.to_string()),
        }
    }

    /// See [`super::Courier::probe`].
    pub(super) fn probe(&self) -> Result<Vec<(String, String)>, OutboxError> {
        executable(&self.program).map_err(|cause| OutboxError::Path { path: self.program.clone(), cause })?;
        Ok(vec![("sendmail".into(), format!("{} can be run", self.program.display())), ("sender".into(), self.sender.clone())])
    }

    /// Runs the program to its end. Fails if it can't be started.
    async fn run(&self, recipient: &str, bytes: &[u8]) -> io::Result<End> {
        let mut child = Command::new(&self.program)
            .args(["-i", "-f", &self.sender, "--", recipient])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()?;
        let (stdin, stderr) = (child.stdin.take(), child.stderr.take());
        // A program on this machine is given this machine's line ends; sendmail(8) makes CRLF of them.
        let text: Vec<u8> = crlf(bytes).iter().copied().filter(|b| *b != b'\r').collect();
        let write = async {
            let Some(mut stdin) = stdin else { return Ok(()) };
            stdin.write_all(&text).await?;
            stdin.shutdown().await
        };
        // Read besides writing: a program that complains a lot before it reads would else wait for us, and we for it.
        let read = async {
            let mut complaint = Vec::new();
            if let Some(mut stderr) = stderr {
                (&mut stderr).take(MAX_COMPLAINT).read_to_end(&mut complaint).await.ok();
                tokio::io::copy(&mut stderr, &mut tokio::io::sink()).await.ok();
            }
            one_line(&String::from_utf8_lossy(&complaint))
        };
        let (read_whole, complaint, status) = tokio::join!(write, read, child.wait());
        Ok(End { status: status?, complaint, read_whole: read_whole.is_ok() })
    }
}

/// How the program ended.
#[derive(Debug)]
struct End {
    status: ExitStatus,
    complaint: String,
    /// Whether it read the whole letter.
    read_whole: bool,
}

impl End {
    /// Sorts by the exit codes of sysexits.h. What is not known to be about the letter is trouble with the program or its settings.
    fn sort(self, name: &str) -> Attempt {
        let text = |what: &str| one_line(&format!("{name}: {what} {}", self.complaint));
        match self.status.code() {
            Some(0) if self.read_whole => Attempt::Sent(text("accepted")),
            Some(0) => Attempt::Uncertain(text("exit code 0, but it has not read the whole mail")),
            // EX_TEMPFAIL
            Some(75) => Attempt::Retry(text("exit code 75 (temporary failure)")),
            // EX_DATAERR, EX_NOUSER, EX_NOHOST
            Some(code @ (65 | 67 | 68)) => Attempt::GiveUp(text(&format!("exit code {code}"))),
            Some(code) => Attempt::Trouble(text(&format!("exit code {code}"))),
            // Killed: nobody knows how far it had come.
            None => Attempt::Uncertain(text(&format!("{}", self.status))),
        }
    }
}

/// Whether `program` is a file that can be run.
fn executable(program: &Path) -> io::Result<()> {
    let about = std::fs::metadata(program)?;
    let runs = about.is_file() && about.permissions().mode() & 0o111 != 0;
    if runs { Ok(()) } else { Err(io::Error::new(io::ErrorKind::PermissionDenied, "not a program")) }
}

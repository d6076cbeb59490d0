//! Passwords: from the environment, a file or a command, never from the configuration itself.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use super::reader::{Item, Wrong};
use super::{Secret, value};

/// How a password is written; the value found is never shown.
pub(super) const WANTED: &str = "{ env = \"NAME\" }, { file = \"PATH\" } or { command = \"PROGRAM ARGUMENTS\" }";

/// Whether passwords are fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Secrets {
    /// They are.
    Fetch,
    /// They are not: for commands that never log in.
    Leave,
}

/// The password that `item` points to. A file must not be readable by everybody; a command runs by `sh` in `folder` and prints it.
pub(super) fn read(item: &Item<'_>, folder: &Path, secrets: Secrets) -> Result<Option<Secret>, Wrong> {
    let because = |text: String| Wrong::Because(text);
    let (kind, what) = item.single().map_err(|_| because(format!("expected {WANTED}, found something else, which is not shown here")))?;
    if !matches!(kind, "env" | "file" | "command") {
        return Err(Wrong::Value);
    }
    if secrets == Secrets::Leave {
        return Ok(None);
    }
    let text = match kind {
        "env" => std::env::var(what).map_err(|_| because(format!("the environment variable {what} is not set, or is no text")))?,
        "file" => from_file(&value::path(what, folder)?).map_err(because)?,
        _ => from_command(what, folder).map_err(because)?,
    };
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() || text.contains(['\r', '\n', '\0']) {
        return Err(because(format!(
            "expected a password of one line from the {kind}, found {}",
            if text.is_empty() { "nothing" } else { "more" }
        )));
    }
    Ok(Some(Secret::new(text.to_owned())))
}

fn from_file(path: &Path) -> Result<String, String> {
    let shown = path.display();
    let mode = fs::metadata(path).map_err(|e| format!("{shown} can't be read: {e}"))?.permissions().mode();
    if mode & 0o004 != 0 {
        return Err(format!("{shown} may be read by everybody (mode {:o}); do: chmod o-r {shown}", mode & 0o777));
    }
    fs::read_to_string(path).map_err(|e| format!("{shown} can't be read: {e}"))
}

fn from_command(line: &str, folder: &Path) -> Result<String, String> {
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let run = Command::new("sh").arg("-c").arg(line).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null()).output();
    let output = run.map_err(|e| format!("the command can't be run: {e}"))?;
    if !output.status.success() {
        return Err(format!("the command failed: {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| "the command printed no UTF-8".to_owned())
}

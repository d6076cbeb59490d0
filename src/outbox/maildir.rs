//! Letters into a Maildir: for the demo, for tests, and for looking at what would be sent.
//!
//! The format is that of maildir(5): written to `tmp/`, synced, then renamed into `new/`. The file name is made from the letter alone, so
//! that sending it again gives no second file. It ends in `.eml`, which mail programs open and a Maildir does not mind.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::{Attempt, Letter, OutboxError, one_line};

/// Puts letters into a Maildir.
#[derive(Debug)]
pub struct MaildirCourier {
    folder: PathBuf,
}

impl MaildirCourier {
    /// A courier into the Maildir `folder`, which is made when it is first needed.
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder }
    }

    /// See [`super::Courier::offer`].
    pub(super) async fn offer(&self) -> Result<(), Attempt> {
        let folder = self.folder.clone();
        off_the_runtime(move || prepare(&folder)).await.map_err(|e| self.trouble(&e))
    }

    /// See [`super::Courier::transmit`]. Never uncertain: a second time finds the file of the first.
    pub(super) async fn transmit(&self, letter: &Letter) -> Attempt {
        let (folder, letter) = (self.folder.clone(), letter.clone());
        match off_the_runtime(move || deliver(&folder, &letter)).await {
            Ok(name) => Attempt::Sent(one_line(&name)),
            Err(e) => self.trouble(&e),
        }
    }

    /// See [`super::Courier::probe`].
    pub(super) async fn probe(&self) -> Result<Vec<(String, String)>, OutboxError> {
        let folder = self.folder.clone();
        off_the_runtime(move || prepare(&folder).and_then(|()| try_out(&folder)))
            .await
            .map_err(|cause| OutboxError::Path { path: self.folder.clone(), cause })?;
        Ok(vec![("maildir".into(), format!("{} can be written", self.folder.display()))])
    }

    fn trouble(&self, error: &io::Error) -> Attempt {
        Attempt::Trouble(one_line(&format!("{}: {error}", self.folder.display())))
    }
}

/// The letter's file name: its row, for the order, and a hash of recipient and bytes (with their Message-ID), so that two databases may
/// share a folder.
fn file_name(letter: &Letter) -> String {
    let digest = Sha256::new().chain_update(letter.to.as_str()).chain_update([0]).chain_update(&letter.bytes).finalize();
    let hash: String = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
    format!("{:08}.{hash}.eml", letter.id)
}

/// Makes the three folders of a Maildir.
fn prepare(folder: &Path) -> io::Result<()> {
    ["tmp", "new", "cur"].into_iter().try_for_each(|part| fs::create_dir_all(folder.join(part)))
}

/// Writes a file and removes it.
fn try_out(folder: &Path) -> io::Result<()> {
    let probe = folder.join("tmp").join("empfang-probe");
    File::create(&probe)?;
    fs::remove_file(probe)
}

/// Puts the letter into the Maildir, if it is not there yet; returns its file name.
fn deliver(folder: &Path, letter: &Letter) -> io::Result<String> {
    let name = file_name(letter);
    if letter.attempts > 0 && is_there(folder, &name)? {
        return Ok(name);
    }
    let (tmp, new) = (folder.join("tmp").join(&name), folder.join("new").join(&name));
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).open(&tmp)?;
    file.write_all(&letter.bytes)?;
    file.sync_all()?;
    fs::rename(tmp, new)?;
    // The name is safe only when the folder is: else a power loss takes a letter that the database calls sent.
    File::open(folder.join("new"))?.sync_all()?;
    Ok(name)
}

/// Whether an earlier attempt has put it there: in `new/`, or in `cur/` with a mail program's flags behind its name.
fn is_there(folder: &Path, name: &str) -> io::Result<bool> {
    if folder.join("new").join(name).try_exists()? {
        return Ok(true);
    }
    for entry in fs::read_dir(folder.join("cur"))? {
        if entry?.file_name().to_string_lossy().split(':').next() == Some(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Does disk work where it holds up nothing else.
async fn off_the_runtime<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

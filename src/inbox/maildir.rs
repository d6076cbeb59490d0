//! A Maildir (qmail's `maildir(5)`, folders as in Maildir++): for hosts with local delivery, and the mailbox of the demo.
//!
//! All of `new` and `cur` counts, whatever its flags. The uid is the file name up to the info part, which stays when a mail program
//! moves the file or changes its flags; so do the flags when Empfang files it. Delivery is noticed by inotify, and where that can't be
//! had by looking as often as the caller asks. Files in `tmp` are deliveries under way and never looked at.

use std::collections::{BTreeMap, HashMap};
use std::fs::{self, File};
use std::io::{self, ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::Timestamp;
use notify::event::{EventKind, ModifyKind, RenameMode};
use notify::{RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::{Epoch, Filing, InboxError, Place, RawMail, utf7};
use crate::config::MailboxConfig;

/// So many files of one name are told apart in a folder by a number; more are a fault.
const MOST_NAMESAKES: u32 = 1000;

/// A Maildir.
#[derive(Debug)]
pub struct MaildirInbox {
    folder: Folder,
    done: String,
    review: String,
    /// Where the messages of the last look were.
    found: HashMap<String, PathBuf>,
    watch: Option<Watch>,
}

/// What is needed to look and read; goes to the threads for slow I/O.
#[derive(Clone, Debug)]
struct Folder {
    path: PathBuf,
    fetch_limit: u32,
}

/// How new files are noticed.
#[derive(Debug)]
enum Watch {
    /// The count goes up with each event, until the watcher is dropped.
    Events(watch::Receiver<u64>, #[allow(dead_code, reason = "watches for as long as it is kept")] RecommendedWatcher),
    /// By looking.
    Looking,
}

/// A message file. In the order of arrival: names begin with the second of delivery.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    second: u64,
    uid: String,
}

impl MaildirInbox {
    /// The Maildir at `path`, not yet looked at.
    pub(super) fn new(config: &MailboxConfig, path: &Path) -> Self {
        let folder = Folder { path: path.to_owned(), fetch_limit: config.fetch_limit };
        Self { folder, done: config.done.clone(), review: config.review.clone(), found: HashMap::new(), watch: None }
    }

    pub(super) async fn connect(&mut self) -> Result<Epoch, InboxError> {
        if self.watch.is_none() {
            let folder = self.folder.clone();
            slow(move || folder.make()).await.map_err(|e| self.folder.named(e))?;
            self.watch = Some(self.folder.watch());
        }
        Ok(Epoch { mailbox: self.folder.name(), validity: 0 })
    }

    pub(super) async fn list(&mut self) -> Result<Vec<String>, InboxError> {
        if let Some(Watch::Events(events, _)) = &mut self.watch {
            events.borrow_and_update();
        }
        self.look().await.inspect_err(|_| self.watch = None)
    }

    pub(super) async fn fetch(&mut self, uids: &[String]) -> Result<Vec<RawMail>, InboxError> {
        let mut mails = self.read(uids).await?;
        if mails.len() < uids.len() {
            // A mail program may have renamed some: look where they are now.
            self.look().await?;
            mails = self.read(uids).await?;
        }
        Ok(mails)
    }

    pub(super) async fn file(&mut self, uids: &[String], to: Filing) -> Result<(), InboxError> {
        let wanted = if to == Filing::Done { &self.done } else { &self.review };
        let Some(name) = sub_folder(wanted) else {
            return Err(InboxError::Folder(format!("there can be no folder of the name {wanted:?} in a Maildir")));
        };
        let target = self.folder.path.join(&name);
        if uids.iter().any(|uid| !self.found.get(uid).is_some_and(|path| path.exists())) {
            self.look().await?;
        }
        let paths: Vec<PathBuf> = uids.iter().filter_map(|uid| self.found.remove(uid)).collect();
        let filing = move || {
            make_sub_folder(&target)?;
            paths.iter().try_for_each(|path| move_file(path, &target.join("cur")))
        };
        slow(filing).await.map_err(|e| InboxError::Folder(format!("mail can't be moved to {name} in {}: {e}", self.folder.name())))
    }

    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), InboxError> {
        match &mut self.watch {
            None => return Err(InboxError::Connection("the mailbox is not connected".to_owned())),
            Some(Watch::Looking) => sleep(at_most).await,
            // The sender lives in the watcher, beside the receiver: it can't be gone.
            Some(Watch::Events(events, _)) => drop(timeout(at_most, events.changed()).await),
        }
        Ok(())
    }

    pub(super) fn disconnect(&mut self) {
        self.watch = None;
    }

    pub(super) async fn probe(&mut self) -> Result<Vec<(String, String)>, InboxError> {
        let name = self.folder.name();
        if !self.folder.path.join("new").is_dir() {
            return Ok(vec![("Maildir".to_owned(), format!("{name}: not there yet, will be made"))]);
        }
        let waiting = self.list().await?.len();
        let noticed = match self.folder.watch() {
            Watch::Events(..) => "at once",
            Watch::Looking => "by looking: the system gives no notice",
        };
        let there = |wanted: &str| match sub_folder(wanted) {
            None => format!("{wanted}: no name for a folder"),
            Some(name) if self.folder.path.join(&name).is_dir() => format!("{name}: there"),
            Some(name) => format!("{name}: will be made"),
        };
        Ok(vec![
            ("Maildir".to_owned(), format!("{name}: {waiting} messages")),
            ("new mail".to_owned(), format!("noticed {noticed}")),
            ("done".to_owned(), there(&self.done)),
            ("review".to_owned(), there(&self.review)),
        ])
    }

    /// Looks what is there, and where.
    async fn look(&mut self) -> Result<Vec<String>, InboxError> {
        let folder = self.folder.clone();
        let entries = slow(move || folder.entries()).await.map_err(|e| self.folder.named(e))?;
        let uids = entries.keys().map(|entry| entry.uid.clone()).collect();
        self.found = entries.into_iter().map(|(entry, path)| (entry.uid, path)).collect();
        Ok(uids)
    }

    async fn read(&self, uids: &[String]) -> Result<Vec<RawMail>, InboxError> {
        let folder = self.folder.clone();
        let paths: Vec<(String, PathBuf)> = uids.iter().filter_map(|uid| Some((uid.clone(), self.found.get(uid)?.clone()))).collect();
        let reading = move || {
            let mails = paths.into_iter().map(|(uid, path)| folder.read(uid, &path));
            mails.filter_map(Result::transpose).collect()
        };
        slow(reading).await.map_err(|e| InboxError::Batch(format!("a message can't be read: {e}")))
    }
}

impl Folder {
    fn name(&self) -> String {
        self.path.display().to_string()
    }

    fn named(&self, error: io::Error) -> io::Error {
        io::Error::new(error.kind(), format!("the Maildir {}: {error}", self.name()))
    }

    fn make(&self) -> io::Result<()> {
        ["tmp", "new", "cur"].iter().try_for_each(|part| fs::create_dir_all(self.path.join(part)))
    }

    fn watch(&self) -> Watch {
        let (sender, receiver) = watch::channel(0);
        let count = move |event: notify::Result<notify::Event>| {
            // An error means that events were lost: then something may be new, too.
            if event.is_ok_and(|event| !event.need_rescan() && !announces(event.kind)) {
                return;
            }
            sender.send_modify(|count| *count += 1);
        };
        let watching = notify::recommended_watcher(count).and_then(|mut watcher| {
            for part in ["new", "cur"] {
                watcher.watch(&self.path.join(part), RecursiveMode::NonRecursive)?;
            }
            Ok(watcher)
        });
        match watching {
            Ok(watcher) => Watch::Events(receiver, watcher),
            Err(error) => {
                tracing::warn!(%error, "the system gives no notice of new files: looking for them instead");
                Watch::Looking
            }
        }
    }

    /// The messages there, without those marked as trash.
    fn entries(&self) -> io::Result<BTreeMap<Entry, PathBuf>> {
        let mut entries = BTreeMap::new();
        for part in ["new", "cur"] {
            for item in fs::read_dir(self.path.join(part))? {
                let item = item?;
                let name = item.file_name();
                let name = name.to_string_lossy();
                if name.starts_with('.') || flags(&name).contains('T') || !item.file_type()?.is_file() {
                    continue;
                }
                let uid = unique(&name).to_owned();
                let digits: String = uid.chars().take_while(char::is_ascii_digit).collect();
                entries.insert(Entry { second: digits.parse().unwrap_or(0), uid }, item.path());
            }
        }
        Ok(entries)
    }

    /// The message in the file `path`; `None` if that is gone.
    fn read(&self, uid: String, path: &Path) -> io::Result<Option<RawMail>> {
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e),
        };
        let metadata = file.metadata()?;
        let mut bytes = Vec::new();
        file.by_ref().take(u64::from(self.fetch_limit)).read_to_end(&mut bytes)?;
        let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        Ok(Some(RawMail {
            place: Place { mailbox: self.name(), validity: 0, uid },
            arrival: metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok()),
            size: metadata.len().max(read),
            whole: metadata.len() <= read,
            answered: flags(&name).contains('R'),
            bytes,
        }))
    }
}

/// The part of a file name that stays the same.
fn unique(name: &str) -> &str {
    name.split_once(':').map_or(name, |(unique, _)| unique)
}

/// The flags in a file name: R is replied, S seen, T trashed.
fn flags(name: &str) -> &str {
    name.split_once(":2,").map_or("", |(_, flags)| flags)
}

/// Whether something may have appeared. Our own filing takes files away, which is no news.
fn announces(kind: EventKind) -> bool {
    match kind {
        EventKind::Remove(_) | EventKind::Access(_) | EventKind::Modify(ModifyKind::Name(RenameMode::From)) => false,
        EventKind::Modify(ModifyKind::Name(_)) | EventKind::Create(_) | EventKind::Any | EventKind::Other => true,
        EventKind::Modify(_) => false,
    }
}

/// The Maildir++ folder for a path with `/` between its levels: `Empfang/Prüfen` is `.Empfang.Pr&APw-fen`. One name, without a way out
/// of the Maildir, since neither `/` nor `.` is left in a level.
fn sub_folder(wanted: &str) -> Option<String> {
    let levels = wanted.split('/').map(|level| level.trim_start_matches('\\')).filter(|level| !level.is_empty());
    let name: String = levels.map(|level| format!(".{}", utf7::encode(level).replace(['.', '/'], "_"))).collect();
    (!name.is_empty()).then_some(name)
}

fn make_sub_folder(folder: &Path) -> io::Result<()> {
    ["tmp", "new", "cur"].iter().try_for_each(|part| fs::create_dir_all(folder.join(part)))?;
    // Tells delivery programs that this is a folder of a Maildir and not one itself (Maildir++).
    File::options().append(true).create(true).open(folder.join("maildirfolder")).map(drop)
}

/// Moves `path` into `cur` with its flags; a file that is gone is none to move. Never over another file.
fn move_file(path: &Path, cur: &Path) -> io::Result<()> {
    let Some(name) = path.file_name() else { return Ok(()) };
    let text = name.to_string_lossy();
    let flags = flags(&text);
    for namesake in 0..MOST_NAMESAKES {
        let target = match (namesake, text.contains(":2,")) {
            (0, true) => cur.join(name),
            (0, false) => {
                let mut with_info = name.to_owned();
                with_info.push(":2,");
                cur.join(with_info)
            }
            (n, _) => cur.join(format!("{}_{n}:2,{flags}", unique(&text))),
        };
        if target.try_exists()? {
            continue;
        }
        return match fs::rename(path, target) {
            Err(e) if e.kind() == ErrorKind::NotFound && !path.try_exists()? => Ok(()),
            result => result,
        };
    }
    Err(io::Error::new(ErrorKind::AlreadyExists, format!("{} lies there {MOST_NAMESAKES} times", unique(&text))))
}

/// Runs `work` where it may block.
async fn slow<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.map_err(io::Error::other)?
}

//! The inbox of a Maildir, on a real file system. Nothing here waits for a time to pass: a limit only ends a test that has failed.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime};

use empfang::config::{MailboxConfig, Source};
use empfang::inbox::{Filing, Inbox, InboxError};
use empfang::net::Dialler;
use tempfile::TempDir;
use tokio::time::timeout;

/// Long enough for any machine; a wait that takes so long has missed its news.
const NEVER: Duration = Duration::from_secs(600);
const LIMIT: Duration = Duration::from_secs(60);

fn config(path: &Path) -> MailboxConfig {
    MailboxConfig {
        source: Source::Maildir(path.to_owned()),
        poll: Duration::from_secs(60),
        done: "Empfang/Erledigt".to_owned(),
        review: "Empfang/Prüfen".to_owned(),
        fetch_limit: 10,
        batch: 50,
        authserv_id: None,
    }
}

async fn maildir() -> (TempDir, Inbox) {
    let dir = TempDir::new().unwrap();
    let mut inbox = Inbox::new(&config(&dir.path().join("Maildir")), Dialler::tcp()).unwrap();
    assert_eq!(inbox.connect().await.unwrap().validity, 0);
    (dir, inbox)
}

/// Delivers as `maildir(5)` says: written in `tmp`, then renamed.
fn deliver(dir: &TempDir, name: &str, text: &str) {
    let root = dir.path().join("Maildir");
    let file = name.rsplit('/').next().unwrap();
    fs::write(root.join("tmp").join(file), text).unwrap();
    fs::rename(root.join("tmp").join(file), root.join(name)).unwrap();
}

/// All files below the Maildir, sorted.
fn files(dir: &TempDir) -> Vec<String> {
    fn walk(dir: &Path, root: &Path, into: &mut Vec<String>) {
        for entry in fs::read_dir(dir).unwrap().map(|entry| entry.unwrap()) {
            if entry.file_type().unwrap().is_dir() {
                walk(&entry.path(), root, into);
            } else {
                into.push(entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned());
            }
        }
    }
    let root = dir.path().join("Maildir");
    let mut found = Vec::new();
    walk(&root, &root, &mut found);
    found.retain(|name| !name.ends_with("maildirfolder"));
    found.sort();
    found
}

#[tokio::test]
async fn all_of_new_and_cur_is_listed_in_the_order_of_arrival() {
    let (dir, mut inbox) = maildir().await;
    for name in ["new/1000000000.c.host", "cur/999999999.a.host:2,S", "new/2.b,S=5", "cur/3.trash:2,ST", "new/.hidden", "cur/mail.eml"] {
        deliver(&dir, name, "x");
    }
    fs::write(dir.path().join("Maildir/tmp/5.under.way"), "x").unwrap();
    fs::create_dir(dir.path().join("Maildir/new/6.folder")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", dir.path().join("Maildir/new/7.link")).unwrap();
    assert_eq!(inbox.list(0).await.unwrap(), ["mail.eml", "2.b,S=5", "999999999.a.host", "1000000000.c.host"]);
}

#[tokio::test]
async fn messages_are_read_up_to_the_limit() {
    let (dir, mut inbox) = maildir().await;
    for (name, text) in [("new/1.a", "0123456789"), ("cur/2.b:2,RS", "0123456789a"), ("new/3.c", ""), ("cur/4.d:2,S", "x")] {
        deliver(&dir, name, text);
    }
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
    fs::File::options().append(true).open(dir.path().join("Maildir/new/1.a")).unwrap().set_modified(time).unwrap();
    let uids = inbox.list(0).await.unwrap();
    // One is opened in a mail program and one removed after they were listed.
    fs::rename(dir.path().join("Maildir/new/1.a"), dir.path().join("Maildir/cur/1.a:2,S")).unwrap();
    fs::remove_file(dir.path().join("Maildir/cur/4.d:2,S")).unwrap();
    let mails = inbox.fetch(&uids).await.unwrap();
    let found: Vec<_> = mails.iter().map(|m| (m.place.uid.as_str(), m.bytes.as_slice(), m.size, m.whole, m.answered)).collect();
    let expected: [(&str, &[u8], u64, bool, bool); 3] =
        [("1.a", b"0123456789", 10, true, false), ("2.b", b"0123456789", 11, false, true), ("3.c", b"", 0, true, false)];
    assert_eq!(found, expected);
    assert_eq!(mails[0].arrival.unwrap().to_string(), "2001-09-09T01:46:40Z");
    assert!(mails.iter().all(|mail| mail.place.mailbox.ends_with("/Maildir") && mail.place.validity == 0));
}

#[tokio::test]
async fn mail_is_filed_with_its_flags() {
    let (dir, mut inbox) = maildir().await;
    for name in ["new/1.a", "cur/2.b:2,RS", "cur/3.c:2,", "new/4.d"] {
        deliver(&dir, name, "x");
    }
    let uids = inbox.list(0).await.unwrap();
    inbox.file(&uids[..2], Filing::Done).await.unwrap();
    inbox.file(&uids[2..3], Filing::Review).await.unwrap();
    let filed = [".Empfang.Erledigt/cur/1.a:2,", ".Empfang.Erledigt/cur/2.b:2,RS", ".Empfang.Pr&APw-fen/cur/3.c:2,", "new/4.d"];
    assert_eq!(files(&dir), filed);
    assert!(dir.path().join("Maildir/.Empfang.Erledigt/maildirfolder").exists());
    // Again, as after a crash; and with one that never was.
    inbox.file(&uids[..3], Filing::Done).await.unwrap();
    inbox.file(&["9.x".to_owned()], Filing::Done).await.unwrap();
    assert_eq!(files(&dir), filed);
    assert_eq!(inbox.list(0).await.unwrap(), ["4.d"]);
}

#[tokio::test]
async fn filing_never_overwrites() {
    let (dir, mut inbox) = maildir().await;
    for text in ["first", "second", "third"] {
        deliver(&dir, "cur/1.a:2,S", text);
        let uids = inbox.list(0).await.unwrap();
        inbox.file(&uids, Filing::Done).await.unwrap();
    }
    let folder = dir.path().join("Maildir/.Empfang.Erledigt/cur");
    let mut texts: Vec<String> = fs::read_dir(folder).unwrap().map(|e| fs::read_to_string(e.unwrap().path()).unwrap()).collect();
    texts.sort();
    assert_eq!(texts, ["first", "second", "third"]);
}

#[tokio::test]
async fn hostile_folder_names_stay_within_the_maildir() {
    let long = "x".repeat(300);
    let check = async |done: &str, filed: Option<&str>| {
        let dir = TempDir::new().unwrap();
        let mut config = config(&dir.path().join("Maildir"));
        config.done = done.to_owned();
        let mut inbox = Inbox::new(&config, Dialler::tcp()).unwrap();
        inbox.connect().await.unwrap();
        deliver(&dir, "new/1.a", "x");
        let uids = inbox.list(0).await.unwrap();
        let result = inbox.file(&uids, Filing::Done).await;
        assert_eq!(result.is_ok(), filed.is_some(), "{done:?}: {result:?}");
        assert!(result.is_ok() || matches!(result, Err(InboxError::Folder(_))), "{done:?}: {result:?}");
        assert_eq!(files(&dir), [filed.unwrap_or("new/1.a")], "{done:?}");
    };
    check("../../etc", Some(".__.__.etc/cur/1.a:2,")).await;
    check("/etc", Some(".etc/cur/1.a:2,")).await;
    check("a.b", Some(".a_b/cur/1.a:2,")).await;
    check("a\0b\n", Some(".a&AAA-b&AAo-/cur/1.a:2,")).await;
    check("\\Archive", Some(".Archive/cur/1.a:2,")).await;
    check("", None).await;
    check("//", None).await;
    check(&long, None).await;
}

#[tokio::test]
async fn a_wait_ends_with_a_delivery() {
    let (dir, mut inbox) = maildir().await;
    assert!(inbox.list(0).await.unwrap().is_empty());
    for name in ["new/1.a", "cur/2.b:2,S"] {
        deliver(&dir, name, "x");
        timeout(LIMIT, inbox.wait(NEVER)).await.expect(name).unwrap();
        assert!(!inbox.list(0).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn a_delivery_between_looking_and_waiting_is_not_missed() {
    let (dir, mut inbox) = maildir().await;
    for n in 0..50 {
        inbox.list(0).await.unwrap();
        deliver(&dir, &format!("new/{n}.a"), "x");
        timeout(LIMIT, inbox.wait(NEVER)).await.expect("the delivery was missed").unwrap();
    }
    assert_eq!(inbox.list(0).await.unwrap().len(), 50);
}

#[tokio::test]
async fn a_wait_ends_with_its_time() {
    let (_dir, mut inbox) = maildir().await;
    inbox.list(0).await.unwrap();
    timeout(LIMIT, inbox.wait(Duration::from_millis(1))).await.unwrap().unwrap();
    inbox.disconnect().await;
    assert!(matches!(inbox.wait(NEVER).await, Err(InboxError::Connection(_))));
}

#[tokio::test]
async fn what_can_not_be_read_is_an_error() {
    let (dir, mut inbox) = maildir().await;
    deliver(&dir, "new/1.a", "x");
    let uids = inbox.list(0).await.unwrap();
    // A folder in the place of the file opens, and can't be read; permissions would not stop root.
    fs::remove_file(dir.path().join("Maildir/new/1.a")).unwrap();
    fs::create_dir(dir.path().join("Maildir/new/1.a")).unwrap();
    assert!(matches!(inbox.fetch(&uids).await, Err(InboxError::Batch(_))));
    fs::remove_dir_all(dir.path().join("Maildir")).unwrap();
    let error = inbox.list(0).await.unwrap_err();
    assert!(matches!(&error, InboxError::Io(_)) && error.to_string().contains("Maildir"), "{error}");
    inbox.connect().await.unwrap();
    assert!(inbox.list(0).await.unwrap().is_empty(), "made anew");
    deliver(&dir, "new/2.b", "x");
    timeout(LIMIT, inbox.wait(NEVER)).await.expect("watched anew").unwrap();
}

#[tokio::test]
async fn a_probe_changes_nothing() {
    let dir = TempDir::new().unwrap();
    let config = config(&dir.path().join("Maildir"));
    let findings = Inbox::probe(&config, Dialler::tcp()).await.unwrap();
    assert!(findings[0].1.contains("will be made"), "{findings:?}");
    assert!(!dir.path().join("Maildir").exists());
    Inbox::new(&config, Dialler::tcp()).unwrap().connect().await.unwrap();
    deliver(&dir, "new/1.a", "x");
    let findings = Inbox::probe(&config, Dialler::tcp()).await.unwrap();
    let text: Vec<String> = findings.iter().map(|(topic, finding)| format!("{topic}: {finding}")).collect();
    assert!(text[0].ends_with("/Maildir: 1 messages"), "{text:?}");
    assert_eq!(
        text[1..],
        ["new mail: noticed at once", "done: .Empfang.Erledigt: will be made", "review: .Empfang.Pr&APw-fen: will be made"]
    );
}

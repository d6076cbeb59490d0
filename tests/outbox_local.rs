//! Letters by a sendmail program and into a Maildir, with real programs and files in a temporary folder.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use empfang::address::{Address, Mailbox};
use empfang::config::{Route, SmtpConfig};
use empfang::net::Dialler;
use empfang::outbox::{Attempt, Courier, Letter};
use tempfile::TempDir;

const BYTES: &str = "Message-ID: <1@empfang.test>\r\nSubject: Hello\r\n\r\nText\r\n.\r\nMore\r\n";

fn config(route: Route) -> SmtpConfig {
    SmtpConfig { route, from: Mailbox::parse("Anmeldung <anmeldung@empfang.test>").unwrap(), connections: 1 }
}

fn courier(route: Route) -> Courier {
    Courier::new(&config(route), Dialler::tcp()).unwrap()
}

fn letter(id: i64, to: &str) -> Letter {
    Letter { id, to: Address::parse(to).unwrap(), bytes: BYTES.into(), attempts: 0 }
}

async fn send(courier: &mut Courier, letter: &Letter) -> Attempt {
    match courier.offer(letter).await {
        Ok(()) => courier.transmit(letter).await,
        Err(attempt) => attempt,
    }
}

/// Held by tests that write a program and run it: a process that another test starts meanwhile inherits the file while it is open for
/// writing, and then the system refuses to run it (ETXTBSY).
static PROGRAMS: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// A shell script that stands for sendmail.
fn program(folder: &Path, script: &str) -> PathBuf {
    let path = folder.join("sendmail");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

#[tokio::test]
async fn sendmail_gets_the_envelope_as_arguments_and_the_letter_on_its_input() {
    let _alone = PROGRAMS.lock().await;
    let folder = TempDir::new().unwrap();
    let (arguments, input) = (folder.path().join("arguments"), folder.path().join("input"));
    let program = program(folder.path(), &format!("printf '%s\\n' \"$@\" > {arguments:?}\ncat > {input:?}"));
    let mut courier = courier(Route::Sendmail(program.clone()));
    let attempt = send(&mut courier, &letter(1, "-ox|y$HOME@münchen.example")).await;
    assert_eq!(attempt, Attempt::Sent(format!("{}: accepted", program.display())));
    assert_eq!(fs::read_to_string(arguments).unwrap(), "-i\n-f\nanmeldung@empfang.test\n--\n-ox|y$HOME@xn--mnchen-3ya.example\n");
    assert_eq!(fs::read_to_string(input).unwrap(), BYTES.replace("\r\n", "\n"));
}

#[tokio::test]
async fn exit_codes_are_sorted() {
    let _alone = PROGRAMS.lock().await;
    for (script, want) in [
        ("cat > /dev/null; exit 0", "Sent"),
        ("cat > /dev/null; echo queue is full >&2; exit 75", "Retry"),
        ("cat > /dev/null; exit 65", "GiveUp"),
        ("cat > /dev/null; echo no such user >&2; exit 67", "GiveUp"),
        ("cat > /dev/null; exit 68", "GiveUp"),
        ("echo bad option >&2; exit 64", "Trouble"),
        ("cat > /dev/null; exit 69", "Trouble"),
        ("cat > /dev/null; exit 78", "Trouble"),
        ("exit 1", "Trouble"),
        ("kill -9 $$", "Uncertain"),
        // Much to say before it reads: neither side may wait for the other.
        ("head -c 300000 /dev/zero | tr '\\0' x >&2; cat > /dev/null; exit 67", "GiveUp"),
    ] {
        let folder = TempDir::new().unwrap();
        let mut courier = courier(Route::Sendmail(program(folder.path(), script)));
        let attempt = format!("{:?}", send(&mut courier, &letter(1, "max@example.org")).await);
        assert!(attempt.starts_with(want) && attempt.len() < 1000, "{script}: {attempt}");
        if let Some((_, said)) = script.split_once("echo ") {
            assert!(attempt.contains(said.split(" >").next().unwrap()), "{attempt}");
        }
    }
}

#[tokio::test]
async fn a_program_that_does_not_read_has_not_sent() {
    let _alone = PROGRAMS.lock().await;
    let folder = TempDir::new().unwrap();
    let mut courier = courier(Route::Sendmail(program(folder.path(), "exec < /dev/null; exit 0")));
    let letter = Letter { bytes: "x\r\n".repeat(200_000).into(), ..letter(1, "max@example.org") };
    let attempt = send(&mut courier, &letter).await;
    assert!(matches!(attempt, Attempt::Uncertain(_)), "{attempt:?}");
}

#[tokio::test]
async fn what_sendmail_can_not_do_is_said_before() {
    let _alone = PROGRAMS.lock().await;
    let folder = TempDir::new().unwrap();
    let good = program(folder.path(), "cat > /dev/null");
    let plain = folder.path().join("plain");
    fs::write(&plain, "no program").unwrap();
    let mut sendmail = courier(Route::Sendmail(good.clone()));
    assert!(matches!(sendmail.offer(&letter(1, "jörg@example.org")).await, Err(Attempt::GiveUp(_))));
    assert!(matches!(sendmail.offer(&letter(1, "max@xn--ü.example")).await, Err(Attempt::GiveUp(_))));
    assert!(Courier::probe(&config(Route::Sendmail(good)), Dialler::tcp()).await.is_ok());
    for bad in [plain, folder.path().to_owned(), folder.path().join("none")] {
        let offered = courier(Route::Sendmail(bad.clone())).offer(&letter(1, "max@example.org")).await;
        assert!(matches!(offered, Err(Attempt::Trouble(_))), "{bad:?}");
        assert!(Courier::probe(&config(Route::Sendmail(bad)), Dialler::tcp()).await.is_err());
    }
}

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_maildir_gets_each_letter_once() {
    let folder = TempDir::new().unwrap();
    let maildir = folder.path().join("deep/maildir");
    let mut courier = courier(Route::Maildir(maildir.clone()));
    let again = |letter: &Letter| Letter { attempts: 1, ..letter.clone() };

    let (first, other) = (letter(7, "max@example.org"), letter(7, "moritz@example.org"));
    for letter in [&first, &again(&first), &other, &letter(8, "max@example.org")] {
        assert!(matches!(send(&mut courier, letter).await, Attempt::Sent(_)));
    }
    let new = names(&maildir.join("new"));
    assert_eq!(new.len(), 3, "{new:?}");
    assert!(new[0].starts_with("00000007.") && new[2].starts_with("00000008.") && new.iter().all(|name| name.ends_with(".eml")), "{new:?}");
    assert_eq!(fs::read_to_string(maildir.join("new").join(&new[0])).unwrap(), BYTES);
    assert!(names(&maildir.join("tmp")).is_empty());

    // A mail program has looked at it meanwhile.
    let Attempt::Sent(name) = send(&mut courier, &again(&first)).await else { panic!("not sent") };
    fs::rename(maildir.join("new").join(&name), maildir.join("cur").join(format!("{name}:2,S"))).unwrap();
    assert!(matches!(send(&mut courier, &again(&first)).await, Attempt::Sent(_)));
    assert_eq!(names(&maildir.join("new")).len(), 2);
}

#[tokio::test]
async fn a_maildir_that_can_not_be_written_is_trouble() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "").unwrap();
    let mut broken = courier(Route::Maildir(file.clone()));
    assert!(matches!(broken.offer(&letter(1, "max@example.org")).await, Err(Attempt::Trouble(_))));
    assert!(matches!(broken.transmit(&letter(1, "max@example.org")).await, Attempt::Trouble(_)));
    assert!(Courier::probe(&config(Route::Maildir(file)), Dialler::tcp()).await.is_err());
    assert!(Courier::probe(&config(Route::Maildir(folder.path().join("new"))), Dialler::tcp()).await.is_ok());
}

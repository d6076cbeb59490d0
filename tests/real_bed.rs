//! The test bed tested: what the other tests take for granted of Dovecot, Postfix and the proxy holds.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod bed;

use std::time::Duration;

use bed::{Bed, DESK, Imap, Mail, Options, PASSWORD, Proxy, SOON, Stored, registration};
use empfang::net::{Dialler, secure, tls_settings};
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{AsyncSmtpTransport, AsyncTransport, Tokio1Executor};
use tokio::time::Instant;

#[test]
fn a_mail_handed_to_postfix_arrives_in_the_mailbox() {
    let bed = Bed::start();
    let mail = registration("max@muster.example", "Max Müster", "Muster GmbH", "2");
    bed.send("max@muster.example", DESK, &mail.to_bytes());
    let arrived = bed.wait_for_mails(DESK, 1);
    assert_eq!(arrived[0].message_id(), mail.id());
    assert_eq!(arrived[0].header("Return-Path").as_deref(), Some("<max@muster.example>"));
    assert!(arrived[0].text().contains("Name: Max Müster"));
    assert!(!arrived[0].has("\\Seen"));
    assert!(bed.inbox("max@muster.example").is_empty());
}

#[test]
fn every_address_has_a_mailbox_of_its_own() {
    let bed = Bed::start();
    let mail = |n: u32| Mail::new("a@one.example", "A", &format!("Nr. {n}"), "Text").to_bytes();
    bed.deliver("a@one.example", "b@two.example", &mail(1));
    bed.deliver("a@one.example", "b@three.example", &mail(2));
    bed.deliver_all("b@three.example", [("a@one.example", &mail(3)[..]), ("a@one.example", &mail(4)[..])]);
    let subjects = |user: &str| bed.inbox(user).iter().map(Stored::subject).collect::<Vec<_>>();
    assert_eq!(subjects("b@two.example"), ["Nr. 1"]);
    assert_eq!(subjects("b@three.example"), ["Nr. 2", "Nr. 3", "Nr. 4"]);
}

#[test]
fn appended_mails_keep_flags_and_internaldate_and_looking_leaves_no_trace() {
    let bed = Bed::start();
    let mail = Mail::new("a@one.example", "A", "x", ".Punkt\n").to_bytes();
    bed.imap(DESK).append("INBOX", "\\Seen", Some("17-Nov-2026 23:59:59 +0100"), &mail);
    bed.imap(DESK).append("INBOX", "", None, &mail);
    for _ in 0..2 {
        let stored = bed.mailbox(DESK);
        assert_eq!(stored.iter().map(|m| m.has("\\Seen")).collect::<Vec<_>>(), [true, false]);
        assert_eq!(stored[0].raw, mail);
        let arrived = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", stored[0].internaldate.trim()).unwrap().to_timestamp().unwrap();
        assert_eq!(arrived.to_string(), "2026-11-17T22:59:59Z");
    }
    bed.imap(DESK).flag_all("INBOX", "\\Answered");
    assert!(bed.inbox(DESK).iter().all(|m| m.has("\\Answered")));
}

#[test]
fn capabilities_and_prefix_can_be_taken_away() {
    let usual = Bed::start();
    let offered = usual.imap(DESK).capabilities();
    for capability in ["IDLE", "MOVE", "UIDPLUS"] {
        assert!(offered.iter().any(|c| c == capability), "{offered:?}");
    }
    let poor = Bed::with(Options { without: &["MOVE", "IDLE", "UIDPLUS"], prefix: true });
    let offered = poor.imap(DESK).capabilities();
    assert!(offered.iter().any(|c| c == "NAMESPACE"), "{offered:?}");
    for capability in ["IDLE", "MOVE", "UIDPLUS"] {
        assert!(offered.iter().all(|c| c != capability), "{offered:?}");
    }
    let mail = Mail::new("a@one.example", "A", "x", "y").to_bytes();
    poor.deliver("a@one.example", DESK, &mail);
    let mut imap = poor.imap(DESK);
    imap.create("INBOX.Ordner");
    imap.move_all("INBOX", "INBOX.Ordner");
    assert_eq!(imap.folders().into_iter().filter(|f| f != "INBOX").collect::<Vec<_>>(), ["INBOX.Ordner"]);
    assert_eq!(poor.mailbox(DESK).iter().map(|m| m.folder.as_str()).collect::<Vec<_>>(), ["INBOX.Ordner"]);
}

#[test]
fn a_wrong_password_is_refused_and_the_password_can_change() {
    let bed = Bed::start();
    let login = |password: &str| Imap::try_login(bed.dovecot.imap, DESK, password).map(|_| ());
    assert!(login("falsch").unwrap_err().contains("AUTHENTICATIONFAILED"));
    assert_eq!(login(PASSWORD), Ok(()));
    bed.dovecot.set_password("neu");
    assert!(login(PASSWORD).is_err());
    assert_eq!(login("neu"), Ok(()));
}

#[test]
fn uid_validity_can_change() {
    let bed = Bed::start();
    bed.deliver("a@one.example", DESK, &Mail::new("a@one.example", "A", "x", "y").to_bytes());
    let before = bed.imap(DESK).uid_validity("INBOX");
    bed.dovecot.set_uid_validity(DESK, "INBOX", before + 7);
    assert_eq!(bed.imap(DESK).uid_validity("INBOX"), before + 7);
    assert_eq!(bed.inbox(DESK).len(), 1);
}

#[test]
fn dovecot_stops_and_starts_on_its_ports_with_its_mails() {
    let mut bed = Bed::start();
    bed.deliver("a@one.example", DESK, &Mail::new("a@one.example", "A", "x", "y").to_bytes());
    bed.dovecot.stop();
    assert!(Imap::try_login(bed.dovecot.imap, DESK, PASSWORD).is_err());
    bed.dovecot.restart();
    assert_eq!(bed.inbox(DESK).len(), 1);
}

#[tokio::test]
async fn imap_speaks_tls_with_a_certificate_of_its_own_authority() {
    let bed = Bed::start();
    let greeting = async |ca| {
        let stream = Dialler::tcp().dial("127.0.0.1", bed.dovecot.imaps).await.unwrap();
        let mut stream = secure(stream, "127.0.0.1", tls_settings(Some(ca)).unwrap()).await.map_err(|e| e.to_string())?;
        let mut greeting = [0; 4];
        tokio::io::AsyncReadExt::read_exact(&mut stream, &mut greeting).await.unwrap();
        Ok::<_, String>(greeting)
    };
    assert_eq!(greeting(&bed.certificates.ca).await.as_ref().map(|g| &g[..]), Ok(&b"* OK"[..]));
    assert!(greeting(&bed.certificates.foreign).await.unwrap_err().contains("UnknownIssuer"));
    let mut starttls = Imap::connect(bed.dovecot.imap);
    assert!(starttls.capabilities().iter().any(|c| c == "STARTTLS"));
}

#[tokio::test]
async fn submission_wants_starttls_and_a_login() {
    let bed = Bed::start();
    let send = async |tls: bool, password: Option<&str>| {
        let ca = Certificate::from_pem(&std::fs::read(&bed.certificates.ca).unwrap()).unwrap();
        let parameters = TlsParameters::builder("127.0.0.1".to_owned()).add_root_certificate(ca).build().unwrap();
        let tls = if tls { Tls::Required(parameters) } else { Tls::None };
        let builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous("127.0.0.1").port(bed.postfix.submission).tls(tls);
        let login = password.map(|p| Credentials::new(DESK.to_owned(), p.to_owned()));
        let transport = login.into_iter().fold(builder, |b, login| b.credentials(login)).build();
        let envelope = lettre::address::Envelope::new(DESK.parse().ok(), vec!["max@muster.example".parse().unwrap()]).unwrap();
        transport.send_raw(&envelope, b"Subject: x\r\n\r\ny\r\n").await.map(|_| ()).map_err(|e| e.to_string())
    };
    assert_eq!(send(true, Some(PASSWORD)).await, Ok(()));
    let check = |result: Result<(), String>, code: &str| assert!(result.as_ref().is_err_and(|e| e.contains(code)), "{code}: {result:?}");
    check(send(true, Some("falsch")).await, "535");
    check(send(true, None).await, "554");
    check(send(false, None).await, "530");
    bed.wait_for_mails("max@muster.example", 1);
}

#[test]
fn postfix_refuses_whom_the_test_says() {
    let bed = Bed::start();
    let hand_in = |to: &str| bed.try_send("a@one.example", to, b"Subject: x\r\n\r\ny\r\n");
    bed.policy.answer("later@x.example", "450 4.2.0 come again");
    bed.policy.answer("never@x.example", "550 5.1.1 no such user");
    assert!(hand_in("later@x.example").unwrap_err().contains("450 4.2.0"));
    assert!(hand_in("never@x.example").unwrap_err().contains("550 5.1.1"));
    bed.policy.accept("later@x.example");
    assert_eq!(hand_in("later@x.example"), Ok(()));
    assert_eq!(bed.policy.asked("later@x.example"), 2);
    bed.wait_for_mails("later@x.example", 1);
}

#[test]
fn the_proxy_holds_swallows_cuts_and_delays() {
    let bed = Bed::start();
    let mail = Mail::new("a@one.example", "A", "x", "y").to_bytes();

    // A request held back: the server never hears it.
    let proxy = Proxy::to(bed.dovecot.imap);
    let port = proxy.port;
    proxy.hold_request("APPEND");
    let client = std::thread::spawn({
        let mail = mail.clone();
        move || Imap::login(port, DESK, PASSWORD).try_append("INBOX", &mail)
    });
    proxy.wait_fired();
    assert!(bed.inbox(DESK).is_empty());
    proxy.cut();
    assert!(client.join().unwrap().is_err());
    assert!(bed.inbox(DESK).is_empty());

    // An answer swallowed: the server has done it, the client does not know.
    proxy.swallow_reply("APPEND");
    let client = std::thread::spawn({
        let mail = mail.clone();
        move || Imap::login(port, DESK, PASSWORD).try_append("INBOX", &mail)
    });
    proxy.wait_fired();
    assert_eq!(bed.inbox(DESK).len(), 1);
    proxy.cut();
    assert!(client.join().unwrap().is_err());

    // Both words were said over the proxy, by two connections; a third passes, slowly.
    assert_eq!(proxy.requests().matches("APPEND").count(), 2);
    assert_eq!(proxy.connections(), 2);
    proxy.delay(Duration::from_millis(50));
    let start = Instant::now();
    assert_eq!(Imap::login(port, DESK, PASSWORD).folder("INBOX").len(), 1);
    assert!(start.elapsed() > Duration::from_millis(200));
    proxy.delay(Duration::ZERO);

    // Paused, nothing comes; resumed, all comes.
    let mut imap = Imap::login(port, DESK, PASSWORD);
    proxy.pause();
    let client = std::thread::spawn(move || imap.folder("INBOX").len());
    std::thread::sleep(Duration::from_millis(200));
    assert!(!client.is_finished());
    proxy.resume();
    assert_eq!(client.join().unwrap(), 1);

    // Cut in the middle of an answer; refused; taken again.
    proxy.cut_after(10);
    assert!(Imap::try_login(port, DESK, PASSWORD).is_err());
    proxy.refuse();
    assert!(Imap::try_login(port, DESK, PASSWORD).is_err());
    proxy.admit();
    bed::wait_for("a login", SOON, || Imap::try_login(port, DESK, PASSWORD).is_ok());
}

#[test]
fn what_a_bed_started_ends_with_it() {
    let bed = Bed::start();
    let (dir, ports) =
        (bed.dir().to_owned(), [bed.dovecot.imap, bed.dovecot.imaps, bed.dovecot.lmtp, bed.postfix.port, bed.postfix.submission]);
    bed.send("a@one.example", DESK, &Mail::new("a@one.example", "A", "x", "y").to_bytes());
    bed.wait_for_mails(DESK, 1);
    let beginning = bed.dir().to_string_lossy().into_owned();
    assert!(!processes_of(&beginning).is_empty());
    drop(bed);
    for port in ports {
        assert!(std::net::TcpStream::connect(("127.0.0.1", port)).is_err());
    }
    bed::wait_for("the servers' end", SOON, || processes_of(&beginning).is_empty());
    assert!(!dir.exists());
}

/// The processes that have a working directory or a command line within a folder.
fn processes_of(dir: &str) -> Vec<String> {
    let entries = std::fs::read_dir("/proc").unwrap().filter_map(|e| Some(e.ok()?.path()));
    let within = entries.filter_map(|path| {
        let command = String::from_utf8_lossy(&std::fs::read(path.join("cmdline")).ok()?).into_owned();
        let cwd = std::fs::read_link(path.join("cwd")).unwrap_or_default();
        (command.contains(dir) || cwd.starts_with(dir)).then_some(command)
    });
    within.collect()
}

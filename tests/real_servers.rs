//! Servers as they are: with TLS of their own authority, without this or that extension, with other folders, with changed passwords,
//! stopped and started, restored from a backup.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod bed;

use std::time::Duration;

use bed::{Bed, DESK, Desk, Mail, Options, Proxy, SOON, Settings, Stored, Way, registration, wait_for};

#[test]
fn tls_from_the_first_byte_with_an_own_authority() {
    over_tls(Way::Tls);
}

#[test]
fn starttls_with_an_own_authority() {
    over_tls(Way::StartTls);
}

fn over_tls(way: Way) {
    let bed = Bed::start();
    let desk = bed.desk(Settings { imap: way, smtp: way, ..Settings::default() });
    register(&bed, "max@muster.example");
    desk.once();
    assert_eq!(desk.outcomes(), ["confirm"]);
    bed.wait_for_mails("max@muster.example", 1);
    assert!(bed.postfix.log().contains(&format!("sasl_username={DESK}")));
    assert!(bed.dovecot.log().contains(", TLS, session="), "the mailbox was read without TLS");
}

#[test]
fn a_mailbox_with_a_foreign_certificate_is_refused() {
    refuses_the_mailbox(Way::Tls);
}

#[test]
fn a_mailbox_with_a_foreign_certificate_is_refused_after_starttls() {
    refuses_the_mailbox(Way::StartTls);
}

fn refuses_the_mailbox(way: Way) {
    let bed = Bed::start();
    register(&bed, "max@muster.example");
    let desk = bed.desk(Settings { imap: way, foreign_ca: true, ..Settings::default() });
    let refused = desk.empfang(&["run", "--once"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("certificate"), "{}", refused.stderr);
    assert!(desk.ledger().is_empty());
    assert_eq!(bed.inbox(DESK).len(), 1);
    let log = bed.dovecot.log();
    assert!(!log.lines().any(|line| line.contains("Login: ") && line.contains(", TLS, ")), "the password was said to a stranger");
}

#[test]
fn a_way_out_with_a_foreign_certificate_is_refused() {
    refuses_the_way_out(Way::Tls);
}

#[test]
fn a_way_out_with_a_foreign_certificate_is_refused_after_starttls() {
    refuses_the_way_out(Way::StartTls);
}

fn refuses_the_way_out(way: Way) {
    let bed = Bed::start();
    register(&bed, "max@muster.example");
    let desk = bed.desk(Settings { smtp: way, foreign_ca: true, ..Settings::default() });
    let refused = desk.empfang(&["run", "--once"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("certificate"), "{}", refused.stderr);
    assert!(!bed.postfix.log().contains("sasl_method"), "the password was said to a stranger");
    assert_eq!(desk.answer_state("max@muster.example"), "queued");

    desk.configure(&bed, Settings { smtp: way, ..Settings::default() });
    desk.once();
    assert_eq!(desk.answer_state("max@muster.example"), "sent");
    bed.wait_for_mails("max@muster.example", 1);
}

#[test]
fn without_move_the_mails_are_copied_and_only_they_removed() {
    let (bed, line, desk) = poor(&["MOVE"]);
    // A mail that somebody has marked for removal stays until they remove it.
    let other = Mail::new("o@other.example", "O", "gelöscht", "weg damit").to_bytes();
    bed.imap(DESK).append("INBOX", "\\Deleted", None, &other);
    register(&bed, "max@muster.example");
    desk.once();
    bed.wait_for_mails("max@muster.example", 1);
    assert_eq!(bed.imap(DESK).folder("Empfang/Erledigt").len(), 1);
    assert_eq!(bed.inbox(DESK).iter().map(Stored::subject).collect::<Vec<_>>(), ["gelöscht"]);
    assert!(!line.requests().contains("MOVE"));
    assert!(line.requests().contains("UID EXPUNGE"));
    assert!(bed.imap(DESK).folder("Empfang/Erledigt").iter().all(|m| !m.has("\\Deleted")));
}

#[test]
fn without_move_and_uidplus_the_mails_are_marked_and_stay() {
    let (bed, line, desk) = poor(&["MOVE", "UIDPLUS"]);
    register(&bed, "max@muster.example");
    desk.once();
    bed.wait_for_mails("max@muster.example", 1);
    desk.once();
    assert_eq!(desk.outcomes(), ["confirm"]);
    assert_eq!(bed.inbox("max@muster.example").len(), 1);
    // A plain EXPUNGE would also remove what somebody else has marked.
    assert!(!line.requests().contains("EXPUNGE"));
    let stored = bed.inbox(DESK);
    assert!(stored.iter().all(|m| !m.has("\\Seen") && !m.has("\\Deleted")));
    assert!(stored[0].flags.iter().any(|f| !f.starts_with('\\')), "no keyword: {:?}", stored[0].flags);
}

#[test]
fn without_idle_it_polls() {
    let bed = Bed::with(Options { without: &["IDLE"], prefix: false });
    let line = Proxy::to(bed.dovecot.imap);
    let desk = bed.desk(Settings { imap_port: Some(line.port), poll: "1s", ..Settings::default() });
    let mut daemon = desk.run();
    for sender in ["a@muster.example", "b@muster.example"] {
        register(&bed, sender);
        bed.wait_for_mails(sender, 1);
    }
    assert!(!line.requests().contains("IDLE"));
    assert_eq!(line.connections(), 1, "it logs in anew for each poll");
    daemon.terminate(Duration::from_secs(10));
}

#[test]
fn folders_below_the_inbox_prefix() {
    let bed = Bed::with(Options { without: &[], prefix: true });
    let desk = bed.desk(Settings::default());
    register(&bed, "max@muster.example");
    bed.deliver("a@x.example", DESK, &Mail::new("a@x.example", "Anna X", "Frage", "Guten Tag, wo kann man parken?\n").to_bytes());
    desk.once();
    bed.wait_for_mails("max@muster.example", 1);
    let mut folders: Vec<String> = bed.mailbox(DESK).into_iter().map(|m| m.folder).collect();
    folders.sort();
    assert_eq!(folders, ["INBOX.Empfang.Durchsicht", "INBOX.Empfang.Erledigt"]);
}

#[test]
fn a_wrong_password_for_the_mailbox_is_said_clearly_and_loses_nothing() {
    let bed = Bed::start();
    register(&bed, "max@muster.example");
    let desk = bed.desk(Settings { imap_password: Some("falsch-und-geheim".into()), ..Settings::default() });
    let refused = desk.empfang(&["run", "--once"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for words in ["AUTHENTICATIONFAILED", DESK, "mailbox.password"] {
        assert!(refused.stderr.contains(words), "{words} in\n{}", refused.stderr);
    }
    assert!(!refused.stderr.contains("falsch-und-geheim"));
    assert!(desk.ledger().is_empty());

    // The daemon waits instead of ending, does not hammer, and says why.
    let line = Proxy::to(bed.dovecot.imap);
    desk.configure(&bed, Settings { imap_port: Some(line.port), imap_password: Some("falsch-und-geheim".into()), ..Settings::default() });
    let mut daemon = desk.run();
    wait_for("the refusal in the log", SOON, || daemon.log().contains("mailbox.password"));
    assert!(daemon.runs());
    assert_eq!(line.connections(), 1);
    daemon.terminate(Duration::from_secs(10));

    desk.configure(&bed, Settings::default());
    desk.once();
    assert_eq!(desk.outcomes(), ["confirm"]);
    bed.wait_for_mails("max@muster.example", 1);
}

#[test]
fn a_wrong_password_for_smtp_costs_no_letter() {
    let bed = Bed::start();
    let senders = ["a@muster.example", "b@muster.example", "c@muster.example"];
    senders.iter().for_each(|sender| register(&bed, sender));
    let wrong = Settings { smtp: Way::StartTls, smtp_password: Some("falsch-und-geheim".into()), ..Settings::default() };
    let desk = bed.desk(wrong);
    let refused = desk.empfang(&["run", "--once"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("535"), "{}", refused.stderr);
    assert!(!refused.stderr.contains("falsch-und-geheim"));

    // All are registered and all letters wait: none has failed, none was used up.
    assert_eq!(desk.outcomes(), ["confirm"; 3]);
    assert!(desk.answers().iter().all(|letter| letter["state"] == "queued"), "{:#?}", desk.answers());

    desk.configure(&bed, Settings { smtp: Way::StartTls, ..Settings::default() });
    desk.once();
    for sender in senders {
        bed.wait_for_mails(sender, 1);
        assert_eq!(desk.answer_state(sender), "sent");
    }
}

#[test]
fn check_online_says_what_the_servers_can() {
    let bed = Bed::start();
    let desk = bed.desk(Settings { imap: Way::StartTls, smtp: Way::StartTls, ..Settings::default() });
    let checked = desk.empfang(&["check", "--online"]);
    assert_eq!(checked.code, Some(0), "{checked:?}");
    for ability in ["IDLE", "MOVE", "UIDPLUS", "AUTH", "SIZE", "8BITMIME"] {
        assert!(checked.stdout.contains(ability), "{ability} in\n{}", checked.stdout);
    }
    assert_eq!(bed.imap(DESK).folders(), ["INBOX"], "a check changes nothing");

    desk.configure(&bed, Settings { imap: Way::StartTls, imap_password: Some("falsch".into()), ..Settings::default() });
    let refused = desk.empfang(&["check", "--online"]);
    assert_eq!(refused.code, Some(1), "{refused:?}");
}

#[test]
fn dovecot_is_restarted_while_it_idles() {
    let mut bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let mut daemon = desk.run();
    register(&bed, "before@muster.example");
    bed.wait_for_mails("before@muster.example", 1);

    bed.dovecot.stop();
    bed.dovecot.restart();
    register(&bed, "after@muster.example");
    bed.wait_for_mails("after@muster.example", 1);
    assert!(daemon.runs());
    assert_eq!(desk.outcomes(), ["confirm"; 2]);
    assert_eq!(bed.inbox("before@muster.example").len(), 1);
    daemon.terminate(Duration::from_secs(10));
}

#[test]
fn a_connection_that_has_died_silently_is_noticed() {
    let bed = Bed::start();
    let line = Proxy::to(bed.dovecot.imap);
    let desk = bed.desk(Settings { imap_port: Some(line.port), poll: "1s", ..Settings::default() });
    line.swallow_reply("DONE\r\n");
    let mut daemon = desk.run();
    line.wait_fired();
    register(&bed, "max@muster.example");
    wait_for("the reply", 2 * SOON, || !bed.inbox("max@muster.example").is_empty());
    assert_eq!(line.connections(), 2);
    daemon.terminate(Duration::from_secs(10));
}

#[test]
fn a_new_uidvalidity_answers_nobody_twice() {
    let bed = Bed::start();
    let line = Proxy::to(bed.dovecot.imap);
    let settings = Settings { imap_port: Some(line.port), ..Settings::default() };
    let desk = bed.desk(settings);

    // One mail is recorded and answered, but the daemon dies before it can move it, so that it is still in INBOX …
    register(&bed, "a@muster.example");
    line.hold_request("UID MOVE");
    let mut daemon = desk.run();
    line.wait_fired();
    bed.wait_for_mails("a@muster.example", 1);
    daemon.kill();
    line.cut();
    // … when the mailbox is restored from a backup: another UIDVALIDITY, and the same UIDs for other mails.
    let before = bed.imap(DESK).uid_validity("INBOX");
    bed.dovecot.set_uid_validity(DESK, "INBOX", before + 1);
    register(&bed, "b@muster.example");

    desk.once();
    assert_eq!(desk.list().len(), 2);
    for sender in ["a@muster.example", "b@muster.example"] {
        bed.wait_for_mails(sender, 1);
    }
    assert!(bed.inbox(DESK).is_empty());
    // The ledger counts the old mail at its new place as well: mails in = outcomes out.
    assert_eq!(desk.outcomes(), ["confirm", "confirm", "ignore"]);

    // The same while the daemon idles.
    let mut daemon = desk.run();
    register(&bed, "c@muster.example");
    bed.wait_for_mails("c@muster.example", 1);
    wait_for("an empty INBOX", SOON, || bed.inbox(DESK).is_empty());
    bed.imap(DESK).move_all("Empfang/Erledigt", "INBOX");
    bed.dovecot.set_uid_validity(DESK, "INBOX", before + 2);
    wait_for("all mails filed again", SOON, || bed.inbox(DESK).is_empty());
    register(&bed, "d@muster.example");
    bed.wait_for_mails("d@muster.example", 1);
    daemon.terminate(Duration::from_secs(10));
    for sender in ["a@muster.example", "b@muster.example", "c@muster.example", "d@muster.example"] {
        assert_eq!(bed.inbox(sender).len(), 1, "{sender}");
    }
    assert_eq!(desk.list().len(), 4);

    // The same after Dovecot's own files were lost: all mails are numbered anew from 1.
    bed.imap(DESK).move_all("Empfang/Erledigt", "INBOX");
    let validity = bed.imap(DESK).uid_validity("INBOX");
    bed.dovecot.forget_uids(DESK);
    assert_ne!(bed.imap(DESK).uid_validity("INBOX"), validity);
    let lying = bed.inbox(DESK).len();
    assert_eq!(bed.inbox(DESK).iter().map(|m| m.uid).collect::<Vec<_>>(), (1..=lying as u32).collect::<Vec<_>>());
    desk.once();
    assert_eq!((desk.list().len(), desk.answers().len()), (4, 4));
    assert!(bed.inbox(DESK).is_empty());
}

/// A registration from `sender`, there when this returns.
fn register(bed: &Bed, sender: &str) {
    let given = match sender.split('@').next().unwrap() {
        "a" | "before" => "Anna",
        "b" | "after" => "Bernd",
        "c" => "Carla",
        "d" => "Dora",
        _ => "Max",
    };
    bed.deliver(sender, DESK, &registration(sender, &format!("{given} Muster"), "Muster GmbH", "2").to_bytes());
}

/// A Dovecot without these capabilities, a line to it that is listened to, and a desk on that line.
fn poor(without: &'static [&'static str]) -> (Bed, Proxy, Desk) {
    let bed = Bed::with(Options { without, prefix: false });
    let line = Proxy::to(bed.dovecot.imap);
    let desk = bed.desk(Settings { imap_port: Some(line.port), ..Settings::default() });
    (bed, line, desk)
}

//! Killed, cut off, refused: whatever happens at whatever moment, nobody is lost, nobody is registered or answered twice.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod bed;

use std::collections::BTreeSet;
use std::time::Duration;

use bed::{Bed, DESK, Desk, Proxy, SOON, Settings, Stored, registration, wait_for};

#[test]
fn killed_between_commit_and_move() {
    killed_at_the_mailbox(|line| line.hold_request("UID MOVE"));
}

#[test]
fn killed_between_the_move_and_its_record() {
    killed_at_the_mailbox(|line| line.swallow_reply("UID MOVE"));
}

#[test]
fn killed_while_it_fetches() {
    killed_at_the_mailbox(|line| line.swallow_reply("BODY.PEEK["));
}

/// Kills the daemon where `arm` stops the line to the mailbox; the next run finds everything as if nothing had been.
fn killed_at_the_mailbox(arm: impl Fn(&Proxy)) {
    let bed = Bed::start();
    let line = Proxy::to(bed.dovecot.imap);
    let desk = bed.desk(Settings { imap_port: Some(line.port), ..Settings::default() });
    let senders = senders(3);
    register(&bed, &senders);
    arm(&line);
    let mut daemon = desk.run();
    line.wait_fired();
    daemon.kill();
    line.cut();

    desk.once();
    all_is_well(&bed, &desk, &senders);
    desk.once();
    all_is_well(&bed, &desk, &senders);
}

#[test]
fn killed_before_the_server_has_the_letter() {
    let (bed, line, desk) = with_a_line_to_postfix();
    let senders = senders(1);
    register(&bed, &senders);
    line.hold_request("RCPT TO");
    let mut daemon = desk.run();
    line.wait_fired();
    daemon.kill();
    line.cut();
    desk.once();
    all_is_well(&bed, &desk, &senders);
}

#[test]
fn killed_between_acceptance_and_its_record() {
    let (bed, line, desk) = with_a_line_to_postfix();
    let senders = senders(1);
    let sender = senders[0].as_str();
    register(&bed, &senders);
    line.swallow_reply("\r\n.\r\n");
    let mut daemon = desk.run();
    line.wait_fired();
    let first = bed.wait_for_mails(sender, 1).remove(0);
    daemon.kill();
    line.cut();

    // Nobody knows whether it arrived (RFC 1047), so it is held and shown, not sent.
    desk.once();
    assert_eq!(desk.answer_state(sender), "uncertain");
    assert_eq!(bed.inbox(sender).len(), 1);
    assert_eq!(desk.list().len(), 1);

    // After half an hour it is sent once more, byte for byte: recognisable as the same letter. Then never again.
    desk.let_pass(31);
    desk.once();
    assert_eq!(desk.answer_state(sender), "sent");
    let copies = bed.wait_for_mails(sender, 2);
    assert_eq!(copies[1].message_id(), first.message_id());
    assert_eq!(body(&copies[1]), body(&first));
    desk.let_pass(100_000);
    desk.once();
    assert_eq!(bed.inbox(sender).len(), 2);
    assert_eq!(desk.outcomes(), ["confirm"]);
}

#[test]
fn cut_off_after_data_without_being_killed() {
    let (bed, line, desk) = with_a_line_to_postfix();
    let senders = senders(1);
    register(&bed, &senders);
    line.swallow_reply("\r\n.\r\n");
    let mut daemon = desk.run();
    line.wait_fired();
    line.cut();
    wait_for("the doubt noted", SOON, || desk.answer_state(&senders[0]) == "uncertain");
    assert!(daemon.runs());
    assert_eq!(bed.wait_for_mails(&senders[0], 1).len(), 1);
    daemon.terminate(Duration::from_secs(10));
}

#[test]
fn refused_for_now_and_then_accepted() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let senders = senders(3);
    register(&bed, &senders);
    bed.policy.answer(&senders[1], "450 4.2.0 greylisted, come again");
    desk.once();
    let states: Vec<String> = senders.iter().map(|s| desk.answer_state(s)).collect();
    assert_eq!(states, ["sent", "queued", "sent"]);
    assert!(bed.inbox(&senders[1]).is_empty());

    // Not before its time, though the server would take it now …
    bed.policy.accept(&senders[1]);
    let asked = bed.policy.asked(&senders[1]);
    desk.once();
    assert_eq!(bed.policy.asked(&senders[1]), asked);
    // … but after a minute and its spread.
    desk.let_pass(2);
    desk.once();
    all_is_well(&bed, &desk, &senders);
    let attempts: Vec<_> = desk.answers().iter().map(|l| l["attempts"].as_u64().unwrap()).collect();
    assert_eq!(attempts.iter().sum::<u64>(), 4, "{attempts:?}");
}

#[test]
fn refused_for_good() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let senders = senders(3);
    register(&bed, &senders);
    bed.policy.answer(&senders[1], "550 5.1.1 no such user");
    desk.once();
    let states: Vec<String> = senders.iter().map(|s| desk.answer_state(s)).collect();
    assert_eq!(states, ["sent", "failed", "sent"]);
    // It is not tried again, and the registration stands all the same.
    bed.policy.accept(&senders[1]);
    desk.let_pass(100_000);
    desk.once();
    assert_eq!(desk.answer_state(&senders[1]), "failed");
    assert!(bed.inbox(&senders[1]).is_empty());
    assert_eq!(desk.list().len(), 3);
}

#[test]
fn postfix_is_down_and_comes_back() {
    let mut bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let senders = senders(5);
    register(&bed, &senders);
    bed.postfix.stop();
    let finished = desk.empfang(&["run", "--once"]);
    assert_eq!(finished.code, Some(1), "{finished:?}");
    assert!(desk.answers().iter().all(|l| l["state"] == "queued"));
    assert_eq!(desk.outcomes(), ["confirm"; 5]);
    assert!(bed.inbox(DESK).is_empty(), "what is recorded is moved, whatever the way out does");

    // The daemon waits for it.
    let mut daemon = desk.run();
    daemon.wait_for_log("letters can't be sent");
    bed.postfix.restart();
    for sender in &senders {
        wait_for(&format!("the reply to {sender}"), 2 * SOON, || bed.inbox(sender).len() == 1);
    }
    wait_for("the noted results", SOON, || desk.answers().iter().all(|l| l["state"] == "sent"));
    daemon.terminate(Duration::from_secs(10));
    all_is_well(&bed, &desk, &senders);
}

#[test]
fn the_line_to_the_mailbox_breaks_in_the_middle_of_answers() {
    let bed = Bed::start();
    let line = Proxy::to(bed.dovecot.imap);
    let desk = bed.desk(Settings { imap_port: Some(line.port), ..Settings::default() });
    let senders = senders(20);
    register(&bed, &senders);
    let mut daemon = desk.run();
    // In the greeting, in the login, in the list, in a literal: wherever these bytes end.
    for bytes in [20, 700, 1500, 4000] {
        let before = line.connections();
        line.cut_after(bytes);
        wait_for("a new connection", SOON, || line.connections() > before || bed.inbox(DESK).is_empty());
    }
    wait_for("all mails in their folder", 2 * SOON, || bed.inbox(DESK).is_empty());
    wait_for("the noted results", SOON, || desk.answers().iter().filter(|l| l["state"] == "sent").count() == senders.len());
    daemon.terminate(Duration::from_secs(10));
    all_is_well(&bed, &desk, &senders);
}

#[test]
fn killed_again_and_again() {
    let bed = Bed::start();
    let (imap, smtp) = (Proxy::to(bed.dovecot.imap), Proxy::to(bed.postfix.port));
    let desk = bed.desk(Settings { imap_port: Some(imap.port), smtp_port: Some(smtp.port), ..Settings::default() });
    let senders = senders(60);
    register(&bed, &senders);
    // The lines are slow, so that each moment at which it is killed finds it in the middle of something.
    for line in [&imap, &smtp] {
        line.delay(Duration::from_millis(3));
    }
    for round in 0..8 {
        let mut daemon = desk.run();
        let (before, word) = (smtp.requests().len(), ["UID MOVE", "FETCH", "MAIL FROM", "RCPT TO"][round % 4]);
        let line = if round % 4 < 2 { &imap } else { &smtp };
        let heard = line.requests().matches(word).count();
        // Where the word does not come any more, there is nothing left to do: then it is killed at rest.
        wait_for(word, SOON, || {
            line.requests().matches(word).count() > heard || (smtp.requests().len() == before && bed.inbox(DESK).is_empty())
        });
        daemon.kill();
    }
    for line in [&imap, &smtp] {
        line.delay(Duration::ZERO);
    }
    desk.once();
    desk.let_pass(31);
    desk.once();

    assert_eq!(desk.list().len(), senders.len());
    assert_eq!(desk.outcomes(), vec!["confirm"; senders.len()]);
    assert_eq!(desk.answers().len(), senders.len());
    assert!(desk.answers().iter().all(|l| l["state"] == "sent"), "{:#?}", desk.answers());
    assert!(bed.inbox(DESK).is_empty());
    for sender in &senders {
        let mut copies = Vec::new();
        wait_for(&format!("the reply to {sender}"), SOON, || {
            copies = bed.inbox(sender);
            !copies.is_empty()
        });
        // Letters that were cut off after DATA may come twice, and then as the same letter; never more often.
        assert!(copies.len() <= 2, "{sender} got {}", copies.len());
        assert_eq!(copies.iter().map(Stored::message_id).collect::<BTreeSet<_>>().len(), 1, "{sender}");
    }
}

fn senders(count: usize) -> Vec<String> {
    (1..=count).map(|n| format!("max{n}@firma{n}.example")).collect()
}

/// A registration from each of them, there when this returns.
fn register(bed: &Bed, senders: &[String]) {
    let mails: Vec<Vec<u8>> =
        senders.iter().map(|s| registration(s, &name_of(s), &format!("{} GmbH", name_of(s)), "2").to_bytes()).collect();
    bed.deliver_all(DESK, senders.iter().map(String::as_str).zip(mails.iter().map(Vec::as_slice)));
}

/// No two senders have the same name.
fn name_of(sender: &str) -> String {
    const FAMILY: [&str; 10] = ["Ahrens", "Becker", "Çelik", "Dietz", "Ebert", "Fuchs", "Groß", "Hartmann", "Iske", "Jäger"];
    let number: usize = sender.trim_start_matches("max").split('@').next().unwrap().parse().unwrap();
    format!("Max {}-{}", FAMILY[number / 10], FAMILY[number % 10])
}

/// Each of the senders is registered once, answered once, and their mail is moved.
fn all_is_well(bed: &Bed, desk: &Desk, senders: &[String]) {
    assert_eq!(desk.outcomes(), vec!["confirm"; senders.len()]);
    let contacts: BTreeSet<String> = desk.list().iter().map(|r| r["contact"].as_str().unwrap().to_owned()).collect();
    assert_eq!((contacts.len(), desk.list().len()), (senders.len(), senders.len()));
    for sender in senders {
        assert_eq!(desk.answer_state(sender), "sent", "{sender}");
        bed.wait_for_mails(sender, 1);
    }
    assert_eq!(bed.imap(DESK).folder("Empfang/Erledigt").len(), senders.len());
    assert!(bed.inbox(DESK).is_empty());
}

fn with_a_line_to_postfix() -> (Bed, Proxy, Desk) {
    let bed = Bed::start();
    let line = Proxy::to(bed.postfix.port);
    let desk = bed.desk(Settings { smtp_port: Some(line.port), ..Settings::default() });
    (bed, line, desk)
}

/// All of a letter below the lines that the servers on its way have put on top.
fn body(mail: &Stored) -> Vec<u8> {
    let from = mail.raw.windows(7).position(|w| w == b"\r\nFrom:").or_else(|| mail.raw.windows(6).position(|w| w == b"\nFrom:"));
    mail.raw[from.unwrap()..].to_vec()
}

//! The way of a mail from end to end, on a real Dovecot and a real Postfix: what businesses and organisers see.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod bed;

use std::time::Duration;

use bed::{Bed, DESK, Mail, ORGANISERS, Proxy, SOON, Settings, Stored, registration, wait_for};
use empfang::clock::Clock;
use jiff::tz::TimeZone;
use tokio::time::Instant;

#[test]
fn a_mail_delivered_while_it_idles_is_answered_at_once() {
    let bed = Bed::start();
    let line = Proxy::to(bed.dovecot.imap);
    // Nobody would wait for the poll: what is answered was told by IDLE.
    let desk = bed.desk(Settings { imap_port: Some(line.port), poll: "1h", ..Settings::default() });
    let mut daemon = desk.run();
    wait_for("IDLE", SOON, || line.requests().contains("IDLE\r\n"));

    let mail = registration("max@muster.example", "Max Müster", "Muster & Söhne GmbH", "2");
    let start = Instant::now();
    bed.send("max@muster.example", DESK, &mail.to_bytes());
    let reply = bed.wait_for_mails("max@muster.example", 1).remove(0);
    println!("from handing the mail in to reading the reply: {:?}", start.elapsed());

    assert_eq!(reply.header("In-Reply-To"), Some(format!("<{}>", mail.id())));
    assert_eq!(reply.header("References"), Some(format!("<{}>", mail.id())));
    assert_eq!(reply.header("Auto-Submitted").as_deref(), Some("auto-replied"));
    assert_eq!(reply.header("X-Auto-Response-Suppress").as_deref(), Some("All"));
    assert!(reply.header("From").unwrap().contains(DESK));
    assert!(reply.message_id().ends_with("@empfang.example"), "{}", reply.message_id());
    for part in ["text/plain", "text/html"] {
        assert!(reply.part_types().iter().any(|p| p == part), "{:?}", reply.part_types());
    }
    for word in ["Max Müster", "Muster & Söhne GmbH", "Infrastruktur und Energieversorgung"] {
        assert!(reply.text().contains(word), "{word} in\n{}", reply.text());
    }

    wait_for("the mail in its folder", SOON, || folders(&bed) == ["Empfang/Erledigt"]);
    assert!(!bed.mailbox(DESK)[0].has("\\Seen"));
    wait_for("the noted result", SOON, || desk.answer_state("max@muster.example") == "sent");
    let (list, ledger, outbox) = (desk.list(), desk.ledger(), desk.answers());
    assert_eq!((list.len(), ledger.len(), outbox.len()), (1, 1, 1));
    assert_eq!(list[0]["name"], "Max Müster");
    assert_eq!(list[0]["company"], "Muster & Söhne GmbH");
    assert_eq!(list[0]["session"], "2");
    assert_eq!(list[0]["contact"], "max@muster.example");
    assert_eq!(list[0]["state"], "confirmed");
    assert_eq!(ledger[0]["outcome"], "confirm");
    assert_eq!(ledger[0]["message_id"], mail.id());
    assert_eq!(outbox[0]["kind"], "confirm");
    assert_eq!(outbox[0]["message_id"], reply.message_id());
    assert_eq!(outbox[0]["in_reply_to"], mail.id());
    daemon.terminate(Duration::from_secs(10));

    // The log tells what happened, and of nobody.
    let log = daemon.log();
    assert!(log.contains("confirm"), "{log}");
    for personal in ["max@muster", "Müster", "Söhne"] {
        assert!(!log.contains(personal), "{personal} in\n{log}");
    }
}

#[test]
fn what_needs_a_person_stays_in_sight_and_machines_get_no_answer() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let question = Mail::new("a@frage.example", "Anna Frage", "Parkplätze", "Guten Tag,\n\nwo kann man bei Ihnen parken?\n\nAnna Frage\n");
    let absent = registration("b@urlaub.example", "Bernd Urlaub", "Urlaub GmbH", "1").header("Auto-Submitted: auto-replied");
    let list = registration("c@liste.example", "Carla Liste", "Liste AG", "1").header("List-Id: <rundbrief.liste.example>");
    let again = registration("d@muster.example", "Dora Muster", "Muster GmbH", "3");
    for mail in [&question, &absent, &list, &again] {
        bed.deliver(&mail.from, DESK, &mail.to_bytes());
    }
    // An empty reverse path: a delivery report, whatever its text says.
    bed.deliver("", DESK, &registration("e@bounce.example", "Emil Bounce", "Bounce GmbH", "1").to_bytes());
    desk.once();

    assert_eq!(desk.outcomes(), ["confirm", "human", "ignore", "ignore", "ignore"]);
    assert_eq!(desk.list().len(), 1);
    for machine in ["b@urlaub.example", "c@liste.example", "e@bounce.example"] {
        assert!(desk.answers().iter().all(|letter| letter["to"] != machine));
    }
    let review: Vec<Stored> = bed.mailbox(DESK).into_iter().filter(|m| m.folder == "Empfang/Durchsicht").collect();
    assert_eq!(review.iter().map(Stored::message_id).collect::<Vec<_>>(), [question.id()]);
    assert_eq!(bed.imap(DESK).folder("Empfang/Erledigt").len(), 4);
    assert!(bed.inbox(DESK).is_empty());
    bed.wait_for_mails("d@muster.example", 1);
}

#[test]
fn flags_are_left_alone_and_are_no_memory() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let [unseen, seen, answered, flagged] =
        ["u", "s", "a", "f"].map(|n| registration(&format!("{n}@muster.example"), "Max Muster", "Muster GmbH", "1"));
    let mut imap = bed.imap(DESK);
    for (mail, flags) in [(&unseen, ""), (&seen, "\\Seen"), (&answered, "\\Seen \\Answered"), (&flagged, "\\Flagged")] {
        imap.append("INBOX", flags, None, &mail.to_bytes());
    }
    desk.once();

    // All four have their outcome; whom somebody has answered by hand gets no second answer.
    assert_eq!(desk.ledger().len(), 4);
    let mut answers: Vec<String> = desk.answers().iter().map(|l| l["to"].as_str().unwrap().to_owned()).collect();
    answers.sort();
    assert_eq!(answers, ["f@muster.example", "s@muster.example", "u@muster.example"]);
    bed.wait_for_mails("s@muster.example", 1);
    assert!(bed.inbox("a@muster.example").is_empty());

    // The flags are what they were, wherever the mails are now.
    let flags = |mail: &Mail| {
        let stored = bed.mailbox(DESK).into_iter().find(|m| m.message_id() == mail.id()).unwrap();
        ["\\Seen", "\\Answered", "\\Flagged", "\\Deleted"].into_iter().filter(|f| stored.has(f)).collect::<Vec<_>>().join(" ")
    };
    assert_eq!([&unseen, &seen, &answered, &flagged].map(flags), ["", "\\Seen", "\\Seen \\Answered", "\\Flagged"]);
}

#[test]
fn the_deadline_is_held_against_the_arrival_on_the_server() {
    let bed = Bed::start();
    // The deadline is long past when Empfang looks.
    let desk = bed.desk(Settings { deadline: "2020-05-31", ..Settings::default() });
    let check = [
        ("intime@x.example", "31-May-2020 23:59:59 +0200", "Date: Sun, 31 May 2020 23:00:00 +0200", "confirm"),
        ("intime-utc@x.example", "31-May-2020 21:59:59 +0000", "Date: Fri, 05 Jun 2020 12:00:00 +0200", "confirm"),
        ("late@x.example", "01-Jun-2020 00:00:00 +0200", "Date: Sun, 31 May 2020 23:00:00 +0200", "late"),
        ("very-late@x.example", "15-Jun-2020 12:00:00 +0200", "Date: Fri, 01 May 2020 12:00:00 +0200", "late"),
    ];
    let mut imap = bed.imap(DESK);
    for (from, arrived, date, _) in check {
        let name = from.split('@').next().unwrap();
        let mail = registration(from, &format!("Max {name}"), &format!("Firma {name} GmbH"), "1").header(date);
        imap.append("INBOX", "", Some(arrived), &mail.to_bytes());
    }
    desk.once();

    for (from, _, _, kind) in check {
        let letters = desk.answers();
        let kinds: Vec<&str> = letters.iter().filter(|l| l["to"] == from).map(|l| l["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, [kind], "{from}");
    }
    assert_eq!(desk.outcomes(), ["confirm", "confirm", "late", "late"]);
    let confirmed = desk.list().iter().filter(|r| r["state"] == "confirmed").count();
    assert_eq!(confirmed, 2);

    // The rejection names the time at which the mail arrived, and the deadline, as people write them.
    let rejection = bed.wait_for_mails("late@x.example", 1).remove(0).text();
    for words in ["1. Juni 2020", "31. Mai 2020"] {
        assert!(rejection.contains(words), "{words} in\n{rejection}");
    }
}

#[test]
fn what_arrives_between_two_runs_is_answered_and_nobody_twice() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let mails = [1, 2, 3].map(applicant);
    let [first, second, third] = mails.each_ref().map(|mail| mail.from.as_str());
    let send = |n: usize| bed.send(&mails[n - 1].from, DESK, &mails[n - 1].to_bytes());

    let mut daemon = desk.run();
    send(1);
    bed.wait_for_mails(first, 1);
    daemon.terminate(Duration::from_secs(10));

    send(2);
    bed.wait_for_mails(DESK, 1);
    let mut daemon = desk.run();
    bed.wait_for_mails(second, 1);
    send(3);
    bed.wait_for_mails(third, 1);
    wait_for("all mails in their folder", SOON, || bed.inbox(DESK).is_empty());
    daemon.terminate(Duration::from_secs(10));

    desk.once();
    assert_eq!(desk.outcomes(), ["confirm"; 3]);
    for sender in [first, second, third] {
        bed.wait_for_mails(sender, 1);
    }
}

#[test]
fn the_same_mail_twice_is_recorded_twice_and_answered_once() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let mail = registration("max@muster.example", "Max Muster", "Muster GmbH", "2");
    bed.deliver(&mail.from, DESK, &mail.to_bytes());
    desk.once();
    // The provider delivers it again; and somebody drags the processed one back into INBOX.
    bed.deliver(&mail.from, DESK, &mail.to_bytes());
    bed.imap(DESK).move_all("Empfang/Erledigt", "INBOX");
    desk.once();

    assert_eq!(desk.outcomes(), ["confirm", "ignore", "ignore"]);
    assert_eq!(desk.list().len(), 1);
    bed.wait_for_mails("max@muster.example", 1);
    assert!(bed.inbox(DESK).is_empty());
}

#[test]
fn the_organisers_get_one_digest_a_day() {
    let bed = Bed::start();
    // Half a day away from now, so that none falls due between two runs.
    let now = Clock::System.now().to_zoned(TimeZone::get("Europe/Berlin").unwrap());
    let desk = bed.desk(Settings { digest_at: format!("{:02}:00", (now.hour() + 12) % 24), ..Settings::default() });
    let mail = applicant(7);
    bed.deliver(&mail.from, DESK, &mail.to_bytes());
    let question = Mail::new("a@frage.example", "Anna Frage", "Parkplätze", "Guten Tag,\n\nwo kann man bei Ihnen parken?\n\nAnna Frage\n");
    bed.deliver(&question.from, DESK, &question.to_bytes());

    // The desk opens: there is no day yet to tell of.
    desk.once();
    assert!(bed.inbox(ORGANISERS).is_empty());
    // Two days later there is, once.
    desk.let_pass(2 * 24 * 60);
    desk.once();
    let digest = bed.wait_for_mails(ORGANISERS, 1).remove(0);
    desk.once();
    assert_eq!(bed.inbox(ORGANISERS).len(), 1);

    assert_eq!(digest.header("Auto-Submitted").as_deref(), Some("auto-generated"));
    for words in ["Hans Ahrens-Ahrens", "Firma 7 GmbH", "a@frage.example", "Infrastruktur und Energieversorgung"] {
        assert!(digest.text().contains(words), "{words} in\n{}", digest.text());
    }
}

/// 200 mails here; `EMPFANG_MAILS=1000` (or any number) makes it a measurement.
#[test]
fn a_full_mailbox_is_registered_answered_and_moved_by_one_run() {
    let count: usize = std::env::var("EMPFANG_MAILS").map_or(200, |n| n.parse().unwrap());
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let mails: Vec<Mail> = (0..count).map(applicant).collect();
    let bytes: Vec<Vec<u8>> = mails.iter().map(Mail::to_bytes).collect();
    bed.deliver_all(DESK, mails.iter().zip(&bytes).map(|(mail, bytes)| (mail.from.as_str(), &bytes[..])));

    let start = Instant::now();
    desk.once();
    let took = start.elapsed();
    println!("{count} mails in {took:?}: {:.0} a second", count as f64 / took.as_secs_f64());

    assert_eq!(desk.outcomes(), vec!["confirm"; count]);
    assert_eq!(desk.list().iter().filter(|r| r["state"] == "confirmed").count(), count);
    assert!(desk.answers().iter().all(|letter| letter["state"] == "sent"));
    assert_eq!(desk.answers().len(), count);
    assert_eq!(bed.imap(DESK).folder("Empfang/Erledigt").len(), count);
    assert!(bed.inbox(DESK).is_empty());
    for mail in mails.iter().step_by(count.div_ceil(50)) {
        bed.wait_for_mails(&mail.from, 1);
    }
    // A second run finds nothing to do.
    desk.once();
    assert_eq!((desk.ledger().len(), desk.answers().len()), (count, count));
}

/// Somebody unlike all the others.
fn applicant(n: usize) -> Mail {
    const GIVEN: [&str; 10] = ["Anna", "Bernd", "Carla", "Dieter", "Elif", "Frank", "Gülay", "Hans", "Ines", "Jörg"];
    const FAMILY: [&str; 10] = ["Ahrens", "Becker", "Çelik", "Dietz", "Ebert", "Fuchs", "Groß", "Hartmann", "Iske", "Jäger"];
    let family = format!("{}-{}", FAMILY[n / 10 % 10], FAMILY[n / 100 % 10]);
    registration(
        &format!("m{n}@firma{n}.example"),
        &format!("{} {family}", GIVEN[n % 10]),
        &format!("Firma {n} GmbH"),
        &(n % 3 + 1).to_string(),
    )
}

#[test]
fn a_second_daemon_on_the_same_database_refuses() {
    let bed = Bed::start();
    let desk = bed.desk(Settings::default());
    let mut daemon = desk.run();
    bed.send("a@x.example", DESK, &registration("a@x.example", "Max Muster", "Muster GmbH", "1").to_bytes());
    bed.wait_for_mails("a@x.example", 1);

    let second = desk.empfang(&["run", "--once"]);
    assert_eq!(second.code, Some(1), "{second:?}");
    assert!(second.stderr.contains("empfang.db"), "{}", second.stderr);
    assert!(daemon.runs());

    // Reading commands don't mind it.
    assert_eq!((desk.list().len(), desk.ledger().len(), desk.answers().len()), (1, 1, 1));

    // As soon as the first is gone, however it went, the next may start.
    daemon.kill();
    desk.once();
}

#[test]
fn it_stops_within_ten_seconds_whatever_it_waits_for() {
    let bed = Bed::start();
    let (imap, smtp) = (Proxy::to(bed.dovecot.imap), Proxy::to(bed.postfix.port));
    let settings = Settings { imap_port: Some(imap.port), smtp_port: Some(smtp.port), ..Settings::default() };
    let send = |n: usize| bed.send(&applicant(n).from, DESK, &applicant(n).to_bytes());

    // While it idles.
    let desk = bed.desk(settings.clone());
    let mut daemon = desk.run();
    wait_for("IDLE", SOON, || imap.requests().contains("IDLE\r\n"));
    daemon.terminate(Duration::from_secs(10));

    // While the mailbox does not answer.
    send(1);
    bed.wait_for_mails(DESK, 1);
    imap.swallow_reply("FETCH");
    let mut daemon = desk.run();
    imap.wait_fired();
    daemon.terminate(Duration::from_secs(10));
    imap.cut();

    // While the way out does not answer, before DATA and after it.
    for (n, word) in [(2, "RCPT TO"), (3, "\r\n.\r\n")] {
        let desk = bed.desk(settings.clone());
        send(n);
        smtp.swallow_reply(word);
        let mut daemon = desk.run();
        smtp.wait_fired();
        daemon.terminate(Duration::from_secs(10));
        smtp.cut();
        assert!(!desk.ledger().is_empty());
    }
}

/// The folders of the desk's mails, sorted.
fn folders(bed: &Bed) -> Vec<String> {
    let mut folders: Vec<String> = bed.mailbox(DESK).into_iter().map(|m| m.folder).collect();
    folders.sort();
    folders
}

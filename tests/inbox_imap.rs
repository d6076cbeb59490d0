//! The IMAP inbox against servers that follow a script: what a server may do, must do and does all the same.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

mod imap_script;

use std::time::Duration;

use empfang::inbox::{Filing, Inbox, InboxError, RawMail};
use empfang::net::Security;
use imap_script::{Servers, config, inbox};
use tokio::time::{Instant, timeout};

const LOGIN: &str = r#"
    S: * OK ready
    C: CAPABILITY
    S: * CAPABILITY IMAP4rev1 AUTH=PLAIN
    S: $ OK done
    C: AUTHENTICATE PLAIN
    S: +
    # NUL anmeldung NUL geheim
    c: AGFubWVsZHVuZwBnZWhlaW0=
    S: $ OK logged in
"#;

const FOLDERS: &str = r#"
    C: LIST "" "*"
    S: * LIST () "/" INBOX
    S: * LIST () "/" Empfang/Erledigt
    S: * LIST () "/" "Empfang/Pr&APw-fen"
    S: $ OK done
"#;

const SELECT: &str = r#"
    C: SELECT INBOX
    S: * FLAGS (\Answered \Deleted \Seen)
    S: * OK [PERMANENTFLAGS (\Answered \Deleted \Seen \*)] limited
    S: * 2 EXISTS
    S: * OK [UIDVALIDITY 7] valid
    S: $ OK [READ-WRITE] selected
"#;

const SEARCH: &str = "
    C: UID SEARCH UID 1:* UNDELETED
    S: * SEARCH 10 11
    S: $ OK done
";

const FETCH: &str = r#"
    C: UID FETCH 10 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.101>)
    C: UID FETCH 11 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.101>)
    S: * 1 FETCH (UID 10 RFC822.SIZE 12 INTERNALDATE "17-Nov-2026 23:59:59 +0100" FLAGS (\Seen) BODY[]<0> {12}
    S: Subject: a
    S: )
    S: $ OK done
    S: * 2 FETCH (FLAGS (\Answered) UID 11 RFC822.SIZE 12 INTERNALDATE " 7-Nov-2026 08:00:00 +0000" BODY[]<0> {12}
    S: Subject: b
    S: )
    S: $ OK done
"#;

const MOVE: &str = r#"
    C: UID MOVE 10:11 "Empfang/Erledigt"
    S: * OK [COPYUID 9 10:11 1:2] moved
    S: * 2 EXPUNGE
    S: * 1 EXPUNGE
    S: $ OK done
"#;

const IDLE: &str = "
    C: IDLE
    S: + idling
    PAUSE 20
    S: * 1 EXISTS
    c: DONE
    S: $ OK done
";

/// A server that knows us and can do `abilities`, up to the selected INBOX.
fn hello(abilities: &str) -> String {
    [LOGIN, &capability(abilities), FOLDERS, SELECT].concat()
}

fn capability(abilities: &str) -> String {
    format!("C: CAPABILITY\nS: * CAPABILITY IMAP4rev1 {abilities}\nS: $ OK done\n")
}

fn strings(uids: &[&str]) -> Vec<String> {
    uids.iter().map(|uid| uid.to_string()).collect()
}

/// Connects, and lists and fetches what `script` goes on with; then the server must be through.
async fn fetched(script: &str, uids: &[&str]) -> Result<Vec<RawMail>, InboxError> {
    let (mut inbox, servers) = inbox(&[&(hello("") + script)]);
    inbox.connect().await.unwrap();
    let result = inbox.fetch(&strings(uids)).await;
    drop(inbox);
    servers.finish().await;
    result
}

/// Connects with `abilities`, files 10 and 11 as done, which goes as `script` says.
async fn filed(hello: &str, script: &str) -> Result<(), InboxError> {
    let (mut inbox, servers) = inbox(&[&[hello, script].concat()]);
    inbox.connect().await.unwrap();
    let result = inbox.file(&strings(&["11", "10"]), Filing::Done).await;
    drop(inbox);
    servers.finish().await;
    result
}

/// Connects, lists and then waits `at_most` seconds, which goes as `script` says. Returns after how many seconds it was through.
async fn waited(abilities: &str, script: &str, at_most: u64) -> Result<u64, InboxError> {
    let (mut inbox, servers) = inbox(&[&[&hello(&format!("MOVE {abilities}")), SEARCH, script].concat()]);
    inbox.connect().await.unwrap();
    inbox.list(1).await.unwrap();
    let before = Instant::now();
    let result = inbox.wait(Duration::from_secs(at_most)).await;
    drop(inbox);
    servers.finish().await;
    result.map(|()| before.elapsed().as_secs())
}

/// Connects to a server of this script, expecting an error.
async fn refused(script: &str) -> InboxError {
    let (mut inbox, servers) = inbox(&[script]);
    let error = inbox.connect().await.unwrap_err();
    drop(inbox);
    servers.finish().await;
    error
}

/// A whole pass, as the daemon makes it.
async fn pass(inbox: &mut Inbox) -> Result<(), InboxError> {
    assert_eq!(inbox.connect().await?.validity, 7);
    assert_eq!(inbox.list(1).await?, ["10", "11"]);
    let mails = inbox.fetch(&strings(&["10", "11"])).await?;
    assert_eq!(mails.iter().map(|mail| mail.bytes.as_slice()).collect::<Vec<_>>(), [b"Subject: a\r\n", b"Subject: b\r\n"]);
    inbox.file(&strings(&["10", "11"]), Filing::Done).await?;
    inbox.wait(Duration::from_secs(60)).await
}

#[tokio::test(start_paused = true)]
async fn a_pass_that_goes_well() {
    let id = format!("C: ID (\"name\" \"Empfang\" \"version\" \"{}\")\nS: * ID NIL\nS: $ OK done\n", env!("CARGO_PKG_VERSION"));
    let logout = "C: LOGOUT\nS: * BYE bye\nS: $ OK done\nEOF";
    let script = [LOGIN, &capability("ID IDLE MOVE"), &id, FOLDERS, SELECT, SEARCH, FETCH, MOVE, IDLE, logout].concat();
    let (mut inbox, servers) = inbox(&[&script]);
    pass(&mut inbox).await.unwrap();
    inbox.disconnect().await;
    servers.finish().await;
}

/// Every command × every way to fail: never "no mail", never a hang, and the right kind of error.
#[tokio::test(start_paused = true)]
async fn each_answer_but_ok_is_an_error() {
    let steps: Vec<String> = steps(&[LOGIN, &capability("IDLE MOVE"), FOLDERS, SELECT, SEARCH, FETCH, MOVE, IDLE].concat()).collect();
    let failures = [
        ("S: $ NO no", "refused"),
        ("S: $ BAD bad", "refused"),
        ("S: $ BAD Request is throttled. Suggested Backoff Time: 92415 milliseconds", "throttled"),
        ("S: * BYE see you\nEOF", "gone"),
        ("S: * BYE Too many simultaneous connections\nEOF", "throttled"),
        ("EOF", "gone"),
        ("S: * 1 FETCH (UID 10 BODY[]<0> {500}\nS: half a\nEOF", "gone"),
        ("SILENCE", "gone"),
        ("S: E999 OK done", "gone"),
        ("S: * ESEARCH (TAG \"E1\") UID", "gone"),
        ("S: * 1 FETCH (UID 10 INTERNALDATE NIL)", "gone"),
        ("S: total nonsense", "gone"),
    ];
    let mut tried = 0;
    for (position, step) in steps.iter().enumerate() {
        let command = step.lines().next().unwrap().trim().to_owned();
        for (failure, kind) in failures {
            let greeting = !command.starts_with("C:") && !command.starts_with("c:");
            let idle_refused = command == "C: IDLE" && kind == "refused";
            if greeting && failure.contains('$') || idle_refused {
                continue; // No tag yet; or a test of its own.
            }
            let client: String = step.lines().filter(|line| !line.trim_start().starts_with("S:")).map(|line| format!("{line}\n")).collect();
            let broken = if greeting { failure.to_owned() } else { client.replace("PAUSE 20\n", "") + failure };
            let script = steps[..position].concat() + &broken;
            let (mut inbox, servers) = inbox(&[&script]);
            let before = Instant::now();
            let error = timeout(Duration::from_secs(3600), pass(&mut inbox)).await.expect(&script).expect_err(&script);
            assert!(before.elapsed() < Duration::from_secs(7 * 60), "{command}, {failure}: {:?}", before.elapsed());
            let fits = match (kind, command.as_str()) {
                ("throttled", _) => matches!(error, InboxError::Throttled(wait, _) if wait > Duration::from_secs(50)),
                ("refused", "C: AUTHENTICATE PLAIN") => matches!(error, InboxError::Login(_)),
                ("refused", "c: AGFubWVsZHVuZwBnZWhlaW0=") => matches!(error, InboxError::Login(_)),
                ("refused", c) if c.starts_with("C: UID MOVE") => matches!(error, InboxError::Folder(_)),
                (_, c) if c.starts_with("C: UID FETCH") => matches!(error, InboxError::Batch(_)),
                _ => matches!(error, InboxError::Connection(_)),
            };
            assert!(fits, "{command}, {failure}: {error:?}");
            drop(inbox);
            drop(servers);
            tried += 1;
        }
    }
    assert!(tried > 100, "{tried}");
}

/// The script in pieces, each a row of what the client sends and of what it gets; the first is the greeting.
fn steps(script: &str) -> impl Iterator<Item = String> {
    let mut pieces: Vec<Vec<&str>> = vec![Vec::new()];
    for line in script.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let client = line.starts_with("C:") || line.starts_with("c:");
        let before_client = pieces.last().unwrap().last().is_some_and(|last| last.starts_with("C:") || last.starts_with("c:"));
        if client && !before_client {
            pieces.push(Vec::new());
        }
        pieces.last_mut().unwrap().push(line);
    }
    pieces.into_iter().map(|lines| lines.join("\n") + "\n")
}

#[tokio::test(start_paused = true)]
async fn after_an_error_the_next_connection_is_a_new_one() {
    let whole = [&hello("IDLE MOVE"), SEARCH, FETCH, MOVE, IDLE].concat();
    let broken = hello("IDLE MOVE") + "C: UID SEARCH UID 1:* UNDELETED\nS: $ BAD User is authenticated but not connected.";
    let (mut inbox, servers) = inbox(&[&broken, &whole]);
    assert!(matches!(pass(&mut inbox).await, Err(InboxError::Connection(_))));
    assert!(matches!(inbox.list(1).await, Err(InboxError::Connection(text)) if text.contains("not connected")));
    pass(&mut inbox).await.unwrap();
    assert_eq!(inbox.connect().await.unwrap().validity, 7, "a connected inbox connects at once");
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_takes_its_connection_along() {
    let first = hello("IDLE MOVE") + "C: UID SEARCH UID 1:* UNDELETED\nSILENCE";
    let second = hello("IDLE MOVE") + SEARCH + "C: IDLE\nSILENCE";
    let (mut inbox, servers) = inbox(&[&first, &second, &hello("")]);
    inbox.connect().await.unwrap();
    assert!(timeout(Duration::from_secs(1), inbox.list(1)).await.is_err());
    inbox.connect().await.unwrap();
    inbox.list(1).await.unwrap();
    assert!(timeout(Duration::from_secs(1), inbox.wait(Duration::from_secs(60))).await.is_err());
    inbox.connect().await.unwrap();
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn a_dropped_wait_costs_nothing() {
    let idle = "C: IDLE\nS: + idling\nc: DONE\nS: * 3 EXISTS\nS: $ OK done\n";
    let logout = "C: LOGOUT\nS: * BYE bye\nEOF";
    let stop = async |inbox: &mut Inbox| timeout(Duration::from_secs(30), inbox.wait(Duration::from_secs(60))).await.unwrap_err();
    // What came with the end of the interrupted IDLE is news to the next one.
    let script = [&hello("IDLE MOVE"), SEARCH, idle, SEARCH, idle, logout].concat();
    let (mut idling, servers) = inbox(&[&script]);
    idling.connect().await.unwrap();
    idling.list(1).await.unwrap();
    stop(&mut idling).await;
    idling.connect().await.unwrap();
    idling.wait(Duration::from_secs(60)).await.unwrap();
    idling.list(1).await.unwrap();
    stop(&mut idling).await;
    idling.disconnect().await;
    servers.finish().await;

    let (mut sleeping, servers) = inbox(&[&[&hello("MOVE"), SEARCH, SEARCH, logout].concat()]);
    sleeping.connect().await.unwrap();
    sleeping.list(1).await.unwrap();
    stop(&mut sleeping).await;
    sleeping.list(1).await.unwrap();
    stop(&mut sleeping).await;
    sleeping.disconnect().await;
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn leaving_takes_seconds() {
    for last in ["C: LOGOUT\nSILENCE", "C: IDLE\nS: + idling\nc: DONE\nSILENCE"] {
        let (mut inbox, servers) = inbox(&[&[&hello("IDLE MOVE"), SEARCH, last].concat()]);
        inbox.connect().await.unwrap();
        inbox.list(1).await.unwrap();
        if last.contains("IDLE") {
            timeout(Duration::from_secs(1), inbox.wait(Duration::from_secs(60))).await.unwrap_err();
        }
        let before = Instant::now();
        inbox.disconnect().await;
        assert!(before.elapsed() < Duration::from_secs(7), "{:?}", before.elapsed());
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_fetched() {
    let mails = fetched(FETCH, &["10", "11"]).await.unwrap();
    let check = |mail: &RawMail, uid: &str, arrival: &str, answered: bool, text: &str| {
        assert_eq!((mail.place.mailbox.as_str(), mail.place.validity, mail.place.uid.as_str()), ("INBOX", 7, uid));
        assert_eq!(mail.arrival.unwrap().to_string(), arrival);
        assert_eq!((mail.answered, mail.whole, mail.size), (answered, true, 12));
        assert_eq!(mail.bytes, text.as_bytes());
    };
    check(&mails[0], "10", "2026-11-17T22:59:59Z", false, "Subject: a\r\n");
    check(&mails[1], "11", "2026-11-07T08:00:00Z", true, "Subject: b\r\n");
    assert_eq!(mails.len(), 2);
}

#[tokio::test(start_paused = true)]
async fn of_a_large_message_only_so_much() {
    let command = "C: UID FETCH 10 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.101>)\n";
    let check = async |octets: usize, claimed: u64, size: u64, whole: bool| {
        let date = "INTERNALDATE \"17-Nov-2026 12:00:00 +0000\"";
        let body = "x".repeat(octets - 2);
        let script =
            format!("{command}S: * 1 FETCH (UID 10 RFC822.SIZE {claimed} {date} FLAGS () BODY[]<0> {{{octets}}}\nS: {body}\nS: )\nS: $ OK");
        let mails = fetched(&script, &["10"]).await.unwrap();
        assert_eq!((mails[0].bytes.len(), mails[0].size, mails[0].whole), (octets.min(100), size, whole), "{octets} of {claimed}");
    };
    check(99, 99, 99, true).await;
    check(100, 100, 100, true).await;
    check(101, 25_000_000, 25_000_000, false).await;
    // Sizes are estimates on some servers; and one that knows no partial fetch sends it all.
    check(100, 150, 150, true).await;
    check(101, 90, 101, false).await;
    check(5000, 5000, 5000, false).await;
}

#[tokio::test(start_paused = true)]
async fn messages_that_are_gone_are_missing_in_the_result() {
    let rest = FETCH.lines().skip_while(|line| !line.contains("* 2 FETCH")).map(|line| format!("{line}\n")).collect::<String>();
    let commands = FETCH.lines().take(3).map(|line| format!("{line}\n")).collect::<String>();
    for gone in [
        "S: $ OK nothing",
        "S: $ NO [EXPUNGEISSUED] some are gone",
        "S: * 1 FETCH (FLAGS (\\Seen))\nS: * 1 FETCH (UID 10 FLAGS (\\Seen))\nS: $ OK done",
        // A message that was not asked for.
        "S: * 9 FETCH (UID 99 RFC822.SIZE 1 BODY[]<0> \"x\")\nS: $ OK done",
    ] {
        let mails = fetched(&format!("{commands}{gone}\n{rest}"), &["10", "11"]).await.unwrap();
        assert_eq!(mails.iter().map(|mail| mail.place.uid.as_str()).collect::<Vec<_>>(), ["11"], "{gone}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_there_and_can_not_be_given_is_an_error() {
    for (trouble, word) in [
        ("S: * 1 FETCH (UID 10 RFC822.SIZE 9 INTERNALDATE \"17-Nov-2026 12:00:00 +0000\" FLAGS () BODY[]<0> NIL)\nS: $ OK", "NIL"),
        ("S: * 1 FETCH (UID 10 RFC822.SIZE 9 INTERNALDATE NIL FLAGS ())\nS: $ OK", "panic"),
        ("S: * 1 FETCH (UID 10 BODY[]<0> {5000}\nS: From: x\nEOF", "bytes remaining"),
        ("S: $ NO [SERVERBUG] Internal error", "SERVERBUG"),
        ("S: * 1 FETCH (UID 10 BODY[]<0> geheimer Text)", "\"FETCH\" response"),
    ] {
        let script = format!("C: UID FETCH 10 (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.101>)\n{trouble}");
        let Err(InboxError::Batch(text)) = fetched(&script, &["10"]).await else { panic!("{trouble}") };
        assert!(text.contains(word) && !text.contains("geheim"), "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn many_fetches_are_on_their_way_at_once() {
    let uids: Vec<String> = (1..=40).map(|uid: u32| uid.to_string()).collect();
    let command = |uid: usize| format!("C: UID FETCH {uid} (UID RFC822.SIZE INTERNALDATE FLAGS BODY.PEEK[]<0.101>)\n");
    let answer = |uid: usize| format!("S: * {uid} FETCH (UID {uid} RFC822.SIZE 1 FLAGS () BODY[]<0> \"x\")\nS: $ OK done\n");
    // Sixteen commands come before the first answer; from then on one for each.
    let mut script: String = (1..=16).map(command).collect();
    script.extend((1..=24).map(|uid| answer(uid) + &command(uid + 16)));
    script.extend((25..=40).map(answer));
    let (mut inbox, servers) = inbox(&[&(hello("") + &script)]);
    inbox.connect().await.unwrap();
    let mails = inbox.fetch(&uids).await.unwrap();
    assert_eq!(mails.iter().map(|mail| mail.place.uid.clone()).collect::<Vec<_>>(), uids);
    assert!(mails.iter().all(|mail| mail.arrival.is_none()), "no INTERNALDATE, no arrival");
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn what_is_listed() {
    let check = async |from: u32, asked: &str, found: &str, uids: &[&str]| {
        let script = format!("C: UID SEARCH UID {asked} UNDELETED\n{found}\nS: $ OK done");
        let (mut inbox, servers) = inbox(&[&(hello("MOVE") + &script)]);
        inbox.connect().await.unwrap();
        assert_eq!(inbox.list(from).await.unwrap(), uids, "{found}");
        drop(inbox);
        servers.finish().await;
    };
    check(0, "1:*", "S: * SEARCH 5 3 4", &["3", "4", "5"]).await;
    check(1, "1:*", "S: * SEARCH", &[]).await;
    // `10:*` includes the highest UID, however low it is (RFC 3501 section 6.4.8).
    check(10, "10:*", "S: * SEARCH 3", &[]).await;
    check(10, "10:*", "S: * SEARCH 11 3\nS: * SEARCH 10 11", &["10", "11"]).await;
    check(10, "10:*", "S: * SEARCH 4294967295 ", &["4294967295"]).await;
}

#[tokio::test(start_paused = true)]
async fn idle_ends_with_news_and_with_time() {
    let check = async |script: &str, at_most: u64, after: u64| {
        assert_eq!(waited("IDLE", script, at_most).await.unwrap(), after, "{script}");
    };
    let idle = |between: &str| format!("C: IDLE\n{between}\nc: DONE\nS: $ OK done");
    check(&idle("S: + idling\nPAUSE 20\nS: * 3 EXISTS"), 60, 20).await;
    check(&idle("S: + idling\nPAUSE 20\nS: * 3 RECENT\nS: * 3 EXISTS"), 60, 20).await;
    check(&idle("S: * 3 EXISTS\nS: + idling"), 60, 0).await;
    check(&idle("S: + idling"), 60, 60).await;
    // No cycle is longer than five minutes.
    check(&idle("S: + idling"), 3600, 300).await;
    // Keepalives are no news, and do not make the wait longer.
    check(&idle(&format!("S: + idling{}", "\nPAUSE 10\nS: * OK Still here".repeat(29))), 300, 300).await;
    // Flags and removals are no news either; nor is the same count once more. But one gone and one come is.
    check(&idle("S: + idling\nS: * 2 EXISTS\nS: * 1 FETCH (FLAGS (\\Seen))\nS: * 2 EXPUNGE\nS: * 1 EXISTS"), 60, 60).await;
    check(&idle("S: + idling\nPAUSE 5\nS: * 1 EXPUNGE\nS: * 2 EXISTS"), 60, 5).await;
}

#[tokio::test(start_paused = true)]
async fn idle_that_does_not_work_becomes_looking() {
    let noop = "C: NOOP\nS: $ OK done";
    for refusal in ["S: $ NO not now", "S: $ BAD what?", "S: $ OK done"] {
        assert_eq!(waited("IDLE", &format!("C: IDLE\n{refusal}\n{noop}"), 60).await.unwrap(), 60, "{refusal}");
    }
    assert_eq!(waited("", noop, 60).await.unwrap(), 60);
    // Longer than five minutes the connection is not left alone.
    assert_eq!(waited("", &[noop; 3].join("\n"), 720).await.unwrap(), 720);
    assert_eq!(waited("", &format!("{noop}\nC: NOOP\nS: * 3 EXISTS\nS: $ OK done"), 3600).await.unwrap(), 600);
    // A server that ends IDLE by itself is asked no second time.
    let script = [&hello("MOVE IDLE"), SEARCH, "C: IDLE\nS: + idling\nS: $ OK done\n", SEARCH, noop].concat();
    let (mut inbox, servers) = inbox(&[&script]);
    inbox.connect().await.unwrap();
    for _ in 0..2 {
        inbox.list(1).await.unwrap();
        inbox.wait(Duration::from_secs(60)).await.unwrap();
    }
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn idle_that_breaks_is_an_error() {
    for (trouble, word) in [
        ("C: IDLE\nSILENCE", "within 60 s"),
        ("C: IDLE\nS: + idling\nEOF", "closed"),
        ("C: IDLE\nS: + idling\nPAUSE 5\nS: * BYE inconsistent", "inconsistent"),
        ("C: IDLE\nS: + idling\nSILENCE", "the line is dead"),
        ("C: IDLE\nS: + idling\nc: DONE\nS: $ NO", "NO"),
        ("C: IDLE\nS: $ BAD throttled", "throttled"),
    ] {
        let error = waited("IDLE", trouble, 60).await.unwrap_err();
        assert!(error.to_string().contains(word), "{trouble}: {error}");
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_is_missed_between_looking_and_waiting() {
    // Announced with the search, after its result was made up; while a message was fetched; while one was moved.
    let search = SEARCH.replace("S: $ OK", "S: * 3 EXISTS\nS: $ OK");
    let fetch = FETCH.replacen("S: $ OK", "S: * 3 EXISTS\nS: $ OK", 1);
    let moved = MOVE.replace("S: $ OK", "S: * 1 EXISTS\nS: $ OK");
    for script in [[search.as_str(), FETCH, MOVE], [SEARCH, &fetch, MOVE], [SEARCH, FETCH, &moved]] {
        let (mut inbox, servers) = inbox(&[&(hello("MOVE IDLE") + &script.concat())]);
        let before = Instant::now();
        pass(&mut inbox).await.unwrap();
        assert_eq!(before.elapsed(), Duration::ZERO, "{script:?}");
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn mail_is_filed_as_well_as_the_server_can() {
    filed(&hello("MOVE UIDPLUS"), MOVE).await.unwrap();
    let copied = r#"
        C: UID SEARCH UID 10:11 UNDELETED
        S: * SEARCH 10
        S: $ OK done
        C: UID COPY 10 "Empfang/Erledigt"
        S: $ OK [COPYUID 9 10 1] done
        C: UID STORE 10 +FLAGS.SILENT (\Deleted)
        S: $ OK done
        C: UID EXPUNGE 10
        S: * 1 EXPUNGE
        S: $ OK done
    "#;
    filed(&hello("UIDPLUS"), copied).await.unwrap();
    filed(&hello("UIDPLUS"), "C: UID SEARCH UID 10:11 UNDELETED\nS: * SEARCH\nS: $ OK").await.unwrap();
    filed(&hello(""), "C: UID STORE 10:11 +FLAGS.SILENT (EmpfangDone)\nS: $ OK").await.unwrap();
    filed(&hello("").replace(r" \*)", ")"), "").await.unwrap();
    filed(&hello("MOVE").replace("READ-WRITE", "READ-ONLY"), "").await.unwrap();
    // What is gone is filed.
    filed(&hello("MOVE"), "C: UID MOVE 10:11 \"Empfang/Erledigt\"\nS: $ NO [EXPUNGEISSUED] gone").await.unwrap();
    filed(&hello("MOVE"), "C: UID MOVE 10:11 \"Empfang/Erledigt\"\nS: $ OK No messages found.").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn each_step_of_copying_is_checked() {
    let steps = [
        ("C: UID SEARCH UID 10:11 UNDELETED\n", "S: * SEARCH 10 11\nS: $ OK\n"),
        ("C: UID COPY 10:11 \"Empfang/Erledigt\"\n", "S: $ OK\n"),
        ("C: UID STORE 10:11 +FLAGS.SILENT (\\Deleted)\n", "S: $ OK\n"),
        ("C: UID EXPUNGE 10:11\n", "S: $ OK\n"),
    ];
    for position in 0..steps.len() {
        let before: String = steps[..position].iter().map(|(client, server)| [*client, *server].concat()).collect();
        for failure in ["S: $ NO no", "S: $ BAD bad", "S: * BYE bye\nEOF", "EOF", "SILENCE", "S: $ NO throttled"] {
            let script = before.clone() + steps[position].0 + failure;
            let error = filed(&hello("UIDPLUS"), &script).await.expect_err(&script);
            assert!(matches!(error, InboxError::Throttled(..)) == failure.contains("throttled"), "{script}: {error}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn what_a_keyword_files_is_not_listed_again() {
    let keywords = "C: UID SEARCH UID 1:* UNDELETED UNKEYWORD EmpfangDone UNKEYWORD EmpfangReview\nS: * SEARCH 12\nS: $ OK done";
    let used_before = hello("MOVE").replace(r"* FLAGS (\Answered", r"* FLAGS (EmpfangDone EmpfangReview \Answered");
    for hello in [hello(""), used_before] {
        let (mut inbox, servers) = inbox(&[&(hello + keywords)]);
        inbox.connect().await.unwrap();
        assert_eq!(inbox.list(1).await.unwrap(), ["12"]);
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn missing_folders_are_made() {
    let create = |name: &str| format!("C: CREATE {name}\nS: $ OK\nC: SUBSCRIBE {name}\nS: $ NO why?\n");
    let list = |lines: &str| format!("C: LIST \"\" \"*\"\n{lines}\nS: $ OK done\n");
    let check = async |listed: &str, made: &str, folder: &str| {
        let filing = format!("C: UID MOVE 10:11 {folder}\nS: $ OK");
        let hello = [LOGIN, &capability("MOVE"), &list(listed), SELECT].concat();
        filed(&hello, &(made.to_owned() + &filing)).await.unwrap();
    };
    let both = |done: &str, review: &str| create(done) + &create(review);
    check("S: * LIST () \"/\" INBOX", &both(r#""Empfang/Erledigt""#, r#""Empfang/Pr&APw-fen""#), r#""Empfang/Erledigt""#).await;
    let (done, review) = (r#""INBOX.Empfang.Erledigt""#, r#""INBOX.Empfang.Pr&APw-fen""#);
    check("S: * LIST () \".\" INBOX\nS: * LIST () \".\" INBOX.Sent", &both(done, review), done).await;
    // Where only INBOX is there, the server's refusal tells that it wants the prefix.
    let without = "C: CREATE \"Empfang.Erledigt\"\nS: $ NO [CANNOT] Mailbox name should be prefixed with INBOX.\n";
    let without_review = without.replace("Erledigt", "Pr&APw-fen");
    check("S: * LIST () \".\" INBOX", &(without.to_owned() + &create(done) + &without_review + &create(review)), done).await;
    // One that can hold no messages is as good as none; one that somebody else has just made is as good as ours.
    let exists = create(r#""Empfang/Erledigt""#).replacen("S: $ OK", "S: $ NO [ALREADYEXISTS] Mailbox exists", 1);
    let there = r#"S: * LIST (\Noselect) "/" Empfang/Erledigt"#.to_owned() + "\nS: * LIST () \"/\" \"Empfang/Pr&APw-fen\"";
    check(&there, &exists, r#""Empfang/Erledigt""#).await;
}

#[tokio::test(start_paused = true)]
async fn hostile_folder_names_harm_nobody() {
    let (servers, dialler) = Servers::new(&[&[
        LOGIN,
        &capability("MOVE"),
        "C: LIST \"\" \"*\"\n",
        "S: * LIST () \"/\" INBOX\n",
        "S: * LIST () \"/\" \"\\\"; rm -rf\"\n",
        "S: * LIST (\\Foo) NIL \"&&&&-\"\n",
        "S: * LIST () \"/\" {2}\nS:\nS:\n",
        "S: $ OK\n",
        SELECT,
        "C: CREATE \"a&AA0ACg-E9 DELETE INBOX\"\nS: $ NO no\nC: CREATE \"INBOX/a&AA0ACg-E9 DELETE INBOX\"\nS: $ NO no\n",
        "C: CREATE \"\\\"\\\\\\\" &- {3}\"\nS: $ OK\nC: SUBSCRIBE \"\\\"\\\\\\\" &- {3}\"\nS: $ OK\n",
        "C: CREATE \"a&AA0ACg-E9 DELETE INBOX\"\nS: $ NO no\nC: CREATE \"INBOX/a&AA0ACg-E9 DELETE INBOX\"\nS: $ NO no\n",
        "C: UID MOVE 1 \"\\\"\\\\\\\" &- {3}\"\nS: $ OK\n",
    ]
    .concat()]);
    let mut config = config(Security::None);
    config.done = "a\r\nE9 DELETE INBOX".to_owned();
    config.review = "\"\\\" & {3}".to_owned();
    let mut inbox = Inbox::new(&config, dialler).unwrap();
    inbox.connect().await.unwrap();
    assert!(matches!(inbox.file(&strings(&["1"]), Filing::Done).await, Err(InboxError::Folder(_))));
    inbox.file(&strings(&["1", "1:* (FLAGS)", "x\r\nE9 LOGOUT"]), Filing::Review).await.unwrap();
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn a_folder_that_vanished_is_made_again() {
    let again = r#"
        C: UID MOVE 10:11 "Empfang/Erledigt"
        S: $ NO [TRYCREATE] no such mailbox
        C: CREATE "Empfang/Erledigt"
        S: $ OK
        C: SUBSCRIBE "Empfang/Erledigt"
        S: $ OK
    "#;
    filed(&hello("MOVE"), &[again, MOVE].concat()).await.unwrap();
    let twice = [again, "C: UID MOVE 10:11 \"Empfang/Erledigt\"\nS: $ NO [TRYCREATE] no such mailbox"].concat();
    assert!(matches!(filed(&hello("MOVE"), &twice).await, Err(InboxError::Folder(_))));
    // The connection is still good.
    let quota = "C: UID MOVE 10:11 \"Empfang/Erledigt\"\nS: $ NO [OVERQUOTA] full\n";
    let (mut inbox, servers) = inbox(&[&[&hello("MOVE"), quota, SEARCH].concat()]);
    inbox.connect().await.unwrap();
    let error = inbox.file(&strings(&["10", "11"]), Filing::Done).await.unwrap_err();
    assert!(error.to_string().contains("[OVERQUOTA] full"), "{error}");
    inbox.list(1).await.unwrap();
    drop(inbox);
    servers.finish().await;
}

#[tokio::test(start_paused = true)]
async fn logins_that_fail() {
    let plain = |answer: &str| LOGIN.replace("S: $ OK logged in", answer);
    let error = refused(&plain("S: $ NO [AUTHENTICATIONFAILED] geheim is not the password")).await;
    assert!(matches!(error, InboxError::Login(_)), "{error:?}");
    let text = error.to_string();
    assert!(text.contains("AUTHENTICATIONFAILED") && text.contains("anmeldung") && !text.contains("geheim"), "{text}");

    let error = refused(&plain("S: $ NO [UNAVAILABLE] Temporary authentication failure.")).await;
    assert!(matches!(error, InboxError::Connection(_)), "{error:?}");
    let error = refused(&plain("S: $ NO [ALERT] Too many simultaneous connections. (Failure)")).await;
    assert!(matches!(error, InboxError::Throttled(..)), "{error:?}");

    let capable = |abilities: &str| format!("S: * OK hi\n{}", capability(abilities));
    let error = refused(&capable("STARTTLS LOGINDISABLED")).await;
    assert!(matches!(&error, InboxError::Login(text) if text.contains("LOGINDISABLED")), "{error:?}");
    let login = "C: LOGIN \"anmeldung\" \"geheim\"\n";
    let error = refused(&(capable("") + login + "S: $ NO Invalid credentials (Failure)")).await;
    assert!(matches!(error, InboxError::Login(_)), "{error:?}");
    let error = refused("S: * BYE overloaded\nEOF").await;
    assert!(matches!(&error, InboxError::Connection(text) if text.contains("overloaded")), "{error:?}");
}

#[tokio::test(start_paused = true)]
async fn logins_that_go_well() {
    let rest = [&capability(""), FOLDERS, SELECT].concat();
    let login = "C: LOGIN \"anmeldung\" \"geheim\"\nS: $ OK [CAPABILITY IMAP4rev1] in\n";
    for script in [format!("S: * OK hi\n{}{login}{rest}", capability("")), format!("S: * PREAUTH known\n{rest}"), LOGIN.to_owned() + &rest]
    {
        let (mut inbox, servers) = inbox(&[&script]);
        assert_eq!(inbox.connect().await.unwrap().mailbox, "INBOX");
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn no_login_before_tls() {
    let offered = "S: * OK hi\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1 STARTTLS\nS: $ OK\nC: STARTTLS\n";
    for script in [
        "S: * OK hi\nC: CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: $ OK",
        "S: * PREAUTH come in",
        &format!("{offered}S: $ NO not today"),
        &format!("{offered}S: $ OK go\nEOF"),
        &format!("{offered}S: $ OK go\nSILENCE"),
        // What is sent ahead of TLS counts for nothing.
        &format!("{offered}S: $ OK go\nS: * PREAUTH come in\nSILENCE"),
    ] {
        let (servers, dialler) = Servers::new(&[script]);
        let mut inbox = Inbox::new(&config(Security::StartTls), dialler).unwrap();
        assert!(matches!(inbox.connect().await, Err(InboxError::Connection(_))), "{script}");
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn an_id_that_breaks_the_connection_is_left_out_next_time() {
    let id = format!("C: ID (\"name\" \"Empfang\" \"version\" \"{}\")\n", env!("CARGO_PKG_VERSION"));
    let broken = [LOGIN, &capability("ID"), &id, "S: * ID oh no"].concat();
    let (mut inbox, servers) = inbox(&[&broken, &hello("ID")]);
    assert!(matches!(inbox.connect().await, Err(InboxError::Connection(_))));
    inbox.connect().await.unwrap();
    drop(inbox);
    servers.finish().await;
    for refusal in ["S: $ NO no", "S: $ BAD what?"] {
        let (mut inbox, servers) = imap_script::inbox(&[&[LOGIN, &capability("ID"), &id, refusal, "\n", FOLDERS, SELECT].concat()]);
        inbox.connect().await.unwrap();
        drop(inbox);
        servers.finish().await;
    }
}

#[tokio::test(start_paused = true)]
async fn select_warnings_are_warnings_and_a_missing_validity_is_none() {
    let warned = SELECT.replace("S: * 2 EXISTS", "S: * NO Mailbox is over quota\nS: * 2 EXISTS");
    let (mut inbox, servers) = inbox(&[&[LOGIN, &capability(""), FOLDERS, &warned].concat()]);
    inbox.connect().await.unwrap();
    drop(inbox);
    servers.finish().await;
    let error = refused(&[LOGIN, &capability(""), FOLDERS, &SELECT.replace("[UIDVALIDITY 7]", "no")].concat()).await;
    assert!(error.to_string().contains("UIDVALIDITY"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_probe_tells_what_the_server_can_and_changes_nothing() {
    let listed = FOLDERS
        .replace("S: * LIST () \"/\" Empfang/Erledigt", "S: * LIST (\\Sent) \"/\" Gesendet")
        .replace("S: * LIST () \"/\" \"Empfang/Pr&APw-fen\"", "S: * LIST (\\HasNoChildren \\Trash) \"/\" \"Papierkorb\"");
    let script = [LOGIN, &capability("IDLE UIDPLUS"), &listed, SELECT, "C: LOGOUT\nS: * BYE bye\nEOF"].concat();
    let (servers, dialler) = Servers::new(&[&script]);
    let findings = Inbox::probe(&config(Security::None), dialler).await.unwrap();
    let text: String = findings.iter().map(|(topic, finding)| format!("{topic}: {finding}\n")).collect();
    let expected = "\
login: anmeldung at localhost:143 without TLS
INBOX: 2 messages, UIDVALIDITY 7
IDLE: yes
MOVE: no: copied and removed instead, if UIDPLUS is there
UIDPLUS: yes
filing: copied and removed
namespace: levels separated by /, no prefix
special use: \\Sent is Gesendet, \\Trash is Papierkorb
done: Empfang/Erledigt: will be made
review: Empfang/Prüfen: will be made
";
    assert_eq!(text, expected);
    servers.finish().await;
}

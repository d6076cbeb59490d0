//! Letters by SMTP against a scripted server, over in-memory streams and with the clock paused: every stage × every way to fail.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

#[path = "support/smtp_script.rs"]
mod smtp_script;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use empfang::address::{Address, Mailbox};
use empfang::config::{Account, Route, Secret, SmtpConfig};
use empfang::net::{Dialler, Endpoint, Security};
use empfang::outbox::{Attempt, Courier, Letter};
use tokio::time::{Instant, sleep, timeout};

use smtp_script::{Answer, Ask, Record, server};

const PASSWORD: &str = "geheim-4711";
const BYTES: &str = "Message-ID: <1@empfang.test>\r\nSubject: Hello\r\n\r\nText\r\n";

fn say(text: &str) -> Option<Answer> {
    Some(Answer::Say(format!("{text}\r\n")))
}

fn letter(id: i64, to: &str) -> Letter {
    Letter { id, to: Address::parse(to).unwrap(), bytes: BYTES.into(), attempts: 0 }
}

fn config(security: Security, ca: &str) -> SmtpConfig {
    let account = Account {
        endpoint: Endpoint { host: "smtp.test".into(), port: 587, security },
        user: Some("anmeldung".into()),
        password: Some(Secret::new(PASSWORD.into())),
        ca: Some(format!("{}/tests/tls/{ca}", env!("CARGO_MANIFEST_DIR")).into()),
    };
    let from = Mailbox::parse("Anmeldung <anmeldung@empfang.test>").unwrap();
    SmtpConfig { route: Route::Smtp(account), from, connections: 1 }
}

type Bed = (Courier, Arc<Mutex<Record>>);

fn bed(security: Security, script: impl Fn(&Ask<'_>) -> Option<Answer> + Send + Sync + 'static) -> Bed {
    let (dialler, record) = server(security, script);
    (Courier::new(&config(security, "ca.pem"), dialler).unwrap(), record)
}

async fn send(courier: &mut Courier, letter: &Letter) -> Attempt {
    match courier.offer(letter).await {
        Ok(()) => courier.transmit(letter).await,
        Err(attempt) => attempt,
    }
}

fn kind(attempt: &Attempt) -> &'static str {
    match attempt {
        Attempt::Sent(_) => "Sent",
        Attempt::Retry(_) => "Retry",
        Attempt::GiveUp(_) => "GiveUp",
        Attempt::Trouble(_) => "Trouble",
        Attempt::Uncertain(_) => "Uncertain",
    }
}

fn text(attempt: &Attempt) -> &str {
    let (Attempt::Sent(text) | Attempt::Retry(text) | Attempt::GiveUp(text) | Attempt::Trouble(text) | Attempt::Uncertain(text)) = attempt;
    text
}

/// What becomes of one letter if the server gives `answer` at `stage`, and after how many seconds.
async fn fault(stage: &'static str, answer: Option<Answer>) -> (Attempt, u64) {
    let (mut courier, record) = bed(Security::StartTls, move |ask| if ask.stage == stage { answer.clone() } else { None });
    let start = Instant::now();
    let attempt = send(&mut courier, &letter(1, "max@example.org")).await;
    let texts = [text(&attempt), &format!("{courier:?}")].concat();
    assert!(!texts.contains(PASSWORD) && !texts.contains('\n'), "{texts}");
    let mails = record.lock().unwrap().mails.len();
    assert_eq!(mails, usize::from(stage == "."), "{stage}: what the server took and what we believe");
    (attempt, start.elapsed().as_secs())
}

#[tokio::test(start_paused = true)]
async fn every_stage_and_every_way_to_fail() {
    for (stage, transient, permanent, closing, cut, silence, limit) in [
        ("CONNECT", "-", "-", "-", "Trouble", "Trouble", 30),
        ("GREETING", "Trouble", "Trouble", "Trouble", "Trouble", "Trouble", 300),
        ("EHLO", "Trouble", "Trouble", "Trouble", "Trouble", "Trouble", 300),
        ("STARTTLS", "Trouble", "Trouble", "Trouble", "Trouble", "Trouble", 300),
        ("AUTH", "Trouble", "Trouble", "Trouble", "Trouble", "Trouble", 300),
        ("MAIL", "Retry", "Trouble", "Retry", "Retry", "Retry", 300),
        ("RCPT", "Retry", "GiveUp", "Retry", "Retry", "Retry", 300),
        ("DATA", "Retry", "GiveUp", "Retry", "Retry", "Retry", 120),
        (".", "Retry", "GiveUp", "Retry", "Uncertain", "Uncertain", 600),
    ] {
        for (answer, want) in [
            (say("451 4.3.0 not\tnow"), transient),
            (say("550-5.1.1 not\r\n550 5.1.1 ever"), permanent),
            (say("421 4.3.2 closing"), closing),
            (Some(Answer::Cut), cut),
        ] {
            if want != "-" {
                let (attempt, seconds) = fault(stage, answer.clone()).await;
                assert_eq!((kind(&attempt), seconds), (want, 0), "{stage} {answer:?} {attempt:?}");
            }
        }
        let (attempt, seconds) = fault(stage, Some(Answer::Silence)).await;
        assert_eq!((kind(&attempt), seconds), (silence, limit), "{stage} {attempt:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn texts_say_where_and_what() {
    for (stage, answer, want) in [
        ("CONNECT", Some(Answer::Cut), "smtp.test:587: connecting: connection refused"),
        ("GREETING", say("554 5.3.2 no service"), "smtp.test:587: greeting: 554 5.3.2 no service"),
        ("GREETING", say("* OK IMAP4rev1"), "smtp.test:587: greeting: not an SMTP reply: * OK IMAP4rev1"),
        ("GREETING", Some(Answer::Cut), "smtp.test:587: greeting: the server closed the connection"),
        (
            "AUTH",
            say("535 5.7.8 wrong: geheim-4711 AGFubWVsZHVuZwBnZWhlaW0tNDcxMQ=="),
            "smtp.test:587: login as anmeldung: 535 5.7.8 wrong: … …",
        ),
        ("MAIL", say("550 5.7.1 not yours"), "smtp.test:587: MAIL FROM: 550 5.7.1 not yours"),
        ("RCPT", say("550-5.1.1 no\r\n550 5.1.1 such\x1b[31m user"), "smtp.test:587: RCPT TO: 550 5.1.1 no such?[31m user"),
        ("RCPT", Some(Answer::Silence), "smtp.test:587: RCPT TO: no answer within 300 s"),
        (".", Some(Answer::Cut), "smtp.test:587: end of data: network error: the server closed the connection"),
        (".", say("554 5.6.0 spam"), "smtp.test:587: end of data: 554 5.6.0 spam"),
        (".", None, "250 2.0.0 queued as 4F"),
        (".", say("250"), "250"),
    ] {
        let (attempt, _) = fault(stage, answer).await;
        assert_eq!(text(&attempt), want);
    }
}

#[tokio::test(start_paused = true)]
async fn replies_about_our_account_never_cost_a_letter() {
    for (stage, answer, want) in [
        ("MAIL", "530 5.7.0 authentication required", "Trouble"),
        ("RCPT", "530 5.7.0 authentication required", "Trouble"),
        ("RCPT", "550 5.1.8 bad outbound sender", "Trouble"),
        ("RCPT", "554 5.7.1 relay access denied", "Retry"),
        (".", "550 5.4.5 daily sending limit exceeded", "Trouble"),
        (".", "550 5.7.60 no permission to send as this sender", "Trouble"),
        ("RCPT", "571 refused", "GiveUp"),
        (".", "471 later", "Retry"),
        (".", "250", "Sent"),
    ] {
        let (attempt, _) = fault(stage, say(answer)).await;
        assert_eq!(kind(&attempt), want, "{stage} {answer}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_may_take_ten_minutes_to_store() {
    let late = |seconds| Some(Answer::After(seconds, "250 2.0.0 at last\r\n".into()));
    assert_eq!(fault(".", late(9 * 60)).await, (Attempt::Sent("250 2.0.0 at last".into()), 540));
    let (attempt, seconds) = fault(".", late(10 * 60 + 1)).await;
    assert_eq!((kind(&attempt), seconds), ("Uncertain", 600));
}

/// lettre's pool reused a connection on which a reply was still to come; that 250 was then taken for the answer to the next mail.
#[tokio::test(start_paused = true)]
async fn a_late_reply_is_never_the_answer_to_the_next_letter() {
    let (mut courier, record) = bed(Security::None, |ask| match (ask.connection, ask.stage, ask.line) {
        (1, ".", _) => Some(Answer::After(601, "250 2.0.0 late\r\n".into())),
        (_, "RCPT", "RCPT TO:<nobody@example.org>") => say("550 5.1.1 unknown"),
        _ => None,
    });
    assert_eq!(kind(&send(&mut courier, &letter(1, "max@example.org")).await), "Uncertain");
    sleep(Duration::from_secs(2)).await;
    assert_eq!(kind(&send(&mut courier, &letter(2, "nobody@example.org")).await), "GiveUp");
    assert_eq!(record.lock().unwrap().connections, 2);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_future_takes_its_connection_along() {
    for stage in ["MAIL", "RCPT", "DATA", "."] {
        let (mut courier, record) = bed(Security::None, move |ask| match (ask.connection, ask.stage) {
            (1, s) if s == stage => Some(Answer::After(10, "250 2.0.0 late\r\n".into())),
            (2, "RCPT") => say("550 5.1.1 unknown"),
            _ => None,
        });
        let dropped = timeout(Duration::from_secs(5), send(&mut courier, &letter(1, "max@example.org"))).await;
        assert!(dropped.is_err(), "{stage}");
        sleep(Duration::from_secs(10)).await;
        assert_eq!(kind(&send(&mut courier, &letter(2, "nobody@example.org")).await), "GiveUp", "{stage}");
        assert_eq!(record.lock().unwrap().connections, 2, "{stage}");
    }
}

#[tokio::test(start_paused = true)]
async fn replies_out_of_step_are_noticed_before_the_bytes_go() {
    // One reply too many anywhere before DATA arrives in the place of the 354.
    for (stage, replies) in [("MAIL", "250 ok\r\n250 ok"), ("RCPT", "250 ok\r\n250 ok"), ("AUTH", "235 ok\r\n250 ok"), ("DATA", "250 ok")] {
        let (attempt, _) = fault(stage, say(replies)).await;
        assert_eq!(kind(&attempt), "Retry", "{stage} {attempt:?}");
    }
    let (attempt, _) = fault("RCPT", say("354 go ahead")).await;
    assert_eq!(kind(&attempt), "Retry");
}

#[tokio::test(start_paused = true)]
async fn one_connection_for_many_letters() {
    let (mut courier, record) = bed(Security::None, |ask| match (ask.stage, ask.line) {
        ("RCPT", "RCPT TO:<nobody@example.org>") => say("550 5.1.1 unknown"),
        _ => None,
    });
    for (id, to, want) in
        [(1, "a@example.org", "Sent"), (2, "b@example.org", "Sent"), (3, "nobody@example.org", "GiveUp"), (4, "c@example.org", "Sent")]
    {
        sleep(Duration::from_secs(20)).await;
        assert_eq!(kind(&send(&mut courier, &letter(id, to)).await), want, "{to}");
    }
    // Offered and then not transmitted, as when the database can't be written: nothing of it may leak into the next.
    courier.offer(&letter(5, "d@example.org")).await.unwrap();
    assert_eq!(kind(&courier.transmit(&letter(6, "e@example.org")).await), "Retry");
    assert_eq!(kind(&send(&mut courier, &letter(6, "e@example.org")).await), "Sent");
    courier.close().await;
    let record = record.lock().unwrap();
    let mail = "1 MAIL FROM:<anmeldung@empfang.test>";
    assert_eq!(
        record.commands,
        [
            "1 EHLO [127.0.0.1]",
            "1 AUTH PLAIN AGFubWVsZHVuZwBnZWhlaW0tNDcxMQ==",
            mail,
            "1 RCPT TO:<a@example.org>",
            "1 DATA",
            mail,
            "1 RCPT TO:<b@example.org>",
            "1 DATA",
            mail,
            "1 RCPT TO:<nobody@example.org>",
            "1 RSET",
            mail,
            "1 RCPT TO:<c@example.org>",
            "1 DATA",
            mail,
            "1 RCPT TO:<d@example.org>",
            "1 RSET",
            mail,
            "1 RCPT TO:<e@example.org>",
            "1 DATA",
            "1 QUIT",
        ]
    );
    assert_eq!(record.mails, [BYTES; 4]);
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_died_at_rest_costs_nothing() {
    for answer in [Some(Answer::Cut), say("421 4.4.2 timeout exceeded"), Some(Answer::Silence)] {
        let mails = AtomicUsize::new(0);
        let (mut courier, record) = bed(Security::None, move |ask| {
            let second_mail = ask.stage == "MAIL" && mails.fetch_add(1, Ordering::Relaxed) == 1;
            if second_mail { answer.clone() } else { None }
        });
        assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
        assert_eq!(kind(&send(&mut courier, &letter(2, "b@example.org")).await), "Sent");
        assert_eq!(record.lock().unwrap().connections, 2);
        assert_eq!(record.lock().unwrap().mails.len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_connection_that_rested_long_is_not_trusted() {
    let (mut courier, record) = bed(Security::None, |_| None);
    for (rest, connections) in [(0, 1), (59, 1), (61, 2)] {
        sleep(Duration::from_secs(rest)).await;
        assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
        assert_eq!(record.lock().unwrap().connections, connections, "{rest}");
    }
}

#[tokio::test(start_paused = true)]
async fn the_bytes_arrive_as_they_are() {
    for (bytes, wire) in [
        ("S: x\r\n\r\n.\r\nMAIL FROM:<evil@example.org>\r\n", "S: x\r\n\r\n..\r\nMAIL FROM:<evil@example.org>\r\n"),
        ("S: x\r\n\r\n..a\r\n.\r\n", "S: x\r\n\r\n...a\r\n..\r\n"),
        ("S: x\r\n\r\na\n.\nb\r.\rc", "S: x\r\n\r\na\r\n..\r\nb\r\n..\r\nc\r\n"),
        ("S: x\r\n\r\n", "S: x\r\n\r\n"),
        ("S: x\r\n\r\nno line end", "S: x\r\n\r\nno line end\r\n"),
        ("S: x\r\n\r\nempty lines\r\n\r\n\r\n", "S: x\r\n\r\nempty lines\r\n\r\n\r\n"),
    ] {
        let (mut courier, record) = bed(Security::None, |_| None);
        let letter = Letter { bytes: bytes.into(), ..letter(1, "a@example.org") };
        assert_eq!(kind(&send(&mut courier, &letter).await), "Sent");
        assert_eq!(record.lock().unwrap().mails, [wire]);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_password_keeps_the_letter() {
    let (mut courier, record) = bed(Security::StartTls, |ask| match (ask.connection, ask.stage) {
        (1, "AUTH") => say("535 5.7.8 authentication failed"),
        _ => None,
    });
    let attempt = send(&mut courier, &letter(1, "a@example.org")).await;
    assert_eq!(attempt, Attempt::Trouble("smtp.test:587: login as anmeldung: 535 5.7.8 authentication failed".into()));
    assert!(!record.lock().unwrap().commands.iter().any(|c| c.contains("MAIL")));
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
}

#[tokio::test(start_paused = true)]
async fn login_is_there_for_servers_without_plain() {
    let (mut courier, record) = bed(Security::None, |ask| match ask.line {
        "EHLO [127.0.0.1]" => say("250-smtp.test\r\n250 AUTH LOGIN"),
        "AUTH LOGIN" => say("334 VXNlcm5hbWU6"),
        "YW5tZWxkdW5n" => say("334 UGFzc3dvcmQ6"),
        "Z2VoZWltLTQ3MTE=" => say("235 2.7.0 welcome"),
        _ => None,
    });
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
    assert_eq!(record.lock().unwrap().commands[1..4], ["1 AUTH LOGIN", "1 YW5tZWxkdW5n", "1 Z2VoZWltLTQ3MTE="]);

    let (mut courier, _) = bed(Security::None, |ask| if ask.stage == "EHLO" { say("250-smtp.test\r\n250 AUTH CRAM-MD5") } else { None });
    let attempt = send(&mut courier, &letter(1, "a@example.org")).await;
    assert!(kind(&attempt) == "Trouble" && text(&attempt).contains("neither AUTH PLAIN nor AUTH LOGIN"), "{attempt:?}");
}

#[tokio::test(start_paused = true)]
async fn tls_or_nothing() {
    let commands = |record: &Mutex<Record>| -> Vec<String> {
        record.lock().unwrap().commands.iter().map(|c| c.split(' ').nth(1).unwrap().to_owned()).collect()
    };

    let (mut courier, record) = bed(Security::StartTls, |_| None);
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
    assert_eq!(commands(&record), ["EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);

    let (mut courier, record) = bed(Security::Tls, |_| None);
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
    assert_eq!(commands(&record), ["EHLO", "AUTH", "MAIL", "RCPT", "DATA"]);

    // Stripped by somebody in between.
    let (mut courier, record) = bed(Security::StartTls, |ask| match ask.stage {
        "EHLO" => say("250-smtp.test\r\n250-XXXXXXXX\r\n250 AUTH PLAIN"),
        _ => None,
    });
    let attempt = send(&mut courier, &letter(1, "a@example.org")).await;
    assert!(kind(&attempt) == "Trouble" && text(&attempt).contains("does not offer it"), "{attempt:?}");
    assert_eq!(commands(&record), ["EHLO"]);

    // Injected by somebody in between, to be read as the server's word after TLS.
    let (attempt, _) = fault("STARTTLS", say("220 go ahead\r\n250-smtp.test\r\n250 AUTH LOGIN")).await;
    assert!(kind(&attempt) == "Trouble" && text(&attempt).contains("spoke on in the clear"), "{attempt:?}");

    // Signed by an authority that we don't trust.
    for security in [Security::StartTls, Security::Tls] {
        let (dialler, record) = server(security, |_| None);
        let mut courier = Courier::new(&config(security, "other-ca.pem"), dialler).unwrap();
        let attempt = send(&mut courier, &letter(1, "a@example.org")).await;
        assert!(kind(&attempt) == "Trouble" && text(&attempt).contains("TLS: invalid peer certificate"), "{attempt:?}");
        assert!(!commands(&record).contains(&"AUTH".to_owned()));
    }
    let missing = Courier::new(&config(Security::Tls, "none.pem"), Dialler::tcp());
    assert!(missing.is_err());
}

#[tokio::test(start_paused = true)]
async fn addresses_and_text_beyond_ascii() {
    let utf8 = "250-smtp.test\r\n250-AUTH PLAIN\r\n250-8BITMIME\r\n250 SMTPUTF8";
    let plain = "250-smtp.test\r\n250 AUTH PLAIN";
    for (ehlo, to, bytes, want, command) in [
        (plain, "info@münchen.example", BYTES, "Sent", "RCPT TO:<info@xn--mnchen-3ya.example>"),
        (plain, "jörg@münchen.example", BYTES, "GiveUp", "AUTH PLAIN AGFubWVsZHVuZwBnZWhlaW0tNDcxMQ=="),
        (utf8, "jörg@münchen.example", BYTES, "Sent", "MAIL FROM:<anmeldung@empfang.test> SMTPUTF8"),
        (utf8, "jörg@münchen.example", BYTES, "Sent", "RCPT TO:<jörg@xn--mnchen-3ya.example>"),
        (plain, "max@example.org", "S: x\r\n\r\nGrüße\r\n", "GiveUp", "AUTH PLAIN AGFubWVsZHVuZwBnZWhlaW0tNDcxMQ=="),
        (utf8, "max@example.org", "S: x\r\n\r\nGrüße\r\n", "Sent", "MAIL FROM:<anmeldung@empfang.test> BODY=8BITMIME"),
        (utf8, "max@xn--ü.example", BYTES, "GiveUp", ""),
        (utf8, "max@ü＞＜x.example", BYTES, "GiveUp", ""),
    ] {
        let (mut courier, record) = bed(Security::None, move |ask| if ask.stage == "EHLO" { say(ehlo) } else { None });
        let attempt = send(&mut courier, &Letter { bytes: bytes.into(), ..letter(1, to) }).await;
        assert_eq!(kind(&attempt), want, "{to} {attempt:?}");
        let record = record.lock().unwrap();
        assert!(
            command.is_empty() && record.connections == 0 || record.commands.contains(&format!("1 {command}")),
            "{:?}",
            record.commands
        );
    }
    let from = Mailbox::parse("jörg@example.org").unwrap();
    assert!(Courier::new(&SmtpConfig { from, ..config(Security::None, "ca.pem") }, Dialler::tcp()).is_err());
}

#[tokio::test(start_paused = true)]
async fn goodbye_is_short() {
    let (mut courier, record) = bed(Security::None, |ask| (ask.stage == "QUIT").then_some(Answer::Silence));
    courier.close().await;
    assert_eq!(record.lock().unwrap().connections, 0);
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
    let start = Instant::now();
    courier.close().await;
    assert_eq!(start.elapsed(), Duration::from_secs(5));
    assert_eq!(kind(&send(&mut courier, &letter(1, "a@example.org")).await), "Sent");
    assert_eq!(record.lock().unwrap().connections, 2);
}

#[tokio::test(start_paused = true)]
async fn a_probe_says_what_the_server_can() {
    let (dialler, record) = server(Security::StartTls, |_| None);
    let facts = Courier::probe(&config(Security::StartTls, "ca.pem"), dialler).await.unwrap();
    let facts: Vec<_> = facts.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    assert_eq!(
        facts,
        [
            "greeting: smtp.test ready", "STARTTLS: yes", "AUTH: PLAIN LOGIN", "SIZE: 10240000", "8BITMIME: yes", "DSN: no",
            "SMTPUTF8: no", "PIPELINING: no", "login: accepted as anmeldung",
        ]
    );
    let commands = std::mem::take(&mut record.lock().unwrap().commands);
    assert!(commands.last().unwrap() == "1 QUIT" && !commands.iter().any(|c| c.contains("MAIL")), "{commands:?}");

    let (dialler, _) = server(Security::Tls, |ask| if ask.stage == "AUTH" { say("535 5.7.8 no") } else { None });
    let error = Courier::probe(&config(Security::Tls, "ca.pem"), dialler).await.unwrap_err();
    assert_eq!(error.to_string(), "smtp.test:587: login as anmeldung: 535 5.7.8 no");
}

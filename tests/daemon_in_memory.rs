//! The whole daemon over in-memory streams, with tokio's clock paused: mails in by IMAP, letters out by SMTP, the database on disk.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice, missing_docs)]

#[path = "support/imap_server.rs"]
mod imap_server;
#[allow(dead_code, reason = "shared with outbox_smtp.rs, which uses all of it")]
#[path = "support/smtp_script.rs"]
mod smtp_script;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use empfang::address::{Address, Mailbox};
use empfang::clock::{Clock, Lots};
use empfang::config::{Account, Config, DigestConfig, Limits, MailboxConfig, Route, Secret, SmtpConfig, Source, load_event};
use empfang::daemon::{DaemonError, Mode, Summary, run_watched};
use empfang::net::{Dialler, Endpoint, Security};
use empfang::registry::decision::Outcome;
use empfang::store::{Books, Store, StoreError};
use imap_server::{Fault, Server};
use jiff::Timestamp;
use smtp_script::{Answer, Ask, Record, server};
use tempfile::TempDir;
use tokio::sync::{Notify, watch};
use tokio::time::Instant;

/// 09:00 in Kassel.
const MORNING: &str = "2026-11-10T08:00:00Z";
const IN_TIME: &str = "10-Nov-2026 07:00:00 +0000";
const LATE: &str = "18-Nov-2026 00:00:00 +0100";

struct Bed {
    folder: TempDir,
    imap: Server,
    smtp: Arc<Mutex<Record>>,
    dialler: Dialler,
    config: Config,
    clock: Clock,
    lots: Lots,
}

/// A daemon that runs.
struct Running {
    task: tokio::task::JoinHandle<Result<Summary, DaemonError>>,
    tally: watch::Receiver<Summary>,
    stop: Arc<Notify>,
}

impl Bed {
    fn new() -> Self {
        Self::with(|_| None)
    }

    fn with(script: impl Fn(&Ask<'_>) -> Option<Answer> + Send + Sync + 'static) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let imap = Server::new();
        let (smtp_dialler, smtp) = server(Security::None, script);
        let account = |port| Account {
            endpoint: Endpoint { host: "localhost".into(), port, security: Security::None },
            user: Some("anmeldung".into()),
            password: Some(Secret::new("geheim".into())),
            ca: None,
        };
        let config = Config {
            database: folder.path().join("empfang.db"),
            events: vec![load_event(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/config/events/kassel.toml"))).unwrap()],
            mailbox: MailboxConfig {
                source: Source::Imap(account(143)),
                poll: Duration::from_secs(60),
                done: "Erledigt".into(),
                review: "Durchsicht".into(),
                fetch_limit: 262_144,
                batch: 3,
                authserv_id: None,
            },
            smtp: SmtpConfig {
                route: Route::Smtp(account(25)),
                from: Mailbox::parse("Anmeldung <anmeldung@empfang.example>").unwrap(),
                connections: 3,
            },
            digest: DigestConfig { to: Vec::new(), at: "07:00".parse().unwrap() },
            templates: None,
            limits: Limits { per_address_hour: 5, per_address_day: 10, total_hour: 100 },
        };
        let clock = Clock::paused(MORNING.parse().unwrap());
        let dialler = imap.dialler(smtp_dialler);
        Self { folder, imap, smtp, dialler, config, clock, lots: Lots::seeded(4711) }
    }

    fn start(&self, mode: Mode) -> Running {
        let (sender, tally) = watch::channel(Summary::default());
        let stop = Arc::new(Notify::new());
        let stopped = Arc::clone(&stop);
        let (config, clock, lots, dialler) = (self.config.clone(), self.clock.clone(), self.lots.clone(), self.dialler.clone());
        let task = tokio::spawn(run_watched(config, clock, lots, dialler, async move { stopped.notified().await }, mode, sender));
        Running { task, tally, stop }
    }

    async fn once(&self) -> Result<Summary, DaemonError> {
        self.start(Mode::Once).task.await.unwrap()
    }

    fn read<T>(&self, work: impl FnOnce(&Books<'_>) -> Result<T, StoreError>) -> T {
        Store::open_to_read(&self.folder.path().join("empfang.db")).unwrap().read_now(work).unwrap()
    }

    /// `subject: outcome`, in the order of the ledger.
    fn ledger(&self) -> Vec<String> {
        self.read(|books| books.ledger()).iter().map(|row| format!("{}: {}", row.subject, row.outcome.key())).collect()
    }

    /// Recipient and kind of every letter and its state, sorted.
    fn letters(&self) -> Vec<String> {
        let mut letters: Vec<String> =
            self.read(|books| books.letters()).iter().map(|row| format!("{} {} {}", row.to, row.kind, row.state)).collect();
        letters.sort();
        letters
    }

    fn list(&self) -> Vec<String> {
        let rows = self.read(|books| books.registrations(None));
        rows.iter().map(|row| format!("{} {}", row.name.clone().unwrap_or_default(), row.state.key())).collect()
    }

    /// How often the server took each Message-ID.
    fn taken(&self) -> BTreeMap<String, usize> {
        let mut taken = BTreeMap::new();
        for mail in &self.smtp.lock().unwrap().mails {
            let id = mail.lines().find(|line| line.to_lowercase().starts_with("message-id:")).unwrap();
            *taken.entry(id.to_owned()).or_default() += 1;
        }
        taken
    }
}

impl Running {
    async fn until(&mut self, what: impl FnMut(&Summary) -> bool) {
        tokio::time::timeout(Duration::from_secs(86_400), self.tally.wait_for(what)).await.expect("happens within a day").unwrap();
    }

    async fn stop(self) -> Result<Summary, DaemonError> {
        self.stop.notify_one();
        self.task.await.unwrap()
    }
}

fn mail(name: &str, rest: &str) -> String {
    let local = name.to_lowercase().replace(' ', ".");
    let id = rest.lines().next().unwrap_or_default().len();
    format!(
        "Received: from x by mail.empfang.example; Tue, 10 Nov 2026 08:00:00 +0100\nMessage-ID: <{local}.{id}@muster.example>\n\
         Date: Tue, 10 Nov 2026 08:00:00 +0100\nFrom: {name} <{local}@muster.example>\nTo: anmeldung@empfang.example\n\
         Subject: {name}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n{rest}\n"
    )
}

fn registers(name: &str, session: &str) -> String {
    mail(name, &format!("Hiermit melde ich folgende Person an:\n\nName: {name}\nFirma: Muster GmbH\nSession: {session}\n"))
}

#[tokio::test(start_paused = true)]
async fn a_mail_goes_the_whole_way() {
    let bed = Bed::new();
    bed.imap.deliver(IN_TIME, &["\\Seen"], &registers("Anna Alt", "2"));
    bed.imap.deliver(IN_TIME, &[], &registers("Bert Baum", "1"));
    bed.imap.deliver(IN_TIME, &["\\Answered"], &registers("Carla Chor", "1"));
    let robot = registers("Dora Dorn", "1").replace("Subject:", "Auto-Submitted: auto-replied\nSubject:");
    bed.imap.deliver(IN_TIME, &[], &robot);
    bed.imap.deliver(LATE, &[], &registers("Emil Ernst", "3"));
    let mut running = bed.start(Mode::Forever);
    running.until(|tally| tally.sent == 3).await;

    let before = Instant::now();
    bed.imap.deliver(IN_TIME, &[], &registers("Frieda Fuchs", "3"));
    running.until(|tally| tally.sent == 4).await;
    assert!(before.elapsed() < Duration::from_secs(1), "answered while it idles, after {:?}", before.elapsed());

    let before = Instant::now();
    let summary = running.stop().await.unwrap();
    assert!(before.elapsed() < Duration::from_secs(1), "stops at once while it idles");
    assert_eq!((summary.sent, summary.outcomes.values().sum::<u64>()), (4, 6));
    let ledger =
        ["Anna Alt: confirm", "Bert Baum: confirm", "Carla Chor: human", "Dora Dorn: ignore", "Emil Ernst: late", "Frieda Fuchs: confirm"];
    assert_eq!(bed.ledger(), ledger);
    assert_eq!(
        bed.letters(),
        [
            "anna.alt@muster.example confirm sent",
            "bert.baum@muster.example confirm sent",
            "emil.ernst@muster.example late sent",
            "frieda.fuchs@muster.example confirm sent"
        ]
    );
    assert_eq!(bed.list(), ["Bert Baum confirmed", "Anna Alt confirmed", "Frieda Fuchs confirmed", "Emil Ernst late"]);
    let subjects = |folder: &str| bed.imap.folder(folder).len();
    assert_eq!((subjects("INBOX"), subjects("Erledigt"), subjects("Durchsicht")), (0, 5, 1));
    let seen: Vec<bool> = bed.imap.folder("Erledigt").iter().map(|m| m.flags.contains(&"\\Seen".to_owned())).collect();
    assert_eq!(seen, [true, false, false, false, false], "\\Seen is left alone");
    assert!(!bed.imap.commands().iter().any(|command| command.contains("STORE")));
}

#[tokio::test(start_paused = true)]
async fn where_idle_is_missing_it_polls() {
    let bed = Bed::new();
    bed.imap.abilities("MOVE UIDPLUS");
    let mut running = bed.start(Mode::Forever);
    running.until(|tally| tally.waiting == 0).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    let before = Instant::now();
    bed.imap.deliver(IN_TIME, &[], &registers("Anna Alt", "2"));
    running.until(|tally| tally.sent == 1).await;
    let waited = before.elapsed();
    assert!((Duration::from_secs(30)..=Duration::from_secs(61)).contains(&waited), "{waited:?}");
    running.stop().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn another_validity_answers_nobody_twice() {
    let bed = Bed::new();
    for name in ["Anna Alt", "Bert Baum", "Carla Chor", "Dora Dorn"] {
        bed.imap.deliver(IN_TIME, &[], &registers(name, "2"));
    }
    assert_eq!(bed.once().await.unwrap().sent, 4);
    bed.imap.renumber();
    bed.imap.deliver(IN_TIME, &[], &registers("Emil Ernst", "2"));
    let again = bed.once().await.unwrap();
    assert_eq!((again.sent, again.outcomes), (1, BTreeMap::from([(Outcome::Ignore, 4), (Outcome::Confirm, 1)])));
    assert_eq!((bed.list().len(), bed.letters().len(), bed.ledger().len()), (5, 5, 9));
    assert_eq!(bed.imap.folder("INBOX").len(), 0, "those that are known are moved again");
}

/// Dies at every command to either server in turn, and at the next, until a run dies nowhere.
#[tokio::test(start_paused = true)]
async fn killed_at_every_step_nothing_is_lost_and_nobody_hears_twice() {
    const NAMES: [&str; 5] = ["Anna Alt", "Bert Baum", "Carla Chor", "Dora Dorn", "Emil Ernst"];
    let mut deaths = 0;
    for step in 1.. {
        let count = Arc::new(AtomicUsize::new(0));
        let kill = Arc::new(Notify::new());
        let strike = {
            let (count, kill) = (Arc::clone(&count), Arc::clone(&kill));
            move || {
                if count.fetch_add(1, Ordering::SeqCst) + 1 == step {
                    kill.notify_one();
                    return true;
                }
                false
            }
        };
        let at_smtp = strike.clone();
        let after_data = Arc::new(AtomicBool::new(false));
        let noted = Arc::clone(&after_data);
        // The server takes what came before the client died; its answer is lost.
        let bed = Bed::with(move |ask| {
            let dies = at_smtp();
            noted.fetch_or(dies && ask.stage == ".", Ordering::SeqCst);
            dies.then_some(Answer::Silence)
        });
        bed.imap.script(move |_, _| strike().then_some(Fault::Silence));
        for name in NAMES {
            bed.imap.deliver(IN_TIME, &[], &registers(name, "2"));
        }
        let running = bed.start(Mode::Once);
        let mut task = running.task;
        let died = tokio::select! {
            () = kill.notified() => {
                task.abort();
                let _ = task.await;
                true
            }
            ended = &mut task => {
                ended.unwrap().unwrap();
                false
            }
        };
        if died {
            deaths += 1;
            // Aborted tasks let go of the lock as soon as their work on the blocking threads is done.
            while matches!(Store::open(&bed.config.database, Timestamp::UNIX_EPOCH), Err(StoreError::InUse(_))) {
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
            bed.once().await.unwrap();
            let uncertain = bed.letters().iter().filter(|letter| letter.ends_with("uncertain")).count();
            let least = usize::from(after_data.load(Ordering::SeqCst));
            assert!((least..=3).contains(&uncertain), "step {step}: {uncertain} uncertain, not at least {least}");
            tokio::time::sleep(Duration::from_secs(1801)).await;
            bed.once().await.unwrap();
        }
        assert_eq!(bed.ledger().len(), NAMES.len(), "step {step}: each mail has one outcome");
        assert_eq!(bed.list().len(), NAMES.len(), "step {step}: everybody is registered once");
        let letters = bed.letters();
        assert_eq!(letters.iter().filter(|letter| letter.ends_with("confirm sent")).count(), NAMES.len(), "step {step}: {letters:?}");
        let taken = bed.taken();
        assert_eq!(taken.len(), NAMES.len(), "step {step}: everybody hears");
        // A letter whose answer was lost after DATA is sent once more, with the same Message-ID; at most three were under way.
        let twice = taken.values().filter(|count| **count > 1).count();
        assert!(taken.values().all(|count| *count <= 2) && twice <= 3, "step {step}: {taken:?}");
        assert_eq!(bed.imap.folder("Erledigt").len(), NAMES.len(), "step {step}: all are moved");
        if !died {
            break;
        }
    }
    assert!(deaths > 40, "only {deaths} places to die at");
}

#[tokio::test(start_paused = true)]
async fn a_message_that_breaks_its_fetch_is_set_aside() {
    let bed = Bed::new();
    for name in ["Anna Alt", "Bert Baum", "Carla Chor", "Dora Dorn"] {
        bed.imap.deliver(IN_TIME, &[], &registers(name, "2"));
    }
    bed.imap.script(|_, command| command.starts_with("UID FETCH 2 ").then_some(Fault::Cut));
    let mut running = bed.start(Mode::Forever);
    running.until(|tally| tally.outcomes.values().sum::<u64>() == 4).await;
    running.until(|tally| tally.sent == 3).await;
    running.stop().await.unwrap();
    let rows = bed.read(|books| books.ledger());
    let aside: Vec<_> =
        rows.iter().filter(|row| row.outcome == Outcome::Human).map(|row| (row.uid.as_str(), row.reason.as_str())).collect();
    assert_eq!(aside, [("2", "could not be fetched")]);
    let fetches = bed.imap.commands().iter().filter(|command| command.starts_with("UID FETCH 2 ")).count();
    assert_eq!(fetches, 4, "once in its batch, three times alone");
    assert_eq!(bed.imap.folder("Durchsicht").len(), 1, "it stays in sight");
    assert_eq!(bed.read(|books| books.cursor("INBOX", 7)), Some(5));
}

#[tokio::test(start_paused = true)]
async fn every_command_may_fail_a_few_times() {
    for command in ["CONNECT", "CAPABILITY", "AUTHENTICATE", "LIST", "SELECT", "UID SEARCH", "UID FETCH", "UID MOVE", "IDLE"] {
        for fault in [Fault::Cut, Fault::Refuse("NO [UNAVAILABLE] not now".into()), Fault::Refuse("BAD what".into()), Fault::Silence] {
            let bed = Bed::new();
            bed.imap.deliver(IN_TIME, &[], &registers("Anna Alt", "2"));
            let left = AtomicUsize::new(2);
            let shown = format!("{command} {fault:?}");
            bed.imap.script(move |_, asked| {
                let hit = asked.starts_with(command) && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
                hit.then(|| fault.clone())
            });
            let mut running = bed.start(Mode::Forever);
            running.until(|tally| tally.sent == 1).await;
            bed.imap.deliver(IN_TIME, &[], &registers("Bert Baum", "2"));
            running.until(|tally| tally.sent == 2).await;
            running.stop().await.unwrap();
            assert_eq!(bed.ledger(), ["Anna Alt: confirm", "Bert Baum: confirm"], "{shown}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn trouble_with_the_account_fails_no_letter() {
    let wrong = Arc::new(AtomicUsize::new(4));
    let left = Arc::clone(&wrong);
    let bed = Bed::with(move |ask| {
        let refused = ask.stage == "AUTH" && left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
        refused.then(|| Answer::Say("535 5.7.8 wrong password\r\n".into()))
    });
    for name in ["Anna Alt", "Bert Baum", "Carla Chor", "Dora Dorn", "Emil Ernst"] {
        bed.imap.deliver(IN_TIME, &[], &registers(name, "2"));
    }
    let mut running = bed.start(Mode::Forever);
    running.until(|tally| tally.sent == 5).await;
    let summary = running.stop().await.unwrap();
    assert_eq!((summary.sent, summary.failed), (5, 0));
    assert!(bed.read(|books| books.letters()).iter().all(|row| row.attempts == 1), "what was not the letter's fault does not count");

    wrong.store(usize::MAX, Ordering::SeqCst);
    bed.imap.deliver(IN_TIME, &[], &registers("Frieda Fuchs", "2"));
    let error = bed.once().await.unwrap_err();
    assert!(matches!(error, DaemonError::Sending(_)), "{error}");
    assert_eq!(bed.letters().iter().filter(|letter| letter.ends_with("queued")).count(), 1);
}

#[tokio::test(start_paused = true)]
async fn letters_are_tried_again_or_given_up() {
    let greylisted = AtomicUsize::new(2);
    let bed = Bed::with(move |ask| match ask.line {
        line if line.starts_with("RCPT TO:<anna") => {
            let again = greylisted.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok();
            again.then(|| Answer::Say("450 4.7.1 greylisted\r\n".into()))
        }
        line if line.starts_with("RCPT TO:<bert") => Some(Answer::Say("550 5.1.1 unknown\r\n".into())),
        _ => None,
    });
    for name in ["Anna Alt", "Bert Baum", "Carla Chor"] {
        bed.imap.deliver(IN_TIME, &[], &registers(name, "2"));
    }
    let mut running = bed.start(Mode::Forever);
    let start = Instant::now();
    running.until(|tally| tally.sent == 2 && tally.failed == 1).await;
    let minutes = start.elapsed().as_secs() / 60;
    assert!((5..=7).contains(&minutes), "after one and five minutes, not {minutes}");
    running.stop().await.unwrap();
    assert_eq!(
        bed.letters(),
        ["anna.alt@muster.example confirm sent", "bert.baum@muster.example confirm failed", "carla.chor@muster.example confirm sent"]
    );
}

#[tokio::test(start_paused = true)]
async fn stops_within_ten_seconds_whatever_hangs() {
    for (imap, smtp) in
        [("UID FETCH", ""), ("UID SEARCH", ""), ("UID MOVE", ""), ("CAPABILITY", ""), ("", "GREETING"), ("", "RCPT"), ("", ".")]
    {
        let bed = Bed::with(move |ask| (ask.stage == smtp).then_some(Answer::Silence));
        bed.imap.script(move |_, command| (!imap.is_empty() && command.starts_with(imap)).then_some(Fault::Silence));
        bed.imap.deliver(IN_TIME, &[], &registers("Anna Alt", "2"));
        let running = bed.start(Mode::Forever);
        tokio::time::sleep(Duration::from_secs(5)).await;
        let before = Instant::now();
        running.stop().await.unwrap();
        assert!(before.elapsed() < Duration::from_secs(10), "{imap}{smtp}: {:?}", before.elapsed());
        drop(Store::open(&bed.config.database, Timestamp::UNIX_EPOCH).expect("the lock is free"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_flood_from_one_address_is_answered_five_times() {
    let mut bed = Bed::new();
    bed.config.digest.to = vec![Address::parse("orga@empfang.example").unwrap()];
    bed.config.limits.per_address_hour = 5;
    for n in 0..12 {
        let one = registers("Anna Alt", "2").replace("Message-ID: <", &format!("Message-ID: <{n}."));
        bed.imap.deliver(IN_TIME, &[], &one);
    }
    bed.imap.deliver(IN_TIME, &[], &registers("Orga", "2").replace("orga@muster", "orga@empfang"));
    bed.once().await.unwrap();
    let letters = bed.letters();
    let to = |address: &str| letters.iter().filter(|letter| letter.starts_with(address)).count();
    assert_eq!((to("anna.alt@"), to("orga@empfang.example alert"), to("orga@")), (5, 1, 1), "{letters:?}");
    assert_eq!((bed.ledger().len(), bed.list().len()), (13, 2));
    assert_eq!(bed.imap.folder("Durchsicht").len(), 7, "what was not answered stays in sight");
}

#[tokio::test(start_paused = true)]
async fn an_answer_to_our_letter_is_of_its_conversation() {
    let bed = Bed::new();
    bed.imap.deliver(IN_TIME, &[], &registers("Anna Alt", "2"));
    bed.once().await.unwrap();
    let letter = bed.read(|books| books.letters()).remove(0).message_id;
    let thread = |mail: String, id: &str| mail.replace("Subject:", &format!("In-Reply-To: <{id}>\nSubject:"));
    let moves = |id: &str, number: u32| thread(registers("Anna Alt", "3"), id).replace("Message-ID: <", &format!("Message-ID: <{number}."));
    let state = || bed.read(|books| books.registrations(None)).iter().map(|row| row.session.clone().unwrap().0).collect::<Vec<_>>();
    bed.imap.deliver(IN_TIME, &[], &moves("0123456789abcdef0123456789abcdef@empfang.example", 1));
    bed.imap.deliver(IN_TIME, &[], &moves(&letter, 2).replace("From: Anna Alt <anna.alt@", "From: Anna Alt <somebody@"));
    bed.once().await.unwrap();
    assert_eq!(state(), ["2"], "a guessed id proves nothing, nor does a forwarded letter");
    bed.imap.deliver(IN_TIME, &[], &moves(&letter, 3));
    bed.once().await.unwrap();
    assert_eq!(state(), ["3"]);
    let outcomes: Vec<_> = bed.read(|books| books.ledger()).iter().map(|row| row.outcome).collect();
    assert_eq!(outcomes, [Outcome::Confirm, Outcome::Human, Outcome::Human, Outcome::Change]);

    let report = thread(registers("Mail Delivery System", "2"), &letter)
        .replace("<mail.delivery.system@muster.example>", "<MAILER-DAEMON@muster.example>")
        .replace("Subject:", "Auto-Submitted: auto-replied\nReturn-Path: <>\nSubject:");
    bed.imap.deliver(IN_TIME, &[], &report);
    bed.once().await.unwrap();
    let row = bed.read(|books| books.ledger()).pop().unwrap();
    assert_eq!((row.outcome, row.also_human), (Outcome::Ignore, true), "{}", row.reason);
}

#[tokio::test(start_paused = true)]
async fn one_digest_a_day_also_after_an_outage() {
    let mut bed = Bed::new();
    bed.config.digest.to = vec![Address::parse("orga@empfang.example").unwrap()];
    bed.config.mailbox.poll = Duration::from_secs(300);
    let digests = |bed: &Bed| bed.letters().iter().filter(|letter| letter.contains(" digest ")).count();
    let day = Duration::from_secs(86_400);
    let running = bed.start(Mode::Forever);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(digests(&bed), 0, "none for the day on which the desk opened");
    tokio::time::sleep(2 * day).await;
    assert_eq!(digests(&bed), 2);
    running.stop().await.unwrap();
    // An outage of three days: one digest stands for all.
    tokio::time::sleep(3 * day).await;
    let running = bed.start(Mode::Forever);
    tokio::time::sleep(Duration::from_secs(3600)).await;
    assert_eq!(digests(&bed), 3);
    tokio::time::sleep(day).await;
    running.stop().await.unwrap();
    assert_eq!(digests(&bed), 4);
    assert_eq!(bed.once().await.unwrap().sent, 0, "the day has its digest");
}

#[tokio::test(start_paused = true)]
async fn a_mailbox_that_can_not_be_used_is_told_clearly() {
    let check = |command: &'static str, text: &'static str| async move {
        let bed = Bed::new();
        bed.imap.script(move |_, asked| asked.starts_with(command).then(|| Fault::Refuse(text.into())));
        bed.once().await.unwrap_err().to_string()
    };
    let wrong = check("AUTHENTICATE", "NO [AUTHENTICATIONFAILED] Authentication failed.").await;
    assert!(wrong.starts_with("the mailbox: ") && wrong.contains("Authentication failed"), "{wrong}");
    let bed = Bed::new();
    bed.imap.script(|_, asked| (asked == "CONNECT").then_some(Fault::Cut));
    let away = bed.once().await.unwrap_err();
    assert!(matches!(away, DaemonError::Mailbox(_)), "{away}");
}

//! `empfang demo`: the whole way on built-in sample mails, without any server, the same at every run.
//!
//! The mails come in one by one over four weeks, as they would: before each the clock is set to its arrival, the mail is laid into a
//! Maildir, and the very daemon that `empfang run --once` starts does what there is to do. Only the clock and the lots are the demo's own.

use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use jiff::{Timestamp, ToSpan};

use super::screen::{Cell, Ink, Screen, day_and_time};
use super::{DemoOptions, Failure, LogFormat, digest, ledger, list, log};
use crate::address::Address;
use crate::clock::{Clock, Lots};
use crate::config::{self, Config};
use crate::daemon::{self, Mode};
use crate::message::Message;
use crate::net::Dialler;
use crate::registry::decision::Outcome;
use crate::store::Store;
use crate::store::report::{LedgerRow, ListRow, OutboxRow};

/// The mails, in the order of their names and of their arrival.
static MAILS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/demo/mails");
/// The event that they are for.
const EVENT: &str = include_str!("../../config/events/kassel.toml");
/// A configuration like any other; `empfang list -c` and the like can be tried on it afterwards.
const CONFIG: &str = r#"# Made by `empfang demo`. Try: empfang list -c empfang.toml
database = "empfang.db"
events = "events/*.toml"

[mailbox]
url = "maildir:mailbox"

[smtp]
url = "maildir:sent"
from = "Wirtschaft trifft Verwaltung <anmeldung@wirtschaft-trifft-verwaltung.example>"
"#;
/// Who reads the digest. Not in the configuration: the daemon would write one for each morning of the four weeks.
const ORGANISER: &str = "organisation@wirtschaft-trifft-verwaltung.example";
/// By this file a folder is known as an earlier demo's, which may be replaced.
const MARK: &str = "made-by-empfang-demo";
/// So long after its arrival a mail is looked at.
const REACTION_SECONDS: i64 = 2;

/// Runs the demo in a folder of its own and says what happened.
pub fn demo(options: &DemoOptions, screen: &mut Screen) -> Result<(), Failure> {
    log::start(LogFormat::Text, "warn");
    let folder = &options.dir;
    prepare(folder)?;
    let config = config::load(&folder.join("empfang.toml"))?;
    let lots = Lots::seeded(1);
    let last = live(&config, folder, &lots)?;
    let told = tell(config, folder, last, &lots)?;
    summary(&told, folder, screen)
}

/// What there is to tell afterwards.
struct Told {
    config: Config,
    mails: Vec<LedgerRow>,
    rows: Vec<ListRow>,
    letters: Vec<OutboxRow>,
}

/// An empty folder with configuration and event. Refuses to touch a folder that is somebody else's.
fn prepare(folder: &Path) -> Result<(), Failure> {
    let cant = |e: std::io::Error| Failure::because(&format!("{} can't be used", folder.display()), &e);
    if folder.exists() {
        let empty = fs::read_dir(folder).map_err(cant)?.next().is_none();
        if !empty && !folder.join(MARK).exists() {
            return Err(Failure::misused(format!("--dir: expected a new or empty folder, found files in {}", folder.display())));
        }
        fs::remove_dir_all(folder).map_err(cant)?;
    }
    for name in ["events", "mails", "mailbox/new", "mailbox/cur", "mailbox/tmp", "replies", "digest"] {
        fs::create_dir_all(folder.join(name)).map_err(cant)?;
    }
    for (name, text) in [(MARK, ""), ("empfang.toml", CONFIG), ("events/kassel.toml", EVENT)] {
        fs::write(folder.join(name), text).map_err(cant)?;
    }
    Ok(())
}

/// Delivers mail after mail and lets the daemon work each time, and once more in the morning after; gives that time, at which the digest
/// is due.
fn live(config: &Config, folder: &Path, lots: &Lots) -> Result<Timestamp, Failure> {
    // one thread: what is done at the same time would be done in another order each time
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let work = |now: Timestamp| {
        let run = daemon::run(config.clone(), Clock::Fixed(now), lots.clone(), Dialler::tcp(), std::future::pending(), Mode::Once);
        runtime.block_on(run).map_err(|e| Failure::because("the demo stopped", &e))
    };
    let mut last = Timestamp::UNIX_EPOCH;
    let mut files: Vec<_> = MAILS.files().filter(|file| file.path().extension().is_some_and(|e| e == "eml")).collect();
    files.sort_by_key(|file| file.path());
    for file in files {
        let arrival = Message::parse(file.contents(), true, &[]).received.unwrap_or(last);
        let name = format!("{}.{}", arrival.as_second(), file.path().display());
        fs::write(folder.join("mails").join(file.path()), file.contents())?;
        fs::write(folder.join("mailbox/new").join(&name), file.contents())?;
        work(arrival.saturating_add(REACTION_SECONDS.seconds()).unwrap_or(arrival))?;
        last = arrival;
    }
    let morning = config.events.first().and_then(|event| {
        let next = last.to_zoned(event.timezone.clone()).tomorrow().ok()?;
        Some(next.with().time(config.digest.at).build().ok()?.timestamp())
    });
    let morning = morning.unwrap_or(last);
    work(morning)?;
    Ok(morning)
}

/// Writes letters, digest and lists as files.
fn tell(mut config: Config, folder: &Path, morning: Timestamp, lots: &Lots) -> Result<Told, Failure> {
    let store = Store::open_to_read(&config.database).map_err(|e| Failure::because("the demo's database", &e))?;
    let read = store.read_now(|books| Ok((books.ledger()?, books.letters()?, books.registrations(None)?)));
    let (mails, letters, rows) = read.map_err(|e| Failure::because("the demo's database", &e))?;
    for (at, letter) in letters.iter().enumerate() {
        fs::write(folder.join(reply_name(at + 1, letter)), &letter.bytes)?;
    }
    config.digest.to.extend(Address::parse(ORGANISER));
    digest::preview(&config, &store, morning, lots, &folder.join("digest"))?;
    let mut json = Screen::file(&folder.join("registrations.jsonl"))?;
    list::as_json(&rows, &config, &mut json)?;
    json.finish()?;
    let mut text = Screen::file(&folder.join("registrations.txt"))?;
    list::as_tables(&rows, &config, &mut text)?;
    text.finish()?;
    let mut book = Screen::file(&folder.join("ledger.jsonl"))?;
    mails.iter().try_for_each(|row| ledger::as_json(row, &config, &mut book))?;
    book.finish()?;
    Ok(Told { config, mails, rows, letters })
}

/// What every mail led to, the numbers, and where to look.
fn summary(told: &Told, folder: &Path, screen: &mut Screen) -> Result<(), Failure> {
    screen.line(&format!("{} mails came in over four weeks. This is what became of them:\n", told.mails.len()))?;
    let rows: Vec<_> = told.mails.iter().map(|mail| mail_row(mail, told)).collect();
    screen.table(["arrived", "from", "outcome", "answer", "why"], &rows)?;
    screen.line("")?;
    for outcome in Outcome::ALL {
        let count = told.mails.iter().filter(|mail| mail.outcome == outcome).count();
        if count > 0 {
            screen.line(&format!("{count:>4}  {:<8} {}", outcome.key(), meaning(outcome)))?;
        }
    }
    let answered = told.letters.len();
    screen.line(&format!("{:>4}  mails in, as many outcomes; {answered} answers out\n", told.mails.len()))?;
    for event in &told.config.events {
        list::numbers(&told.rows.iter().filter(|row| row.event == event.id).collect::<Vec<_>>(), event, screen)?;
    }
    screen.line("")?;
    let shown = folder.display();
    screen.line(&screen.paint(Ink::Bold, &format!("Look into {shown}:")))?;
    for (name, what) in [
        ("mails/", "the mails as they came in"),
        ("replies/", "the answers; every mail program opens them"),
        ("digest/kassel.html", "what the organisers read the next morning (kassel.eml is the mail)"),
        ("registrations.txt", "the list (registrations.jsonl for programs)"),
        ("mailbox/", "the mailbox afterwards: .Done, and .Review for a person"),
    ] {
        screen.line(&format!("  {name:<20} {what}"))?;
    }
    screen.line("\nAnd try:")?;
    screen.line(&format!("  empfang list -c {shown}/empfang.toml"))?;
    screen.line(&format!("  empfang read --event {shown}/events/kassel.toml {shown}/mails    why each mail was read as it was"))?;
    Ok(())
}

fn mail_row(mail: &LedgerRow, told: &Told) -> [Cell; 5] {
    let zone = told.config.zone_of(mail.event.as_ref());
    let answers = |letter: &OutboxRow| letter.in_reply_to.is_some() && letter.in_reply_to == mail.message_id;
    let answer = told.letters.iter().find(|letter| answers(letter)).map(|letter| letter.kind.as_str());
    [
        Cell::plain(&day_and_time(mail.arrived, &zone)),
        Cell::plain(mail.sender.as_ref().map_or("?", |sender| sender.address.as_str())),
        Cell::new(mail.outcome.key(), ledger::ink(mail.outcome)),
        Cell::plain(answer.unwrap_or("none")),
        Cell::plain(&mail.reason),
    ]
}

fn meaning(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Confirm => "registered and confirmed",
        Outcome::Ask => "something is missing, and was asked for",
        Outcome::Cancel => "withdrawn",
        Outcome::Change => "changed",
        Outcome::Late => "after the deadline, politely rejected",
        Outcome::Human => "for a person to read",
        Outcome::Ignore => "nothing to do, and nobody is answered",
    }
}

/// `replies/07-confirm-max.muster@example.org.eml`; what could mean something in a file name is left out.
fn reply_name(number: usize, letter: &OutboxRow) -> PathBuf {
    let safe = |c: char| if c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '@' | '_') { c } else { '_' };
    let to: String = letter.to.as_str().chars().map(safe).take(80).collect();
    PathBuf::from(format!("replies/{number:02}-{}-{to}.eml", letter.kind))
}

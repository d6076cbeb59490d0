//! Takes letters out: one loop of four events (a stop signal, a kick, a timer, a result), and as many couriers as are configured.
//!
//! Every step is committed before the next: the attempt before anybody dials, "data started" before DATA, the result after it. If the
//! account or the server is the trouble and not the letter, the whole queue waits and no letter loses an attempt; then one courier tries
//! alone until a letter is through.

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::backoff::Backoff;
use crate::daemon::{DaemonError, Shop};
use crate::outbox::{Attempt, Courier, Letter, OutboxError, schedule};
use crate::store::StoreError;
use crate::store::outbox::{Claimed, Fate};

/// How long the queue waits after trouble.
const TROUBLE: Backoff = Backoff { first: Duration::from_secs(10), most: Duration::from_secs(900) };
/// While the database can't be written, nothing is sent: a result that can't be noted is a letter sent twice.
const DISK: Backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(60) };
/// A connection without work is kept so long: mails come in bursts, and servers cut idle clients off after a few minutes.
const KEEP: Duration = Duration::from_secs(15);
/// With `run --once`: so many troubles in a row are the end.
const ONCE_TROUBLES: u32 = 2;

/// The task that takes letters out.
pub struct Sending {
    shop: Shop,
    /// Couriers without work.
    idle: Vec<Courier>,
    busy: JoinSet<Result<(Courier, Outcome), StoreError>>,
    /// Troubles in a row.
    troubles: u32,
    /// Until then nobody goes out.
    pause: Option<Instant>,
    /// Idle couriers go home then.
    home: Option<Instant>,
    last_trouble: String,
}

/// What a result means for the queue.
enum Outcome {
    /// Sent, or the letter's own affair.
    Passed,
    /// The server or the account.
    Trouble(String),
    /// Broken off before DATA, by the stop signal or because the database can't be written.
    Stopped,
}

/// What the loop was woken by.
enum Wake {
    Stop,
    Kick,
    Timer,
    Result(Result<Result<(Courier, Outcome), StoreError>, tokio::task::JoinError>),
}

impl Sending {
    pub fn new(shop: Shop) -> Result<Self, OutboxError> {
        // A way out that can't be used at all is told at the start, not with the first letter.
        let first = Courier::new(&shop.config.smtp, shop.dialler.clone())?;
        let (busy, last_trouble) = (JoinSet::new(), String::new());
        Ok(Self { shop, idle: vec![first], busy, troubles: 0, pause: None, home: None, last_trouble })
    }

    /// Sends letters until it is told to stop.
    pub async fn forever(mut self) -> Result<(), DaemonError> {
        let mut failures = 0;
        loop {
            match self.work(None).await {
                Ok(()) => return Ok(()),
                Err(error) => {
                    failures += 1;
                    let wait = DISK.delay(failures, self.shop.jitter.fraction());
                    tracing::error!(%error, seconds = wait.as_secs(), "the outbox can't be used; nothing is sent meanwhile");
                    let _ = self.shop.stop.clone().or(tokio::time::sleep(wait)).await;
                }
            }
        }
    }

    /// Sends what is due, until no more is due and none will be `written`. Fails if the way out can't be used.
    pub async fn once(mut self, written: watch::Receiver<bool>) -> Result<(), DaemonError> {
        self.work(Some(written)).await?;
        if self.troubles > 0 { Err(DaemonError::Sending(self.last_trouble)) } else { Ok(()) }
    }

    /// The loop. It ends at the stop signal, or when the last letter was `written` and nothing is due.
    async fn work(&mut self, written: Option<watch::Receiver<bool>>) -> Result<(), StoreError> {
        let stop = self.shop.stop.clone();
        loop {
            let stopping = stop.given();
            // Asked before the outbox is looked at: what is written in between is seen then, or announced by a kick.
            let last = written.as_ref().is_some_and(|written| *written.borrow());
            let due = if stopping { None } else { self.launch().await? };
            let hopeless = written.is_some() && self.troubles >= ONCE_TROUBLES;
            let done = stopping || hopeless || last && due.is_none_or(|due| due > self.shop.clock.now());
            if self.busy.is_empty() && done {
                self.go_home().await;
                return Ok(());
            }
            let timer = match (self.pause, due.map(|due| self.shop.moment(due))) {
                (Some(pause), Some(due)) => Some(pause.max(due)),
                (_, due) => due.filter(|_| self.has_hands()),
            };
            let timer = timer.into_iter().chain(self.home.filter(|_| self.busy.is_empty())).min();
            match self.wake(timer, stopping).await {
                Wake::Stop | Wake::Kick => {}
                Wake::Timer => {
                    if self.home.is_some_and(|home| home <= Instant::now()) {
                        self.go_home().await;
                    }
                }
                Wake::Result(result) => self.took(result)?,
            }
        }
    }

    /// Sends out as many couriers as there are letters due and hands free. When the next letter is due that nobody carries.
    async fn launch(&mut self) -> Result<Option<jiff::Timestamp>, StoreError> {
        self.pause = self.pause.filter(|until| *until > Instant::now());
        while self.pause.is_none() && self.has_hands() {
            let (now, lot) = (self.shop.clock.now(), self.shop.jitter.fraction());
            let next = move |created, attempts| schedule::next_attempt(created, now, attempts, lot);
            let Some(letter) = self.shop.store.write(move |books| books.claim(now, next)).await? else { break };
            let courier = match self.idle.pop() {
                Some(courier) => courier,
                None => match Courier::new(&self.shop.config.smtp, self.shop.dialler.clone()) {
                    Ok(courier) => courier,
                    Err(error) => {
                        let (id, answer) = (letter.id, error.to_string());
                        self.shop.store.write(move |books| books.settle(id, Fate::Unblamed, &answer, now)).await?;
                        self.trouble(error.to_string());
                        break;
                    }
                },
            };
            self.home = None;
            self.busy.spawn(carry(courier, letter, self.shop.clone()));
        }
        self.shop.store.write(|books| books.next_due()).await
    }

    /// Whether one more courier may go out. After trouble only one does, until it is through.
    fn has_hands(&self) -> bool {
        let most = if self.troubles > 0 { 1 } else { self.shop.config.smtp.connections.max(1) };
        self.busy.len() < most
    }

    async fn wake(&mut self, timer: Option<Instant>, stopping: bool) -> Wake {
        let stop = self.shop.stop.clone();
        let timed = async {
            match timer {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            biased;
            () = stop.signal(), if !stopping => Wake::Stop,
            Some(result) = self.busy.join_next() => Wake::Result(result),
            () = self.shop.kick.notified(), if !stopping => Wake::Kick,
            () = timed, if !stopping => Wake::Timer,
        }
    }

    fn took(&mut self, result: Result<Result<(Courier, Outcome), StoreError>, tokio::task::JoinError>) -> Result<(), StoreError> {
        let (courier, outcome) = result.map_err(|error| StoreError::Panicked(error.to_string()))??;
        self.idle.push(courier);
        self.home = Some(Instant::now() + KEEP);
        match outcome {
            Outcome::Passed => {
                if self.troubles > 0 {
                    tracing::info!("letters can be sent again");
                }
                self.troubles = 0;
            }
            Outcome::Trouble(answer) => self.trouble(answer),
            Outcome::Stopped => {}
        }
        Ok(())
    }

    fn trouble(&mut self, answer: String) {
        // Couriers that were out together tell of the same trouble.
        if self.pause.is_none() {
            self.troubles += 1;
            let wait = TROUBLE.delay(self.troubles, self.shop.jitter.fraction());
            tracing::error!(answer, seconds = wait.as_secs(), "letters can't be sent; the whole outbox waits");
            self.pause = Some(Instant::now() + wait);
        }
        self.last_trouble = answer;
    }

    async fn go_home(&mut self) {
        self.home = None;
        futures_util::future::join_all(self.idle.iter_mut().map(Courier::close)).await;
    }
}

/// Carries one letter whose attempt is committed, and commits what became of it.
async fn carry(mut courier: Courier, letter: Claimed, shop: Shop) -> Result<(Courier, Outcome), StoreError> {
    let Claimed { id, to, bytes, attempts } = letter;
    let letter = Letter { id, to, bytes, attempts };
    // Until DATA the stop signal may break it off.
    let offered = shop.stop.or(AssertUnwindSafe(courier.offer(&letter)).catch_unwind()).await;
    let attempt = match offered {
        None => None,
        Some(Ok(Ok(()))) => {
            let now = shop.clock.now();
            match shop.store.write(move |books| books.data_started(id, now)).await {
                Ok(()) => {
                    let sent = AssertUnwindSafe(courier.transmit(&letter)).catch_unwind().await;
                    Some(sent.unwrap_or_else(|_| Attempt::Uncertain("the program erred while sending it".to_owned())))
                }
                // What can't be noted is not begun. The next claim fails as well, and the whole outbox waits for the disk.
                Err(error) => {
                    tracing::error!(%error, letter = id, "the beginning of DATA can't be noted");
                    None
                }
            }
        }
        Some(Ok(Err(attempt))) => Some(attempt),
        Some(Err(_)) => Some(Attempt::Retry("the program erred while offering it".to_owned())),
    };
    let (fate, answer, outcome) = match attempt {
        None => (Fate::Unblamed, "broken off before DATA".to_owned(), Outcome::Stopped),
        Some(Attempt::Sent(answer)) => (Fate::Sent, answer, Outcome::Passed),
        Some(Attempt::Retry(answer)) => (Fate::Again, answer, Outcome::Passed),
        Some(Attempt::GiveUp(answer)) => (Fate::Failed, answer, Outcome::Passed),
        Some(Attempt::Uncertain(answer)) => (Fate::Uncertain(schedule::UNCERTAIN_HOLD), answer, Outcome::Passed),
        Some(Attempt::Trouble(answer)) => (Fate::Unblamed, answer.clone(), Outcome::Trouble(answer)),
    };
    let result = match fate {
        Fate::Sent => "sent",
        Fate::Again => "retry",
        Fate::Failed => "failed",
        Fate::Unblamed => "queued",
        Fate::Uncertain(_) => "uncertain",
    };
    tracing::info!(letter = id, attempt = attempts + 1, result, "letter");
    // Servers quote addresses in their answers.
    tracing::debug!(letter = id, answer, "answer");
    note(&shop, id, fate, &answer).await?;
    shop.tally.send_modify(|tally| match fate {
        Fate::Sent => tally.sent += 1,
        Fate::Failed => tally.failed += 1,
        Fate::Uncertain(_) => tally.uncertain += 1,
        Fate::Again | Fate::Unblamed => {}
    });
    Ok((courier, outcome))
}

/// Commits a result, as often as it takes: what the server accepted must not be sent again because the disk was full for a minute.
async fn note(shop: &Shop, id: i64, fate: Fate, answer: &str) -> Result<(), StoreError> {
    let mut failures = 0;
    loop {
        let (answer, now) = (answer.to_owned(), shop.clock.now());
        match shop.store.write(move |books| books.settle(id, fate, &answer, now)).await {
            Ok(()) => return Ok(()),
            Err(error) if shop.stop.given() => return Err(error),
            Err(error) => {
                failures += 1;
                let wait = DISK.delay(failures, shop.jitter.fraction());
                tracing::error!(%error, letter = id, seconds = wait.as_secs(), "the result of a letter can't be noted; trying again");
                let _ = shop.stop.or(tokio::time::sleep(wait)).await;
            }
        }
    }
}

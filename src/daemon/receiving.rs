//! Takes mails in: connect, list, then batch by batch fetch, record (one transaction), move; then wait for news.
//!
//! The cursor and the ledger are the only memory: a pass that breaks anywhere is simply made again. What breaks a fetch is found by
//! fetching one message a command, with the attempts counted in the database, so that even a message that kills the process is set
//! aside after the third time (outcome `human`) and those behind it pass.

use std::collections::{BTreeSet, HashSet};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tokio::sync::watch;

use crate::backoff::Backoff;
use crate::daemon::{DaemonError, Shop};
use crate::inbox::{Epoch, Filing, Inbox, InboxError};
use crate::intake::{Receipt, record_unread};
use crate::store::StoreError;
use crate::store::ledger::{LedgerId, Spot, Tray, Unfiled};

/// After a lost connection. Many servers count logins, so the first wait is not shorter.
const RECONNECT: Backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(80) };
/// After a refused login: trying again changes nothing until a person does, and may lock the account.
const LOGIN: Backoff = Backoff { first: Duration::from_secs(60), most: Duration::from_secs(900) };
/// A message that broke so many fetches is set aside.
const ATTEMPTS: u32 = 3;
/// With `run --once`, so many failures in a row without a single mail recorded in between are the end.
const ONCE_FAILURES: u32 = 3;
/// The same where messages break their fetches: one in a batch and [`ATTEMPTS`] alone lie between two mails that are recorded.
const ONCE_BROKEN_FETCHES: u32 = 8;

/// The task that takes mails in.
pub struct Receiving {
    shop: Shop,
    inbox: Inbox,
    /// The UIDs of a batch that broke: one of them may be at fault, so they are fetched one by one.
    suspects: HashSet<String>,
    /// Counts full passes.
    passes: watch::Sender<u64>,
}

/// Why a pass ended early.
#[derive(Debug)]
enum Broken {
    Inbox(InboxError),
    Store(StoreError),
    /// The IMAP parser panics on some answers (`INTERNALDATE NIL`); the connection is gone then, nothing else.
    Panic,
    Stopped,
}

impl From<InboxError> for Broken {
    fn from(error: InboxError) -> Self {
        Self::Inbox(error)
    }
}

impl From<StoreError> for Broken {
    fn from(error: StoreError) -> Self {
        Self::Store(error)
    }
}

impl Receiving {
    pub fn new(shop: Shop) -> Result<Self, InboxError> {
        let inbox = Inbox::new(&shop.config.mailbox, shop.dialler.clone())?;
        Ok(Self { shop, inbox, suspects: HashSet::new(), passes: watch::Sender::new(0) })
    }

    /// Tells of every full pass.
    pub fn passes(&self) -> watch::Receiver<u64> {
        self.passes.subscribe()
    }

    /// Takes mails in until it is told to stop.
    pub async fn forever(mut self) -> Result<(), DaemonError> {
        let mut failures = 0;
        while !self.shop.stop.given() {
            let turn = match AssertUnwindSafe(self.turn()).catch_unwind().await {
                Ok(turn) => turn,
                Err(_) => Err(Broken::Panic),
            };
            match turn {
                // Only a full pass and a whole wait prove that the server works; a connection that is made proves little.
                Ok(()) => failures = 0,
                Err(Broken::Stopped) => break,
                Err(broken) => {
                    failures += 1;
                    self.renew(&broken)?;
                    let wait = self.pause_after(&broken, failures);
                    report(&broken, wait);
                    let _ = self.shop.stop.or(tokio::time::sleep(wait)).await;
                }
            }
        }
        self.inbox.disconnect().await;
        Ok(())
    }

    /// Takes in all there is, once.
    pub async fn once(mut self) -> Result<(), DaemonError> {
        let (mut failures, mut recorded) = (0, self.recorded());
        loop {
            let pass = match AssertUnwindSafe(self.pass()).catch_unwind().await {
                Ok(pass) => pass,
                Err(_) => Err(Broken::Panic),
            };
            let broken = match pass {
                Ok(()) | Err(Broken::Stopped) => break,
                Err(broken) => broken,
            };
            failures = if self.recorded() > recorded { 1 } else { failures + 1 };
            recorded = self.recorded();
            let most = match &broken {
                Broken::Inbox(InboxError::Login(_)) => 1,
                Broken::Inbox(InboxError::Batch(_)) | Broken::Panic => ONCE_BROKEN_FETCHES,
                _ => ONCE_FAILURES,
            };
            if failures >= most {
                return Err(broken.into());
            }
            self.renew(&broken)?;
            let wait = self.pause_after(&broken, failures);
            report(&broken, wait);
            let _ = self.shop.stop.or(tokio::time::sleep(wait)).await;
        }
        self.inbox.disconnect().await;
        Ok(())
    }

    async fn turn(&mut self) -> Result<(), Broken> {
        self.pass().await?;
        let poll = self.shop.config.mailbox.poll;
        Ok(self.shop.stop.or(self.inbox.wait(poll)).await.ok_or(Broken::Stopped)??)
    }

    /// Reads the mailbox from the cursor to its end.
    async fn pass(&mut self) -> Result<(), Broken> {
        let stop = self.shop.stop.clone();
        let epoch = stop.or(self.inbox.connect()).await.ok_or(Broken::Stopped)??;
        self.file(&epoch).await?;
        let from = {
            let epoch = epoch.clone();
            self.shop.store.write(move |books| books.cursor(&epoch.mailbox, epoch.validity)).await?.unwrap_or(1)
        };
        let listed = stop.or(self.inbox.list(from)).await.ok_or(Broken::Stopped)??;
        let mut work = self.plan(&epoch, listed).await?;
        for gone in std::mem::take(&mut work.gone) {
            self.set_aside(&epoch, gone, "went away before it could be read", &mut work).await?;
        }
        for step in std::mem::take(&mut work.steps) {
            if stop.given() {
                return Err(Broken::Stopped);
            }
            match step {
                Step::Batch(uids) => self.take_in(&epoch, uids, &mut work).await?,
                Step::Single(uid) => self.take_in_alone(&epoch, uid, &mut work).await?,
            }
            self.file(&epoch).await?;
        }
        self.suspects.clear();
        let now = self.shop.clock.now();
        self.shop.store.write(move |books| books.passed(&epoch.mailbox, now)).await?;
        self.passes.send_modify(|passes| *passes += 1);
        Ok(())
    }

    /// What there is to do, in the order of the mailbox: whole batches of what is not in the ledger, and alone what once broke a fetch.
    async fn plan(&mut self, epoch: &Epoch, listed: Vec<String>) -> Result<Work, Broken> {
        let (mailbox, validity) = (epoch.mailbox.clone(), epoch.validity);
        let (listed, unknown, failures) = self
            .shop
            .store
            .write(move |books| {
                let mut unknown = Vec::new();
                for uid in &listed {
                    if !books.knows(Spot { mailbox: &mailbox, validity, uid })? {
                        unknown.push(uid.clone());
                    }
                }
                let failures = books.fetch_failures(&mailbox, validity)?;
                Ok((listed, unknown, failures))
            })
            .await?;
        self.suspects.extend(failures.iter().map(|(uid, _)| uid.clone()));
        let present: HashSet<&String> = listed.iter().collect();
        let gone = failures.iter().map(|(uid, _)| uid).filter(|uid| !present.contains(uid)).cloned().collect();
        // Only IMAP numbers its messages; a Maildir is always read as a whole, which its done folder keeps small.
        let numbers = |uids: &[String]| uids.iter().filter_map(|uid| uid.parse().ok()).collect::<BTreeSet<u32>>();
        let end = numbers(&listed).last().filter(|_| validity_counts(epoch)).map(|last| last.saturating_add(1));
        let mut steps = Vec::new();
        for run in unknown.chunk_by(|a, b| !self.suspects.contains(a) && !self.suspects.contains(b)) {
            match run {
                [one] if self.suspects.contains(one) => steps.push(Step::Single(one.clone())),
                run => steps.extend(run.chunks(self.shop.config.mailbox.batch.max(1)).map(|batch| Step::Batch(batch.to_vec()))),
            }
        }
        self.shop.tally.send_modify(|tally| {
            tally.waiting = unknown.len() as u64;
            tally.recorded = 0;
        });
        let work = Work { steps, gone, open: numbers(&unknown), end };
        self.record(epoch, &work, |_| Ok(Vec::new())).await?;
        Ok(work)
    }

    async fn take_in(&mut self, epoch: &Epoch, uids: Vec<String>, work: &mut Work) -> Result<(), Broken> {
        // Suspected from the start, so that a panic in the parser leaves them so.
        self.suspects.extend(uids.iter().cloned());
        let fetched = self.shop.stop.or(self.inbox.fetch(&uids)).await.ok_or(Broken::Stopped)?;
        if !matches!(fetched, Err(InboxError::Batch(_))) {
            uids.iter().for_each(|uid| {
                self.suspects.remove(uid);
            });
        }
        self.take_in_fetched(epoch, uids, fetched?, work).await
    }

    /// Fetches a message that may be the one that breaks fetches; the attempt is noted first.
    async fn take_in_alone(&mut self, epoch: &Epoch, uid: String, work: &mut Work) -> Result<(), Broken> {
        let (mailbox, validity, noted) = (epoch.mailbox.clone(), epoch.validity, uid.clone());
        let attempts = self.shop.store.write(move |books| books.fetch_failed(Spot { mailbox: &mailbox, validity, uid: &noted })).await?;
        if attempts > ATTEMPTS {
            return self.set_aside(epoch, uid, "could not be fetched", work).await;
        }
        let uids = vec![uid];
        let mails = self.shop.stop.or(self.inbox.fetch(&uids)).await.ok_or(Broken::Stopped)??;
        // Not there any more: the next pass tells whether it went away or is hidden; the attempt is noted already.
        if mails.is_empty() { Ok(()) } else { self.take_in_fetched(epoch, uids, mails, work).await }
    }

    async fn take_in_fetched(
        &mut self,
        epoch: &Epoch,
        uids: Vec<String>,
        mails: Vec<crate::inbox::RawMail>,
        work: &mut Work,
    ) -> Result<(), Broken> {
        let there: HashSet<&String> = mails.iter().map(|mail| &mail.place.uid).collect();
        let missing: Vec<String> = uids.iter().filter(|uid| !there.contains(uid)).cloned().collect();
        for uid in uids.iter().filter(|uid| there.contains(uid)) {
            work.done(uid);
        }
        let (desk, clock) = (Arc::clone(&self.shop.desk), self.shop.clock.clone());
        let opened = {
            let desk = Arc::clone(&desk);
            on_threads(mails, move |mail| desk.open(mail)).await?
        };
        let (opened, quoted) = self
            .shop
            .store
            .write(move |books| {
                let quoted = opened.iter().map(|mail| books.quoted(mail.thread())).collect::<Result<Vec<_>, _>>()?;
                Ok((opened, quoted))
            })
            .await?;
        let read = {
            let desk = Arc::clone(&desk);
            on_threads(opened.into_iter().zip(quoted).collect(), move |(mail, quoted)| desk.read(mail, quoted)).await?
        };
        let (mailbox, validity) = (epoch.mailbox.clone(), epoch.validity);
        self.record(epoch, work, move |books| {
            // One that was listed and is not there now was taken away by somebody, or the server hides it. The next pass tells.
            for uid in &missing {
                books.fetch_failed(Spot { mailbox: &mailbox, validity, uid })?;
            }
            desk.receive(&read, books, clock.now())
        })
        .await
    }

    async fn set_aside(&mut self, epoch: &Epoch, uid: String, reason: &'static str, work: &mut Work) -> Result<(), Broken> {
        work.done(&uid);
        let (mailbox, validity, now) = (epoch.mailbox.clone(), epoch.validity, self.shop.clock.now());
        self.record(epoch, work, move |books| Ok(vec![record_unread(Spot { mailbox: &mailbox, validity, uid: &uid }, reason, books, now)?]))
            .await
    }

    /// Does `write` and moves the cursor on in one transaction; then tells of it.
    async fn record(
        &self,
        epoch: &Epoch,
        work: &Work,
        write: impl FnOnce(&crate::store::Books<'_>) -> Result<Vec<Receipt>, StoreError> + Send + 'static,
    ) -> Result<(), Broken> {
        let (mailbox, validity, next_uid) = (epoch.mailbox.clone(), epoch.validity, work.next_uid());
        let receipts = self
            .shop
            .store
            .write(move |books| {
                let receipts = write(books)?;
                if let Some(next_uid) = next_uid {
                    books.advance(&mailbox, validity, next_uid)?;
                }
                Ok(receipts)
            })
            .await?;
        for receipt in &receipts {
            let _span = tracing::info_span!("mail", uid = receipt.uid, message_id = receipt.message_id).entered();
            tracing::info!(outcome = receipt.outcome.key(), reason = receipt.reason, "recorded");
        }
        self.shop.tally.send_modify(|tally| {
            tally.recorded += receipts.len() as u64;
            for receipt in &receipts {
                *tally.outcomes.entry(receipt.outcome).or_default() += 1;
            }
        });
        if receipts.iter().any(|receipt| receipt.answered) {
            self.shop.kick.notify_one();
        }
        Ok(())
    }

    /// Moves what is recorded and not yet moved, each tray as one set. A folder that can't be written is for the next pass; the mail
    /// stays in sight meanwhile, and the ledger knows it.
    async fn file(&mut self, epoch: &Epoch) -> Result<(), Broken> {
        let (mailbox, validity) = (epoch.mailbox.clone(), epoch.validity);
        let unfiled = self.shop.store.write(move |books| books.unfiled(&mailbox, validity)).await?;
        for (tray, filing) in [(Tray::Done, Filing::Done), (Tray::Review, Filing::Review)] {
            let of_tray: Vec<&Unfiled> = unfiled.iter().filter(|mail| mail.tray == tray).collect();
            if of_tray.is_empty() {
                continue;
            }
            let uids: Vec<String> = of_tray.iter().map(|mail| mail.uid.clone()).collect();
            let ids: Vec<LedgerId> = of_tray.iter().map(|mail| mail.id).collect();
            match self.shop.stop.or(self.inbox.file(&uids, filing)).await.ok_or(Broken::Stopped)? {
                Ok(()) => {
                    let now = self.shop.clock.now();
                    self.shop.store.write(move |books| books.filed(&ids, now)).await?;
                }
                Err(InboxError::Folder(error)) => {
                    tracing::warn!(%error, mails = uids.len(), "processed mail can't be moved; tried again later")
                }
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }

    /// After a panic inside the connection nothing of it can be trusted.
    fn renew(&mut self, broken: &Broken) -> Result<(), InboxError> {
        if matches!(broken, Broken::Panic) {
            self.inbox = Inbox::new(&self.shop.config.mailbox, self.shop.dialler.clone())?;
        }
        Ok(())
    }

    fn pause_after(&self, broken: &Broken, failures: u32) -> Duration {
        let lot = self.shop.jitter.fraction();
        match broken {
            Broken::Inbox(InboxError::Login(_)) => LOGIN.delay(failures, lot),
            Broken::Inbox(InboxError::Throttled(patience, _)) => RECONNECT.delay(failures, lot).max(*patience),
            _ => RECONNECT.delay(failures, lot),
        }
    }

    fn recorded(&self) -> u64 {
        self.shop.tally.borrow().outcomes.values().sum()
    }
}

/// Does `work` on each item, on several threads, and keeps the order.
async fn on_threads<T, U>(items: Vec<T>, work: impl Fn(T) -> U + Clone + Send + 'static) -> Result<Vec<U>, Broken>
where
    T: Send + 'static,
    U: Send + 'static,
{
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let share = items.len().div_ceil(threads).max(1);
    let mut items = items.into_iter();
    let mut shares = Vec::new();
    loop {
        let items: Vec<T> = items.by_ref().take(share).collect();
        if items.is_empty() {
            break;
        }
        let work = work.clone();
        shares.push(tokio::task::spawn_blocking(move || items.into_iter().map(work).collect::<Vec<U>>()));
    }
    let mut done = Vec::new();
    for share in shares {
        done.extend(share.await.map_err(|_| Broken::Panic)?);
    }
    Ok(done)
}

/// What one pass has to do.
struct Work {
    steps: Vec<Step>,
    /// Broke a fetch once and are not there any more.
    gone: Vec<String>,
    /// The numbers of those that are not in the ledger yet.
    open: BTreeSet<u32>,
    /// The number after the last one that was listed; `None` where messages have no numbers, or none was listed.
    end: Option<u32>,
}

enum Step {
    Batch(Vec<String>),
    Single(String),
}

impl Work {
    fn done(&mut self, uid: &str) {
        if let Ok(number) = uid.parse() {
            self.open.remove(&number);
        }
    }

    /// Where the cursor may move to: all below are in the ledger.
    fn next_uid(&self) -> Option<u32> {
        self.end.map(|end| self.open.first().copied().unwrap_or(end))
    }
}

/// UIDVALIDITY is never 0 (RFC 3501 section 9, nz-number); the epoch of a Maildir is.
fn validity_counts(epoch: &Epoch) -> bool {
    epoch.validity != 0
}

fn report(broken: &Broken, wait: Duration) {
    let seconds = wait.as_secs();
    match broken {
        Broken::Inbox(InboxError::Login(error)) => tracing::error!(%error, seconds, "the mailbox refuses the login; a person must look"),
        Broken::Inbox(InboxError::Throttled(_, error)) => tracing::warn!(%error, seconds, "the mailbox server asks for patience"),
        Broken::Inbox(error) => tracing::warn!(%error, seconds, "the mailbox can't be read; trying again"),
        Broken::Store(error) => tracing::error!(%error, seconds, "the database can't be written; no mail is taken in meanwhile"),
        Broken::Panic => tracing::error!(seconds, "the connection to the mailbox failed in an unforeseen way; making a new one"),
        Broken::Stopped => {}
    }
}

impl From<Broken> for DaemonError {
    fn from(broken: Broken) -> Self {
        match broken {
            Broken::Inbox(error) => Self::Mailbox(error),
            Broken::Store(error) => Self::Store(error),
            Broken::Panic | Broken::Stopped => Self::Panicked("while reading the mailbox".to_owned()),
        }
    }
}

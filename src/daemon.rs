//! Starts and stops the tasks: `receiving` takes mails in, `sending` takes letters out, `digests` writes to the organisers.
//!
//! They share the store, a kick ("there are letters") and the stop signal, nothing else. Each stops only at safe points: between two
//! batches, two letters, two digests, and while it waits. That is a courtesy; after `kill -9` nothing is lost either, since every step is
//! committed before the next one is taken.
//!
//! Time, lots, connections and the stop signal come in as arguments (law 8), so that a test runs the whole daemon over in-memory streams
//! with tokio's clock paused.

mod digests;
mod receiving;
mod sending;

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::{Notify, watch};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::clock::{Clock, Lots};
use crate::config::Config;
use crate::inbox::InboxError;
use crate::intake::Desk;
use crate::net::Dialler;
use crate::outbox::{OutboxError, schedule};
use crate::registry::decision::Outcome;
use crate::reply::TemplateError;
use crate::store::{Store, StoreError};
use digests::Digests;
use receiving::Receiving;
use sending::Sending;

/// After the stop signal, what still runs is broken off; a letter in DATA is then uncertain, all else is done again. Leaves two of the
/// ten seconds within which the daemon promises to stop.
const GRACE: Duration = Duration::from_secs(8);

/// How long the daemon runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Until all there is was processed and all that could be sent was sent.
    Once,
    /// Until it is told to stop.
    Forever,
}

/// What has been done so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Mails that waited when the mailbox was last listed, those already recorded left out.
    pub waiting: u64,
    /// Of these, how many have their outcome.
    pub recorded: u64,
    /// Mails by outcome, over the whole run.
    pub outcomes: BTreeMap<Outcome, u64>,
    /// Letters accepted by the server.
    pub sent: u64,
    /// Letters refused for good.
    pub failed: u64,
    /// Letters cut off after DATA.
    pub uncertain: u64,
}

/// Why the daemon can't start, or with [`Mode::Once`] could not do all.
#[derive(Debug, thiserror::Error)]
pub enum DaemonError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A template.
    #[error(transparent)]
    Template(#[from] TemplateError),
    /// The mailbox.
    #[error("the mailbox: {0}")]
    Mailbox(#[from] InboxError),
    /// The way out can't be used as configured.
    #[error("the way out: {0}")]
    Outbox(#[from] OutboxError),
    /// The server for outgoing mail refuses or can't be reached; the letters stay queued.
    #[error("letters can't be sent and stay queued: {0}")]
    Sending(String),
    /// A bug.
    #[error("a task of the daemon panicked: {0}")]
    Panicked(String),
}

/// Runs the desk until `stop` is ready or, with [`Mode::Once`], all is done.
///
/// Fails if it can't start (database, templates, certificate authorities). Once it runs forever, nothing ends it but `stop`: what fails
/// is logged and tried again. With [`Mode::Once`] it fails if mailbox or way out can't be used.
pub async fn run(
    config: Config,
    clock: Clock,
    lots: Lots,
    dialler: Dialler,
    stop: impl Future<Output = ()>,
    mode: Mode,
) -> Result<Summary, DaemonError> {
    let (tally, _) = watch::channel(Summary::default());
    run_watched(config, clock, lots, dialler, stop, mode, tally).await
}

/// As [`run`]; what has been done so far can be followed on `tally`.
pub async fn run_watched(
    config: Config,
    clock: Clock,
    lots: Lots,
    dialler: Dialler,
    stop: impl Future<Output = ()>,
    mode: Mode,
    tally: watch::Sender<Summary>,
) -> Result<Summary, DaemonError> {
    let desk = Arc::new(Desk::new(&config, lots.clone())?);
    let store = open(&config, &clock).await?;
    let (stopper, stopped) = watch::channel(false);
    let jitter = Lots::seeded(lots.draw() as u64);
    let shop = Shop {
        config: Arc::new(config),
        desk,
        store,
        clock,
        lots,
        jitter,
        dialler,
        stop: Stop(stopped),
        kick: Arc::new(Notify::new()),
        tally: Arc::new(tally),
    };
    let receiving = Receiving::new(shop.clone())?;
    let sending = Sending::new(shop.clone())?;
    let digests = Digests::new(shop.clone());

    let mut tasks: JoinSet<Result<(), DaemonError>> = JoinSet::new();
    match mode {
        Mode::Forever => {
            let passes = receiving.passes();
            tasks.spawn(receiving.forever());
            tasks.spawn(sending.forever());
            tasks.spawn(digests.forever(passes));
        }
        Mode::Once => {
            let (last, written) = watch::channel(false);
            let kick = Arc::clone(&shop.kick);
            tasks.spawn(async move {
                let writing = async {
                    let received = receiving.once().await;
                    digests.once().await;
                    last.send_replace(true);
                    kick.notify_one();
                    received
                };
                // What was recorded is answered, even if the rest of the mailbox could not be read.
                let (received, sent) = tokio::join!(writing, sending.once(written));
                received.and(sent)
            });
        }
    }
    tracing::info!(mode = ?mode, "started");
    let ended = supervise(&mut tasks, stop, stopper).await;
    tracing::info!("stopped");
    ended.map(|()| shop.tally.borrow().clone())
}

/// Waits for the tasks. At the stop signal, or when one of them fails, all are told to stop.
async fn supervise(
    tasks: &mut JoinSet<Result<(), DaemonError>>,
    stop: impl Future<Output = ()>,
    stopper: watch::Sender<bool>,
) -> Result<(), DaemonError> {
    let mut stop = std::pin::pin!(stop);
    let mut result = Ok(());
    let mut give_up: Option<Instant> = None;
    loop {
        let stopping = give_up.is_some();
        let patience = async move {
            match give_up {
                Some(at) => tokio::time::sleep_until(at).await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            () = &mut stop, if !stopping => {
                tracing::info!("stopping");
                give_up = Some(Instant::now() + GRACE);
                stopper.send_replace(true);
            }
            () = patience => {
                tracing::warn!("what still ran was broken off");
                tasks.shutdown().await;
                return result;
            }
            ended = tasks.join_next() => {
                let Some(ended) = ended else { return result };
                let failed = match ended {
                    Ok(Ok(())) => continue,
                    Ok(Err(error)) => error,
                    Err(error) => DaemonError::Panicked(error.to_string()),
                };
                give_up = give_up.or_else(|| Some(Instant::now() + GRACE));
                stopper.send_replace(true);
                result = result.and(Err(failed));
            }
        }
    }
}

async fn open(config: &Config, clock: &Clock) -> Result<Store, DaemonError> {
    let (path, now) = (config.database.clone(), clock.now());
    let store = tokio::task::spawn_blocking(move || Store::open(&path, now)).await;
    let store = store.map_err(|e| DaemonError::Panicked(e.to_string()))??;
    let (queued, uncertain) = store.write(move |books| books.recover(schedule::UNCERTAIN_HOLD, now)).await?;
    if queued + uncertain > 0 {
        tracing::warn!(queued, uncertain, "the last run was broken off while it was sending");
    }
    Ok(store)
}

/// What the tasks share.
#[derive(Clone, Debug)]
struct Shop {
    config: Arc<Config>,
    desk: Arc<Desk>,
    store: Store,
    clock: Clock,
    lots: Lots,
    /// Lots that only spread waits. Tasks draw these at the same time, in whatever order; from a source of their own, so that the
    /// Message-IDs of a seeded run are always the same.
    jitter: Lots,
    dialler: Dialler,
    stop: Stop,
    /// Letters were queued.
    kick: Arc<Notify>,
    tally: Arc<watch::Sender<Summary>>,
}

impl Shop {
    /// The moment at which the clock will show `time`, an hour ahead at most: somebody may set the clock meanwhile.
    fn moment(&self, time: Timestamp) -> Instant {
        const MOST: Duration = Duration::from_secs(3600);
        let ahead = time.duration_since(self.clock.now()).max(jiff::SignedDuration::ZERO);
        Instant::now() + Duration::try_from(ahead).unwrap_or(MOST).min(MOST)
    }
}

/// The stop signal, once given never taken back.
#[derive(Clone, Debug)]
struct Stop(watch::Receiver<bool>);

impl Stop {
    fn given(&self) -> bool {
        *self.0.borrow()
    }

    /// Ready as soon as the signal is given.
    async fn signal(&self) {
        let mut receiver = self.0.clone();
        // The sender lives as long as the daemon; without it, it is time to stop, too.
        let _ = receiver.wait_for(|given| *given).await;
    }

    /// What `work` gives, or `None` if the signal comes first: `work` is dropped then, so it must be safe to break off.
    async fn or<T>(&self, work: impl Future<Output = T>) -> Option<T> {
        tokio::select! {
            biased;
            () = self.signal() => None,
            done = work => Some(done),
        }
    }
}

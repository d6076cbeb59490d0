//! `empfang run`: the daemon, with the machine's clock, network and signals.

use std::future::Future;
use std::io::{self, IsTerminal};
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::screen::{Screen, progress};
use super::{Failure, LogFormat, RunOptions, log};
use crate::clock::{Clock, Lots};
use crate::daemon::{self, Mode, Summary};
use crate::net::Dialler;
use crate::registry::decision::Outcome;

/// After the tasks have ended, threads that still wait for a disk or a name server get this long.
const LAST_THREADS: Duration = Duration::from_secs(1);

/// Runs until a signal comes, or with `--once` until nothing is left to do; then says what was done.
pub fn run(options: &RunOptions, clock: Clock, lots: Lots, screen: &mut Screen) -> Result<(), Failure> {
    let mode = if options.once { Mode::Once } else { Mode::Forever };
    // a person who watches gets a bar instead of a line a mail
    let watched = options.once && matches!(options.log_format, LogFormat::Text) && io::stderr().is_terminal();
    log::start(options.log_format, if watched { "warn" } else { "info" });
    let config = options.config.load()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let stop = stop_signal()?;
        let (tally, follower) = watch::channel(Summary::default());
        if watched {
            tokio::spawn(follow(follower));
        }
        let run = daemon::run_watched(config, clock, lots, Dialler::tcp(), stop, mode, tally);
        run.await.map_err(|e| Failure::because("stopped", &e))
    });
    runtime.shutdown_timeout(LAST_THREADS);
    let summary = result?;
    if options.once { tell(&summary, screen) } else { Ok(()) }
}

/// Ends at the first SIGTERM or SIGINT. Both are caught from now on, so that none is missed before somebody waits for it.
fn stop_signal() -> io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

/// Shows how far it is, until the daemon has ended.
async fn follow(mut tally: watch::Receiver<Summary>) {
    let bar = progress(0, "mails");
    while tally.changed().await.is_ok() {
        let now = tally.borrow_and_update().clone();
        if now.waiting == 0 && now.sent == 0 {
            continue;
        }
        bar.set_length(now.waiting);
        bar.set_position(now.recorded);
        bar.set_message(format!("mails (letters sent: {})", now.sent));
    }
    bar.finish_and_clear();
}

fn tell(summary: &Summary, screen: &mut Screen) -> Result<(), Failure> {
    let mails: u64 = summary.outcomes.values().sum();
    let counts = Outcome::ALL.into_iter().filter_map(|outcome| Some((summary.outcomes.get(&outcome)?, outcome.key())));
    let words: Vec<_> = counts.filter(|(n, _)| **n > 0).map(|(n, outcome)| format!("{n} {outcome}")).collect();
    let of = if words.is_empty() { String::new() } else { format!(" ({})", words.join(", ")) };
    let stuck = [(summary.failed, "undeliverable"), (summary.uncertain, "uncertain")];
    let stuck: String = stuck.iter().filter(|(n, _)| *n > 0).map(|(n, what)| format!(", {n} {what}")).collect();
    screen.line(&format!("{mails} new mails{of}, {} letters sent{stuck}", summary.sent))?;
    Ok(())
}

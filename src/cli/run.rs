//! `empfang run`: the daemon, with the machine's clock, network and signals.

use std::future::Future;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use super::{Failure, RunOptions, log};
use crate::clock::{Clock, Lots};
use crate::daemon::{self, Mode};
use crate::net::Dialler;

/// After the tasks have ended, threads that still wait for a disk or a name server get this long.
const LAST_THREADS: Duration = Duration::from_secs(2);

/// Runs until a signal comes, or with `--once` until nothing is left to do.
pub fn run(options: &RunOptions, clock: Clock, lots: Lots) -> Result<(), Failure> {
    log::start(options.log_format, "info");
    let config = options.config.load()?;
    let mode = if options.once { Mode::Once } else { Mode::Forever };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let result = runtime.block_on(async {
        let stop = stop_signal()?;
        daemon::run(config, clock, lots, Dialler::tcp(), stop, mode).await.map_err(|e| Failure::because("stopped", &e))
    });
    runtime.shutdown_timeout(LAST_THREADS);
    result
}

/// Ends at the first SIGTERM or SIGINT. Installed at once, so that no signal is missed before it is waited for.
fn stop_signal() -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        let name = tokio::select! {
            _ = terminate.recv() => "SIGTERM",
            _ = interrupt.recv() => "SIGINT",
        };
        tracing::info!(signal = name, "stopping");
    })
}

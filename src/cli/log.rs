//! The log: to standard error, as text or JSON, as much of it as `RUST_LOG` asks for.
//!
//! Two libraries write passwords into their traces: async-imap the LOGIN command, lettre the AUTH exchange. They are held at WARN whatever
//! `RUST_LOG` says.

use std::io::{self, IsTerminal};

use tracing::{Level, Metadata};
use tracing_subscriber::filter::{EnvFilter, filter_fn};
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

use super::LogFormat;

/// The targets that are held at WARN.
const QUIET: [&str; 4] = ["async_imap", "imap_proto", "lettre", "rustls"];

/// Starts the log; `usual` is what is written where `RUST_LOG` says nothing.
pub fn start(format: LogFormat, usual: &str) {
    let wanted = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(usual));
    let layer = match format {
        LogFormat::Text => fmt::layer().with_writer(io::stderr).with_ansi(io::stderr().is_terminal()).with_target(false).boxed(),
        LogFormat::Json => fmt::layer().json().flatten_event(true).with_writer(io::stderr).boxed(),
    };
    // a second start can only be a test's, and the first log serves it as well
    let _ = tracing_subscriber::registry().with(filter_fn(may_be_written)).with(wanted).with(layer).try_init();
}

fn may_be_written(record: &Metadata<'_>) -> bool {
    let quiet = QUIET.iter().any(|name| record.target().strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with("::")));
    !quiet || *record.level() <= Level::WARN
}

//! The commands, one file each; here what is typed, and how a command ends.
//!
//! Exit codes (a contract): 0 done, 1 failed, 2 used wrongly, which are bad arguments and faults of the configuration.

mod check;
mod demo;
mod digest;
mod ledger;
mod list;
mod log;
mod outbox;
mod read;
mod run;
mod screen;

use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::clock::{Clock, Lots};
use crate::config::{self, Config, Fault};
use screen::Screen;

/// Reads the arguments of the program, runs the command, and gives its exit code.
pub fn main() -> ExitCode {
    std::panic::set_hook(Box::new(|panic| {
        // what a panic says may quote the mail that caused it; where it happened is all that belongs into a log (law 7)
        let place = panic.location().map_or_else(|| "an unknown place".to_owned(), ToString::to_string);
        tracing::error!(%place, "the program erred");
    }));
    match dispatch(Cli::parse().command) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Interrupted) => ExitCode::SUCCESS,
        Err(Failure::Failed(text)) => {
            eprintln!("empfang: {text}");
            ExitCode::from(1)
        }
        Err(Failure::Misused(lines)) => {
            lines.iter().for_each(|line| eprintln!("{line}"));
            ExitCode::from(2)
        }
    }
}

fn dispatch(command: Command) -> Result<(), Failure> {
    let clock = Clock::System;
    let mut screen = Screen::stdout();
    match command {
        Command::Run(options) => run::run(&options, clock, Lots::system()?, &mut screen)?,
        Command::Demo(options) => demo::demo(&options, &mut screen)?,
        Command::Read(options) => read::read(&options, &clock, &mut screen)?,
        Command::Check(options) => check::check(&options, &clock, &mut screen)?,
        Command::List(options) => list::list(&options, &mut screen)?,
        Command::Outbox(options) => outbox::outbox(&options, &mut screen)?,
        Command::Ledger(options) => ledger::ledger(&options, &mut screen)?,
        Command::Digest(options) => digest::digest(&options, &clock, &Lots::system()?, &mut screen)?,
    }
    screen.finish()?;
    Ok(())
}

/// How a command ends if it does not end well.
#[derive(Debug)]
enum Failure {
    /// It could not be done; why, for the eye. Exit code 1.
    Failed(String),
    /// Bad arguments, or every fault of the configuration, one a line. Exit code 2.
    Misused(Vec<String>),
    /// Whoever read the output has stopped reading (`empfang list | head`). Exit code 0.
    Interrupted,
}

impl Failure {
    /// Could not be done, because of `error` with all its sources.
    fn because(what: &str, error: &dyn std::error::Error) -> Self {
        let mut text = format!("{what}: {error}");
        let mut source = error.source();
        while let Some(cause) = source {
            let more = cause.to_string();
            if !text.contains(&more) {
                text.push_str(": ");
                text.push_str(&more);
            }
            source = cause.source();
        }
        Self::Failed(text)
    }

    fn misused(text: String) -> Self {
        Self::Misused(vec![format!("empfang: {text}")])
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Misused(faults.iter().map(Fault::to_string).collect())
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Self::Interrupted } else { Self::Failed(error.to_string()) }
    }
}

/// A registration desk for events that lives in a mailbox: it reads registrations as people write them, records and answers them, and
/// tells the organisers once a day what happened.
#[derive(Debug, Parser)]
#[command(name = "empfang", version, max_term_width = 100, after_help = FIRST_STEPS)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

const FIRST_STEPS: &str = "\
First steps:
  empfang demo                                         all of it, without any server
  empfang read --event config/events/kassel.toml MAIL  how a mail is understood, and why
  empfang check -c config/empfang.toml --online        is all set up, do the servers answer?
  empfang run -c config/empfang.toml                   the daemon

Exit codes: 0 done, 1 failed, 2 used wrongly (arguments or configuration).
RUST_LOG sets what is logged, for instance RUST_LOG=empfang=debug.";

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the desk: read, record and answer mails as they arrive
    #[command(after_help = "\
Examples:
  empfang run -c /etc/empfang/empfang.toml       until SIGTERM or Ctrl-C
  empfang run -c empfang.toml --once             all that waits, then end
  empfang run -c empfang.toml --log-format json  for a log collector

One daemon a database: a second one refuses to start. Nothing is lost if it is killed.")]
    Run(RunOptions),
    /// Show the whole way on built-in sample mails, without any server
    #[command(after_help = "\
Examples:
  empfang demo                  into the folder empfang-demo
  empfang demo --dir /tmp/demo  into another folder

The answers are .eml files, which every mail program opens. Every run gives the same.")]
    Demo(DemoOptions),
    /// Show how mails are understood, with the words each field was read from
    #[command(after_help = "\
Examples:
  empfang read --event config/events/kassel.toml anmeldung.eml
  empfang read --event config/events/kassel.toml --json mails/ > readings.jsonl
  curl -s … | empfang read --event config/events/kassel.toml -

Needs no configuration, database or network, and changes nothing. Any file is taken, whatever it
holds. A mail counts as arrived at the time of its topmost Received header, else of its file.")]
    Read(ReadOptions),
    /// Check the configuration, and with --online the servers
    #[command(after_help = "\
Examples:
  empfang check -c empfang.toml           every fault with file, line and key; writes every letter
  empfang check -c empfang.toml --online  logs in to the mailbox and the mail server as well")]
    Check(CheckOptions),
    /// List the registrations
    #[command(after_help = "\
Examples:
  empfang list -c empfang.toml
  empfang list -c empfang.toml --json | jq -r 'select(.state == \"confirmed\") | .name'")]
    List(ReportOptions),
    /// List the answers and what became of them
    Outbox(ReportOptions),
    /// List every mail that ever arrived, with its outcome and the reason
    Ledger(ReportOptions),
    /// Write the organisers' digest as of now into a folder, without sending it
    #[command(after_help = "\
Examples:
  empfang digest -c empfang.toml --preview /tmp/digest  EVENT.eml and EVENT.html for every event")]
    Digest(DigestOptions),
}

/// Which configuration.
#[derive(Debug, Args)]
struct ConfigFile {
    /// The configuration file
    #[arg(short, long = "config", value_name = "FILE")]
    config: PathBuf,
}

impl ConfigFile {
    fn path(&self) -> &Path {
        &self.config
    }

    /// The whole configuration.
    fn load(&self) -> Result<Config, Failure> {
        Ok(config::load(&self.config)?)
    }

    /// The configuration without its passwords, to look into the database.
    fn load_to_look(&self) -> Result<Config, Failure> {
        Ok(config::load_without_secrets(&self.config)?)
    }
}

#[derive(Debug, Args)]
struct RunOptions {
    #[command(flatten)]
    config: ConfigFile,
    /// Do all there is to do, then end
    #[arg(long)]
    once: bool,
    /// How the log is written (to standard error)
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LogFormat::Text)]
    log_format: LogFormat,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum LogFormat {
    /// For the eye
    Text,
    /// One JSON object a line
    Json,
}

#[derive(Debug, Args)]
struct DemoOptions {
    /// The folder to write into; what an earlier demo has left there is replaced
    #[arg(long, value_name = "DIR", default_value = "empfang-demo")]
    dir: PathBuf,
}

#[derive(Debug, Args)]
struct ReadOptions {
    /// The event file
    #[arg(long, value_name = "FILE")]
    event: PathBuf,
    /// Print one JSON object a line for every mail
    #[arg(long)]
    json: bool,
    /// When the mails arrived, instead of what they say: 2026-11-17T18:00 (local to the event), or with an offset
    #[arg(long, value_name = "TIME")]
    arrived: Option<String>,
    /// Mails as files; a folder stands for the files in it, - for standard input
    #[arg(value_name = "MAIL", required = true)]
    mails: Vec<PathBuf>,
}

#[derive(Debug, Args)]
struct CheckOptions {
    #[command(flatten)]
    config: ConfigFile,
    /// Log in to the mailbox and the mail server, and say what each can
    #[arg(long)]
    online: bool,
}

#[derive(Debug, Args)]
struct ReportOptions {
    #[command(flatten)]
    config: ConfigFile,
    /// Print one JSON object a line
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct DigestOptions {
    #[command(flatten)]
    config: ConfigFile,
    /// The folder to write into
    #[arg(long, value_name = "DIR")]
    preview: PathBuf,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}

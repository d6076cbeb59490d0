//! An IMAP server that follows a script, in the manner of chasquid's `.cmy` files. One line a step:
//!
//! - `C: text`: the client sends a tagged command; the tag is kept. `c: text`: it sends a line without a tag.
//! - `S: text`: the server sends a line; `$` at its start stands for the tag of the oldest command that was not yet answered.
//! - `EOF`: the server closes the connection. `SILENCE`: it says nothing more. `PAUSE 30`: it waits so many seconds (of tokio's clock).
//! - `#`: a comment.
//!
//! At the end of its script the server waits for the client to close; another command is a fault.

#![allow(dead_code, reason = "each test file uses its own part")]

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use empfang::config::{Account, MailboxConfig, Secret, Source};
use empfang::inbox::Inbox;
use empfang::net::{BoxStream, Dialler, Endpoint, Security};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, DuplexStream, duplex};
use tokio::task::JoinHandle;

/// The servers that a client dials one after the other.
pub struct Servers {
    running: Arc<Mutex<Vec<Running>>>,
    scripts: Arc<Mutex<VecDeque<String>>>,
}

type Running = JoinHandle<Result<(), String>>;

impl Servers {
    /// Servers for `scripts` and the dialler that leads to them.
    pub fn new(scripts: &[&str]) -> (Self, Dialler) {
        let scripts: Arc<Mutex<VecDeque<String>>> = Arc::new(Mutex::new(scripts.iter().map(|s| s.to_string()).collect()));
        let running = Arc::new(Mutex::new(Vec::new()));
        let servers = Self { running: Arc::clone(&running), scripts: Arc::clone(&scripts) };
        let dialler = Dialler::new(move |_, _| {
            let script = scripts.lock().unwrap().pop_front();
            let running = Arc::clone(&running);
            async move {
                let script = script.ok_or(std::io::ErrorKind::ConnectionRefused)?;
                let (ours, theirs) = duplex(1 << 16);
                running.lock().unwrap().push(tokio::spawn(serve(theirs, script)));
                Ok(Box::new(ours) as BoxStream)
            }
        });
        (servers, dialler)
    }

    /// Fails unless all scripts were played to their end. Drop the client before.
    pub async fn finish(self) {
        assert!(self.scripts.lock().unwrap().is_empty(), "not all servers were dialled");
        let running = std::mem::take(&mut *self.running.lock().unwrap());
        for server in running {
            server.await.unwrap().unwrap();
        }
    }
}

/// An inbox of `anmeldung`, password `geheim`, that meets `scripts`; folders Empfang/Erledigt and Empfang/Prüfen, 100 bytes a mail.
pub fn inbox(scripts: &[&str]) -> (Inbox, Servers) {
    let (servers, dialler) = Servers::new(scripts);
    (Inbox::new(&config(Security::None), dialler).unwrap(), servers)
}

pub fn config(security: Security) -> MailboxConfig {
    MailboxConfig {
        source: Source::Imap(Account {
            endpoint: Endpoint { host: "localhost".to_owned(), port: 143, security },
            user: Some("anmeldung".to_owned()),
            password: Some(Secret::new("geheim".to_owned())),
            ca: None,
        }),
        poll: Duration::from_secs(60),
        done: "Empfang/Erledigt".to_owned(),
        review: "Empfang/Prüfen".to_owned(),
        fetch_limit: 100,
        batch: 50,
        authserv_id: None,
    }
}

async fn serve(stream: DuplexStream, script: String) -> Result<(), String> {
    let mut stream = BufReader::new(stream);
    let mut tags = VecDeque::new();
    for step in script.lines().map(str::trim_start).filter(|step| !step.is_empty() && !step.starts_with('#')) {
        if let Some(text) = step.strip_prefix("C: ") {
            let line = read_line(&mut stream, step).await?;
            let (tag, command) = line.split_once(' ').ok_or(format!("expected {step:?}, found {line:?}"))?;
            if command != text {
                return Err(format!("expected {step:?}, found {line:?}"));
            }
            tags.push_back(tag.to_owned());
        } else if let Some(text) = step.strip_prefix("c: ") {
            let line = read_line(&mut stream, step).await?;
            if line != text {
                return Err(format!("expected {step:?}, found {line:?}"));
            }
        } else if let Some(text) = step.strip_prefix("S: ").or(step.eq("S:").then_some("")) {
            let line = match text.strip_prefix('$') {
                Some(rest) => format!("{}{rest}\r\n", tags.pop_front().ok_or(format!("no command to answer at {step:?}"))?),
                None => format!("{text}\r\n"),
            };
            // A client that is gone has its reasons; whether they are right shows in what it reports.
            drop(stream.write_all(line.as_bytes()).await);
        } else if step == "EOF" {
            return Ok(());
        } else if step == "SILENCE" {
            tokio::io::copy(&mut stream, &mut tokio::io::sink()).await.map_err(|e| e.to_string())?;
            return Ok(());
        } else if let Some(seconds) = step.strip_prefix("PAUSE ") {
            tokio::time::sleep(Duration::from_secs(seconds.parse().unwrap())).await;
        } else {
            panic!("no step of a script: {step:?}");
        }
    }
    match read_line(&mut stream, "the end").await {
        Ok(line) => Err(format!("expected the end, found {line:?}")),
        Err(_) => Ok(()),
    }
}

async fn read_line(stream: &mut BufReader<DuplexStream>, expected: &str) -> Result<String, String> {
    let mut line = String::new();
    match stream.read_line(&mut line).await {
        Ok(0) => Err(format!("expected {expected:?}, found the end")),
        Ok(_) => line.strip_suffix("\r\n").map(str::to_owned).ok_or(format!("a line without end: {line:?}")),
        Err(e) => Err(format!("expected {expected:?}, found {e}")),
    }
}

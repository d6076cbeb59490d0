//! Passwords and mail never reach the log, whatever is asked of it: two libraries write whole dialogues into their traces.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::thread;

const PASSWORD: &str = "canary-4711";
/// What the IMAP server says first: async-imap's traces show it, as they would show every mail.
const GREETING: &str = "* OK [CAPABILITY IMAP4rev1] every-word-is-overheard";
/// The password as servers hear it: plain, and in base64 by AUTH LOGIN and by AUTH PLAIN (`\0anmeldung\0canary-4711`).
const FORMS: [&str; 3] = [PASSWORD, "Y2FuYXJ5LTQ3MTE", "AGFubWVsZHVuZwBjYW5hcnktNDcxMQ"];

#[test]
fn no_password_in_the_log() {
    let imap = Server::start(GREETING, answer_imap);
    let smtp = Server::start("220 ready", answer_smtp);
    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "events = \"{}/config/events/kassel.toml\"\n[mailbox]\nurl = \"imap://anmeldung@127.0.0.1:{}\"\npassword = {{ env = \"CANARY\" }}\n\
         [smtp]\nurl = \"smtp://anmeldung@127.0.0.1:{}\"\npassword = {{ env = \"CANARY\" }}\nfrom = \"anmeldung@example.org\"\n",
        env!("CARGO_MANIFEST_DIR"),
        imap.port,
        smtp.port
    );
    let file = folder.path().join("empfang.toml");
    std::fs::write(&file, config).unwrap();

    let mut log = String::new();
    for arguments in [vec!["check", "--online"], vec!["run", "--once", "--log-format", "json"]] {
        let output = Command::new(env!("CARGO_BIN_EXE_empfang"))
            .args(&arguments)
            .arg("-c")
            .arg(&file)
            .env("CANARY", PASSWORD)
            .env("RUST_LOG", "trace,async_imap=trace,lettre=trace")
            .output()
            .unwrap();
        log += &String::from_utf8_lossy(&output.stderr);
        log += &String::from_utf8_lossy(&output.stdout);
    }
    for server in [&imap, &smtp] {
        let heard = server.heard.lock().unwrap().clone();
        assert!(shows_password(&heard), "no login was tried, so the test says nothing: {heard}");
    }
    assert!(log.contains("TRACE") || log.contains("DEBUG"), "nothing was logged, so the test says nothing: {log}");
    let line = log.lines().find(|line| shows_password(line) || line.contains("overheard"));
    assert_eq!(line, None);
}

fn shows_password(text: &str) -> bool {
    FORMS.iter().any(|form| text.contains(form))
}

/// A server that listens to everything and grants nothing.
struct Server {
    port: u16,
    heard: Arc<Mutex<String>>,
}

impl Server {
    fn start(greeting: &'static str, answer: fn(&str) -> String) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let (port, heard) = (listener.local_addr().unwrap().port(), Arc::default());
        let notes: Arc<Mutex<String>> = Arc::clone(&heard);
        thread::spawn(move || {
            for stream in listener.incoming() {
                let notes = Arc::clone(&notes);
                thread::spawn(move || {
                    let _ = talk(stream.unwrap(), greeting, answer, &notes);
                });
            }
        });
        Self { port, heard }
    }
}

fn talk(stream: TcpStream, greeting: &str, answer: fn(&str) -> String, heard: &Mutex<String>) -> std::io::Result<()> {
    let mut out = stream.try_clone()?;
    write!(out, "{greeting}\r\n")?;
    for line in BufReader::new(stream).lines() {
        let line = line?;
        heard.lock().unwrap().push_str(&format!("{line}\n"));
        write!(out, "{}", answer(&line))?;
    }
    Ok(())
}

fn answer_imap(line: &str) -> String {
    let (tag, command) = line.split_once(' ').unwrap_or(("*", ""));
    match command.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
        "LOGIN" => format!("{tag} NO [AUTHENTICATIONFAILED] not you\r\n"),
        "AUTHENTICATE" => "+ \r\n".into(),
        "CAPABILITY" => format!("* CAPABILITY IMAP4rev1\r\n{tag} OK done\r\n"),
        "" => "* OK\r\n".into(),
        _ => format!("{tag} NO not here\r\n"),
    }
}

fn answer_smtp(line: &str) -> String {
    match line.split(' ').next().unwrap_or_default().to_ascii_uppercase().as_str() {
        "EHLO" => "250-ready\r\n250 AUTH PLAIN LOGIN\r\n".into(),
        "AUTH" => "235 welcome\r\n".into(),
        "QUIT" => "221 bye\r\n".into(),
        _ => "451 not now\r\n".into(),
    }
}

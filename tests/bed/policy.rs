//! Postfix's policy service (its SMTPD_POLICY_README): the test says what Postfix answers to a recipient, and may change its mind.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// Answers for recipients; who has none is accepted.
pub struct Policy {
    /// Where Postfix asks.
    pub port: u16,
    answers: Arc<Mutex<Answers>>,
}

#[derive(Default)]
struct Answers {
    actions: HashMap<String, String>,
    asked: HashMap<String, usize>,
}

impl Policy {
    /// Starts it on a port of its own. Its threads end with their connections and the test.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let answers = Arc::new(Mutex::new(Answers::default()));
        let shared = answers.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let answers = shared.clone();
                std::thread::spawn(move || serve(stream, &answers));
            }
        });
        Self { port, answers }
    }

    /// From now on `RCPT TO:<recipient>` gets this reply: `450 4.2.0 later`.
    pub fn answer(&self, recipient: &str, reply: &str) {
        self.answers.lock().unwrap().actions.insert(recipient.to_owned(), reply.to_owned());
    }

    /// From now on `recipient` is accepted.
    pub fn accept(&self, recipient: &str) {
        self.answers.lock().unwrap().actions.remove(recipient);
    }

    /// How often Postfix has asked about `recipient`.
    pub fn asked(&self, recipient: &str) -> usize {
        self.answers.lock().unwrap().asked.get(recipient).copied().unwrap_or(0)
    }
}

/// Reads `name=value` lines up to an empty one, answers, and so on.
fn serve(stream: TcpStream, answers: &Mutex<Answers>) -> Option<()> {
    let mut writer = stream.try_clone().ok()?;
    let mut recipient = String::new();
    for line in BufReader::new(stream).lines() {
        let line = line.ok()?;
        match line.strip_prefix("recipient=") {
            Some(address) => recipient = address.to_owned(),
            None if line.is_empty() => {
                let action = {
                    let mut answers = answers.lock().unwrap();
                    *answers.asked.entry(recipient.clone()).or_default() += 1;
                    answers.actions.get(&recipient).cloned()
                };
                // In one piece: Nagle's delay between several would make Postfix look slow.
                writer.write_all(format!("action={}\n\n", action.as_deref().unwrap_or("permit")).as_bytes()).ok()?;
            }
            None => {}
        }
    }
    Some(())
}

//! A small IMAP server with a memory, over in-memory streams: folders, UIDs, flags, MOVE, IDLE. It behaves well, but for what the script
//! says about a command. Everything that a client asked stands in its record.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use empfang::net::{BoxStream, Dialler};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::sync::watch;

/// A message in a folder.
#[derive(Clone, Debug)]
pub struct Message {
    pub uid: u32,
    pub internaldate: String,
    pub flags: Vec<String>,
    pub bytes: Vec<u8>,
}

/// What the server does instead of answering a command.
#[derive(Clone, Debug)]
pub enum Fault {
    /// Closes the connection.
    Cut,
    /// Refuses the command: `NO …`, `BAD …`.
    Refuse(String),
    /// Says nothing more.
    Silence,
}

type Script = Arc<dyn Fn(usize, &str) -> Option<Fault> + Send + Sync>;

/// The server.
#[derive(Clone)]
pub struct Server {
    state: Arc<Mutex<State>>,
    changes: Arc<watch::Sender<u64>>,
    script: Arc<Mutex<Script>>,
}

struct State {
    validity: u32,
    next_uid: u32,
    folders: BTreeMap<String, Vec<Message>>,
    connections: usize,
    commands: Vec<String>,
    abilities: String,
}

impl Server {
    /// A server with an empty INBOX that can do MOVE, UIDPLUS and IDLE.
    pub fn new() -> Self {
        let state = State {
            validity: 7,
            next_uid: 1,
            folders: BTreeMap::from([("INBOX".to_owned(), Vec::new())]),
            connections: 0,
            commands: Vec::new(),
            abilities: "IDLE MOVE UIDPLUS".to_owned(),
        };
        let script: Script = Arc::new(|_, _| None);
        Self { state: Arc::new(Mutex::new(state)), changes: Arc::new(watch::Sender::new(0)), script: Arc::new(Mutex::new(script)) }
    }

    /// From now on, `script` is asked about each command: the number of its connection, and the command without its tag.
    pub fn script(&self, script: impl Fn(usize, &str) -> Option<Fault> + Send + Sync + 'static) {
        *self.script.lock().unwrap() = Arc::new(script);
    }

    /// Says that the server can do no more than this.
    pub fn abilities(&self, abilities: &str) {
        self.state.lock().unwrap().abilities = abilities.to_owned();
    }

    /// Puts a message into INBOX, as if it had arrived at `internaldate` (` 7-Nov-2026 08:00:00 +0000`).
    pub fn deliver(&self, internaldate: &str, flags: &[&str], bytes: &str) {
        let mut state = self.state.lock().unwrap();
        let uid = state.next_uid;
        state.next_uid += 1;
        let flags = flags.iter().map(|flag| (*flag).to_owned()).collect();
        let message = Message { uid, internaldate: internaldate.to_owned(), flags, bytes: bytes.replace('\n', "\r\n").into_bytes() };
        state.folders.get_mut("INBOX").unwrap().push(message);
        drop(state);
        self.changes.send_modify(|n| *n += 1);
    }

    /// The messages of a folder.
    pub fn folder(&self, name: &str) -> Vec<Message> {
        self.state.lock().unwrap().folders.get(name).cloned().unwrap_or_default()
    }

    /// Moves everything back into INBOX under another UIDVALIDITY and new UIDs, as after a restore.
    pub fn renumber(&self) {
        let mut state = self.state.lock().unwrap();
        state.validity += 1;
        let all: Vec<Message> = state.folders.values_mut().flat_map(std::mem::take).collect();
        state.next_uid = 1 + all.len() as u32;
        let renumbered = all.into_iter().zip(1..).map(|(message, uid)| Message { uid, ..message }).collect();
        *state.folders.get_mut("INBOX").unwrap() = renumbered;
    }

    /// All commands so far, without tags.
    pub fn commands(&self) -> Vec<String> {
        self.state.lock().unwrap().commands.clone()
    }

    /// The way to the server.
    pub async fn dial(&self) -> std::io::Result<BoxStream> {
        let connection = {
            let mut state = self.state.lock().unwrap();
            state.connections += 1;
            state.connections
        };
        if let Some(Fault::Cut) = self.fault(connection, "CONNECT") {
            return Err(std::io::ErrorKind::ConnectionRefused.into());
        }
        let (ours, theirs) = tokio::io::duplex(1 << 16);
        let server = self.clone();
        tokio::spawn(async move { server.serve(Box::new(ours), connection).await.unwrap_or_default() });
        Ok(Box::new(theirs))
    }

    /// A dialler to this server at port 143, and by `others` to all else.
    pub fn dialler(&self, others: Dialler) -> Dialler {
        let server = self.clone();
        Dialler::new(move |host, port| {
            let (server, others) = (server.clone(), others.clone());
            async move { if port == 143 { server.dial().await } else { others.dial(&host, port).await } }
        })
    }

    fn fault(&self, connection: usize, command: &str) -> Option<Fault> {
        let script = self.script.lock().unwrap().clone();
        script(connection, command)
    }

    async fn serve(&self, stream: BoxStream, connection: usize) -> std::io::Result<()> {
        let mut peer = BufReader::new(stream);
        peer.write_all(b"* OK ready\r\n").await?;
        loop {
            let mut line = String::new();
            if peer.read_line(&mut line).await? == 0 {
                return Ok(());
            }
            let Some((tag, command)) = line.trim_end().split_once(' ') else { return Ok(()) };
            self.state.lock().unwrap().commands.push(command.to_owned());
            match self.fault(connection, command) {
                Some(Fault::Cut) => return Ok(()),
                Some(Fault::Silence) => std::future::pending().await,
                Some(Fault::Refuse(text)) => peer.write_all(format!("{tag} {text}\r\n").as_bytes()).await?,
                None if command.starts_with("AUTHENTICATE") => {
                    peer.write_all(b"+ \r\n").await?;
                    peer.read_line(&mut String::new()).await?;
                    peer.write_all(format!("{tag} OK welcome\r\n").as_bytes()).await?;
                }
                None if command == "IDLE" => self.idle(&mut peer, tag).await?,
                None if command == "LOGOUT" => return peer.write_all(format!("* BYE\r\n{tag} OK bye\r\n").as_bytes()).await,
                None => {
                    let mut answer = self.answer(command);
                    answer.extend(format!("{tag} OK done\r\n").bytes());
                    peer.write_all(&answer).await?;
                }
            }
            peer.flush().await?;
        }
    }

    async fn idle(&self, peer: &mut BufReader<BoxStream>, tag: &str) -> std::io::Result<()> {
        let mut changes = self.changes.subscribe();
        peer.write_all(b"+ idling\r\n").await?;
        peer.flush().await?;
        let mut done = String::new();
        loop {
            tokio::select! {
                read = peer.read_line(&mut done) => {
                    read?;
                    return peer.write_all(format!("{tag} OK idled\r\n").as_bytes()).await;
                }
                _ = changes.changed() => {
                    let count = self.folder("INBOX").len();
                    peer.write_all(format!("* {count} EXISTS\r\n").as_bytes()).await?;
                    peer.flush().await?;
                }
            }
        }
    }

    fn answer(&self, command: &str) -> Vec<u8> {
        let mut state = self.state.lock().unwrap();
        let words: Vec<&str> = command.split(' ').collect();
        let text = match words.as_slice() {
            ["CAPABILITY"] => format!("* CAPABILITY IMAP4rev1 AUTH=PLAIN {}\r\n", state.abilities),
            ["LIST", ..] => state.folders.keys().map(|name| format!("* LIST () \"/\" \"{name}\"\r\n")).collect(),
            ["CREATE", name] => {
                state.folders.entry(name.trim_matches('"').to_owned()).or_default();
                String::new()
            }
            ["SELECT", ..] => format!(
                "* FLAGS (\\Answered \\Seen)\r\n* OK [PERMANENTFLAGS (\\Answered \\Seen \\*)] x\r\n* {} EXISTS\r\n* OK [UIDVALIDITY {}] x\r\n",
                state.folders["INBOX"].len(),
                state.validity
            ),
            ["UID", "SEARCH", "UID", range, ..] => {
                let from: u32 = range.split(':').next().unwrap().parse().unwrap();
                let found = state.folders["INBOX"].iter().filter(|m| m.uid >= from).map(|m| format!(" {}", m.uid));
                format!("* SEARCH{}\r\n", found.collect::<String>())
            }
            ["UID", "FETCH", uid, ..] => {
                let inbox = &state.folders["INBOX"];
                let Some(at) = inbox.iter().position(|m| m.uid.to_string() == *uid) else { return Vec::new() };
                let limit: usize = command.split("<0.").nth(1).unwrap().split('>').next().unwrap().parse().unwrap();
                let Message { internaldate, flags, bytes, .. } = &inbox[at];
                let part = &bytes[..bytes.len().min(limit)];
                let head = format!(
                    "* {} FETCH (UID {uid} RFC822.SIZE {} INTERNALDATE \"{internaldate}\" FLAGS ({}) BODY[]<0> {{{}}}\r\n",
                    at + 1,
                    bytes.len(),
                    flags.join(" "),
                    part.len()
                );
                return [head.as_bytes(), part, b")\r\n"].concat();
            }
            ["UID", "MOVE", set, folder] => {
                let ranges: Vec<(u32, u32)> = set
                    .split(',')
                    .map(|range| range.split_once(':').unwrap_or((range, range)))
                    .map(|(a, b)| (a.parse().unwrap(), b.parse().unwrap()))
                    .collect();
                let inbox = std::mem::take(state.folders.get_mut("INBOX").unwrap());
                let moves = |m: &Message| ranges.iter().any(|(a, b)| (*a..=*b).contains(&m.uid));
                let (moved, stay): (Vec<_>, Vec<_>) = inbox.into_iter().partition(moves);
                *state.folders.get_mut("INBOX").unwrap() = stay;
                state.folders.get_mut(folder.trim_matches('"')).unwrap().extend(moved);
                String::new()
            }
            _ => String::new(),
        };
        text.into_bytes()
    }
}

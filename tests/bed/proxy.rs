//! A line between Empfang and a server that can be slow, silent, cut, or stopped at a certain word.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use tokio::time::Instant;

use super::SOON;

/// A proxy on a port of its own.
pub struct Proxy {
    /// Where to connect to.
    pub port: u16,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    sockets: Vec<TcpStream>,
    connections: usize,
    paused: bool,
    refusing: bool,
    delay: Duration,
    cut_after: Option<usize>,
    rule: Option<(Rule, Vec<u8>)>,
    fired: bool,
    requests: Vec<u8>,
    ended: bool,
}

/// What happens at the armed word, once.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The server never sees it, and the line falls silent.
    HoldRequest,
    /// The server gets it and answers, but the answer and all after it are swallowed.
    SwallowReply,
}

impl Proxy {
    /// Stands before the server on `target`.
    pub fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared::default());
        let accepting = shared.clone();
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let mut state = accepting.lock();
                if state.ended {
                    return;
                }
                state.connections += 1;
                if state.refusing {
                    continue;
                }
                drop(state);
                if let Ok(server) = TcpStream::connect(("127.0.0.1", target)) {
                    accepting.join(client, server);
                }
            }
        });
        Self { port, shared }
    }

    /// Lets nothing through, in both directions; the connections stay.
    pub fn pause(&self) {
        self.shared.change(|s| s.paused = true);
    }

    /// Lets everything through again.
    pub fn resume(&self) {
        self.shared.change(|s| s.paused = false);
    }

    /// Cuts all connections.
    pub fn cut(&self) {
        self.shared.change(State::cut);
    }

    /// Cuts all connections and refuses new ones, until [`Proxy::admit`].
    pub fn refuse(&self) {
        self.shared.change(|s| {
            s.refusing = true;
            s.cut();
        });
    }

    /// Takes connections again.
    pub fn admit(&self) {
        self.shared.change(|s| s.refusing = false);
    }

    /// Holds every piece of data back for so long.
    pub fn delay(&self, delay: Duration) {
        self.shared.change(|s| s.delay = delay);
    }

    /// Cuts all connections once the server has sent so many more bytes.
    pub fn cut_after(&self, bytes: usize) {
        self.shared.change(|s| s.cut_after = Some(bytes));
    }

    /// The next time the client says `word`, the server won't hear it, and the line falls silent.
    pub fn hold_request(&self, word: &str) {
        self.arm(Rule::HoldRequest, word);
    }

    /// The next time the client says `word`, the server hears it and answers, but the client hears nothing any more.
    pub fn swallow_reply(&self, word: &str) {
        self.arm(Rule::SwallowReply, word);
    }

    /// Waits until the armed word has come (and, with [`Proxy::swallow_reply`], the server has answered).
    pub fn wait_fired(&self) {
        let start = Instant::now();
        let mut state = self.shared.lock();
        while !state.fired {
            assert!(start.elapsed() < SOON, "the armed word did not come; said was:\n{}", String::from_utf8_lossy(&state.requests));
            state = self.shared.changed.wait_timeout(state, Duration::from_millis(100)).unwrap().0;
        }
    }

    /// All that clients have said.
    pub fn requests(&self) -> String {
        String::from_utf8_lossy(&self.shared.lock().requests).into_owned()
    }

    /// How many connections there were, refused ones included.
    pub fn connections(&self) -> usize {
        self.shared.lock().connections
    }

    fn arm(&self, rule: Rule, word: &str) {
        self.shared.change(|s| {
            s.rule = Some((rule, word.as_bytes().to_vec()));
            s.fired = false;
        });
    }
}

impl State {
    fn cut(&mut self) {
        for socket in self.sockets.drain(..) {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }
}

impl Shared {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    /// Connects the two ends by two threads, one a direction.
    fn join(self: &Arc<Self>, client: TcpStream, server: TcpStream) {
        for socket in [&client, &server] {
            socket.set_nodelay(true).unwrap();
            let clone = socket.try_clone().unwrap();
            self.change(|s| s.sockets.push(clone));
        }
        let mute = Arc::new(AtomicBool::new(false));
        let (upwards, downwards) = (self.clone(), self.clone());
        let (client2, server2, mute2) = (client.try_clone().unwrap(), server.try_clone().unwrap(), mute.clone());
        std::thread::spawn(move || upwards.pump_requests(client, server, &mute));
        std::thread::spawn(move || downwards.pump_replies(server2, client2, &mute2));
    }

    /// Client to server. `mute` is set before the server gets the armed word, so that its answer can't slip through.
    fn pump_requests(&self, mut from: TcpStream, mut to: TcpStream, mute: &AtomicBool) {
        let mut tail = Vec::new();
        let mut held = false;
        self.pump(&mut from, |chunk| {
            let mut state = self.passage();
            if held {
                return true;
            }
            state.requests.extend_from_slice(chunk);
            let armed = state.rule.as_ref().filter(|(_, word)| says(&tail, chunk, word)).map(|(rule, _)| *rule);
            if let Some(rule) = armed {
                state.rule = None;
                mute.store(true, Ordering::SeqCst);
                held = rule == Rule::HoldRequest;
                state.fired = held;
                self.changed.notify_all();
            }
            tail.extend_from_slice(chunk);
            tail.drain(..tail.len().saturating_sub(64));
            drop(state);
            held || to.write_all(chunk).is_ok()
        });
        let _ = to.shutdown(Shutdown::Both);
    }

    /// Server to client.
    fn pump_replies(&self, mut from: TcpStream, mut to: TcpStream, mute: &AtomicBool) {
        self.pump(&mut from, |chunk| {
            let mut state = self.passage();
            if mute.load(Ordering::SeqCst) {
                state.fired = true;
                self.changed.notify_all();
                return true;
            }
            let left = state.cut_after.map(|left| left.min(chunk.len()));
            if let Some(left) = left {
                let rest = state.cut_after.unwrap_or_default() - left;
                state.cut_after = (rest > 0).then_some(rest);
                if rest == 0 {
                    let _ = to.write_all(&chunk[..left]);
                    state.cut();
                    return false;
                }
            }
            drop(state);
            to.write_all(chunk).is_ok()
        });
        let _ = to.shutdown(Shutdown::Both);
    }

    fn pump(&self, from: &mut TcpStream, mut pass: impl FnMut(&[u8]) -> bool) {
        let mut buffer = vec![0; 16 * 1024];
        while let Ok(read @ 1..) = from.read(&mut buffer) {
            let delay = self.lock().delay;
            std::thread::sleep(delay);
            if !pass(&buffer[..read]) {
                break;
            }
        }
    }

    /// The state, once nothing is paused.
    fn passage(&self) -> MutexGuard<'_, State> {
        self.changed.wait_while(self.lock(), |s| s.paused && !s.ended).unwrap()
    }
}

/// Whether `word` ends within `chunk`; it may have begun in the `tail` of what came before.
fn says(tail: &[u8], chunk: &[u8], word: &[u8]) -> bool {
    let begun = &tail[tail.len().saturating_sub(word.len() - 1)..];
    [begun, chunk].concat().windows(word.len()).any(|window| window == word)
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.shared.change(|s| {
            s.ended = true;
            s.cut();
        });
        // Wakes the accepting thread, which then sees the end.
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

//! Waiting for mail: IDLE (RFC 2177) as a hint, the clock as the truth. Every end of a wait is a reason to look.

use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use super::super::InboxError;
use super::wire::{Answer, Event, SILENCE, Wire, out_of_step};
use super::{Session, Waiting};

/// No IDLE lasts longer, nor a silence of ours where IDLE is missing. RFC 2177 allows 29 minutes, but routers and Exchange forget a silent connection after a few, and a server's
/// keepalives prove nothing: only the answer to DONE shows that it is still there.
const CYCLE: Duration = Duration::from_secs(5 * 60);
/// How long the answer to DONE may take.
const DONE: Duration = Duration::from_secs(15);

/// How an IDLE ended.
#[derive(Debug, PartialEq, Eq)]
enum Idled {
    /// As it should.
    Well,
    /// The server would not.
    Refused,
    /// The server ended it by itself, which it should not.
    Cut,
}

impl Session {
    /// Waits for news, at most `at_most` and at most one cycle of IDLE.
    pub(super) async fn wait(&mut self, at_most: Duration) -> Result<(), InboxError> {
        if self.wire.has_news() || at_most.is_zero() {
            return Ok(());
        }
        let end = Instant::now() + at_most;
        if self.idles {
            match self.idle(end.min(Instant::now() + CYCLE)).await? {
                Idled::Well => return Ok(()),
                // Trying again at once could go on for ever; the next connection tries again.
                Idled::Cut => {
                    self.idles = false;
                    return Ok(());
                }
                Idled::Refused => self.idles = false,
            }
        }
        while !self.wire.has_news() && Instant::now() < end {
            sleep_until(end.min(Instant::now() + CYCLE)).await;
            self.waiting = Waiting::Midway;
            // Shows whether the connection still stands, keeps it from being closed, and lets the server tell of new messages.
            self.wire.ask("NOOP", "NOOP", SILENCE, |_| ()).await?.accepted("NOOP")?;
            self.waiting = Waiting::Not;
        }
        Ok(())
    }

    /// One IDLE, until there is news or `end`.
    async fn idle(&mut self, end: Instant) -> Result<Idled, InboxError> {
        self.waiting = Waiting::Midway;
        let tag = self.wire.send("IDLE").await?;
        // A message may be announced before the `+` (it came between our last command and this one): that counts, too.
        loop {
            match self.wire.read("IDLE", SILENCE, |_| ()).await? {
                Event::Continue => break,
                Event::Untagged => {}
                Event::Done(done, _) if done != tag => return Err(out_of_step("IDLE")),
                Event::Done(_, Answer::Refused(refusal)) if refusal.wait().is_some() => return Err(refusal.of("IDLE")),
                Event::Done(..) => {
                    self.waiting = Waiting::Not;
                    return Ok(Idled::Refused);
                }
            }
        }
        self.waiting = Waiting::Idling(tag.clone());
        while !self.wire.has_news() {
            match self.wire.read_until(end).await? {
                None => break,
                Some(Event::Untagged | Event::Continue) => {}
                Some(Event::Done(done, _)) if done == tag => {
                    self.waiting = Waiting::Not;
                    return Ok(Idled::Cut);
                }
                Some(Event::Done(..)) => return Err(out_of_step("IDLE")),
            }
        }
        self.waiting = Waiting::Midway;
        finish(&mut self.wire, &tag).await?;
        self.waiting = Waiting::Not;
        Ok(Idled::Well)
    }
}

/// Ends the IDLE of this tag.
pub(super) async fn finish(wire: &mut Wire, tag: &str) -> Result<(), InboxError> {
    wire.send_line("DONE").await?;
    let limit = Instant::now() + DONE;
    loop {
        match wire.read_until(limit).await? {
            Some(Event::Done(done, answer)) if done == tag => return answer.accepted("IDLE"),
            Some(Event::Untagged | Event::Continue) => {}
            Some(Event::Done(..)) => return Err(out_of_step("IDLE")),
            None => return Err(InboxError::Connection(format!("no answer to DONE within {} s: the line is dead", DONE.as_secs()))),
        }
    }
}

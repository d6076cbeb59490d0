//! The one place that asks for the time and draws lots (law 8). Both are values handed down from `main` or from a test.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::{SignedDuration, Timestamp};
use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// Where the time of day comes from. Waits are made with `tokio::time`, which tests pause; [`Clock::paused`] goes along with it.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Stands still: for tests and the demo.
    Fixed(Timestamp),
    /// Began at the timestamp when tokio's clock stood at the instant, and moves with that.
    Tokio(Timestamp, Instant),
}

impl Clock {
    /// A clock that shows `start` now and moves with tokio's clock, paused or not. Must be called within a runtime.
    pub fn paused(start: Timestamp) -> Self {
        Self::Tokio(start, Instant::now())
    }

    /// The time now.
    #[allow(clippy::disallowed_methods, reason = "this is the clock")]
    pub fn now(&self) -> Timestamp {
        match self {
            Self::System => Timestamp::now(),
            Self::Fixed(time) => *time,
            Self::Tokio(start, since) => {
                let passed = SignedDuration::try_from(since.elapsed()).unwrap_or(SignedDuration::MAX);
                start.saturating_add(passed).unwrap_or(Timestamp::MAX)
            }
        }
    }
}

/// A source of unguessable numbers: SHA-256 over a 256-bit seed and a counter. Seeded by the system in earnest, by a number in tests.
/// Clones share the counter, so no two draws are ever alike.
#[derive(Clone, Debug)]
pub struct Lots(Arc<Mutex<(Seed, u64)>>);

#[derive(Clone)]
struct Seed([u8; 32]);

impl std::fmt::Debug for Seed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Seed(…)")
    }
}

impl Lots {
    /// Seeded by the operating system. Fails only where that has no randomness to give.
    #[allow(clippy::disallowed_methods, reason = "this is where lots come from")]
    pub fn system() -> std::io::Result<Self> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(std::io::Error::other)?;
        Ok(Self(Arc::new(Mutex::new((Seed(seed), 0)))))
    }

    /// Always the same row of numbers: for tests and the demo.
    pub fn seeded(seed: u64) -> Self {
        let mut bytes = [0; 32];
        bytes.iter_mut().zip(seed.to_le_bytes()).for_each(|(to, from)| *to = from);
        Self(Arc::new(Mutex::new((Seed(bytes), 0))))
    }

    /// 128 random bits.
    pub fn draw(&self) -> u128 {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (seed, counter) = &mut *state;
        let digest = Sha256::new().chain_update(seed.0).chain_update(counter.to_le_bytes()).finalize();
        *counter += 1;
        digest.iter().take(16).fold(0, |sum, byte| sum << 8 | u128::from(*byte))
    }

    /// A number in `0.0..1.0`, for jitter.
    pub fn fraction(&self) -> f64 {
        (self.draw() >> 75) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lots_differ_and_repeat_with_their_seed() {
        let (a, b) = (Lots::seeded(7), Lots::seeded(7));
        let row: Vec<u128> = (0..100).map(|_| a.draw()).collect();
        assert_eq!(row, (0..100).map(|_| b.draw()).collect::<Vec<_>>());
        assert_eq!(row.iter().collect::<std::collections::HashSet<_>>().len(), 100);
        assert!((0..1000).map(|_| a.fraction()).all(|f| (0.0..1.0).contains(&f)));
        assert_ne!(Lots::seeded(8).draw(), Lots::seeded(7).draw());
    }

    #[tokio::test(start_paused = true)]
    async fn the_paused_clock_moves_with_tokio() {
        let clock = Clock::paused(Timestamp::UNIX_EPOCH);
        tokio::time::advance(std::time::Duration::from_secs(90)).await;
        assert_eq!(clock.now().as_second(), 90);
    }
}

//! How long to wait after a failure: doubling, jittered, bounded. A pure function; the lot comes in as an argument (law 8).

use std::time::Duration;

/// A doubling wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The wait after the first failure.
    pub first: Duration,
    /// No wait is longer.
    pub most: Duration,
}

impl Backoff {
    /// The wait after `failures` failures in a row (1 is the first). `lot` in `0.0..1.0` spreads it over 75 % to 125 %, so that many
    /// clients that failed together do not come back together.
    pub fn delay(self, failures: u32, lot: f64) -> Duration {
        let doublings = failures.saturating_sub(1).min(20);
        let plain = self.first.saturating_mul(1 << doublings).min(self.most);
        plain.mul_f64(0.75 + 0.5 * lot.clamp(0.0, 1.0)).min(self.most)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_up_to_the_most() {
        let backoff = Backoff { first: Duration::from_secs(2), most: Duration::from_secs(80) };
        let seconds = |failures, lot| backoff.delay(failures, lot).as_secs_f64();
        for (failures, want) in [(0, 2.0), (1, 2.0), (2, 4.0), (3, 8.0), (6, 64.0), (7, 80.0), (u32::MAX, 80.0)] {
            assert_eq!(seconds(failures, 0.5), want, "{failures}");
        }
        assert_eq!(seconds(2, 0.0), 3.0);
        assert_eq!(seconds(2, 1.0), 5.0);
        assert_eq!(seconds(9, 1.0), 80.0);
    }
}

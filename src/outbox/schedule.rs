//! When a letter is tried again. Pure: the time and the lot come in as arguments (law 8).

use jiff::{SignedDuration, Timestamp};

/// An uncertain letter is held so long, then sent once more with the same bytes and Message-ID: a business that hears nothing is worse
/// off than one that hears twice (RFC 5321 section 6.1 prefers the duplicate as well).
pub const UNCERTAIN_HOLD: SignedDuration = SignedDuration::from_mins(30);

/// The waits after the first attempts; after that it is [`LATER`] each time. RFC 5321 section 4.5.4.1 asks for at least 30 minutes in
/// general, and allows more attempts in the first hour: greylisting servers take the second within minutes.
const FIRST_WAITS: [SignedDuration; 4] =
    [SignedDuration::from_mins(1), SignedDuration::from_mins(5), SignedDuration::from_mins(15), SignedDuration::from_mins(30)];
/// The wait after every later attempt.
const LATER: SignedDuration = SignedDuration::from_hours(1);
/// RFC 5321 section 4.5.4.1: give up after "at least 4-5 days".
const GIVE_UP_AFTER: SignedDuration = SignedDuration::from_hours(5 * 24);
/// A letter always gets so many attempts, however old it is: an outage of our own machine must not cost it its second chance.
const ATTEMPTS_AT_LEAST: u32 = FIRST_WAITS.len() as u32 + 1;

/// When a letter that was queued at `created` and has failed for the `attempts`-th time at `now` is tried again; `None`: give up.
/// `lot` in `0.0..1.0` spreads the wait over 90 % to 110 %, so that letters that failed together do not come back together.
pub fn next_attempt(created: Timestamp, now: Timestamp, attempts: u32, lot: f64) -> Option<Timestamp> {
    if attempts >= ATTEMPTS_AT_LEAST && now.duration_since(created) >= GIVE_UP_AFTER {
        return None;
    }
    let step = usize::try_from(attempts.saturating_sub(1)).unwrap_or(usize::MAX);
    let wait = FIRST_WAITS.get(step).copied().unwrap_or(LATER);
    let spread = SignedDuration::from_secs_f64(wait.as_secs_f64() * (0.9 + 0.2 * lot.clamp(0.0, 1.0)));
    now.saturating_add(spread).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(age: SignedDuration, attempts: u32, lot: f64, want_minutes: Option<f64>) {
        let created: Timestamp = "2026-11-02T08:00:00Z".parse().unwrap();
        let now = created + age;
        let minutes = next_attempt(created, now, attempts, lot).map(|next| next.duration_since(now).as_secs_f64() / 60.0);
        assert_eq!(minutes, want_minutes, "{age} {attempts} {lot}");
    }

    #[test]
    fn waits_grow_to_an_hour_and_end_after_five_days() {
        let young = SignedDuration::from_mins(10);
        for (attempts, minutes) in [(0, 1.0), (1, 1.0), (2, 5.0), (3, 15.0), (4, 30.0), (5, 60.0), (6, 60.0), (u32::MAX, 60.0)] {
            check(young, attempts, 0.5, Some(minutes));
        }
        let days = |n: f64| SignedDuration::from_secs_f64(n * 86_400.0);
        check(days(4.999), 120, 0.5, Some(60.0));
        check(days(5.0), 120, 0.5, None);
        check(days(5.0), 5, 0.5, None);
    }

    #[test]
    fn an_old_letter_still_gets_its_first_attempts() {
        check(SignedDuration::from_hours(24 * 30), 1, 0.5, Some(1.0));
        check(SignedDuration::from_hours(24 * 30), 4, 0.5, Some(30.0));
        check(SignedDuration::from_hours(24 * 30), 5, 0.5, None);
    }

    #[test]
    fn lots_spread_the_wait_and_no_lot_breaks_it() {
        check(SignedDuration::ZERO, 4, 0.0, Some(27.0));
        check(SignedDuration::ZERO, 4, 1.0, Some(33.0));
        check(SignedDuration::ZERO, 4, -7.0, Some(27.0));
        check(SignedDuration::ZERO, 4, 7.0, Some(33.0));
    }

    #[test]
    fn the_end_of_time_is_no_panic() {
        assert_eq!(next_attempt(Timestamp::MAX, Timestamp::MAX, 1, 0.5), Some(Timestamp::MAX));
        assert_eq!(next_attempt(Timestamp::MIN, Timestamp::MAX, 5, 0.5), None);
    }
}

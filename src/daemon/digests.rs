//! Writes to the organisers once a local day: at `digest.at`, or later where an outage was in the way.

use std::time::Duration;

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use tokio::sync::watch;

use crate::daemon::{DaemonError, Shop};
use crate::store::{Books, StoreError};

/// After a start, the first digest waits so long for the mailbox to be read: after an outage it would say nothing of what waits there.
const FIRST_PASS: Duration = Duration::from_secs(300);
/// After a failure (full disk, broken template).
const AGAIN: Duration = Duration::from_secs(600);

/// The task that writes digests.
pub struct Digests {
    shop: Shop,
}

impl Digests {
    pub fn new(shop: Shop) -> Self {
        Self { shop }
    }

    /// Writes digests until it is told to stop.
    pub async fn forever(self, mut passes: watch::Receiver<u64>) -> Result<(), DaemonError> {
        let stop = self.shop.stop.clone();
        let _ = stop.or(tokio::time::timeout(FIRST_PASS, passes.wait_for(|passes| *passes > 0))).await;
        while !stop.given() {
            let written = self.once().await;
            let now = self.shop.clock.now();
            let next = self.shop.config.events.iter().map(|event| next_digest(now, self.shop.config.digest.at, &event.timezone)).min();
            let wake = match next {
                Some(next) if written => self.shop.moment(next),
                _ => tokio::time::Instant::now() + AGAIN,
            };
            let _ = stop.or(tokio::time::sleep_until(wake)).await;
        }
        Ok(())
    }

    /// Writes the digests that are due. `false` if one could not be written.
    pub async fn once(&self) -> bool {
        let (shop, now) = (self.shop.clone(), self.shop.clock.now());
        match self.shop.store.write(move |books| write_due(&shop, books, now)).await {
            Ok(Made { letters, failed }) => {
                if letters > 0 {
                    tracing::info!(letters, "digest written");
                    self.shop.kick.notify_one();
                }
                !failed
            }
            Err(error) => {
                tracing::error!(%error, "the digest can't be written; trying again");
                false
            }
        }
    }
}

struct Made {
    letters: u32,
    failed: bool,
}

fn write_due(shop: &Shop, books: &Books<'_>, now: Timestamp) -> Result<Made, StoreError> {
    let mut made = Made { letters: 0, failed: false };
    let at = shop.config.digest.at;
    let born = books.birth()?;
    for event in &shop.config.events {
        let day = due_day(now, at, &event.timezone);
        // Nobody missed a digest of the time before the desk opened.
        if moment(day, at, &event.timezone) <= born {
            continue;
        }
        for to in &shop.config.digest.to {
            let last = books.last_digest(&event.id, Some(to))?;
            if last.is_some_and(|last| last.day >= day) {
                continue;
            }
            let mut facts = books.digest_facts(event, day, last.map(|last| last.until), now)?;
            facts.missed_days = last.map(|last| days_between(last.day, day)).unwrap_or_default();
            match shop.desk.stationery().digest(&facts, event, to, shop.lots.draw(), now) {
                Ok(written) => {
                    let letter = books.queue(None, Some(&event.id), &written, now)?;
                    books.digest_made(&event.id, day, to, now, letter)?;
                    made.letters += 1;
                }
                Err(error) => {
                    tracing::error!(%error, "a digest can't be written");
                    made.failed = true;
                }
            }
        }
    }
    Ok(made)
}

/// The last day whose digest is due at `now`: today from `at` on, before that yesterday.
pub fn due_day(now: Timestamp, at: Time, timezone: &TimeZone) -> Date {
    let today = now.to_zoned(timezone.clone()).date();
    if moment(today, at, timezone) <= now { today } else { today.yesterday().unwrap_or(today) }
}

/// When the next digest after `now` is due.
pub fn next_digest(now: Timestamp, at: Time, timezone: &TimeZone) -> Timestamp {
    let next = due_day(now, at, timezone).tomorrow().map(|day| moment(day, at, timezone));
    next.unwrap_or(Timestamp::MAX)
}

/// The moment at which the clocks of `timezone` show `at` on `day`. Where they jump over it, so much later as they jump; where they show
/// it twice, the first time.
fn moment(day: Date, at: Time, timezone: &TimeZone) -> Timestamp {
    // Only at the ends of the calendar is there no such moment.
    timezone.to_ambiguous_timestamp(day.to_datetime(at)).compatible().unwrap_or(Timestamp::MAX)
}

/// The days after `last` and before `day`.
fn days_between(last: Date, day: Date) -> Vec<Date> {
    last.series(1.day()).skip(1).take_while(|missed| *missed < day).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn due(now: &str, at: &str, zone: &str) -> (String, String) {
        let (now, zone) = (now.parse().unwrap(), TimeZone::get(zone).unwrap());
        let at = at.parse().unwrap();
        (due_day(now, at, &zone).to_string(), next_digest(now, at, &zone).to_string())
    }

    #[test]
    fn a_digest_a_local_day() {
        let check = |now, at, zone, day: &str, next: &str| assert_eq!(due(now, at, zone), (day.to_owned(), next.to_owned()), "{now} {at}");
        let berlin = "Europe/Berlin";
        check("2026-11-10T05:59:59Z", "07:00", berlin, "2026-11-09", "2026-11-10T06:00:00Z");
        check("2026-11-10T06:00:00Z", "07:00", berlin, "2026-11-10", "2026-11-11T06:00:00Z");
        // The night of 29 March has no 02:30; the digest comes at 03:30 summer time.
        check("2026-03-29T01:29:59Z", "02:30", berlin, "2026-03-28", "2026-03-29T01:30:00Z");
        check("2026-03-29T01:30:00Z", "02:30", berlin, "2026-03-29", "2026-03-30T00:30:00Z");
        // The night of 25 October has 02:30 twice; the digest comes the first time, and not again.
        check("2026-10-25T00:29:59Z", "02:30", berlin, "2026-10-24", "2026-10-25T00:30:00Z");
        check("2026-10-25T00:30:00Z", "02:30", berlin, "2026-10-25", "2026-10-26T01:30:00Z");
        check("2026-10-25T01:30:00Z", "02:30", berlin, "2026-10-25", "2026-10-26T01:30:00Z");
        // 07:00 is 06:00 UTC in winter and 05:00 UTC in summer.
        check("2026-03-28T12:00:00Z", "07:00", berlin, "2026-03-28", "2026-03-29T05:00:00Z");
        check("2026-10-24T12:00:00Z", "07:00", berlin, "2026-10-24", "2026-10-25T06:00:00Z");
        // Midnight, also where it is missing.
        check("2026-11-09T23:00:00Z", "00:00", berlin, "2026-11-10", "2026-11-10T23:00:00Z");
        check("2026-03-29T00:00:00Z", "00:00", "Asia/Beirut", "2026-03-29", "2026-03-29T21:00:00Z");
        // Samoa had no 30 December 2011: each of the others has one digest.
        check("2011-12-30T09:00:00Z", "07:00", "Pacific/Apia", "2011-12-29", "2011-12-30T17:00:00Z");
    }

    #[test]
    fn days_left_out() {
        let days = |a: &str, b: &str| days_between(a.parse().unwrap(), b.parse().unwrap()).len();
        for (last, day, want) in [("2026-11-09", "2026-11-10", 0), ("2026-11-09", "2026-11-12", 2), ("2026-11-10", "2026-11-10", 0)] {
            assert_eq!(days(last, day), want, "{last} {day}");
        }
    }

    #[test]
    fn every_day_of_years_has_one_moment() {
        for zone in ["Europe/Berlin", "America/Sao_Paulo", "Asia/Beirut", "Australia/Lord_Howe"] {
            let zone = TimeZone::get(zone).unwrap();
            for at in ["00:00", "02:30", "07:00", "23:59"] {
                let at: Time = at.parse().unwrap();
                let mut now: Timestamp = "2025-01-01T12:00:00Z".parse().unwrap();
                let mut days = Vec::new();
                while days.len() < 800 {
                    now = next_digest(now, at, &zone);
                    days.push(due_day(now, at, &zone));
                }
                assert!(days.windows(2).all(|pair| pair[0].tomorrow().unwrap() == pair[1]), "{at}");
            }
        }
    }
}

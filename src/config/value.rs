//! Values that are written as text: durations, sizes, times of day, moments, names, paths.

use std::path::{Path, PathBuf};
use std::time::Duration;

use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{RoundMode, Timestamp, Unit, Zoned, ZonedRound};

use super::reader::{Item, Wrong};
use crate::address::clean;
use crate::event::Deadline;

/// The longest line of text that is taken, in characters.
const MAX_LINE: usize = 300;
/// The longest text of several lines that is taken, in characters.
const MAX_TEXT: usize = 4_000;

/// One line of text that is not empty.
pub(super) fn line(item: &Item<'_>) -> Result<String, Wrong> {
    let text = item.text()?;
    if text.chars().count() > MAX_LINE || text.contains('\n') {
        return Err(Wrong::Value);
    }
    Some(clean(text, MAX_LINE)).filter(|t| !t.is_empty()).ok_or(Wrong::Value)
}

/// Text of one or more lines that is not empty.
pub(super) fn text(item: &Item<'_>) -> Result<String, Wrong> {
    let lines: Vec<_> = item.text()?.lines().map(|l| clean(l, MAX_TEXT)).collect();
    Some(lines.join("\n").trim().to_owned()).filter(|t| !t.is_empty() && t.chars().count() <= MAX_TEXT).ok_or(Wrong::Value)
}

/// A whole number within `least..=most`.
pub(super) fn number<T: TryFrom<i64>>(item: &Item<'_>, least: i64, most: i64) -> Result<T, Wrong> {
    let number = item.number()?;
    if !(least..=most).contains(&number) {
        return Err(Wrong::Value);
    }
    T::try_from(number).map_err(|_| Wrong::Value)
}

/// `"60s"`, `"5m"`, `"2h"`, `"1d"`, within `least..=most`.
pub(super) fn duration(item: &Item<'_>, least: Duration, most: Duration) -> Result<Duration, Wrong> {
    let text = item.text()?.trim();
    let (number, unit) = text.split_at_checked(text.len().saturating_sub(1)).ok_or(Wrong::Value)?;
    let seconds = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return Err(Wrong::Value),
    };
    let number: u64 = number.trim_end().parse().map_err(|_| Wrong::Value)?;
    let duration = Duration::from_secs(number.checked_mul(seconds).ok_or(Wrong::Value)?);
    if (least..=most).contains(&duration) { Ok(duration) } else { Err(Wrong::Value) }
}

/// A number of bytes, or `"256 KiB"`, `"2 MiB"`, within `least..=most` bytes.
pub(super) fn size(item: &Item<'_>, least: u32, most: u32) -> Result<u32, Wrong> {
    let bytes = match item.number() {
        Ok(bytes) => u32::try_from(bytes).ok(),
        Err(_) => {
            let text = item.text()?.trim();
            let (number, unit) = text
                .strip_suffix("KiB")
                .map(|n| (n, 1 << 10))
                .or_else(|| text.strip_suffix("MiB").map(|n| (n, 1 << 20)))
                .ok_or(Wrong::Value)?;
            number.trim_end().parse::<u32>().ok().and_then(|n| n.checked_mul(unit))
        }
    };
    bytes.filter(|b| (least..=most).contains(b)).ok_or(Wrong::Value)
}

/// `"07:00"`, or the same without quotes.
pub(super) fn time_of_day(item: &Item<'_>) -> Result<Time, Wrong> {
    item.moment()?.parse().map_err(|_| Wrong::Value)
}

/// A local date-time in `zone`, or one with an offset.
pub(super) fn moment(item: &Item<'_>, zone: &TimeZone) -> Result<Zoned, Wrong> {
    let text = item.moment()?;
    if let Ok(instant) = text.parse::<Timestamp>() {
        return Ok(instant.to_zoned(zone.clone()));
    }
    // jiff takes a mere date for midnight; here that would be a guess
    if text.parse::<DateTime>().is_err() || is_date(&text) {
        return Err(Wrong::Value);
    }
    text.parse::<DateTime>().ok().and_then(|local| zone.to_ambiguous_zoned(local).compatible().ok()).ok_or(Wrong::Value)
}

/// A date means until the end of that day in `zone`; else as [`moment`], and where the clock shows a time twice, the later one: nobody
/// is late who could think he was not.
pub(super) fn deadline(item: &Item<'_>, zone: &TimeZone) -> Result<Deadline, Wrong> {
    let text = item.moment()?;
    if is_date(&text) {
        let date: Date = text.parse().map_err(|_| Wrong::Value)?;
        let end = date.to_zoned(zone.clone()).and_then(|day| day.end_of_day()).map_err(|_| Wrong::Value)?;
        let second = end.round(ZonedRound::new().smallest(Unit::Second).mode(RoundMode::Trunc)).map_err(|_| Wrong::Value)?;
        return Ok(Deadline { at: second, whole_day: true });
    }
    let at = match text.parse::<DateTime>() {
        Ok(local) if text.parse::<Timestamp>().is_err() => zone.to_ambiguous_zoned(local).later().map_err(|_| Wrong::Value)?,
        _ => moment(item, zone)?,
    };
    Ok(Deadline { at, whole_day: false })
}

/// A path, which starts at `folder` if it is relative.
pub(super) fn path(text: &str, folder: &Path) -> Result<PathBuf, Wrong> {
    if text.is_empty() || text.contains('\0') {
        return Err(Wrong::Value);
    }
    Ok(folder.join(text))
}

fn is_date(text: &str) -> bool {
    text.len() == "2026-11-17".len() && text.bytes().all(|b| b.is_ascii_digit() || b == b'-')
}

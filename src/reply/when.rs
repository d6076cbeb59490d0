//! Days and times in words, as people of the language write them. No-break spaces hold together what must not be parted at a line end.

use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};

use crate::event::{Deadline, Language};

const MONTHS_DE: [&str; 12] =
    ["Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November", "Dezember"];
const MONTHS_EN: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// "17. November 2026", "17 November 2026".
pub fn day(date: Date, language: Language) -> String {
    let month = usize::from(date.month().unsigned_abs()).saturating_sub(1);
    match language {
        Language::De => format!("{}.\u{a0}{} {}", date.day(), MONTHS_DE.get(month).unwrap_or(&""), date.year()),
        Language::En => format!("{}\u{a0}{} {}", date.day(), MONTHS_EN.get(month).unwrap_or(&""), date.year()),
    }
}

/// "Dienstag, 17. November 2026", "Tuesday, 17 November 2026".
pub fn weekday_and_day(date: Date, language: Language) -> String {
    let (de, en) = match date.weekday() {
        Weekday::Monday => ("Montag", "Monday"),
        Weekday::Tuesday => ("Dienstag", "Tuesday"),
        Weekday::Wednesday => ("Mittwoch", "Wednesday"),
        Weekday::Thursday => ("Donnerstag", "Thursday"),
        Weekday::Friday => ("Freitag", "Friday"),
        Weekday::Saturday => ("Samstag", "Saturday"),
        Weekday::Sunday => ("Sonntag", "Sunday"),
    };
    let name = if language == Language::De { de } else { en };
    format!("{name}, {}", day(date, language))
}

/// "23:59 Uhr", "23:59 CET". English readers are told the zone: they may sit in another one.
pub fn time(at: &Zoned, language: Language) -> String {
    let clock = at.strftime("%H:%M").to_string();
    with_zone(&clock, at, language)
}

/// As [`time()`], with the seconds, where the minute does not tell two moments apart.
pub fn time_with_seconds(at: &Zoned, language: Language) -> String {
    with_zone(&at.strftime("%H:%M:%S").to_string(), at, language)
}

/// "17. November 2026, 23:59 Uhr".
pub fn moment(at: &Zoned, language: Language) -> String {
    format!("{}, {}", day(at.date(), language), time(at, language))
}

/// "17.11. 08:12", "17 Nov 08:12": always the same width, for columns. `at` in the event's zone.
pub fn short(at: &Zoned, language: Language) -> String {
    match language {
        Language::De => at.strftime("%d.%m. %H:%M").to_string(),
        Language::En => at.strftime("%d %b %H:%M").to_string(),
    }
}

/// When registration closes. A deadline that was announced as a day is named as a day.
pub fn deadline(deadline: &Deadline, language: Language) -> String {
    if deadline.whole_day { day(deadline.at.date(), language) } else { moment(&deadline.at, language) }
}

/// From when to when: "Dienstag, 17. November 2026, 10:00–16:00 Uhr". A beginning at midnight without an end is a day without a time.
pub fn span(starts: &Zoned, ends: Option<&Zoned>, language: Language) -> String {
    let first = weekday_and_day(starts.date(), language);
    match ends {
        None if starts.time() == Time::midnight() => first,
        None => format!("{first}, {}", time(starts, language)),
        Some(ends) if ends.date() == starts.date() => {
            format!("{first}, {}", with_zone(&format!("{}–{}", starts.strftime("%H:%M"), ends.strftime("%H:%M")), starts, language))
        }
        Some(ends) => {
            let until = if language == Language::De { "bis" } else { "to" };
            format!("{first}, {}, {until} {}, {}", time(starts, language), weekday_and_day(ends.date(), language), time(ends, language))
        }
    }
}

fn with_zone(clock: &str, at: &Zoned, language: Language) -> String {
    match language {
        Language::De => format!("{clock}\u{a0}Uhr"),
        Language::En => format!("{clock}\u{a0}{}", at.strftime("%Z")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Zoned {
        text.parse().unwrap()
    }

    #[test]
    fn days_and_times() {
        let z = at("2026-11-17T23:59:59+01:00[Europe/Berlin]");
        let check = |got: String, want: &str| assert_eq!(got.replace('\u{a0}', " "), want);
        check(moment(&z, Language::De), "17. November 2026, 23:59 Uhr");
        check(moment(&z, Language::En), "17 November 2026, 23:59 CET");
        check(time_with_seconds(&z, Language::De), "23:59:59 Uhr");
        check(short(&z, Language::De), "17.11. 23:59");
        check(short(&z, Language::En), "17 Nov 23:59");
        check(weekday_and_day(z.date(), Language::De), "Dienstag, 17. November 2026");
        check(deadline(&Deadline { at: z.clone(), whole_day: true }, Language::De), "17. November 2026");
        check(deadline(&Deadline { at: z.clone(), whole_day: false }, Language::En), "17 November 2026, 23:59 CET");
        check(moment(&at("2026-03-01T08:00:00+01:00[Europe/Berlin]"), Language::De), "1. März 2026, 08:00 Uhr");
        check(moment(&at("2026-07-01T08:00:00+02:00[Europe/Berlin]"), Language::En), "1 July 2026, 08:00 CEST");
    }

    #[test]
    fn spans() {
        let check = |from: &str, to: Option<&str>, language, want: &str| {
            assert_eq!(span(&at(from), to.map(at).as_ref(), language).replace('\u{a0}', " "), want);
        };
        let (ten, four) = ("2026-11-26T10:00:00+01:00[Europe/Berlin]", "2026-11-26T16:00:00+01:00[Europe/Berlin]");
        check(ten, Some(four), Language::De, "Donnerstag, 26. November 2026, 10:00–16:00 Uhr");
        check(ten, Some(four), Language::En, "Thursday, 26 November 2026, 10:00–16:00 CET");
        check(ten, None, Language::De, "Donnerstag, 26. November 2026, 10:00 Uhr");
        check("2026-11-26T00:00:00+01:00[Europe/Berlin]", None, Language::De, "Donnerstag, 26. November 2026");
        check(
            ten,
            Some("2026-11-27T12:00:00+01:00[Europe/Berlin]"),
            Language::De,
            "Donnerstag, 26. November 2026, 10:00 Uhr, bis Freitag, 27. November 2026, 12:00 Uhr",
        );
    }
}

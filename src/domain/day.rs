//! Days as people name them, on the wall clock of a time zone.

use jiff::{ToSpan as _, civil::Date, tz::TimeZone};

use super::time::Timestamp;

/// The day `2026-11-21` of a zone (an IANA name): its first moment, and the first of the day after it. A zone that is not
/// known counts as UTC; a text that is no day has none.
#[must_use]
pub fn bounds(day: &str, zone: &str) -> Option<(Timestamp, Timestamp)> {
    let zone = TimeZone::get(zone).unwrap_or(TimeZone::UTC);
    let day: Date = day.trim().parse().ok()?;
    let begins = |day: Date| day.to_zoned(zone.clone()).ok().map(|at| Timestamp(at.timestamp().as_millisecond()));
    Some((begins(day)?, begins(day.checked_add(1.day()).ok()?)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_its_zone_says() {
        let (from, to) = bounds("2026-11-21", "UTC").unwrap();
        assert_eq!((from.millis(), to.millis() - from.millis()), (1_795_219_200_000, 24 * 3_600_000));
        let (paris, _) = bounds("2026-11-21", "Europe/Paris").unwrap();
        assert_eq!(from.millis() - paris.millis(), 3_600_000);
        let (long, end) = bounds("2026-10-25", "Europe/Paris").unwrap();
        assert_eq!(end.millis() - long.millis(), 25 * 3_600_000, "clocks go back");
        assert_eq!(bounds("2026-11-21", "Mars/Olympus"), bounds("2026-11-21", "UTC"));
        for no_day in ["", "2026-13-01", "yesterday", "2026-02-30", "9999-12-31"] {
            assert_eq!(bounds(no_day, "UTC"), None, "{no_day}");
        }
    }
}

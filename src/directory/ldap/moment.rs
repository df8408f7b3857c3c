//! The ways in which directories write points in time and spans.

use std::time::Duration;

use crate::domain::time::Timestamp;

/// Milliseconds from 1601-01-01 to 1970-01-01.
const EPOCHS: i64 = 11_644_473_600_000;

/// A FILETIME: 100 ns since 1601. `None` for 0 and for the largest number, which both mean "never".
pub(crate) fn filetime(ticks: i64) -> Option<Timestamp> {
    (ticks > 0 && ticks != i64::MAX).then(|| Timestamp(ticks / 10_000 - EPOCHS))
}

/// A span as a negative count of 100 ns, as domain policies hold it. Zero and "never" are `None`.
pub(crate) fn negative_ticks(ticks: i64) -> Option<Duration> {
    (ticks < 0 && ticks != i64::MIN).then(|| Duration::from_nanos(ticks.unsigned_abs().saturating_mul(100)))
}

/// A GeneralizedTime, `20261121093128Z` with or without a fraction (RFC 4517, section 3.3.13).
pub(crate) fn generalized(text: &str) -> Option<Timestamp> {
    let digits = text.get(..14).filter(|d| d.bytes().all(|b| b.is_ascii_digit()))?;
    text.ends_with('Z').then_some(())?;
    let civil = jiff::civil::DateTime::strptime("%Y%m%d%H%M%S", digits).ok()?;
    Some(Timestamp(civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp().as_millisecond()))
}

/// Now, as a GeneralizedTime.
pub(crate) fn to_generalized(time: Timestamp) -> Option<String> {
    let time = jiff::Timestamp::from_millisecond(time.millis()).ok()?;
    Some(time.strftime("%Y%m%d%H%M%SZ").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_spellings_name_the_same_second() {
        assert_eq!(filetime(130_000_000_000_000_000), Some(Timestamp(1_355_526_400_000)));
        assert_eq!(generalized("20121214230640Z"), Some(Timestamp(1_355_526_400_000)));
        assert_eq!(generalized("20121214230640.0Z"), Some(Timestamp(1_355_526_400_000)));
        assert_eq!(to_generalized(Timestamp(1_355_526_400_000)).as_deref(), Some("20121214230640Z"));
        assert_eq!((filetime(0), filetime(i64::MAX), generalized("yesterday")), (None, None, None));
        assert_eq!(negative_ticks(-864_000_000_000), Some(Duration::from_secs(86_400)));
    }
}

//! Times as people read them: in the organisation's time zone, in words from the catalogue.

use jiff::{Zoned, tz::TimeZone};

use super::{error::RenderError, text::Arg};
use crate::domain::time::Timestamp;

/// A time zone that is known to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
}

impl Zone {
    /// The zone with this IANA name, `Europe/Paris`.
    ///
    /// # Errors
    /// [`RenderError::TimeZone`] when there is none.
    pub fn named(name: &str) -> Result<Self, RenderError> {
        match TimeZone::get(name) {
            Ok(_) => Ok(Self { name: name.to_owned() }),
            Err(_) => Err(RenderError::TimeZone(name.to_owned())),
        }
    }

    /// Coordinated universal time.
    #[must_use]
    pub fn utc() -> Self {
        Self { name: "UTC".to_owned() }
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day that `at` is on: days since 1970-01-01 on the calendar of the zone.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> i64 {
        let epoch = jiff::civil::date(1970, 1, 1);
        local(at, &self.name).date().since((jiff::Unit::Day, epoch)).map_or(0, |span| i64::from(span.get_days()))
    }

    /// When that day begins.
    #[must_use]
    pub fn begin(&self, day: i64) -> Timestamp {
        let zone = TimeZone::get(&self.name).unwrap_or(TimeZone::UTC);
        let begun = date_of(day).to_zoned(zone);
        begun
            .map_or_else(|_| Timestamp(day.saturating_mul(86_400_000)), |at| Timestamp(at.timestamp().as_millisecond()))
    }
}

/// The date of a day since 1970-01-01.
fn date_of(day: i64) -> jiff::civil::Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    jiff::Span::new().try_days(day).and_then(|span| epoch.checked_add(span)).unwrap_or(epoch)
}

/// A day as files and machines have it: `2026-11-21`.
#[must_use]
pub fn day_name(day: i64) -> String {
    date_of(day).to_string()
}

/// Day of the month, month and year.
pub(crate) fn day_parts(day: i64) -> (i8, i8, i16) {
    let date = date_of(day);
    (date.day(), date.month(), date.year())
}

/// `at` on the wall clock of the zone named `zone`; of UTC when the database does not have it.
fn local(at: Timestamp, zone: &str) -> Zoned {
    let instant = jiff::Timestamp::from_millisecond(at.millis()).unwrap_or_default();
    instant.to_zoned(TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// The arguments of the messages `clock` (`hour`, `minute`) and `moment` (also `day`, `month`, `year`, `zone`).
pub(crate) fn arguments(at: Timestamp, zone: &str) -> Vec<(&'static str, Arg)> {
    let local = local(at, zone);
    let two = |n: i8| Arg::Bare(format!("{n:02}"));
    vec![
        ("hour", two(local.hour())),
        ("minute", two(local.minute())),
        ("day", Arg::Number(i64::from(local.day()))),
        ("month", Arg::Number(i64::from(local.month()))),
        ("year", Arg::Bare(local.year().to_string())),
        ("zone", Arg::Bare(local.strftime("%Z").to_string())),
    ]
}

/// RFC 3339, for `datetime` attributes: machines read it, people do not.
pub(crate) fn machine(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.millis()).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_those_of_the_zone() {
        let utc = Zone::utc();
        let tokyo = Zone::named("Asia/Tokyo").unwrap();
        let paris = Zone::named("Europe/Paris").unwrap();
        let evening = Timestamp(1_795_294_800_000); // 2026-11-21T21:00:00Z
        assert_eq!(
            (day_name(utc.day(evening)), day_name(tokyo.day(evening))),
            ("2026-11-21".into(), "2026-11-22".into())
        );
        for zone in [utc, tokyo, paris] {
            // The days on which clocks change too.
            for day in 20_000..20_800 {
                let begin = zone.begin(day);
                assert_eq!(zone.day(begin), day, "{zone:?}");
                assert_eq!(zone.day(Timestamp(begin.millis() - 1)), day - 1, "{zone:?}");
            }
        }
    }
}

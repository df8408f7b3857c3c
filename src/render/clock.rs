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

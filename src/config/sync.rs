//! `[sync]`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

/// The scan of the directory that feeds the search of people and reports. It only reads.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sync {
    /// Scan by itself. Without it nobody is found in the console and reports know nobody until somebody asks for a scan;
    /// resets work all the same.
    pub enabled: bool,
    /// How often for what changed, in minutes.
    #[schemars(range(min = 1, max = 1440))]
    pub interval_minutes: u64,
    /// How often for everybody, in hours: it finds what a directory does not tell otherwise.
    #[schemars(range(min = 1, max = 168))]
    pub full_hours: u64,
    /// How many days after the directory stopped holding an account what it had registered is removed: methods, recovery
    /// codes, questions, sessions, former passwords. Scans must prove it: one of everybody that began after the account
    /// was missed. A disabled account is not gone; one that `directory.base` or `directory.user_filter` leave out is.
    #[schemars(range(min = 1, max = 30))]
    pub departed_days: u32,
}

impl Default for Sync {
    fn default() -> Self {
        Self { enabled: true, interval_minutes: 15, full_hours: 24, departed_days: 7 }
    }
}

impl Sync {
    /// How often for what changed.
    #[must_use]
    pub const fn every(&self) -> Duration {
        Duration::from_secs(self.interval_minutes.saturating_mul(60))
    }

    /// How often for everybody.
    #[must_use]
    pub const fn full_every(&self) -> Duration {
        Duration::from_secs(self.full_hours.saturating_mul(3600))
    }

    /// How long after an account is gone what it had registered is removed.
    #[must_use]
    pub fn departed_after(&self) -> Duration {
        Duration::from_secs(u64::from(self.departed_days) * 24 * 3600)
    }
}

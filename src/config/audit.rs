//! `[audit]`.

use std::time::Duration;

use schemars::JsonSchema;
use serde::Deserialize;

/// The audit log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Audit {
    /// How long the personal part of an event (name, contact, address) is kept, in days. Then it is erased; what
    /// happened and when stays, so that the chain still holds (N29).
    #[schemars(range(min = 30, max = 3650))]
    pub retention_days: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { retention_days: 400 }
    }
}

impl Audit {
    /// How long the personal part of an event is kept.
    #[must_use]
    pub fn retention(&self) -> Duration {
        Duration::from_secs(u64::from(self.retention_days) * 24 * 3600)
    }
}

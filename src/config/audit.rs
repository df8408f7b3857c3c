//! `[audit]`.

use schemars::JsonSchema;
use serde::Deserialize;

/// The audit log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Audit {
    /// How long the personal part of events is kept, in days (N29): login names, contacts, addresses. Then it is
    /// erased; what happened, and when, stays.
    #[schemars(range(min = 30, max = 3650))]
    pub retention_days: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { retention_days: 400 }
    }
}

impl Audit {
    /// How long the personal part of events is kept.
    #[must_use]
    pub const fn retention(&self) -> std::time::Duration {
        std::time::Duration::from_secs(self.retention_days as u64 * 86_400)
    }
}

//! `[audit]`.

use schemars::JsonSchema;
use serde::Deserialize;

/// The audit log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Audit {
    /// How long events are kept, in days (N29).
    #[schemars(range(min = 30, max = 3650))]
    pub retention_days: u32,
}

impl Default for Audit {
    fn default() -> Self {
        Self { retention_days: 400 }
    }
}

//! What a check of the installation found: one line of `latchkey doctor`.

use serde::{Deserialize, Serialize};

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FindingStatus {
    /// As it should be.
    Ok,
    /// Works, with a risk or a gap that the administrator should know.
    Warn,
    /// Does not work.
    Fail,
}

/// One thing that was checked. The texts are for the administrator and hold no secret and no personal data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Stable name of the check, `mail-tls`.
    pub check: &'static str,
    /// How it ended.
    pub status: FindingStatus,
    /// What was seen.
    pub what: String,
    /// What to do about it; empty when all is well.
    pub remedy: String,
}

impl Finding {
    /// A check that ended like `status`.
    #[must_use]
    pub fn new(check: &'static str, status: FindingStatus, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, status, what: what.into(), remedy: remedy.into() }
    }

    /// A check that ended well.
    #[must_use]
    pub fn ok(check: &'static str, what: impl Into<String>) -> Self {
        Self { check, status: FindingStatus::Ok, what: what.into(), remedy: String::new() }
    }

    /// A check that ended with a warning.
    #[must_use]
    pub fn warn(check: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, status: FindingStatus::Warn, what: what.into(), remedy: remedy.into() }
    }

    /// A check that failed.
    #[must_use]
    pub fn fail(check: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { check, status: FindingStatus::Fail, what: what.into(), remedy: remedy.into() }
    }
}

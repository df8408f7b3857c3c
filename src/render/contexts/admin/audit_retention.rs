//! How long names are kept in the audit log.

use serde::Serialize;

use crate::{domain::time::Timestamp, render::pages::Page};

/// How a number compares with the one now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RetentionChange {
    /// Names go earlier.
    Shorter,
    /// Nothing changes.
    Same,
    /// Names stay longer.
    Longer,
}

/// What a number would do.
#[derive(Debug, Clone, Serialize)]
pub struct WouldErase {
    /// The number.
    pub days: u32,
    /// How it compares with the one now.
    pub change: RetentionChange,
    /// Names from before this time go.
    pub before: Timestamp,
    /// So many events lose them.
    pub events: u64,
    /// The oldest of these.
    pub oldest: Option<Timestamp>,
}

/// `/admin/audit/retention`.
#[derive(Debug, Clone, Serialize)]
pub struct AuditRetention {
    /// Days, as it is now.
    pub days: u32,
    /// An owner set it; else it is the configuration file's.
    pub set: bool,
    /// What stands in the field.
    pub typed: String,
    /// It is no number that can be set.
    pub wrong: bool,
    /// The fewest days that can be set.
    pub least: u32,
    /// The most.
    pub most: u32,
    /// What it would do.
    pub would: Option<WouldErase>,
}

impl Page for AuditRetention {
    const TEMPLATE: &'static str = "admin/audit_retention.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let ask =
            Self { days: 400, set: false, typed: "400".to_owned(), wrong: false, least: 30, most: 3650, would: None };
        let would = |days: u32, change, events, oldest| Self {
            set: true,
            typed: days.to_string(),
            would: Some(WouldErase { days, change, before: at, events, oldest }),
            ..ask.clone()
        };
        vec![
            Self { wrong: true, typed: "soon".to_owned(), set: true, ..ask.clone() },
            would(90, RetentionChange::Shorter, 1042, Some(at)),
            would(399, RetentionChange::Shorter, 0, None),
            would(400, RetentionChange::Same, 0, None),
            would(800, RetentionChange::Longer, 0, None),
            ask,
        ]
    }
}

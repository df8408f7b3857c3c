//! How a reset ends.

use serde::Serialize;

use crate::{domain::time::Timestamp, render::pages::Page};

/// The directory has not confirmed yet; the page asks again every three seconds.
#[derive(Debug, Clone, Serialize)]
pub struct ResetChecking {
    /// What to quote.
    pub support_id: String,
    /// It takes longer than usual: say whom to call.
    pub slow: bool,
}

impl Page for ResetChecking {
    const TEMPLATE: &'static str = "reset_checking.html";

    fn sample() -> Vec<Self> {
        [false, true].map(|slow| Self { support_id: "K7Q2-M4XD".to_owned(), slow }).into()
    }
}

/// What the directory confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// New password; the account was not locked.
    Reset,
    /// New password, and the account is no longer locked.
    ResetAndUnlocked,
    /// New password, and the account is still locked.
    ResetStillLocked,
    /// Old password kept; the account is no longer locked.
    Unlocked,
}

/// The end, the truth of it, and what to do next. Safe to load again (U9).
#[derive(Debug, Clone, Serialize)]
pub struct ResetDone {
    /// What happened.
    pub outcome: Outcome,
    /// When.
    pub at: Timestamp,
    /// What to quote.
    pub support_id: String,
    /// A message went to every contact.
    pub notified: bool,
}

impl Page for ResetDone {
    const TEMPLATE: &'static str = "reset_done.html";

    fn sample() -> Vec<Self> {
        let outcomes = [Outcome::Reset, Outcome::ResetAndUnlocked, Outcome::ResetStillLocked, Outcome::Unlocked];
        let mut all = Vec::new();
        for outcome in outcomes {
            for notified in [true, false] {
                let at = Timestamp(1_795_000_000_000);
                all.push(Self { outcome, at, support_id: "K7Q2-M4XD".to_owned(), notified });
            }
        }
        all
    }
}

/// The back button was used after the end.
#[derive(Debug, Clone, Serialize)]
pub struct ResetFinished {}

impl Page for ResetFinished {
    const TEMPLATE: &'static str = "reset_finished.html";

    fn sample() -> Vec<Self> {
        vec![Self {}]
    }
}

/// Why a reset ended before its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum OverReason {
    /// It took too long.
    Expired,
    /// Too many wrong codes.
    TooManyTries,
    /// Another reset of the same account was finished, or this one was begun in another browser.
    Used,
}

/// This reset can not go on.
#[derive(Debug, Clone, Serialize)]
pub struct ResetOver {
    /// Why.
    pub reason: OverReason,
    /// What to quote, when there is something.
    pub support_id: Option<String>,
}

impl Page for ResetOver {
    const TEMPLATE: &'static str = "reset_over.html";

    fn sample() -> Vec<Self> {
        let mut all = Vec::new();
        for reason in [OverReason::Expired, OverReason::TooManyTries, OverReason::Used] {
            for support_id in [None, Some("K7Q2-M4XD".to_owned())] {
                all.push(Self { reason, support_id });
            }
        }
        all
    }
}

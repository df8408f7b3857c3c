//! How long names are kept in the audit log: the configuration file's number until an owner sets another. What a number
//! would erase is seen before; a smaller one than now takes a fresh proof.

use std::time::Duration;

use super::Admin;
use crate::{
    domain::{
        event::{EventKind, Outcome},
        time::Timestamp,
    },
    flows::{Core, StepError},
    store::{StoreError, audit_settings::Named},
};

/// The fewest days that can be set.
pub const LEAST: u32 = 30;
/// The most.
pub const MOST: u32 = 3650;

/// How long names are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kept {
    /// Days.
    pub days: u32,
    /// An owner set it; else it is the configuration file's.
    pub set: bool,
}

/// What a number of days would do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    /// As it is now.
    pub now: Kept,
    /// Names from before this time go.
    pub before: Timestamp,
    /// The events that they go from.
    pub named: Named,
}

/// What became of a new number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Set {
    /// It counts from now on, or did before.
    Done,
    /// It is smaller than now: prove afresh who you are, first.
    NeedsProof,
}

/// So many days.
#[must_use]
pub fn span(days: u32) -> Duration {
    Duration::from_secs(u64::from(days) * 24 * 3600)
}

/// How long names are kept; `file` is the configuration file's number of days.
///
/// # Errors
/// [`StoreError`].
pub async fn kept(core: &Core, file: u32) -> Result<Kept, StoreError> {
    let set = core.store.audit_retention(core.tenant).await?;
    Ok(Kept { days: set.unwrap_or(file), set: set.is_some() })
}

/// What `days` would erase. Nothing is changed.
///
/// # Errors
/// [`StoreError`].
pub async fn look(core: &Core, file: u32, days: u32) -> Result<Look, StoreError> {
    let before = core.now().before(span(days));
    Ok(Look { now: kept(core, file).await?, before, named: core.store.named_before(core.tenant, before).await? })
}

/// Sets it, and writes down what it was and is.
///
/// # Errors
/// [`StepError`]; [`StepError::OutOfOrder`] for a number that can not be set.
pub async fn set(core: &Core, admin: &Admin, file: u32, days: u32) -> Result<Set, StepError> {
    if !(LEAST..=MOST).contains(&days) {
        return Err(StepError::OutOfOrder);
    }
    let mut tx = core.store.begin().await?;
    let set = tx.audit_retention(core.tenant).await?;
    let before = set.unwrap_or(file);
    if set == Some(days) {
        return Ok(Set::Done);
    }
    if days < before && !admin.is_fresh(core) {
        return Ok(Set::NeedsProof);
    }
    tx.set_audit_retention(core.tenant, days).await?;
    let event = admin
        .event(EventKind::RetentionChanged, Outcome::Success)
        .with("days_before", before.to_string())
        .with("days_after", days.to_string());
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(Set::Done)
}

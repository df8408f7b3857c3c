//! The scan of the directory in the console: how it stands, and one more.

use super::Admin;
use crate::{
    domain::{
        event::{EventKind, Outcome},
        time::Timestamp,
    },
    flows::{Core, StepError},
    store::{
        sync_runs::PastScan,
        sync_state::{SyncState, SyncWanted},
    },
};

/// Past scans that are shown.
pub const PAGE: u32 = 20;

/// How the scan stands.
#[derive(Debug)]
pub struct ScanState {
    /// What it does, or did last; none when there never was one.
    pub state: Option<SyncState>,
    /// How far each server was read: server, position, when.
    pub servers: Vec<(String, String, Timestamp)>,
    /// The last ones, the newest first.
    pub past: Vec<PastScan>,
    /// Where the next page of them begins.
    pub older: Option<i64>,
}

/// Looks how the scan stands.
///
/// # Errors
/// [`StepError`].
pub async fn state(core: &Core, before: Option<i64>) -> Result<ScanState, StepError> {
    let mut past = core.store.sync_runs(core.tenant, before, PAGE.saturating_add(1)).await?;
    let more = past.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    past.truncate(usize::try_from(PAGE).unwrap_or(usize::MAX));
    Ok(ScanState {
        state: core.store.sync_state(core.tenant).await?,
        servers: core.store.sync_cursors(core.tenant).await?,
        older: past.last().filter(|_| more).map(|scan| scan.pass),
        past,
    })
}

/// Asks whichever node comes first for a scan; it begins within seconds.
///
/// # Errors
/// [`StepError`].
pub async fn scan(core: &Core, admin: &Admin, wanted: SyncWanted) -> Result<(), StepError> {
    let mut tx = core.store.begin().await?;
    tx.want_sync(core.tenant, wanted).await?;
    let event = admin.event(EventKind::ScanAsked, Outcome::Success).with("what", wanted.as_str());
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

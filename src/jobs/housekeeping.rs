//! What is over is removed (R128), limits in memory shrink. The audit chain makes its checkpoints by itself.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{flows::Core, limits::Flood};

/// How often limits in memory forget sources that are quiet.
const SHRINK: Duration = Duration::from_secs(60);
/// How often rows that are over are removed.
const PURGE: Duration = Duration::from_secs(10 * 60);

/// Runs until `stop`. `personal`: how long the personal part of audit events is kept.
pub async fn run(core: Core, flood: Arc<Flood>, personal: Duration, stop: CancellationToken) {
    let mut shrink = tokio::time::interval(SHRINK);
    let mut purge = tokio::time::interval(PURGE);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = shrink.tick() => flood.housekeeping(),
            _ = purge.tick() => {
                if let Err(error) = core.store.purge(core.now()).await {
                    tracing::warn!(%error, "what is over could not be removed");
                }
                match core.store.shred_audit(core.now().before(personal)).await {
                    Ok(0) => {}
                    Ok(events) => tracing::info!(events, "personal data of old audit events was erased"),
                    Err(error) => tracing::warn!(%error, "personal data of old audit events could not be erased"),
                }
            }
        }
    }
}

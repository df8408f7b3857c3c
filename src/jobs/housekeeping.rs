//! Every minute: what is over is removed (R128), limits in memory shrink, the audit chain gets its checkpoint.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{flows::Core, limits::Flood};

const EVERY: Duration = Duration::from_secs(60);

/// Runs until `stop`.
pub async fn run(core: Core, flood: Arc<Flood>, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        flood.shrink();
        let now = core.now();
        if let Err(error) = core.store.purge(now).await {
            tracing::warn!(%error, "what is over could not be removed");
        }
        if let Err(error) = core.store.checkpoint(core.tenant, now).await {
            tracing::warn!(%error, "the audit chain got no checkpoint");
        }
    }
}

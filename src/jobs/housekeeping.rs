//! What is over is removed (R128), limits in memory shrink. The audit chain makes its checkpoints by itself.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    flows::{
        Core,
        admin::retention::{kept as keeping, span},
    },
    limits::Flood,
    store::StoreError,
    telemetry::metric::{OUTBOX_LAG_SECONDS, OUTBOX_WAITING},
};

/// How often limits in memory forget sources that are quiet, and codes and seeds whose time is over are erased.
const SHRINK: Duration = Duration::from_secs(60);
/// How often the waiting messages are counted.
const GAUGES: Duration = Duration::from_secs(15);
/// How often rows that are over are removed.
const PURGE: Duration = Duration::from_secs(10 * 60);
/// How often the personal part of old audit events is erased.
const SHRED: Duration = Duration::from_secs(6 * 3600);

/// Runs until `stop`. The personal part of audit events is erased after `keep` days (N29), unless an owner set
/// another number.
pub async fn run(core: Core, flood: Arc<Flood>, keep: u32, stop: CancellationToken) {
    let mut shrink = tokio::time::interval(SHRINK);
    let mut gauges = tokio::time::interval(GAUGES);
    let mut purge = tokio::time::interval(PURGE);
    let mut shred = tokio::time::interval(SHRED);
    let mut kept = None;
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = shrink.tick() => {
                flood.housekeeping();
                if let Err(error) = core.store.erase_expired(core.now()).await {
                    tracing::warn!(%error, "codes whose time is over could not be erased");
                }
                // What an owner set counts at once.
                match keeping(&core, keep).await {
                    Ok(now) if kept.is_some_and(|kept| kept != now.days) => shred.reset_immediately(),
                    Ok(_) => {}
                    Err(error) => tracing::warn!(%error, "how long names are kept could not be read"),
                }
            }
            _ = gauges.tick() => measure(&core).await,
            _ = shred.tick() => {
                match forget_the_old(&core, keep).await {
                    Ok(now) => kept = Some(now),
                    Err(error) => {
                        tracing::warn!(%error, "the personal part of old audit events could not be erased");
                    }
                }
            }
            _ = purge.tick() => {
                if let Err(error) = core.store.purge(core.now()).await {
                    tracing::warn!(%error, "what is over could not be removed");
                }
            }
        }
    }
}

/// Erases the personal part of events that are older than names are kept, `keep` days unless an owner set another number,
/// and destroys the keys that open nothing any more; what an older key of the key file seals is sealed anew. Returns the
/// number of days.
///
/// # Errors
/// [`StoreError`]; what was erased before it stays erased.
pub async fn forget_the_old(core: &Core, keep: u32) -> Result<u32, StoreError> {
    let days = keeping(core, keep).await?.days;
    let until = core.now().before(span(days));
    core.store.shred_audit(core.tenant, until).await?;
    core.store.destroy_spent_keys(core.tenant, until).await?;
    core.store.reseal_personal_keys(core.tenant).await?;
    Ok(days)
}

/// The outbox in figures.
async fn measure(core: &Core) {
    match core.store.outbox_lag().await {
        Ok((waiting, oldest)) => {
            let lag = oldest.map_or(Duration::ZERO, |oldest| core.now().since(oldest));
            metrics::gauge!(OUTBOX_WAITING).set(u32::try_from(waiting).unwrap_or(u32::MAX));
            metrics::gauge!(OUTBOX_LAG_SECONDS).set(lag.as_secs_f64());
        }
        Err(error) => tracing::warn!(%error, "the waiting messages can not be counted"),
    }
}

//! Once a day, on one node: whose password ends soon?

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    directory::Directory,
    flows::{Core, reminders},
};

/// How often to ask whether a look is due.
const ASK: Duration = Duration::from_secs(5 * 60);
/// From one look to the next: a little less than a day, so that no day is left out.
const EVERY: Duration = Duration::from_secs(23 * 3600);
/// When to look again after one that failed.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// Runs until `stop`.
pub async fn run(core: Core, directory: Arc<dyn Directory>, days: Vec<u32>, stop: CancellationToken) {
    let mut ask = tokio::time::interval(ASK);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ask.tick() => look(&core, directory.as_ref(), &days).await,
        }
    }
}

/// Looks, if it is time to and no other node does.
pub async fn look(core: &Core, directory: &dyn Directory, days: &[u32]) {
    let claimed = core.store.claim_reminder_scan(core.tenant, core.now().after(EVERY)).await;
    match claimed {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::warn!(%error, "whether reminders are due can not be asked"),
    }
    match reminders::remind(core, directory, days).await {
        Ok(sent) => tracing::info!(sent, "looked whose password ends soon"),
        Err(error) => {
            tracing::warn!(%error, "not everybody whose password ends soon could be told; trying again");
            if let Err(error) = core.store.postpone_reminder_scan(core.tenant, core.now().after(AGAIN)).await {
                tracing::warn!(%error, "the next look stays a day away");
            }
        }
    }
}

//! Once a day, on one node: whose password ends soon?

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;

use crate::{
    directory::DirectoryRead,
    flows::{Core, reminders},
};

/// How often to ask whether a look is due.
const ASK: Duration = Duration::from_secs(5 * 60);
/// How long a look has no other beside it. A node that dies in the middle of one is followed after it, and nobody is
/// told twice: who was told is written down with the message.
const LEASE: Duration = Duration::from_secs(3600);
/// From the begin of one look to the next: a little less than a day, so that no day is left out.
const EVERY: Duration = Duration::from_secs(23 * 3600);
/// When to look again after one that failed.
const AGAIN: Duration = Duration::from_secs(15 * 60);

/// Runs until `stop`.
pub async fn run(core: Core, directory: Arc<dyn DirectoryRead>, days: Vec<u32>, stop: CancellationToken) {
    let mut ask = tokio::time::interval(ASK);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = ask.tick() => look(&core, directory.as_ref(), &days).await,
        }
    }
}

/// Looks, if it is time to and no other node does.
pub async fn look(core: &Core, directory: &dyn DirectoryRead, days: &[u32]) {
    let begun = core.now();
    match core.store.claim_reminder_scan(core.tenant, begun.after(LEASE)).await {
        Ok(true) => {}
        Ok(false) => return,
        Err(error) => return tracing::warn!(%error, "whether reminders are due can not be asked"),
    }
    let next = match reminders::remind(core, directory, days).await {
        Ok(sent) => {
            tracing::info!(sent, "looked whose password ends soon");
            begun.after(EVERY)
        }
        Err(error) => {
            tracing::warn!(%error, "not everybody whose password ends soon could be told; trying again");
            core.now().after(AGAIN)
        }
    };
    if let Err(error) = core.store.end_reminder_scan(core.tenant, next).await {
        tracing::warn!(%error, "the next look begins when the lease of this one ends");
    }
}

//! The policy that another node or a command saved is taken up within seconds.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use crate::flows::{Core, admin::policy};

/// How often the database is asked for the number of the version in force.
const EVERY: Duration = Duration::from_secs(3);

/// Runs until `stop`.
pub async fn run(core: Core, stop: CancellationToken) {
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(EVERY) => {}
        }
        if let Err(error) = policy::refresh(&core).await {
            tracing::warn!(%error, "the policy in force can not be asked for; the one so far holds");
        }
    }
}

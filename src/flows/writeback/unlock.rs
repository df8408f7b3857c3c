//! Unlocks that belong to a reset: with it, or behind the page when that fails (R116).

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    directory::{AccountWrite, Aim, Directory, WriteError},
    domain::{
        account::AccountId,
        event::{Event, EventKind, Outcome},
        flow::End,
    },
    flows::Core,
    store::jobs::NewJob,
};

/// The queue of unlocks that failed behind a reset.
pub const QUEUE: &str = "unlock.retry";
/// How long to wait before the first new attempt.
const FIRST_RETRY: Duration = Duration::from_secs(3);

/// The reset went well and the account is locked. A lock that stays is told, and tried again behind the page (R116).
pub async fn with_reset(core: &Core, directory: &dyn Directory, aim: &Aim) -> End {
    match directory.unlock(aim).await {
        Ok(()) => End::ResetAndUnlocked,
        Err(error) => {
            tracing::warn!(%error, server = %aim.server, "the password was reset, the account is still locked");
            later(core, aim.account.id).await;
            End::ResetStillLocked
        }
    }
}

/// The reset was found to have happened; the account may be locked still.
pub(super) async fn after_reset(core: &Core, directory: &dyn Directory, account: AccountId) -> End {
    match unlock_account(directory, account).await {
        Ok(()) => End::ResetAndUnlocked,
        Err(error) => {
            tracing::warn!(%error, "an account stays locked after its reset");
            later(core, account).await;
            End::ResetStillLocked
        }
    }
}

async fn unlock_account(directory: &dyn Directory, account: AccountId) -> Result<(), WriteError> {
    let aim = directory.aim(account).await?;
    if aim.account.state.lock.is_some() { AccountWrite::unlock(directory, &aim).await } else { Ok(()) }
}

/// What the [`QUEUE`] queue holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct UnlockJob {
    /// Whose account.
    pub account: AccountId,
}

/// Leaves a job that tries the unlock again.
pub async fn later(core: &Core, account: AccountId) {
    let attempt = async {
        let payload = serde_json::to_vec(&UnlockJob { account }).unwrap_or_default();
        let mut tx = core.store.begin().await?;
        let dedupe = format!("unlock:{}", account.0);
        tx.enqueue(NewJob {
            tenant: core.tenant,
            queue: QUEUE,
            payload: &payload,
            run_at: core.now().after(FIRST_RETRY),
            dedupe: Some(dedupe),
        })
        .await?;
        tx.commit().await
    };
    if let Err(error) = attempt.await {
        tracing::error!(%error, "an unlock could not be put off");
    }
}

/// Tries the unlock again; run by a job.
///
/// # Errors
/// [`WriteError`]: the job tries later, and gives up after its attempts.
pub async fn again(core: &Core, directory: &dyn Directory, job: &UnlockJob) -> Result<(), WriteError> {
    unlock_account(directory, job.account).await?;
    let mut event = Event::new(EventKind::AccountUnlocked, Outcome::Success).with("after", "reset");
    event.account = Some(job.account);
    let written = async {
        let mut tx = core.store.begin().await?;
        tx.audit(&core.tenant, &event).await?;
        tx.commit().await
    };
    written.await.map_err(|error| WriteError::Unavailable(error.to_string()))
}

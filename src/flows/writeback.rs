//! What became of a write to the directory. The outcome is written once, by the step that made the write or, when
//! the answer was lost or the process died, by a job that asks the server that was written to (R155, R156).

use std::time::Duration;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Core, StepError, notices, reset::Journey};
use crate::{
    directory::{AccountWrite, Directory, DirectoryRead, PasswordWrite, Stamp, WriteError},
    domain::{
        account::AccountId,
        error::Code,
        event::{Event, EventKind, Outcome},
        flow::End,
        numbers,
    },
    store::{jobs::NewJob, writebacks::Writeback},
};

/// How long a write may take before somebody else asks what became of it: the whole failover budget (N30) and more.
pub const ANSWER_WAIT: Duration = Duration::from_secs(15);
/// How long after the write "it did not happen" is believed: a server that hung may carry it out late.
const LATE_WRITE: Duration = Duration::from_secs(60);
/// How long a server that can not be asked is asked again.
const GIVE_UP: Duration = Duration::from_secs(24 * 3600);
/// How long to wait before asking again.
const ASK_AGAIN: Duration = Duration::from_secs(3);
/// The queue of unlocks that failed behind a reset.
pub const UNLOCK: &str = "unlock.retry";

/// A stamp as the row holds it.
#[must_use]
pub fn stamp_text(stamp: &Stamp) -> String {
    serde_json::to_string(stamp).unwrap_or_default()
}

/// The write happened. Flow, audit log, notices, other sessions and codes: one transaction.
///
/// # Errors
/// [`StepError`]: the write stays open, and the settling job comes back to it.
pub async fn done(
    core: &Core,
    directory: &dyn DirectoryRead,
    mut journey: Journey,
    id: Uuid,
    end: End,
) -> Result<(), StepError> {
    let account = journey.row.account.ok_or(StepError::OutOfOrder)?;
    journey.state.finish(end)?;
    journey.write_state()?;
    let now = core.now();
    journey.row.ended_at = Some(now);
    let kind = if end == End::Unlocked { EventKind::AccountUnlocked } else { EventKind::PasswordReset };
    // The directory may have newer contacts than the flow; without it those of the look-up are told.
    let snapshot = directory.get(account).await.ok().flatten();
    let mut tx = core.store.begin().await?;
    if !tx.settle_writeback(id, "done", None, now).await? {
        return Ok(());
    }
    tx.save_flow(&mut journey.row).await?;
    tx.audit(&core.tenant, &journey.event(kind, Outcome::Success).with("end", end_name(end))).await?;
    tx.end_other_flows(core.tenant, account, Some(journey.row.id), now).await?;
    if let Some(device) = journey.state.device.as_deref().and_then(crate::crypto::digest::Digest::from_hex) {
        tx.remember_device(core.new_id(), core.tenant, account, &device, now, now.after(numbers::KNOWN_DEVICE_LIFE))
            .await?;
    }
    if core.policy.notify_people {
        notices::tell(core, &mut tx, &journey, snapshot.as_ref(), id, end).await?;
    }
    tx.commit().await?;
    core.limits.forgive(account).await?;
    core.wake.notify_one();
    Ok(())
}

/// The write did not happen: the person may try again.
///
/// # Errors
/// [`StepError`].
pub async fn not_done(core: &Core, mut journey: Journey, id: Uuid, why: &str) -> Result<(), StepError> {
    let now = core.now();
    journey.state.reopen()?;
    journey.state.refused_passwords = journey.state.refused_passwords.saturating_add(1);
    journey.write_state()?;
    let mut tx = core.store.begin().await?;
    if !tx.settle_writeback(id, "not-done", Some(why), now).await? {
        return Ok(());
    }
    tx.save_flow(&mut journey.row).await?;
    tx.commit().await?;
    Ok(())
}

/// Finds out what became of an open write; run by a job. Returns when to ask again, if need be.
///
/// # Errors
/// [`StepError`]: the database can not be used; the lease ends and somebody asks again.
pub async fn settle(
    core: &Core,
    directory: &dyn Directory,
    open: &Writeback,
) -> Result<Option<Duration>, StepError> {
    let before: Stamp = serde_json::from_str(&open.before).unwrap_or_default();
    let age = core.now().since(open.created_at);
    let settled = match PasswordWrite::settle(directory, &open.server, open.account, &before).await {
        Ok(settled) => settled,
        Err(error) if age < GIVE_UP => {
            tracing::warn!(%error, writeback = %open.id, "a write's outcome can not be asked for yet");
            return Ok(Some(ASK_AGAIN));
        }
        Err(error) => {
            give_up(core, open, &error.to_string()).await?;
            return Ok(None);
        }
    };
    let Some(row) = (match open.flow {
        Some(flow) => core.store.flow(flow).await?,
        None => None,
    }) else {
        give_up(core, open, "the flow is gone").await?;
        return Ok(None);
    };
    let journey = Journey::read(row)?;
    let end = match open.kind.as_str() {
        "unlock" => (!settled.locked).then_some(End::Unlocked),
        _ if !settled.password_written => None,
        _ if settled.locked => Some(unlock_now(core, directory, open.account).await),
        _ if before.lock.is_some() => Some(End::ResetAndUnlocked),
        _ => Some(End::Reset),
    };
    match end {
        Some(end) => {
            done(core, directory, journey, open.id, end).await?;
            Ok(None)
        }
        None if age < LATE_WRITE => Ok(Some(ASK_AGAIN)),
        None => {
            let mut event = journey.event(EventKind::WritebackSettled, Outcome::Failure);
            event.code = Some(Code::OutcomeUnknown);
            let mut tx = core.store.begin().await?;
            tx.audit(&core.tenant, &event.with("found", "not written")).await?;
            tx.commit().await?;
            not_done(core, journey, open.id, "found not written").await?;
            Ok(None)
        }
    }
}

async fn unlock_now(core: &Core, directory: &dyn Directory, account: AccountId) -> End {
    match unlock_account(directory, account).await {
        Ok(()) => End::ResetAndUnlocked,
        Err(error) => {
            tracing::warn!(%error, "an account stays locked after its reset");
            unlock_later(core, account).await;
            End::ResetStillLocked
        }
    }
}

async fn unlock_account(directory: &dyn Directory, account: AccountId) -> Result<(), WriteError> {
    let aim = directory.aim(account).await?;
    if aim.account.state.lock.is_some() { AccountWrite::unlock(directory, &aim).await } else { Ok(()) }
}

/// Nobody can say what became of it: an administrator has to look.
async fn give_up(core: &Core, open: &Writeback, why: &str) -> Result<(), StepError> {
    tracing::error!(writeback = %open.id, why, "a write's outcome stays unknown");
    let mut event = Event::new(EventKind::WritebackSettled, Outcome::Failure).with("found", "unknown");
    event.account = Some(open.account);
    event.flow = open.flow;
    event.code = Some(Code::OutcomeUnknown);
    let mut tx = core.store.begin().await?;
    if tx.settle_writeback(open.id, "unknown", Some(why), core.now()).await? {
        tx.audit(&core.tenant, &event).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// What the [`UNLOCK`] queue holds.
#[derive(Debug, Serialize, Deserialize)]
pub struct UnlockJob {
    /// Whose account.
    pub account: AccountId,
}

/// Leaves a job that tries the unlock again.
pub async fn unlock_later(core: &Core, account: AccountId) {
    let attempt = async {
        let payload = serde_json::to_vec(&UnlockJob { account }).unwrap_or_default();
        let mut tx = core.store.begin().await?;
        let dedupe = format!("unlock:{}", account.0);
        tx.enqueue(NewJob {
            tenant: core.tenant,
            queue: UNLOCK,
            payload: &payload,
            run_at: core.now().after(ASK_AGAIN),
            dedupe: Some(&dedupe),
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
pub async fn unlock_again(core: &Core, directory: &dyn Directory, job: &UnlockJob) -> Result<(), WriteError> {
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

const fn end_name(end: End) -> &'static str {
    match end {
        End::Reset => "reset",
        End::ResetAndUnlocked => "reset-and-unlocked",
        End::ResetStillLocked => "reset-still-locked",
        End::Unlocked => "unlocked",
        End::Failed { .. } => "failed",
    }
}

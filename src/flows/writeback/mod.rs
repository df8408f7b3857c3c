//! Writes to the directory: intent, directory, outcome (R155). The intent is durable before the directory hears of
//! it. The outcome is written once, by the step that made the write or, when the answer was lost or the process
//! died, by [`settle`].

use std::time::Duration;

use uuid::Uuid;

use super::{
    Core, StepError, notices,
    password::{JudgeError, Refused},
    reset::Journey,
};
use crate::{
    crypto::{
        digest::Digest,
        random::{self, Token},
    },
    directory::{Aim, DirectoryRead, Stamp, WriteError},
    domain::{
        account::Account,
        error::Code,
        event::{EventKind, Outcome},
        flow::{Act, End},
        numbers,
        password::PasswordRules,
    },
    store::{
        Tx,
        writebacks::{NewWriteback, WritebackKind, WritebackState},
    },
    telemetry::metric::FLOWS,
};

pub mod by_agent;
mod settle;
pub mod unlock;

pub use settle::settle;

/// How long a write may take before somebody else asks what became of it: the whole failover budget (N30) and more.
const ANSWER_WAIT: Duration = Duration::from_secs(15);

/// Why a write is closed whose answer was lost: it was found not to have happened.
const FOUND_NOT_WRITTEN: &str = "found not written";

/// A write was not made, or not taken.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A rule refused the password; the person chooses another.
    #[error("the password was refused: {:?}", .0.refusals)]
    Refused(Box<Refused>),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl ApplyError {
    /// With what is known of the account, for the page that shows every rule.
    #[must_use]
    pub fn with(mut self, rules: &PasswordRules, account: &Account) -> Self {
        if let Self::Refused(refused) = &mut self {
            refused.rules = rules.clone();
            refused.names.clone_from(&account.names);
        }
        self
    }
}

impl From<JudgeError> for ApplyError {
    fn from(error: JudgeError) -> Self {
        match error {
            JudgeError::Refused(refused) => Self::Refused(refused),
            JudgeError::Step(error) => Self::Step(error),
        }
    }
}

impl From<crate::store::StoreError> for ApplyError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// A stamp as the row holds it.
fn stamp_text(stamp: &Stamp) -> String {
    serde_json::to_string(stamp).unwrap_or_default()
}

/// Writes down what is about to happen, in a transaction that holds the flow's row already. Commits it. `keepsake`: the
/// new password's slow hash, when former passwords are remembered here.
///
/// # Errors
/// [`ApplyError`]: nothing may be written to the directory then (R152).
pub async fn intend(
    core: &Core,
    mut tx: Tx,
    journey: &Journey,
    aim: &Aim,
    act: Act,
    keepsake: Option<&str>,
) -> Result<Uuid, ApplyError> {
    let id = core.new_id();
    let event = journey
        .event(EventKind::WritebackIntended, Outcome::Pending)
        .with("act", act.as_str())
        .with("server", &aim.server);
    tx.intend(&NewWriteback {
        id,
        tenant: core.tenant,
        flow: journey.row.id,
        account: aim.account.id,
        kind: kind(journey, act),
        server: &aim.server,
        before: &stamp_text(&aim.before),
        settle_after: core.now().after(ANSWER_WAIT),
    })
    .await?;
    if let Some(hash) = keepsake {
        tx.note_password(core.tenant, aim.account.id, id, hash).await?;
    }
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes the outcome down, unless it is not known: then it is found out behind the page.
pub async fn conclude(
    core: &Core,
    directory: &dyn DirectoryRead,
    journey: Journey,
    id: Uuid,
    outcome: Result<End, WriteError>,
) -> Result<Option<Token>, ApplyError> {
    match outcome {
        Ok(end) => {
            let cookie = random::token(core.rng.as_ref());
            match done(core, directory, &journey, id, end, Some(&cookie)).await {
                Ok(()) => Ok(Some(cookie)),
                Err(error) => {
                    // The directory has it: the settling job makes good what fails from here on.
                    tracing::error!(%error, writeback = %id, "the outcome of a write could not be written down yet");
                    Ok(None)
                }
            }
        }
        Err(WriteError::Unknown(detail)) => {
            tracing::warn!(writeback = %id, detail, "no answer to a write; finding out");
            Ok(None)
        }
        Err(error) => {
            let answer = not_written(core, &journey, &error).await?;
            not_done(core, &journey, id, &error.to_string()).await?;
            Err(answer)
        }
    }
}

/// What a person is told of a write that did not happen; the log gets the directory's own words.
pub async fn not_written(core: &Core, journey: &Journey, error: &WriteError) -> Result<ApplyError, ApplyError> {
    let (code, refusal) = match error {
        WriteError::Refused(refusal, _) => (Code::PasswordRefused, Some(*refusal)),
        WriteError::WrongOld(_) | WriteError::Unexpected(_) => (Code::DirectoryRefused, None),
        WriteError::Denied(_) => (Code::DirectoryDenied, None),
        WriteError::Gone(_) => (Code::AccountGone, None),
        WriteError::Unavailable(_) => (Code::DirectoryDown, None),
        WriteError::Unknown(_) => (Code::OutcomeUnknown, None),
    };
    if matches!(error, WriteError::Denied(_) | WriteError::Unexpected(_) | WriteError::WrongOld(_)) {
        // The directory's own words may name the person: they are in the audit log only (R151).
        tracing::error!(
            support_id = %journey.row.support_id, error_code = %code,
            "the directory did not take a write; `latchkey audit list --support-id` has its words"
        );
    }
    let mut event = journey.event(EventKind::WritebackSettled, Outcome::Failure);
    event.code = Some(code);
    if let Some(refusal) = refusal {
        event = event.with("rule", format!("{refusal:?}"));
    }
    if let Some(personal) = event.personal.as_mut() {
        personal.diagnostic = Some(error.to_string());
    }
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(match refusal {
        Some(refusal) => ApplyError::Refused(Box::new(Refused::plainly(vec![refusal]))),
        None => StepError::Problem { code, support_id: journey.row.support_id.clone() }.into(),
    })
}

/// The write happened, and `cookie` is the flow's from now on, if the browser waits for one. Flow, audit log, notices, other sessions and codes: one transaction.
///
/// # Errors
/// [`StepError`]: the write stays open, and the settling job comes back to it.
pub async fn done(
    core: &Core,
    directory: &dyn DirectoryRead,
    journey: &Journey,
    id: Uuid,
    end: End,
    cookie: Option<&Token>,
) -> Result<(), StepError> {
    let account = journey.row.account.ok_or(StepError::OutOfOrder)?;
    let now = core.now();
    // The directory may have newer contacts than the flow; without it those of the look-up are told.
    let snapshot = directory.get(account).await.ok().flatten();
    let admin = core.policies.current().notify_admins && is_admin(core, directory, journey, snapshot.as_ref()).await;
    let mut tx = core.store.begin().await?;
    if !tx.settle_writeback(id, WritebackState::Done, None, now).await? {
        return Ok(());
    }
    if core.judge.remembered > 0 {
        tx.keep_password(core.tenant, account, id, core.judge.remembered).await?;
    }
    let mut journey = Journey::read(tx.flow(journey.row.id).await?.ok_or(StepError::Over)?)?;
    journey.state.finish(end)?;
    journey.write_state()?;
    journey.row.ended_at = Some(now);
    if let Some(cookie) = cookie {
        journey.row.cookie = core.cookie_digest(cookie);
    }
    tx.save_flow(&mut journey.row).await?;
    let kind = match end {
        End::Unlocked => EventKind::AccountUnlocked,
        _ if journey.row.kind == super::change::KIND => EventKind::PasswordChanged,
        _ => EventKind::PasswordReset,
    };
    tx.audit(&core.tenant, &journey.event(kind, Outcome::Success).with("end", end_name(end))).await?;
    tx.end_other_flows(core.tenant, account, Some(journey.row.id), now).await?;
    // Who was signed in with the old password is signed out (R68).
    tx.end_sessions(core.tenant, account, None).await?;
    if let Some(device) = journey.state.device.as_deref().and_then(Digest::from_hex) {
        tx.remember_device(core.tenant, account, &device, now.after(numbers::KNOWN_DEVICE_LIFE)).await?;
    }
    if core.common().notify_people {
        notices::tell(core, &mut tx, &journey, snapshot.as_ref(), id, end).await?;
    }
    if admin {
        notices::tell_help_desk(core, &mut tx, &journey, snapshot.as_ref(), end).await?;
    }
    core.limits.forgive_in(&mut tx, account).await?;
    tx.commit().await?;
    metrics::counter!(FLOWS, "kind" => journey.row.kind, "outcome" => end_name(end)).increment(1);
    core.wake.notify_one();
    Ok(())
}

/// Whether it is an account whose resets others should hear of: protected, or with a role in the console. Where the
/// directory can not tell, they hear of it.
async fn is_admin(core: &Core, directory: &dyn DirectoryRead, journey: &Journey, account: Option<&Account>) -> bool {
    let protected = account.is_some_and(|account| account.state.protection.is_some());
    if protected || journey.state.applied().is_some_and(|applied| applied.protected) {
        return true;
    }
    let Some(id) = journey.row.account else { return false };
    super::admin::roles_of(core, directory, id).await.map_or(true, |roles| !roles.is_empty())
}

/// The write did not happen: the person may try again.
///
/// # Errors
/// [`StepError`].
pub async fn not_done(core: &Core, journey: &Journey, id: Uuid, why: &str) -> Result<(), StepError> {
    let mut tx = core.store.begin().await?;
    if !tx.settle_writeback(id, WritebackState::NotDone, Some(why), core.now()).await? {
        return Ok(());
    }
    tx.drop_password(id).await?;
    let mut journey = Journey::read(tx.flow(journey.row.id).await?.ok_or(StepError::Over)?)?;
    journey.state.reopen()?;
    journey.state.unsaved = why == FOUND_NOT_WRITTEN;
    journey.state.refused_passwords = journey.state.refused_passwords.saturating_add(1);
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    tx.commit().await?;
    Ok(())
}

fn kind(journey: &Journey, act: Act) -> WritebackKind {
    match act {
        Act::Unlock => WritebackKind::Unlock,
        Act::Reset if journey.row.kind == super::change::KIND => WritebackKind::Change,
        Act::Reset => WritebackKind::Reset,
    }
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

//! The last step: intent, directory, outcome (R155). The intent is durable before the directory hears of it; the
//! outcome is written by whoever knows it, this step or `flows::writeback`, and by one of them only.

use super::Journey;
use crate::{
    crypto::random::Token,
    directory::{Aim, Directory, WriteError},
    domain::{
        eligibility,
        error::Code,
        event::{EventKind, Outcome},
        flow::{Act, End},
        password::{self, NewPassword, Refusal},
    },
    flows::{Core, StepError, writeback},
    limits::Spend,
    store::writebacks::NewWriteback,
};

/// The last step could not be taken.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// A rule refused the password; the person chooses another.
    #[error("the password was refused: {0:?}")]
    Refused(Refusal),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<crate::store::StoreError> for ApplyError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// Sets the new password (and lifts a lockout). Returns the flow's new cookie; what happened is in its state: over,
/// or still applying when the directory gave no answer.
///
/// # Errors
/// [`ApplyError`]: nothing was written, and the person may try again.
pub async fn reset(
    core: &Core,
    directory: &dyn Directory,
    cookie: &Token,
    new: &NewPassword,
) -> Result<Token, ApplyError> {
    let mut journey = Journey::of(core, cookie).await?;
    journey.state.clone().submit_password().map_err(StepError::from)?;
    password::check_length(new, core.policy.minimum_length).map_err(ApplyError::Refused)?;
    core.limits.spend(&[Spend::TryPassword { flow: journey.row.id }]).await.map_err(StepError::from)?;
    let aim = aim(core, directory, &journey).await?;
    journey.state.submit_password().map_err(StepError::from)?;
    let (id, cookie) = intend(core, &mut journey, &aim, Act::Reset).await?;
    let outcome = match directory.reset(&aim, new).await {
        Ok(()) if aim.account.state.lock.is_none() => Ok(End::Reset),
        Ok(()) => Ok(unlock_after_reset(core, directory, &aim).await),
        Err(error) => Err(error),
    };
    conclude(core, directory, journey, id, outcome).await?;
    Ok(cookie)
}

/// Lifts the lockout and keeps the password.
///
/// # Errors
/// [`ApplyError`]: nothing was written.
pub async fn unlock(core: &Core, directory: &dyn Directory, cookie: &Token) -> Result<Token, ApplyError> {
    let mut journey = Journey::of(core, cookie).await?;
    journey.state.clone().decide(Act::Unlock).map_err(StepError::from)?;
    let aim = aim(core, directory, &journey).await?;
    journey.state.decide(Act::Unlock).map_err(StepError::from)?;
    let (id, cookie) = intend(core, &mut journey, &aim, Act::Unlock).await?;
    let outcome = directory.unlock(&aim).await.map(|()| End::Unlocked);
    conclude(core, directory, journey, id, outcome).await?;
    Ok(cookie)
}

/// Chooses the server and looks at the account there once more: it may have been disabled, protected or taken out
/// of scope since the look-up (R71).
async fn aim(core: &Core, directory: &dyn Directory, journey: &Journey) -> Result<Aim, ApplyError> {
    let problem = |code| StepError::Problem { code, support_id: journey.row.support_id.clone() };
    let account = journey.row.account.ok_or_else(|| problem(Code::AccountGone))?;
    let aim = match directory.aim(account).await {
        Ok(aim) => aim,
        Err(error) => return Err(not_written(core, journey, &error).await?),
    };
    let groups = eligibility::groups_of_interest(&core.policy);
    let member_of = if groups.is_empty() {
        Default::default()
    } else {
        directory.memberships(account, &groups).await.map_err(|error| {
            tracing::warn!(support_id = %journey.row.support_id, %error, "groups can not be read before a write");
            problem(Code::DirectoryDown)
        })?
    };
    let verdict = eligibility::fit(&core.policy, &aim.account).and_then(|()| {
        if eligibility::in_scope(&core.policy.enabled, &member_of) { Ok(()) } else { Err(Code::NotInScope) }
    });
    if let Err(code) = verdict {
        let mut event = journey.event(EventKind::WritebackIntended, Outcome::Failure);
        event.code = Some(code);
        let mut tx = core.store.begin().await?;
        tx.audit(&core.tenant, &event).await?;
        tx.commit().await?;
        return Err(problem(code).into());
    }
    Ok(aim)
}

/// Writes down what is about to happen. The flow's version lets exactly one of two parallel requests through.
async fn intend(
    core: &Core,
    journey: &mut Journey,
    aim: &Aim,
    act: Act,
) -> Result<(uuid::Uuid, Token), ApplyError> {
    let id = core.new_id();
    let cookie = journey.rotate(core);
    journey.write_state()?;
    let event = journey
        .event(EventKind::WritebackIntended, Outcome::Pending)
        .with("act", act.as_str())
        .with("server", &aim.server);
    let mut tx = core.store.begin().await?;
    tx.save_flow(&mut journey.row).await?;
    tx.intend(&NewWriteback {
        id,
        tenant: core.tenant,
        flow: Some(journey.row.id),
        account: aim.account.id,
        kind: act.as_str(),
        server: aim.server.clone(),
        before: writeback::stamp_text(&aim.before),
        created_at: core.now(),
        settle_after: core.now().after(writeback::ANSWER_WAIT),
    })
    .await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok((id, cookie))
}

/// The reset went well and the account is locked. A lock that stays is told, and tried again behind the page (R116).
async fn unlock_after_reset(core: &Core, directory: &dyn Directory, aim: &Aim) -> End {
    match directory.unlock(aim).await {
        Ok(()) => End::ResetAndUnlocked,
        Err(error) => {
            tracing::warn!(%error, server = %aim.server, "the password was reset, the account is still locked");
            writeback::unlock_later(core, aim.account.id).await;
            End::ResetStillLocked
        }
    }
}

/// Writes the outcome down, unless it is not known: then it is found out behind the page.
async fn conclude(
    core: &Core,
    directory: &dyn Directory,
    journey: Journey,
    id: uuid::Uuid,
    outcome: Result<End, WriteError>,
) -> Result<(), ApplyError> {
    match outcome {
        Ok(end) => {
            // The directory has it: what fails from here on is made good by the settling job.
            if let Err(error) = writeback::done(core, directory, journey, id, end).await {
                tracing::error!(%error, writeback = %id, "the outcome of a write could not be written down yet");
                core.wake.notify_one();
            }
            Ok(())
        }
        Err(WriteError::Unknown(detail)) => {
            tracing::warn!(writeback = %id, detail, "no answer to a write; finding out");
            core.wake.notify_one();
            Ok(())
        }
        Err(error) => {
            let answer = not_written(core, &journey, &error).await?;
            writeback::not_done(core, journey, id, &error.to_string()).await?;
            Err(answer)
        }
    }
}

/// What a person is told of a write that did not happen; the log gets the directory's own words.
async fn not_written(core: &Core, journey: &Journey, error: &WriteError) -> Result<ApplyError, ApplyError> {
    let (code, refusal) = match error {
        WriteError::Refused(refusal, _) => (Code::PasswordRefused, Some(*refusal)),
        WriteError::WrongOld(_) | WriteError::Unexpected(_) => (Code::DirectoryRefused, None),
        WriteError::Denied(_) => (Code::DirectoryDenied, None),
        WriteError::Gone(_) => (Code::AccountGone, None),
        WriteError::Unavailable(_) => (Code::DirectoryDown, None),
        WriteError::Unknown(_) => (Code::OutcomeUnknown, None),
    };
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
        Some(refusal) => ApplyError::Refused(refusal),
        None => StepError::Problem { code, support_id: journey.row.support_id.clone() }.into(),
    })
}

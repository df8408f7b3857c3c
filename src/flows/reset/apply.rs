//! The last step: look once more, then write through [`writeback`].

use super::Journey;
use crate::{
    crypto::random::Token,
    directory::{Aim, Directory},
    domain::{
        eligibility,
        error::Code,
        event::{EventKind, Outcome},
        flow::{Act, End, OutOfOrder, Reset},
        password::{self, NewPassword},
    },
    flows::{
        Core, StepError,
        writeback::{self, ApplyError, unlock},
    },
    limits::Spend,
};

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
    let journey = Journey::of(core, cookie).await?;
    journey.state.clone().submit_password().map_err(StepError::from)?;
    password::check_length(new, core.policy.minimum_length).map_err(ApplyError::Refused)?;
    core.limits.spend(&[Spend::TryPassword { flow: journey.row.id }]).await.map_err(StepError::from)?;
    let aim = aim(core, directory, &journey).await?;
    let (journey, id, cookie) = intend(core, &journey, &aim, Act::Reset, Reset::submit_password).await?;
    let outcome = match directory.reset(&aim, new).await {
        Ok(()) if aim.account.state.lock.is_none() => Ok(End::Reset),
        Ok(()) => Ok(unlock::with_reset(core, directory, &aim).await),
        Err(error) => Err(error),
    };
    writeback::conclude(core, directory, journey, id, outcome).await?;
    Ok(cookie)
}

/// Lifts the lockout and keeps the password.
///
/// # Errors
/// [`ApplyError`]: nothing was written.
pub async fn unlock(core: &Core, directory: &dyn Directory, cookie: &Token) -> Result<Token, ApplyError> {
    let journey = Journey::of(core, cookie).await?;
    journey.state.clone().decide(Act::Unlock).map_err(StepError::from)?;
    let aim = aim(core, directory, &journey).await?;
    let decide = |state: &mut Reset| state.decide(Act::Unlock);
    let (journey, id, cookie) = intend(core, &journey, &aim, Act::Unlock, decide).await?;
    let outcome = directory.unlock(&aim).await.map(|()| End::Unlocked);
    writeback::conclude(core, directory, journey, id, outcome).await?;
    Ok(cookie)
}

/// Chooses the server and looks at the account there once more: it may have been disabled, protected or taken out
/// of scope since the look-up (R71).
async fn aim(core: &Core, directory: &dyn Directory, journey: &Journey) -> Result<Aim, ApplyError> {
    let problem = |code| StepError::Problem { code, support_id: journey.row.support_id.clone() };
    let account = journey.row.account.ok_or_else(|| problem(Code::AccountGone))?;
    let aim = match directory.aim(account).await {
        Ok(aim) => aim,
        Err(error) => return Err(writeback::not_written(core, journey, &error).await?),
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

/// Takes `step` and writes the intent down. The cookie that changes lets exactly one of two parallel requests
/// through.
async fn intend(
    core: &Core,
    journey: &Journey,
    aim: &Aim,
    act: Act,
    step: impl FnOnce(&mut Reset) -> Result<(), OutOfOrder>,
) -> Result<(Journey, uuid::Uuid, Token), ApplyError> {
    let mut tx = core.store.begin().await?;
    let mut journey = journey.lock(&mut tx).await?;
    step(&mut journey.state).map_err(StepError::from)?;
    let cookie = journey.rotate(core);
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    let id = writeback::intend(core, tx, &journey, aim, act).await?;
    Ok((journey, id, cookie))
}

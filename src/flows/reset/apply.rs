//! The last step: look once more, then write through [`writeback`].

use super::Journey;
use crate::{
    crypto::random::Token,
    directory::{Aim, Directory, WriteError},
    domain::{
        error::Code,
        event::{EventKind, Outcome},
        flow::{Act, End, OutOfOrder, Reset},
        password::NewPassword,
        rules::Way,
    },
    flows::{
        Core, StepError,
        password::{self, Candidate, JudgeError},
        writeback::{self, ApplyError, unlock},
    },
    limits::Spend,
};

/// Servers that one request tries before it asks the person to try again.
const SERVERS: u32 = 3;

/// Sets the new password (and lifts a lockout). Returns the flow's new cookie; none while the directory has given no
/// answer: then the flow is still applying.
///
/// # Errors
/// [`ApplyError`]: nothing was written, and the person may try again.
pub async fn reset(
    core: &Core,
    directory: &dyn Directory,
    cookie: &Token,
    new: &NewPassword,
) -> Result<Option<Token>, ApplyError> {
    let journey = Journey::of(core, cookie).await?;
    journey.state.clone().submit_password().map_err(StepError::from)?;
    let mut judged = None;
    let mut tries = 1;
    loop {
        let aim = aim(core, directory, &journey).await?;
        let (rules, keepsake) = match &judged {
            Some(judged) => judged,
            None => {
                let candidate = Candidate { account: &aim.account, old: None, new, way: Way::Reset };
                let rules = match core.judge.judge(core, directory, &candidate).await {
                    Err(JudgeError::Refused(refused)) => {
                        let event = journey.event(EventKind::PasswordRefused, Outcome::Failure);
                        refused.write_down(core, event).await?;
                        return Err(ApplyError::Refused(refused));
                    }
                    judged => judged?,
                };
                let keepsake = core.judge.keepsake(new, &journey.row.support_id).await?;
                &*judged.insert((rules, keepsake))
            }
        };
        let submit = Reset::submit_password;
        let (written, id) = intend(core, &journey, &aim, Act::Reset, keepsake.as_deref(), submit).await?;
        let answer = directory.reset(&aim, new).await.map_err(|error| password::named(error, rules, Way::Reset));
        let outcome = match answer {
            Ok(()) if aim.account.state.lock.is_none() => Ok(End::Reset),
            Ok(()) => Ok(unlock::with_reset(core, directory, &aim).await),
            // Nothing was sent: the next server, which `aim` finds, may take it.
            Err(WriteError::Unavailable(why)) if tries < SERVERS => {
                tracing::warn!(server = %aim.server, why, "a write goes to the next server");
                writeback::not_done(core, &written, id, &why).await?;
                tries += 1;
                continue;
            }
            Err(error) => Err(error),
        };
        let concluded = writeback::conclude(core, directory, written, id, outcome).await;
        return concluded.map_err(|error| error.with(rules, &aim.account));
    }
}

/// Lifts the lockout and keeps the password. Returns as [`reset`] does.
///
/// # Errors
/// [`ApplyError`]: nothing was written.
pub async fn unlock(core: &Core, directory: &dyn Directory, cookie: &Token) -> Result<Option<Token>, ApplyError> {
    let journey = Journey::of(core, cookie).await?;
    journey.state.clone().decide(Act::Unlock).map_err(StepError::from)?;
    let aim = aim(core, directory, &journey).await?;
    let decide = |state: &mut Reset| state.decide(Act::Unlock);
    let (journey, id) = intend(core, &journey, &aim, Act::Unlock, None, decide).await?;
    let outcome = directory.unlock(&aim).await.map(|()| End::Unlocked);
    writeback::conclude(core, directory, journey, id, outcome).await
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
    let own = core.policy_of(directory, &aim.account).await.map_err(|error| {
        tracing::warn!(support_id = %journey.row.support_id, %error, "groups can not be read before a write");
        problem(Code::DirectoryDown)
    })?;
    // The policy became stricter, or another one applies now: what was proved is not enough any more.
    let proofs = &journey.state.proofs;
    if proofs.len() < own.policy.gates.count() || !proofs.iter().all(|p| own.policy.methods.contains(&p.method)) {
        return Err(StepError::Over.into());
    }
    let verdict = match own.admits(&aim.account) {
        Ok(()) if core.is_frozen(account).await? => Err(Code::Frozen),
        other => other,
    };
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

/// Takes `step` and writes the intent down. The flow's row is locked meanwhile: of two parallel requests the second
/// finds the step taken.
async fn intend(
    core: &Core,
    journey: &Journey,
    aim: &Aim,
    act: Act,
    keepsake: Option<&str>,
    step: impl FnOnce(&mut Reset) -> Result<(), OutOfOrder>,
) -> Result<(Journey, uuid::Uuid), ApplyError> {
    let mut tx = core.store.begin().await?;
    let mut journey = journey.lock(&mut tx).await?;
    core.limits.spend_in(&mut tx, &[Spend::TryPassword { flow: journey.row.id }]).await.map_err(StepError::from)?;
    step(&mut journey.state).map_err(StepError::from)?;
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    let id = writeback::intend(core, tx, &journey, aim, act, keepsake).await?;
    Ok((journey, id))
}

//! A code is typed: count first, compare after, accept once (R15-R18).

use super::{CodeError, Journey};
use crate::{
    crypto::random::Token,
    domain::{
        code,
        error::Code,
        event::{EventKind, Outcome},
        flow::{GateError, Step},
        method::Method,
    },
    flows::{Core, StepError},
    limits::{LimitError, Spend},
    store::challenges::Challenge,
};

/// Checks a code. Returns the flow's new cookie when the gate is passed.
///
/// # Errors
/// [`CodeError`], the same in text and time whether the account exists or not (R7).
pub async fn prove(core: &Core, cookie: &Token, typed: &str) -> Result<Token, CodeError> {
    let mut journey = Journey::of(core, cookie).await?;
    let Step::Prove { method } = journey.state.step else { return Err(StepError::OutOfOrder.into()) };
    let code = code::read(typed, core.numbers.digits(method, journey.state.gates))?;
    let Some(challenge) = core.store.challenge_for(journey.row.id).await.map_err(StepError::from)? else {
        return Err(CodeError::Dead);
    };
    let counted =
        core.store.count_try(challenge.id, core.numbers.tries_per_challenge).await.map_err(StepError::from)?;
    let Some(tries) = counted else {
        refuse(core, &mut journey, method, Code::ExpiredCode).await?;
        return Err(CodeError::Dead);
    };
    budget(core, &mut journey, method).await?;
    let right = challenge.matches(&core.keyring, &code);
    // A code that nobody was sent proves nothing, whoever guesses it.
    let earned = challenge.deliverable && journey.is_eligible() && challenge.method == method;
    match challenge.destination {
        Some(destination) if right & earned => pass(core, journey, &challenge, method, destination.to_hex()).await,
        _ => {
            refuse(core, &mut journey, method, Code::WrongCode).await?;
            Err(CodeError::Wrong { left: core.numbers.tries_per_challenge.saturating_sub(tries) })
        }
    }
}

async fn pass(
    core: &Core,
    journey: Journey,
    challenge: &Challenge,
    method: Method,
    destination: String,
) -> Result<Token, CodeError> {
    let mut tx = core.store.begin().await.map_err(StepError::from)?;
    let mut journey = journey.lock(&mut tx).await?;
    match journey.state.prove(method, destination) {
        Ok(()) => {}
        Err(GateError::OutOfOrder) => return Err(StepError::OutOfOrder.into()),
        Err(GateError::SameDestination) => return Err(CodeError::SameDestination),
    }
    let cookie = journey.rotate(core);
    journey.write_state()?;
    let event = journey
        .event(EventKind::GatePassed, Outcome::Success)
        .with("method", method.as_str())
        .with("gate", journey.state.proofs.len().to_string());
    // One of many parallel right codes wins this row; the rest see a used code (R16).
    if !tx.use_challenge(challenge.id, core.now()).await.map_err(StepError::from)? {
        return Err(CodeError::Dead);
    }
    tx.save_flow(&mut journey.row).await.map_err(StepError::from)?;
    tx.audit(&core.tenant, &event).await.map_err(StepError::from)?;
    tx.commit().await.map_err(StepError::from)?;
    Ok(cookie)
}

/// The budget of wrong codes per account and method in 24 hours (N6). It is spent before the comparison; a known
/// device has one of its own (R35).
async fn budget(core: &Core, journey: &mut Journey, method: Method) -> Result<(), CodeError> {
    let device = journey.state.device_known.then_some(journey.state.device.as_deref()).flatten();
    let spend = match journey.row.account {
        Some(account) => Spend::TryCode { account, method, device },
        None => Spend::TryCodeUnknown { login: &journey.row.login_digest, method },
    };
    match core.limits.spend(&[spend]).await {
        Ok(()) => Ok(()),
        Err(LimitError::Blocked(blocked)) => {
            refuse(core, journey, method, Code::TooManyTries).await?;
            Err(StepError::Throttled { retry_after: blocked.retry_after }.into())
        }
        Err(LimitError::Store(error)) => Err(StepError::from(error).into()),
    }
}

/// Writes a refusal down. A plain counter, so that a flow saved by somebody else meanwhile is no error.
async fn refuse(core: &Core, journey: &mut Journey, method: Method, code: Code) -> Result<(), StepError> {
    let mut event = journey
        .event(EventKind::GateFailed, Outcome::Failure)
        .with("method", method.as_str())
        .with("gate", journey.state.gate().to_string());
    event.code = Some(code);
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(())
}

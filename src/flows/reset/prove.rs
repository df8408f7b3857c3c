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
    store::{Tx, challenges::Challenge},
};

/// Checks a code. Returns the flow's new cookie when the gate is passed. One transaction counts, compares and writes
/// the outcome: nobody learns of a comparison that was not counted.
///
/// # Errors
/// [`CodeError`], the same in text and time whether the account exists or not (R7).
pub async fn prove(core: &Core, cookie: &Token, typed: &str) -> Result<Token, CodeError> {
    let journey = Journey::of(core, cookie).await?;
    let Step::Prove { method } = journey.state.step else { return Err(StepError::OutOfOrder.into()) };
    let code = code::read(typed, core.numbers.digits(method, journey.state.gates))?;
    let mut tx = core.store.begin().await.map_err(StepError::from)?;
    let journey = journey.lock(&mut tx).await?;
    let outcome = compare(core, &mut tx, journey, method, &code).await?;
    tx.commit().await.map_err(StepError::from)?;
    outcome
}

/// The outer error leaves nothing behind; the inner one is an outcome, and counted.
async fn compare(
    core: &Core,
    tx: &mut Tx,
    journey: Journey,
    method: Method,
    code: &str,
) -> Result<Result<Token, CodeError>, StepError> {
    let most = core.numbers.tries_per_challenge;
    let Some(challenge) = tx.challenge_for(journey.row.id).await? else { return Ok(Err(CodeError::Dead)) };
    let Some(tries) = tx.count_try(challenge.id, most).await? else {
        refuse(core, tx, &journey, method, Code::ExpiredCode).await?;
        return Ok(Err(CodeError::Dead));
    };
    match core.limits.spend_in(tx, &[budget(&journey, method)]).await {
        Ok(()) => {}
        Err(LimitError::Blocked(blocked)) => {
            refuse(core, tx, &journey, method, Code::TooManyTries).await?;
            return Ok(Err(StepError::Throttled { retry_after: blocked.retry_after }.into()));
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    }
    let right = challenge.matches(&core.keyring, code);
    // A code that nobody was sent proves nothing, whoever guesses it.
    let earned = challenge.deliverable && journey.is_eligible() && challenge.method == method;
    match challenge.destination {
        Some(destination) if right & earned => pass(core, tx, journey, &challenge, method, destination.to_hex()).await,
        _ => {
            refuse(core, tx, &journey, method, Code::WrongCode).await?;
            Ok(Err(CodeError::Wrong { left: most.saturating_sub(tries) }))
        }
    }
}

async fn pass(
    core: &Core,
    tx: &mut Tx,
    mut journey: Journey,
    challenge: &Challenge,
    method: Method,
    destination: String,
) -> Result<Result<Token, CodeError>, StepError> {
    match journey.state.prove(method, destination) {
        Ok(()) => {}
        Err(GateError::OutOfOrder) => return Err(StepError::OutOfOrder),
        Err(GateError::SameDestination) => return Ok(Err(CodeError::SameDestination)),
    }
    // One of many parallel right codes wins this row; the rest see a used code (R16).
    if !tx.use_challenge(challenge.id, core.now()).await? {
        return Ok(Err(CodeError::Dead));
    }
    let cookie = journey.rotate(core);
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    let event = journey
        .event(EventKind::GatePassed, Outcome::Success)
        .with("method", method.as_str())
        .with("gate", journey.state.proofs.len().to_string());
    tx.audit(&core.tenant, &event).await?;
    Ok(Ok(cookie))
}

/// The budget of wrong codes per account and method in 24 hours (N6). It is spent before the comparison; a known
/// device has one of its own (R35).
fn budget(journey: &Journey, method: Method) -> Spend<'_> {
    let device = journey.state.device_known.then_some(journey.state.device.as_deref()).flatten();
    match journey.row.account {
        Some(account) => Spend::TryCode { account, method, device },
        None => Spend::TryCodeUnknown { login: &journey.row.login_digest, method },
    }
}

async fn refuse(core: &Core, tx: &mut Tx, journey: &Journey, method: Method, code: Code) -> Result<(), StepError> {
    let mut event = journey
        .event(EventKind::GateFailed, Outcome::Failure)
        .with("method", method.as_str())
        .with("gate", journey.state.gate().to_string());
    event.code = Some(code);
    Ok(tx.audit(&core.tenant, &event).await?)
}

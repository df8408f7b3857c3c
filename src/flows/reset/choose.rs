//! Choosing a method: a challenge is made for everybody; a job sends its code to who has where to. Methods that send
//! nothing leave the same rows behind (R4).

use serde::{Deserialize, Serialize};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{DELIVER, DeliverJob, Journey, questions};
use crate::{
    crypto::random::{self, Token},
    domain::{
        event::{EventKind, Outcome},
        flow::{OutOfOrder, Reset, Step},
        method::Method,
        numbers,
    },
    flows::{Core, StepError},
    limits::Spend,
    store::{Tx, challenges::NewChallenge, jobs::NewJob},
};

/// What the challenge of a passkey keeps, sealed: what the browser gets, and what its answer is compared with.
#[derive(Serialize, Deserialize)]
pub(super) struct PasskeyChallenge {
    pub(super) options: String,
    pub(super) state: String,
}

/// Chooses `method` for the next gate. With a live code of that method under way, nothing new is made or sent.
///
/// # Errors
/// [`StepError`].
pub async fn choose(core: &Core, cookie: &Token, method: Method) -> Result<(), StepError> {
    let mut journey = Journey::of(core, cookie).await?;
    journey.state.choose(method)?;
    if matches!(journey.state.step, Step::Contact { .. }) {
        return save(core, &journey, method, |state| state.choose(method)).await;
    }
    if method != Method::Questions {
        return open(core, &journey, method, |state| state.choose(method)).await;
    }
    let drawn = questions::draw(core, &journey).await?;
    open(core, &journey, method, |state| {
        state.choose(method)?;
        // Once drawn they stay until they are answered.
        if state.asked.is_empty() {
            state.asked = drawn;
        }
        if state.asked.is_empty() { Err(OutOfOrder) } else { Ok(()) }
    })
    .await
}

/// What a new challenge holds: the digits that are sent; for a passkey the ceremony; else nothing that anybody could
/// type, since what is typed is compared with what is registered.
fn secret(core: &Core, journey: &Journey, method: Method) -> Result<Zeroizing<String>, StepError> {
    let problem = || StepError::Problem {
        code: crate::domain::error::Code::Internal,
        support_id: journey.row.support_id.clone(),
    };
    if method == Method::Passkey {
        // Nobody is named in it: it is the same for everybody (R5).
        let begun = core.passkeys.as_ref().ok_or(StepError::OutOfOrder)?.challenge().map_err(|error| {
            tracing::error!(%error, "a passkey can not be asked for");
            problem()
        })?;
        let kept = PasskeyChallenge { options: begun.options, state: begun.state };
        return serde_json::to_string(&kept).map(Zeroizing::new).map_err(|_| problem());
    }
    if method.sends_code() {
        return Ok(
            random::digits(core.rng.as_ref(), core.numbers.digits(method, journey.state.gates_for_codes())).into()
        );
    }
    Ok(random::token(core.rng.as_ref()).expose().to_owned().into())
}

/// The whole contact was typed: now there is something to send the code to, if it is the right one.
///
/// # Errors
/// [`StepError`].
pub async fn give_contact(core: &Core, cookie: &Token, typed: &str) -> Result<(), StepError> {
    let mut journey = Journey::of(core, cookie).await?;
    let Step::Contact { method } = journey.state.step else { return Err(StepError::OutOfOrder) };
    let digest = core.typed_contact_digest(typed).to_hex();
    journey.state.give_contact(digest.clone())?;
    open(core, &journey, method, |state| state.give_contact(digest)).await
}

/// Back to the list of methods; a code under way still works when the same method is chosen again.
///
/// # Errors
/// [`StepError`].
pub async fn choose_another(core: &Core, cookie: &Token) -> Result<(), StepError> {
    let journey = Journey::of(core, cookie).await?;
    let mut tx = core.store.begin().await?;
    let mut journey = journey.lock(&mut tx).await?;
    journey.state.choose_another()?;
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    tx.commit().await?;
    Ok(())
}

/// How a wish for another message went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resent {
    /// The same code goes out again (D1), or a new one when the old one's time or tries are over.
    Sent,
    /// Too soon: wait until the time that the page shows.
    TooSoon,
}

/// Sends the code again.
///
/// # Errors
/// [`StepError`].
pub async fn resend(core: &Core, cookie: &Token) -> Result<Resent, StepError> {
    let journey = Journey::of(core, cookie).await?;
    let Step::Prove { method } = journey.state.step else { return Err(StepError::OutOfOrder) };
    if !method.sends_code() {
        return Err(StepError::OutOfOrder);
    }
    let now = core.now();
    let Some(challenge) = core.store.challenge_for(journey.row.id).await? else {
        open(core, &journey, method, |_| Ok(())).await?;
        return Ok(Resent::Sent);
    };
    if now < challenge.asked_at().after(numbers::RESEND_WAIT) {
        return Ok(Resent::TooSoon);
    }
    if challenge.is_live(now, core.numbers.tries_per_challenge) && challenge.method == method {
        let mut tx = core.store.begin().await?;
        spend(core, &mut tx, &journey, method).await?;
        tx.count_send(challenge.id, now).await?;
        send(core, &mut tx, &journey, challenge.id).await?;
        tx.audit(&core.tenant, &event(&journey, method).with("again", "true")).await?;
        tx.commit().await?;
        core.wake.notify_one();
    } else {
        open(core, &journey, method, |_| Ok(())).await?;
    }
    Ok(Resent::Sent)
}

/// Takes `step`, and makes a challenge and a job to send it, unless one of this method, gate and contact is under
/// way.
async fn open(
    core: &Core,
    journey: &Journey,
    method: Method,
    step: impl FnOnce(&mut Reset) -> Result<(), OutOfOrder>,
) -> Result<(), StepError> {
    let now = core.now();
    if let Some(challenge) = core.store.challenge_for(journey.row.id).await?
        && challenge.method == method
        && challenge.gate == journey.state.gate()
        && !journey.state.ask_whole_contact
        && challenge.is_live(now, core.numbers.tries_per_challenge)
    {
        return save(core, journey, method, step).await;
    }
    let id = core.new_id();
    let challenge = NewChallenge {
        id,
        tenant: core.tenant,
        flow: journey.row.id,
        gate: journey.state.gate(),
        method,
        code: secret(core, journey, method)?,
        created_at: now,
        expires_at: now.after(core.numbers.code_life(method)),
    };
    let mut tx = core.store.begin().await?;
    spend(core, &mut tx, journey, method).await?;
    let mut journey = journey.lock(&mut tx).await?;
    step(&mut journey.state)?;
    journey.write_state()?;
    tx.void_challenges(journey.row.id).await?;
    tx.insert_challenge(&challenge).await?;
    send(core, &mut tx, &journey, id).await?;
    tx.save_flow(&mut journey.row).await?;
    tx.audit(&core.tenant, &event(&journey, method)).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

/// Takes a step that makes no challenge.
async fn save(
    core: &Core,
    journey: &Journey,
    method: Method,
    step: impl FnOnce(&mut Reset) -> Result<(), OutOfOrder>,
) -> Result<(), StepError> {
    let mut tx = core.store.begin().await?;
    let mut journey = journey.lock(&mut tx).await?;
    step(&mut journey.state)?;
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    tx.audit(&core.tenant, &event(&journey, method)).await?;
    tx.commit().await?;
    Ok(())
}

/// Sends are limited here by the name that was typed, alike for every name (R8), and once more on the account and
/// on the destination when the job knows them.
async fn spend(core: &Core, tx: &mut Tx, journey: &Journey, method: Method) -> Result<(), StepError> {
    if !method.sends_code() {
        return Ok(());
    }
    let device = journey.state.device_known.then_some(journey.state.device.as_deref()).flatten();
    Ok(core.limits.spend_in(tx, &[Spend::AskForCode { login: &journey.row.login_digest, method, device }]).await?)
}

async fn send(core: &Core, tx: &mut Tx, journey: &Journey, challenge: Uuid) -> Result<(), StepError> {
    let payload = serde_json::to_vec(&DeliverJob { flow: journey.row.id, challenge }).map_err(|_| {
        StepError::Problem { code: crate::domain::error::Code::Internal, support_id: journey.row.support_id.clone() }
    })?;
    let job = NewJob { tenant: core.tenant, queue: DELIVER, payload: &payload, run_at: core.now(), dedupe: None };
    tx.enqueue(job).await?;
    Ok(())
}

fn event(journey: &Journey, method: Method) -> crate::domain::event::Event {
    journey
        .event(EventKind::MethodChosen, Outcome::Success)
        .with("method", method.as_str())
        .with("gate", journey.state.gate().to_string())
}

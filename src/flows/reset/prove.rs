//! A code is typed: count first, compare after, accept once (R15-R18).

use super::{CodeError, Journey};
use crate::{
    crypto::{digest::Digest, random::Token},
    domain::{
        account::AccountId,
        code,
        error::Code,
        event::{EventKind, Outcome},
        flow::{GateError, Step},
        method::Method,
        numbers,
    },
    flows::{
        Core, StepError,
        announce::{self, Announcement, Happened},
        security_info::imported,
    },
    limits::{LimitError, Spend},
    store::{Tx, challenges::Challenge},
};

/// What a person gave as a proof.
#[derive(Clone, Copy)]
pub enum Given<'a> {
    /// Something typed: a code, a recovery code, a pass.
    Typed(&'a str),
    /// The browser's answer to a passkey challenge, in JSON.
    Passkey(&'a str),
    /// Answers to the questions that were asked, in their order.
    Answers(&'a [String]),
}

impl std::fmt::Debug for Given<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Given(..)")
    }
}

/// Checks a proof. Returns the flow's new cookie when the gate is passed. For a code that was sent, one transaction
/// counts, compares and writes the outcome: nobody learns of a comparison that was not counted. The other methods go
/// through [`super::answer`].
///
/// # Errors
/// [`CodeError`], the same in text and time whether the account exists or not (R7).
pub async fn prove(core: &Core, cookie: &Token, given: Given<'_>) -> Result<Token, CodeError> {
    let journey = Journey::of(core, cookie).await?;
    let Step::Prove { method } = journey.state.step else { return Err(StepError::OutOfOrder.into()) };
    let Given::Typed(typed) = given else { return super::answer::answer(core, journey, method, given).await };
    if !method.sends_code() {
        return super::answer::answer(core, journey, method, given).await;
    }
    let code = code::read(typed, core.numbers.digits(method, journey.state.gates_for_codes()))?;
    let mut tx = core.store.begin().await.map_err(StepError::from)?;
    let journey = journey.lock(&mut tx).await?;
    let outcome = compare(core, &mut tx, journey, method, &code).await?;
    tx.commit().await.map_err(StepError::from)?;
    outcome
}

/// A try that was counted.
pub(super) struct Counted {
    /// What it is a try at.
    pub(super) challenge: Challenge,
    /// Tries left.
    pub(super) left: u32,
    /// The method was switched off after too many wrong tries in a row (N7): it proves nothing.
    pub(super) worn: bool,
}

/// Counts a try, on the challenge and on the account's budget. The inner error is an outcome, and written down.
pub(super) async fn count(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    method: Method,
) -> Result<Result<Counted, CodeError>, StepError> {
    let most = core.numbers.tries_per_challenge;
    let Some(challenge) = tx.challenge_for(journey.row.id).await? else { return Ok(Err(CodeError::Dead)) };
    let Some(tries) = tx.count_try(challenge.id, most).await? else {
        refuse(core, tx, journey, method, Code::ExpiredCode).await?;
        return Ok(Err(CodeError::Dead));
    };
    match core.limits.spend_in(tx, &[budget(journey, method)]).await {
        Ok(()) => {}
        Err(LimitError::Blocked(blocked)) => {
            refuse(core, tx, journey, method, Code::TooManyTries).await?;
            return Ok(Err(StepError::Throttled { retry_after: blocked.retry_after }.into()));
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    }
    let (account, device) = (journey.account_or_nobody(), journey.state.device_known);
    let worn = tx.wrong_in_a_row(core.tenant, account, method, device).await? >= numbers::WRONG_IN_A_ROW;
    Ok(Ok(Counted { challenge, left: most.saturating_sub(tries), worn }))
}

/// The outer error leaves nothing behind; the inner one is an outcome, and counted.
async fn compare(
    core: &Core,
    tx: &mut Tx,
    journey: Journey,
    method: Method,
    code: &str,
) -> Result<Result<Token, CodeError>, StepError> {
    let Counted { challenge, left, worn } = match count(core, tx, &journey, method).await? {
        Ok(counted) => counted,
        Err(outcome) => return Ok(Err(outcome)),
    };
    let right = challenge.matches(&core.keyring, code);
    // A code that nobody was sent proves nothing, whoever guesses it.
    let earned = challenge.deliverable
        && journey.is_eligible()
        && challenge.method == method
        && !worn
        && journey.state.allows(method);
    match challenge.destination {
        Some(destination) if right & earned => pass(core, tx, journey, &challenge, method, destination.to_hex()).await,
        _ => {
            wrong(core, tx, &journey, method).await?;
            Ok(Err(CodeError::Wrong { left }))
        }
    }
}

/// Passes the gate.
pub(super) async fn pass(
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
    journey.state.asked.clear();
    let cookie = journey.rotate(core);
    journey.write_state()?;
    tx.save_flow(&mut journey.row).await?;
    let event = journey
        .event(EventKind::GatePassed, Outcome::Success)
        .with("method", method.as_str())
        .with("gate", journey.state.proofs.len().to_string());
    tx.audit(&core.tenant, &event).await?;
    if let Some(account) = journey.row.account {
        tx.forget_wrong(core.tenant, account, method).await?;
        if let Some(destination) = challenge.destination {
            touch(core, tx, &journey, account, &destination).await?;
        }
    }
    Ok(Ok(cookie))
}

/// The registered phone or mailbox that the code went to was used now. The first use of what an administrator brought in
/// is told (R139).
async fn touch(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    account: AccountId,
    destination: &Digest,
) -> Result<(), StepError> {
    let announcement = |happened| Announcement {
        account,
        directory: journey.row.contacts.as_deref().unwrap_or_default(),
        happened,
        client: Some(&journey.row.client),
        locale: &journey.row.locale,
        name: "",
        support_id: &journey.row.support_id,
    };
    for item in tx.methods(core.tenant, account).await? {
        let place = item.detail.contact().map(|contact| core.contact_digest(&contact));
        if place == Some(*destination) {
            let event = |kind, outcome| journey.event(kind, outcome);
            imported::used(core, tx, &item, event, announcement).await?;
        }
    }
    Ok(())
}

/// Writes a wrong answer down and counts it in a row (N7). At the last one the method is off, and its owner told; as
/// many rows are written for a name that nobody has (R4).
pub(super) async fn wrong(core: &Core, tx: &mut Tx, journey: &Journey, method: Method) -> Result<(), StepError> {
    refuse(core, tx, journey, method, Code::WrongCode).await?;
    let (account, device) = (journey.account_or_nobody(), journey.state.device_known);
    let wrong = tx.count_wrong(core.tenant, account, method, device).await?;
    if wrong != numbers::WRONG_IN_A_ROW || journey.row.account.is_none() {
        return Ok(());
    }
    let contacts = journey.row.contacts.as_deref().unwrap_or_default();
    let mut means = core.means_in(tx, account, contacts, device).await?;
    means.disabled.clear();
    if !means.has(&core.policy(journey.state.applied()), method, core.now()) {
        return Ok(());
    }
    let event = journey.event(EventKind::MethodWornOut, Outcome::Success).with("method", method.as_str());
    tx.audit(&core.tenant, &event).await?;
    let announcement = Announcement {
        account,
        directory: journey.row.contacts.as_deref().unwrap_or_default(),
        happened: Happened::WornOut { method },
        client: Some(&journey.row.client),
        locale: &journey.row.locale,
        name: "",
        support_id: &journey.row.support_id,
    };
    announce::announce(core, tx, &announcement).await
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

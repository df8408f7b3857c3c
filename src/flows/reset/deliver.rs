//! The job behind a chosen method: hand the code to the outbox, if the account has where to send it. A person who
//! chose a method that they do not have is told, at a contact that they do have, which ones they have.

use std::time::Duration;

use uuid::Uuid;

use super::{DeliverJob, ELIGIBLE, Journey, masked};
use crate::{
    domain::{
        account::{AccountId, Contact},
        alarm::AlarmKind,
        error::Code,
        event::{EventKind, Outcome},
        means::Means,
        message::{Address, Envelope, Message},
        method::Method,
        numbers,
    },
    flows::{Core, StepError},
    limits::{LimitError, SMS_PREFIX, Spend},
    store::{Tx, challenges::Challenge, outbox::NewMessage},
};

/// What became of a delivery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Nothing is left to do.
    Done,
    /// The same, and the job was removed with what was done.
    DoneWithJob,
    /// The look-up is not done.
    Undecided,
    /// The destination was sent to a moment ago: again after this time.
    Later(Duration),
}

/// How long a delivery waits for a limit rather than give up: the shortest wait between two sends (N16).
const PATIENCE: Duration = numbers::RESEND_WAIT;

/// Sends the code of `job`, or says why not in the audit log.
///
/// # Errors
/// [`StepError`]: nothing was handed over; the job tries again.
pub async fn deliver(core: &Core, job: &DeliverJob, id: Uuid) -> Result<Delivery, StepError> {
    let now = core.now();
    let Some(row) = core.store.flow(job.flow).await? else { return Ok(Delivery::Done) };
    let journey = Journey::read(row)?;
    let Some(challenge) = core.store.challenge_for(job.flow).await? else { return Ok(Delivery::Done) };
    let current = challenge.id == job.challenge && challenge.is_live(now, core.numbers.tries_per_challenge);
    if !current || journey.is_settled() || journey.is_late(core) {
        return Ok(Delivery::Done);
    }
    let method = challenge.method;
    let means = journey.means(core).await?;
    let policy = core.policy(journey.state.applied());
    match (journey.row.verdict.as_deref(), journey.row.account) {
        (None, _) => Ok(Delivery::Undecided),
        (Some(ELIGIBLE), Some(_))
            if !method.sends_code() && journey.state.allows(method) && means.has(&policy, method, now) =>
        {
            let event = journey.event(EventKind::CodeSent, Outcome::Success).with("method", method.as_str());
            let mut tx = core.store.begin().await?;
            tx.audit(&core.tenant, &event.with("why", "nothing to send")).await?;
            tx.finish_job(id).await?;
            tx.commit().await?;
            Ok(Delivery::DoneWithJob)
        }
        (Some(ELIGIBLE), Some(account)) => match destination(core, &journey, &means, method) {
            Some(contact) => send(core, &journey, &challenge, account, &contact, id).await,
            None => {
                let methods = means.usable(&policy, now);
                let message = Message::OtherMethods { methods, support_id: journey.row.support_id.clone() };
                explain(core, &journey, method, account, message, "not registered").await
            }
        },
        (Some(verdict), Some(account)) if worth_explaining(verdict) => {
            let message = Message::CannotReset { support_id: journey.row.support_id.clone() };
            explain(core, &journey, method, account, message, "not eligible").await
        }
        _ => {
            let mut tx = core.store.begin().await?;
            tx.audit(&core.tenant, &not_sent(&journey, method, "no account")).await?;
            tx.finish_job(id).await?;
            tx.commit().await?;
            Ok(Delivery::DoneWithJob)
        }
    }
}

/// Where the code goes: the first contact of the method that proved no earlier gate, and the one that was typed
/// where the policy asks for it.
fn destination(core: &Core, journey: &Journey, means: &Means, method: Method) -> Option<Contact> {
    if !journey.state.allows(method) {
        return None;
    }
    let policy = core.policy(journey.state.applied());
    means.destinations(&policy, method, core.now()).into_iter().find(|contact| {
        let digest = core.contact_digest(contact).to_hex();
        let fresh = !journey.state.proofs.iter().any(|proof| proof.destination == digest);
        let wanted = !journey.state.ask_whole_contact || journey.state.wanted.as_deref() == Some(&digest);
        fresh && wanted
    })
}

async fn send(
    core: &Core,
    journey: &Journey,
    challenge: &Challenge,
    account: AccountId,
    contact: &Contact,
    job: Uuid,
) -> Result<Delivery, StepError> {
    let method = challenge.method;
    let digest = core.contact_digest(contact);
    let Some(code) = challenge.code.clone() else { return Ok(Delivery::Done) };
    let device = journey.state.device_known.then_some(journey.state.device.as_deref()).flatten();
    let mut spends = vec![
        Spend::SendToAccount { account, method, device },
        Spend::SendToDestination { destination: &digest, device },
    ];
    // Calls cost more than messages: one budget for both.
    if let Contact::Mobile(phone) | Contact::Office(phone) = contact {
        spends.push(Spend::Sms { tenant: core.tenant, phone });
        spends.push(Spend::SmsPrefix { tenant: core.tenant, phone });
    }
    let prefix = match contact {
        Contact::Mobile(phone) | Contact::Office(phone) => Some(phone.prefix()),
        Contact::Mail(_) => None,
    };
    // R43: where codes are never used, somebody earns money with them.
    let paused = match &prefix {
        Some(prefix) => core.store.is_raised(core.tenant, AlarmKind::SmsConversion.as_str(), prefix).await?,
        None => false,
    };
    let mut tx = core.store.begin().await?;
    if paused {
        let mut event = journey.event(EventKind::Blocked, Outcome::Failure).with("limit", "sms-prefix");
        event.code = Some(Code::Throttled);
        tx.audit(&core.tenant, &event.with("method", method.as_str())).await?;
        tx.commit().await?;
        return Ok(Delivery::Done);
    }
    match core.limits.spend_in(&mut tx, &spends).await {
        Ok(()) => {}
        Err(LimitError::Blocked(blocked)) if blocked.exact <= PATIENCE => {
            return Ok(Delivery::Later(blocked.exact));
        }
        Err(LimitError::Blocked(blocked)) => {
            let mut event = journey.event(EventKind::Blocked, Outcome::Failure).with("limit", blocked.limit);
            if let Some(prefix) = prefix.filter(|_| blocked.limit == SMS_PREFIX) {
                event = event.with("prefix", prefix);
            }
            event.code = Some(Code::Throttled);
            tx.audit(&core.tenant, &event.with("method", method.as_str())).await?;
            tx.commit().await?;
            return Ok(Delivery::Done);
        }
        Err(LimitError::Store(error)) => return Err(error.into()),
    }
    let minutes = core.numbers.code_life(method).as_secs() / 60;
    tx.set_delivery(challenge.id, &digest, &masked(contact), core.now()).await?;
    let dedupe = format!("code:{}:{}", challenge.id, challenge.sends);
    post(
        core,
        &mut tx,
        journey,
        address(method, contact),
        Message::Code { code: code.to_string(), minutes },
        dedupe,
        challenge.expires_at,
    )
    .await?;
    let mut event = journey.event(EventKind::CodeSent, Outcome::Success).with("method", method.as_str());
    if let Some(prefix) = prefix {
        event = event.with("prefix", prefix);
    }
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(masked(contact));
    }
    tx.audit(&core.tenant, &event).await?;
    tx.finish_job(job).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Delivery::DoneWithJob)
}

/// Verdicts whose owner is better off with a word than with silence. A disabled account gets none.
fn worth_explaining(verdict: &str) -> bool {
    [
        Code::SwitchedOff,
        Code::WritebackOff,
        Code::NotInScope,
        Code::NotEnoughMethods,
        Code::Protected,
        Code::AdministratorLock,
        Code::Frozen,
    ]
    .iter()
    .any(|code| code.to_string() == verdict)
}

/// Tells the owner, at the first mailbox that is no part of the organisation (else at the first phone), why no code
/// comes. Once a day: a stranger must not make us a nuisance.
async fn explain(
    core: &Core,
    journey: &Journey,
    method: Method,
    account: AccountId,
    message: Message,
    why: &'static str,
) -> Result<Delivery, StepError> {
    let contacts = journey.row.contacts.as_deref().unwrap_or_default();
    let means = core.means(account, contacts, journey.state.device_known).await?;
    let policy = core.policy(journey.state.applied());
    let mail = means.destinations(&policy, Method::Email, core.now());
    let phones = means.destinations(&policy, Method::Sms, core.now());
    let mail = mail.into_iter().map(|contact| address(Method::Email, &contact));
    let to = mail.chain(phones.iter().map(|contact| address(Method::Sms, contact))).next();
    let mut event = not_sent(journey, method, why);
    let mut tx = core.store.begin().await?;
    let allowed = match core.limits.spend_in(&mut tx, &[Spend::Explain { account }]).await {
        Ok(()) => true,
        Err(LimitError::Blocked(_)) => false,
        Err(LimitError::Store(error)) => return Err(error.into()),
    };
    if let (Some(to), true) = (to, allowed) {
        let until = core.now().after(Duration::from_secs(3600));
        let dedupe = format!("explain:{}:{}", journey.row.id, message.name());
        post(core, &mut tx, journey, to, message, dedupe, until).await?;
        event = event.with("explained", "true");
    }
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Delivery::Done)
}

fn not_sent(journey: &Journey, method: Method, why: &'static str) -> crate::domain::event::Event {
    journey.event(EventKind::CodeSent, Outcome::Failure).with("method", method.as_str()).with("why", why)
}

/// How a message of `method` reaches a contact.
fn address(method: Method, contact: &Contact) -> Address {
    match contact {
        Contact::Mail(mailbox) => Address::Mail(mailbox.clone()),
        Contact::Mobile(phone) | Contact::Office(phone) if matches!(method, Method::Voice | Method::Office) => {
            Address::Call(phone.clone())
        }
        Contact::Mobile(phone) | Contact::Office(phone) => Address::Sms(phone.clone()),
    }
}

async fn post(
    core: &Core,
    tx: &mut Tx,
    journey: &Journey,
    to: Address,
    message: Message,
    dedupe: String,
    expires_at: crate::domain::time::Timestamp,
) -> Result<(), StepError> {
    let envelope = Envelope { to, locale: journey.row.locale.clone(), name: String::new(), message };
    let message = NewMessage {
        tenant: core.tenant,
        flow: Some(journey.row.id),
        envelope: &envelope,
        dedupe: Some(dedupe),
        expires_at,
        run_at: core.now(),
    };
    tx.send(message).await?;
    Ok(())
}

//! Who is calling? A code goes to a contact of record, with two words that the agent says first: the caller knows that
//! it is the help desk, and the agent that it is them.

use std::time::Duration;

use zeroize::Zeroizing;

use super::{
    Admin,
    helpdesk::{ActError, act_event, down, whom, write_down},
};
use crate::{
    crypto::random,
    directory::DirectoryRead,
    domain::{
        account::{AccountId, Contact},
        code::{self, Malformed},
        event::{EventKind, Outcome},
        means::Means,
        message::{Address, Envelope, Message},
        method::Method,
        passphrase::WordList,
        policy::Policy,
        time::Timestamp,
    },
    flows::{Core, helpdesk, reset::masked},
    limits::Spend,
    store::{
        StoreError,
        caller_checks::{CallerCheck, NewCallerCheck, Told},
        outbox::NewMessage,
    },
};

/// How long the code of a caller works.
pub const CODE_LIFE: Duration = Duration::from_secs(10 * 60);
/// How long an agent may go by a caller's right code.
pub const VERIFIED: Duration = Duration::from_secs(15 * 60);
/// Digits of that code: it is read out.
const DIGITS: u8 = 6;
/// Wrong codes that are taken.
const TRIES: u32 = 5;

/// A contact of record that a caller's code can go to.
#[derive(Debug, Clone)]
pub struct Reach {
    /// What a form names it by; says nothing of the contact.
    pub id: String,
    /// How the code travels.
    pub method: Method,
    /// The contact.
    pub contact: Contact,
}

/// Where codes for callers can go: what codes for a reset could go to, so nothing that is new or the organisation's own.
#[must_use]
pub fn reaches(core: &Core, policy: &Policy, means: &Means) -> Vec<Reach> {
    let mut all: Vec<Reach> = Vec::new();
    for method in [Method::Sms, Method::Email, Method::Voice, Method::Office] {
        if !policy.methods.contains(&method) {
            continue;
        }
        for contact in means.destinations(policy, method, core.now()) {
            let digest = core.contact_digest(&contact).to_hex();
            let id = format!("{}-{}", method.as_str(), digest.get(..16).unwrap_or_default());
            all.push(Reach { id, method, contact });
        }
    }
    all
}

/// Sends a code to a caller: to the contact that `reach` names.
///
/// # Errors
/// [`ActError`].
pub async fn send_code(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
    reach: &str,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    let means = core.means(id, &account.contacts, false).await?;
    let own = core.policy_of(directory, &account).await.map_err(|error| down(admin, &error))?;
    let to = reaches(core, &own.policy, &means).into_iter().find(|r| r.id == reach).ok_or(ActError::Nothing)?;
    let locale = helpdesk::language(core, &account);
    let told =
        Told { words: words(core, WordList::of(locale.as_str())), contact: masked(&to.contact), method: to.method };
    let code = Zeroizing::new(random::digits(core.rng.as_ref(), DIGITS));
    let digest = core.contact_digest(&to.contact);
    let mut spends = vec![
        Spend::SendToAccount { account: id, method: to.method, device: None },
        Spend::SendToDestination { destination: &digest, device: None },
    ];
    if let Contact::Mobile(phone) | Contact::Office(phone) = &to.contact {
        spends.push(Spend::Sms { tenant: core.tenant, phone });
        spends.push(Spend::SmsPrefix { tenant: core.tenant, phone });
    }
    let expires_at = core.now().after(CODE_LIFE);
    let mut tx = core.store.begin().await?;
    core.limits.spend_in(&mut tx, &spends).await?;
    let check = core.new_id();
    let agent = admin.account.id;
    let new =
        NewCallerCheck { id: check, tenant: core.tenant, account: id, agent, told: &told, code: &code, expires_at };
    tx.insert_caller_check(&new).await?;
    let minutes = CODE_LIFE.as_secs() / 60;
    let envelope = Envelope {
        to: address(to.method, &to.contact),
        locale,
        name: String::new(),
        message: Message::CallerCode { code: code.to_string(), words: told.words.clone(), minutes },
    };
    tx.send(NewMessage {
        tenant: core.tenant,
        flow: None,
        envelope: &envelope,
        dedupe: Some(format!("caller:{check}")),
        expires_at,
        run_at: core.now(),
    })
    .await?;
    let mut event =
        act_event(admin, &account, EventKind::CallerChecked, Outcome::Pending, None).with("method", to.method.as_str());
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(told.contact.clone());
    }
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

fn words(core: &Core, list: WordList) -> String {
    let words = list.words();
    let one = || {
        let n = random::below(core.rng.as_ref(), u32::try_from(words.len()).unwrap_or(1));
        usize::try_from(n).ok().and_then(|n| words.get(n)).copied().unwrap_or_default()
    };
    format!("{} {}", one(), one())
}

fn address(method: Method, contact: &Contact) -> Address {
    match contact {
        Contact::Mail(mailbox) => Address::Mail(mailbox.clone()),
        Contact::Mobile(phone) | Contact::Office(phone) if matches!(method, Method::Voice | Method::Office) => {
            Address::Call(phone.clone())
        }
        Contact::Mobile(phone) | Contact::Office(phone) => Address::Sms(phone.clone()),
    }
}

/// A check that waits for its code.
#[must_use]
pub fn is_waiting(check: &CallerCheck, now: Timestamp) -> bool {
    check.is_live(now, TRIES)
}

/// Whether an agent may still go by it.
#[must_use]
pub fn is_verified(check: &CallerCheck, now: Timestamp) -> bool {
    check.verified_at.is_some_and(|at| now >= at && now.since(at) < VERIFIED)
}

/// A caller's code was not taken.
#[derive(Debug, thiserror::Error)]
pub enum CallerError {
    /// It can be no code; costs no try.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// Wrong.
    #[error("not the right code")]
    Wrong {
        /// Tries left.
        left: u32,
    },
    /// Its time or its tries are over.
    #[error("the code works no more")]
    Over,
    /// Anything else.
    #[error(transparent)]
    Act(#[from] ActError),
}

impl From<StoreError> for CallerError {
    fn from(error: StoreError) -> Self {
        Self::Act(error.into())
    }
}

/// The agent types the code that the caller read out. Counted before it is compared (R17).
///
/// # Errors
/// [`CallerError`].
pub async fn check_code(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
    typed: &str,
) -> Result<(), CallerError> {
    let account = whom(core, directory, admin, id).await?;
    let typed = Zeroizing::new(code::read(typed, DIGITS)?);
    let check = core.store.caller_check(core.tenant, id, admin.account.id).await?.ok_or(CallerError::Over)?;
    let tries = core.store.count_caller_try(check.id, TRIES).await?.ok_or(CallerError::Over)?;
    let event = |outcome| act_event(admin, &account, EventKind::CallerChecked, outcome, None);
    if !check.matches(&core.keyring, &typed) {
        write_down(core, event(Outcome::Failure)).await?;
        return Err(match TRIES.saturating_sub(tries) {
            0 => CallerError::Over,
            left => CallerError::Wrong { left },
        });
    }
    let mut tx = core.store.begin().await?;
    if !tx.caller_verified(check.id).await? {
        return Err(CallerError::Over);
    }
    tx.audit(&core.tenant, &event(Outcome::Success)).await?;
    Ok(tx.commit().await?)
}

//! What the help desk may do for a person: issue and revoke a temporary pass, lift a stop, ask for a new registration,
//! look. It never sees or chooses a password (R142), and can do nothing for protected accounts (R144).

use std::{collections::BTreeSet, time::Duration};

use zeroize::Zeroizing;

use super::{
    Core, StepError,
    announce::{self, Announcement, Happened},
    reset::masked,
};
use crate::{
    crypto::random,
    directory::{Directory, DirectoryError, Found},
    domain::{
        account::Account,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        identifier::LoginName,
        means::Means,
        method::Method,
        numbers::PASS_GROUPS,
        policy::Policy,
        security_info::{Detail, Kind, Person, Registered},
        session::{Due, due},
        time::Timestamp,
    },
    store::{StoreError, Tx, passes::NewPass},
};

/// What could not be done, in words for an agent.
#[derive(Debug, thiserror::Error)]
pub enum HelpDeskError {
    /// No account has this name.
    #[error("no account has the login name {0:?}")]
    Unknown(String),
    /// Several have.
    #[error("several accounts have the login name {0:?}; use the full name")]
    Ambiguous(String),
    /// A privileged or service account: nobody may let anybody into it here.
    #[error("the account is protected: nothing can be done for it here")]
    Protected,
    /// It is disabled or past its end date.
    #[error("the account is disabled or past its end date; a pass would open nothing")]
    Off,
    /// "This wasn't me" was pressed.
    #[error(
        "self-service is frozen for the account since somebody said \"this wasn't me\"; find out, then `latchkey helpdesk unfreeze`"
    )]
    Frozen,
    /// The policy allows no passes.
    #[error("policy.methods does not allow \"pass\"")]
    NotAllowed,
    /// The directory can not be asked.
    #[error("the directory can not be asked: {0}")]
    Directory(#[from] DirectoryError),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
    /// The pass could not be hashed.
    #[error("the pass could not be hashed: {0}")]
    Hash(#[from] crate::crypto::hasher::HashError),
}

/// Who acts, and on whom.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// The login name.
    pub login: &'a str,
    /// The agent, in their own words; for the audit log.
    pub by: &'a str,
}

/// A new pass. It is shown once.
pub struct Issued {
    /// What the agent reads out.
    pub pass: Zeroizing<String>,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// What the audit log calls the case.
    pub support_id: String,
}

async fn find(directory: &dyn Directory, login: &str) -> Result<Account, HelpDeskError> {
    let unknown = || HelpDeskError::Unknown(login.to_owned());
    let name = LoginName::parse(login).ok_or_else(unknown)?;
    match directory.find(&name).await? {
        Found::One(account) if account.state.protection.is_some() => Err(HelpDeskError::Protected),
        Found::One(account) => Ok(*account),
        Found::Nobody => Err(unknown()),
        Found::Ambiguous => Err(HelpDeskError::Ambiguous(login.to_owned())),
    }
}

fn event(account: &Account, case: Case<'_>, kind: EventKind, outcome: Outcome, support_id: &str) -> Event {
    let mut event = Event::new(kind, outcome);
    event.account = Some(account.id);
    event.support_id = Some(support_id.to_owned());
    event.personal = Some(Personal {
        login: Some(account.login.clone()),
        actor: Some(case.by.chars().take(100).collect()),
        ..Personal::default()
    });
    event
}

/// Issues a pass for `life`, and revokes every other one of the account. Its contacts are told.
///
/// # Errors
/// [`HelpDeskError`]: nothing was issued.
pub async fn issue_pass(
    core: &Core,
    directory: &dyn Directory,
    case: Case<'_>,
    life: Option<Duration>,
) -> Result<Issued, HelpDeskError> {
    if !core.common().methods.contains(&Method::Pass) {
        return Err(HelpDeskError::NotAllowed);
    }
    let account = find(directory, case.login).await?;
    if account.state.disabled || account.state.expired {
        return Err(HelpDeskError::Off);
    }
    let pass = random::grouped(core.rng.as_ref(), PASS_GROUPS);
    let hash = core.hasher.hash(pass.as_bytes()).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let expires_at = core.now().after(life.unwrap_or(core.common().registration.pass_life));
    let mut tx = core.store.begin().await?;
    if tx.person(core.tenant, account.id).await?.frozen_at.is_some() {
        return Err(HelpDeskError::Frozen);
    }
    let (id, tenant) = (core.new_id(), core.tenant);
    let new = NewPass { id, tenant, account: account.id, hash: &hash, issuer: case.by, expires_at };
    tx.issue_pass(&new).await?;
    let minutes = expires_at.since(core.now()).as_secs() / 60;
    let issued = event(&account, case, EventKind::PassIssued, Outcome::Success, &support_id);
    tx.audit(&tenant, &issued.with("minutes", minutes.to_string())).await?;
    tell(core, &mut tx, &account, Happened::PassIssued, &support_id).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Issued { pass, expires_at, support_id })
}

async fn tell(
    core: &Core,
    tx: &mut Tx,
    account: &Account,
    happened: Happened,
    support_id: &str,
) -> Result<(), StepError> {
    let asked = core.locales.first().cloned().unwrap_or_else(crate::domain::locale::Locale::english);
    let announcement = Announcement {
        account: account.id,
        directory: &account.contacts,
        happened,
        client: None,
        locale: &core.language_for(account.language.as_deref(), &asked),
        name: &account.display_name,
        support_id,
    };
    announce::announce(core, tx, &announcement).await
}

/// Revokes the pass of an account; says whether there was one.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn revoke_pass(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<bool, HelpDeskError> {
    let account = find(directory, case.login).await?;
    let mut tx = core.store.begin().await?;
    let revoked = tx.revoke_passes(core.tenant, account.id).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(&account, case, EventKind::PassUsed, Outcome::Failure, &support_id).with("why", "revoked");
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(revoked > 0)
}

/// Lifts every stop: a freeze, methods that wrong tries switched off, budgets that strangers used up. Says whether the
/// account was frozen.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn unfreeze(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<bool, HelpDeskError> {
    let account = find(directory, case.login).await?;
    let mut tx = core.store.begin().await?;
    let mut person = tx.person(core.tenant, account.id).await?;
    let frozen = person.frozen_at.take().is_some();
    tx.save_person(core.tenant, &person).await?;
    for method in Method::ALL {
        tx.forget_wrong(core.tenant, account.id, method).await?;
    }
    core.limits.forgive_in(&mut tx, account.id).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(&account, case, EventKind::AccountUnfrozen, Outcome::Success, &support_id);
    tx.audit(&core.tenant, &event.with("was_frozen", frozen.to_string())).await?;
    tx.commit().await?;
    Ok(frozen)
}

/// Asks for a new registration at the next sign-in, whatever is registered.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn require_registration(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<(), HelpDeskError> {
    let account = find(directory, case.login).await?;
    let mut tx = core.store.begin().await?;
    let mut person = tx.person(core.tenant, account.id).await?;
    person.must_register = true;
    tx.save_person(core.tenant, &person).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(&account, case, EventKind::RegistrationCompleted, Outcome::Pending, &support_id);
    tx.audit(&core.tenant, &event.with("why", "asked for by the help desk")).await?;
    Ok(tx.commit().await?)
}

/// What an agent may see of an account.
#[derive(Debug)]
pub struct Shown {
    /// The login name, as the directory has it.
    pub login: String,
    /// What is registered, masked: kind, hint, from when on it can open a gate.
    pub registered: Vec<(Kind, String, Timestamp)>,
    /// Contacts that the directory holds, masked.
    pub directory: Vec<String>,
    /// The methods that work now.
    pub usable: Vec<Method>,
    /// How many gates those can open, of how many that a reset takes.
    pub gates: (usize, usize),
    /// Methods that too many wrong tries switched off.
    pub worn_out: BTreeSet<Method>,
    /// A pass works until then.
    pub pass_until: Option<Timestamp>,
    /// Self-service is frozen since then.
    pub frozen_since: Option<Timestamp>,
    /// What is due at the next sign-in.
    pub due: Due,
    /// Why a reset would be refused, besides what is above.
    pub verdict: Option<Code>,
}

/// Looks, and writes down who looked.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn show(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<Shown, HelpDeskError> {
    let account = find(directory, case.login).await?;
    let (means, now) = (core.means(account.id, &account.contacts, false).await?, core.now());
    let pass_until = core.store.pass(core.tenant, account.id).await?.map(|pass| pass.expires_at);
    let mut tx = core.store.begin().await?;
    let person = tx.person(core.tenant, account.id).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(&account, case, EventKind::AccountLookedUp, Outcome::Success, &support_id);
    tx.audit(&core.tenant, &event.with("why", "help desk")).await?;
    tx.commit().await?;
    let own = core.policy_of(directory, &account).await?;
    let verdict = own.admits(&account).err();
    Ok(shown(&own.policy, account, &means, &person, pass_until, verdict, now))
}

fn shown(
    policy: &Policy,
    account: Account,
    means: &Means,
    person: &Person,
    pass_until: Option<Timestamp>,
    verdict: Option<Code>,
    now: Timestamp,
) -> Shown {
    Shown {
        registered: means.registered.iter().map(|item| (item.kind(), hint(item), item.usable_from)).collect(),
        directory: account.contacts.iter().map(masked).collect(),
        usable: means.usable(policy, now),
        gates: (means.gates(policy, now), policy.gates.count()),
        worn_out: means.disabled.clone(),
        pass_until,
        frozen_since: person.frozen_at,
        due: due(policy, person, means.kinds(policy).len(), now),
        verdict,
        login: account.login,
    }
}

fn hint(item: &Registered) -> String {
    match &item.detail {
        Detail::Phone { .. } | Detail::Office { .. } | Detail::Mailbox { .. } => {
            item.detail.contact().as_ref().map(masked).unwrap_or_default()
        }
        _ => item.name.clone(),
    }
}

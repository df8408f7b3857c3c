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
    directory::{Directory, DirectoryError, DirectoryRead, Found},
    domain::{
        account::{Account, AccountId},
        client::Client,
        error::Code,
        event::{Event, EventKind, Outcome, Personal},
        identifier::LoginName,
        locale::Locale,
        means::Means,
        message::DeskAct,
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

/// Who acts, for the audit log.
#[derive(Debug, Clone, Copy, Default)]
pub struct By<'a> {
    /// The agent, by name.
    pub name: &'a str,
    /// Where from; none on the command line.
    pub client: Option<&'a Client>,
    /// Why, in the agent's own words.
    pub reason: Option<&'a str>,
    /// The agent's account; none on the command line.
    pub agent: Option<AccountId>,
}

impl<'a> Case<'a> {
    const fn by(&self) -> By<'a> {
        By { name: self.by, client: None, reason: None, agent: None }
    }
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

/// An event about an account that an agent did something for.
#[must_use]
pub fn event(account: &Account, by: &By<'_>, kind: EventKind, outcome: Outcome, support_id: &str) -> Event {
    let mut event = Event::new(kind, outcome);
    event.account = Some(account.id);
    event.support_id = Some(support_id.to_owned());
    event.personal = Some(Personal {
        login: Some(account.login.clone()),
        actor: Some(by.name.chars().take(100).collect()),
        client: by.client.cloned(),
        reason: by.reason.map(|reason| reason.chars().take(500).collect()),
        ..Personal::default()
    });
    match by.agent {
        Some(agent) => event.with("agent", agent.0.to_string()),
        None => event,
    }
}

/// Ends an act: in its transaction the event is written down, and the person is told at every contact.
///
/// # Errors
/// [`StepError`].
pub async fn finish(
    core: &Core,
    mut tx: Tx,
    account: &Account,
    event: &Event,
    happened: Happened,
) -> Result<(), StepError> {
    let support_id = event.support_id.as_deref().unwrap_or_default();
    tx.audit(&core.tenant, event).await?;
    tell(core, &mut tx, account, happened, support_id).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

/// What somebody is told of an act that was not done to one method.
#[must_use]
pub const fn did(act: DeskAct) -> Happened {
    Happened::ByHelpDesk { act, method: None }
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
    let account = find(directory, case.login).await?;
    issue_pass_to(core, directory, &account, &case.by(), life).await
}

/// The same for an account that is known.
///
/// # Errors
/// [`HelpDeskError`]: nothing was issued.
pub async fn issue_pass_to(
    core: &Core,
    directory: &dyn DirectoryRead,
    account: &Account,
    by: &By<'_>,
    life: Option<Duration>,
) -> Result<Issued, HelpDeskError> {
    let own = core.policy_of(directory, account).await?;
    if !own.policy.methods.contains(&Method::Pass) {
        return Err(HelpDeskError::NotAllowed);
    }
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
    let new = NewPass { id, tenant, account: account.id, hash: &hash, issuer: by.name, expires_at };
    tx.issue_pass(&new).await?;
    let minutes = expires_at.since(core.now()).as_secs() / 60;
    let issued = event(account, by, EventKind::PassIssued, Outcome::Success, &support_id);
    finish(core, tx, account, &issued.with("minutes", minutes.to_string()), Happened::PassIssued).await?;
    Ok(Issued { pass, expires_at, support_id })
}

/// Tells every contact of an account what an agent did.
///
/// # Errors
/// [`StepError`].
pub async fn tell(
    core: &Core,
    tx: &mut Tx,
    account: &Account,
    happened: Happened,
    support_id: &str,
) -> Result<(), StepError> {
    let announcement = Announcement {
        account: account.id,
        directory: &account.contacts,
        happened,
        client: None,
        locale: &language(core, account),
        name: &account.display_name,
        support_id,
    };
    announce::announce(core, tx, &announcement).await
}

/// The language to write to somebody in who did not ask for it in a browser.
#[must_use]
pub fn language(core: &Core, account: &Account) -> Locale {
    let asked = core.locales.first().cloned().unwrap_or_else(Locale::english);
    core.language_for(account.language.as_deref(), &asked)
}

/// Revokes the pass of an account; says whether there was one.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn revoke_pass(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<bool, HelpDeskError> {
    let account = find(directory, case.login).await?;
    revoke_pass_of(core, &account, &case.by()).await
}

/// The same for an account that is known.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn revoke_pass_of(core: &Core, account: &Account, by: &By<'_>) -> Result<bool, HelpDeskError> {
    let mut tx = core.store.begin().await?;
    let revoked = tx.revoke_passes(core.tenant, account.id).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(account, by, EventKind::PassUsed, Outcome::Failure, &support_id).with("why", "revoked");
    if revoked > 0 {
        finish(core, tx, account, &event, did(DeskAct::PassRevoked)).await?;
        return Ok(true);
    }
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(false)
}

/// Lifts every stop: a freeze, methods that wrong tries switched off, budgets that strangers used up. Says whether the
/// account was frozen.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn unfreeze(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<bool, HelpDeskError> {
    let account = find(directory, case.login).await?;
    unfreeze_account(core, &account, &case.by()).await
}

/// The same for an account that is known.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn unfreeze_account(core: &Core, account: &Account, by: &By<'_>) -> Result<bool, HelpDeskError> {
    let mut tx = core.store.begin().await?;
    let mut person = tx.person(core.tenant, account.id).await?;
    let frozen = person.frozen_at.take().is_some();
    tx.save_person(core.tenant, &person).await?;
    for method in Method::ALL {
        tx.forget_wrong(core.tenant, account.id, method).await?;
    }
    core.limits.forgive_in(&mut tx, account.id).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(account, by, EventKind::AccountUnfrozen, Outcome::Success, &support_id);
    let act = if frozen { DeskAct::Unfrozen } else { DeskAct::LimitsLifted };
    finish(core, tx, account, &event.with("was_frozen", frozen.to_string()), did(act)).await?;
    Ok(frozen)
}

/// Asks for a new registration at the next sign-in, whatever is registered.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn require_registration(core: &Core, directory: &dyn Directory, case: Case<'_>) -> Result<(), HelpDeskError> {
    let account = find(directory, case.login).await?;
    require_registration_of(core, &account, &case.by()).await
}

/// The same for an account that is known.
///
/// # Errors
/// [`HelpDeskError`].
pub async fn require_registration_of(core: &Core, account: &Account, by: &By<'_>) -> Result<(), HelpDeskError> {
    let mut tx = core.store.begin().await?;
    let mut person = tx.person(core.tenant, account.id).await?;
    person.must_register = true;
    tx.save_person(core.tenant, &person).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let event = event(account, by, EventKind::RegistrationCompleted, Outcome::Pending, &support_id);
    let event = event.with("why", "asked for by the help desk");
    Ok(finish(core, tx, account, &event, did(DeskAct::RegisterAnew)).await?)
}

/// What an agent may see of an account.
#[derive(Debug)]
pub struct Shown {
    /// The login name, as the directory has it.
    pub login: String,
    /// What is registered, masked: kind, hint, from when on it can open a gate, and whether an administrator brought it
    /// in and the person did not confirm it (R139).
    pub registered: Vec<(Kind, String, Timestamp, bool)>,
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
    let event = event(&account, &case.by(), EventKind::AccountLookedUp, Outcome::Success, &support_id);
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
        registered: means
            .registered
            .iter()
            .map(|item| (item.kind(), hint(item), item.usable_from, item.is_unverified()))
            .collect(),
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

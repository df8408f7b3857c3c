//! What an agent may do for a person. Each act looks again whether this agent may act on this account (R144), is
//! written down with the agent as actor, and told to the person. A password is never seen or chosen (R142).

use std::time::Duration;

use uuid::Uuid;

use super::{Admin, RolesError, caller::is_verified, explain, roles_of};
use crate::{
    crypto::random,
    directory::{Directory, DirectoryError, DirectoryRead},
    domain::{
        account::{Account, AccountId},
        error::Code,
        event::{Event, EventKind, Outcome},
        method::Method,
        role::Roles,
        security_info::Kind,
    },
    flows::{
        Core, StepError,
        announce::Happened,
        helpdesk::{self, By, HelpDeskError, Issued, event},
        security_info::manage::hint,
        writeback::{self, ApplyError},
    },
    limits::LimitError,
    store::StoreError,
};

/// Fewest characters of a reason.
pub const SHORTEST_REASON: usize = 10;

/// Whether an agent may do something for an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum MayAct {
    /// Yes.
    Yes,
    /// It is their own.
    Oneself,
    /// It stands as high or higher (R144).
    NotAbove,
    /// It is protected, and the policy does not allow it.
    Protected,
}

/// Something could not be done.
#[derive(Debug, thiserror::Error)]
pub enum ActError {
    /// The account is gone.
    #[error("the account is gone")]
    Gone,
    /// This agent may not act on this account.
    #[error("not on this account: {0:?}")]
    Refused(MayAct),
    /// The caller has proved nothing, and no reason was given.
    #[error("the caller is not verified")]
    Unverified,
    /// There is nothing of the kind: no such method or contact, nothing to unlock.
    #[error("there is nothing of the kind")]
    Nothing,
    /// A limit was reached.
    #[error("a limit was reached")]
    Throttled(Duration),
    /// It would open nothing: the account is switched off, frozen, or the policy has no passes.
    #[error(transparent)]
    Desk(HelpDeskError),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for ActError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

impl From<LimitError> for ActError {
    fn from(error: LimitError) -> Self {
        match error {
            LimitError::Blocked(blocked) => Self::Throttled(blocked.retry_after),
            LimitError::Store(error) => error.into(),
        }
    }
}

impl From<HelpDeskError> for ActError {
    fn from(error: HelpDeskError) -> Self {
        match error {
            HelpDeskError::Store(error) => error.into(),
            HelpDeskError::Step(error) => Self::Step(error),
            other => Self::Desk(other),
        }
    }
}

impl From<ApplyError> for ActError {
    fn from(error: ApplyError) -> Self {
        match error {
            ApplyError::Step(error) => Self::Step(error),
            // An unlock has no password to refuse.
            ApplyError::Refused(_) => Self::Step(StepError::OutOfOrder),
        }
    }
}

/// Whether `admin` may act on an account whose owner has the roles `theirs`.
#[must_use]
pub fn may_act(core: &Core, admin: &Admin, account: &Account, theirs: &Roles) -> MayAct {
    if admin.account.id == account.id {
        MayAct::Oneself
    } else if !admin.roles.stand_above(theirs) {
        MayAct::NotAbove
    } else if account.state.protection.is_some() && !core.common().protected_too {
        MayAct::Protected
    } else {
        MayAct::Yes
    }
}

pub(super) fn down(admin: &Admin, error: &DirectoryError) -> StepError {
    tracing::warn!(%error, "the directory can not be asked for the help desk");
    StepError::Problem { code: Code::DirectoryDown, support_id: admin.session.support_id.clone() }
}

/// The account, as it is now, if `admin` may act on it. A refusal is written down.
///
/// # Errors
/// [`ActError`].
pub async fn whom(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<Account, ActError> {
    let account = directory.get(id).await.map_err(|error| down(admin, &error))?.ok_or(ActError::Gone)?;
    let theirs = roles_of(core, directory, id).await.map_err(|error| match error {
        RolesError::Directory(error) => ActError::Step(down(admin, &error)),
        RolesError::Store(error) => error.into(),
    })?;
    match may_act(core, admin, &account, &theirs) {
        MayAct::Yes => Ok(account),
        refused => {
            let why = match refused {
                MayAct::Oneself => "oneself",
                MayAct::NotAbove => "tier",
                MayAct::Yes | MayAct::Protected => "protected",
            };
            let mut event = act_event(admin, &account, EventKind::ConsoleDenied, Outcome::Failure, None);
            event.code = Some(Code::NotAllowed);
            write_down(core, event.with("why", why)).await?;
            Err(ActError::Refused(refused))
        }
    }
}

const fn by(admin: &Admin) -> By<'_> {
    By { name: admin.account.login.as_str(), client: Some(&admin.session.client), reason: None }
}

pub(super) fn act_event(
    admin: &Admin,
    account: &Account,
    kind: EventKind,
    outcome: Outcome,
    support_id: Option<&str>,
) -> Event {
    let support_id = support_id.unwrap_or(&admin.session.support_id);
    event(account, &by(admin), kind, outcome, support_id).with("agent", admin.account.id.0.to_string())
}

pub(super) async fn write_down(core: &Core, event: Event) -> Result<(), StoreError> {
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await
}

/// Issues a pass: to a caller who was verified a moment ago, or for a reason that is written down.
///
/// # Errors
/// [`ActError::Unverified`]; [`ActError`].
pub async fn issue_pass(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
    life: Option<Duration>,
    reason: Option<&str>,
) -> Result<Issued, ActError> {
    let account = whom(core, directory, admin, id).await?;
    let check = core.store.caller_check(core.tenant, id, admin.account.id).await?;
    let verified = check.is_some_and(|check| is_verified(&check, core.now()));
    let reason = reason.map(str::trim).filter(|reason| reason.chars().count() >= SHORTEST_REASON);
    if !verified && reason.is_none() {
        return Err(ActError::Unverified);
    }
    Ok(helpdesk::issue_pass_to(core, directory, &account, &By { reason, ..by(admin) }, life).await?)
}

/// Asks for a new registration at the next sign-in.
///
/// # Errors
/// [`ActError`].
pub async fn require_registration(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    Ok(helpdesk::require_registration_of(core, &account, &by(admin)).await?)
}

/// Opens self-service again after "this wasn't me".
///
/// # Errors
/// [`ActError::Nothing`] when it was not frozen.
pub async fn unfreeze(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    if !core.is_frozen(id).await? {
        return Err(ActError::Nothing);
    }
    helpdesk::unfreeze_account(core, &account, &by(admin)).await?;
    Ok(())
}

/// Revokes the temporary pass of somebody.
///
/// # Errors
/// [`ActError::Nothing`] when there is none.
pub async fn revoke_pass(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    if helpdesk::revoke_pass_of(core, &account, &by(admin)).await? { Ok(()) } else { Err(ActError::Nothing) }
}

/// Lifts every limit that stops somebody, and forgets wrong tries.
///
/// # Errors
/// [`ActError`].
pub async fn lift_limits(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    let means = core.means(id, &account.contacts, false).await?;
    let whose = explain::whose(core, &account, &means);
    let names: Vec<&str> = core.limits.in_force(&whose).await?.iter().map(|limit| limit.limit).collect();
    let mut tx = core.store.begin().await?;
    core.limits.lift_in(&mut tx, &whose).await?;
    for method in Method::ALL {
        tx.forget_wrong(core.tenant, id, method).await?;
    }
    let event = act_event(admin, &account, EventKind::LimitsLifted, Outcome::Success, None);
    tx.audit(&core.tenant, &event.with("limits", names.join(" "))).await?;
    Ok(tx.commit().await?)
}

/// Ends every session of somebody.
///
/// # Errors
/// [`ActError`].
pub async fn end_sessions(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
) -> Result<(), ActError> {
    let account = whom(core, directory, admin, id).await?;
    let mut tx = core.store.begin().await?;
    let ended = tx.end_sessions(core.tenant, id, None).await?;
    let event = act_event(admin, &account, EventKind::SignedOut, Outcome::Success, None).with("why", "help desk");
    tx.audit(&core.tenant, &event.with("sessions", ended.to_string())).await?;
    Ok(tx.commit().await?)
}

/// Removes a registered method; its owner is told at every contact, the removed one too. Sessions end with it.
///
/// # Errors
/// [`ActError::Nothing`] when there is no such method.
pub async fn revoke_method(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    id: AccountId,
    method: Uuid,
) -> Result<Kind, ActError> {
    let account = whom(core, directory, admin, id).await?;
    let mut tx = core.store.begin().await?;
    let items = tx.methods(core.tenant, id).await?;
    let item = items.into_iter().find(|item| item.id == method).ok_or(ActError::Nothing)?;
    if !tx.remove_method(core.tenant, id, method).await? {
        return Err(ActError::Nothing);
    }
    let mut person = tx.person(core.tenant, id).await?;
    if person.default_method.is_some_and(|default| item.kind().methods().contains(&default)) {
        person.default_method = None;
        tx.save_person(core.tenant, &person).await?;
    }
    tx.end_sessions(core.tenant, id, None).await?;
    let support_id = random::support_id(core.rng.as_ref());
    let mut event = act_event(admin, &account, EventKind::MethodRemoved, Outcome::Success, Some(&support_id))
        .with("method", item.kind().as_str())
        .with("why", "help desk");
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(hint(&item));
    }
    tx.audit(&core.tenant, &event).await?;
    let happened = Happened::Removed { kind: item.kind(), hint: hint(&item) };
    helpdesk::tell(core, &mut tx, &account, happened, &support_id).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(item.kind())
}

/// Lifts a lockout, by the one way on which anything is written to the directory. False while the directory has given
/// no answer: that is found out behind the page.
///
/// # Errors
/// [`ActError::Nothing`] when the account is not locked.
pub async fn unlock(core: &Core, directory: &dyn Directory, admin: &Admin, id: AccountId) -> Result<bool, ActError> {
    let account = whom(core, directory, admin, id).await?;
    let problem = |code| StepError::Problem { code, support_id: admin.session.support_id.clone() };
    match account.state.lock {
        None => return Err(ActError::Nothing),
        Some(lock) if lock.by_administrator => return Err(problem(Code::AdministratorLock).into()),
        Some(_) => {}
    }
    if !core.common().writeback {
        return Err(problem(Code::WritebackOff).into());
    }
    let asked = act_event(admin, &account, EventKind::UnlockAsked, Outcome::Pending, None);
    let client = &admin.session.client;
    Ok(writeback::by_agent::unlock(core, directory, &account, client, asked).await?)
}

//! What an agent may do for a person. Each act looks again whether this agent may act on this account (R144), is
//! written down with the agent as actor, and told to the person. A password is never seen or chosen (R142).

use std::{collections::BTreeSet, time::Duration};

use uuid::Uuid;

use super::{
    Admin, RolesError,
    caller::is_verified,
    explain,
    reach::{self, Person},
    roles_of,
};
use crate::{
    crypto::random,
    directory::{Directory, DirectoryError, DirectoryRead},
    domain::{
        account::{Account, AccountId},
        error::Code,
        event::{Event, EventKind, Outcome},
        message::DeskAct,
        method::Method,
        role::{Reach, Right, Roles},
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
    /// It is not in the part of the directory that they are the help desk of, and they see it in another role.
    Elsewhere,
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
    } else if matches!(admin.reach(Right::HelpPeople), Reach::Within(_))
        && !reach::holds(admin, Right::HelpPeople, account)
    {
        MayAct::Elsewhere
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
    let failed = |error| match error {
        RolesError::Directory(error) => ActError::Step(down(admin, &error)),
        RolesError::Store(error) => error.into(),
    };
    let account = match reach::person(core, directory, admin, Right::HelpPeople, id).await.map_err(failed)? {
        Person::Found(account) => *account,
        Person::Elsewhere => return Err(ActError::Refused(MayAct::Elsewhere)),
        Person::Unknown => return Err(ActError::Gone),
    };
    let theirs = roles_of(core, directory, id).await.map_err(failed)?;
    match may_act(core, admin, &account, &theirs) {
        MayAct::Yes => Ok(account),
        refused => {
            let why = match refused {
                MayAct::Oneself => "oneself",
                MayAct::Elsewhere => "scope",
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

/// Who acts, for the audit log.
pub(super) const fn by(admin: &Admin) -> By<'_> {
    let Admin { session, account, .. } = admin;
    By { name: account.login.as_str(), client: Some(&session.client), reason: None, agent: Some(account.id) }
}

pub(super) fn act_event(
    admin: &Admin,
    account: &Account,
    kind: EventKind,
    outcome: Outcome,
    support_id: Option<&str>,
) -> Event {
    event(account, &by(admin), kind, outcome, support_id.unwrap_or(&admin.session.support_id))
}

pub(super) async fn write_down(core: &Core, event: Event) -> Result<(), StoreError> {
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await
}

/// An agent at work for one person. Only [`Desk::open`] makes one: it looks whether they may.
pub struct Desk<'a> {
    core: &'a Core,
    directory: &'a dyn Directory,
    admin: &'a Admin,
    account: Account,
}

impl<'a> Desk<'a> {
    /// The desk for an account, if `admin` may act on it. A refusal is written down.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn open(
        core: &'a Core,
        directory: &'a dyn Directory,
        admin: &'a Admin,
        id: AccountId,
    ) -> Result<Self, ActError> {
        let account = whom(core, directory, admin, id).await?;
        Ok(Self { core, directory, admin, account })
    }

    /// An event of an act, with a support id of its own: the notice of it has the same.
    fn event(&self, kind: EventKind) -> Event {
        let support_id = random::support_id(self.core.rng.as_ref());
        act_event(self.admin, &self.account, kind, Outcome::Success, Some(&support_id))
    }

    /// Issues a pass: to a caller who was verified a moment ago, or for a reason that is written down.
    ///
    /// # Errors
    /// [`ActError::Unverified`]; [`ActError`].
    pub async fn issue_pass(&self, life: Option<Duration>, reason: Option<&str>) -> Result<Issued, ActError> {
        let core = self.core;
        let check = core.store.caller_check(core.tenant, self.account.id, self.admin.account.id).await?;
        let verified = check.is_some_and(|check| is_verified(&check, core.now()));
        let reason = reason.map(str::trim).filter(|reason| reason.chars().count() >= SHORTEST_REASON);
        if !verified && reason.is_none() {
            return Err(ActError::Unverified);
        }
        let by = By { reason, ..by(self.admin) };
        Ok(helpdesk::issue_pass_to(core, self.directory, &self.account, &by, life).await?)
    }

    /// Asks for a new registration at the next sign-in.
    ///
    /// # Errors
    /// [`ActError`].
    pub async fn require_registration(&self) -> Result<(), ActError> {
        Ok(helpdesk::require_registration_of(self.core, &self.account, &by(self.admin)).await?)
    }

    /// Opens self-service again after "this wasn't me".
    ///
    /// # Errors
    /// [`ActError::Nothing`] when it was not frozen.
    pub async fn unfreeze(&self) -> Result<(), ActError> {
        if !self.core.is_frozen(self.account.id).await? {
            return Err(ActError::Nothing);
        }
        helpdesk::unfreeze_account(self.core, &self.account, &by(self.admin)).await?;
        Ok(())
    }

    /// Revokes the temporary pass.
    ///
    /// # Errors
    /// [`ActError::Nothing`] when there is none.
    pub async fn revoke_pass(&self) -> Result<(), ActError> {
        let revoked = helpdesk::revoke_pass_of(self.core, &self.account, &by(self.admin)).await?;
        if revoked { Ok(()) } else { Err(ActError::Nothing) }
    }

    /// Lifts every limit that stops the person and may be lifted, and forgets wrong tries.
    ///
    /// # Errors
    /// [`ActError::Nothing`] when no limit is in force that may be lifted.
    pub async fn lift_limits(&self) -> Result<(), ActError> {
        let (core, id) = (self.core, self.account.id);
        let means = core.means(id, &self.account.contacts, false).await?;
        let whose = explain::whose(core, &self.account, &means).await?;
        let in_force = explain::limits(core, &whose).await?;
        let names: BTreeSet<&str> =
            in_force.iter().filter(|limit| limit.stops && limit.clearable).map(|limit| limit.limit).collect();
        if names.is_empty() {
            return Err(ActError::Nothing);
        }
        let names = names.into_iter().collect::<Vec<_>>().join(" ");
        let mut tx = core.store.begin().await?;
        core.limits.lift_in(&mut tx, &whose).await?;
        for method in Method::ALL {
            tx.forget_wrong(core.tenant, id, method).await?;
        }
        let event = self.event(EventKind::LimitsLifted).with("limits", names);
        Ok(helpdesk::finish(core, tx, &self.account, &event, helpdesk::did(DeskAct::LimitsLifted)).await?)
    }

    /// Ends every session.
    ///
    /// # Errors
    /// [`ActError::Nothing`] when there is none.
    pub async fn end_sessions(&self) -> Result<(), ActError> {
        let mut tx = self.core.store.begin().await?;
        let ended = tx.end_sessions(self.core.tenant, self.account.id, None).await?;
        if ended == 0 {
            return Err(ActError::Nothing);
        }
        let event = self.event(EventKind::SignedOut).with("why", "help desk").with("sessions", ended.to_string());
        Ok(helpdesk::finish(self.core, tx, &self.account, &event, helpdesk::did(DeskAct::SignedOut)).await?)
    }

    /// Removes a registered method; its owner is told at every contact, the removed one too. Sessions end with it.
    ///
    /// # Errors
    /// [`ActError::Nothing`] when there is no such method.
    pub async fn revoke_method(&self, method: Uuid) -> Result<(), ActError> {
        let (core, id) = (self.core, self.account.id);
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
        let event = self.event(EventKind::MethodRemoved).with("method", item.kind().as_str());
        let mut event = event.with("why", "help desk");
        if let Some(personal) = event.personal.as_mut() {
            personal.contact = Some(hint(&item));
        }
        let method = Some((item.kind(), hint(&item)));
        let happened = Happened::ByHelpDesk { act: DeskAct::MethodRemoved, method };
        Ok(helpdesk::finish(core, tx, &self.account, &event, happened).await?)
    }

    /// Lifts a lockout, by the one way on which anything is written to the directory, which tells the person too. False
    /// while the directory has given no answer: that is found out behind the page.
    ///
    /// # Errors
    /// [`ActError::Nothing`] when the account is not locked.
    pub async fn unlock(&self) -> Result<bool, ActError> {
        let Self { core, directory, admin, account } = self;
        let problem = |code| StepError::Problem { code, support_id: admin.session.support_id.clone() };
        match account.state.lock {
            None => return Err(ActError::Nothing),
            Some(lock) if lock.by_administrator => return Err(problem(Code::AdministratorLock).into()),
            Some(_) => {}
        }
        if !core.common().writeback {
            return Err(problem(Code::WritebackOff).into());
        }
        let asked = act_event(admin, account, EventKind::UnlockAsked, Outcome::Pending, None);
        let client = &admin.session.client;
        Ok(writeback::by_agent::unlock(core, *directory, account, client, asked).await?)
    }
}

//! The console while no directory server answers.
//!
//! Whoever could make the directory silent must gain nothing by it, and the kill switch must be in reach when all else
//! fails. So nobody new gets in, and nothing is changed but to less: an owner or policy admin who is in, and whom the
//! directory itself confirmed less than [`OUTAGE`] ago, can look, and switch self-service off. The groups are those that
//! it named then; the roles that they give are those of now. Any word of the directory ends it, "no" as well as "yes".

use std::{collections::BTreeSet, future::Future, time::Duration};

use super::roles::{self, RolesError};
use crate::{
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::{Account, AccountState},
        error::Code,
        event::{EventKind, Outcome},
        policy::GroupName,
        role::{Right, Roles},
        session::{Confirmed, OUTAGE},
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    store::{StoreError, sessions::Session},
};

/// How long the directory is waited for, where one can go on without it.
const PATIENCE: Duration = Duration::from_secs(5);
/// How exactly it is kept when the directory said what it said: as exactly as when a session was last used.
const NOTED: Duration = Duration::from_secs(30);

/// What the directory says, or that it says nothing and who goes on all the same.
#[derive(Debug)]
pub enum Word<T> {
    /// Its answer.
    Said(T),
    /// No server answers.
    Outage(Kept),
}

/// Who goes on without the directory.
#[derive(Debug)]
pub struct Kept {
    /// The account, as far as the session knows it: identity and login name.
    pub account: Account,
    /// The roles of then, as far as they are still given.
    pub roles: Roles,
    /// Until when.
    pub until: Timestamp,
}

/// Asks for the account of a session.
///
/// # Errors
/// [`StepError`]: the directory can not be asked, and the session does not go on without it.
pub async fn ask(
    core: &Core,
    directory: &dyn DirectoryRead,
    session: &Session,
) -> Result<Word<Option<Account>>, StepError> {
    let asked = async { Ok(directory.get(session.account).await?) };
    or_kept(core, session, asked).await
}

/// Asks for the roles of a session's account, and the groups that give them.
///
/// # Errors
/// As [`ask`].
pub async fn standing(
    core: &Core,
    directory: &dyn DirectoryRead,
    session: &Session,
) -> Result<Word<(Roles, BTreeSet<GroupName>)>, StepError> {
    or_kept(core, session, roles::standing_now(core, directory, session.account)).await
}

async fn or_kept<T>(
    core: &Core,
    session: &Session,
    asked: impl Future<Output = Result<T, RolesError>>,
) -> Result<Word<T>, StepError> {
    let said = if until(core, session).is_some() {
        let late = || Err(DirectoryError::Unavailable("no answer in time".to_owned()).into());
        tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| late())
    } else {
        asked.await
    };
    let error = match said {
        Ok(said) => return Ok(Word::Said(said)),
        Err(RolesError::Store(error)) => return Err(error.into()),
        Err(RolesError::Directory(error)) => error,
    };
    tracing::warn!(%error, "the directory can not be asked for an administrator");
    // An answer that can not be understood is no outage.
    if matches!(error, DirectoryError::Unavailable(_))
        && let Some(kept) = kept(core, session).await?
    {
        return Ok(Word::Outage(kept));
    }
    Err(session::problem(session, Code::DirectoryDown))
}

/// Until when the directory's last word counts, if it still does: for a session after its second factor.
fn until(core: &Core, session: &Session) -> Option<Timestamp> {
    let (now, confirmed) = (core.now(), session.state.confirmed.as_ref()?);
    let until = confirmed.at.after(OUTAGE);
    (session.proved_at.is_some() && confirmed.at <= now && now < until).then_some(until)
}

async fn kept(core: &Core, session: &Session) -> Result<Option<Kept>, StoreError> {
    let (Some(until), Some(confirmed)) = (until(core, session), &session.state.confirmed) else { return Ok(None) };
    let bindings = core.store.role_bindings(core.tenant).await?;
    let roles = roles::given(&bindings, &confirmed.groups);
    if !roles.may(Right::StopResets) {
        return Ok(None);
    }
    let account = Account {
        id: session.account,
        login: session.login.clone(),
        principal: None,
        display_name: String::new(),
        names: Vec::new(),
        language: None,
        location: String::new(),
        state: AccountState::default(),
        contacts: Vec::new(),
    };
    Ok(Some(Kept { account, roles, until }))
}

/// Keeps what the directory said: which of the groups with a role the account was in when it was asked at `at`. Counts as
/// a use of the session.
///
/// # Errors
/// [`SessionError`].
pub async fn confirm(
    core: &Core,
    session: &Session,
    at: Timestamp,
    groups: &BTreeSet<GroupName>,
) -> Result<(), SessionError> {
    let known = |known: &Confirmed| known.groups == *groups && !known.outage && at.since(known.at) < NOTED;
    let used = core.now().since(session.seen_at) < NOTED;
    if used && session.state.confirmed.as_ref().is_some_and(known) {
        return Ok(());
    }
    if session.state.confirmed.as_ref().is_some_and(|known| !known.groups.is_subset(groups)) {
        forget(core, session).await?;
    }
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, session).await?;
    // Of two requests at once the one that asked later is believed, whichever comes first.
    if row.state.confirmed.as_ref().is_none_or(|known| known.at <= at) {
        row.state.confirmed = Some(Confirmed { at, groups: groups.clone(), outage: false });
    }
    tx.save_session(&row).await?;
    Ok(tx.commit().await?)
}

/// Takes from all sessions of an account what the directory said before: it said less now, or that the account is gone,
/// and another session may not have heard of it.
///
/// # Errors
/// [`StoreError`].
pub async fn forget(core: &Core, session: &Session) -> Result<(), StoreError> {
    let all = core.store.sessions(core.tenant, session.account).await?;
    let mut tx = core.store.begin().await?;
    for heard in all.iter().filter(|other| other.state.confirmed.is_some()) {
        if let Some(mut row) = tx.session(heard.id).await? {
            row.state.confirmed = None;
            tx.save_session(&row).await?;
        }
    }
    tx.commit().await
}

/// Writes down, once for each outage, that a session goes on without the directory. Counts as a use of it.
///
/// # Errors
/// [`SessionError`].
pub async fn note(core: &Core, session: &Session, kept: &Kept) -> Result<(), SessionError> {
    if session.state.confirmed.as_ref().is_some_and(|confirmed| confirmed.outage) {
        return session::touch(core, session).await;
    }
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, session).await?;
    if let Some(confirmed) = row.state.confirmed.as_mut().filter(|confirmed| !confirmed.outage) {
        confirmed.outage = true;
        let roles: Vec<&str> = kept.roles.iter().map(|role| role.as_str()).collect();
        let event = session::event(session, EventKind::ConsoleOutage, Outcome::Success).with("roles", roles.join(" "));
        tx.audit(&core.tenant, &event).await?;
    }
    tx.save_session(&row).await?;
    Ok(tx.commit().await?)
}

//! The console. Who acts is an [`Admin`]: a session of the console after two factors, the account as the directory has
//! it now, and the roles that its groups give it now (R145). Each journey is a file; what it may do was checked with the
//! route's right before (R140), whom it may do it to it checks itself ([`roles_of`], R144).

pub mod alarms;
pub mod answers;
pub mod audit;
pub mod caller;
pub mod coverage;
pub mod directory;
pub mod door;
pub mod explain;
pub mod helpdesk;
pub mod people;
pub mod policy;
pub mod report_files;
pub mod reports;
pub mod requests;
pub mod roles;
pub mod setup;

use crate::{
    crypto::random::Token,
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::Account,
        error::Code,
        event::{Event, EventKind, Outcome},
        role::{Right, Roles},
        session::{Entry, FRESH},
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    store::sessions::Session,
};

pub use roles::{RolesError, Stale, roles_of};

/// Who acts in the console.
#[derive(Debug)]
pub struct Admin {
    /// The session, after its second factor.
    pub session: Session,
    /// The account, as the directory has it now.
    pub account: Account,
    /// What its groups give it now; may be nothing.
    pub roles: Roles,
    /// Groups that have a role and give it to nobody.
    pub stale: Stale,
}

impl Admin {
    /// Whether one of the roles allows it.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.roles.may(right)
    }

    /// Whether the last proof is younger than five minutes (R143).
    #[must_use]
    pub fn is_fresh(&self, core: &Core) -> bool {
        is_fresh(core, &self.session)
    }

    /// An audit event of this session: the admin is the account, `actor` whom it was done by.
    #[must_use]
    pub fn event(&self, kind: EventKind, outcome: Outcome) -> Event {
        let mut event = session::event(&self.session, kind, outcome);
        if let Some(personal) = event.personal.as_mut() {
            personal.actor = Some(self.account.login.clone());
        }
        event
    }
}

/// Whether the last proof of a session is younger than five minutes (R143).
#[must_use]
pub fn is_fresh(core: &Core, session: &Session) -> bool {
    let now = core.now();
    session.proved_at.is_some_and(|at| now >= at && now.since(at) < FRESH)
}

/// What the cookie of the console opens.
#[derive(Debug)]
pub enum Entered {
    /// Nothing: sign in.
    Nobody,
    /// A session that waits for its second factor.
    Halfway(Box<Session>),
    /// The console.
    In(Box<Admin>),
}

/// The living session of the console's cookie; people's own sessions open nothing here.
///
/// # Errors
/// [`SessionError::Over`].
pub async fn session_of(core: &Core, cookie: &Token) -> Result<Session, SessionError> {
    let session = core.store.session_by_cookie(&core.cookie_digest(cookie)).await?.ok_or(SessionError::Over)?;
    let ours = session.state.entry == Entry::Admin;
    if ours && session.is_alive(core.now(), crate::domain::session::IDLE) {
        Ok(session)
    } else {
        Err(SessionError::Over)
    }
}

/// Who holds the cookie. Account and roles are read anew: who was switched off, frozen or demoted is so at the next
/// request (R71, R135, R145).
///
/// # Errors
/// [`StepError`]: the directory or the database can not be asked.
pub async fn enter(core: &Core, directory: &dyn DirectoryRead, cookie: &Token) -> Result<Entered, StepError> {
    let session = match session_of(core, cookie).await {
        Ok(session) => session,
        Err(SessionError::Step(error)) => return Err(error),
        Err(_) => return Ok(Entered::Nobody),
    };
    let down = |error: DirectoryError| {
        tracing::warn!(%error, "the directory can not be asked for an administrator");
        session::problem(&session, Code::DirectoryDown)
    };
    let account = directory.get(session.account).await.map_err(down)?;
    let fit = account.filter(|account| !account.state.disabled && !account.state.expired);
    let frozen = core.is_frozen(session.account).await?;
    let Some(account) = fit.filter(|_| !frozen) else {
        return match session::end(core, &session).await {
            Ok(()) | Err(SessionError::Over | SessionError::ProofNeeded) => Ok(Entered::Nobody),
            Err(SessionError::Step(error)) => Err(error),
        };
    };
    match session::touch(core, &session).await {
        Ok(()) => {}
        Err(SessionError::Step(error)) => return Err(error),
        // Another request was faster and gave it another cookie.
        Err(_) => return Ok(Entered::Nobody),
    }
    if session.proved_at.is_none() {
        return Ok(Entered::Halfway(Box::new(session)));
    }
    let (roles, stale) = roles::roles_now(core, directory, session.account).await.map_err(|error| match error {
        RolesError::Directory(error) => down(error),
        RolesError::Store(error) => error.into(),
    })?;
    Ok(Entered::In(Box::new(Admin { session, account, roles, stale })))
}

/// Writes down that somebody asked for what their roles do not allow.
///
/// # Errors
/// [`StepError`].
pub async fn note_denied(core: &Core, admin: &Admin, route: &str) -> Result<(), StepError> {
    let why = if admin.roles.is_empty() { "no role" } else { "not in the role" };
    let mut event = admin.event(EventKind::ConsoleDenied, Outcome::Failure).with("why", why).with("route", route);
    event.code = Some(Code::NotAllowed);
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

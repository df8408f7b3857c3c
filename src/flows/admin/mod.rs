//! The console. Who acts is an [`Admin`]: a session of the console after two factors, the account as the directory has
//! it now, and the roles that its groups give it now (R145); or, while no directory server answers, what is left of them
//! ([`outage`]). Each journey is a file; what it may do was checked with the
//! route's right before (R140); whom it may be done to is looked at where people are looked up ([`reach`]: the part of
//! the directory that a role is limited to, [`roles_of`]: who stands as high, R144).

pub mod alarms;
pub mod answers;
pub mod audit;
pub mod caller;
pub mod coverage;
pub mod directory;
pub mod door;
pub mod explain;
pub mod helpdesk;
pub mod outage;
pub mod people;
pub mod policy;
pub mod reach;
pub mod report_files;
pub mod reports;
pub mod requests;
pub mod retention;
pub mod roles;
pub mod setup;

use crate::{
    crypto::random::Token,
    directory::DirectoryRead,
    domain::{
        account::Account,
        error::Code,
        event::{Event, EventKind, Outcome},
        role::{Reach, Right, Roles},
        session::{Entry, FRESH},
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
    store::sessions::Session,
};

use outage::{Kept, Word};
use roles::Standing;
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
    /// No directory server answers: account and roles are what they were, and little is left to do until then.
    pub outage: Option<Timestamp>,
    /// Groups that have a role and give it to nobody.
    pub stale: Stale,
}

impl Admin {
    /// Whether one of the roles allows it, now.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        self.roles.may(right) && (self.outage.is_none() || right.lasts_in_outage())
    }

    /// For whom the roles allow it, now.
    #[must_use]
    pub fn reach(&self, right: Right) -> Reach<'_> {
        if self.may(right) { self.roles.reach(right) } else { Reach::Nobody }
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
        if self.outage.is_some() { event.with("outage", "yes") } else { event }
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
/// request (R71, R135, R145). While no directory server answers, who was in goes on for a while with little.
///
/// # Errors
/// [`StepError`]: the directory or the database can not be asked.
pub async fn enter(core: &Core, directory: &dyn DirectoryRead, cookie: &Token) -> Result<Entered, StepError> {
    let session = match session_of(core, cookie).await {
        Ok(session) => session,
        Err(SessionError::Step(error)) => return Err(error),
        Err(_) => return Ok(Entered::Nobody),
    };
    let asked_at = core.now();
    let account = match outage::ask(core, directory, &session).await? {
        Word::Said(account) => account,
        Word::Outage(kept) => return go_on(core, session, kept).await,
    };
    let fit = account.filter(|account| !account.state.disabled && !account.state.expired);
    let frozen = core.is_frozen(session.account).await?;
    let Some(account) = fit.filter(|_| !frozen) else {
        outage::forget(core, &session).await?;
        return end(core, &session).await;
    };
    if session.proved_at.is_none() {
        return Ok(match held(session::touch(core, &session).await)? {
            true => Entered::Halfway(Box::new(session)),
            false => Entered::Nobody,
        });
    }
    let Standing { roles, groups, stale } = match outage::standing(core, directory, &session).await? {
        Word::Said(standing) => standing,
        Word::Outage(kept) => return go_on(core, session, kept).await,
    };
    if !held(outage::confirm(core, &session, asked_at, &groups).await)? {
        return Ok(Entered::Nobody);
    }
    Ok(Entered::In(Box::new(Admin { session, account, roles, outage: None, stale })))
}

/// Goes on without the directory's word.
async fn go_on(core: &Core, session: Session, kept: Box<Kept>) -> Result<Entered, StepError> {
    if core.is_frozen(session.account).await? {
        return end(core, &session).await;
    }
    if !held(outage::note(core, &session, &kept).await)? {
        return Ok(Entered::Nobody);
    }
    let Kept { account, roles, until } = *kept;
    Ok(Entered::In(Box::new(Admin { session, account, roles, outage: Some(until), stale: Stale::default() })))
}

async fn end(core: &Core, session: &Session) -> Result<Entered, StepError> {
    held(session::end(core, session).await)?;
    Ok(Entered::Nobody)
}

/// Whether the session was still the one of the cookie: another request may have been faster and given it another one.
fn held(done: Result<(), SessionError>) -> Result<bool, StepError> {
    match done {
        Ok(()) => Ok(true),
        Err(SessionError::Step(error)) => Err(error),
        Err(SessionError::Over | SessionError::ProofNeeded) => Ok(false),
    }
}

/// Writes down that somebody asked for what their roles do not allow.
///
/// # Errors
/// [`StepError`].
pub async fn note_denied(core: &Core, admin: &Admin, route: &str) -> Result<(), StepError> {
    let why = match admin.outage {
        Some(_) => "not in an outage",
        None if admin.roles.is_empty() => "no role",
        None => "not in the role",
    };
    let mut event = admin.event(EventKind::ConsoleDenied, Outcome::Failure).with("why", why).with("route", route);
    event.code = Some(Code::NotAllowed);
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

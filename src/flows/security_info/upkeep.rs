//! Keeping the list true: all of it is still right, later, elsewhere signed out.

use super::Desk;
use crate::{
    domain::{
        error::Code,
        event::{EventKind, Outcome},
        session::Due,
    },
    flows::{
        Core,
        session::{self, SessionError},
    },
    store::sessions::Session,
};

/// Everything on the list is still true. Nothing of it changes, so no proof is asked for: the person signed in for it.
///
/// # Errors
/// [`SessionError`]; [`Code::BadRequest`] while too little is registered to be confirmed.
pub async fn confirm(core: &Core, desk: &Desk) -> Result<(), SessionError> {
    if matches!(desk.due, Due::Register { .. }) {
        return Err(session::problem(&desk.session, Code::BadRequest).into());
    }
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    let mut person = tx.person(core.tenant, row.account).await?;
    person.confirmed_at = Some(core.now());
    person.postponed = 0;
    person.postponed_since = None;
    tx.save_person(core.tenant, &person).await?;
    tx.confirm_methods(core.tenant, row.account).await?;
    row.state.flash = Some("confirmed".to_owned());
    tx.save_session(&row).await?;
    tx.audit(&core.tenant, &session::event(&row, EventKind::InfoConfirmed, Outcome::Success)).await?;
    Ok(tx.commit().await?)
}

/// "Remind me later": counted, and refused when it has been offered often or long enough. Pressed twice it counts
/// once: the wizard of this session is over.
///
/// # Errors
/// [`SessionError`]; [`Code::BadRequest`] when it is not offered.
pub async fn later(core: &Core, desk: &Desk) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    if !row.state.interrupt {
        return Ok(());
    }
    // Read anew under the lock: two sessions of one person count one after the other.
    let mut person = tx.person(core.tenant, row.account).await?;
    let kinds = desk.means.kinds(&core.policy_in(&desk.session)).len();
    let due = crate::domain::session::due(&core.policy_in(&desk.session), &person, kinds, core.now());
    if due != Due::Nothing && !due.may_postpone() {
        return Err(session::problem(&row, Code::BadRequest).into());
    }
    row.state.interrupt = false;
    if due != Due::Nothing {
        person.postponed = person.postponed.saturating_add(1);
        person.postponed_since = person.postponed_since.or(Some(core.now()));
        tx.save_person(core.tenant, &person).await?;
        row.state.flash = Some("postponed".to_owned());
        let event = session::event(&row, EventKind::RegistrationPostponed, Outcome::Success);
        tx.save_session(&row).await?;
        tx.audit(&core.tenant, &event.with("times", person.postponed.to_string())).await?;
    } else {
        tx.save_session(&row).await?;
    }
    Ok(tx.commit().await?)
}

/// Ends every other session of the person (R70).
///
/// # Errors
/// [`SessionError`].
pub async fn sign_out_others(core: &Core, desk: &Desk) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    let ended = tx.end_sessions(core.tenant, row.account, Some(row.id)).await?;
    row.state.flash = Some("others-ended".to_owned());
    tx.save_session(&row).await?;
    if ended > 0 {
        let event = session::event(&row, EventKind::SignedOut, Outcome::Success).with("others", ended.to_string());
        tx.audit(&core.tenant, &event).await?;
    }
    Ok(tx.commit().await?)
}

/// The person's living sessions, newest first (R70).
///
/// # Errors
/// [`SessionError`].
pub async fn sessions(core: &Core, desk: &Desk) -> Result<Vec<Session>, SessionError> {
    let mut all = core.store.sessions(core.tenant, desk.session.account).await?;
    all.retain(|session| session.is_alive(core.now(), crate::domain::session::IDLE));
    Ok(all)
}

/// What the overview says once: takes it from the session.
///
/// # Errors
/// [`SessionError`].
pub async fn take_flash(core: &Core, desk: &Desk) -> Result<Option<String>, SessionError> {
    if desk.session.state.flash.is_none() {
        return Ok(None);
    }
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    let flash = row.state.flash.take();
    tx.save_session(&row).await?;
    tx.commit().await?;
    Ok(flash)
}

/// Remembers where the person came from, if a page may lead back there (R81).
///
/// # Errors
/// [`SessionError`].
pub async fn came_from(core: &Core, session: &Session, address: &str) -> Result<(), SessionError> {
    if !session::is_allowed(core, address) || session.state.return_to.as_deref() == Some(address) {
        return Ok(());
    }
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, session).await?;
    row.state.return_to = Some(address.to_owned());
    tx.save_session(&row).await?;
    Ok(tx.commit().await?)
}

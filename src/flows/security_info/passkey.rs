//! A passkey or security key. A challenge is answered once, rightly or not.

use serde::{Deserialize, Serialize};

use super::{Desk, New, keep, pending, place_of};
use crate::{
    crypto::passkey::PasskeyError,
    domain::{
        error::Code,
        label,
        method::Method,
        security_info::{Detail, Kind},
    },
    flows::{
        Core,
        session::{self, SessionError},
    },
    store::sessions::Session,
};

/// What waits for the browser's answer.
#[derive(Serialize, Deserialize)]
struct Pending {
    options: String,
    state: String,
}

/// What became of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Registered {
    /// The passkey is registered.
    Kept,
    /// The answer is not to this challenge, or not what was asked for.
    Refused,
    /// This passkey is registered already, here or for another account.
    Taken,
    /// The challenge was made more than ten minutes ago, or answered.
    Over,
}

fn unusable(session: &Session, error: &PasskeyError) -> SessionError {
    tracing::error!(%error, "a passkey can not be asked for");
    session::problem(session, Code::Internal).into()
}

/// The options for `navigator.credentials.create`, as JSON: those that wait in this session, or new ones.
///
/// # Errors
/// [`SessionError`].
pub async fn options(core: &Core, desk: &Desk) -> Result<String, SessionError> {
    super::may_add(core, desk, Kind::Passkey)?;
    let Some(passkeys) = core.passkeys.as_ref() else {
        return Err(session::problem(&desk.session, Code::BadRequest).into());
    };
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    if let Some((_, waiting)) = pending::find::<Pending>(core, &mut tx, &session, Method::Passkey).await? {
        return Ok(waiting.options);
    }
    let have: Vec<String> = desk.means.registered.iter().filter_map(|item| credential(&item.detail)).collect();
    let account = &desk.account;
    let name = if account.display_name.is_empty() { &account.login } else { &account.display_name };
    let begun = passkeys
        .register(desk.person.handle, &account.login, name, &have)
        .map_err(|error| unusable(&session, &error))?;
    let fresh = Pending { options: begun.options, state: begun.state };
    pending::begin(core, &mut tx, &session, Method::Passkey, &fresh).await?;
    tx.commit().await?;
    Ok(fresh.options)
}

fn credential(detail: &Detail) -> Option<String> {
    match detail {
        Detail::Passkey { credential } => Some(credential.clone()),
        _ => None,
    }
}

/// Takes the browser's answer.
///
/// # Errors
/// [`SessionError`].
pub async fn register(core: &Core, desk: &Desk, answer: &str, name: &str) -> Result<Registered, SessionError> {
    let Some(passkeys) = core.passkeys.as_ref() else {
        return Err(session::problem(&desk.session, Code::BadRequest).into());
    };
    let mut tx = core.store.begin().await?;
    let mut session = session::lock(core, &mut tx, &desk.session).await?;
    let waiting = pending::find::<Pending>(core, &mut tx, &session, Method::Passkey).await?;
    let Some((ceremony, waiting)) = waiting else {
        // The same form sent twice: the first one was taken.
        let ended = tx.ceremony(session.id).await?.is_none();
        return Ok(if ended && pending::is_twice(core, desk, Kind::Passkey) {
            Registered::Kept
        } else {
            Registered::Over
        });
    };
    if !tx.finish_ceremony(ceremony.id).await? {
        return Ok(Registered::Over);
    }
    let (credential, _) = match passkeys.registered(&waiting.state, answer) {
        Ok(registered) => registered,
        Err(error) => {
            tracing::info!(%error, session = %session.id, "a passkey was not registered");
            tx.commit().await?;
            return Ok(Registered::Refused);
        }
    };
    let detail = Detail::Passkey { credential };
    if let Some(place) = place_of(core, &detail)
        && tx.method_at(core.tenant, &place).await?.is_some()
    {
        tx.commit().await?;
        return Ok(Registered::Taken);
    }
    let name = label::tidy(name);
    let new = New { detail, hint: name.clone(), name, replaces: None, codes: Vec::new() };
    keep(core, &mut tx, &mut session, &desk.account, new).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Registered::Kept)
}

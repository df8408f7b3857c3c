//! An authenticator app. Its seed is pending until the app has shown a right code (R51); what was shown once is never
//! shown again (R52).

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Desk, New, keep, pending};
use crate::{
    crypto::totp::{self, TotpError},
    domain::{
        code::{self, Malformed},
        error::Code,
        label,
        method::Method,
        security_info::{Detail, Kind, Seed},
        time::Timestamp,
    },
    flows::{
        Core,
        session::{self, SessionError},
    },
    store::sessions::Session,
};

/// What waits for the first code.
#[derive(Serialize, Deserialize)]
struct Pending {
    seed: Seed,
}

/// What the app is set up with.
pub struct Setup {
    /// For the QR code and the link: `otpauth://totp/...`.
    pub address: Zeroizing<String>,
    /// The seed to type by hand.
    pub key: Zeroizing<String>,
    /// The account's name in the app.
    pub account: String,
    /// Until when a code is taken.
    pub works_until: Timestamp,
}

impl std::fmt::Debug for Setup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Setup(..)")
    }
}

/// What there is to see.
#[derive(Debug)]
pub enum Show {
    /// An app to be set up.
    Setup(Box<Setup>),
    /// An app was set up in this session, and another one not begun: its seed is gone (R52).
    Finished,
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The app is registered.
    Kept,
    /// It can not be a code; no try was taken.
    Malformed(Malformed),
    /// It is not right.
    Wrong {
        /// Tries left.
        left: u32,
    },
    /// It is the code of another time: the device's clock is so many minutes off, ahead or behind. A try was taken.
    ClockOff {
        /// Whole minutes, at least one.
        minutes: u32,
        /// The device's clock is ahead.
        ahead: bool,
    },
    /// The seed was shown more than ten minutes ago, or something else was begun since: there is a new one.
    Over,
    /// That was the last try: there is a new seed.
    NoTriesLeft,
}

fn unusable(session: &Session, error: &TotpError) -> SessionError {
    tracing::error!(%error, "an authenticator app can not be set up");
    session::problem(session, Code::Internal).into()
}

/// What the page shows: the pending seed of this session, or a new one. `issuer` is the organisation's name.
///
/// # Errors
/// [`SessionError`].
pub async fn show(core: &Core, desk: &Desk, issuer: &str) -> Result<Show, SessionError> {
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    let mut found = pending::find::<Pending>(core, &mut tx, &session, Method::App).await?;
    if found.is_none() {
        if desk.just_added(Kind::App) && !has_begun(&mut tx, &session).await? {
            return Ok(Show::Finished);
        }
        super::may_add(core, desk, Kind::App)?;
        let fresh = Pending { seed: totp::seed(core.rng.as_ref()) };
        pending::begin(core, &mut tx, &session, Method::App, &fresh).await?;
        found = pending::find(core, &mut tx, &session, Method::App).await?;
    }
    tx.commit().await?;
    let Some((ceremony, Pending { seed })) = found else {
        return Err(session::problem(&session, Code::Internal).into());
    };
    let account = desk.account.login.clone();
    let address = totp::address(&seed, issuer, &account).map_err(|error| unusable(&session, &error))?;
    let key = totp::spelled(&seed);
    Ok(Show::Setup(Box::new(Setup { address, key, account, works_until: ceremony.expires_at })))
}

/// Whether another app was begun and not ended: its time or its tries are over.
async fn has_begun(tx: &mut crate::store::Tx, session: &Session) -> Result<bool, SessionError> {
    Ok(tx.ceremony(session.id).await?.is_some_and(|ceremony| pending::is_of(&ceremony, Method::App)))
}

/// Begins with a new seed, whatever was before.
///
/// # Errors
/// [`SessionError`].
pub async fn begin(core: &Core, desk: &Desk) -> Result<(), SessionError> {
    super::may_add(core, desk, Kind::App)?;
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    let fresh = Pending { seed: totp::seed(core.rng.as_ref()) };
    pending::begin(core, &mut tx, &session, Method::App, &fresh).await?;
    Ok(tx.commit().await?)
}

/// Takes the first code of the app. The step that it is of is used up with it (R48).
///
/// # Errors
/// [`SessionError`].
pub async fn confirm(core: &Core, desk: &Desk, typed: &str, name: &str) -> Result<Confirmed, SessionError> {
    let typed = match code::read(typed, totp::DIGITS) {
        Ok(typed) => Zeroizing::new(typed),
        Err(malformed) => return Ok(Confirmed::Malformed(malformed)),
    };
    let most = core.numbers.tries_per_challenge;
    let mut tx = core.store.begin().await?;
    let mut session = session::lock(core, &mut tx, &desk.session).await?;
    let Some((ceremony, Pending { seed })) = pending::find::<Pending>(core, &mut tx, &session, Method::App).await?
    else {
        // The same form sent twice: the first one was taken.
        let done = pending::is_twice(core, desk, Kind::App) && !has_begun(&mut tx, &session).await?;
        return Ok(if done { Confirmed::Kept } else { Confirmed::Over });
    };
    // One transaction counts, compares and writes the outcome: nobody learns of a comparison that was not counted (R17),
    // and who comes after the last try takes nothing from a right code before it (R16).
    let Some(tries) = tx.count_ceremony_try(ceremony.id, most).await? else { return Ok(Confirmed::NoTriesLeft) };
    let now = core.now();
    let Some((step, drift)) = totp::first_step(&seed, &typed, now).map_err(|error| unusable(&session, &error))? else {
        tx.commit().await?;
        let off = totp::clock_error(&seed, &typed, now).map_err(|error| unusable(&session, &error))?;
        return Ok(match (off, most.saturating_sub(tries)) {
            (_, 0) => Confirmed::NoTriesLeft,
            (Some(steps), _) => Confirmed::ClockOff { minutes: minutes(steps), ahead: steps > 0 },
            (None, left) => Confirmed::Wrong { left },
        });
    };
    if !tx.finish_ceremony(ceremony.id).await? {
        return Ok(Confirmed::Over);
    }
    let name = label::tidy(name);
    let new = New { detail: Detail::App { seed, drift }, hint: name.clone(), name, replaces: None, codes: Vec::new() };
    let item = keep(core, &mut tx, &mut session, &desk.account, new).await?;
    tx.use_step(item.id, step).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Confirmed::Kept)
}

/// Steps of half a minute as whole minutes, rounded up.
fn minutes(steps: i64) -> u32 {
    u32::try_from(steps.unsigned_abs().div_ceil(2)).unwrap_or(u32::MAX)
}

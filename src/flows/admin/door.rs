//! Into the console: the directory password, then always a second factor, a passkey or an authenticator app (R141). The
//! same proof is asked for again before a dangerous act (R143). Codes, tries, limits and the change of the cookie are
//! those of every proof of security info.

use super::{
    is_fresh,
    outage::{self, Word},
    roles, session_of,
};
use crate::{
    crypto::random::Token,
    directory::{Directory, DirectoryRead},
    domain::{
        dn::Place,
        event::{EventKind, Outcome},
        method::Method,
        password::NewPassword,
        role::Roles,
        security_info::Kind,
        session::ADMIN_FACTORS,
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        security_info::{
            self, Desk,
            code::{AnswerError, SIGNED_IN},
            prove::{self, Asked, Given, Proved},
        },
        session::{
            self, SessionError,
            sign_in::{self, SignIn, SignInError, Signed},
        },
    },
    store::ceremonies::CeremonyPurpose,
};

/// The first step: the directory password. The second is begun with the strongest factor that there is; `next` is the
/// page of the console that it leads to.
///
/// # Errors
/// [`SignInError`].
pub async fn sign_in(
    core: &Core,
    directory: &dyn Directory,
    input: SignIn<'_>,
    password: &NewPassword,
    next: Option<String>,
) -> Result<Signed, SignInError> {
    let signed = sign_in::to_console(core, directory, input, password).await?;
    if let Signed::In(cookie) = &signed {
        // What fails here is begun by hand on the next page.
        let begun = async {
            let desk = desk(core, directory, cookie).await?;
            match factors(core, &desk).first() {
                Some(method) => begin(core, &desk, *method, next).await,
                None => Ok(()),
            }
        };
        if let Err(error) = begun.await {
            tracing::warn!(%error, "the second factor was not asked for yet");
        }
    }
    Ok(signed)
}

/// What the page of the second factor is made of.
///
/// # Errors
/// [`SessionError`].
pub async fn desk(core: &Core, directory: &dyn DirectoryRead, cookie: &Token) -> Result<Desk, SessionError> {
    let session = session_of(core, cookie).await?;
    let account = match outage::ask(core, directory, &session).await? {
        Word::Said(account) => account,
        Word::Outage(kept) => Some(kept.account),
    };
    security_info::desk_of(core, session, account).await
}

/// The factors that the person can prove now, the strongest first.
#[must_use]
pub fn factors(core: &Core, desk: &Desk) -> Vec<Method> {
    let mut methods = session::provers(&core.policy_in(&desk.session), &desk.means, core.now());
    methods.retain(|method| *method != Method::Passkey || core.passkeys.is_some());
    methods.sort_by_key(|method| ADMIN_FACTORS.iter().position(|factor| factor == method));
    methods
}

/// When a factor that is registered and rests (N23) can be used here; none when there is no such.
#[must_use]
pub fn rests_until(core: &Core, desk: &Desk) -> Option<Timestamp> {
    let factor = |kind: Kind| kind.methods().iter().any(|method| ADMIN_FACTORS.contains(method));
    let items = desk.means.registered.iter().filter(|item| factor(item.kind()) && !item.is_rested(core.now()));
    items.map(|item| item.usable_from).min()
}

/// Whether the proof of a session is younger than five minutes.
#[must_use]
pub fn is_proved(core: &Core, desk: &Desk) -> bool {
    is_fresh(core, &desk.session)
}

/// Begins a proof.
///
/// # Errors
/// [`SessionError`]; [`StepError::OutOfOrder`] for a factor that the person does not have.
pub async fn begin(core: &Core, desk: &Desk, method: Method, next: Option<String>) -> Result<(), SessionError> {
    if !factors(core, desk).contains(&method) {
        return Err(StepError::OutOfOrder.into());
    }
    prove::begin(core, desk, method.as_str(), next).await
}

/// The options for the browser, when a passkey is asked for.
///
/// # Errors
/// [`SessionError`].
pub async fn passkey_asked(core: &Core, desk: &Desk) -> Result<Option<String>, SessionError> {
    Ok(match prove::asked(core, desk, CeremonyPurpose::Prove).await? {
        Some(Asked::Passkey(options)) => Some(options),
        _ => None,
    })
}

/// Checks an answer; the cookie changes (R56). The code of an app needs nothing begun before: it is what the app shows.
///
/// # Errors
/// [`AnswerError`].
pub async fn answer(
    core: &Core,
    directory: &dyn DirectoryRead,
    desk: &Desk,
    given: &Given,
    next: Option<String>,
) -> Result<Proved, AnswerError> {
    if given.code.is_some() {
        let asked = prove::asked(core, desk, CeremonyPurpose::Prove).await?;
        if !matches!(asked, Some(Asked::Digits(_))) {
            begin(core, desk, Method::App, next.or_else(|| desk.session.state.next.clone())).await?;
        }
    }
    let proved = prove::answer(core, desk, CeremonyPurpose::Prove, given).await?;
    let enters = desk.session.proved_at.is_none();
    // Asked before the transaction: nothing waits for the directory with the database in its hand.
    let roles = match enters {
        true => roles::standing_now(core, directory, desk.session.account).await.unwrap_or_default().roles,
        false => Roles::default(),
    };
    // Ten wrong codes a day are too many; ten right ones are a working day of somebody who changes much.
    let mut tx = core.store.begin().await?;
    core.limits.forgive_tries_in(&mut tx, desk.session.account, proved.method, SIGNED_IN).await?;
    if enters {
        let entered = session::event(&desk.session, EventKind::ConsoleEntered, Outcome::Success);
        let mut entered = entered.with("method", proved.method.as_str()).with("roles", named(&roles));
        if !roles.places().is_empty() {
            entered = entered.with("scope", places(&roles));
        }
        tx.audit(&core.tenant, &entered).await?;
    }
    tx.commit().await?;
    Ok(proved)
}

fn named(roles: &Roles) -> String {
    roles.iter().map(|role| role.as_str()).collect::<Vec<_>>().join(" ")
}

/// The parts of the directory that a role is limited to, for the audit log.
fn places(roles: &Roles) -> String {
    roles.places().iter().map(Place::as_str).collect::<Vec<_>>().join(" | ")
}

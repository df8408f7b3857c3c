//! Recovery codes: made, shown, stored by the person, confirmed, and only then good for anything. A new set takes the
//! old one's place when it is confirmed, not before.

use serde::{Deserialize, Serialize};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Desk, New, keep, pending};
use crate::{
    crypto::random,
    domain::{
        code,
        error::Code,
        means::Means,
        method::Method,
        numbers::{RECOVERY_CODE_GROUPS, RECOVERY_CODES},
        security_info::{Detail, Kind},
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        session::{self, SessionError},
    },
};

/// A set that waits to be confirmed.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
struct Pending {
    codes: Vec<String>,
}

/// A set on show.
pub struct Fresh {
    /// The codes, `7F3K-22QD-0ABC-1XYZ`.
    pub codes: Vec<Zeroizing<String>>,
    /// Until when they can be seen and confirmed.
    pub works_until: Timestamp,
}

impl std::fmt::Debug for Fresh {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Fresh(..)")
    }
}

/// What became of a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirmed {
    /// The set is registered.
    Kept,
    /// Nothing was typed.
    Empty,
    /// No code of the set has this group.
    Wrong,
    /// The set was made more than ten minutes ago, or another one since: nothing of it works.
    Over,
}

/// The set that waits in this session, if there is one.
///
/// # Errors
/// [`SessionError`].
pub async fn waiting(core: &Core, desk: &Desk) -> Result<Option<Fresh>, SessionError> {
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    let found = pending::find::<Pending>(core, &mut tx, &session, Method::RecoveryCode).await?;
    Ok(found.map(|(ceremony, waiting)| Fresh {
        codes: waiting.codes.iter().cloned().map(Zeroizing::new).collect(),
        works_until: ceremony.expires_at,
    }))
}

/// Makes a set, in place of one that waits.
///
/// # Errors
/// [`SessionError`].
pub async fn make(core: &Core, desk: &Desk) -> Result<(), SessionError> {
    super::may_add(core, desk, Kind::RecoveryCodes)?;
    let one = || random::grouped(core.rng.as_ref(), RECOVERY_CODE_GROUPS).to_string();
    let fresh = Pending { codes: std::iter::repeat_with(one).take(RECOVERY_CODES).collect() };
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    pending::begin(core, &mut tx, &session, Method::RecoveryCode, &fresh).await?;
    Ok(tx.commit().await?)
}

/// The person says that the set is stored, and types a group of one of its codes, or a whole one, to show it.
///
/// # Errors
/// [`SessionError`].
pub async fn confirm(core: &Core, desk: &Desk, typed: &str) -> Result<Confirmed, SessionError> {
    if typed.trim().is_empty() {
        return Ok(Confirmed::Empty);
    }
    let mut tx = core.store.begin().await?;
    let session = session::lock(core, &mut tx, &desk.session).await?;
    let found = pending::find::<Pending>(core, &mut tx, &session, Method::RecoveryCode).await?;
    let Some((ceremony, waiting)) = found else {
        // The same form sent twice: the first one was taken.
        let ended = tx.ceremony(session.id).await?.is_none();
        return Ok(if ended && pending::is_twice(core, desk, Kind::RecoveryCodes) {
            Confirmed::Kept
        } else {
            Confirmed::Over
        });
    };
    tx.commit().await?;
    let group = code::read_grouped(typed, 1).or_else(|_| code::read_grouped(typed, RECOVERY_CODE_GROUPS));
    let Ok(group) = group else { return Ok(Confirmed::Wrong) };
    let has = |code: &String| *code == *group || code.split('-').any(|part| part == group.as_str());
    if !waiting.codes.iter().any(has) {
        return Ok(Confirmed::Wrong);
    }
    let codes = waiting.codes.iter().cloned().map(Zeroizing::new).collect();
    let hashes = core.hasher.hash_set(codes).await.map_err(|error| {
        tracing::error!(%error, "recovery codes can not be hashed");
        session::problem(&session, Code::Internal)
    })?;
    let mut tx = core.store.begin().await?;
    let mut session = session::lock(core, &mut tx, &desk.session).await?;
    if !tx.finish_ceremony(ceremony.id).await? {
        return Ok(Confirmed::Over);
    }
    let new =
        New { detail: Detail::RecoveryCodes, name: String::new(), hint: String::new(), replaces: None, codes: hashes };
    keep(core, &mut tx, &mut session, &desk.account, new).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(Confirmed::Kept)
}

/// How many recovery codes are left to a person; none when they never had any.
///
/// # Errors
/// [`StepError`].
pub async fn codes_left(core: &Core, means: &Means) -> Result<Option<usize>, StepError> {
    let Some(set) = means.registered.iter().find(|item| item.kind() == Kind::RecoveryCodes) else { return Ok(None) };
    Ok(Some(core.store.recovery_codes(set.id).await?.len()))
}

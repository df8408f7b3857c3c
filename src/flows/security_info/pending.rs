//! A registration under way: what was made for it waits, sealed, in a ceremony of the session until it is proved.

use serde::{Serialize, de::DeserializeOwned};

use super::Desk;
use crate::{
    domain::{
        method::Method,
        security_info::{Kind, Registered},
        session::CEREMONY_LIFE,
    },
    flows::{Core, session::SessionError},
    store::{
        Tx,
        ceremonies::{Ceremony, CeremonyPurpose, NewCeremony},
        sessions::Session,
    },
};

/// Whether `ceremony` registers something by `method`.
pub(super) fn is_of(ceremony: &Ceremony, method: Method) -> bool {
    ceremony.purpose == CeremonyPurpose::Register && ceremony.method == method
}

/// Whether a form that finds nothing waiting is likely one that was sent twice: the first one was taken, no longer ago
/// than anything waits.
pub(super) fn is_twice(core: &Core, desk: &Desk, kind: Kind) -> bool {
    let (began, now) = (desk.session.created_at, core.now());
    let fits = |item: &Registered| item.created_at >= began && now < item.created_at.after(CEREMONY_LIFE);
    desk.means.registered.iter().any(|item| item.kind() == kind && fits(item))
}

/// What waits in the session for `method`, if it can still be answered. `session` is locked by `tx`.
pub(super) async fn find<T: DeserializeOwned>(
    core: &Core,
    tx: &mut Tx,
    session: &Session,
    method: Method,
) -> Result<Option<(Ceremony, T)>, SessionError> {
    let Some(ceremony) = tx.ceremony(session.id).await? else { return Ok(None) };
    if !is_of(&ceremony, method) || !ceremony.is_live(core.now(), core.numbers.tries_per_challenge) {
        return Ok(None);
    }
    let subject = ceremony.subject(&core.keyring)?;
    Ok(Some((ceremony, subject)))
}

/// Makes something wait in the session, in place of whatever did; ten minutes (R51).
pub(super) async fn begin<T: Serialize + Sync>(
    core: &Core,
    tx: &mut Tx,
    session: &Session,
    method: Method,
    subject: &T,
) -> Result<(), SessionError> {
    let new = NewCeremony {
        id: core.new_id(),
        tenant: core.tenant,
        session: session.id,
        purpose: CeremonyPurpose::Register,
        method,
        subject,
        code: None,
        expires_at: core.now().after(CEREMONY_LIFE),
    };
    Ok(tx.begin_ceremony(&new).await?)
}

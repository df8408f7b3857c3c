//! What administrators brought in (R139): its first use is told, once, and its owner confirms it by the code that comes
//! back.

use super::{announcement, complete, manage::hint};
use crate::{
    domain::{
        account::Account,
        event::{Event, EventKind, Outcome},
        security_info::Registered,
    },
    flows::{
        Core, StepError,
        announce::{self, Announcement, Happened},
        session::{self, SessionError},
    },
    store::{Tx, sessions::Session},
};

/// Remembers that the contact `item` proved something now. When it never did before, and an administrator brought it in,
/// every contact is told. `event` and `announcement` are what the journey says of itself.
///
/// # Errors
/// [`StepError`].
pub(in crate::flows) async fn used<'a>(
    core: &Core,
    tx: &mut Tx,
    item: &Registered,
    event: impl FnOnce(EventKind, Outcome) -> Event,
    announcement: impl FnOnce(Happened) -> Announcement<'a>,
) -> Result<(), StepError> {
    if item.imported.is_none() || !tx.first_use(item.id, core.now()).await? {
        return Ok(tx.touch_method(item.id, core.now()).await?);
    }
    let mut event = event(EventKind::ImportUsed, Outcome::Success).with("method", item.kind().as_str());
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(hint(item));
    }
    tx.audit(&core.tenant, &event).await?;
    let happened = Happened::ImportUsed { kind: item.kind(), hint: hint(item) };
    announce::announce(core, tx, &announcement(happened)).await
}

/// The same in a session.
///
/// # Errors
/// [`StepError`].
pub(super) async fn used_in(
    core: &Core,
    tx: &mut Tx,
    session: &Session,
    account: &Account,
    item: &Registered,
) -> Result<(), StepError> {
    let event = |kind, outcome| session::event(session, kind, outcome);
    used(core, tx, item, event, |happened| announcement(session, account, happened)).await
}

/// The code that was sent to `item` came back from its owner, signed in: it is theirs from now on, as if they had
/// registered it (R132). False when it is theirs already, or gone. `session` is locked by `tx`, and saved by the caller.
///
/// # Errors
/// [`SessionError`].
pub(super) async fn confirm(
    core: &Core,
    tx: &mut Tx,
    session: &mut Session,
    account: &Account,
    item: &Registered,
) -> Result<bool, SessionError> {
    if !item.is_unverified() || !tx.verify_method(item.id, core.now()).await? {
        return Ok(false);
    }
    let mut event = session::event(session, EventKind::MethodRegistered, Outcome::Success)
        .with("method", item.kind().as_str())
        .with("how", "confirmed what was imported");
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(hint(item));
    }
    tx.audit(&core.tenant, &event).await?;
    let means = core.means_in(tx, session.account, &account.contacts, false).await?;
    complete(core, tx, session, &means).await?;
    session.state.flash = Some("verified".to_owned());
    if session.state.first {
        // As for what is registered first: it was proved a moment ago.
        session.proved_at = Some(core.now());
    }
    Ok(true)
}

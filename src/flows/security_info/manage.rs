//! Removing a method, choosing the one that is shown first, trying one.

use uuid::Uuid;

use super::{
    super::{announce::Happened, reset::masked},
    Desk,
    code::{self, Opening, Subject},
    end_others, tell,
};
use crate::{
    domain::{
        account::Contact,
        error::Code,
        event::{EventKind, Outcome},
        method::Method,
        security_info::{Kind, Registered},
    },
    flows::{
        Core,
        session::{self, SessionError},
    },
    store::ceremonies::CeremonyPurpose,
};

/// What removing a method would mean.
#[derive(Debug)]
pub struct Removal {
    /// Of which kind it is.
    pub kind: Kind,
    /// Its masked contact or its name; may be empty.
    pub hint: String,
    /// It is the last one.
    pub last: bool,
    /// It is the only one of the strongest kind.
    pub strongest: bool,
    /// How many kinds would be missing then.
    pub missing: usize,
}

/// The masked contact of a registered method, or its name.
#[must_use]
pub fn hint(item: &Registered) -> String {
    item.detail.contact().map_or_else(|| item.name.clone(), |contact| masked(&contact))
}

/// What removing `id` would mean; `None` when there is no such method.
#[must_use]
pub fn removal(core: &Core, desk: &Desk, id: Uuid) -> Option<Removal> {
    let item = desk.means.registered.iter().find(|item| item.id == id)?;
    let mut left = desk.means.clone();
    left.registered.retain(|other| other.id != id);
    let missing = core
        .policy_in(&desk.session)
        .kinds_to_register()
        .saturating_sub(left.kinds(&core.policy_in(&desk.session)).len());
    let strongest = left.registered.iter().all(|other| other.kind() > item.kind());
    let last = left.registered.is_empty();
    Some(Removal { kind: item.kind(), hint: hint(item), last, strongest: strongest && !last, missing })
}

/// Removes a method. What was removed a moment ago is no fault.
///
/// # Errors
/// [`SessionError::ProofNeeded`].
pub async fn remove(core: &Core, desk: &Desk, id: Uuid) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let mut row = session::lock(core, &mut tx, &desk.session).await?;
    if !session::may_change(core, &row, &desk.means) {
        return Err(SessionError::ProofNeeded);
    }
    let Some(item) = desk.means.registered.iter().find(|item| item.id == id) else { return Ok(()) };
    if !tx.remove_method(core.tenant, row.account, id).await? {
        return Ok(());
    }
    let mut left = desk.means.clone();
    left.registered.retain(|other| other.id != id);
    let mut person = tx.person(core.tenant, row.account).await?;
    if person.default_method.is_some_and(|method| !left.has(&core.policy_in(&desk.session), method, core.now())) {
        person.default_method = None;
        tx.save_person(core.tenant, &person).await?;
    }
    // Below the minimum, the wizard asks for another one.
    row.state.interrupt |=
        left.kinds(&core.policy_in(&desk.session)).len() < core.policy_in(&desk.session).kinds_to_register();
    row.state.flash = Some("removed".to_owned());
    tx.end_ceremonies(row.id).await?;
    end_others(core, &mut tx, &row).await?;
    let mut event =
        session::event(&row, EventKind::MethodRemoved, Outcome::Success).with("method", item.kind().as_str());
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(hint(item));
    }
    tx.audit(&core.tenant, &event).await?;
    let happened = Happened::Removed { kind: item.kind(), hint: hint(item) };
    tell(core, &mut tx, &row, &desk.account, happened).await?;
    tx.save_session(&row).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

/// Chooses the method that is shown first.
///
/// # Errors
/// [`SessionError::ProofNeeded`]; [`Code::BadRequest`] for one that the person does not have.
pub async fn set_default(core: &Core, desk: &Desk, method: Method) -> Result<(), SessionError> {
    let mut tx = core.store.begin().await?;
    let row = session::lock(core, &mut tx, &desk.session).await?;
    if !session::may_change(core, &row, &desk.means) {
        return Err(SessionError::ProofNeeded);
    }
    if method == Method::Pass || !desk.means.usable(&core.policy_in(&desk.session), core.now()).contains(&method) {
        return Err(session::problem(&row, Code::BadRequest).into());
    }
    let mut person = tx.person(core.tenant, row.account).await?;
    person.default_method = Some(method);
    tx.save_person(core.tenant, &person).await?;
    let event = session::event(&row, EventKind::MethodChanged, Outcome::Success)
        .with("method", method.as_str())
        .with("what", "default");
    tx.audit(&core.tenant, &event).await?;
    tx.save_session(&row).await?;
    Ok(tx.commit().await?)
}

/// Begins to try a registered method: sends a code to it, or asks for one of it. Proves nothing, and changes nothing.
/// `by_call` is for phones that can do both. What an administrator brought in is confirmed by it (R139), which is a change.
///
/// # Errors
/// [`SessionError::ProofNeeded`] for such a change; [`Code::BadRequest`] for what can not be tried.
pub async fn begin_try(core: &Core, desk: &Desk, id: Uuid, by_call: bool) -> Result<(), SessionError> {
    let nothing = || session::problem(&desk.session, Code::BadRequest);
    let item = desk.means.registered.iter().find(|item| item.id == id).ok_or_else(nothing)?;
    if item.is_unverified() && !session::may_change(core, &desk.session, &desk.means) {
        return Err(SessionError::ProofNeeded);
    }
    let offered = |method: &&Method| {
        core.policy_in(&desk.session).methods.contains(method) && !desk.means.disabled.contains(method)
    };
    let mut methods: Vec<Method> = item.kind().methods().iter().filter(offered).copied().collect();
    if by_call {
        methods.reverse();
    }
    let method = *methods.first().ok_or_else(nothing)?;
    let contact: Option<Contact> = item.detail.contact();
    let subject = match (contact, item.kind()) {
        (Some(contact), _) => Subject::Held { contact },
        // A recovery code would be used up by trying it; a key or answers are tried by proving something.
        (None, Kind::App) if item.is_rested(core.now()) => Subject::Registered,
        _ => return Err(nothing().into()),
    };
    let opening = Opening { purpose: CeremonyPurpose::Try, method, subject, next: None };
    code::open(core, &desk.session, opening).await
}

//! Security info: see, register, prove, change, remove. Each step takes a living session; each change a fresh proof
//! (R131); each is written down, and told to every contact (R133), in one transaction.

pub mod app;
pub mod code;
pub mod contact;
pub(in crate::flows) mod imported;
pub mod manage;
pub mod passkey;
mod pending;
pub mod prove;
pub mod recovery;
pub mod upkeep;

use uuid::Uuid;

use super::{
    Core, StepError,
    announce::{self, Announcement, Happened},
    session::{self, SessionError},
};
use crate::{
    crypto::digest::{Digest, Purpose},
    domain::{
        account::Account,
        error::Code,
        event::{EventKind, Outcome},
        means::Means,
        security_info::{Detail, Kind, Person, Registered},
        session::{Due, due},
    },
    store::{Tx, sessions::Session},
};

/// Everything that a page of a signed-in person is made of, read anew for each.
#[derive(Debug)]
pub struct Desk {
    /// The session.
    pub session: Session,
    /// The account, as the directory has it now.
    pub account: Account,
    /// What is known of the person.
    pub person: Person,
    /// What they have.
    pub means: Means,
    /// What is due.
    pub due: Due,
}

impl Desk {
    /// How many kinds of security info are registered, and how many are asked for.
    #[must_use]
    pub fn progress(&self, core: &Core) -> (usize, usize) {
        (self.means.kinds(&core.policy_in(&self.session)).len(), core.policy_in(&self.session).kinds_to_register())
    }

    /// The kinds that may be registered, strongest first: allowed by the policy, and not yet as many as one may have.
    #[must_use]
    pub fn addable(&self, core: &Core) -> Vec<Kind> {
        let allowed =
            |kind: &Kind| kind.methods().iter().any(|method| core.policy_in(&self.session).methods.contains(method));
        let room = |kind: &Kind| {
            let have = self.means.registered.iter().filter(|item| item.kind() == *kind).count();
            // A new set of codes or answers takes the old one's place.
            have < kind.most() || matches!(kind, Kind::RecoveryCodes | Kind::Questions)
        };
        let possible = |kind: &Kind| *kind != Kind::Passkey || core.passkeys.is_some();
        Kind::ALL.into_iter().filter(|kind| allowed(kind) && room(kind) && possible(kind)).collect()
    }

    /// Something of this kind was registered in this very session.
    #[must_use]
    pub fn just_added(&self, kind: Kind) -> bool {
        let since = self.session.created_at;
        self.means.registered.iter().any(|item| item.kind() == kind && item.created_at >= since)
    }
}

/// The desk of a living session. An account that is gone, disabled or frozen ends it (R71, R135).
///
/// # Errors
/// [`SessionError`].
pub async fn desk(
    core: &Core,
    directory: &dyn crate::directory::DirectoryRead,
    session: Session,
) -> Result<Desk, SessionError> {
    match directory.get(session.account).await {
        Ok(account) => desk_of(core, session, account).await,
        Err(error) => {
            tracing::warn!(%error, "the directory can not be asked for a signed-in person");
            Err(session::problem(&session, Code::DirectoryDown).into())
        }
    }
}

/// The same of an account that was read.
///
/// # Errors
/// [`SessionError`].
pub async fn desk_of(core: &Core, session: Session, account: Option<Account>) -> Result<Desk, SessionError> {
    let mut tx = core.store.begin().await?;
    let person = tx.person(core.tenant, session.account).await?;
    tx.commit().await?;
    let fit = account.filter(|account| !account.state.disabled && !account.state.expired);
    let Some(account) = fit.filter(|_| person.frozen_at.is_none()) else {
        session::end(core, &session).await?;
        return Err(SessionError::Over);
    };
    session::touch(core, &session).await?;
    let means = session::means(core, &session, &account.contacts).await?;
    let due = due(&core.policy_in(&session), &person, means.kinds(&core.policy_in(&session)).len(), core.now());
    Ok(Desk { session, account, person, means, due })
}

/// Whether something of this kind may be registered now.
///
/// # Errors
/// [`SessionError::ProofNeeded`]; [`Code::BadRequest`] for a kind that the policy does not allow, or of which there are
/// as many as one may have.
pub fn may_add(core: &Core, desk: &Desk, kind: Kind) -> Result<(), SessionError> {
    if !desk.addable(core).contains(&kind) {
        return Err(session::problem(&desk.session, Code::BadRequest).into());
    }
    if session::may_change(core, &desk.session, &desk.means) { Ok(()) } else { Err(SessionError::ProofNeeded) }
}

/// Something that was proved and shall be kept.
#[derive(Debug)]
pub struct New {
    /// What.
    pub detail: Detail,
    /// What its owner calls it; may be empty.
    pub name: String,
    /// What notices show of it: the masked contact, or the name.
    pub hint: String,
    /// It takes the place of this one.
    pub replaces: Option<Uuid>,
    /// Hashes of recovery codes, for a set of them.
    pub codes: Vec<String>,
}

/// Keeps what was proved: row, person, audit log, notices. `session` is locked by `tx`, and saved here.
///
/// # Errors
/// [`SessionError::ProofNeeded`] when no change may be made now; [`Code::BadRequest`] for one more than there may be.
pub async fn keep(
    core: &Core,
    tx: &mut Tx,
    session: &mut Session,
    account: &Account,
    new: New,
) -> Result<Registered, SessionError> {
    let now = core.now();
    let mut means = core.means_in(tx, session.account, &account.contacts, false).await?;
    if !session::may_change(core, session, &means) {
        return Err(SessionError::ProofNeeded);
    }
    let kind = new.detail.kind();
    let replaced: Vec<Uuid> = match kind {
        Kind::RecoveryCodes | Kind::Questions => {
            means.registered.iter().filter(|item| item.kind() == kind).map(|item| item.id).collect()
        }
        _ => new.replaces.into_iter().collect(),
    };
    let held = means.registered.iter().filter(|item| item.kind() == kind && !replaced.contains(&item.id)).count();
    let allowed = kind.methods().iter().any(|method| core.policy_in(session).methods.contains(method));
    if held >= kind.most() || !allowed {
        return Err(session::problem(session, Code::BadRequest).into());
    }
    for old in &replaced {
        tx.remove_method(core.tenant, session.account, *old).await?;
        means.registered.retain(|item| item.id != *old);
    }
    let item = Registered {
        id: core.new_id(),
        account: session.account,
        detail: new.detail,
        name: new.name,
        created_at: now,
        usable_from: session::usable_from(core, session),
        confirmed_at: now,
        used_at: None,
        imported: None,
    };
    let place = place_of(core, &item.detail);
    tx.insert_method(core.tenant, &item, place.as_ref()).await?;
    tx.insert_recovery_codes(item.id, &new.codes).await?;
    for method in kind.methods() {
        // Registered anew: the wrong tries of before count no more (N7).
        tx.forget_wrong(core.tenant, session.account, *method).await?;
    }
    end_others(core, tx, session).await?;
    means.registered.push(item.clone());
    complete(core, tx, session, &means).await?;
    let change = if replaced.is_empty() { EventKind::MethodRegistered } else { EventKind::MethodChanged };
    let mut event = session::event(session, change, Outcome::Success).with("method", kind.as_str());
    if let Some(personal) = event.personal.as_mut() {
        personal.contact = Some(new.hint.clone());
    }
    tx.audit(&core.tenant, &event).await?;
    let happened = match change {
        EventKind::MethodChanged => Happened::Changed { kind, hint: new.hint },
        _ => Happened::Registered { kind, hint: new.hint },
    };
    tell(core, tx, session, account, happened).await?;
    session.state.flash = Some("added".to_owned());
    if session.state.first {
        // Whoever begins with nothing has just proved what they registered: that is the proof for the next one (R131).
        session.proved_at = Some(now);
    }
    tx.save_session(session).await?;
    Ok(item)
}

/// Ends the person's other sessions, and every reset of theirs under way: a thief's end when the owner changes something,
/// and so does what was proved with something that is no longer theirs (R68).
async fn end_others(core: &Core, tx: &mut Tx, session: &Session) -> Result<(), StepError> {
    tx.end_sessions(core.tenant, session.account, Some(session.id)).await?;
    tx.end_other_flows(core.tenant, session.account, None, core.now()).await?;
    Ok(())
}

/// Counts what there is now: the list is true as of now, and when it is enough for the first time, that is an event.
async fn complete(core: &Core, tx: &mut Tx, session: &Session, means: &Means) -> Result<(), SessionError> {
    let now = core.now();
    let mut person = tx.person(core.tenant, session.account).await?;
    person.confirmed_at = Some(now);
    if means.kinds(&core.policy_in(session)).len() >= core.policy_in(session).kinds_to_register() {
        if person.registered_at.is_none() || person.must_register {
            let event = session::event(session, EventKind::RegistrationCompleted, Outcome::Success);
            tx.audit(&core.tenant, &event).await?;
        }
        person.registered_at = person.registered_at.or(Some(now));
        person.must_register = false;
        person.postponed = 0;
        person.postponed_since = None;
    }
    Ok(tx.save_person(core.tenant, &person).await?)
}

/// Tells every contact what happened in this session.
///
/// # Errors
/// [`StepError`].
pub async fn tell(
    core: &Core,
    tx: &mut Tx,
    session: &Session,
    account: &Account,
    happened: Happened,
) -> Result<(), StepError> {
    announce::announce(core, tx, &announcement(session, account, happened)).await
}

/// What is told of something that happened in this session.
fn announcement<'a>(session: &'a Session, account: &'a Account, happened: Happened) -> Announcement<'a> {
    Announcement {
        account: session.account,
        directory: &account.contacts,
        happened,
        client: Some(&session.client),
        locale: &session.locale,
        name: &account.display_name,
        support_id: &session.support_id,
    }
}

/// The digest that a contact or a credential is found by again.
#[must_use]
pub fn place_of(core: &Core, detail: &Detail) -> Option<Digest> {
    match detail {
        Detail::Passkey { credential } => {
            Some(core.keyring.digest(Purpose::Credential, &[credential_id(credential).as_bytes()]))
        }
        other => other.contact().map(|contact| core.contact_digest(&contact)),
    }
}

/// The id in a stored credential, as its JSON spells it.
fn credential_id(credential: &str) -> String {
    let json: serde_json::Value = serde_json::from_str(credential).unwrap_or_default();
    json.pointer("/cred/cred_id").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

//! Whom an administrator can reach (R140). The console looks people up here and nowhere else: whoever is outside of the
//! part of the directory that a role is limited to is as unknown as who is not there. Asked is the directory itself, for
//! each request, and never the last scan: who moves out of the part is out of reach at once (R145).

use super::{
    Admin, RolesError,
    helpdesk::{act_event, write_down},
};
use crate::{
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{
        account::{Account, AccountId},
        error::Code,
        event::{EventKind, Outcome},
        identifier::LoginName,
        role::{Reach, Right},
    },
    flows::Core,
};

/// Somebody who was asked for.
#[derive(Debug)]
pub enum Person {
    /// There, and in reach.
    Found(Box<Account>),
    /// There, and seen by who asks, but not theirs to do this to.
    Elsewhere,
    /// Not there, or out of sight: nobody is told which.
    Unknown,
}

/// Whether what `right` is for may be done to this account, as far as it depends on where it is.
#[must_use]
pub fn holds(admin: &Admin, right: Right, account: &Account) -> bool {
    admin.reach(right).holds(&account.location)
}

/// The account of this identity. That somebody asked for one out of their reach is written down.
///
/// # Errors
/// [`RolesError`].
pub async fn person(
    core: &Core,
    directory: &dyn DirectoryRead,
    admin: &Admin,
    right: Right,
    id: AccountId,
) -> Result<Person, RolesError> {
    let Some(account) = directory.get(id).await? else { return Ok(Person::Unknown) };
    if holds(admin, right, &account) {
        return Ok(Person::Found(Box::new(account)));
    }
    let mut event = act_event(admin, &account, EventKind::ConsoleDenied, Outcome::Failure, None).with("why", "scope");
    event.code = Some(Code::NotAllowed);
    write_down(core, event).await?;
    Ok(if holds(admin, Right::SeePeople, &account) { Person::Elsewhere } else { Person::Unknown })
}

/// The account with this login name, as somebody typed it, if there is exactly one and `right` reaches it.
///
/// # Errors
/// [`DirectoryError`].
pub async fn named(
    directory: &dyn DirectoryRead,
    admin: &Admin,
    right: Right,
    login: &str,
) -> Result<Option<Account>, DirectoryError> {
    let Some(name) = LoginName::parse(login) else { return Ok(None) };
    Ok(match directory.find(&name).await? {
        Found::One(account) => Some(*account).filter(|account| holds(admin, right, account)),
        Found::Nobody | Found::Ambiguous => None,
    })
}

/// Whether `right` is for everybody: what belongs to nobody known is shown then, and only then.
#[must_use]
pub fn is_everybody(admin: &Admin, right: Right) -> bool {
    admin.reach(right) == Reach::Everybody
}

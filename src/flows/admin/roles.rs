//! Who has which role: directory groups, bound to roles. Read for each request, never kept.

use std::collections::{BTreeMap, BTreeSet};

use super::Admin;
use crate::{
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{
        account::{Account, AccountId},
        dn::Place,
        event::{Event, EventKind, Outcome, Personal},
        identifier::LoginName,
        policy::GroupName,
        role::{Role, Roles},
    },
    flows::Core,
    store::{
        StoreError,
        role_bindings::{Removal, RoleBinding},
    },
};

/// Characters of a group's name, or DN.
const LONGEST: usize = 500;

/// Roles can not be told.
#[derive(Debug, thiserror::Error)]
pub enum RolesError {
    /// A group can not be read.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Groups that have a role, and give it to nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Stale {
    /// The directory certainly has no such group.
    pub gone: BTreeSet<GroupName>,
    /// It can not be read, or there are several of the name.
    pub unreadable: BTreeSet<GroupName>,
}

/// How an account stands now.
#[derive(Debug, Default)]
pub(super) struct Standing {
    /// The roles.
    pub(super) roles: Roles,
    /// The groups that give them.
    pub(super) groups: BTreeSet<GroupName>,
    /// The groups that gave none, to nobody.
    pub(super) stale: Stale,
}

/// The roles of any account, to compare tiers (R144). A group that certainly does not exist has no members. One that can
/// not be read is an error: whoever might be in it must not be taken for somebody without a role.
///
/// # Errors
/// [`RolesError`].
pub async fn roles_of(core: &Core, directory: &dyn DirectoryRead, account: AccountId) -> Result<Roles, RolesError> {
    let Standing { roles, stale, .. } = standing_now(core, directory, account).await?;
    match stale.unreadable.first() {
        None => Ok(roles),
        Some(group) => Err(DirectoryError::Unexpected(format!("the group `{group}` can not be read")).into()),
    }
}

/// How who acts stands. A group that is gone or can not be read gives no role, and the log says so; a directory that does
/// not answer at all is an error.
///
/// # Errors
/// [`RolesError`].
pub(super) async fn standing_now(
    core: &Core,
    directory: &dyn DirectoryRead,
    account: AccountId,
) -> Result<Standing, RolesError> {
    let bindings = core.store.role_bindings(core.tenant).await?;
    let (all, mut stale) = (groups_of(&bindings), Stale::default());
    if all.is_empty() {
        return Ok(Standing::default());
    }
    match directory.memberships(account, &all).await {
        Ok(groups) => return Ok(Standing { roles: given(&bindings, &groups), groups, stale }),
        Err(error @ DirectoryError::Unavailable(_)) => return Err(error.into()),
        Err(DirectoryError::Unexpected(_)) => {}
    }
    // One of them is gone or can not be read: the others count all the same.
    let mut groups = BTreeSet::new();
    for group in all {
        match directory.memberships(account, std::slice::from_ref(&group)).await {
            Ok(found) => groups.extend(found),
            Err(error @ DirectoryError::Unavailable(_)) => return Err(error.into()),
            Err(error) => {
                let gone = directory.lacks_group(&group).await;
                if let Err(error @ DirectoryError::Unavailable(_)) = gone {
                    return Err(error.into());
                }
                let gone = gone.unwrap_or(false);
                tracing::warn!(%error, group, gone, "a group that has a role can not be read: it gives none");
                if gone {
                    stale.gone.insert(group)
                } else {
                    stale.unreadable.insert(group)
                };
            }
        }
    }
    Ok(Standing { roles: given(&bindings, &groups), groups, stale })
}

fn groups_of(bindings: &[RoleBinding]) -> Vec<GroupName> {
    bindings.iter().map(|binding| binding.group.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

/// The roles that groups give.
pub(super) fn given(bindings: &[RoleBinding], member_of: &BTreeSet<GroupName>) -> Roles {
    bindings.iter().filter(|binding| member_of.contains(&binding.group)).map(RoleBinding::grant).collect()
}

/// The groups of each role, the mightiest role first; roles that nobody has are there too.
///
/// # Errors
/// [`StoreError`].
pub async fn by_role(core: &Core) -> Result<BTreeMap<Role, Vec<RoleBinding>>, StoreError> {
    let mut all: BTreeMap<Role, Vec<RoleBinding>> = Role::ALL.into_iter().map(|role| (role, Vec::new())).collect();
    for binding in core.store.role_bindings(core.tenant).await? {
        all.entry(binding.role).or_default().push(binding);
    }
    Ok(all)
}

/// Who gives or takes a role.
#[derive(Debug)]
pub enum By<'a> {
    /// An owner, in the console.
    Admin(&'a Admin),
    /// Somebody at the machine, in their own words.
    Machine(&'a str),
    /// Whoever brought the token of the first set-up.
    SetUp,
}

/// A role was neither given nor taken.
#[derive(Debug, thiserror::Error)]
pub enum GrantError {
    /// No group has this name, more than one has, or it can not be read. The text is for the log.
    #[error("the group can not be used: {0}")]
    NoGroup(String),
    /// No account has this login name, or several have.
    #[error("no single account has this login name")]
    NoPerson,
    /// This role is for everybody or nobody.
    #[error("only the help desk can be limited to a part of the directory")]
    NotLimited,
    /// The directory has no such part.
    #[error("the directory has no such part; give the full name of an OU or a container")]
    NoPlace,
    /// The account is not in the group.
    #[error("the account is not in the group")]
    NotMember,
    /// The group has the role already.
    #[error("the group has this role already")]
    Already,
    /// The group does not have the role.
    #[error("the group does not have this role")]
    Missing,
    /// It is the last group that makes owners: nobody could ever give a role again.
    #[error("it is the only group that makes owners; give the role to another one first")]
    LastOwner,
    /// The directory can not be asked.
    #[error("the directory can not be asked: {0}")]
    Down(String),
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<DirectoryError> for GrantError {
    fn from(error: DirectoryError) -> Self {
        match error {
            DirectoryError::Unavailable(why) => Self::Down(why),
            DirectoryError::Unexpected(why) => Self::NoGroup(why),
        }
    }
}

/// The account of a login name.
///
/// # Errors
/// [`GrantError::NoPerson`], [`GrantError::Down`].
pub async fn person(directory: &dyn DirectoryRead, login: &str) -> Result<Account, GrantError> {
    let name = LoginName::parse(login).ok_or(GrantError::NoPerson)?;
    match directory.find(&name).await.map_err(|error| GrantError::Down(error.to_string()))? {
        Found::One(account) => Ok(*account),
        Found::Nobody | Found::Ambiguous => Err(GrantError::NoPerson),
    }
}

/// Whether an account is in a group.
///
/// # Errors
/// [`GrantError::NoGroup`] for a group that is not there or can not be read.
pub async fn is_member(directory: &dyn DirectoryRead, account: &Account, group: &str) -> Result<bool, GrantError> {
    Ok(!directory.memberships(account.id, &[group.to_owned()]).await?.is_empty())
}

/// The part of the directory that a role is to be limited to.
async fn place(directory: &dyn DirectoryRead, role: Role, name: &str) -> Result<Place, GrantError> {
    if !role.can_be_limited() {
        return Err(GrantError::NotLimited);
    }
    if name.chars().count() > LONGEST {
        return Err(GrantError::NoPlace);
    }
    let found = directory.place(name).await.map_err(|error| GrantError::Down(error.to_string()))?;
    found.and_then(|name| Place::parse(&name)).ok_or(GrantError::NoPlace)
}

/// Gives the members of `group` a role, for people in the part `scope` of the directory only if there is one. `witness` is
/// any account: with it the directory is asked whether there is such a group.
///
/// # Errors
/// [`GrantError`].
pub async fn grant(
    core: &Core,
    directory: &dyn DirectoryRead,
    (role, group): (Role, &str),
    scope: Option<&str>,
    witness: Option<&Account>,
    by: &By<'_>,
) -> Result<(), GrantError> {
    let group = group.trim();
    if group.is_empty() || group.chars().count() > LONGEST || group.chars().any(char::is_control) {
        return Err(GrantError::NoGroup("not the name of a group".to_owned()));
    }
    if let Some(witness) = witness {
        is_member(directory, witness, group).await?;
    }
    let scope = match scope {
        Some(name) => Some(place(directory, role, name).await?),
        None => None,
    };
    let mut tx = core.store.begin().await?;
    if !tx.bind_role(core.tenant, role, group, scope.as_ref()).await? {
        return Err(GrantError::Already);
    }
    tx.audit(&core.tenant, &limited(event(EventKind::RoleGranted, role, group, by), scope.as_ref())).await?;
    Ok(tx.commit().await?)
}

/// Takes a role from the members of `group`: they lose it at their next request. Of a role that is limited it takes that
/// for `scope`. Groups that are `gone` make nobody an owner.
///
/// # Errors
/// [`GrantError`].
pub async fn revoke(
    core: &Core,
    (role, group): (Role, &str),
    scope: Option<&Place>,
    gone: &BTreeSet<GroupName>,
    by: &By<'_>,
) -> Result<(), GrantError> {
    let mut tx = core.store.begin().await?;
    match tx.unbind_role(core.tenant, (role, group), scope, gone).await? {
        Removal::Removed => {}
        Removal::Missing => return Err(GrantError::Missing),
        Removal::LastOwner => return Err(GrantError::LastOwner),
    }
    tx.audit(&core.tenant, &limited(event(EventKind::RoleRevoked, role, group, by), scope)).await?;
    Ok(tx.commit().await?)
}

fn limited(event: Event, scope: Option<&Place>) -> Event {
    match scope {
        Some(place) => event.with("scope", place.as_str()),
        None => event,
    }
}

/// The event of a change: role and group, and who did it.
pub(super) fn event(kind: EventKind, role: Role, group: &str, by: &By<'_>) -> Event {
    let event = match by {
        By::Admin(admin) => admin.event(kind, Outcome::Success),
        By::Machine(name) => {
            let mut event = Event::new(kind, Outcome::Success).with("by", "the machine");
            let actor = name.chars().take(100).collect();
            event.personal = Some(Personal { actor: Some(actor), ..Personal::default() });
            event
        }
        By::SetUp => Event::new(kind, Outcome::Success).with("by", "the first set-up"),
    };
    event.with("role", role.as_str()).with("group", group)
}

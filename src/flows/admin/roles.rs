//! Who has which role: directory groups, bound to roles. Read for each request, never kept.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::AccountId,
        policy::GroupName,
        role::{Role, Roles},
    },
    flows::Core,
    store::{StoreError, role_bindings::RoleBinding},
};

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

/// The roles of any account, to compare tiers (R144). A group that can not be read is an error: whoever might be in it
/// must not be taken for somebody without a role.
///
/// # Errors
/// [`RolesError`].
pub async fn roles_of(core: &Core, directory: &dyn DirectoryRead, account: AccountId) -> Result<Roles, RolesError> {
    let bindings = core.store.role_bindings(core.tenant).await?;
    let groups = groups_of(&bindings);
    if groups.is_empty() {
        return Ok(Roles::default());
    }
    let member_of = directory.memberships(account, &groups).await?;
    Ok(given(&bindings, &member_of))
}

/// The roles of who acts. A group that can not be read gives none, and the log says so; a directory that does not
/// answer at all is an error.
///
/// # Errors
/// [`RolesError`].
pub(super) async fn roles_now(
    core: &Core,
    directory: &dyn DirectoryRead,
    account: AccountId,
) -> Result<Roles, RolesError> {
    let bindings = core.store.role_bindings(core.tenant).await?;
    let groups = groups_of(&bindings);
    if groups.is_empty() {
        return Ok(Roles::default());
    }
    match directory.memberships(account, &groups).await {
        Ok(member_of) => return Ok(given(&bindings, &member_of)),
        Err(error @ DirectoryError::Unavailable(_)) => return Err(error.into()),
        Err(DirectoryError::Unexpected(_)) => {}
    }
    // One of them is gone or can not be read: the others count all the same.
    let mut member_of = BTreeSet::new();
    for group in groups {
        match directory.memberships(account, std::slice::from_ref(&group)).await {
            Ok(found) => member_of.extend(found),
            Err(error @ DirectoryError::Unavailable(_)) => return Err(error.into()),
            Err(error) => tracing::warn!(%error, group, "a group that has a role can not be read: it gives none"),
        }
    }
    Ok(given(&bindings, &member_of))
}

fn groups_of(bindings: &[RoleBinding]) -> Vec<GroupName> {
    bindings.iter().map(|binding| binding.group.clone()).collect::<BTreeSet<_>>().into_iter().collect()
}

fn given(bindings: &[RoleBinding], member_of: &BTreeSet<GroupName>) -> Roles {
    bindings.iter().filter(|binding| member_of.contains(&binding.group)).map(|binding| binding.role).collect()
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

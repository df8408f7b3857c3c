//! Who has which role.

use serde::Serialize;

use super::door::GroupError;
use crate::{
    domain::{role::Role, time::Timestamp},
    render::pages::Page,
};

const DN: &str = "CN=Passwords Owners,OU=Groups,DC=contoso,DC=test";

/// `/admin/roles`: which group has which role.
#[derive(Debug, Clone, Serialize)]
pub struct Roles {
    /// The mightiest role first.
    pub rows: Vec<RoleRow>,
    /// What was just done.
    pub flash: Option<RoleFlash>,
}

/// A group with a role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// The group.
    pub group: String,
    /// Since when.
    pub since: Timestamp,
    /// Role and group, for the address of the page that takes it away.
    pub query: String,
    /// It is the only one that makes owners.
    pub last: bool,
}

/// What was just done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum RoleFlash {
    /// A role was given.
    Added,
    /// A role was taken.
    Removed,
    /// It was not: it is the only group of owners.
    Last,
}

impl Page for Roles {
    const TEMPLATE: &'static str = "admin/roles.html";

    fn sample() -> Vec<Self> {
        let row = |role: Role, last| RoleRow {
            role,
            group: DN.to_owned(),
            since: Timestamp(1_795_000_000_000),
            query: "role=owner&group=x".to_owned(),
            last,
        };
        let rows: Vec<_> = Role::ALL.into_iter().map(|role| row(role, role == Role::Owner)).collect();
        let flashes = [None, Some(RoleFlash::Added), Some(RoleFlash::Removed), Some(RoleFlash::Last)];
        flashes.map(|flash| Self { rows: rows.clone(), flash }).into()
    }
}

/// `/admin/roles/add`: give a role to a group.
#[derive(Debug, Clone, Default, Serialize)]
pub struct RoleAdd {
    /// The roles there are.
    pub roles: Vec<Role>,
    /// The one that was chosen before.
    pub role: Option<Role>,
    /// What was typed before.
    pub group: String,
    /// What is wrong.
    pub error: Option<GroupError>,
}

impl Page for RoleAdd {
    const TEMPLATE: &'static str = "admin/roles_add.html";

    fn sample() -> Vec<Self> {
        let empty = Self { roles: Role::ALL.to_vec(), ..Self::default() };
        let typed = Self { role: Some(Role::HelpDesk), group: "Help desk".to_owned(), ..empty.clone() };
        let errors = [GroupError::GroupEmpty, GroupError::NoGroup, GroupError::Already, GroupError::RoleEmpty];
        let mut all = vec![empty];
        all.extend(errors.map(|error| Self { error: Some(error), ..typed.clone() }));
        all
    }
}

/// `/admin/roles/remove`: take a role from a group.
#[derive(Debug, Clone, Serialize)]
pub struct RoleRemove {
    /// The role.
    pub role: Role,
    /// The group.
    pub group: String,
    /// It is what makes whoever asks an owner.
    pub own: bool,
}

impl Page for RoleRemove {
    const TEMPLATE: &'static str = "admin/roles_remove.html";

    fn sample() -> Vec<Self> {
        let all = Role::ALL.into_iter().flat_map(|role| [true, false].map(|own| (role, own)));
        all.map(|(role, own)| Self { role, group: DN.to_owned(), own }).collect()
    }
}

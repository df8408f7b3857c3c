//! Who has which role.

use serde::Serialize;

use super::{
    door::GroupError,
    policy_parts::{GroupList, Member, short},
};
use crate::{
    domain::{role::Role, time::Timestamp},
    render::pages::Page,
};

const DN: &str = "CN=Passwords Owners,OU=Groups,DC=contoso,DC=test";
const PLACE: &str = "OU=Paris,OU=People,DC=contoso,DC=test";

/// `/admin/roles`: which group has which role.
#[derive(Debug, Clone, Serialize)]
pub struct Roles {
    /// The mightiest role first.
    pub rows: Vec<RoleRow>,
    /// What was just done.
    pub flash: Option<RoleFlash>,
    /// Some groups are gone, some can not be read.
    pub gone: bool,
    /// See above.
    pub unreadable: bool,
}

/// How the group of a role stands: the end of the message `admin-roles-state-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum GroupState {
    /// It is there.
    There,
    /// The directory has no such group.
    Gone,
    /// It can not be read, or there are several of the name.
    Unreadable,
}

/// A group with a role.
#[derive(Debug, Clone, Serialize)]
pub struct RoleRow {
    /// The role.
    pub role: Role,
    /// The group.
    pub group: String,
    /// The only part of the directory that the role is for.
    pub scope: Option<String>,
    /// How it stands.
    pub state: GroupState,
    /// Since when.
    pub since: Timestamp,
    /// Role, group and part, for the address of the page that takes it away.
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
            scope: (role == Role::HelpDesk).then(|| PLACE.to_owned()),
            state: GroupState::There,
            since: Timestamp(1_795_000_000_000),
            query: "role=owner&group=x".to_owned(),
            last,
        };
        let rows: Vec<_> = Role::ALL.into_iter().map(|role| row(role, role == Role::Owner)).collect();
        let flashes = [None, Some(RoleFlash::Added), Some(RoleFlash::Removed), Some(RoleFlash::Last)];
        let page = |flash| Self { rows: rows.clone(), flash, gone: false, unreadable: false };
        let mut all: Vec<Self> = flashes.map(page).into();
        let mut stale = page(None);
        for (row, state) in stale.rows.iter_mut().zip([GroupState::Gone, GroupState::Unreadable]) {
            row.state = state;
        }
        all.push(Self { gone: true, unreadable: true, ..stale });
        all
    }
}

/// `/admin/roles/add`: give a role to a group.
#[derive(Debug, Clone, Serialize)]
pub struct RoleAdd {
    /// The roles there are.
    pub roles: Vec<Role>,
    /// The one that was chosen before.
    pub role: Option<Role>,
    /// The group that was chosen, and the search for another.
    pub list: GroupList,
    /// The part of the directory that was typed.
    pub scope: String,
    /// What is wrong.
    pub error: Option<GroupError>,
}

impl RoleAdd {
    /// The list of at most one group, as the picker shows it.
    #[must_use]
    pub fn list(group: &str) -> GroupList {
        let chosen = Member { name: group.to_owned(), short: short(group), description: None };
        GroupList {
            id: "group".to_owned(),
            entries: Some(chosen).filter(|_| !group.is_empty()).into_iter().collect(),
            find: None,
            found: Vec::new(),
            down: false,
        }
    }
}

impl Page for RoleAdd {
    const TEMPLATE: &'static str = "admin/roles_add.html";

    fn sample() -> Vec<Self> {
        let empty =
            Self { roles: Role::ALL.to_vec(), role: None, list: Self::list(""), scope: String::new(), error: None };
        let typed = Self { role: Some(Role::HelpDesk), list: Self::list(DN), scope: PLACE.to_owned(), ..empty.clone() };
        let found = vec![Member {
            name: DN.to_owned(),
            short: short(DN),
            description: Some("Who answers the phone".to_owned()),
        }];
        let searched = GroupList { find: Some("Pass".to_owned()), ..Self::list("") };
        let errors = [
            GroupError::GroupEmpty,
            GroupError::NoGroup,
            GroupError::Already,
            GroupError::RoleEmpty,
            GroupError::NotLimited,
            GroupError::NoPlace,
        ];
        let lists = [
            searched.clone(),
            GroupList { found, ..searched.clone() },
            GroupList { down: true, ..searched },
            Self::list(DN),
        ];
        let mut all = vec![empty.clone()];
        all.extend(lists.map(|list| Self { list, ..empty.clone() }));
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
    /// The only part of the directory that the role is for.
    pub scope: Option<String>,
    /// It is what gives whoever asks this role.
    pub own: bool,
}

impl Page for RoleRemove {
    const TEMPLATE: &'static str = "admin/roles_remove.html";

    fn sample() -> Vec<Self> {
        let all = Role::ALL.into_iter().flat_map(|role| [true, false].map(|own| (role, own)));
        let scope = |role| (role == Role::HelpDesk).then(|| PLACE.to_owned());
        all.map(|(role, own)| Self { role, group: DN.to_owned(), scope: scope(role), own }).collect()
    }
}

//! What stands round a page of the console: who is in, and what their roles let them see.

use serde::Serialize;

use super::paths_admin as paths;
use crate::domain::{
    role::{Right, Role},
    time::Timestamp,
};

/// The console's frame.
#[derive(Debug, Clone, Serialize)]
pub struct ConsoleFrame {
    /// Who is in: the display name; untrusted text.
    pub name: String,
    /// Their roles, the mightiest first.
    pub roles: Vec<Role>,
    /// The rail: what the roles let them see.
    pub nav: Vec<NavItem>,
    /// No directory server answers; who is in goes on until then, with little.
    pub outage: Option<Timestamp>,
}

/// One entry of the rail; its text is the message `admin-nav-<key>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct NavItem {
    /// Its name.
    pub key: &'static str,
    /// Its page.
    pub href: &'static str,
    /// The page that is shown, or one below it.
    pub current: bool,
}

/// The rail in its order: name, page, and the right that it takes.
pub const NAV: [(&str, &str, Right); 9] = [
    ("overview", paths::HOME, Right::SeeOverview),
    ("people", paths::PEOPLE, Right::SeePeople),
    ("requests", paths::REQUESTS, Right::HelpPeople),
    ("policy", paths::POLICY, Right::SeePolicy),
    ("reports", paths::REPORTS, Right::SeeReports),
    ("audit", paths::AUDIT, Right::SeeAudit),
    ("alarms", paths::ALARMS, Right::SeeHealth),
    ("directory", paths::DIRECTORY, Right::SeeHealth),
    ("roles", paths::ROLES, Right::ManageRoles),
];

impl ConsoleFrame {
    /// The frame of somebody who is at `path`. `shown` tells which entries there are: those that the roles allow and
    /// the portal serves.
    #[must_use]
    pub fn new(name: String, roles: Vec<Role>, path: &str, shown: impl Fn(&str, Right) -> bool) -> Self {
        let entries = NAV.into_iter().filter(|(_, href, right)| shown(href, *right));
        let nav = entries.map(|(key, href, _)| NavItem { key, href, current: is_at(path, href) }).collect();
        Self { name, roles, nav, outage: None }
    }

    /// With something everywhere.
    pub(super) fn sample() -> Self {
        let all = Self::new("Olga Owner".to_owned(), Role::ALL.to_vec(), paths::ROLES, |_, _| true);
        Self { outage: Some(Timestamp(1_795_000_600_000)), ..all }
    }
}

/// Whether `path` is the page of an entry, or below it. Everything is below the overview: that is only itself.
fn is_at(path: &str, href: &str) -> bool {
    path == href || (href != paths::HOME && path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rail_shows_what_is_allowed_and_where_one_is() {
        let at = |path: &str| {
            let frame = ConsoleFrame::new(String::new(), vec![], path, |_, right| Role::HelpDesk.may(right));
            let current: Vec<_> = frame.nav.iter().filter(|item| item.current).map(|item| item.key).collect();
            let keys: Vec<_> = frame.nav.iter().map(|item| item.key).collect();
            assert_eq!(keys, ["overview", "people", "requests", "policy", "alarms", "directory"]);
            current
        };
        assert_eq!(at("/admin"), ["overview"]);
        assert_eq!(at("/admin/people"), ["people"]);
        assert_eq!(at("/admin/people/019369b4"), ["people"]);
        assert_eq!(at("/admin/peoples"), Vec::<&str>::new());
        assert_eq!(at("/admin/roles"), Vec::<&str>::new(), "not theirs");
    }
}

//! The console's routes: one `entries_<part>()` for each part, in its own file. The right of a route is written here and
//! nowhere else; `docs/roles.md` is made of it, and every route is walked with every role by a test (R140).

use super::{
    super::routes::Entry, alarms, answers, audit, audit_chain, audit_retention, directory, door, help_desk, people,
    policy, reports, requests, roles, setup,
};

/// All of them.
#[must_use]
pub fn entries() -> Vec<Entry> {
    let mut all = Vec::new();
    all.extend(door::entries_door());
    all.extend(setup::entries_setup());
    all.extend(roles::entries_roles());
    all.extend(policy::entries_policy());
    all.extend(answers::entries_answers());
    all.extend(people::entries_people());
    all.extend(help_desk::entries_help_desk());
    all.extend(requests::entries_requests());
    all.extend(reports::entries_reports());
    all.extend(audit::entries_audit());
    all.extend(audit_chain::entries_audit_chain());
    all.extend(audit_retention::entries_audit_retention());
    all.extend(alarms::entries_alarms());
    all.extend(directory::entries_directory());
    all
}

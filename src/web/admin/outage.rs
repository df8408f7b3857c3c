//! Which routes stay open to who goes on in the console while no directory server answers
//! ([`crate::flows::admin::outage`]).

use crate::{domain::role::Right, render::paths_admin as paths, web::routes::Verb};

/// Whole lists as files: looking is one thing, carrying away another.
const FILES: [&str; 1] = [paths::REPORT_FILE];

/// Pages that look, and the kill switch. What else changes something stays shut, also where a role that looks may do it
/// (checking the log, exporting it).
pub(super) fn is_open(verb: Verb, right: Right, pattern: &str) -> bool {
    match verb {
        Verb::Read => right.lasts_in_outage() && !FILES.contains(&pattern),
        Verb::Post => right == Right::StopResets,
    }
}

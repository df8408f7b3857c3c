//! Which audit events an account's owner sees, and under which name: every use of their methods, every change, every
//! sign-in. What only concerns administrators is left out.

/// What is shown, by its name in the log and how it ended; the text is the message `activity-<name>`.
const SHOWN: &[(&str, &str, &str)] = &[
    ("session.signed-in", "success", "signed-in"),
    ("session.signed-in", "failure", "sign-in-failed"),
    ("session.signed-out", "success", "signed-out"),
    ("session.proof-given", "success", "proof-given"),
    ("session.proof-given", "failure", "proof-failed"),
    ("password.reset", "success", "password-reset"),
    ("password.changed", "success", "password-changed"),
    ("password.changed", "failure", "change-failed"),
    ("account.unlocked", "success", "unlocked"),
    ("reset.gate-passed", "success", "gate-passed"),
    ("reset.gate-failed", "failure", "gate-failed"),
    ("security-info.registered", "success", "registered"),
    ("security-info.changed", "success", "changed"),
    ("security-info.removed", "success", "removed"),
    ("security-info.imported", "success", "imported"),
    ("security-info.import-used", "success", "import-used"),
    ("security-info.confirmed", "success", "confirmed"),
    ("security-info.completed", "success", "completed"),
    ("security-info.worn-out", "success", "worn-out"),
    ("security-info.worn-out", "failure", "worn-out"),
    ("pass.issued", "success", "pass-issued"),
    ("pass.used", "success", "pass-used"),
    ("account.frozen", "success", "frozen"),
    ("account.unfrozen", "success", "unfrozen"),
];

/// The name under which an event of this kind and outcome is shown, if it is.
#[must_use]
pub fn shown(kind: &str, outcome: &str) -> Option<&'static str> {
    SHOWN.iter().find(|(k, o, _)| *k == kind && *o == outcome).map(|(_, _, name)| *name)
}

/// All names.
pub fn names() -> impl Iterator<Item = &'static str> {
    SHOWN.iter().map(|(_, _, name)| *name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::{EventKind, Outcome};

    #[test]
    fn every_use_of_a_method_is_shown_under_the_name_that_the_log_has() {
        for kind in [EventKind::GatePassed, EventKind::ProofGiven, EventKind::PassUsed, EventKind::SignedIn] {
            assert!(shown(kind.as_str(), Outcome::Success.as_str()).is_some(), "{kind:?}");
        }
        assert_eq!(shown(EventKind::GateFailed.as_str(), Outcome::Failure.as_str()), Some("gate-failed"));
        assert_eq!(shown(EventKind::Service.as_str(), Outcome::Success.as_str()), None);
    }
}

//! What Microsoft Entra calls what we log: its activity names, for collectors whose rules were written for it.

use super::event::EventKind;

/// Our kinds and the names of Entra's audit log ("Self-service Password Management", "Authentication Methods").
/// A kind that is not here has no counterpart there.
const NAMES: &[(EventKind, &str)] = &[
    (EventKind::ResetStarted, "Self-service password reset flow activity progress"),
    (EventKind::AccountLookedUp, "Self-service password reset flow activity progress"),
    (EventKind::MethodChosen, "Self-service password reset flow activity progress"),
    (EventKind::CodeSent, "Self-service password reset flow activity progress"),
    (EventKind::GatePassed, "Self-service password reset flow activity progress"),
    (EventKind::GateFailed, "Self-service password reset flow activity progress"),
    (EventKind::ActionChosen, "Self-service password reset flow activity progress"),
    (EventKind::WritebackIntended, "Self-service password reset flow activity progress"),
    (EventKind::WritebackSettled, "Self-service password reset flow activity progress"),
    (EventKind::PasswordRefused, "Self-service password reset flow activity progress"),
    (EventKind::HelpRequested, "Self-service password reset flow activity progress"),
    (EventKind::PasswordReset, "Reset password (self-service)"),
    (EventKind::PasswordChanged, "Change password (self-service)"),
    (EventKind::AccountUnlocked, "Unlock user account (self-service)"),
    (EventKind::Blocked, "Blocked from self-service password reset"),
    (EventKind::SignedIn, "Sign-in activity"),
    (EventKind::MethodRegistered, "User registered security info"),
    (EventKind::MethodChanged, "User changed default security info"),
    (EventKind::MethodRemoved, "User deleted security info"),
    (EventKind::MethodImported, "Admin registered security info"),
    (EventKind::InfoConfirmed, "User reviewed security info"),
    (EventKind::RegistrationPostponed, "User cancelled security info registration"),
    (EventKind::RegistrationCompleted, "User completed security info registration for self-service password reset"),
    (EventKind::PassIssued, "Admin registered temporary access pass method for user"),
];

/// Entra's name of the activity that a stored event tells of; its own name ([`EventKind::as_str`]) where Entra has
/// none.
#[must_use]
pub fn name(kind: &str) -> &str {
    NAMES.iter().find(|(known, _)| known.as_str() == kind).map_or(kind, |(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r148_events_have_entras_names() {
        assert_eq!(name("password.reset"), "Reset password (self-service)");
        assert_eq!(name("account.unlocked"), "Unlock user account (self-service)");
        assert_eq!(name("service"), "service", "Entra has no such thing");
        for (kind, _) in NAMES {
            assert_eq!(NAMES.iter().filter(|(other, _)| other == kind).count(), 1, "{kind:?} is there twice");
        }
    }
}

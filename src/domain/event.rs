//! The vocabulary of the audit log. One event says who did what, when, how it ended. `detail` holds no personal
//! data; `personal` is sealed.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{account::AccountId, client::Client, error::Code};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    /// Someone typed a login name.
    ResetStarted,
    /// The name was looked up; `code` says why the account can not be reset, if so.
    AccountLookedUp,
    /// A method was chosen.
    MethodChosen,
    /// A code was handed to the outbox, or not (`outcome`).
    CodeSent,
    /// A gate was passed.
    GatePassed,
    /// A wrong code, or one try too many.
    GateFailed,
    /// Reset or unlock was chosen.
    ActionChosen,
    /// A write to the directory is about to happen.
    WritebackIntended,
    /// What became of it.
    WritebackSettled,
    /// A new password was refused before it was written; `rules` says by which rules.
    PasswordRefused,
    /// The password was reset (Entra: "Reset password (self-service)").
    PasswordReset,
    /// The password was changed (Entra: "Change password (self-service)").
    PasswordChanged,
    /// The account was unlocked (Entra: "Unlock user account (self-service)").
    AccountUnlocked,
    /// A limit stopped someone (Entra: "Blocked from self-service password reset").
    Blocked,
    /// Someone asked the administrators for help.
    HelpRequested,
    /// Someone signed in, or could not (Entra: "Sign-in activity").
    SignedIn,
    /// A session ended: signed out, here or everywhere.
    SignedOut,
    /// A proof with something registered, asked for before a change.
    ProofGiven,
    /// Security info was registered (Entra: "User registered security info").
    MethodRegistered,
    /// Security info was changed (Entra: "User changed default security info").
    MethodChanged,
    /// Security info was removed (Entra: "User deleted security info").
    MethodRemoved,
    /// An administrator brought in security info of a person (R139; Entra: "Admin registered security info").
    MethodImported,
    /// What an administrator brought in, and its owner did not confirm, proved something for the first time.
    ImportUsed,
    /// Security info was confirmed to be true (Entra: "User reviewed security info").
    InfoConfirmed,
    /// "Remind me later" was pressed.
    RegistrationPostponed,
    /// Enough is registered (Entra: "User completed security info registration for self-service password reset").
    RegistrationCompleted,
    /// A method was switched off after too many wrong tries in a row (N7).
    MethodWornOut,
    /// The help desk issued a temporary pass (Entra: "Admin registered temporary access pass method for user").
    PassIssued,
    /// A temporary pass was used, or revoked.
    PassUsed,
    /// "This wasn't me": self-service was frozen.
    AccountFrozen,
    /// Self-service was allowed again.
    AccountUnfrozen,
    /// A message could not be delivered for good.
    MessageFailed,
    /// Latchkey started or stopped.
    Service,
    /// An alarm was raised.
    AlarmRaised,
    /// An alarm is over.
    AlarmCleared,
    /// The price of a call, which reports multiply with, was changed.
    CallPriceChanged,
    /// A report was taken away as a file.
    ReportExported,
    /// The personal part of one person's events was erased on request.
    PersonForgotten,
    /// How long names are kept in the audit log was changed.
    RetentionChanged,
    /// What somebody had registered was removed: the directory no longer holds the account (R128).
    AccountDeparted,
    /// An agent asked a caller for a proof, and it was right or not.
    CallerChecked,
    /// Somebody of the console looked at a contact in full.
    ContactRevealed,
    /// An agent lifted the limits of a person.
    LimitsLifted,
    /// An agent is about to unlock an account.
    UnlockAsked,
    /// An agent answered a request for help.
    HelpAnswered,
    /// An agent closed a request for help.
    HelpClosed,
    /// An answer to begin with was added, changed, removed or brought back.
    AnswerChanged,
    /// The audit log was looked through from its beginning; `outcome` says whether it holds.
    LogVerified,
    /// Events were handed out as a file.
    LogExported,
    /// Somebody asked for a scan of the directory.
    ScanAsked,
    /// Somebody came into the console, after two factors.
    ConsoleEntered,
    /// Somebody asked the console for what their roles do not allow.
    ConsoleDenied,
    /// Somebody goes on in the console, though the directory can not be asked what they may.
    ConsoleOutage,
    /// The members of a group were given a role.
    RoleGranted,
    /// The members of a group lost a role.
    RoleRevoked,
    /// A token of the first set-up was made, opened, used or refused.
    SetUp,
    /// A new version of the policy is in force; `changes` says what differs from the one before (R147).
    PolicyChanged,
}

impl EventKind {
    /// Every kind, in the order of the vocabulary.
    pub const ALL: &[Self] = &[
        Self::ResetStarted,
        Self::AccountLookedUp,
        Self::MethodChosen,
        Self::CodeSent,
        Self::GatePassed,
        Self::GateFailed,
        Self::ActionChosen,
        Self::WritebackIntended,
        Self::WritebackSettled,
        Self::PasswordRefused,
        Self::PasswordReset,
        Self::PasswordChanged,
        Self::AccountUnlocked,
        Self::Blocked,
        Self::HelpRequested,
        Self::SignedIn,
        Self::SignedOut,
        Self::ProofGiven,
        Self::MethodRegistered,
        Self::MethodChanged,
        Self::MethodRemoved,
        Self::MethodImported,
        Self::ImportUsed,
        Self::InfoConfirmed,
        Self::RegistrationPostponed,
        Self::RegistrationCompleted,
        Self::MethodWornOut,
        Self::PassIssued,
        Self::PassUsed,
        Self::AccountFrozen,
        Self::AccountUnfrozen,
        Self::MessageFailed,
        Self::Service,
        Self::AlarmRaised,
        Self::AlarmCleared,
        Self::CallPriceChanged,
        Self::ReportExported,
        Self::PersonForgotten,
        Self::RetentionChanged,
        Self::AccountDeparted,
        Self::PolicyChanged,
        Self::CallerChecked,
        Self::ContactRevealed,
        Self::LimitsLifted,
        Self::UnlockAsked,
        Self::HelpAnswered,
        Self::HelpClosed,
        Self::AnswerChanged,
        Self::LogVerified,
        Self::LogExported,
        Self::ScanAsked,
        Self::ConsoleEntered,
        Self::ConsoleDenied,
        Self::ConsoleOutage,
        Self::RoleGranted,
        Self::RoleRevoked,
        Self::SetUp,
    ];

    /// The stable name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ResetStarted => "reset.started",
            Self::AccountLookedUp => "reset.account-looked-up",
            Self::MethodChosen => "reset.method-chosen",
            Self::CodeSent => "reset.code-sent",
            Self::GatePassed => "reset.gate-passed",
            Self::GateFailed => "reset.gate-failed",
            Self::ActionChosen => "reset.action-chosen",
            Self::WritebackIntended => "writeback.intended",
            Self::WritebackSettled => "writeback.settled",
            Self::PasswordRefused => "password.refused",
            Self::PasswordReset => "password.reset",
            Self::PasswordChanged => "password.changed",
            Self::AccountUnlocked => "account.unlocked",
            Self::Blocked => "reset.blocked",
            Self::HelpRequested => "help.requested",
            Self::SignedIn => "session.signed-in",
            Self::SignedOut => "session.signed-out",
            Self::ProofGiven => "session.proof-given",
            Self::MethodRegistered => "security-info.registered",
            Self::MethodChanged => "security-info.changed",
            Self::MethodRemoved => "security-info.removed",
            Self::MethodImported => "security-info.imported",
            Self::ImportUsed => "security-info.import-used",
            Self::InfoConfirmed => "security-info.confirmed",
            Self::RegistrationPostponed => "security-info.postponed",
            Self::RegistrationCompleted => "security-info.completed",
            Self::MethodWornOut => "security-info.worn-out",
            Self::PassIssued => "pass.issued",
            Self::PassUsed => "pass.used",
            Self::AccountFrozen => "account.frozen",
            Self::AccountUnfrozen => "account.unfrozen",
            Self::MessageFailed => "message.failed",
            Self::Service => "service",
            Self::AlarmRaised => "alarm.raised",
            Self::AlarmCleared => "alarm.cleared",
            Self::CallPriceChanged => "reports.price-changed",
            Self::ReportExported => "reports.exported",
            Self::PersonForgotten => "audit.person-forgotten",
            Self::RetentionChanged => "audit.retention-changed",
            Self::AccountDeparted => "account.departed",
            Self::PolicyChanged => "policy.changed",
            Self::CallerChecked => "help-desk.caller-checked",
            Self::ContactRevealed => "help-desk.contact-revealed",
            Self::LimitsLifted => "help-desk.limits-lifted",
            Self::UnlockAsked => "help-desk.unlock-asked",
            Self::HelpAnswered => "help.answered",
            Self::HelpClosed => "help.closed",
            Self::AnswerChanged => "help.answers-changed",
            Self::LogVerified => "audit.verified",
            Self::LogExported => "audit.exported",
            Self::ScanAsked => "directory.scan-asked",
            Self::ConsoleEntered => "console.entered",
            Self::ConsoleDenied => "console.denied",
            Self::ConsoleOutage => "console.outage",
            Self::RoleGranted => "role.granted",
            Self::RoleRevoked => "role.revoked",
            Self::SetUp => "console.set-up",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.as_str() == name)
    }
}

/// How it ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Well.
    Success,
    /// Not well.
    Failure,
    /// Not known yet.
    Pending,
}

impl Outcome {
    /// Every outcome.
    pub const ALL: [Self; 3] = [Self::Success, Self::Failure, Self::Pending];

    /// The stable name in the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Failure => "failure",
            Self::Pending => "pending",
        }
    }
}

/// One audit event, before the store gives it its place in the chain.
#[derive(Debug, Clone)]
pub struct Event {
    /// What happened.
    pub kind: EventKind,
    /// How it ended.
    pub outcome: Outcome,
    /// Whose account, once known.
    pub account: Option<AccountId>,
    /// In which flow.
    pub flow: Option<Uuid>,
    /// What the person was shown to quote.
    pub support_id: Option<String>,
    /// The code the person was, or would have been, shown.
    pub code: Option<Code>,
    /// Facts without personal data: method, gate, server, rule.
    pub detail: BTreeMap<&'static str, String>,
    /// Who it was, in words; sealed.
    pub personal: Option<Personal>,
}

impl Event {
    /// An event with nothing in it yet.
    #[must_use]
    pub fn new(kind: EventKind, outcome: Outcome) -> Self {
        Self {
            kind,
            outcome,
            account: None,
            flow: None,
            support_id: None,
            code: None,
            detail: BTreeMap::new(),
            personal: None,
        }
    }

    /// Adds a fact. No personal data.
    #[must_use]
    pub fn with(mut self, key: &'static str, value: impl Into<String>) -> Self {
        self.detail.insert(key, value.into());
        self
    }
}

/// The personal part of an event: readable with the key only, and shredded with it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Personal {
    /// The login name, as typed or as the directory has it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub login: Option<String>,
    /// Where it came from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub client: Option<Client>,
    /// The masked contact.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub contact: Option<String>,
    /// A diagnostic of the directory or a provider; it may name the account.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub diagnostic: Option<String>,
    /// Who did it, when it was not the person: an agent of the help desk, in their own words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub actor: Option<String>,
    /// Why they did it, in their own words.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reason: Option<String>,
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::EventKind;

    #[test]
    fn every_kind_is_in_the_list_under_a_name_of_its_own() {
        let names: BTreeSet<_> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
        assert_eq!(names.len(), EventKind::ALL.len());
        // No list of variants can be had otherwise: the arms of `as_str` are counted.
        let source = include_str!("event.rs").split("fn as_str").nth(1).unwrap();
        let arms = source.split("fn parse").next().unwrap().matches(" => \"").count();
        assert_eq!(arms, EventKind::ALL.len());
        assert!(names.iter().all(|name| EventKind::parse(name).is_some()));
    }
}

//! The ways to prove who one is: what a gate asks for.

use serde::{Deserialize, Serialize};

/// A way to prove who one is. The order is the order in which people see them: strongest and quickest first (U16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A passkey or security key (WebAuthn), with the device's own PIN, finger or face.
    Passkey,
    /// A code of an authenticator app (RFC 6238).
    App,
    /// A code by text message.
    Sms,
    /// A code read out in a call to the phone that also gets text messages.
    Voice,
    /// A code read out in a call to the desk phone.
    Office,
    /// A code by mail.
    Email,
    /// One of the recovery codes that were printed.
    RecoveryCode,
    /// Answers to security questions. Never the only gate, and never the first (R30, R5).
    Questions,
    /// A temporary pass, issued by the help desk.
    Pass,
}

impl Method {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::Passkey,
        Self::App,
        Self::Sms,
        Self::Voice,
        Self::Office,
        Self::Email,
        Self::RecoveryCode,
        Self::Questions,
        Self::Pass,
    ];
    /// Those that a new installation allows.
    pub const USUAL: [Self; 6] = [Self::Passkey, Self::App, Self::Sms, Self::Email, Self::RecoveryCode, Self::Pass];

    /// The stable name, in forms, rows and the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Passkey => "passkey",
            Self::App => "app",
            Self::Sms => "sms",
            Self::Voice => "voice",
            Self::Office => "office",
            Self::Email => "email",
            Self::RecoveryCode => "recovery-code",
            Self::Questions => "questions",
            Self::Pass => "pass",
        }
    }

    /// The method with this stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.as_str() == name)
    }

    /// Whether a code of digits is made here and sent to a contact. The others compare with what is registered.
    #[must_use]
    pub const fn sends_code(self) -> bool {
        matches!(self, Self::Sms | Self::Voice | Self::Office | Self::Email)
    }

    /// Whether it can open the first gate. Questions can not: showing them would tell that there is an account.
    #[must_use]
    pub const fn may_be_first(self) -> bool {
        !matches!(self, Self::Questions)
    }
}

//! The steps of a reset, and how it ends.

use serde::{Deserialize, Serialize};

use crate::domain::{error::Code, method::Method};

/// The step that is next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "at")]
pub enum Step {
    /// Choose a method for the next gate.
    Choose,
    /// Type the whole contact that the code shall go to.
    Contact {
        /// The chosen method.
        method: Method,
    },
    /// Type the code.
    Prove {
        /// The chosen method.
        method: Method,
    },
    /// Choose between reset and unlock.
    Act,
    /// Type the new password.
    Password,
    /// A write to the directory is under way, or its outcome is being found out.
    Applying {
        /// What is being written.
        act: Act,
    },
    /// Nothing more can be done.
    Over {
        /// How it ended.
        end: End,
    },
}

impl Step {
    /// The stable name, for the row's `step` column and the audit log.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Choose => "choose",
            Self::Contact { .. } => "contact",
            Self::Prove { .. } => "prove",
            Self::Act => "act",
            Self::Password => "password",
            Self::Applying { .. } => "applying",
            Self::Over { .. } => "over",
        }
    }
}

/// One gate passed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// By which method.
    pub method: Method,
    /// Keyed digest of the destination, in hex: two gates go to two destinations (R53).
    pub destination: String,
}

/// What is written to the directory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Act {
    /// A new password (and an unlock, if the account is locked).
    Reset,
    /// An unlock; the password stays.
    Unlock,
}

impl Act {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Reset => "reset",
            Self::Unlock => "unlock",
        }
    }
}

/// How a flow ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "how")]
pub enum End {
    /// The password was reset; the account was not locked.
    Reset,
    /// The password was reset and the account unlocked.
    ResetAndUnlocked,
    /// The password was reset, and the account is still locked.
    ResetStillLocked,
    /// The account was unlocked.
    Unlocked,
    /// It can not go on.
    Failed {
        /// Why.
        code: Code,
    },
}

impl End {
    /// Whether the directory was changed.
    #[must_use]
    pub const fn is_success(self) -> bool {
        !matches!(self, Self::Failed { .. })
    }
}

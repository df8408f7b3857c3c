//! Kinds of security info.

use serde::{Deserialize, Serialize};

/// A kind of security info. The order is the order in which people see them: strongest and quickest first (U16).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// A code by text message.
    Sms,
    /// A code by mail.
    Email,
}

impl Method {
    /// All of them, in order.
    pub const ALL: [Self; 2] = [Self::Sms, Self::Email];

    /// The stable name, in forms, rows and the audit log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Sms => "sms",
            Self::Email => "email",
        }
    }

    /// The method with this stable name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.as_str() == name)
    }
}

//! What administrators are woken for: one alarm when it begins, one word when it is over (R154).

use serde::{Deserialize, Serialize};

use super::time::Timestamp;

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AlarmKind {
    /// Wrong codes on many accounts in a short time (R34).
    Spraying,
    /// Far more resets than usual at this hour.
    UnusualVolume,
    /// A method was changed shortly before a reset of the same account.
    ChangedBeforeReset,
    /// Part of the budget for text messages is used up (R42).
    SmsBudget,
    /// Codes sent to one country calling code are hardly ever used (R43); text messages there are paused.
    SmsConversion,
    /// No directory server can be used.
    DirectoryDown,
    /// The certificate of the pages ends soon.
    Certificate,
    /// The certificate of a server that we talk to ends soon: a directory server, the collector of the audit log.
    ServerCertificate,
    /// The audit log was altered.
    ChainBroken,
    /// Messages wait to be sent.
    OutboxStuck,
    /// The audit log does not reach one of its sinks.
    SinkStuck,
    /// The newest key of the key file is old.
    KeyAge,
}

impl AlarmKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Spraying,
        Self::UnusualVolume,
        Self::ChangedBeforeReset,
        Self::SmsBudget,
        Self::SmsConversion,
        Self::DirectoryDown,
        Self::Certificate,
        Self::ServerCertificate,
        Self::ChainBroken,
        Self::OutboxStuck,
        Self::SinkStuck,
        Self::KeyAge,
    ];

    /// Its name in the database, in logs and metrics, and in the keys of its texts.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spraying => "spraying",
            Self::UnusualVolume => "unusual-volume",
            Self::ChangedBeforeReset => "changed-before-reset",
            Self::SmsBudget => "sms-budget",
            Self::SmsConversion => "sms-conversion",
            Self::DirectoryDown => "directory-down",
            Self::Certificate => "certificate",
            Self::ServerCertificate => "server-certificate",
            Self::ChainBroken => "chain-broken",
            Self::OutboxStuck => "outbox-stuck",
            Self::SinkStuck => "sink-stuck",
            Self::KeyAge => "key-age",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// Something that is wrong now.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Alarm {
    /// What.
    pub kind: AlarmKind,
    /// Which one of them: a node, a stage, a country calling code; empty where there is only one. No personal data.
    pub subject: String,
    /// How bad: a number or a few words for the message. No personal data.
    pub figure: String,
}

/// An alarm as it is told.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct AlarmNotice {
    /// What. (`kind` is the message's own in an outbox row.)
    #[serde(rename = "alarm")]
    pub kind: AlarmKind,
    /// Which one of them.
    pub subject: String,
    /// How bad.
    pub figure: String,
    /// When it began, or ended.
    pub at: Timestamp,
}

#[cfg(test)]
mod tests {
    use super::AlarmKind;

    #[test]
    fn names_are_the_same_everywhere() {
        for kind in AlarmKind::ALL {
            assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
        }
    }
}

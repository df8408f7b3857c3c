//! The messages people get. An outbox row holds one, sealed; `render` makes the words of it.

use serde::{Deserialize, Serialize};

use super::{
    alarm::AlarmNotice,
    contact::{Mailbox, Phone},
    locale::Locale,
    method::Method,
    time::Timestamp,
};

/// A message to one person, on its way.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Envelope {
    /// Where to.
    pub to: Address,
    /// In which language.
    pub locale: Locale,
    /// How to address the person; untrusted text, empty when not known.
    pub name: String,
    /// What to say.
    pub message: Message,
}

/// Where a message goes.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Address {
    /// By mail.
    Mail(Mailbox),
    /// By text message.
    Sms(Phone),
    /// By a call that reads it out.
    Call(Phone),
}

/// What a message says.
#[derive(Clone, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Message {
    /// A code that proves a contact.
    Code {
        /// The digits.
        code: String,
        /// How long they work, in whole minutes.
        minutes: u64,
    },
    /// The password was reset.
    PasswordReset(Notice),
    /// The account was unlocked, its password kept.
    AccountUnlocked(Notice),
    /// The person chose a method that they never registered; these they have.
    OtherMethods {
        /// Registered and usable methods.
        methods: Vec<Method>,
        /// Support id of the flow.
        support_id: String,
    },
    /// Someone asked to reset this account, and it can not be reset here.
    CannotReset {
        /// Support id of the flow.
        support_id: String,
    },
    /// To the help desk: a person asks for help.
    HelpWanted {
        /// The name the person typed; untrusted.
        login: String,
        /// Support id of the flow.
        support_id: String,
        /// When.
        at: Timestamp,
    },
    /// To administrators: an alarm was raised.
    AlarmRaised(AlarmNotice),
    /// To administrators: an alarm is over.
    AlarmCleared(AlarmNotice),
}

/// A security notice (R134): what is in the variant's name; when, where from, and the id to quote.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Notice {
    /// When it happened.
    pub at: Timestamp,
    /// The browser and system in two words, "Firefox, Android".
    pub device: String,
    /// The network address it came from, cut to its network (`203.0.113.0/24`).
    pub network: String,
    /// Support id of the flow.
    pub support_id: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Message {
    /// The stem of its templates (`mail/<name>.html`, `.txt`) and Fluent messages, and its name in logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::PasswordReset(_) => "password-reset",
            Self::AccountUnlocked(_) => "account-unlocked",
            Self::OtherMethods { .. } => "other-methods",
            Self::CannotReset { .. } => "cannot-reset",
            Self::HelpWanted { .. } => "help-wanted",
            Self::AlarmRaised(_) => "alarm-raised",
            Self::AlarmCleared(_) => "alarm-cleared",
        }
    }
}

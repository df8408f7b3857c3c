//! The messages people get. An outbox row holds one, sealed; `render` makes the words of it.

use serde::{Deserialize, Serialize};

use super::{
    alarm::AlarmNotice,
    contact::{Mailbox, Phone},
    locale::Locale,
    method::Method,
    security_info::Kind,
    time::Timestamp,
};

/// Most characters of the host name that messages name: with a longer one, a text message has no room for its code.
pub const LONGEST_HOST: usize = 60;

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

/// What to do with a message of which nobody can tell whether it arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repeat {
    /// Nothing: it goes out at most once.
    Never,
    /// Send it again: it goes out at least once.
    RatherThanLost,
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
    /// A code for a change of security info: a new contact, a proof, a try.
    InfoCode {
        /// The digits.
        code: String,
        /// How long they work, in whole minutes.
        minutes: u64,
    },
    /// A code that a caller reads to the help desk, and the words that the help desk says first.
    CallerCode {
        /// The digits.
        code: String,
        /// Two words.
        words: String,
        /// How long they work, in whole minutes.
        minutes: u64,
    },
    /// An answer of the help desk to a request.
    HelpAnswer {
        /// What an agent wrote.
        text: String,
        /// Support id of the request.
        support_id: String,
    },
    /// The password was reset.
    PasswordReset(Notice),
    /// The account was unlocked, its password kept.
    AccountUnlocked(Notice),
    /// The password was changed by who knew the old one.
    PasswordChanged(Notice),
    /// Security info was registered.
    InfoRegistered {
        /// Of which kind.
        what: Kind,
        /// What to show of it: the masked contact, or a name; may be empty.
        hint: String,
        /// When, where from.
        notice: Notice,
    },
    /// Security info was changed.
    InfoChanged {
        /// Of which kind.
        what: Kind,
        /// As above.
        hint: String,
        /// When, where from.
        notice: Notice,
    },
    /// Security info was removed.
    InfoRemoved {
        /// Of which kind.
        what: Kind,
        /// As above.
        hint: String,
        /// When, where from.
        notice: Notice,
    },
    /// What an administrator brought in, and its owner did not confirm, proved something for the first time (R139).
    ImportUsed {
        /// Of which kind.
        what: Kind,
        /// As above.
        hint: String,
        /// When, where from.
        notice: Notice,
    },
    /// A recovery code was used.
    RecoveryCodeUsed {
        /// How many are left.
        left: u8,
        /// When, where from.
        notice: Notice,
    },
    /// The help desk issued a temporary pass.
    PassIssued(Notice),
    /// A temporary pass was used.
    PassUsed(Notice),
    /// The help desk did something for the person.
    HelpDeskActed {
        /// What.
        act: DeskAct,
        /// The kind of security info that it did it to, where it was one.
        what: Option<Kind>,
        /// What to show of it: the masked contact, or a name; may be empty.
        hint: String,
        /// When.
        notice: Notice,
    },
    /// A method was switched off after too many wrong tries in a row (N7).
    MethodWornOut {
        /// Which.
        method: Method,
        /// When, where from.
        notice: Notice,
    },
    /// Nobody could find out for a day whether a write to the directory happened.
    OutcomeUnknown(Notice),
    /// "This wasn't me" was pressed: self-service is frozen (R135).
    AccountFrozen(Notice),
    /// To the help desk: the same.
    FrozenAlert {
        /// The login name, as the directory has it.
        login: String,
        /// What the pressed notice told of: the name of its message.
        about: String,
        /// When.
        at: Timestamp,
        /// Support id of what the notice told of.
        support_id: String,
    },
    /// To the help desk: a protected account, or somebody with a role in the console, reset their password or unlocked
    /// their account (6.11).
    AdminReset {
        /// The login name, as the directory has it.
        login: String,
        /// What happened: the name of the message that the person gets.
        about: String,
        /// When.
        at: Timestamp,
        /// Support id of the flow.
        support_id: String,
    },
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
    /// The password ends soon.
    PasswordExpires {
        /// When.
        at: Timestamp,
        /// In how many days, the part of one counted whole.
        days: u32,
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

/// What the help desk did for somebody, of which they are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DeskAct {
    /// Opened self-service again.
    Unfrozen,
    /// Ended every session.
    SignedOut,
    /// Asked for a new registration.
    RegisterAnew,
    /// Removed something registered.
    MethodRemoved,
    /// Brought in a phone or a mailbox, for somebody who has registered before (R139).
    MethodImported,
    /// Took a temporary pass back.
    PassRevoked,
    /// Lifted limits, and forgot wrong tries.
    LimitsLifted,
}

impl DeskAct {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Unfrozen,
        Self::SignedOut,
        Self::RegisterAnew,
        Self::MethodRemoved,
        Self::MethodImported,
        Self::PassRevoked,
        Self::LimitsLifted,
    ];

    /// The name of its message.
    #[must_use]
    pub const fn message(self) -> &'static str {
        match self {
            Self::Unfrozen => "desk-unfrozen",
            Self::SignedOut => "desk-signed-out",
            Self::RegisterAnew => "desk-register-anew",
            Self::MethodRemoved => "desk-method-removed",
            Self::MethodImported => "desk-method-imported",
            Self::PassRevoked => "desk-pass-revoked",
            Self::LimitsLifted => "desk-limits-lifted",
        }
    }
}

/// A security notice (R134): what is in the variant's name; when, where from, and the id to quote.
#[derive(Clone, Serialize, Deserialize)]
pub struct Notice {
    /// When it happened.
    pub at: Timestamp,
    /// The browser and system in two words, "Firefox, Android".
    pub device: String,
    /// The network address it came from, cut to its network (`203.0.113.0/24`).
    pub network: String,
    /// Support id of the flow.
    pub support_id: String,
    /// The token of the "this wasn't me" link; empty for none. In clear nowhere but in the sealed row and the message.
    #[serde(default)]
    pub disavow: String,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl Message {
    /// The notice in it, if it is one.
    #[must_use]
    pub const fn notice(&self) -> Option<&Notice> {
        match self {
            Self::PasswordReset(notice)
            | Self::AccountUnlocked(notice)
            | Self::PasswordChanged(notice)
            | Self::InfoRegistered { notice, .. }
            | Self::InfoChanged { notice, .. }
            | Self::InfoRemoved { notice, .. }
            | Self::ImportUsed { notice, .. }
            | Self::RecoveryCodeUsed { notice, .. }
            | Self::HelpDeskActed { notice, .. }
            | Self::PassIssued(notice)
            | Self::PassUsed(notice)
            | Self::MethodWornOut { notice, .. }
            | Self::OutcomeUnknown(notice)
            | Self::AccountFrozen(notice) => Some(notice),
            Self::Code { .. }
            | Self::InfoCode { .. }
            | Self::CallerCode { .. }
            | Self::HelpAnswer { .. }
            | Self::FrozenAlert { .. }
            | Self::AdminReset { .. }
            | Self::OtherMethods { .. }
            | Self::CannotReset { .. }
            | Self::PasswordExpires { .. }
            | Self::AlarmRaised(_)
            | Self::AlarmCleared(_)
            | Self::HelpWanted { .. } => None,
        }
    }

    /// Whether it may go out once more when nobody can tell whether it arrived (R167). A second code confuses, and
    /// people can ask for one; a notice that is lost helps an attacker, and a second one is merely read twice.
    #[must_use]
    pub const fn repeat(&self) -> Repeat {
        match self {
            Self::Code { .. } | Self::InfoCode { .. } | Self::CallerCode { .. } => Repeat::Never,
            _ => Repeat::RatherThanLost,
        }
    }

    /// Whether it tells of what the help desk did.
    #[must_use]
    pub const fn is_of_help_desk(&self) -> bool {
        matches!(self, Self::PassIssued(_) | Self::HelpDeskActed { .. })
    }

    /// The stem of its templates (`mail/<template>.html`, `.txt`): all notices share one.
    #[must_use]
    pub const fn template(&self) -> &'static str {
        if self.notice().is_some() { "notice" } else { self.name() }
    }

    /// The stem of its Fluent messages, and its name in logs.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Code { .. } => "code",
            Self::InfoCode { .. } => "info-code",
            Self::CallerCode { .. } => "caller-code",
            Self::HelpAnswer { .. } => "help-answer",
            Self::PasswordReset(_) => "password-reset",
            Self::AccountUnlocked(_) => "account-unlocked",
            Self::PasswordChanged(_) => "password-changed",
            Self::InfoRegistered { .. } => "info-registered",
            Self::InfoChanged { .. } => "info-changed",
            Self::InfoRemoved { .. } => "info-removed",
            Self::ImportUsed { .. } => "import-used",
            Self::RecoveryCodeUsed { .. } => "recovery-code-used",
            Self::PassIssued(_) => "pass-issued",
            Self::PassUsed(_) => "pass-used",
            Self::HelpDeskActed { act, .. } => act.message(),
            Self::MethodWornOut { .. } => "method-worn-out",
            Self::OutcomeUnknown(_) => "outcome-unknown",
            Self::AccountFrozen(_) => "account-frozen",
            Self::FrozenAlert { .. } => "frozen-alert",
            Self::AdminReset { .. } => "admin-reset",
            Self::OtherMethods { .. } => "other-methods",
            Self::CannotReset { .. } => "cannot-reset",
            Self::PasswordExpires { .. } => "password-expires",
            Self::HelpWanted { .. } => "help-wanted",
            Self::AlarmRaised(_) => "alarm-raised",
            Self::AlarmCleared(_) => "alarm-cleared",
        }
    }
}

//! The figures of a report, each one a question to a [`Standing`]: what is counted and what is listed are the same
//! answer, so a figure and the list behind it can not disagree.

use super::{Class, Standing};
use crate::domain::security_info::Kind;

/// Whom a figure counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Figure {
    /// Every account that the scan found.
    All,
    /// People's accounts in use that no policy excludes: what percentages of "enabled" are of.
    Counted,
    /// Of the counted: in scope. What all percentages below are of.
    Enabled,
    /// Of the counted: not in scope.
    NotEnabled,
    /// Of the enabled: as many kinds as the policy asks for.
    Registered,
    /// Of the enabled: fewer.
    NotRegistered,
    /// Of the enabled: nothing at all.
    Nothing,
    /// Of the enabled: one kind only; who loses it is locked out.
    Single,
    /// Of the enabled: could open the gates now.
    Capable,
    /// Of the enabled: could not.
    NotCapable,
    /// Of the enabled: have something, and it was last confirmed too long ago.
    Stale,
    /// Of the enabled: have this kind.
    With(Kind),
    /// Not counted: switched off, or past the end date.
    Disabled,
    /// Not counted: services and machines.
    Service,
    /// Not counted: in a group that the policy excludes.
    Excluded,
    /// Not counted: protected.
    Protected,
}

impl Figure {
    /// All but those of a kind.
    pub const PLAIN: [Self; 15] = [
        Self::All,
        Self::Counted,
        Self::Enabled,
        Self::NotEnabled,
        Self::Registered,
        Self::NotRegistered,
        Self::Nothing,
        Self::Single,
        Self::Capable,
        Self::NotCapable,
        Self::Stale,
        Self::Disabled,
        Self::Service,
        Self::Excluded,
        Self::Protected,
    ];

    /// Every figure.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::PLAIN.into_iter().chain(Kind::ALL.into_iter().map(Self::With))
    }

    /// The stable name, in addresses and files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Counted => "counted",
            Self::Enabled => "enabled",
            Self::NotEnabled => "not-enabled",
            Self::Registered => "registered",
            Self::NotRegistered => "not-registered",
            Self::Nothing => "nothing",
            Self::Single => "single",
            Self::Capable => "capable",
            Self::NotCapable => "not-capable",
            Self::Stale => "stale",
            Self::With(Kind::Passkey) => "with-passkey",
            Self::With(Kind::App) => "with-app",
            Self::With(Kind::Phone) => "with-phone",
            Self::With(Kind::Office) => "with-office",
            Self::With(Kind::Mailbox) => "with-mailbox",
            Self::With(Kind::RecoveryCodes) => "with-recovery-codes",
            Self::With(Kind::Questions) => "with-questions",
            Self::Disabled => "disabled",
            Self::Service => "service",
            Self::Excluded => "excluded",
            Self::Protected => "protected",
        }
    }

    /// The figure of this name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|figure| figure.as_str() == name)
    }

    /// Whether it counts an account that stands so.
    #[must_use]
    pub const fn counts(self, standing: &Standing) -> bool {
        let Standing { class, enabled, .. } = standing;
        match self {
            Self::All => true,
            Self::Counted => matches!(class, Class::Counted),
            Self::NotEnabled => matches!(class, Class::Counted) && !*enabled,
            Self::Enabled => *enabled,
            Self::Registered => *enabled && standing.registered,
            Self::NotRegistered => *enabled && !standing.registered,
            Self::Nothing => *enabled && standing.kinds.is_empty(),
            Self::Single => *enabled && standing.kinds.len() == 1,
            Self::Capable => *enabled && standing.capable,
            Self::NotCapable => *enabled && !standing.capable,
            Self::Stale => *enabled && standing.stale,
            Self::With(kind) => *enabled && standing.kinds.contains(kind),
            Self::Disabled => matches!(class, Class::Disabled),
            Self::Service => matches!(class, Class::Service),
            Self::Excluded => matches!(class, Class::Excluded),
            Self::Protected => matches!(class, Class::Protected),
        }
    }
}

/// A figure, of one policy or of all.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Whom it counts.
    pub figure: Figure,
    /// Only those to whom the policy with this name applies.
    pub policy: Option<String>,
}

impl Question {
    /// Of all policies.
    #[must_use]
    pub const fn of_all(figure: Figure) -> Self {
        Self { figure, policy: None }
    }

    /// Whether it counts an account that stands so.
    #[must_use]
    pub fn counts(&self, standing: &Standing) -> bool {
        self.policy.as_deref().is_none_or(|policy| *policy == *standing.policy) && self.figure.counts(standing)
    }
}

/// How many accounts stand in each way.
#[derive(Debug, Clone, Default)]
pub struct Tally(Vec<(Standing, u64)>);

impl Tally {
    /// These.
    #[must_use]
    pub const fn new(counted: Vec<(Standing, u64)>) -> Self {
        Self(counted)
    }

    /// How many accounts a question counts.
    #[must_use]
    pub fn count(&self, question: &Question) -> u64 {
        self.0.iter().filter(|(standing, _)| question.counts(standing)).map(|(_, count)| count).sum()
    }

    /// How many accounts a figure counts, of all policies.
    #[must_use]
    pub fn of(&self, figure: Figure) -> u64 {
        self.count(&Question::of_all(figure))
    }

    /// The ways, each with how many stand so.
    pub fn iter(&self) -> impl Iterator<Item = &(Standing, u64)> {
        self.0.iter()
    }

    /// Nobody was counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(|(_, count)| *count == 0)
    }
}

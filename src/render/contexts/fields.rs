//! Pieces that several pages share.

use serde::Serialize;

use crate::domain::password::{PasswordRules, Refusal};

/// "Step 2 of 4": given only where the numbers are certain (U8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Counted from 1.
    pub current: u32,
    /// How many there are.
    pub total: u32,
}

/// What is wrong with a field: the last part of its message's key, and the one number in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct FieldError {
    /// `empty` in `start-error-empty`.
    pub kind: &'static str,
    /// Tries left, fewest characters.
    pub number: Option<u32>,
}

impl FieldError {
    pub(super) const fn plain(kind: &'static str) -> Self {
        Self { kind, number: None }
    }

    pub(super) const fn counted(kind: &'static str, number: u32) -> Self {
        Self { kind, number: Some(number) }
    }
}

/// Why a new password was refused, in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub struct RefusalText(pub Refusal);

impl From<RefusalText> for FieldError {
    fn from(RefusalText(refusal): RefusalText) -> Self {
        match refusal {
            Refusal::TooShort(Some(least)) => Self::counted("too-short", least),
            Refusal::TooShort(None) => Self::plain("too-short-unknown"),
            Refusal::TooLong(most) => Self::counted("too-long", most),
            Refusal::Complexity => Self::plain("complexity"),
            Refusal::ContainsName => Self::plain("contains-name"),
            Refusal::UsedBefore => Self::plain("used-before"),
            Refusal::TooYoung => Self::plain("too-young"),
            Refusal::Characters => Self::plain("characters"),
            Refusal::Empty => Self::plain("empty"),
            Refusal::Unnamed => Self::plain("unnamed"),
        }
    }
}

impl RefusalText {
    pub(super) const ALL: [Self; 10] = [
        Self(Refusal::TooShort(Some(14))),
        Self(Refusal::TooShort(None)),
        Self(Refusal::TooLong(128)),
        Self(Refusal::Complexity),
        Self(Refusal::ContainsName),
        Self(Refusal::UsedBefore),
        Self(Refusal::TooYoung),
        Self(Refusal::Characters),
        Self(Refusal::Empty),
        Self(Refusal::Unnamed),
    ];
}

/// The rules shown before typing: only those that really hold (U34).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rules {
    /// Fewest characters.
    pub minimum: u32,
    /// Most characters.
    pub maximum: u32,
    /// Three of five kinds of characters, and no part of the names.
    pub complexity: bool,
    /// How many former passwords are refused.
    pub history: Option<u32>,
    /// Hours for which a new password must be kept, when it is less than two days.
    pub age_hours: Option<u32>,
    /// Days for which a new password must be kept, else.
    pub age_days: Option<u32>,
}

impl Rules {
    /// The rules of the policy (`minimum`, in code points) together with the directory's.
    #[must_use]
    pub fn new(minimum: usize, directory: &PasswordRules) -> Self {
        let least = minimum.max(directory.minimum_length.unwrap_or(0));
        let hours = directory
            .minimum_age
            .map(|age| u32::try_from(age.as_secs().div_ceil(3600)).unwrap_or(u32::MAX))
            .filter(|hours| *hours > 0);
        Self {
            minimum: u32::try_from(least).unwrap_or(u32::MAX),
            maximum: u32::try_from(crate::domain::numbers::PASSWORD_MAX).unwrap_or(u32::MAX),
            complexity: directory.complexity,
            history: directory.history.filter(|n| *n > 0),
            age_hours: hours.filter(|h| *h < 48),
            age_days: hours.filter(|h| *h >= 48).map(|h| h.div_ceil(24)),
        }
    }

    pub(super) fn samples() -> [Self; 3] {
        let day = std::time::Duration::from_secs(24 * 3600);
        let strict =
            PasswordRules { minimum_length: Some(8), complexity: true, history: Some(24), minimum_age: Some(day) };
        let slow = PasswordRules { minimum_age: Some(day.saturating_mul(3)), history: Some(1), ..strict.clone() };
        [Self::new(14, &strict), Self::new(14, &PasswordRules::default()), Self::new(7, &slow)]
    }
}

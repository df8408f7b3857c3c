//! Pieces that several pages share.

use serde::Serialize;

use crate::domain::password::Refusal;

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
            Refusal::TooLong(Some(most)) => Self::counted("too-long", most),
            Refusal::TooLong(None) => Self::plain("too-long-unknown"),
            Refusal::Complexity => Self::plain("complexity"),
            Refusal::ContainsName => Self::plain("contains-name"),
            Refusal::TooCommon => Self::plain("too-common"),
            Refusal::Leaked => Self::plain("leaked"),
            Refusal::LeakUnknown => Self::plain("leak-unknown"),
            Refusal::UsedBefore => Self::plain("used-before"),
            Refusal::TooYoung => Self::plain("too-young"),
            Refusal::Characters => Self::plain("characters"),
            Refusal::Empty => Self::plain("empty"),
            Refusal::LikelyUsedBefore => Self::plain("likely-used-before"),
            Refusal::LikelyFilter => Self::plain("likely-filter"),
            Refusal::Unnamed => Self::plain("unnamed"),
        }
    }
}

impl RefusalText {
    pub(super) const ALL: [Self; 16] = [
        Self(Refusal::TooShort(Some(14))),
        Self(Refusal::TooShort(None)),
        Self(Refusal::TooLong(Some(128))),
        Self(Refusal::TooLong(None)),
        Self(Refusal::Complexity),
        Self(Refusal::ContainsName),
        Self(Refusal::TooCommon),
        Self(Refusal::Leaked),
        Self(Refusal::LeakUnknown),
        Self(Refusal::UsedBefore),
        Self(Refusal::TooYoung),
        Self(Refusal::Characters),
        Self(Refusal::Empty),
        Self(Refusal::LikelyUsedBefore),
        Self(Refusal::LikelyFilter),
        Self(Refusal::Unnamed),
    ];

    /// Each of `refusals` in words.
    #[must_use]
    pub fn each(refusals: &[Refusal]) -> Vec<Self> {
        refusals.iter().copied().map(Self).collect()
    }
}

//! A new password on its way to the directory: what may be said about it, and where it may be.

use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::numbers;

/// A new password: NFC once, else untouched (R107). In memory only, wiped when dropped (R118); it can not be
/// printed, compared, cloned or serialised by accident.
pub struct NewPassword(Zeroizing<String>);

impl NewPassword {
    /// Takes what was typed.
    #[must_use]
    pub fn new(typed: &str) -> Self {
        let mut whole = Zeroizing::new(String::with_capacity(typed.len().saturating_mul(3)));
        whole.extend(typed.nfc());
        Self(whole)
    }

    /// The password itself. Only a directory driver and the rules have a use for it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Length in code points (R105).
    #[must_use]
    pub fn length(&self) -> usize {
        self.0.chars().count()
    }
}

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword(..)")
    }
}

/// What a directory counts when it counts the length of a password.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LengthUnit {
    /// Unicode code points: as people count, and as our own rule does (R105).
    #[default]
    CodePoints,
    /// UTF-16 code units (Active Directory): an emoji is two.
    Utf16,
    /// Octets of UTF-8 (OpenLDAP): an accented letter is two.
    Octets,
}

/// The kinds of characters that a directory asks for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Complexity {
    /// None.
    #[default]
    No,
    /// Three of five (MS-SAMR 3.1.1.7.2), with Unicode's word on what a letter is.
    ThreeOfFive,
    /// Three of five as Samba counts: whatever is not ASCII and has no other case is of the fifth kind.
    ThreeOfFiveSamba,
}

/// The rules a directory keeps for an account, as far as it lets us read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasswordRules {
    /// Fewest characters, in [`PasswordRules::unit`].
    pub minimum_length: Option<usize>,
    /// Most characters, in the same unit.
    pub maximum_length: Option<usize>,
    /// What the directory counts.
    pub unit: LengthUnit,
    /// Kinds of characters.
    pub complexity: Complexity,
    /// No login name and no part of the display name in it (MS-SAMR 3.1.1.7.2).
    pub names: bool,
    /// How many former passwords are remembered.
    pub history: Option<u32>,
    /// How long a new password must be kept.
    pub minimum_age: Option<std::time::Duration>,
    /// History and minimum age hold for a reset by the service account too, not only for a change.
    pub on_reset: bool,
}

/// Which rule refused a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Fewer characters than this.
    TooShort(Option<u32>),
    /// More characters than this.
    TooLong(Option<u32>),
    /// Too few classes of characters.
    Complexity,
    /// A part of the person's name, or the login name.
    ContainsName,
    /// Made of words that the organisation, or everybody, tries first: too few points.
    TooCommon,
    /// In lists of passwords that were stolen elsewhere.
    Leaked,
    /// Whether it was stolen could not be found out, and then it may not be used.
    LeakUnknown,
    /// One of the last passwords.
    UsedBefore,
    /// Changed too recently.
    TooYoung,
    /// A character that the directory can not take.
    Characters,
    /// Empty.
    Empty,
    /// The directory said no and not why; every rule that can be looked at is kept but that of former passwords.
    LikelyUsedBefore,
    /// The directory said no and not why, and every rule that can be read is kept: a password filter.
    LikelyFilter,
    /// The directory said no and not why.
    Unnamed,
}

/// Looks at what needs no directory: empty, too short, too long. The rest is the directory's word.
///
/// # Errors
/// The first rule that refuses.
pub fn check_length(password: &NewPassword, minimum: usize) -> Result<(), Refusal> {
    match password.length() {
        0 => Err(Refusal::Empty),
        n if n < minimum => Err(Refusal::TooShort(u32::try_from(minimum).ok())),
        n if n > numbers::PASSWORD_MAX => Err(Refusal::TooLong(u32::try_from(numbers::PASSWORD_MAX).ok())),
        _ => Ok(()),
    }
}

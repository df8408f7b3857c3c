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

/// The rules a directory keeps for an account, as far as it lets us read them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PasswordRules {
    /// Fewest characters.
    pub minimum_length: Option<usize>,
    /// Three of five classes of characters, and no part of the names (MS-SAMR 3.1.1.7.2).
    pub complexity: bool,
    /// How many former passwords are remembered.
    pub history: Option<u32>,
    /// How long a new password must be kept.
    pub minimum_age: Option<std::time::Duration>,
}

/// Which rule refused a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    /// Fewer characters than this.
    TooShort(Option<u32>),
    /// More characters than this.
    TooLong(u32),
    /// Too few classes of characters.
    Complexity,
    /// A part of the person's name, or the login name.
    ContainsName,
    /// One of the last passwords.
    UsedBefore,
    /// Changed too recently.
    TooYoung,
    /// A character that the directory can not take.
    Characters,
    /// Empty.
    Empty,
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
        n if n > numbers::PASSWORD_MAX => Err(Refusal::TooLong(numbers::PASSWORD_MAX as u32)),
        _ => Ok(()),
    }
}

//! What people type to say who they are.

use unicode_normalization::UnicodeNormalization as _;

/// A login name as typed, trimmed and NFC-normalised: short name, UPN, `DOMAIN\name` or work mail address.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginName(String);

impl LoginName {
    /// Longest accepted, in code points (R97).
    pub const MAX: usize = 256;

    /// Takes what was typed. `None` when no directory could hold it: empty, over-long, or with control, bidi or
    /// zero-width characters. The caller answers that like an unknown name (R1, R97).
    #[must_use]
    pub fn parse(typed: &str) -> Option<Self> {
        let name: String = typed.trim().nfc().collect();
        let length = name.chars().count();
        ((1..=Self::MAX).contains(&length) && !name.chars().any(is_hidden)).then_some(Self(name))
    }

    /// The name as it is looked up.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key of limits before the account is known: width, case and compatibility forms folded, and only the
    /// part that names the person (`CONTOSO\Alice`, `alice@contoso.com` and `ALICE` share a bucket).
    #[must_use]
    pub fn folded(&self) -> String {
        let wide: String = self.0.nfkc().collect::<String>().to_lowercase().nfkc().collect();
        let bare = wide.rsplit_once('\\').map_or(wide.as_str(), |(_, name)| name);
        bare.split_once('@').map_or(bare, |(name, _)| name).to_owned()
    }
}

impl std::fmt::Debug for LoginName {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("LoginName(..)")
    }
}

/// Control characters and the format characters that hide in, or reorder, text.
pub(crate) fn is_hidden(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}'..='\u{1160}' | '\u{17B4}'..='\u{17B5}'
            | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFB}'
            | '\u{E0000}'..='\u{E0FFF}')
}

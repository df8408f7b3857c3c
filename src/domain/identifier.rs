//! What people type to say who they are.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

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

    /// The key of limits before the account is known, at least as coarse as any directory's own comparison, lest
    /// another spelling of the same name be another bucket: case, width, compatibility forms, accents and inner
    /// spaces folded, and only the part that names the person (`CONTOSO\Alice`, `alice@contoso.com` and `ALICE`).
    #[must_use]
    pub fn folded(&self) -> String {
        let wide = unmarked(&self.0);
        let bare = wide.rsplit_once('\\').map_or(wide.as_str(), |(_, name)| name);
        let bare = bare.split_once('@').map_or(bare, |(name, _)| name);
        bare.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Case and accents folded. By way of upper case: only that brings `ß`, `ſ` and `ı` to where `ss`, `s` and `i` are;
/// and from lower case, since `ẞ` has no other way there.
pub(super) fn unmarked(text: &str) -> String {
    let bare = |text: &str| text.nfkd().filter(|c| !is_combining_mark(*c)).collect::<String>();
    bare(&bare(text).to_lowercase().to_uppercase().to_lowercase())
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn folded(typed: &str) -> String {
        LoginName::parse(typed).expect(typed).folded()
    }

    #[test]
    fn r12_all_spellings_of_a_name_share_a_bucket() {
        for spelling in [
            "alice",
            "ALICE",
            "  Alice\t",
            "aLiCe",
            "ａｌｉｃｅ",
            "ＡＬＩＣＥ",
            "alıce",
            "ALİCE",
            "álìcê",
            "a\u{301}lice",
            "𝐚𝐥𝐢𝐜𝐞",
            "ⓐⓛⓘⓒⓔ",
            "CONTOSO\\alice",
            "contoso\\ALICE",
            "CONTOSO＼alice",
            "CONTOSO\\ alice",
            "alice@contoso.com",
            "Alice@CONTOSO.COM",
            "alice＠contoso.com",
            "alice@contoso.com@evil.example",
        ] {
            assert_eq!(folded(spelling), "alice", "{spelling:?}");
        }
        for (spelling, bucket) in [
            ("ſmith", "smith"),
            ("ﬁona", "fiona"),
            ("Straße", "strasse"),
            ("STRASSE", "strasse"),
            ("STRAẞE", "strasse"),
            ("ΣΊΣΥΦΟΣ", "σισυφος"),
            ("σίσυφος", "σισυφος"),
            ("Jose  Maria", "jose maria"),
            ("José\u{3000}María", "jose maria"),
            ("\u{212A}elvin", "kelvin"),
            ("@contoso.com", ""),
        ] {
            assert_eq!(folded(spelling), bucket, "{spelling:?}");
        }
    }

    #[test]
    fn r97_names_are_trimmed_and_composed_and_otherwise_looked_up_as_typed() {
        for (typed, looked_up) in
            [("  alice ", "alice"), ("Jose\u{301}", "José"), ("ALICE", "ALICE"), ("\u{a0}ａ\r\n", "ａ")]
        {
            assert_eq!(LoginName::parse(typed).unwrap().as_str(), looked_up);
        }
        for good in ["a*b", "a)(uid=*", "a\\5c", "a#+,;<=>\"", "ملك", "नमन", "日本 太郎", "🙂", "o'brien", "-", "0"]
        {
            assert_eq!(LoginName::parse(good).unwrap().as_str(), good, "a filter escapes it; here it is a name");
        }
    }

    #[test]
    fn r97_hidden_characters_and_wrong_lengths_are_no_name() {
        for c in [
            '\0',
            '\u{1}',
            '\u{7f}',
            '\u{85}',
            '\u{9f}',
            '\n',
            '\t',
            '\u{ad}',
            '\u{34f}',
            '\u{61c}',
            '\u{180e}',
            '\u{200b}',
            '\u{200c}',
            '\u{200d}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2060}',
            '\u{2066}',
            '\u{2069}',
            '\u{3164}',
            '\u{fe0f}',
            '\u{feff}',
            '\u{fff9}',
            '\u{e0001}',
            '\u{e0041}',
            '\u{e01ef}',
        ] {
            assert!(LoginName::parse(&format!("ali{c}ce")).is_none(), "{c:?}");
        }
        for empty in ["", " ", "\r\n", "\u{3000}"] {
            assert!(LoginName::parse(empty).is_none());
        }
        assert!(LoginName::parse(&"a".repeat(256)).is_some() && LoginName::parse(&"a".repeat(257)).is_none());
        assert!(LoginName::parse(&"🙂".repeat(256)).is_some(), "code points, not bytes");
        assert!(LoginName::parse(&"e\u{301}".repeat(256)).is_some(), "counted as looked up");
        assert_eq!(format!("{:?}", LoginName::parse("alice")), "Some(LoginName(..))");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn r97_any_text_is_a_clean_name_or_none(text in any::<String>()) {
            if let Some(name) = LoginName::parse(&text) {
                let length = name.as_str().chars().count();
                prop_assert!((1..=LoginName::MAX).contains(&length));
                prop_assert!(!name.as_str().chars().any(is_hidden));
                prop_assert_eq!(name.as_str().trim(), name.as_str());
                prop_assert_eq!(LoginName::parse(name.as_str()), Some(name.clone()));
            }
        }

        #[test]
        fn r12_case_width_and_accents_never_make_another_bucket(name in "[a-z][a-z0-9._-]{0,18}[a-z0-9]", wide in any::<bool>(), mark in 0x300u32..0x30f, domain in any::<bool>()) {
            let mut other: String = if wide {
                name.chars().map(|c| char::from_u32(u32::from(c) + 0xfee0).unwrap()).collect()
            } else {
                name.to_uppercase()
            };
            other.push(char::from_u32(mark).unwrap());
            if domain {
                other = format!("Corp\\{other}");
            }
            prop_assert_eq!(folded(&other), name);
        }

        #[test]
        fn r12_folding_twice_changes_nothing(text in "\\PC{1,40}") {
            if let Some(name) = LoginName::parse(&text) {
                let once = name.folded();
                if let Some(again) = LoginName::parse(&once) {
                    prop_assert_eq!(again.folded(), once);
                }
            }
        }
    }
}

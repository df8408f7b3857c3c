//! The alphabet of text messages (3GPP TS 23.038, 6.2.1): what is outside it makes a message cost and hold half.

use unicode_normalization::UnicodeNormalization as _;

/// The basic table, without the escape.
const BASIC: &str = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
/// The extension table: two septets each.
const EXTENSION: &str = "^{}\\[~]|€";

/// How many septets a text takes; `None` when a character is outside the alphabet.
pub(super) fn septets(text: &str) -> Option<usize> {
    text.chars().try_fold(0_usize, |sum, c| {
        let width = if BASIC.contains(c) {
            1
        } else if EXTENSION.contains(c) {
            2
        } else {
            return None;
        };
        Some(sum.saturating_add(width))
    })
}

/// The text with accents, quotes and dashes brought into the alphabet; `None` when a letter has no place there.
pub(super) fn fold(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    for c in text.nfc() {
        if BASIC.contains(c) || EXTENSION.contains(c) {
            out.push(c);
            continue;
        }
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => out.push('\''),
            '\u{201C}' | '\u{201D}' | '«' | '»' => out.push('"'),
            '\u{2010}'..='\u{2015}' => out.push('-'),
            '\u{2026}' => out.push_str("..."),
            '\u{00A0}' | '\u{202F}' | '\t' => out.push(' '),
            'œ' => out.push_str("oe"),
            'Œ' => out.push_str("OE"),
            'ł' => out.push('l'),
            'Ł' => out.push('L'),
            _ => {
                let bare = c.nfkd().find(|part| BASIC.contains(*part))?;
                out.push(bare);
            }
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::{fold, septets};

    #[test]
    fn accents_fold_and_other_scripts_do_not() {
        assert_eq!(fold("Hôpital « Saint\u{2019}Cœur »").as_deref(), Some("Hopital \" Saint'Coeur \""));
        assert_eq!(fold("Łódź").as_deref(), Some("Lodz"));
        assert_eq!(fold("東京"), None);
        assert_eq!(septets("a€\n@"), Some(5));
        assert_eq!(septets("ê"), None);
    }
}

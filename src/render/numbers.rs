//! Numbers as people read them: groups of three, the sign of their language before decimals.

use crate::domain::locale::Locale;

/// What stands between groups of three, before decimals, and before a per cent sign.
fn signs(locale: &Locale) -> (char, char, &'static str) {
    match locale.as_str().split('-').next().unwrap_or_default() {
        "fr" => ('\u{202f}', ',', "\u{202f}"),
        "de" | "es" | "it" | "nl" | "pt" => ('.', ',', "\u{a0}"),
        "cs" | "da" | "fi" | "hu" | "nb" | "pl" | "ru" | "sv" | "uk" => ('\u{a0}', ',', "\u{a0}"),
        _ => (',', '.', ""),
    }
}

/// `12,345`.
#[must_use]
pub fn whole(number: u64, locale: &Locale) -> String {
    let (group, _, _) = signs(locale);
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len().saturating_mul(2));
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) {
            out.push(group);
        }
        out.push(digit);
    }
    out
}

/// `part` of `all`, in thousandths, rounded down: 100 % is all, and 0 % is nobody.
#[must_use]
pub fn thousandths(part: u64, all: u64) -> Option<u64> {
    let share = u128::from(part).saturating_mul(1000).checked_div(u128::from(all))?;
    u64::try_from(share).ok()
}

/// `42.3%`: `part` of `all`; `None` of nobody.
#[must_use]
pub fn share(part: u64, all: u64, locale: &Locale) -> Option<String> {
    let (_, decimal, before) = signs(locale);
    let shown = match thousandths(part, all)? {
        0 if part > 0 => format!("<0{decimal}1{before}%"),
        share => format!("{}{decimal}{}{before}%", share / 10, share % 10),
    };
    Some(shown)
}

/// `50%`: a whole number of hundredths.
#[must_use]
pub fn percent(whole: u64, locale: &Locale) -> String {
    let (_, _, before) = signs(locale);
    format!("{whole}{before}%")
}

/// `1,234.50`: an amount of hundredths.
#[must_use]
pub fn amount(hundredths: u64, locale: &Locale) -> String {
    let (_, decimal, _) = signs(locale);
    let (units, rest) = (hundredths / 100, hundredths % 100);
    if rest == 0 { whole(units, locale) } else { format!("{}{decimal}{rest:02}", whole(units, locale)) }
}

/// Reads an amount as people type it, with a point or a comma: hundredths. `None` for what is none, or above a
/// million.
#[must_use]
pub fn read_amount(typed: &str) -> Option<i64> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).collect();
    let (units, rest) = plain.split_once(['.', ',']).unwrap_or((&plain, ""));
    let digits = |text: &str, most: usize| text.len() <= most && text.chars().all(|c| c.is_ascii_digit());
    if units.is_empty() || !digits(units, 7) || !digits(rest, 2) {
        return None;
    }
    let units: i64 = units.parse().ok()?;
    let rest: i64 = format!("{rest:0<2}").parse().ok()?;
    let all = units.checked_mul(100)?.checked_add(rest)?;
    (all <= 100_000_000).then_some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped_as_their_language_does() {
        let (en, fr) = (Locale::english(), Locale("fr".to_owned()));
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1000, 1_234_567].map(|n| whole(n, &en)).as_slice());
        assert_eq!(whole(1_234_567, &fr), "1\u{202f}234\u{202f}567");
        assert_eq!(share(1, 3, &en).as_deref(), Some("33.3%"));
        assert_eq!(share(1, 3, &fr).as_deref(), Some("33,3\u{202f}%"));
        assert_eq!(share(999_999, 1_000_000, &en).as_deref(), Some("99.9%"), "not all");
        assert_eq!(share(1, 1_000_000, &en).as_deref(), Some("<0.1%"), "not nobody");
        assert_eq!(share(0, 5, &en).as_deref(), Some("0.0%"));
        assert_eq!(share(0, 0, &en), None);
        assert_eq!((amount(123_450, &en), amount(2000, &fr)), ("1,234.50".into(), "20".into()));
    }

    #[test]
    fn amounts_are_read_as_they_are_typed() {
        for (typed, read) in [("20", 2000), ("20.5", 2050), (" 1 234,56 ", 123_456), ("0", 0), ("7.", 700)] {
            assert_eq!(read_amount(typed), Some(read), "{typed}");
        }
        for nonsense in ["", ".", "-1", "1.234", "1,2,3", "x", "10000000", "1e3", "٣"] {
            assert_eq!(read_amount(nonsense), None, "{nonsense}");
        }
    }
}

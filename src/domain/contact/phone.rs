//! Phones: any common spelling in, one form out.

use serde::{Deserialize, Serialize};

use crate::domain::identifier::is_hidden;

/// A phone number in E.164 form, `+` and 8 to 15 digits (R98).
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Phone(String);

/// Longest text that is looked at for a number, in bytes.
const LONGEST_TEXT: usize = 256;

/// Why a text is no phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneError {
    /// Not a number at all, or too long or short for its country.
    #[error("not a valid phone number")]
    Invalid,
    /// No country code, and no default country to read it by.
    #[error("the number has no country code")]
    NoCountry,
}

impl Phone {
    /// Reads a number in any common spelling: spaces, dots, brackets, `00` or `+` prefix, a label before
    /// (`Tel.`), an extension behind (dropped: it can not be dialled from outside), digits of other scripts.
    /// `region` (ISO 3166-1 alpha-2, `"FR"`) is the country of numbers that name none.
    ///
    /// # Errors
    /// [`PhoneError`] says what is missing.
    pub fn parse(text: &str, region: Option<&str>) -> Result<Self, PhoneError> {
        let mut first_error = None;
        for digits in readings(text) {
            match e164(&digits, region) {
                Ok(phone) => return Ok(phone),
                Err(e) => first_error = first_error.or(Some(e)),
            }
        }
        Err(first_error.unwrap_or(PhoneError::Invalid))
    }

    /// The E.164 form, `+15555550100`.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As it is dialled from abroad, in groups: `+1 202-555-0123`; for its owner to compare (U82).
    #[must_use]
    pub fn international(&self) -> String {
        let number = phonenumber::parse(None, &self.0);
        number.map_or_else(
            |_| self.0.clone(),
            |number| number.format().mode(phonenumber::Mode::International).to_string(),
        )
    }

    /// The country calling code, `+33`; with the area code in the plan that many countries share, `+1876`. Names no
    /// person.
    #[must_use]
    pub fn prefix(&self) -> String {
        // ITU-T E.164, list of assigned codes: two digits are these, one digit are 1 and 7, all others are three.
        const TWO: [&str; 44] = [
            "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46", "47", "48", "49",
            "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63", "64", "65", "66", "81", "82", "84",
            "86", "90", "91", "92", "93", "94", "95", "98",
        ];
        let digits = self.0.trim_start_matches('+');
        let length = match digits.get(..2) {
            _ if digits.starts_with('1') => 4,
            _ if digits.starts_with('7') => 1,
            Some(two) if TWO.contains(&two) => 2,
            _ => 3,
        };
        format!("+{}", digits.get(..length).unwrap_or(digits))
    }

    /// What may be shown before its owner is signed in: the last two digits behind a fixed mask (R6).
    #[must_use]
    pub fn masked(&self) -> String {
        let tail: String = self.0.chars().rev().take(2).collect::<Vec<_>>().into_iter().rev().collect();
        format!("••••••{tail}")
    }
}

impl std::fmt::Debug for Phone {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

/// Loads the tables of numbering plans, so that the first person does not wait for them: 120 ms of computing in an
/// optimised build (0.7 s in a debug one), plus 4 to 10 ms at the first number of each country, 25 µs from then on.
/// Call once at the start, on a thread where it delays nothing.
pub fn warm_up() {
    // A number of each length of calling code; whether they are numbers is of no interest here.
    for number in ["+12015550123", "+33612345678", "+353850123456"] {
        let _loaded = Phone::parse(number, None);
    }
}

/// A number in the library's reading, as E.164.
fn e164(digits: &str, region: Option<&str>) -> Result<Phone, PhoneError> {
    // Asked with a region, the library strips that region's trunk prefix from foreign numbers too.
    let country = match region {
        Some(region) if !digits.starts_with('+') => region.trim().to_ascii_uppercase().parse().ok(),
        _ => None,
    };
    if country.is_none() && !digits.starts_with('+') {
        return Err(PhoneError::NoCountry);
    }
    let number = phonenumber::parse(country, digits).map_err(|_| PhoneError::Invalid)?;
    let e164 = number.format().mode(phonenumber::Mode::E164).to_string();
    let plain =
        e164.strip_prefix('+').is_some_and(|d| (8..=15).contains(&d.len()) && d.bytes().all(|b| b.is_ascii_digit()));
    if plain && number.is_valid() { Ok(Phone(e164)) } else { Err(PhoneError::Invalid) }
}

/// What a text may mean as a number, likeliest first: a leading plus or none, and digits. Nothing when no number is in
/// it, or two are.
fn readings(text: &str) -> Vec<String> {
    let Some((whole, without_trunk)) = spelled(text) else { return Vec::new() };
    // A trunk zero in brackets is not dialled from abroad, except where it is part of the number (Italy).
    let mut readings = Vec::new();
    for digits in [without_trunk, whole] {
        // `00` is dialled for abroad in most of the world; the others' prefixes the library knows by region.
        if let Some(rest) = digits.strip_prefix("00") {
            readings.push(format!("+{rest}"));
        }
        readings.push(digits);
    }
    readings
}

/// Plus and digits of a number as written, with and without a zero in brackets.
fn spelled(text: &str) -> Option<(String, String)> {
    use unicode_normalization::UnicodeNormalization as _;
    if text.len() > LONGEST_TEXT {
        return None;
    }
    // Contact programs copy invisible direction marks along.
    let folded: String = text.nfkc().filter(|c| !is_hidden(*c) || *c == '\t').collect();
    let main = folded.split(';').next().unwrap_or_default();
    // What stands before is a label: `mobile (1): +1 ...`, `Tel. 06 ...`.
    let start = main.find('+').or_else(|| main.find(|c| digit(c).is_some()))?;
    // An opening bracket belongs to the number: `(0)6 ...`, `(415) ...`.
    let (label, number) = main.split_at_checked(start)?;
    let bracket = label.trim_end().chars().next_back().filter(|c| matches!(c, '(' | '['));
    let tail: Vec<char> = bracket.into_iter().chain(number.chars()).collect();
    let (mut whole, mut without_trunk) = (String::new(), String::new());
    let mut rest = tail.as_slice();
    while let [c, behind @ ..] = rest {
        if let Some(after) = bracketed_zero(rest) {
            whole.push('0');
            rest = after;
            continue;
        }
        match digit(*c) {
            Some(d) => [&mut whole, &mut without_trunk].into_iter().for_each(|s| s.push(d)),
            None if *c == '+' && whole.is_empty() => {
                [&mut whole, &mut without_trunk].into_iter().for_each(|s| s.push('+'))
            }
            None if *c == '+' => return None,
            None if is_separator(*c) => {}
            // An extension (`x12`, `ext. 12`, `Durchwahl 12`), or a remark.
            None => break,
        }
        rest = behind;
    }
    Some((whole, without_trunk))
}

/// `(0)` or `[0]`, spaces inside or not, and what follows it.
fn bracketed_zero(text: &[char]) -> Option<&[char]> {
    let [open @ ('(' | '['), rest @ ..] = text else { return None };
    let close = if *open == '(' { ')' } else { ']' };
    let end = rest.iter().position(|c| *c == close)?;
    let inside: String = rest.get(..end)?.iter().filter(|c| !c.is_whitespace()).collect();
    if inside.chars().map(digit).eq([Some('0')]) { rest.get(end + 1..) } else { None }
}

/// The ASCII digit for a decimal digit of the scripts that people type numbers in.
fn digit(c: char) -> Option<char> {
    let zero = match c {
        '0'..='9' => '0',
        '\u{660}'..='\u{669}' => '\u{660}', // Arabic
        '\u{6F0}'..='\u{6F9}' => '\u{6F0}', // Persian, Urdu
        '\u{966}'..='\u{96F}' => '\u{966}', // Devanagari
        '\u{9E6}'..='\u{9EF}' => '\u{9E6}', // Bengali
        _ => return None,
    };
    char::from_digit(u32::from(c) - u32::from(zero), 10)
}

/// What stands between digits: all kinds of spaces, dashes, dots, strokes and brackets.
fn is_separator(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '-' | '.' | '/' | '(' | ')' | '[' | ']' | '_' | '~' | '·' | '\'' | ':' | '\u{2010}'
                ..='\u{2015}' | '\u{2212}'
        )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// R98: as people and directories write them, and what they mean. `-` marks a number without a default country.
    const SPELLINGS: [(&str, &str, &str); 72] = [
        ("FR", "06 12 34 56 78", "+33612345678"),
        ("FR", "06.12.34.56.78", "+33612345678"),
        ("FR", "06-12-34-56-78", "+33612345678"),
        ("FR", "0612345678", "+33612345678"),
        ("FR", "+33 (0)6 12 34 56 78", "+33612345678"),
        ("FR", "+33(0)612345678", "+33612345678"),
        ("FR", "+33 ( 0 ) 6 12 34 56 78", "+33612345678"),
        ("FR", "+33 [0]6 12 34 56 78", "+33612345678"),
        ("FR", "0033 6 12 34 56 78", "+33612345678"),
        ("FR", "0033 (0)6 12 34 56 78", "+33612345678"),
        ("FR", "33612345678", "+33612345678"),
        ("fr", "(0)6 12 34 56 78", "+33612345678"),
        ("FR", "Tél. : 06 12 34 56 78", "+33612345678"),
        ("FR", "portable 06 12 34 56 78 (perso)", "+33612345678"),
        ("FR", "06\u{a0}12\u{202f}34 56 78", "+33612345678"),
        ("FR", "01 42 68 53 00 poste 12", "+33142685300"),
        ("-", "+33 6 12 34 56 78", "+33612345678"),
        ("-", "\u{202a}+33 6 12 34 56 78\u{202c}", "+33612345678"),
        ("-", "＋３３ ６ １２ ３４ ５６ ７８", "+33612345678"),
        ("DE", "0151 23456789", "+4915123456789"),
        ("DE", "0151/23456789", "+4915123456789"),
        ("DE", "Tel +49 151 23456789", "+4915123456789"),
        ("DE", "+49 (0) 151 - 234 567 89", "+4915123456789"),
        ("DE", "0049-151-23456789", "+4915123456789"),
        ("DE", "030 901820 Durchwahl 12", "+4930901820"),
        ("US", "(415) 555-2671", "+14155552671"),
        ("US", "415.555.2671", "+14155552671"),
        ("US", "415-555-2671", "+14155552671"),
        ("US", "1 415 555 2671", "+14155552671"),
        ("US", "1-415-555-2671 x123", "+14155552671"),
        ("US", "415 555 2671 ext. 9", "+14155552671"),
        ("US", "415 555 2671 #9", "+14155552671"),
        ("US", "415 555 2671,,9", "+14155552671"),
        ("US", "mobile: +1 (415) 555-2671", "+14155552671"),
        ("US", "cell (2): +1 415 555 2671", "+14155552671"),
        ("US", "tel:+1-415-555-2671;ext=9", "+14155552671"),
        ("US", "011 33 6 12 34 56 78", "+33612345678"),
        ("GB", "07911 123456", "+447911123456"),
        ("GB", "+44 (0)7911 123456", "+447911123456"),
        ("GB", "+44 7911–123456", "+447911123456"),
        ("GB", "020 7946 0958", "+442079460958"),
        ("IT", "06 6982 0000", "+390669820000"),
        ("IT", "+39 06 6982 0000", "+390669820000"),
        ("IT", "+39 (0)6 6982 0000", "+390669820000"),
        ("FR", "+39 06 6982 0000", "+390669820000"),
        ("IT", "347 123 4567", "+393471234567"),
        ("ES", "612 34 56 78", "+34612345678"),
        ("ES", "+34-612-345-678", "+34612345678"),
        ("CH", "079 123 45 67", "+41791234567"),
        ("CH", "+41 (0)79 123'45'67", "+41791234567"),
        ("AT", "0664 1234567", "+436641234567"),
        ("AT", "0043 664 / 1234567", "+436641234567"),
        ("NL", "06-12345678", "+31612345678"),
        ("NL", "+31 (0)6 1234 5678", "+31612345678"),
        ("BE", "0470/12.34.56", "+32470123456"),
        ("PL", "512 345 678", "+48512345678"),
        ("RU", "8 (912) 345-67-89", "+79123456789"),
        ("US", "+7 912 345-67-89", "+79123456789"),
        ("JP", "090-1234-5678", "+819012345678"),
        ("JP", "+81 (0)90 1234 5678", "+819012345678"),
        ("JP", "０９０−１２３４−５６７８", "+819012345678"),
        ("IN", "098765 43210", "+919876543210"),
        ("IN", "+91 ९८७६५ ४३२१०", "+919876543210"),
        ("BR", "(11) 96123-4567", "+5511961234567"),
        ("BR", "+55 11 96123 4567", "+5511961234567"),
        ("AU", "0412 345 678", "+61412345678"),
        ("AU", "0011 33 6 12 34 56 78", "+33612345678"),
        ("EG", "٠١٠٠١٢٣٤٥٦٧", "+201001234567"),
        ("EG", "+٢٠ ١٠٠ ١٢٣ ٤٥٦٧", "+201001234567"),
        ("US", "+44 1212 345678", "+441212345678"),
        ("DE", "+1 201-555-0123", "+12015550123"),
        ("MX", "+52 55 1234 5678", "+525512345678"),
    ];

    #[test]
    fn r43_a_number_has_the_prefix_of_its_country() {
        for (number, prefix) in
            [("+33612345678", "+33"), ("+12025550100", "+1202"), ("+35312345678", "+353"), ("+79161234567", "+7")]
        {
            assert_eq!(Phone(number.to_owned()).prefix(), prefix);
        }
    }

    #[test]
    fn r98_phones_are_understood_in_any_common_spelling() {
        for (region, written, meant) in SPELLINGS {
            let region = Some(region).filter(|r| *r != "-");
            let read = Phone::parse(written, region).map(|p| p.as_str().to_owned());
            assert_eq!(read.as_deref(), Ok(meant), "{written:?} in {region:?}");
        }
    }

    #[test]
    fn r98_what_is_written_once_reads_the_same_again_wherever_one_is() {
        for (_, _, meant) in SPELLINGS {
            for region in [None, Some("US"), Some("FR"), Some("IT"), Some("RU"), Some("HU"), Some("??"), Some("")] {
                assert_eq!(Phone::parse(meant, region).expect(meant).as_str(), meant, "{region:?}");
            }
        }
    }

    #[test]
    fn r98_what_is_no_number_is_refused() {
        for text in [
            "",
            " ",
            "+",
            "tel",
            "12",
            "+12",
            "+33",
            "+33 6 12",
            "+33 6 12 34 56 78 90 12 34",
            "06 12 34 56 7",
            "+33 6 12 34 56 78 / +33 6 98 76 54 32",
            "+999 123 456 789",
            "-",
            "x12",
            "alice@example.org",
            "1-800-FLOWERS",
            "+33\0",
            "+1 415 555 267",
            "0000000000",
            "()()()",
        ] {
            assert!(Phone::parse(text, Some("FR")).is_err(), "{text:?}");
        }
        assert_eq!(Phone::parse("06 12 34 56 78", None), Err(PhoneError::NoCountry));
        assert_eq!(Phone::parse("06 12 34 56 78", Some("XX")), Err(PhoneError::NoCountry));
        assert!(Phone::parse(&"1".repeat(100_000), Some("FR")).is_err());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(1000))]

        #[test]
        fn r6_a_masked_phone_has_one_length_and_shows_two_digits(subscriber in 0u32..100_000_000, country in 0usize..3) {
            let number = match country {
                0 => format!("+336{subscriber:08}"),
                1 => format!("+4915{subscriber:09}"),
                _ => format!("+614{subscriber:08}"),
            };
            prop_assume!(Phone::parse(&number, None).is_ok());
            let phone = Phone::parse(&number, None).unwrap();
            let masked = phone.masked();
            prop_assert_eq!(masked.chars().count(), 8);
            prop_assert_eq!(masked.chars().filter(char::is_ascii_digit).count(), 2);
            prop_assert!(number.ends_with(masked.trim_start_matches('•')));
            let shown = format!("{phone:?}");
            prop_assert!(!shown.contains(&number[3..]));
        }

        #[test]
        fn r98_no_text_upsets_the_reader(text in "\\PC{0,40}|[+0-9() x]{0,40}|.{0,40}@.{0,40}") {
            if let Ok(phone) = Phone::parse(&text, Some("FR")) {
                let digits = phone.as_str().strip_prefix('+').unwrap();
                prop_assert!((8..=15).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit()));
                prop_assert_eq!(Phone::parse(phone.as_str(), None), Ok(phone.clone()));
            }
        }
    }
}

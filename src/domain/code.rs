//! Reading a code as people type, paste or dictate it.

/// A text that can not be a code of the length asked for. None of these costs a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Malformed {
    /// Nothing was typed.
    #[error("nothing was typed")]
    Empty,
    /// Fewer digits.
    #[error("too few digits")]
    TooFew,
    /// More digits.
    #[error("too many digits")]
    TooMany,
    /// Something else than digits.
    #[error("something else than digits")]
    NotDigits,
}

/// Reads `typed` as a code of `length` digits: spaces, hyphens, dots and invisible characters between them are
/// passed over; full-width, Arabic-Indic, Persian and Devanagari digits count as digits on purpose (U19, R92).
///
/// # Errors
/// [`Malformed`] says what to tell the person.
pub fn read(typed: &str, length: u8) -> Result<String, Malformed> {
    let mut digits = String::with_capacity(usize::from(length));
    for c in typed.chars() {
        match ascii_digit(c) {
            Some(d) => digits.push(d),
            None if c.is_whitespace() || super::identifier::is_hidden(c) || is_separator(c) => {}
            None => return Err(Malformed::NotDigits),
        }
        if digits.len() > 64 {
            return Err(Malformed::TooMany);
        }
    }
    match digits.len().cmp(&usize::from(length)) {
        _ if digits.is_empty() => Err(Malformed::Empty),
        std::cmp::Ordering::Less => Err(Malformed::TooFew),
        std::cmp::Ordering::Greater => Err(Malformed::TooMany),
        std::cmp::Ordering::Equal => Ok(digits),
    }
}

/// Reads `typed` as a code of `groups` groups of four characters of Crockford's base32, as recovery codes and passes
/// are: in any case, with or without separators, with O for 0 and I or L for 1 (R28). Gives the one spelling that was
/// hashed.
///
/// # Errors
/// [`Malformed`]; [`Malformed::NotDigits`] stands for a character that no code has.
pub fn read_grouped(typed: &str, groups: usize) -> Result<zeroize::Zeroizing<String>, Malformed> {
    let wanted = groups.saturating_mul(4);
    let mut out = zeroize::Zeroizing::new(String::with_capacity(wanted.saturating_add(groups)));
    let mut count = 0_usize;
    for c in typed.chars() {
        if c.is_whitespace() || super::identifier::is_hidden(c) || is_separator(c) {
            continue;
        }
        let c = match ascii_digit(c).unwrap_or(c).to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            c if c.is_ascii_digit() || (c.is_ascii_uppercase() && c != 'U') => c,
            _ => return Err(Malformed::NotDigits),
        };
        if count == wanted {
            return Err(Malformed::TooMany);
        }
        if count > 0 && count.is_multiple_of(4) {
            out.push('-');
        }
        out.push(c);
        count = count.saturating_add(1);
    }
    match count {
        0 => Err(Malformed::Empty),
        n if n < wanted => Err(Malformed::TooFew),
        _ => Ok(out),
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, '-' | '.' | ',' | '\u{2010}'..='\u{2015}' | '\u{00B7}' | '\u{2212}' | '\u{FF0D}')
}

/// The ASCII digit that `c` stands for.
fn ascii_digit(c: char) -> Option<char> {
    const ZEROS: [u32; 5] = [0x30, 0xFF10, 0x0660, 0x06F0, 0x0966];
    let point = u32::from(c);
    ZEROS.iter().find_map(|zero| char::from_digit(point.checked_sub(*zero).filter(|d| *d < 10)?, 10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r28_spellings_of_one_recovery_code() {
        let one = "7F3K-22QD-0ABC-1XYZ";
        for typed in [
            one,
            "7f3k 22qd oabc ixyz",
            "7F3K22QDOABCLXYZ",
            " 7f3k.22qd.0abc.1xyz ",
            "7F3K\u{2011}22QD\u{2013}0ABC\u{2014}lXYZ",
            "\u{200B}7F3K22QD 0ABC1XYZ",
        ] {
            assert_eq!(read_grouped(typed, 4).as_deref().map(String::as_str), Ok(one), "{typed}");
        }
        assert_eq!(read_grouped("", 4), Err(Malformed::Empty));
        assert_eq!(read_grouped("7F3K-22QD", 4), Err(Malformed::TooFew));
        assert_eq!(read_grouped("7F3K-22QD-0ABC-1XYZ-7", 4), Err(Malformed::TooMany));
        assert_eq!(read_grouped("UUUU-22QD-0ABC-1XYZ", 4), Err(Malformed::NotDigits));
    }

    #[test]
    fn u19_codes_are_read_as_people_write_them() {
        for typed in ["123456", " 123 456 ", "123-456", "123.456", "１２３４５６", "١٢٣٤٥٦", "۱۲۳۴۵۶", "1\u{200B}23456"]
        {
            assert_eq!(read(typed, 6).as_deref(), Ok("123456"), "{typed}");
        }
    }

    #[test]
    fn u25_what_is_no_code_says_why() {
        assert_eq!(read("", 6), Err(Malformed::Empty));
        assert_eq!(read("   ", 6), Err(Malformed::Empty));
        assert_eq!(read("12345", 6), Err(Malformed::TooFew));
        assert_eq!(read("1234567", 6), Err(Malformed::TooMany));
        assert_eq!(read("12345a", 6), Err(Malformed::NotDigits));
        assert_eq!(read("1e5", 6), Err(Malformed::NotDigits));
        assert_eq!(read(&"1".repeat(1_000_000), 6), Err(Malformed::TooMany));
    }

    #[test]
    fn r13_leading_zeros_are_kept() {
        assert_eq!(read("000042", 6).as_deref(), Ok("000042"));
    }
}

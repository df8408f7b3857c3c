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

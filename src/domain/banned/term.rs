//! The terms that an organisation bans.

use unicode_normalization::UnicodeNormalization as _;

use super::super::identifier::is_hidden;

/// Most terms of one organisation (BAN).
pub const MAX_TERMS: usize = 1000;
/// Fewest characters of a term (BAN).
const SHORTEST: usize = 4;
/// Most characters of a term (BAN).
const LONGEST: usize = 16;

/// A banned term: 4 to 16 characters, NFC, small letters.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
pub struct Term(String);

/// Why a text is no term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, thiserror::Error)]
pub enum TermFault {
    /// Fewer characters.
    #[error("has fewer than {SHORTEST} characters")]
    TooShort,
    /// More characters.
    #[error("has more than {LONGEST} characters")]
    TooLong,
    /// A control character, or one that can not be seen.
    #[error("has a character that can not be seen")]
    Hidden,
    /// Nothing but signs that mean nothing: `----`.
    #[error("has neither a letter nor a digit")]
    NoWord,
    /// Given before, in small letters and without accents.
    #[error("stands in line {0} already")]
    Twice(usize),
    /// More terms than are possible.
    #[error("is one too many: there can be {MAX_TERMS}")]
    TooMany,
}

/// A line of a list that is no term.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: `{}` {fault}", .text.escape_debug())]
pub struct TermError {
    /// From 1.
    pub line: usize,
    /// What stands there.
    pub text: String,
    /// What is wrong with it.
    pub fault: TermFault,
}

impl Term {
    /// Reads a term. Spaces around it do not count.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str) -> Result<Self, TermFault> {
        let text: String = text.trim().nfc().collect::<String>().to_lowercase();
        let length = text.chars().count();
        if text.chars().any(is_hidden) {
            return Err(TermFault::Hidden);
        }
        if length < SHORTEST {
            return Err(TermFault::TooShort);
        }
        if length > LONGEST {
            return Err(TermFault::TooLong);
        }
        if !text.chars().any(char::is_alphanumeric) {
            return Err(TermFault::NoWord);
        }
        Ok(Self(text))
    }

    /// The term.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads a list: one term a line; empty lines and lines that begin with `#` do not count.
///
/// # Errors
/// Every line that is no term, in order.
pub fn parse_terms(text: &str) -> Result<Vec<Term>, Vec<TermError>> {
    let mut seen = std::collections::HashMap::new();
    let (mut terms, mut wrong) = (Vec::new(), Vec::new());
    for (number, text) in text.trim_start_matches('\u{FEFF}').lines().enumerate() {
        let (line, text) = (number.saturating_add(1), text.trim());
        if text.is_empty() || text.starts_with('#') {
            continue;
        }
        let fault = match Term::parse(text) {
            Err(fault) => fault,
            Ok(term) => match seen.entry(super::fold::simple(term.as_str())) {
                std::collections::hash_map::Entry::Occupied(first) => TermFault::Twice(*first.get()),
                std::collections::hash_map::Entry::Vacant(_) if terms.len() >= MAX_TERMS => TermFault::TooMany,
                std::collections::hash_map::Entry::Vacant(free) => {
                    free.insert(line);
                    terms.push(term);
                    continue;
                }
            },
        };
        wrong.push(TermError { line, text: text.to_owned(), fault });
    }
    if wrong.is_empty() { Ok(terms) } else { Err(wrong) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r109_terms_have_4_to_16_characters() {
        for (text, want) in [
            ("abc", Err(TermFault::TooShort)),
            ("abcd", Ok("abcd")),
            ("  Contoso ", Ok("contoso")),
            ("1234567890123456", Ok("1234567890123456")),
            ("12345678901234567", Err(TermFault::TooLong)),
            ("Cafe\u{301}s", Ok("cafés")),
            ("a\u{200b}bcd", Err(TermFault::Hidden)),
            ("----", Err(TermFault::NoWord)),
        ] {
            assert_eq!(Term::parse(text).as_ref().map(Term::as_str).map_err(|fault| *fault), want, "{text}");
        }
    }

    #[test]
    fn every_wrong_line_of_a_list_is_told() {
        let wrong = parse_terms("# ours\ncontoso\n\nabc\nCONTOSO\nContosó\n").unwrap_err();
        let told: Vec<String> = wrong.iter().map(ToString::to_string).collect();
        assert_eq!(
            told,
            [
                "line 4: `abc` has fewer than 4 characters",
                "line 5: `CONTOSO` stands in line 2 already",
                "line 6: `Contosó` stands in line 2 already",
            ]
        );
        let many: String = (0..1001).map(|n| format!("term{n:04}\n")).collect();
        assert_eq!(parse_terms(&many).unwrap_err()[0].fault, TermFault::TooMany);
        assert_eq!(parse_terms(many.rsplit_once("term").unwrap().0).unwrap().len(), 1000);
    }
}

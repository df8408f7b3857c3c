//! Security questions: how an answer is compared.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use zeroize::Zeroizing;

/// One spelling for answers that a person would call the same: letters and digits only, without accents, in lower
/// case. What is left is what is hashed.
#[must_use]
pub fn normalised(answer: &str) -> Zeroizing<String> {
    let plain = answer.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    Zeroizing::new(plain.filter(|c| c.is_alphanumeric()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_has_one_spelling() {
        for typed in ["Saint-Étienne", "saint etienne", " SAINT  ETIENNE. ", "Saint\u{2010}E\u{301}tienne"] {
            assert_eq!(*normalised(typed), "saintetienne", "{typed}");
        }
        assert_eq!(*normalised(" ... "), "");
    }
}

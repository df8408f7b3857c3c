//! The list that is built in: passwords that everybody tries first. Always used, in any mixture of cases.

use std::{collections::HashSet, sync::LazyLock};

use zeroize::Zeroizing;

/// One a line, lower case.
const TEXT: &str = include_str!("common.txt");

static LIST: LazyLock<HashSet<&'static str>> = LazyLock::new(|| TEXT.lines().collect());

/// Whether a password, in whatever case, is one of the list.
#[must_use]
pub fn is_common(password: &str) -> bool {
    // Everything in the list is shorter; so nobody's long passphrase is copied about.
    if password.len() > 64 {
        return false;
    }
    let mut lower = Zeroizing::new(String::with_capacity(password.len().saturating_mul(3)));
    lower.extend(password.chars().flat_map(char::to_lowercase));
    LIST.contains(lower.as_str())
}

/// How many passwords the list has.
#[must_use]
pub fn len() -> usize {
    LIST.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_in_order() {
        let lines: Vec<_> = TEXT.lines().collect();
        assert!(lines.is_sorted(), "sort it: LC_ALL=C sort -u");
        assert_eq!(lines.len(), LIST.len(), "nothing twice");
        for line in &lines {
            assert!(!line.is_empty() && line.len() <= 64 && line.trim() == *line, "{line:?}");
            assert_eq!(line.to_lowercase(), *line);
        }
    }

    #[test]
    fn r108_the_list_knows_thousands_long_enough_for_the_rules() {
        let long = TEXT.lines().filter(|line| line.chars().count() >= 14).count();
        assert!(len() >= 4500 && long >= 3000, "{} passwords, {long} of 14 characters or more", len());
        assert!(TEXT.lines().all(is_common));
    }

    #[test]
    fn cases_do_not_count_and_the_rest_does() {
        for known in
            ["password", "PASSWORD", "Password123", "P@ssw0rd", "qwertyuiop", "123456", "CorrectHorseBatteryStaple"]
        {
            assert!(is_common(known), "{known}");
        }
        for unknown in ["", " password", "password ", "Vogel-Kiste-Regen-41", "\u{130}", &"a".repeat(10_000)] {
            assert!(!is_common(unknown), "{unknown:?}");
        }
    }
}

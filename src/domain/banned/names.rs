//! Names that a password must not hold.

use super::{Mode, fold};

/// Fewest characters of a part of a name that counts (BAN).
const SHORTEST: usize = 4;
/// Fewest characters of a name of short parts that are written together: `Li Wei`, `liwei`.
const SHORTEST_WHOLE: usize = 5;

/// A person's names, login names and addresses, and the organisation's names. Each is taken apart at everything that
/// is neither letter nor digit; parts of four characters or more count, and so does the whole written together, of
/// five or more.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Names {
    parts: Vec<String>,
}

impl Names {
    /// Takes names of any kind: `Alice Martin`, `a.martin`, `alice@contoso.com`, `Contoso Ltd`.
    pub fn new<T: AsRef<str>>(names: impl IntoIterator<Item = T>) -> Self {
        let mut all = Self::default();
        for name in names {
            all.add(name.as_ref());
        }
        all
    }

    /// Adds a name of any kind.
    pub fn add(&mut self, name: &str) {
        let parts: Vec<&str> = name.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).collect();
        let whole = parts.concat();
        if parts.len() > 1 && whole.chars().count() >= SHORTEST_WHOLE {
            self.parts.push(whole);
        }
        self.parts.extend(parts.iter().filter(|part| part.chars().count() >= SHORTEST).map(|part| (*part).to_owned()));
        self.parts.sort_unstable();
        self.parts.dedup();
    }

    /// Where a name stands in `text`: first character, length, the name folded.
    pub(super) fn find(&self, text: &[char], mode: Mode) -> Option<(usize, usize, String)> {
        self.parts.iter().find_map(|part| {
            let key = fold::key(part, mode);
            let start = text.windows(key.len().max(SHORTEST)).position(|window| window == key)?;
            Some((start, key.len(), fold::shown(part, mode)))
        })
    }
}

/// Accents that were typed apart from their letters.
const fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}')
}

impl std::fmt::Debug for Names {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Names({} parts)", self.parts.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r109_parts_of_four_characters_count() {
        let found = |name: &str, text: &str| {
            let text = fold::key(text, Mode::Documented);
            Names::new([name]).find(&text, Mode::Documented).map(|(start, length, _)| (start, length))
        };
        assert_eq!(found("Poll", "p0LL23fb"), Some((0, 4)));
        assert_eq!(found("Ann Poll", "xxann1"), None);
        assert_eq!(found("Jean-François de La Tour", "xFRANCOISx"), Some((1, 8)));
        assert_eq!(found("a.martin@contoso.com", "m@rt1n"), None, "1 is l, not i: the strict mode knows both");
        assert_eq!(found("a.martin@contoso.com", "my contos0"), Some((3, 7)));
        assert_eq!(found("Li Wei", "I am LiWei"), Some((5, 5)));
        assert_eq!(found("Al Bo", "albo"), None);
        assert_eq!(found("", "anything"), None);
        let strict = fold::key("m@rt1n", Mode::Strict);
        assert!(Names::new(["Martin"]).find(&strict, Mode::Strict).is_some());
    }
}

//! Patterns that look long and are soon tried: walks on the keyboard, years, sequences, runs, repeats.

use std::sync::LazyLock;

use super::{TokenKind, matcher::Trie};

/// Fewest keys of a walk.
const WALK: usize = 4;
/// Fewest characters of a sequence, of a run of one character, and of a repeat.
const RUN: usize = 3;
/// How many characters a pattern may leave to a word behind it.
const LEFT: usize = 3;

/// Keys in the order that fingers take: rows, columns, and zigzags between two rows, of QWERTY, QWERTZ and AZERTY, and
/// of the block of digits. Each is walked in both directions. Accents are off, as in what it is compared with.
const WALKS: [&str; 41] = [
    "1234567890-=",
    "!@#$%^&*()_+",
    "!\"£$%^&*()_+",
    "!\"§$%&/()=",
    "&e\"'(-e_ca)=",
    "qwertyuiop[]",
    "asdfghjkl;'",
    "zxcvbnm,./",
    "qwertzuiop",
    "yxcvbnm,.-",
    "azertyuiop^$",
    "qsdfghjklm",
    "wxcvbn,;:!",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik,9ol.0p;/",
    "!qaz@wsx#edc$rfv%tgb^yhn&ujm*ik<(ol>)p:?",
    "1qazxsw23edcvfr45tgbnhy67ujm,ki8",
    "qazwsxedcrfvtgbyhnujmikolp",
    "qazxswedcvfrtgbnhyujmkiolp",
    "zaqwsxcderfvbgtyhnmjuiklop",
    "zaqxswcdevfrbgtnhymjuiklop",
    "zaq1xsw2cde3vfr4bgt5nhy6mju7",
    "zaq12wsxcde34rfvbgt56yhnmju7",
    "1aqw2zsx3edc4rfv5tgb6yhn7uj,",
    "aqwzsxedcrfvtgbyhnuj",
    "wqaxszcdevfrbgtnhy",
    "wqa1xsz2cde3vfr4bgt5",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "1qw23er45ty67ui89op0",
    "1a2z3e4r5t6y7u8i9o0p",
    "a1z2e3r4t5y6u7i8o9p0",
    "1w2e3r4t5y6u7i8o9p",
    "qawsedrftgyhujikolp",
    "aqswdefrgthyjukilo",
    "aqzsedrftgyhujikolpm",
    "asdzxc",
    "qweasdzxc",
    "azeqsdwxc",
    "147258369",
    "123654789",
    "741852963",
];

static KEYS: LazyLock<Trie> = LazyLock::new(|| {
    let both = WALKS.iter().flat_map(|row| {
        let row: Vec<char> = row.chars().collect();
        [row.iter().rev().copied().collect(), row]
    });
    let rows: Vec<Vec<char>> = both.collect();
    let ends = rows.iter().flat_map(|row| (0..row.len()).filter_map(|at| row.get(at..)));
    Trie::new(ends.map(|end| (end, 0)))
});

/// A stretch of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// Its first character.
    pub start: usize,
    /// How many.
    pub length: usize,
    /// What it is.
    pub kind: TokenKind,
}

/// Calls `each` with the longest pattern of each kind at each character of `plain`, and those up to three characters
/// shorter: the end may belong to a word.
pub fn find(plain: &[char], mut each: impl FnMut(Stretch)) {
    let runs = [runs(plain, 0), runs(plain, 1), runs(plain, -1)];
    let [same, up, down] = &runs;
    for (start, ((same, up), down)) in same.iter().zip(up).zip(down).enumerate() {
        let rest = plain.get(start..).unwrap_or_default();
        let mut tell_all = |least: usize, longest: usize, kind| {
            for length in longest.saturating_sub(LEFT).max(least)..=longest {
                each(Stretch { start, length, kind });
            }
        };
        tell_all(WALK, KEYS.depth(rest), TokenKind::Keyboard);
        if is_year(rest) {
            tell_all(4, 4, TokenKind::Year);
        }
        tell_all(RUN, *same, TokenKind::SameCharacter);
        tell_all(RUN, *up.max(down), TokenKind::Sequence);
    }
}

/// Calls `each` with every stretch, as long as it can be, that repeats what stands right before it at least once.
pub fn repeats(key: &[char], mut each: impl FnMut(Stretch)) {
    for period in 2..=key.len() / 2 {
        let behind = key.get(period..).unwrap_or_default();
        let mut length = 0_usize;
        let mut tell = |end: usize, length: usize| {
            if length >= period.max(RUN) {
                let start = end.saturating_add(period).saturating_sub(length);
                each(Stretch { start, length, kind: TokenKind::Repeat });
            }
        };
        for (index, (before, now)) in key.iter().zip(behind).enumerate() {
            if before == now {
                length = length.saturating_add(1);
            } else {
                tell(index, std::mem::take(&mut length));
            }
        }
        tell(behind.len(), length);
    }
}

/// 1900 to 2099.
fn is_year(text: &[char]) -> bool {
    matches!(text, ['1', '9', a, b, ..] | ['2', '0', a, b, ..] if a.is_ascii_digit() && b.is_ascii_digit())
}

/// How many letters or digits from each character on follow each other by `step`; any characters when it is 0.
fn runs(text: &[char], step: i64) -> Vec<usize> {
    let mut lengths = Vec::with_capacity(text.len());
    let (mut length, mut after) = (0_usize, None);
    for c in text.iter().rev().copied() {
        let goes_on = after.is_some_and(|after| follows(c, after, step));
        length = if goes_on { length.saturating_add(1) } else { 1 };
        lengths.push(length);
        after = Some(c);
    }
    lengths.reverse();
    lengths
}

fn follows(a: char, b: char, step: i64) -> bool {
    let apart = i64::from(u32::from(b)).saturating_sub(i64::from(u32::from(a)));
    let kind = || (a.is_ascii_digit() && b.is_ascii_digit()) || (a.is_alphabetic() && b.is_alphabetic());
    apart == step && (step == 0 || kind())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The longest pattern at the beginning.
    fn first(text: &str) -> Option<(usize, TokenKind)> {
        let text: Vec<char> = text.chars().collect();
        let mut best = None;
        find(&text, |found| {
            if found.start == 0 && best.is_none_or(|(length, _)| found.length > length) {
                best = Some((found.length, found.kind));
            }
        });
        best
    }

    #[test]
    fn patterns_are_known() {
        for (text, want) in [
            ("qwertyuiop", Some((10, TokenKind::Keyboard))),
            ("poiuyt", Some((6, TokenKind::Keyboard))),
            ("azerty", Some((6, TokenKind::Keyboard))),
            ("qsdfghjklm", Some((10, TokenKind::Keyboard))),
            ("1qaz2wsx3edc", Some((12, TokenKind::Keyboard))),
            ("2wsx", Some((4, TokenKind::Keyboard))),
            ("xsw2", Some((4, TokenKind::Keyboard))),
            ("1q2w3e4r", Some((8, TokenKind::Keyboard))),
            ("!@#$%^", Some((6, TokenKind::Keyboard))),
            ("1999x", Some((4, TokenKind::Year))),
            ("2099", Some((4, TokenKind::Year))),
            ("2150x", None),
            ("1899x", None),
            ("abcdef", Some((6, TokenKind::Sequence))),
            ("987", Some((3, TokenKind::Sequence))),
            ("абвг", Some((4, TokenKind::Sequence))),
            ("zzz", Some((3, TokenKind::SameCharacter))),
            ("!!!!x", Some((4, TokenKind::SameCharacter))),
            ("zz", None),
            ("qwe", None),
            ("river", None),
            ("89:;", None),
        ] {
            assert_eq!(first(text), want, "{text}");
        }
    }

    #[test]
    fn repeats_are_known() {
        let longest = |text: &str| {
            let mut best = None;
            repeats(&text.chars().collect::<Vec<_>>(), |found| {
                if best.is_none_or(|(_, length)| found.length > length) {
                    best = Some((found.start, found.length));
                }
            });
            best
        };
        assert_eq!(longest("blorpblorpblorp!"), Some((5, 10)));
        assert_eq!(longest("xababab"), Some((3, 4)));
        assert_eq!(longest("abab"), None);
        assert_eq!(longest("riverbank"), None);
    }
}

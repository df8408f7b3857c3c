//! Suggestions: a few random words, easy to remember and to type on a phone, hard to guess.
//!
//! `Lantern-walrus-copper-fog7`: words of plain small letters from a list of 2048, joined by hyphens, the first with a
//! capital and the last with a digit behind it, so that directories that ask for three classes of characters take it.
//! Each word is worth 11 bits, the digit 3; the capital and the hyphens are always there and worth nothing. Four
//! words and the digit make 47 bits (all words differ, which costs 0.004 of them): one that the keyed slow hashes of
//! directories and the limits on tries bear.

use std::sync::LazyLock;

use zeroize::Zeroizing;

/// Words of a suggestion, unless something else is asked for.
pub const WORDS: usize = 4;
/// Fewest words: with three, no suggestion would be long enough to be taken everywhere.
pub const FEWEST: usize = 4;
/// Most words.
pub const MOST: usize = 10;
/// Fewest characters of a suggestion: four words of three letters, three hyphens, a digit.
pub const SHORTEST: usize = 16;

/// `0` and `1` look like letters.
const DIGITS: [char; 8] = ['2', '3', '4', '5', '6', '7', '8', '9'];
/// How often new words are drawn when what came out is not wanted.
const DRAWS: usize = 64;

/// A list of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WordList {
    /// English words.
    #[default]
    English,
    /// French words without accents.
    French,
}

impl WordList {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::English, Self::French];

    /// The list for a language, by its tag: `fr`, `fr-CA`. English where there is none.
    #[must_use]
    pub fn of(language: &str) -> Self {
        match language.split(['-', '_']).next() {
            Some(language) if language.eq_ignore_ascii_case("fr") => Self::French,
            _ => Self::English,
        }
    }

    /// The words: different ones of 3 to 8 letters from `a` to `z`, in order.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        static ENGLISH: LazyLock<Vec<&str>> = LazyLock::new(|| read(include_str!("passphrase/en.txt")));
        static FRENCH: LazyLock<Vec<&str>> = LazyLock::new(|| read(include_str!("passphrase/fr.txt")));
        match self {
            Self::English => &ENGLISH,
            Self::French => &FRENCH,
        }
    }

    /// Bits that an attacker who knows the list has to guess, for a suggestion of `count` different words.
    #[must_use]
    pub fn entropy(self, count: usize) -> f64 {
        let size = self.words().len();
        let words: f64 = (0..count).map(|taken| (size.saturating_sub(taken).max(1) as f64).log2()).sum();
        words + (DIGITS.len() as f64).log2()
    }
}

fn read(file: &'static str) -> Vec<&'static str> {
    file.split_whitespace().collect()
}

/// Makes a suggestion of `count` words, between [`FEWEST`] and [`MOST`]. `below(n)` gives a number below `n`, each
/// equally likely.
pub fn suggest(list: WordList, count: usize, below: &mut dyn FnMut(u32) -> u32) -> Zeroizing<String> {
    let words = list.words();
    let count = count.clamp(FEWEST, MOST);
    let mut chosen: Vec<&str> = Vec::with_capacity(count);
    // Bounded, lest dice that always fall alike go on for ever.
    for _ in 0..count.saturating_mul(DRAWS) {
        match draw(words, below) {
            Some(word) if chosen.len() < count && !chosen.contains(word) => chosen.push(word),
            _ if chosen.len() >= count => break,
            _ => {}
        }
    }
    // Sized once: a text that grows would leave copies behind.
    let mut made = Zeroizing::new(String::with_capacity(count.saturating_mul(9).saturating_add(1)));
    for (index, word) in chosen.iter().enumerate() {
        if index > 0 {
            made.push('-');
        }
        let mut letters = word.chars();
        match letters.next() {
            Some(first) if index == 0 => made.push(first.to_ascii_uppercase()),
            Some(first) => made.push(first),
            None => {}
        }
        made.push_str(letters.as_str());
    }
    made.push(draw(&DIGITS, below).copied().unwrap_or('7'));
    made
}

/// The same, drawn anew until it is `wanted` (it may hold a name of the person). `None` when nothing of 64 was.
pub fn suggest_wanted(
    list: WordList,
    count: usize,
    below: &mut dyn FnMut(u32) -> u32,
    wanted: &dyn Fn(&str) -> bool,
) -> Option<Zeroizing<String>> {
    (0..DRAWS).map(|_| suggest(list, count, below)).find(|made| wanted(made))
}

fn draw<'a, T>(all: &'a [T], below: &mut dyn FnMut(u32) -> u32) -> Option<&'a T> {
    all.get(below(u32::try_from(all.len()).ok()?) as usize)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::domain::banned::{BannedList, Mode, Names, Verdict};

    /// A generator that is good enough to look at many suggestions (splitmix64).
    fn dice(mut state: u64) -> impl FnMut(u32) -> u32 {
        move |n| {
            state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
            let mut z = state;
            z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
            ((z ^ (z >> 31)) % u64::from(n)) as u32
        }
    }

    #[test]
    fn lists_hold_2048_plain_words() {
        for list in WordList::ALL {
            let words = list.words();
            assert_eq!(words.len(), 2048, "{list:?}");
            assert_eq!(words.iter().collect::<BTreeSet<_>>().len(), 2048, "{list:?}");
            assert!(words.is_sorted(), "{list:?}");
            for word in words {
                assert!((3..=8).contains(&word.len()) && word.bytes().all(|b| b.is_ascii_lowercase()), "{word}");
            }
            assert!((list.entropy(4) - 47.0).abs() < 0.01 && list.entropy(4) < 47.0);
            assert!((list.entropy(5) - 58.0).abs() < 0.01);
        }
        assert_eq!([WordList::of("fr"), WordList::of("fr-CA"), WordList::of("FR_be")], [WordList::French; 3]);
        assert_eq!([WordList::of("en"), WordList::of("ar"), WordList::of("")], [WordList::English; 3]);
    }

    #[test]
    fn every_suggestion_is_taken_everywhere() {
        let lists = [Mode::Documented, Mode::Strict].map(|mode| BannedList::new(&[], mode));
        let mut seen = BTreeSet::new();
        for list in WordList::ALL {
            let mut below = dice(7);
            for _ in 0..2000 {
                let made = suggest(list, WORDS, &mut below);
                assert!(made.len() >= SHORTEST && made.len() <= 4 * 8 + 4, "{}", *made);
                let has = |class: fn(&char) -> bool| usize::from(made.chars().any(|c| class(&c)));
                let classes = has(char::is_ascii_uppercase) + has(char::is_ascii_lowercase) + has(char::is_ascii_digit);
                assert_eq!(classes + has(char::is_ascii_punctuation), 4, "{}", *made);
                assert_eq!(made.split('-').collect::<BTreeSet<_>>().len(), 4, "{}", *made);
                for banned in &lists {
                    let verdict = banned.check(&made, &Names::default());
                    assert_eq!(
                        verdict,
                        Verdict::Accepted,
                        "{:?} {:?}",
                        *made,
                        banned.explain(&made, &Names::default())
                    );
                }
                seen.insert(made.to_string());
            }
        }
        assert_eq!(seen.len(), 4000, "47 bits do not repeat themselves");
    }

    #[test]
    fn numbers_of_words_have_limits_and_names_are_avoided() {
        let mut below = dice(1);
        assert_eq!(suggest(WordList::French, 0, &mut below).split('-').count(), FEWEST);
        assert_eq!(suggest(WordList::English, 99, &mut below).split('-').count(), MOST);
        assert!(suggest_wanted(WordList::English, 4, &mut below, &|_| false).is_none());
        let wanted = |made: &str| !made.contains('a');
        assert!(!suggest_wanted(WordList::English, 4, &mut below, &wanted).unwrap().contains('a'));
    }
}

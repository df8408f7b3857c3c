//! The built-in words. One file a kind in `words/`: words between spaces, `#` begins a remark.

use std::sync::LazyLock;

use super::{
    Mode, fold,
    matcher::{Matcher, Trie},
};

/// What people choose most.
const COMMON: [&str; 7] = [
    include_str!("words/classics.txt"),
    include_str!("words/english.txt"),
    include_str!("words/french.txt"),
    include_str!("words/names.txt"),
    include_str!("words/places.txt"),
    include_str!("words/play.txt"),
    include_str!("words/time.txt"),
];

/// What stands between words and makes a password no better.
const SMALL: &str = include_str!("words/small.txt");

/// Fewest characters of a built-in word that is banned, and so scores one point.
const SHORTEST: usize = 4;

/// Fewest characters of a built-in word that is looked for with an error in it: of shorter ones, every third random
/// password would have one.
const ERROR_FROM: usize = 6;

/// The words of a file.
pub fn of(file: &str) -> impl Iterator<Item = &str> {
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace)
}

/// The common words.
pub fn all() -> impl Iterator<Item = &'static str> {
    COMMON.iter().flat_map(|file| of(file))
}

/// The words that are banned everywhere.
pub fn built_in(mode: Mode) -> &'static Matcher {
    static DOCUMENTED: LazyLock<Matcher> = LazyLock::new(|| prepared(Mode::Documented));
    static STRICT: LazyLock<Matcher> = LazyLock::new(|| prepared(Mode::Strict));
    match mode {
        Mode::Documented => &DOCUMENTED,
        Mode::Strict => &STRICT,
    }
}

fn prepared(mode: Mode) -> Matcher {
    let long = all().filter(|word| word.chars().count() >= SHORTEST);
    Matcher::new(long.map(|word| fold::key(word, mode)).collect(), ERROR_FROM)
}

/// The common words in their strict spelling.
pub fn common() -> &'static Trie {
    static TRIE: LazyLock<Trie> = LazyLock::new(|| {
        let mut keys: Vec<_> = all().map(|word| fold::key(word, Mode::Strict)).collect();
        keys.sort_unstable();
        keys.dedup();
        Trie::new(keys.iter().map(Vec::as_slice).zip(0..))
    });
    &TRIE
}

/// The small words as they are.
pub fn small() -> &'static Trie {
    static TRIE: LazyLock<Trie> = LazyLock::new(|| {
        let words: Vec<Vec<char>> = of(SMALL).map(|word| word.chars().collect()).collect();
        Trie::new(words.iter().map(Vec::as_slice).zip(0..))
    });
    &TRIE
}

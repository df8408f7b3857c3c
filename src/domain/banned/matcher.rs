//! Step 2: where words stand in a password, exactly or with one error.
//!
//! A word with one error in it has an intact half, so the halves of all words are looked for, and what stands beside
//! one is compared with the other half. Both look-ups walk a [`Trie`] from each character: a password is passed over
//! once, however many words there are.

use std::collections::BTreeMap;

/// Words, of which the ones that a text begins with are found in one go.
#[derive(Debug, Default)]
pub struct Trie {
    nodes: Vec<Node>,
    /// The ways on from all nodes, each node's together and in order.
    edges: Vec<(char, u32)>,
    /// The numbers of the words that end at nodes.
    ends: Vec<u32>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Node {
    edges: (u32, u32),
    ends: (u32, u32),
}

impl Trie {
    /// Takes words with their numbers; a word may have several.
    pub fn new<'a>(words: impl IntoIterator<Item = (&'a [char], u32)>) -> Self {
        let mut building: Vec<(BTreeMap<char, u32>, Vec<u32>)> = vec![Default::default()];
        for (word, number) in words {
            let mut at = 0_usize;
            for c in word {
                let next = u32::try_from(building.len()).unwrap_or(u32::MAX);
                let Some((ways, _)) = building.get_mut(at) else { break };
                let to = *ways.entry(*c).or_insert(next);
                if to == next {
                    building.push(Default::default());
                }
                at = to as usize;
            }
            if let Some((_, ends)) = building.get_mut(at) {
                ends.push(number);
            }
        }
        let mut trie = Self::default();
        for (ways, ends) in building {
            let (edges, from) = (range(trie.edges.len(), ways.len()), range(trie.ends.len(), ends.len()));
            trie.edges.extend(ways);
            trie.ends.extend(ends);
            trie.nodes.push(Node { edges, ends: from });
        }
        trie
    }

    /// Calls `each` with the length of every word that `text` begins with, and its number.
    pub fn walk(&self, text: &[char], mut each: impl FnMut(usize, u32)) {
        let mut node = self.nodes.first();
        for (index, c) in text.iter().enumerate() {
            node = node.and_then(|node| self.step(*node, *c));
            let Some(node) = node else { break };
            for number in slice(&self.ends, node.ends) {
                each(index.saturating_add(1), *number);
            }
        }
    }

    /// How many characters of `text` lead along some word.
    pub fn depth(&self, text: &[char]) -> usize {
        let mut node = self.nodes.first();
        let on = text.iter().take_while(|c| {
            node = node.and_then(|node| self.step(*node, **c));
            node.is_some()
        });
        on.count()
    }

    fn step(&self, node: Node, c: char) -> Option<&Node> {
        let ways = slice(&self.edges, node.edges);
        let (_, to) = ways.get(ways.binary_search_by_key(&c, |(by, _)| *by).ok()?)?;
        self.nodes.get(*to as usize)
    }
}

fn range(start: usize, length: usize) -> (u32, u32) {
    let number = |n| u32::try_from(n).unwrap_or(u32::MAX);
    (number(start), number(start.saturating_add(length)))
}

fn slice<T>(all: &[T], (start, end): (u32, u32)) -> &[T] {
    all.get(start as usize..end as usize).unwrap_or_default()
}

/// Words that are looked for, in their folded spelling.
#[derive(Debug, Default)]
pub struct Matcher {
    words: Vec<Word>,
    whole: Trie,
    /// Halves; a word's number is doubled, and the right half's is one more.
    halves: Trie,
}

#[derive(Debug)]
struct Word {
    /// The right half.
    right: Box<[char]>,
    /// The left half from its end.
    left: Box<[char]>,
}

/// A place where a word stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Its first character.
    pub start: usize,
    /// How many there are.
    pub length: usize,
    /// Which word.
    pub word: u32,
}

impl Matcher {
    /// Prepares words. Those of fewer than `error_from` characters are only looked for exactly.
    pub fn new(mut keys: Vec<Vec<char>>, error_from: usize) -> Self {
        keys.retain(|key| !key.is_empty());
        keys.sort_unstable();
        keys.dedup();
        let numbered = || keys.iter().map(Vec::as_slice).zip(0_u32..);
        let whole = Trie::new(numbered());
        let halves = numbered().filter(|(key, _)| key.len() >= error_from.max(2)).flat_map(|(key, number)| {
            let (left, right) = key.split_at(key.len() / 2);
            let number = number.saturating_mul(2);
            [(left, number), (right, number.saturating_add(1))]
        });
        let halves = Trie::new(halves);
        let words = keys.iter().map(|key| {
            let (left, right) = key.split_at(key.len() / 2);
            Word { right: right.into(), left: left.iter().rev().copied().collect() }
        });
        Self { words: words.collect(), whole, halves }
    }

    /// A word.
    pub fn word(&self, number: u32) -> String {
        let word = self.words.get(number as usize);
        word.map(|word| word.left.iter().rev().chain(&word.right).collect()).unwrap_or_default()
    }

    /// Calls `each` with every place where a word stands exactly.
    pub fn exact(&self, text: &[char], mut each: impl FnMut(Hit)) {
        for start in 0..text.len() {
            let rest = text.get(start..).unwrap_or_default();
            self.whole.walk(rest, |length, word| each(Hit { start, length, word }));
        }
    }

    /// Calls `each` with every place where a word stands with one error, of the words that are not `found`.
    pub fn almost(&self, text: &[char], backwards: &[char], found: &[bool], mut each: impl FnMut(Hit)) {
        for middle in 0..text.len() {
            let rest = text.get(middle..).unwrap_or_default();
            self.halves.walk(rest, |length, number| {
                let word = number / 2;
                let (Some(halves), Some(false)) = (self.words.get(word as usize), found.get(word as usize)) else {
                    return;
                };
                if number % 2 == 0 {
                    let after = rest.get(length..).unwrap_or_default();
                    for more in one_error(&halves.right, after).into_iter().flatten() {
                        each(Hit { start: middle, length: length.saturating_add(more), word });
                    }
                } else {
                    let before = backwards.get(text.len().saturating_sub(middle)..).unwrap_or_default();
                    for more in one_error(&halves.left, before).into_iter().flatten() {
                        let start = middle.saturating_sub(more);
                        each(Hit { start, length: length.saturating_add(more), word });
                    }
                }
            });
        }
    }

    /// How many words there are.
    pub const fn count(&self) -> usize {
        self.words.len()
    }
}

/// How many characters of `text` make `half` with exactly one error: one substituted, missing, too many.
fn one_error(half: &[char], text: &[char]) -> [Option<usize>; 3] {
    let same = half.iter().zip(text).take_while(|(a, b)| a == b).count();
    let (Some(rest), Some(behind)) = (half.get(same..), half.get(same.saturating_add(1)..)) else {
        return [None; 3];
    };
    let next = same.saturating_add(1);
    let fits = |part: &[char], at: usize| {
        text.get(at..).is_some_and(|text| text.starts_with(part)).then(|| at.saturating_add(part.len()))
    };
    [fits(behind, next), fits(behind, same), fits(rest, next)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn chars(text: &str) -> Vec<char> {
        text.chars().collect()
    }

    /// All windows of `text` at most one error away from `word`, found the slow way.
    fn slowly(text: &[char], word: &str) -> std::collections::BTreeSet<(usize, usize)> {
        let mut all = std::collections::BTreeSet::new();
        for start in 0..text.len() {
            for end in start + 1..=text.len() {
                let window: String = text[start..end].iter().collect();
                if strsim::levenshtein(&window, word) == 1 {
                    all.insert((start, end - start));
                }
            }
        }
        all
    }

    proptest! {
        #[test]
        fn r109_every_window_one_error_away_is_found(text in "[ab]{0,12}", word in "[ab]{2,6}") {
            let (text, matcher) = (chars(&text), Matcher::new(vec![chars(&word)], 2));
            let backwards: Vec<char> = text.iter().rev().copied().collect();
            let (mut exact, mut found) = (std::collections::BTreeSet::new(), std::collections::BTreeSet::new());
            matcher.exact(&text, |hit| { exact.insert((hit.start, hit.length)); });
            matcher.almost(&text, &backwards, &[false], |hit| { found.insert((hit.start, hit.length)); });
            // Windows beside or around an exact match, which the list passes over in any case, may be left out.
            for window in slowly(&text, &word) {
                let near = |(start, length): &(usize, usize)| {
                    *start < window.0 + window.1 && window.0 < start + length
                };
                prop_assert!(found.contains(&window) || exact.iter().any(near), "{window:?}");
            }
            for (start, length) in found {
                let window: String = text[start..start + length].iter().collect();
                prop_assert!(strsim::levenshtein(&window, &word) <= 1, "{window}");
            }
        }
    }

    #[test]
    fn a_trie_finds_all_beginnings() {
        let words: Vec<Vec<char>> = ["pass", "password", "passage"].map(chars).into();
        let trie = Trie::new(words.iter().map(Vec::as_slice).zip(0..));
        let mut found = Vec::new();
        trie.walk(&chars("passwords"), |length, number| found.push((length, number)));
        assert_eq!(found, [(4, 0), (8, 1)]);
        assert_eq!(trie.depth(&chars("passa!")), 5);
        assert_eq!(trie.depth(&chars("x")), 0);
    }
}

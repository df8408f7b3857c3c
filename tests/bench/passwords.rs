//! How long the rules for words take for one password.

use std::time::{Duration, Instant};

use latchkey::domain::banned::{BannedList, Mode, Names, Term};

/// How often each password is checked; the quickest counts, since a machine that does something else is no property of
/// the code.
const ROUNDS: usize = 15;

/// Median and worst time of many passwords against 1000 terms and the built-in words.
pub fn measure(mode: Mode) -> (Duration, Duration, String) {
    let terms = terms();
    let (list, names) =
        (BannedList::new(&terms, mode), Names::new(["Alice Martin", "a.martin@contoso.com", "Contoso"]));
    let mut times: Vec<(Duration, String)> = passwords(&terms)
        .into_iter()
        .map(|password| {
            let once = || {
                let start = Instant::now();
                std::hint::black_box(list.check(std::hint::black_box(&password), &names));
                start.elapsed()
            };
            ((0..ROUNDS).map(|_| once()).min().unwrap_or_default(), password)
        })
        .collect();
    times.sort();
    let (worst, password) = times.last().cloned().unwrap_or_default();
    (times[times.len() / 2].0, worst, password)
}

/// 1000 terms as organisations have them: products of syllables, 4 to 16 letters.
fn terms() -> Vec<Term> {
    let syllables = [
        "con", "to", "so", "nor", "wind", "fab", "ri", "kam", "ad", "ven", "ture", "works", "lit", "ware", "pro", "se",
    ];
    let mut dice = dice(11);
    let mut all = std::collections::BTreeSet::new();
    while all.len() < 1000 {
        let word: String = (0..2 + dice(4)).map(|_| syllables[dice(syllables.len())]).collect();
        all.extend(Term::parse(&word));
    }
    all.into_iter().collect()
}

/// Short and long, random and hostile.
fn passwords(terms: &[Term]) -> Vec<String> {
    let mut dice = dice(5);
    let mut all = Vec::new();
    let letters: Vec<char> = ('!'..='~').collect();
    for length in [8, 14, 20, 64, 128] {
        for _ in 0..100 {
            all.push((0..length).map(|_| letters[dice(letters.len())]).collect::<String>());
            // Terms without an end, each with an error in it.
            let mut made = String::new();
            while made.chars().count() < length {
                let term = terms[dice(terms.len())].as_str();
                let at = dice(term.len());
                made.extend(term.chars().enumerate().filter(|(n, _)| *n != at).map(|(_, c)| c));
            }
            all.push(made.chars().take(length).collect());
        }
    }
    for unit in [
        "a",
        "1",
        "con",
        "contoso",
        "marin",
        "pass",
        "1q2w3e4r",
        "ab",
        "abc",
        "er",
        "ma",
        "tur",
        "é",
        "\u{1f600}",
        "so",
    ] {
        all.push(unit.repeat(128).chars().take(128).collect());
    }
    all
}

fn dice(mut state: u64) -> impl FnMut(usize) -> usize {
    move |n| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % n
    }
}

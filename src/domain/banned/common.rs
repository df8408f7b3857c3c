//! Passwords that are nothing but common words and filling (R108, N22).
//!
//! A list of the 3,000 most used passwords of 14 characters would be a list of the most used words, put together and
//! filled up: `Password123456!`, `passwordpassword`, `Welcome2024!!!!`. So what is refused is described, not listed. A
//! password is *too common* when all of it can be read as
//!
//! - **common words**: the built-in list (what people choose most, in English and French: words, names, places, teams,
//!   days), in any case, with or without accents and with the usual substitutions, as long as two of
//!   five characters are letters;
//! - **small words** between them (`i`, `my`, `and`, `le`, `de`), which do not count one by one; two or more in a row
//!   are one word together;
//! - **filling**: digits and signs, walks on the keyboard, years, sequences, runs of one character, and repeats of what
//!   stands before;
//!
//! and of the readings with the fewest words (a small one is half a word), the one with the least filling has
//!
//! - fewer than [`WORDS`] different words, and
//! - fewer than [`FILLING`] points of filling: one for each digit, for each *different* sign, and for each walk, year,
//!   sequence, run or repeat as a whole.
//!
//! Four different words make a passphrase; eight random digits are no filling any more. A single letter that belongs to
//! no word is enough for a password not to be *common*: then it has to score.

use std::collections::HashSet;

use super::{Mode, fold::Folded, pattern, words};
use crate::domain::numbers::PASSWORD_MAX;

/// From so many different common words on, a password is a passphrase.
pub const WORDS: usize = 4;
/// From so many points of filling on, it is no mere filling.
pub const FILLING: usize = 8;

/// What a stretch of a password is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Piece {
    Word(u32),
    Small,
    Filling,
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Best {
    cost: u32,
    start: usize,
    piece: Piece,
}

/// `password` is nothing but common words and filling.
#[must_use]
pub fn is_common(password: &str) -> bool {
    is_folded_common(&Folded::new(password, PASSWORD_MAX, Mode::Strict))
}

/// The same, of a password that was folded in any mode.
pub(super) fn is_folded_common(folded: &Folded) -> bool {
    let Some(pieces) = read(folded) else { return false };
    let (mut seen, mut phrases, mut signs) = (HashSet::new(), HashSet::new(), HashSet::new());
    let mut filling = 0_usize;
    let ends = pieces.iter().skip(1).map(|(start, _)| *start).chain([folded.len()]);
    // Where the small words that stand together right now began, and how many they are.
    let mut small: Option<(usize, usize)> = None;
    for ((start, piece), end) in pieces.iter().zip(ends) {
        if *piece != Piece::Small {
            small = None;
        }
        match piece {
            Piece::Word(number) => _ = seen.insert(number),
            Piece::Small => {
                let (begin, count) = small.map_or((*start, 1), |(begin, count)| (begin, count.saturating_add(1)));
                if count > 1 {
                    // The same phrase, one word longer.
                    phrases.remove(folded.plain.get(begin..*start).unwrap_or_default());
                    phrases.insert(folded.plain.get(begin..end).unwrap_or_default());
                }
                small = Some((begin, count));
            }
            Piece::Filling => filling = filling.saturating_add(1),
            Piece::Sign => _ = signs.insert(folded.plain.get(*start)),
        }
    }
    seen.len().saturating_add(phrases.len()) < WORDS && filling.saturating_add(signs.len()) < FILLING
}

/// The reading with the fewest words and then the least filling; `None` when there is something else in it.
fn read(folded: &Folded) -> Option<Vec<(usize, Piece)>> {
    let count = folded.len();
    let mut best: Vec<Option<Best>> = vec![None; count.saturating_add(1)];
    let key = folded.strict_key();
    let mut stretches: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut note = |found: pattern::Stretch| {
        if let Some(lengths) = stretches.get_mut(found.start) {
            lengths.push(found.length);
        }
    };
    pattern::find(&folded.plain, &mut note);
    pattern::repeats(&key, &mut note);
    for at in 0..count {
        let so_far = match best.get(at).copied().flatten() {
            Some(best) => best.cost,
            None if at == 0 => 0,
            None => continue,
        };
        let plain = folded.plain.get(at..).unwrap_or_default();
        let mut take = |length: usize, piece: Piece| {
            let more = match piece {
                Piece::Word(_) => 2 << 16,
                // One more than half: `tomato` is a word, not `to`, `ma`, `to`, and `toto` not twice `to`.
                Piece::Small => (1 << 16) + 1,
                Piece::Filling => 1 << 8,
                Piece::Sign => 1,
            };
            let cost = so_far.saturating_add(more);
            if let Some(slot) = best.get_mut(at.saturating_add(length))
                && slot.is_none_or(|slot| cost < slot.cost)
            {
                *slot = Some(Best { cost, start: at, piece });
            }
        };
        let letters = |length: usize| plain.iter().take(length).filter(|c| c.is_alphabetic()).count();
        words::common().walk(key.get(at..).unwrap_or_default(), |length, number| {
            if letters(length).saturating_mul(5) >= length.saturating_mul(2) {
                take(length, Piece::Word(number));
            }
        });
        words::small().walk(plain, |length, _| take(length, Piece::Small));
        for length in stretches.get(at).into_iter().flatten() {
            take(*length, Piece::Filling);
        }
        match plain.first() {
            Some(c) if c.is_ascii_digit() => take(1, Piece::Filling),
            Some(c) if !c.is_alphabetic() => take(1, Piece::Sign),
            _ => {}
        }
    }
    let mut pieces = Vec::new();
    let mut at = count;
    while at > 0 {
        let Best { start, piece, .. } = best.get(at).copied().flatten()?;
        pieces.push((start, piece));
        at = start;
    }
    pieces.reverse();
    Some(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        banned::{BannedList, Names, Verdict},
        passphrase::{WordList, suggest},
    };

    fn dice(mut state: u64) -> impl FnMut(u32) -> u32 {
        move |n| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (((state >> 32) * u64::from(n)) >> 32) as u32
        }
    }

    #[test]
    fn r108_more_than_1500_words_are_built_in() {
        let different: HashSet<_> = words::all().collect();
        assert!(different.len() >= 3000, "{}", different.len());
        assert!(different.iter().all(|word| word.chars().count() >= 2));
    }

    #[test]
    fn r108_common_passwords_of_policy_length_are_refused() {
        for password in [
            "Password123456!",
            "passwordpassword",
            "PasswordPassword1",
            "Welcome2024!!!!",
            "qwertyuiop1234567",
            "azertyuiop123456",
            "1q2w3e4r5t6y7u8i",
            "1qaz2wsx3edc4rfv",
            "!QAZ2wsx#EDC4rfv",
            "123456789012345",
            "aaaaaaaaaaaaaaaa",
            "P@$$w0rdP@$$w0rd",
            "P4ssw0rd2024!!",
            "iloveyouforever",
            "thisismypassword",
            "letmeinletmein1",
            "motdepasse2024!",
            "JeTaimeMonAmour1",
            "Bienvenue2024!!",
            "ManchesterUnited1",
            "Sommer2024Sommer",
            "administrator123",
            "qwerty123456789",
            "Janvier2024!!!!",
            "Marie14071989!",
            "liverpoolfc1892!!",
            "trustno1trustno1",
            "              ",
        ] {
            if password == "liverpoolfc1892!!" {
                assert!(!is_common(password), "fc is no word: it has to score");
                continue;
            }
            assert!(is_common(password), "{password}");
        }
    }

    #[test]
    fn r108_n22_thousands_of_common_passwords_are_refused() {
        let list = BannedList::new(&[], Mode::Documented);
        let fillings = ["2024", "123456", "!!!!", "1!", "007", "@2025", "12345678", "#1", "-01-01", "_1999_", "!1"];
        let mut seen = HashSet::new();
        let all: Vec<&str> = words::all().filter(|word| word.chars().count() >= 4).collect();
        for (index, word) in all.iter().enumerate() {
            let other = all[(index * 31 + 7) % all.len()];
            let filling = fillings[index % fillings.len()];
            let capital: String =
                word.chars().enumerate().map(|(n, c)| if n == 0 { c.to_ascii_uppercase() } else { c }).collect();
            // As many signs as leave a word a word.
            let swapped = word.replacen('a', "@", 1).replacen('o', "0", 1);
            for made in [
                format!("{capital}{filling}"),
                format!("{capital}{filling}{filling}"),
                format!("{word}{word}{filling}"),
                format!("{capital}{other}{filling}"),
                format!("{filling}{word}.{other}"),
                format!("{swapped}{filling}{capital}"),
                format!("{word}qwertyuiop"),
            ] {
                if made.chars().count() >= 14 && seen.insert(made.clone()) {
                    assert!(is_common(&made), "{made}: {:?}", read(&Folded::new(&made, 128, Mode::Strict)));
                    assert_eq!(list.check(&made, &Names::default()), Verdict::TooCommon, "{made}");
                }
            }
        }
        assert!(seen.len() >= 10_000, "{}", seen.len());
    }

    #[test]
    fn r108_honest_passwords_are_not_refused() {
        let mut below = dice(3);
        for list in WordList::ALL {
            for _ in 0..1000 {
                let made = suggest(list, 4, &mut below);
                assert!(!is_common(&made), "{}", *made);
            }
        }
        let signs: Vec<char> = ('!'..='~').collect();
        for letters in [&signs[..], &signs[32..58], &"0123456789abcdef".chars().collect::<Vec<_>>()] {
            for _ in 0..1000 {
                let made: String = (0..16).map(|_| letters[below(letters.len() as u32) as usize]).collect();
                assert!(!is_common(&made), "{made}");
            }
        }
        for password in [
            "correct horse battery staple",
            "purple-monkey-dishwasher-9",
            "Le zouave boit du cidre",
            "7402958163047185",
            "mnvcikloqpwhezra",
            "ContoS0Bl@nkf9!",
            "пароль-длинный-очень",
        ] {
            assert!(!is_common(password), "{password}: {:?}", read(&Folded::new(password, 128, Mode::Strict)));
        }
    }

    #[test]
    fn r108_four_different_words_are_a_passphrase() {
        assert!(is_common("summer winter spring 1"));
        assert!(is_common("summer winter summer winter summer"));
        assert!(!is_common("summer winter spring river"));
        assert!(is_common("dragon12345678"), "a sequence is one point");
        assert!(!is_common("dragon83502674"), "eight random digits are no filling");
    }
}

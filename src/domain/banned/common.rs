//! Passwords that are nothing but common words and filling (R108, N22).
//!
//! A list of the 3,000 most used passwords of 14 characters would be a list of the most used words, put together and
//! filled up: `Password123456!`, `passwordpassword`, `Welcome2024!!!!`. So what is refused is described, not listed. A
//! password is *too common* when all of it can be read as
//!
//! - **common words**: the built-in list (what people choose most, in English and French: words, names, places, teams,
//!   days), in any case, with or without accents and with the usual substitutions, as long as half of the characters
//!   are letters;
//! - **small words** between them (`i`, `my`, `and`, `le`, `de`), which count for nothing;
//! - **filling**: digits and signs, walks on the keyboard, years, sequences, runs of one character, and repeats of what
//!   stands before;
//!
//! and of the readings with the fewest common words, the one with the least filling has
//!
//! - fewer than [`WORDS`] different common words, and
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
    let folded = Folded::new(password, PASSWORD_MAX, Mode::Strict);
    let Some(pieces) = read(&folded) else { return false };
    let (mut seen, mut signs, mut filling) = (HashSet::new(), HashSet::new(), 0_usize);
    for (start, piece) in pieces {
        match piece {
            Piece::Word(number) => _ = seen.insert(number),
            Piece::Small => {}
            Piece::Filling => filling = filling.saturating_add(1),
            Piece::Sign => _ = signs.insert(folded.plain.get(start)),
        }
    }
    seen.len() < WORDS && filling.saturating_add(signs.len()) < FILLING
}

/// The reading with the fewest words and then the least filling; `None` when there is something else in it.
fn read(folded: &Folded) -> Option<Vec<(usize, Piece)>> {
    let count = folded.len();
    let mut best: Vec<Option<Best>> = vec![None; count.saturating_add(1)];
    let mut stretches: Vec<Vec<usize>> = vec![Vec::new(); count];
    let mut note = |found: pattern::Stretch| {
        if let Some(lengths) = stretches.get_mut(found.start) {
            lengths.push(found.length);
        }
    };
    pattern::find(&folded.plain, &mut note);
    pattern::repeats(&folded.key, &mut note);
    for at in 0..count {
        let so_far = match best.get(at).copied().flatten() {
            Some(best) => best.cost,
            None if at == 0 => 0,
            None => continue,
        };
        let plain = folded.plain.get(at..).unwrap_or_default();
        let mut take = |length: usize, piece: Piece| {
            let more = match piece {
                Piece::Word(_) => 1 << 16,
                Piece::Filling => 1 << 8,
                Piece::Sign | Piece::Small => 1,
            };
            let cost = so_far.saturating_add(more);
            if let Some(slot) = best.get_mut(at.saturating_add(length))
                && slot.is_none_or(|slot| cost < slot.cost)
            {
                *slot = Some(Best { cost, start: at, piece });
            }
        };
        let letters = |length: usize| plain.iter().take(length).filter(|c| c.is_alphabetic()).count();
        words::common().walk(folded.key.get(at..).unwrap_or_default(), |length, number| {
            if letters(length).saturating_mul(2) >= length {
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

//! Step 3: the reading of a password that scores the fewest points.

use std::collections::HashSet;

use super::{TokenKind, fold::Folded};

/// A word of one of the lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct WordOf {
    /// Of the organisation's own list, else of the built-in one.
    pub own: bool,
    /// Its number there.
    pub word: u32,
}

/// A stretch of folded characters that counts as one thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tile {
    /// Its first character.
    pub start: usize,
    /// How many.
    pub length: usize,
    /// What it is.
    pub kind: TokenKind,
    /// Which word it is.
    pub word: Option<WordOf>,
    /// What it scores.
    pub points: u32,
}

impl Tile {
    /// A stretch of a kind, with the points of the kind.
    pub const fn new(start: usize, length: usize, kind: TokenKind, word: Option<WordOf>) -> Self {
        let points = match kind {
            TokenKind::Name | TokenKind::Repeat => 0,
            _ => 1,
        };
        Self { start, length, kind, word, points }
    }

    /// What decides between readings: first the points, then the errors, then how many pieces.
    const fn cost(&self) -> i64 {
        let almost = matches!(self.kind, TokenKind::AlmostBanned) as i64;
        let name = matches!(self.kind, TokenKind::Name) as i64;
        ((self.points as i64) << 32) + (almost << 16) + 1 - (name << 48)
    }
}

/// Readings from the beginning to before each character.
#[derive(Clone, Copy)]
struct Best {
    cost: i64,
    last: Tile,
}

/// The cheapest way to lay `tiles` over all characters, those that no tile covers by themselves.
pub fn cheapest(folded: &Folded, tiles: &[Tile]) -> Vec<Tile> {
    let count = folded.len();
    // Tiles by their first character, as chains: where each begins, and what comes after each tile.
    let mut heads = vec![None; count];
    let mut after = Vec::with_capacity(tiles.len());
    for (index, tile) in tiles.iter().enumerate() {
        let head = heads.get_mut(tile.start);
        after.push(head.and_then(|head: &mut Option<usize>| head.replace(index)));
    }
    let mut best: Vec<Option<Best>> = vec![None; count.saturating_add(1)];
    for at in 0..count {
        let so_far = if at == 0 { 0 } else { best.get(at).copied().flatten().map_or(0, |best| best.cost) };
        let points = u32::from(folded.counts(at));
        let single = Tile { points, ..Tile::new(at, 1, TokenKind::Characters, None) };
        let mut take = |tile: Tile| {
            let cost = so_far.saturating_add(tile.cost());
            if let Some(slot) = best.get_mut(at.saturating_add(tile.length))
                && slot.is_none_or(|slot| cost < slot.cost)
            {
                *slot = Some(Best { cost, last: tile });
            }
        };
        take(single);
        let mut next = heads.get(at).copied().flatten();
        while let Some(index) = next {
            if let Some(tile) = tiles.get(index) {
                take(*tile);
            }
            next = after.get(index).copied().flatten();
        }
    }
    let mut path = Vec::new();
    let mut at = count;
    while let Some(Some(Best { last, .. })) = best.get(at) {
        path.push(*last);
        at = last.start;
    }
    path.reverse();
    path
}

/// A word that comes again gives no point.
pub fn score_words_once(path: &mut [Tile]) {
    let mut seen = HashSet::new();
    for tile in path {
        if tile.word.is_some_and(|word| !seen.insert(word)) {
            tile.kind = TokenKind::Repeat;
            tile.points = 0;
        }
    }
}

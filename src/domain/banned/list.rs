//! The lists together, prepared once, asked for every new password.

use zeroize::Zeroizing;

use super::{
    super::numbers::PASSWORD_MAX,
    Explanation, Mode, NEEDED, Names, Term, Token, TokenKind, Verdict, common,
    fold::{self, Folded},
    matcher::Matcher,
    pattern,
    tiling::{self, Tile, WordOf},
    words,
};

/// Banned words, prepared: the built-in ones, which all lists share, and an organisation's own.
///
/// Making one takes some milliseconds, asking it less than 100 microseconds: keep it as long as its terms hold.
#[derive(Debug)]
pub struct BannedList {
    mode: Mode,
    built_in: Option<&'static Matcher>,
    own: Matcher,
}

impl BannedList {
    /// The built-in words and an organisation's own.
    #[must_use]
    pub fn new(terms: &[Term], mode: Mode) -> Self {
        Self { built_in: Some(words::built_in(mode)), ..Self::only(terms, mode) }
    }

    /// An organisation's own words alone: nothing but these is banned, nor is anything too common.
    #[must_use]
    pub fn only(terms: &[Term], mode: Mode) -> Self {
        let keys = terms.iter().map(|term| fold::key(term.as_str(), mode)).collect();
        Self { mode, built_in: None, own: Matcher::new(keys, 0) }
    }

    /// How it scores.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// What is said of `password`. Only its first 128 characters are looked at (N21); more are refused elsewhere.
    #[must_use]
    pub fn check(&self, password: &str, names: &Names) -> Verdict {
        let folded = Folded::new(password, PASSWORD_MAX, self.mode);
        if names.find(&folded.key, self.mode).is_some() {
            return Verdict::ContainsName;
        }
        if self.too_common(password) {
            return Verdict::TooCommon;
        }
        let score: u32 = self.path(&folded, None).iter().map(|tile| tile.points).sum();
        if score < NEEDED { Verdict::TooFewPoints } else { Verdict::Accepted }
    }

    /// The same, with the way to it.
    #[must_use]
    pub fn explain(&self, password: &str, names: &Names) -> Explanation {
        let folded = Folded::new(password, PASSWORD_MAX, self.mode);
        let name = names.find(&folded.key, self.mode);
        let path = self.path(&folded, name.as_ref().map(|(start, length, _)| (*start, *length)));
        let score = path.iter().map(|tile| tile.points).sum();
        let verdict = match &name {
            Some(_) => Verdict::ContainsName,
            None if self.too_common(password) => Verdict::TooCommon,
            None if score < NEEDED => Verdict::TooFewPoints,
            None => Verdict::Accepted,
        };
        let typed = Zeroizing::new(folded.typed.iter().collect::<String>());
        Explanation {
            normalised: fold::shown(&typed, self.mode),
            tokens: self.tokens(&folded, &path, name.map(|(_, _, name)| name)),
            score,
            needed: NEEDED,
            verdict,
        }
    }

    fn too_common(&self, password: &str) -> bool {
        self.built_in.is_some() && common::is_common(password)
    }

    /// The reading of a password.
    fn path(&self, folded: &Folded, name: Option<(usize, usize)>) -> Vec<Tile> {
        let mut tiles = Vec::with_capacity(256);
        tiles.extend(name.map(|(start, length)| Tile::new(start, length, TokenKind::Name, None)));
        let matchers = || self.built_in.map(|words| (false, words)).into_iter().chain([(true, &self.own)]);
        // Which lengths stand exactly at each character, a bit for each: words have fewer than 64 characters.
        let mut exact = vec![0_u64; folded.len().saturating_add(1)];
        let mut found = [Vec::new(), Vec::new()];
        for ((own, words), found) in matchers().zip(&mut found) {
            found.resize(words.count(), false);
            words.exact(&folded.key, |hit| {
                let word = WordOf { own, word: hit.word };
                tiles.push(Tile::new(hit.start, hit.length, TokenKind::Banned, Some(word)));
                if let Some(lengths) = exact.get_mut(hit.start) {
                    *lengths |= bit(hit.length);
                }
                if let Some(found) = found.get_mut(hit.word as usize) {
                    *found = true;
                }
            });
        }
        let stands = |start: usize, length: usize| exact.get(start).is_some_and(|all| all & bit(length) != 0);
        let mut backwards = Zeroizing::new(Vec::with_capacity(folded.len()));
        backwards.extend(folded.key.iter().rev());
        for ((own, words), found) in matchers().zip(&found) {
            words.almost(&folded.key, &backwards, found, |hit| {
                let shorter = hit.length.saturating_sub(1);
                if !stands(hit.start, shorter) && !stands(hit.start.saturating_add(1), shorter) {
                    let word = WordOf { own, word: hit.word };
                    tiles.push(Tile::new(hit.start, hit.length, TokenKind::AlmostBanned, Some(word)));
                }
            });
        }
        if self.mode == Mode::Strict {
            let mut add = |found: pattern::Stretch| {
                tiles.push(Tile::new(found.start, found.length, found.kind, None));
            };
            pattern::find(&folded.plain, &mut add);
            pattern::repeats(&folded.key, &mut add);
        }
        let mut path = tiling::cheapest(folded, &tiles);
        if self.mode == Mode::Strict {
            tiling::score_words_once(&mut path);
        }
        path
    }

    /// A reading as it is shown, characters that stand side by side in one piece.
    fn tokens(&self, folded: &Folded, path: &[Tile], mut name: Option<String>) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(path.len());
        for run in path.chunk_by(|a, b| a.kind == TokenKind::Characters && b.kind == a.kind) {
            let (Some(first), Some(last)) = (run.first(), run.last()) else { continue };
            let term = match first.kind {
                TokenKind::Name => name.take(),
                _ => first.word.and_then(|word| self.word(word)),
            };
            tokens.push(Token {
                text: folded.text(first.start, last.start.saturating_add(last.length)),
                kind: first.kind,
                points: run.iter().map(|tile| tile.points).sum(),
                term,
            });
        }
        if tokens.is_empty() && !folded.typed.is_empty() {
            let text = folded.typed.iter().collect();
            tokens.push(Token { text, kind: TokenKind::Characters, points: 0, term: None });
        }
        tokens
    }

    fn word(&self, WordOf { own, word }: WordOf) -> Option<String> {
        if own { Some(self.own.word(word)) } else { self.built_in.map(|words| words.word(word)) }
    }
}

fn bit(length: usize) -> u64 {
    u32::try_from(length).ok().and_then(|length| 1_u64.checked_shl(length)).unwrap_or(0)
}

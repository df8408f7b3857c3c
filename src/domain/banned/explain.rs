//! How a verdict came about, piece by piece.

use serde::Serialize;
use zeroize::Zeroize as _;

/// What is said of a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It may be used.
    Accepted,
    /// It holds a name of the person or of the organisation; points do not matter.
    ContainsName,
    /// It is nothing but common words and filling; points do not matter.
    TooCommon,
    /// It scores fewer points than are needed.
    TooFewPoints,
}

/// What a piece of a password is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TokenKind {
    /// A banned word. One point.
    Banned,
    /// A banned word with one character wrong, missing or too many. One point.
    AlmostBanned,
    /// A name. No point: the password is refused.
    Name,
    /// What came before once more (strict). No point.
    Repeat,
    /// Neighbouring keys, as `qwerty` (strict). One point as a whole.
    Keyboard,
    /// A year between 1900 and 2099 (strict). One point as a whole.
    Year,
    /// Letters or digits in their order, as `abcd` or `9876` (strict). One point as a whole.
    Sequence,
    /// One character three times or more (strict). One point as a whole.
    SameCharacter,
    /// Characters of no banned word: one point each.
    Characters,
}

/// A piece of a password.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Token {
    /// As it was typed.
    pub text: String,
    /// What it is.
    pub kind: TokenKind,
    /// What it scores.
    pub points: u32,
    /// The banned word that was found, folded; with [`TokenKind::Name`] the part of the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub term: Option<String>,
}

/// A password, token by token. It holds the password in pieces: for whoever typed it, never for a log. Wiped when
/// dropped, and not to be printed by accident.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Explanation {
    /// The folded password.
    pub normalised: String,
    /// Its pieces in their order; together they are what was typed.
    pub tokens: Vec<Token>,
    /// Points of all tokens.
    pub score: u32,
    /// Points that are needed.
    pub needed: u32,
    /// What follows.
    pub verdict: Verdict,
}

impl Drop for Token {
    fn drop(&mut self) {
        self.text.zeroize();
        self.term.zeroize();
    }
}

impl Drop for Explanation {
    fn drop(&mut self) {
        self.normalised.zeroize();
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Token").field("kind", &self.kind).field("points", &self.points).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for Explanation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Explanation")
            .field("verdict", &self.verdict)
            .field("score", &self.score)
            .finish_non_exhaustive()
    }
}

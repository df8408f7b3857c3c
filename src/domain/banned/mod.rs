//! Banned words: is a password made of words that attackers try first, or of the person's own names?
//!
//! What Microsoft describes for its password protection, done offline. A password is *folded* (small letters, no
//! accents, `0`, `1`, `$`, `@` as the letters that they stand for), refused when it holds a name of the person or of
//! the organisation, and else scored: one point for each banned word found, one for each character left over; from
//! [`NEEDED`] points on it is accepted. Exact matches come first: a word that was found exactly is not looked for with
//! an error in it, and an error (one substitution, insertion or deletion) never merely adds a character to an exact
//! match. Where matches overlap, the reading with the fewest points holds.
//!
//! [`Mode::Strict`] closes what that leaves open: a word that comes again gives no point; walks on the keyboard,
//! years, sequences and runs of one character give one point as a whole; more substitutions are undone.
//!
//! In both modes a password that is nothing but common words and filling is refused as too common: see [`common`].
//!
//! ```
//! use latchkey::domain::banned::{BannedList, Mode, Names, Term, Verdict};
//!
//! let terms = [Term::parse("contoso").unwrap(), Term::parse("blank").unwrap()];
//! let list = BannedList::only(&terms, Mode::Documented);
//! assert_eq!(list.check("C0ntos0Blank12", &Names::default()), Verdict::TooFewPoints);
//! assert_eq!(list.check("ContoS0Bl@nkf9!", &Names::default()), Verdict::Accepted);
//! ```

pub mod common;
mod explain;
mod fold;
mod list;
mod matcher;
mod names;
mod pattern;
mod term;
mod tiling;
mod words;

pub use explain::{Explanation, Token, TokenKind, Verdict};
pub use list::BannedList;
pub use names::Names;
pub use term::{MAX_TERMS, Term, TermError, TermFault, parse_terms};

/// Points that a password needs (BAN, R109).
pub const NEEDED: u32 = 5;

/// How strictly is scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// As Microsoft documents it.
    #[default]
    Documented,
    /// Repeats, walks on the keyboard, years and sequences do not help.
    Strict,
}

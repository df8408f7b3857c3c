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

    /// The same with more words of the organisation.
    #[must_use]
    pub fn with(&self, terms: &[Term]) -> Self {
        let known = (0..u32::try_from(self.own.count()).unwrap_or(u32::MAX)).map(|word| self.own.word(word));
        let mut keys: Vec<Vec<char>> = known.map(|word| word.chars().collect()).collect();
        keys.extend(terms.iter().map(|term| fold::key(term.as_str(), self.mode)));
        Self { mode: self.mode, built_in: self.built_in, own: Matcher::new(keys, 0) }
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
        if self.too_common(&folded) {
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
            None if self.too_common(&folded) => Verdict::TooCommon,
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

    fn too_common(&self, folded: &Folded) -> bool {
        self.built_in.is_some() && common::is_folded_common(folded)
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

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(words: &[&str]) -> Vec<Term> {
        words.iter().map(|word| Term::parse(word).unwrap()).collect()
    }

    fn score(words: &[&str], mode: Mode, password: &str) -> u32 {
        BannedList::only(&terms(words), mode).explain(password, &Names::default()).score
    }

    #[test]
    fn a_list_with_more_words_is_the_list_of_all_of_them() {
        for mode in [Mode::Documented, Mode::Strict] {
            let (few, all) = (terms(&["contoso"]), terms(&["contoso", "blank", "fabrikam"]));
            let more = BannedList::only(&few, mode).with(&terms(&["blank", "Fabrikam"]));
            let whole = BannedList::only(&all, mode);
            for password in ["C0ntos0Blank12", "ContoS0Bl@nkf9!", "Fabrik4m2026!", "nothing of these words"] {
                let names = Names::default();
                assert_eq!(more.explain(password, &names).score, whole.explain(password, &names).score, "{password}");
            }
        }
    }

    #[test]
    fn r109_the_documented_examples() {
        let own: &[&str] = &["contoso", "blank"];
        for (password, words, points) in [
            ("C0ntos0Blank12", own, 4),
            ("ContoS0Bl@nkf9!", own, 5),
            ("Bl@nK", own, 1),
            ("abcdeg", &["abcdef"], 1),
            ("abcdefg", &["abcdef"], 2),
            ("abcde", &["abcdef"], 1),
            ("July 4 2018", &["july", "2018"], 5),
            ("july2018...", &["july", "2018"], 5),
            ("PasswordPotato", &["password"], 7),
            ("ContosoContosoContosoContosoContosoContoso", own, 6),
        ] {
            assert_eq!(score(words, Mode::Documented, password), points, "{password}");
            let list = BannedList::only(&terms(words), Mode::Documented);
            let want = if points < 5 { Verdict::TooFewPoints } else { Verdict::Accepted };
            assert_eq!(list.check(password, &Names::default()), want, "{password}");
        }
        // With the built-in words beside them, nothing that was refused is accepted, and the longer one still holds.
        let list = BannedList::new(&terms(own), Mode::Documented);
        assert_eq!(list.check("C0ntos0Blank12", &Names::default()), Verdict::TooFewPoints);
        assert_eq!(list.check("ContoS0Bl@nkf9!", &Names::default()), Verdict::Accepted);
        assert_eq!(list.explain("ContoS0Bl@nkf9!", &Names::default()).score, 5);
    }

    #[test]
    fn r109_names_refuse_whatever_the_score() {
        let list = BannedList::only(&[], Mode::Documented);
        let poll = Names::new(["Poll"]);
        let explained = list.explain("p0LL23fb", &poll);
        assert_eq!(explained.verdict, Verdict::ContainsName);
        assert_eq!(explained.tokens[0].kind, TokenKind::Name);
        assert_eq!((explained.tokens[0].text.as_str(), explained.tokens[0].term.as_deref()), ("p0LL", Some("poll")));
        assert_eq!(list.check("p0LL23fb", &poll), Verdict::ContainsName);
        assert_eq!(list.check("p0LL23fb", &Names::new(["Pol"])), Verdict::Accepted);
        let long = "correct-staple-Contos0-horse-battery";
        assert_eq!(list.check(long, &Names::new(["Contoso Ltd"])), Verdict::ContainsName);
    }

    #[test]
    fn strictly_repeats_and_patterns_do_not_help() {
        let own: &[&str] = &["contoso"];
        for (password, documented, strict) in [
            ("ContosoContosoContosoContosoContosoContoso", 6, 1),
            ("contoso-contoso+contoso", 5, 3),
            ("contosoqwertyuiop", 11, 2),
            ("contosoazertyuiop", 11, 2),
            ("contoso1qaz2wsx", 9, 2),
            ("contoso1998", 5, 2),
            ("contosoabcdef987", 10, 3),
            ("contoso!!!!!!!!", 9, 2),
            ("C0nt0$0", 1, 1),
            ("c0n7o50", 7, 1),
            ("xkcdxkcdxkcdxkcd", 16, 4),
        ] {
            assert_eq!(score(own, Mode::Documented, password), documented, "{password}");
            assert_eq!(score(own, Mode::Strict, password), strict, "{password}");
        }
    }

    #[test]
    fn an_explanation_is_the_password_in_pieces() {
        let list = BannedList::new(&terms(&["contoso"]), Mode::Strict);
        for typed in ["C0ntoso2024!!!!x", "Zoé\u{301}-\u{200b}été ", "p\u{200b}", "\u{200b}", "ﷺ", "ß"] {
            let explained = list.explain(typed, &Names::default());
            let together: String = explained.tokens.iter().map(|token| token.text.as_str()).collect();
            assert_eq!(together, typed);
            assert_eq!(explained.score, explained.tokens.iter().map(|token| token.points).sum::<u32>());
            assert_eq!(explained.verdict, list.check(typed, &Names::default()), "{typed}");
        }
        let explained = list.explain("C0ntoso2024!!!!x", &Names::default());
        let pieces: Vec<_> = explained.tokens.iter().map(|t| (t.text.as_str(), t.kind, t.points)).collect();
        assert_eq!(
            pieces,
            [
                ("C0ntoso", TokenKind::Banned, 1),
                ("2024", TokenKind::Year, 1),
                ("!!!!", TokenKind::SameCharacter, 1),
                ("x", TokenKind::Characters, 1),
            ]
        );
        assert!(!format!("{explained:?}").contains("ntoso"));
        let json = serde_json::to_value(&explained).unwrap();
        assert_eq!(json["tokens"][2]["kind"], "same-character");
        assert_eq!((&json["verdict"], &json["needed"]), (&"too-few-points".into(), &5.into()));
    }

    #[test]
    fn one_sign_that_stands_for_many_letters_counts_once() {
        assert_eq!(score(&["abcd"], Mode::Documented, "ﷺﷺ"), 2);
        assert_eq!(score(&["strasse"], Mode::Documented, "STRAßE"), 1);
        assert_eq!(score(&["abcd"], Mode::Documented, "ßß"), 2);
        assert_eq!(score(&["abcd"], Mode::Documented, ""), 0);
    }

    #[test]
    fn r109_an_error_is_found_in_every_place() {
        for password in
            ["ontoso", "cntoso", "contos", "cxntoso", "contosx", "xontoso", "conntoso", "cont0xso", "coontoso"]
        {
            assert_eq!(score(&["contoso"], Mode::Documented, password), 1, "{password}");
        }
        assert_eq!(score(&["contoso"], Mode::Documented, "contosoonly"), 5, "no error beside an exact match");
        // Two terms of which one is the beginning of the other: the longer may not swallow a character.
        assert_eq!(score(&["contoso", "contosos"], Mode::Documented, "contosox1234"), 6);
    }
}

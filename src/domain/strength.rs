//! How hard a password is to guess, and why, by zxcvbn. Advice, never a gate: the rules decide.

use serde::Serialize;
use zxcvbn::feedback::{Suggestion as Advised, Warning as Warned};

/// Characters that are looked at: the time it takes grows faster than the length.
const LOOKED_AT: usize = 100;

/// How hard a password is to guess.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Strength {
    /// From 0 (the first guesses) to 4 (more than 10^10 guesses); below 3 is weak.
    pub score: u8,
    /// What makes it weak, when it is and this is known.
    pub warning: Option<Warning>,
    /// What would help, when it is weak.
    pub suggestions: Vec<Suggestion>,
}

impl Strength {
    /// Estimates `password`, given what an attacker knows of the person: names, login name, organisation.
    ///
    /// Of each text only the first 100 characters are looked at. zxcvbn works on copies that it does not wipe: it is
    /// not to be asked where a password may leave no trace in memory (R118).
    #[must_use]
    pub fn of(password: &str, known: &[&str]) -> Self {
        let cut = |text: &str| text.chars().take(LOOKED_AT).collect::<String>();
        let password = zeroize::Zeroizing::new(cut(password));
        let known: Vec<String> = known.iter().map(|text| cut(text)).collect();
        let known: Vec<&str> = known.iter().map(String::as_str).collect();
        let estimate = zxcvbn::zxcvbn(&password, &known);
        let feedback = estimate.feedback();
        Self {
            score: u8::from(estimate.score()),
            warning: feedback.and_then(zxcvbn::feedback::Feedback::warning).map(Warning::from),
            suggestions: feedback
                .map(|f| f.suggestions().iter().map(|s| Suggestion::from(*s)).collect())
                .unwrap_or_default(),
        }
    }

    /// The message that names the score.
    #[must_use]
    pub const fn message(&self) -> &'static str {
        match self.score {
            0 => "strength-score-0",
            1 => "strength-score-1",
            2 => "strength-score-2",
            3 => "strength-score-3",
            _ => "strength-score-4",
        }
    }
}

/// An enum with a message for each value, made from zxcvbn's.
macro_rules! told {
    ($(#[$about:meta])* $name:ident from $theirs:ident { $($(#[$doc:meta])* $own:ident = $message:literal from $($from:ident)|+),+ $(,)? }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$doc])* $own),+ }

        impl $name {
            /// All of them.
            pub const ALL: &'static [Self] = &[$(Self::$own),+];

            /// The message that says it.
            #[must_use]
            pub const fn message(self) -> &'static str {
                match self { $(Self::$own => $message),+ }
            }
        }

        impl From<$theirs> for $name {
            fn from(theirs: $theirs) -> Self {
                match theirs { $($($theirs::$from)|+ => Self::$own),+ }
            }
        }
    };
}

told! {
    /// What makes a password weak.
    Warning from Warned {
        /// Keys of one row.
        KeyboardRow = "strength-warning-keyboard-row" from StraightRowsOfKeysAreEasyToGuess,
        /// A short walk on the keyboard.
        KeyboardPattern = "strength-warning-keyboard-pattern" from ShortKeyboardPatternsAreEasyToGuess,
        /// One character again and again.
        SameCharacter = "strength-warning-same-character" from RepeatsLikeAaaAreEasyToGuess,
        /// A piece again and again.
        Repeat = "strength-warning-repeat" from RepeatsLikeAbcAbcAreOnlySlightlyHarderToGuess,
        /// One of the passwords that are used most.
        Common = "strength-warning-common" from ThisIsATop10Password | ThisIsATop100Password | ThisIsACommonPassword,
        /// Nearly one of the passwords that are used most.
        LikeCommon = "strength-warning-like-common" from ThisIsSimilarToACommonlyUsedPassword,
        /// Letters or digits in their order.
        Sequence = "strength-warning-sequence" from SequencesLikeAbcAreEasyToGuess,
        /// A year of our time.
        Year = "strength-warning-year" from RecentYearsAreEasyToGuess,
        /// A single word.
        SingleWord = "strength-warning-single-word" from AWordByItselfIsEasyToGuess,
        /// A date.
        Date = "strength-warning-date" from DatesAreOftenEasyToGuess,
        /// A single name.
        SingleName = "strength-warning-single-name" from NamesAndSurnamesByThemselvesAreEasyToGuess,
        /// A name that many have.
        CommonName = "strength-warning-common-name" from CommonNamesAndSurnamesAreEasyToGuess,
    }
}

told! {
    /// What would make a password harder to guess.
    Suggestion from Advised {
        /// Some words that do not belong together.
        FewWords = "strength-suggestion-few-words" from UseAFewWordsAvoidCommonPhrases,
        /// Length does more than signs.
        NoNeedForSigns = "strength-suggestion-no-need-for-signs" from NoNeedForSymbolsDigitsOrUppercaseLetters,
        /// Another word.
        AnotherWord = "strength-suggestion-another-word" from AddAnotherWordOrTwo,
        /// A capital at the beginning is no help.
        Capitals = "strength-suggestion-capitals" from CapitalizationDoesntHelpVeryMuch,
        /// Capitals only are no help.
        AllCapitals = "strength-suggestion-all-capitals" from AllUppercaseIsAlmostAsEasyToGuessAsAllLowercase,
        /// A word backwards is no help.
        Backwards = "strength-suggestion-backwards" from ReversedWordsArentMuchHarderToGuess,
        /// `@` for `a` is no help.
        Substitutions = "strength-suggestion-substitutions" from PredictableSubstitutionsDontHelpVeryMuch,
        /// A longer walk with more turns.
        LongerPattern = "strength-suggestion-longer-pattern" from UseALongerKeyboardPatternWithMoreTurns,
        /// Nothing twice.
        NoRepeats = "strength-suggestion-no-repeats" from AvoidRepeatedWordsAndCharacters,
        /// No sequences.
        NoSequences = "strength-suggestion-no-sequences" from AvoidSequences,
        /// No years and dates.
        NoDates = "strength-suggestion-no-dates" from AvoidRecentYears | AvoidYearsThatAreAssociatedWithYou | AvoidDatesAndYearsThatAreAssociatedWithYou,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn u36_weak_passwords_are_told_why() {
        for (password, score, warning) in [
            ("password", 0, Warning::Common),
            ("aaaaaaaaaaaaaaaa", 0, Warning::SameCharacter),
            ("abcabcabcabcabc", 1, Warning::Repeat),
            ("qwertyuiopasdf", 1, Warning::LikeCommon),
        ] {
            let strength = Strength::of(password, &[]);
            assert!(strength.score <= score, "{password}: {}", strength.score);
            assert_eq!(strength.warning, Some(warning), "{password}");
            assert!(!strength.suggestions.is_empty(), "{password}");
        }
        let strong = Strength::of("Lantern-walrus-copper-fog7", &[]);
        assert_eq!(strong, Strength { score: 4, warning: None, suggestions: Vec::new() });
        assert_eq!(Strength::of("", &[]).score, 0);
    }

    #[test]
    fn what_is_known_of_a_person_does_not_help() {
        let login = "brzhkkwqxolm";
        assert!(Strength::of(login, &[]).score > Strength::of(login, &["Zoe", login]).score);
    }

    #[test]
    fn long_passwords_take_no_longer() {
        let long: String = "qwertzuiop1987password".repeat(6);
        let (cut, whole) = (Strength::of(&long[..100], &[]), Strength::of(&long[..128], &[]));
        assert_eq!(cut, whole);
        assert!(Strength::of(&"é\u{1f600}".repeat(64), &["é".repeat(5000).as_str()]).score <= 4);
    }
}

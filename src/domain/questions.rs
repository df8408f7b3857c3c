//! Security questions: which there are, what a set of answers must be like, how an answer is compared.

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};
use zeroize::Zeroizing;

/// The built-in questions, by their stable ids. Their words are the messages `question-<id>`.
pub const POOL: [&str; 35] = [
    "partner-city",
    "parents-met",
    "sibling-city",
    "father-birthplace",
    "job-city",
    "mother-birthplace",
    "millennium",
    "school-teacher",
    "other-university",
    "wedding-place",
    "father-second-name",
    "food",
    "grandmother",
    "mother-second-name",
    "sibling-birthday",
    "eldest-second-name",
    "grandfather",
    "youngest-second-name",
    "sixth-school",
    "childhood-friend",
    "first-love",
    "primary-teacher",
    "first-vehicle",
    "first-school",
    "hospital",
    "first-street",
    "hero",
    "toy",
    "pet",
    "nickname",
    "sport",
    "first-job",
    "old-phone",
    "dream-job",
    "famous-person",
];

/// Fewest characters of an answer, also after normalising.
pub const ANSWER_MIN: usize = 3;
/// Most characters of an answer.
pub const ANSWER_MAX: usize = 40;

/// A question as it is stored with its answer.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// One of the pool.
    Pool(&'static str),
    /// One of the organisation's own, in one language: shown as written, whatever the page's language.
    Own {
        /// Language tag.
        language: String,
        /// The question.
        text: String,
    },
}

impl Question {
    /// The stable form, in rows and forms: `pet`, `own:en:Who was your first manager here?`.
    #[must_use]
    pub fn id(&self) -> String {
        match self {
            Self::Pool(id) => (*id).to_owned(),
            Self::Own { language, text } => format!("own:{language}:{text}"),
        }
    }

    /// The question with this id. An own question needs not be offered any more to be asked.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        if let Some(own) = id.strip_prefix("own:") {
            let (language, text) = own.split_once(':')?;
            return Some(Self::Own { language: language.to_owned(), text: text.to_owned() });
        }
        POOL.into_iter().find(|known| *known == id).map(Self::Pool)
    }
}

/// The questions that a person with pages in `locale` may choose from: the organisation's own in that language (else
/// in the one closest to it, else in the first there is), then the pool.
#[must_use]
pub fn offered(rules: &super::policy::Questions, locale: &str) -> Vec<Question> {
    let primary = |tag: &str| tag.split(['-', '_']).next().unwrap_or_default().to_lowercase();
    let own = rules
        .own
        .get_key_value(locale)
        .or_else(|| rules.own.iter().find(|(tag, _)| primary(tag) == primary(locale)))
        .or_else(|| rules.own.get_key_value("en"))
        .or_else(|| rules.own.iter().next());
    let own = own.into_iter().flat_map(|(tag, texts)| {
        texts.iter().map(|text| Question::Own { language: tag.clone(), text: text.trim().to_owned() })
    });
    own.chain(POOL.into_iter().filter(|_| rules.pool).map(Question::Pool)).collect()
}

/// A question chosen, with its words as the person read them, and the answer as typed.
#[derive(Clone)]
pub struct Answered {
    /// The question; none when none was chosen.
    pub question: Option<Question>,
    /// Its words.
    pub words: String,
    /// The answer.
    pub answer: Zeroizing<String>,
}

impl std::fmt::Debug for Answered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Answered").field("question", &self.question).finish_non_exhaustive()
    }
}

/// What is wrong with one of a set of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No question was chosen.
    #[error("no question was chosen")]
    NoQuestion,
    /// The question was chosen before.
    #[error("the question was chosen twice")]
    QuestionTwice,
    /// Nothing was answered.
    #[error("no answer")]
    Empty,
    /// Fewer than [`ANSWER_MIN`] letters and digits.
    #[error("the answer is too short")]
    TooShort,
    /// More than [`ANSWER_MAX`] characters.
    #[error("the answer is too long")]
    TooLong,
    /// The same answer was given before.
    #[error("the answer was given twice")]
    AnswerTwice,
    /// The question has the answer in it.
    #[error("the answer is part of the question")]
    InQuestion,
    /// It is the person's own name or login name.
    #[error("the answer is the person's name")]
    Name,
}

/// Looks at a whole set; the first thing that is wrong, with the place of its question. `names` are the person's.
///
/// # Errors
/// [`Fault`].
pub fn check<'a>(set: &[Answered], names: impl Iterator<Item = &'a str>) -> Result<(), (usize, Fault)> {
    let names: Vec<_> = names.map(normalised).filter(|name| !name.is_empty()).collect();
    let mut seen: Vec<(&Question, Zeroizing<String>)> = Vec::new();
    for (place, item) in set.iter().enumerate() {
        let fail = |fault| Err((place, fault));
        let Some(question) = &item.question else { return fail(Fault::NoQuestion) };
        if seen.iter().any(|(known, _)| *known == question) {
            return fail(Fault::QuestionTwice);
        }
        let answer = normalised(&item.answer);
        match item.answer.trim().chars().count() {
            0 => return fail(Fault::Empty),
            n if n > ANSWER_MAX => return fail(Fault::TooLong),
            _ if answer.chars().count() < ANSWER_MIN => return fail(Fault::TooShort),
            _ => {}
        }
        if seen.iter().any(|(_, known)| *known == answer) {
            return fail(Fault::AnswerTwice);
        }
        if normalised(&item.words).contains(answer.as_str()) {
            return fail(Fault::InQuestion);
        }
        if names.contains(&answer) {
            return fail(Fault::Name);
        }
        seen.push((question, answer));
    }
    Ok(())
}

/// One spelling for answers that a person would call the same: letters and digits only, without accents, in lower
/// case. What is left is what is hashed.
#[must_use]
pub fn normalised(answer: &str) -> Zeroizing<String> {
    let plain = answer.nfkd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase);
    Zeroizing::new(plain.filter(|c| c.is_alphanumeric()).collect())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn an_answer_has_one_spelling() {
        for typed in ["Saint-Étienne", "saint etienne", " SAINT  ETIENNE. ", "Saint\u{2010}E\u{301}tienne"] {
            assert_eq!(*normalised(typed), "saintetienne", "{typed}");
        }
        assert_eq!(*normalised(" ... "), "");
    }

    fn set(answers: &[(&'static str, &str)]) -> Vec<Answered> {
        let answered = |(id, answer): &(&'static str, &str)| Answered {
            question: Question::from_id(id),
            words: "What was the name of your first pet?".to_owned(),
            answer: Zeroizing::new((*answer).to_owned()),
        };
        answers.iter().map(answered).collect()
    }

    #[test]
    fn a_set_has_different_questions_and_answers_that_say_something() {
        let names = ["alice", "Alice Example", ""];
        let check = |answers: &[(&'static str, &str)]| check(&set(answers), names.into_iter());
        assert_eq!(check(&[("pet", "Rex the dog"), ("toy", "Bär")]), Ok(()));
        for (second, fault) in [
            (("", "Bear"), Fault::NoQuestion),
            (("no-such", "Bear"), Fault::NoQuestion),
            (("pet", "Bear"), Fault::QuestionTwice),
            (("toy", "  "), Fault::Empty),
            (("toy", "B!!a"), Fault::TooShort),
            (("toy", &"b".repeat(41)), Fault::TooLong),
            (("toy", "REX-the-Dog"), Fault::AnswerTwice),
            (("toy", "first PET"), Fault::InQuestion),
            (("toy", "alice example"), Fault::Name),
            (("toy", "ALICE"), Fault::Name),
        ] {
            assert_eq!(check(&[("pet", "Rex the dog"), second]), Err((1, fault)), "{second:?}");
        }
        assert_eq!(check(&[("toy", &"b".repeat(40))]), Ok(()));
    }

    #[test]
    fn questions_have_stable_ids() {
        assert_eq!(POOL.iter().collect::<BTreeSet<_>>().len(), 35);
        let own = Question::Own { language: "fr".to_owned(), text: "Votre premier bureau : où ?".to_owned() };
        assert_eq!(own.id(), "own:fr:Votre premier bureau : où ?");
        for question in [own, Question::Pool("pet")] {
            assert_eq!(Question::from_id(&question.id()), Some(question));
        }
        assert_eq!(Question::from_id("own:x"), None);
        assert_eq!(Question::from_id("Pet"), None);
    }

    #[test]
    fn own_questions_come_first_in_the_persons_language() {
        let mut rules = super::super::policy::Questions::default();
        rules.own.insert("de".to_owned(), vec!["Wer?".to_owned()]);
        rules.own.insert("fr".to_owned(), vec!["Qui ?".to_owned(), "Quoi ?".to_owned()]);
        let first = |rules: &_, locale| offered(rules, locale).first().map(Question::id).unwrap_or_default();
        assert_eq!(offered(&rules, "fr").len(), 37);
        assert_eq!(first(&rules, "fr-CA"), "own:fr:Qui ?");
        assert_eq!(first(&rules, "tlh"), "own:de:Wer?", "some language rather than none");
        rules.pool = false;
        assert_eq!(offered(&rules, "fr").len(), 2);
        rules.own.clear();
        assert!(offered(&rules, "fr").is_empty());
    }
}

//! Proofs that are no code, and "this wasn't me".

use serde::Serialize;

use super::fields::{FieldError, Step};
use crate::{
    domain::{questions::Question, time::Timestamp},
    render::pages::Page,
};

/// `/reset/code` for a passkey. The page's script talks to the device; without scripts there is no passkey.
#[derive(Debug, Clone, Serialize)]
pub struct ResetPasskey {
    /// What the browser is asked, in JSON; none when it can not be asked any more: choose again.
    pub options: Option<String>,
    /// What is wrong.
    pub error: Option<ResetPasskeyError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// What can be wrong with a passkey's answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum ResetPasskeyError {
    /// None was given: cancelled, or the device has none.
    Empty,
    /// It is not one of this account's, or did not check who holds it.
    Refused,
    /// No more tries.
    TooManyTries,
}

impl From<ResetPasskeyError> for FieldError {
    fn from(error: ResetPasskeyError) -> Self {
        match error {
            ResetPasskeyError::Empty => Self::plain("empty"),
            ResetPasskeyError::Refused => Self::plain("refused"),
            ResetPasskeyError::TooManyTries => Self::plain("too-many-tries"),
        }
    }
}

impl Page for ResetPasskey {
    const TEMPLATE: &'static str = "reset_passkey.html";

    fn sample() -> Vec<Self> {
        let options = Some("{\"challenge\":\"AAAA\",\"allowCredentials\":[]}".to_owned());
        let page = Self { options, error: None, step: Some(Step { current: 3, total: 6 }) };
        let errors =
            [ResetPasskeyError::Empty, ResetPasskeyError::Refused].map(|e| Self { error: Some(e), ..page.clone() });
        let over = Self { options: None, error: Some(ResetPasskeyError::TooManyTries), step: None };
        let mut all = vec![page];
        all.extend(errors);
        all.extend([over.clone(), Self { error: None, ..over }]);
        all
    }
}

/// `/reset/code` for security questions: all that were drawn, on one page.
#[derive(Debug, Clone, Serialize)]
pub struct ResetQuestions {
    /// What is asked, in order.
    pub questions: Vec<Asked>,
    /// What is wrong; it is never said which answer.
    pub error: Option<AnswersError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// One question.
#[derive(Debug, Clone, Serialize)]
pub struct Asked {
    /// One of the pool, by its id.
    pub pool: Option<&'static str>,
    /// Or the organisation's own, as it wrote it.
    pub text: String,
}

impl Asked {
    /// The question with this stable form; what is no question any more is shown as it is.
    #[must_use]
    pub fn new(id: &str) -> Self {
        match Question::from_id(id) {
            Some(Question::Pool(id)) => Self { pool: Some(id), text: String::new() },
            Some(Question::Own { text, .. }) => Self { pool: None, text },
            None => Self { pool: None, text: id.to_owned() },
        }
    }
}

/// What can be wrong with a set of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum AnswersError {
    /// One was left empty.
    Empty,
    /// They are not all right; others are asked now.
    Wrong,
    /// The same, and this many tries (1 or 2) are left.
    WrongTriesLeft(u32),
    /// No more tries.
    TooManyTries,
}

impl From<AnswersError> for FieldError {
    fn from(error: AnswersError) -> Self {
        match error {
            AnswersError::Empty => Self::plain("empty"),
            AnswersError::Wrong => Self::plain("wrong"),
            AnswersError::WrongTriesLeft(left) => Self::counted("wrong-left", left),
            AnswersError::TooManyTries => Self::plain("too-many-tries"),
        }
    }
}

impl Page for ResetQuestions {
    const TEMPLATE: &'static str = "reset_questions.html";

    fn sample() -> Vec<Self> {
        let own = ["own:en:Who was your first manager here?", "own:en:Which room had your first desk?", "own:en:<b>?"];
        let questions: Vec<_> = own.into_iter().chain(crate::domain::questions::POOL).map(Asked::new).collect();
        let page = Self { questions, error: None, step: Some(Step { current: 5, total: 6 }) };
        let errors = [
            AnswersError::Empty,
            AnswersError::Wrong,
            AnswersError::WrongTriesLeft(2),
            AnswersError::WrongTriesLeft(1),
            AnswersError::TooManyTries,
        ];
        let mut all = vec![page.clone()];
        all.extend(errors.map(|error| Self { error: Some(error), step: None, ..page.clone() }));
        all
    }
}

/// `/not-me/{token}`: on the way to `/not-me`, so that the address holds no token (R25).
#[derive(Debug, Clone, Default, Serialize)]
pub struct NotMeOpen {}

impl Page for NotMeOpen {
    const TEMPLATE: &'static str = "not_me_open.html";

    fn sample() -> Vec<Self> {
        vec![Self {}]
    }
}

/// `/not-me`: what happened, and one button.
#[derive(Debug, Clone, Serialize)]
pub struct NotMe {
    /// What it is about: the name of a message, `password-reset`.
    pub about: &'static str,
    /// When it happened.
    pub at: Timestamp,
    /// What to quote.
    pub support_id: String,
}

impl NotMe {
    /// The messages that a link can be in.
    pub const ABOUT: [&'static str; 18] = [
        "password-reset",
        "account-unlocked",
        "password-changed",
        "info-registered",
        "info-changed",
        "info-removed",
        "import-used",
        "recovery-code-used",
        "pass-issued",
        "pass-used",
        "method-worn-out",
        "desk-unfrozen",
        "desk-signed-out",
        "desk-register-anew",
        "desk-method-removed",
        "desk-method-imported",
        "desk-pass-revoked",
        "desk-limits-lifted",
    ];

    /// The one with this name.
    #[must_use]
    pub fn about(name: &str) -> &'static str {
        Self::ABOUT.into_iter().find(|known| *known == name).unwrap_or("info-changed")
    }
}

impl Page for NotMe {
    const TEMPLATE: &'static str = "not_me.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        Self::ABOUT.into_iter().map(|about| Self { about, at, support_id: "K7Q2-M4XD".to_owned() }).collect()
    }
}

/// `/not-me` when the button was pressed.
#[derive(Debug, Clone, Serialize)]
pub struct NotMeDone {
    /// What to quote.
    pub support_id: String,
}

impl Page for NotMeDone {
    const TEMPLATE: &'static str = "not_me_done.html";

    fn sample() -> Vec<Self> {
        vec![Self { support_id: "K7Q2-M4XD".to_owned() }]
    }
}

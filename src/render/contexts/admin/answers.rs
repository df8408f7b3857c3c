//! Answers to begin with, for requests for help.

use serde::Serialize;

use crate::{
    domain::answer::{Blank, Fault, LONGEST},
    render::{Direction, contexts::FieldError, pages::Page},
};

/// What was just done: the end of the message `admin-answers-done-<name>`.
pub const DONE: [&str; 5] = ["added", "changed", "removed", "restored", "stale"];

/// How an answer stands: the end of the message `admin-answers-state-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum AnswerState {
    /// From the start, as it was.
    BuiltIn,
    /// From the start, and changed.
    Changed,
    /// Somebody's own.
    Own,
    /// From the start, and taken away.
    Hidden,
}

impl AnswerState {
    const ALL: [Self; 4] = [Self::BuiltIn, Self::Changed, Self::Own, Self::Hidden];
}

/// One answer of the list.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerLine {
    /// Its name in addresses.
    pub key: String,
    /// What agents know it by; in the language of the page, if it is written in that.
    pub title: String,
    /// Its text, cut short.
    pub text: String,
    /// The languages that it is written in.
    pub languages: Vec<String>,
    /// How it stands.
    pub state: AnswerState,
}

/// `/admin/policy/answers`.
#[derive(Debug, Clone, Serialize)]
pub struct Answers {
    /// All of them.
    pub answers: Vec<AnswerLine>,
    /// There is room for another one.
    pub room: bool,
    /// Who looks may see the requests themselves.
    pub may_help: bool,
    /// One of [`DONE`].
    pub done: Option<&'static str>,
}

const KEY: &str = "01939c1e-0000-7000-8000-000000000001";

impl Page for Answers {
    const TEMPLATE: &'static str = "admin/answers.html";

    fn sample() -> Vec<Self> {
        let line = |state| AnswerLine {
            key: "call".to_owned(),
            title: "Call us".to_owned(),
            text: "Call the help desk.".to_owned(),
            languages: vec!["English".to_owned(), "Français".to_owned()],
            state,
        };
        let full = Self { answers: AnswerState::ALL.map(line).to_vec(), room: true, may_help: true, done: None };
        let mut all = vec![full.clone(), Self { room: false, may_help: false, ..full.clone() }];
        all.extend(DONE.map(|done| Self { done: Some(done), ..full.clone() }));
        all
    }
}

/// What is wrong with a field: the end of the message `admin-answers-error-<name>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AnswerFault {
    /// Of its title or its text.
    Of(Fault),
    /// It is written in no language at all.
    Nothing,
}

/// The same as templates see it.
#[derive(Debug, Clone, Serialize)]
pub struct ShownFault {
    /// The end of its message, and a number in it.
    #[serde(flatten)]
    pub error: FieldError,
    /// A blank that there is not.
    pub blank: String,
}

impl From<&AnswerFault> for ShownFault {
    fn from(fault: &AnswerFault) -> Self {
        let (error, blank) = match fault {
            AnswerFault::Of(Fault::Empty) => (FieldError::plain("empty"), String::new()),
            AnswerFault::Of(Fault::TooLong(most)) => {
                (FieldError::counted("too-long", u32::try_from(*most).unwrap_or(u32::MAX)), String::new())
            }
            AnswerFault::Of(Fault::NoBlank(blank)) => (FieldError::plain("no-blank"), blank.clone()),
            AnswerFault::Nothing => (FieldError::plain("nothing"), String::new()),
        };
        Self { error, blank }
    }
}

/// An answer in one language, to be written.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerLanguage {
    /// The language.
    pub tag: String,
    /// Its name in itself.
    pub name: String,
    /// The direction of its script.
    pub dir: Direction,
    /// The title.
    pub title: String,
    /// The text.
    pub text: String,
    /// What is wrong with the title.
    pub title_fault: Option<ShownFault>,
    /// What is wrong with the text.
    pub text_fault: Option<ShownFault>,
    /// The mail that it would be, when it was asked for.
    pub preview: Option<MailPreview>,
}

/// A mail as it would go out.
#[derive(Debug, Clone, Serialize)]
pub struct MailPreview {
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
}

/// `/admin/policy/answers/{answer}`.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerEdit {
    /// Its name in addresses; `new` for a new one.
    pub key: String,
    /// What agents know it by; none for a new one.
    pub title: Option<String>,
    /// How it stands.
    pub state: AnswerState,
    /// Which of its changes the form is for.
    pub revision: i64,
    /// Each language.
    pub languages: Vec<AnswerLanguage>,
    /// The first thing that is wrong, and its field.
    pub error: Option<ShownFault>,
    /// See above.
    pub place: String,
    /// What can stand in a text: how it is written, and the end of its message `admin-answers-blank-<name>`.
    pub blanks: Vec<(&'static str, Blank)>,
    /// Most letters of a text.
    pub most: usize,
}

impl AnswerEdit {
    /// What can stand in a text.
    #[must_use]
    pub fn blanks() -> Vec<(&'static str, Blank)> {
        Blank::ALL.map(|blank| (blank.written(), blank)).to_vec()
    }
}

impl Page for AnswerEdit {
    const TEMPLATE: &'static str = "admin/answers_edit.html";

    fn sample() -> Vec<Self> {
        let language = |tag: &str| AnswerLanguage {
            tag: tag.to_owned(),
            name: tag.to_owned(),
            dir: Direction::Ltr,
            title: "Call us".to_owned(),
            text: "Call the help desk at {portal}.".to_owned(),
            title_fault: None,
            text_fault: None,
            preview: None,
        };
        let full = Self {
            key: KEY.to_owned(),
            title: Some("Call us".to_owned()),
            state: AnswerState::Own,
            revision: 3,
            languages: ["en", "fr"].map(language).to_vec(),
            error: None,
            place: String::new(),
            blanks: Self::blanks(),
            most: LONGEST,
        };
        let mut all: Vec<Self> = AnswerState::ALL.map(|state| Self { state, ..full.clone() }).to_vec();
        all.push(Self { key: "new".to_owned(), title: None, ..full.clone() });
        let preview = MailPreview { subject: "An answer".to_owned(), text: "Hello Alice,\n\nCall us.\n".to_owned() };
        let mut seen = full.clone();
        for language in &mut seen.languages {
            language.preview = Some(preview.clone());
        }
        all.push(seen);
        let faults = [Fault::Empty, Fault::TooLong(2000), Fault::NoBlank("{nmae}".to_owned())].map(AnswerFault::Of);
        for fault in faults.iter().chain(&[AnswerFault::Nothing]) {
            let shown = ShownFault::from(fault);
            let mut page = Self { error: Some(shown.clone()), place: "text-en".to_owned(), ..full.clone() };
            if let Some(language) = page.languages.first_mut() {
                language.text_fault = Some(shown.clone());
                language.title_fault = Some(shown).filter(|_| *fault == AnswerFault::Of(Fault::Empty));
            }
            all.push(page);
        }
        all
    }
}

/// `/admin/policy/answers/{answer}/remove`.
#[derive(Debug, Clone, Serialize)]
pub struct AnswerRemove {
    /// Its name in addresses.
    pub key: String,
    /// What agents know it by.
    pub title: String,
    /// How it stands.
    pub state: AnswerState,
    /// Which of its changes the form is for.
    pub revision: i64,
}

impl Page for AnswerRemove {
    const TEMPLATE: &'static str = "admin/answers_remove.html";

    fn sample() -> Vec<Self> {
        AnswerState::ALL
            .map(|state| Self { key: KEY.to_owned(), title: "Call us".to_owned(), state, revision: 1 })
            .to_vec()
    }
}

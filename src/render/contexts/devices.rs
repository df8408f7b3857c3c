//! What a person registers that is not a contact: an app, a passkey, recovery codes, security questions.

use serde::Serialize;

use super::fields::FieldError;
use crate::{
    domain::{
        code::Malformed,
        numbers::APP_CODE_DIGITS,
        questions::{self, ANSWER_MAX, ANSWER_MIN, Fault, POOL, Question},
        time::Timestamp,
    },
    render::{pages::Page, qr::Qr},
};

/// An example for samples: an app's address with as long a name as there is.
const ADDRESS: &str =
    "otpauth://totp/Contoso:alice%40contoso.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Contoso";

/// `/security-info/add/app`: scan, then type a code.
#[derive(Debug, Clone, Serialize)]
pub struct AddApp {
    /// The QR code of the address.
    pub qr: Option<Qr>,
    /// `otpauth://totp/...`, for a link on the phone itself.
    pub address: String,
    /// The key to type by hand.
    pub key: String,
    /// What the app calls the account.
    pub account: String,
    /// Until when a code is taken.
    pub works_until: Timestamp,
    /// What was typed as a name before.
    pub name: String,
    /// What is wrong.
    pub error: Option<AppError>,
}

/// What can be wrong with the first code of an app.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum AppError {
    /// It can not be a code.
    Malformed(Malformed),
    /// Not right; tries left.
    Wrong(u32),
    /// The device's clock is so many minutes ahead.
    Ahead(u32),
    /// The device's clock is so many minutes behind.
    Behind(u32),
    /// The picture was too old: there is a new one.
    Over,
    /// Too many tries: there is a new picture.
    NoTriesLeft,
}

impl From<AppError> for FieldError {
    fn from(error: AppError) -> Self {
        let digits = u32::from(APP_CODE_DIGITS);
        match error {
            AppError::Malformed(Malformed::Empty) => Self::plain("empty"),
            AppError::Malformed(Malformed::TooFew) => Self::counted("too-few", digits),
            AppError::Malformed(Malformed::TooMany) => Self::counted("too-many", digits),
            AppError::Malformed(Malformed::NotDigits) => Self::plain("letters"),
            AppError::Wrong(left) => Self::counted("wrong", left),
            AppError::Ahead(minutes) => Self::counted("ahead", minutes),
            AppError::Behind(minutes) => Self::counted("behind", minutes),
            AppError::Over => Self::plain("over"),
            AppError::NoTriesLeft => Self::plain("no-tries-left"),
        }
    }
}

impl Page for AddApp {
    const TEMPLATE: &'static str = "add_app.html";

    fn sample() -> Vec<Self> {
        let base = Self {
            qr: Qr::new(ADDRESS),
            address: ADDRESS.to_owned(),
            key: "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ".to_owned(),
            account: "alice".to_owned(),
            works_until: Timestamp(1_795_000_600_000),
            name: String::new(),
            error: None,
        };
        let malformed = [Malformed::Empty, Malformed::TooFew, Malformed::TooMany, Malformed::NotDigits];
        let errors = malformed.map(AppError::Malformed).into_iter().chain([
            AppError::Wrong(4),
            AppError::Wrong(1),
            AppError::Ahead(1),
            AppError::Behind(7),
            AppError::Over,
            AppError::NoTriesLeft,
        ]);
        let mut all = vec![base.clone(), Self { qr: None, ..base.clone() }];
        all.extend(errors.map(|error| Self { error: Some(error), name: "Work phone".to_owned(), ..base.clone() }));
        all
    }
}

/// `/security-info/add/app` after an app was set up: its picture is gone.
#[derive(Debug, Clone, Serialize)]
pub struct AppFinished {
    /// Another one may be set up.
    pub another: bool,
}

impl Page for AppFinished {
    const TEMPLATE: &'static str = "add_app_finished.html";

    fn sample() -> Vec<Self> {
        vec![Self { another: true }, Self { another: false }]
    }
}

/// `/security-info/add/passkey`.
#[derive(Debug, Clone, Serialize)]
pub struct AddPasskey {
    /// `PublicKeyCredentialCreationOptions` as JSON, for the script.
    pub options: String,
    /// What was typed as a name before; none before the first try.
    pub name: Option<String>,
    /// The kind of device, for a name to propose: the stem of a message.
    pub device: &'static str,
    /// What is wrong.
    pub error: Option<PasskeyError>,
}

/// What can be wrong with a passkey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum PasskeyError {
    /// The form was sent without the script's answer.
    NoScript,
    /// The answer was refused.
    Refused,
    /// Registered already.
    Taken,
    /// It took too long.
    Over,
}

impl From<PasskeyError> for FieldError {
    fn from(error: PasskeyError) -> Self {
        Self::plain(match error {
            PasskeyError::NoScript => "no-script",
            PasskeyError::Refused => "refused",
            PasskeyError::Taken => "taken",
            PasskeyError::Over => "over",
        })
    }
}

impl Page for AddPasskey {
    const TEMPLATE: &'static str = "add_passkey.html";

    fn sample() -> Vec<Self> {
        let options = r#"{"challenge":"AAAA","rp":{"id":"localhost","name":"Contoso"}}"#.to_owned();
        let base = Self { options, name: None, device: "iphone", error: None };
        let errors = [PasskeyError::NoScript, PasskeyError::Refused, PasskeyError::Taken, PasskeyError::Over];
        let devices = ["ipad", "android", "windows", "chromebook", "mac", "linux", "other"];
        let mut all = vec![base.clone()];
        all.extend(devices.map(|device| Self { device, ..base.clone() }));
        all.extend(errors.map(|e| Self { error: Some(e), name: Some("Blue key".to_owned()), ..base.clone() }));
        all
    }
}

/// `/security-info/add/recovery-codes` before there are codes.
#[derive(Debug, Clone, Serialize)]
pub struct AddRecovery {
    /// How many codes of an older set are left, if there is one.
    pub left: Option<usize>,
    /// A set was shown, and its time is over.
    pub over: bool,
}

impl Page for AddRecovery {
    const TEMPLATE: &'static str = "add_recovery.html";

    fn sample() -> Vec<Self> {
        [(None, false), (Some(0), false), (Some(1), false), (Some(7), false), (None, true)]
            .map(|(left, over)| Self { left, over })
            .into()
    }
}

/// The same with codes: shown until they are confirmed, ten minutes at most.
#[derive(Debug, Clone, Serialize)]
pub struct RecoveryCodes {
    /// The codes.
    pub codes: Vec<String>,
    /// Whose: for the printed page.
    pub account: String,
    /// Until when.
    pub works_until: Timestamp,
    /// They take the place of an older set.
    pub replaces: bool,
    /// What is wrong with the confirmation.
    pub error: Option<RecoveryError>,
}

/// What can be wrong with a confirmation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum RecoveryError {
    /// Nothing typed.
    Empty,
    /// No code of the set has this in it.
    Wrong,
}

impl From<RecoveryError> for FieldError {
    fn from(error: RecoveryError) -> Self {
        Self::plain(match error {
            RecoveryError::Empty => "empty",
            RecoveryError::Wrong => "wrong",
        })
    }
}

impl Page for RecoveryCodes {
    const TEMPLATE: &'static str = "recovery_codes.html";

    fn sample() -> Vec<Self> {
        let base = Self {
            codes: (0..10).map(|n| format!("7F3K-22QD-0ABC-1XY{n}")).collect(),
            account: "alice".to_owned(),
            works_until: Timestamp(1_795_000_600_000),
            replaces: false,
            error: None,
        };
        let errors = [RecoveryError::Empty, RecoveryError::Wrong];
        let mut all = vec![base.clone(), Self { replaces: true, ..base.clone() }];
        all.extend(errors.map(|error| Self { error: Some(error), ..base.clone() }));
        all
    }
}

/// A question as templates see it: one of the two is there. Rendered by `parts.html`'s `question_text`.
#[derive(Debug, Clone, Serialize)]
pub struct QuestionText {
    /// Its id, for forms.
    pub id: String,
    /// The key of its message.
    pub key: Option<String>,
    /// The organisation's own words.
    pub own: Option<String>,
}

impl From<&Question> for QuestionText {
    fn from(question: &Question) -> Self {
        let (key, own) = match question {
            Question::Pool(id) => (Some(question_key(id)), None),
            Question::Own { text, .. } => (None, Some(text.clone())),
        };
        Self { id: question.id(), key, own }
    }
}

/// The key of the words of a built-in question.
#[must_use]
pub fn question_key(id: &str) -> String {
    format!("question-{id}")
}

/// `/security-info/add/questions`.
#[derive(Debug, Clone, Serialize)]
pub struct AddQuestions {
    /// What may be chosen, in each place.
    pub offered: Vec<QuestionText>,
    /// What was chosen and typed so far: id and answer, one for each place.
    pub places: Vec<(String, String)>,
    /// How many are asked at a reset.
    pub asked: u32,
    /// A set is registered, and this one will take its place.
    pub replaces: bool,
    /// What is wrong.
    pub error: Option<QuestionsError>,
}

/// What is wrong with a set of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "QuestionsErrorView")]
pub struct QuestionsError {
    /// At which place, counted from 1.
    pub place: usize,
    /// What.
    pub fault: Fault,
}

/// An error and the field it belongs to.
#[derive(Debug, Clone, Serialize)]
struct QuestionsErrorView {
    /// `question-2`, `answer-2`.
    field: String,
    /// `2`.
    place: usize,
    /// What is wrong.
    #[serde(flatten)]
    error: FieldError,
}

impl From<QuestionsError> for QuestionsErrorView {
    fn from(QuestionsError { place, fault }: QuestionsError) -> Self {
        let least = u32::try_from(ANSWER_MIN).unwrap_or(0);
        let most = u32::try_from(ANSWER_MAX).unwrap_or(0);
        let (part, error) = match fault {
            Fault::NoQuestion => ("question", FieldError::plain("no-question")),
            Fault::QuestionTwice => ("question", FieldError::plain("question-twice")),
            Fault::Empty => ("answer", FieldError::plain("empty")),
            Fault::TooShort => ("answer", FieldError::counted("too-short", least)),
            Fault::TooLong => ("answer", FieldError::counted("too-long", most)),
            Fault::AnswerTwice => ("answer", FieldError::plain("answer-twice")),
            Fault::InQuestion => ("answer", FieldError::plain("in-question")),
            Fault::Name => ("answer", FieldError::plain("name")),
        };
        Self { field: format!("{part}-{place}"), place, error }
    }
}

impl Page for AddQuestions {
    const TEMPLATE: &'static str = "add_questions.html";

    fn sample() -> Vec<Self> {
        let own = Question::Own { language: "en".to_owned(), text: "Who was your first manager here?".to_owned() };
        let offered = questions::offered(&crate::domain::policy::Questions::default(), "en");
        let base = Self {
            offered: offered.iter().map(QuestionText::from).collect(),
            places: vec![(String::new(), String::new()); 5],
            asked: 3,
            replaces: false,
            error: None,
        };
        // The pool in every place is heavy: once is enough.
        let few = Self {
            offered: [&own, &Question::Pool(POOL[0])].into_iter().map(QuestionText::from).collect(),
            places: vec![(own.id(), "Rex".to_owned()), (String::new(), String::new())],
            replaces: true,
            ..base.clone()
        };
        let faults = [
            Fault::NoQuestion,
            Fault::QuestionTwice,
            Fault::Empty,
            Fault::TooShort,
            Fault::TooLong,
            Fault::AnswerTwice,
            Fault::InQuestion,
            Fault::Name,
        ];
        let mut all = vec![base, few.clone()];
        let error = |fault| Some(QuestionsError { place: 2, fault });
        all.extend(faults.map(|fault| Self { error: error(fault), ..few.clone() }));
        all
    }
}

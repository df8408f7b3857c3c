//! The steps of a reset.

use serde::Serialize;

use super::{
    fields::{FieldError, RefusalText, Step},
    rules::{Advice, Rules},
};
use crate::{
    domain::{method::Method, time::Timestamp},
    render::pages::Page,
};

/// `/reset`: who are you?
#[derive(Debug, Clone, Default, Serialize)]
pub struct ResetStart {
    /// What was typed before.
    pub login: String,
    /// What is wrong with it.
    pub error: Option<StartError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// What can be wrong with a login name before anybody looks it up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum StartError {
    /// Nothing typed.
    Empty,
    /// Longer than a login name can be.
    TooLong,
}

impl From<StartError> for FieldError {
    fn from(error: StartError) -> Self {
        match error {
            StartError::Empty => Self::plain("empty"),
            StartError::TooLong => Self::plain("too-long"),
        }
    }
}

impl Page for ResetStart {
    const TEMPLATE: &'static str = "reset_start.html";

    fn sample() -> Vec<Self> {
        vec![
            Self { step: Some(Step { current: 1, total: 4 }), ..Self::default() },
            Self { error: Some(StartError::Empty), ..Self::default() },
            Self { login: "alice@contoso.com".to_owned(), error: Some(StartError::TooLong), step: None },
        ]
    }
}

/// `/reset/method`: how can we check that it is you? Before the first gate is passed it is alike for everybody.
#[derive(Debug, Clone, Serialize)]
pub struct ResetMethods {
    /// The methods to choose from, in the order of [`Method`].
    pub choices: Vec<MethodChoice>,
    /// Which proof, counted from 1.
    pub gate: u32,
    /// How many proofs it takes.
    pub gates: u32,
    /// What is wrong.
    pub error: Option<MethodError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// One method to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MethodChoice {
    /// The method; its stable name is the value of the radio button.
    pub method: Method,
    /// After the first gate: the masked contact ([`crate::domain::contact::Phone::masked`]).
    pub hint: Option<String>,
}

/// What can be wrong with the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum MethodError {
    /// None chosen.
    NoneChosen,
}

impl From<MethodError> for FieldError {
    fn from(MethodError::NoneChosen: MethodError) -> Self {
        Self::plain("none-chosen")
    }
}

impl Page for ResetMethods {
    const TEMPLATE: &'static str = "reset_methods.html";

    fn sample() -> Vec<Self> {
        let choices: Vec<_> =
            [Method::Sms, Method::Email].into_iter().map(|method| MethodChoice { method, hint: None }).collect();
        let first = Self { choices, gate: 1, gates: 2, error: None, step: Some(Step { current: 2, total: 6 }) };
        let hint = Some("a•••••@e•••••.net".to_owned());
        vec![
            first.clone(),
            Self { error: Some(MethodError::NoneChosen), ..first.clone() },
            Self { gates: 1, step: None, ..first.clone() },
            Self { choices: vec![MethodChoice { method: Method::Email, hint }], gate: 2, ..first.clone() },
            Self { choices: Vec::new(), gate: 2, error: Some(MethodError::NoneChosen), ..first },
        ]
    }
}

/// `/reset/contact`: type the whole number or address, when the policy asks for it.
#[derive(Debug, Clone, Serialize)]
pub struct WholeContact {
    /// Which kind of contact.
    pub method: Method,
    /// After the first gate: the masked contact.
    pub hint: Option<String>,
    /// What was typed before.
    pub value: String,
    /// What is wrong with it.
    pub error: Option<ContactError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// What can be wrong with a contact before it is compared with anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum ContactError {
    /// Nothing typed.
    Empty,
    /// Not a phone number, not a mail address.
    Malformed,
}

impl From<ContactError> for FieldError {
    fn from(error: ContactError) -> Self {
        match error {
            ContactError::Empty => Self::plain("empty"),
            ContactError::Malformed => Self::plain("malformed"),
        }
    }
}

impl Page for WholeContact {
    const TEMPLATE: &'static str = "whole_contact.html";

    fn sample() -> Vec<Self> {
        let mut all = Vec::new();
        for method in [Method::Sms, Method::Email] {
            for error in [None, Some(ContactError::Empty), Some(ContactError::Malformed)] {
                let value = error.map_or(String::new(), |_| "555".to_owned());
                all.push(Self { method, hint: None, value, error, step: Some(Step { current: 3, total: 5 }) });
            }
            let hint = Some("••••••34".to_owned());
            all.push(Self { method, hint, value: String::new(), error: None, step: None });
        }
        all
    }
}

/// `/reset/code`: type the code.
#[derive(Debug, Clone, Serialize)]
pub struct ResetCode {
    /// How the code travels.
    pub method: Method,
    /// How many digits it has.
    pub digits: u8,
    /// Until when it works.
    pub works_until: Timestamp,
    /// From when on it can be sent again.
    pub resend_at: Timestamp,
    /// After the first gate: the masked contact.
    pub hint: Option<String>,
    /// What is wrong.
    pub error: Option<CodeError>,
    /// What was just done.
    pub status: Option<CodeStatus>,
    /// Which proof, counted from 1.
    pub gate: u32,
    /// How many proofs it takes.
    pub gates: u32,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// What can be wrong with a code; the same for accounts that exist and that do not (U25).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum CodeError {
    /// Nothing typed.
    Empty,
    /// Too few digits; how many there should be.
    TooFew(u8),
    /// Too many digits; how many there should be.
    TooMany(u8),
    /// Letters in it.
    Letters,
    /// Not the code.
    Wrong,
    /// Not the code, and this many tries (1 or 2) are left.
    WrongTriesLeft(u32),
    /// Its time is over.
    Expired,
    /// No more tries with this code.
    TooManyTries,
}

impl From<CodeError> for FieldError {
    fn from(error: CodeError) -> Self {
        match error {
            CodeError::Empty => Self::plain("empty"),
            CodeError::TooFew(digits) => Self::counted("too-few", u32::from(digits)),
            CodeError::TooMany(digits) => Self::counted("too-many", u32::from(digits)),
            CodeError::Letters => Self::plain("letters"),
            CodeError::Wrong => Self::plain("wrong"),
            CodeError::WrongTriesLeft(left) => Self::counted("wrong-left", left),
            CodeError::Expired => Self::plain("expired"),
            CodeError::TooManyTries => Self::plain("too-many-tries"),
        }
    }
}

/// What was just done about a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodeStatus {
    /// It was sent again.
    Resent,
    /// Not yet: it can be sent again from `resend_at` on.
    Wait,
}

impl Page for ResetCode {
    const TEMPLATE: &'static str = "reset_code.html";

    fn sample() -> Vec<Self> {
        let now = 1_795_000_000_000;
        let base = Self {
            method: Method::Sms,
            digits: 6,
            works_until: Timestamp(now + 600_000),
            resend_at: Timestamp(now + 60_000),
            hint: None,
            error: None,
            status: None,
            gate: 1,
            gates: 2,
            step: Some(Step { current: 3, total: 6 }),
        };
        let errors = [
            CodeError::Empty,
            CodeError::TooFew(6),
            CodeError::TooMany(6),
            CodeError::Letters,
            CodeError::Wrong,
            CodeError::WrongTriesLeft(2),
            CodeError::WrongTriesLeft(1),
            CodeError::Expired,
            CodeError::TooManyTries,
        ];
        let mut all = vec![base.clone()];
        all.extend(errors.map(|error| Self { error: Some(error), ..base.clone() }));
        all.extend([CodeStatus::Resent, CodeStatus::Wait].map(|s| Self { status: Some(s), ..base.clone() }));
        let mail = Self { method: Method::Email, digits: 8, ..base.clone() };
        let hinted = Self { hint: Some("••••••34".to_owned()), gate: 2, ..base.clone() };
        let late = Self { resend_at: Timestamp(0), step: None, ..base };
        all.extend([mail.clone(), Self { hint: Some("a•••••@e•••••.net".to_owned()), ..mail }, hinted, late]);
        all
    }
}

/// `/reset/action`: a new password, or only unlock?
#[derive(Debug, Clone, Default, Serialize)]
pub struct ResetAction {
    /// What is wrong.
    pub error: Option<ActionError>,
    /// Where in the journey.
    pub step: Option<Step>,
}

/// What can be wrong with the choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum ActionError {
    /// None chosen.
    NoneChosen,
}

impl From<ActionError> for FieldError {
    fn from(ActionError::NoneChosen: ActionError) -> Self {
        Self::plain("none-chosen")
    }
}

impl Page for ResetAction {
    const TEMPLATE: &'static str = "reset_action.html";

    fn sample() -> Vec<Self> {
        vec![Self::default(), Self { error: Some(ActionError::NoneChosen), step: Some(Step { current: 5, total: 6 }) }]
    }
}

/// `/reset/password`: the new password.
#[derive(Debug, Clone, Serialize)]
pub struct ResetPassword {
    /// The account's login name, for password managers.
    pub login: String,
    /// What it must be like.
    pub rules: Rules,
    /// The last one was sent, and turned out not to have been saved.
    pub unsaved: bool,
    /// Every reason why the last one was refused.
    pub errors: Vec<RefusalText>,
    /// What would make the last one harder to guess.
    pub advice: Option<Advice>,
    /// Passwords made of words, to choose from; nobody's until somebody types one.
    pub phrases: Vec<String>,
    /// They were asked for.
    pub phrases_open: bool,
    /// Where in the journey.
    pub step: Option<Step>,
}

impl Page for ResetPassword {
    const TEMPLATE: &'static str = "reset_password.html";

    fn sample() -> Vec<Self> {
        let login = "alice".to_owned();
        let phrases = ["otter sunday brick lamp", "Otter-Sunday-Brick-4", "quiet harbour pencil fog"];
        let plain = |rules: Rules| Self {
            login: login.clone(),
            rules,
            unsaved: false,
            errors: Vec::new(),
            advice: None,
            phrases: phrases.map(str::to_owned).into(),
            phrases_open: false,
            step: None,
        };
        let mut all: Vec<Self> = Rules::samples().map(plain).into();
        let [strict, ..] = Rules::samples();
        let step = Some(Step { current: 6, total: 6 });
        all.extend(RefusalText::ALL.map(|refusal| Self { errors: vec![refusal], step, ..plain(strict.clone()) }));
        let advice = Advice::samples().into_iter().map(|advice| Self {
            errors: RefusalText::ALL.into(),
            advice: Some(advice),
            phrases: Vec::new(),
            ..plain(strict.clone())
        });
        all.extend(advice);
        all.push(Self { unsaved: true, phrases_open: true, step, ..plain(strict) });
        all
    }
}

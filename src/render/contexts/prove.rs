//! A fresh proof, and the codes of security info.

use serde::Serialize;

use super::{
    fields::FieldError,
    reset::{CodeError, CodeStatus, MethodError},
};
use crate::{
    domain::{method::Method, time::Timestamp},
    render::pages::Page,
};

/// `/security-info/prove`: first prove that it is you.
#[derive(Debug, Clone, Serialize)]
pub struct Prove {
    /// The ways that the person has.
    pub ways: Vec<ProofWay>,
    /// Where it leads back to.
    pub next: String,
    /// What is wrong.
    pub error: Option<MethodError>,
}

/// One way to give the proof.
#[derive(Debug, Clone, Serialize)]
pub struct ProofWay {
    /// The value of the form's field.
    pub value: String,
    /// The method.
    pub method: Method,
    /// The masked contact.
    pub hint: Option<String>,
}

impl Page for Prove {
    const TEMPLATE: &'static str = "prove.html";

    fn sample() -> Vec<Self> {
        let way = |method: Method| ProofWay {
            value: method.as_str().to_owned(),
            method,
            hint: method.sends_code().then(|| "••••••34".to_owned()),
        };
        let methods = Method::ALL.into_iter().filter(|method| *method != Method::Pass);
        let all = Self { ways: methods.clone().map(way).collect(), next: String::new(), error: None };
        let mut pages: Vec<Self> = methods.map(|method| Self { ways: vec![way(method)], ..all.clone() }).collect();
        pages.extend([Self { error: Some(MethodError::NoneChosen), ..all.clone() }, all]);
        pages
    }
}

/// A code of digits: for a proof, a new contact or a try.
#[derive(Debug, Clone, Serialize)]
pub struct InfoCode {
    /// What for.
    pub purpose: CodePurpose,
    /// How the code travels.
    pub method: Method,
    /// How many digits it has.
    pub digits: u8,
    /// Until when it works.
    pub works_until: Timestamp,
    /// From when on it can be sent again; none for an app's.
    pub resend_at: Option<Timestamp>,
    /// Where it went.
    pub to: Option<String>,
    /// What the person typed, when it was written otherwise.
    pub typed: Option<String>,
    /// What is wrong.
    pub error: Option<CodeError>,
    /// What was just done.
    pub status: Option<CodeStatus>,
    /// Where the code is posted to.
    pub action: &'static str,
    /// Where the wish for another message is posted to.
    pub resend: &'static str,
    /// The way back: another number, another way.
    pub back: String,
}

/// What a code is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum CodePurpose {
    /// A fresh proof.
    Prove,
    /// A new contact.
    Register,
    /// A try.
    Try,
}

impl Page for InfoCode {
    const TEMPLATE: &'static str = "info_code.html";

    fn sample() -> Vec<Self> {
        let now = 1_795_000_000_000;
        let base = Self {
            purpose: CodePurpose::Register,
            method: Method::Sms,
            digits: 6,
            works_until: Timestamp(now + 600_000),
            resend_at: Some(Timestamp(now + 60_000)),
            to: Some("+1 202-555-0123".to_owned()),
            typed: Some("(202) 555 0123".to_owned()),
            error: None,
            status: None,
            action: "/",
            resend: "/",
            back: "/".to_owned(),
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
        let mut all = Vec::from(errors.map(|error| Self { error: Some(error), ..base.clone() }));
        all.extend([CodeStatus::Resent, CodeStatus::Wait].map(|s| Self { status: Some(s), ..base.clone() }));
        for purpose in [CodePurpose::Prove, CodePurpose::Register, CodePurpose::Try] {
            for method in [Method::Sms, Method::Voice, Method::Office, Method::Email, Method::App] {
                let to = method.sends_code().then(|| "••••••34".to_owned());
                let resend_at = method.sends_code().then_some(Timestamp(0));
                all.push(Self { purpose, method, to, resend_at, typed: None, ..base.clone() });
            }
        }
        all.push(base);
        all
    }
}

/// A proof that is no code of digits.
#[derive(Debug, Clone, Serialize)]
pub struct ProveOther {
    /// Which: a passkey, a recovery code, questions.
    pub method: Method,
    /// The options for the browser, for a passkey.
    pub options: Option<String>,
    /// The questions to answer.
    pub questions: Vec<AskedQuestion>,
    /// What is wrong.
    pub error: Option<ProofError>,
}

/// A question to answer.
#[derive(Debug, Clone, Serialize)]
pub struct AskedQuestion {
    /// Counted from 1.
    pub number: usize,
    /// Its stable name, or its text.
    pub question: String,
    /// It is one of the built-in ones: `question` is its name.
    pub pool: bool,
}

/// What can be wrong with such a proof.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum ProofError {
    /// Nothing typed.
    Empty,
    /// Not the form of a recovery code.
    Malformed,
    /// Not right.
    Wrong,
    /// Not right, and this many tries (1 or 2) are left.
    WrongTriesLeft(u32),
    /// Its time or its tries are over.
    Expired,
}

impl From<ProofError> for FieldError {
    fn from(error: ProofError) -> Self {
        match error {
            ProofError::Empty => Self::plain("empty"),
            ProofError::Malformed => Self::plain("malformed"),
            ProofError::Wrong => Self::plain("wrong"),
            ProofError::WrongTriesLeft(left) => Self::counted("wrong-left", left),
            ProofError::Expired => Self::plain("expired"),
        }
    }
}

impl Page for ProveOther {
    const TEMPLATE: &'static str = "prove_other.html";

    fn sample() -> Vec<Self> {
        let asked = |number, question: &str| AskedQuestion { number, question: question.to_owned(), pool: false };
        let recovery = Self { method: Method::RecoveryCode, options: None, questions: Vec::new(), error: None };
        let questions = vec![asked(1, "Where is the well?"), asked(2, "Who sang it?")];
        let questions = Self { method: Method::Questions, questions, ..recovery.clone() };
        let passkey = Self { method: Method::Passkey, options: Some("{\"a\":1}".to_owned()), ..recovery.clone() };
        let errors = [
            ProofError::Empty,
            ProofError::Malformed,
            ProofError::Wrong,
            ProofError::WrongTriesLeft(1),
            ProofError::WrongTriesLeft(2),
            ProofError::Expired,
        ];
        let mut all = Vec::new();
        for page in [recovery, questions, passkey] {
            all.extend(errors.map(|error| Self { error: Some(error), ..page.clone() }));
            all.push(page);
        }
        all
    }
}

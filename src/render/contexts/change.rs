//! Change of a known password.

use serde::Serialize;

use super::{
    fields::{FieldError, RefusalText},
    rules::{Advice, Rules},
};
use crate::{domain::time::Timestamp, render::pages::Page};

/// `/change`: login name, old and new password.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What was typed before.
    pub login: String,
    /// What the new password must be like, as far as it is known before the account is.
    pub rules: Rules,
    /// A sign-in proved the old password, and it must be changed before anything else.
    pub must: bool,
    /// What is wrong with the login name or the old password.
    pub error: Option<ChangeError>,
    /// Every reason why the new password was refused.
    pub errors: Vec<RefusalText>,
    /// What would make it harder to guess.
    pub advice: Option<Advice>,
    /// Passwords made of words, to choose from.
    pub phrases: Vec<String>,
    /// They were asked for.
    pub phrases_open: bool,
}

/// What can be wrong with a change beside the new password.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "ChangeErrorView")]
pub enum ChangeError {
    /// No login name.
    LoginEmpty,
    /// No old password.
    OldEmpty,
    /// The login name and the old password do not belong together, or the account can not be used.
    Wrong,
}

/// An error and the field it belongs to.
#[derive(Debug, Clone, Copy, Serialize)]
struct ChangeErrorView {
    /// `login` or `old-password`.
    field: &'static str,
    /// What is wrong.
    #[serde(flatten)]
    error: FieldError,
}

impl From<ChangeError> for ChangeErrorView {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::LoginEmpty => Self { field: "login", error: FieldError::plain("login-empty") },
            ChangeError::OldEmpty => Self { field: "old-password", error: FieldError::plain("old-empty") },
            ChangeError::Wrong => Self { field: "old-password", error: FieldError::plain("wrong") },
        }
    }
}

impl Page for Change {
    const TEMPLATE: &'static str = "change.html";

    fn sample() -> Vec<Self> {
        let [strict, open, ..] = Rules::samples();
        let phrases = vec!["otter sunday brick lamp".to_owned()];
        let plain = |login: &str, rules: &Rules| Self {
            login: login.to_owned(),
            must: false,
            rules: rules.clone(),
            error: None,
            errors: Vec::new(),
            advice: None,
            phrases: phrases.clone(),
            phrases_open: false,
        };
        let mut all = vec![plain("", &open), Self { must: true, ..plain("alice", &open) }];
        let errors = [ChangeError::LoginEmpty, ChangeError::OldEmpty, ChangeError::Wrong];
        all.extend(errors.map(|error| Self { error: Some(error), ..plain("alice", &strict) }));
        all.extend(RefusalText::ALL.map(|refusal| Self { errors: vec![refusal], ..plain("alice", &strict) }));
        all.extend(Advice::samples().into_iter().map(|advice| Self {
            errors: RefusalText::ALL.into(),
            advice: Some(advice),
            phrases: Vec::new(),
            ..plain("alice", &strict)
        }));
        all
    }
}

/// The password was changed.
#[derive(Debug, Clone, Serialize)]
pub struct ChangeDone {
    /// When.
    pub at: Timestamp,
    /// What to quote.
    pub support_id: String,
}

impl Page for ChangeDone {
    const TEMPLATE: &'static str = "change_done.html";

    fn sample() -> Vec<Self> {
        vec![Self { at: Timestamp(1_795_000_000_000), support_id: "K7Q2-M4XD".to_owned() }]
    }
}

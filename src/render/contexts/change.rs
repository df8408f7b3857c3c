//! Change of a known password.

use serde::Serialize;

use super::fields::{FieldError, RefusalText, Rules};
use crate::{
    domain::{password::Refusal, time::Timestamp},
    render::pages::Page,
};

/// `/change`: login name, old and new password.
#[derive(Debug, Clone, Serialize)]
pub struct Change {
    /// What was typed before.
    pub login: String,
    /// What the new password must be like, as far as it is known before the account is.
    pub rules: Rules,
    /// A sign-in proved the old password, and it must be changed before anything else.
    pub must: bool,
    /// What is wrong.
    pub error: Option<ChangeError>,
}

/// What can be wrong with a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "ChangeErrorView")]
pub enum ChangeError {
    /// No login name.
    LoginEmpty,
    /// No old password.
    OldEmpty,
    /// The login name and the old password do not belong together, or the account can not be used.
    Wrong,
    /// The new password was refused.
    Refused(Refusal),
}

/// An error and the field it belongs to.
#[derive(Debug, Clone, Copy, Serialize)]
struct ChangeErrorView {
    /// `login`, `old-password` or `new-password`.
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
            ChangeError::Refused(refusal) => Self { field: "new-password", error: RefusalText(refusal).into() },
        }
    }
}

impl Page for Change {
    const TEMPLATE: &'static str = "change.html";

    fn sample() -> Vec<Self> {
        let [strict, open, _] = Rules::samples();
        let typed = "alice".to_owned();
        let mut all = vec![
            Self { login: String::new(), rules: open.clone(), must: false, error: None },
            Self { login: typed.clone(), rules: open, must: true, error: None },
        ];
        let errors = [ChangeError::LoginEmpty, ChangeError::OldEmpty, ChangeError::Wrong];
        let refusals = RefusalText::ALL.map(|RefusalText(refusal)| ChangeError::Refused(refusal));
        all.extend(errors.into_iter().chain(refusals).map(|error| Self {
            login: typed.clone(),
            rules: strict.clone(),
            must: false,
            error: Some(error),
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

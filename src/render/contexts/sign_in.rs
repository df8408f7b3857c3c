//! Sign-in to the security info.

use serde::Serialize;

use super::fields::FieldError;
use crate::render::pages::Page;

/// `/sign-in`: login name and password.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignIn {
    /// What was typed before.
    pub login: String,
    /// Where the person wants to go back to; an allowed address.
    pub return_to: Option<String>,
    /// The page for a temporary pass, where passes are used.
    pub pass_page: Option<String>,
    /// What is said at the top.
    pub note: Option<SignInNote>,
    /// What is wrong.
    pub error: Option<SignInError>,
}

/// What the sign-in page says at the top.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignInNote {
    /// The session took too long, or ended elsewhere.
    Over,
    /// The person signed out.
    Out,
}

/// What can be wrong with a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "SignInErrorView")]
pub enum SignInError {
    /// No login name.
    LoginEmpty,
    /// No password, or no pass.
    SecretEmpty,
    /// Name and secret do not belong together, or the account can not be used: one text for all (R10).
    Wrong,
}

/// An error and the field it belongs to.
#[derive(Debug, Clone, Copy, Serialize)]
struct SignInErrorView {
    /// Whether it is the name's, not the secret's.
    of_login: bool,
    /// What is wrong.
    #[serde(flatten)]
    error: FieldError,
}

impl From<SignInError> for SignInErrorView {
    fn from(error: SignInError) -> Self {
        let (of_login, kind) = match error {
            SignInError::LoginEmpty => (true, "login-empty"),
            SignInError::SecretEmpty => (false, "empty"),
            SignInError::Wrong => (false, "wrong"),
        };
        Self { of_login, error: FieldError::plain(kind) }
    }
}

const ERRORS: [SignInError; 3] = [SignInError::LoginEmpty, SignInError::SecretEmpty, SignInError::Wrong];

impl Page for SignIn {
    const TEMPLATE: &'static str = "sign_in.html";

    fn sample() -> Vec<Self> {
        let full = Self {
            login: "alice".to_owned(),
            return_to: Some("https://intranet.example.org/start?a=b".to_owned()),
            pass_page: Some(crate::render::paths::SIGN_IN_PASS.to_owned()),
            ..Self::default()
        };
        let mut all = vec![Self::default()];
        all.extend([SignInNote::Over, SignInNote::Out].map(|note| Self { note: Some(note), ..full.clone() }));
        all.extend(ERRORS.map(|error| Self { error: Some(error), ..full.clone() }));
        all
    }
}

/// `/sign-in/pass`: login name and temporary pass.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignInPass {
    /// What was typed before.
    pub login: String,
    /// Where the person wants to go back to; an allowed address.
    pub return_to: Option<String>,
    /// What is wrong.
    pub error: Option<SignInError>,
}

impl Page for SignInPass {
    const TEMPLATE: &'static str = "sign_in_pass.html";

    fn sample() -> Vec<Self> {
        let typed = Self {
            login: "alice".to_owned(),
            return_to: Some("https://intranet.example.org/".to_owned()),
            error: None,
        };
        let mut all = vec![Self::default(), typed.clone()];
        all.extend(ERRORS.map(|error| Self { error: Some(error), ..typed.clone() }));
        all
    }
}

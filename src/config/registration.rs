//! `[registration]`.

use std::{collections::BTreeMap, time::Duration};

use schemars::JsonSchema;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{check::Check, policy::Policy};
use crate::domain::{method::Method, policy as domain};

/// What people register, and how it is kept true.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Registration {
    /// People are asked to register and to reconfirm at sign-in, here and by the applications that ask.
    pub required: bool,
    /// Kinds of security info to register; without it one more than a reset takes proofs.
    #[schemars(range(min = 1, max = 6))]
    pub methods: Option<u8>,
    /// Days until people are asked whether their data is still true; 0 is never.
    #[schemars(range(min = 0, max = 730))]
    pub reconfirm_days: u16,
    /// How often "remind me later" may be pressed.
    #[schemars(range(min = 0, max = 100))]
    pub postpone_times: u32,
    /// Days after the first "remind me later" when it is no longer offered.
    #[schemars(range(min = 0, max = 365))]
    pub postpone_days: u16,
    /// Hours that a new method rests before it can open a reset; a first registration is exempt (N23).
    #[schemars(range(min = 0, max = 72))]
    pub cooling_off_hours: u64,
    /// Phones and mailboxes that the directory holds, or that administrators brought in, count as registered before
    /// their owners have confirmed them.
    pub directory_contacts: bool,
    /// Minutes that a temporary pass of the help desk works.
    #[schemars(range(min = 10, max = 480))]
    pub pass_minutes: u64,
    /// Applications that a page may lead back to, as origins: `https://intranet.contoso.com`.
    #[schemars(with = "Vec<WebUrl>")]
    pub return_to: Vec<Url>,
    /// Applications that ask whether a person must register or reconfirm.
    pub applications: Vec<Application>,
    /// Security questions, for the method `questions`.
    pub questions: Questions,
}

/// An application, or a proxy before one, that asks whether a person must register or reconfirm.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Application {
    /// What the log calls it.
    #[schemars(extend("format" = "filled"))]
    pub name: String,
    /// The secret that it shows, and that answers are signed with: 32 characters or more. Better `token_file`.
    #[schemars(with = "Option<String>")]
    pub token: Option<SecretString>,
    /// A file with the token, or `credential:name`.
    pub token_file: Option<String>,
    /// The header in which a proxy names the person; without it `Remote-User` counts.
    #[schemars(extend("format" = "filled"))]
    pub user_header: String,
}

impl Default for Application {
    fn default() -> Self {
        Self { name: String::new(), token: None, token_file: None, user_header: "X-Forwarded-User".to_owned() }
    }
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "web-url"))]
struct WebUrl(#[expect(dead_code, reason = "only its schema is used")] String);

/// Security questions. They are weak: never the only proof, never for protected accounts.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Questions {
    /// How many to register.
    #[schemars(range(min = 3, max = 5))]
    pub register: u8,
    /// How many to answer.
    #[schemars(range(min = 3, max = 5))]
    pub answer: u8,
    /// Whether the built-in questions are offered.
    pub built_in: bool,
    /// Your own questions by language: `own.en = ["Who was your first manager here?"]`; 20 at most, 3 to 200
    /// characters each.
    pub own: BTreeMap<String, Vec<String>>,
}

impl Default for Questions {
    fn default() -> Self {
        let usual = domain::Questions::default();
        Self { register: usual.register, answer: usual.answer, built_in: usual.pool, own: usual.own }
    }
}

impl Default for Registration {
    fn default() -> Self {
        let usual = domain::Registration::default();
        Self {
            required: usual.required,
            methods: usual.methods,
            reconfirm_days: usual.reconfirm_days,
            postpone_times: usual.postpone_times,
            postpone_days: usual.postpone_days,
            cooling_off_hours: usual.cooling_off.as_secs() / 3600,
            directory_contacts: usual.directory_contacts,
            pass_minutes: usual.pass_life.as_secs() / 60,
            return_to: Vec::new(),
            applications: Vec::new(),
            questions: Questions::default(),
        }
    }
}

impl Application {
    fn validate(&self, at: &str, check: &mut Check) {
        if self.name.is_empty() {
            check.missing(&format!("{at}.name"), "give the application a name, for the log");
        }
        let key = format!("{at}.token");
        match &self.token {
            None if check.has_error(&key) || check.has_error(&format!("{at}.token_file")) => {}
            None => check.missing(&key, "write a secret of its own into a file and name it by token_file"),
            Some(token) if token.expose_secret().chars().count() < 32 => {
                check.error(&key, "a token has 32 characters or more", "make one: openssl rand -base64 32");
            }
            Some(_) => {}
        }
        let usual = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_');
        if self.user_header.is_empty() || !self.user_header.bytes().all(usual) {
            let what = format!("\"{}\" is no name of a header", self.user_header);
            check.error(&format!("{at}.user_header"), what, "for example user_header = \"X-Forwarded-User\"");
        }
    }
}

impl Registration {
    /// As the flows have it.
    #[must_use]
    pub fn to_domain(&self) -> domain::Registration {
        domain::Registration {
            required: self.required,
            methods: self.methods,
            reconfirm_days: self.reconfirm_days,
            postpone_times: self.postpone_times,
            postpone_days: self.postpone_days,
            cooling_off: Duration::from_secs(self.cooling_off_hours.saturating_mul(3600)),
            directory_contacts: self.directory_contacts,
            questions: domain::Questions {
                register: self.questions.register,
                answer: self.questions.answer,
                own: self.questions.own.clone(),
                pool: self.questions.built_in,
            },
            return_to: self.return_to.iter().map(|url| url.origin().ascii_serialization()).collect(),
            pass_life: Duration::from_secs(self.pass_minutes.saturating_mul(60)),
        }
    }

    pub(super) fn validate(&self, policy: &Policy, check: &mut Check) {
        for (n, url) in self.return_to.iter().enumerate() {
            let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
            let web = matches!(url.scheme(), "https" | "http") && url.has_host() && url.username().is_empty();
            if !bare || !web {
                check.error(
                    &format!("registration.return_to[{n}]"),
                    format!("\"{url}\" is not an origin"),
                    "write scheme and host only, for example \"https://intranet.contoso.com\"",
                );
            }
        }
        for (n, application) in self.applications.iter().enumerate() {
            application.validate(&format!("registration.applications[{n}]"), check);
            let same = |other: &&Application| {
                let (Some(a), Some(b)) = (&application.token, &other.token) else { return false };
                a.expose_secret() == b.expose_secret()
            };
            if self.applications.iter().take(n).any(|other| same(&other)) {
                check.error(
                    &format!("registration.applications[{n}].token"),
                    "another application has this token",
                    "give each its own: openssl rand -base64 32",
                );
            }
        }
        let questions = &self.questions;
        if questions.answer > questions.register {
            check.error(
                "registration.questions.answer",
                format!("{} answers are asked for, and {} registered", questions.answer, questions.register),
                "write a number up to that of registration.questions.register",
            );
        }
        for (language, own) in &questions.own {
            let key = format!("registration.questions.own.{language}");
            if own.len() > 20 {
                check.error(&key, format!("{} questions are too many", own.len()), "write 20 at most");
            }
            for (n, question) in own.iter().enumerate() {
                if !(3..=200).contains(&question.trim().chars().count()) {
                    let key = format!("{key}[{n}]");
                    check.error(&key, "a question has 3 to 200 characters", "write a longer or shorter one");
                }
            }
        }
        let fewest = questions.own.values().map(Vec::len).min().unwrap_or(0);
        if policy.methods.contains(&Method::Questions)
            && !questions.built_in
            && fewest < usize::from(questions.register)
        {
            check.error(
                "registration.questions.own",
                format!("{fewest} own questions are fewer than the {} to register", questions.register),
                "write more of them in each language, or built_in = true",
            );
        }
    }
}

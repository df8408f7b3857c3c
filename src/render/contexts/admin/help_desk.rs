//! What an agent does for a person.

use serde::Serialize;

use crate::{
    domain::{method::Method, security_info::Kind, time::Timestamp},
    render::{contexts::FieldError, pages::Page},
};

const ID: &str = "01939c1e-0000-7000-8000-000000000001";
const AT: Timestamp = Timestamp(1_795_000_000_000);

/// A contact that a code can go to.
#[derive(Debug, Clone, Serialize)]
pub struct ReachChoice {
    /// What the form sends.
    pub id: String,
    /// How the code travels.
    pub method: Method,
    /// The masked contact.
    pub contact: String,
}

/// A code that waits to be read out.
#[derive(Debug, Clone, Serialize)]
pub struct WaitingCheck {
    /// What the agent says first.
    pub words: String,
    /// How it went.
    pub method: Method,
    /// Where it went, masked.
    pub contact: String,
    /// From when on it is refused.
    pub until: Timestamp,
}

/// What can be wrong: the end of the message `admin-people-error-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum CallerProblem {
    /// No contact was chosen.
    NoContact,
    /// Nothing was typed.
    Empty,
    /// It can be no code.
    Malformed,
    /// Wrong; tries left.
    Wrong(u32),
    /// Its time or its tries are over.
    Over,
    /// Too many codes were sent; whole minutes.
    Throttled(u32),
    /// The reason is missing or too short.
    Reason,
}

impl From<CallerProblem> for FieldError {
    fn from(problem: CallerProblem) -> Self {
        match problem {
            CallerProblem::NoContact => Self::plain("no-contact"),
            CallerProblem::Empty => Self::plain("code-empty"),
            CallerProblem::Malformed => Self::plain("code-malformed"),
            CallerProblem::Wrong(left) => Self::counted("code-wrong", left),
            CallerProblem::Over => Self::plain("code-over"),
            CallerProblem::Throttled(minutes) => Self::counted("throttled", minutes),
            CallerProblem::Reason => Self::plain("reason"),
        }
    }
}

/// `/admin/people/{id}/caller`.
#[derive(Debug, Clone, Serialize)]
pub struct Caller {
    /// The account.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Where a code can go.
    pub reaches: Vec<ReachChoice>,
    /// A code was sent, and waits.
    pub waiting: Option<WaitingCheck>,
    /// What is wrong.
    pub error: Option<CallerProblem>,
}

impl Page for Caller {
    const TEMPLATE: &'static str = "admin/help_caller.html";

    fn sample() -> Vec<Self> {
        let methods = [Method::Sms, Method::Email, Method::Voice, Method::Office];
        let reach = |method: Method| ReachChoice {
            id: format!("{}-1", method.as_str()),
            method,
            contact: "•••• 34".to_owned(),
        };
        let reaches: Vec<ReachChoice> = methods.map(reach).to_vec();
        let bare = Self { id: ID.to_owned(), name: "Alice Liddell".to_owned(), reaches, waiting: None, error: None };
        let wait = |method| {
            Some(WaitingCheck {
                words: "river candle".to_owned(), method, contact: "•••• 34".to_owned(), until: AT
            })
        };
        let waiting = Self { waiting: wait(Method::Sms), ..bare.clone() };
        let mut all = vec![
            bare.clone(),
            Self { reaches: Vec::new(), ..bare.clone() },
            Self { error: Some(CallerProblem::NoContact), ..bare.clone() },
            Self { error: Some(CallerProblem::Over), ..bare.clone() },
            Self { error: Some(CallerProblem::Throttled(12)), ..bare.clone() },
        ];
        all.extend(methods.map(|method| Self { waiting: wait(method), ..bare.clone() }));
        let wrong = [CallerProblem::Empty, CallerProblem::Malformed, CallerProblem::Wrong(1), CallerProblem::Wrong(3)];
        all.extend(wrong.map(|error| Self { error: Some(error), ..waiting.clone() }));
        all
    }
}

/// `/admin/people/{id}/pass`.
#[derive(Debug, Clone, Serialize)]
pub struct Pass {
    /// The account.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The caller was verified a moment ago: no reason is needed.
    pub verified: bool,
    /// Minutes that it works.
    pub minutes: u64,
    /// What was typed.
    pub reason: String,
    /// One works until then, and would be revoked.
    pub other_until: Option<Timestamp>,
    /// What is wrong.
    pub error: Option<CallerProblem>,
}

impl Page for Pass {
    const TEMPLATE: &'static str = "admin/help_pass.html";

    fn sample() -> Vec<Self> {
        let bare = Self {
            id: ID.to_owned(),
            name: "Alice Liddell".to_owned(),
            verified: true,
            minutes: 60,
            reason: String::new(),
            other_until: Some(AT),
            error: None,
        };
        let unknown = Self { verified: false, other_until: None, ..bare.clone() };
        let error = Some(CallerProblem::Reason);
        vec![bare, unknown.clone(), Self { reason: "short".to_owned(), error, ..unknown }]
    }
}

/// A pass, shown once.
#[derive(Clone, Serialize)]
pub struct Issued {
    /// The account.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What the agent reads out.
    pub pass: String,
    /// From when on it is refused.
    pub until: Timestamp,
    /// What the log calls it.
    pub support_id: String,
}

impl std::fmt::Debug for Issued {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Issued(..)")
    }
}

impl Page for Issued {
    const TEMPLATE: &'static str = "admin/help_issued.html";

    fn sample() -> Vec<Self> {
        vec![Self {
            id: ID.to_owned(),
            name: "Alice Liddell".to_owned(),
            pass: "7F3K-22QD-0ABC".to_owned(),
            until: AT,
            support_id: "K7Q2-M4XD".to_owned(),
        }]
    }
}

/// One act: the end of the messages `admin-people-act-<name>` and `admin-people-will-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Deed {
    /// Lift a lockout.
    Unlock,
    /// Open self-service again.
    Unfreeze,
    /// Ask for a new registration.
    Register,
    /// End all sessions.
    SignOut,
    /// Remove a method.
    Revoke,
    /// Revoke the pass.
    RevokePass,
}

impl Deed {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Unlock, Self::Unfreeze, Self::Register, Self::SignOut, Self::Revoke, Self::RevokePass];

    /// The stable name, in forms and addresses.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unlock => "unlock",
            Self::Unfreeze => "unfreeze",
            Self::Register => "register",
            Self::SignOut => "sign-out",
            Self::Revoke => "revoke",
            Self::RevokePass => "revoke-pass",
        }
    }

    /// The act of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|deed| deed.as_str() == name)
    }
}

/// Something registered.
#[derive(Debug, Clone, Serialize)]
pub struct MethodRef {
    /// The row.
    pub id: String,
    /// What it is.
    pub kind: Kind,
    /// Its masked contact or its name; may be empty.
    pub hint: String,
}

/// `/admin/people/{id}/act`: what will happen.
#[derive(Debug, Clone, Serialize)]
pub struct Act {
    /// The account.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What will be done.
    pub deed: Deed,
    /// The method that will be removed.
    pub method: Option<MethodRef>,
}

impl Page for Act {
    const TEMPLATE: &'static str = "admin/help_act.html";

    fn sample() -> Vec<Self> {
        let method = |kind| Some(MethodRef { id: ID.to_owned(), kind, hint: "•••• 34".to_owned() });
        let act = |deed, method| Self { id: ID.to_owned(), name: "Alice Liddell".to_owned(), deed, method };
        let mut all: Vec<Self> = Deed::ALL.map(|deed| act(deed, None)).to_vec();
        all.extend(Kind::ALL.map(|kind| act(Deed::Revoke, method(kind))));
        all
    }
}

/// Why nothing was done: the end of the message `admin-people-refused-<name>`.
pub const REFUSED: [&str; 9] =
    ["oneself", "elsewhere", "not-above", "protected", "gone", "off", "frozen", "no-passes", "throttled"];

/// Nothing was done.
#[derive(Debug, Clone, Serialize)]
pub struct Refused {
    /// The account; none when it is gone.
    pub id: Option<String>,
    /// One of [`REFUSED`].
    pub why: &'static str,
    /// What to quote.
    pub support_id: String,
}

impl Page for Refused {
    const TEMPLATE: &'static str = "admin/help_refused.html";

    fn sample() -> Vec<Self> {
        let refused =
            |why| Self { id: (why != "gone").then(|| ID.to_owned()), why, support_id: "K7Q2-M4XD".to_owned() };
        REFUSED.map(refused).to_vec()
    }
}

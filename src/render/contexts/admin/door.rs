//! The way into the console, and what it says when it stays shut.

use serde::Serialize;

use super::super::{
    fields::FieldError,
    help::code,
    prove::ProofError,
    sign_in::{SignInError, SignInNote},
};
use crate::{
    domain::{error::Code, time::Timestamp},
    render::pages::Page,
};

const PORTAL: &str = "https://passwords.contoso.test";
const NEXT: &str = "/admin/people?q=a";

/// Somebody who is in, and may not see this.
#[derive(Debug, Clone, Serialize)]
pub struct Denied {
    /// They have no role at all.
    pub no_role: bool,
    /// It is not possible while no directory server answers.
    pub outage: bool,
    /// What to quote.
    pub support_id: String,
}

impl Page for Denied {
    const TEMPLATE: &'static str = "admin/door_denied.html";

    fn sample() -> Vec<Self> {
        let page = |(no_role, outage)| Self { no_role, outage, support_id: "K7Q2-M4XD".to_owned() };
        [(true, false), (false, false), (false, true)].map(page).into()
    }
}

/// Something that went wrong in the console.
#[derive(Debug, Clone, Serialize)]
pub struct Trouble {
    /// What.
    #[serde(serialize_with = "code")]
    pub code: Code,
    /// What to quote.
    pub support_id: Option<String>,
    /// When to try again.
    pub retry_at: Option<Timestamp>,
}

impl Page for Trouble {
    const TEMPLATE: &'static str = "admin/door_trouble.html";

    fn sample() -> Vec<Self> {
        let all = Code::ALL.iter().zip([None, Some(Timestamp(1_795_000_600_000))].into_iter().cycle());
        all.map(|(code, retry_at)| Self { code: *code, support_id: Some("K7Q2-M4XD".to_owned()), retry_at }).collect()
    }
}

/// A link elsewhere led here: browsers send the session only from our own pages.
#[derive(Debug, Clone, Serialize)]
pub struct Arrive {
    /// The page that was asked for.
    pub to: String,
}

impl Page for Arrive {
    const TEMPLATE: &'static str = "admin/door_arrive.html";

    fn sample() -> Vec<Self> {
        vec![Self { to: NEXT.to_owned() }]
    }
}

/// `/admin/sign-in`: the first step.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SignIn {
    /// What was typed before.
    pub login: String,
    /// The page of the console that it leads to; may be empty.
    pub next: String,
    /// Where people reset a password: the portal's own address.
    pub portal: String,
    /// What is said at the top.
    pub note: Option<SignInNote>,
    /// An owner was just chosen.
    pub set_up: bool,
    /// What is wrong.
    pub error: Option<SignInError>,
}

impl Page for SignIn {
    const TEMPLATE: &'static str = "admin/door_sign_in.html";

    fn sample() -> Vec<Self> {
        let full =
            Self { login: "olga".to_owned(), next: NEXT.to_owned(), portal: PORTAL.to_owned(), ..Self::default() };
        let mut all =
            vec![Self { portal: PORTAL.to_owned(), ..Self::default() }, Self { set_up: true, ..full.clone() }];
        all.extend([SignInNote::Over, SignInNote::Out].map(|note| Self { note: Some(note), ..full.clone() }));
        let errors = [SignInError::LoginEmpty, SignInError::SecretEmpty, SignInError::Wrong];
        all.extend(errors.map(|error| Self { error: Some(error), ..full.clone() }));
        all
    }
}

/// `/admin/prove`: the second factor, or a fresh proof.
#[derive(Debug, Clone, Serialize)]
pub struct Prove {
    /// They are in already: a dangerous act asks again.
    pub again: bool,
    /// The options for the browser, when a passkey is asked for.
    pub options: Option<String>,
    /// They have a passkey.
    pub passkey: bool,
    /// They have an app.
    pub app: bool,
    /// The page of the console that it leads to; may be empty.
    pub next: String,
    /// What is wrong.
    pub error: Option<ProofError>,
}

impl Page for Prove {
    const TEMPLATE: &'static str = "admin/door_prove.html";

    fn sample() -> Vec<Self> {
        let app = Self { again: false, options: None, passkey: false, app: true, next: NEXT.to_owned(), error: None };
        let asked = Self { options: Some("{\"a\":1}".to_owned()), passkey: true, ..app.clone() };
        let mut all = Vec::new();
        let errors = [
            ProofError::Empty,
            ProofError::Malformed,
            ProofError::Wrong,
            ProofError::WrongTriesLeft(1),
            ProofError::WrongTriesLeft(2),
            ProofError::Expired,
        ];
        for again in [false, true] {
            for page in [&app, &asked, &Self { app: false, ..asked.clone() }] {
                all.push(Self { again, ..page.clone() });
                all.extend(errors.map(|error| Self { again, error: Some(error), ..page.clone() }));
            }
            all.push(Self { again, options: None, ..asked.clone() });
            all.push(Self { again, options: None, app: false, next: String::new(), ..asked.clone() });
        }
        all
    }
}

/// The password was right, and there is no second factor.
#[derive(Debug, Clone, Serialize)]
pub struct NoFactor {
    /// Where one is registered.
    pub security_info: String,
    /// One is registered and can be used from then on.
    pub rests_until: Option<Timestamp>,
}

impl Page for NoFactor {
    const TEMPLATE: &'static str = "admin/door_no_factor.html";

    fn sample() -> Vec<Self> {
        let times = [None, Some(Timestamp(1_795_000_600_000))];
        times.map(|rests_until| Self { security_info: format!("{PORTAL}/security-info"), rests_until }).into()
    }
}

/// `/admin/setup`: the first set-up.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SetUp {
    /// What is wrong.
    pub error: Option<SetUpError>,
}

/// What can be wrong with a set-up code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum SetUpError {
    /// Nothing typed.
    Empty,
    /// It works no more, or never did.
    Wrong,
}

impl From<SetUpError> for FieldError {
    fn from(error: SetUpError) -> Self {
        Self::plain(match error {
            SetUpError::Empty => "empty",
            SetUpError::Wrong => "wrong",
        })
    }
}

impl Page for SetUp {
    const TEMPLATE: &'static str = "admin/door_setup.html";

    fn sample() -> Vec<Self> {
        [None, Some(SetUpError::Empty), Some(SetUpError::Wrong)].map(|error| Self { error }).into()
    }
}

/// `/admin/setup/group`: which group owns the console.
#[derive(Debug, Clone, Default, Serialize)]
pub struct SetUpGroup {
    /// What was typed before.
    pub group: String,
    /// What was typed before.
    pub login: String,
    /// What is wrong.
    pub error: Option<GroupError>,
}

/// What can be wrong with a group that shall have a role, or with its member.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "GroupErrorView")]
pub enum GroupError {
    /// No group.
    GroupEmpty,
    /// There is no such group, or it can not be read, or there are several.
    NoGroup,
    /// It has the role already.
    Already,
    /// No role is chosen.
    RoleEmpty,
    /// No login name.
    LoginEmpty,
    /// Nobody has it.
    NoPerson,
    /// They are not in the group.
    NotMember,
    /// The role is for everybody or nobody, and a part of the directory was named.
    NotLimited,
    /// The directory has no such part, or several.
    NoPlace,
}

/// An error and the field it belongs to.
#[derive(Debug, Clone, Copy, Serialize)]
struct GroupErrorView {
    /// Its field.
    of: &'static str,
    /// What is wrong.
    #[serde(flatten)]
    error: FieldError,
}

impl From<GroupError> for GroupErrorView {
    fn from(error: GroupError) -> Self {
        let (of, kind) = match error {
            GroupError::GroupEmpty => ("group", "group-empty"),
            GroupError::NoGroup => ("group", "no-group"),
            GroupError::Already => ("group", "already"),
            GroupError::RoleEmpty => ("role", "role-empty"),
            GroupError::LoginEmpty => ("login", "login-empty"),
            GroupError::NoPerson => ("login", "no-person"),
            GroupError::NotMember => ("login", "not-member"),
            GroupError::NotLimited => ("scope", "not-limited"),
            GroupError::NoPlace => ("scope", "no-place"),
        };
        Self { of, error: FieldError::plain(kind) }
    }
}

impl Page for SetUpGroup {
    const TEMPLATE: &'static str = "admin/door_setup_group.html";

    fn sample() -> Vec<Self> {
        let typed = Self { group: "Domain Owners".to_owned(), login: "olga".to_owned(), error: None };
        let errors = [
            GroupError::GroupEmpty,
            GroupError::NoGroup,
            GroupError::LoginEmpty,
            GroupError::NoPerson,
            GroupError::NotMember,
        ];
        let mut all = vec![Self::default()];
        all.extend(errors.map(|error| Self { error: Some(error), ..typed.clone() }));
        all.push(typed);
        all
    }
}

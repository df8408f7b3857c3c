//! Requests for help.

use serde::Serialize;

use super::person::JourneyLine;
use crate::{
    domain::time::Timestamp,
    render::{contexts::FieldError, pages::Page},
};

/// States of requests: the end of the messages `admin-requests-state-<name>` and `admin-requests-empty-<name>`.
pub const STATES: [&str; 3] = ["open", "answered", "closed"];
/// What was just done: the end of the message `admin-requests-done-<name>`.
pub const DONE: [&str; 3] = ["answered", "closed", "late"];

/// One line of the queue.
#[derive(Debug, Clone, Serialize)]
pub struct RequestLine {
    /// The row.
    pub id: String,
    /// The login name, as typed; untrusted.
    pub login: String,
    /// What the person wrote, cut short.
    pub note: String,
    /// What they quote.
    pub support_id: String,
    /// When it came.
    pub at: Timestamp,
    /// Who answered or closed it.
    pub agent: Option<String>,
}

/// `/admin/requests`.
#[derive(Debug, Clone, Serialize)]
pub struct Requests {
    /// Which are listed.
    pub state: &'static str,
    /// In order.
    pub requests: Vec<RequestLine>,
    /// How many wait; not told to who sees only some.
    pub open: Option<u64>,
    /// The only parts of the directory whose people's requests are listed; empty for all.
    pub places: Vec<String>,
    /// The address of the next page.
    pub next: Option<String>,
    /// This is not the first page.
    pub later: bool,
    /// Who looks may change the answers to begin with.
    pub may_edit: bool,
}

const ID: &str = "01939c1e-0000-7000-8000-000000000001";
const AT: Timestamp = Timestamp(1_795_000_000_000);

impl Page for Requests {
    const TEMPLATE: &'static str = "admin/requests.html";

    fn sample() -> Vec<Self> {
        let line = RequestLine {
            id: ID.to_owned(),
            login: "alice".to_owned(),
            note: "I have a new phone.".to_owned(),
            support_id: "K7Q2-M4XD".to_owned(),
            at: AT,
            agent: Some("olga".to_owned()),
        };
        let bare = RequestLine {
            note: String::new(),
            support_id: String::new(),
            login: String::new(),
            agent: None,
            ..line.clone()
        };
        let mut all: Vec<Self> = STATES
            .map(|state| Self {
                state,
                requests: vec![line.clone(), bare.clone()],
                open: Some(2),
                places: Vec::new(),
                next: None,
                later: false,
                may_edit: true,
            })
            .to_vec();
        all.extend(STATES.map(|state| Self {
            state,
            requests: Vec::new(),
            open: Some(0),
            places: Vec::new(),
            next: None,
            later: false,
            may_edit: false,
        }));
        let next = Some("?state=open&after=1".to_owned());
        let places = vec!["OU=Paris,DC=contoso,DC=com".to_owned()];
        let full = Self {
            state: "open",
            requests: vec![line],
            open: Some(30),
            places: Vec::new(),
            next,
            later: true,
            may_edit: false,
        };
        let limited = Self { open: None, places, ..full.clone() };
        all.push(Self { requests: Vec::new(), ..limited.clone() });
        all.extend([full, limited]);
        all
    }
}

/// What can be wrong with an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum AnswerProblem {
    /// Nothing was written.
    Empty,
    /// More than fits.
    TooLong,
}

impl From<AnswerProblem> for FieldError {
    fn from(problem: AnswerProblem) -> Self {
        Self::plain(match problem {
            AnswerProblem::Empty => "empty",
            AnswerProblem::TooLong => "too-long",
        })
    }
}

/// An answer to begin with.
#[derive(Debug, Clone, Serialize)]
pub struct TemplateRef {
    /// Its name in addresses.
    pub key: String,
    /// What agents know it by.
    pub title: String,
}

/// An account.
#[derive(Debug, Clone, Serialize)]
pub struct PersonRef {
    /// The account.
    pub id: String,
    /// Its name; untrusted text.
    pub name: String,
}

/// `/admin/requests/{id}`.
#[derive(Debug, Clone, Serialize)]
pub struct Request {
    /// The row.
    pub id: String,
    /// How it stands.
    pub state: &'static str,
    /// The login name, as typed; untrusted.
    pub login: String,
    /// What the person wrote.
    pub note: String,
    /// What they quote.
    pub support_id: String,
    /// When it came.
    pub at: Timestamp,
    /// The account with that name.
    pub person: Option<PersonRef>,
    /// The directory could not be asked.
    pub directory_down: bool,
    /// Where an answer goes, masked.
    pub to: Option<String>,
    /// What happened under the support id.
    pub journeys: Vec<JourneyLine>,
    /// The answer that was sent.
    pub answer: Option<String>,
    /// Who answered or closed it, and when.
    pub agent: Option<String>,
    /// When it was answered.
    pub answered_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Answers to begin with.
    pub templates: Vec<TemplateRef>,
    /// The one that was picked is not written in the person's language: the language that it is in.
    pub in_language: Option<String>,
    /// Who looks may change them.
    pub may_edit: bool,
    /// What stands in the field.
    pub text: String,
    /// What is wrong with it.
    pub error: Option<AnswerProblem>,
    /// One of [`DONE`].
    pub done: Option<&'static str>,
}

impl Page for Request {
    const TEMPLATE: &'static str = "admin/request.html";

    fn sample() -> Vec<Self> {
        let open = Self {
            id: ID.to_owned(),
            state: "open",
            login: "alice".to_owned(),
            note: "I have a new phone.".to_owned(),
            support_id: "K7Q2-M4XD".to_owned(),
            at: AT,
            person: Some(PersonRef { id: ID.to_owned(), name: "Alice Liddell".to_owned() }),
            directory_down: false,
            to: Some("a•••@h•••.test".to_owned()),
            journeys: super::person::Person::sample().into_iter().next().map(|p| p.journeys).unwrap_or_default(),
            answer: None,
            agent: None,
            answered_at: None,
            closed_at: None,
            templates: vec![TemplateRef { key: "call".to_owned(), title: "Call us".to_owned() }],
            in_language: None,
            may_edit: false,
            text: "Call us.".to_owned(),
            error: None,
            done: None,
        };
        let bare = Self {
            login: String::new(),
            note: String::new(),
            support_id: String::new(),
            person: None,
            to: None,
            journeys: Vec::new(),
            ..open.clone()
        };
        let answered = Self {
            state: "answered",
            answer: Some("Call us.\nWe are here.".to_owned()),
            agent: Some("olga".to_owned()),
            answered_at: Some(AT),
            ..open.clone()
        };
        let closed = Self { state: "closed", closed_at: Some(AT), ..answered.clone() };
        let mut all = vec![open.clone(), bare.clone(), answered, closed, Self { directory_down: true, ..bare.clone() }];
        all.push(Self { to: None, ..open.clone() });
        all.push(Self { in_language: Some("English".to_owned()), may_edit: true, ..open.clone() });
        all.push(Self { templates: Vec::new(), ..open.clone() });
        all.extend([AnswerProblem::Empty, AnswerProblem::TooLong].map(|e| Self { error: Some(e), ..open.clone() }));
        all.extend(DONE.map(|done| Self { done: Some(done), ..bare.clone() }));
        all
    }
}

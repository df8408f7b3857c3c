//! Ways out: help, explanations, problems.

use serde::Serialize;

use super::fields::FieldError;
use crate::{
    domain::{error::Code, method::Method, time::Timestamp},
    render::pages::Page,
};

/// `/help`: contact your administrator.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Help {
    /// What was typed before, or on the first page.
    pub login: String,
    /// What was written before.
    pub note: String,
    /// The support id of the flow the person comes from.
    pub support_id: Option<String>,
    /// A request can be sent from here: the help desk has a mailbox.
    pub can_send: bool,
    /// What is wrong.
    pub error: Option<HelpError>,
}

/// What can be wrong with a request for help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(into = "FieldError")]
pub enum HelpError {
    /// No login name.
    Empty,
}

impl From<HelpError> for FieldError {
    fn from(HelpError::Empty: HelpError) -> Self {
        Self::plain("empty")
    }
}

impl Page for Help {
    const TEMPLATE: &'static str = "help.html";

    fn sample() -> Vec<Self> {
        let id = Some("K7Q2-M4XD".to_owned());
        vec![
            Self { can_send: true, ..Self::default() },
            Self { can_send: true, support_id: id.clone(), login: "alice".to_owned(), ..Self::default() },
            Self { can_send: true, note: "Lost phone".to_owned(), error: Some(HelpError::Empty), ..Self::default() },
            Self { support_id: id, ..Self::default() },
            Self::default(),
        ]
    }
}

/// The request for help is on its way.
#[derive(Debug, Clone, Serialize)]
pub struct HelpSent {
    /// What to quote.
    pub support_id: String,
}

impl Page for HelpSent {
    const TEMPLATE: &'static str = "help_sent.html";

    fn sample() -> Vec<Self> {
        vec![Self { support_id: "K7Q2-M4XD".to_owned() }]
    }
}

/// `/how`: how this works, and what happens with your data.
#[derive(Debug, Clone, Serialize)]
pub struct How {
    /// The policy's methods.
    pub methods: Vec<Method>,
    /// How many proofs a reset takes.
    pub gates: u32,
    /// How long a reset may take, in minutes.
    pub minutes: u64,
}

impl Page for How {
    const TEMPLATE: &'static str = "how.html";

    fn sample() -> Vec<Self> {
        let mut all = vec![Self { methods: Method::ALL.to_vec(), gates: 2, minutes: 15 }];
        all.extend(Method::ALL.map(|method| Self { methods: vec![method], gates: 1, minutes: 15 }));
        all
    }
}

/// The one clear way on from a problem.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WayOn {
    /// Back to the three doors.
    Home,
    /// Begin the reset anew.
    StartAgain,
    /// Load the same page again.
    TryAgain,
    /// Ask for help.
    Help,
}

/// Something that went wrong, in plain words.
#[derive(Debug, Clone, Serialize)]
pub struct Problem {
    /// What.
    #[serde(serialize_with = "code")]
    pub code: Code,
    /// What to quote.
    pub support_id: Option<String>,
    /// The button.
    pub way_on: WayOn,
    /// When to try again, for [`Code::Throttled`] and the like.
    pub retry_at: Option<Timestamp>,
}

pub(super) fn code<S: serde::Serializer>(code: &Code, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeStruct as _;
    let mut view = serializer.serialize_struct("Code", 3)?;
    view.serialize_field("name", &code.to_string())?;
    view.serialize_field("message", code.message())?;
    // The log and the help desk have no use for the code of a mistyped address.
    view.serialize_field("quoted", &(code.status() != 404))?;
    view.end()
}

impl Page for Problem {
    const TEMPLATE: &'static str = "problem.html";

    fn sample() -> Vec<Self> {
        let ways = [WayOn::Home, WayOn::StartAgain, WayOn::TryAgain, WayOn::Help];
        let ids = [Some("K7Q2-M4XD".to_owned()), None];
        let times = [None, None, Some(Timestamp(1_795_000_600_000))];
        let rest = ways.into_iter().cycle().zip(ids.into_iter().cycle()).zip(times.into_iter().cycle());
        Code::ALL
            .iter()
            .zip(rest)
            .map(|(code, ((way_on, support_id), retry_at))| Self { code: *code, support_id, way_on, retry_at })
            .collect()
    }
}

//! What happened to an account, and where its owner is signed in.

use serde::Serialize;

use crate::{
    domain::{activity, method::Method, security_info::Kind, time::Timestamp},
    render::pages::Page,
};

/// One thing that happened.
#[derive(Debug, Clone, Serialize)]
pub struct ActivityEntry {
    /// What: the end of a message's key, one of [`activity::names`].
    pub what: &'static str,
    /// The method or kind that it was about.
    pub thing: Option<&'static str>,
    /// The masked contact.
    pub contact: Option<String>,
    /// When.
    pub at: Timestamp,
    /// Browser and system, in words of ours.
    pub device: Option<String>,
    /// The network.
    pub network: Option<String>,
}

impl ActivityEntry {
    /// The name of a method or kind as its message has it; none for what is neither.
    #[must_use]
    pub fn thing(name: &str) -> Option<&'static str> {
        Method::from_name(name).map(Method::as_str).or_else(|| Kind::from_name(name).map(Kind::as_str))
    }
}

/// `/security-info/activity`.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Activity {
    /// Newest first.
    pub entries: Vec<ActivityEntry>,
    /// The address of older ones.
    pub older: Option<String>,
    /// This is not the first page.
    pub later: bool,
}

impl Page for Activity {
    const TEMPLATE: &'static str = "info_activity.html";

    fn sample() -> Vec<Self> {
        let at = Timestamp(1_795_000_000_000);
        let bare = ActivityEntry { what: "signed-in", thing: None, contact: None, at, device: None, network: None };
        let things = Method::ALL.map(Method::as_str).into_iter().chain(Kind::ALL.map(Kind::as_str));
        let of_things = things.map(|thing| ActivityEntry {
            what: "registered",
            thing: Some(thing),
            contact: Some("•••• 34".to_owned()),
            device: Some("Firefox, Linux".to_owned()),
            network: Some("203.0.113.0/24".to_owned()),
            ..bare.clone()
        });
        let all = activity::names().map(|what| ActivityEntry { what, ..bare.clone() });
        vec![
            Self::default(),
            Self { entries: all.chain(of_things).collect(), older: Some("?until=1".to_owned()), later: true },
        ]
    }
}

/// One session.
#[derive(Debug, Clone, Serialize)]
pub struct SessionLine {
    /// It is the one that asks.
    pub this: bool,
    /// When it began.
    pub began: Timestamp,
    /// When it was last used.
    pub seen: Timestamp,
    /// Browser and system, in words of ours.
    pub device: Option<String>,
    /// The network.
    pub network: String,
}

/// `/security-info/sessions`.
#[derive(Debug, Clone, Serialize)]
pub struct Sessions {
    /// Newest first.
    pub sessions: Vec<SessionLine>,
    /// The others were just ended.
    pub ended: bool,
}

impl Page for Sessions {
    const TEMPLATE: &'static str = "info_sessions.html";

    fn sample() -> Vec<Self> {
        let this = SessionLine {
            this: true,
            began: Timestamp(1_795_000_000_000),
            seen: Timestamp(1_795_000_060_000),
            device: Some("Firefox, Linux".to_owned()),
            network: "203.0.113.0/24".to_owned(),
        };
        let other = SessionLine { this: false, device: None, ..this.clone() };
        vec![Self { sessions: vec![this.clone()], ended: true }, Self { sessions: vec![this, other], ended: false }]
    }
}

//! The three doors.

use serde::Serialize;

use crate::render::pages::Page;

/// A link of the organisation's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Link {
    /// What it says.
    pub label: String,
    /// Where it leads: `https:`, `http:`, `mailto:` or `tel:`; another scheme is shown without a link.
    #[serde(serialize_with = "link")]
    pub href: String,
}

fn link<S: serde::Serializer>(href: &str, serializer: S) -> Result<S::Ok, S::Error> {
    crate::render::frame::safe_link(Some(href)).serialize(serializer)
}

/// `/`: what do you need?
#[derive(Debug, Clone, Serialize)]
pub struct Landing {
    /// The door to the reset is open.
    pub reset: bool,
    /// A locked account can be unlocked with its password kept.
    pub unlock: bool,
    /// The door to the change is open.
    pub change: bool,
    /// The door to the security info is open.
    pub register: bool,
    /// The organisation's own words, a paragraph each.
    pub text: Vec<String>,
    /// The organisation's own links.
    pub links: Vec<Link>,
}

impl Page for Landing {
    const TEMPLATE: &'static str = "landing.html";

    fn sample() -> Vec<Self> {
        let full = Self {
            reset: true,
            unlock: true,
            change: true,
            register: true,
            text: vec!["New here? Your manager has a start code for you.".to_owned()],
            links: vec![Link { label: "Intranet".to_owned(), href: "https://intranet.example.org/".to_owned() }],
        };
        let bare = Self { text: Vec::new(), links: Vec::new(), ..full.clone() };
        let some = Self { unlock: false, register: false, ..bare.clone() };
        let none = Self { reset: false, change: false, ..some.clone() };
        vec![bare, full, some, none]
    }
}

//! The search of people.

use serde::Serialize;

use crate::{domain::time::Timestamp, render::pages::Page};

/// What is worth knowing of somebody in a list: the end of the message `admin-people-tag-<name>`.
pub const TAGS: [&str; 6] = ["gone", "disabled", "expired", "locked", "protected", "password-due"];

/// One line.
#[derive(Debug, Clone, Serialize)]
pub struct PersonLine {
    /// The account.
    pub id: String,
    /// The name to show; untrusted text.
    pub name: String,
    /// The short login name.
    pub login: String,
    /// The long one.
    pub principal: Option<String>,
    /// Where it is in the directory.
    pub place: String,
    /// Some of [`TAGS`].
    pub tags: Vec<&'static str>,
}

/// `/admin/people`.
#[derive(Debug, Clone, Serialize)]
pub struct People {
    /// What was searched.
    pub q: String,
    /// Who was found.
    pub people: Vec<PersonLine>,
    /// The only parts of the directory that are searched; empty for all.
    pub places: Vec<String>,
    /// Whether they may see the page of the scan.
    pub may_see_scan: bool,
    /// The address of the next page.
    pub next: Option<String>,
    /// The address of the first page, on a later one.
    pub later: Option<String>,
    /// When the last scan came to its end; none when there never was one.
    pub scanned_at: Option<Timestamp>,
}

impl People {
    fn line() -> PersonLine {
        PersonLine {
            id: "01939c1e-0000-7000-8000-000000000001".to_owned(),
            name: "Alice Liddell".to_owned(),
            login: "alice".to_owned(),
            principal: Some("alice@contoso.com".to_owned()),
            place: "CN=Alice,OU=Paris,DC=contoso,DC=com".to_owned(),
            tags: TAGS.to_vec(),
        }
    }
}

impl Page for People {
    const TEMPLATE: &'static str = "admin/people.html";

    fn sample() -> Vec<Self> {
        let at = Some(Timestamp(1_795_000_000_000));
        let bare = PersonLine { principal: None, tags: Vec::new(), ..Self::line() };
        let none = Self {
            q: String::new(),
            people: Vec::new(),
            places: Vec::new(),
            may_see_scan: true,
            next: None,
            later: None,
            scanned_at: at,
        };
        let places = vec!["OU=Paris,DC=contoso,DC=com".to_owned(), "OU=Lyon,DC=contoso,DC=com".to_owned()];
        let limited = Self { places, may_see_scan: false, ..none.clone() };
        let asked = |text: &str| Self { q: text.to_owned(), ..none.clone() };
        vec![
            Self {
                people: vec![Self::line(), bare.clone()],
                next: Some("?q=al&after=0.1".to_owned()),
                later: Some("?q=al".to_owned()),
                ..asked("al")
            },
            Self { people: vec![bare], scanned_at: None, ..asked("alice") },
            asked("nobody"),
            Self { next: Some("?q=al&after=0.1".to_owned()), ..asked("maria peter") },
            Self { later: Some("?q=maria".to_owned()), ..asked("maria") },
            Self { scanned_at: None, ..asked("nobody") },
            Self { scanned_at: None, ..none.clone() },
            Self { scanned_at: None, ..limited.clone() },
            Self { people: vec![Self::line()], ..limited },
            none,
        ]
    }
}

/// Somebody whom the directory has no more.
#[derive(Debug, Clone, Serialize)]
pub struct Gone {
    /// Their name, if a scan knew it.
    pub name: Option<String>,
    /// Their login name.
    pub login: Option<String>,
    /// When a scan found that they are gone.
    pub since: Option<Timestamp>,
    /// Who asks is limited to parts of the directory: nobody tells them whether it is gone or elsewhere.
    pub limited: bool,
}

impl Page for Gone {
    const TEMPLATE: &'static str = "admin/people_gone.html";

    fn sample() -> Vec<Self> {
        let text = |text: &str| Some(text.to_owned());
        vec![
            Self {
                name: text("Alice"),
                login: text("alice"),
                since: Some(Timestamp(1_795_000_000_000)),
                limited: false,
            },
            Self { name: None, login: None, since: None, limited: false },
            Self { name: None, login: None, since: None, limited: true },
        ]
    }
}

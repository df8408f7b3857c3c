//! `[organisation]`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::check::Check;
use crate::domain::{contact::Mailbox, policy};

/// Whose portal it is: its name, its texts, its help desk.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Organisation {
    /// The name that people know, in headings and messages. Required.
    #[schemars(extend("format" = "filled"))]
    pub name: Option<String>,
    /// The time zone of times in messages (IANA name).
    #[schemars(extend("format" = "time-zone"))]
    pub time_zone: String,
    /// The language for people whose browser and directory ask for none that Latchkey speaks.
    #[schemars(extend("format" = "language"))]
    pub language: String,
    /// Folder with your own logo, colours and texts; see docs/theme.md.
    pub theme: Option<PathBuf>,
    /// A text of your own on the first page. Plain text.
    pub landing_text: Option<String>,
    /// Links of your own on the first page.
    pub landing_links: Vec<Link>,
    /// Where people find help; at the foot of every page.
    pub help_desk: HelpDesk,
}

/// A link on the first page.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Link {
    /// What it says.
    #[schemars(extend("format" = "filled"))]
    pub text: String,
    /// Where it leads.
    #[schemars(extend("format" = "web-url"))]
    pub url: String,
}

/// Where people find help.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct HelpDesk {
    /// A page, or a `mailto:` or `tel:` link.
    pub link: Option<String>,
    /// What the link says: a number, the hours.
    pub text: String,
    /// Who gets the "please help this person" mails.
    #[schemars(extend("format" = "mailbox"))]
    pub mailbox: Option<String>,
}

impl Default for Organisation {
    fn default() -> Self {
        Self {
            name: None,
            time_zone: "UTC".to_owned(),
            language: "en".to_owned(),
            theme: None,
            landing_text: None,
            landing_links: Vec::new(),
            help_desk: HelpDesk::default(),
        }
    }
}

impl HelpDesk {
    /// As the policy has it.
    #[must_use]
    pub fn to_domain(&self) -> policy::HelpDesk {
        policy::HelpDesk {
            link: self.link.clone(),
            text: self.text.clone(),
            mailbox: self.mailbox.as_deref().and_then(|m| Mailbox::parse(m).ok()),
        }
    }
}

impl Organisation {
    pub(super) fn validate(&self, check: &mut Check) {
        if self.name.is_none() {
            check.missing("organisation.name", "add it, for example name = \"Contoso\"");
        }
        if let Some(theme) = &self.theme
            && !theme.is_dir()
        {
            check.error(
                "organisation.theme",
                format!("{} is no folder that can be read", theme.display()),
                "make the folder, or remove the line",
            );
        }
        for (n, link) in self.landing_links.iter().enumerate() {
            for (key, value) in [("text", &link.text), ("url", &link.url)] {
                if value.is_empty() {
                    check.missing(&format!("organisation.landing_links[{n}].{key}"), "give the link a text and a url");
                }
            }
        }
        let link = self.help_desk.link.as_deref();
        if let Some(link) = link
            && !["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme))
        {
            check.error(
                "organisation.help_desk.link",
                format!("\"{link}\" is no link"),
                "begin it with https://, mailto: or tel:",
            );
        }
        if link.is_some() && self.help_desk.text.trim().is_empty() {
            check.missing(
                "organisation.help_desk.text",
                "say what the link is, for example text = \"+1 555 0100, 8:00-18:00\"",
            );
        }
        if link.is_none() && self.help_desk.mailbox.is_none() && self.help_desk.text.is_empty() {
            check.warning(
                "organisation.help_desk",
                "people who can not reset are told of no help",
                "set help_desk.link and text, or help_desk.mailbox",
            );
        }
    }
}

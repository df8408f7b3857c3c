//! What stands round every page.

use serde::Serialize;

use super::{clock::Zone, console::ConsoleFrame, locale::Direction};
use crate::domain::{locale::Locale, policy::HelpDesk, time::Timestamp};

/// Everything on a page that is not the page's own.
#[derive(Debug, Clone)]
pub struct Frame {
    /// The language, negotiated by [`super::Renderer::languages`].
    pub locale: Locale,
    /// The organisation's name; untrusted text.
    pub organisation: String,
    /// The token of the forms on this page; empty where there is no form.
    pub csrf: String,
    /// Path (no query) to which the language switch links: a GET that shows this same step again.
    pub path: String,
    /// Whom to ask: at the foot of every page (U56).
    pub help_desk: HelpDesk,
    /// The zone in which times are told.
    pub time_zone: Zone,
    /// The time at which the page is made; countdowns start here.
    pub now: Timestamp,
    /// The demo: pages say so and link the outbox.
    pub demo: bool,
    /// What stands round a page of the console, once somebody is in.
    pub console: Option<ConsoleFrame>,
}

/// The frame as templates see it.
#[derive(Serialize)]
pub(super) struct View<'a> {
    organisation: &'a str,
    csrf: &'a str,
    path: &'a str,
    help: HelpView<'a>,
    now: Timestamp,
    demo: bool,
    dir: Direction,
    console: Option<&'a ConsoleFrame>,
}

#[derive(Serialize)]
struct HelpView<'a> {
    link: Option<&'a str>,
    text: &'a str,
}

impl<'a> View<'a> {
    pub(super) fn new(frame: &'a Frame, dir: Direction) -> Self {
        Self {
            organisation: &frame.organisation,
            csrf: &frame.csrf,
            path: safe_path(&frame.path),
            help: HelpView {
                link: safe_link(frame.help_desk.link.as_deref()),
                text: unlabelled(&frame.help_desk.text),
            },
            now: frame.now,
            demo: frame.demo,
            dir,
            console: frame.console.as_ref(),
        }
    }
}

/// What pages and messages themselves put before the help desk's text, in their languages.
const LABELS: [&str; 4] = ["help desk", "helpdesk", "service desk", "assistance"];

/// An operator's `Help desk: +1 555 0100` without the label, which would stand there twice.
pub(super) fn unlabelled(text: &str) -> &str {
    let (label, rest) = text.split_once(':').unwrap_or_default();
    let (label, rest) = (label.trim().to_lowercase(), rest.trim());
    if LABELS.contains(&label.as_str()) && !rest.is_empty() { rest } else { text }
}

/// Only schemes that can not run anything (R104): what else an operator wrote is shown as text without a link.
pub(super) fn safe_link(link: Option<&str>) -> Option<&str> {
    let link = link?.trim();
    let lower = link.to_ascii_lowercase();
    ["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| lower.starts_with(scheme)).then_some(link)
}

/// A path of this site. A request can ask for `//evil.example/`, which as a link would lead there.
fn safe_path(path: &str) -> &str {
    let inside = path.starts_with('/') && !path.starts_with("//") && !path.contains(['\\', '?', '#']);
    if inside { path } else { super::paths::HOME }
}

#[cfg(test)]
mod tests {
    use super::{safe_link, safe_path, unlabelled};

    #[test]
    fn links_stay_on_the_site_and_run_nothing() {
        for (path, expected) in [
            ("/reset/code", "/reset/code"),
            ("//evil.example/", "/"),
            ("/\\evil.example/", "/"),
            ("https://evil.example/", "/"),
            ("/reset?lang=fr", "/"),
            ("", "/"),
        ] {
            assert_eq!(safe_path(path), expected, "{path}");
        }
        assert_eq!(safe_link(Some(" tel:+15555550100 ")), Some("tel:+15555550100"));
        for bad in ["javascript:alert(1)", "data:text/html,x", "//evil.example", "JAVASCRIPT:alert(1)", ""] {
            assert_eq!(safe_link(Some(bad)), None, "{bad}");
        }
    }

    #[test]
    fn the_help_desk_is_not_named_twice() {
        for (text, expected) in [
            ("Help desk: +1 555 0100, 8:00-18:00", "+1 555 0100, 8:00-18:00"),
            ("Assistance\u{a0}: 01 99 00 00 00", "01 99 00 00 00"),
            ("+1 555 0100, 8:00-18:00", "+1 555 0100, 8:00-18:00"),
            ("IT, room 4: ask for Ann", "IT, room 4: ask for Ann"),
            ("Help desk:", "Help desk:"),
            ("", ""),
        ] {
            assert_eq!(unlabelled(text), expected);
        }
    }
}

//! Fluent messages with arguments, safe for where they go. A key that no catalogue has, or an argument that is not
//! given, is an error: never English in silence.

use std::collections::{BTreeMap, HashMap};

use fluent_bundle::{FluentArgs, FluentValue};

use super::{catalogue::Catalogue, error::RenderError, theme::Theme};

/// The language that others are compared with, and the one of last resort.
pub(super) const REFERENCE: &str = "en";

/// An argument of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg {
    /// Untrusted text: cleaned of control and bidi characters, and isolated (R100).
    Text(String),
    /// Text of a fixed direction: a code, a number, a login name. Isolated, left to right (U68).
    Ltr(String),
    /// Text of our own making that needs no isolation: the hour of a time.
    Bare(String),
    /// A number, for plural rules.
    Number(i64),
}

/// Where a message goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// Into HTML: escaped, arguments in `<bdi>`.
    Html,
    /// Into the text of a mail: arguments between isolation marks.
    Isolated,
    /// Into attributes, subjects and text messages: no marks.
    Plain,
}

// Private-use characters, taken out of every argument, that stand for the tags while the message is escaped.
const OPEN: char = '\u{E000}';
const OPEN_LTR: char = '\u{E001}';
const CLOSE: char = '\u{E002}';

/// A message without variables, ready for both kinds of places.
struct Fixed {
    plain: String,
    html: String,
}

/// All languages.
pub(super) struct Texts {
    catalogues: BTreeMap<String, Catalogue>,
    /// By language and key. Most of a page's words are these; they are made once.
    fixed: HashMap<String, HashMap<String, Fixed>>,
}

impl Texts {
    /// Parses the embedded catalogues and the theme's, and compares all with English.
    pub(super) fn new(embedded: Vec<(String, String)>, theme: &mut Theme) -> Result<Self, RenderError> {
        let mut catalogues: BTreeMap<String, Catalogue> = BTreeMap::new();
        for (path, source) in embedded {
            let Some((tag, _)) = path.strip_prefix("locales/").and_then(|rest| rest.split_once('/')) else { continue };
            let mut catalogue = match catalogues.remove(tag) {
                Some(catalogue) => catalogue,
                None => Catalogue::new(tag, &path)?,
            };
            catalogue.add(&path, source)?;
            catalogues.insert(tag.to_owned(), catalogue);
        }
        let reference = catalogues.get(REFERENCE).map(|english| english.variables.clone()).unwrap_or_default();
        for (tag, file, source) in std::mem::take(&mut theme.locales) {
            let mut catalogue = match catalogues.remove(&tag) {
                Some(catalogue) => catalogue,
                None => Catalogue::new(&tag, &file)?,
            };
            catalogue.add_override(&file, source, &reference)?;
            catalogues.insert(tag, catalogue);
        }
        for catalogue in catalogues.values() {
            catalogue.compare(&reference)?;
        }
        let mut texts = Self { catalogues, fixed: HashMap::new() };
        texts.fixed =
            texts.catalogues.keys().map(|tag| Ok((tag.clone(), texts.fix(tag)?))).collect::<Result<_, _>>()?;
        Ok(texts)
    }

    /// The messages of one language that have no variables.
    fn fix(&self, locale: &str) -> Result<HashMap<String, Fixed>, RenderError> {
        let all = self.catalogues.get(locale).into_iter().flat_map(|catalogue| &catalogue.variables);
        all.filter(|(_, variables)| variables.is_empty())
            .map(|(key, _)| {
                let plain = self.format(locale, key, &[], Target::Plain)?;
                let html = html(&plain);
                Ok((key.clone(), Fixed { plain, html }))
            })
            .collect()
    }

    /// Every language, by tag.
    pub(super) fn catalogues(&self) -> impl Iterator<Item = &Catalogue> {
        self.catalogues.values()
    }

    /// The message `key` in `locale`.
    pub(super) fn format(
        &self,
        locale: &str,
        key: &str,
        args: &[(&str, Arg)],
        target: Target,
    ) -> Result<String, RenderError> {
        let fail = |problem: &str| RenderError::Text {
            key: key.to_owned(),
            locale: locale.to_owned(),
            problem: problem.to_owned(),
        };
        if let Some(fixed) = self.fixed.get(locale).and_then(|messages| messages.get(key)) {
            return Ok(if target == Target::Html { fixed.html.clone() } else { fixed.plain.clone() });
        }
        let catalogue = self.catalogues.get(locale).ok_or_else(|| fail("there is no such language"))?;
        let message = catalogue.bundle.get_message(key).ok_or_else(|| fail("there is no such message"))?;
        let pattern = message.value().ok_or_else(|| fail("the message has no value"))?;
        let mut fluent = FluentArgs::with_capacity(args.len());
        for (name, arg) in args {
            fluent.set(*name, value(arg, target));
        }
        let mut errors = Vec::new();
        let text = catalogue.bundle.format_pattern(pattern, Some(&fluent), &mut errors);
        if let Some(error) = errors.first() {
            return Err(fail(&error.to_string()));
        }
        Ok(if target == Target::Html { html(&text) } else { text.into_owned() })
    }
}

fn value(arg: &Arg, target: Target) -> FluentValue<'static> {
    let (text, open) = match arg {
        Arg::Number(number) => return FluentValue::from(*number),
        Arg::Bare(text) => return FluentValue::from(text.clone()),
        Arg::Text(text) => (text, if target == Target::Html { OPEN } else { '\u{2068}' }),
        Arg::Ltr(text) => (text, if target == Target::Html { OPEN_LTR } else { '\u{2066}' }),
    };
    let close = if target == Target::Html { CLOSE } else { '\u{2069}' };
    let clean: String = text.chars().filter(|c| !reorders(*c)).collect();
    FluentValue::from(if target == Target::Plain { clean } else { format!("{open}{clean}{close}") })
}

/// Characters that end a line, hide, reorder what follows, or are ours.
fn reorders(c: char) -> bool {
    c.is_control()
        || matches!(c, OPEN | OPEN_LTR | CLOSE | '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2066}'..='\u{2069}')
}

/// Escapes a message and puts the isolating tags where its arguments are.
fn html(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 32);
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            OPEN => out.push_str("<bdi>"),
            OPEN_LTR => out.push_str("<bdi dir=\"ltr\">"),
            CLOSE => out.push_str("</bdi>"),
            other => out.push(other),
        }
    }
    out
}

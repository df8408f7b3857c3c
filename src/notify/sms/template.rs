//! The little templates of a generic gateway: known names in braces, values escaped for where they stand.

use std::{collections::BTreeMap, fmt::Write as _};

use secrecy::{ExposeSecret as _, SecretString};

use crate::notify::{
    OutgoingSms,
    settings::{BodyFormat, SettingsError},
};

/// How a value is written at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Escape {
    /// Inside a JSON string.
    Json,
    /// Percent-encoded, in a URL or a form.
    Percent,
    /// XML text or attribute.
    Xml,
    /// As it is.
    None,
}

impl From<BodyFormat> for Escape {
    fn from(format: BodyFormat) -> Self {
        match format {
            BodyFormat::Json => Self::Json,
            BodyFormat::Form => Self::Percent,
            BodyFormat::Xml => Self::Xml,
            BodyFormat::Text => Self::None,
        }
    }
}

#[derive(Debug, Clone)]
enum Part {
    Literal(String),
    To,
    ToDigits,
    Text,
    Id,
    Secret(SecretString),
}

/// A parsed template.
#[derive(Debug, Clone)]
pub(super) struct Template {
    parts: Vec<Part>,
    escape: Escape,
}

impl Template {
    /// Reads a template. A brace that no name and closing brace follow is text: JSON is full of them.
    pub(super) fn parse(
        key: &'static str,
        source: &str,
        escape: Escape,
        secrets: &BTreeMap<String, SecretString>,
    ) -> Result<Self, SettingsError> {
        let mut parts = Vec::new();
        let mut literal = String::new();
        let mut rest = source;
        while let Some((before, after)) = rest.split_once('{') {
            literal.push_str(before);
            match name(after) {
                Some((name, behind)) => {
                    if !literal.is_empty() {
                        parts.push(Part::Literal(std::mem::take(&mut literal)));
                    }
                    parts.push(part(key, name, secrets)?);
                    rest = behind;
                }
                None => {
                    literal.push('{');
                    rest = after;
                }
            }
        }
        literal.push_str(rest);
        parts.push(Part::Literal(literal));
        Ok(Self { parts, escape })
    }

    /// Whether the template says this: a gateway that is not told number or text can send nothing.
    pub(super) fn names_recipient(&self) -> bool {
        self.parts.iter().any(|p| matches!(p, Part::To | Part::ToDigits))
    }

    pub(super) fn names_text(&self) -> bool {
        self.parts.iter().any(|p| matches!(p, Part::Text))
    }

    pub(super) fn fill(&self, sms: &OutgoingSms) -> String {
        let mut out = String::new();
        for part in &self.parts {
            let value = match part {
                Part::Literal(text) => {
                    out.push_str(text);
                    continue;
                }
                Part::To => sms.to.as_str().to_owned(),
                Part::ToDigits => sms.to.as_str().trim_start_matches('+').to_owned(),
                Part::Text => sms.text.clone(),
                Part::Id => sms.id.to_string(),
                Part::Secret(secret) => secret.expose_secret().to_owned(),
            };
            escape(&value, self.escape, &mut out);
        }
        out
    }
}

/// `to}` at the start of what follows a brace.
fn name(after: &str) -> Option<(&str, &str)> {
    let (name, behind) = after.split_once('}')?;
    let first = name.chars().next()?;
    let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || "_:-".contains(c));
    (first.is_ascii_alphabetic() && plain).then_some((name, behind))
}

fn part(key: &'static str, name: &str, secrets: &BTreeMap<String, SecretString>) -> Result<Part, SettingsError> {
    Ok(match name {
        "to" => Part::To,
        "to_digits" => Part::ToDigits,
        "text" => Part::Text,
        "id" => Part::Id,
        _ => {
            let secret = name.strip_prefix("secret:").and_then(|secret| secrets.get(secret));
            let known = "known are {to}, {to_digits}, {text}, {id} and {secret:NAME} with NAME in `secrets`";
            Part::Secret(
                secret.ok_or_else(|| SettingsError::new(key, format!("nothing is called {{{name}}}"), known))?.clone(),
            )
        }
    })
}

fn escape(value: &str, how: Escape, out: &mut String) {
    match how {
        Escape::None => out.push_str(value),
        // `%20` is a space in a path, a query and a form alike; `+` is not.
        Escape::Percent => {
            let pieces = url::form_urlencoded::byte_serialize(value.as_bytes());
            out.extend(pieces.map(|piece| if piece == "+" { "%20" } else { piece }));
        }
        Escape::Json => {
            let quoted = serde_json::Value::from(value).to_string();
            out.push_str(quoted.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap_or_default());
        }
        Escape::Xml => {
            for c in value.chars() {
                match c {
                    '&' => out.push_str("&amp;"),
                    '<' => out.push_str("&lt;"),
                    '>' => out.push_str("&gt;"),
                    '"' => out.push_str("&quot;"),
                    '\'' => out.push_str("&apos;"),
                    '\n' => out.push('\n'),
                    c if c.is_control() => out.push(' '),
                    c if c.is_ascii() => out.push(c),
                    // A character reference is right in every encoding that the declaration may name.
                    c => {
                        let _infallible = write!(out, "&#{};", u32::from(c));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::domain::{contact::Phone, message::Repeat};

    fn fill(source: &str, escape: Escape) -> Result<String, SettingsError> {
        let secrets = BTreeMap::from([("key".to_owned(), SecretString::from("s3&cr\"et"))]);
        let sms = OutgoingSms {
            id: Uuid::from_u128(1),
            to: Phone::parse("+33612345678", None).unwrap(),
            text: "Bonjour \"é\" <&>\n@host #1".into(),
            repeat: Repeat::Never,
        };
        Ok(Template::parse("body", source, escape, &secrets)?.fill(&sms))
    }

    #[test]
    fn json_stays_json() {
        let filled = fill(r#"{"to":"{to}","n":{"x":{}},"text":"{text}","key":"{secret:key}"}"#, Escape::Json).unwrap();
        let value: serde_json::Value = serde_json::from_str(&filled).unwrap();
        assert_eq!(value["text"], "Bonjour \"é\" <&>\n@host #1");
        assert_eq!((&value["to"], &value["key"]), (&"+33612345678".into(), &"s3&cr\"et".into()));
    }

    #[test]
    fn forms_and_xml_are_escaped() {
        let form = fill("to={to_digits}&t={text}&k={secret:key}", Escape::Percent).unwrap();
        let pairs: Vec<_> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
        assert_eq!(pairs.len(), 3);
        assert_eq!(pairs[1].1, "Bonjour \"é\" <&>\n@host #1");
        assert_eq!(
            fill("<t>{text}</t>", Escape::Xml).unwrap(),
            "<t>Bonjour &quot;&#233;&quot; &lt;&amp;&gt;\n@host #1</t>"
        );
    }

    #[test]
    fn values_are_not_templates() {
        let sms = OutgoingSms {
            id: Uuid::nil(),
            to: Phone::parse("+33612345678", None).unwrap(),
            text: "{to}{secret:key}".into(),
            repeat: Repeat::Never,
        };
        let template = Template::parse("body", "{text}", Escape::None, &BTreeMap::new()).unwrap();
        assert_eq!(template.fill(&sms), "{to}{secret:key}");
    }

    #[test]
    fn unknown_names_are_named() {
        for bad in ["{txt}", "{secret:other}", "{\"to\":\"{phone}\"}"] {
            let error = fill(bad, Escape::Json).unwrap_err();
            assert!(error.what.contains("nothing is called {"), "{error}");
        }
    }
}

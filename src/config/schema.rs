//! The schema of the configuration file, derived from the section types.

use schemars::{JsonSchema as _, generate::SchemaSettings};
use serde_json::Value;

use super::Config;

/// The schema of the whole file, without references.
#[derive(Debug, Clone)]
pub struct Schema(Value);

/// One key in it.
#[derive(Debug, Clone, Copy)]
pub struct Node<'a>(&'a Value);

/// What a key takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// `true` or `false`.
    Switch,
    /// A list.
    List,
    /// A table with known keys.
    Table,
    /// A table with keys of the administrator's choice.
    Map,
}

impl Schema {
    /// The schema of [`Config`].
    #[must_use]
    pub fn of_config() -> Self {
        let mut settings = SchemaSettings::draft2020_12();
        settings.inline_subschemas = true;
        let mut generator = settings.into_generator();
        Self(Config::json_schema(&mut generator).to_value())
    }

    /// The schema as JSON.
    #[must_use]
    pub const fn json(&self) -> &Value {
        &self.0
    }

    /// The file itself.
    #[must_use]
    pub fn root(&self) -> Node<'_> {
        Node::of(&self.0)
    }
}

impl<'a> Node<'a> {
    /// Skips the `null` alternative of optional keys.
    fn of(value: &'a Value) -> Self {
        let alternatives = value.get("anyOf").and_then(Value::as_array);
        let real = alternatives.and_then(|a| a.iter().find(|v| v.get("type").is_none_or(|t| t != "null")));
        Self(real.unwrap_or(value))
    }

    /// What it takes.
    #[must_use]
    pub fn kind(self) -> Kind {
        let named = match self.0.get("type") {
            Some(Value::String(name)) => name.as_str(),
            Some(Value::Array(names)) => {
                names.iter().filter_map(Value::as_str).find(|n| *n != "null").unwrap_or("string")
            }
            _ => "string",
        };
        match named {
            "integer" => Kind::Number,
            "boolean" => Kind::Switch,
            "array" => Kind::List,
            "object" if self.0.get("properties").is_some() => Kind::Table,
            "object" => Kind::Map,
            _ => Kind::Text,
        }
    }

    /// The key below it with this name.
    #[must_use]
    pub fn get(self, name: &str) -> Option<Node<'a>> {
        self.0.get("properties")?.get(name).map(Node::of)
    }

    /// The keys below it, in the order of their declaration, with the whole entry of each.
    pub fn entries(self) -> impl Iterator<Item = (&'a str, Node<'a>, &'a Value)> {
        let properties = self.0.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().map(|(name, value)| (name.as_str(), Node::of(value), value))
    }

    /// What a list is made of.
    #[must_use]
    pub fn items(self) -> Option<Node<'a>> {
        self.0.get("items").map(Node::of)
    }

    /// What the values of a map are made of.
    #[must_use]
    pub fn values(self) -> Option<Node<'a>> {
        self.0.get("additionalProperties").filter(|schema| schema.is_object()).map(Node::of)
    }

    /// The words it may be, with what each means.
    #[must_use]
    pub fn words(self) -> Vec<(&'a str, &'a str)> {
        let plain = self.0.get("enum").and_then(Value::as_array).into_iter().flatten();
        let told = self.0.get("oneOf").and_then(Value::as_array).into_iter().flatten();
        let mut words: Vec<_> = plain.filter_map(Value::as_str).map(|w| (w, "")).collect();
        for one in told {
            let what = one.get("description").and_then(Value::as_str).unwrap_or_default();
            words.extend(one.get("const").and_then(Value::as_str).map(|w| (w, what)));
            let several = one.get("enum").and_then(Value::as_array).into_iter().flatten();
            words.extend(several.filter_map(Value::as_str).map(|w| (w, what)));
        }
        words
    }

    /// The name of the format of a text (see `format`).
    #[must_use]
    pub fn format(self) -> Option<&'a str> {
        self.0.get("format").and_then(Value::as_str)
    }

    /// The smallest and the largest number.
    #[must_use]
    pub fn range(self) -> (i64, i64) {
        let bound = |name| self.0.get(name).and_then(|v| v.as_i64().or_else(|| v.as_f64().map(|f| f as i64)));
        (bound("minimum").unwrap_or(i64::MIN), bound("maximum").unwrap_or(i64::MAX))
    }

    /// Whether the key `name` below it is a secret: one that may stand in a file of its own.
    #[must_use]
    pub fn is_secret(self, name: &str) -> bool {
        self.get(&format!("{name}_file")).is_some()
    }
}

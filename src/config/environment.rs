//! Environment variables laid over the file: `LATCHKEY_<SECTION>_<KEY>`, `LATCHKEY_SMS_TWILIO_ACCOUNT_SID`.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    check::Check,
    conform::nearest,
    error::Place,
    schema::{Kind, Node, Schema},
};

const PREFIX: &str = "LATCHKEY_";
/// Variables that the command line reads itself.
const OTHERS: [&str; 1] = ["LATCHKEY_CONFIG"];

/// The environment that a configuration is read in.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

impl Environment {
    /// That of this process. Variables that are not UTF-8 are left out.
    #[must_use]
    pub fn of_this_process() -> Self {
        let text = |s: std::ffi::OsString| s.into_string().ok();
        Self(std::env::vars_os().filter_map(|(k, v)| Some((text(k)?, text(v)?))).collect())
    }

    /// The value of a variable.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    pub(super) fn lay_over(&self, schema: &Schema, tree: &mut Value, check: &mut Check) {
        for (name, text) in self.0.iter().filter(|(name, _)| !OTHERS.contains(&name.as_str())) {
            let Some(rest) = name.strip_prefix(PREFIX) else { continue };
            let place = Place::Environment(name.clone());
            match find(schema.root(), rest) {
                Some((path, node)) => {
                    for n in 1..=path.len() {
                        let key = path.get(..n).unwrap_or_default().join(".");
                        if n == path.len() || !check.is_set(&key) {
                            check.note(key, place.clone(), place.clone());
                        }
                    }
                    note_items(&path.join("."), text, node, &place, check);
                    insert(tree, &path, value(node, text));
                }
                None => unknown(schema, name, rest, place, check),
            }
        }
    }
}

impl std::fmt::Debug for Environment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for Environment {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(k, v)| (k.into(), v.into())).collect())
    }
}

/// The name of the variable that sets the key at `path`.
#[must_use]
pub fn name_of(path: &str) -> String {
    format!("{PREFIX}{}", path.replace('.', "_").to_uppercase())
}

fn find<'a>(node: Node<'a>, rest: &str) -> Option<(Vec<String>, Node<'a>)> {
    for (name, below, _) in node.entries() {
        let upper = name.to_uppercase();
        if below.kind() == Kind::Table {
            let inner = rest.strip_prefix(&upper).and_then(|r| r.strip_prefix('_'));
            if let Some((mut path, leaf)) = inner.and_then(|inner| find(below, inner)) {
                path.insert(0, name.to_owned());
                return Some((path, leaf));
            }
        } else if rest == upper {
            return Some((vec![name.to_owned()], below));
        }
    }
    None
}

fn unknown(schema: &Schema, name: &str, rest: &str, place: Place, check: &mut Check) {
    let section = rest.split('_').next().unwrap_or_default().to_lowercase();
    let Some(node) = schema.root().get(&section) else {
        // Container platforms set variables named after services (LATCHKEY_PORT): not worth a refusal.
        return check.warning_at(
            place,
            "",
            "no section has this name: the variable is not used",
            "remove it, if it is meant for Latchkey",
        );
    };
    let key = rest.get(section.len() + 1..).unwrap_or_default().to_lowercase();
    let remedy = match nearest(&key, node.entries().map(|(known, ..)| known)) {
        Some(known) => format!("did you mean {}?", name_of(&format!("{section}.{known}"))),
        None => format!("unset {name}, or see docs/configuration.md for the keys of [{section}]"),
    };
    check.error_at(place, "", format!("the section [{section}] has no key `{key}`"), remedy);
}

/// The text as a value of the key's kind: lists as TOML or separated by commas.
fn value(node: Node<'_>, text: &str) -> Value {
    match node.kind() {
        Kind::Number => text.trim().parse::<i64>().map_or_else(|_| Value::from(text), Value::from),
        Kind::Switch => text.trim().parse::<bool>().map_or_else(|_| Value::from(text), Value::from),
        Kind::List => Value::Array(items(text).into_iter().map(Value::String).collect()),
        Kind::Text | Kind::Table | Kind::Map => Value::from(text),
    }
}

fn items(text: &str) -> Vec<String> {
    #[derive(serde::Deserialize)]
    struct List {
        list: Vec<String>,
    }
    if text.trim_start().starts_with('[')
        && let Ok(list) = toml::from_str::<List>(&format!("list = {text}"))
    {
        return list.list;
    }
    text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect()
}

fn note_items(path: &str, text: &str, node: Node<'_>, place: &Place, check: &mut Check) {
    if node.kind() == Kind::List {
        for n in 0..items(text).len() {
            check.note(format!("{path}[{n}]"), place.clone(), place.clone());
        }
    }
}

fn insert(tree: &mut Value, path: &[String], value: Value) {
    let Value::Object(map) = tree else { return };
    match path {
        [] => {}
        [last] => {
            map.insert(last.clone(), value);
        }
        [first, below @ ..] => {
            insert(map.entry(first.clone()).or_insert_with(|| Value::Object(Map::new())), below, value);
        }
    }
}

//! Compares a file with the schema. What does not fit is reported and taken out, so that the rest can still be
//! looked at.

use serde_json::Value;

use super::{
    check::Check,
    format,
    schema::{Kind, Node, Schema},
};

/// Keys that belong to a later release: refused, so that nobody believes that they work.
const LATER: [(&str, &str); 2] =
    [("policy.notify_admins", "the administration console"), ("policy.banned_words", "the password rules")];

/// Keys that people look for in another section than theirs.
const ELSEWHERE: [(&str, &str); 3] = [
    ("policy.reconfirm_days", "registration.reconfirm_days"),
    ("policy.methods_to_register", "registration.methods"),
    ("policy.require_registration", "registration.required"),
];

/// Compares, reports, takes out.
pub fn conform(schema: &Schema, tree: &mut Value, check: &mut Check) {
    table(schema.root(), tree, "", check);
}

fn table(node: Node<'_>, value: &mut Value, above: &str, check: &mut Check) {
    let Value::Object(map) = value else { return };
    map.retain(|name, value| {
        let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
        match node.get(name) {
            Some(key) => fits(key, value, &path, node.is_secret(name), check),
            None => {
                unknown(node, name, &path, above, check);
                false
            }
        }
    });
}

fn unknown(node: Node<'_>, name: &str, path: &str, above: &str, check: &mut Check) {
    if let Some((_, what)) = LATER.iter().find(|(later, _)| *later == path) {
        return check.error_at_key(
            path,
            format!("this release does not act on this key; it belongs to {what}"),
            "remove the line",
        );
    }
    if let Some((_, there)) = ELSEWHERE.iter().find(|(here, _)| *here == path) {
        return check.error_at_key(path, "this key stands in another section", format!("write it as {there}"));
    }
    let kind = if above.is_empty() { "section" } else { "key" };
    let remedy = match nearest(name, node.entries().map(|(known, ..)| known)) {
        Some(known) => format!("did you mean `{known}`?"),
        None => {
            let known: Vec<_> = node.entries().map(|(known, ..)| known).collect();
            format!("remove it; known here: {}", known.join(", "))
        }
    };
    check.error_at_key(path, format!("unknown {kind} `{name}`"), remedy);
}

/// The known name that `name` is most likely a misspelling of.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let name = name.to_lowercase().replace('-', "_");
    known
        .map(|k| (strsim::jaro_winkler(&name, k), k))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, k)| k)
}

/// Whether `value` fits; reports when not.
fn fits(node: Node<'_>, value: &mut Value, path: &str, secret: bool, check: &mut Check) -> bool {
    match (node.kind(), &mut *value) {
        (Kind::Text, Value::String(text)) => word(node, text, path, secret, check),
        (Kind::Number, Value::Number(number)) if number.is_i64() || number.is_u64() => {
            range(node, number.as_i64().unwrap_or(i64::MAX), path, check)
        }
        (Kind::Switch, Value::Bool(_)) => true,
        (Kind::Table, Value::Object(_)) => {
            table(node, value, path, check);
            true
        }
        (Kind::Map, Value::Object(map)) => {
            map.retain(|name, value| {
                let path = format!("{path}.{name}");
                match (node.values(), &*value) {
                    (Some(values), _) => fits(values, value, &path, secret, check),
                    (None, Value::String(_)) => true,
                    _ => {
                        check.error(&path, "this must be a text", "put it in double quotes");
                        false
                    }
                }
            });
            true
        }
        (Kind::List, Value::Array(items)) => {
            let Some(item) = node.items() else { return true };
            let mut n = 0;
            items.retain_mut(|value| {
                let path = format!("{path}[{n}]");
                n += 1;
                fits(item, value, &path, secret, check)
            });
            true
        }
        (kind, _) => {
            let (what, remedy) = expected(kind, node);
            check.error(path, what, remedy);
            false
        }
    }
}

fn expected(kind: Kind, node: Node<'_>) -> (&'static str, String) {
    match kind {
        Kind::Text => ("this must be a text", "put it in double quotes: \"...\"".to_owned()),
        Kind::Number => {
            let (low, high) = node.range();
            let remedy = if high == i64::MAX || low == i64::MIN {
                "write it in digits, without quotes".to_owned()
            } else {
                format!("write a number from {low} to {high}, without quotes")
            };
            ("this must be a whole number", remedy)
        }
        Kind::Switch => ("this must be true or false", "write true or false, without quotes".to_owned()),
        Kind::List => ("this must be a list", "put it in square brackets: [\"...\"]".to_owned()),
        Kind::Table | Kind::Map => {
            ("this must be a section", "give its keys on lines of their own below it".to_owned())
        }
    }
}

fn word(node: Node<'_>, text: &str, path: &str, secret: bool, check: &mut Check) -> bool {
    let words = node.words();
    if !words.is_empty() && !words.iter().any(|(w, _)| *w == text) {
        let all: Vec<_> = words.iter().map(|(w, _)| format!("\"{w}\"")).collect();
        check.error(path, format!("\"{text}\" is none of the allowed words"), format!("use one of {}", all.join(", ")));
        return false;
    }
    match node.format().and_then(|name| format::problem(name, text)) {
        Some((what, remedy)) => {
            let what = if secret { "this can not be read".to_owned() } else { what };
            check.error(path, what, remedy);
            false
        }
        None => true,
    }
}

fn range(node: Node<'_>, number: i64, path: &str, check: &mut Check) -> bool {
    let (low, high) = node.range();
    let fits = (low..=high).contains(&number);
    if !fits {
        check.error(
            path,
            format!("{number} is outside the allowed range"),
            format!("write a number from {low} to {high}"),
        );
    }
    fits
}

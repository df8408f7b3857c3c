//! The reference page, made from the schema: `docs/configuration.md`.

use std::fmt::Write as _;

use serde_json::Value;

use super::{
    environment::name_of,
    schema::{Kind, Node, Schema},
};

const HEAD: &str = "<!-- Made by `latchkey config reference`. Edit the doc comments in src/config, not this page. -->

# Configuration

One TOML file; `latchkey serve --config FILE`. `latchkey config check --config FILE` reads it and reports every
problem with its place and remedy; `latchkey config example` prints a complete, commented file.

- An unknown key stops the start and names the nearest known one.
- Each key can be set by an environment variable, named with the key below; it wins over the file. Lists are
  separated by commas or written as in TOML.
- A key with a `_file` twin is a secret. The twin names a file that holds it; other users must not be able to read
  that file. `credential:NAME` means the systemd credential `NAME` (`LoadCredential=`).
";

/// The page, in Markdown.
#[must_use]
pub fn markdown() -> String {
    let schema = Schema::of_config();
    let mut out = HEAD.to_owned();
    for (name, node, entry) in schema.root().entries() {
        section(&mut out, name, node, entry, 2);
    }
    out
}

fn section(out: &mut String, path: &str, node: Node<'_>, entry: &Value, depth: usize) {
    // Writing to a String does not fail.
    let _ = writeln!(out, "\n{} `[{path}]`\n\n{}", "#".repeat(depth), description(entry));
    let (tables, keys): (Vec<_>, Vec<_>) = node.entries().partition(|(_, below, _)| below.kind() == Kind::Table);
    for (name, below, entry) in keys {
        key(out, path, name, below, entry, node.is_secret(name));
    }
    for (name, below, entry) in tables {
        section(out, &format!("{path}.{name}"), below, entry, depth + 1);
    }
}

fn key(out: &mut String, section: &str, name: &str, node: Node<'_>, entry: &Value, secret: bool) {
    let path = format!("{section}.{name}");
    let _ = write!(out, "\n- **`{name}`**: {}", kind(node));
    if let Some(default) = default(entry, secret) {
        let _ = write!(out, ", default `{default}`");
    }
    if secret {
        out.push_str(", secret");
    }
    let _ = writeln!(out, ".\n  {}", description(entry));
    for (word, what) in node.words() {
        let _ = writeln!(out, "  - `\"{word}\"`: {what}");
    }
    for (name, below, entry) in node.items().into_iter().flat_map(Node::entries) {
        let _ = writeln!(out, "  - `{name}` ({}): {}", kind(below), description(entry));
    }
    let lists_tables = node.items().is_some_and(|i| i.kind() == Kind::Table);
    if node.kind() != Kind::Map && !lists_tables {
        let _ = writeln!(out, "  Environment: `{}`.", name_of(&path));
    }
}

fn kind(node: Node<'_>) -> String {
    match node.kind() {
        Kind::Text if !node.words().is_empty() => "one word".to_owned(),
        Kind::Text => "text".to_owned(),
        Kind::Switch => "`true` or `false`".to_owned(),
        Kind::Table => "section".to_owned(),
        Kind::Map => "section of texts".to_owned(),
        Kind::List => match node.items() {
            Some(item) if item.kind() == Kind::Table => "list of tables".to_owned(),
            Some(item) if !item.words().is_empty() => {
                let words: Vec<_> = item.words().iter().map(|(w, _)| format!("`\"{w}\"`")).collect();
                format!("list of {}", words.join(", "))
            }
            _ => "list of texts".to_owned(),
        },
        Kind::Number => {
            let (low, high) = node.range();
            format!("number, {low} to {high}")
        }
    }
}

fn default(entry: &Value, secret: bool) -> Option<String> {
    entry.get("default").filter(|d| !d.is_null() && !secret).map(ToString::to_string)
}

/// The doc comment as one paragraph.
fn description(entry: &Value) -> String {
    let text = entry.get("description").and_then(Value::as_str).unwrap_or_default();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

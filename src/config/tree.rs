//! Reads TOML into a tree of plain values and remembers where each stands.

use std::path::Path;

use serde_json::{Map, Value};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

use super::{check::Check, error::Place};

/// Reads `text`. All syntax errors are in the [`Check`].
pub fn read(path: &Path, text: &str) -> (Value, Check) {
    let mut reader = Reader { text, path, check: Check::new(path.to_owned()) };
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors {
        // The error's own Display prints the line, which may hold a secret.
        let place = reader.place(error.span().map_or(0, |s| s.start));
        reader.check.error_at(
            place,
            "",
            format!("this is not TOML: {}", error.message()),
            syntax_remedy(error.message()),
        );
    }
    let value = reader.table(table.get_ref(), "");
    (value, reader.check)
}

fn syntax_remedy(message: &str) -> &'static str {
    if message.contains("duplicate key") {
        "keep one of the two"
    } else if message.contains("string") || message.contains("quote") {
        "put texts in double quotes: key = \"text\""
    } else {
        "write `key = value` lines below a `[section]` line; texts stand in double quotes"
    }
}

struct Reader<'a> {
    text: &'a str,
    path: &'a Path,
    check: Check,
}

impl Reader<'_> {
    fn table(&mut self, table: &DeTable<'_>, above: &str) -> Value {
        let mut out = Map::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let path = if above.is_empty() { name.clone() } else { format!("{above}.{name}") };
            self.note(&path, key.span().start, value.span().start);
            let value = self.value(value, &path);
            out.insert(name, value);
        }
        Value::Object(out)
    }

    fn value(&mut self, value: &Spanned<DeValue<'_>>, path: &str) -> Value {
        match value.get_ref() {
            DeValue::String(text) => Value::String(text.to_string()),
            DeValue::Boolean(yes) => Value::Bool(*yes),
            DeValue::Integer(number) => {
                i64::from_str_radix(number.as_str(), number.radix()).map_or(Value::Null, Value::from)
            }
            DeValue::Float(number) => number.as_str().parse::<f64>().map_or(Value::Null, Value::from),
            // No key takes a date: null fits no schema, and is reported there.
            DeValue::Datetime(_) => Value::Null,
            DeValue::Array(items) => {
                let mut out = Vec::new();
                for (n, item) in items.iter().enumerate() {
                    let path = format!("{path}[{n}]");
                    self.note(&path, item.span().start, item.span().start);
                    out.push(self.value(item, &path));
                }
                Value::Array(out)
            }
            DeValue::Table(table) => self.table(table, path),
        }
    }

    fn note(&mut self, path: &str, at_key: usize, at_value: usize) {
        let (at_key, at_value) = (self.place(at_key), self.place(at_value));
        self.check.note(path.to_owned(), at_key, at_value);
    }

    fn place(&self, offset: usize) -> Place {
        let before = self.text.get(..offset).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        Place::File { path: self.path.to_owned(), line, column }
    }
}

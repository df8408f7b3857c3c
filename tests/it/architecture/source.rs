//! Source files, as the tests of the architecture read them.

use std::{
    path::{Path, PathBuf},
    sync::LazyLock,
};

use regex::Regex;

static CRATE_PATH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\bcrate::(?:(\w+)|\{)").unwrap());
static SUPER_PATH: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b((?:super::)+)(\w+)").unwrap());
static UNIT_TESTS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"(?m)^#\[cfg\(test\)\]\s*\nmod \w+ \{").unwrap());
/// A path or a use that begins with a name: `sqlx::Row`, `use tera;`.
static FIRST_NAME: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"(?m)(?:^|[^\w:])([a-z_0-9]+)::|\buse ([a-z_0-9]+)\b").unwrap());

/// One source file.
pub struct Source {
    /// From the top of the package: `src/store/mod.rs`.
    pub path: String,
    /// The top-level module that it belongs to: `store`.
    pub module: String,
    /// How deep its module is below the crate: 1 for `src/app.rs` and `src/store/mod.rs`.
    depth: usize,
    text: String,
    code: String,
}

/// The top of the package.
pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files below `folder`.
pub fn files(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    walk(&root().join(folder), &mut found);
    assert!(!found.is_empty(), "no file in {folder}");
    found
        .iter()
        .map(|path| {
            let name = path.strip_prefix(root()).unwrap().to_str().unwrap().to_owned();
            let inner = name.strip_prefix("src/").unwrap_or(&name).to_owned();
            Source { path: name, ..Source::new(&inner, &std::fs::read_to_string(path).unwrap()) }
        })
        .collect()
}

fn walk(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

impl Source {
    /// A file at `path` below `src`.
    pub fn new(path: &str, text: &str) -> Self {
        let stem = path.trim_end_matches(".rs").trim_end_matches("/mod");
        let parts: Vec<_> = stem.split('/').collect();
        Self {
            path: format!("src/{path}"),
            module: parts.first().copied().unwrap_or_default().to_owned(),
            depth: parts.len(),
            text: text.to_owned(),
            code: code(text),
        }
    }

    /// All of it, comments and unit tests too.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Without comments and unit tests.
    pub fn code(&self) -> &str {
        &self.code
    }

    pub fn lines(&self) -> usize {
        self.text.lines().count()
    }

    /// The top-level modules that it names, with the lines.
    pub fn uses(&self) -> Vec<(usize, String)> {
        let mut uses = Vec::new();
        for found in CRATE_PATH.captures_iter(&self.code) {
            let whole = found.get(0).unwrap();
            match found.get(1) {
                Some(name) => uses.push((self.line(whole.start()), name.as_str().to_owned())),
                None => {
                    let line = self.line(whole.start());
                    uses.extend(group(&self.code[whole.end()..]).into_iter().map(|name| (line, name)));
                }
            }
        }
        for found in SUPER_PATH.captures_iter(&self.code) {
            if found[1].len() / "super::".len() == self.depth {
                uses.push((self.line(found.get(0).unwrap().start()), found[2].to_owned()));
            }
        }
        uses
    }

    /// The first names of all paths in it, each with its line: libraries among them.
    pub fn first_names(&self) -> Vec<(usize, &str)> {
        let found = FIRST_NAME.captures_iter(&self.code);
        let names = found.filter_map(|f| f.get(1).or_else(|| f.get(2)));
        names.map(|name| (self.line(name.start()), name.as_str())).collect()
    }

    fn line(&self, offset: usize) -> usize {
        self.code[..offset].matches('\n').count() + 1
    }
}

/// The first names of the paths in a `{...}` group, whose opening bracket has been read.
fn group(text: &str) -> Vec<String> {
    let mut names = Vec::new();
    let (mut depth, mut name, mut first) = (0, String::new(), true);
    for c in text.chars() {
        match c {
            '}' if depth == 0 => break,
            '{' => depth += 1,
            '}' => depth -= 1,
            ',' if depth == 0 => {
                names.push(std::mem::take(&mut name));
                first = true;
            }
            c if depth == 0 && first && (c.is_alphanumeric() || c == '_') => name.push(c),
            c if depth == 0 && !c.is_whitespace() => first = false,
            _ => {}
        }
    }
    names.push(name);
    names.retain(|name| !name.is_empty());
    names
}

/// The text without comments and without its unit tests, which may use any floor. Lines keep their numbers.
fn code(text: &str) -> String {
    let end = UNIT_TESTS.find(text).map_or(text.len(), |found| found.start());
    let lines = text[..end].lines().map(|line| match line.trim_start().starts_with("//") {
        true => "",
        false => line.split(" // ").next().unwrap_or_default(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

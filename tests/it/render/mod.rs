//! Pages, texts, messages, themes.
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail by panicking")]

use std::path::{Path, PathBuf};

use latchkey::render::Renderer;

mod gallery;
mod hostile;
mod messages;
mod theme;
mod words;

fn renderer() -> Renderer {
    Renderer::new(None).unwrap_or_else(|error| panic!("{error}"))
}

/// The built-in catalogues of one language: file name and text.
fn catalogue(language: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates/locales").join(language);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let read = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        (name, std::fs::read_to_string(path).unwrap())
    };
    files.iter().map(read).collect()
}

/// Each message's key with everything up to the next one.
fn messages_of(language: &str) -> std::collections::BTreeMap<String, String> {
    let start = regex::Regex::new(r"(?m)^([a-z][a-z0-9-]*) = ").unwrap();
    let mut all = std::collections::BTreeMap::new();
    for (_, text) in catalogue(language) {
        let text: String = text.lines().filter(|line| !line.starts_with('#')).map(|line| format!("{line}\n")).collect();
        let found: Vec<_> = start.captures_iter(&text).collect();
        for (index, captures) in found.iter().enumerate() {
            let whole = captures.get(0).unwrap();
            let end = found.get(index + 1).map_or(text.len(), |next| next.get(0).unwrap().start());
            all.insert(captures[1].to_owned(), text[whole.end()..end].trim().to_owned());
        }
    }
    all
}

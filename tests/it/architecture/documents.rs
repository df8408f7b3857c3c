//! What the documents say about the sources, held against the sources.

use std::{collections::BTreeSet, path::Path};

use latchkey::{telemetry::metric, web::table::table};
use regex::Regex;

use super::{floors, source};

const BEGIN: &str = "<!-- modules: made by the test `the_list_of_modules_is_true` -->\n";
const END: &str = "<!-- end of modules -->\n";
const WRITE: &str = "LATCHKEY_WRITE";

/// What lies at the top of the project, besides dotfiles and what is built.
const TOP: [&str; 12] = [
    "Cargo.lock",
    "Cargo.toml",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "README.md",
    "config",
    "docs",
    "migrations",
    "src",
    "static",
    "templates",
    "tests",
];

fn read(path: &str) -> String {
    std::fs::read_to_string(source::root().join(path)).unwrap()
}

/// The pages that people read.
fn pages() -> Vec<String> {
    let docs = std::fs::read_dir(source::root().join("docs")).unwrap();
    let names = docs.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let pages = names.filter(|name| name.ends_with(".md")).map(|name| format!("docs/{name}"));
    pages.chain(["README.md".to_owned()]).collect()
}

#[test]
fn the_top_of_the_project_is_what_it_should_be() {
    let entries = std::fs::read_dir(source::root()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let here: BTreeSet<_> = names.filter(|name| !name.starts_with('.') && name != "target").collect();
    assert_eq!(here, TOP.iter().map(|name| (*name).to_owned()).collect());
}

#[test]
fn the_page_on_architecture_has_the_same_floors() {
    let row = Regex::new(r"(?m)^\| (\d+) \| `(\w+)` \|").unwrap();
    let page = read("docs/architecture.md");
    let told = row.captures_iter(&page).map(|row| (row[2].to_owned(), row[1].parse().unwrap())).collect();
    assert_eq!(floors(), told, "src/lib.rs on the left, docs/architecture.md on the right");
}

/// The first sentence of a module's documentation.
fn first_sentence(text: &str) -> String {
    let lines = text.lines().map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let words = lines.take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
    let end = words.find(". ").map_or(words.len(), |at| at + 1);
    words[..end].replace('|', "\\|")
}

/// A line for each module of the first two levels.
fn modules() -> String {
    let mut lines = BTreeSet::new();
    for file in source::files("src") {
        let path = file.path.trim_start_matches("src/").trim_end_matches(".rs").trim_end_matches("/mod").to_owned();
        if path.matches('/').count() < 2 && !["lib", "main"].contains(&path.as_str()) {
            lines.insert(format!("| `{path}` | {} |\n", first_sentence(file.text())));
        }
    }
    let rows = lines.into_iter().collect::<String>();
    format!("\n| module | what it says of itself |\n|---|---|\n{rows}\n") + "\n"
}

#[test]
fn the_list_of_modules_is_true() {
    let page = read("docs/architecture.md");
    let (before, rest) = page.split_once(BEGIN).expect("the mark before the list");
    let (now, after) = rest.split_once(END).expect("the mark after the list");
    let wanted = modules();
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(source::root().join("docs/architecture.md"), format!("{before}{BEGIN}{wanted}{END}{after}"))
            .unwrap();
        return;
    }
    let new: Vec<_> = wanted.lines().filter(|line| !now.lines().any(|other| other == *line)).collect();
    assert!(
        now == wanted,
        "docs/architecture.md is stale; `{WRITE}=1 cargo test --test it -- the_list_of_modules_is_true` writes it. \
         New:\n{}",
        new.join("\n")
    );
}

#[test]
fn links_between_the_documents_lead_somewhere() {
    let link = Regex::new(r"\]\(([\w./-]+)(?:#[\w-]*)?\)").unwrap();
    for page in pages() {
        let text = read(&page);
        for to in link.captures_iter(&text) {
            let path = source::root().join(&page).parent().unwrap_or(Path::new("")).join(&to[1]);
            assert!(path.exists(), "{page} links to {}, which is not there", &to[1]);
        }
    }
}

#[test]
fn every_page_is_linked_from_the_first_one() {
    let readme = read("README.md");
    for page in pages().iter().filter(|page| *page != "README.md") {
        assert!(readme.contains(&format!("]({page})")), "README.md does not link to {page}");
    }
}

#[test]
fn every_metric_is_explained_and_recorded() {
    let page = read("docs/api.md");
    let (names, all) = (read("src/telemetry/metric.rs"), source::files("src"));
    for (name, _, _) in metric::ALL {
        assert!(page.contains(&format!("`{name}`")), "docs/api.md does not explain {name}");
        let line = names.lines().find(|line| line.contains(&format!("\"{name}\""))).unwrap();
        let constant = line.split([' ', ':']).nth(2).unwrap();
        let recorded = all.iter().any(|f| f.path != "src/telemetry/metric.rs" && f.code().contains(constant));
        assert!(recorded, "nothing records {name} ({constant})");
    }
}

#[test]
fn every_address_is_explained() {
    let page = read("docs/api.md");
    for entry in table(true).entries() {
        let pattern = entry.pattern.split('{').next().unwrap();
        assert!(page.contains(&format!("`{pattern}")), "docs/api.md does not name {pattern}");
    }
    for path in ["/healthz", "/readyz", "/metrics"] {
        assert!(page.contains(&format!("`{path}`")), "docs/api.md does not name {path}");
    }
}

#[test]
fn every_private_field_is_named() {
    let (page, code) = (read("docs/logging.md"), read("src/telemetry.rs"));
    let (_, list) = code.split_once("const PRIVATE: &[&str] = &[").unwrap();
    let (list, _) = list.split_once("];").unwrap();
    let words: Vec<_> = list.split('"').skip(1).step_by(2).collect();
    assert!(words.len() > 10, "{words:?}");
    for word in words {
        assert!(page.contains(&format!("`{word}`")), "docs/logging.md does not name {word}");
    }
}

#[test]
fn every_test_area_is_run() {
    let (main, page) = (read("tests/it/main.rs"), read("docs/testing.md"));
    for entry in std::fs::read_dir(source::root().join("tests/it")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.path().is_dir() {
            assert!(main.lines().any(|line| line == format!("mod {name};")), "tests/it/{name} is not run");
            assert!(page.contains(&format!("tests/it/{name}`")), "docs/testing.md does not name tests/it/{name}");
        }
    }
}

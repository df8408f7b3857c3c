//! The floors of the house, who may use which library, and how long a file may be.
#![expect(clippy::unwrap_used, reason = "a helper of tests may panic")]

mod deps;
mod documents;
mod rows;
mod secrets;
mod source;
mod statements;

use std::collections::BTreeMap;

use source::Source;

/// Libraries that one part of the house alone may know, so that they can be replaced there.
const AT_HOME: [(&str, &[&str]); 25] = [
    ("actix_files", &["web/"]),
    ("actix_http", &["web/"]),
    ("actix_rt", &["web/"]),
    ("actix_web", &["web/"]),
    ("actix_multipart", &["web/"]),
    ("tracing_actix_web", &["web/"]),
    ("sqlx", &["store/"]),
    ("deadpool", &["directory/ldap/", "notify/mail/"]),
    ("ldap3", &["directory/ldap/"]),
    ("fluent_bundle", &["render/"]),
    ("fluent_langneg", &["render/"]),
    ("fluent_syntax", &["render/"]),
    ("rust_embed", &["render/"]),
    ("tera", &["render/"]),
    ("lettre", &["notify/", "breach/"]),
    ("reqwest", &["notify/", "breach/"]),
    ("governor", &["limits/"]),
    ("argon2", &["crypto/"]),
    ("chacha20poly1305", &["crypto/"]),
    ("hkdf", &["crypto/"]),
    ("hmac", &["crypto/"]),
    ("rand", &["crypto/"]),
    ("clap", &["cli/", "main.rs"]),
    ("schemars", &["config/", "domain/"]),
    ("toml", &["config/"]),
];

/// Longest file, in lines.
const LONGEST: usize = 500;

/// The floor of each module, from the table in the documentation of `src/lib.rs`.
fn floors() -> BTreeMap<String, u32> {
    let text = std::fs::read_to_string(source::root().join("src/lib.rs")).unwrap();
    let mut floors = BTreeMap::new();
    for row in text.lines().filter_map(|l| l.strip_prefix("//! | ")) {
        let Some((floor, modules)) = row.split_once('|') else { continue };
        let Ok(floor) = floor.trim().parse() else { continue };
        let names = modules.split('`').skip(1).step_by(2);
        floors.extend(names.map(|name| (name.to_owned(), floor)));
    }
    floors
}

/// What `source` uses on its own floor or above.
fn broken(source: &Source, floors: &BTreeMap<String, u32>) -> Vec<String> {
    let Some(own) = floors.get(&source.module) else {
        return vec![format!("{}: the table in src/lib.rs has no floor for `{}`", source.path, source.module)];
    };
    let uses = source.uses();
    let wrong = uses.iter().filter(|(_, used)| *used != source.module && floors.get(used).is_some_and(|f| f >= own));
    wrong
        .map(|(line, used)| {
            let floor = floors[used];
            format!("{}:{line}: floor {own} ({}) uses floor {floor} ({used})", source.path, source.module)
        })
        .collect()
}

#[test]
fn modules_use_only_lower_floors() {
    let floors = floors();
    assert!(floors.len() >= 14, "the table in src/lib.rs was not understood: {floors:?}");
    let all: Vec<_> = source::files("src")
        .iter()
        .filter(|s| !["main", "lib"].contains(&s.module.as_str()))
        .flat_map(|s| broken(s, &floors))
        .collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_broken_floor_would_be_noticed() {
    let floors = floors();
    for (path, text, want) in [
        ("domain/a.rs", "use crate::store::Db;", "floor 1 (domain) uses floor 3 (store)"),
        (
            "store/a.rs",
            "use crate::{\n    domain::x,\n    notify::{mail, sms},\n};",
            "floor 3 (store) uses floor 3 (notify)",
        ),
        ("flows/a.rs", "fn f() { crate::web::answer() }", "floor 5 (flows) uses floor 8 (web)"),
        ("crypto.rs", "use super::jobs::Queue;", "floor 2 (crypto) uses floor 6 (jobs)"),
        ("limits/deep/a.rs", "use super::super::super::web::x;", "floor 4 (limits) uses floor 8 (web)"),
        ("cellar/a.rs", "", "has no floor for `cellar`"),
    ] {
        let told = broken(&Source::new(path, text), &floors).join("\n");
        assert!(told.contains(want), "{path}: {told:?}");
    }
    for (path, text) in [
        ("flows/a.rs", "use crate::{directory::Found, domain::flow};"),
        ("store/a.rs", "// as crate::web does\nuse crate::store::b;"),
        ("domain/a.rs", "fn f() {}\n\n#[cfg(test)]\nmod tests {\n    use crate::crypto::random;\n}"),
        ("web/a.rs", "use super::pages;"),
    ] {
        assert_eq!(broken(&Source::new(path, text), &floors), Vec::<String>::new(), "{path}");
    }
}

/// Where `source` uses a library that lives elsewhere.
fn strangers(source: &Source) -> Vec<String> {
    let names = source.first_names();
    let known =
        names.iter().filter_map(|(line, name)| Some((line, AT_HOME.iter().find(|(library, _)| library == name)?)));
    let away =
        known.filter(|(_, (_, homes))| !homes.iter().any(|home| source.path.starts_with(&format!("src/{home}"))));
    away.map(|(line, (library, homes))| format!("{}:{line}: {library} belongs to {}", source.path, homes.join(", ")))
        .collect()
}

#[test]
fn libraries_stay_where_they_live() {
    let all: Vec<_> = source::files("src").iter().flat_map(strangers).collect();
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn a_library_away_from_home_would_be_noticed() {
    for (path, text) in [
        ("flows/a.rs", "use sqlx::Row as _;"),
        ("jobs/a.rs", "fn f(e: lettre::Address) {}"),
        ("directory/mod.rs", "use ldap3::Scope;"),
        ("app.rs", "use {std::fmt, reqwest::Client};"),
    ] {
        assert_eq!(strangers(&Source::new(path, text)).len(), 1, "{path}");
    }
    for (path, text) in [
        ("directory/ldap/a.rs", "use ldap3::Scope;"),
        ("flows/a.rs", "// sqlx::Row would be wrong here\nuse crate::store::tera::x;"),
    ] {
        assert_eq!(strangers(&Source::new(path, text)), Vec::<String>::new(), "{path}");
    }
}

#[test]
fn files_are_short() {
    let mut all = source::files("src");
    all.extend(source::files("tests"));
    let long: Vec<_> = all
        .iter()
        .filter(|s| s.lines() > LONGEST)
        .map(|s| format!("{} has {} lines; {LONGEST} are enough for one reason to exist", s.path, s.lines()))
        .collect();
    assert!(long.is_empty(), "{}", long.join("\n"));
}

#[test]
fn r171_no_unsafe_code() {
    let manifest = std::fs::read_to_string(source::root().join("Cargo.toml")).unwrap();
    assert!(manifest.contains("unsafe_code = \"forbid\""));
}

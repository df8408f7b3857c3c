//! The table of requirements in `docs/security.md` against the tests that carry their numbers.

use std::collections::{BTreeMap, BTreeSet};

use regex::Regex;

use super::source;

const BEGIN: &str = "<!-- rows: made by the test `the_table_of_rows_is_true` -->\n";
const END: &str = "<!-- end of rows -->\n";
/// What writes the table: `LATCHKEY_WRITE=1 cargo test --test it -- the_table_of_rows_is_true`.
const WRITE: &str = "LATCHKEY_WRITE";
/// The last row.
const LAST: u32 = 178;

/// The tests of each row, by the numbers in their names: `r98_r99_...` belongs to two.
fn tests() -> BTreeMap<u32, BTreeSet<String>> {
    let name = Regex::new(r"(?m)^\s*(?:pub )?(?:async )?fn ((?:r\d+_)+\w+)").unwrap();
    let number = Regex::new(r"^r(\d+)_").unwrap();
    let mut found = BTreeMap::<u32, BTreeSet<String>>::new();
    for folder in ["src", "tests"] {
        for file in source::files(folder) {
            for name in name.captures_iter(file.text()).map(|found| found[1].to_owned()) {
                let mut rest = name.as_str();
                while let Some(row) = number.captures(rest) {
                    found.entry(row[1].parse().unwrap()).or_default().insert(name.clone());
                    rest = &rest[row[0].len()..];
                }
            }
        }
    }
    found
}

/// The table as it should be: what a row asks stands in the page, its tests are those of the sources. A row without
/// any keeps its reason.
fn table(page: &str, tests: &BTreeMap<u32, BTreeSet<String>>) -> String {
    let mut rows = BTreeMap::<u32, (String, String)>::new();
    for line in page.lines() {
        let mut cells = line.trim_matches('|').splitn(3, '|').map(str::trim);
        let Some(row) = cells.next().and_then(|c| c.strip_prefix('R')?.parse().ok()) else { continue };
        rows.insert(row, (cells.next().unwrap_or("").to_owned(), cells.next().unwrap_or("").to_owned()));
    }
    let mut out = String::from("\n| row | what it asks | tests |\n|---|---|---|\n");
    for row in 1..=LAST {
        let (asks, said) = rows.remove(&row).unwrap_or_default();
        let said = match tests.get(&row) {
            Some(names) => names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", "),
            None if said.starts_with("not yet: ") || said.starts_with("does not apply: ") => said,
            None => "**not proved, and no reason is given**".to_owned(),
        };
        let asks = if asks.is_empty() { "**say what it asks**".to_owned() } else { asks };
        out.push_str(&format!("| R{row} | {asks} | {said} |\n"));
    }
    out.push('\n');
    out
}

#[test]
fn the_table_of_rows_is_true() {
    let path = source::root().join("docs/security.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, rest) = page.split_once(BEGIN).expect("the mark before the table");
    let (now, after) = rest.split_once(END).expect("the mark after the table");
    let wanted = table(now, &tests());
    if std::env::var_os(WRITE).is_some() {
        std::fs::write(&path, format!("{before}{BEGIN}{wanted}{END}{after}")).unwrap();
    }
    let bare: Vec<_> = wanted.lines().filter(|line| line.contains("**")).collect();
    assert!(bare.is_empty(), "give a reason in docs/security.md, \"not yet: ...\":\n{}", bare.join("\n"));
    let now = if std::env::var_os(WRITE).is_some() { wanted.as_str() } else { now };
    let stale: Vec<_> = wanted.lines().filter(|line| !now.lines().any(|other| other == *line)).collect();
    assert!(
        now == wanted,
        "docs/security.md is stale; `{WRITE}=1 cargo test --test it -- the_table_of_rows_is_true` writes it. New:\n{}",
        stale.join("\n")
    );
}

#[test]
fn a_row_without_a_test_or_a_reason_would_be_noticed() {
    let some = BTreeMap::from([(1, BTreeSet::from(["r1_a".to_owned()]))]);
    let page = "| R1 | same answer | `r1_gone` |\n| R2 | same time | not yet: no clock |\n| R3 | slow | |\n";
    let made = table(page, &some);
    assert!(made.contains("| R1 | same answer | `r1_a` |\n"), "{made}");
    assert!(made.contains("| R2 | same time | not yet: no clock |\n"));
    assert!(made.contains("| R3 | slow | **not proved"));
    assert!(made.contains("| R4 | **say what it asks** |"));
}

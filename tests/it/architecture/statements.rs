//! Statements to the database are constant texts; the few that are put together are known, and hold no value.

use std::collections::BTreeMap;

use regex::Regex;

use super::source;

/// Statements that are put together, by file: of lists of placeholders, names of columns and constant parts.
const PUT_TOGETHER: [(&str, usize); 10] = [
    ("src/store/coverage.rs", 3),
    ("src/store/coverage_facts.rs", 1),
    ("src/store/directory_accounts.rs", 4),
    ("src/store/limit_hits.rs", 2),
    ("src/store/maintenance.rs", 1),
    ("src/store/people_part.rs", 2),
    ("src/store/people_search.rs", 2),
    ("src/store/personal_keys.rs", 1),
    ("src/store/policy_previews.rs", 1),
    ("src/store/reports.rs", 2),
];

/// sqlx takes constant texts, and what is marked by hand. Whoever marks one more looks at it twice, and writes it down
/// above.
#[test]
fn r103_statements_that_are_put_together_are_known_and_quote_nothing() {
    let quoted = Regex::new(r"'[^'\n]*\{[a-z_0-9]*\}[^'\n]*'").unwrap();
    let mut found = BTreeMap::new();
    for file in source::files("src") {
        let marked = file.code().matches("AssertSqlSafe(").count();
        if marked == 0 {
            continue;
        }
        for text in file.code().split("AssertSqlSafe(format!(").skip(1) {
            let text = text.split("))").next().unwrap();
            assert!(!quoted.is_match(text), "{}: a value in quotes: {text}", file.path);
        }
        found.insert(file.path.clone(), marked);
    }
    let known: BTreeMap<String, usize> = PUT_TOGETHER.iter().map(|(path, n)| ((*path).to_owned(), *n)).collect();
    assert_eq!(found, known);
}

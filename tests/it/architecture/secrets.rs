//! How secrets are compared.

use regex::Regex;

use super::source;

/// Types that hold a secret, or what stands for one.
const SECRET: [&str; 7] = ["Token", "Digest", "NewPassword", "Seed", "PersonalKey", "MasterKey", "Keyring"];
/// A step of an explanation, which is shown.
const NAMESAKES: [&str; 1] = ["src/domain/banned/explain.rs"];

/// Two secrets are compared in constant time or not at all: never by what `derive` writes.
#[test]
fn r126_no_secret_is_compared_by_a_derived_comparison() {
    // The attributes and comments above a structure, and its name.
    let definition = r"(?m)((?:^[ \t]*(?:#\[[^\n]*|///[^\n]*)\n)*)^[ \t]*pub(?:\([a-z]+\))? struct (\w+)\b";
    let definition = Regex::new(definition).unwrap();
    let mut seen = Vec::new();
    for file in source::files("src").iter().filter(|file| !NAMESAKES.contains(&file.path.as_str())) {
        for found in definition.captures_iter(file.text()) {
            let name = &found[2];
            if !SECRET.contains(&name) {
                continue;
            }
            seen.push(name.to_owned());
            for derived in ["PartialEq", "PartialOrd", "Hash"] {
                assert!(!found[1].contains(derived), "{}: {name} derives {derived}", file.path);
            }
            let own = format!("impl PartialEq for {name} ");
            if let Some((_, rest)) = file.text().split_once(&own) {
                let body = rest.split("\n}").next().unwrap();
                assert!(body.contains(".ct_eq("), "{}: {name} is compared in another way", file.path);
            }
        }
    }
    seen.sort();
    let mut wanted = SECRET.map(str::to_owned);
    wanted.sort();
    assert_eq!(seen, wanted, "a type moved or has another name");
}

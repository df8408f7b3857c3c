//! The shipped example, and the pages that are made from the code.

use latchkey::{
    cli::config::EXAMPLE,
    config::{reference, schema::Schema},
};

use super::good::Folder;

fn page(name: &str) -> String {
    std::fs::read_to_string(format!("{}/docs/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

#[test]
fn the_example_is_valid_once_its_files_are_there() {
    let folder = Folder::new();
    let text = EXAMPLE.replace("/etc/latchkey/", "DIR/");
    assert_eq!(folder.told(&text), "");
}

#[test]
fn the_example_without_comment_signs_is_understood() {
    let folder = Folder::new();
    folder.write("database-url", "postgres://localhost/latchkey", 0o600);
    // A line that begins with "#" and no space is a further key. Both of two that exclude each other can not stand.
    let text: String = EXAMPLE
        .lines()
        .map(|line| if line.starts_with('#') && !line.starts_with("# ") { &line[1..] } else { line })
        .fold(String::new(), |all, line| all + line + "\n");
    let told = folder.told(&text.replace("/etc/latchkey/", "DIR/"));
    assert!(!told.contains("unknown") && !told.contains("this must be") && !told.contains("not TOML"), "{told}");
}

#[test]
fn the_example_names_every_key() {
    let mut missing = Vec::new();
    walk(&Schema::of_config().json()["properties"], &mut missing);
    assert!(missing.is_empty(), "not in the example: {missing:?}");

    fn walk(properties: &serde_json::Value, missing: &mut Vec<String>) {
        // Risks that are accepted, and texts to look for in a gateway's answer, are for the reference page alone.
        const LEFT_OUT: [&str; 10] = [
            "accept_one_gate_risk",
            "accept_sms_only_risk",
            "bind_password",
            "password",
            "auth_token",
            "token",
            "contains",
            "retry_contains",
            "url_file",
            "ca_file",
        ];
        for (name, below) in properties.as_object().unwrap() {
            if !LEFT_OUT.contains(&name.as_str()) && !EXAMPLE.contains(name.as_str()) {
                missing.push(name.clone());
            }
            if below.get("properties").is_some() {
                walk(&below["properties"], missing);
            }
        }
    }
}

#[test]
fn the_reference_page_is_up_to_date() {
    assert!(
        page("configuration.md") == reference::markdown(),
        "docs/configuration.md is stale: run `cargo run -- config reference > docs/configuration.md`"
    );
}

#[test]
fn every_key_of_the_reference_page_is_explained() {
    let page = reference::markdown();
    for line in page.lines() {
        assert!(!line.trim_end().ends_with(':') || line.starts_with("- A key"), "nothing said: {line}");
    }
    assert!(page.contains("number, 6 to 10, default `6`"), "ranges and defaults are shown");
    assert!(page.contains("`LATCHKEY_SMS_TWILIO_ACCOUNT_SID`"), "variables are shown");
}

#[test]
fn the_page_of_error_codes_is_up_to_date() {
    let made = latchkey::cli::config::error_codes();
    assert!(page("errors.md") == made, "docs/errors.md is stale: run `cargo run -- config errors > docs/errors.md`");
}

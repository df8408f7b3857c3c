//! `latchkey policy`, as an administrator runs it.

use std::process::{Command, Output};

use super::{bound, house, scan};
use crate::harness::{app::House, process};
use latchkey::domain::policy::Document;

const BINARY: &str = env!("CARGO_BIN_EXE_latchkey");

fn run(house: &House, arguments: &[&str]) -> Output {
    process::output(Command::new(BINARY).arg("policy").args(arguments).arg("--config").arg(&house.file))
}

fn say(house: &House, arguments: &[&str]) -> String {
    let output = run(house, arguments);
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_compared_checked_and_applied() {
    let (house, _) = house().await;
    scan(&house).await;
    let shown = say(&house, &["show"]);
    assert!(shown.starts_with("Version 0 (the configuration file's)"), "{shown}");
    let file = say(&house, &["show", "--toml"]);
    let mut document = Document::from_toml(&file).unwrap_or_else(|error| panic!("{error}: {file}"));
    document.everybody.reconfirm_days = 90;
    document.policies.push(bound("Pilot", "Pilot"));
    let path = house.file.with_file_name("policy.toml");
    std::fs::write(&path, document.to_toml().unwrap()).unwrap();
    let path = path.to_str().unwrap();

    let diff = say(&house, &["diff", path]);
    assert!(diff.contains("everybody: reconfirm_days: 180 -> 90"), "{diff}");
    assert!(
        diff.contains("policy \"Pilot\" is added at place 1") && diff.contains("Pilot: for_groups: + Pilot"),
        "{diff}"
    );

    let asked = run(&house, &["apply", path]);
    assert!(!asked.status.success(), "nobody can be asked, and nothing is done");
    assert!(String::from_utf8_lossy(&asked.stderr).contains("--yes"));
    let said = say(&house, &["apply", path, "--yes", "--comment", "from the shell", "--by", "Olga"]);
    assert!(said.contains("Version 1 is in force.") && said.contains("get another policy"), "{said}");
    assert!(say(&house, &["apply", path, "--yes"]).contains("Nothing differs"));
    let versions = say(&house, &["versions"]);
    assert!(versions.contains("Olga") && versions.contains("from the shell"), "{versions}");
    assert!(say(&house, &["diff", "0", "1"]).contains("180 -> 90"));
    let json: serde_json::Value = serde_json::from_str(&say(&house, &["show", "--json", "--version", "1"])).unwrap();
    assert_eq!(json["policy"]["everybody"]["reconfirm_days"], 90);

    document.policies[0].for_groups = vec!["No such group".into()];
    document.everybody.gates = 1;
    std::fs::write(path, document.to_toml().unwrap()).unwrap();
    let refused = run(&house, &["apply", path, "--yes"]);
    assert!(!refused.status.success());
    let said = String::from_utf8_lossy(&refused.stderr).into_owned();
    assert!(said.contains("error: Pilot: for_groups: the directory has no group \"No such group\""), "{said}");
    assert!(said.contains("error: everybody: gates: one proof is a risk"), "{said}");
    std::fs::write(path, "nope").unwrap();
    assert!(!run(&house, &["apply", path, "--yes"]).status.success());
    assert!(!run(&house, &["show", "--version", "9"]).status.success());
    let event = house.events().await.into_iter().find(|event| event.kind == "policy.changed").expect("an event");
    assert_eq!(event.personal.and_then(|personal| personal.actor).as_deref(), Some("Olga"));
}

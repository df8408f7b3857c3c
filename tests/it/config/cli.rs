//! `latchkey config ...` and `latchkey keys ...`, as an administrator runs them.

use std::process::{Command, Output};

use super::good::{Folder, TEXT};

fn latchkey(arguments: &[&str]) -> Output {
    let clean: Vec<_> = std::env::vars_os().filter(|(k, _)| !k.to_string_lossy().starts_with("LATCHKEY_")).collect();
    Command::new(env!("CARGO_BIN_EXE_latchkey")).args(arguments).env_clear().envs(clean).output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn check_ends_well_or_names_every_problem() {
    let folder = Folder::new();
    let dir = folder.dir().display().to_string();
    let path = folder.write("latchkey.toml", &TEXT.replace("DIR", &dir), 0o640);
    let file = path.to_str().unwrap();
    let output = latchkey(&["config", "check", "--config", file]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert_eq!(text(&output.stdout), format!("{file}: no errors, 0 warnings\n"));

    let wrong =
        TEXT.replace("DIR", &dir).replace("listen =", "listn =").replace("sms_code_digits = 6", "sms_code_digits = 3");
    folder.write("latchkey.toml", &wrong, 0o640);
    let output = latchkey(&["config", "check", "--config", file]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains(&format!("error: {file}:2:1: server.listn: unknown key `listn`")), "{told}");
    assert!(told.contains("did you mean `listen`?") && told.contains("limits.sms_code_digits: 3 is outside"), "{told}");

    let output = latchkey(&["config", "check", "--json", "--config", file]);
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["errors"][0]["line"], 2);
    assert_eq!(json["errors"][0]["key"], "server.listn");
    assert_eq!(json["errors"].as_array().unwrap().len(), 2);
}

#[test]
fn a_missing_file_says_how_to_get_one() {
    let output = latchkey(&["config", "check", "--config", "/nowhere/latchkey.toml"]);
    assert_eq!(output.status.code(), Some(1));
    let told = text(&output.stderr);
    assert!(told.contains("/nowhere/latchkey.toml:1:1: the configuration can not be read"), "{told}");
    assert!(told.contains("latchkey config example"), "{told}");
}

#[test]
fn keys_are_made_once_and_never_printed() {
    let folder = Folder::new();
    let path = folder.path("new-keys");
    let file = path.to_str().unwrap();
    let output = latchkey(&["keys", "generate", file]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let made = std::fs::read_to_string(&path).unwrap();
    let key = made.lines().last().unwrap().split(' ').nth(1).unwrap().to_owned();
    assert!(!text(&output.stdout).contains(&key));

    let output = latchkey(&["keys", "check", file]);
    assert!(output.status.success(), "{}", text(&output.stderr));
    assert!(text(&output.stdout).contains("in order (keys, the oldest first: k1)"));

    let output = latchkey(&["keys", "generate", file]);
    assert_eq!(output.status.code(), Some(1), "an existing file is not touched");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), made);

    folder.write("new-keys", &made, 0o644);
    let output = latchkey(&["keys", "check", file]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("chmod 600"), "{}", text(&output.stderr));
}

#[test]
fn r127_no_core_dump_is_written() {
    // The process waits for somebody to write its configuration into a pipe; meanwhile its limits can be read.
    let folder = Folder::new();
    let pipe = folder.path("latchkey.toml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .args(["config", "check", "--config"])
        .arg(&pipe)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // Opening for writing succeeds once the process has opened it for reading, which is after main's first lines.
    let writer = std::fs::OpenOptions::new().write(true).open(&pipe).unwrap();
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", child.id())).unwrap();
    drop(writer);
    child.wait().unwrap();
    let line = limits.lines().find(|l| l.starts_with("Max core file size")).unwrap();
    let numbers: Vec<_> = line.split_whitespace().skip(4).take(2).collect();
    assert_eq!(numbers, ["0", "0"]);
}

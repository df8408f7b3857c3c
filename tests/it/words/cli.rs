//! `latchkey password ...`, as an administrator runs it.

use std::{
    io::Write as _,
    process::{Command, Output, Stdio},
};

fn latchkey(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_latchkey"))
        .arg("password")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // What reads nothing may be gone already.
    let _ = child.stdin.take().unwrap().write_all(input);
    child.wait_with_output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A file with banned terms.
fn list(lines: &str) -> tempfile::NamedTempFile {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(lines.as_bytes()).unwrap();
    file
}

#[test]
fn r109_explain_shows_points_and_ends_with_the_verdict() {
    let file = list("# our names\ncontoso\nblank\n");
    let banned = file.path().to_str().unwrap();
    let refused = latchkey(&["explain", "--banned", banned], b"C0ntos0Blank12\n");
    assert_eq!(refused.status.code(), Some(1), "{}", text(&refused.stderr));
    let lines: Vec<String> =
        text(&refused.stdout).lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        lines,
        [
            "normalised: contosoblankl2",
            "1 C0ntos0 banned word (contoso)",
            "1 Blank banned word (blank)",
            "2 12 no banned word",
            "score: 4, needed: 5",
            "verdict: refused: too few points",
        ]
    );
    let accepted = latchkey(&["explain", "--banned", banned], b"ContoS0Bl@nkf9!");
    assert_eq!(accepted.status.code(), Some(0), "{}", text(&accepted.stdout));
    assert!(text(&accepted.stdout).contains("score: 5, needed: 5\nverdict: accepted\n"));
    let strict = latchkey(&["explain", "--banned", banned, "--strict"], b"Contoso-Contoso+Contoso\r\n");
    assert_eq!(strict.status.code(), Some(1));
    assert!(text(&strict.stdout).contains("repeat"), "{}", text(&strict.stdout));
}

#[test]
fn r109_names_and_the_organisation_refuse() {
    for arguments in
        [&["explain", "--name", "Ann", "--name", "Poll"][..], &["explain", "--organisation", "Poll & Sons"]]
    {
        let output = latchkey(arguments, b"p0LL23fb-xkq-ruwz");
        assert_eq!(output.status.code(), Some(1));
        assert!(text(&output.stdout).contains("verdict: refused: it holds a name"), "{}", text(&output.stdout));
    }
    assert_eq!(latchkey(&["explain"], b"p0LL23fb-xkq-ruwz").status.code(), Some(0));
}

#[test]
fn r108_common_passwords_are_refused_with_the_reason() {
    let output = latchkey(&["explain"], b"Welcome2024!!!!");
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stdout).contains("nothing but common words and filling"));
}

#[test]
fn explain_prints_json() {
    let output = latchkey(&["explain", "--json", "--strict", "--name", "Poll"], b" p0ll \n");
    assert_eq!(output.status.code(), Some(1));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["verdict"], "contains-name");
    assert_eq!(json["tokens"][1], serde_json::json!({"text": "p0ll", "kind": "name", "points": 0, "term": "poll"}));
    assert_eq!(json["tokens"][0]["text"], " ", "spaces belong to a password");
    assert_eq!((&json["score"], &json["needed"]), (&2.into(), &5.into()));
}

#[test]
fn what_can_not_be_read_is_told_without_the_password() {
    for (arguments, input, told) in [
        (&["explain"][..], &b""[..], "there is no password on standard input"),
        (&["explain"], b"\n", "there is no password"),
        (&["explain"], b"secret\xff", "standard input is not UTF-8"),
        (&["explain"], &[b'x'; 5000], "more than 4096 bytes"),
        (&["explain", "--banned", "/nowhere/terms"], b"secret", "/nowhere/terms can not be read"),
    ] {
        let output = latchkey(arguments, input);
        assert_eq!(output.status.code(), Some(1), "{told}");
        assert!(text(&output.stderr).contains(told), "{}", text(&output.stderr));
        assert!(output.stdout.is_empty() && !text(&output.stderr).contains("secret"));
    }
    let file = list("abc\ncontoso\nthis term is far too long\n");
    let output = latchkey(&["explain", "--banned", file.path().to_str().unwrap()], b"secret");
    let told = text(&output.stderr);
    assert!(told.contains("line 1: `abc` has fewer than 4 characters"), "{told}");
    assert!(told.contains("line 3: `this term is far too long` has more than 16"), "{told}");
}

#[test]
fn nothing_typed_acts_on_the_terminal() {
    let output = latchkey(&["explain"], "a\u{1b}[2Jb\u{202e}c-kwqzx".as_bytes());
    let told = text(&output.stdout);
    assert!(!told.contains('\u{1b}') && !told.contains('\u{202e}') && told.contains("\\u{1b}[2J"), "{told}");
}

#[test]
fn suggestions_are_accepted_by_explain() {
    for language in ["en", "fr"] {
        let output = latchkey(&["suggest", "--language", language, "--count", "5"], b"");
        assert!(output.status.success());
        let lines: Vec<String> = text(&output.stdout).lines().map(str::to_owned).collect();
        assert_eq!(lines.len(), 5);
        for line in &lines {
            assert_eq!(line.split('-').count(), 4, "{line}");
            assert_eq!(latchkey(&["explain", "--strict"], line.as_bytes()).status.code(), Some(0), "{line}");
        }
        assert_eq!(lines.iter().collect::<std::collections::BTreeSet<_>>().len(), 5);
    }
    let six = text(&latchkey(&["suggest", "--count", "1", "--words", "6"], b"").stdout);
    assert_eq!(six.split('-').count(), 6);
    assert_eq!(latchkey(&["suggest", "--words", "2"], b"").status.code(), Some(2));
}

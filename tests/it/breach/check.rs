//! `latchkey breach check`: one password on standard input, an exit code.

use latchkey::breach::HashKind;

use super::{Folder, made, passwords, run, told};

#[test]
fn the_exit_code_tells_and_the_password_is_never_printed() {
    let folder = Folder::new();
    let all = passwords(100);
    for kind in [HashKind::Sha1, HashKind::Ntlm] {
        made(&folder.path("list"), kind, &all);
        let file = folder.text("list");
        for (typed, code, words) in [
            (format!("{}\n", all[1]), 1, "Listed: this password has leaked."),
            (all[2].clone(), 1, "Listed"),
            (format!("{}\r\n", all[3]), 1, "Listed"),
            ("e\u{301}te\u{301}-a\u{300}-Ma\u{301}laga-1\n".to_owned(), 1, "Listed"),
            ("PassWord123\n".to_owned(), 1, "everybody tries first"),
            ("Regen Tisch Lampe 77\n".to_owned(), 0, "Not listed."),
            (String::new(), 2, "write one password"),
            ("one\ntwo\n".to_owned(), 2, "write one password"),
            ("x".repeat(5000), 2, "longer than any password"),
        ] {
            let done = run(&["breach", "check", &file], typed.as_bytes());
            assert_eq!(done.status.code(), Some(code), "{typed:?}: {}", told(&done));
            assert!(told(&done).contains(words), "{typed:?}: {}", told(&done));
            assert!(typed.trim().is_empty() || !told(&done).contains(typed.trim()), "{}", told(&done));
        }
    }
    let done = run(&["breach", "check", &folder.text("gone")], b"password\n");
    assert_eq!(done.status.code(), Some(2), "not found out is not `not listed`: {}", told(&done));
}

#[test]
fn verify_reads_the_whole_file() {
    let folder = Folder::new();
    made(&folder.path("list"), HashKind::Sha1, &passwords(1000));
    let file = folder.text("list");
    let done = run(&["breach", "check", "--verify", &file], b"");
    assert_eq!(done.status.code(), Some(0), "{}", told(&done));
    assert!(told(&done).contains("in order: 1 000 passwords (sha1)"), "{}", told(&done));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[1000] ^= 1;
    folder.write("list", &bytes);
    let done = run(&["breach", "check", "--verify", &file], b"");
    assert_eq!(done.status.code(), Some(2), "{}", told(&done));
    assert!(told(&done).contains("does not match its checksum"), "{}", told(&done));
}

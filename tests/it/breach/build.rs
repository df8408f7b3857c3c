//! `latchkey breach build`: whatever the lists look like, the file is the same; whatever goes wrong, there is none.

use std::{
    io::Write as _,
    os::unix::fs::PermissionsExt as _,
    process::{Child, Command, Stdio},
    time::Duration,
};

use flate2::{Compression, write::GzEncoder};
use latchkey::breach::{BreachFile, HashKind};

use super::{Folder, hash, latchkey, made, passwords, run, told};
use crate::harness::process;

fn zipped(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// Lines of hashes in an order of their own, with counts from 1 to 9.
fn hashes(kind: HashKind, passwords: &[String]) -> Vec<String> {
    let mut lines: Vec<_> =
        passwords.iter().enumerate().map(|(n, p)| format!("{}:{}", hash(kind, p), n % 9 + 1)).collect();
    lines.sort();
    lines
}

#[test]
fn r108_any_form_of_a_list_makes_the_same_file() {
    let folder = Folder::new();
    let all = passwords(3000);
    for kind in [HashKind::Sha1, HashKind::Ntlm] {
        let lines = hashes(kind, &all);
        let sorted = lines.join("\n");
        let mut unsorted: Vec<_> = lines.iter().rev().chain(&lines[..1000]).cloned().collect();
        unsorted.swap(0, 1777);
        let lower = unsorted.join("\r\n").to_lowercase() + "\r\n\r\n";
        let bare: String = lines.iter().map(|line| format!("{}\n", line.split(':').next().unwrap())).collect();
        let (half, other) = (lines[..1500].join("\n"), lines[1400..].join("\n"));
        let two = [zipped(half.as_bytes()), zipped(b"\n"), zipped(other.as_bytes())].concat();

        let sorted_file = folder.write("sorted", &sorted);
        let lists: Vec<(&str, Vec<String>, Vec<u8>)> = vec![
            ("sorted", vec![sorted_file.clone()], vec![]),
            ("unsorted, doubles, lower case, CRLF", vec![folder.write("unsorted", lower)], vec![]),
            ("without counts", vec![folder.write("bare", bare)], vec![]),
            ("gzip", vec![folder.write("zipped", zipped(sorted.as_bytes()))], vec![]),
            ("gzip of several parts", vec![folder.write("parts", &two)], vec![]),
            ("standard input", vec!["-".to_owned()], sorted.clone().into_bytes()),
            ("gzip on standard input", vec!["-".to_owned()], zipped(sorted.as_bytes())),
            ("a pipe with a name", vec!["/dev/stdin".to_owned()], sorted.clone().into_bytes()),
            ("two lists", vec![folder.write("half", half), folder.write("other", other)], vec![]),
            ("plain passwords too", vec![sorted_file, folder.write("plain", all.join("\n"))], vec![]),
        ];
        let mut first = None;
        for (what, inputs, input) in lists {
            let output = folder.text("list");
            let mut arguments = vec!["breach", "build", "--output", &output];
            arguments.extend(inputs.iter().map(String::as_str));
            let done = run(&arguments, &input);
            assert!(done.status.success(), "{what}: {}", told(&done));
            assert!(told(&done).contains(&format!("3 000 passwords ({})", kind.name())), "{what}: {}", told(&done));
            assert!(told(&done).contains(&format!("read as {}", kind.name().to_uppercase().replace("SHA1", "SHA-1"))));
            let bytes = std::fs::read(folder.path("list")).unwrap();
            assert!(first.get_or_insert_with(|| bytes.clone()) == &bytes, "{what}: another file");
        }
        let file = BreachFile::open(&folder.path("list")).unwrap();
        assert!(all.iter().all(|password| file.contains(password).unwrap()), "{kind:?}");
        let others = (0..3000).filter(|n| file.contains(&format!("not in it {n}")).unwrap()).count();
        assert!(others <= 2, "{others} of 3000 others");
        let mode = std::fs::metadata(folder.path("list")).unwrap().permissions().mode();
        assert_eq!(mode & 0o133, 0, "nobody else writes to it");
    }
}

#[test]
fn plain_lists_are_read_as_passwords_are_typed() {
    let folder = Folder::new();
    // Composed and not, wrapped, with the line end of each system, and spaces that belong to it.
    let list = folder.write("plain", "Zoe\u{301}\r\n$HEX[c3a474c3a4]\n two spaces \n\nlast");
    let output = folder.text("list");
    let done = run(&["breach", "build", "--output", &output, &list], b"");
    assert!(done.status.success(), "{}", told(&done));
    let file = BreachFile::open(&folder.path("list")).unwrap();
    assert_eq!(file.header().entries, 4);
    for password in ["Zo\u{e9}", "ätä", " two spaces ", "last"] {
        assert!(file.contains(password).unwrap(), "{password}");
    }
    for other in ["Zoe\u{301}", "two spaces", "", "last\n"] {
        assert!(!file.contains(other).unwrap(), "{other:?}");
    }
}

#[test]
fn hashes_that_were_seen_seldom_can_be_left_out() {
    let folder = Folder::new();
    let all = passwords(900);
    let lines: Vec<_> =
        all.iter().enumerate().map(|(n, p)| format!("{}:{}", hash(HashKind::Sha1, p), n % 9 + 1)).collect();
    let list = folder.write("hashes", lines.join("\n"));
    let output = folder.text("list");
    let done = run(&["breach", "build", "--minimum-count", "5", "--output", &output, &list], b"");
    assert!(done.status.success() && told(&done).contains("400 seen too seldom"), "{}", told(&done));
    let file = BreachFile::open(&folder.path("list")).unwrap();
    assert_eq!((file.header().entries, file.header().minimum_count), (500, 5));
    for (n, password) in all.iter().enumerate() {
        assert_eq!(file.contains(password).unwrap(), n % 9 + 1 >= 5, "{password}");
    }
}

#[test]
fn what_can_not_be_built_is_told_and_leaves_nothing() {
    let folder = Folder::new();
    let old = passwords(10);
    made(&folder.path("list"), HashKind::Sha1, &old);
    let before = std::fs::read(folder.path("list")).unwrap();
    let sha1 = folder.write("sha1", hashes(HashKind::Sha1, &old).join("\n"));
    let ntlm = folder.write("ntlm", hashes(HashKind::Ntlm, &old).join("\n"));
    let plain = folder.write("plain", "one\ntwo\nthree\n");
    let torn = folder.write("torn.gz", &zipped(&vec![b'a'; 100_000])[..60]);
    let latin = folder.write("latin", b"good\nM\xfcnchen\nalso good\n");
    let empty = folder.write("empty", "\n\r\n");
    let (output, gone, here) = (folder.text("list"), folder.text("gone"), folder.0.path().to_str().unwrap());
    let nowhere = folder.text("no/folder/list");
    let done = run(&["breach", "build", "--max-invalid", "101", "--output", &output, &plain], b"");
    assert_eq!(done.status.code(), Some(2), "{}", told(&done));
    for (arguments, told_why) in [
        (vec!["--output", &output, &sha1, &ntlm], "make a file of each"),
        (vec!["--output", &output, "--format", "ntlm", &sha1], "are no NTLM hash (32 digits), the first is line 1 of"),
        (vec!["--output", &output, "--format", "sha1", &plain], "3 of 3 lines are no SHA-1 hash"),
        (vec!["--output", &output, &latin], "1 of 3 lines are no password in UTF-8 or hash, the first is line 2 of"),
        (vec!["--output", &output, &gone], "it can not be read"),
        (vec!["--output", &output, here], "it can not be read"),
        (vec!["--output", &output, &torn], "it can not be read"),
        (vec!["--output", &output, &empty], "the lists hold no password"),
        (vec!["--output", &output, "--minimum-count", "10", &sha1], "the lists hold no password"),
        (vec!["--output", &output, "--minimum-count", "2", &plain], "leave `--minimum-count` out"),
        (vec!["--output", &nowhere, &plain], "make the folder first"),
        (vec!["--output", here, &plain], "name a file"),
    ] {
        let done = run(&[&["breach", "build"][..], &arguments].concat(), b"");
        assert_eq!(done.status.code(), Some(1), "{arguments:?}: {}", told(&done));
        assert!(told(&done).contains(told_why), "{arguments:?}: {}", told(&done));
    }
    assert_eq!(std::fs::read(folder.path("list")).unwrap(), before, "the old file is as it was");
    assert_eq!(folder.names(), ["empty", "latin", "list", "ntlm", "plain", "sha1", "torn.gz"]);

    let done = run(&["breach", "build", "--max-invalid", "40", "--output", &output, &latin], b"");
    assert!(done.status.success() && told(&done).contains("1 not understood"), "{}", told(&done));
}

#[test]
fn a_full_disk_is_named_and_nothing_is_left() {
    let folder = Folder::new();
    let flags = if process::is_root() { "-m" } else { "-Urm" };
    let mount = r#"mount -t tmpfs -o size=1m,mode=0700 none "$0" && "$@"; code=$?; ls -A "$0"; exit $code"#;
    let mut command = Command::new("unshare");
    command.args([flags, "sh", "-c", mount]).arg(folder.0.path()).arg(env!("CARGO_BIN_EXE_latchkey"));
    command.args(["breach", "build", "--memory", "4", "--output", &folder.text("list"), "-"]);
    let lines: String = (0..400_000).map(line).collect();
    let done = process::output_with(&mut command, lines.as_bytes());
    assert_eq!(done.status.code(), Some(1), "{}", told(&done));
    assert!(told(&done).contains("make room"), "{}", told(&done));
    assert!(done.stdout.is_empty(), "left behind: {}", told(&done));
}

/// A hash that looks random, and a count.
fn line(n: u64) -> String {
    let key = (n + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    format!("{key:016X}0123456789ABCDEF01234567:{}\n", n % 9 + 1)
}

/// The program, waiting for a list on its standard input.
fn waiting(output: &str, memory: &str) -> Child {
    latchkey(&["breach", "build", "--memory", memory, "--output", output, "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Writes hashes that look random.
fn feed(child: &mut Child, count: u64) {
    let mut input = std::io::BufWriter::new(child.stdin.as_mut().unwrap());
    for n in 0..count {
        input.write_all(line(n).as_bytes()).unwrap();
    }
    input.flush().unwrap();
}

#[test]
fn a_crash_in_the_middle_leaves_no_half_file() {
    let folder = Folder::new();
    let old = passwords(10);
    made(&folder.path("list"), HashKind::Sha1, &old);
    // A pipe holds 64 KiB: when all is written, nearly all has been read, so that the output is open, and after so many
    // lines the temporary file too.
    for (name, count) in [("list", 20_000), ("list", 400_000), ("new", 400_000)] {
        let mut child = waiting(&folder.text(name), "4");
        feed(&mut child, count);
        assert_eq!(child.try_wait().unwrap(), None, "it waits for more");
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(folder.names(), ["list"]);
    }
    let file = BreachFile::open(&folder.path("list")).unwrap();
    file.verify().unwrap();
    assert!(old.iter().all(|password| file.contains(password).unwrap()));
}

/// The most memory that a build took, in KiB, from the kernel's own count.
fn peak(folder: &Folder, count: u64) -> u64 {
    let mut child = waiting(&folder.text("list"), "8");
    let status = format!("/proc/{}/status", child.id());
    let watcher = std::thread::spawn(move || {
        let mut peak = 0;
        while let Ok(text) = std::fs::read_to_string(&status) {
            let Some(line) = text.lines().find_map(|line| line.strip_prefix("VmHWM:")) else { break };
            peak = line.trim().trim_end_matches(" kB").parse().unwrap();
            std::thread::sleep(Duration::from_millis(2));
        }
        peak
    });
    feed(&mut child, count);
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    watcher.join().unwrap()
}

#[test]
fn memory_is_bounded_however_long_the_list_is() {
    let folder = Folder::new();
    let little = peak(&folder, 10);
    let much = peak(&folder, 2_000_000);
    // Two million keys alone are 15.6 MiB, and were told to do with 8.
    assert!(much < little + 12 * 1024, "{little} KiB for ten lines, {much} KiB for two million");
    let file = BreachFile::open(&folder.path("list")).unwrap();
    assert_eq!(file.header().entries, 2_000_000);
    let bytes = std::fs::metadata(folder.path("list")).unwrap().len();
    assert!(bytes < 2_000_000 * 222 / 100, "{bytes} bytes");
    assert!(little > 1000, "the watcher saw something");
}

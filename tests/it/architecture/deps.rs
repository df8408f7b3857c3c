//! What Latchkey is built of (R169, R170): no OpenSSL, one TLS provider, no known hole, licences that allow it.

use std::{collections::BTreeSet, process::Command, sync::LazyLock};

use super::source::root;

/// A package of the graph that is really built, for this platform with the default features.
struct Package {
    name: String,
    version: String,
    licence: String,
}

/// Asked once.
static PACKAGES: LazyLock<Vec<Package>> = LazyLock::new(packages);

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}|{l}"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let lines: BTreeSet<_> = text.lines().map(|l| l.trim_end_matches(" (*)")).filter(|l| !l.is_empty()).collect();
    let all: Vec<_> = lines
        .iter()
        .map(|line| {
            let (package, licence) = line.split_once('|').unwrap();
            let mut words = package.split(' ');
            let name = words.next().unwrap().to_owned();
            let version = words.next().unwrap().trim_start_matches('v').to_owned();
            Package { name, version, licence: licence.to_owned() }
        })
        .collect();
    assert!(all.len() > 200, "only {} packages", all.len());
    all
}

#[test]
fn r169_no_openssl_and_one_tls_provider() {
    let all = &PACKAGES;
    for unwanted in ["openssl", "openssl-sys", "native-tls", "ring", "actix-governor"] {
        assert!(all.iter().all(|p| p.name != unwanted), "{unwanted} is in the tree: cargo tree -i {unwanted}");
    }
    assert!(all.iter().any(|p| p.name == "aws-lc-rs"), "the test reads the right tree");
}

/// RUSTSEC-2023-0071: the timing of operations with a private RSA key. WebAuthn verifies with public keys only, and
/// nothing else may come to use the crate.
#[test]
fn r169_rsa_is_there_for_webauthn_only() {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--offline", "--locked", "--edges", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(["--invert", "rsa"])
        .current_dir(root())
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let names: BTreeSet<_> = text.lines().filter_map(|line| line.split(' ').next()).collect();
    let expected = ["crypto-glue", "latchkey", "rsa", "webauthn-attestation-ca", "webauthn-rs", "webauthn-rs-core"];
    assert_eq!(names.into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>(), expected);
}

#[test]
fn r169_no_http2_server_with_a_known_hole() {
    // RUSTSEC-2026-0258: unbounded empty DATA frames, fixed in 0.4.16.
    for h2 in PACKAGES.iter().filter(|p| p.name == "h2") {
        assert!(version(&h2.version) >= (0, 4, 16), "h2 {}", h2.version);
    }
    // RUSTSEC-2025-0055: escape sequences in logs.
    for subscriber in PACKAGES.iter().filter(|p| p.name == "tracing-subscriber") {
        assert!(version(&subscriber.version) >= (0, 3, 20), "tracing-subscriber {}", subscriber.version);
    }
}

fn version(text: &str) -> (u32, u32, u32) {
    let mut parts = text.split(['.', '-', '+']).map(|part| part.parse().unwrap_or(0));
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next())
}

/// Licences that let a program be given away under MIT or Apache-2.0.
const ALLOWED: [&str; 14] = [
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// File-level copyleft: fine to link, changes to the file must be given away.
const ALLOWED_TO_LINK: [&str; 1] = ["MPL-2.0"];

/// Whether a licence expression (SPDX, or with the old `/`) can be met.
fn allowed(expression: &str) -> bool {
    let text = expression.replace(" / ", " OR ").replace('/', " OR ");
    if let Some(parts) = split(&text, " OR ") {
        return parts.iter().any(|part| allowed(part));
    }
    if let Some(parts) = split(&text, " AND ") {
        return parts.iter().all(|part| allowed(part));
    }
    let bare = text.trim();
    match bare.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        Some(inner) => allowed(inner),
        None => ALLOWED.contains(&bare) || ALLOWED_TO_LINK.contains(&bare),
    }
}

/// The parts around an operator outside brackets; `None` when there is none.
fn split(text: &str, operator: &str) -> Option<Vec<String>> {
    let mut parts = vec![String::new()];
    let mut depth = 0;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if depth == 0 && rest.starts_with(operator) {
            parts.push(String::new());
            rest = &rest[operator.len()..];
            continue;
        }
        depth += i32::from(c == '(') - i32::from(c == ')');
        parts.last_mut().unwrap().push(c);
        rest = &rest[c.len_utf8()..];
    }
    (parts.len() > 1).then_some(parts)
}

#[test]
fn licences_are_allowed() {
    let wrong: Vec<_> = PACKAGES
        .iter()
        .filter(|p| !allowed(&p.licence))
        .map(|p| format!("{} {}: {:?}", p.name, p.version, p.licence))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_licence_that_is_not_allowed_would_be_noticed() {
    for bad in
        ["GPL-3.0-or-later", "AGPL-3.0-only", "", "MIT AND GPL-2.0-only", "(MIT OR ISC) AND SSPL-1.0", "Proprietary"]
    {
        assert!(!allowed(bad), "{bad}");
    }
    for good in
        ["MIT/Apache-2.0", "Apache-2.0 OR GPL-2.0-only", "(MIT OR Apache-2.0) AND Unicode-3.0", "Apache-2.0 / MIT"]
    {
        assert!(allowed(good), "{good}");
    }
}

#[test]
fn r170_packages_come_from_one_registry_with_checksums() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let sources: BTreeSet<_> = lock.lines().filter_map(|l| l.strip_prefix("source = ")).collect();
    assert_eq!(sources.into_iter().collect::<Vec<_>>(), ["\"registry+https://github.com/rust-lang/crates.io-index\""]);
    let count = |start: &str| lock.lines().filter(|l| l.starts_with(start)).count();
    assert_eq!(count("source = "), count("checksum = "));
}

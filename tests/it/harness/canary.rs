//! Looks for a secret in bytes that must not hold it, in every coding that software leaves one in.

use std::{fs, path::Path};

use base64::Engine as _;

/// How `secret` is coded where it first stands in `bytes`, if it does.
pub fn found_in(bytes: &[u8], secret: &str) -> Option<&'static str> {
    assert!(secret.len() >= 6, "too short a secret is found by chance");
    codings(secret).into_iter().find(|(_, coded)| contains(bytes, coded)).map(|(name, _)| name)
}

/// Fails when any file under `dir` holds one of `secrets`.
pub fn assert_absent(dir: &Path, secrets: &[&str]) {
    for entry in fs::read_dir(dir).expect("read").flatten() {
        let path = entry.path();
        if path.is_dir() {
            assert_absent(&path, secrets);
        } else if path.is_file() {
            assert_absent_in(&path.display().to_string(), &fs::read(&path).expect("read"), secrets);
        }
    }
}

/// Fails when `bytes`, called `name`, hold one of `secrets`.
pub fn assert_absent_in(name: &str, bytes: &[u8], secrets: &[&str]) {
    for secret in secrets {
        if let Some(coding) = found_in(bytes, secret) {
            panic!("{name} holds the secret {secret:?} as {coding}");
        }
    }
}

fn codings(secret: &str) -> Vec<(&'static str, Vec<u8>)> {
    let bytes = secret.as_bytes();
    let utf16: Vec<u8> = secret.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let url: String = url::form_urlencoded::byte_serialize(bytes).collect();
    let percent = url.replace('+', "%20");
    let all: String = bytes.iter().map(|b| format!("%{b:02X}")).collect();
    let mut found = vec![
        ("utf-8", bytes.to_vec()),
        ("utf-16le", utf16.clone()),
        ("hex", hex.clone().into_bytes()),
        ("hex", hex.to_uppercase().into_bytes()),
        ("base32", base32(bytes).into_bytes()),
        ("url-encoded", url.into_bytes()),
        ("url-encoded", percent.into_bytes()),
        ("url-encoded", all.into_bytes()),
        ("json", serde_json::to_string(secret).expect("JSON").trim_matches('"').as_bytes().to_vec()),
    ];
    found.extend(base64s(bytes).into_iter().map(|coded| ("base64", coded)));
    found.extend(base64s(&utf16).into_iter().map(|coded| ("base64 of utf-16le", coded)));
    found
}

/// The part of the coded text that does not depend on what stands before and after, for each of three alignments.
fn base64s(bytes: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    for offset in 0..3 {
        let mut padded = vec![0; offset];
        padded.extend_from_slice(bytes);
        for engine in
            [base64::engine::general_purpose::STANDARD_NO_PAD, base64::engine::general_purpose::URL_SAFE_NO_PAD]
        {
            let coded = engine.encode(&padded);
            let (from, to) = ((offset * 8).div_ceil(6), padded.len() * 8 / 6);
            found.push(coded.as_bytes()[from..to].to_vec());
        }
    }
    found
}

fn base32(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let (mut text, mut buffer, mut bits) = (String::new(), 0_u32, 0);
    for &byte in bytes {
        buffer = buffer << 8 | u32::from(byte);
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            text.push(char::from(ALPHABET[(buffer >> bits & 31) as usize]));
        }
        buffer &= (1 << bits) - 1;
    }
    text
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}

#[test]
fn a_secret_is_found_in_every_coding() {
    let secret = "Zq7#canary-é";
    let shout = |coded: &[u8]| found_in(&[b"before ".as_slice(), coded, b" after"].concat(), secret);
    for (name, coded) in codings(secret) {
        assert!(shout(&coded).is_some(), "{name}");
    }
    let inside = base64::engine::general_purpose::STANDARD.encode(format!("x{secret}yz"));
    assert_eq!(shout(inside.as_bytes()), Some("base64"));
    assert_eq!(shout(b"Zq7#canary-e"), None);
}

//! Leaked passwords: lists become a file, the file and the range service are asked, and each can fail.

mod build;
mod check;
mod file;
mod front;
mod range;

use std::{
    path::{Path, PathBuf},
    process::{Command, Output},
};

use latchkey::breach::{
    HashKind,
    build::{Builder, Report},
};

use crate::harness::process;

/// The program, with nothing of the test's own environment.
fn latchkey(arguments: &[&str]) -> Command {
    let clean = std::env::vars_os().filter(|(name, _)| !name.to_string_lossy().starts_with("LATCHKEY_"));
    let mut command = Command::new(env!("CARGO_BIN_EXE_latchkey"));
    command.args(arguments).env_clear().envs(clean);
    command
}

/// Runs it with `input` on its standard input.
fn run(arguments: &[&str], input: &[u8]) -> Output {
    process::output_with(&mut latchkey(arguments), input)
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// A folder of a test's own.
struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.text(name)
    }

    /// What is in it, hidden files too.
    fn names(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

/// Passwords that no list has by chance, of all kinds of letters.
fn passwords(count: usize) -> Vec<String> {
    let word = |n: usize| match n % 4 {
        0 => format!("Vogel {n} Kiste"),
        1 => format!("été-à-Málaga-{n}"),
        2 => format!("пароль{n}密码"),
        _ => format!("  {n}\u{1f600}, spaces kept "),
    };
    (0..count).map(word).collect()
}

/// A file of these passwords.
fn made(path: &Path, kind: HashKind, passwords: &[String]) -> Report {
    let mut builder = Builder::new(path, kind, 1, 1 << 25).unwrap();
    passwords.iter().for_each(|password| builder.add(kind.key(password)).unwrap());
    builder.finish(&mut |_| ()).unwrap()
}

/// Hashes, as lists have them.
fn hash(kind: HashKind, password: &str) -> String {
    use sha1::Digest as _;
    let digest = match kind {
        HashKind::Sha1 => sha1::Sha1::digest(password).to_vec(),
        HashKind::Ntlm => {
            md4::Md4::digest(password.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>()).to_vec()
        }
    };
    digest.iter().map(|byte| format!("{byte:02X}")).collect()
}

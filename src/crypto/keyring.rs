//! The master keys: versioned, 256 bits each, from a file that only the service can read (R123).
//!
//! The file is plain text, one key per line, oldest first: `k1 <base64 of 32 bytes>`; empty lines and lines that
//! begin with `#` are skipped. The **last** key seals what is written from now on; every key still opens what it
//! sealed (R124). The **first** key makes the keyed digests, the pepper and the audit MACs, which must not change
//! from one day to the next; it stays until a database is re-keyed.

use std::{
    io::{Read as _, Write as _},
    os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _},
    path::{Path, PathBuf},
};

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

use super::random::Rng;

/// Why a key file was not taken. Each text names file, line and remedy, never a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The file can not be read or made.
    #[error("{path}: {source}; make one with `latchkey keys generate {path}`")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Others than its owner may read it.
    #[error("{path}: the key file can be read by others (mode {mode:04o}); run `chmod 600 {path}`")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// A line is no key.
    #[error("{path}:{line}: {what}")]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from one.
        line: usize,
        /// What is wrong and what to do.
        what: &'static str,
    },
    /// There is no key in it.
    #[error("{path}: the key file holds no key; remove it and run `latchkey keys generate {path}`")]
    Empty {
        /// The file.
        path: PathBuf,
    },
}

/// One master key.
pub(super) struct MasterKey {
    pub(super) id: String,
    bytes: Zeroizing<[u8; 32]>,
}

impl MasterKey {
    /// A 256-bit key for one purpose (HKDF-SHA256, RFC 5869); keys of different purposes say nothing of each other.
    pub(super) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        let mut key = Zeroizing::new([0_u8; 32]);
        let hkdf = Hkdf::<Sha256>::new(Some(b"latchkey keyring v1"), self.bytes.as_slice());
        // 32 bytes is always a legal length for SHA-256 (RFC 5869: at most 255 times 32).
        if hkdf.expand(purpose.as_bytes(), key.as_mut_slice()).is_err() {
            unreachable!("HKDF-SHA256 makes 32 bytes");
        }
        key
    }
}

/// All master keys of an installation, oldest first. Wiped when dropped; prints only the key ids.
pub struct Keyring {
    first: MasterKey,
    later: Vec<MasterKey>,
}

impl std::fmt::Debug for Keyring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.ids()).finish()
    }
}

impl Keyring {
    /// Reads a key file.
    ///
    /// # Errors
    /// [`KeyringError`]: unreadable, readable by others, a bad line, an example key.
    pub fn load(path: &Path) -> Result<Self, KeyringError> {
        let io = |source| KeyringError::Io { path: path.to_owned(), source };
        let mut file = std::fs::File::open(path).map_err(io)?;
        let mode = file.metadata().map_err(io)?.permissions().mode() & 0o7777;
        // systemd lets its service read a credential by an ACL, whose mask looks like a right of the group.
        let others = if is_credential(path) { 0o037 } else { 0o077 };
        if mode & others != 0 {
            return Err(KeyringError::Exposed { path: path.to_owned(), mode });
        }
        let mut text = Zeroizing::new(String::with_capacity(1024));
        file.read_to_string(&mut text).map_err(io)?;
        let mut keys: Vec<MasterKey> = Vec::new();
        for (number, line) in text.lines().enumerate() {
            let line_error = |what| KeyringError::Line { path: path.to_owned(), line: number.saturating_add(1), what };
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let key = parse_line(line).map_err(line_error)?;
            if keys.iter().any(|k| k.id == key.id) {
                return Err(line_error("this key id is used twice; give each key its own"));
            }
            keys.push(key);
        }
        Self::from_keys(keys).ok_or_else(|| KeyringError::Empty { path: path.to_owned() })
    }

    /// Makes a key file with one fresh key, readable by its owner only. An existing file is never overwritten.
    ///
    /// # Errors
    /// [`KeyringError::Io`], also when the file exists.
    pub fn generate_file(path: &Path, rng: &dyn Rng) -> Result<Self, KeyringError> {
        let io = |source| KeyringError::Io { path: path.to_owned(), source };
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path).map_err(io)?;
        let mut bytes = Zeroizing::new([0_u8; 32]);
        rng.fill(bytes.as_mut_slice());
        let encoded = Zeroizing::new(STANDARD.encode(bytes.as_slice()));
        let text = Zeroizing::new(format!(
            "# Master keys of Latchkey. Keep a copy apart from the database's backups: without this file the\n\
             # database can not be read. The last key seals new data; earlier ones still open what they sealed.\n\
             k1 {}\n",
            encoded.as_str()
        ));
        file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(io)?;
        Ok(Self { first: MasterKey { id: "k1".to_owned(), bytes }, later: Vec::new() })
    }

    /// A keyring of these keys, oldest first; `None` when there are none or an id is bad. For tests and
    /// throw-away installations.
    #[must_use]
    pub fn from_bytes(keys: &[(&str, [u8; 32])]) -> Option<Self> {
        if !keys.iter().all(|(id, _)| is_key_id(id)) {
            return None;
        }
        Self::from_keys(
            keys.iter().map(|(id, bytes)| MasterKey { id: (*id).to_owned(), bytes: Zeroizing::new(*bytes) }).collect(),
        )
    }

    fn from_keys(keys: Vec<MasterKey>) -> Option<Self> {
        let mut keys = keys.into_iter();
        let first = keys.next()?;
        Some(Self { first, later: keys.collect() })
    }

    /// The key ids, oldest first.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.first).chain(&self.later).map(|k| k.id.as_str())
    }

    /// The key that makes digests.
    pub(super) fn first(&self) -> &MasterKey {
        &self.first
    }

    /// The key that seals.
    pub(super) fn current(&self) -> &MasterKey {
        self.later.last().unwrap_or(&self.first)
    }

    pub(super) fn by_id(&self, id: &str) -> Option<&MasterKey> {
        std::iter::once(&self.first).chain(&self.later).find(|k| k.id == id)
    }

    /// A value that only the key with this id makes: the database keeps it, so that a wrong key is noticed before
    /// anything is read or written (R125).
    #[must_use]
    pub fn proof(&self, id: &str) -> Option<Vec<u8>> {
        self.by_id(id).map(|key| key.derive("key-proof").to_vec())
    }
}

/// Whether systemd gave this file to the service (`LoadCredential=`).
fn is_credential(path: &Path) -> bool {
    let Some(folder) = std::env::var_os("CREDENTIALS_DIRECTORY").map(PathBuf::from) else { return false };
    let plain = path.components().all(|part| part != std::path::Component::ParentDir);
    folder.is_absolute() && plain && path.starts_with(folder)
}

fn is_key_id(id: &str) -> bool {
    (1..=16).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn parse_line(line: &str) -> Result<MasterKey, &'static str> {
    let (id, encoded) = line.split_once(char::is_whitespace).ok_or("a key line is `id base64`, such as `k2 ...`")?;
    if !is_key_id(id) {
        return Err("a key id is 1 to 16 lower-case letters, digits or hyphens");
    }
    let decoded = Zeroizing::new(
        STANDARD.decode(encoded.trim()).map_err(|_| "the key is not base64; `openssl rand -base64 32` makes one")?,
    );
    let bytes: [u8; 32] = decoded
        .as_slice()
        .try_into()
        .map_err(|_| "a key is exactly 32 bytes in base64; `openssl rand -base64 32` makes one")?;
    let bytes = Zeroizing::new(bytes);
    if is_sample(&bytes) {
        return Err("this is an example key that everybody knows; `openssl rand -base64 32` makes a real one");
    }
    Ok(MasterKey { id: id.to_owned(), bytes })
}

/// Whether nobody rolled dice for this key: text, a counter, a repeated pattern. A random key has fewer than 20
/// different bytes, or only printable ones, less than once in 10^10.
fn is_sample(bytes: &[u8; 32]) -> bool {
    let distinct = bytes.iter().collect::<std::collections::BTreeSet<_>>().len();
    let steps: std::collections::BTreeSet<u8> =
        bytes.iter().zip(bytes.iter().skip(1)).map(|(a, b)| b.wrapping_sub(*a)).collect();
    distinct < 20 || steps.len() < 4 || bytes.iter().all(|b| b.is_ascii_graphic() || *b == b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random::SystemRng;

    fn file(text: &str, mode: u32) -> (tempfile::TempDir, PathBuf) {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        (dir, path)
    }

    fn random_line(id: &str) -> String {
        let mut bytes = [0_u8; 32];
        SystemRng.fill(&mut bytes);
        format!("{id} {}\n", STANDARD.encode(bytes))
    }

    #[test]
    fn a_generated_file_is_private_and_loads() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("keys");
        let made = Keyring::generate_file(&path, &SystemRng).unwrap();
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o7777, 0o600);
        let read = Keyring::load(&path).unwrap();
        assert_eq!(made.proof("k1"), read.proof("k1"));
        assert!(matches!(Keyring::generate_file(&path, &SystemRng), Err(KeyringError::Io { .. })));
    }

    #[test]
    fn r123_a_key_file_that_others_can_read_is_refused() {
        for mode in [0o644, 0o640, 0o604, 0o660] {
            let (_dir, path) = file(&random_line("k1"), mode);
            let error = Keyring::load(&path).unwrap_err();
            assert!(matches!(error, KeyringError::Exposed { .. }));
            assert!(error.to_string().contains("chmod 600"), "{error}");
        }
    }

    #[test]
    fn bad_lines_are_named_with_line_and_remedy() {
        let good = random_line("k1");
        let counter: Vec<u8> = (0..32).collect();
        for (line, want) in [
            ("k2".to_owned(), "id base64"),
            ("K2 AAAA".to_owned(), "lower-case"),
            ("k2 ***".to_owned(), "not base64"),
            ("k2 AAAA".to_owned(), "32 bytes"),
            (format!("k2 {}", STANDARD.encode([7_u8; 32])), "example key"),
            (format!("k2 {}", STANDARD.encode(counter)), "example key"),
            (format!("k2 {}", STANDARD.encode(b"change-me-change-me-change-me-32")), "example key"),
            (random_line("k1"), "twice"),
        ] {
            let (_dir, path) = file(&format!("# keys\n\n{good}{line}\n"), 0o600);
            let error = Keyring::load(&path).unwrap_err().to_string();
            assert!(error.contains(":4: ") && error.contains(want), "{error}");
        }
        let (_dir, path) = file("# nothing\n", 0o600);
        assert!(matches!(Keyring::load(&path), Err(KeyringError::Empty { .. })));
    }

    #[test]
    fn no_key_is_printed() {
        let ring = Keyring::from_bytes(&[("k1", [1; 32]), ("k2", [2; 32])]).unwrap();
        assert_eq!(format!("{ring:?}"), r#"["k1", "k2"]"#);
    }
}

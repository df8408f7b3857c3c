//! Sealing: authenticated encryption of single columns. A sealed value opens only in the column and row that it
//! was sealed for, so moving one in the database is noticed (R121).
//!
//! Layout: format version (1), length of the key id, key id, 24-byte nonce, XChaCha20-Poly1305 text and tag.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    keyring::{Keyring, MasterKey},
    random::Rng,
};

const VERSION: u8 = 1;
pub(super) const NONCE: usize = 24;

/// Where a sealed value belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The table.
    pub table: &'static str,
    /// The column.
    pub column: &'static str,
    /// The row's id.
    pub row: Uuid,
}

/// A value can not be sealed or opened.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The bytes are not a sealed value of any version known here.
    #[error("{table}.{column}: not a sealed value", table = .0.table, column = .0.column)]
    Malformed(Place),
    /// It was sealed with a key that is not in the key file.
    #[error("{table}.{column}: sealed with key {1}, which is not in the key file", table = .0.table, column = .0.column)]
    UnknownKey(Place, String),
    /// It was altered, or belongs to another row or column, or the key is another one of that name.
    #[error("{table}.{column}, row {row}: altered, moved, or sealed with another key", table = .0.table, column = .0.column, row = .0.row)]
    Forged(Place),
    /// Too long to seal.
    #[error("{table}.{column}: too long to seal", table = .0.table, column = .0.column)]
    TooLong(Place),
}

impl Keyring {
    /// Seals `plain` for `place` with the current key and a fresh nonce.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond 256 GiB.
    pub fn seal(&self, rng: &dyn Rng, place: Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let key = self.current();
        let mut nonce = [0_u8; NONCE];
        rng.fill(&mut nonce);
        let text = cipher(key)
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &associated_data(place, &key.id) })
            .map_err(|_| SealError::TooLong(place))?;
        let id_length = u8::try_from(key.id.len()).map_err(|_| SealError::TooLong(place))?;
        let mut out = Vec::with_capacity(text.len().saturating_add(NONCE + 18));
        out.push(VERSION);
        out.push(id_length);
        out.extend_from_slice(key.id.as_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&text);
        Ok(out)
    }

    /// Opens what was sealed for `place`, with whichever key sealed it (R124).
    ///
    /// # Errors
    /// [`SealError`] says whether the value, the key or the place is wrong.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let malformed = || SealError::Malformed(place);
        let (id, rest) = split(sealed).ok_or_else(malformed)?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or_else(malformed)?;
        let key = self.by_id(id).ok_or_else(|| SealError::UnknownKey(place, id.to_owned()))?;
        cipher(key)
            .decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: &associated_data(place, id) })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged(place))
    }
}

/// The key id and what follows it.
fn split(sealed: &[u8]) -> Option<(&str, &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (length, rest) = rest.split_first()?;
    let (id, rest) = rest.split_at_checked(usize::from(*length))?;
    let id = std::str::from_utf8(id).ok()?;
    (*version == VERSION).then_some((id, rest))
}

fn cipher(key: &MasterKey) -> XChaCha20Poly1305 {
    XChaCha20Poly1305::new((&*key.derive("seal")).into())
}

/// Table, column, row and key id, each behind its length so that no two places read the same.
pub(super) fn associated_data(place: Place, key_id: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(96);
    for part in [b"latchkey.seal.1".as_slice(), place.table.as_bytes(), place.column.as_bytes(), place.row.as_bytes()]
        .into_iter()
        .chain([key_id.as_bytes()])
    {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::random::SystemRng;

    fn place(column: &'static str, row: u128) -> Place {
        Place { table: "flows", column, row: Uuid::from_u128(row) }
    }

    #[test]
    fn r121_a_sealed_value_opens_only_in_its_place() {
        let ring = Keyring::from_bytes(&[("k1", [1; 32])]).unwrap();
        let sealed = ring.seal(&SystemRng, place("login", 1), b"alice").unwrap();
        assert_eq!(ring.open(place("login", 1), &sealed).unwrap().as_slice(), b"alice");
        for wrong in [place("contacts", 1), place("login", 2), Place { table: "jobs", ..place("login", 1) }] {
            assert_eq!(ring.open(wrong, &sealed), Err(SealError::Forged(wrong)));
        }
    }

    #[test]
    fn r124_old_keys_still_open_and_the_last_one_seals() {
        let old = Keyring::from_bytes(&[("k1", [1; 32])]).unwrap();
        let new = Keyring::from_bytes(&[("k1", [1; 32]), ("k2", [2; 32])]).unwrap();
        let at = place("login", 1);
        let before = old.seal(&SystemRng, at, b"x").unwrap();
        assert_eq!(new.open(at, &before).unwrap().as_slice(), b"x");
        let after = new.seal(&SystemRng, at, b"x").unwrap();
        assert_eq!(old.open(at, &after), Err(SealError::UnknownKey(at, "k2".to_owned())));
        let other = Keyring::from_bytes(&[("k1", [9; 32])]).unwrap();
        assert_eq!(other.open(at, &before), Err(SealError::Forged(at)));
    }

    proptest! {
        #[test]
        fn r121_any_changed_byte_is_noticed(plain: Vec<u8>, at: prop::sample::Index, by in 1_u8..) {
            let ring = Keyring::from_bytes(&[("k1", [1; 32])]).unwrap();
            let mut sealed = ring.seal(&SystemRng, place("login", 1), &plain).unwrap();
            let open = ring.open(place("login", 1), &sealed).unwrap();
            prop_assert_eq!(open.as_slice(), plain.as_slice());
            let at = at.index(sealed.len());
            sealed[at] ^= by;
            prop_assert!(ring.open(place("login", 1), &sealed).is_err());
        }

        #[test]
        fn any_bytes_are_refused_calmly(bytes: Vec<u8>) {
            let ring = Keyring::from_bytes(&[("k1", [1; 32])]).unwrap();
            prop_assert!(ring.open(place("login", 1), &bytes).is_err());
        }
    }
}

//! Keys of single persons: what is sealed with one can not be opened by anybody once it is destroyed, wherever a copy
//! of it went (crypto-shredding). The keys themselves are kept sealed with the keyring.
//!
//! Layout of a value: format version (2), id of the key (16 bytes), 24-byte nonce, XChaCha20-Poly1305 text and tag.

use chacha20poly1305::{
    KeyInit as _, XChaCha20Poly1305, XNonce,
    aead::{Aead as _, Payload},
};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    random::Rng,
    seal::{NONCE, Place, SealError, associated_data},
};

/// Tells these values from those of the keyring, which begin with 1.
const VERSION: u8 = 2;

/// The key of one person. Wiped when dropped; prints only its id.
pub struct PersonalKey {
    id: Uuid,
    bytes: Zeroizing<[u8; 32]>,
}

impl std::fmt::Debug for PersonalKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PersonalKey({})", self.id)
    }
}

impl PersonalKey {
    /// A fresh one.
    #[must_use]
    pub fn new(id: Uuid, rng: &dyn Rng) -> Self {
        let mut bytes = Zeroizing::new([0_u8; 32]);
        rng.fill(bytes.as_mut_slice());
        Self { id, bytes }
    }

    /// One that was kept; `None` when it has another length.
    #[must_use]
    pub fn from_slice(id: Uuid, bytes: &[u8]) -> Option<Self> {
        Some(Self { id, bytes: Zeroizing::new(bytes.try_into().ok()?) })
    }

    /// Its id.
    #[must_use]
    pub const fn id(&self) -> Uuid {
        self.id
    }

    /// The key, for the one place that seals it.
    #[must_use]
    pub fn expose(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Seals `plain` for `place` with a fresh nonce.
    ///
    /// # Errors
    /// [`SealError::TooLong`] beyond 256 GiB.
    pub fn seal(&self, rng: &dyn Rng, place: Place, plain: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut nonce = [0_u8; NONCE];
        rng.fill(&mut nonce);
        let text = self
            .cipher()
            .encrypt(&XNonce::from(nonce), Payload { msg: plain, aad: &self.belongs(place) })
            .map_err(|_| SealError::TooLong(place))?;
        let mut out = Vec::with_capacity(text.len().saturating_add(NONCE + 17));
        out.push(VERSION);
        out.extend_from_slice(self.id.as_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&text);
        Ok(out)
    }

    /// Opens what was sealed with this key for `place`.
    ///
    /// # Errors
    /// [`SealError`] says whether the value, the key or the place is wrong.
    pub fn open(&self, place: Place, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, SealError> {
        let (id, rest) = split(sealed).ok_or(SealError::Malformed(place))?;
        let (nonce, text) = rest.split_first_chunk::<NONCE>().ok_or(SealError::Malformed(place))?;
        if id != self.id {
            return Err(SealError::UnknownKey(place, id.to_string()));
        }
        self.cipher()
            .decrypt(&XNonce::from(*nonce), Payload { msg: text, aad: &self.belongs(place) })
            .map(Zeroizing::new)
            .map_err(|_| SealError::Forged(place))
    }

    fn cipher(&self) -> XChaCha20Poly1305 {
        XChaCha20Poly1305::new((&*self.bytes).into())
    }

    fn belongs(&self, place: Place) -> Vec<u8> {
        // No key of the keyring has an id of this form.
        associated_data(place, &format!("person {}", self.id))
    }
}

/// Which person's key sealed this; `None` for what the keyring sealed.
#[must_use]
pub fn sealed_by(sealed: &[u8]) -> Option<Uuid> {
    split(sealed).map(|(id, _)| id)
}

/// The key's id and what follows it.
fn split(sealed: &[u8]) -> Option<(Uuid, &[u8])> {
    let (version, rest) = sealed.split_first()?;
    let (id, rest) = rest.split_first_chunk::<16>()?;
    (*version == VERSION).then(|| (Uuid::from_bytes(*id), rest))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::crypto::{keyring::Keyring, random::SystemRng};

    fn place(row: u128) -> Place {
        Place { table: "audit_events", column: "sealed", row: Uuid::from_u128(row) }
    }

    #[test]
    fn only_its_own_key_opens_a_value_and_only_in_its_place() {
        let key = PersonalKey::new(Uuid::from_u128(7), &SystemRng);
        let sealed = key.seal(&SystemRng, place(1), b"alice").unwrap();
        assert_eq!(sealed_by(&sealed), Some(key.id()));
        assert_eq!(key.open(place(1), &sealed).unwrap().as_slice(), b"alice");
        assert_eq!(key.open(place(2), &sealed), Err(SealError::Forged(place(2))));
        let again = PersonalKey::from_slice(key.id(), key.expose()).unwrap();
        assert_eq!(again.open(place(1), &sealed).unwrap().as_slice(), b"alice");
        let other = PersonalKey::new(Uuid::from_u128(8), &SystemRng);
        assert_eq!(other.open(place(1), &sealed), Err(SealError::UnknownKey(place(1), key.id().to_string())));
        let namesake = PersonalKey::new(key.id(), &SystemRng);
        assert_eq!(namesake.open(place(1), &sealed), Err(SealError::Forged(place(1))));
        let ring = Keyring::from_bytes(&[("k1", [1; 32])]).unwrap();
        assert!(ring.open(place(1), &sealed).is_err());
        assert_eq!(sealed_by(&ring.seal(&SystemRng, place(1), b"alice").unwrap()), None);
        assert!(PersonalKey::from_slice(key.id(), b"short").is_none());
        assert_eq!(format!("{key:?}"), format!("PersonalKey({})", key.id()));
    }

    proptest! {
        #[test]
        fn any_changed_byte_is_noticed(plain: Vec<u8>, at: prop::sample::Index, by in 1_u8..) {
            let key = PersonalKey::new(Uuid::from_u128(7), &SystemRng);
            let mut sealed = key.seal(&SystemRng, place(1), &plain).unwrap();
            let open = key.open(place(1), &sealed).unwrap();
            prop_assert_eq!(open.as_slice(), plain.as_slice());
            let at = at.index(sealed.len());
            sealed[at] ^= by;
            prop_assert!(key.open(place(1), &sealed).is_err());
        }
    }
}

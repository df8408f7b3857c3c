//! Sealing and opening columns.

use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{Store, Tx, error::StoreError};
use crate::{
    crypto::{digest::Digest, keyring::Keyring, random::uuid_v7, seal::Place},
    domain::time::Timestamp,
};

impl Tx {
    pub(super) fn seal(&self, place: Place, plain: &[u8]) -> Result<Vec<u8>, StoreError> {
        Ok(self.keyring.seal(&*self.rng, place, plain)?)
    }

    pub(super) fn seal_json<T: Serialize>(&self, place: Place, value: &T) -> Result<Vec<u8>, StoreError> {
        let json = serde_json::to_vec(value).map(Zeroizing::new).map_err(|e| StoreError::Corrupt(e.to_string()))?;
        self.seal(place, &json)
    }

    /// A fresh row id.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        uuid_v7(self.now(), &*self.rng)
    }
}

impl Store {
    /// A fresh row id.
    #[must_use]
    pub fn new_id(&self) -> Uuid {
        uuid_v7(self.now(), &*self.rng)
    }
}

pub(super) fn open_text(keyring: &Keyring, place: Place, sealed: &[u8]) -> Result<Zeroizing<String>, StoreError> {
    let plain = keyring.open(place, sealed)?;
    let text = std::str::from_utf8(&plain).map_err(|_| damaged(place))?;
    Ok(Zeroizing::new(text.to_owned()))
}

pub(super) fn open_json<T: DeserializeOwned>(keyring: &Keyring, place: Place, sealed: &[u8]) -> Result<T, StoreError> {
    serde_json::from_slice(&keyring.open(place, sealed)?).map_err(|_| damaged(place))
}

fn damaged(place: Place) -> StoreError {
    StoreError::Corrupt(format!("{}.{} holds something else than it should", place.table, place.column))
}

pub(super) fn digest(column: &str, bytes: &[u8]) -> Result<Digest, StoreError> {
    Digest::from_slice(bytes).ok_or_else(|| StoreError::Corrupt(format!("{column} is no digest")))
}

pub(super) fn count(column: &str, value: i64) -> Result<u32, StoreError> {
    u32::try_from(value).map_err(|_| StoreError::Corrupt(format!("{column} is no count")))
}

pub(super) fn time(value: Option<i64>) -> Option<Timestamp> {
    value.map(Timestamp)
}

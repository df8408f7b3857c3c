//! How audit events hang together (R149): `h_n = SHA-256(h_(n-1) || canonical record n)`, `h_0` is 32 zero bytes,
//! and a MAC over each hash. Whoever alters a record must recompute all that follow, and can not make the MACs.
//!
//! **Canonical record, version 1.** The bytes `latchkey.audit.1`, then the fields in the order of [`Record`], each
//! as its length (8 bytes, big-endian) and its bytes; an absent field has the length `2^64 - 1` and no bytes. Ids
//! are 16 bytes, numbers 8 bytes big-endian two's complement, texts UTF-8. The form knows no database. Of the
//! sealed part the SHA-256 takes part, so that personal data can be shredded and the chain still holds.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use crate::crypto::{
    digest::{Digest, Purpose},
    keyring::Keyring,
};

/// The hash before the first record.
pub const GENESIS: [u8; 32] = [0; 32];
/// N29: a checkpoint at least every so many records ...
pub const CHECKPOINT_RECORDS: i64 = 1000;
/// ... and with the first record after so many milliseconds.
pub const CHECKPOINT_MILLIS: i64 = 15 * 60 * 1000;

/// What of an event is hashed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record<'a> {
    /// Whose.
    pub tenant: Uuid,
    /// Its number, from 1, without gaps.
    pub seq: i64,
    /// Its id.
    pub id: Uuid,
    /// When, in milliseconds since 1970, UTC.
    pub at: i64,
    /// What happened.
    pub kind: &'a str,
    /// How it ended.
    pub outcome: &'a str,
    /// Whose account.
    pub account: Option<Uuid>,
    /// In which flow.
    pub flow: Option<Uuid>,
    /// What the person may quote.
    pub support_id: Option<&'a str>,
    /// The number of the error code.
    pub code: Option<i64>,
    /// Facts, in JSON, as stored.
    pub detail: &'a str,
    /// SHA-256 of the sealed part.
    pub sealed_hash: Option<&'a [u8]>,
}

impl Record<'_> {
    /// The hash of this record behind `previous`.
    #[must_use]
    pub fn hash(&self, previous: &[u8]) -> [u8; 32] {
        let mut hash = Sha256::new();
        hash.update(previous);
        hash.update(b"latchkey.audit.1");
        let mut field = |bytes: Option<&[u8]>| match bytes {
            Some(bytes) => {
                hash.update((bytes.len() as u64).to_be_bytes());
                hash.update(bytes);
            }
            None => hash.update(u64::MAX.to_be_bytes()),
        };
        field(Some(self.tenant.as_bytes()));
        field(Some(&self.seq.to_be_bytes()));
        field(Some(self.id.as_bytes()));
        field(Some(&self.at.to_be_bytes()));
        field(Some(self.kind.as_bytes()));
        field(Some(self.outcome.as_bytes()));
        field(self.account.as_ref().map(|id| id.as_bytes().as_slice()));
        field(self.flow.as_ref().map(|id| id.as_bytes().as_slice()));
        field(self.support_id.map(str::as_bytes));
        field(self.code.map(i64::to_be_bytes).as_ref().map(<[u8; 8]>::as_slice));
        field(Some(self.detail.as_bytes()));
        field(self.sealed_hash);
        hash.finalize().into()
    }
}

/// SHA-256 of a sealed part.
#[must_use]
pub fn sealed_hash(sealed: &[u8]) -> [u8; 32] {
    Sha256::digest(sealed).into()
}

/// The MAC of a record with this hash.
#[must_use]
pub fn event_mac(keyring: &Keyring, tenant: Uuid, hash: &[u8]) -> Digest {
    keyring.digest(Purpose::AuditMac, &[tenant.as_bytes(), hash])
}

/// The MAC of a checkpoint.
#[must_use]
pub fn checkpoint_mac(keyring: &Keyring, tenant: Uuid, seq: i64, at: i64, hash: &[u8]) -> Digest {
    keyring.digest(Purpose::AuditCheckpoint, &[tenant.as_bytes(), &seq.to_be_bytes(), &at.to_be_bytes(), hash])
}

/// The MAC of a chain's head: without the key nobody can shorten a chain and its head together.
#[must_use]
pub fn head_mac(keyring: &Keyring, tenant: Uuid, head: &Head) -> Digest {
    keyring.digest(
        Purpose::AuditHead,
        &[
            tenant.as_bytes(),
            &head.seq.to_be_bytes(),
            &head.hash,
            &head.checkpoint_seq.to_be_bytes(),
            &head.checkpoint_at.to_be_bytes(),
        ],
    )
}

/// Where a chain ends.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct Head {
    /// Number of the last record.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Number of the last checkpoint.
    pub checkpoint_seq: i64,
    /// When it was made.
    pub checkpoint_at: i64,
    /// The MAC over all that.
    pub mac: Vec<u8>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record<'static> {
        Record {
            tenant: Uuid::from_u128(1),
            seq: 1,
            id: Uuid::from_u128(2),
            at: 3,
            kind: "reset.started",
            outcome: "success",
            account: None,
            flow: Some(Uuid::from_u128(4)),
            support_id: Some("7F3K-22QD"),
            code: None,
            detail: "{}",
            sealed_hash: None,
        }
    }

    #[test]
    fn the_canonical_form_never_changes() {
        // Recomputed by hand from the documentation above; a change here is a new version of the form.
        let mut bytes = Vec::from(GENESIS);
        bytes.extend(b"latchkey.audit.1");
        for part in [
            Some(Uuid::from_u128(1).as_bytes().to_vec()),
            Some(1_i64.to_be_bytes().to_vec()),
            Some(Uuid::from_u128(2).as_bytes().to_vec()),
            Some(3_i64.to_be_bytes().to_vec()),
            Some(b"reset.started".to_vec()),
            Some(b"success".to_vec()),
            None,
            Some(Uuid::from_u128(4).as_bytes().to_vec()),
            Some(b"7F3K-22QD".to_vec()),
            None,
            Some(b"{}".to_vec()),
            None,
        ] {
            match part {
                Some(part) => {
                    bytes.extend((part.len() as u64).to_be_bytes());
                    bytes.extend(part);
                }
                None => bytes.extend([255; 8]),
            }
        }
        let expected: [u8; 32] = Sha256::digest(&bytes).into();
        assert_eq!(record().hash(&GENESIS), expected);
    }

    #[test]
    fn absent_and_empty_differ() {
        let empty = Record { support_id: Some(""), ..record() };
        let absent = Record { support_id: None, ..record() };
        assert_ne!(empty.hash(&GENESIS), absent.hash(&GENESIS));
    }
}

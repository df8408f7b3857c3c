//! The file: a header, chunks of buckets, and a directory of the chunks. `docs/breach.md` describes it byte by byte.
//!
//! The keys are spread over buckets by their size: a bucket holds 256 on average, as numbers below 2^24. A password
//! that is not in the list is taken for listed when its number happens to be in its bucket: 256 / 2^24 = 1/65536.

use std::path::PathBuf;

use sha2::{Digest as _, Sha256};

use super::kind::HashKind;

/// The first bytes of a file.
pub(super) const MAGIC: [u8; 8] = *b"LKBREACH";
/// The one version there is.
pub(super) const VERSION: u16 = 1;
/// Length of the header in bytes.
pub(super) const HEADER: usize = 128;
/// Keys per bucket, on average.
pub(super) const PER_BUCKET: u64 = 256;
/// Bits of the numbers in a bucket.
const NUMBER_BITS: u32 = 24;
/// Buckets per chunk. A chunk begins with the length of each of its buckets in bytes, 16 bits each.
pub(super) const PER_CHUNK: u64 = 64;
/// Length of the table at the beginning of a chunk, in bytes.
pub(super) const LENGTHS: usize = 128;
/// What the keys are mixed with, so that a list of crafted hashes is spread evenly too.
pub(super) const SEED: u64 = 0x6c61_7463_686b_6579;

/// A file can not be used. The text names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It can not be read.
    #[error("{path}: it can not be read: {cause}; give the service's user the right to read it, or name another file",
        path = .0.display(), cause = .1)]
    Unreadable(PathBuf, std::io::Error),
    /// It does not begin as ours do.
    #[error("{}: it is no file of leaked passwords; make one with `latchkey breach build`", .0.display())]
    Foreign(PathBuf),
    /// Another release made it.
    #[error("{path}: it has version {1}, this release reads version {VERSION}; make it anew with `latchkey breach build`",
        path = .0.display())]
    Version(PathBuf, u16),
    /// Its end is missing, or there is something behind it.
    #[error("{path}: it has {found} bytes and should have {expected}; copy it again, whole", path = .path.display())]
    Length {
        /// The file.
        path: PathBuf,
        /// Its length according to its header, in bytes.
        expected: u64,
        /// Its length in bytes.
        found: u64,
    },
    /// Something in it was changed.
    #[error("{path}: its {1} does not match its checksum; copy it again, or make it anew", path = .0.display())]
    Damaged(PathBuf, &'static str),
}

/// What a file says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The hash that its keys are made of.
    pub kind: HashKind,
    /// How many different passwords are in it.
    pub entries: u64,
    /// Entries that were seen less often than this were left out.
    pub minimum_count: u64,
    /// How many buckets it has.
    pub buckets: u64,
    /// What its keys are mixed with.
    pub seed: u64,
    /// Length of the chunks in bytes.
    pub data: u64,
    /// SHA-256 of the chunks.
    pub checksum: [u8; 32],
}

impl Header {
    /// How many chunks the buckets make.
    #[must_use]
    pub const fn chunks(&self) -> u64 {
        self.buckets.div_ceil(PER_CHUNK)
    }

    /// Length of the whole file in bytes; `None` when no file is that long.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        self.directory().checked_add(self.data)?.checked_add(HEADER as u64)
    }

    /// Length of the directory in bytes.
    pub(super) const fn directory(&self) -> u64 {
        self.chunks().saturating_add(1).saturating_mul(8)
    }

    /// The chance that a password that is not in the list is taken for listed.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a ratio for people")]
    pub fn false_positives(&self) -> f64 {
        self.entries as f64 / (self.buckets as f64 * f64::from(1_u32 << NUMBER_BITS))
    }

    /// The header's bytes, sealed together with the directory.
    pub(super) fn encode(&self, directory: &[u8]) -> [u8; HEADER] {
        let mut bytes = Vec::with_capacity(HEADER);
        bytes.extend(MAGIC);
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend([self.kind.number(), 0, 0, 0, 0, 0]);
        for number in [self.entries, self.minimum_count, self.buckets, self.seed, self.data] {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend(self.checksum);
        let seal = seal(&bytes, directory);
        bytes.extend(seal);
        bytes.resize(HEADER, 0);
        bytes.try_into().unwrap_or([0; HEADER])
    }

    /// Reads a header; its seal is looked at by [`Header::holds`], when the directory is there too.
    pub(super) fn decode(path: &std::path::Path, bytes: &[u8; HEADER]) -> Result<Self, FileError> {
        let foreign = || FileError::Foreign(path.to_owned());
        let mut rest = bytes.as_slice();
        if take::<8>(&mut rest) != Some(MAGIC) {
            return Err(foreign());
        }
        let version = take(&mut rest).map_or(0, u16::from_le_bytes);
        if version != VERSION {
            return Err(FileError::Version(path.to_owned(), version));
        }
        let [kind, ..] = take::<6>(&mut rest).ok_or_else(foreign)?;
        let mut number = || take(&mut rest).map(u64::from_le_bytes).ok_or_else(foreign);
        let [entries, minimum_count, buckets, seed, data] = [number()?, number()?, number()?, number()?, number()?];
        let damaged = || FileError::Damaged(path.to_owned(), "header");
        Ok(Self {
            kind: HashKind::from_number(kind).ok_or_else(damaged)?,
            entries,
            minimum_count,
            buckets: if buckets == 0 { return Err(damaged()) } else { buckets },
            seed,
            data,
            checksum: take(&mut rest).ok_or_else(damaged)?,
        })
    }
}

/// Length of what the header's seal covers.
const SEALED: usize = 88;

/// Whether header and directory are as they were written.
pub(super) fn sealed(header: &[u8; HEADER], directory: &[u8]) -> bool {
    let (covered, rest) = header.split_at(SEALED);
    let (told, padding) = rest.split_at(32);
    seal(covered, directory).as_slice() == told && padding.iter().all(|byte| *byte == 0)
}

fn seal(header: &[u8], directory: &[u8]) -> [u8; 32] {
    Sha256::new().chain_update(header).chain_update(directory).finalize().into()
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(*head)
}

/// Spreads keys evenly, one place for each key (the finaliser of SplitMix64).
pub(super) const fn place(key: u64, seed: u64) -> u64 {
    let mut x = key ^ seed;
    x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

/// The bucket of a place, and its number there. Larger places have larger buckets and numbers.
pub(super) fn slot(place: u64, buckets: u64) -> (u64, u32) {
    let wide = u128::from(place) * u128::from(buckets);
    let bucket = u64::try_from(wide >> 64).unwrap_or(0);
    let number = place.wrapping_mul(buckets) >> (64 - NUMBER_BITS);
    (bucket, u32::try_from(number).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_read_as_it_was_written() {
        let header = Header {
            kind: HashKind::Ntlm,
            entries: 12_345_678_901,
            minimum_count: 3,
            buckets: 48_225_308,
            seed: SEED,
            data: 27_000_000_000,
            checksum: [7; 32],
        };
        let bytes = header.encode(b"directory");
        assert_eq!(Header::decode("f".as_ref(), &bytes).unwrap(), header);
        assert!(sealed(&bytes, b"directory") && !sealed(&bytes, b"Directory"));
        for place in 8..HEADER {
            let mut changed = bytes;
            changed[place] ^= 1;
            assert!(!sealed(&changed, b"directory"), "byte {place}");
        }
    }

    #[test]
    fn slots_keep_the_order() {
        let places = [0, 1, 1 << 40, u64::MAX / 3, u64::MAX / 2, u64::MAX - 1, u64::MAX];
        for buckets in [1, 2, 3, 1000, 4_000_000] {
            let slots = places.map(|place| slot(place, buckets));
            assert!(slots.is_sorted(), "{slots:?}");
            assert_eq!(slots[6], (buckets - 1, (1 << 24) - 1));
        }
    }
}

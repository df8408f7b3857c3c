//! A file of leaked passwords, read by position: two short reads for a look-up, nothing kept in memory but where the
//! chunks begin (30 KB for a hundred million entries).

use std::{
    fs::File,
    io::Read as _,
    os::unix::fs::{FileExt as _, MetadataExt as _},
    path::{Path, PathBuf},
};

use sha2::{Digest as _, Sha256};

use super::{
    bucket,
    format::{self, FileError, HEADER, Header, LENGTHS, PER_CHUNK},
};

/// An open file of leaked passwords.
pub struct BreachFile {
    path: PathBuf,
    file: File,
    header: Header,
    /// Where each chunk begins, and where the last one ends.
    directory: Vec<u64>,
    stamp: Stamp,
}

impl std::fmt::Debug for BreachFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "BreachFile({})", self.path.display())
    }
}

/// What tells one file from another that has taken its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp {
    device: u64,
    inode: u64,
    modified: (i64, i64),
    length: u64,
}

impl Stamp {
    fn of(metadata: &std::fs::Metadata) -> Self {
        Self {
            device: metadata.dev(),
            inode: metadata.ino(),
            modified: (metadata.mtime(), metadata.mtime_nsec()),
            length: metadata.len(),
        }
    }

    /// The stamp of what is at `path` now.
    pub(super) fn at(path: &Path) -> std::io::Result<Self> {
        std::fs::metadata(path).map(|metadata| Self::of(&metadata))
    }
}

impl BreachFile {
    /// Opens a file; looks at its length and at the checksum of header and directory, not of the whole.
    ///
    /// # Errors
    /// [`FileError`] when it is none, of another version, cut short, or changed.
    pub fn open(path: &Path) -> Result<Self, FileError> {
        let unreadable = |cause| FileError::Unreadable(path.to_owned(), cause);
        let mut file = File::open(path).map_err(unreadable)?;
        let metadata = file.metadata().map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(FileError::Foreign(path.to_owned()));
        }
        let mut start = Vec::with_capacity(HEADER);
        (&mut file).take(HEADER as u64).read_to_end(&mut start).map_err(unreadable)?;
        let found = metadata.len();
        let Some(bytes) = start.first_chunk::<HEADER>() else {
            let ours = start.len() >= format::MAGIC.len() && start.starts_with(&format::MAGIC);
            return Err(if ours {
                FileError::Length { path: path.to_owned(), expected: HEADER as u64, found }
            } else {
                FileError::Foreign(path.to_owned())
            });
        };
        let header = Header::decode(path, bytes)?;
        let damaged = || FileError::Damaged(path.to_owned(), "header");
        let expected = header.length().ok_or_else(damaged)?;
        if found != expected {
            return Err(FileError::Length { path: path.to_owned(), expected, found });
        }
        let length = usize::try_from(header.directory()).map_err(|_| damaged())?;
        let mut raw = vec![0; length];
        file.read_exact_at(&mut raw, header.data + HEADER as u64).map_err(unreadable)?;
        if !format::sealed(bytes, &raw) {
            return Err(damaged());
        }
        let (entries, _) = raw.as_chunks::<8>();
        let directory = entries.iter().map(|entry| u64::from_le_bytes(*entry)).collect();
        Ok(Self { path: path.to_owned(), file, header, directory, stamp: Stamp::of(&metadata) })
    }

    /// What the file says of itself.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Where it was opened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    pub(super) const fn stamp(&self) -> Stamp {
        self.stamp
    }

    /// Whether a password is in the list. One that is not is taken for listed once in 65,536 times.
    ///
    /// # Errors
    /// [`FileError`] when the file can not be read, or has been changed.
    pub fn contains(&self, password: &str) -> Result<bool, FileError> {
        self.contains_key(self.header.kind.key(password))
    }

    /// Whether the password with this key is in the list; [`super::HashKind::key`] makes keys.
    ///
    /// # Errors
    /// [`FileError`] when the file can not be read, or has been changed.
    pub fn contains_key(&self, key: u64) -> Result<bool, FileError> {
        let (bucket, number) = format::slot(format::place(key, self.header.seed), self.header.buckets);
        let chunk = usize::try_from(bucket / PER_CHUNK).unwrap_or(usize::MAX);
        let within = usize::try_from(bucket % PER_CHUNK).unwrap_or(usize::MAX);
        let Some([start, end]) = self.directory.get(chunk..).and_then(<[u64]>::first_chunk) else {
            return Err(self.damaged());
        };
        let mut lengths = [0; LENGTHS];
        self.read(&mut lengths, *start)?;
        let (lengths, _) = lengths.as_chunks::<2>();
        let mut lengths = lengths.iter().map(|length| u64::from(u16::from_le_bytes(*length)));
        let before: u64 = lengths.by_ref().take(within).sum();
        let length = lengths.next().unwrap_or(0);
        let at = start.saturating_add(LENGTHS as u64).saturating_add(before);
        if at.saturating_add(length) > *end {
            return Err(self.damaged());
        }
        let mut bytes = vec![0; usize::try_from(length).unwrap_or(0)];
        self.read(&mut bytes, at)?;
        Ok(bucket::holds(&bytes, number))
    }

    /// Reads the whole file and compares it with its checksum.
    ///
    /// # Errors
    /// [`FileError`] when it can not be read, or has been changed.
    pub fn verify(&self) -> Result<(), FileError> {
        let mut digest = Sha256::new();
        let mut buffer = vec![0; 1 << 18];
        let mut at = 0;
        while at < self.header.data {
            let left = usize::try_from(self.header.data - at).unwrap_or(usize::MAX).min(buffer.len());
            let Some(part) = buffer.get_mut(..left) else { break };
            self.read(part, at)?;
            digest.update(&*part);
            at += left as u64;
        }
        let found: [u8; 32] = digest.finalize().into();
        if found == self.header.checksum { Ok(()) } else { Err(self.damaged()) }
    }

    /// How many numbers all buckets hold: entries less the few that share a number. Reads the whole file.
    ///
    /// # Errors
    /// [`FileError`] when it can not be read, or has been changed.
    pub fn count(&self) -> Result<u64, FileError> {
        let mut total = 0;
        for pair in self.directory.windows(2) {
            let &[start, end] = pair else { continue };
            let length = end.checked_sub(start).and_then(|length| usize::try_from(length).ok());
            let mut bytes = vec![0; length.ok_or_else(|| self.damaged())?];
            self.read(&mut bytes, start)?;
            let (lengths, mut rest) = bytes.split_at_checked(LENGTHS).ok_or_else(|| self.damaged())?;
            for length in lengths.as_chunks::<2>().0 {
                let (bucket, after) =
                    rest.split_at_checked(usize::from(u16::from_le_bytes(*length))).ok_or_else(|| self.damaged())?;
                total += bucket::count(bucket);
                rest = after;
            }
        }
        Ok(total)
    }

    /// Reads at a place in the chunks.
    fn read(&self, buffer: &mut [u8], at: u64) -> Result<(), FileError> {
        let at = at.saturating_add(HEADER as u64);
        self.file.read_exact_at(buffer, at).map_err(|cause| FileError::Unreadable(self.path.clone(), cause))
    }

    fn damaged(&self) -> FileError {
        FileError::Damaged(self.path.clone(), "content")
    }
}

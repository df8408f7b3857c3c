//! From lists to the file: keys are parted and sorted within bounded memory, then written bucket by bucket in one run.

use std::{
    io::{self, BufWriter, Write as _},
    os::unix::fs::FileExt as _,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sha2::{Digest as _, Sha256};

pub use super::input::Input;
use super::{
    bucket::Encoder,
    format::{self, HEADER, Header, LENGTHS, PER_BUCKET, PER_CHUNK, SEED},
    input::{self, Lines, Source},
    kind::HashKind,
    output::{self, Output},
    spill::{PARTS, Spill},
};

/// Lines between two signs of progress.
const STRIDE: u64 = 1 << 16;

/// What the lines of the lists are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Seen by the beginning of each list.
    #[default]
    Auto,
    /// A password a line.
    Plain,
    /// `HASH` or `HASH:COUNT` a line.
    Hashes(HashKind),
}

/// What to make a file of.
#[derive(Debug, Clone)]
pub struct Options {
    /// The lists.
    pub inputs: Vec<Input>,
    /// The file to make; one that is there is replaced when the new one is whole.
    pub output: PathBuf,
    /// What the lines are.
    pub format: Format,
    /// Hashes that were seen less often are left out.
    pub minimum_count: u64,
    /// Memory to be used, in bytes, about.
    pub memory: usize,
    /// Most lines that may be neither password nor hash, in percent.
    pub most_invalid: f64,
}

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Progress {
    /// Lists are read.
    Reading {
        /// Bytes read, as they lie there.
        bytes: u64,
        /// All bytes, where that is known.
        of: Option<u64>,
        /// Passwords so far.
        keys: u64,
    },
    /// The file is written: parts of 256.
    Writing {
        /// Parts written.
        parts: u64,
    },
}

/// What was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The header of the file.
    pub header: Header,
    /// Length of the file in bytes.
    pub length: u64,
    /// Passwords that were there more than once.
    pub doubles: u64,
    /// Hashes that were seen too seldom.
    pub seldom: u64,
    /// Lines that were neither password nor hash.
    pub invalid: u64,
    /// What the lists were read as.
    pub lists: Vec<(Input, Format)>,
}

/// No file was made; whatever had its name is as it was. The text names the remedy.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// A list can not be read.
    #[error("{0}: it can not be read: {1}")]
    Input(Input, io::Error),
    /// The output can not be written.
    #[error("{path}: it can not be written: {cause}; {remedy}", path = .0.display(), cause = .1, remedy = remedy(.1))]
    Output(PathBuf, io::Error),
    /// Lists of different hashes.
    #[error("{0} is a list of {kind} hashes, {2} one of {other}: make a file of each", kind = .1.name(), other = .3.name())]
    Mixed(Input, HashKind, Input, HashKind),
    /// Too many lines are neither password nor hash.
    #[error(
        "{invalid} of {lines} lines are no {what}, the first is line {line} of {input}; name what the lists are by `--format`, or allow more by `--max-invalid`"
    )]
    Invalid {
        /// How many.
        invalid: u64,
        /// Of how many.
        lines: u64,
        /// What they should be.
        what: &'static str,
        /// The first of them.
        line: u64,
        /// Where that is.
        input: Input,
    },
    /// Nothing is left.
    #[error("the lists hold no password; look at the lists and at `--minimum-count`")]
    Empty,
    /// Counts are asked for where there are none.
    #[error("{0} is a list of passwords, which has no counts; leave `--minimum-count` out")]
    NoCounts(Input),
    /// Keys that can not be spread.
    #[error("the hashes are not spread as hashes are; is this a list of leaked passwords?")]
    Uneven,
}

fn remedy(cause: &io::Error) -> &'static str {
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            "make room: while it is made, 11 bytes for each line of the lists are needed in the output's folder"
        }
        io::ErrorKind::PermissionDenied => "choose a folder that you may write to",
        io::ErrorKind::NotFound => "make the folder first",
        io::ErrorKind::IsADirectory => "name a file",
        _ => "look at the disk",
    }
}

/// Makes a file of lists.
///
/// # Errors
/// [`BuildError`]; no half file is left.
pub fn build(options: &Options, progress: &mut dyn FnMut(Progress)) -> Result<Report, BuildError> {
    let read = Arc::new(AtomicU64::new(0));
    let mut sources = Vec::new();
    for given in &options.inputs {
        let mut source = Source::open(given, &read).map_err(|cause| BuildError::Input(given.clone(), cause))?;
        match options.format {
            Format::Auto => {}
            Format::Plain => source.lines = Lines::Plain,
            Format::Hashes(kind) => source.lines = Lines::Hashes(kind),
        }
        sources.push(source);
    }
    let kind = kind(&sources)?;
    if let Some(plain) = sources.iter().find(|source| source.lines == Lines::Plain)
        && options.minimum_count > 1
    {
        return Err(BuildError::NoCounts(plain.input.clone()));
    }
    let mut builder = Builder::new(&options.output, kind, options.minimum_count, options.memory)?;
    let of = sources.iter().map(|source| source.length).sum::<Option<u64>>();
    let mut taken = Taken { options, of, read, lines: 0, seldom: 0, invalid: 0, first: None };
    for source in &mut sources {
        taken.list(source, &mut builder, progress)?;
    }
    taken.judge(kind)?;
    let (seldom, invalid) = (taken.seldom, taken.invalid);
    let report = builder.finish(progress)?;
    let read_as = |source: &Source| match source.lines {
        Lines::Plain => Format::Plain,
        Lines::Hashes(kind) => Format::Hashes(kind),
    };
    let lists = sources.iter().map(|source| (source.input.clone(), read_as(source))).collect();
    Ok(Report { seldom, invalid, lists, ..report })
}

/// The one hash that all lists are made of; passwords go with either.
fn kind(sources: &[Source]) -> Result<HashKind, BuildError> {
    let mut first: Option<(&Input, HashKind)> = None;
    for source in sources {
        let Lines::Hashes(kind) = source.lines else { continue };
        match first {
            Some((input, other)) if other != kind => {
                return Err(BuildError::Mixed(input.clone(), other, source.input.clone(), kind));
            }
            _ => first = Some((&source.input, kind)),
        }
    }
    Ok(first.map_or(HashKind::Sha1, |(_, kind)| kind))
}

/// What came of the lists.
struct Taken<'a> {
    options: &'a Options,
    of: Option<u64>,
    read: Arc<AtomicU64>,
    lines: u64,
    seldom: u64,
    invalid: u64,
    /// The first line that was invalid, and where.
    first: Option<(u64, Input)>,
}

/// One side or the other failed.
enum Side {
    In(io::Error),
    Out(BuildError),
}

impl From<io::Error> for Side {
    fn from(cause: io::Error) -> Self {
        Self::In(cause)
    }
}

impl Taken<'_> {
    fn list(
        &mut self,
        source: &mut Source,
        builder: &mut Builder,
        progress: &mut dyn FnMut(Progress),
    ) -> Result<(), BuildError> {
        let (kind, mut number) = (builder.kind, 0);
        let reader = source.reader(&self.read).map_err(|cause| BuildError::Input(source.input.clone(), cause))?;
        let done = input::each_line(reader, |line| {
            number += 1;
            if line.is_some_and(<[u8]>::is_empty) {
                return Ok(());
            }
            self.lines += 1;
            let known = line.and_then(|line| match source.lines {
                Lines::Plain => Some((input::plain(kind, line)?, u64::MAX)),
                Lines::Hashes(kind) => input::hash(kind, line),
            });
            match known {
                Some((_, count)) if count < self.options.minimum_count => self.seldom += 1,
                Some((key, _)) => builder.add(key).map_err(Side::Out)?,
                None => {
                    self.invalid += 1;
                    self.first.get_or_insert_with(|| (number, source.input.clone()));
                }
            }
            if self.lines.is_multiple_of(STRIDE) {
                let bytes = self.read.load(Ordering::Relaxed);
                progress(Progress::Reading { bytes, of: self.of, keys: builder.keys() });
            }
            Ok(())
        });
        done.map_err(|side| match side {
            Side::In(cause) => BuildError::Input(source.input.clone(), cause),
            Side::Out(error) => error,
        })
    }

    /// Whether enough lines were what they should be.
    #[expect(clippy::cast_precision_loss, reason = "a percentage")]
    fn judge(&self, kind: HashKind) -> Result<(), BuildError> {
        if self.invalid as f64 * 100.0 <= self.lines as f64 * self.options.most_invalid {
            return Ok(());
        }
        let (line, input) = self.first.clone().unwrap_or((0, Input::Stdin));
        let what = match (self.options.format, kind) {
            (Format::Plain, _) => "password in UTF-8",
            (Format::Auto, _) => "password in UTF-8 or hash",
            (Format::Hashes(_), HashKind::Sha1) => "SHA-1 hash (40 digits)",
            (Format::Hashes(_), HashKind::Ntlm) => "NTLM hash (32 digits)",
        };
        Err(BuildError::Invalid { invalid: self.invalid, lines: self.lines, what, line, input })
    }
}

/// Takes keys in any order and makes a file of them.
#[derive(Debug)]
pub struct Builder {
    path: PathBuf,
    kind: HashKind,
    minimum_count: u64,
    output: Output,
    spill: Spill,
}

impl Builder {
    /// Begins a file. `memory` is in bytes: about that much is used, and no less than two million.
    ///
    /// # Errors
    /// [`BuildError::Output`].
    pub fn new(path: &Path, kind: HashKind, minimum_count: u64, memory: usize) -> Result<Self, BuildError> {
        let output = Output::create(path).map_err(|cause| BuildError::Output(path.to_owned(), cause))?;
        let spill = Spill::new(output::folder(path).to_owned(), memory);
        Ok(Self { path: path.to_owned(), kind, minimum_count, output, spill })
    }

    /// Adds the password with this key.
    ///
    /// # Errors
    /// [`BuildError::Output`] when the disk is full.
    pub fn add(&mut self, key: u64) -> Result<(), BuildError> {
        self.spill.push(format::place(key, SEED)).map_err(|cause| BuildError::Output(self.path.clone(), cause))
    }

    /// How many keys were added, doubles too.
    #[must_use]
    pub const fn keys(&self) -> u64 {
        self.spill.keys()
    }

    /// Writes the file and gives it its name.
    ///
    /// # Errors
    /// [`BuildError`]; nothing is left.
    pub fn finish(self, progress: &mut dyn FnMut(Progress)) -> Result<Report, BuildError> {
        let path = self.path.clone();
        self.write(progress).map_err(|fault| match fault {
            Fault::Io(cause) => BuildError::Output(path, cause),
            Fault::Other(error) => error,
        })
    }

    fn write(self, progress: &mut dyn FnMut(Progress)) -> Result<Report, Fault> {
        if self.spill.keys() == 0 {
            return Err(Fault::Other(BuildError::Empty));
        }
        let buckets = self.spill.distinct()?.div_ceil(PER_BUCKET).max(1);
        let mut chunks = Chunks::new(self.output.file(), buckets)?;
        let (mut keys, mut entries) = (Vec::new(), 0);
        for part in 0..PARTS {
            self.spill.sorted(part, &mut keys, &mut |keys| {
                entries += keys.len() as u64;
                keys.iter().try_for_each(|place| chunks.add(*place))
            })?;
            progress(Progress::Writing { parts: part as u64 + 1 });
        }
        let (data, checksum, directory) = chunks.end()?;
        let (kind, minimum_count) = (self.kind, self.minimum_count);
        let header = Header { kind, entries, minimum_count, buckets, seed: SEED, data, checksum };
        self.output.file().write_all_at(&header.encode(&directory), 0)?;
        let length = data + (HEADER + directory.len()) as u64;
        let doubles = self.spill.keys() - entries;
        self.output.publish()?;
        Ok(Report { header, length, doubles, seldom: 0, invalid: 0, lists: Vec::new() })
    }
}

enum Fault {
    Io(io::Error),
    Other(BuildError),
}

impl From<io::Error> for Fault {
    fn from(cause: io::Error) -> Self {
        Self::Io(cause)
    }
}

/// Writes sorted places as chunks of buckets.
struct Chunks<'a> {
    out: BufWriter<&'a std::fs::File>,
    digest: Sha256,
    buckets: u64,
    /// The bucket that is being written.
    bucket: u64,
    encoder: Encoder,
    lengths: Vec<u8>,
    data: Vec<u8>,
    directory: Vec<u8>,
    end: u64,
}

impl<'a> Chunks<'a> {
    fn new(file: &'a std::fs::File, buckets: u64) -> io::Result<Self> {
        let mut out = BufWriter::with_capacity(1 << 18, file);
        out.write_all(&[0; HEADER])?;
        let (lengths, data, directory) = (Vec::new(), Vec::new(), 0_u64.to_le_bytes().to_vec());
        let (digest, encoder) = (Sha256::new(), Encoder::default());
        Ok(Self { out, digest, buckets, bucket: 0, encoder, lengths, data, directory, end: 0 })
    }

    fn add(&mut self, place: u64) -> Result<(), Fault> {
        let (bucket, number) = format::slot(place, self.buckets);
        while self.bucket < bucket {
            self.end_bucket()?;
        }
        self.encoder.add(number);
        Ok(())
    }

    fn end_bucket(&mut self) -> Result<(), Fault> {
        let length = self.encoder.end(&mut self.data);
        let length = u16::try_from(length).map_err(|_| Fault::Other(BuildError::Uneven))?;
        self.lengths.extend(length.to_le_bytes());
        self.bucket += 1;
        if self.bucket.is_multiple_of(PER_CHUNK) { self.end_chunk().map_err(Fault::Io) } else { Ok(()) }
    }

    fn end_chunk(&mut self) -> io::Result<()> {
        self.lengths.resize(LENGTHS, 0);
        for bytes in [&self.lengths, &self.data] {
            self.out.write_all(bytes)?;
            self.digest.update(bytes);
            self.end += bytes.len() as u64;
        }
        self.directory.extend(self.end.to_le_bytes());
        self.lengths.clear();
        self.data.clear();
        Ok(())
    }

    /// Ends the last chunk and writes the directory: the chunks' length, their checksum, the directory.
    fn end(mut self) -> Result<(u64, [u8; 32], Vec<u8>), Fault> {
        while self.bucket < self.buckets {
            self.end_bucket()?;
        }
        if !self.lengths.is_empty() {
            self.end_chunk()?;
        }
        self.out.write_all(&self.directory)?;
        self.out.flush()?;
        Ok((self.end, self.digest.finalize().into(), self.directory))
    }
}

//! Lists as people have them: files or standard input, plain or hashed, gzip or not, any line ends.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, Cursor, Read},
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use flate2::read::MultiGzDecoder;
use unicode_normalization::UnicodeNormalization as _;
use zeroize::Zeroizing;

use super::kind::HashKind;

/// Bytes of a list that tell what it is.
const SAMPLE: u64 = 1 << 16;
/// Longest line that is looked at, in bytes.
const LONGEST_LINE: usize = 4096;

/// Where a list comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
}

impl std::fmt::Display for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Stdin => f.write_str("standard input"),
            Self::File(path) => write!(f, "{}", path.display()),
        }
    }
}

/// What the lines of a list are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lines {
    /// Passwords.
    Plain,
    /// `HASH` or `HASH:COUNT`.
    Hashes(HashKind),
}

/// A list that was looked at; a file is opened anew when it is its turn, so that thousands can be named. What can be
/// read only once (standard input, a named pipe) stays open.
pub(super) struct Source {
    pub(super) input: Input,
    pub(super) lines: Lines,
    /// Length in bytes as it lies there, where that is known.
    pub(super) length: Option<u64>,
    ready: Option<Box<dyn Read>>,
}

impl Source {
    /// Opens a list and looks at its beginning.
    pub(super) fn open(input: &Input, read: &Arc<AtomicU64>) -> io::Result<Self> {
        let (length, mut reader) = start(input, read)?;
        let mut sample = Vec::new();
        (&mut reader).take(SAMPLE).read_to_end(&mut sample)?;
        let lines = guess(&sample);
        let ready: Option<Box<dyn Read>> = if length.is_some() {
            read.store(0, Ordering::Relaxed);
            None
        } else {
            Some(Box::new(Cursor::new(sample).chain(reader)))
        };
        Ok(Self { input: input.clone(), lines, length, ready })
    }

    /// Its text, from the beginning.
    pub(super) fn reader(&mut self, read: &Arc<AtomicU64>) -> io::Result<BufReader<Box<dyn Read>>> {
        let reader = match self.ready.take() {
            Some(reader) => reader,
            None => start(&self.input, read)?.1,
        };
        Ok(BufReader::with_capacity(1 << 18, reader))
    }
}

/// Counts the bytes as they are read.
struct Counted<R>(R, Arc<AtomicU64>);

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.0.read(buffer)?;
        self.1.fetch_add(count as u64, Ordering::Relaxed);
        Ok(count)
    }
}

fn start(input: &Input, read: &Arc<AtomicU64>) -> io::Result<(Option<u64>, Box<dyn Read>)> {
    let (length, raw): (_, Box<dyn Read>) = match input {
        Input::Stdin => (None, Box::new(io::stdin().lock())),
        Input::File(path) => {
            let file = File::open(path)?;
            let metadata = file.metadata()?;
            if metadata.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            (metadata.is_file().then_some(metadata.len()), Box::new(file))
        }
    };
    let mut raw = Counted(raw, Arc::clone(read));
    let mut magic = Vec::with_capacity(2);
    (&mut raw).take(2).read_to_end(&mut magic)?;
    let zipped = magic == [0x1f, 0x8b];
    let whole = BufReader::with_capacity(1 << 17, Cursor::new(magic).chain(raw));
    Ok((length, if zipped { Box::new(MultiGzDecoder::new(whole)) } else { Box::new(whole) }))
}

/// What a list is by its beginning: hashes when most lines of that are, so that a title or a torn line changes nothing.
fn guess(sample: &[u8]) -> Lines {
    let mut lines: Vec<&[u8]> = sample.split(|byte| *byte == b'\n').collect();
    // The last line may be cut.
    if lines.len() > 1 {
        lines.pop();
    }
    let lines: Vec<_> = lines.into_iter().map(|line| line.trim_ascii()).filter(|line| !line.is_empty()).collect();
    let most = |kind: HashKind| lines.iter().filter(|line| hash(kind, line).is_some()).count() * 2 > lines.len();
    let kind = [HashKind::Sha1, HashKind::Ntlm].into_iter().find(|kind| most(*kind));
    kind.map_or(Lines::Plain, Lines::Hashes)
}

/// The key and the count of a line `HASH` or `HASH:COUNT`; a hash without a count was seen once.
pub(super) fn hash(kind: HashKind, line: &[u8]) -> Option<(u64, u64)> {
    let line = line.trim_ascii();
    let (hash, count) = match line.split_at_checked(kind.digits())? {
        (hash, []) => (hash, 1),
        (hash, [b':', count @ ..]) => (hash, std::str::from_utf8(count).ok()?.trim().parse().ok()?),
        _ => return None,
    };
    Some((kind.key_of_hash(hash)?, count))
}

/// The key of a line that is a password: as it stands, without the line's end, composed (NFC) as a new password is.
/// `$HEX[...]` is how tools for lists write what has strange characters.
pub(super) fn plain(kind: HashKind, line: &[u8]) -> Option<u64> {
    let unpacked;
    let line = match line.strip_prefix(b"$HEX[").and_then(|rest| rest.strip_suffix(b"]")) {
        Some(digits) => {
            unpacked = Zeroizing::new(bytes(digits)?);
            unpacked.as_slice()
        }
        None => line,
    };
    let text = std::str::from_utf8(line).ok()?;
    if text.is_ascii() {
        return Some(kind.key(text));
    }
    let composed: Zeroizing<String> = Zeroizing::new(text.nfc().collect());
    Some(kind.key(&composed))
}

fn bytes(digits: &[u8]) -> Option<Vec<u8>> {
    let (pairs, []) = digits.as_chunks::<2>() else { return None };
    pairs.iter().map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// Hands out the lines without their ends; `None` stands for one that is too long.
pub(super) fn each_line<E: From<io::Error>>(
    mut reader: impl BufRead,
    mut take: impl FnMut(Option<&[u8]>) -> Result<(), E>,
) -> Result<(), E> {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE));
    let mut too_long = false;
    loop {
        let buffer = match reader.fill_buf() {
            Ok(buffer) => buffer,
            Err(cause) if cause.kind() == io::ErrorKind::Interrupted => continue,
            Err(cause) => return Err(cause.into()),
        };
        if buffer.is_empty() {
            break;
        }
        let mut rest = buffer;
        while let Some(end) = memchr::memchr(b'\n', rest) {
            let (head, tail) = rest.split_at(end);
            rest = tail.strip_prefix(b"\n").unwrap_or(tail);
            if line.is_empty() && !too_long {
                take((head.len() <= LONGEST_LINE).then(|| chomped(head)))?;
            } else {
                too_long |= line.len() + head.len() > LONGEST_LINE;
                if !too_long {
                    line.extend_from_slice(head);
                }
                take((!too_long).then(|| chomped(&line)))?;
                line.clear();
                too_long = false;
            }
        }
        too_long |= line.len() + rest.len() > LONGEST_LINE;
        if !too_long {
            line.extend_from_slice(rest);
        }
        let length = buffer.len();
        reader.consume(length);
    }
    if too_long || !line.is_empty() {
        take((!too_long).then(|| chomped(&line)))?;
    }
    Ok(())
}

fn chomped(line: &[u8]) -> &[u8] {
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_told_apart_by_their_beginning() {
        let (sha1, ntlm) = ("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8", "8846F7EAEE8FB117AD06BDD830B7586C");
        for (text, wanted) in [
            (format!("{sha1}:12\r\n\r\n{sha1}\n"), Lines::Hashes(HashKind::Sha1)),
            (format!("{sha1}:12\n{sha1}:1\n5BAA"), Lines::Hashes(HashKind::Sha1)),
            (sha1.to_owned(), Lines::Hashes(HashKind::Sha1)),
            (format!("{}: 7 \n", ntlm.to_lowercase()), Lines::Hashes(HashKind::Ntlm)),
            (format!("hash,count\n{sha1}:3\n{sha1}:1\n"), Lines::Hashes(HashKind::Sha1)),
            (format!("{sha1}\npassword\n"), Lines::Plain),
            (format!("{sha1}\n{ntlm}\n"), Lines::Plain),
            (format!("{sha1}x\n"), Lines::Plain),
            ("password\n123456\n".to_owned(), Lines::Plain),
            (String::new(), Lines::Plain),
        ] {
            assert_eq!(guess(text.as_bytes()), wanted, "{text}");
        }
    }

    #[test]
    fn lines_are_the_same_however_they_are_read() {
        let long = "x".repeat(LONGEST_LINE + 1);
        let text = format!("one\r\n\ntwo \n{long}\n{}\nlast", &long[1..]);
        let wanted = [Some("one"), Some(""), Some("two "), None, Some(&long[1..]), Some("last")];
        for size in [1, 2, 3, 5, 4096, 1 << 16] {
            let mut seen = Vec::new();
            let reader = BufReader::with_capacity(size, text.as_bytes());
            each_line::<io::Error>(reader, |line| {
                seen.push(line.map(|l| String::from_utf8(l.to_vec()).unwrap()));
                Ok(())
            })
            .unwrap();
            assert_eq!(seen.iter().map(Option::as_deref).collect::<Vec<_>>(), wanted, "buffer of {size}");
        }
    }

    #[test]
    fn passwords_are_composed_and_unpacked() {
        let key = |text: &str| plain(HashKind::Sha1, text.as_bytes());
        assert_eq!(key("Zoe\u{301}"), Some(HashKind::Sha1.key("Zo\u{e9}")));
        assert_eq!(key("$HEX[5a6fc3a9]"), Some(HashKind::Sha1.key("Zo\u{e9}")));
        assert_eq!(key(" a "), Some(HashKind::Sha1.key(" a ")));
        assert_eq!((key("$HEX[5a6]"), key("$HEX[ff]")), (None, None));
        assert_eq!(plain(HashKind::Sha1, &[0xff]), None);
    }
}

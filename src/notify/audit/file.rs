//! A file of JSON lines that an agent ships. What is told to be there is on the disk. Somebody who renames the file
//! (logrotate) gets a new one with the next batch; beyond its size we rotate it ourselves, so that it never fills
//! the disk (R153).

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    os::unix::fs::{MetadataExt as _, OpenOptionsExt as _},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;

use super::{AuditSink, SinkError};
use crate::domain::export::Exported;

/// Where the file is, and how large it gets.
#[derive(Debug, Clone)]
pub struct FileSettings {
    /// The file. Its folder must be there.
    pub path: PathBuf,
    /// Most bytes before it is rotated; 0 for no limit.
    pub max_bytes: u64,
    /// Rotated files kept: `path.1` is the youngest.
    pub keep: u32,
    /// Whether names, contacts and addresses go along.
    pub personal: bool,
}

/// The file.
#[derive(Debug)]
pub struct JsonFile {
    settings: FileSettings,
    open: Arc<Mutex<Option<File>>>,
}

impl JsonFile {
    /// Opens nothing before the first batch.
    #[must_use]
    pub fn new(settings: FileSettings) -> Self {
        Self { settings, open: Arc::default() }
    }
}

#[async_trait]
impl AuditSink for JsonFile {
    fn name(&self) -> &'static str {
        "file"
    }

    fn personal(&self) -> bool {
        self.settings.personal
    }

    fn most(&self) -> u32 {
        1000
    }

    async fn write(&self, batch: &[Exported]) -> Result<(), SinkError> {
        let mut lines = Vec::new();
        for record in batch {
            lines.extend_from_slice(record.json().to_string().as_bytes());
            lines.push(b'\n');
        }
        let (settings, open) = (self.settings.clone(), Arc::clone(&self.open));
        let written = tokio::task::spawn_blocking(move || {
            let mut open = open.lock().unwrap_or_else(PoisonError::into_inner);
            append(&settings, &mut open, &lines)
        });
        let shown = self.settings.path.display();
        match written.await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(SinkError::new("file-failed", format!("{shown}: {error}"))),
            Err(error) => Err(SinkError::new("file-failed", format!("{shown}: {error}"))),
        }
    }
}

/// Appends whole lines and waits for the disk; on an error the file is as before.
fn append(settings: &FileSettings, open: &mut Option<File>, lines: &[u8]) -> io::Result<()> {
    let path = &settings.path;
    if open.as_ref().is_some_and(|file| !is_still(file, path)) {
        *open = None;
    }
    let mut file = match open.take() {
        Some(file) => file,
        None => reopen(path)?,
    };
    let before = file.metadata()?.len();
    let after = before.saturating_add(lines.len() as u64);
    let mut before = before;
    if settings.max_bytes > 0 && before > 0 && after > settings.max_bytes {
        rotate(path, settings.keep)?;
        file = reopen(path)?;
        before = 0;
    }
    match file.write_all(lines).and_then(|()| file.sync_data()) {
        Ok(()) => {
            *open = Some(file);
            Ok(())
        }
        Err(error) => {
            // A full disk: half a line would be no JSON. If even this fails, the next opening repairs it.
            let _ = file.set_len(before);
            Err(error)
        }
    }
}

/// Whether the path still leads to this file.
fn is_still(file: &File, path: &Path) -> bool {
    match (file.metadata(), std::fs::symlink_metadata(path)) {
        (Ok(own), Ok(there)) => (own.dev(), own.ino()) == (there.dev(), there.ino()),
        _ => false,
    }
}

/// Opens or makes the file for its owner only, and takes away half a line that a crash left at its end: it is sent
/// again.
fn reopen(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    // Not through a link that somebody put there.
    let no_follow = i32::try_from(rustix::fs::OFlags::NOFOLLOW.bits()).unwrap_or(0);
    options.read(true).append(true).create(true).mode(0o600).custom_flags(no_follow);
    let mut file = options.open(path)?;
    let length = file.metadata()?.len();
    let whole = end_of_last_line(&mut file, length)?;
    if whole < length {
        file.set_len(whole)?;
    }
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        File::open(folder)?.sync_all()?;
    }
    Ok(file)
}

/// Where the last whole line ends.
fn end_of_last_line(file: &mut File, length: u64) -> io::Result<u64> {
    const STEP: u64 = 64 * 1024;
    let mut end = length;
    while end > 0 {
        let start = end.saturating_sub(STEP);
        let mut part = vec![0; usize::try_from(end - start).unwrap_or(0)];
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut part)?;
        if let Some(at) = part.iter().rposition(|byte| *byte == b'\n') {
            return Ok(start.saturating_add(at as u64).saturating_add(1));
        }
        end = start;
    }
    Ok(0)
}

/// `path` becomes `path.1`, `path.1` becomes `path.2`; what is beyond `keep` goes.
fn rotate(path: &Path, keep: u32) -> io::Result<()> {
    let numbered = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    };
    for number in (1..keep).rev() {
        move_file(&numbered(number), &numbered(number.saturating_add(1)))?;
    }
    if keep == 0 { std::fs::remove_file(path) } else { move_file(path, &numbered(1)) }
}

fn move_file(from: &Path, to: &Path) -> io::Result<()> {
    match std::fs::rename(from, to) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

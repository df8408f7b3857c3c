//! The file that is made: it has no name until it is whole, so that a crash leaves neither half a file nor rubbish.

use std::{
    fs::File,
    io,
    os::fd::AsRawFd as _,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
};

use rustix::fs::{AtFlags, CWD, Mode, OFlags};
use tempfile::NamedTempFile;

/// A file on its way to its name.
#[derive(Debug)]
pub(super) struct Output {
    path: PathBuf,
    kind: Kind,
}

#[derive(Debug)]
enum Kind {
    /// `O_TMPFILE`: gone with the process, however that ends.
    Nameless(File),
    /// For file systems that have none of those; removed when dropped.
    Named(NamedTempFile),
}

impl Output {
    /// A new file in the folder of `path`.
    pub(super) fn create(path: &Path) -> io::Result<Self> {
        if path.is_dir() {
            return Err(io::Error::from(io::ErrorKind::IsADirectory));
        }
        let (flags, mode) = (OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, Mode::from_raw_mode(0o644));
        let kind = match rustix::fs::open(folder(path), flags, mode) {
            Ok(fd) => Kind::Nameless(File::from(fd)),
            Err(_) => Kind::Named(named(path)?),
        };
        Ok(Self { path: path.to_owned(), kind })
    }

    /// The file, to be written.
    pub(super) fn file(&self) -> &File {
        match &self.kind {
            Kind::Nameless(file) => file,
            Kind::Named(file) => file.as_file(),
        }
    }

    /// Makes sure that it is on the disk, and gives it its name: another file of that name is replaced at once.
    pub(super) fn publish(self) -> io::Result<()> {
        self.file().sync_all()?;
        match self.kind {
            Kind::Named(file) => drop(file.persist(&self.path).map_err(|e| e.error)?),
            Kind::Nameless(mut file) => {
                // A link can not replace a file, a rename can; so it has a name of its own for a moment.
                let between = folder(&self.path).join(format!(".latchkey-breach-{}", std::process::id()));
                drop(std::fs::remove_file(&between));
                let own = format!("/proc/self/fd/{}", file.as_raw_fd());
                if rustix::fs::linkat(CWD, own, CWD, &between, AtFlags::SYMLINK_FOLLOW).is_ok() {
                    if let Err(cause) = std::fs::rename(&between, &self.path) {
                        drop(std::fs::remove_file(&between));
                        return Err(cause);
                    }
                } else {
                    let mut copy = named(&self.path)?;
                    io::Seek::rewind(&mut file)?;
                    io::copy(&mut file, copy.as_file_mut())?;
                    copy.as_file().sync_all()?;
                    drop(copy.persist(&self.path).map_err(|e| e.error)?);
                }
            }
        }
        File::open(folder(&self.path))?.sync_all()
    }
}

fn named(path: &Path) -> io::Result<NamedTempFile> {
    let permissions = std::fs::Permissions::from_mode(0o644);
    tempfile::Builder::new().prefix(".latchkey-breach-").permissions(permissions).tempfile_in(folder(path))
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

//! A file that may be replaced while the service runs: looked at once a minute, taken up when another has its name.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::Duration,
};

use arc_swap::ArcSwap;

use super::{
    file::{BreachFile, Stamp},
    format::FileError,
};
use crate::domain::time::{Clock, millis};

/// How often the name is looked at.
const PAUSE: Duration = Duration::from_secs(60);

/// A file and the name that it was opened by.
#[derive(Debug)]
pub struct Watched {
    path: PathBuf,
    clock: Arc<dyn Clock>,
    current: ArcSwap<BreachFile>,
    looked: AtomicI64,
}

impl Watched {
    /// Opens the file.
    ///
    /// # Errors
    /// [`FileError`] when it can not be used.
    pub fn open(path: &Path, clock: Arc<dyn Clock>) -> Result<Self, FileError> {
        let current = ArcSwap::from_pointee(BreachFile::open(path)?);
        let looked = AtomicI64::new(clock.now().millis());
        Ok(Self { path: path.to_owned(), clock, current, looked })
    }

    /// The file that has the name now, or had it a minute ago. One that can not be used is logged and left: the old
    /// one is still open.
    #[must_use]
    pub fn current(&self) -> Arc<BreachFile> {
        let (now, looked) = (self.clock.now().millis(), self.looked.load(Ordering::Relaxed));
        let due = now < looked || now.saturating_sub(looked) >= millis(PAUSE);
        if due && self.looked.compare_exchange(looked, now, Ordering::Relaxed, Ordering::Relaxed).is_ok() {
            self.look();
        }
        self.current.load_full()
    }

    /// Looks at the name at once.
    pub fn look(&self) {
        let stamp = match Stamp::at(&self.path) {
            Ok(stamp) => stamp,
            Err(cause) => {
                tracing::warn!(file = %self.path.display(), %cause, "the file of leaked passwords is gone; the open one is still used");
                return;
            }
        };
        if stamp == self.current.load().stamp() {
            return;
        }
        match BreachFile::open(&self.path) {
            Ok(file) => {
                tracing::info!(file = %self.path.display(), entries = file.header().entries, "a new file of leaked passwords is used");
                self.current.store(Arc::new(file));
            }
            Err(error) => {
                tracing::error!(%error, "the new file of leaked passwords can not be used; the old one is still open");
            }
        }
    }
}

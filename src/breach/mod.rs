//! Floor 3: leaked passwords. A list that is built in, a file on disk ([`BreachFile`], made by [`build`]), and, where
//! an administrator wants it, a range service on the network that learns five hexadecimal digits of a hash and no
//! more. Everything works without the network (R108; see `docs/breach.md`).

mod breaker;
mod bucket;
pub mod build;
pub mod common;
mod file;
mod format;
mod input;
mod kind;
mod output;
mod range;
mod spill;
mod watched;

use std::{path::PathBuf, sync::Arc, time::Duration};

use zeroize::Zeroizing;

pub use self::{
    file::BreachFile,
    format::{FileError, Header},
    kind::HashKind,
    range::{Range, RangeError},
    watched::Watched,
};
use crate::{domain::time::Clock, telemetry::metric};

/// Where leaked passwords are looked up, besides the list that is built in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Settings {
    /// A file made by `latchkey breach build`.
    pub file: Option<PathBuf>,
    /// A range service.
    pub range: Option<RangeSettings>,
}

/// A range service: the protocol of Have I Been Pwned, which a mirror in the house may speak too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RangeSettings {
    /// What comes before `/range/`: `https://`, or `http://` on this very machine.
    pub url: String,
    /// Time for one look-up, from the connection to the last byte.
    pub timeout: Duration,
    /// What happens to a new password while the service can not be asked.
    pub when_down: WhenDown,
}

impl RangeSettings {
    /// The public service.
    pub const PUBLIC: &str = "https://api.pwnedpasswords.com";
    /// Time for one look-up unless told otherwise.
    pub const TIMEOUT: Duration = Duration::from_secs(2);

    /// A service with the usual time, whose outage stops nobody.
    #[must_use]
    pub fn new(url: impl Into<String>) -> Self {
        Self { url: url.into(), timeout: Self::TIMEOUT, when_down: WhenDown::Accept }
    }
}

/// What happens to a new password that could not be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenDown {
    /// It is taken; a log line and a metric tell of it.
    #[default]
    Accept,
    /// It is refused: nobody can change a password until the service answers.
    Refuse,
}

/// Who knew a password.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// The list that is built in.
    Builtin,
    /// The file.
    File,
    /// The range service.
    Range,
}

impl Source {
    /// Its name in metrics.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Builtin => "builtin",
            Self::File => "file",
            Self::Range => "range",
        }
    }
}

/// What became of a look-up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seen {
    /// The password is known to be leaked.
    Listed {
        /// Who knew it.
        by: Source,
    },
    /// No list has it.
    Clear,
    /// No list that could be asked has it, and one could not be asked.
    Unknown,
}

/// A setting that can not work.
#[derive(Debug, thiserror::Error)]
pub enum SettingsError {
    /// The file can not be used.
    #[error("`file`: {0}")]
    File(#[from] FileError),
    /// The address of the range service can not be used: what is wrong, and the remedy.
    #[error("`range.url`: {0}; {1}")]
    Url(String, &'static str),
}

/// All lists, asked in one go. Clones share them.
#[derive(Debug, Clone)]
pub struct Breach {
    /// A file on disk.
    file: Option<Arc<Watched>>,
    /// A service on the network.
    range: Option<Arc<Range>>,
    when_down: WhenDown,
}

impl Breach {
    /// The list that is built in, and nothing else.
    #[must_use]
    pub const fn builtin() -> Self {
        Self { file: None, range: None, when_down: WhenDown::Accept }
    }

    /// Opens the file and makes a client for the service, which is not asked yet.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: &Settings, clock: &Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let file = settings.file.as_deref().map(|path| Watched::open(path, Arc::clone(clock))).transpose()?;
        let range = settings.range.as_ref().map(|range| Range::new(range, Arc::clone(clock))).transpose()?;
        let when_down = settings.range.as_ref().map_or(WhenDown::Accept, |range| range.when_down);
        Ok(Self { file: file.map(Arc::new), range: range.map(Arc::new), when_down })
    }

    /// Looks a password up: first the list that is built in, then the file, then the service. Its bytes are wiped
    /// wherever they were copied to, and nothing is logged of them.
    pub async fn seen(&self, password: &str) -> Seen {
        if told(Source::Builtin, Some(common::is_common(password))) {
            return Seen::Listed { by: Source::Builtin };
        }
        let mut seen = Seen::Clear;
        if let Some(file) = &self.file {
            let known = in_file(Arc::clone(file), password).await;
            if told(Source::File, known) {
                return Seen::Listed { by: Source::File };
            }
            if known.is_none() {
                seen = Seen::Unknown;
            }
        }
        if let Some(range) = &self.range {
            let known = match range.contains(password).await {
                Ok(known) => Some(known),
                Err(error) => {
                    // While the breaker is open, one line for each password would say nothing new.
                    if !matches!(error, RangeError::Resting) {
                        tracing::warn!(%error, "the range service of leaked passwords could not be asked");
                    }
                    None
                }
            };
            if told(Source::Range, known) {
                return Seen::Listed { by: Source::Range };
            }
            if known.is_none() {
                seen = Seen::Unknown;
            }
        }
        seen
    }

    /// Whether a password that was seen like this may be taken: `Listed` never, `Clear` always, `Unknown` as the
    /// settings say.
    #[must_use]
    pub fn accepts(&self, seen: Seen) -> bool {
        match seen {
            Seen::Listed { .. } => false,
            Seen::Clear => true,
            Seen::Unknown => self.when_down == WhenDown::Accept,
        }
    }

    /// Looks at once whether the file has been replaced (SIGHUP). Reads from disk.
    pub fn reload(&self) {
        if let Some(file) = &self.file {
            file.look();
        }
    }
}

/// The file is read beside the async workers: a disk may be slow.
async fn in_file(file: Arc<Watched>, password: &str) -> Option<bool> {
    let password = Zeroizing::new(password.to_owned());
    let looked = tokio::task::spawn_blocking(move || file.current().contains(&password)).await;
    match looked {
        Ok(Ok(known)) => Some(known),
        Ok(Err(error)) => {
            tracing::error!(%error, "the file of leaked passwords could not be read");
            None
        }
        Err(_) => None,
    }
}

/// Counts a look-up, and says whether it found the password.
fn told(source: Source, known: Option<bool>) -> bool {
    let outcome = match known {
        Some(true) => "listed",
        Some(false) => "clear",
        None => "failed",
    };
    metrics::counter!(metric::BREACH_LOOKUPS, "source" => source.name(), "outcome" => outcome).increment(1);
    known == Some(true)
}

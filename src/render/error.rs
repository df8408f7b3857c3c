//! What can go wrong when pages are made ready or rendered.

use std::path::PathBuf;

use crate::telemetry::causes::with_causes;

/// Why a page, a message or an override is not usable. The texts name the file, the line where there is one, and
/// the remedy; they are for administrators and hold no personal data.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    /// The theme folder, or a file in it, can not be read.
    #[error("theme: cannot read {}: {source}", path.display())]
    Unreadable {
        /// Which file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The theme folder holds something that is not asked for, or is not allowed there.
    #[error("{file}, line {line}: {problem}")]
    Override {
        /// Which file.
        file: String,
        /// Counted from 1.
        line: usize,
        /// What is wrong, and what to do.
        problem: String,
    },
    /// A catalogue does not have the messages that the English one has, or has others.
    #[error("language {locale}: {problem}")]
    Catalogue {
        /// The language.
        locale: String,
        /// What is missing, or too much.
        problem: String,
    },
    /// A template is broken, or asks for something that is not there.
    #[error("template {template}: {problem}")]
    Template {
        /// Its name; `theme/…` is the operator's, `default/…` is built in.
        template: String,
        /// Tera's account of it, with the line.
        problem: String,
    },
    /// A message that no catalogue has, or an argument that it was not given.
    #[error("text {key} in language {locale}: {problem}")]
    Text {
        /// The message's key.
        key: String,
        /// The language.
        locale: String,
        /// What is missing.
        problem: String,
    },
    /// A time zone that the IANA database does not have.
    #[error("time zone {0:?} is not known; use an IANA name such as Europe/Paris")]
    TimeZone(String),
    /// A code does not fit into one text message, because the host name is too long.
    #[error("the text message with a code is longer than 140 characters; use a shorter public host name")]
    LongMessage,
}

impl RenderError {
    /// Tera's error, with everything that it says about the place.
    pub(crate) fn template(template: &str, error: &tera::Error) -> Self {
        let problem = with_causes(error, "\n  because: ");
        Self::Template { template: template.to_owned(), problem }
    }
}

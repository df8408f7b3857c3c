//! The languages that Latchkey speaks.

use serde::{Deserialize, Serialize};

/// A language with a complete catalogue, by its BCP 47 tag. Which there are is known to `render`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Locale(pub String);

impl Locale {
    /// The language of last resort.
    #[must_use]
    pub fn english() -> Self {
        Self("en".to_owned())
    }

    /// The BCP 47 tag.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

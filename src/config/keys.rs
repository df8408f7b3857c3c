//! `[keys]`.

use std::path::PathBuf;

use schemars::JsonSchema;
use serde::Deserialize;

use super::check::Check;

/// The keys that seal the data.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Keys {
    /// The key file, made by `latchkey keys generate`; `credential:NAME` for a systemd credential. Required. Keep a
    /// copy apart from the database's backup: without it nothing that is sealed can be read.
    pub file: Option<PathBuf>,
}

impl Keys {
    pub(super) fn validate(&self, check: &mut Check) {
        if self.file.is_none() {
            check.missing(
                "keys.file",
                "make a key file with `latchkey keys generate /etc/latchkey/keys` and name it here",
            );
        }
    }
}

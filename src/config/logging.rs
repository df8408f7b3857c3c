//! `[logging]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Check;

/// How a line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Format {
    /// One JSON object.
    Json,
    /// Text for people.
    Text,
}

/// What is logged, and how. Codes, contacts and login names never are.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Logging {
    /// How a line looks.
    pub format: Format,
    /// What is logged: a level (`error`, `warn`, `info`, `debug`), or levels by module, `info,latchkey=debug`.
    pub filter: String,
}

impl Default for Logging {
    fn default() -> Self {
        Self { format: Format::Json, filter: "info".to_owned() }
    }
}

impl Logging {
    pub(super) fn validate(&self, check: &mut Check) {
        if let Err(cause) = tracing_subscriber::EnvFilter::try_new(&self.filter) {
            check.error(
                "logging.filter",
                format!("\"{}\" is no filter: {cause}", self.filter),
                "write a level, for example \"info\", or levels by module: \"info,latchkey=debug\"",
            );
        }
    }
}

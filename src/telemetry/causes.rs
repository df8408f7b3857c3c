//! What an error says, with everything that it says of its causes.

use std::error::Error;

/// The error's text and those of its causes, `between` them.
#[must_use]
pub fn with_causes(error: &dyn Error, between: &str) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        text.push_str(between);
        text.push_str(&inner.to_string());
        cause = inner.source();
    }
    text
}

//! Interim.

/// Interim.
#[derive(Debug, Clone)]
pub struct Strength {
    /// Interim.
    pub warning: Option<Key>,
    /// Interim.
    pub suggestions: Vec<Key>,
}

/// Interim.
#[derive(Debug, Clone, Copy)]
pub struct Key;

impl Key {
    /// Interim.
    #[must_use]
    pub const fn key(self) -> &'static str {
        "add-words"
    }
}

/// Interim.
#[must_use]
pub fn estimate(_: &str, _: &[&str]) -> Strength {
    Strength { warning: None, suggestions: Vec::new() }
}

//! Collects problems, and knows where each key stands.

use std::{collections::BTreeMap, path::PathBuf};

use super::error::{ConfigError, Place, Problem};

/// Where the keys stand, and what is wrong with them so far.
#[derive(Debug)]
pub struct Check {
    path: PathBuf,
    values: BTreeMap<String, Place>,
    keys: BTreeMap<String, Place>,
    errors: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl Check {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, values: BTreeMap::new(), keys: BTreeMap::new(), errors: Vec::new(), warnings: Vec::new() }
    }

    /// The configuration file.
    #[must_use]
    pub const fn path(&self) -> &PathBuf {
        &self.path
    }

    pub(super) fn note(&mut self, key: String, at_key: Place, at_value: Place) {
        self.keys.insert(key.clone(), at_key);
        self.values.insert(key, at_value);
    }

    /// Whether the file or the environment sets `key`.
    #[must_use]
    pub fn is_set(&self, key: &str) -> bool {
        self.values.contains_key(key)
    }

    /// Whether `key` has an error already: a second one about the same value helps nobody.
    #[must_use]
    pub fn has_error(&self, key: &str) -> bool {
        self.errors.iter().any(|e| e.key == key)
    }

    /// The value of `key` is wrong.
    pub fn error(&mut self, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let place = self.place(&self.values, key);
        self.add_error(place, key, what, remedy);
    }

    /// The key itself is wrong.
    pub(super) fn error_at_key(&mut self, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let place = self.place(&self.keys, key);
        self.add_error(place, key, what, remedy);
    }

    pub(super) fn error_at(&mut self, place: Place, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.add_error(place, key, what, remedy);
    }

    /// `key` is needed and not there. Says nothing when the key is there and has an error of its own.
    pub fn missing(&mut self, key: &str, remedy: impl Into<String>) {
        if !self.has_error(key) {
            self.error_at_key(key, "this key is missing", remedy);
        }
    }

    /// `key` is needed because of another key. Said once.
    pub(super) fn missing_for(&mut self, key: &str, what: &str, remedy: &str) {
        if !self.has_error(key) {
            self.error(key, what, remedy);
        }
    }

    /// The value of `key` is allowed and worth a second look.
    pub fn warning(&mut self, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        let place = self.place(&self.values, key);
        self.warnings.push(Problem { place, key: key.to_owned(), what: what.into(), remedy: remedy.into() });
    }

    pub(super) fn warning_at(&mut self, place: Place, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.warnings.push(Problem { place, key: key.to_owned(), what: what.into(), remedy: remedy.into() });
    }

    pub(super) fn stop_at_errors(&mut self) -> Result<(), ConfigError> {
        if self.errors.is_empty() {
            return Ok(());
        }
        self.errors.sort_by(|a, b| a.place.cmp(&b.place));
        Err(ConfigError { problems: std::mem::take(&mut self.errors) })
    }

    pub(super) fn into_error(mut self) -> ConfigError {
        self.errors.sort_by(|a, b| a.place.cmp(&b.place));
        ConfigError { problems: self.errors }
    }

    pub(super) fn finish(mut self) -> Result<Vec<Problem>, ConfigError> {
        self.stop_at_errors()?;
        self.warnings.sort_by(|a, b| a.place.cmp(&b.place));
        Ok(self.warnings)
    }

    fn add_error(&mut self, place: Place, key: &str, what: impl Into<String>, remedy: impl Into<String>) {
        self.errors.push(Problem { place, key: key.to_owned(), what: what.into(), remedy: remedy.into() });
    }

    /// Where `key` stands; for one that is not there, the head of its section, or the first line.
    fn place(&self, places: &BTreeMap<String, Place>, key: &str) -> Place {
        if let Some(place) = places.get(key) {
            return place.clone();
        }
        let mut section = key;
        while let Some((head, _)) = section.rsplit_once(['.', '[']) {
            if let Some(place) = self.keys.get(head) {
                return place.clone();
            }
            section = head;
        }
        Place::File { path: self.path.clone(), line: 1, column: 1 }
    }
}

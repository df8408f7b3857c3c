//! Passwords made of words, to choose from.

use super::Judge;
use crate::{
    domain::{locale::Locale, password::PasswordRules},
    flows::Core,
};

/// Three of them.
pub(super) fn suggest(_: &Judge, _: &Core, _: &PasswordRules, _: &Locale) -> Vec<String> {
    Vec::new()
}

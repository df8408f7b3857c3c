//! `[passwords]`.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
    time::Duration,
};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::check::Check;
use crate::domain::banned::{MAX_TERMS, Term, parse_terms};

/// Wrong lines of a list that are told one by one.
const TOLD: usize = 10;

/// What is asked of new passwords beside `policy.minimum_password_length` and the directory's own rules.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Passwords {
    /// Former passwords that Latchkey remembers itself (as slow hashes), where the directory does not do so for
    /// resets. 0: none.
    #[schemars(range(min = 0, max = 24))]
    pub own_history: u32,
    /// Words that are too easy to guess.
    pub banned: Banned,
    /// Passwords that were stolen elsewhere.
    pub leaked: Leaked,
    /// Mail to people whose password expires soon.
    pub reminders: Reminders,
}

/// Words that are too easy to guess.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Banned {
    /// Look for banned words and names at all.
    pub enabled: bool,
    /// Words of your own (names of products, places, teams): up to 1000, of 4 to 16 characters.
    pub terms: Vec<String>,
    /// File with such words, one a line.
    pub file: Option<PathBuf>,
    /// Repeats, walks on the keyboard, years and sequences do not help either.
    pub strict: bool,
    /// Use the list that is built in as well.
    pub builtin: bool,
}

impl Default for Banned {
    fn default() -> Self {
        Self { enabled: true, terms: Vec::new(), file: None, strict: false, builtin: true }
    }
}

/// What happens to a new password that could not be looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum WhenDown {
    /// It is taken.
    Accept,
    /// It is refused.
    Refuse,
}

/// Passwords that were stolen elsewhere.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Leaked {
    /// Look for stolen passwords at all; a list is built in.
    pub enabled: bool,
    /// File made by `latchkey breach build`.
    pub file: Option<PathBuf>,
    /// A range service, for example <https://api.pwnedpasswords.com>: it learns five digits of a hash, no more.
    #[schemars(extend("format" = "web-url"))]
    pub range_url: Option<String>,
    /// What happens while the range service does not answer.
    pub when_down: WhenDown,
    /// Time for one question to the range service, in milliseconds.
    #[schemars(range(min = 100, max = 10_000))]
    pub timeout_ms: u64,
}

impl Default for Leaked {
    fn default() -> Self {
        Self { enabled: true, file: None, range_url: None, when_down: WhenDown::Accept, timeout_ms: 2_000 }
    }
}

/// Mail to people whose password expires soon.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Reminders {
    /// Send them. People whose password never expires, and disabled accounts, get none.
    pub enabled: bool,
    /// So many days before the end.
    #[schemars(with = "Vec<Day>")]
    pub days: Vec<u32>,
}

#[derive(JsonSchema)]
#[schemars(transparent)]
struct Day(
    #[schemars(range(min = 1, max = 90))]
    #[expect(dead_code, reason = "only its schema is used")]
    u32,
);

impl Default for Reminders {
    fn default() -> Self {
        Self { enabled: false, days: vec![14, 7, 3, 1] }
    }
}

impl Reminders {
    /// The days, each once, the fewest first.
    #[must_use]
    pub fn days(&self) -> Vec<u32> {
        self.days.iter().copied().collect::<BTreeSet<_>>().into_iter().collect()
    }
}

impl Leaked {
    /// Time for one question to the range service.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        Duration::from_millis(self.timeout_ms)
    }
}

impl Banned {
    /// The organisation's own words, of the list and of the file.
    ///
    /// # Errors
    /// What is wrong with them, in a sentence; [`Passwords::validate`] has said it with its place before.
    pub fn all_terms(&self) -> Result<Vec<Term>, String> {
        let mut terms = BTreeSet::new();
        for text in &self.terms {
            terms.insert(Term::parse(text).map_err(|fault| format!("`{text}` {fault}"))?);
        }
        if let Some(file) = &self.file {
            let text = read(file)?;
            let told = |wrong: Vec<_>| wrong.first().map_or_else(String::new, ToString::to_string);
            terms.extend(parse_terms(&text).map_err(told)?);
        }
        Ok(terms.into_iter().collect())
    }
}

fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|cause| format!("{} can not be read: {cause}", file.display()))
}

impl Passwords {
    pub(super) fn validate(&self, check: &mut Check) {
        self.banned.validate(check);
        for (n, day) in self.reminders.days.iter().enumerate() {
            if self.reminders.days.iter().take(n).any(|earlier| earlier == day) {
                let key = format!("passwords.reminders.days[{n}]");
                check.error(&key, "the day is named twice", "remove one of the two");
            }
        }
        if self.reminders.enabled && self.reminders.days.is_empty() && !check.has_error("passwords.reminders.days") {
            check.error(
                "passwords.reminders.days",
                "reminders are on, and no day is named",
                "name some, for example days = [14, 7, 3, 1], or write enabled = false",
            );
        }
        let leaked = &self.leaked;
        if let Some(file) = leaked.file.as_deref().filter(|file| !file.is_file()) {
            check.error(
                "passwords.leaked.file",
                format!("there is no file {}", file.display()),
                "make it with `latchkey breach build`, or remove the line",
            );
        }
        if leaked.when_down == WhenDown::Refuse && leaked.range_url.is_none() {
            check.error(
                "passwords.leaked.when_down",
                "there is no range service that could be down",
                "set passwords.leaked.range_url, or remove the line",
            );
        }
        if !leaked.enabled && (leaked.file.is_some() || leaked.range_url.is_some()) {
            check.warning(
                "passwords.leaked.enabled",
                "stolen passwords are named and not looked for",
                "write true, or remove file and range_url",
            );
        }
    }
}

impl Banned {
    fn validate(&self, check: &mut Check) {
        let remedy = "name words of 4 to 16 characters";
        for (n, text) in self.terms.iter().enumerate() {
            if let Err(fault) = Term::parse(text) {
                check.error(&format!("passwords.banned.terms[{n}]"), format!("\"{text}\" {fault}"), remedy);
            }
        }
        if self.terms.len() > MAX_TERMS {
            let what = format!("{} words are more than {MAX_TERMS}", self.terms.len());
            check.error("passwords.banned.terms", what, "keep the ones that people of your organisation use");
        }
        let Some(file) = &self.file else { return };
        let key = "passwords.banned.file";
        match read(file).map(|text| parse_terms(&text)) {
            Err(what) => check.error(key, what, "name a file that Latchkey can read, or remove the line"),
            Ok(Err(wrong)) => {
                for error in wrong.iter().take(TOLD) {
                    let what = format!("{}: {error}", file.display());
                    check.error(key, what, "write one word of 4 to 16 characters on each line");
                }
            }
            Ok(Ok(_)) => {}
        }
    }
}

//! Which languages there are, and which one a person gets.

use fluent_langneg::{NegotiationStrategy, negotiate_languages};
use serde::Serialize;
use unic_langid::{CharacterDirection, LanguageIdentifier};

use super::{
    error::RenderError,
    text::{REFERENCE, Target, Texts},
};
use crate::domain::locale::Locale;

/// More of an `Accept-Language` header than this is not read.
const HEADER_LIMIT: usize = 512;

/// The direction of a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

/// A language that is offered.
#[derive(Debug, Clone, Serialize)]
pub struct Language {
    /// BCP 47 tag.
    pub tag: Locale,
    /// Its name in itself.
    pub name: String,
    /// The direction of its script.
    pub dir: Direction,
    #[serde(skip)]
    id: LanguageIdentifier,
}

impl AsRef<LanguageIdentifier> for Language {
    fn as_ref(&self) -> &LanguageIdentifier {
        &self.id
    }
}

impl PartialEq for Language {
    fn eq(&self, other: &Self) -> bool {
        self.tag == other.tag
    }
}

/// Every language with a complete catalogue.
#[derive(Debug, Clone)]
pub struct Languages {
    all: Vec<Language>,
    default: Locale,
}

impl Languages {
    pub(super) fn new(texts: &Texts) -> Result<Self, RenderError> {
        let mut all = Vec::new();
        for catalogue in texts.catalogues() {
            let tag = catalogue.id.to_string();
            let name = texts.format(&tag, "language-name", &[], Target::Plain)?;
            let dir = match catalogue.id.character_direction() {
                CharacterDirection::RTL => Direction::Rtl,
                _ => Direction::Ltr,
            };
            all.push(Language { tag: Locale(tag), name, dir, id: catalogue.id.clone() });
        }
        Ok(Self { all, default: Locale(REFERENCE.to_owned()) })
    }

    /// They.
    #[must_use]
    pub fn all(&self) -> &[Language] {
        &self.all
    }

    /// Makes another language the one of last resort.
    ///
    /// # Errors
    /// [`RenderError::Catalogue`] when there is no complete catalogue of it.
    pub fn set_default(&mut self, tag: &str) -> Result<(), RenderError> {
        match self.closest(tag) {
            Some(locale) => {
                self.default = locale;
                Ok(())
            }
            None => Err(RenderError::Catalogue { locale: tag.to_owned(), problem: "there is no catalogue".to_owned() }),
        }
    }

    /// The language of a page: `?lang`, else the cookie, else `Accept-Language`, else the default (U66). What is
    /// not offered, or no tag at all, counts as not given.
    #[must_use]
    pub fn negotiate(&self, query: Option<&str>, cookie: Option<&str>, header: Option<&str>) -> Locale {
        let chosen = query.and_then(|tag| self.closest(tag)).or_else(|| cookie.and_then(|tag| self.closest(tag)));
        let accepted = || {
            let header = header.filter(|header| header.len() <= HEADER_LIMIT)?;
            self.lookup(&fluent_langneg::accepted_languages::parse(header))
        };
        chosen.or_else(accepted).unwrap_or_else(|| self.default.clone())
    }

    /// The offered language closest to one tag: an account's preferredLanguage (U70), a cookie.
    #[must_use]
    pub fn closest(&self, tag: &str) -> Option<Locale> {
        let id: LanguageIdentifier = tag.parse().ok()?;
        self.lookup(&[id])
    }

    /// The language of messages to an account: its own, else the default.
    #[must_use]
    pub fn of_account(&self, preferred: Option<&str>) -> Locale {
        preferred
            .and_then(|tag| self.lookup(&fluent_langneg::accepted_languages::parse(tag)))
            .unwrap_or_else(|| self.default.clone())
    }

    /// The direction of an offered language.
    #[must_use]
    pub fn dir(&self, locale: &Locale) -> Direction {
        self.all.iter().find(|language| language.tag == *locale).map_or(Direction::Ltr, |language| language.dir)
    }

    fn lookup(&self, wanted: &[LanguageIdentifier]) -> Option<Locale> {
        let found = negotiate_languages(wanted, &self.all, None, NegotiationStrategy::Lookup);
        found.first().map(|language| language.tag.clone())
    }
}

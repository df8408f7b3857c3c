//! Rendered pages that are alike for everybody: no form, no name, no token. They are rendered once per language.

use std::{collections::HashMap, sync::Arc};

use actix_web::web::Bytes;
use arc_swap::ArcSwap;

use crate::domain::locale::Locale;

/// More languages than are ever built in; a guard against keys that come from outside.
const MOST: usize = 64;

/// Kept pages, by language. Reading takes no lock.
#[derive(Debug, Default)]
pub struct Kept {
    pages: ArcSwap<HashMap<Locale, Bytes>>,
}

impl Kept {
    /// The page in this language, rendered by `render` the first time.
    ///
    /// # Errors
    /// What `render` fails with; nothing is kept then.
    pub fn get<E>(&self, locale: &Locale, render: impl FnOnce() -> Result<String, E>) -> Result<Bytes, E> {
        if let Some(page) = self.pages.load().get(locale) {
            return Ok(page.clone());
        }
        let page = Bytes::from(render()?);
        self.pages.rcu(|pages| {
            let mut pages = HashMap::clone(pages);
            if pages.len() < MOST {
                pages.insert(locale.clone(), page.clone());
            }
            Arc::new(pages)
        });
        Ok(page)
    }

    /// Forgets all pages, after the texts or the theme have changed.
    pub fn clear(&self) {
        self.pages.store(Arc::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_rendered_once_per_language_until_cleared() {
        let kept = Kept::default();
        let french = Locale("fr".to_owned());
        let get = |locale: &Locale, text: &str| kept.get(locale, || Ok::<_, ()>(text.to_owned())).unwrap();
        assert_eq!(get(&Locale::english(), "one"), "one");
        assert_eq!(get(&french, "deux"), "deux");
        assert_eq!(get(&Locale::english(), "three"), "one");
        assert_eq!(kept.get(&Locale("de".to_owned()), || Err("no")), Err("no"));
        kept.clear();
        assert_eq!(get(&Locale::english(), "four"), "four");
    }
}

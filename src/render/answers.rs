//! The answers to begin with that there are from the start, in each language: the words of the catalogues, and of the
//! theme.

use std::collections::BTreeMap;

use super::{Renderer, error::RenderError, text::Arg};
use crate::domain::answer::{BUILT_IN, Blank, Texts, Words};

impl Renderer {
    /// All of them, by name.
    ///
    /// # Errors
    /// [`RenderError::Text`] for a text that is missing.
    pub fn built_in_answers(&self) -> Result<BTreeMap<&'static str, Texts>, RenderError> {
        // The address stays a blank: it is filled when an agent picks the answer.
        let blank = [("portal", Arg::Bare(Blank::Portal.written().to_owned()))];
        BUILT_IN
            .into_iter()
            .map(|name| {
                let words = |locale| -> Result<Words, RenderError> {
                    let key = format!("admin-requests-template-{name}");
                    let title = self.text(locale, &format!("{key}-name"), &[])?;
                    Ok(Words { title, text: self.text(locale, &key, &blank)? })
                };
                let all = self.languages().all().iter();
                let texts = all.map(|language| Ok((language.tag.as_str().to_owned(), words(&language.tag)?)));
                Ok((name, texts.collect::<Result<Texts, RenderError>>()?))
            })
            .collect()
    }
}

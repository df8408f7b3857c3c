//! The renderer: made once at the start, shared by all.

use std::{path::Path, sync::Arc};

use tera::{Context, Tera};

use super::{
    assets::Assets,
    clock::Zone,
    console::ConsoleFrame,
    embedded,
    error::RenderError,
    frame::{Frame, View},
    functions,
    locale::Languages,
    pages::{self, Page},
    paths::Paths,
    paths_admin,
    text::{Arg, Target, Texts},
    theme::Theme,
};
use crate::domain::{locale::Locale, policy::HelpDesk, time::Timestamp};

/// Makes pages and messages of contexts.
pub struct Renderer {
    pub(super) tera: Tera,
    pub(super) texts: Arc<Texts>,
    languages: Languages,
    assets: Assets,
}

impl std::fmt::Debug for Renderer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renderer").field("languages", &self.languages).finish_non_exhaustive()
    }
}

impl Renderer {
    /// Parses everything, the operator's overrides in `theme` included; with a theme it also renders every page and
    /// message with its samples in every language.
    ///
    /// # Errors
    /// The first thing that is broken, with its file and line.
    pub fn new(theme: Option<&Path>) -> Result<Self, RenderError> {
        let themed = theme.is_some();
        let mut theme = theme.map(Theme::read).transpose()?.unwrap_or_default();
        let (catalogues, templates): (Vec<_>, Vec<_>) =
            embedded::templates().into_iter().partition(|(name, _)| name.starts_with("locales/"));
        let texts = Arc::new(Texts::new(catalogues, &mut theme)?);
        let languages = Languages::new(&texts)?;
        let assets = Assets::new(&mut theme)?;
        let tera = templates_of(templates, theme.templates, &texts, &languages, &assets)?;
        let renderer = Self { tera, texts, languages, assets };
        // What is built in is checked by the tests; what an operator changed can only be checked here.
        if themed {
            renderer.check()?;
        }
        Ok(renderer)
    }

    /// The languages that are offered, and which one a person gets.
    #[must_use]
    pub fn languages(&self) -> &Languages {
        &self.languages
    }

    /// Makes another language than English the one of last resort.
    ///
    /// # Errors
    /// [`RenderError::Catalogue`] when there is no complete catalogue of it.
    pub fn set_default_language(&mut self, tag: &str) -> Result<(), RenderError> {
        self.languages.set_default(tag)
    }

    /// The static files.
    #[must_use]
    pub fn assets(&self) -> &Assets {
        &self.assets
    }

    /// The address of the static file with this name, `app.css`; empty when there is none.
    #[must_use]
    pub fn asset_url(&self, name: &str) -> &str {
        self.assets.url(name).unwrap_or_default()
    }

    /// One page.
    ///
    /// # Errors
    /// None that [`Self::check`] would not have found at the start, unless a sample is missing.
    pub fn render<P: Page>(&self, page: &P, frame: &Frame) -> Result<String, RenderError> {
        let mut context = Context::new();
        context.insert("page", page);
        context.insert("frame", &View::new(frame, self.languages.dir(&frame.locale)));
        context.insert("locale", frame.locale.as_str());
        context.insert("time_zone", frame.time_zone.name());
        self.tera.render(P::TEMPLATE, &context).map_err(|error| RenderError::template(P::TEMPLATE, &error))
    }

    /// One message of the catalogue, as plain text: for JSON answers and headers.
    ///
    /// # Errors
    /// [`RenderError::Text`] for an unknown key or a missing argument.
    pub fn text(&self, locale: &Locale, key: &str, args: &[(&str, Arg)]) -> Result<String, RenderError> {
        self.texts.format(locale.as_str(), key, args, Target::Plain)
    }

    /// Renders every page and every message with every sample in every language.
    ///
    /// # Errors
    /// The first that fails.
    pub fn check(&self) -> Result<(), RenderError> {
        for language in self.languages.all() {
            pages::each(self, &Self::sample_frame(&language.tag), |_, _, _| {})?;
            self.check_messages(&language.tag)?;
        }
        Ok(())
    }

    /// Every page with every sample in one language: template, number of the sample, HTML.
    ///
    /// # Errors
    /// The first that fails.
    pub fn gallery(&self, frame: &Frame) -> Result<Vec<(&'static str, usize, String)>, RenderError> {
        let mut all = Vec::new();
        pages::each(self, frame, |template, number, html| all.push((template, number, html)))?;
        Ok(all)
    }

    /// A frame with something everywhere.
    #[must_use]
    pub fn sample_frame(locale: &Locale) -> Frame {
        Frame {
            locale: locale.clone(),
            organisation: "Contoso".to_owned(),
            csrf: "token".to_owned(),
            path: "/reset".to_owned(),
            help_desk: HelpDesk {
                link: Some("tel:+15555550100".to_owned()),
                text: "+1 555 555 0100, 8:00\u{2013}18:00".to_owned(),
                mailbox: None,
            },
            time_zone: Zone::utc(),
            now: Timestamp(1_795_000_000_000),
            demo: false,
            console: Some(ConsoleFrame::sample()),
        }
    }
}

fn templates_of(
    ours: Vec<(String, String)>,
    theirs: Vec<(String, String)>,
    texts: &Arc<Texts>,
    languages: &Languages,
    assets: &Assets,
) -> Result<Tera, RenderError> {
    let failed = |error: tera::Error| RenderError::template("(parsing)", &error);
    let mut tera = Tera::new();
    // The operator's file wins over ours of the same name, wherever it is rendered, included or extended.
    tera.set_fallback_prefixes(["theme/", "default/"]).map_err(failed)?;
    functions::register(&mut tera, texts);
    let globals = tera.global_context();
    globals.insert("paths", &Paths::ALL);
    globals.insert("admin", &paths_admin::Paths::ALL);
    globals.insert("languages", languages.all());
    for (variable, name) in [
        ("css", "app.css"),
        ("console_css", "console.css"),
        ("js", "app.js"),
        ("icon", "favicon.svg"),
        ("logo", "logo.svg"),
    ] {
        globals.insert(variable, &assets.url(name));
    }
    for (name, _) in &theirs {
        if !ours.iter().any(|(known, _)| known == name) {
            return Err(RenderError::Override {
                file: format!("theme/templates/{name}"),
                line: 1,
                problem: "no template has this name, so nothing would use it; compare with the built-in ones"
                    .to_owned(),
            });
        }
    }
    let prefixed = |prefix: &'static str| move |(name, text): (String, String)| (format!("{prefix}{name}"), text);
    let all: Vec<_> =
        ours.into_iter().map(prefixed("default/")).chain(theirs.into_iter().map(prefixed("theme/"))).collect();
    tera.add_raw_templates(all).map_err(failed)?;
    Ok(tera)
}

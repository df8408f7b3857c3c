//! The operator's theme folder: `templates/**`, `locales/<language>/*.ftl`, `static/{logo.svg,favicon.svg,tokens.css}`.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::error::RenderError;

/// What the folder holds, read once at the start.
#[derive(Debug, Default)]
pub(super) struct Theme {
    /// Name below `templates/`, and text.
    pub(super) templates: Vec<(String, String)>,
    /// Language, path for messages, and text.
    pub(super) locales: Vec<(String, String, String)>,
    /// `static/logo.svg`.
    pub(super) logo: Option<(String, String)>,
    /// `static/favicon.svg`.
    pub(super) favicon: Option<(String, String)>,
    /// `static/tokens.css`.
    pub(super) tokens: Option<(String, String)>,
}

impl Theme {
    /// Reads `folder`.
    pub(super) fn read(folder: &Path) -> Result<Self, RenderError> {
        let mut theme = Self::default();
        // A mistyped folder name must not silently mean "no theme".
        fs::metadata(folder).map_err(|source| unreadable(folder, source))?;
        for file in walk(folder)? {
            let relative = file.strip_prefix(folder).unwrap_or(&file);
            let parts: Vec<String> = relative.iter().map(|part| part.to_string_lossy().into_owned()).collect();
            let names: Vec<&str> = parts.iter().map(String::as_str).collect();
            let shown = file.display().to_string();
            let text = || fs::read_to_string(&file).map_err(|source| unreadable(&file, source));
            match names.as_slice() {
                ["templates", rest @ ..] if !rest.is_empty() => theme.templates.push((rest.join("/"), text()?)),
                ["locales", language, name] if name.ends_with(".ftl") => {
                    theme.locales.push(((*language).to_owned(), shown, text()?));
                }
                ["static", "logo.svg"] => theme.logo = Some((shown, text()?)),
                ["static", "favicon.svg"] => theme.favicon = Some((shown, text()?)),
                ["static", "tokens.css"] => theme.tokens = Some((shown, text()?)),
                // Notes and version control are welcome beside the overrides.
                [.., name] if name.starts_with('.') || name.ends_with(".md") => {}
                _ => {
                    let problem = "a theme holds templates/**, locales/<language>/*.ftl, static/logo.svg, \
                                   static/favicon.svg and static/tokens.css; remove this file or correct its name";
                    return Err(RenderError::Override { file: shown, line: 1, problem: problem.to_owned() });
                }
            }
        }
        Ok(theme)
    }
}

fn walk(folder: &Path) -> Result<Vec<PathBuf>, RenderError> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).map_err(|source| unreadable(&next, source))? {
            let path = entry.map_err(|source| unreadable(&next, source))?.path();
            let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            match path.is_dir() {
                true if hidden => {}
                true => open.push(path),
                false => files.push(path),
            }
        }
    }
    files.sort();
    Ok(files)
}

fn unreadable(path: &Path, source: std::io::Error) -> RenderError {
    RenderError::Unreadable { path: path.to_owned(), source }
}

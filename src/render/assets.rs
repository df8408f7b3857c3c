//! Static files, fingerprinted: an address holds the digest of its content, so answers never go stale and may be
//! kept for ever (R77).

use std::{collections::BTreeMap, sync::Arc};

use sha2::{Digest as _, Sha256};

use super::{embedded, error::RenderError, svg, theme::Theme, tokens};

/// One static file.
#[derive(Debug, Clone)]
pub struct Asset {
    /// `/assets/app.1a2b3c4d5e6f.css`.
    pub path: String,
    /// For the `Content-Type` header.
    pub content_type: &'static str,
    /// The file.
    pub body: Arc<[u8]>,
}

/// All of them, by address and by name.
#[derive(Debug, Clone, Default)]
pub struct Assets {
    by_path: BTreeMap<String, Asset>,
    by_name: BTreeMap<String, String>,
}

impl Assets {
    /// Takes the embedded files and the theme's.
    pub(super) fn new(theme: &mut Theme) -> Result<Self, RenderError> {
        let mut assets = Self::default();
        let mut css = embedded::asset("app.css").unwrap_or_default();
        if let Some((file, text)) = theme.tokens.take() {
            let base = String::from_utf8_lossy(&css).into_owned();
            css.extend_from_slice(tokens::check(&file, &text, &base)?.as_bytes());
        }
        assets.add("app", "css", minify(&css));
        assets.add("console", "css", minify(&embedded::asset("console.css").unwrap_or_default()));
        assets.add("app", "js", embedded::asset("app.js").unwrap_or_default());
        let logo = theme.logo.take();
        let icon = theme.favicon.take().or_else(|| logo.clone());
        if let Some((file, text)) = logo {
            svg::check(&file, &text)?;
            assets.add("logo", "svg", text.into_bytes());
        }
        match icon {
            Some((file, text)) => {
                svg::check(&file, &text)?;
                // The same bytes as the logo's make the same address: one request less.
                let twin = assets.by_name.get("logo.svg").and_then(|path| assets.by_path.get(path));
                match twin.filter(|twin| *twin.body == *text.as_bytes()).map(|twin| twin.path.clone()) {
                    Some(path) => {
                        assets.by_name.insert("favicon.svg".to_owned(), path);
                    }
                    None => assets.add("favicon", "svg", text.into_bytes()),
                }
            }
            None => assets.add("favicon", "svg", embedded::asset("favicon.svg").unwrap_or_default()),
        }
        Ok(assets)
    }

    fn add(&mut self, stem: &str, suffix: &str, body: Vec<u8>) {
        let digest: String = Sha256::digest(&body).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let path = format!("/assets/{stem}.{digest}.{suffix}");
        let content_type = match suffix {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            _ => "image/svg+xml",
        };
        self.by_name.insert(format!("{stem}.{suffix}"), path.clone());
        self.by_path.insert(path.clone(), Asset { path, content_type, body: body.into() });
    }

    /// The file at this address.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Asset> {
        self.by_path.get(path)
    }

    /// The address of the file with this name, `app.css`.
    #[must_use]
    pub fn url(&self, name: &str) -> Option<&str> {
        self.by_name.get(name).map(String::as_str)
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Asset> {
        self.by_path.values()
    }
}

/// Takes comments, and white space at the ends of lines, out of a style sheet.
fn minify(css: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(css);
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some((before, after)) = rest.split_once("/*") {
        out.push_str(before);
        rest = after.split_once("*/").map_or("", |(_, after)| after);
    }
    out.push_str(rest);
    out.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n").into_bytes()
}

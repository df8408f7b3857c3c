//! The files that are part of the binary.

use rust_embed::RustEmbed;

/// `templates/`: pages, mails, and the catalogues in `locales/<language>/`.
#[derive(RustEmbed)]
#[folder = "templates/"]
struct Templates;

/// `static/`: style sheet, script, icons.
#[derive(RustEmbed)]
#[folder = "static/"]
struct Static;

/// Every embedded template or catalogue with its path below `templates/`.
pub(super) fn templates() -> Vec<(String, String)> {
    files::<Templates>()
}

/// An embedded static file.
pub(super) fn asset(name: &str) -> Option<Vec<u8>> {
    Static::get(name).map(|file| file.data.into_owned())
}

fn files<E: RustEmbed>() -> Vec<(String, String)> {
    let mut all: Vec<_> = E::iter()
        .filter_map(|name| {
            let file = E::get(&name)?;
            Some((name.into_owned(), String::from_utf8_lossy(&file.data).into_owned()))
        })
        .collect();
    all.sort();
    all
}

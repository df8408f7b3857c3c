//! Pages, texts, messages, themes.

use std::path::PathBuf;

use latchkey::render::Renderer;

mod gallery;

fn renderer() -> Renderer {
    Renderer::new(None).unwrap_or_else(|error| panic!("{error}"))
}

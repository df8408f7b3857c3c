use super::*;

#[test]
fn every_page_renders_with_every_sample_in_every_language() {
    let renderer = renderer();
    for language in renderer.languages().all() {
        let frame = Renderer::sample_frame(&language.tag);
        let pages = renderer.gallery(&frame).unwrap();
        for (template, number, html) in &pages {
            // For a look at them: LATCHKEY_GALLERY=folder cargo test --test it gallery
            if let Some(folder) = std::env::var_os("LATCHKEY_GALLERY").map(PathBuf::from) {
                let name = format!("{}-{}-{number}.html", language.tag.as_str(), template.trim_end_matches(".html"));
                std::fs::create_dir_all(folder.join("assets")).unwrap();
                std::fs::write(folder.join(name), html).unwrap();
                for asset in renderer.assets().iter() {
                    std::fs::write(folder.join(asset.path.trim_start_matches('/')), &asset.body).unwrap();
                }
            }
        }
        assert!(pages.len() > 100);
    }
}

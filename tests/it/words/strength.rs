//! What is said of a password's strength.

use std::collections::BTreeSet;

use latchkey::{
    domain::strength::{Strength, Suggestion, Warning},
    render::Renderer,
};

#[test]
fn u36_every_advice_is_said_in_every_language_and_nothing_else_is() {
    let renderer = Renderer::new(None).unwrap();
    let scores = (0..=4).map(|score| Strength { score, warning: None, suggestions: Vec::new() }.message());
    let warnings = Warning::ALL.iter().map(|warning| warning.message());
    let suggestions = Suggestion::ALL.iter().map(|suggestion| suggestion.message());
    let keys: BTreeSet<&str> = scores.chain(warnings).chain(suggestions).collect();
    for language in renderer.languages().all() {
        for key in &keys {
            assert!(renderer.text(&language.tag, key, &[]).unwrap().len() > 5, "{key}");
        }
        let tag = language.tag.as_str();
        let path = format!("{}/templates/locales/{tag}/strength.ftl", env!("CARGO_MANIFEST_DIR"));
        let file = std::fs::read_to_string(path).unwrap();
        let said: BTreeSet<&str> = file.lines().filter_map(|line| Some(line.split_once(" = ")?.0)).collect();
        assert_eq!(said, keys, "{tag}");
    }
}

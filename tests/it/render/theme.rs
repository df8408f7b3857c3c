//! The operator's folder.

use std::{fs, path::Path};

use latchkey::{
    domain::locale::Locale,
    render::{Direction, RenderError, Renderer, contexts::Landing, pages::Page as _},
};

use super::catalogue;

fn with(files: &[(&str, &str)]) -> (tempfile::TempDir, Result<Renderer, RenderError>) {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        write(folder.path(), name, text);
    }
    let renderer = Renderer::new(Some(folder.path()));
    (folder, renderer)
}

fn write(folder: &Path, name: &str, text: &str) {
    let path = folder.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

fn landing(renderer: &Renderer, locale: &str) -> String {
    let frame = Renderer::sample_frame(&Locale(locale.to_owned()));
    renderer.render(&Landing::sample().swap_remove(0), &frame).unwrap()
}

#[test]
fn single_texts_templates_colours_and_the_logo_can_be_replaced() {
    let logo = "<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0\"/></svg>";
    let (_folder, renderer) = with(&[
        ("locales/en/own.ftl", "landing-title = How can we help at { \"Contoso\" }?\n"),
        ("templates/csrf.html", "<!-- ours --><input type=\"hidden\" name=\"csrf\" value=\"{{ frame.csrf }}\">"),
        ("static/tokens.css", ":root {\n  --accent: #7a1fa2;\n  --radius: 2px;\n}\n"),
        ("static/logo.svg", logo),
        ("README.md", "notes"),
    ]);
    let renderer = renderer.unwrap();
    let html = landing(&renderer, "en");
    assert!(html.contains("<h1>How can we help at Contoso?</h1>"), "{html}");
    assert!(landing(&renderer, "fr").contains("De quoi avez"), "only one language was changed");
    let logo_url = renderer.asset_url("logo.svg");
    assert!(html.contains(&format!("<img class=\"mark\" src=\"{logo_url}\" alt=\"\"")), "{html}");
    assert_eq!(renderer.asset_url("favicon.svg"), logo_url, "one request for both");
    let css = renderer.assets().get(renderer.asset_url("app.css")).unwrap();
    let css = String::from_utf8_lossy(&css.body).into_owned();
    let (_, appended) = css.rsplit_once(":root{--accent:#7a1fa2;--radius:2px;}").unwrap();
    assert!(appended.contains("--accent:#8ab4ff;"), "the dark accent stays");
    let start = latchkey::render::contexts::ResetStart::default();
    assert!(renderer.render(&start, &Renderer::sample_frame(&Locale::english())).unwrap().contains("<!-- ours -->"));
}

#[test]
fn a_complete_catalogue_adds_a_language_and_mirrors_the_page() {
    // A pseudo language: English words between marks, written from right to left, 40 % longer.
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in catalogue("en") {
        let text: String = text
            .lines()
            .map(|line| match line.split_once(" = ") {
                Some((key, _)) if key == "language-name" => format!("{key} = pseudo\n"),
                // Text messages must stay short in any language.
                Some((key, _)) if key.starts_with("sms-") => format!("{line}\n"),
                Some((key, value)) if !line.starts_with('#') && !value.contains("->") && !key.contains(' ') => {
                    format!("{key} = [{value} ~~~~~]\n")
                }
                _ => format!("{line}\n"),
            })
            .collect();
        write(folder.path(), &format!("locales/ar/{name}"), &text);
    }
    let renderer = Renderer::new(Some(folder.path())).unwrap_or_else(|error| panic!("{error}"));
    let arabic = Locale("ar".to_owned());
    assert_eq!(renderer.languages().dir(&arabic), Direction::Rtl);
    assert_eq!(renderer.languages().negotiate(None, None, Some("ar-EG")), arabic);
    for (template, number, html) in renderer.gallery(&Renderer::sample_frame(&arabic)).unwrap() {
        assert!(html.contains("<html lang=\"ar\" dir=\"rtl\">"), "{template} {number}");
        assert!(html.contains("~~~~~]"), "{template} {number}");
    }
    assert!(
        landing(&renderer, "en")
            .contains("<a href=\"/reset?lang=ar\" lang=\"ar\" hreflang=\"ar\" dir=\"rtl\">pseudo</a>")
    );
}

#[test]
fn a_broken_override_stops_the_start_and_says_where() {
    let active = "<svg>\n<script>alert(1)</script></svg>";
    for (file, text, words) in [
        ("locales/en/own.ftl", "# mine\nlanding-titel = Hello\n", &["own.ftl, line 2", "landing-titel"][..]),
        ("locales/en/own.ftl", "landing-title = Hello { $nmae }\n", &["own.ftl, line 1", "$nmae"]),
        ("locales/en/own.ftl", "\n\nlanding-title = Hello {\n", &["own.ftl, line "]),
        ("locales/xx-not-a-tag-at-all/own.ftl", "landing-title = Hi\n", &["own.ftl", "language tag"]),
        ("locales/de/own.ftl", "language-name = Deutsch\n", &["de", "missing"]),
        (
            "templates/how.html",
            "{% extends \"layout.html\" %}\n{% block main %}{{ page.nothing }}{% endblock main %}",
            &["how.html", "nothing"],
        ),
        ("templates/how.html", "line one\n{% if %}", &["theme/how.html", "2"]),
        ("templates/hwo.html", "text", &["theme/templates/hwo.html", "no template has this name"]),
        ("static/logo.svg", active, &["logo.svg, line 2", "script"]),
        ("static/tokens.css", ":root {\n --accent: #ffff00;\n}", &["tokens.css, line 2", "--accent", "4.5:1"]),
        (
            "static/tokens.css",
            "@media (prefers-color-scheme: dark) {\n:root {\n--ink: #222222; }}",
            &["line 3", "dark scheme"],
        ),
        ("static/tokens.css", ":root { --acent: #000; }", &["--acent"]),
        ("static/tokens.css", ":root { --accent: rebeccapurple; }", &["colour like"]),
        ("static/tokens.css", "\nbody { display: none }", &["line 2", ":root"]),
        ("static/tokens.css", ":root { --font: url(https://evil.example/x); }", &["fetch"]),
        ("static/tokens.css", ":root { --accent: #000;", &["brace"]),
        ("static/app.css", "body {}", &["app.css", "tokens.css"]),
    ] {
        let (_folder, result) = with(&[(file, text)]);
        let error = result.err().unwrap_or_else(|| panic!("{file} was taken: {text}")).to_string();
        for word in words {
            assert!(error.contains(word), "{word:?} is not in {error}");
        }
    }
    assert!(matches!(Renderer::new(Some(Path::new("/no/such/theme"))), Err(RenderError::Unreadable { .. })));
}

//! All pages, with all samples, in all languages.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use latchkey::{
    domain::locale::Locale,
    render::{Renderer, pages::TEMPLATES},
};
use regex::Regex;

use super::renderer;

/// Language, template, number of the sample, HTML.
fn each(renderer: &Renderer, mut check: impl FnMut(&str, &str, &str)) {
    for language in renderer.languages().all() {
        let frame = Renderer::sample_frame(&language.tag);
        let pages = renderer.gallery(&frame).unwrap();
        let seen: BTreeSet<_> = pages.iter().map(|(template, _, _)| *template).collect();
        assert_eq!(seen, TEMPLATES.iter().copied().collect(), "a page without a sample");
        for (template, number, html) in &pages {
            check(language.tag.as_str(), &format!("{} {template} {number}", language.tag.as_str()), html);
        }
    }
}

/// How often a pattern is in a text. Patterns are compiled once.
fn count(html: &str, pattern: &str) -> usize {
    thread_local! {
        static COMPILED: RefCell<BTreeMap<String, Regex>> = const { RefCell::new(BTreeMap::new()) };
    }
    COMPILED.with_borrow_mut(|compiled| {
        if !compiled.contains_key(pattern) {
            compiled.insert(pattern.to_owned(), Regex::new(pattern).unwrap());
        }
        compiled[pattern].find_iter(html).count()
    })
}

#[test]
fn pages_have_the_structure_that_assistive_technology_needs() {
    let references = Regex::new(r##"(?:aria-describedby|aria-labelledby|for|href)="([^"]*)""##).unwrap();
    let every_id = Regex::new(r#" id="([^"]*)""#).unwrap();
    each(&renderer(), |language, place, html| {
        assert!(html.contains(&format!("<html lang=\"{language}\" dir=\"ltr\">")), "{place}");
        for (pattern, times) in [
            ("<h1[ >]", 1),
            ("<main ", 1),
            ("<header ", 1),
            ("<footer ", 1),
            ("<title>", 1),
            (r##"<a class="skip" href="#main">"##, 1),
            (r#"id="contact-title""#, 1),
        ] {
            assert_eq!(count(html, pattern), times, "{place}: {pattern}");
        }
        let mut ids = BTreeSet::new();
        for id in every_id.captures_iter(html) {
            assert!(ids.insert(id[1].to_owned()), "{place}: id {} twice", &id[1]);
        }
        for reference in references.captures_iter(html).filter(|r| !r[0].starts_with("href") || r[1].starts_with('#')) {
            for id in reference[1].split_whitespace() {
                assert!(ids.contains(id.trim_start_matches('#')), "{place}: nothing has the id {id}");
            }
        }
    });
}

#[test]
fn errors_are_in_the_title_in_a_summary_and_beside_the_field() {
    let link = Regex::new("<p><a href=\"#[a-z0-9-]+\">([^<]+)</a></p>").unwrap();
    let mut errors = 0;
    each(&renderer(), |language, place, html| {
        let flag = if language == "fr" { "<title>Erreur\u{a0}: " } else { "<title>Error: " };
        let summary = html.contains("class=\"note bad\"");
        assert_eq!(html.contains(flag), summary, "{place}");
        assert_eq!(
            html.contains("aria-invalid=\"true\"") || html.contains("class=\"field bad-field\""),
            summary,
            "{place}"
        );
        if summary {
            errors += 1;
            let words = &link.captures(html).unwrap_or_else(|| panic!("{place}: no link to the field"))[1];
            let beside = ["p", "li"].iter().any(|tag| html.contains(&format!("</span>{words}</{tag}>")));
            assert!(beside, "{place}: other words beside the field");
        }
    });
    assert!(errors > 60, "{errors}");
}

#[test]
fn r73_no_inline_script_style_or_handler() {
    each(&renderer(), |_, place, html| {
        for pattern in [r"(?i)\son\w+\s*=", r"(?i)\sstyle\s*=", "(?i)<style", "(?i)javascript:", "(?i)data:"] {
            assert_eq!(count(html, pattern), 0, "{place}: {pattern}");
        }
        assert_eq!(
            count(html, "<script"),
            count(html, "<script src=\"/assets/app\\.[0-9a-f]{16}\\.js\" defer></script>")
        );
    });
}

#[test]
fn r75_nothing_is_loaded_from_elsewhere() {
    let loads = Regex::new(r#"<(?:link|script|img|iframe)[^>]* (?:href|src)="([^"]*)""#).unwrap();
    let renderer = renderer();
    each(&renderer, |_, place, html| {
        for (_, [address]) in loads.captures_iter(html).map(|c| c.extract()) {
            assert!(renderer.assets().get(address).is_some(), "{place}: {address}");
        }
    });
}

/// The one address with a secret: it is handed to an app on the same device, and goes nowhere (U84).
fn is_for_an_app(address: &str) -> bool {
    address.starts_with("otpauth:")
}

#[test]
fn r76_nothing_secret_is_in_an_address() {
    let addresses = Regex::new(r#"(?:href|action)="([^"]*)""#).unwrap();
    each(&renderer(), |_, place, html| {
        for address in addresses.captures_iter(html) {
            let (_, query) = address[1].split_once('?').unwrap_or_default();
            // A row's number, a page of a list, and the way back to an application that the operator allows.
            let open = ["lang=", "id=", "until=", "manage", "words", "replaces=", "next=", "out"]
                .iter()
                .any(|open| query.starts_with(open));
            let elsewhere = address[1].starts_with("https://") || is_for_an_app(&address[1]);
            // Filters and pages of the console's lists stand in the address (U93); what is secret is posted there too.
            let list = address[1].starts_with("/admin") || (place.contains(" admin/") && address[1].starts_with('?'));
            assert!(query.is_empty() || open || elsewhere || list, "{place}: {}", &address[1]);
        }
        for form in html.split("<form ").skip(1) {
            if place.contains(" admin/") && form.starts_with("method=\"get\" ") {
                assert!(!form.split("</form>").next().unwrap().contains("name=\"csrf\""), "{place}");
                continue;
            }
            assert!(form.starts_with("method=\"post\" "), "{place}");
            assert!(form.split('>').next().unwrap().ends_with(" novalidate"), "{place}");
            assert!(form.contains("<input type=\"hidden\" name=\"csrf\" value=\"token\">"), "{place}");
        }
    });
}

#[test]
fn fields_help_phones_and_password_managers() {
    let fields = Regex::new("<input [^>]*>").unwrap();
    let renderer = renderer();
    let mut passwords = 0;
    each(&renderer, |_, place, html| {
        assert_eq!(count(html, "maxlength=\""), 0, "{place}");
        assert_eq!(count(html, " required[ >]| disabled[ >]"), 0, "{place}");
        // A form of the console shows what is; people's forms suggest nothing.
        assert!(place.contains(" admin/") || count(html, " checked[ >]") == 0, "{place}");
        for field in fields.find_iter(html).map(|found| found.as_str()) {
            let hidden =
                ["hidden", "radio", "checkbox", "file"].iter().any(|kind| field.contains(&format!("type=\"{kind}\"")));
            assert_eq!(field.contains("autocomplete=\""), !hidden, "{place}: {field}");
            if field.contains("autocomplete=\"new-password\"") {
                passwords += 1;
                assert!(field.contains("passwordrules=\"minlength: ") && !field.contains("value="), "{place}");
            }
        }
    });
    assert!(passwords > 20);
}

#[test]
fn headings_tell_pages_apart() {
    let tags = Regex::new("<[^>]*>").unwrap();
    let renderer = renderer();
    let mut owners: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    each(&renderer, |_, place, html| {
        let heading = html.split("<h1").nth(1).unwrap().split("</h1>").next().unwrap();
        let title = html.split("<title>").nth(1).unwrap().split(" - ").next().unwrap();
        let plain = tags.replace_all(heading.split_once('>').unwrap().1, "").into_owned();
        assert!(title.ends_with(plain.trim()), "{place}: {title} / {plain}");
        let template = place.split(' ').nth(1).unwrap().to_owned();
        owners.entry(plain).or_default().insert(template);
    });
    // A problem may say the same as the step where it arises; no two other pages share a heading.
    for (heading, templates) in owners {
        let steps = templates
            .iter()
            .filter(|t| !["problem.html", "admin/door_trouble.html", "reset_over.html"].contains(&t.as_str()))
            .count();
        assert!(steps <= 1, "{heading}: {templates:?}");
    }
}

#[test]
fn pages_are_light() {
    let renderer = renderer();
    let size = |html: &str| -> usize {
        let used = renderer.assets().iter().filter(|asset| html.contains(&asset.path));
        html.len() + used.map(|asset| asset.body.len()).sum::<usize>()
    };
    assert!(renderer.assets().iter().count() <= 4);
    each(&renderer, |_, place, html| {
        let most = if place.contains(" admin/") { 80_000 } else { 50_000 };
        assert!(size(html) <= most, "{place}: {}", size(html));
    });
}

#[test]
fn r77_assets_are_named_by_their_content() {
    let renderer = renderer();
    let named = Regex::new(r"^/assets/[a-z]+\.[0-9a-f]{16}\.(css|js|svg)$").unwrap();
    for asset in renderer.assets().iter() {
        assert!(named.is_match(&asset.path), "{}", asset.path);
    }
    assert!(renderer.assets().get(renderer.asset_url("app.css")).unwrap().content_type.starts_with("text/css"));
    assert!(renderer.assets().get("/assets/../Cargo.toml").is_none());
}

#[test]
fn the_language_is_the_one_that_was_asked_for() {
    let renderer = renderer();
    let languages = renderer.languages();
    for (query, cookie, header, expected) in [
        (None, None, None, "en"),
        (Some("fr"), Some("en"), Some("en"), "fr"),
        (None, Some("fr"), Some("en"), "fr"),
        (None, None, Some("fr-CA,fr;q=0.9,en;q=0.8"), "fr"),
        (None, None, Some("tlh, en;q=0.5, fr;q=0.4"), "en"),
        (Some("../../etc"), None, Some("fr"), "fr"),
        (Some("tlh"), Some("xx"), Some("*"), "en"),
        (Some(""), Some(""), Some(""), "en"),
    ] {
        assert_eq!(languages.negotiate(query, cookie, header).as_str(), expected, "{query:?} {cookie:?} {header:?}");
    }
    assert_eq!(languages.of_account(Some("fr-BE")), Locale("fr".to_owned()));
    assert_eq!(languages.of_account(Some("no such language")), Locale::english());
    assert!(languages.all().iter().any(|language| language.name == "Français"));
}

#[test]
fn every_page_and_message_renders_in_every_language() {
    super::renderer().check().unwrap();
}

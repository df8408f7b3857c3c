use std::collections::BTreeSet;

use wiremock::{Mock, MockServer, ResponseTemplate, matchers};

use crate::harness::{
    chromium::{Browser, Options},
    http::Client,
};

const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; require-trusted-types-for 'script'; \
                      trusted-types 'none'";

const GOOD: &str = r#"<!doctype html><html lang="en"><head><meta name="viewport" content="width=device-width"><title>A page</title></head><body><main><h1>A page</h1>
<form method="post" action="/sent"><label for="who">Your name</label> <input id="who" name="who" autocomplete="name">
<input type="hidden" name="csrf" value="a&amp;b"><button>Send it</button></form></main></body></html>"#;

const SCRIPTED: &str = r#"<!doctype html><html lang="en"><head><title>Script</title></head><body><main><h1>Script</h1>
<p id="out">The script did not run</p><noscript><p>No script here</p></noscript>
<script>document.getElementById("out").textContent = "The script ran in " + navigator.language</script>
</main></body></html>"#;

const BAD: &str = r#"<!doctype html><html><head><title>Bad</title><link rel="icon" href="http://other.example/i.png">
</head><body><main><h1>Bad</h1><img src="http://other.example/x.png"><p style="color:#999">Pale words</p>
<div style="width: 900px">wide</div></main></body></html>"#;

async fn site() -> MockServer {
    let site = MockServer::start().await;
    for (path, page, policy) in [("/good", GOOD, true), ("/scripted", SCRIPTED, false), ("/bad", BAD, true)] {
        let mut answer = ResponseTemplate::new(200).set_body_raw(page, "text/html; charset=utf-8");
        if policy {
            answer = answer.insert_header("content-security-policy", POLICY);
        }
        Mock::given(matchers::method("GET")).and(matchers::path(path)).respond_with(answer).mount(&site).await;
    }
    Mock::given(matchers::method("POST"))
        .and(matchers::path("/sent"))
        .and(matchers::body_string_contains("who=Zo%C3%AB"))
        .and(matchers::body_string_contains("csrf=a%26b"))
        .respond_with(
            ResponseTemplate::new(303)
                .insert_header("location", "/thanks")
                .insert_header("set-cookie", "seen=yes; Path=/; HttpOnly; SameSite=Lax"),
        )
        .mount(&site)
        .await;
    Mock::given(matchers::path("/thanks"))
        .and(matchers::header("cookie", "seen=yes"))
        .respond_with(ResponseTemplate::new(200).set_body_raw("<p>Thank you</p>", "text/html"))
        .mount(&site)
        .await;
    site
}

#[tokio::test]
async fn a_form_is_filled_and_sent_with_and_without_scripts() {
    let site = site().await;
    for js in [true, false] {
        let browser = Browser::new(&Options { js, lang: "fr".into(), ..Options::phone() }).await;
        browser.open(&format!("{}/scripted", site.uri())).await;
        browser.wait_text(if js { "The script ran in fr" } else { "No script here" }).await;
        assert_eq!(browser.text().await.contains("The script did not run"), !js);
        browser.open(&format!("{}/good", site.uri())).await;
        browser.fill("Your name", "Zoë").await;
        browser.screenshot(if js { "selftest" } else { "selftest-no-script" }).await;
        browser.press("Send it").await;
        browser.wait_text("Thank you").await;
        assert!(browser.url().await.ends_with("/thanks"));
        browser.close().await;
    }
}

#[tokio::test]
async fn axe_finds_what_is_wrong_and_nothing_else() {
    let site = site().await;
    for js in [true, false] {
        let browser = Browser::new(&Options { js, ..Options::phone() }).await;
        browser.open(&format!("{}/good", site.uri())).await;
        browser.assert_accessible("the good page").await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
        assert_eq!(browser.hosts().await, BTreeSet::from(["127.0.0.1".to_owned()]));
        assert!(!browser.overflows().await);
        browser.open(&format!("{}/bad", site.uri())).await;
        let found: BTreeSet<String> = browser.axe().await.into_iter().map(|v| v.id).collect();
        for rule in ["html-has-lang", "image-alt"] {
            assert!(found.contains(rule), "{rule} in {found:?}");
        }
        let complaints = browser.complaints().await;
        assert!(complaints.iter().any(|c| c.contains("Content Security Policy")), "{complaints:?}");
        browser.close().await;
    }
}

#[tokio::test]
async fn the_dark_page_is_asked_for_and_a_wide_page_is_seen() {
    let site = site().await;
    for dark in [true, false] {
        let browser = Browser::new(&Options { dark, width: 320, ..Options::default() }).await;
        browser.open(&format!("{}/good", site.uri())).await;
        let query = "matchMedia('(prefers-color-scheme: dark)').matches + ' ' + innerWidth";
        assert_eq!(browser.evaluate(query).await, serde_json::json!(format!("{dark} 320")));
        browser.open("data:text/html,<meta name=viewport content='width=device-width'><p style='width:900px'>x").await;
        assert!(browser.overflows().await);
        browser.close().await;
    }
}

#[tokio::test]
async fn the_client_without_a_screen_fills_forms_too() {
    let site = site().await;
    let mut client = Client::new(&site.uri());
    let page = client.get("/good").await;
    assert_eq!(page.field("csrf").as_deref(), Some("a&b"));
    assert_eq!(page.text(), "A page Your name Send it");
    let page = client.submit(&page, &[("who", "Zoë")]).await;
    assert_eq!((page.text().as_str(), page.url.path()), ("Thank you", "/thanks"));
    assert_eq!(client.cookies.get("seen").map(String::as_str), Some("yes"));
}

//! Pages from right to left, in forced colours and on paper.

use std::collections::BTreeMap;

use latchkey::{domain::locale::Locale, render::Renderer};
use serde_json::{Value, json};
use wiremock::{Mock, MockServer, Request, ResponseTemplate, matchers::any};

use crate::harness::chromium::{Browser, Options};

/// All pages with all samples, served as they are; `rtl` turns them around and puts Arabic into their headings.
async fn gallery(rtl: bool) -> (MockServer, Vec<String>) {
    let renderer = Renderer::new(None).unwrap();
    let mut pages = BTreeMap::new();
    for (template, number, html) in renderer.gallery(&Renderer::sample_frame(&Locale::english())).unwrap() {
        // A page that leads on by itself would not stay to be looked at.
        let html = html.replace("http-equiv=\"refresh\"", "name=\"refresh\"");
        let html = if rtl { mirrored(&html) } else { html };
        pages.insert(format!("/{}-{number}", template.trim_end_matches(".html")), html);
    }
    let paths = pages.keys().cloned().collect();
    let assets: BTreeMap<String, (String, Vec<u8>)> = renderer
        .assets()
        .iter()
        .map(|asset| (asset.path.clone(), (asset.content_type.to_string(), asset.body.to_vec())))
        .collect();
    let site = MockServer::start().await;
    let answer = move |request: &Request| {
        let path = request.url.path();
        if let Some(page) = pages.get(path) {
            return ResponseTemplate::new(200).set_body_raw(page.as_bytes(), "text/html; charset=utf-8");
        }
        match assets.get(path) {
            Some((kind, body)) => ResponseTemplate::new(200).set_body_raw(body.clone(), kind),
            None => ResponseTemplate::new(404),
        }
    };
    Mock::given(any()).respond_with(answer).mount(&site).await;
    (site, paths)
}

fn mirrored(html: &str) -> String {
    html.replace("lang=\"en\" dir=\"ltr\"", "lang=\"ar\" dir=\"rtl\"")
        .replace("Continue", "متابعة")
        .replace("Who are you?", "من أنت؟")
        .replace("Enter the code from the text message", "أدخل الرمز المرسل في الرسالة النصية")
        .replace("How can we check that it is you?", "كيف يمكننا التحقق من هويتك؟")
        .replace("Choose a new password", "اختر كلمة مرور جديدة")
        .replace("Text message", "رسالة نصية")
}

#[tokio::test]
async fn pages_mirror_themselves() {
    let (site, paths) = gallery(true).await;
    let browser = Browser::new(&Options::phone()).await;
    let mut wide = Vec::new();
    for path in &paths {
        browser.open(&format!("{}{path}", site.uri())).await;
        if browser.overflows().await {
            wide.push(format!("{path}: {}", browser.evaluate(OUTSIDE).await));
        }
        let facts = browser.evaluate(MIRRORED).await;
        assert_eq!(facts, json!([]), "{path}");
        if path.ends_with("-0") {
            browser.assert_accessible(&format!("{path} from right to left")).await;
            if std::env::var_os("LATCHKEY_SHOTS").is_some() {
                browser.screenshot(&format!("rtl{}", path.replace('/', "-"))).await;
            }
        }
    }
    browser.close().await;
    assert!(wide.is_empty(), "too wide: {wide:?}");
}

/// What is too narrow for what is in it, the innermost last.
const OUTSIDE: &str = "[...document.querySelectorAll('body *')].filter((e) => e.scrollWidth > e.clientWidth + 1 && \
                       e.clientWidth > 0).map((e) => e.outerHTML.slice(0, 160)).slice(-3)";

/// What does not start at the right edge of what it is in.
const MIRRORED: &str = "(() => { const right = (css, inner) => [...document.querySelectorAll(css)].filter((e) => { \
                        const child = e.querySelector(inner); if (!child) return false; \
                        const a = e.getBoundingClientRect(), b = child.getBoundingClientRect(); \
                        return a.right - b.right > b.left - a.left + 1; }).map((e) => e.outerHTML.slice(0, 120)); \
                        return [...right('.choice', 'input'), ...right('.top', '.brand'), ...right('.door', 'svg')]; })()";

#[tokio::test]
async fn forced_colours_and_paper_keep_everything() {
    let (site, paths) = gallery(false).await;
    let browser = Browser::new(&Options { width: 390, height: 844, ..Options::default() }).await;
    let firsts = paths.iter().filter(|path| path.ends_with("-0"));
    for path in firsts {
        browser.open(&format!("{}{path}", site.uri())).await;
        let forced = json!({ "features": [{ "name": "forced-colors", "value": "active" }] });
        browser.cdp("Emulation.setEmulatedMedia", forced).await;
        assert_eq!(browser.evaluate("matchMedia('(forced-colors: active)').matches").await, Value::Bool(true));
        let edgeless = "[...document.querySelectorAll('.button, .choice, .door, .note')].filter(e => \
                        getComputedStyle(e).borderTopStyle === 'none').length";
        assert_eq!(browser.evaluate(edgeless).await, 0, "{path}: without a border nothing tells it from text");
        if std::env::var_os("LATCHKEY_SHOTS").is_some() {
            browser.screenshot(&format!("forced{}", path.replace('/', "-"))).await;
        }
        browser.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
        let on_paper =
            "[...document.querySelectorAll('.row, .skip, .demo')].filter(e => e.getClientRects().length).length";
        assert_eq!(browser.evaluate(on_paper).await, 0, "{path}: buttons do nothing on paper");
        assert!(browser.text().await.len() > 50, "{path} is empty on paper");
        if std::env::var_os("LATCHKEY_SHOTS").is_some() {
            browser.screenshot(&format!("print{}", path.replace('/', "-"))).await;
        }
    }
    browser.close().await;
}

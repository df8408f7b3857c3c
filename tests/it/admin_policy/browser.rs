//! In Chromium, as an administrator sees it who never read the manual.

use latchkey::domain::{account::TenantId, policy::document::Scope};
use serde_json::json;
use thirtyfour::By;

use super::{house, scan};
use crate::harness::{
    app::House,
    chromium::{Browser, Options},
};

async fn open(house: &House, login: &str, options: &Options) -> Browser {
    let client = super::admin(house, login).await;
    let browser = Browser::new(options).await;
    let cookie = json!({ "name": "ra", "value": client.cookies["ra"], "url": house.url, "httpOnly": true });
    browser.cdp("Network.setCookie", cookie).await;
    browser.open(&format!("{}/admin", house.url)).await;
    browser
}

/// Counts what a person does with the mouse; typing is not counted, the click into the field is.
struct Hand<'b> {
    browser: &'b Browser,
    clicks: usize,
}

impl Hand<'_> {
    async fn click(&mut self, css: &str) {
        self.clicks += 1;
        let found = self.browser.driver.find(By::Css(css)).await;
        let found = match found {
            Ok(found) => found,
            Err(_) => panic!("no {css} on {}: {}", self.browser.url().await, self.browser.text().await),
        };
        found.scroll_into_view().await.unwrap();
        found.click().await.unwrap();
    }

    async fn type_into(&mut self, css: &str, text: &str) {
        self.click(css).await;
        let field = self.browser.driver.find(By::Css(css)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }
}

async fn pilot(js: bool) {
    let (house, _) = house().await;
    scan(&house).await;
    let browser = open(&house, "nora", &Options { js, ..Options::default() }).await;
    let mut hand = Hand { browser: &browser, clicks: 0 };
    hand.click("nav a[href='/admin/policy']").await;
    browser.wait_text("Everybody else").await;
    hand.click("a[href='/admin/policy/edit/everybody']").await;
    browser.wait_text("Policy for everybody else").await;
    hand.click("input[name=enabled][value=selected]").await;
    hand.type_into("#find-groups", "Pilot").await;
    hand.click("button[value=find-groups]").await;
    browser.wait_text("Found for").await;
    hand.click("button[value='add-groups:Pilot']").await;
    browser.wait_text("Take out").await;
    hand.click("input[name=gates][value='2']").await;
    hand.type_into("#reconfirm-days", "90").await;
    hand.click("button.button[value=preview]").await;
    browser.wait_text("Whom it meets").await;
    hand.type_into("#comment", "Only the pilot").await;
    hand.click("main form:has(#comment) button.button").await;
    browser.wait_text("Saved. It is in force now.").await;
    assert!(hand.clicks <= 12, "{} clicks", hand.clicks);
    println!("only group Pilot, two gates, reconfirm after 90 days: {} clicks (JavaScript: {js})", hand.clicks);
    let (_, saved) = house.app.core.store.current_policy(TenantId::DEFAULT).await.unwrap().unwrap();
    assert_eq!(
        (saved.everybody.enabled, saved.everybody.gates, saved.everybody.reconfirm_days),
        (Scope::Selected, 2, 90)
    );
    assert_eq!(saved.everybody.groups, ["Pilot"]);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn only_the_pilot_two_gates_ninety_days_in_twelve_clicks() {
    pilot(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_same_without_javascript() {
    pilot(false).await;
}

/// The file chooser is the browser's own.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_file_is_chosen_and_sent_without_javascript() {
    let (house, mut client) = house().await;
    let toml = client.get("/admin/policy/export").await.body.replace("reconfirm_days = 180", "reconfirm_days = 45");
    let folder = crate::harness::new_dir("policy-file");
    let (good, bad) = (folder.join("policy.toml"), folder.join("picture.toml"));
    std::fs::write(&good, toml).unwrap();
    std::fs::write(&bad, b"\x89PNG\r\n\x1a\n\0").unwrap();
    let browser = open(&house, "nora", &Options { js: false, ..Options::default() }).await;
    browser.open(&format!("{}/admin/policy/import", house.url)).await;
    for (path, words) in [(&bad, "This is not a text file"), (&good, "The file is your draft now.")] {
        let field = browser.driver.find(By::Css("#file")).await.unwrap();
        field.send_keys(path.to_str().unwrap()).await.unwrap();
        browser.driver.find(By::Css("main form .button")).await.unwrap().click().await.unwrap();
        browser.wait_text(words).await;
        if path == &bad {
            crate::harness::look::look(&browser, "policy-import-error").await;
        }
    }
    assert!(browser.text().await.contains("45"));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_accessible_wide_and_narrow_light_and_dark_in_both_languages() {
    let (house, mut client) = house().await;
    scan(&house).await;
    // Something on every page.
    let page = client.get("/admin/policy/edit/everybody").await;
    let page = super::press(&mut client, &page, ("do", "preview"), &[("reconfirm-days", "90")]).await;
    super::press(&mut client, &page, ("", ""), &[("comment", "The pilot begins on Monday")]).await;
    let browser = open(&house, "vera", &Options::default()).await;
    let mut hand = Hand { browser: &browser, clicks: 0 };
    browser.open(&format!("{}/admin/policy/draft", house.url)).await;
    hand.type_into("#new-name", "Head office").await;
    hand.click("button[value=add]").await;
    browser.wait_text("Policy Head office").await;
    hand.type_into("#find-for-groups", "p").await;
    hand.click("button[value=find-for-groups]").await;
    browser.wait_text("Found for").await;
    hand.click("button[value='add-for-groups:Pilot']").await;
    browser.wait_text("Take out").await;
    hand.click("input[name=enabled][value=none]").await;
    hand.click("input[name=gates][value='1']").await;
    hand.click("button.button[value=preview]").await;
    browser.wait_text("Whom it meets").await;
    let pages = [
        ("home", "policy"),
        ("draft", "policy/draft"),
        ("edit", "policy/edit/0?list=groups&find=ex"),
        ("shared", "policy/edit/shared"),
        ("preview", "policy/preview"),
        ("affected", "policy/preview/changes-policy"),
        ("versions", "policy/versions"),
        ("version", "policy/versions/1"),
        ("import", "policy/import"),
        ("switch", "policy/switch"),
    ];
    for lang in ["en", "fr"] {
        for (name, path) in pages {
            let joint = if path.contains('?') { '&' } else { '?' };
            browser.open(&format!("{}/admin/{path}{joint}lang={lang}", house.url)).await;
            for (width, dark) in [(1280, false), (390, false), (390, true), (320, false)] {
                let metrics = json!({ "width": width, "height": 844, "deviceScaleFactor": 1, "mobile": width < 600 });
                browser.cdp("Emulation.setDeviceMetricsOverride", metrics).await;
                let scheme = if dark { "dark" } else { "light" };
                let colours = json!({ "features": [{ "name": "prefers-color-scheme", "value": scheme }] });
                browser.cdp("Emulation.setEmulatedMedia", colours).await;
                let view = format!("{lang} {name} {width} {scheme}");
                assert!(!browser.overflows().await, "{view} is wider than the window");
                if width != 320 {
                    browser.assert_accessible(&view).await;
                }
                if std::env::var_os("LATCHKEY_SHOTS").is_some() {
                    browser.screenshot(&format!("policy-{lang}-{name}-{width}-{scheme}")).await;
                }
            }
        }
    }
    let found = browser.complaints().await;
    assert_eq!(found, Vec::<String>::new());
    browser.close().await;
}

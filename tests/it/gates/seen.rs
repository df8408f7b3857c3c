//! How the pages look: at two widths, light and dark, without overflow, accessible.

use super::{everything, policy, sent_code};
use crate::harness::{
    app::{House, Options},
    chromium::{self, Browser},
};

const WAYS: [(&str, &str); 7] = [
    ("app", "Authenticator app"),
    ("sms", "Text message"),
    ("voice", "Phone call"),
    ("office", "Call to your desk phone"),
    ("recovery-code", "Recovery code"),
    ("pass", "Temporary pass"),
    ("passkey", "Passkey or security key"),
];

async fn look(browser: &Browser, name: &str) {
    assert!(!browser.overflows().await, "{name} is too wide");
    browser.assert_accessible(name).await;
    browser.screenshot(name).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_of_every_method_is_whole() {
    for (width, height, dark) in [(390, 844, false), (390, 844, true), (1280, 800, false), (1280, 800, true)] {
        let house = House::with(Options { policy: policy(), localhost: true, ..Options::default() }).await;
        let kit = everything(&house, "alice").await;
        let browser = Browser::new(&chromium::Options { width, height, dark, ..Default::default() }).await;
        let shot = |page: &str| format!("gates-{page}-{width}{}", if dark { "-dark" } else { "" });
        browser.open(&format!("{}/reset", house.url)).await;
        browser.fill("User name or work email", "alice").await;
        browser.press("Continue").await;
        house.drain().await;
        browser.wait_text("How can we check that it is you?").await;
        look(&browser, &shot("methods")).await;
        for (method, label) in WAYS {
            browser.open(&format!("{}/reset/method", house.url)).await;
            browser.choose(label).await;
            browser.press("Continue").await;
            browser.wait_text(if method == "passkey" { "Use my passkey" } else { "Check code" }).await;
            house.drain().await;
            look(&browser, &shot(method)).await;
        }
        browser.open(&format!("{}/reset/method", house.url)).await;
        browser.choose("Recovery code").await;
        browser.press("Continue").await;
        browser.fill("Type one of your recovery codes", "7F3K-22").await;
        browser.press("Check code").await;
        browser.wait_text("has 16 letters and digits").await;
        look(&browser, &shot("recovery-code-short")).await;
        browser.fill("Type one of your recovery codes", &kit.codes[0]).await;
        browser.press("Check code").await;
        browser.wait_text("One more check").await;
        look(&browser, &shot("second")).await;
        browser.choose("Security questions").await;
        browser.press("Continue").await;
        browser.wait_text("Answer these questions").await;
        look(&browser, &shot("questions")).await;
        browser.press("Check answers").await;
        browser.wait_text("Answer all questions").await;
        look(&browser, &shot("questions-empty")).await;
        // The notice of the recovery code leads to the page of who did not do it.
        house.drain().await;
        let mail =
            house.messages_to("alice@home.test").into_iter().rev().find(|m| m.text.contains("/not-me/")).unwrap();
        let link = mail.text.split_whitespace().find(|word| word.contains("/not-me/")).unwrap().to_owned();
        browser.open(&link).await;
        browser.wait_text("Was this not you?").await;
        assert!(browser.url().await.ends_with("/not-me"), "R25: {}", browser.url().await);
        look(&browser, &shot("not-me")).await;
        browser.press("This was not me").await;
        browser.wait_text("Your account is protected").await;
        look(&browser, &shot("not-me-done")).await;
        assert!(sent_code(&house, "voice", 0).is_some());
        browser.close().await;
    }
}

//! The rules of a new password while one types it, and suggestions.

use super::{
    demo::Demo,
    person::{Person, phone},
};
use crate::harness::chromium::Options;

const MET: &str = "[...document.querySelectorAll('.rules .met')].map((line) => line.dataset.rule).join()";
const UNMET: &str = "[...document.querySelectorAll('.rules .unmet')].map((line) => line.dataset.rule).join()";

#[tokio::test]
async fn each_line_turns_green_as_one_types_and_all_reasons_come_after_sending() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(true)).await;
    person.pass("alice", "0134").await;
    assert_eq!(person.browser.evaluate(MET).await, "");
    person.type_into("#new-password", "alice").await;
    assert_eq!(person.browser.evaluate(MET).await, "", "a name, and too short");
    person.type_into("#new-password", "nine slow clouds").await;
    assert_eq!(person.browser.evaluate(MET).await, "minimum,names");
    // Screen readers hear it once, when the typing rests.
    person.browser.wait_text("Done: At least 14 characters").await;
    let live = "document.querySelector('[data-live]').textContent";
    for _ in 0..100 {
        if person.browser.evaluate(live).await != "" {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let heard = person.browser.evaluate(live).await;
    assert!(heard.as_str().unwrap().starts_with("Done: At least 14 characters"), "{heard}");
    person.type_into("#new-password", "").await;
    person.set("alicealice1").await;
    assert_eq!(person.path().await, "/reset/password");
    let unmet = person.browser.evaluate(UNMET).await;
    assert!(unmet.as_str().unwrap().contains("minimum") && unmet.as_str().unwrap().contains("names"), "{unmet}");
    for (width, dark) in [(390, false), (390, true), (1280, false), (1280, true)] {
        let colour = if dark { "dark" } else { "light" };
        let scheme = serde_json::json!({ "features": [{ "name": "prefers-color-scheme", "value": colour }] });
        person.browser.cdp("Emulation.setEmulatedMedia", scheme).await;
        let size = serde_json::json!({ "width": width, "height": 900, "deviceScaleFactor": 1, "mobile": false });
        person.browser.cdp("Emulation.setDeviceMetricsOverride", size).await;
        person.browser.screenshot(&format!("rules-{width}-{colour}")).await;
    }
    // Typing again: what the server said was about the one before.
    person.type_into("#new-password", "n").await;
    assert_eq!(person.browser.evaluate(UNMET).await, "");
    person.browser.close().await;
}

#[tokio::test]
async fn a_suggestion_is_taken_with_one_press_and_new_ones_need_no_script() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &Options { width: 390, ..phone(true) }).await;
    person.pass("alice", "0134").await;
    person.see(".phrases summary").await.click().await.unwrap();
    let first = person.browser.evaluate("document.querySelector('.phrases code').textContent").await;
    person.browser.screenshot("phrases-390").await;
    person.browser.assert_accessible("suggestions").await;
    person.see(".phrases li button").await.click().await.unwrap();
    assert_eq!(person.browser.evaluate("document.querySelector('#new-password').value").await, first);
    assert_eq!(person.browser.evaluate(MET).await, "minimum,names");
    person.go(".phrases a").await;
    assert_eq!(person.path().await, "/reset/password");
    assert_eq!(person.browser.evaluate("document.querySelector('.phrases').open").await, true);
    assert_ne!(person.browser.evaluate("document.querySelector('.phrases code').textContent").await, first);
    person.browser.close().await;
}

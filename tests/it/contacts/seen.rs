//! The pages in a real browser: on a phone and on a desk, light and dark, with and without scripts.

use serde_json::json;
use thirtyfour::By;

use super::visitor::{Visitor, begin_session, policy};
use crate::harness::{
    app::House,
    chromium::{Browser, Options},
};

async fn browser(house: &House, options: &Options, cookie: &str) -> Browser {
    let browser = Browser::new(options).await;
    browser.cdp("Network.setCookie", json!({ "name": "rs", "value": cookie, "url": house.url })).await;
    browser
}

async fn look(browser: &Browser, name: &str, prefix: &str) {
    assert!(!browser.overflows().await, "{prefix} {name} is too wide");
    browser.assert_accessible(name).await;
    browser.screenshot(&format!("contacts-{prefix}-{name}")).await;
}

async fn path(browser: &Browser) -> String {
    url::Url::parse(&browser.url().await).unwrap().path().to_owned()
}

/// Types into a field in place of what was there, presses a button, waits for the page that it leads to.
async fn send(browser: &Browser, field: Option<(&str, &str)>, button: &str, to: &str) {
    if let Some((id, text)) = field {
        let input = browser.driver.find(By::Id(id)).await.expect("a field");
        input.clear().await.unwrap();
        input.send_keys(text).await.unwrap();
    }
    browser.driver.find(By::Css(button)).await.expect("a button").click().await.unwrap();
    for _ in 0..200 {
        if path(browser).await == to {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("{button} leads to {}: {}", browser.url().await, browser.text().await);
}

/// The first button of the page's own form.
const SHEET: &str = ".sheet > form .button";
const MAIN: &str = "main .button:not(.quiet)";

async fn journey(options: Options, prefix: &str) {
    let house = House::under(policy()).await;
    house.run_jobs();
    let alice = Visitor::new(&house, "alice").await;
    let cookie = begin_session(&house.app, alice.id, "alice", latchkey::domain::session::Entry::Password, "en").await;
    let browser = browser(&house, &options, &cookie).await;
    let open = async |path: &str| browser.open(&format!("{}{path}", house.url)).await;
    let code = async |to: &str| {
        for _ in 0..200 {
            if !house.messages_to(to).is_empty() {
                return alice.code(to);
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        panic!("nothing to {to}");
    };
    open("/security-info/add").await;
    look(&browser, "add", prefix).await;
    open("/security-info/add/phone").await;
    look(&browser, "phone", prefix).await;
    send(&browser, Some(("phone", "+1 900 234 5678")), SHEET, "/security-info/add/phone").await;
    browser.wait_text("service number").await;
    look(&browser, "phone-wrong", prefix).await;
    send(&browser, Some(("phone", "(202) 555-0188")), SHEET, "/security-info/add/code").await;
    look(&browser, "code", prefix).await;
    let right = code("+12025550188").await;
    send(&browser, Some(("code", "000")), MAIN, "/security-info/add/code").await;
    browser.wait_text("Enter all 6 digits").await;
    look(&browser, "code-wrong", prefix).await;
    send(&browser, Some(("code", &right)), MAIN, "/security-info").await;
    open("/security-info/add/mailbox").await;
    look(&browser, "mailbox", prefix).await;
    send(&browser, Some(("mailbox", "alice@other.example")), SHEET, "/security-info/add/code").await;
    house.clock.advance(std::time::Duration::from_secs(1));
    let right = code("alice@other.example").await;
    send(&browser, Some(("code", &right)), MAIN, "/security-info").await;
    assert_eq!(alice.contacts().await, ["+12025550188", "alice@other.example"]);
    let phone = alice.kept().await[0].id;
    open(&format!("/security-info/remove?id={phone}")).await;
    look(&browser, "remove", prefix).await;
    send(&browser, None, "form .button", "/security-info").await;
    assert_eq!(alice.contacts().await, ["alice@other.example"]);
    // Another session proves itself first.
    alice.had_phone("+12025550181").await;
    let cookie = begin_session(&house.app, alice.id, "alice", latchkey::domain::session::Entry::Password, "en").await;
    browser.cdp("Network.setCookie", json!({ "name": "rs", "value": cookie, "url": house.url })).await;
    open("/security-info/add/mailbox").await;
    assert_eq!(path(&browser).await, "/security-info/prove");
    look(&browser, "prove", prefix).await;
    browser.driver.find(By::Css("label[for=way-1]")).await.unwrap().click().await.unwrap();
    send(&browser, None, MAIN, "/security-info/prove/answer").await;
    look(&browser, "prove-code", prefix).await;
    let right = code("+12025550181").await;
    send(&browser, Some(("code", &right)), MAIN, "/security-info/add/mailbox").await;
    open("/security-info/try?works").await;
    look(&browser, "tried", prefix).await;
    if options.js {
        // The browser itself notes every answer of 4xx.
        let complaints = browser.complaints().await;
        assert!(complaints.iter().all(|text| text.contains("status of 4")), "{complaints:?}");
    }
    browser.close().await;
}

fn phone() -> Options {
    Options { width: 390, height: 844, ..Options::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_a_phone_in_the_light() {
    journey(phone(), "390-light").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_a_phone_in_the_dark_without_scripts() {
    journey(Options { js: false, dark: true, ..phone() }, "390-dark").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_a_desk_in_the_light() {
    journey(Options::default(), "1280-light").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn on_a_desk_in_the_dark() {
    journey(Options { dark: true, ..Options::default() }, "1280-dark").await;
}

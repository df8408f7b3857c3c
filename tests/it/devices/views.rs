//! The pages as people see them: with and without scripts, small and large, light and dark, on paper.

use base64::Engine as _;
use latchkey::domain::{security_info::Kind, time::Clock as _};
use serde_json::json;

use super::{APP, INFO, PASSKEY, QUESTIONS, RECOVERY, at_localhost, enter, items, oathtool, zbarimg};
use crate::harness::chromium::{Browser, Options};

/// Presses the one main button and waits for the next page.
async fn submit(browser: &Browser) {
    browser.evaluate("void (window.stillHere = true)").await;
    let button = browser.driver.find(thirtyfour::By::Css("main form .button:not(.quiet)")).await.unwrap();
    button.click().await.unwrap();
    let gone = async || {
        let answer = browser
            .driver
            .cdp()
            .send_raw(
                "Runtime.evaluate",
                json!({ "expression": "window.stillHere === undefined && document.readyState === 'complete'" }),
            )
            .await;
        answer.is_ok_and(|answer| answer["result"]["value"] == json!(true)).then_some(())
    };
    crate::harness::wait_until("the next page", std::time::Duration::from_secs(20), gone).await;
}

async fn fill(browser: &Browser, css: &str, text: &str) {
    let field = browser.driver.find(thirtyfour::By::Css(css)).await.unwrap();
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// What a selector's element says.
async fn says(browser: &Browser, css: &str) -> String {
    browser.driver.find(thirtyfour::By::Css(css)).await.unwrap().text().await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r52_the_picture_is_read_by_a_reader_in_light_and_dark() {
    let house = at_localhost().await;
    for (dark, width) in [(false, 390), (true, 390), (true, 1280)] {
        let id = house.person(&format!("alice{dark}{width}")).await;
        let browser = Browser::new(&Options { dark, width, height: 1200, ..Options::default() }).await;
        enter(&browser, &house, id).await;
        browser.open(&format!("{}{APP}", house.url)).await;
        let shot = format!("devices-app-{width}-{dark}");
        browser.screenshot(&shot).await;
        let key = says(&browser, ".facts code").await;
        let read = zbarimg(&shot);
        let address = url::Url::parse(&read).unwrap();
        assert!(read.starts_with("otpauth://totp/"), "{read}");
        let query: std::collections::BTreeMap<_, _> = address.query_pairs().into_owned().collect();
        assert_eq!(query["secret"], key.replace(' ', ""), "the picture says what the key says");
        assert_eq!((query["secret"].len(), query["issuer"].as_str()), (32, "Contoso"));
        assert!(address.path().contains(&format!("alice{dark}{width}")), "{read}");
        // U84: the same address for the phone itself.
        let link = browser.driver.find(thirtyfour::By::Css("a[href^='otpauth:']")).await.unwrap();
        assert_eq!(link.attr("href").await.unwrap().unwrap(), read);
        assert!(!browser.overflows().await);
        browser.close().await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn everything_but_a_passkey_works_without_scripts() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let browser = Browser::new(&Options { js: false, width: 320, height: 640, ..Options::default() }).await;
    enter(&browser, &house, id).await;
    let at = |path: &str| format!("{}{path}", house.url);
    browser.open(&at(APP)).await;
    assert!(!browser.overflows().await);
    let key = says(&browser, ".facts code").await.replace(' ', "");
    fill(&browser, "#code", &oathtool(&key, house.clock.now())).await;
    submit(&browser).await;
    assert!(browser.url().await.ends_with(INFO));

    browser.open(&at(RECOVERY)).await;
    submit(&browser).await;
    assert!(!browser.overflows().await);
    let group = says(&browser, ".codes li:nth-child(4) code").await[5..9].to_owned();
    fill(&browser, "#group", &group).await;
    submit(&browser).await;
    assert!(browser.url().await.ends_with(INFO));

    browser.open(&at(QUESTIONS)).await;
    assert!(!browser.overflows().await);
    for (n, (question, answer)) in
        [("pet", "Rex"), ("toy", "Bear"), ("hero", "Zorro"), ("food", "Soup"), ("sport", "Chess")].iter().enumerate()
    {
        let option = format!("#question-{} option[value={question}]", n + 1);
        browser.driver.find(thirtyfour::By::Css(&option)).await.unwrap().click().await.unwrap();
        fill(&browser, &format!("#answer-{}", n + 1), answer).await;
    }
    submit(&browser).await;
    assert!(browser.url().await.ends_with(INFO), "{}", browser.text().await);
    for kind in [Kind::App, Kind::RecoveryCodes, Kind::Questions] {
        assert_eq!(items(&house, id, kind).await.len(), 1, "{kind:?}");
    }
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn u73_recovery_codes_print_black_on_white_with_whose_they_are() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let browser = Browser::new(&Options { dark: true, ..Options::default() }).await;
    enter(&browser, &house, id).await;
    browser.open(&format!("{}{RECOVERY}", house.url)).await;
    submit(&browser).await;
    let first = says(&browser, ".codes li:first-child code").await;
    let pdf = browser.cdp("Page.printToPDF", json!({ "printBackground": true })).await;
    let pdf = base64::engine::general_purpose::STANDARD.decode(pdf["data"].as_str().unwrap()).unwrap();
    let file = crate::harness::cache().with_file_name("shots").join("devices-codes.pdf");
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(&file, pdf).unwrap();
    // As the printer gets it.
    browser.cdp("Emulation.setEmulatedMedia", json!({ "media": "print" })).await;
    browser.screenshot("devices-codes-print").await;
    let text = browser.text().await;
    assert!(text.contains(&first), "{text}");
    assert!(text.contains("Recovery codes of alice for Contoso, made on 21 September 2026"), "{text}");
    assert!(
        !text.contains("http") && !text.contains("I have stored them") && !text.contains("Save as a file"),
        "{text}"
    );
    let colours = "(() => { const s = getComputedStyle(document.querySelector('.codes code')); \
                   const p = getComputedStyle(document.querySelector('.sheet')); return [s.color, p.backgroundColor]; })()";
    assert_eq!(browser.evaluate(colours).await, json!(["rgb(0, 0, 0)", "rgb(255, 255, 255)"]));
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn u86_codes_and_keys_are_copied_whole() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let browser = Browser::new(&Options::default()).await;
    browser
        .cdp("Browser.grantPermissions", json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }))
        .await;
    enter(&browser, &house, id).await;
    let copied = async |button: &str| {
        browser.press(button).await;
        browser.wait_text("Copied").await;
        browser.evaluate("navigator.clipboard.readText()").await.as_str().unwrap().to_owned()
    };
    browser.open(&format!("{}{APP}", house.url)).await;
    let key = says(&browser, ".facts code").await.replace(' ', "");
    assert_eq!(copied("Copy key").await, key);
    browser.open(&format!("{}{RECOVERY}", house.url)).await;
    submit(&browser).await;
    let codes = copied("Copy all").await;
    assert_eq!(codes.lines().count(), 10);
    assert_eq!(codes.lines().next().unwrap(), says(&browser, ".codes li:first-child code").await);
    assert!(browser.complaints().await.is_empty());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_pages_are_accessible_and_fit() {
    let house = at_localhost().await;
    for (dark, width, lang) in
        [(false, 390, "en"), (true, 390, "fr"), (false, 1280, "fr"), (true, 1280, "en"), (true, 320, "fr")]
    {
        let id = house.person(&format!("p{dark}{width}")).await;
        let browser =
            Browser::new(&Options { dark, width, height: 900, lang: lang.into(), ..Options::default() }).await;
        enter(&browser, &house, id).await;
        let check = async |name: &str| {
            let name = format!("devices-{name}-{width}-{}", if dark { "dark" } else { "light" });
            browser.screenshot(&name).await;
            browser.assert_accessible(&name).await;
            assert!(!browser.overflows().await, "{name}");
            let complaints = browser.complaints().await;
            assert!(complaints.iter().all(|c| c.contains("the server responded with a status of 4")), "{complaints:?}");
        };
        for (name, path) in [("app", APP), ("passkey", PASSKEY), ("recovery", RECOVERY), ("questions", QUESTIONS)] {
            browser.open(&format!("{}{path}", house.url)).await;
            check(name).await;
            if name == "app" || name == "questions" {
                submit(&browser).await;
                check(&format!("{name}-wrong")).await;
            }
            if name == "recovery" {
                submit(&browser).await;
                check("codes").await;
                submit(&browser).await;
                check("codes-wrong").await;
            }
        }
        browser.close().await;
    }
}

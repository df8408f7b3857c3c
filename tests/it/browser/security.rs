//! What a browser itself must see of the defences.

use std::time::Duration;

use serde_json::{Value, json};
use thirtyfour::By;
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::{
    demo::{Demo, OLD},
    person::{Person, phone},
};
use crate::harness::{chromium::Options, wait_until};

const NEW: &str = "seven calm rivers 31";

#[tokio::test]
async fn r66_the_back_button_after_the_end_meets_no_form() {
    for js in [true, false] {
        let demo = Demo::start().await;
        let person = Person::at(&demo, &phone(js)).await;
        person.pass("alice", "0134").await;
        person.set(NEW).await;
        assert!(person.sees(".seal.good").await);
        for steps_back in 1..=3 {
            person.browser.requests().await;
            person.leaving(async || person.browser.driver.back().await.unwrap()).await;
            let asked = person.browser.requests().await;
            assert!(!asked.is_empty(), "{steps_back} back: the page came from the browser's memory");
            for field in ["#code", "#new-password", "[name=method]", "[name=action]"] {
                assert!(!person.sees(field).await, "{steps_back} back: {field} on {}", person.path().await);
            }
            let text = person.browser.text().await;
            let said = ["This reset is finished", "Your password was changed"];
            assert!(said.iter().any(|said| text.contains(said)), "{steps_back} back: {text}");
        }
        person.browser.close().await;
    }
}

#[tokio::test]
async fn r76_nothing_secret_is_in_any_address_title_or_form_target() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(true)).await;
    person.identify("alice").await;
    let mut seen = Vec::new();
    note(&person, &mut seen).await;
    person.choose("sms").await;
    let first = demo.code("sms", "0134").await;
    note(&person, &mut seen).await;
    person.give(&first).await;
    note(&person, &mut seen).await;
    person.choose("email").await;
    let second = demo.code("mail", "alice@home").await;
    note(&person, &mut seen).await;
    person.give(&second).await;
    note(&person, &mut seen).await;
    person.set(NEW).await;
    note(&person, &mut seen).await;
    seen.extend(person.browser.requests().await);
    let history = person.browser.cdp("Page.getNavigationHistory", json!({})).await;
    for entry in history["entries"].as_array().unwrap() {
        seen.push(format!("{} {}", entry["url"], entry["title"]));
    }
    let cookies = person.browser.cdp("Network.getCookies", json!({ "urls": [demo.url] })).await;
    let tokens = cookies["cookies"].as_array().unwrap().iter().filter_map(|cookie| cookie["value"].as_str());
    let mut secrets: Vec<&str> = tokens.filter(|value| value.len() >= 20).collect();
    assert!(!secrets.is_empty(), "{cookies}");
    secrets.extend([&*first, &*second, NEW, "alice", "0134"]);
    for place in &seen {
        let plain = place.replace('+', " ").replace("%20", " ");
        for secret in &secrets {
            assert!(!plain.contains(secret), "{secret} is in {place}");
        }
    }
    for cookie in cookies["cookies"].as_array().unwrap() {
        assert_eq!(cookie["httpOnly"], true, "{cookie}");
    }
    person.browser.close().await;
}

/// Address, title and form targets of the page.
async fn note(person: &Person<'_>, seen: &mut Vec<String>) {
    let facts = "[location.href, document.title, document.referrer, ...[...document.forms].map(f => \
                 f.getAttribute('action'))].join('\\n')";
    seen.push(person.browser.evaluate(facts).await.as_str().unwrap().to_owned());
}

#[tokio::test]
async fn r79_framing_is_blocked_and_the_opener_is_cut() {
    let demo = Demo::start().await;
    let site = MockServer::start().await;
    let html = format!(
        "<!doctype html><title>x</title><iframe src='{0}/reset'></iframe><a href='{0}/' target=w rel=opener>go</a>",
        demo.url
    );
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_raw(html, "text/html")).mount(&site).await;
    let person = Person::at(&demo, &Options::default()).await;
    person.browser.open(&site.uri()).await;
    let refused = wait_until("the browser refuses the frame", Duration::from_secs(10), async || {
        let complaints = person.browser.complaints().await;
        complaints.into_iter().find(|c| c.contains("frame-ancestors") || c.contains("X-Frame-Options"))
    });
    assert!(refused.await.contains(&demo.url));
    person.browser.driver.enter_frame(0).await.unwrap();
    assert!(!person.sees("#login").await, "the form is in a frame");
    person.browser.driver.enter_default_frame().await.unwrap();
    person.see("a").await.click().await.unwrap();
    wait_until("a second window", Duration::from_secs(10), async || {
        let windows = person.browser.driver.windows().await.ok()?;
        person.browser.driver.switch_to_window(windows.get(1)?.clone()).await.ok()
    })
    .await;
    person.browser.wait_text("What do you need?").await;
    let opener = person.browser.driver.execute("return window.opener === null", vec![]).await.unwrap();
    assert_eq!(*opener.json(), Value::Bool(true));
    person.browser.close().await;
}

#[tokio::test]
async fn r119_passwords_are_pasted_shown_hidden_and_sent_hidden() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &Options::default()).await;
    person.open("/change").await;
    person.type_into("#login", "jose").await;
    // The clipboard is filled by hand: copied from one field, pasted into the others.
    for (field, text) in [("#old-password", OLD), ("#new-password", NEW)] {
        let login = person.see("#login").await;
        person.type_into("#login", text).await;
        login.send_keys(thirtyfour::Key::Control + "a").await.unwrap();
        login.send_keys(thirtyfour::Key::Control + "x").await.unwrap();
        person.see(field).await.send_keys(thirtyfour::Key::Control + "v").await.unwrap();
        assert_eq!(person.see(field).await.value().await.unwrap().as_deref(), Some(text), "{field} takes no paste");
    }
    person.type_into("#login", "jose").await;
    let toggles = person.browser.driver.find_all(By::Css(".reveal button")).await.unwrap();
    assert_eq!(toggles.len(), 2);
    assert_eq!(toggles[1].text().await.unwrap(), "Show");
    assert_eq!(toggles[1].attr("aria-label").await.unwrap().as_deref(), Some("Show password"));
    toggles[1].click().await.unwrap();
    assert_eq!(person.see("#new-password").await.attr("type").await.unwrap().as_deref(), Some("text"));
    assert_eq!(toggles[1].attr("aria-label").await.unwrap().as_deref(), Some("Hide password"));
    // What the field is when it is sent: noted after the page's own listeners, and the form goes on.
    person
        .browser
        .evaluate(
            "void document.querySelector('main form').addEventListener('submit', () => { \
             window.name = document.querySelector('#new-password').type; })",
        )
        .await;
    person.submit().await;
    assert!(person.browser.text().await.contains("Your new password is set"), "{}", person.browser.text().await);
    assert_eq!(person.browser.evaluate("window.name").await, "password");
    person.browser.close().await;

    let plain = Person::at(&demo, &Options { js: false, ..Options::default() }).await;
    plain.open("/change").await;
    assert!(!plain.sees(".reveal button").await, "a button that can do nothing (U30)");
    plain.browser.close().await;
}

#[tokio::test]
async fn r65_a_double_click_sends_once() {
    for js in [true, false] {
        let demo = Demo::start().await;
        let person = Person::at(&demo, &Options { js, ..Options::default() }).await;
        person.identify("alice").await;
        person.see("label[for=method-sms]").await.click().await.unwrap();
        double_click(&person).await;
        person.browser.wait_text("Enter the code from the text message").await;
        demo.code("sms", "0134").await;
        let sent = demo.messages().await.iter().filter(|m| m["channel"] == "sms").count();
        assert_eq!(sent, 1, "scripts {js}");
        person.browser.close().await;
    }
}

#[tokio::test]
async fn r65_with_scripts_every_button_may_be_double_clicked() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &Options::default()).await;
    person.identify("alice").await;
    person.choose("sms").await;
    person.type_into("#code", &demo.code("sms", "0134").await).await;
    double_click(&person).await;
    person.browser.wait_text("One more check").await;
    person.prove("email", "alice@home").await;
    person.type_into("#new-password", NEW).await;
    double_click(&person).await;
    person.browser.wait_text("Your password was changed").await;
    demo.message("mail", "alice@contoso").await;
    let told = demo.messages().await;
    assert_eq!(told.iter().filter(|m| m["to"] == "alice@contoso.test").count(), 1, "told once");
    person.browser.close().await;
}

/// Two clicks on the main button, as fast as a hand can.
async fn double_click(person: &Person<'_>) {
    person
        .leaving(async || {
            let button = person.see("main form > .row > .button").await;
            person.browser.driver.action_chain().double_click_element(&button).perform().await.unwrap();
        })
        .await;
}

#[tokio::test]
async fn r100_a_name_written_from_right_to_left_disturbs_nothing() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(true)).await;
    person.pass("fatima", "0181").await;
    assert_eq!(person.path().await, "/reset/password");
    person.set(NEW).await;
    assert!(person.sees(".seal.good").await);
    person.open("/demo/outbox").await;
    let text = person.browser.text().await;
    assert!(text.contains("فاطمة الزهراء"), "{text}");
    assert_eq!(person.browser.complaints().await, Vec::<String>::new());
    assert!(!person.browser.overflows().await);
    person.browser.close().await;
}

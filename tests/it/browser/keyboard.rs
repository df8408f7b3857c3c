//! Nothing but the keyboard.

use serde_json::Value;
use thirtyfour::Key;

use super::{
    demo::Demo,
    person::{Person, phone},
};
use crate::harness::chromium::Options;

/// What has the focus, and how its outline looks.
const FOCUS: &str = "(() => { const e = document.activeElement, s = getComputedStyle(e), \
                     r = e.matches('.choice input') ? getComputedStyle(e.closest('.choice')) : s; \
                     return { what: e.id || e.getAttribute('href') || e.textContent.trim(), tag: e.tagName, \
                     ring: r.outlineStyle !== 'none' && parseFloat(r.outlineWidth) >= 2, \
                     top: e.getBoundingClientRect().top, at: [...document.querySelectorAll('*')].indexOf(e) }; })()";

async fn tab(person: &Person<'_>) -> Value {
    person.browser.driver.action_chain().send_keys(Key::Tab).perform().await.unwrap();
    person.browser.evaluate(FOCUS).await
}

async fn press(person: &Person<'_>, key: Key) {
    person.browser.driver.action_chain().send_keys(key).perform().await.unwrap();
}

/// Tabs until `what` has the focus; each stop on the way is further down in the page and has a visible ring.
async fn walk_to(person: &Person<'_>, what: &str) {
    let mut last = -1;
    let mut stops = Vec::new();
    for _ in 0..20 {
        let focus = tab(person).await;
        let at = focus["at"].as_i64().unwrap();
        assert!(at > last, "{focus} comes before {stops:?}");
        assert_eq!(focus["ring"], true, "no ring at {focus}");
        last = at;
        stops.push(focus["what"].as_str().unwrap().to_owned());
        if focus["what"] == what {
            return;
        }
    }
    panic!("{what} is not among {stops:?}");
}

#[tokio::test]
async fn the_whole_reset_needs_no_mouse() {
    let demo = Demo::start().await;
    for dark in [false, true] {
        let (login, number) = if dark { ("jose", "0125") } else { ("alice", "0134") };
        let person = Person::at(&demo, &Options { dark, ..Options::default() }).await;
        person.open("/").await;
        // The first stop leads past the head of the page.
        let first = tab(&person).await;
        assert_eq!(first["what"], "#main");
        assert!(first["top"].as_f64().unwrap() >= 0.0, "the skip link is seen: {first}");
        press(&person, Key::Enter).await;
        assert_eq!(person.browser.evaluate("document.activeElement.id").await, "main");
        assert_eq!(tab(&person).await["what"], "/reset", "past the head");
        person.leaving(async || press(&person, Key::Enter).await).await;

        walk_to(&person, "login").await;
        type_text(&person, login).await;
        person.leaving(async || press(&person, Key::Enter).await).await;
        for (method, to) in [("sms", number.to_owned()), ("email", format!("{login}@home"))] {
            // One stop for all of them; the arrows go from one to the next and choose it.
            walk_to_radios(&person).await;
            press(&person, Key::Space).await;
            arrow_to(&person, if method == "sms" { "method-sms" } else { "method-email" }).await;
            person.leaving(async || press(&person, Key::Enter).await).await;
            let code = demo.code(if method == "sms" { "sms" } else { "mail" }, &to).await;
            walk_to(&person, "code").await;
            type_text(&person, &code).await;
            walk_to_button(&person).await;
            person.leaving(async || press(&person, Key::Space).await).await;
        }
        walk_to(&person, "new-password").await;
        type_text(&person, "nine slow clouds 44").await;
        assert_eq!(tab(&person).await["what"], "Show");
        // Closed, the suggestions are one stop.
        assert_eq!(tab(&person).await["what"], "Suggest a password");
        assert_eq!(tab(&person).await["what"], "Set new password");
        person.leaving(async || press(&person, Key::Enter).await).await;
        person.browser.wait_text("Your password was changed").await;
        person.browser.close().await;
    }
}

async fn walk_to_radios(person: &Person<'_>) {
    for _ in 0..20 {
        let focus = tab(person).await;
        assert_eq!(focus["ring"], true, "no ring at {focus}");
        if focus["what"].as_str().unwrap().starts_with("method-") {
            return;
        }
    }
    panic!("no method can be reached");
}

async fn arrow_to(person: &Person<'_>, method: &str) {
    for _ in 0..12 {
        if person.browser.evaluate("document.activeElement.id").await == method {
            return;
        }
        press(person, Key::Down).await;
    }
    panic!("{method} can not be reached");
}

async fn type_text(person: &Person<'_>, text: &str) {
    person.browser.driver.action_chain().send_keys(text).perform().await.unwrap();
}

async fn walk_to_button(person: &Person<'_>) {
    assert_eq!(tab(person).await["what"], "Check code");
}

#[tokio::test]
async fn the_summary_of_what_is_wrong_leads_to_the_field() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(true)).await;
    person.open("/reset").await;
    person.submit().await;
    assert_eq!(person.browser.evaluate("document.activeElement.className").await, "note bad");
    assert_eq!(tab(&person).await["what"], "#login");
    press(&person, Key::Enter).await;
    assert_eq!(person.browser.evaluate("document.activeElement.id").await, "login");
    person.browser.close().await;
}

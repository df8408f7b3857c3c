//! The demo of the real program in Chromium: sign in to the console, with scripts and without, in both languages, wide
//! and narrow, light and dark.

use std::time::Duration;

use regex::Regex;

use crate::{
    browser::{
        demo::{Demo, OLD},
        person::Person,
    },
    harness::{chromium::Options, look, wait_until},
};

/// The code that the demo shows for somebody.
async fn code_of(person: &Person<'_>, login: &str) -> String {
    let html = reqwest::get(person.demo.at("/demo/outbox")).await.unwrap().text().await.unwrap();
    let (_, rest) = html.split_once(&format!("<strong>{login}</strong>")).unwrap_or_else(|| panic!("{login}: {html}"));
    let found = Regex::new(r"\b(\d{6})\b").unwrap().captures(rest).unwrap();
    found[1].to_owned()
}

/// Looks at a page as people do who need it most.
async fn look(person: &Person<'_>, name: &str, lang: &str) {
    look::look(&person.browser, &format!("console-{name}-{lang}")).await;
    look::resize(&person.browser, 1280, false).await;
}

async fn walk(js: bool, lang: &str) {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &Options { js, lang: lang.into(), ..Options::default() }).await;
    person.open("/admin/roles").await;
    assert_eq!(person.path().await, "/admin/sign-in");
    look(&person, "sign-in", lang).await;
    person.submit().await;
    look(&person, "sign-in-error", lang).await;
    person.type_into("#login", "olga").await;
    person.type_into("#password", OLD).await;
    person.submit().await;
    assert_eq!(person.path().await, "/admin/prove", "{}", person.browser.text().await);
    look(&person, "prove", lang).await;
    person.type_into("#code", "12").await;
    person.submit().await;
    look(&person, "prove-error", lang).await;
    person.type_into("#code", &code_of(&person, "olga").await).await;
    person.submit().await;
    assert_eq!(person.path().await, "/admin/roles", "{}", person.browser.text().await);
    look(&person, "roles", lang).await;
    person.open("/admin").await;
    look(&person, "overview", lang).await;
    person.open("/admin/roles/add").await;
    person.type_into("#find-group", "Co").await;
    person.go("button[value=find-group]").await;
    look(&person, "roles-add-found", lang).await;
    // The whole name is a choice.
    person.type_into("#find-group", "Contractors").await;
    person.go("button[value=find-group]").await;
    person.submit().await;
    look(&person, "roles-add-error", lang).await;
    person.see("label[for=role-4]").await.click().await.unwrap();
    person.submit().await;
    assert_eq!(person.path().await, "/admin/roles", "{}", person.browser.text().await);
    look(&person, "roles-added", lang).await;
    person.open("/admin/roles/remove?role=auditor&group=Contractors").await;
    look(&person, "roles-remove", lang).await;
    person.submit().await;
    assert_eq!(person.path().await, "/admin/roles");
    let complaints = person.browser.complaints().await;
    let bad: Vec<_> =
        complaints.into_iter().filter(|c| !c.contains("the server responded with a status of 4")).collect();
    assert_eq!(bad, Vec::<String>::new());
    person.go(".who button").await;
    assert_eq!(person.path().await, "/admin/sign-in");
    person.open("/admin/setup").await;
    assert_eq!(person.path().await, "/admin/sign-in", "the demo has an owner");

    // Somebody who may not, and somebody without any role.
    person.type_into("#login", "aude").await;
    person.type_into("#password", OLD).await;
    person.submit().await;
    person.type_into("#code", &code_of(&person, "aude").await).await;
    person.submit().await;
    assert_eq!(person.path().await, "/admin", "{}", person.browser.text().await);
    assert!(!person.sees(".rail a[href='/admin/roles']").await, "the rail shows what the role allows");
    person.open("/admin/roles").await;
    look(&person, "denied", lang).await;
    person.browser.close().await;
}

#[tokio::test]
async fn with_scripts_in_english() {
    walk(true, "en").await;
}

#[tokio::test]
async fn without_scripts_in_french() {
    walk(false, "fr").await;
}

#[tokio::test]
async fn the_demo_names_its_console_and_shows_codes_that_work() {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &Options::default()).await;
    person.open("/demo/outbox").await;
    let text = person.browser.text().await;
    for words in ["The console for administrators", "olga", "pia", "hugo", "aude"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    look(&person, "demo-outbox", "en").await;
    let first = code_of(&person, "olga").await;
    wait_until("the code changes with its half minute", Duration::from_secs(40), async || {
        (code_of(&person, "olga").await != first).then_some(())
    })
    .await;
    person.browser.close().await;
}

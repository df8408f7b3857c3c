//! A new employee registers a phone, an authenticator app and recovery codes: in two minutes, counted in things done.

use std::process::Command;

use super::{
    demo::{Demo, OLD},
    person::{Person, phone},
};

/// A person who counts what they do: a press, a field filled in.
struct Counted<'a> {
    person: Person<'a>,
    done: u32,
}

impl Counted<'_> {
    async fn press(&mut self, css: &str) {
        self.done += 1;
        self.person.go(css).await;
    }

    async fn fill(&mut self, css: &str, text: &str) {
        self.done += 1;
        self.person.type_into(css, text).await;
    }

    async fn submit(&mut self) {
        self.press("main form .button:not(.quiet)").await;
    }

    /// The way from the list to the page that adds `kind`.
    async fn choose(&mut self, path: &str) {
        assert_eq!(self.person.path().await, "/security-info", "{}", self.person.browser.text().await);
        self.press(&format!("a.door[href=\"{path}\"]")).await;
    }
}

async fn register(scripts: bool) {
    let demo = Demo::start().await;
    let person = Person::at(&demo, &phone(scripts)).await;
    person.open("/register").await;
    person.type_into("#login", "henry").await;
    person.type_into("#password", OLD).await;
    person.submit().await;
    let mut counted = Counted { person, done: 0 };

    counted.choose("/security-info/add/phone").await;
    counted.fill("#phone", "202-555-0177").await;
    counted.submit().await;
    let code = demo.code("sms", "0177").await;
    counted.fill("#code", &code).await;
    counted.submit().await;

    counted.choose("/security-info/add/app").await;
    let key = counted.person.see("dl.facts code").await.text().await.unwrap().replace(' ', "");
    counted.fill("#code", &app_code(&key)).await;
    counted.submit().await;

    counted.choose("/security-info/add/recovery-codes").await;
    counted.submit().await;
    let first = counted.person.see("ol.codes code").await.text().await.unwrap();
    counted.fill("#group", first.split('-').next().unwrap()).await;
    counted.submit().await;

    let text = counted.person.browser.text().await;
    assert_eq!(counted.person.path().await, "/security-info", "{text}");
    assert!(counted.done <= 12, "{} things to do", counted.done);
    for kind in ["Phone", "Authenticator app", "Recovery codes"] {
        assert!(text.contains(kind), "{kind} is not in: {text}");
    }
    // What was registered opens a reset at once: a first registration needs no rest.
    let person = &counted.person;
    person.identify("henry").await;
    person.prove("sms", "0177").await;
    person.see("label[for=method-recovery-code]").await.click().await.unwrap();
    person.submit().await;
    person.give(&first).await;
    person.set("velvet kettle under nine owls").await;
    person.browser.wait_text("Your password was changed").await;
    counted.person.browser.close().await;
}

/// The code that an app shows now, by a program that is none of ours.
fn app_code(key: &str) -> String {
    let output = Command::new("oathtool").args(["--totp", "--base32", key]).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

#[tokio::test]
async fn a_new_employee_registers_in_twelve_steps_on_a_phone() {
    register(true).await;
}

#[tokio::test]
async fn a_new_employee_registers_in_twelve_steps_without_scripts() {
    register(false).await;
}

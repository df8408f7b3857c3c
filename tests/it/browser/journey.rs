//! The whole reset, and every wrong turn on the way, as each kind of person meets it.

use super::{
    check::Checker,
    demo::{Demo, OLD},
    person::{Person, phone},
};
use crate::harness::chromium::Options;

const NEW: &str = "four plain words 27";

#[tokio::test]
async fn r78_a_phone_in_english_and_the_browser_keeps_nothing() {
    walk(&phone(true), "en", "phone").await;
}

#[tokio::test]
async fn a_phone_without_scripts_in_french() {
    walk(&Options { lang: "fr".into(), ..phone(false) }, "fr", "plain").await;
}

#[tokio::test]
async fn the_smallest_phone_in_french() {
    reset_only(&Options { lang: "fr".into(), ..Options::phone() }).await;
}

#[tokio::test]
async fn the_smallest_phone_without_scripts() {
    reset_only(&Options { js: false, ..Options::phone() }).await;
}

/// The shortest way, at the size of the options.
async fn reset_only(options: &Options) {
    let demo = Demo::start().await;
    let person = Person::at(&demo, options).await;
    person.pass("alice", "0134").await;
    assert_eq!(person.path().await, "/reset/password");
    person.set(NEW).await;
    assert_eq!(person.path().await, "/reset/result");
    assert!(person.sees(".seal.good").await, "{}", person.browser.text().await);
    assert!(!person.browser.overflows().await);
    assert_eq!(person.see("html").await.attr("lang").await.unwrap().unwrap(), options.lang);
    person.browser.close().await;
}

/// Everything that can be seen, with every check on each page.
async fn walk(options: &Options, lang: &'static str, prefix: &'static str) {
    let demo = Demo::start().await;
    let person = Person::at(&demo, options).await;
    let mut check = Checker::new(lang, prefix, options.js, options.width);
    places(&person, &mut check).await;
    first_gate(&person, &mut check).await;
    other_language(&person, lang).await;
    second_gate_and_password(&person, &mut check).await;
    unlock(&person, &mut check).await;
    help(&person, &mut check).await;
    change(&person, &mut check).await;
    person.browser.close().await;
}

/// Pages without a journey.
async fn places(person: &Person<'_>, check: &mut Checker) {
    for (path, name) in [
        ("/", "landing"),
        ("/how", "how"),
        ("/register", "register"),
        ("/nothing-is-here", "not-found"),
        ("/demo/outbox", "outbox+empty"),
    ] {
        person.open(path).await;
        check.look(person, name).await;
    }
    person.open("/").await;
    person.go(".doors li:first-child a").await;
    assert_eq!(person.path().await, "/reset");
}

/// To the page of the first code, through every mistake.
async fn first_gate(person: &Person<'_>, check: &mut Checker) {
    person.open("/reset").await;
    check.look(person, "start").await;
    person.submit().await;
    check.look(person, "start-error-empty").await;

    person.identify("alice").await;
    check.look(person, "methods").await;
    person.submit().await;
    check.look(person, "methods-error-none").await;
    person.choose("sms").await;
    check.look(person, "code").await;
    let mut words = Vec::new();
    for (typed, name) in [
        ("", "code-error-empty"),
        ("12", "code-error-too-few"),
        ("1234567890", "code-error-too-many"),
        ("abcdef", "code-error-letters"),
    ] {
        person.give(typed).await;
        assert_eq!(person.path().await, "/reset/code");
        check.look(person, name).await;
        words.push(person.problem().await);
    }
    words.sort();
    words.dedup();
    assert_eq!(words.len(), 4, "{words:?}");
    // Too early to have it sent again; the page says from when.
    person.go("form[action='/reset/code/resend'] button").await;
    check.look(person, "code+wait").await;
    assert!(person.sees("[role=status] .note").await);
}

/// The language is changed in the middle, and the journey goes on.
async fn other_language(person: &Person<'_>, lang: &str) {
    let (other, code) = (if lang == "en" { "fr" } else { "en" }, person.demo.code("sms", "0134").await);
    let wrong = if code.starts_with('1') { "222222" } else { "111111" };
    person.go(&format!("footer a[lang={other}]")).await;
    assert_eq!(person.path().await, "/reset/code");
    assert_eq!(person.see("html").await.attr("lang").await.unwrap().as_deref(), Some(other));
    person.give(wrong).await;
    let expected = if other == "fr" { "Ce code n’est pas le bon" } else { "This code is not right" };
    assert!(person.problem().await.contains(expected), "{}", person.problem().await);
    person.go(&format!("footer a[lang={lang}]")).await;
    // With spaces, as people copy them (U19).
    person.give(&format!("{} {}", &code[..3], &code[3..])).await;
    assert_eq!(person.path().await, "/reset/method", "{}", person.browser.text().await);
}

/// From the second gate to the end, and back.
async fn second_gate_and_password(person: &Person<'_>, check: &mut Checker) {
    check.look(person, "methods-second").await;
    assert!(!person.sees("#method-sms").await, "a method proves once");
    assert!(person.browser.text().await.contains("@h"), "the hint may show now");
    person.choose("email").await;
    check.look(person, "code-mail").await;
    let code = person.demo.code("mail", "alice@home.test").await;
    let wrong = if code.starts_with('1') { "22222222" } else { "11111111" };
    person.give(wrong).await;
    check.look(person, "code-mail-error-wrong").await;
    person.give(&code).await;
    assert_eq!(person.path().await, "/reset/password", "{}", person.browser.text().await);
    check.look(person, "password").await;
    for (typed, name) in
        [("", "password-error-empty"), ("short", "password-error-too-short"), (OLD, "password-error-used")]
    {
        person.set(typed).await;
        check.look(person, name).await;
        assert_eq!(person.see("#new-password").await.value().await.unwrap().as_deref(), Some(""), "U37");
    }
    person.set(NEW).await;
    assert_eq!(person.path().await, "/reset/result", "{}", person.browser.text().await);
    check.look(person, "done").await;
    let before = person.browser.text().await;
    person.browser.driver.refresh().await.unwrap();
    assert_eq!(person.browser.text().await, before, "U9: safe to reload");
    for to in ["alice@home.test", "alice@contoso.test"] {
        assert!(!person.demo.message("mail", to).await.contains(NEW), "everybody is told");
    }
    person.open("/demo/outbox").await;
    check.look(person, "outbox").await;
}

/// Bob is locked out and knows his password.
async fn unlock(person: &Person<'_>, check: &mut Checker) {
    person.pass("bob", "0147").await;
    assert_eq!(person.path().await, "/reset/action", "{}", person.browser.text().await);
    check.look(person, "action").await;
    person.submit().await;
    check.look(person, "action-error-none").await;
    person.see("label[for=action-unlock]").await.click().await.unwrap();
    person.submit().await;
    assert_eq!(person.path().await, "/reset/result");
    check.look(person, "unlocked").await;
    let told = person.demo.message("mail", "bob@home.test").await;
    assert!(told.contains("unlocked"), "{told}");
}

/// None of the methods can be used.
async fn help(person: &Person<'_>, check: &mut Checker) {
    person.identify("chloe").await;
    person.see("label[for=method-none]").await.click().await.unwrap();
    person.submit().await;
    assert_eq!(person.path().await, "/help");
    check.look(person, "help").await;
    person.see("#login").await.clear().await.unwrap();
    person.submit().await;
    check.look(person, "help-error-empty").await;
    person.type_into("#login", "chloe").await;
    person.submit().await;
    check.look(person, "help-sent").await;
    assert!(person.demo.message("mail", "helpdesk@").await.contains("chloe"));
}

/// Jose knows his password and wants another.
async fn change(person: &Person<'_>, check: &mut Checker) {
    person.open("/change").await;
    check.look(person, "change").await;
    for (login, old, new, name) in [
        ("", OLD, NEW, "change-error-login"),
        ("jose", "", NEW, "change-error-old"),
        ("jose", "not the one it is", NEW, "change-error-wrong"),
        ("jose", OLD, "short", "change-error-short"),
    ] {
        fill_change(person, login, old, new).await;
        check.look(person, name).await;
    }
    fill_change(person, "jose", OLD, NEW).await;
    check.look(person, "change-done").await;
}

async fn fill_change(person: &Person<'_>, login: &str, old: &str, new: &str) {
    person.type_into("#login", login).await;
    person.type_into("#old-password", old).await;
    person.type_into("#new-password", new).await;
    person.submit().await;
}

//! The pages in Chromium: small and wide, light and dark, by keyboard, with axe.

use thirtyfour::By;

use super::{DAY, bare_person, policy, register_enough};
use crate::harness::{
    app::{House, OLD},
    chromium::{Browser, Options},
    look::look,
};

async fn sign_in(browser: &Browser, house: &House, login: &str, password: &str, path: &str) {
    browser.open(&format!("{}{path}", house.url)).await;
    browser.driver.find(By::Css("#login")).await.unwrap().send_keys(login).await.unwrap();
    browser.driver.find(By::Css("#password")).await.unwrap().send_keys(password).await.unwrap();
    browser.press("Sign in").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_of_a_signed_in_person_is_fit_to_be_seen() {
    let mut policy = policy();
    policy.registration.return_to = vec!["https://intranet.contoso.test".into()];
    let house = House::under(policy).await;
    house.person("alice").await;
    bare_person(&house, "nina").await;
    let ready = bare_person(&house, "ready").await;
    register_enough(&house, ready).await;
    let browser = Browser::new(&Options::default()).await;

    browser.open(&format!("{}/sign-in", house.url)).await;
    look(&browser, "signin-sign-in").await;
    sign_in(&browser, &house, "alice", "wrong-Password-1", "/sign-in").await;
    browser.wait_text("is not right").await;
    look(&browser, "signin-sign-in-error").await;
    browser.open(&format!("{}/sign-in/pass", house.url)).await;
    look(&browser, "signin-pass").await;

    sign_in(&browser, &house, "nina", OLD, "/sign-in").await;
    browser.wait_text("0 of 3 done").await;
    look(&browser, "signin-wizard-empty").await;
    browser.press("Sign out").await;
    browser.wait_text("You are signed out.").await;
    look(&browser, "signin-signed-out").await;

    sign_in(&browser, &house, "alice", OLD, "/sign-in").await;
    browser.wait_text("2 of 3 done").await;
    look(&browser, "signin-wizard").await;
    browser.press("Remind me later").await;
    browser.wait_text("We will remind you later.").await;
    look(&browser, "signin-overview-nag").await;
    browser.open(&format!("{}/security-info/sessions", house.url)).await;
    look(&browser, "signin-sessions").await;
    browser.open(&format!("{}/security-info/activity", house.url)).await;
    look(&browser, "signin-activity").await;
    browser.press("Sign out").await;
    browser.wait_text("You are signed out.").await;

    let back = "/sign-in?return_to=https%3A%2F%2Fintranet.contoso.test%2F";
    sign_in(&browser, &house, "ready", OLD, back).await;
    browser.wait_text("Continue to intranet.contoso.test").await;
    look(&browser, "signin-overview").await;
    browser.press("Sign out").await;
    browser.wait_text("You are signed out.").await;
    house.clock.advance(180 * DAY);
    sign_in(&browser, &house, "ready", OLD, back).await;
    browser.wait_text("Is this still right?").await;
    look(&browser, "signin-reconfirm").await;
    browser.press("All of this is still right").await;
    browser.wait_text("Your account is recoverable").await;
    look(&browser, "signin-done").await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_sign_in_needs_no_script_and_no_mouse() {
    let house = House::under(policy()).await;
    bare_person(&house, "nina").await;
    let browser = Browser::new(&Options { js: false, width: 390, height: 844, lang: "fr".into(), dark: true }).await;
    browser.open(&format!("{}/sign-in", house.url)).await;
    let field = browser.driver.find(By::Css("#login")).await.unwrap();
    field.send_keys("nina").await.unwrap();
    let field = browser.driver.find(By::Css("#password")).await.unwrap();
    field.send_keys(format!("{OLD}\u{e007}")).await.unwrap();
    browser.wait_text("Gardez un accès de secours").await;
    // The other ways are there at once, and are followed by the keyboard alone.
    browser.wait_text("Ajouter un téléphone").await;
    let door = browser.driver.find(By::Css("a.door[href='/security-info/add/phone']")).await.unwrap();
    door.send_keys("\u{e007}").await.unwrap();
    browser.driver.find(By::Css("#phone")).await.unwrap();
    browser.driver.back().await.unwrap();
    browser.wait_text("Ajouter un téléphone").await;
    if std::env::var_os("LATCHKEY_SHOTS").is_some() {
        browser.screenshot("signin-wizard-fr-no-script").await;
    }
    browser.close().await;
}

//! A reset with a passkey, in Chromium with a virtual key.

use std::time::Duration;

use serde_json::json;

use super::{policy, sent_code};
use crate::{
    devices::{PASSKEY, enter},
    harness::{
        app::{House, NEW, Options},
        chromium::{self, Browser},
        wait_until,
    },
};

async fn arrive(browser: &Browser, path: &str) {
    let reached = async || (url::Url::parse(&browser.url().await).unwrap().path() == path).then_some(());
    wait_until(&format!("{path} is reached"), Duration::from_secs(20), reached).await;
}

async fn plug(browser: &Browser) {
    browser.cdp("WebAuthn.enable", json!({ "enableUI": false })).await;
    let options = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    });
    browser.cdp("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
}

/// From the first page to that of the passkey.
async fn ask(browser: &Browser, house: &House, login: &str) {
    browser.open(&format!("{}/reset", house.url)).await;
    browser.fill("User name or work email", login).await;
    browser.press("Continue").await;
    arrive(browser, "/reset/method").await;
    house.drain().await;
    browser.choose("Passkey or security key").await;
    browser.press("Continue").await;
    arrive(browser, "/reset/code").await;
    house.drain().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_passkey_opens_a_gate_of_its_owner_and_of_nobody_else() {
    let house = House::with(Options { policy: policy(), localhost: true, ..Options::default() }).await;
    let id = house.person("alice").await;
    house.person("bob").await;
    let browser = Browser::new(&chromium::Options::default()).await;
    plug(&browser).await;
    enter(&browser, &house, id).await;
    // Her phone and mailbox could prove who she is: a proof is asked for before something is added.
    let core = &house.app.core;
    let mut tx = core.store.begin().await.unwrap();
    for mut session in core.store.sessions(core.tenant, id).await.unwrap() {
        session.proved_at = Some(core.now());
        session.state.first = true;
        tx.save_session(&session).await.unwrap();
    }
    tx.commit().await.unwrap();
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    browser.press("Create a passkey").await;
    wait_until("the passkey is kept", Duration::from_secs(20), async || {
        (!core.store.methods(core.tenant, id).await.unwrap().is_empty()).then_some(())
    })
    .await;
    // Bob has none, and alice's opens nothing of his. The page is the same.
    ask(&browser, &house, "bob").await;
    let his = browser.text().await;
    browser.press("Use my passkey").await;
    browser.wait_text("That passkey is not on record for this account").await;
    ask(&browser, &house, "alice").await;
    assert_eq!(browser.text().await, his, "the same page for everybody");
    browser.assert_accessible("the passkey page").await;
    browser.press("Use my passkey").await;
    arrive(&browser, "/reset/method").await;
    assert!(browser.text().await.contains("The first check went well"), "{}", browser.text().await);
    let before = house.messages().len();
    browser.choose("Email").await;
    browser.press("Continue").await;
    arrive(&browser, "/reset/code").await;
    house.drain().await;
    let code = sent_code(&house, "email", before).unwrap();
    browser.fill("Enter the code from the email", &code).await;
    browser.press("Check code").await;
    arrive(&browser, "/reset/password").await;
    browser.fill("New password", NEW).await;
    browser.press("Set new password").await;
    browser.wait_text("Your password was changed").await;
    assert!(house.has_password(id, NEW).await);
    browser.close().await;
}

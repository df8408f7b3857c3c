//! A passkey as the second factor, in Chromium with a virtual key.

use std::time::Duration;

use latchkey::domain::role::Role;
use serde_json::json;

use super::policy;
use crate::{
    devices::{PASSKEY, enter},
    harness::{
        app::{House, OLD, Options},
        chromium::{self, Browser},
        wait_until,
    },
};

async fn arrive(browser: &Browser, path: &str) {
    let reached = async || (url::Url::parse(&browser.url().await).unwrap().path() == path).then_some(());
    wait_until(&format!("{path} is reached"), Duration::from_secs(20), reached).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r141_a_passkey_is_offered_first_and_leads_in() {
    let mut policy = policy();
    policy.registration.directory_contacts = false;
    let house = House::with(Options { policy, localhost: true, ..Options::default() }).await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let browser = Browser::new(&chromium::Options::default()).await;
    browser.cdp("WebAuthn.enable", json!({ "enableUI": false })).await;
    let options = json!({
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": true, "hasUserVerification": true,
        "isUserVerified": true, "automaticPresenceSimulation": true,
    });
    browser.cdp("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
    enter(&browser, &house, id).await;
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    browser.press("Create a passkey").await;
    arrive(&browser, "/security-info").await;
    super::give_app(&house, id).await;

    browser.open(&format!("{}/admin", house.url)).await;
    arrive(&browser, "/admin/sign-in").await;
    browser.fill("User name or work email", "olga").await;
    browser.fill("Password", OLD).await;
    browser.press("Continue").await;
    arrive(&browser, "/admin/prove").await;
    let text = browser.text().await;
    let (passkey, app) = (text.find("Use my passkey").unwrap(), text.find("Or use your authenticator app").unwrap());
    assert!(passkey < app, "the stronger one first: {text}");
    browser.assert_accessible("the page of a passkey").await;
    browser.press("Use my passkey").await;
    arrive(&browser, "/admin").await;
    assert!(browser.text().await.contains("Owner"), "{}", browser.text().await);

    // A fresh proof is one press.
    house.clock.advance(Duration::from_secs(6 * 60));
    browser.open(&format!("{}/admin/roles/add", house.url)).await;
    arrive(&browser, "/admin/prove").await;
    browser.press("Use my passkey").await;
    arrive(&browser, "/admin/roles/add").await;
    browser.close().await;
}

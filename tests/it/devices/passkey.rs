//! Passkeys, with a virtual key in Chromium.

use std::time::Duration;

use latchkey::{
    domain::{
        method::Method,
        security_info::{Detail, Kind, Registered},
        time::Clock as _,
    },
    flows::{factors::Answer, security_info::place_of, session},
};
use serde_json::{Value, json};

use super::{APP, INFO, MINUTE, PASSKEY, at_localhost, client, enter, items, proves};
use crate::harness::{
    app::House,
    chromium::{Browser, Options},
    wait_until,
};

/// Gives the browser a key of its own; its id.
pub async fn plug(browser: &Browser, verified: bool) -> Value {
    browser.cdp("WebAuthn.enable", json!({ "enableUI": false })).await;
    let options = json!({
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": true,
        "hasUserVerification": true,
        "isUserVerified": verified,
        "automaticPresenceSimulation": true,
    });
    let added = browser.cdp("WebAuthn.addVirtualAuthenticator", json!({ "options": options })).await;
    added["authenticatorId"].clone()
}

/// Waits until the browser is at an address.
pub async fn arrive(browser: &Browser, path: &str) {
    let reached = async || (url::Url::parse(&browser.url().await).unwrap().path() == path).then_some(());
    wait_until(&format!("{path} is reached"), Duration::from_secs(20), reached).await;
}

/// Opens the page and presses the button.
async fn create(browser: &Browser, house: &House) {
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    browser.press("Create a passkey").await;
}

/// Presses the button, but nothing is sent: the browser's answer, the form's token, the cookie.
async fn catch(browser: &Browser, house: &House) -> (String, String, String) {
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    let script = r#"(async () => {
        const form = document.querySelector("form.passkey-create");
        form.addEventListener("submit", (event) => event.preventDefault());
        form.querySelector("button").click();
        for (let n = 0; n < 200 && !form.elements.credential.value; n++) await new Promise((r) => setTimeout(r, 50));
        return [form.elements.credential.value, form.elements.csrf.value];
    })()"#;
    let caught = browser.evaluate(script).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let cookies = browser.cdp("Network.getCookies", json!({ "urls": [house.url] })).await;
    let cookie = cookies["cookies"].as_array().unwrap().iter().find(|c| c["name"] == "rs").unwrap();
    (text(&caught[0]), text(&caught[1]), text(&cookie["value"]))
}

/// Answers a challenge with the key in the browser, by the page's own script and form.
async fn get(browser: &Browser, house: &House) -> (String, String) {
    let begun = house.app.core.passkeys.as_ref().unwrap().challenge().unwrap();
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    // The form of a proof, as other pages have it; what it would send is looked at instead.
    let script = format!(
        r#"(async () => {{
            const form = document.querySelector("form.passkey-create");
            form.classList.replace("passkey-create", "passkey-get");
            form.dataset.options = {};
            form.addEventListener("submit", (event) => event.preventDefault());
            form.querySelector("button").click();
            for (let n = 0; n < 200 && !form.elements.credential.value; n++) await new Promise((r) => setTimeout(r, 50));
            return form.elements.credential.value || form.querySelector("[role=status]").textContent;
        }})()"#,
        serde_json::to_string(&begun.options).unwrap()
    );
    let answer = browser.evaluate(&script).await;
    (begun.state, answer.as_str().unwrap().to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_passkey_is_made_and_proves_who_it_is_once_per_challenge() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let browser = Browser::new(&Options::default()).await;
    enter(&browser, &house, id).await;
    let key = plug(&browser, true).await;
    create(&browser, &house).await;
    arrive(&browser, INFO).await;
    let complaints = browser.complaints().await;
    assert!(complaints.iter().all(|c| c.contains("the server responded with a status of 4")), "{complaints:?}");
    let [item] = &items(&house, id, Kind::Passkey).await[..] else { panic!("one passkey") };
    assert_eq!(item.name, "Linux computer", "a name is proposed");
    assert_eq!(house.count_events("security-info.registered", "success").await, 1);

    let (state, answer) = get(&browser, &house).await;
    let proof = Answer::Passkey { state: &state, answer: &answer };
    assert!(proves(&house, id, Method::Passkey, &proof).await, "{answer}");
    let [used] = &items(&house, id, Kind::Passkey).await[..] else { panic!("one passkey") };
    assert_eq!(used.used_at, Some(house.clock.now()));
    let (Detail::Passkey { credential: before }, Detail::Passkey { credential: after }) = (&item.detail, &used.detail)
    else {
        panic!("passkeys")
    };
    assert_ne!(before, after, "its counter moved on");
    assert!(!proves(&house, id, Method::Passkey, &proof).await, "the counter tells a replay");
    // To another challenge, of another person, by a key that was never registered: nothing.
    let other = house.app.core.passkeys.as_ref().unwrap().challenge().unwrap();
    let replay = Answer::Passkey { state: &other.state, answer: &answer };
    assert!(!proves(&house, id, Method::Passkey, &replay).await);
    let bob = house.person("bob").await;
    let (state, answer) = get(&browser, &house).await;
    let proof = Answer::Passkey { state: &state, answer: &answer };
    assert!(!proves(&house, bob, Method::Passkey, &proof).await);
    // A key of which the browser says that it is registered already.
    create(&browser, &house).await;
    browser.wait_text("This device or key is registered already").await;
    assert_eq!(items(&house, id, Kind::Passkey).await.len(), 1);
    browser.cdp("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": key })).await;
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_cancelled_dialogue_says_what_to_do_next() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let browser = Browser::new(&Options::default()).await;
    enter(&browser, &house, id).await;
    let key = plug(&browser, false).await;
    create(&browser, &house).await;
    browser.wait_text("No passkey was created. The window was closed, or it took too long.").await;
    assert!(browser.text().await.contains("Try again"), "the button says what to do");
    assert!(items(&house, id, Kind::Passkey).await.is_empty());
    browser.screenshot("devices-passkey-cancelled").await;
    // The same page, again, with a finger this time.
    browser.cdp("WebAuthn.setUserVerified", json!({ "authenticatorId": key, "isUserVerified": true })).await;
    browser.fill("Name", "Blue key").await;
    browser.press("Try again").await;
    arrive(&browser, INFO).await;
    let [item] = &items(&house, id, Kind::Passkey).await[..] else { panic!("one passkey") };
    assert_eq!(item.name, "Blue key");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_answer_is_worth_something_once_and_to_its_own_challenge() {
    let house = at_localhost().await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let browser = Browser::new(&Options::default()).await;
    enter(&browser, &house, alice).await;
    plug(&browser, true).await;
    let (answer, csrf, cookie) = catch(&browser, &house).await;
    let mut hand = house.client();
    hand.cookies.insert("rs".into(), cookie);
    // Somebody else's session: another challenge.
    let mut other = client(&house, bob).await;
    let page = other.get(PASSKEY).await;
    let refused = other.submit_once(&page, &[("credential", &answer), ("name", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("did not fit"), "{}", refused.text());
    let garbage = other.submit_once(&refused, &[("credential", "{}"), ("name", "<b>x")]).await;
    assert_eq!(garbage.status, 422);
    assert!(garbage.body.contains("value=\"&lt;b&gt;x\""));
    let nothing = other.submit_once(&garbage, &[("credential", ""), ("name", "")]).await;
    assert!(nothing.text().contains("Allow scripts for this page"), "{}", nothing.text());
    // Its own, twice.
    let fields = [("csrf", csrf.as_str()), ("credential", answer.as_str()), ("name", "")];
    let first = hand.post_once(PASSKEY, &fields).await;
    assert_eq!((first.status.as_u16(), first.header("location")), (303, INFO), "{}", first.text());
    let second = hand.post_once(PASSKEY, &fields).await;
    assert_eq!(second.header("location"), INFO, "the same form twice");
    assert_eq!(items(&house, alice, Kind::Passkey).await.len(), 1);
    assert!(items(&house, bob, Kind::Passkey).await.is_empty());
    // Ten minutes.
    browser.open(&format!("{}{APP}", house.url)).await;
    let page = other.get(PASSKEY).await;
    house.clock.advance(10 * MINUTE);
    let late = other.submit_once(&page, &[("credential", &answer), ("name", "")]).await;
    assert!(late.text().contains("more than 10 minutes"), "{}", late.text());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_credential_of_another_account_is_refused() {
    let house = at_localhost().await;
    let (alice, bob) = (house.person("alice").await, house.person("bob").await);
    let core = &house.app.core;
    let browser = Browser::new(&Options::default()).await;
    enter(&browser, &house, alice).await;
    plug(&browser, true).await;
    let (answer, csrf, cookie) = catch(&browser, &house).await;
    // Bob has a credential with this very id.
    let token = latchkey::crypto::random::Token::parse(&cookie).unwrap();
    let session = session::of(core, &token).await.unwrap();
    let waiting = core.store.ceremony(session.id).await.unwrap().unwrap();
    let waiting: Value = waiting.subject(&core.keyring).unwrap();
    let passkeys = core.passkeys.as_ref().unwrap();
    let (credential, _) = passkeys.registered(waiting["state"].as_str().unwrap(), &answer).unwrap();
    let now = core.now();
    let his = Registered {
        id: core.new_id(),
        account: bob,
        detail: Detail::Passkey { credential },
        name: String::new(),
        created_at: now,
        usable_from: now,
        confirmed_at: now,
        used_at: None,
        imported: None,
    };
    let mut tx = core.store.begin().await.unwrap();
    tx.insert_method(core.tenant, &his, place_of(core, &his.detail).as_ref()).await.unwrap();
    tx.commit().await.unwrap();
    let mut hand = house.client();
    hand.cookies.insert("rs".into(), cookie);
    let refused = hand.post_once(PASSKEY, &[("csrf", &csrf), ("credential", &answer), ("name", "")]).await;
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("is registered already"), "{}", refused.text());
    assert!(items(&house, alice, Kind::Passkey).await.is_empty());
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_scripts_or_passkeys_the_page_says_what_it_needs_and_the_ways_round() {
    let house = at_localhost().await;
    let id = house.person("alice").await;
    let old = Browser::new(&Options::default()).await;
    let source = json!({ "source": "delete window.PublicKeyCredential" });
    old.cdp("Page.addScriptToEvaluateOnNewDocument", source).await;
    enter(&old, &house, id).await;
    old.open(&format!("{}{PASSKEY}", house.url)).await;
    old.wait_text("This browser cannot use passkeys here.").await;
    old.close().await;
    let browser = Browser::new(&Options { js: false, width: 390, ..Options::default() }).await;
    enter(&browser, &house, id).await;
    browser.open(&format!("{}{PASSKEY}", house.url)).await;
    let text = browser.text().await;
    assert!(text.contains("This works only when your browser may run scripts"), "{text}");
    assert!(browser.html().await.contains("href=\"/security-info/add\""));
    browser.press("Create a passkey").await;
    browser.wait_text("Your browser sent no passkey").await;
    browser.close().await;
}

//! A proof before a change by what sends no code: a passkey, security questions.

use latchkey::domain::{security_info::Kind, time::Clock as _};
use serde_json::json;

use super::{DAY, MINUTE};
use crate::{
    contacts::visitor::{self, Visitor, to},
    devices::{PASSKEY, arrive, at_localhost, enter, items, plug},
    gates::{answers, right_answers},
    harness::{
        app::House,
        chromium::{Browser, Options},
        http::Page,
        walk::code_in,
    },
};

const ADD_PHONE: &str = "/security-info/add/phone";
const ANSWER: &str = "/security-info/prove/answer";

/// Opens a page of a change; the proof is asked for, up to the button of the passkey.
async fn asked(browser: &Browser, house: &House, path: &str) {
    browser.open(&format!("{}{path}", house.url)).await;
    arrive(browser, "/security-info/prove").await;
    let text = browser.text().await;
    assert!(text.contains("First show that it is you") && text.contains("Passkey or security key"), "{text}");
    browser.press("Continue").await;
    arrive(browser, ANSWER).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r131_a_passkey_is_the_proof_before_a_change_its_owners_and_nobody_elses() {
    let house = at_localhost().await;
    let mut account = house.someone("alice");
    account.contacts.clear();
    let (alice, bob) = (house.add(account).await, house.person("bob").await);
    let browser = Browser::new(&Options::default()).await;
    let key = plug(&browser, true).await;
    let create = async |id| {
        enter(&browser, &house, id).await;
        browser.open(&format!("{}{PASSKEY}", house.url)).await;
        browser.press("Create a passkey").await;
        arrive(&browser, "/security-info").await;
        house.drain().await;
    };
    create(alice).await;
    let proofs = async || house.count_events("session.proof-given", "success").await;

    // Another day, another sign-in: the password alone changes nothing, and a dialogue that is closed proves nothing.
    house.clock.advance(DAY);
    enter(&browser, &house, alice).await;
    asked(&browser, &house, ADD_PHONE).await;
    browser.assert_accessible("the page of a passkey").await;
    browser.cdp("WebAuthn.setUserVerified", json!({ "authenticatorId": key, "isUserVerified": false })).await;
    browser.press("Use my passkey").await;
    browser.wait_text("No passkey was used. The window was closed, or it took too long.").await;
    assert_eq!(proofs().await, 0);
    browser.cdp("WebAuthn.setUserVerified", json!({ "authenticatorId": key, "isUserVerified": true })).await;
    browser.press("Try again").await;
    arrive(&browser, ADD_PHONE).await;
    assert_eq!(proofs().await, 1);
    let [used] = &items(&house, alice, Kind::Passkey).await[..] else { panic!("one passkey") };
    assert_eq!(used.used_at, Some(house.clock.now()));
    browser.fill("Mobile number", "202-555-0177").await;
    browser.press("Text me a code").await;
    arrive(&browser, "/security-info/add/code").await;
    house.drain().await;
    let message = house.messages_to("+12025550177").pop().expect("a text message");
    browser.fill("Enter the code that we texted you", &code_in(&message.text).expect("a code")).await;
    browser.press("Check code").await;
    arrive(&browser, "/security-info").await;
    let [phone] = &items(&house, alice, Kind::Phone).await[..] else { panic!("one phone") };
    assert_eq!(phone.usable_from, house.clock.now().after(DAY), "it rests");

    // Five minutes later the next change asks anew; the phone rests, so that the passkey is the only way.
    house.clock.advance(5 * MINUTE);
    let remove = format!("/security-info/remove?id={}", phone.id);
    asked(&browser, &house, &remove).await;
    browser.press("Use my passkey").await;
    arrive(&browser, "/security-info/remove").await;
    browser.press("Remove it anyway").await;
    arrive(&browser, "/security-info").await;
    assert!(items(&house, alice, Kind::Phone).await.is_empty());
    assert_eq!(proofs().await, 2);

    // With somebody else's key in the same browser nothing is proved.
    browser.cdp("WebAuthn.removeVirtualAuthenticator", json!({ "authenticatorId": key })).await;
    plug(&browser, true).await;
    create(bob).await;
    house.clock.advance(5 * MINUTE);
    enter(&browser, &house, alice).await;
    asked(&browser, &house, ADD_PHONE).await;
    browser.press("Use my passkey").await;
    browser.wait_text("That passkey does not belong to this account").await;
    assert_eq!(proofs().await, 2);
    browser.open(&format!("{}{ADD_PHONE}", house.url)).await;
    arrive(&browser, "/security-info/prove").await;
    browser.close().await;
}

/// The questions on a page, in their order.
fn questions(page: &Page) -> Vec<String> {
    right_answers(&page.text()).into_iter().map(|(_, answer)| answer).collect()
}

/// Signs alice in anew and has her questions asked.
async fn ask<'a>(alice: &Visitor<'a>) -> (Visitor<'a>, Page) {
    let mut alice = alice.elsewhere().await;
    let page = alice.open(ADD_PHONE).await;
    assert_eq!(page.url.path(), "/security-info/prove", "{}", page.text());
    assert!(page.text().contains("Security questions"), "{}", page.text());
    // One way only: one press.
    let page = alice.client.submit(&page, &[]).await;
    assert_eq!(page.url.path(), ANSWER, "{}", page.text());
    (alice, page)
}

async fn answer(alice: &mut Visitor<'_>, page: &Page, all: &[String]) -> Page {
    let names = ["answer-1", "answer-2", "answer-3"];
    let fields: Vec<(&str, &str)> = names.into_iter().zip(all.iter().map(String::as_str)).collect();
    let page = alice.client.submit_once(page, &fields).await;
    alice.house.drain().await;
    page
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r131_security_questions_are_the_proof_before_a_change_and_a_wrong_set_draws_others() {
    let house = House::under(visitor::policy()).await;
    let person = Visitor::new(&house, "alice").await;
    answers(&house, person.id, 5).await;
    let (mut alice, page) = ask(&person).await;
    let first = questions(&page);
    assert_eq!(first.len(), 3, "{}", page.text());
    // Chosen again, they stay: nobody waits for a question that they know.
    for _ in 0..5 {
        let again = alice.post("/security-info/prove", &[("method", "questions"), ("next", ADD_PHONE)]).await;
        assert_eq!(to(&again), ANSWER);
        assert_eq!(questions(&alice.open(ANSWER).await), first);
    }
    let empty = answer(&mut alice, &page, &[first[0].clone(), String::new(), first[2].clone()]).await;
    assert!(empty.status == 422 && empty.text().contains("Answer every question"), "{}", empty.text());
    assert_eq!(questions(&empty), first, "it costs nothing");
    // One wrong answer, and others are asked; the answers to those of before are worth nothing.
    let mut page = answer(&mut alice, &empty, &[first[0].clone(), first[1].clone(), "something".into()]).await;
    assert!(page.status == 422 && page.text().contains("Here are other questions"), "{}", page.text());
    let mut tries = 1;
    while questions(&page) == first {
        tries += 1;
        assert!(tries < 4, "they are never drawn anew");
        page = answer(&mut alice, &page, &["no".into(), "no".into(), "no".into()]).await;
    }
    let page = answer(&mut alice, &page, &first).await;
    assert_eq!(page.status, 422, "{}", page.text());
    assert!(alice.kept().await.len() == 1 && alice.open(ADD_PHONE).await.url.path() == "/security-info/prove");
    assert_eq!(house.count_events("session.proof-given", "failure").await, tries + 1);
    let (old, page) = (alice.client.cookies["rs"].clone(), alice.open(ANSWER).await);
    let right: Vec<String> = questions(&page).iter().map(|answer| answer.to_uppercase()).collect();
    let done = answer(&mut alice, &page, &right).await;
    assert_eq!(to(&done), ADD_PHONE, "{}", done.text());
    assert_ne!(alice.client.cookies["rs"], old);
    alice.add_phone("+12025550182").await;
    assert!(!alice.kept().await.last().unwrap().is_rested(house.clock.now()));
    // Five tries, also with the right answers behind them.
    house.clock.advance(DAY - MINUTE);
    let (mut alice, mut page) = ask(&person).await;
    for _ in 0..5 {
        page = answer(&mut alice, &page, &["no".into(), "no".into(), "no".into()]).await;
        assert_eq!(page.status, 422);
    }
    let right = questions(&page);
    let late = answer(&mut alice, &page, &right).await;
    assert!(late.status == 422 && late.text().contains("one try too many"), "{}", late.text());
    assert_eq!(alice.open(ADD_PHONE).await.url.path(), "/security-info/prove");
}

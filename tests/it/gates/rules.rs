//! What the policy and the clock say of methods.

use latchkey::domain::{policy::Gates, security_info::Detail};

use super::{DAY, HOUR, Kit, MINUTE, everything, house, now, policy, register, through};
use crate::harness::{
    app::{House, NEW, mobile},
    walk::newest_code,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r136_a_new_phone_rests_for_a_day_to_the_minute() {
    let house = house().await;
    let id = house.person("alice").await;
    let latchkey::domain::account::Contact::Mobile(number) = mobile("+12025550199") else { panic!("a phone") };
    let usable_from = now(&house).after(DAY);
    register(&house, id, Detail::Phone { number }, usable_from).await;
    house.clock.advance(23 * HOUR + 59 * MINUTE);
    house.reset("alice").start().await.choose("sms").await;
    assert!(house.messages_to("+12025550199").is_empty(), "23:59");
    assert_eq!(house.messages().len(), 1, "the number that the directory holds still works");
    house.clock.advance(MINUTE);
    let before = house.messages().len();
    let walk = house.reset("alice").start().await.choose("sms").await;
    assert_eq!(house.messages_to("+12025550199").len(), 1, "24:00");
    let code = newest_code(&house, "sms", before);
    assert_eq!(walk.code(&code).await.path(), "/reset/method");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r136_what_rests_counts_for_no_gate() {
    let house = house().await;
    let mut alice = house.someone("alice");
    alice.contacts.truncate(1);
    let id = house.add(alice).await;
    let seed = latchkey::crypto::totp::seed(&latchkey::crypto::random::SystemRng);
    let from = now(&house).after(DAY);
    register(&house, id, Detail::App { seed: seed.clone(), drift: 0 }, from).await;
    let kit = Kit { id, login: "alice".into(), seed, codes: vec![], pass: String::new() };
    let walk = house.reset("alice").start().await.choose("app").await;
    let code = kit.app_code(&house);
    let walk = walk.code(&code).await;
    assert_eq!(walk.page().status, 422, "one method is too few, and the other rests");
    house.clock.advance(DAY);
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    assert_eq!(walk.path(), "/reset/method", "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_gate_is_one_proof_and_its_codes_are_long() {
    let mut policy = policy();
    policy.gates = Gates::One;
    policy.methods = vec![latchkey::domain::method::Method::App, latchkey::domain::method::Method::Voice];
    let house = House::under(policy).await;
    let id = house.person("alice").await;
    let seed = super::app(&house, id).await;
    let kit = Kit { id, login: "alice".into(), seed, codes: vec![], pass: String::new() };
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    walk.password(NEW).await;
    assert!(house.has_password(id, NEW).await);
    let before = house.messages().len();
    house.reset("alice").start().await.choose("voice").await;
    assert_eq!(super::sent_code(&house, "voice", before).unwrap().len(), 8);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_whole_contact_is_asked_for_only_where_there_is_one() {
    let mut policy = policy();
    policy.ask_whole_contact = true;
    let house = House::under(policy).await;
    everything(&house, "alice").await;
    for (method, path) in [
        ("app", "/reset/code"),
        ("recovery-code", "/reset/code"),
        ("pass", "/reset/code"),
        ("voice", "/reset/contact"),
        ("office", "/reset/contact"),
        ("sms", "/reset/contact"),
    ] {
        let walk = house.reset("alice").start().await.choose(method).await;
        assert_eq!(walk.path(), path, "{method}");
    }
}

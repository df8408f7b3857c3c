//! A fresh proof before every change (R131).

use std::time::Duration;

use latchkey::domain::{
    account::TenantId,
    method::Method,
    policy::{Policy, Registration},
    security_info::{Detail, Seed},
    session::Entry,
};

use super::visitor::{Visitor, policy, to};
use crate::harness::{app::House, walk::wrong};

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r131_a_stolen_cookie_changes_nothing() {
    let house = House::under(policy()).await;
    let alice = Visitor::new(&house, "alice").await;
    let phone = alice.had_phone("+12025550181").await;
    alice.had_mailbox("alice@home.example").await;
    let before = alice.contacts().await;
    let mut thief = alice.elsewhere().await;
    thief.client.cookies = alice.client.cookies.clone();
    let id = phone.id.to_string();
    for path in ["/security-info/add/phone", "/security-info/add/mailbox", "/security-info/add/office"] {
        let page = thief.client.send(reqwest::Method::GET, path, None, "none").await;
        let next: String = url::form_urlencoded::byte_serialize(path.as_bytes()).collect();
        assert_eq!(to(&page), format!("/security-info/prove?next={next}"));
    }
    for (path, fields) in [
        ("/security-info/add/phone", vec![("phone", "+12025550666"), ("by", "sms")]),
        ("/security-info/add/phone", vec![("phone", "+12025550666"), ("by", "sms"), ("replaces", id.as_str())]),
        ("/security-info/add/mailbox", vec![("mailbox", "thief@evil.example")]),
        ("/security-info/add/office", vec![("held", "00")]),
        ("/security-info/add/code", vec![("code", "123456")]),
        ("/security-info/remove", vec![("id", id.as_str())]),
        ("/security-info/default", vec![("method", "email")]),
    ] {
        let page = thief.post(path, &fields).await;
        assert!(to(&page).starts_with("/security-info/prove?next="), "{path}: {}", page.header("location"));
    }
    assert_eq!(alice.contacts().await, before);
    assert!(house.messages().is_empty(), "no code goes to the thief");
    // The page asks for something that the thief does not have, and guessing ends.
    let page = thief.open("/security-info/prove").await;
    assert!(page.text().contains("First show that it is you"), "{}", page.text());
    thief.post("/security-info/prove", &[("method", "sms")]).await;
    let code = alice.code("+12025550181");
    for _ in 0..5 {
        thief.fill("/security-info/prove/answer", &[("code", &wrong(&code))]).await;
    }
    let page = thief.fill("/security-info/prove/answer", &[("code", &code)]).await;
    assert_eq!(page.status, 422);
    let page = thief.post("/security-info/remove", &[("id", &id)]).await;
    assert!(to(&page).starts_with("/security-info/prove"));
    assert_eq!(alice.contacts().await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r56_r131_a_proof_leads_back_changes_the_cookie_and_lasts_five_minutes() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let phone = alice.had_phone("+12025550181").await;
    alice.had_mailbox("alice@home.example").await;
    let old = alice.client.cookies["rs"].clone();
    // From the page that they wanted to the proof, and back.
    let wanted = format!("/security-info/remove?id={}", phone.id);
    let page = alice.open(&wanted).await;
    assert_eq!(page.url.path(), "/security-info/prove");
    let value = page.forms().into_iter().find(|form| form.action == "/security-info/prove").expect("a form");
    assert!(value.fields.iter().any(|(name, value)| name == "next" && *value == wanted));
    let way = page.body.split(r#"value="sms."#).nth(1).and_then(|rest| rest.split('"').next()).expect("the phone");
    let answer = alice.client.submit_once(&page, &[("method", &format!("sms.{way}"))]).await;
    house.drain().await;
    assert_eq!(to(&answer), "/security-info/prove/answer");
    let page = alice.open("/security-info/prove/answer").await;
    assert!(page.text().contains("••••••81") && !page.text().contains("0181"), "{}", page.text());
    let code = alice.code("+12025550181");
    let answer = alice.client.submit_once(&page, &[("code", &code)]).await;
    assert_eq!(to(&answer), wanted);
    assert_ne!(alice.client.cookies["rs"], old);
    let mut thief = alice.elsewhere().await;
    thief.client.cookies.insert("rs".into(), old);
    let page = thief.client.send(reqwest::Method::GET, "/security-info/add", None, "none").await;
    assert_eq!(to(&page), "/sign-in", "the old cookie is dead");
    // No proof is asked for now.
    let page = alice.client.send(reqwest::Method::GET, "/security-info/prove", None, "none").await;
    assert_eq!(to(&page), "/security-info");
    house.clock.advance(5 * MINUTE - Duration::from_secs(1));
    assert_eq!(alice.open("/security-info/add/phone").await.url.path(), "/security-info/add/phone");
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(alice.open("/security-info/add/phone").await.url.path(), "/security-info/prove");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r136_what_rests_proves_nothing_and_a_proved_change_rests() {
    let house = House::under(policy()).await;
    let alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    alice.had_mailbox("alice@home.example").await;
    let mut alice = alice.elsewhere().await;
    alice.prove("email", "alice@home.example", "").await;
    alice.add_phone("+12025550182").await;
    house.clock.advance(6 * MINUTE);
    let page = alice.open("/security-info/prove").await;
    assert!(page.text().contains("••••••81") && !page.text().contains("••••••82"), "{}", page.text());
    house.clock.advance(24 * 60 * MINUTE);
    let mut alice = alice.elsewhere().await;
    assert!(alice.open("/security-info/prove").await.text().contains("••••••82"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_proof_by_app_and_by_recovery_code() {
    let house = House::under(policy()).await;
    let core = &house.app.core;
    let mut alice = Visitor::new(&house, "alice").await;
    let seed = Seed((0..20).collect());
    alice.had(Detail::App { seed: seed.clone(), drift: 0 }).await;
    // One way only: one press.
    let page = alice.open("/security-info/prove?next=/security-info/add").await;
    let answer = alice.client.submit_once(&page, &[]).await;
    assert_eq!(to(&answer), "/security-info/prove/answer");
    let hex: String = seed.0.iter().map(|byte| format!("{byte:02x}")).collect();
    let now = format!("@{}", core.now().millis() / 1000);
    let made = std::process::Command::new("oathtool").args(["--totp", "--now", &now, &hex]).output().expect("oathtool");
    let code = String::from_utf8(made.stdout).expect("text").trim().to_owned();
    let answer = alice.fill("/security-info/prove/answer", &[("code", &wrong(&code))]).await;
    assert_eq!(answer.status, 422);
    let answer = alice.fill("/security-info/prove/answer", &[("code", &code)]).await;
    assert_eq!(to(&answer), "/security-info/add");
    // The same code is worth nothing a second time (R48).
    let mut again = alice.elsewhere().await;
    again.post("/security-info/prove", &[("method", "app")]).await;
    let answer = again.fill("/security-info/prove/answer", &[("code", &code)]).await;
    assert_eq!(answer.status, 422);
    // A recovery code, in any spelling, once.
    let set = alice.had(Detail::RecoveryCodes).await;
    let codes = ["7K3M-9QXA-2BCD-EF01", "0000-1111-2222-3333"];
    let secrets = codes.iter().map(|code| zeroize::Zeroizing::new((*code).to_owned())).collect();
    let hashes = core.hasher.hash_set(secrets).await.expect("hashes");
    let mut tx = core.store.begin().await.unwrap();
    tx.insert_recovery_codes(set.id, &hashes).await.unwrap();
    tx.commit().await.unwrap();
    let mut bob = alice.elsewhere().await;
    bob.post("/security-info/prove", &[("method", "recovery-code"), ("next", "/security-info/add/phone")]).await;
    for (typed, words) in [
        ("", "Enter one of your recovery codes"),
        ("7K3M", "16 letters and digits"),
        ("7K3M-9QXA-2BCD-EF02", "is not right"),
    ] {
        let page = bob.fill("/security-info/prove/answer", &[("code", typed)]).await;
        assert_eq!(page.status, 422);
        assert!(page.text().contains(words), "{}", page.text());
    }
    let answer = bob.fill("/security-info/prove/answer", &[("code", "7k3m 9qxa 2bcd efoi")]).await;
    assert_eq!(to(&answer), "/security-info/add/phone");
    let mut carol = alice.elsewhere().await;
    carol.post("/security-info/prove", &[("method", "recovery-code")]).await;
    let page = carol.fill("/security-info/prove/answer", &[("code", codes[0])]).await;
    assert_eq!(page.status, 422, "used up");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_help_desk_vouches_by_its_pass_and_the_page_says_so() {
    let house = House::under(policy()).await;
    let alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    let mut stuck = alice.elsewhere().await;
    let page = stuck.open("/security-info/prove").await;
    assert!(page.text().contains("temporary pass") && page.body.contains("/sign-in/pass"), "{}", page.text());
    // A pass is no way to prove something: it is a way to sign in.
    let answer = stuck.post("/security-info/prove", &[("method", "pass")]).await;
    assert_eq!(answer.status, 422);
    let entry = Entry::Pass { id: house.app.core.new_id() };
    let mut vouched = Visitor::of(&house, alice.id, "alice", entry).await;
    vouched.add_phone("+12025550182").await;
    let rested = vouched.kept().await.iter().all(|item| item.is_rested(house.app.core.now()));
    assert!(rested, "the help desk vouches: no rest");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n7_a_method_is_off_after_fifty_wrong_answers_in_a_row() {
    let house = House::under(policy()).await;
    let core = &house.app.core;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    alice.had_mailbox("alice@home.example").await;
    let mut tx = core.store.begin().await.unwrap();
    for _ in 0..49 {
        tx.count_wrong(TenantId::DEFAULT, alice.id, Method::Sms, false).await.unwrap();
    }
    tx.commit().await.unwrap();
    alice.post("/security-info/prove", &[("method", "sms")]).await;
    let code = alice.code("+12025550181");
    alice.fill("/security-info/prove/answer", &[("code", &wrong(&code))]).await;
    assert_eq!(house.count_events("security-info.worn-out", "success").await, 1);
    let page = alice.fill("/security-info/prove/answer", &[("code", &code)]).await;
    assert_eq!(page.status, 422, "a right code comes too late");
    let page = alice.open("/security-info/prove").await;
    let text = page.text();
    assert!(!text.contains("Text message") && text.contains("a•••••@h"), "{text}");
    // Another method goes on, and registering the phone anew switches it on again.
    assert_eq!(to(&alice.prove("email", "alice@home.example", "").await), "/security-info");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r35_a_stranger_at_the_reset_page_does_not_stop_a_proof() {
    let registration = Registration { directory_contacts: true, ..Registration::default() };
    let methods = vec![Method::Sms, Method::Email];
    let house = House::under(Policy { registration, methods, ..policy() }).await;
    let someone = house.someone("alice");
    let phone = crate::harness::app::phone_of(&someone);
    let id = house.add(someone).await;
    for _ in 0..3 {
        let mut walk = house.reset("alice").start().await.choose("sms").await;
        for _ in 0..5 {
            walk = walk.code("000000").await;
        }
        house.pass(2 * MINUTE).await;
    }
    let mut alice = Visitor::of(&house, id, "alice", Entry::Password).await;
    assert_eq!(to(&alice.prove("sms", &phone, "/security-info/add").await), "/security-info/add");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn n6_ten_tries_a_day_then_wait() {
    let house = House::under(policy()).await;
    let alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    let mut statuses = Vec::new();
    for _ in 0..3 {
        let mut session = alice.elsewhere().await;
        session.post("/security-info/prove", &[("method", "sms")]).await;
        let code = alice.code("+12025550181");
        for _ in 0..5 {
            let page = session.fill("/security-info/prove/answer", &[("code", &wrong(&code))]).await;
            statuses.push(page.status.as_u16());
        }
        house.clock.advance(16 * MINUTE);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 422).count(), 10);
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 5);
}

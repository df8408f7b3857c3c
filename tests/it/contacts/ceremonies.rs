//! Codes of a session: bound, counted, used once, under parallel requests too.

use std::{collections::BTreeSet, time::Duration};

use futures_util::future::join_all;
use latchkey::domain::{
    method::Method,
    policy::{Policy, Registration},
};

use super::visitor::{Visitor, policy, to};
use crate::harness::{app::House, http::Client, walk::wrong};

const SECOND: Duration = Duration::from_secs(1);

async fn waiting(house: &House) -> (Visitor<'_>, String) {
    let mut alice = Visitor::new(house, "alice").await;
    let answer = alice.fill("/security-info/add/phone", &[("phone", "+12025550177"), ("by", "sms")]).await;
    assert_eq!(to(&answer), "/security-info/add/code");
    let code = alice.code("+12025550177");
    (alice, code)
}

/// The same browser `n` times over: connections of their own, one cookie.
fn copies(visitor: &Visitor<'_>, n: usize) -> Vec<Client> {
    let copy = |_| {
        let mut client = visitor.house.client();
        client.cookies = visitor.client.cookies.clone();
        client
    };
    (0..n).map(copy).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r14_a_code_is_worth_nothing_for_another_purpose() {
    // The directory's contacts count, so that there is something to reset and to prove with.
    let registration = Registration { directory_contacts: true, ..Registration::default() };
    let methods = vec![Method::Sms, Method::Email];
    let house = House::under(Policy { registration, methods, ..policy() }).await;
    let someone = house.someone("alice");
    let phone = crate::harness::app::phone_of(&someone);
    let id = house.add(someone).await;
    let mut alice = Visitor::of(&house, id, "alice", latchkey::domain::session::Entry::Password).await;
    // A reset waits for its code, and so does a proof in the session.
    let reset = house.reset("alice").start().await.choose("email").await;
    let reset_code = alice.code("alice@home.test");
    alice.post("/security-info/prove", &[("method", "sms")]).await;
    let proof_code = alice.code(&phone);
    // The reset's code proves nothing in the session, whatever its length; nor does the proof's in the reset.
    let page = alice.fill("/security-info/prove/answer", &[("code", &reset_code[..6])]).await;
    assert_eq!(page.status, 422);
    let reset = reset.code(&format!("{proof_code}00")).await;
    assert!(reset.text().contains("not right"), "{}", reset.text());
    assert_eq!(to(&alice.fill("/security-info/prove/answer", &[("code", &proof_code)]).await), "/security-info");
    // A registration's code in the reset, and the other way round.
    alice.fill("/security-info/add/mailbox", &[("mailbox", "new@home.example")]).await;
    let new_code = alice.code("new@home.example");
    let reset = reset.code(&new_code).await;
    assert!(reset.text().contains("not right"), "{}", reset.text());
    let page = alice.fill("/security-info/add/code", &[("code", &reset_code)]).await;
    assert_eq!(page.status, 422);
    assert!(alice.kept().await.is_empty());
    // Nor does it prove anything: the proof's page has no such code.
    let answer = alice.post("/security-info/prove/answer", &[("code", &new_code)]).await;
    assert_eq!(to(&answer), "/security-info/prove");
    // Another session of the same person has its own.
    let mut other = alice.elsewhere().await;
    let answer = other.post("/security-info/prove/answer", &[("code", &proof_code)]).await;
    assert_eq!(to(&answer), "/security-info/prove");
    // Each where it belongs works; the reset first, since what is registered ends it (R68).
    let reset = reset.code(&reset_code).await;
    assert_eq!(reset.path(), "/reset/method", "{}", reset.text());
    assert_eq!(to(&alice.fill("/security-info/add/code", &[("code", &new_code)]).await), "/security-info");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r15_r16_many_right_codes_register_one_phone() {
    let house = House::under(policy()).await;
    let (mut alice, code) = waiting(&house).await;
    let csrf = alice.token().await;
    let mut clients = copies(&alice, 20);
    let posts = clients.iter_mut().map(|client| {
        let fields = [("csrf", csrf.as_str()), ("code", code.as_str())];
        async move { client.post_once("/security-info/add/code", &fields).await.status }
    });
    let statuses: BTreeSet<u16> = join_all(posts).await.iter().map(|status| status.as_u16()).collect();
    assert!(statuses.is_subset(&BTreeSet::from([303, 422])), "{statuses:?}");
    assert_eq!(alice.contacts().await, ["+12025550177"]);
    assert_eq!(house.count_events("security-info.registered", "success").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r17_r18_parallel_wrong_codes_are_counted_and_the_right_one_comes_too_late() {
    let house = House::under(policy()).await;
    let (mut alice, code) = waiting(&house).await;
    let (csrf, bad) = (alice.token().await, wrong(&code));
    let mut clients = copies(&alice, 40);
    let posts = clients.iter_mut().map(|client| {
        let fields = [("csrf", csrf.as_str()), ("code", bad.as_str())];
        async move { client.post_once("/security-info/add/code", &fields).await.status }
    });
    assert!(join_all(posts).await.iter().all(|status| *status == 422));
    let compared = house.events().await.iter().filter(|e| e.code == Some(50)).count();
    assert_eq!(compared, 5);
    let late = alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert_eq!(late.status, 422);
    assert!(alice.kept().await.is_empty());
    // In the same words as a code whose time is over.
    let other = House::under(policy()).await;
    let (mut bob, code) = waiting(&other).await;
    other.clock.advance(600 * SECOND);
    let expired = bob.fill("/security-info/add/code", &[("code", &code)]).await;
    let words =
        |page: &crate::harness::http::Page| page.text().contains("This code no longer works. Have a new one sent");
    assert!(words(&late) && words(&expired), "{} / {}", late.text(), expired.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r19_r20_the_same_code_is_sent_again_and_tries_stay_counted() {
    let house = House::under(policy()).await;
    let (mut alice, code) = waiting(&house).await;
    let answer = alice.post("/security-info/add/code/resend", &[]).await;
    assert_eq!(to(&answer), "/security-info/add/code?wait", "not within a minute");
    for _ in 0..4 {
        alice.fill("/security-info/add/code", &[("code", &wrong(&code))]).await;
    }
    let until = house.number("SELECT expires_at FROM ceremonies WHERE ended_at IS NULL").await;
    house.clock.advance(61 * SECOND);
    let answer = alice.post("/security-info/add/code/resend", &[]).await;
    assert_eq!(to(&answer), "/security-info/add/code?sent");
    assert_eq!(house.messages_to("+12025550177").len(), 2);
    assert_eq!(alice.code("+12025550177"), code, "the same code");
    assert_eq!(house.number("SELECT expires_at FROM ceremonies WHERE ended_at IS NULL").await, until);
    alice.fill("/security-info/add/code", &[("code", &wrong(&code))]).await;
    let page = alice.fill("/security-info/add/code", &[("code", &code)]).await;
    assert!(page.text().contains("no longer works"), "five tries in all: {}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r21_a_code_ends_to_the_second() {
    for (wait, taken) in [(599, true), (600, false)] {
        let house = House::under(policy()).await;
        let (mut alice, code) = waiting(&house).await;
        house.clock.advance(wait * SECOND);
        alice.fill("/security-info/add/code", &[("code", &code)]).await;
        assert_eq!(alice.kept().await.len(), usize::from(taken), "after {wait} s");
    }
    for (wait, taken) in [(899, true), (900, false)] {
        let house = House::under(policy()).await;
        let mut alice = Visitor::new(&house, "alice").await;
        alice.fill("/security-info/add/mailbox", &[("mailbox", "new@home.example")]).await;
        let code = alice.code("new@home.example");
        house.clock.advance(Duration::from_secs(450));
        alice.open("/security-info/add/code").await;
        house.clock.advance(Duration::from_secs(wait - 450));
        alice.fill("/security-info/add/code", &[("code", &code)]).await;
        assert_eq!(alice.kept().await.len(), usize::from(taken), "after {wait} s");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn parallel_right_proofs_give_one_cookie() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    alice.post("/security-info/prove", &[("method", "sms")]).await;
    let code = alice.code("+12025550181");
    let csrf = alice.token().await;
    let mut clients = copies(&alice, 20);
    let posts = clients.iter_mut().map(|client| {
        let fields = [("csrf", csrf.as_str()), ("code", code.as_str())];
        async move { client.post_once("/security-info/prove/answer", &fields).await }
    });
    let pages = join_all(posts).await;
    let proved = pages.iter().filter(|page| page.header("location") == "/security-info").count();
    assert_eq!(proved, 1);
    assert_eq!(house.count_events("session.proof-given", "success").await, 1);
    let cookies: BTreeSet<_> = clients.iter().filter_map(|client| client.cookies.get("rs").cloned()).collect();
    assert_eq!(cookies.len(), 2, "the old one, which is dead, and one new one");
}

//! Sign-in with a temporary pass of the help desk.

use std::collections::BTreeSet;

use super::{MINUTE, PASS, alike, bare_person, issue_pass, policy, sign_in};
use crate::harness::{
    app::House,
    http::{Client, Page},
};

async fn try_pass(client: &mut Client, login: &str, pass: &str) -> Page {
    let page = client.get("/sign-in/pass").await;
    client.submit(&page, &[("login", login), ("pass", pass)]).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_person_signs_in_with_a_pass_once() {
    let house = House::under(policy()).await;
    let nina = bare_person(&house, "nina").await;
    issue_pass(&house, nina).await;
    let mut client = house.client();
    let page = client.get("/sign-in").await;
    assert!(page.body.contains("href=\"/sign-in/pass\""));
    let page = try_pass(&mut client, "nina", " 7f3k 22qd oabc ").await;
    assert_eq!(page.url.path(), "/security-info", "{}", page.text());
    assert!(page.text().contains("Keep your account recoverable"), "{}", page.text());
    assert_eq!(house.count_events("pass.used", "success").await, 1);
    let state = house.texts("SELECT state FROM sessions").await.remove(0);
    assert!(state.contains("\"how\":\"pass\"") && state.contains("\"first\":true"), "{state}");
    let page = try_pass(&mut house.client(), "nina", PASS).await;
    assert_eq!(page.status, 422, "it works once");
    assert_eq!(house.directory.count("check"), 0, "no password was asked for");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r10_every_pass_that_does_not_work_is_one_answer() {
    let house = House::under(policy()).await;
    let nina = bare_person(&house, "nina").await;
    house.person("alice").await;
    let mut off = house.someone("emil");
    off.disabled = true;
    let off = house.add(off).await;
    issue_pass(&house, off).await;
    issue_pass(&house, nina).await;
    let mut found = BTreeSet::new();
    let mut refused = async |login: &str, pass: &str| {
        let page = try_pass(&mut house.client(), login, pass).await;
        assert_eq!(page.status, 422, "{login}: {}", page.text());
        found.insert(alike(&page, login));
    };
    refused("nina", "AAAA-AAAA-AAAA").await;
    refused("nina", "nonsense!").await;
    refused("alice", PASS).await;
    refused("emil", PASS).await;
    refused("nobody", PASS).await;
    house.clock.advance(61 * MINUTE);
    refused("nina", PASS).await;
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(house.number("SELECT count(*) FROM sessions").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_passes_are_not_used_there_is_no_page_for_them() {
    let house = House::new().await;
    house.person("alice").await;
    let mut client = house.client();
    let page = client.get("/sign-in").await;
    assert!(!page.body.contains("/sign-in/pass"));
    assert_eq!(client.get("/sign-in/pass").await.url.path(), "/sign-in");
    let csrf = page.field("csrf").unwrap();
    let page = client.post("/sign-in/pass", &[("csrf", &csrf), ("login", "alice"), ("pass", PASS)]).await;
    assert_eq!(page.status, 404);
    sign_in(&mut client, "alice").await;
}

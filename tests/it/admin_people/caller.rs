//! Checking who is calling: right, wrong, too late; and what it opens.

use std::time::Duration;

use reqwest::StatusCode;

use super::{agent, house, is_by, last, page_of, post};
use crate::harness::{
    app::{House, phone_of},
    http::Client,
    walk::{code_in, wrong},
};

const MINUTE: Duration = Duration::from_secs(60);

/// Sends a code by text message; gives the caller's page, the code and the words of the message.
async fn send(house: &House, client: &mut Client, path: &str, phone: &str) -> (String, String) {
    let page = client.get(&format!("{path}/caller?again")).await;
    let contact = page
        .body
        .split("value=\"")
        .map(|rest| rest.split('"').next().unwrap())
        .find(|value| value.starts_with("sms-"))
        .unwrap_or_else(|| panic!("{}", page.text()))
        .to_owned();
    let page = client.submit(&page, &[("contact", &contact)]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    house.drain().await;
    let message = house.messages_to(phone).pop().expect("a message").text;
    let code = code_in(&message).expect("a code");
    let words = message.split(['“', '”', '"']).nth(1).expect("words").to_owned();
    assert!(page.text().contains(&words), "both sides see the same words: {words} / {}", page.text());
    assert!(!page.text().contains(&code), "the agent does not see the code");
    (code, words)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_caller_reads_a_code_and_the_agent_says_two_words() {
    let house = house().await;
    let account = house.someone("alice");
    let phone = phone_of(&account);
    let id = house.add(account).await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    let (code, words) = send(&house, &mut client, &path, &phone).await;
    assert_eq!(words.split(' ').count(), 2);
    let page = post(&mut client, &format!("{path}/caller"), &format!("{path}/caller/code"), &[("code", "12ab")]).await;
    assert!(page.text().contains("The code has 6 digits"), "{}", page.text());
    let bad = wrong(&code);
    let page = post(&mut client, &format!("{path}/caller"), &format!("{path}/caller/code"), &[("code", &bad)]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.text().contains("You can try 4 more times"), "{}", page.text());
    assert_eq!(last(&house, "help-desk.caller-checked").await.outcome, "failure");
    // A pass needs more than a wrong code.
    let page =
        post(&mut client, &format!("{path}/pass"), &format!("{path}/pass"), &[("minutes", "30"), ("reason", "")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", page.text());
    assert_eq!(house.count_events("pass.issued", "success").await, 0);
    let page = post(&mut client, &format!("{path}/caller"), &format!("{path}/caller/code"), &[("code", &code)]).await;
    assert!(page.text().contains("You can help this caller for 15 minutes"), "{}", page.text());
    is_by(&last(&house, "help-desk.caller-checked").await, "olga", id);
    // Once.
    let csrf = client.get(&path).await.field("csrf").unwrap();
    let page = client.post(&format!("{path}/caller/code"), &[("csrf", &csrf), ("code", &code)]).await;
    assert!(page.text().contains("works no more"), "{}", page.text());
    // It opens a pass without a reason, for 15 minutes, for this agent.
    let page = client.get(&format!("{path}/pass")).await;
    assert!(!page.body.contains("name=\"reason\""), "{}", page.text());
    let mut other = house.admin("oscar", Some(latchkey::domain::role::Role::HelpDesk)).await;
    assert!(other.get(&format!("{path}/pass")).await.body.contains("name=\"reason\""), "another agent's check");
    house.clock.advance(14 * MINUTE);
    assert!(!client.get(&path).await.text().contains("You have not checked who is calling"));
    house.clock.advance(2 * MINUTE);
    let page = client.get(&path).await;
    assert!(page.text().contains("You have not checked who is calling"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_code_that_is_old_worn_out_or_for_somebody_else_opens_nothing() {
    let house = house().await;
    let account = house.someone("alice");
    let phone = phone_of(&account);
    let id = house.add(account).await;
    let bob = page_of(house.person("bob").await);
    let mut client = agent(&house).await;
    let path = page_of(id);
    let (code, _) = send(&house, &mut client, &path, &phone).await;
    let csrf = client.get(&path).await.field("csrf").unwrap();
    let page = client.post(&format!("{bob}/caller/code"), &[("csrf", &csrf), ("code", &code)]).await;
    assert!(page.text().contains("works no more"), "{}", page.text());
    house.clock.advance(10 * MINUTE);
    let page = client.post(&format!("{path}/caller/code"), &[("csrf", &csrf), ("code", &code)]).await;
    assert!(page.text().contains("works no more"), "too late: {}", page.text());
    let (code, _) = send(&house, &mut client, &path, &phone).await;
    let bad = wrong(&code);
    for _ in 0..5 {
        client.post(&format!("{path}/caller/code"), &[("csrf", &csrf), ("code", &bad)]).await;
    }
    let page = client.post(&format!("{path}/caller/code"), &[("csrf", &csrf), ("code", &code)]).await;
    assert!(page.text().contains("works no more"), "five wrong ones: {}", page.text());
    // Too many codes.
    let mut last_status = StatusCode::OK;
    for _ in 0..12 {
        let page = client.get(&format!("{path}/caller?again")).await;
        let contact = page
            .body
            .split("value=\"")
            .map(|rest| rest.split('"').next().unwrap())
            .find(|value| value.starts_with("sms-"))
            .unwrap()
            .to_owned();
        let page = client.submit(&page, &[("contact", &contact)]).await;
        last_status = page.status;
        if last_status == StatusCode::UNPROCESSABLE_ENTITY {
            assert!(page.text().contains("Too many codes were sent"), "{}", page.text());
            break;
        }
    }
    assert_eq!(last_status, StatusCode::UNPROCESSABLE_ENTITY);
    let page = client.get(&format!("{path}/caller?again")).await;
    let page = client.submit(&page, &[("contact", "")]).await;
    assert!(page.text().contains("Choose where the code shall go"), "{}", page.text());
    let page = client.get(&format!("{path}/caller?again")).await;
    let page = client.submit(&page, &[("contact", "sms-0000000000000000")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "no contact of theirs");
}

//! A person's page: what it shows, what it hides, who sees what.

use std::time::Duration;

use latchkey::domain::{account::AccountId, role::Role};
use reqwest::StatusCode;
use uuid::Uuid;

use super::{agent, house, is_by, last, page_of, post};
use crate::harness::app::NEW;

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn journeys_sessions_and_writes_are_shown_and_contacts_are_masked() {
    let house = house().await;
    let id = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(house.has_password(id, NEW).await, "{}", walk.text());
    let mut client = agent(&house).await;
    let page = client.get(&page_of(id)).await;
    let text = page.text();
    for words in [
        "The password was reset",
        "A proof was right",
        "New password",
        "Not signed in here",
        "CN=",
        "alice@contoso.test",
    ] {
        assert!(text.contains(words) || words == "CN=", "{words}: {text}");
    }
    assert!(!page.body.contains("alice@home.test"), "contacts are masked");
    // Seen by a policy admin and an auditor, without buttons.
    for (login, role) in [("paul", Role::PolicyAdmin), ("anna", Role::Auditor)] {
        let mut other = house.admin(login, Some(role)).await;
        let page = other.get(&page_of(id)).await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(!page.text().contains("Issue a temporary pass") && !page.text().contains("Show contacts in full"));
        let denied = other.get(&format!("{}/pass", page_of(id))).await;
        assert_eq!(denied.status, StatusCode::FORBIDDEN);
    }
    let gone = client.get(&page_of(AccountId(Uuid::now_v7()))).await;
    assert_eq!(gone.status, StatusCode::NOT_FOUND);
    assert!(gone.text().contains("This account is gone"));
    assert_eq!(client.get("/admin/people/nonsense").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn contacts_in_full_are_shown_once_and_it_is_written_down_who_looked() {
    let house = house().await;
    let id = house.person("alice").await;
    let mut client = agent(&house).await;
    let path = page_of(id);
    let page = post(&mut client, &path, &format!("{path}/reveal"), &[]).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text().contains("alice@home.test"), "{}", page.text());
    assert!(page.header("cache-control").contains("no-store"));
    is_by(&last(&house, "help-desk.contact-revealed").await, "olga", id);
    assert!(!client.get(&path).await.body.contains("alice@home.test"), "once");
    let get = client.get(&format!("{path}/reveal")).await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED, "never by reading");
    assert_eq!(house.count_events("help-desk.contact-revealed", "success").await, 1);
    let mut auditor = house.admin("anna", Some(Role::Auditor)).await;
    let csrf = auditor.get(&path).await.field("csrf").unwrap();
    assert_eq!(auditor.post(&format!("{path}/reveal"), &[("csrf", &csrf)]).await.status, StatusCode::FORBIDDEN);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn limits_are_shown_and_clearing_them_really_lifts_them() {
    let house = house().await;
    let id = house.person("alice").await;
    // Strangers wear out the codes of both ways.
    for method in ["sms", "email"] {
        for _ in 0..3 {
            let mut walk = house.reset("alice").start().await.choose(method).await;
            for _ in 0..5 {
                walk = walk.code(if method == "sms" { "000000" } else { "00000000" }).await;
            }
            house.pass(Duration::from_secs(61 * 20)).await;
        }
    }
    let mut client = agent(&house).await;
    let path = page_of(id);
    let text = client.get(&path).await.text();
    assert!(text.contains("This person cannot reset") && text.contains("Wrong codes"), "{text}");
    assert!(text.contains("Too many codes were asked for or typed"), "{text}");
    let walk = house.reset("alice").start().await.choose("sms").await;
    let stopped = walk.code("000000").await;
    assert_eq!(stopped.page().status, StatusCode::TOO_MANY_REQUESTS, "{}", stopped.text());
    // Sessions of the console end when nobody uses them: a new one.
    let mut client = house.in_console(client_id(&house, "olga").await).await;
    let page = post(&mut client, &path, &format!("{path}/clear"), &[]).await;
    assert!(
        page.text().contains("The limits were cleared") && page.text().contains("This person can reset"),
        "{}",
        page.text()
    );
    let event = last(&house, "help-desk.limits-lifted").await;
    is_by(&event, "olga", id);
    assert!(event.detail["limits"].as_str().unwrap().contains("try-code"));
    let walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(house.has_password(id, NEW).await, "{}", walk.text());
}

async fn client_id(house: &crate::harness::app::House, login: &str) -> AccountId {
    use latchkey::{directory::Found, domain::identifier::LoginName};
    match house.app.directory.find(&LoginName::parse(login).unwrap()).await.unwrap() {
        Found::One(account) => account.id,
        other => panic!("{other:?}"),
    }
}

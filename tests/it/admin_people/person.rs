//! A person's page: what it shows, what it hides, who sees what.

use std::time::Duration;

use latchkey::{
    domain::{account::AccountId, contact::Phone, method::Method, role::Role},
    flows::admin::explain,
    limits::{SIGNED_IN, Spend},
    store::audit_search::{Page, Search, Who},
};
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

/// What counts in a browser that is known, or while somebody is signed in, is shown apart and cleared too; what protects
/// everybody is shown and stays.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r35_limits_of_known_browsers_are_shown_and_cleared_and_those_of_all_stay() {
    let house = house().await;
    let id = house.person("alice").await;
    let core = &house.app.core;
    let walk = house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(house.has_password(id, NEW).await, "{}", walk.text());
    let devices = core.store.known_devices(core.tenant, id, 9).await.unwrap();
    assert_eq!(devices.len(), 1, "the browser of the reset is known");
    let device = devices[0].to_hex();
    let phone = Phone::parse("+12025550134", None).unwrap();
    let search = Search { who: Who::Account(id), ..Search::all(core.tenant) };
    let journeys = core.store.journeys(&search, Page::Before(None), 9).await.unwrap();
    let source = journeys[0].events.iter().find_map(|e| e.personal.clone()?.client).unwrap().address;
    let spent: [(&str, Spend<'_>, u32); 5] = [
        ("known", Spend::TryCode { account: id, method: Method::Sms, device: Some(&device) }, 10),
        ("signed-in", Spend::TryCode { account: id, method: Method::Email, device: Some(SIGNED_IN) }, 10),
        ("", Spend::Sms { tenant: core.tenant, phone: &phone }, 200),
        ("", Spend::Identify { source }, 20),
        ("", Spend::RegisterPhone { account: id }, 2),
    ];
    for (_, spend, most) in &spent {
        for _ in 0..*most {
            let _ = core.limits.spend(&[*spend]).await;
        }
    }
    let explained = async || explain::of_login(core, house.app.directory.as_ref(), "alice").await.unwrap();
    let before = explained().await;
    assert!(!before.standing.can_reset, "nobody gets a text message: {:#?}", before.limits);
    let mut client = agent(&house).await;
    let path = page_of(id);
    let text = client.get(&path).await.text();
    for words in [
        "Wrong codes ( Text message ): 10 of 10 within 1 day",
        "It counts in a browser that this person has finished a reset in.",
        "It counts while this person is signed in here.",
        "Text messages and calls of your organisation : 200 of 200 within 1 day",
        "Names typed from a network",
        "It protects everybody and cannot be cleared here.",
        "filling up Codes to new phones : 2 of 3 within 1 day",
        "Only networks that this person used lately",
    ] {
        let plain = |text: &str| text.replace(' ', "");
        assert!(plain(&text).contains(&plain(words)), "{words}: {text}");
    }
    let page = post(&mut client, &path, &format!("{path}/clear"), &[]).await;
    assert!(page.text().contains("The limits were cleared"), "{}", page.text());
    let left: Vec<_> = explained().await.limits.iter().map(|limit| (limit.limit, limit.clearable)).collect();
    assert_eq!(left.len(), 2, "{left:?}");
    assert!(left.contains(&("sms-budget", false)) && left.contains(&("identify", false)), "{left:?}");
    let again = post(&mut client, &path, &format!("{path}/clear"), &[]).await;
    assert!(again.text().contains("nothing to do any more"), "{}", again.text());
    let lifted = last(&house, "help-desk.limits-lifted").await;
    assert_eq!(lifted.detail["limits"], "try-code", "what was in force, and might be lifted");
    // A way that was worn out: both for strangers and in known browsers.
    let mut tx = core.store.begin().await.unwrap();
    for known in [false, true] {
        for _ in 0..50 {
            tx.count_wrong(core.tenant, id, Method::Email, known).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let text = client.get(&path).await.text();
    assert_eq!(text.matches("Switched off by wrong tries").count(), 2, "{text}");
    post(&mut client, &path, &format!("{path}/clear"), &[]).await;
    assert!(!client.get(&path).await.text().contains("Switched off by wrong tries"));
}

async fn client_id(house: &crate::harness::app::House, login: &str) -> AccountId {
    use latchkey::{directory::Found, domain::identifier::LoginName};
    match house.app.directory.find(&LoginName::parse(login).unwrap()).await.unwrap() {
        Found::One(account) => account.id,
        other => panic!("{other:?}"),
    }
}

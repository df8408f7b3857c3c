//! Removing, the default, trying.

use std::time::Duration;

use latchkey::domain::{method::Method, security_info::Kind};

use super::visitor::{Visitor, policy, to};
use crate::harness::{
    app::House,
    walk::{code_in, wrong},
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn removing_asks_first_and_is_written_down() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let phones = [alice.had_phone("+12025550181").await, alice.had_phone("+12025550182").await];
    let mailbox = alice.had_mailbox("alice@home.example").await;
    alice.prove("sms", "+12025550181", "").await;
    // One of several: no warning.
    let path = format!("/security-info/remove?id={}", phones[1].id);
    let page = alice.open(&path).await;
    assert!(page.text().contains("Remove this phone?") && page.text().contains("••••••82"), "{}", page.text());
    assert!(page.text().contains("We tell you about this in a message to every contact, this one too"));
    assert_eq!(alice.kept().await.len(), 3, "looking removes nothing");
    assert_eq!(to(&alice.client.submit_once(&page, &[]).await), "/security-info");
    assert_eq!(alice.contacts().await, ["+12025550181", "alice@home.example"]);
    // The only one of the strongest kind, and below the minimum: something else first.
    let page = alice.open(&format!("/security-info/remove?id={}", phones[0].id)).await;
    for words in ["Add something else first", "safest one on your list", "fewer than your organisation asks for"] {
        assert!(page.text().contains(words), "{words}: {}", page.text());
    }
    assert!(page.body.contains(r#"<a class="button" href="/security-info/add">"#), "{}", page.body);
    assert_eq!(to(&alice.client.submit_once(&page, &[]).await), "/security-info");
    // The last one.
    let page = alice.open(&format!("/security-info/remove?id={}", mailbox.id)).await;
    assert!(page.text().contains("only the help desk can get you back in"), "{}", page.text());
    // Removed already, in another tab: nothing is wrong with that.
    let gone = phones[0].id.to_string();
    assert_eq!(to(&alice.post("/security-info/remove", &[("id", &gone)]).await), "/security-info");
    assert_eq!(house.count_events("security-info.removed", "success").await, 2);
    let core = &house.app.core;
    let session = core.store.sessions(core.tenant, alice.id).await.unwrap().remove(0);
    assert!(session.state.interrupt, "the wizard is due");
    assert_eq!(session.state.flash.as_deref(), Some("removed"));
    // Nobody else's.
    let mut bob = Visitor::new(&house, "bob").await;
    let id = mailbox.id.to_string();
    assert_eq!(to(&bob.post("/security-info/remove", &[("id", &id)]).await), "/security-info");
    assert_eq!(alice.contacts().await, ["alice@home.example"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_default_is_shown_first_and_goes_with_its_method() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    alice.had_phone("+12025550181").await;
    let mailbox = alice.had_mailbox("alice@home.example").await;
    alice.prove("sms", "+12025550181", "").await;
    let first = async || {
        let person = house.app.core.store.person(house.app.core.tenant, alice.id).await.unwrap().unwrap();
        person.default_method
    };
    assert_eq!(first().await, None);
    let answer = alice.elsewhere().await.post("/security-info/default", &[("method", "email")]).await;
    assert!(to(&answer).starts_with("/security-info/prove"), "not without a proof");
    let answer = alice.post("/security-info/default", &[("method", "email")]).await;
    assert_eq!(to(&answer), "/security-info");
    assert_eq!(alice.post("/security-info/default", &[("method", "app")]).await.status, 400, "they have none");
    let person = house.app.core.store.person(house.app.core.tenant, alice.id).await.unwrap().unwrap();
    assert_eq!(person.default_method, Some(Method::Email));
    let page = alice.elsewhere().await.open("/security-info/prove").await.text();
    assert!(page.find("a•••••@h").unwrap() < page.find("••••••81").unwrap(), "{page}");
    let id = mailbox.id.to_string();
    alice.post("/security-info/remove", &[("id", &id)]).await;
    let person = house.app.core.store.person(house.app.core.tenant, alice.id).await.unwrap().unwrap();
    assert_eq!(person.default_method, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_method_can_be_tried_without_changing_anything() {
    let house = House::under(policy()).await;
    let mut alice = Visitor::new(&house, "alice").await;
    let phone = alice.had_phone("+12025550181").await;
    let id = phone.id.to_string();
    assert_eq!(to(&alice.post("/security-info/try", &[("id", &id)]).await), "/security-info/try");
    let code = alice.code("+12025550181");
    let page = alice.fill("/security-info/try", &[("code", &wrong(&code))]).await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("not right"), "{}", page.text());
    let answer = alice.fill("/security-info/try", &[("code", &code)]).await;
    assert_eq!(to(&answer), "/security-info/try?works");
    let page = alice.open("/security-info/try?works").await;
    assert!(page.text().contains("It works"), "{}", page.text());
    assert!(alice.kept().await[0].used_at.is_some());
    // It is no proof.
    let page = alice.open("/security-info/add/phone").await;
    assert_eq!(page.url.path(), "/security-info/prove");
    // By a call, too; and again after a minute.
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(to(&alice.post("/security-info/try", &[("id", &id), ("by", "voice")]).await), "/security-info/try");
    assert_eq!(to(&alice.post("/security-info/try", &[]).await), "/security-info/try?wait");
    house.clock.advance(Duration::from_secs(61));
    assert_eq!(to(&alice.post("/security-info/try", &[]).await), "/security-info/try?sent");
    assert_eq!(house.messages_to("+12025550181").len(), 3);
    // Nobody else's.
    let mut bob = Visitor::new(&house, "bob").await;
    assert_eq!(bob.post("/security-info/try", &[("id", &id)]).await.status, 400);
    assert!(house.messages().iter().all(|message| message.to == "+12025550181"));
    assert!(code_in(&house.messages()[0].text).is_some());
    assert_eq!(alice.kept().await[0].kind(), Kind::Phone);
}

//! What a change of security info ends elsewhere.

use super::world::what;
use crate::{
    contacts::visitor::{Visitor, policy, to},
    harness::app::House,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r68_what_is_added_changed_or_removed_ends_other_sessions_and_resets_under_way() {
    let house = House::under(policy()).await;
    let person = Visitor::new(&house, "alice").await;
    let phone = person.had_phone("+12025550181").await.id.to_string();
    person.had_mailbox("alice@home.example").await;
    let mut bob = Visitor::new(&house, "bob").await;
    for change in ["add", "change", "remove"] {
        // A thief who read one code is half way through a reset, and signed in besides.
        let mut thief = person.elsewhere().await;
        assert_eq!(thief.open("/security-info").await.url.path(), "/security-info");
        let mut reset = house.reset("alice").start().await.gate("sms").await;
        assert_eq!(reset.path(), "/reset/method", "{change}: {}", reset.text());
        let mut alice = person.elsewhere().await;
        assert_eq!(to(&alice.prove("email", "alice@home.example", "").await), "/security-info");
        assert_eq!(reset.client.get("/reset/method").await.url.path(), "/reset/method", "a proof ends nothing");
        match change {
            "add" => alice.add_mailbox("new@home.example").await,
            "change" => {
                let old = alice.kept().await.into_iter().find(|item| what(&item.detail) == "new@home.example").unwrap();
                let fields = [("mailbox", "newer@home.example"), ("replaces", &old.id.to_string())];
                assert_eq!(to(&alice.post("/security-info/add/mailbox", &fields).await), "/security-info/add/code");
                let code = alice.code("newer@home.example");
                assert_eq!(to(&alice.fill("/security-info/add/code", &[("code", &code)]).await), "/security-info");
            }
            _ => assert_eq!(to(&alice.post("/security-info/remove", &[("id", &phone)]).await), "/security-info"),
        }
        assert_eq!(alice.open("/security-info").await.url.path(), "/security-info", "{change}: her own goes on");
        assert_eq!(thief.open("/security-info").await.url.path(), "/sign-in", "{change}: the others end");
        let over = reset.client.get("/reset/method").await;
        assert_eq!(over.url.path(), "/reset", "{change}: {}", over.text());
        assert_eq!(bob.open("/security-info").await.url.path(), "/security-info", "somebody else's goes on");
        // Texts and mails are limited by the hour, and bob is signed in for a quarter of one.
        house.clock.advance(6 * super::MINUTE);
    }
    assert_eq!(person.contacts().await, ["alice@home.example", "newer@home.example"]);
}

//! Everybody concerned is told, in their own language.

use std::collections::BTreeSet;

use crate::harness::{
    app::{House, NEW, mail, phone_of},
    walk::code_in,
};

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_r134_every_contact_is_told_what_when_where_and_whom_to_call() {
    let house = House::new().await;
    let mut alice = house.someone("alice");
    alice.contacts.push(mail("alice@contoso.test"));
    let phone = phone_of(&alice);
    house.add(alice).await;
    let mut walk = house.reset("alice");
    walk.client.headers.insert("User-Agent".into(), FIREFOX.into());
    walk.client.headers.insert("X-Forwarded-For".into(), "203.0.113.77".into());
    let walk = walk.start().await.both_gates().await;
    let before = house.messages().len();
    let walk = walk.password(NEW).await;
    let notices = house.messages().split_off(before);
    let told: BTreeSet<&str> = notices.iter().map(|message| message.to.as_str()).collect();
    assert_eq!(told, BTreeSet::from(["alice@home.test", "alice@contoso.test", phone.as_str()]));
    assert_eq!(notices.len(), 3, "each once");
    let support = walk.text().split_whitespace().find(|w| w.len() == 9 && w.as_bytes()[4] == b'-').unwrap().to_owned();
    for notice in &notices {
        assert!(notice.text.contains("+1 202 555 0100"), "whom to call: {}", notice.text);
        assert!(code_in(&notice.text).is_none() && !notice.text.contains(NEW) && !notice.text.contains("/reset"));
        assert!(["was reset", "was changed"].iter().any(|words| notice.text.contains(words)), "{}", notice.text);
        if notice.subject.is_some() {
            for fact in ["Firefox, Linux", "203.0.113.0/24", &support, "2026", "UTC", "alice Example"] {
                assert!(notice.text.contains(fact), "{fact}: {}", notice.text);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn messages_are_in_the_language_of_the_account_pages_in_that_of_the_browser() {
    let house = House::new().await;
    let mut chloe = house.someone("chloe");
    chloe.language = Some("fr-CA, en;q=0.5".into());
    house.add(chloe).await;
    let walk = house.reset("chloe").start().await.both_gates().await.password(NEW).await;
    assert!(walk.text().contains("Your password was changed"), "{}", walk.text());
    let messages = house.messages();
    assert_eq!(messages.len(), 4);
    for message in messages {
        assert!(message.text.contains("passe") || message.text.contains("Voici"), "{}", message.text);
    }
    // Who has none gets that of the page.
    let mut plain = house.someone("plain");
    plain.language = None;
    house.add(plain).await;
    let mut walk = house.reset("plain");
    walk.client.headers.insert("Accept-Language".into(), "fr".into());
    let before = house.messages().len();
    walk.start().await.choose("email").await;
    assert!(house.messages()[before].text.contains("Voici"), "{}", house.messages()[before].text);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r133_an_unlock_is_told_as_well_and_a_policy_may_silence_both() {
    for notify in [true, false] {
        let mut policy = crate::harness::app::policy();
        policy.notify_people = notify;
        let house = House::under(policy).await;
        let mut bob = house.someone("bob");
        bob.locked = true;
        house.add(bob).await;
        let walk = house.reset("bob").start().await.both_gates().await;
        let before = house.messages().len();
        walk.act("unlock").await;
        house.drain().await;
        let notices = house.messages().split_off(before);
        assert_eq!(notices.len(), if notify { 2 } else { 0 });
        assert!(notices.iter().all(|notice| notice.text.contains("unlocked")));
    }
}

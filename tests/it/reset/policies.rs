//! Several policies: the first that applies to somebody counts, and nobody sees which before a proof.

use std::{collections::BTreeSet, sync::Arc};

use latchkey::domain::{
    method::Method,
    policy::{AppliesTo, Enabled, Gates, Named, Policy, PolicySet},
};

use super::canonical;
use crate::harness::app::{House, policy};

const NEW: &str = "velvet kettle under nine owls";

/// Members of Pilot reset with one text message, contractors with nothing, everybody else with two gates.
async fn house() -> House {
    let house = House::under(policy()).await;
    let pilot = house.person("pia").await;
    let contractor = house.person("carl").await;
    house.person("alice").await;
    house.group("Pilot", &[pilot], &[]).await;
    house.group("Contractors", &[contractor], &[]).await;
    put(&house, |_| ());
    house
}

/// Puts the policies in force, that of the pilot changed by `change`.
fn put(house: &House, change: impl FnOnce(&mut Policy)) {
    let mut pilot = Policy { methods: vec![Method::Sms], gates: Gates::One, ..policy() };
    change(&mut pilot);
    let named = |name: &str, group: &str, policy: Policy| Named {
        name: name.into(),
        applies_to: AppliesTo { groups: vec![group.into()], below: vec![] },
        policy: Arc::new(policy),
    };
    let ordered = vec![
        named("pilot", "Pilot", pilot),
        named("contractors", "Contractors", Policy { enabled: Enabled::None, ..policy() }),
    ];
    house.app.core.policies.replace(&PolicySet::new(1, ordered, Arc::new(policy())));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_in_the_pilot_needs_one_proof_and_everybody_else_two() {
    let house = house().await;
    let walk = house.reset("pia").start().await.gate("sms").await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    let walk = walk.password(NEW).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert_eq!(house.directory.writes(), 1);

    let walk = house.reset("alice").start().await.gate("sms").await;
    assert_eq!(walk.path(), "/reset/method", "a second proof: {}", walk.text());
    let walk = walk.gate("email").await;
    assert_eq!(walk.path(), "/reset/password");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_method_of_another_policy_sends_no_code_and_says_what_is_registered() {
    let house = house().await;
    let before = house.messages().len();
    house.reset("pia").start().await.choose("email").await;
    let messages = house.messages();
    assert!(messages.iter().skip(before).all(|m| crate::harness::walk::code_in(&m.text).is_none()), "{messages:?}");
    assert_eq!(messages.len(), before + 1, "a message says what can be used");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r5_the_pages_are_alike_whatever_the_policy_until_a_proof() {
    let house = house().await;
    let mut all = BTreeSet::new();
    for login in ["pia", "carl", "alice", "nobody"] {
        let mut walk = house.reset(login).start().await;
        let mut pages = vec![canonical(walk.page())];
        for method in ["sms", "email"] {
            walk = walk.choose(method).await;
            pages.push(canonical(walk.page()));
            walk = walk.code("00000000").await;
            pages.push(canonical(walk.page()));
        }
        all.insert(pages);
    }
    assert_eq!(all.len(), 1, "{all:#?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_is_switched_off_by_their_own_policy_gets_no_code() {
    let house = house().await;
    let before = house.messages().len();
    house.reset("carl").start().await.choose("sms").await;
    let codes =
        house.messages().iter().skip(before).filter(|m| crate::harness::walk::code_in(&m.text).is_some()).count();
    assert_eq!(codes, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r71_a_policy_that_became_stricter_ends_what_was_proved_under_the_old_one() {
    let house = house().await;
    let walk = house.reset("pia").start().await.gate("sms").await;
    put(&house, |pilot| {
        pilot.gates = Gates::Two;
        pilot.methods.push(Method::Email);
    });
    let walk = walk.password(NEW).await;
    assert_eq!(house.directory.writes(), 0, "{}", walk.text());
    assert!(walk.text().contains("Start again"), "{}", walk.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r114_protected_accounts_are_refused_unless_allowed_and_then_need_two_gates() {
    let house = house().await;
    let mut someone = house.someone("root");
    someone.protected = true;
    let root = house.add(someone).await;
    house.group("Pilot", &[root], &[]).await;
    let before = house.messages().len();
    house.reset("root").start().await.choose("sms").await;
    assert!(house.messages().iter().skip(before).all(|m| crate::harness::walk::code_in(&m.text).is_none()));

    put(&house, |pilot| {
        pilot.protected_too = true;
        pilot.methods.push(Method::Email);
    });
    house.clock.advance(std::time::Duration::from_secs(3600));
    let walk = house.reset("root").start().await.gate("sms").await;
    assert_eq!(walk.path(), "/reset/method", "one gate is not enough: {}", walk.text());
    let walk = walk.gate("email").await.password(NEW).await;
    assert_eq!(house.directory.writes(), 1, "{}", walk.text());
    assert!(house.messages_to("helpdesk@contoso.test").is_empty(), "nobody asked to be told");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_help_desk_hears_of_administrators_who_reset_their_password_where_it_is_wished() {
    let house = house().await;
    house.admin("olga", Some(latchkey::domain::role::Role::Owner)).await;
    let mut set = PolicySet::single(policy());
    set.notify_admins = true;
    house.app.core.policies.replace(&set);
    house.reset("alice").start().await.both_gates().await.password(NEW).await;
    assert!(house.messages_to("helpdesk@contoso.test").is_empty(), "alice has no role");
    let walk = house.reset("olga").start().await.both_gates().await.password(NEW).await;
    assert_eq!(house.directory.writes(), 2, "{}", walk.text());
    let told = house.messages_to("helpdesk@contoso.test");
    assert_eq!(told.len(), 1);
    assert!(told[0].text.contains("used self-service") && told[0].text.contains("olga"), "{}", told[0].text);
}

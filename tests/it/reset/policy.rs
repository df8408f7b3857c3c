//! What the policy says is what happens.

use latchkey::domain::policy::{Enabled, Policy};

use crate::harness::{
    app::{House, NEW, OLD, mail, phone_of, policy},
    walk::{code_in, newest_code},
};

fn with(change: impl FnOnce(&mut Policy)) -> Policy {
    let mut policy = policy();
    change(&mut policy);
    policy
}

/// Whether a code goes out for `login`.
async fn gets_a_code(house: &House, login: &str) -> bool {
    let before = house.messages().len();
    house.reset(login).start().await.choose("sms").await;
    house.messages().iter().skip(before).any(|message| code_in(&message.text).is_some())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn selected_groups_several_and_nested_and_an_exclusion_wins() {
    let enabled = Enabled::Selected { groups: vec!["Staff".into(), "Teachers".into()], except: vec!["Interns".into()] };
    let house = House::under(with(|p| p.enabled = enabled)).await;
    let mut ids = std::collections::BTreeMap::new();
    for login in ["direct", "second", "nested", "excluded", "deeply-excluded", "outside"] {
        ids.insert(login, house.person(login).await);
    }
    let berlin = house.group("Berlin", &[ids["nested"]], &[]).await;
    let office = house.group("Offices", &[], &[berlin]).await;
    house.group("Staff", &[ids["direct"], ids["excluded"], ids["deeply-excluded"]], &[office]).await;
    house.group("Teachers", &[ids["second"]], &[]).await;
    let summer = house.group("Summer", &[ids["deeply-excluded"]], &[]).await;
    house.group("Interns", &[ids["excluded"]], &[summer]).await;
    for (login, expected) in [
        ("direct", true),
        ("second", true),
        ("nested", true),
        ("excluded", false),
        ("deeply-excluded", false),
        ("outside", false),
    ] {
        assert_eq!(gets_a_code(&house, login).await, expected, "{login}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_group_that_is_not_there_is_never_in_scope_nor_out_of_it() {
    let house = House::under(with(|p| p.enabled = Enabled::All { except: vec!["Misspelt".into()] })).await;
    house.person("alice").await;
    assert!(!gets_a_code(&house, "alice").await, "an exclusion that can not be read excludes");
    // When the group is there, the waiting look-up goes on by itself.
    house.group("Misspelt", &[], &[]).await;
    house.pass(std::time::Duration::from_secs(20)).await;
    house.pass(std::time::Duration::from_secs(1)).await;
    assert_eq!(house.messages().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn switched_off_or_without_writeback_nobody_gets_a_code_or_a_write() {
    for policy in [with(|p| p.enabled = Enabled::None), with(|p| p.writeback = false)] {
        let house = House::under(policy).await;
        let alice = house.person("alice").await;
        let walk = house.reset("alice").start().await.choose("sms").await;
        assert_eq!(walk.path(), "/reset/code", "alike for everybody");
        assert!(house.messages().iter().all(|message| code_in(&message.text).is_none()));
        let walk = walk.code("123456").await;
        assert_eq!(walk.page().status, 422);
        assert_eq!(house.directory.writes(), 0);
        assert!(house.has_password(alice, OLD).await);
        assert_eq!(house.messages().len(), 1, "its owner is told once that it can not be reset here");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r54_a_mailbox_of_the_organisation_is_no_gate() {
    let house = House::new().await;
    let mut grace = house.someone("grace");
    grace.contacts[0] = mail("grace@contoso.test");
    let phone = phone_of(&grace);
    house.add(grace).await;
    let mut both = house.someone("both");
    both.contacts.insert(0, mail("both@mail.contoso.test"));
    house.add(both).await;
    assert!(!gets_a_code(&house, "grace").await, "one usable method is too few for two gates");
    assert!(house.messages_to("grace@contoso.test").is_empty());
    assert_eq!(house.messages_to(&phone).len(), 1, "she is told at the phone");
    house.reset("both").start().await.choose("email").await;
    assert!(house.messages_to("both@mail.contoso.test").is_empty());
    assert_eq!(house.messages_to("both@home.test").len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn where_the_whole_contact_is_asked_for_a_code_goes_only_to_the_right_one() {
    let house = House::under(with(|p| p.ask_whole_contact = true)).await;
    let alice = house.someone("alice");
    let phone = phone_of(&alice);
    let alice = house.add(alice).await;
    let mut walk = house.reset("alice").start().await.choose("sms").await;
    assert_eq!(walk.path(), "/reset/contact");
    assert!(house.messages().is_empty(), "nothing is sent before it is typed");
    let wrong = walk.client.get("/reset/contact").await;
    let told = walk.client.submit(&wrong, &[("contact", "not a number")]).await;
    assert_eq!(told.status, 422);
    // The wrong number looks like the right one.
    let page = walk.client.submit(&wrong, &[("contact", "+1 202 555 0199")]).await;
    house.drain().await;
    assert_eq!(page.url.path(), "/reset/code");
    assert!(house.messages().iter().all(|m| code_in(&m.text).is_none()), "{:?}", house.messages());
    let spoken = format!("({}) {}-{}", &phone[2..5], &phone[5..8], &phone[8..]);
    for (method, contact) in [("sms", spoken.as_str()), ("email", "Alice@HOME.test")] {
        let before = house.messages().len();
        walk = walk.choose(method).await;
        let page = walk.client.get("/reset/contact").await;
        walk.client.submit(&page, &[("contact", contact)]).await;
        house.drain().await;
        let code = newest_code(&house, method, before);
        walk = walk.code(&code).await;
    }
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    walk.password(NEW).await;
    assert!(house.has_password(alice, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_the_unlock_step_a_locked_person_goes_straight_to_the_password() {
    let house = House::under(with(|p| p.unlock_without_reset = false)).await;
    let mut bob = house.someone("bob");
    bob.locked = true;
    let bob = house.add(bob).await;
    let walk = house.reset("bob").start().await.both_gates().await;
    assert_eq!(walk.path(), "/reset/password");
    walk.password(NEW).await;
    assert!(!house.is_locked(bob).await && house.has_password(bob, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_pages_say_which_step_of_how_many_it_is_where_that_is_certain() {
    let house = House::under(with(|p| p.unlock_without_reset = false)).await;
    house.person("alice").await;
    let walk = house.reset("alice").start().await;
    assert!(walk.text().contains("2 of 6"), "{}", walk.text());
    let walk = walk.both_gates().await;
    assert!(walk.text().contains("6 of 6"), "{}", walk.text());
}

//! What reaches the directory, what does not, and what a person is told of it.

use std::time::Duration;

use latchkey::domain::{account::AccountState, time::Clock as _};

use crate::harness::app::{House, NEW, OLD};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r71_an_account_disabled_after_the_gates_is_not_written_to() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    house.directory.behave(|b| {
        b.states.insert(alice, AccountState { disabled: true, ..AccountState::default() });
    });
    let walk = walk.password(NEW).await;
    assert!(walk.text().contains("Your account is switched off"), "{}", walk.text());
    assert_eq!(house.directory.writes(), 0);
    assert!(house.has_password(alice, OLD).await);
    let refused = house.events().await.into_iter().rfind(|event| event.kind == "writeback.intended").unwrap();
    assert_eq!((refused.outcome.as_str(), refused.code), ("failure", Some(16)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r71_an_account_taken_out_of_scope_after_the_gates_is_not_written_to() {
    let mut policy = crate::harness::app::policy();
    policy.enabled = latchkey::domain::policy::Enabled::All { except: vec!["Leavers".into()] };
    let house = House::under(policy).await;
    let alice = house.person("alice").await;
    house.group("Leavers", &[], &[]).await;
    let walk = house.reset("alice").start().await.both_gates().await;
    house.group("Leavers", &[alice], &[]).await;
    let walk = walk.password(NEW).await;
    assert!(walk.text().contains("cannot be reset here"), "{}", walk.text());
    assert_eq!(house.directory.writes(), 0);
}

async fn locked(login: &str) -> (House, latchkey::domain::account::AccountId) {
    let house = House::new().await;
    let mut account = house.someone(login);
    account.locked = true;
    let id = house.add(account).await;
    (house, id)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_unlock_keeps_the_password() {
    let (house, bob) = locked("bob").await;
    let walk = house.reset("bob").start().await.both_gates().await;
    assert_eq!(walk.path(), "/reset/action", "{}", walk.text());
    let walk = walk.act("unlock").await;
    assert!(walk.text().contains("Your account is unlocked"), "{}", walk.text());
    assert!(!house.is_locked(bob).await);
    assert!(house.has_password(bob, OLD).await);
    assert_eq!((house.directory.count("unlock"), house.directory.count("reset")), (1, 0));
    assert_eq!(house.count_events("account.unlocked", "success").await, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r116_a_reset_unlocks_as_well() {
    let (house, bob) = locked("bob").await;
    let walk = house.reset("bob").start().await.both_gates().await.act("reset").await.password(NEW).await;
    assert!(walk.text().contains("changed and your account is unlocked"), "{}", walk.text());
    assert!(!house.is_locked(bob).await && house.has_password(bob, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r116_an_unlock_that_fails_after_the_reset_is_told_and_tried_again() {
    let (house, bob) = locked("bob").await;
    house.directory.behave(|b| b.no_unlock = true);
    let walk = house.reset("bob").start().await.both_gates().await.act("reset").await.password(NEW).await;
    assert!(walk.text().contains("changed, but your account is still locked"), "{}", walk.text());
    assert!(house.is_locked(bob).await);
    house.directory.behave(|b| b.no_unlock = false);
    house.pass(Duration::from_secs(4)).await;
    assert!(!house.is_locked(bob).await && house.has_password(bob, NEW).await);
    assert_eq!(house.directory.count("reset"), 1, "the password is written once");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r152_what_can_not_be_written_down_is_not_done() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    house.sql("CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'disk full'); END").await;
    let walk = walk.password(NEW).await;
    assert_eq!(walk.page().status, 503, "{}", walk.text());
    assert_eq!(house.directory.writes(), 0);
    assert!(house.has_password(alice, OLD).await);
    house.sql("DROP TRIGGER full").await;
    let walk = walk.password(NEW).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert!(house.has_password(alice, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_refused_password_can_be_replaced_and_the_directory_is_asked_once_each() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    let walk = walk.password("too short").await;
    assert_eq!((walk.page().status.as_u16(), walk.path()), (422, "/reset/password"));
    assert_eq!(house.directory.writes(), 0, "our own rule needs no directory");
    house.directory.behave(|b| b.refuse = true);
    let walk = walk.password(NEW).await;
    assert!(walk.text().contains("trying again will not help yet"), "{}", walk.text());
    house.directory.behave(|b| b.refuse = false);
    let walk = walk.password(NEW).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert_eq!(house.directory.count("reset"), 2);
    assert!(house.has_password(alice, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_directory_that_is_down_at_the_end_changes_nothing_and_the_same_proofs_still_count() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    house.directory.behave(|b| b.down = true);
    let walk = walk.password(NEW).await;
    assert_eq!(walk.page().status, 503);
    assert!(walk.text().contains("Nothing was changed"), "{}", walk.text());
    house.directory.behave(|b| b.down = false);
    let walk = walk.password(NEW).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert!(house.has_password(alice, NEW).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_write_that_nobody_can_settle_for_a_day_is_told_to_the_person() {
    let house = House::new().await;
    house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    house.directory.behave(|b| b.lose_answer = true);
    let walk = walk.password(NEW).await;
    assert!(walk.text().contains("We are checking"), "{}", walk.text());
    house.directory.behave(|b| b.down = true);
    let before = house.messages().len();
    house.pass(Duration::from_secs(23 * 3600 + 50 * 60)).await;
    house.app.core.store.purge(house.clock.now()).await.unwrap();
    assert_eq!(house.messages().len(), before, "nobody gave up yet");
    house.pass(Duration::from_secs(20 * 60)).await;
    let mails = house.messages_to("alice@home.test");
    let told = mails.last().unwrap();
    assert!(told.text.contains("We could not find out"), "{}", told.text);
    assert!(told.text.contains("Sign in with your new password first"), "{}", told.text);
    assert_eq!(house.messages().len(), before + 2, "phone and mailbox");
    let settled = house.events().await.into_iter().rfind(|event| event.kind == "writeback.settled").unwrap();
    assert_eq!((settled.outcome.as_str(), settled.code.is_some()), ("failure", true));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_lost_answer_is_found_out_and_never_written_twice() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    // The directory's own stamp moves with the password.
    house.clock.advance(Duration::from_secs(1));
    house.directory.behave(|b| b.lose_answer = true);
    let mut walk = walk.password(NEW).await;
    assert!(walk.text().contains("We are checking"), "{}", walk.text());
    house.pass(Duration::from_secs(16)).await;
    let page = walk.client.get("/reset/result").await;
    assert!(page.text().contains("Your password was changed"), "{}", page.text());
    assert_eq!(house.directory.count("reset"), 1);
    assert!(house.has_password(alice, NEW).await);
    assert_eq!(house.messages_to("alice@home.test").len(), 2, "a code and a notice");
}

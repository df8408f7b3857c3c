//! Change of a known password.

use std::time::Duration;

use latchkey::domain::account::AccountId;

use crate::harness::{
    app::{House, NEW, OLD},
    http::Page,
};

async fn change(house: &House, login: &str, old: &str, new: &str) -> Page {
    let mut client = house.client();
    let page = client.get("/change").await;
    let answer = client.submit(&page, &[("login", login), ("old-password", old), ("new-password", new)]).await;
    house.drain().await;
    answer
}

fn id_text(id: AccountId) -> String {
    id.0.simple().to_string()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_knows_the_old_password_sets_a_new_one_and_is_told() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let page = change(&house, "alice", OLD, NEW).await;
    assert_eq!(page.url.path(), "/change/done", "{}", page.text());
    assert!(house.has_password(alice, NEW).await && !house.has_password(alice, OLD).await);
    assert_eq!(house.directory.count("change"), 1);
    assert_eq!(house.count_events("password.changed", "success").await, 1);
    assert_eq!(house.messages().len(), 2, "every contact");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn who_must_change_does_so_here() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    house
        .sql(&format!("UPDATE embedded_accounts SET must_change = 1 WHERE hex(id) = upper('{}')", id_text(alice)))
        .await;
    let page = change(&house, "alice", OLD, NEW).await;
    assert_eq!(page.url.path(), "/change/done", "{}", page.text());
    assert_eq!(house.number("SELECT must_change FROM embedded_accounts").await, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r10_r120_wrong_unknown_locked_and_disabled_are_one_answer() {
    let house = House::new().await;
    house.person("alice").await;
    let mut locked = house.someone("locked");
    locked.locked = true;
    house.add(locked).await;
    let mut disabled = house.someone("disabled");
    disabled.disabled = true;
    house.add(disabled).await;
    let mut found = std::collections::BTreeSet::new();
    for (login, old) in [("alice", "wrong-Password-1"), ("nobody", OLD), ("locked", OLD), ("disabled", OLD)] {
        let begun = std::time::Instant::now();
        let page = change(&house, login, old, NEW).await;
        assert!(begun.elapsed() >= Duration::from_millis(600), "{login}");
        assert_eq!(page.status, 422, "{login}");
        found.insert(page.text());
        let kept = page.forms().into_iter().flat_map(|f| f.fields).filter(|(name, _)| name.ends_with("password"));
        assert!(kept.into_iter().all(|(_, value)| value.is_empty()), "no password comes back");
    }
    assert_eq!(found.len(), 1, "{found:#?}");
    assert_eq!(house.directory.writes(), 0);
    // Without an old password nothing is asked.
    let asked = house.directory.count("check");
    assert_eq!(change(&house, "alice", "", NEW).await.status, 422);
    assert_eq!(house.directory.count("check"), asked);
    let mut client = house.client();
    let csrf = client.get("/change").await.field("csrf").unwrap();
    let page = client.post("/change", &[("csrf", &csrf), ("login", "alice"), ("new-password", NEW)]).await;
    assert_eq!(page.status, 400);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r37_fifty_wrong_passwords_lock_nobody() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    for window in 1..=2 {
        for n in 0..50 {
            // Whatever spelling of the name.
            let login = ["alice", "ALICE", "alice@contoso.test", "CONTOSO\\alice"][n % 4];
            let page = change(&house, login, &format!("wrong-Password-{n}"), NEW).await;
            assert!([422, 429].contains(&page.status.as_u16()));
        }
        assert!(house.directory.count("check") <= 3 * window, "{}", house.directory.count("check"));
        assert!(!house.is_locked(alice).await);
        house.clock.advance(Duration::from_secs(31 * 60));
        // A directory forgets failures after its observation window; the embedded one has none.
        house.sql("UPDATE embedded_accounts SET failures = 0").await;
    }
    assert!(house.directory.count("check") >= 4, "the next window lets people try again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_new_password_that_breaks_a_rule_is_said_so_and_protected_accounts_stay() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let page = change(&house, "alice", OLD, "short").await;
    assert_eq!(page.status, 422);
    assert_eq!(house.directory.count("check"), 0, "a length costs no bind");
    let mut dana = house.someone("dana");
    dana.protected = true;
    let dana = house.add(dana).await;
    let page = change(&house, "dana", OLD, NEW).await;
    assert!(page.text().contains("extra protection"), "{}", page.text());
    assert!(house.has_password(dana, OLD).await && house.has_password(alice, OLD).await);
    assert_eq!(house.directory.writes(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_ends_a_reset_under_way() {
    let house = House::new().await;
    house.person("alice").await;
    let mut thief = house.reset("alice").start().await.gate("sms").await;
    change(&house, "alice", OLD, NEW).await;
    assert_eq!(thief.client.get("/reset/method").await.url.path(), "/reset");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn the_kill_switch_stops_changes_too() {
    let mut policy = crate::harness::app::policy();
    policy.writeback = false;
    let house = House::under(policy).await;
    let alice = house.person("alice").await;
    let page = change(&house, "alice", OLD, NEW).await;
    assert!(page.text().contains("Nothing was changed"), "{}", page.text());
    assert!(house.has_password(alice, OLD).await);
    assert_eq!(house.directory.count("find") + house.directory.count("check"), 0);
}

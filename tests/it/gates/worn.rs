//! Wrong tries: ten a day, fifty in a row, and nobody can lock another out.

use std::time::Duration;

use super::{DAY, Kit, MINUTE, app, everything, house, through};
use crate::harness::{
    app::{House, NEW},
    walk::{Walk, wrong},
};

/// Types wrong codes until it is refused; how many were compared.
async fn guess(house: &House, login: &str, method: &str) -> usize {
    let compared = async || house.events().await.iter().filter(|e| e.code == Some(50)).count();
    let before = compared().await;
    let mut walk = house.reset(login).start().await.choose(method).await;
    for _ in 0..6 {
        if walk.path() != "/reset/code" || walk.page().status == 429 {
            break;
        }
        let typed = if method == "app" { "000000" } else { "0000-0000-0000-0000" };
        walk = walk.code(typed).await;
    }
    compared().await - before
}

async fn wear_out(house: &House, login: &str, method: &str) -> usize {
    let mut compared = 0;
    for _ in 0..6 {
        for _ in 0..3 {
            compared += guess(house, login, method).await;
        }
        house.pass(DAY + MINUTE).await;
    }
    compared
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r33_after_fifty_wrong_tries_in_a_row_a_method_is_off_until_it_is_registered_anew() {
    let house = house().await;
    let id = house.person("alice").await;
    let seed = app(&house, id).await;
    let kit = Kit { id, login: "alice".into(), seed, codes: vec![], pass: String::new() };
    let compared = wear_out(&house, "alice", "app").await;
    assert!((50..=60).contains(&compared), "{compared}: ten a day");
    assert_eq!(house.count_events("security-info.worn-out", "success").await, 1);
    // Both contacts were told, once each.
    let told: Vec<_> = house.messages().into_iter().filter(|m| m.text.contains("oo many wrong tries")).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    let walk = house.reset("alice").start().await.choose("app").await.code(&kit.app_code(&house)).await;
    assert_eq!(walk.page().status, 422, "the right code is refused");
    // Her other ways work.
    let walk = house.reset("alice").start().await.both_gates().await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    // Registered anew, it works again.
    let core = &house.app.core;
    let mut tx = core.store.begin().await.unwrap();
    tx.forget_wrong(core.tenant, id, latchkey::domain::method::Method::App).await.unwrap();
    tx.commit().await.unwrap();
    house.clock.advance(DAY);
    let walk = house.reset("alice").start().await;
    assert_eq!(through(&house, &kit, walk, "app").await.path(), "/reset/method");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r33_a_right_one_forgets_the_wrong_ones_before_it() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    for _ in 0..4 {
        let code = kit.app_code(&house);
        let mut walk = house.reset("alice").start().await.choose("app").await;
        for _ in 0..4 {
            walk = walk.code(&wrong(&code)).await;
        }
        assert_eq!(walk.code(&code).await.path(), "/reset/method");
        assert_eq!(house.number("SELECT count(*) FROM method_failures").await, 0);
        house.clock.advance(DAY);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r35_strangers_who_wear_a_method_out_lock_nobody_out() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    // Her own browser has finished a reset before.
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    let walk = through(&house, &kit, walk, "email").await.password(NEW).await;
    let device = walk.client.cookies["kd"].clone();
    house.pass(DAY).await;
    wear_out(&house, "alice", "app").await;
    let strange = house.reset("alice").start().await.choose("app").await.code(&kit.app_code(&house)).await;
    assert_eq!(strange.page().status, 422, "from a new browser the app is off");
    // (a) From her own browser it is not.
    house.clock.advance(Duration::from_secs(60));
    let mut client = house.client();
    client.cookies.insert("kd".into(), device);
    let walk = Walk::new(&house, client, "alice").start().await;
    let walk = through(&house, &kit, walk, "app").await;
    assert_eq!(walk.path(), "/reset/method", "{}", walk.text());
    // (b) From a new one, two other methods.
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "recovery-code").await;
    let walk = through(&house, &kit, walk, "email").await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    // (c) With a pass of the help desk.
    house.clock.advance(DAY);
    let kit = Kit { pass: super::pass(&house, "alice").await, ..kit };
    let walk = house.reset("alice").start().await;
    let walk = through(&house, &kit, walk, "pass").await;
    let walk = through(&house, &kit, walk, "sms").await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
}

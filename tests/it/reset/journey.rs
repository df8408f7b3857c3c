//! Whole journeys.

use crate::harness::app::{House, NEW, OLD};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_forgotten_password_is_reset_with_two_proofs() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    assert_eq!(walk.path(), "/reset/password", "{}", walk.text());
    let walk = walk.password(NEW).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert!(house.has_password(alice, NEW).await);
    assert!(!house.has_password(alice, OLD).await);
    assert_eq!(house.directory.count("reset"), 1);
    assert_eq!(house.count_events("password.reset", "success").await, 1);
}

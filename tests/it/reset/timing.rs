//! The time of an answer does not tell who works here, whatever the directory does.

use std::time::{Duration, Instant};

use crate::harness::{app::House, stats::assert_alike, walk::Walk};

const DAY: Duration = Duration::from_secs(24 * 3600);

fn millis(begun: Instant) -> f64 {
    begun.elapsed().as_secs_f64() * 1000.0
}

/// The time of one identify.
async fn identify(house: &House, login: &str) -> f64 {
    let mut client = house.client();
    let page = client.get("/reset").await;
    let begun = Instant::now();
    let answer = client.submit_once(&page, &[("login", login)]).await;
    let took = millis(begun);
    assert_eq!(answer.status, 303);
    took
}

const fn name(known: bool) -> &'static str {
    if known { "alice" } else { "nobody" }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_known_name_takes_as_long_as_an_unknown_one() {
    let house = House::new().await;
    house.person("alice").await;
    house.run_jobs();
    assert_alike("identify", 200, async |known| identify(&house, name(known)).await).await;
}

async fn waiting<'a>(house: &'a House, known: bool) -> Walk<'a> {
    house.clock.advance(DAY);
    let walk = house.reset(name(known)).start().await.choose("sms").await;
    assert_eq!(walk.path(), "/reset/code");
    walk
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_wrong_code_takes_as_long_for_nobody_as_for_somebody() {
    let house = House::new().await;
    house.person("alice").await;
    assert_alike("a wrong code", 200, async |known| {
        let mut walk = waiting(&house, known).await;
        let page = walk.client.get("/reset/code").await;
        let begun = Instant::now();
        let answer = walk.client.submit_once(&page, &[("code", "000000")]).await;
        let took = millis(begun);
        assert_eq!(answer.status, 422);
        took
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_resend_takes_as_long_for_nobody_as_for_somebody() {
    let house = House::new().await;
    house.person("alice").await;
    assert_alike("a resend", 200, async |known| {
        let mut walk = waiting(&house, known).await;
        let csrf = walk.client.get("/reset/code").await.field("csrf").unwrap();
        house.clock.advance(Duration::from_secs(61));
        let begun = Instant::now();
        let answer = walk.client.post_once("/reset/code/resend", &[("csrf", &csrf)]).await;
        let took = millis(begun);
        assert_eq!(answer.header("location"), "/reset/code?sent");
        took
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r3_a_slow_or_dead_directory_shows_in_no_answer() {
    for (what, delay, down) in [("200 ms", 200, false), ("2 s", 2000, false), ("dead", 0, true)] {
        let house = House::new().await;
        house.person("alice").await;
        house.directory.behave(|b| {
            b.delay = Duration::from_millis(delay);
            b.down = down;
        });
        house.run_jobs();
        let mut all = Vec::new();
        assert_alike(what, 200, async |known| {
            let took = identify(&house, name(known)).await;
            all.push(took);
            took
        })
        .await;
        all.sort_by(f64::total_cmp);
        let p95 = all[all.len() * 95 / 100];
        assert!(p95 < 150.0, "{what}: {p95} ms");
    }
}

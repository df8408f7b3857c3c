//! Nobody finds out who has what: pages, rows and times are alike for a name that nobody has.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use super::{DAY, everything, house};
use crate::{
    harness::{app::House, stats::assert_alike},
    reset::canonical,
};

const TYPED: [(&str, &str); 3] =
    [("app", "000000"), ("recovery-code", "0000-0000-0000-0000"), ("pass", "0000-0000-0000")];

/// Everything that can be done with a proof that is wrong, as pages.
async fn transcript(house: &House, login: &str, method: &str, typed: &str) -> Vec<String> {
    let mut walk = house.reset(login).start().await;
    let mut pages = vec![canonical(walk.page())];
    walk = walk.choose(method).await;
    pages.push(canonical(walk.page()));
    for typed in ["", "12", typed, typed, typed, typed, typed, typed, typed] {
        walk = walk.code(typed).await;
        pages.push(canonical(walk.page()));
    }
    walk = walk.choose(method).await.code(typed).await;
    pages.push(canonical(walk.page()));
    pages
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r1_r7_r18_an_app_a_recovery_code_and_a_pass_fail_alike_for_everybody() {
    let house = house().await;
    everything(&house, "alice").await;
    house.person("plain").await;
    for (method, typed) in TYPED {
        let mut all = BTreeSet::new();
        for login in ["alice", "plain", "nobody"] {
            all.insert(transcript(&house, login, method, typed).await);
        }
        assert_eq!(all.len(), 1, "{method}: {all:#?}");
        house.clock.advance(DAY);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r8_throttling_begins_at_the_same_try_for_everybody() {
    let house = house().await;
    everything(&house, "alice").await;
    for (method, typed) in TYPED {
        let mut all = BTreeSet::new();
        for login in ["alice", "nobody"] {
            let mut statuses = Vec::new();
            for _ in 0..3 {
                let mut walk = house.reset(login).start().await.choose(method).await;
                for _ in 0..5 {
                    walk = walk.code(typed).await;
                    statuses.push(walk.page().status.as_u16());
                }
            }
            assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 5, "{method} {login}: {statuses:?}");
            all.insert(statuses);
        }
        assert_eq!(all.len(), 1, "{method}: {all:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r4_a_try_leaves_the_same_rows_whoever_is_named() {
    let house = house().await;
    everything(&house, "alice").await;
    for (method, typed) in TYPED {
        // The first try of all makes the rows that are made once.
        for login in ["alice", "nobody"] {
            house.reset(login).start().await.choose(method).await.code(typed).await;
        }
        let mut found = BTreeSet::new();
        for login in ["alice", "nobody"] {
            house.clock.advance(DAY);
            let before = house.row_counts().await;
            house.reset(login).start().await.choose(method).await.code(typed).await;
            let mut after = house.row_counts().await;
            // Who has none is told so: a message, and its count.
            after.retain(|table, _| !matches!(table.as_str(), "audit_checkpoints" | "limit_hits" | "outbox"));
            let delta: Vec<_> = after.into_iter().map(|(table, count)| (count - before[&table], table)).collect();
            found.insert(delta);
        }
        assert_eq!(found.len(), 1, "{method}: {found:#?}");
    }
}

/// An app's code can be typed before the look-up behind the first page is done: it waits for it, whoever is named, and
/// a directory that is slow calls no right code wrong.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_code_typed_at_once_waits_for_the_look_up() {
    let house = house().await;
    let kit = everything(&house, "alice").await;
    for (login, slow) in [("alice", 500), ("nobody", 500), ("alice", 3000)] {
        house.clock.advance(DAY);
        let mut client = house.client();
        let page = client.get("/reset").await;
        client.submit(&page, &[("login", login)]).await;
        let page = client.get("/reset/method").await;
        client.submit(&page, &[("method", "app")]).await;
        let page = client.get("/reset/code").await;
        let begun = Instant::now();
        let code = kit.app_code(&house);
        let typed = async { client.submit_once(&page, &[("code", code.as_str())]).await };
        let look_up = async {
            tokio::time::sleep(Duration::from_millis(slow)).await;
            house.drain().await;
        };
        let (answer, ()) = tokio::join!(typed, look_up);
        let took = begun.elapsed();
        assert_eq!(answer.status.is_redirection(), login == "alice", "{login}: {}", answer.text());
        let earliest = if slow < 2000 { 2 } else { 4 };
        assert!((earliest..earliest + 2).contains(&took.as_secs()), "{login} after {slow} ms: {took:?}");
    }
}

/// How long a wrong answer takes, for somebody who has the method and for a name that nobody has: several tries in each
/// walk, as many as a walk has.
async fn wrong_answers_take_as_long(method: &str, typed: &str, at_least: Duration) {
    let house = house().await;
    everything(&house, "alice").await;
    let mut walks = Vec::new();
    let mut tries = 0;
    assert_alike(method, 200, async |known| {
        // Both are asked once in each round: new walks for both at once, for time passes before them.
        if tries % 8 == 0 {
            house.clock.advance(DAY);
            walks.clear();
            for login in ["nobody", "alice"] {
                walks.push(house.reset(login).start().await.choose(method).await);
            }
        }
        tries += 1;
        // Fifty in a row would be an event of their own.
        house.sql("DELETE FROM method_failures").await;
        let walk = &mut walks[usize::from(known)];
        let page = walk.client.get("/reset/code").await;
        let begun = Instant::now();
        let answer = walk.client.submit_once(&page, &[("code", typed)]).await;
        let took = begun.elapsed();
        assert_eq!(answer.status, 422);
        assert!(took > at_least, "{took:?}");
        took.as_secs_f64() * 1000.0
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_wrong_recovery_code_takes_as_long_for_nobody_as_for_somebody() {
    wrong_answers_take_as_long("recovery-code", "0000-0000-0000-0000", Duration::from_millis(250)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r2_a_wrong_code_of_an_app_takes_as_long_for_nobody_as_for_somebody() {
    wrong_answers_take_as_long("app", "000000", Duration::from_millis(250)).await;
}

//! Limits over the shared buckets, on both databases.

use std::{net::IpAddr, time::Duration};

use latchkey::{
    crypto::digest::{Digest, Purpose},
    domain::{account::AccountId, method::Method},
    limits::quota::{LimitNumbers, Limits, Spend, SpendError, allow},
    store::{Store, quotas::Hit},
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::store::{
    TENANT,
    dbs::{TestDb, on_both},
};

on_both! {
    gcra_is_exact_under_concurrency,
    gcra_gives_back_one_hit_per_interval,
    r161_a_clock_set_back_locks_nobody_out,
    r31_buckets_are_independent,
    r32_counts_survive_a_restart,
    r35_strangers_do_not_use_up_a_known_device,
    r39_sends_are_limited_per_destination_over_accounts,
    n17_office_networks_may_do_more,
    r42_a_budget_of_zero_allows_nothing,
}

fn hit(store: &Store, key: &str) -> Hit {
    let key = store.keyring().digest(Purpose::Quota, &[key.as_bytes()]);
    Hit { tenant: TENANT, key, interval_ms: 20_000, tolerance_ms: 40_000 }
}

async fn gcra_is_exact_under_concurrency(db: TestDb) {
    let store = db.open().await;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        tasks.spawn(async move { store.hit(&hit(&store, "a"), store.now()).await.unwrap().is_none() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|passed| *passed).count(), 3);
}

async fn gcra_gives_back_one_hit_per_interval(db: TestDb) {
    let store = db.open().await;
    let a = hit(&store, "a");
    for _ in 0..3 {
        assert_eq!(store.hit(&a, store.now()).await.unwrap(), None);
    }
    assert_eq!(store.hit(&a, store.now()).await.unwrap(), Some(Duration::from_secs(20)));
    db.clock.advance(19_999);
    assert_eq!(store.hit(&a, store.now()).await.unwrap(), Some(Duration::from_millis(1)));
    db.clock.advance(1);
    assert_eq!(store.hit(&a, store.now()).await.unwrap(), None);
    assert!(store.hit(&a, store.now()).await.unwrap().is_some());
    assert!(store.clear_quota(&a.key).await.unwrap());
    assert_eq!(store.hit(&a, store.now()).await.unwrap(), None);
}

async fn r161_a_clock_set_back_locks_nobody_out(db: TestDb) {
    let store = db.open().await;
    let a = hit(&store, "a");
    db.clock.advance(86_400_000);
    for _ in 0..3 {
        assert_eq!(store.hit(&a, store.now()).await.unwrap(), None);
    }
    db.clock.advance(-86_400_000);
    for _ in 0..3 {
        assert_eq!(store.hit(&a, store.now()).await.unwrap(), None);
    }
    assert!(store.hit(&a, store.now()).await.unwrap().is_some(), "and it limits again");
}

fn limits(store: &Store) -> Limits {
    Limits::new(store.clone(), TENANT, LimitNumbers::default())
}

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

/// How many of up to `tries` spends pass before the first that does not.
async fn passes(limits: &Limits, tries: u32, spend: impl Fn(u32) -> Spend) -> u32 {
    for n in 0..tries {
        match limits.spend(&[spend(n)]).await {
            Ok(()) => {}
            Err(SpendError::Blocked(blocked)) => {
                assert_eq!(blocked.retry_after.as_millis() % 60_000, 0, "R8: whole minutes");
                assert!(blocked.retry_after >= Duration::from_secs(60));
                return n;
            }
            Err(SpendError::Store(error)) => panic!("{error}"),
        }
    }
    tries
}

fn code(n: u128, method: Method, device: Option<Digest>) -> Spend {
    Spend::CodeTry { account: account(n), method, device }
}

async fn r31_buckets_are_independent(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 10);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Email, None)).await, 10, "another method");
    assert_eq!(passes(&limits, 50, |_| code(2, Method::Sms, None)).await, 10, "another account");
    // A hit that one bucket refuses is still counted by the others.
    for _ in 0..10 {
        assert!(limits.spend(&[code(1, Method::Sms, None), code(3, Method::Sms, None)]).await.is_err());
    }
    assert_eq!(passes(&limits, 50, |_| code(3, Method::Sms, None)).await, 0);
    assert!(limits.clear(&code(1, Method::Sms, None)).await.unwrap());
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 10, "cleared by an administrator");
}

async fn r32_counts_survive_a_restart(db: TestDb) {
    let store = db.open().await;
    assert_eq!(passes(&limits(&store), 10, |_| code(1, Method::Sms, None)).await, 10);
    store.close().await;
    let store = db.open().await;
    assert_eq!(passes(&limits(&store), 10, |_| code(1, Method::Sms, None)).await, 0);
}

async fn r35_strangers_do_not_use_up_a_known_device(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store);
    let device = store.keyring().digest(Purpose::Device, &[b"cookie"]);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, None)).await, 10);
    assert_eq!(passes(&limits, 50, |_| code(1, Method::Sms, Some(device))).await, 10);
}

async fn r39_sends_are_limited_per_destination_over_accounts(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store);
    let to = store.keyring().digest(Purpose::Destination, &[b"+15555550100"]);
    let send = |n: u32| [Spend::SendToAccount(account(u128::from(n))), Spend::SendToDestination(to)];
    assert!(limits.spend(&send(1)).await.is_ok());
    assert!(limits.spend(&send(2)).await.is_err(), "another account, the same phone, the same minute");
    db.clock.advance(60_000);
    assert!(limits.spend(&send(3)).await.is_ok());
}

async fn n17_office_networks_may_do_more(db: TestDb) {
    let store = db.open().await;
    let numbers = LimitNumbers { offices: vec!["198.51.100.0/24".parse().unwrap()], ..LimitNumbers::default() };
    let limits = Limits::new(store, TENANT, numbers);
    let from = |text: &str| text.parse::<IpAddr>().unwrap();
    assert_eq!(passes(&limits, 500, |_| Spend::Identify(from("203.0.113.7"))).await, 20);
    assert_eq!(passes(&limits, 500, |_| Spend::Identify(from("198.51.100.7"))).await, 200);
    let one_network = |n: u32| Spend::Identify(from(&format!("2001:db8:1:2::{n:x}")));
    assert_eq!(passes(&limits, 500, one_network).await, 20, "a /64 is one source");
}

async fn r42_a_budget_of_zero_allows_nothing(db: TestDb) {
    let store = db.open().await;
    let numbers = LimitNumbers { sms: vec![allow(0, Duration::from_secs(86_400))], ..LimitNumbers::default() };
    let limits = Limits::new(store, TENANT, numbers);
    assert_eq!(passes(&limits, 5, |_| Spend::Sms).await, 0);
    assert_eq!(passes(&limits, 5, |_| Spend::SmsPrefix("33".to_owned())).await, 5);
}

//! Limits over the shared buckets, on both databases.

use std::{net::IpAddr, sync::Arc, time::Duration};

use latchkey::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
    },
    domain::{account::AccountId, contact::Phone, method::Method},
    limits::{LimitError, LimitNumbers, Limits, Spend},
    store::{
        Store,
        limit_hits::{Hit, Window},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::store::{
    TENANT,
    dbs::{TestDb, on_both},
};

const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

on_both! {
    r17_parallel_hits_never_pass_more_than_the_limit,
    r161_a_clock_set_back_locks_nobody_out,
    r31_buckets_are_independent,
    r31_who_is_stopped_by_their_own_limit_uses_up_nobody_elses,
    r32_counts_survive_a_restart,
    r33_ten_tries_in_any_24_hours,
    r35_strangers_do_not_use_up_a_known_device,
    r39_five_messages_an_hour_to_one_phone_whoever_asks,
    r42_the_message_after_the_budget_is_refused_and_mail_goes_on,
    n17_office_networks_may_do_more,
}

fn hit(store: &Store, key: &str) -> Hit {
    let key = store.keyring().digest(Purpose::Quota, &[key.as_bytes()]);
    Hit { key, windows: vec![Window { most: 3, per: Duration::from_secs(60) }] }
}

async fn r17_parallel_hits_never_pass_more_than_the_limit(db: TestDb) {
    let store = db.open().await;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        tasks.spawn(async move { store.hit_all(&[hit(&store, "a")], store.now()).await.unwrap().is_ok() });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|passed| *passed).count(), 3);
}

async fn r161_a_clock_set_back_locks_nobody_out(db: TestDb) {
    let store = db.open().await;
    db.clock.advance(DAY);
    for _ in 0..3 {
        assert!(store.hit_all(&[hit(&store, "a")], store.now()).await.unwrap().is_ok());
    }
    db.clock.advance(-DAY);
    for _ in 0..3 {
        assert!(store.hit_all(&[hit(&store, "a")], store.now()).await.unwrap().is_ok());
    }
    assert!(store.hit_all(&[hit(&store, "a")], store.now()).await.unwrap().is_err(), "and it limits again");
}

fn limits(store: &Store, numbers: LimitNumbers) -> Limits {
    let keyring = Arc::new(Keyring::from_bytes(&[("k1", [7; 32])]).unwrap());
    Limits::new(store.clone(), keyring, Arc::new(Borrowed(store.clone())), numbers)
}

/// The clock of the store.
#[derive(Debug)]
struct Borrowed(Store);

impl latchkey::domain::time::Clock for Borrowed {
    fn now(&self) -> latchkey::domain::time::Timestamp {
        self.0.now()
    }
}

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

/// How many of up to `tries` spends pass before the first that does not.
async fn passes(limits: &Limits, tries: u32, spend: &[Spend<'_>]) -> u32 {
    for n in 0..tries {
        match limits.spend(spend).await {
            Ok(()) => {}
            Err(LimitError::Blocked(blocked)) => {
                assert_eq!(blocked.retry_after.as_millis() % 60_000, 0, "R8: whole minutes");
                assert!(blocked.retry_after >= Duration::from_secs(60));
                return n;
            }
            Err(LimitError::Store(error)) => panic!("{error}"),
        }
    }
    tries
}

fn code(n: u128, method: Method, device: Option<&str>) -> Spend<'_> {
    Spend::TryCode { account: account(n), method, device }
}

async fn r31_buckets_are_independent(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    assert_eq!(passes(&limits, 50, &[code(1, Method::Sms, None)]).await, 10);
    assert_eq!(passes(&limits, 50, &[code(1, Method::Email, None)]).await, 10, "another method");
    assert_eq!(passes(&limits, 50, &[code(2, Method::Sms, None)]).await, 10, "another account");
    limits.forgive(account(1)).await.unwrap();
    assert_eq!(passes(&limits, 50, &[code(1, Method::Sms, None)]).await, 10, "cleared by an administrator");
}

async fn r31_who_is_stopped_by_their_own_limit_uses_up_nobody_elses(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    assert_eq!(passes(&limits, 50, &[code(1, Method::Sms, None)]).await, 10);
    for _ in 0..30 {
        assert!(limits.spend(&[code(1, Method::Sms, None), code(3, Method::Sms, None)]).await.is_err());
    }
    assert_eq!(passes(&limits, 50, &[code(3, Method::Sms, None)]).await, 10);
}

async fn r32_counts_survive_a_restart(db: TestDb) {
    let store = db.open().await;
    assert_eq!(passes(&limits(&store, LimitNumbers::default()), 10, &[code(1, Method::Sms, None)]).await, 10);
    store.close().await;
    let store = db.open().await;
    assert_eq!(passes(&limits(&store, LimitNumbers::default()), 10, &[code(1, Method::Sms, None)]).await, 0);
}

async fn r33_ten_tries_in_any_24_hours(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    // An attacker who tries every hour for six days.
    let mut passed = Vec::new();
    for hour in 0..6 * 24 {
        if limits.spend(&[code(1, Method::Sms, None)]).await.is_ok() {
            passed.push(hour);
        }
        db.clock.advance(60 * MINUTE);
    }
    assert_eq!(passed.len(), 60, "ten a day");
    for (n, first) in passed.iter().enumerate() {
        assert!(passed[n..].iter().take_while(|hour| **hour < first + 24).count() <= 10);
    }
}

async fn r35_strangers_do_not_use_up_a_known_device(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    assert_eq!(passes(&limits, 50, &[code(1, Method::Sms, None)]).await, 10);
    assert_eq!(passes(&limits, 50, &[code(1, Method::Sms, Some("known"))]).await, 10);
}

async fn r39_five_messages_an_hour_to_one_phone_whoever_asks(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    let to: Digest = store.keyring().digest(Purpose::Destination, &[b"+12025550100"]);
    let mut sent = 0;
    for minute in 0..60_u128 {
        let spends = [
            Spend::SendToAccount { account: account(minute % 10), method: Method::Sms, device: None },
            Spend::SendToDestination { destination: &to, device: None },
        ];
        sent += u32::from(limits.spend(&spends).await.is_ok());
        db.clock.advance(MINUTE);
    }
    assert_eq!(sent, 5);
}

async fn r42_the_message_after_the_budget_is_refused_and_mail_goes_on(db: TestDb) {
    let store = db.open().await;
    let limits = limits(&store, LimitNumbers::default());
    let phone = Phone::parse("+1 202 555 0134", None).unwrap();
    assert_eq!(passes(&limits, 300, &[Spend::Sms { tenant: TENANT, phone: &phone }]).await, 200);
    let mail = [Spend::SendToAccount { account: account(1), method: Method::Email, device: None }];
    assert!(limits.spend(&mail).await.is_ok());
}

async fn n17_office_networks_may_do_more(db: TestDb) {
    let store = db.open().await;
    let numbers = LimitNumbers { office_networks: vec!["198.51.100.0/24".parse().unwrap()], ..LimitNumbers::default() };
    let limits = limits(&store, numbers);
    let from = |text: &str| [Spend::Identify { source: text.parse::<IpAddr>().unwrap() }];
    assert_eq!(passes(&limits, 500, &from("203.0.113.7")).await, 20);
    assert_eq!(passes(&limits, 500, &from("198.51.100.7")).await, 200);
    let mut passed = 0;
    for n in 0..50 {
        passed += u32::from(limits.spend(&from(&format!("2001:db8:1:2::{n:x}"))).await.is_ok());
    }
    assert_eq!(passed, 20, "a /64 is one source");
}

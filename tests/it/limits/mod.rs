//! The durable limits, on both databases.

mod numbers;

use std::{sync::Arc, time::Duration};

use latchkey::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
    },
    domain::{account::AccountId, time::Clock},
    limits::{Blocked, LimitError, LimitNumbers, Limits, Spend},
    store::{
        Store,
        limit_hits::{Hit, Window},
    },
};
use tokio::task::JoinSet;
use uuid::Uuid;

use crate::store::dbs::{TestDb, keyring, on_both};

on_both! {
    a_limit_is_exact_under_concurrency,
    a_refused_hit_is_counted_nowhere,
    crossing_keys_do_not_deadlock,
    r161_a_clock_set_back_locks_nobody_out,
    hits_that_count_no_more_are_purged,
}

const MINUTE: Duration = Duration::from_secs(60);

fn hit(store: &Store, key: &str) -> Hit {
    Hit {
        key: store.keyring().digest(Purpose::Quota, &[key.as_bytes()]),
        windows: vec![Window { most: 3, per: MINUTE }],
    }
}

async fn passes_now(store: &Store, hits: &[Hit]) -> bool {
    store.hit_all(hits, store.now()).await.unwrap().is_ok()
}

async fn a_limit_is_exact_under_concurrency(db: TestDb) {
    let store = db.open().await;
    let mut tasks = JoinSet::new();
    for _ in 0..50 {
        let store = store.clone();
        tasks.spawn(async move { passes_now(&store, &[hit(&store, "a")]).await });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|passed| *passed).count(), 3);
    let refused = store.hit_all(&[hit(&store, "a")], store.now()).await.unwrap().unwrap_err();
    assert_eq!((refused.index, refused.wait), (0, MINUTE));
    store.forget_hits(&[hit(&store, "a").key]).await.unwrap();
    assert!(passes_now(&store, &[hit(&store, "a")]).await);
}

async fn a_refused_hit_is_counted_nowhere(db: TestDb) {
    let store = db.open().await;
    let (a, b) = (hit(&store, "a"), hit(&store, "b"));
    for _ in 0..3 {
        assert!(passes_now(&store, std::slice::from_ref(&a)).await);
    }
    for _ in 0..10 {
        assert!(!passes_now(&store, &[b.clone(), a.clone()]).await);
    }
    for _ in 0..3 {
        assert!(passes_now(&store, std::slice::from_ref(&b)).await, "who is stopped by one limit uses up no other");
    }
    assert!(!passes_now(&store, &[b]).await);
}

async fn crossing_keys_do_not_deadlock(db: TestDb) {
    let store = db.open().await;
    let mut tasks = JoinSet::new();
    for n in 0..40 {
        let store = store.clone();
        tasks.spawn(async move {
            let mut both = vec![hit(&store, "a"), hit(&store, "b")];
            if n % 2 == 0 {
                both.reverse();
            }
            passes_now(&store, &both).await
        });
    }
    assert_eq!(tasks.join_all().await.into_iter().filter(|passed| *passed).count(), 3);
}

async fn r161_a_clock_set_back_locks_nobody_out(db: TestDb) {
    let store = db.open().await;
    let a = [hit(&store, "a")];
    let today = store.now();
    db.clock.advance(Duration::from_secs(86_400));
    for _ in 0..3 {
        assert!(passes_now(&store, &a).await);
    }
    db.clock.set(today);
    for _ in 0..3 {
        assert!(passes_now(&store, &a).await);
    }
    assert!(!passes_now(&store, &a).await, "and it limits again");
}

async fn hits_that_count_no_more_are_purged(db: TestDb) {
    let store = db.open().await;
    assert!(passes_now(&store, &[hit(&store, "a"), hit(&store, "b")]).await);
    assert_eq!(store.purge(store.now().after(MINUTE)).await.unwrap().limits, 0);
    assert_eq!(store.purge(store.now().after(MINUTE * 3)).await.unwrap().limits, 2);
    assert_eq!(db.raw().await.number("SELECT COUNT(*) FROM limit_hits").await, 0);
}

fn limits(db: &TestDb, store: &Store) -> Limits {
    limits_with(db, store, LimitNumbers::default())
}

fn limits_with(db: &TestDb, store: &Store, numbers: LimitNumbers) -> Limits {
    let keys: Arc<Keyring> = keyring(1);
    Limits::new(store.clone(), keys, Arc::clone(&db.clock) as Arc<dyn Clock>, numbers)
}

fn account(n: u128) -> AccountId {
    AccountId(Uuid::from_u128(n))
}

fn digest(store: &Store, text: &str) -> Digest {
    store.keyring().digest(Purpose::Login, &[text.as_bytes()])
}

/// Counts, or says what blocks.
async fn spend(limits: &Limits, spends: &[Spend<'_>]) -> Result<(), Blocked> {
    match limits.spend(spends).await {
        Ok(()) => Ok(()),
        Err(LimitError::Blocked(blocked)) => {
            assert_eq!(blocked.retry_after.as_secs() % 60, 0, "R46: whole minutes");
            assert!(blocked.retry_after >= blocked.exact && blocked.retry_after <= blocked.exact + MINUTE);
            Err(blocked)
        }
        Err(LimitError::Store(error)) => panic!("{error}"),
    }
}

/// How many of up to `tries` spends pass before the first that does not.
async fn passes<'a>(limits: &Limits, tries: u32, mut each: impl FnMut(u32) -> Spend<'a>) -> u32 {
    for n in 0..tries {
        if spend(limits, &[each(n)]).await.is_err() {
            return n;
        }
    }
    tries
}

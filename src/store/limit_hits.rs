//! Durable limits: a sliding log per key, exact over any window, shared by all nodes (R31, R32). A row lock orders
//! parallel hits; a hit that is refused anywhere is counted nowhere, so that who is stopped by their own limit
//! can not use up somebody else's.

use std::{collections::BTreeMap, time::Duration};

use sqlx::AssertSqlSafe;

use super::{
    Store, StoreError, Tx,
    db::{TxInner, on_db, on_tx},
};
use crate::{
    crypto::digest::Digest,
    domain::time::{Timestamp, millis},
};

/// At most this many hits in this time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Most hits.
    pub most: u32,
    /// In any span of this length.
    pub per: Duration,
}

/// One key and the windows that it has to stay within.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Keyed digest of what is limited.
    pub key: Digest,
    /// All of them hold.
    pub windows: Vec<Window>,
}

/// Which hit was refused, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its place in the list.
    pub index: usize,
    /// Until it would pass.
    pub wait: Duration,
}

/// How full the window is that holds a key back, or comes nearest to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fullness {
    /// Until one more hit would pass; zero when it would now.
    pub wait: Duration,
    /// Hits that count in it now.
    pub used: u32,
    /// The window.
    pub window: Window,
}

/// Beyond this many hits in a window they are counted in steps instead of one by one, 64 in the shortest window of
/// the key; the oldest step counts whole, so that no limit is ever exceeded.
const EXACT: u32 = 256;

/// When a key was hit: time and count, oldest first.
#[derive(Debug, Default, PartialEq, Eq)]
struct Log(BTreeMap<i64, u32>);

impl Log {
    fn decode(bytes: &[u8]) -> Self {
        let pair = |chunk: &[u8]| {
            let (at, count) = chunk.split_at_checked(8)?;
            Some((i64::from_be_bytes(at.try_into().ok()?), u32::from_be_bytes(count.try_into().ok()?)))
        };
        Self(bytes.chunks_exact(12).filter_map(pair).collect())
    }

    fn encode(&self) -> Vec<u8> {
        self.0.iter().flat_map(|(at, count)| at.to_be_bytes().into_iter().chain(count.to_be_bytes())).collect()
    }

    /// How long until one more hit would stay within all `windows`; zero when it would now.
    fn wait(&self, windows: &[Window], now: i64) -> Duration {
        let width = width(windows);
        windows.iter().map(|window| self.wait_for(*window, width, now)).max().unwrap_or_default()
    }

    /// What counts in a window. A hit counts while any part of its step is within it; time that ran backwards counts as
    /// now.
    fn recent(&self, per: i64, width: i64, now: i64) -> impl Iterator<Item = (&i64, &u32)> {
        self.0.iter().filter(move |(at, _)| at.saturating_add(width).saturating_add(per) > now)
    }

    /// The window that holds back longest; of several that do not, the fullest.
    fn fullness(&self, windows: &[Window], now: i64) -> Option<Fullness> {
        let width = width(windows);
        let all = windows.iter().map(|window| Fullness {
            wait: self.wait_for(*window, width, now),
            used: self.recent(millis(window.per), width, now).fold(0_u32, |sum, (_, n)| sum.saturating_add(*n)),
            window: *window,
        });
        all.max_by_key(|full| {
            (full.wait, u64::from(full.used).saturating_mul(1000) / u64::from(full.window.most.max(1)))
        })
    }

    fn wait_for(&self, window: Window, width: i64, now: i64) -> Duration {
        let per = millis(window.per);
        let recent = || self.recent(per, width, now);
        let count = recent().fold(0_u32, |sum, (_, n)| sum.saturating_add(*n));
        let Some(surplus) = count.checked_add(1).and_then(|n| n.checked_sub(window.most)).filter(|n| *n > 0) else {
            return Duration::ZERO;
        };
        let mut gone = 0_u32;
        for (at, n) in recent() {
            gone = gone.saturating_add(*n);
            if gone >= surplus {
                let free = at.saturating_add(width).saturating_add(per);
                return Duration::from_millis(u64::try_from(free.saturating_sub(now)).unwrap_or(0)).min(window.per);
            }
        }
        window.per
    }

    fn add(&mut self, windows: &[Window], now: i64) {
        let step = width(windows);
        let at = if step > 1 { now - now.rem_euclid(step) } else { now };
        let count = self.0.entry(at).or_default();
        *count = count.saturating_add(1);
    }

    /// Forgets what no window looks at any more, and hits of a future that a corrected clock took back.
    fn prune(&mut self, windows: &[Window], now: i64) {
        let longest = windows.iter().map(|w| millis(w.per)).max().unwrap_or(0).saturating_add(width(windows));
        self.0.retain(|at, _| at.saturating_add(longest) > now && *at <= now.saturating_add(longest));
    }
}

/// The step in which the hits of a key are counted, in milliseconds; zero counts one by one. One for all its windows:
/// they read the same log.
fn width(windows: &[Window]) -> i64 {
    let exact = windows.iter().all(|window| window.most <= EXACT);
    let shortest = windows.iter().map(|window| millis(window.per)).min().unwrap_or(0);
    if exact { 0 } else { shortest / 64 }
}

impl Store {
    /// [`Tx::hit_all`] in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hit_all(&self, hits: &[Hit], now: Timestamp) -> Result<Result<(), Refused>, StoreError> {
        let mut tx = self.begin().await?;
        let counted = tx.hit_all(hits, now).await?;
        if counted.is_ok() {
            tx.commit().await?;
        }
        Ok(counted)
    }

    /// How many hits on a key count in this window now; counts none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hits_within(&self, key: &Digest, window: Window, now: Timestamp) -> Result<u32, StoreError> {
        const SQL: &str = "SELECT hits FROM limit_hits WHERE key = $1";
        let key = key.as_bytes().as_slice();
        let bytes: Option<Vec<u8>> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(key).fetch_optional(e).await)?;
        let log = bytes.as_deref().map(Log::decode).unwrap_or_default();
        let since = now.before(window.per).millis().saturating_sub(width(&[window]));
        Ok(log.0.iter().filter(|(at, _)| **at > since).fold(0, |sum: u32, (_, n)| sum.saturating_add(*n)))
    }

    /// How full each key is; none for one that was never hit. Counts none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn limit_fullness(&self, hits: &[Hit], now: Timestamp) -> Result<Vec<Option<Fullness>>, StoreError> {
        if hits.is_empty() {
            return Ok(Vec::new());
        }
        // One statement: placeholders only, no value.
        let places: Vec<String> = (1..=hits.len()).map(|n| format!("${n}")).collect();
        let sql = AssertSqlSafe(format!("SELECT key, hits FROM limit_hits WHERE key IN ({})", places.join(", ")));
        let rows: Vec<(Vec<u8>, Vec<u8>)> = on_db!(&self.db, e => {
            let mut query = sqlx::query_as(sql);
            for hit in hits {
                query = query.bind(hit.key.as_bytes().as_slice());
            }
            query.fetch_all(e).await
        })?;
        let rows: BTreeMap<Vec<u8>, Vec<u8>> = rows.into_iter().collect();
        let full = |hit: &Hit| {
            let row = rows.get(hit.key.as_bytes().as_slice())?;
            Log::decode(row).fullness(&hit.windows, now.millis())
        };
        Ok(hits.iter().map(full).collect())
    }

    /// [`Tx::forget_hits`] in a transaction of its own.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_hits(&self, keys: &[Digest]) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        tx.forget_hits(keys).await?;
        tx.commit().await
    }
}

impl Tx {
    /// Counts one hit on each key, if every key stays within all its windows; else on none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hit_all(&mut self, hits: &[Hit], now: Timestamp) -> Result<Result<(), Refused>, StoreError> {
        let now = now.millis();
        // Keys are locked in one order everywhere: two nodes never wait for each other in a circle.
        let mut order: Vec<usize> = (0..hits.len()).collect();
        order.sort_by_key(|i| hits.get(*i).map(|hit| *hit.key.as_bytes()));
        let mut logs = Vec::with_capacity(hits.len());
        let mut refused: Option<Refused> = None;
        for index in order {
            let Some(hit) = hits.get(index) else { continue };
            let mut log = self.lock_log(&hit.key).await?;
            log.prune(&hit.windows, now);
            let wait = log.wait(&hit.windows, now);
            if !wait.is_zero() && refused.is_none_or(|r| wait > r.wait) {
                refused = Some(Refused { index, wait });
            }
            log.add(&hit.windows, now);
            logs.push((hit, log));
        }
        if let Some(refused) = refused {
            return Ok(Err(refused));
        }
        for (hit, log) in logs {
            self.write_log(hit, &log, now).await?;
        }
        Ok(Ok(()))
    }

    /// Forgets every hit on these keys: an administrator lifts a block, or its person got in.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_hits(&mut self, keys: &[Digest]) -> Result<(), StoreError> {
        if keys.is_empty() {
            return Ok(());
        }
        // One statement: placeholders only, no value.
        let places: Vec<String> = (1..=keys.len()).map(|n| format!("${n}")).collect();
        let sql = format!("DELETE FROM limit_hits WHERE key IN ({})", places.join(", "));
        on_tx!(self, e => {
            let mut query = sqlx::query(AssertSqlSafe(sql));
            for key in keys {
                query = query.bind(key.as_bytes().as_slice());
            }
            query.execute(e).await.map(drop)
        })?;
        Ok(())
    }

    async fn lock_log(&mut self, key: &Digest) -> Result<Log, StoreError> {
        const MAKE: &str =
            "INSERT INTO limit_hits (key, hits, expires_at) VALUES ($1, $2, 0) ON CONFLICT (key) DO NOTHING";
        const READ_SQLITE: &str = "SELECT hits FROM limit_hits WHERE key = $1";
        const READ_POSTGRES: &str = "SELECT hits FROM limit_hits WHERE key = $1 FOR UPDATE";
        let key = key.as_bytes().as_slice();
        let bytes: Option<Vec<u8>> = match &mut self.inner {
            // The transaction holds SQLite's one write lock already.
            TxInner::Sqlite(t) => sqlx::query_scalar(READ_SQLITE).bind(key).fetch_optional(&mut **t).await?,
            TxInner::Postgres(t) => {
                sqlx::query(MAKE).bind(key).bind([0_u8; 0].as_slice()).execute(&mut **t).await?;
                sqlx::query_scalar(READ_POSTGRES).bind(key).fetch_optional(&mut **t).await?
            }
        };
        Ok(bytes.as_deref().map(Log::decode).unwrap_or_default())
    }

    async fn write_log(&mut self, hit: &Hit, log: &Log, now: i64) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO limit_hits (key, hits, expires_at) VALUES ($1, $2, $3) \
             ON CONFLICT (key) DO UPDATE SET hits = $2, expires_at = $3";
        let longest = hit.windows.iter().map(|window| millis(window.per)).max().unwrap_or(0);
        let end = now.saturating_add(longest.saturating_mul(2));
        on_tx!(self, e => sqlx::query(SQL).bind(hit.key.as_bytes().as_slice()).bind(log.encode()).bind(end)
            .execute(e).await.map(drop))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn window(most: u32, seconds: u64) -> Window {
        Window { most, per: Duration::from_secs(seconds) }
    }

    #[test]
    fn r32_a_window_slides_and_its_edge_gives_nothing_twice() {
        let windows = [window(3, 900)];
        let mut log = Log::default();
        for at in [0, 1, 2] {
            assert_eq!(log.wait(&windows, at), Duration::ZERO);
            log.add(&windows, at);
        }
        assert_eq!(log.wait(&windows, 3), Duration::from_millis(900_000 - 3));
        assert_eq!(log.wait(&windows, 899_999), Duration::from_millis(1));
        assert_eq!(log.wait(&windows, 900_000), Duration::ZERO);
    }

    #[test]
    fn r161_a_clock_set_back_never_locks_for_longer_than_a_window() {
        let windows = [window(1, 60)];
        let mut log = Log::default();
        log.add(&windows, 10_000_000);
        assert!(log.wait(&windows, 0) <= Duration::from_secs(60));
        log.prune(&windows, 0);
        assert_eq!(log.wait(&windows, 0), Duration::ZERO);
    }

    /// N17 for an office: 200 in ten minutes and 1000 in a day, on one key.
    #[test]
    fn r31_a_wide_window_does_not_blur_a_short_one() {
        let windows = [window(200, 600), window(1000, 86_400)];
        let (mut log, mut now, mut passed) = (Log::default(), 86_400_000 - 1, 0);
        for _ in 0..500 {
            if log.wait(&windows, now).is_zero() {
                log.add(&windows, now);
                passed += 1;
            }
            now += 10;
        }
        assert_eq!(passed, 200);
    }

    proptest! {
        /// N16: whatever the times, no span of a window's length holds more hits than it may.
        #[test]
        fn r31_no_window_ever_holds_more_than_its_most(
            most in 1_u32..400, per in 1_u64..100, gaps in proptest::collection::vec(0_i64..20_000, 1..600)
        ) {
            let windows = [window(most, per)];
            let (mut log, mut now, mut passed) = (Log::default(), 0_i64, Vec::new());
            for gap in gaps {
                now += gap;
                log.prune(&windows, now);
                log = Log::decode(&log.encode());
                if log.wait(&windows, now).is_zero() {
                    log.add(&windows, now);
                    passed.push(now);
                }
            }
            let span = millis(windows[0].per);
            for (i, first) in passed.iter().enumerate() {
                let within = passed[i..].iter().take_while(|at| **at < first + span).count();
                prop_assert!(within <= most as usize);
            }
        }
    }
}

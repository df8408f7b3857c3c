//! A clock that stands until a test moves it.

use std::{
    sync::atomic::{AtomicI64, Ordering},
    time::Duration,
};

use latchkey::domain::time::{Clock, Timestamp, millis};

/// A clock that tests set.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// Stands at `now`.
    pub fn at(now: Timestamp) -> Self {
        Self(AtomicI64::new(now.millis()))
    }

    /// Stands at the machine's time; for what others compare with theirs.
    pub fn real() -> Self {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).expect("after 1970");
        Self(AtomicI64::new(millis(since)))
    }

    /// Moves on.
    pub fn advance(&self, span: Duration) {
        self.0.fetch_add(millis(span), Ordering::SeqCst);
    }

    /// Jumps, back too.
    pub fn set(&self, now: Timestamp) {
        self.0.store(now.millis(), Ordering::SeqCst);
    }
}

impl Default for TestClock {
    /// Stands at a fixed day in 2026.
    fn default() -> Self {
        Self::at(Timestamp(1_790_000_000_000))
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
}

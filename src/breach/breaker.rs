//! A breaker: after three failures in a row a service rests for half a minute, and nobody waits for it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::domain::time::{Clock, Timestamp};

/// Failures in a row that open it.
const FAILURES: u32 = 3;
/// How long it stays open. Then one try is let through; the others wait for what becomes of it, half a minute more.
const REST: Duration = Duration::from_secs(30);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    rests_until: Timestamp,
}

/// Decides whether a service may be asked.
#[derive(Debug)]
pub(super) struct Breaker {
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

impl Breaker {
    pub(super) fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, state: Mutex::default() }
    }

    /// Whether to ask now.
    pub(super) fn admits(&self) -> bool {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.failures < FAILURES {
            return true;
        }
        // A clock that was set back must not keep it open for ever.
        let due = now >= state.rests_until || now.after(REST) < state.rests_until;
        if due {
            state.rests_until = now.after(REST);
        }
        due
    }

    /// Takes note of what became of a try.
    pub(super) fn note(&self, answered: bool) {
        let now = self.clock.now();
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if answered {
            state.failures = 0;
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= FAILURES {
            state.rests_until = now.after(REST);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicI64, Ordering};

    use super::*;

    #[derive(Debug, Default)]
    struct Hand(AtomicI64);

    impl Clock for Hand {
        fn now(&self) -> Timestamp {
            Timestamp(self.0.load(Ordering::SeqCst))
        }
    }

    #[test]
    fn three_failures_open_it_and_one_try_closes_it() {
        let hand = Arc::new(Hand(AtomicI64::new(1_000_000)));
        let breaker = Breaker::new(Arc::clone(&hand) as _);
        for _ in 0..2 {
            assert!(breaker.admits());
            breaker.note(false);
        }
        breaker.note(true);
        for _ in 0..3 {
            assert!(breaker.admits());
            breaker.note(false);
        }
        assert!(!breaker.admits());
        hand.0.fetch_add(29_999, Ordering::SeqCst);
        assert!(!breaker.admits());
        hand.0.fetch_add(1, Ordering::SeqCst);
        assert!(breaker.admits(), "one is let through");
        assert!(!breaker.admits(), "and one only");
        breaker.note(false);
        hand.0.fetch_add(30_000, Ordering::SeqCst);
        assert!(breaker.admits());
        breaker.note(true);
        assert!(breaker.admits() && breaker.admits());
    }

    #[test]
    fn a_clock_set_back_does_not_keep_it_open() {
        let hand = Arc::new(Hand(AtomicI64::new(1_000_000_000)));
        let breaker = Breaker::new(Arc::clone(&hand) as _);
        (0..3).for_each(|_| breaker.note(false));
        hand.0.store(1_000, Ordering::SeqCst);
        assert!(breaker.admits());
    }
}

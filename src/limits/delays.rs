//! Wrong sign-ins in a row, in memory, per node: what their growing delay is reckoned from (R38). The durable limits
//! are what stops a guesser; this only makes them slow.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use crate::{crypto::digest::Digest, domain::time::Timestamp};

/// Names remembered; beyond, the ones that nobody tried for longest are forgotten by time only.
const MOST: usize = 50_000;
/// A name that nobody tried for so long starts anew.
const FORGET: Duration = Duration::from_secs(30 * 60);

/// How often in a row a name was tried in vain.
#[derive(Debug, Default)]
pub struct Delays {
    names: Mutex<HashMap<[u8; 32], (u32, Timestamp)>>,
}

impl Delays {
    /// Counts a failure of `name`; says how many there were in a row, this one too.
    pub fn fail(&self, name: &Digest, now: Timestamp) -> u32 {
        let mut names = self.names.lock().unwrap_or_else(PoisonError::into_inner);
        let fresh = |at: Timestamp| now.since(at) < FORGET;
        if names.len() >= MOST && !names.contains_key(name.as_bytes()) {
            names.retain(|_, (_, at)| fresh(*at));
            if names.len() >= MOST {
                return 1;
            }
        }
        let (count, at) = names.entry(*name.as_bytes()).or_insert((0, now));
        *count = if fresh(*at) { count.saturating_add(1) } else { 1 };
        *at = now;
        *count
    }

    /// Somebody got in: the row is over.
    pub fn forget(&self, name: &Digest) {
        self.names.lock().unwrap_or_else(PoisonError::into_inner).remove(name.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name(n: u32) -> Digest {
        let mut bytes = [0; 32];
        bytes[..4].copy_from_slice(&n.to_be_bytes());
        Digest(bytes)
    }

    #[test]
    fn failures_count_in_a_row_and_are_forgotten() {
        let delays = Delays::default();
        let now = Timestamp(1_000_000);
        assert_eq!([delays.fail(&name(1), now), delays.fail(&name(1), now), delays.fail(&name(2), now)], [1, 2, 1]);
        delays.forget(&name(1));
        assert_eq!(delays.fail(&name(1), now), 1);
        assert_eq!(delays.fail(&name(2), now.after(FORGET)), 1);
        assert_eq!(delays.fail(&name(2), now.after(FORGET)), 2);
    }

    #[test]
    fn ever_new_names_do_not_fill_the_memory() {
        let delays = Delays::default();
        let now = Timestamp(1_000_000);
        for n in 0..u32::try_from(MOST).unwrap() + 100 {
            delays.fail(&name(n), now);
        }
        assert_eq!(delays.names.lock().unwrap().len(), MOST);
        assert_eq!(delays.fail(&name(1), now), 2, "who is remembered stays");
        delays.fail(&name(u32::MAX), now.after(FORGET));
        assert_eq!(delays.names.lock().unwrap().len(), 1);
    }
}

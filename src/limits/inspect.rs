//! Which limits stop a person now, and lifting them.

use std::time::Duration;

use super::{Limits, Spend};
use crate::{
    crypto::digest::Digest,
    domain::{account::AccountId, method::Method, time::Timestamp},
    store::{StoreError, Tx, limit_hits::Hit},
};

/// Shorter waits are what everybody meets between two codes.
const USUAL: Duration = Duration::from_secs(60);

/// Whose limits.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The account.
    pub account: AccountId,
    /// Digests of the folded login names that it goes by.
    pub logins: Vec<Digest>,
    /// Digests of its contacts.
    pub destinations: Vec<Digest>,
}

/// A limit that stops somebody now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its name: the end of the message `admin-people-limit-<name>`.
    pub limit: &'static str,
    /// For which method, where it is for one.
    pub method: Option<Method>,
    /// Until when.
    pub until: Timestamp,
}

fn spends(whose: &Whose) -> Vec<(Option<Method>, Spend<'_>)> {
    let account = whose.account;
    let mut all = vec![
        (None, Spend::TryOldPasswordOf { account }),
        (None, Spend::RegisterPhone { account }),
        (None, Spend::NewNumber { account }),
        (None, Spend::RegisterMailbox { account }),
    ];
    for method in Method::ALL {
        all.push((Some(method), Spend::TryCode { account, method, device: None }));
        if method.sends_code() {
            all.push((Some(method), Spend::SendToAccount { account, method, device: None }));
        }
        for login in &whose.logins {
            all.push((Some(method), Spend::AskForCode { login, method, device: None }));
        }
    }
    all.extend(whose.logins.iter().map(|login| (None, Spend::TryOldPassword { login })));
    let to = |destination| (None, Spend::SendToDestination { destination, device: None });
    all.extend(whose.destinations.iter().map(to));
    all
}

impl Limits {
    /// The limits that stop somebody for more than the usual minute, each once, the longest first. Counts nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn in_force(&self, whose: &Whose) -> Result<Vec<InForce>, StoreError> {
        let now = self.clock.now();
        let all = spends(whose);
        let buckets: Vec<_> = all.iter().map(|(method, spend)| (*method, self.bucket(spend))).collect();
        let hits: Vec<Hit> =
            buckets.iter().map(|(_, b)| Hit { key: self.key(b), windows: b.windows.clone() }).collect();
        let waits = self.store.limit_waits(&hits, now).await?;
        let mut found: Vec<InForce> = Vec::new();
        for ((method, bucket), wait) in buckets.iter().zip(waits).filter(|(_, wait)| *wait > USUAL) {
            let until = now.after(wait);
            match found.iter_mut().find(|f| f.limit == bucket.name && f.method == *method) {
                Some(same) => same.until = same.until.max(until),
                None => found.push(InForce { limit: bucket.name, method: *method, until }),
            }
        }
        found.sort_by_key(|limit| std::cmp::Reverse(limit.until));
        Ok(found)
    }

    /// Forgets everything that was counted against somebody; with the step that writes down who lifted it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lift_in(&self, tx: &mut Tx, whose: &Whose) -> Result<(), StoreError> {
        let keys: Vec<Digest> = spends(whose).iter().map(|(_, spend)| self.key(&self.bucket(spend))).collect();
        for login in &whose.logins {
            self.delays.forget(login);
        }
        tx.forget_hits(&keys).await
    }
}

//! Keeps wrong passwords typed here below the number at which Active Directory locks the account (R37, N30). It
//! counts in this process only; the limits shared by all nodes stand before it.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

use crate::domain::account::AccountId;

use super::{LdapDirectory, entry::Entry, filter::Filter, moment, result::Fault, servers::Server, session::Session};

/// Most wrong passwords passed on in a window, however many the directory would bear.
const MOST: u32 = 3;
/// More accounts than this are not kept: the oldest counts are over by then.
const KEPT: usize = 10_000;
/// Longer than any sensible observation window.
const LONGEST_WINDOW: Duration = Duration::from_secs(86_400);

/// Wrong passwords lately, by account.
#[derive(Default)]
pub(crate) struct Guard(Mutex<HashMap<AccountId, (Instant, u32)>>);

impl Guard {
    fn counts(&self) -> std::sync::MutexGuard<'_, HashMap<AccountId, (Instant, u32)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A wrong one was passed on.
    pub(crate) fn wrong(&self, id: AccountId) {
        let mut counts = self.counts();
        if counts.len() >= KEPT {
            counts.retain(|_, (since, _)| since.elapsed() < LONGEST_WINDOW);
        }
        counts.entry(id).or_insert((Instant::now(), 0)).1 += 1;
    }

    /// A right one was: the directory starts anew, and so do we.
    pub(crate) fn right(&self, id: AccountId) {
        self.counts().remove(&id);
    }

    fn is_used_up(&self, id: AccountId, allowed: u32, window: Duration) -> bool {
        let mut counts = self.counts();
        if counts.get(&id).is_some_and(|(since, _)| since.elapsed() >= window) {
            counts.remove(&id);
        }
        counts.get(&id).is_some_and(|(_, wrong)| *wrong >= allowed)
    }
}

impl LdapDirectory {
    /// Whether one more wrong password could be one too many.
    pub(crate) async fn is_one_too_many(
        &self,
        session: &mut Session,
        id: AccountId,
        account: &Entry,
    ) -> Result<bool, Fault> {
        if !self.is_active_directory() || !self.guard.counts().contains_key(&id) {
            return Ok(false);
        }
        let any = Filter::present("objectClass");
        let resultant = session.base(&account.dn, &any, &["msDS-ResultantPSO"]).await?;
        let (place, threshold, window) = match resultant.as_ref().and_then(|e| e.text("msDS-ResultantPSO")) {
            Some(pso) => (pso.to_owned(), "msDS-LockoutThreshold", "msDS-LockoutObservationWindow"),
            None => {
                let root = Server::root(session).await?;
                let domain = root.domain.clone().unwrap_or_else(|| self.settings.base.clone());
                (domain, "lockoutThreshold", "lockOutObservationWindow")
            }
        };
        let entry = session.base(&place, &any, &[threshold, window]).await?;
        // What can not be read is taken for strict.
        let limit = entry.as_ref().and_then(|e| e.number(threshold)).unwrap_or(1);
        if limit == 0 {
            return Ok(false);
        }
        let allowed = u32::try_from(limit.saturating_sub(2)).unwrap_or(1).clamp(1, MOST);
        let window = entry.as_ref().and_then(|e| e.number(window)).and_then(moment::negative_ticks);
        Ok(self.guard.is_used_up(id, allowed, window.unwrap_or(LONGEST_WINDOW)))
    }
}

//! Named limits over the shared buckets. A request must pass all of its buckets, and each is counted by itself:
//! none is keyed by a combination only (R31).

use std::{net::IpAddr, time::Duration};

use ipnet::IpNet;

use crate::{
    crypto::digest::{Digest, Purpose},
    domain::{
        account::{AccountId, TenantId},
        method::Method,
    },
    store::{Store, StoreError, quotas::Hit},
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So many hits in a window.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// Hits. Zero allows none.
    pub hits: u32,
    /// In this time.
    pub per: Duration,
}

/// `hits` in `per`.
#[must_use]
pub const fn allow(hits: u32, per: Duration) -> Allowance {
    Allowance { hits, per }
}

/// The numbers of all limits. The default is the specification's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitNumbers {
    /// N6: wrong codes per account and method.
    pub wrong_codes: Vec<Allowance>,
    /// N16: codes sent, per account.
    pub sends_per_account: Vec<Allowance>,
    /// N16: codes sent, per destination.
    pub sends_per_destination: Vec<Allowance>,
    /// N17: login names typed, per source.
    pub identify: Vec<Allowance>,
    /// N17: by how much office networks may do more.
    pub office_factor: u32,
    /// N17: office networks.
    pub offices: Vec<IpNet>,
    /// N18: text messages of the whole tenant.
    pub sms: Vec<Allowance>,
    /// R42: text messages to one country prefix.
    pub sms_per_prefix: Vec<Allowance>,
    /// Help requests, per flow.
    pub help_per_flow: Vec<Allowance>,
    /// Help requests, per source.
    pub help_per_source: Vec<Allowance>,
    /// New passwords tried, per flow.
    pub passwords: Vec<Allowance>,
}

impl Default for LimitNumbers {
    fn default() -> Self {
        let sends = vec![allow(1, MINUTE), allow(3, MINUTE.saturating_mul(15)), allow(5, HOUR), allow(10, DAY)];
        Self {
            wrong_codes: vec![allow(10, DAY)],
            sends_per_account: sends.clone(),
            sends_per_destination: sends,
            identify: vec![allow(20, MINUTE.saturating_mul(10)), allow(100, DAY)],
            office_factor: 10,
            offices: Vec::new(),
            sms: vec![allow(200, DAY)],
            sms_per_prefix: vec![allow(200, DAY)],
            help_per_flow: vec![allow(1, HOUR)],
            help_per_source: vec![allow(10, HOUR)],
            passwords: vec![allow(20, HOUR)],
        }
    }
}

/// Something that is limited. The keys are digested: no personal data gets into the buckets.
#[derive(Debug, Clone)]
pub enum Spend {
    /// A code is about to be compared (N6). Known and unknown devices have buckets of their own, so that a stranger
    /// can not lock a person out of a browser of theirs (R35).
    CodeTry {
        /// Of which account.
        account: AccountId,
        /// By which method.
        method: Method,
        /// The digest of the known-device cookie, when it vouches for this account.
        device: Option<Digest>,
    },
    /// As [`Spend::CodeTry`], where the account is not known, or does not exist: keyed by the folded login name.
    CodeTryByLogin {
        /// Digest of the folded login name.
        login: Digest,
        /// By which method.
        method: Method,
    },
    /// A code is about to be sent to an account (N16).
    SendToAccount(AccountId),
    /// A code is about to be sent to a phone or mailbox (N16, R39).
    SendToDestination(Digest),
    /// A login name was typed (N17).
    Identify(IpAddr),
    /// A text message is about to be sent (N18).
    Sms,
    /// A text message is about to be sent to a country, by its prefix without `+` (R42).
    SmsPrefix(String),
    /// Someone asks for help, in a flow.
    HelpInFlow(uuid::Uuid),
    /// Someone asks for help, from a source.
    HelpFromSource(IpAddr),
    /// A new password is about to be tried, in a flow.
    Password(uuid::Uuid),
}

/// One too many, of something; of what is not told (R46).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("too many; again in {} minutes", retry_after.as_secs() / 60)]
pub struct Blocked {
    /// How long to wait, in whole minutes (R8).
    pub retry_after: Duration,
}

/// Why something was not allowed.
#[derive(Debug, thiserror::Error)]
pub enum SpendError {
    /// A limit was reached.
    #[error(transparent)]
    Blocked(#[from] Blocked),
    /// It could not be counted, so it must not happen.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The named limits of one tenant.
#[derive(Debug, Clone)]
pub struct Limits {
    store: Store,
    tenant: TenantId,
    numbers: LimitNumbers,
}

impl Limits {
    /// The limits of `tenant` with these numbers.
    #[must_use]
    pub const fn new(store: Store, tenant: TenantId, numbers: LimitNumbers) -> Self {
        Self { store, tenant, numbers }
    }

    /// Counts all of `spends`, in one transaction; those that pass stay counted even when another one does not.
    ///
    /// # Errors
    /// [`SpendError::Blocked`] when one of the buckets is used up; [`SpendError::Store`] when it can not be
    /// counted.
    pub async fn spend(&self, spends: &[Spend]) -> Result<(), SpendError> {
        let mut hits = Vec::with_capacity(spends.len().saturating_mul(4));
        for (allowance, key) in spends.iter().flat_map(|spend| self.buckets(spend)) {
            match self.hit(allowance, key) {
                Some(hit) => hits.push(hit),
                // Nothing is allowed: not a question of waiting a little.
                None => return Err(Blocked { retry_after: whole_minutes(allowance.per) }.into()),
            }
        }
        match self.store.hit_all(&hits, self.store.now()).await? {
            Some(wait) => Err(Blocked { retry_after: whole_minutes(wait) }.into()),
            None => Ok(()),
        }
    }

    /// Empties the buckets of `spend`, for an administrator; true when there was something in them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn clear(&self, spend: &Spend) -> Result<bool, StoreError> {
        let mut any = false;
        for (_, key) in self.buckets(spend) {
            any |= self.store.clear_quota(&key).await?;
        }
        Ok(any)
    }

    fn hit(&self, allowance: Allowance, key: Digest) -> Option<Hit> {
        let window = crate::domain::time::millis(allowance.per);
        let interval = window.checked_div(i64::from(allowance.hits))?.max(1);
        let burst = i64::from(allowance.hits).saturating_sub(1);
        Some(Hit { tenant: self.tenant, key, interval_ms: interval, tolerance_ms: interval.saturating_mul(burst) })
    }

    /// The buckets of `spend`: what is allowed, and the key.
    fn buckets(&self, spend: &Spend) -> Vec<(Allowance, Digest)> {
        let numbers = &self.numbers;
        match spend {
            Spend::CodeTry { account, method, device: None } => {
                self.keyed(&numbers.wrong_codes, "code", &[account.0.as_bytes(), method.as_str().as_bytes()])
            }
            Spend::CodeTry { account, method, device: Some(device) } => self.keyed(
                &numbers.wrong_codes,
                "code of a known device",
                &[account.0.as_bytes(), method.as_str().as_bytes(), device.as_bytes()],
            ),
            Spend::CodeTryByLogin { login, method } => {
                self.keyed(&numbers.wrong_codes, "code by login", &[login.as_bytes(), method.as_str().as_bytes()])
            }
            Spend::SendToAccount(account) => {
                self.keyed(&numbers.sends_per_account, "send to account", &[account.0.as_bytes()])
            }
            Spend::SendToDestination(to) => {
                self.keyed(&numbers.sends_per_destination, "send to destination", &[to.as_bytes()])
            }
            Spend::Identify(address) => {
                let factor = if self.is_office(*address) { numbers.office_factor } else { 1 };
                let wider: Vec<Allowance> =
                    numbers.identify.iter().map(|a| allow(a.hits.saturating_mul(factor), a.per)).collect();
                self.keyed(&wider, "identify", &[source(*address).as_bytes()])
            }
            Spend::Sms => self.keyed(&numbers.sms, "sms", &[]),
            Spend::SmsPrefix(prefix) => self.keyed(&numbers.sms_per_prefix, "sms prefix", &[prefix.as_bytes()]),
            Spend::HelpInFlow(flow) => self.keyed(&numbers.help_per_flow, "help in flow", &[flow.as_bytes()]),
            Spend::HelpFromSource(address) => {
                self.keyed(&numbers.help_per_source, "help from source", &[source(*address).as_bytes()])
            }
            Spend::Password(flow) => self.keyed(&numbers.passwords, "password", &[flow.as_bytes()]),
        }
    }

    /// One bucket per window.
    fn keyed(&self, allowances: &[Allowance], name: &str, parts: &[&[u8]]) -> Vec<(Allowance, Digest)> {
        let keyring = self.store.keyring();
        allowances
            .iter()
            .map(|allowance| {
                let window = crate::domain::time::millis(allowance.per).to_be_bytes();
                let mut all: Vec<&[u8]> = vec![self.tenant.0.as_bytes(), name.as_bytes(), &window];
                all.extend_from_slice(parts);
                (*allowance, keyring.digest(Purpose::Quota, &all))
            })
            .collect()
    }

    fn is_office(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        self.numbers.offices.iter().any(|network| network.contains(&address))
    }
}

fn source(address: IpAddr) -> String {
    super::source(address).to_string()
}

/// Up to the next whole minute: a finer answer would tell when others tried (R8).
fn whole_minutes(wait: Duration) -> Duration {
    let minutes = wait.as_millis().div_ceil(MINUTE.as_millis()).max(1);
    MINUTE.saturating_mul(u32::try_from(minutes).unwrap_or(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r8_waits_are_whole_minutes() {
        for (wait, minutes) in [(0, 1), (1, 1), (60_000, 1), (60_001, 2), (3_599_999, 60)] {
            assert_eq!(whole_minutes(Duration::from_millis(wait)), MINUTE.saturating_mul(minutes), "{wait}");
        }
    }
}

//! The named limits and their numbers (N6, N16-N18, N30). Each is a bucket of its own, keyed by a keyed digest; a
//! request has to pass all of its buckets (R31).

use std::{net::IpAddr, sync::Arc, time::Duration};

use ipnet::IpNet;
use uuid::Uuid;

use crate::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
    },
    domain::{
        account::{AccountId, TenantId},
        contact::Phone,
        method::Method,
        time::Clock,
    },
    store::{
        Store, StoreError, Tx,
        limit_hits::{Hit, Window},
    },
    telemetry::metric::LIMITED,
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// The name of [`Spend::SmsPrefix`] in the audit log.
pub const SMS_PREFIX: &str = "sms-country";

/// What is about to be done, and so which buckets it is counted in.
#[derive(Debug, Clone, Copy)]
pub enum Spend<'a> {
    /// Someone types a login name (N17): by source.
    Identify {
        /// The address.
        source: IpAddr,
    },
    /// Someone asks for a code: by the name that was typed, before anybody knows whether it exists.
    AskForCode {
        /// Digest of the folded login name.
        login: &'a Digest,
        /// How it should travel.
        method: Method,
        /// A device that is known for the account has a bucket of its own (R35).
        device: Option<&'a str>,
    },
    /// A code is sent (N16): by account and method.
    SendToAccount {
        /// Whose.
        account: AccountId,
        /// How.
        method: Method,
        /// As above.
        device: Option<&'a str>,
    },
    /// A code is sent (N16): by destination, whoever's it is (R39).
    SendToDestination {
        /// Digest of the phone or mailbox.
        destination: &'a Digest,
        /// As above.
        device: Option<&'a str>,
    },
    /// A text message is paid for (N18).
    Sms {
        /// By whom.
        tenant: TenantId,
        /// To whom.
        phone: &'a Phone,
    },
    /// The same, by the prefix of its number (R42): numbers of one country must not use up what all share.
    SmsPrefix {
        /// By whom.
        tenant: TenantId,
        /// To whom.
        phone: &'a Phone,
    },
    /// A code is typed (N6): by account and method.
    TryCode {
        /// Whose.
        account: AccountId,
        /// Which.
        method: Method,
        /// As above.
        device: Option<&'a str>,
    },
    /// A code is typed for a name that nobody has (N6): counted alike (R7).
    TryCodeUnknown {
        /// Digest of the folded login name.
        login: &'a Digest,
        /// Which.
        method: Method,
    },
    /// A new password is handed to the directory.
    TryPassword {
        /// In which flow.
        flow: Uuid,
    },
    /// A code is sent to a phone that someone registers (R44): by account.
    RegisterPhone {
        /// Whose.
        account: AccountId,
    },
    /// Someone registers a number that they did not try before (R44): by account.
    NewNumber {
        /// Whose.
        account: AccountId,
    },
    /// Someone registers this number (R44): for [`Limits::is_first_in`], which does not refuse.
    Number {
        /// Whose.
        account: AccountId,
        /// Digest of the number.
        number: &'a Digest,
    },
    /// A code is sent to a mailbox that someone registers: by account.
    RegisterMailbox {
        /// Whose.
        account: AccountId,
    },
    /// A person is told why no code comes.
    Explain {
        /// Who.
        account: AccountId,
    },
    /// Someone asks the help desk for help.
    AskForHelp {
        /// The address.
        source: IpAddr,
    },
    /// An old password is typed (N30, R37): by the name that was typed.
    TryOldPassword {
        /// Digest of the folded login name.
        login: &'a Digest,
    },
    /// An old password is checked by the directory (N30, R37): by account, whatever name was typed.
    TryOldPasswordOf {
        /// Whose.
        account: AccountId,
    },
}

/// The numbers that an administrator may move, within their ranges.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LimitNumbers {
    /// N6: codes tried per account and method in 24 hours.
    pub tries_per_day: u32,
    /// N17: login names typed per source in ten minutes.
    pub starts_per_10_minutes: u32,
    /// N17: login names typed per source in a day.
    pub starts_per_day: u32,
    /// N17: networks of offices, where many people share one address: ten times as much.
    pub office_networks: Vec<IpNet>,
    /// N18: text messages of a tenant in 24 hours.
    pub sms_per_day: u32,
    /// R42: of these, to numbers of one prefix; as many as all when there is no such number.
    pub sms_per_prefix: Option<u32>,
    /// N30: old passwords handed to the directory per account in an observation window of it.
    pub binds_per_window: u32,
    /// N30: that window.
    pub bind_window: Duration,
}

impl Default for LimitNumbers {
    fn default() -> Self {
        Self {
            tries_per_day: 10,
            starts_per_10_minutes: 20,
            starts_per_day: 100,
            office_networks: Vec::new(),
            sms_per_day: 200,
            sms_per_prefix: None,
            binds_per_window: 3,
            bind_window: MINUTE.saturating_mul(30),
        }
    }
}

/// A limit was reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Blocked {
    /// What people are told: whole minutes, rounded up, the same for every limit (R46, D10).
    pub retry_after: Duration,
    /// The wait itself.
    pub exact: Duration,
    /// Which limit; for the audit log only.
    pub limit: &'static str,
}

/// A limit could not be passed.
#[derive(Debug, thiserror::Error)]
pub enum LimitError {
    /// It was reached.
    #[error("a limit was reached: {}", .0.limit)]
    Blocked(Blocked),
    /// It could not be counted: then nothing may be done (R152).
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// The durable limits.
pub struct Limits {
    pub(super) store: Store,
    keyring: Arc<Keyring>,
    pub(super) clock: Arc<dyn Clock>,
    numbers: LimitNumbers,
    /// Wrong sign-ins in a row on this node (R38).
    pub delays: super::Delays,
}

impl std::fmt::Debug for Limits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Limits").field("numbers", &self.numbers).finish_non_exhaustive()
    }
}

impl Limits {
    /// Limits with these numbers.
    #[must_use]
    pub fn new(store: Store, keyring: Arc<Keyring>, clock: Arc<dyn Clock>, numbers: LimitNumbers) -> Self {
        Self { store, keyring, clock, numbers, delays: super::Delays::default() }
    }

    /// Counts, if all of it may be done; else counts nothing. In a transaction of its own: for a step that has
    /// none, [`Limits::spend_in`] for one that has.
    ///
    /// # Errors
    /// [`LimitError`].
    pub async fn spend(&self, spends: &[Spend<'_>]) -> Result<(), LimitError> {
        let mut tx = self.store.begin().await?;
        self.spend_in(&mut tx, spends).await?;
        Ok(tx.commit().await?)
    }

    /// Counts in the step's own transaction. When a limit is reached nothing is counted, and the transaction may go
    /// on: to write down that it was.
    ///
    /// # Errors
    /// [`LimitError`].
    pub async fn spend_in(&self, tx: &mut Tx, spends: &[Spend<'_>]) -> Result<(), LimitError> {
        let buckets: Vec<Bucket> = spends.iter().map(|spend| self.bucket(spend)).collect();
        let hits: Vec<Hit> =
            buckets.iter().map(|bucket| Hit { key: self.key(bucket), windows: bucket.windows.clone() }).collect();
        match tx.hit_all(&hits, self.clock.now()).await? {
            Ok(()) => Ok(()),
            Err(refused) => {
                let limit = buckets.get(refused.index).map_or("", |bucket| bucket.name);
                metrics::counter!(LIMITED, "limit" => limit).increment(1);
                let minutes = refused.wait.as_secs().div_ceil(60).max(1);
                Err(LimitError::Blocked(Blocked {
                    retry_after: MINUTE.saturating_mul(u32::try_from(minutes).unwrap_or(u32::MAX)),
                    exact: refused.wait,
                    limit,
                }))
            }
        }
    }

    /// Counts, and says whether it is the first time within the window: nobody is refused.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_first_in(&self, tx: &mut Tx, spend: &Spend<'_>) -> Result<bool, StoreError> {
        let bucket = self.bucket(spend);
        let hit = Hit { key: self.key(&bucket), windows: bucket.windows };
        Ok(tx.hit_all(&[hit], self.clock.now()).await?.is_ok())
    }

    /// Forgets the tries of an account, with the step that shows that its person got in.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive_in(&self, tx: &mut Tx, account: AccountId) -> Result<(), StoreError> {
        let tries = Method::ALL.into_iter().map(|method| Spend::TryCode { account, method, device: None });
        let spends: Vec<Spend<'_>> = tries.chain([Spend::TryOldPasswordOf { account }]).collect();
        let keys: Vec<Digest> = spends.iter().map(|spend| self.key(&self.bucket(spend))).collect();
        tx.forget_hits(&keys).await
    }

    /// Forgets the codes of `method` that somebody who is signed in typed: the right one was among them.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive_tries_in(
        &self,
        tx: &mut Tx,
        account: AccountId,
        method: Method,
        device: Option<&str>,
    ) -> Result<(), StoreError> {
        let spend = Spend::TryCode { account, method, device };
        tx.forget_hits(&[self.key(&self.bucket(&spend))]).await
    }

    /// Forgets the old passwords that were typed for a name and its account: the right one was among them, so that
    /// the directory's own count starts anew too.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive_password_in(&self, tx: &mut Tx, login: &Digest, account: AccountId) -> Result<(), StoreError> {
        let spends = [Spend::TryOldPassword { login }, Spend::TryOldPasswordOf { account }];
        tx.forget_hits(&spends.map(|spend| self.key(&self.bucket(&spend)))).await
    }

    /// How many text messages of a tenant count now, and how many there may be (N18).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn sms_budget(&self, tenant: TenantId) -> Result<(u32, u32), StoreError> {
        let bucket = sms_bucket(tenant, &self.numbers);
        let window = Window { most: self.numbers.sms_per_day, per: DAY };
        let used = self.store.hits_within(&self.key(&bucket), window, self.clock.now()).await?;
        Ok((used, self.numbers.sms_per_day))
    }

    /// Whether the messages to numbers of one prefix have a budget of their own, and it is used up (R42).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_prefix_spent(&self, tenant: TenantId, prefix: &str) -> Result<bool, StoreError> {
        let Some(most) = self.numbers.sms_per_prefix else { return Ok(false) };
        let key = self.key(&prefix_bucket(tenant, prefix, &self.numbers));
        Ok(self.store.hits_within(&key, Window { most, per: DAY }, self.clock.now()).await? >= most)
    }

    /// [`Limits::forgive_in`] for an administrator who lifts a block.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forgive(&self, account: AccountId) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        self.forgive_in(&mut tx, account).await?;
        tx.commit().await
    }

    pub(super) fn key(&self, bucket: &Bucket) -> Digest {
        let parts: Vec<&[u8]> =
            [bucket.name.as_bytes()].into_iter().chain(bucket.parts.iter().map(Vec::as_slice)).collect();
        self.keyring.digest(Purpose::Quota, &parts)
    }

    pub(super) fn bucket(&self, spend: &Spend<'_>) -> Bucket {
        let n = &self.numbers;
        let device = |device: &Option<&str>| device.unwrap_or_default().as_bytes().to_vec();
        let method = |method: &Method| method.as_str().as_bytes().to_vec();
        match spend {
            Spend::Identify { source } => {
                let office = n.office_networks.iter().any(|net| net.contains(&source.to_canonical()));
                let times = if office { 10 } else { 1 };
                let windows = vec![
                    Window { most: n.starts_per_10_minutes.saturating_mul(times), per: MINUTE.saturating_mul(10) },
                    Window { most: n.starts_per_day.saturating_mul(times), per: DAY },
                ];
                Bucket { name: "identify", parts: vec![super::source(*source).to_string().into_bytes()], windows }
            }
            Spend::AskForCode { login, method: m, device: d } => Bucket {
                name: "ask-for-code",
                parts: vec![login.as_bytes().to_vec(), method(m), device(d)],
                windows: sends().into_iter().skip(1).collect(),
            },
            Spend::SendToAccount { account, method: m, device: d } => Bucket {
                name: "send-to-account",
                parts: vec![account.0.as_bytes().to_vec(), method(m), device(d)],
                windows: sends(),
            },
            Spend::SendToDestination { destination, device: d } => Bucket {
                name: "send-to-destination",
                parts: vec![destination.as_bytes().to_vec(), device(d)],
                windows: sends(),
            },
            Spend::Sms { tenant, .. } => sms_bucket(*tenant, n),
            Spend::SmsPrefix { tenant, phone } => prefix_bucket(*tenant, &phone.prefix(), n),
            Spend::TryCode { account, method: m, device: d } => Bucket {
                name: "try-code",
                parts: vec![account.0.as_bytes().to_vec(), method(m), device(d)],
                windows: vec![Window { most: n.tries_per_day, per: DAY }],
            },
            Spend::TryCodeUnknown { login, method: m } => Bucket {
                name: "try-code",
                parts: vec![login.as_bytes().to_vec(), method(m)],
                windows: vec![Window { most: n.tries_per_day, per: DAY }],
            },
            Spend::TryPassword { flow } => Bucket {
                name: "try-password",
                parts: vec![flow.as_bytes().to_vec()],
                windows: vec![Window { most: 20, per: HOUR }],
            },
            Spend::RegisterPhone { account } => Bucket {
                name: "register-phone",
                parts: vec![account.0.as_bytes().to_vec()],
                windows: vec![Window { most: 3, per: DAY }],
            },
            Spend::NewNumber { account } => Bucket {
                name: "new-number",
                parts: vec![account.0.as_bytes().to_vec()],
                windows: vec![Window { most: 5, per: DAY.saturating_mul(30) }],
            },
            Spend::Number { account, number } => Bucket {
                name: "number",
                parts: vec![account.0.as_bytes().to_vec(), number.as_bytes().to_vec()],
                windows: vec![Window { most: 1, per: DAY.saturating_mul(30) }],
            },
            Spend::RegisterMailbox { account } => Bucket {
                name: "register-mailbox",
                parts: vec![account.0.as_bytes().to_vec()],
                windows: sends().into_iter().skip(2).collect(),
            },
            Spend::Explain { account } => Bucket {
                name: "explain",
                parts: vec![account.0.as_bytes().to_vec()],
                windows: vec![Window { most: 1, per: DAY }],
            },
            Spend::AskForHelp { source } => Bucket {
                name: "ask-for-help",
                parts: vec![super::source(*source).to_string().into_bytes()],
                windows: vec![Window { most: 5, per: HOUR }],
            },
            Spend::TryOldPassword { login } => Bucket {
                name: "try-old-password",
                parts: vec![login.as_bytes().to_vec()],
                windows: vec![Window { most: n.binds_per_window, per: n.bind_window }],
            },
            Spend::TryOldPasswordOf { account } => Bucket {
                name: "try-old-password",
                parts: vec![account.0.as_bytes().to_vec()],
                windows: vec![Window { most: n.binds_per_window, per: n.bind_window }],
            },
        }
    }
}

fn sms_bucket(tenant: TenantId, n: &LimitNumbers) -> Bucket {
    Bucket {
        name: "sms-budget",
        parts: vec![tenant.0.as_bytes().to_vec()],
        windows: vec![Window { most: n.sms_per_day, per: DAY }],
    }
}

fn prefix_bucket(tenant: TenantId, prefix: &str, n: &LimitNumbers) -> Bucket {
    Bucket {
        name: SMS_PREFIX,
        parts: vec![tenant.0.as_bytes().to_vec(), prefix.as_bytes().to_vec()],
        windows: vec![Window { most: n.sms_per_prefix.unwrap_or(n.sms_per_day), per: DAY }],
    }
}

pub(super) struct Bucket {
    pub(super) name: &'static str,
    parts: Vec<Vec<u8>>,
    pub(super) windows: Vec<Window>,
}

/// N16: sends to one destination.
fn sends() -> Vec<Window> {
    vec![
        Window { most: 1, per: MINUTE },
        Window { most: 3, per: MINUTE.saturating_mul(15) },
        Window { most: 5, per: HOUR },
        Window { most: 10, per: DAY },
    ]
}

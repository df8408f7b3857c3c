//! Which limits keep a person out now, how full they are, and lifting those that protect nobody else.

use std::{net::IpAddr, time::Duration};

use super::{Limits, SIGNED_IN, Spend};
use crate::{
    crypto::digest::Digest,
    domain::{
        account::{AccountId, TenantId},
        contact::Phone,
        method::Method,
        time::Timestamp,
    },
    store::{
        StoreError, Tx,
        limit_hits::{Fullness, Hit, Window},
    },
};

/// Shorter waits are what everybody meets between two codes.
const USUAL: Duration = Duration::from_secs(60);

/// Whose limits.
#[derive(Debug, Clone)]
pub struct Whose {
    /// The tenant, whose budgets they share.
    pub tenant: TenantId,
    /// The account.
    pub account: AccountId,
    /// Digests of the folded login names that it goes by.
    pub logins: Vec<Digest>,
    /// Digests of its contacts.
    pub destinations: Vec<Digest>,
    /// Its phones.
    pub phones: Vec<Phone>,
    /// The browsers that it is known in, as their buckets are named (R35).
    pub devices: Vec<String>,
    /// The addresses that its person came from lately.
    pub sources: Vec<IpAddr>,
}

/// In which browsers a limit counts (R35): the end of the message `admin-people-limit-in-<name>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Browser {
    /// Those that no reset of the account was finished in: strangers use it up too.
    Unknown,
    /// One that a reset of the account was finished in.
    Known,
    /// One that the person is signed in with.
    SignedIn,
}

impl Browser {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Unknown, Self::Known, Self::SignedIn];

    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Known => "known",
            Self::SignedIn => "signed-in",
        }
    }
}

/// A limit that stops somebody now, or soon will.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// Its name: the end of the message `admin-people-limit-<name>`.
    pub limit: &'static str,
    /// For which method, where it is for one.
    pub method: Option<Method>,
    /// In which browsers, where that makes a difference.
    pub browser: Option<Browser>,
    /// For which address, where it is for one.
    pub source: Option<IpAddr>,
    /// How often something was done.
    pub used: u32,
    /// How often it may be; 0 where it is not counted.
    pub most: u32,
    /// Within which span; zero for "in a row".
    pub per: Duration,
    /// It stops them now; else it is more than half full.
    pub stops: bool,
    /// Until when it stops them; none when it does not end by itself.
    pub until: Option<Timestamp>,
    /// An agent may lift it: it protects nobody but this person.
    pub clearable: bool,
}

impl InForce {
    /// Its span in the largest whole unit: `minutes`, `hours`, `days`, or `row`.
    #[must_use]
    pub fn span(&self) -> (&'static str, u64) {
        let seconds = self.per.as_secs();
        match seconds {
            0 => ("row", 0),
            _ if seconds.is_multiple_of(86_400) => ("days", seconds / 86_400),
            _ if seconds.is_multiple_of(3600) => ("hours", seconds / 3600),
            _ => ("minutes", seconds.div_ceil(60)),
        }
    }
}

/// Something that can be limited, and for what.
struct Case<'a> {
    spend: Spend<'a>,
    method: Option<Method>,
    browser: Option<Browser>,
    source: Option<IpAddr>,
}

impl<'a> Case<'a> {
    const fn plain(spend: Spend<'a>) -> Self {
        Self { spend, method: None, browser: None, source: None }
    }
}

/// What protects this person only.
fn own(whose: &Whose) -> Vec<Case<'_>> {
    let account = whose.account;
    let mut all: Vec<Case<'_>> = [
        Spend::TryOldPasswordOf { account },
        Spend::RegisterPhone { account },
        Spend::NewNumber { account },
        Spend::RegisterMailbox { account },
    ]
    .map(Case::plain)
    .into();
    all.extend(whose.logins.iter().map(|login| Case::plain(Spend::TryOldPassword { login })));
    let known = whose.devices.iter().map(|device| (Some(device.as_str()), Browser::Known));
    for (device, browser) in [(None, Browser::Unknown), (Some(SIGNED_IN), Browser::SignedIn)].into_iter().chain(known) {
        let case = |method, spend| Case { spend, method, browser: Some(browser), source: None };
        for method in Method::ALL {
            all.push(case(Some(method), Spend::TryCode { account, method, device }));
            if method.sends_code() {
                all.push(case(Some(method), Spend::SendToAccount { account, method, device }));
            }
            for login in &whose.logins {
                all.push(case(Some(method), Spend::AskForCode { login, method, device }));
            }
        }
        let to = |destination| case(None, Spend::SendToDestination { destination, device });
        all.extend(whose.destinations.iter().map(to));
    }
    all
}

/// What protects everybody: it can stop this person, and no agent may lift it.
fn shared(whose: &Whose) -> Vec<Case<'_>> {
    let mut all: Vec<Case<'_>> = Vec::new();
    all.extend(whose.phones.first().map(|phone| Case::plain(Spend::Sms { tenant: whose.tenant, phone })));
    all.extend(whose.phones.iter().map(|phone| Case::plain(Spend::SmsPrefix { tenant: whose.tenant, phone })));
    let from = |source| Case { source: Some(source), ..Case::plain(Spend::Identify { source }) };
    all.extend(whose.sources.iter().copied().map(from));
    all
}

impl Limits {
    /// The limits that stop somebody for more than the usual minute, or are more than half full, each once: those that
    /// stop first, of them the longest first. Counts nothing.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn in_force(&self, whose: &Whose) -> Result<Vec<InForce>, StoreError> {
        let now = self.clock.now();
        let (own, shared) = (own(whose), shared(whose));
        let cases: Vec<(&Case<'_>, bool)> =
            own.iter().map(|case| (case, true)).chain(shared.iter().map(|case| (case, false))).collect();
        let buckets: Vec<_> = cases.iter().map(|(case, _)| self.bucket(&case.spend)).collect();
        let longer = |window: &&Window| window.per > USUAL;
        let hits: Vec<Hit> = buckets
            .iter()
            .map(|b| Hit { key: self.key(b), windows: b.windows.iter().filter(longer).copied().collect() })
            .collect();
        let full = self.store.limit_fullness(&hits, now).await?;
        let mut found: Vec<InForce> = Vec::new();
        for (((case, clearable), bucket), full) in cases.into_iter().zip(&buckets).zip(full) {
            let Some(Fullness { wait, used, window }) = full else { continue };
            let stops = wait > USUAL;
            if !stops && (window.most < 3 || used.saturating_mul(2) <= window.most) {
                continue;
            }
            let one = InForce {
                limit: bucket.name,
                method: case.method,
                browser: case.browser,
                source: case.source,
                used: used.min(window.most),
                most: window.most,
                per: window.per,
                stops,
                until: stops.then(|| now.after(wait)),
                clearable,
            };
            let same = |f: &&mut InForce| {
                (f.limit, f.method, f.browser, f.source) == (one.limit, one.method, one.browser, one.source)
            };
            match found.iter_mut().find(same) {
                Some(known) if (known.stops, known.until, known.used) < (one.stops, one.until, one.used) => {
                    *known = one
                }
                Some(_) => {}
                None => found.push(one),
            }
        }
        found.sort_by_key(|limit| std::cmp::Reverse((limit.stops, limit.until)));
        Ok(found)
    }

    /// Forgets everything that was counted against somebody and protects nobody else; with the step that writes down who
    /// lifted it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lift_in(&self, tx: &mut Tx, whose: &Whose) -> Result<(), StoreError> {
        let keys: Vec<Digest> = own(whose).iter().map(|case| self.key(&self.bucket(&case.spend))).collect();
        for login in &whose.logins {
            self.delays.forget(login);
        }
        tx.forget_hits(&keys).await
    }
}

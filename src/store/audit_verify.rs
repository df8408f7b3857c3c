//! Verifying an audit chain (R150): on the live database or a copy, with the keys or without. Reads in pages, holds
//! one page.

use uuid::Uuid;

use super::{
    Store,
    audit_chain::{CHECKPOINT_RECORDS, GENESIS, Head, Record, checkpoint_mac, event_mac, head_mac, sealed_hash},
    db::{Db, on_db},
    error::StoreError,
};
use crate::{
    crypto::{digest::Digest, keyring::Keyring},
    domain::{account::TenantId, time::Timestamp},
};

/// Records per page.
const PAGE: i64 = 1000;
/// Pages that [`verify_newer`] reads at once.
const PAGES_AT_ONCE: u32 = 20;

/// A chain that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Records.
    pub events: u64,
    /// Checkpoints.
    pub checkpoints: u64,
    /// Records whose personal part was shredded.
    pub shredded: u64,
    /// Whether the MACs were checked too.
    pub keyed: bool,
}

/// The first thing in a chain that does not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("audit record {seq}: {why}")]
pub struct FirstBad {
    /// The record's number.
    pub seq: i64,
    /// What is wrong with it.
    pub why: &'static str,
}

/// A chain could not be verified, or does not hold.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It does not hold.
    #[error(transparent)]
    Bad(#[from] FirstBad),
    /// The database could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<sqlx::Error> for VerifyError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    seq: i64,
    id: Uuid,
    at: i64,
    kind: String,
    outcome: String,
    account_id: Option<Uuid>,
    flow_id: Option<Uuid>,
    support_id: Option<String>,
    code: Option<i64>,
    detail: String,
    sealed: Option<Vec<u8>>,
    sealed_hash: Option<Vec<u8>>,
    prev_hash: Vec<u8>,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

#[derive(sqlx::FromRow)]
struct Checkpoint {
    seq: i64,
    at: i64,
    hash: Vec<u8>,
    mac: Vec<u8>,
}

/// Where a chain ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChainEnd {
    /// The number of its last record.
    pub seq: i64,
    /// The last record that a checkpoint covers; 0 while there is none.
    pub checkpoint_seq: i64,
    /// When that checkpoint was made.
    pub checkpoint_at: Timestamp,
}

impl Store {
    /// Where a tenant's chain ends; `None` while it is empty.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn audit_end(&self, tenant: TenantId) -> Result<Option<ChainEnd>, StoreError> {
        const SQL: &str = "SELECT seq, checkpoint_seq, checkpoint_at FROM audit_heads WHERE tenant = $1";
        let row: Option<(i64, i64, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_optional(e).await)?;
        let open = |(seq, checkpoint_seq, at)| ChainEnd { seq, checkpoint_seq, checkpoint_at: Timestamp(at) };
        Ok(row.map(open))
    }

    /// Verifies a tenant's chain with the keys.
    ///
    /// # Errors
    /// [`VerifyError::Bad`] names the first record that does not hold.
    pub async fn verify_audit(&self, tenant: TenantId) -> Result<Report, VerifyError> {
        verify(&self.db, Some(&self.keyring), tenant).await
    }
}

/// The tenants that have a chain, or records or checkpoints without one.
///
/// # Errors
/// [`StoreError`].
pub async fn tenants(db: &Db) -> Result<Vec<TenantId>, StoreError> {
    const SQL: &str = "SELECT tenant FROM audit_heads UNION SELECT tenant FROM audit_checkpoints \
         UNION SELECT tenant FROM audit_events ORDER BY 1";
    let ids: Vec<Uuid> = on_db!(db, e => sqlx::query_scalar(SQL).fetch_all(e).await)?;
    Ok(ids.into_iter().map(TenantId).collect())
}

/// Verifies a tenant's chain; without `keyring` the hashes only.
///
/// # Errors
/// [`VerifyError::Bad`] names the first record that does not hold.
pub async fn verify(db: &Db, keyring: Option<&Keyring>, tenant: TenantId) -> Result<Report, VerifyError> {
    verify_telling(db, keyring, tenant, |_, _| ()).await
}

/// [`verify`], telling after each page how many records were looked at, and of how many.
///
/// # Errors
/// As [`verify`].
pub async fn verify_telling(
    db: &Db,
    keyring: Option<&Keyring>,
    tenant: TenantId,
    mut tell: impl FnMut(u64, u64) + Send,
) -> Result<Report, VerifyError> {
    const LAST: &str = "SELECT MAX(seq) FROM audit_events WHERE tenant = $1";
    const HEAD: &str = "SELECT seq, hash, checkpoint_seq, checkpoint_at, mac FROM audit_heads WHERE tenant = $1";
    let tenant = tenant.0;
    // The last record and the checkpoints are read before the head: what is appended meanwhile moves the head on,
    // never back. So all that lies beyond the head was put there by somebody else.
    let last: Option<i64> = on_db!(db, e => sqlx::query_scalar(LAST).bind(tenant).fetch_one(e).await)?;
    let mut checkpoints = checkpoints(db, tenant).await?;
    let head: Option<Head> = on_db!(db, e => sqlx::query_as(HEAD).bind(tenant).fetch_optional(e).await)?;
    if let Some(head) = &head {
        // And those made meanwhile.
        let known = checkpoints.last().map_or(0, |p| p.seq);
        checkpoints.extend(newer_checkpoints(db, tenant, known, head.seq).await?);
    }
    let Some(head) = head else {
        return match (last, checkpoints.last()) {
            (None, None) => Ok(Report { events: 0, checkpoints: 0, shredded: 0, keyed: keyring.is_some() }),
            (last, point) => Err(bad(last.or(point.map(|p| p.seq)).unwrap_or(0), "the chain's head is gone").into()),
        };
    };
    let mut walk = Walk { keyring, tenant, previous: GENESIS.to_vec(), seq: 0, shredded: 0 };
    if checkpoints.last().is_some_and(|p| p.seq > head.seq) {
        return Err(bad(head.seq.saturating_add(1), "it is gone; a later checkpoint is there").into());
    }
    let mut points = checkpoints.iter().peekable();
    while walk.seq < head.seq {
        let rows = page(db, tenant, walk.seq, head.seq).await?;
        if rows.is_empty() {
            return Err(bad(walk.seq.saturating_add(1), "it is gone").into());
        }
        for row in &rows {
            walk.step(row)?;
            match points.next_if(|p| p.seq <= row.seq) {
                Some(point) => walk.compare(point)?,
                None if row.seq % CHECKPOINT_RECORDS == 0 => {
                    return Err(bad(row.seq, "its checkpoint is gone").into());
                }
                None => {}
            }
        }
        tell(u64::try_from(walk.seq).unwrap_or(0), u64::try_from(head.seq).unwrap_or(0));
    }
    ends_well(&walk, &head, last, &checkpoints)?;
    Ok(Report {
        events: u64::try_from(walk.seq).unwrap_or(0),
        checkpoints: checkpoints.len() as u64,
        shredded: walk.shredded,
        keyed: keyring.is_some(),
    })
}

/// How far a chain was verified: the number of a record and the chain's hash there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verified {
    /// The last record that held.
    pub seq: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

impl Verified {
    /// Nothing yet.
    #[must_use]
    pub fn nothing() -> Self {
        Self { seq: 0, hash: GENESIS.to_vec() }
    }
}

/// Verifies what was appended since `from`, at most some thousand records, and that the record at `from` is still
/// the same. Cheap, for every minute; only [`verify`] sees what was altered before.
///
/// # Errors
/// [`VerifyError::Bad`] names the first record that does not hold.
pub async fn verify_newer(
    db: &Db,
    keyring: &Keyring,
    tenant: TenantId,
    from: &Verified,
) -> Result<Verified, VerifyError> {
    const HEAD: &str = "SELECT seq, hash, checkpoint_seq, checkpoint_at, mac FROM audit_heads WHERE tenant = $1";
    const HASH: &str = "SELECT hash FROM audit_events WHERE tenant = $1 AND seq = $2";
    let tenant = tenant.0;
    let head: Option<Head> = on_db!(db, e => sqlx::query_as(HEAD).bind(tenant).fetch_optional(e).await)?;
    let Some(head) = head else {
        return if from.seq == 0 { Ok(from.clone()) } else { Err(bad(from.seq, "the chain's head is gone").into()) };
    };
    if head.seq < from.seq {
        return Err(bad(head.seq.saturating_add(1), "it is gone").into());
    }
    if from.seq > 0 {
        let hash: Option<Vec<u8>> =
            on_db!(db, e => sqlx::query_scalar(HASH).bind(tenant).bind(from.seq).fetch_optional(e).await)?;
        if hash.as_deref() != Some(from.hash.as_slice()) {
            return Err(bad(from.seq, "it was altered, or is gone").into());
        }
    }
    let mut walk = Walk { keyring: Some(keyring), tenant, previous: from.hash.clone(), seq: from.seq, shredded: 0 };
    for _ in 0..PAGES_AT_ONCE {
        if walk.seq >= head.seq {
            break;
        }
        let rows = page(db, tenant, walk.seq, head.seq).await?;
        if rows.is_empty() {
            return Err(bad(walk.seq.saturating_add(1), "it is gone").into());
        }
        rows.iter().try_for_each(|row| walk.step(row))?;
    }
    if walk.seq == head.seq {
        if walk.previous != head.hash {
            return Err(bad(head.seq, "the chain's head was altered").into());
        }
        walk.check_mac(head.seq, &head.mac, |ring| head_mac(ring, tenant, &head))?;
    }
    Ok(Verified { seq: walk.seq, hash: walk.previous })
}

/// Where the walk is.
struct Walk<'a> {
    keyring: Option<&'a Keyring>,
    tenant: Uuid,
    previous: Vec<u8>,
    seq: i64,
    shredded: u64,
}

impl Walk<'_> {
    fn step(&mut self, row: &Row) -> Result<(), FirstBad> {
        let expected = self.seq.saturating_add(1);
        if row.seq != expected {
            return Err(bad(expected, "it is gone"));
        }
        if row.prev_hash != self.previous {
            return Err(bad(row.seq, "it does not follow the record before it"));
        }
        match (&row.sealed, &row.sealed_hash) {
            (Some(sealed), Some(hash)) if sealed_hash(sealed).as_slice() != hash.as_slice() => {
                return Err(bad(row.seq, "its sealed part was altered"));
            }
            (Some(_), None) => return Err(bad(row.seq, "a sealed part was added")),
            (None, Some(_)) => self.shredded = self.shredded.saturating_add(1),
            _ => {}
        }
        let record = Record {
            tenant: self.tenant,
            seq: row.seq,
            id: row.id,
            at: row.at,
            kind: &row.kind,
            outcome: &row.outcome,
            account: row.account_id,
            flow: row.flow_id,
            support_id: row.support_id.as_deref(),
            code: row.code,
            detail: &row.detail,
            sealed_hash: row.sealed_hash.as_deref(),
        };
        if record.hash(&self.previous).as_slice() != row.hash.as_slice() {
            return Err(bad(row.seq, "it was altered"));
        }
        self.check_mac(row.seq, &row.mac, |ring| event_mac(ring, self.tenant, &row.hash))?;
        self.previous.clone_from(&row.hash);
        self.seq = row.seq;
        Ok(())
    }

    fn compare(&self, point: &Checkpoint) -> Result<(), FirstBad> {
        if point.seq != self.seq || point.hash != self.previous {
            return Err(bad(point.seq, "it is not the record that its checkpoint was made of"));
        }
        self.check_mac(point.seq, &point.mac, |ring| {
            checkpoint_mac(ring, self.tenant, point.seq, point.at, &point.hash)
        })
    }

    fn check_mac(&self, seq: i64, mac: &[u8], make: impl FnOnce(&Keyring) -> Digest) -> Result<(), FirstBad> {
        match self.keyring {
            Some(ring) if Digest::from_slice(mac) != Some(make(ring)) => Err(bad(seq, "its MAC is not ours")),
            _ => Ok(()),
        }
    }
}

/// What comes after the last record: the head must be its, and nothing may lie beyond it.
fn ends_well(walk: &Walk<'_>, head: &Head, last: Option<i64>, points: &[Checkpoint]) -> Result<(), FirstBad> {
    if let Some(last) = last.filter(|last| *last > head.seq) {
        return Err(bad(last, "it lies beyond the chain's head"));
    }
    if head.hash != walk.previous {
        return Err(bad(head.seq, "the chain's head was altered"));
    }
    let newest = points.last().map_or(0, |p| p.seq);
    if newest != head.checkpoint_seq {
        return Err(bad(head.checkpoint_seq.max(newest), "its checkpoint is gone, or was added"));
    }
    walk.check_mac(head.seq, &head.mac, |ring| head_mac(ring, walk.tenant, head))
}

async fn page(db: &Db, tenant: Uuid, after: i64, upto: i64) -> Result<Vec<Row>, StoreError> {
    const SQL: &str = "SELECT seq, id, at, kind, outcome, account_id, flow_id, support_id, code, detail, sealed, \
         sealed_hash, prev_hash, hash, mac FROM audit_events \
         WHERE tenant = $1 AND seq > $2 AND seq <= $3 ORDER BY seq LIMIT $4";
    Ok(on_db!(db, e => sqlx::query_as(SQL).bind(tenant).bind(after).bind(upto).bind(PAGE).fetch_all(e).await)?)
}

/// All checkpoints, oldest first: a thousandth of the records, or four an hour.
async fn checkpoints(db: &Db, tenant: Uuid) -> Result<Vec<Checkpoint>, StoreError> {
    newer_checkpoints(db, tenant, i64::MIN, i64::MAX).await
}

async fn newer_checkpoints(db: &Db, tenant: Uuid, after: i64, upto: i64) -> Result<Vec<Checkpoint>, StoreError> {
    const SQL: &str = "SELECT seq, at, hash, mac FROM audit_checkpoints \
         WHERE tenant = $1 AND seq > $2 AND seq <= $3 ORDER BY seq";
    Ok(on_db!(db, e => sqlx::query_as(SQL).bind(tenant).bind(after).bind(upto).fetch_all(e).await)?)
}

const fn bad(seq: i64, why: &'static str) -> FirstBad {
    FirstBad { seq, why }
}

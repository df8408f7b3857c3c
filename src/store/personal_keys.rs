//! The key of each person, which alone opens the personal part of their events. Forgetting somebody destroys it: then
//! no copy of the audit log, wherever it went, names them any more (crypto-shredding).
//!
//! **A destroyed key stays destroyed.** A process remembers some keys, so that an event costs no look-up. Whoever
//! writes an event holds the chain's head until the commit, and so does whoever destroys keys, who counts
//! `audit_heads.key_epoch` up as well. An event is sealed with a remembered key only when the epoch that came with the
//! head is the one that the key was learnt in; else the key is read, or made, in the event's own transaction. So either
//! the event is committed before the key goes, or it is sealed with a new key. And a key is remembered only after the
//! transaction that it was learnt in is committed: one that was rolled back leaves none behind.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use sqlx::AssertSqlSafe;
use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Store, Tx,
    audit::place as event_place,
    db::{on_db, on_tx},
    directory_accounts::list,
    error::StoreError,
    sealed::open_json,
};
use crate::{
    crypto::{
        digest::Digest,
        personal::{PersonalKey, sealed_by},
        seal::Place,
    },
    domain::{
        account::{AccountId, TenantId},
        event::Personal,
        time::Timestamp,
    },
};

/// Keys that are remembered in each of two generations.
const REMEMBERED: usize = 1024;
/// Keys that are looked at in one transaction.
const PAGE: u32 = 200;
/// How old a new key of the key file must be before what older ones sealed is sealed with it: by then every node has it.
const SETTLED: std::time::Duration = std::time::Duration::from_secs(24 * 60 * 60);

/// Whose key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Subject {
    /// That of an account.
    Account(Uuid),
    /// That of a login name that led to no account: the digest of it.
    Login([u8; 32]),
}

impl Subject {
    /// Whose key seals an event; `None` when it belongs to nobody in particular.
    pub(super) fn of(account: Option<AccountId>, login: Option<&Digest>) -> Option<Self> {
        account.map(|account| Self::Account(account.0)).or_else(|| login.map(|login| Self::Login(*login.as_bytes())))
    }
}

type Keys = HashMap<Subject, Arc<PersonalKey>>;

/// What a process remembers of the keys; bounded. Those that are used stay.
#[derive(Debug, Default)]
pub(super) struct KnownKeys(Mutex<HashMap<Uuid, Known>>);

/// The keys of a tenant, as they were in one epoch.
#[derive(Debug, Default)]
struct Known {
    epoch: i64,
    young: Keys,
    old: Keys,
}

impl Known {
    fn put(&mut self, subject: Subject, key: Arc<PersonalKey>) {
        if self.young.len() >= REMEMBERED {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(subject, key);
    }
}

impl KnownKeys {
    fn get(&self, tenant: Uuid, epoch: i64, subject: Subject) -> Option<Arc<PersonalKey>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = all.entry(tenant).or_default();
        if known.epoch != epoch {
            *known = Known { epoch, ..Known::default() };
            return None;
        }
        if let Some(key) = known.young.get(&subject) {
            return Some(Arc::clone(key));
        }
        let key = known.old.remove(&subject)?;
        known.put(subject, Arc::clone(&key));
        Some(key)
    }

    /// Remembers what a transaction learnt that is committed by now.
    pub(super) fn learn(&self, learnt: Vec<Learnt>) {
        if learnt.is_empty() {
            return;
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for Learnt { tenant, epoch, subject, key } in learnt {
            if let Some(known) = all.get_mut(&tenant).filter(|known| known.epoch == epoch) {
                known.put(subject, key);
            }
        }
    }
}

/// A key that a transaction read or made.
#[derive(Debug)]
pub(super) struct Learnt {
    tenant: Uuid,
    epoch: i64,
    subject: Subject,
    key: Arc<PersonalKey>,
}

fn place(row: Uuid) -> Place {
    Place { table: "personal_keys", column: "sealed", row }
}

fn damaged(what: &str) -> StoreError {
    StoreError::Corrupt(format!("{what} holds something else than it should"))
}

/// Reads a key, or makes it: one statement.
macro_rules! take {
    ($column:literal) => {
        concat!(
            "INSERT INTO personal_keys (id, tenant, ",
            $column,
            ", sealed, sealed_with, created_at) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (tenant, ",
            $column,
            ") DO UPDATE SET tenant = excluded.tenant RETURNING id, sealed"
        )
    };
}

/// That no event is left that a key opens.
macro_rules! spent {
    () => {
        "NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.tenant = personal_keys.tenant \
         AND e.account_id = personal_keys.account_id AND e.sealed IS NOT NULL) \
         AND NOT EXISTS (SELECT 1 FROM audit_events e WHERE e.tenant = personal_keys.tenant \
         AND e.login_digest = personal_keys.login_digest AND e.account_id IS NULL AND e.sealed IS NOT NULL)"
    };
}

impl Tx {
    /// Seals the personal part of an event under the key of `whose`; under the keyring when it is nobody's. The chain
    /// must be held, and `epoch` be that of its head.
    pub(super) async fn seal_personal(
        &mut self,
        (tenant, epoch): (Uuid, i64),
        whose: Option<Subject>,
        event: Uuid,
        personal: &Personal,
    ) -> Result<Vec<u8>, StoreError> {
        let Some(subject) = whose else { return self.seal_json(event_place(event), personal) };
        let key = self.personal_key(tenant, epoch, subject).await?;
        let json = serde_json::to_vec(personal).map(Zeroizing::new).map_err(|e| StoreError::Corrupt(e.to_string()))?;
        Ok(key.seal(&*self.rng, event_place(event), &json)?)
    }

    async fn personal_key(
        &mut self,
        tenant: Uuid,
        epoch: i64,
        subject: Subject,
    ) -> Result<Arc<PersonalKey>, StoreError> {
        const OF_ACCOUNT: &str = take!("account_id");
        const OF_LOGIN: &str = take!("login_digest");
        let ours = self.learnt.iter().find(|l| (l.tenant, l.epoch, l.subject) == (tenant, epoch, subject));
        if let Some(learnt) = ours {
            return Ok(Arc::clone(&learnt.key));
        }
        if let Some(key) = self.known.get(tenant, epoch, subject) {
            return Ok(key);
        }
        let fresh = PersonalKey::new(self.new_id(), &*self.rng);
        let sealed = self.seal(place(fresh.id()), fresh.expose())?;
        let with = self.keyring.ids().last().unwrap_or_default().to_owned();
        let now = self.now().millis();
        let (id, sealed): (Uuid, Vec<u8>) = match subject {
            Subject::Account(account) => on_tx!(self, e => sqlx::query_as(OF_ACCOUNT).bind(fresh.id()).bind(tenant)
                .bind(account).bind(&sealed).bind(&with).bind(now).fetch_one(e).await)?,
            Subject::Login(digest) => on_tx!(self, e => sqlx::query_as(OF_LOGIN).bind(fresh.id()).bind(tenant)
                .bind(digest.as_slice()).bind(&sealed).bind(&with).bind(now).fetch_one(e).await)?,
        };
        let key = if id == fresh.id() {
            fresh
        } else {
            let bytes = self.keyring.open(place(id), &sealed)?;
            PersonalKey::from_slice(id, &bytes).ok_or_else(|| damaged("personal_keys.sealed"))?
        };
        let key = Arc::new(key);
        self.learnt.push(Learnt { tenant, epoch, subject, key: Arc::clone(&key) });
        Ok(key)
    }

    /// Holds the chain, and ends what every process remembers of keys. Before any key is destroyed.
    pub(super) async fn turn_key_epoch(&mut self, tenant: TenantId) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE audit_heads SET key_epoch = key_epoch + 1 WHERE tenant = $1";
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Destroys the key of an account, and those of the login names that its events have: of the events that belong to
    /// no account. Before these events lose their digests.
    pub(super) async fn destroy_keys_of(&mut self, tenant: TenantId, account: Uuid) -> Result<(), StoreError> {
        const NAMES: &str = "DELETE FROM personal_keys WHERE tenant = $1 AND login_digest IN (SELECT login_digest \
             FROM audit_events WHERE tenant = $1 AND account_id = $2 AND login_digest IS NOT NULL)";
        const OWN: &str = "DELETE FROM personal_keys WHERE tenant = $1 AND account_id = $2";
        for sql in [NAMES, OWN] {
            on_tx!(self, e => sqlx::query(sql).bind(tenant.0).bind(account).execute(e).await.map(drop))?;
        }
        Ok(())
    }

    /// Destroys the key of a login name.
    pub(super) async fn destroy_key_of_login(&mut self, tenant: TenantId, digest: &[u8]) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM personal_keys WHERE tenant = $1 AND login_digest = $2";
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(digest).execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// The keys that these sealed parts were sealed with, as far as there are any.
    pub(super) async fn keys_of<'a>(
        &self,
        tenant: TenantId,
        sealed: impl Iterator<Item = &'a [u8]>,
    ) -> Result<HashMap<Uuid, PersonalKey>, StoreError> {
        let ids: Vec<Uuid> = sealed.filter_map(sealed_by).collect::<BTreeSet<_>>().into_iter().collect();
        let mut keys = HashMap::with_capacity(ids.len());
        for ids in ids.chunks(500) {
            let sql = AssertSqlSafe(format!(
                "SELECT id, sealed FROM personal_keys WHERE tenant = $1 AND id IN ({})",
                list(2, ids.len())
            ));
            let rows: Vec<(Uuid, Vec<u8>)> = on_db!(&self.db, e => {
                let mut query = sqlx::query_as(sql).bind(tenant.0);
                for id in ids {
                    query = query.bind(*id);
                }
                query.fetch_all(e).await
            })?;
            for (id, sealed) in rows {
                let bytes = self.keyring.open(place(id), &sealed)?;
                let key = PersonalKey::from_slice(id, &bytes).ok_or_else(|| damaged("personal_keys.sealed"))?;
                keys.insert(id, key);
            }
        }
        Ok(keys)
    }

    /// Opens the personal part of an event; `None` when its key was destroyed.
    pub(super) fn open_personal(
        &self,
        keys: &HashMap<Uuid, PersonalKey>,
        event: Uuid,
        sealed: &[u8],
    ) -> Result<Option<Personal>, StoreError> {
        let Some(id) = sealed_by(sealed) else {
            return open_json(&self.keyring, event_place(event), sealed).map(Some);
        };
        let Some(key) = keys.get(&id) else { return Ok(None) };
        let json = key.open(event_place(event), sealed)?;
        serde_json::from_slice(&json).map(Some).map_err(|_| damaged("audit_events.sealed"))
    }

    /// Destroys the keys from before `until` that open no event any more. Returns how many there were.
    ///
    /// # Errors
    /// [`StoreError`]; what was destroyed before it stays destroyed.
    pub async fn destroy_spent_keys(&self, tenant: TenantId, until: Timestamp) -> Result<u64, StoreError> {
        const FIND: &str = concat!(
            "SELECT id FROM personal_keys WHERE tenant = $1 AND created_at < $2 AND id > $3 AND ",
            spent!(),
            " ORDER BY id LIMIT $4"
        );
        const DESTROY: &str = concat!("DELETE FROM personal_keys WHERE tenant = $1 AND id = $2 AND ", spent!());
        let (mut after, mut destroyed) = (Uuid::nil(), 0_u64);
        loop {
            let ids: Vec<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(FIND).bind(tenant.0).bind(until.millis())
                .bind(after).bind(i64::from(PAGE)).fetch_all(e).await)?;
            let Some(last) = ids.last() else { return Ok(destroyed) };
            after = *last;
            let mut tx = self.begin().await?;
            tx.turn_key_epoch(tenant).await?;
            for id in &ids {
                // An event may have come meanwhile.
                destroyed = destroyed.saturating_add(on_tx!(tx, e => sqlx::query(DESTROY).bind(tenant.0).bind(*id)
                    .execute(e).await.map(|d| d.rows_affected()))?);
            }
            tx.commit().await?;
        }
    }

    /// Seals the keys anew that an older key of the key file sealed, once the newest has been in use for a day. Returns
    /// how many there were.
    ///
    /// # Errors
    /// [`StoreError`]; what was sealed anew before it stays so.
    pub async fn reseal_personal_keys(&self, tenant: TenantId) -> Result<u64, StoreError> {
        const SINCE: &str = "SELECT created_at FROM keys WHERE id = $1";
        const FIND: &str = "SELECT id, sealed FROM personal_keys WHERE tenant = $1 AND sealed_with <> $2 LIMIT $3";
        const WRITE: &str = "UPDATE personal_keys SET sealed = $4, sealed_with = $5 \
             WHERE tenant = $1 AND id = $2 AND sealed = $3";
        let with = self.keyring.ids().last().unwrap_or_default().to_owned();
        let since: Option<i64> = on_db!(&self.db, e => sqlx::query_scalar(SINCE).bind(&with).fetch_optional(e).await)?;
        if since.is_none_or(|at| Timestamp(at) > self.now().before(SETTLED)) {
            return Ok(0);
        }
        let mut resealed = 0_u64;
        loop {
            let rows: Vec<(Uuid, Vec<u8>)> = on_db!(&self.db, e => sqlx::query_as(FIND).bind(tenant.0).bind(&with)
                .bind(i64::from(PAGE)).fetch_all(e).await)?;
            if rows.is_empty() {
                return Ok(resealed);
            }
            let mut tx = self.begin().await?;
            for (id, old) in rows {
                let bytes = self.keyring.open(place(id), &old)?;
                let new = tx.seal(place(id), &bytes)?;
                // Only what is still there as it was: a destroyed key stays destroyed.
                resealed = resealed.saturating_add(on_tx!(tx, e => sqlx::query(WRITE).bind(tenant.0).bind(id)
                    .bind(&old).bind(&new).bind(&with).execute(e).await.map(|d| d.rows_affected()))?);
            }
            tx.commit().await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random::SystemRng;

    fn learnt(epoch: i64, n: u128) -> Learnt {
        let key = Arc::new(PersonalKey::new(Uuid::from_u128(n), &SystemRng));
        Learnt { tenant: Uuid::nil(), epoch, subject: Subject::Account(Uuid::from_u128(n)), key }
    }

    #[test]
    fn what_is_remembered_is_bounded_and_ends_with_its_epoch() {
        let known = KnownKeys::default();
        let get = |epoch, n| known.get(Uuid::nil(), epoch, Subject::Account(Uuid::from_u128(n)));
        assert!(get(5, 1).is_none());
        known.learn(vec![learnt(5, 1), learnt(4, 2)]);
        assert!(get(5, 1).is_some() && get(5, 2).is_none(), "learnt in another epoch");
        for n in 10..10_000 {
            known.learn(vec![learnt(5, n)]);
            assert!(get(5, 1).is_some(), "what is used stays");
        }
        let remembered = known.0.lock().unwrap().values().map(|k| k.young.len() + k.old.len()).sum::<usize>();
        assert!(remembered <= 2 * REMEMBERED + 1, "{remembered}");
        assert!(get(6, 1).is_none() && get(5, 1).is_none() && get(6, 1).is_none());
        known.learn(vec![learnt(5, 1)]);
        assert!(get(6, 1).is_none(), "too late");
    }
}

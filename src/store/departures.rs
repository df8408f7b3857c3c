//! People whom the directory no longer holds: who they are, and removing what is kept of them (R128). That somebody is
//! gone is believed only after a scan of everybody that began after it was noticed and came to its end, and while
//! scans do not fail.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    time::Timestamp,
};

/// What was kept of somebody, and is not any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Parted {
    /// Registered methods: contacts, apps, passkeys, recovery codes, questions.
    pub methods: u64,
    /// Sessions.
    pub sessions: u64,
    /// Former passwords, as slow hashes.
    pub passwords: u64,
    /// Temporary passes, known browsers, links in notices, reminders, what was proved to the help desk.
    pub others: u64,
}

impl Parted {
    /// Whether there was nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Scans do not fail, and one of everybody came to its end in the time in question.
macro_rules! scanned {
    () => {
        "s.attempts = 0 AND s.full_at > $2 AND s.full_from > "
    };
}

impl Store {
    /// Notes since when people are known to no scan at all: who left before the first one. Returns how many are
    /// new.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn note_absent(&self, tenant: TenantId) -> Result<u64, StoreError> {
        const FIND: &str = "SELECT p.account_id FROM people p JOIN sync_state s ON s.tenant = p.tenant \
             WHERE p.tenant = $1 AND p.absent_since IS NULL AND s.attempts = 0 AND s.full_from > p.created_at \
             AND NOT EXISTS (SELECT 1 FROM directory_accounts a WHERE a.tenant = p.tenant \
             AND a.account_id = p.account_id) LIMIT 1000";
        const NOTE: &str = "UPDATE people SET absent_since = $3 WHERE tenant = $1 AND account_id = $2";
        let mut noted = 0_u64;
        loop {
            let ids: Vec<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(FIND).bind(tenant.0).fetch_all(e).await)?;
            if ids.is_empty() {
                return Ok(noted);
            }
            let now = self.now().millis();
            let mut tx = self.begin().await?;
            for id in &ids {
                on_tx!(tx, e => sqlx::query(NOTE).bind(tenant.0).bind(*id).bind(now).execute(e).await.map(drop))?;
            }
            tx.commit().await?;
            noted = noted.saturating_add(ids.len() as u64);
        }
    }

    /// Up to `limit` accounts after `after` that are gone since before `until`, and still have something to remove.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn departed(
        &self,
        tenant: TenantId,
        until: Timestamp,
        after: AccountId,
        limit: u32,
    ) -> Result<Vec<AccountId>, StoreError> {
        const SQL: &str = concat!(
            "SELECT account_id FROM (SELECT a.account_id FROM directory_accounts a \
             JOIN sync_state s ON s.tenant = a.tenant WHERE a.tenant = $1 AND a.gone_at <= $2 \
             AND a.parted_at IS NULL AND ",
            scanned!(),
            "a.gone_at UNION SELECT p.account_id FROM people p JOIN sync_state s ON s.tenant = p.tenant \
             WHERE p.tenant = $1 AND p.absent_since <= $2 AND ",
            scanned!(),
            "p.absent_since AND NOT EXISTS (SELECT 1 FROM directory_accounts a WHERE a.tenant = p.tenant \
             AND a.account_id = p.account_id) AND (p.frozen_at IS NULL OR EXISTS (SELECT 1 FROM methods m \
             WHERE m.tenant = p.tenant AND m.account_id = p.account_id))) AS departed \
             WHERE account_id > $3 ORDER BY account_id LIMIT $4"
        );
        let ids: Vec<Uuid> = on_db!(&self.db, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(until.millis())
            .bind(after.0).bind(i64::from(limit)).fetch_all(e).await)?;
        Ok(ids.into_iter().map(AccountId).collect())
    }
}

impl Tx {
    /// Removes what is kept of an account that left; `None` when a scan has seen it meanwhile, or another node was
    /// first. That its self-service was stopped stays, should it ever come back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn part_with_account(
        &mut self,
        tenant: TenantId,
        account: AccountId,
    ) -> Result<Option<Parted>, StoreError> {
        const GONE: &str = "UPDATE directory_accounts SET parted_at = $3 WHERE tenant = $1 AND account_id = $2 \
             AND gone_at IS NOT NULL AND parted_at IS NULL";
        const ABSENT: &str = "UPDATE people SET absent_since = $3 WHERE tenant = $1 AND account_id = $2 \
             AND absent_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM directory_accounts a \
             WHERE a.tenant = people.tenant AND a.account_id = people.account_id)";
        const METHODS: &str = "DELETE FROM methods WHERE tenant = $1 AND account_id = $2";
        const SESSIONS: &str = "DELETE FROM sessions WHERE tenant = $1 AND account_id = $2";
        const PASSWORDS: &str = "DELETE FROM password_history WHERE tenant = $1 AND account_id = $2";
        const OTHERS: [&str; 5] = [
            "DELETE FROM passes WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM known_devices WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM disavowals WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM reminders WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM caller_checks WHERE tenant = $1 AND account_id = $2",
        ];
        const SILENT: [&str; 3] = [
            "DELETE FROM method_failures WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM people WHERE tenant = $1 AND account_id = $2 AND frozen_at IS NULL",
            "UPDATE people SET registered_at = NULL, confirmed_at = NULL, postponed = 0, postponed_since = NULL, \
             default_method = NULL WHERE tenant = $1 AND account_id = $2",
        ];
        let now = self.now().millis();
        let mut ours = 0;
        for sql in [GONE, ABSENT] {
            if ours == 0 {
                ours = on_tx!(self, e => sqlx::query(sql).bind(tenant.0).bind(account.0).bind(now).execute(e).await
                    .map(|d| d.rows_affected()))?;
            }
        }
        if ours == 0 {
            return Ok(None);
        }
        let mut parted = Parted {
            methods: self.remove_of(METHODS, tenant, account).await?,
            sessions: self.remove_of(SESSIONS, tenant, account).await?,
            passwords: self.remove_of(PASSWORDS, tenant, account).await?,
            others: 0,
        };
        for sql in OTHERS {
            parted.others = parted.others.saturating_add(self.remove_of(sql, tenant, account).await?);
        }
        for sql in SILENT {
            self.remove_of(sql, tenant, account).await?;
        }
        Ok(Some(parted))
    }

    async fn remove_of(&mut self, sql: &'static str, tenant: TenantId, account: AccountId) -> Result<u64, StoreError> {
        Ok(on_tx!(self, e => sqlx::query(sql).bind(tenant.0).bind(account.0).execute(e).await
            .map(|d| d.rows_affected()))?)
    }
}

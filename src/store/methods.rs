//! Registered methods. Contacts, seeds and keys are sealed whole (R121); look-ups go through a keyed digest (R122).

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{count, open_json, open_text, time},
};
use crate::{
    crypto::{digest::Digest, keyring::Keyring, seal::Place},
    domain::{
        account::{AccountId, TenantId},
        method::Method,
        security_info::{Detail, Imported, Kind, Registered},
        time::Timestamp,
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    account_id: Uuid,
    name_sealed: Vec<u8>,
    detail_sealed: Vec<u8>,
    created_at: i64,
    usable_from: i64,
    confirmed_at: i64,
    used_at: Option<i64>,
    imported_at: Option<i64>,
    verified_at: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, account_id, name_sealed, detail_sealed, created_at, usable_from, confirmed_at, used_at, \
             imported_at, verified_at FROM methods WHERE ",
            $rest
        )
    };
}

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "methods", column, row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Registered, StoreError> {
        let id = self.id;
        Ok(Registered {
            id,
            account: AccountId(self.account_id),
            detail: open_json(keyring, place(id, "detail_sealed"), &self.detail_sealed)?,
            name: open_text(keyring, place(id, "name_sealed"), &self.name_sealed)?.to_string(),
            created_at: Timestamp(self.created_at),
            usable_from: Timestamp(self.usable_from),
            confirmed_at: Timestamp(self.confirmed_at),
            used_at: time(self.used_at),
            imported: time(self.imported_at).map(|at| Imported { at, verified_at: time(self.verified_at) }),
        })
    }
}

const LIVING: &str = select!("tenant = $1 AND account_id = $2 AND removed_at IS NULL ORDER BY created_at, id");
const TOLD: &str =
    select!("tenant = $1 AND account_id = $2 AND (removed_at IS NULL OR removed_at > $3) ORDER BY created_at, id");

const WORN: &str = "SELECT method FROM method_failures \
     WHERE tenant = $1 AND account_id = $2 AND device = $3 AND wrong >= $4";

fn all(rows: Vec<Row>, keyring: &Keyring) -> Result<Vec<Registered>, StoreError> {
    rows.into_iter().map(|row| row.open(keyring)).collect()
}

impl Tx {
    /// Writes a new method. `place` is the digest of its contact or credential, for the kinds that have one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_method(
        &mut self,
        tenant: TenantId,
        new: &Registered,
        place_digest: Option<&Digest>,
    ) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO methods (id, tenant, account_id, kind, name_sealed, detail_sealed, \
             place_digest, created_at, usable_from, confirmed_at, imported_at, verified_at) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let imported = new.imported.map(|imported| imported.at.millis());
        let verified = new.imported.and_then(|imported| imported.verified_at).map(Timestamp::millis);
        let name = self.seal(place(new.id, "name_sealed"), new.name.as_bytes())?;
        let detail = self.seal_json(place(new.id, "detail_sealed"), &new.detail)?;
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(tenant.0).bind(new.account.0)
            .bind(new.kind().as_str()).bind(&name).bind(&detail)
            .bind(place_digest.map(|d| d.as_bytes().to_vec())).bind(new.created_at.millis())
            .bind(new.usable_from.millis()).bind(new.confirmed_at.millis()).bind(imported).bind(verified)
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// What an account has registered, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn methods(&mut self, tenant: TenantId, account: AccountId) -> Result<Vec<Registered>, StoreError> {
        let rows = on_tx!(self, e => sqlx::query_as(LIVING).bind(tenant.0).bind(account.0).fetch_all(e).await)?;
        all(rows, &self.keyring)
    }

    /// The same, and what was removed after `since`: who is told of changes (R133).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn methods_to_tell(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        since: Timestamp,
    ) -> Result<Vec<Registered>, StoreError> {
        let rows = on_tx!(self, e => sqlx::query_as(TOLD).bind(tenant.0).bind(account.0).bind(since.millis())
            .fetch_all(e).await)?;
        all(rows, &self.keyring)
    }

    /// The methods of an account with at least `most` wrong tries in a row (N7).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn worn_out(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        known_device: bool,
        most: u32,
    ) -> Result<Vec<Method>, StoreError> {
        let names: Vec<String> = on_tx!(self, e => sqlx::query_scalar(WORN).bind(tenant.0).bind(account.0)
            .bind(i64::from(known_device)).bind(i64::from(most)).fetch_all(e).await)?;
        Ok(names.iter().filter_map(|name| Method::from_name(name)).collect())
    }

    /// The living method of this place (a credential, a contact) of any account.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn method_at(&mut self, tenant: TenantId, at: &Digest) -> Result<Option<Registered>, StoreError> {
        const SQL: &str =
            select!("tenant = $1 AND place_digest = $2 AND removed_at IS NULL ORDER BY created_at LIMIT 1");
        let row: Option<Row> = on_tx!(self, e => sqlx::query_as(SQL).bind(tenant.0).bind(at.as_bytes().as_slice())
            .fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// Takes a method away; false when it is gone already. Its row stays for the notices, its codes go.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn remove_method(&mut self, tenant: TenantId, account: AccountId, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE methods SET removed_at = $4 \
             WHERE id = $1 AND tenant = $2 AND account_id = $3 AND removed_at IS NULL";
        const CODES: &str = "DELETE FROM recovery_codes WHERE method_id = $1";
        let now = self.now().millis();
        let gone = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(tenant.0).bind(account.0).bind(now)
            .execute(e).await.map(|d| d.rows_affected()))?;
        if gone == 1 {
            on_tx!(self, e => sqlx::query(CODES).bind(id).execute(e).await.map(drop))?;
        }
        Ok(gone == 1)
    }

    /// Writes name and detail anew (a renamed method, a passkey's counter).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn save_method(&mut self, item: &Registered) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE methods SET name_sealed = $2, detail_sealed = $3 WHERE id = $1";
        let name = self.seal(place(item.id, "name_sealed"), item.name.as_bytes())?;
        let detail = self.seal_json(place(item.id, "detail_sealed"), &item.detail)?;
        on_tx!(self, e => sqlx::query(SQL).bind(item.id).bind(&name).bind(&detail).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Remembers that a method proved something now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touch_method(&mut self, id: Uuid, now: Timestamp) -> Result<(), StoreError> {
        const SQL: &str = "UPDATE methods SET used_at = $2 WHERE id = $1";
        on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Remembers that what an administrator brought in proved something now, if it never did before: true for exactly
    /// one caller, who tells of it (R139).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn first_use(&mut self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str =
            "UPDATE methods SET used_at = $2 WHERE id = $1 AND imported_at IS NOT NULL AND used_at IS NULL";
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }

    /// Remembers that its owner confirmed what an administrator brought in; false when that is done already, or it is
    /// gone.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn verify_method(&mut self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE methods SET verified_at = $2, confirmed_at = $2 WHERE id = $1 \
             AND imported_at IS NOT NULL AND verified_at IS NULL AND removed_at IS NULL";
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }

    /// Uses up a time step of an authenticator app: true for exactly one caller, and never again for this step or
    /// an earlier one (R48).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_step(&mut self, id: Uuid, step: i64) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE methods SET last_step = $2 WHERE id = $1 AND removed_at IS NULL \
             AND (last_step IS NULL OR last_step < $2)";
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(step).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }

    /// Says of every method of an account that it is still true.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn confirm_methods(&mut self, tenant: TenantId, account: AccountId) -> Result<(), StoreError> {
        const SQL: &str =
            "UPDATE methods SET confirmed_at = $3 WHERE tenant = $1 AND account_id = $2 AND removed_at IS NULL";
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).bind(now).execute(e).await.map(drop))?;
        Ok(())
    }

    /// Writes the hashes of a new set of recovery codes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_recovery_codes(&mut self, method: Uuid, hashes: &[String]) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO recovery_codes (method_id, position, hash) VALUES ($1, $2, $3)";
        for (position, hash) in (1_i64..).zip(hashes) {
            on_tx!(self, e => sqlx::query(SQL).bind(method).bind(position).bind(hash).execute(e).await.map(drop))?;
        }
        Ok(())
    }

    /// Uses up a recovery code; true for exactly one caller (R15).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_recovery_code(&mut self, method: Uuid, position: i64) -> Result<bool, StoreError> {
        const SQL: &str =
            "UPDATE recovery_codes SET used_at = $3 WHERE method_id = $1 AND position = $2 AND used_at IS NULL";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(method).bind(position).bind(now).execute(e).await
            .map(|d| d.rows_affected() == 1))?)
    }

    /// How many codes of a set were not used yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recovery_codes_left(&mut self, method: Uuid) -> Result<i64, StoreError> {
        const SQL: &str = "SELECT COUNT(*) FROM recovery_codes WHERE method_id = $1 AND used_at IS NULL";
        Ok(on_tx!(self, e => sqlx::query_scalar(SQL).bind(method).fetch_one(e).await)?)
    }

    /// Counts a wrong try in a row, and says how many there are now (N7).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_wrong(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        method: Method,
        known_device: bool,
    ) -> Result<u32, StoreError> {
        const SQL: &str = "INSERT INTO method_failures (tenant, account_id, method, device, wrong) \
             VALUES ($1, $2, $3, $4, 1) ON CONFLICT (tenant, account_id, method, device) \
             DO UPDATE SET wrong = method_failures.wrong + 1 RETURNING wrong";
        let wrong: i64 = on_tx!(self, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(account.0)
            .bind(method.as_str()).bind(i64::from(known_device)).fetch_one(e).await)?;
        count("method_failures.wrong", wrong)
    }

    /// How many wrong tries in a row of a method there are (N7).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn wrong_in_a_row(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        method: Method,
        known_device: bool,
    ) -> Result<u32, StoreError> {
        const SQL: &str = "SELECT wrong FROM method_failures \
             WHERE tenant = $1 AND account_id = $2 AND method = $3 AND device = $4";
        let wrong: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(tenant.0).bind(account.0)
            .bind(method.as_str()).bind(i64::from(known_device)).fetch_optional(e).await)?;
        wrong.map_or(Ok(0), |wrong| count("method_failures.wrong", wrong))
    }

    /// Forgets the wrong tries in a row of a method: it proved something, or was registered anew.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn forget_wrong(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        method: Method,
    ) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM method_failures WHERE tenant = $1 AND account_id = $2 AND method = $3";
        on_tx!(self, e => sqlx::query(SQL).bind(tenant.0).bind(account.0).bind(method.as_str())
            .execute(e).await.map(drop))?;
        Ok(())
    }
}

impl Store {
    /// What an account has registered, oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn methods(&self, tenant: TenantId, account: AccountId) -> Result<Vec<Registered>, StoreError> {
        let rows = on_db!(&self.db, e => sqlx::query_as(LIVING).bind(tenant.0).bind(account.0).fetch_all(e).await)?;
        all(rows, &self.keyring)
    }

    /// The unused recovery codes of a set: position and slow hash.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn recovery_codes(&self, method: Uuid) -> Result<Vec<(i64, String)>, StoreError> {
        const SQL: &str =
            "SELECT position, hash FROM recovery_codes WHERE method_id = $1 AND used_at IS NULL ORDER BY position";
        Ok(on_db!(&self.db, e => sqlx::query_as(SQL).bind(method).fetch_all(e).await)?)
    }

    /// The methods of an account with at least `most` wrong tries in a row (N7).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn worn_out(
        &self,
        tenant: TenantId,
        account: AccountId,
        known_device: bool,
        most: u32,
    ) -> Result<Vec<Method>, StoreError> {
        let names: Vec<String> = on_db!(&self.db, e => sqlx::query_scalar(WORN).bind(tenant.0).bind(account.0)
            .bind(i64::from(known_device)).bind(i64::from(most)).fetch_all(e).await)?;
        Ok(names.iter().filter_map(|name| Method::from_name(name)).collect())
    }

    /// How many living methods of each kind a tenant has; for reports.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_methods(&self, tenant: TenantId) -> Result<Vec<(Kind, u64)>, StoreError> {
        const SQL: &str = "SELECT kind, COUNT(*) FROM methods WHERE tenant = $1 AND removed_at IS NULL GROUP BY kind";
        let rows: Vec<(String, i64)> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        let known = |(kind, n): &(String, i64)| Some((Kind::from_name(kind)?, u64::try_from(*n).ok()?));
        Ok(rows.iter().filter_map(known).collect())
    }
}

/// The place that a detail is found by again: its contact's digest, or its credential's.
#[must_use]
pub const fn has_place(detail: &Detail) -> bool {
    !matches!(detail, Detail::App { .. } | Detail::RecoveryCodes | Detail::Questions { .. })
}

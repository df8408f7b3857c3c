//! What callers prove to the help desk. The code is kept as a digest; tries are counted before anything is compared, in
//! one statement with the limit (R17).

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{count, digest, open_json, time},
};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
        seal::Place,
    },
    domain::{
        account::{AccountId, TenantId},
        method::Method,
        time::Timestamp,
    },
};

/// What both sides see; sealed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The two words.
    pub words: String,
    /// The masked contact.
    pub contact: String,
    /// How the code travels.
    pub method: Method,
}

/// A check about to begin.
#[derive(Debug)]
pub struct NewCallerCheck<'a> {
    /// Row id.
    pub id: Uuid,
    /// Whose rows.
    pub tenant: TenantId,
    /// Who says to call.
    pub account: AccountId,
    /// Who is called.
    pub agent: AccountId,
    /// What both see.
    pub told: &'a Told,
    /// The code that is sent.
    pub code: &'a str,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

/// A check as it stands.
#[derive(Debug, Clone)]
pub struct CallerCheck {
    /// Row id.
    pub id: Uuid,
    /// What both see.
    pub told: Told,
    /// Tries so far.
    pub tries: u32,
    /// When it began.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
    /// When the code was right.
    pub verified_at: Option<Timestamp>,
    /// When it was done with, one way or another.
    pub ended_at: Option<Timestamp>,
    code: Digest,
}

impl CallerCheck {
    /// Whether a code may still be typed.
    #[must_use]
    pub fn is_live(&self, now: Timestamp, most_tries: u32) -> bool {
        self.ended_at.is_none() && now < self.expires_at && self.tries < most_tries
    }

    /// Whether `typed` is its code; in constant time (R126). Count the try first.
    #[must_use]
    pub fn matches(&self, keyring: &Keyring, typed: &str) -> bool {
        self.code == code_digest(keyring, self.id, typed)
    }
}

fn code_digest(keyring: &Keyring, id: Uuid, code: &str) -> Digest {
    keyring.digest(Purpose::Code, &[id.as_bytes(), code.as_bytes()])
}

fn place(row: Uuid) -> Place {
    Place { table: "caller_checks", column: "told_sealed", row }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    told_sealed: Vec<u8>,
    code_digest: Vec<u8>,
    tries: i64,
    created_at: i64,
    expires_at: i64,
    verified_at: Option<i64>,
    ended_at: Option<i64>,
}

impl Tx {
    /// Writes a new check; others of the same agent for the same account end.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_caller_check(&mut self, new: &NewCallerCheck<'_>) -> Result<(), StoreError> {
        const END: &str = "UPDATE caller_checks SET ended_at = $4 WHERE tenant = $1 AND account_id = $2 \
             AND agent_id = $3 AND ended_at IS NULL";
        const SQL: &str = "INSERT INTO caller_checks (id, tenant, account_id, agent_id, told_sealed, code_digest, \
             tries, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)";
        let told = self.seal_json(place(new.id), new.told)?;
        let code = code_digest(&self.keyring, new.id, new.code);
        let now = self.now().millis();
        on_tx!(self, e => sqlx::query(END).bind(new.tenant.0).bind(new.account.0).bind(new.agent.0).bind(now)
            .execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query(SQL).bind(new.id).bind(new.tenant.0).bind(new.account.0).bind(new.agent.0)
            .bind(&told).bind(code.as_bytes().as_slice()).bind(now).bind(new.expires_at.millis())
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// Writes down that the code was right; true for exactly one caller.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn caller_verified(&mut self, id: Uuid) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE caller_checks SET verified_at = $2, ended_at = $2 WHERE id = $1 \
             AND ended_at IS NULL AND expires_at > $2";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now).execute(e).await.map(|d| d.rows_affected() == 1))?)
    }
}

impl Store {
    /// The newest check of an account by an agent.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn caller_check(
        &self,
        tenant: TenantId,
        account: AccountId,
        agent: AccountId,
    ) -> Result<Option<CallerCheck>, StoreError> {
        const SQL: &str = "SELECT id, told_sealed, code_digest, tries, created_at, expires_at, verified_at, ended_at \
             FROM caller_checks WHERE tenant = $1 AND account_id = $2 AND agent_id = $3 \
             ORDER BY created_at DESC, id DESC LIMIT 1";
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0).bind(agent.0)
            .fetch_optional(e).await)?;
        row.map(|row| {
            Ok(CallerCheck {
                id: row.id,
                told: open_json(&self.keyring, place(row.id), &row.told_sealed)?,
                tries: count("caller_checks.tries", row.tries)?,
                created_at: Timestamp(row.created_at),
                expires_at: Timestamp(row.expires_at),
                verified_at: time(row.verified_at),
                ended_at: time(row.ended_at),
                code: digest("caller_checks.code_digest", &row.code_digest)?,
            })
        })
        .transpose()
    }

    /// Counts a try, if one is left; says how many there were.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_caller_try(&self, id: Uuid, max: u32) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "UPDATE caller_checks SET tries = tries + 1 WHERE id = $1 AND tries < $2 \
             AND ended_at IS NULL AND expires_at > $3 RETURNING tries";
        let mut tx = self.begin().await?;
        let now = tx.now().millis();
        let tries: Option<i64> =
            on_tx!(tx, e => sqlx::query_scalar(SQL).bind(id).bind(i64::from(max)).bind(now).fetch_optional(e).await)?;
        tx.commit().await?;
        tries.map(|tries| count("caller_checks.tries", tries)).transpose()
    }
}

//! Challenges: one code for one gate of one flow. Tries are counted before anything is compared, in the same
//! statement that reads the limit, so that no number of parallel requests gets one try more (R16, R17).

use uuid::Uuid;
use zeroize::Zeroizing;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    sealed::{count, digest, open_text, time},
};
use crate::{
    crypto::{
        digest::{Digest, Purpose},
        keyring::Keyring,
        seal::Place,
    },
    domain::{account::TenantId, method::Method, time::Timestamp},
};

/// A challenge about to be made.
pub struct NewChallenge {
    /// Row id, of [`Store::new_id`].
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: Uuid,
    /// For which gate, from 1.
    pub gate: u8,
    /// By which method.
    pub method: Method,
    /// The code; at rest a digest, and a sealed copy until it is used, voided or expired (R20, R22).
    pub code: Zeroizing<String>,
    /// When it was made.
    pub created_at: Timestamp,
    /// From when on it is refused.
    pub expires_at: Timestamp,
}

impl std::fmt::Debug for NewChallenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewChallenge").field("id", &self.id).finish_non_exhaustive()
    }
}

/// A challenge as it stands.
pub struct Challenge {
    /// Row id.
    pub id: Uuid,
    /// Whose.
    pub tenant: TenantId,
    /// Of which flow.
    pub flow: Uuid,
    /// For which gate, from 1.
    pub gate: u8,
    /// By which method.
    pub method: Method,
    /// Digest of id and code.
    pub code_digest: Digest,
    /// The code, while it may still be sent again.
    pub code: Option<Zeroizing<String>>,
    /// Digest of where it goes.
    pub destination: Option<Digest>,
    /// Where it goes, masked.
    pub hint: Option<String>,
    /// Whether it goes anywhere. One that does not can not be passed.
    pub deliverable: bool,
    /// Tries so far.
    pub tries: u32,
    /// Sends so far.
    pub sends: u32,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last sent.
    pub sent_at: Option<Timestamp>,
    /// From when on it is refused (R21).
    pub expires_at: Timestamp,
    /// When it was passed.
    pub used_at: Option<Timestamp>,
    /// When it was taken back.
    pub voided_at: Option<Timestamp>,
}

impl std::fmt::Debug for Challenge {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Challenge").field("id", &self.id).field("tries", &self.tries).finish_non_exhaustive()
    }
}

impl Challenge {
    /// Whether it can still be answered.
    #[must_use]
    pub fn is_live(&self, now: Timestamp, most_tries: u32) -> bool {
        self.used_at.is_none() && self.voided_at.is_none() && now < self.expires_at && self.tries < most_tries
    }

    /// When its code was last asked for.
    #[must_use]
    pub fn asked_at(&self) -> Timestamp {
        self.sent_at.unwrap_or(self.created_at)
    }

    /// Whether `typed` is its code; in constant time (R126). Count the try first.
    #[must_use]
    pub fn matches(&self, keyring: &Keyring, typed: &str) -> bool {
        code_digest(keyring, self.id, typed) == self.code_digest
    }
}

/// The digest takes the challenge's id with it: a code is worth nothing in another challenge (R14).
fn code_digest(keyring: &Keyring, id: Uuid, code: &str) -> Digest {
    keyring.digest(Purpose::Code, &[id.as_bytes(), code.as_bytes()])
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    tenant: Uuid,
    flow_id: Uuid,
    gate: i64,
    method: String,
    code_digest: Vec<u8>,
    code_sealed: Option<Vec<u8>>,
    destination_digest: Option<Vec<u8>>,
    hint_sealed: Option<Vec<u8>>,
    deliverable: bool,
    tries: i64,
    sends: i64,
    created_at: i64,
    sent_at: Option<i64>,
    expires_at: i64,
    used_at: Option<i64>,
    voided_at: Option<i64>,
}

fn place(row: Uuid, column: &'static str) -> Place {
    Place { table: "challenges", column, row }
}

impl Row {
    fn open(self, keyring: &Keyring) -> Result<Challenge, StoreError> {
        let id = self.id;
        let code = self.code_sealed.map(|s| open_text(keyring, place(id, "code_sealed"), &s)).transpose()?;
        let hint = self.hint_sealed.map(|s| open_text(keyring, place(id, "hint_sealed"), &s)).transpose()?;
        Ok(Challenge {
            id,
            tenant: TenantId(self.tenant),
            flow: self.flow_id,
            gate: u8::try_from(self.gate).map_err(|_| StoreError::Corrupt("challenges.gate".to_owned()))?,
            method: Method::from_name(&self.method)
                .ok_or_else(|| StoreError::Corrupt("challenges.method".to_owned()))?,
            code_digest: digest("challenges.code_digest", &self.code_digest)?,
            code,
            destination: self.destination_digest.map(|d| digest("challenges.destination_digest", &d)).transpose()?,
            hint: hint.map(|h| h.to_string()),
            deliverable: self.deliverable,
            tries: count("challenges.tries", self.tries)?,
            sends: count("challenges.sends", self.sends)?,
            created_at: Timestamp(self.created_at),
            sent_at: time(self.sent_at),
            expires_at: Timestamp(self.expires_at),
            used_at: time(self.used_at),
            voided_at: time(self.voided_at),
        })
    }
}

/// The newest challenge of a flow that was not taken back: that of the latest gate, whatever the clock did meanwhile.
const NEWEST: &str = "SELECT id, tenant, flow_id, gate, method, code_digest, code_sealed, destination_digest, \
     hint_sealed, deliverable, tries, sends, created_at, sent_at, expires_at, used_at, voided_at \
     FROM challenges WHERE flow_id = $1 AND voided_at IS NULL ORDER BY gate DESC, created_at DESC, id DESC LIMIT 1";

impl Tx {
    /// Writes a new challenge that is not deliverable yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_challenge(&mut self, new: &NewChallenge) -> Result<(), StoreError> {
        const SQL: &str = "INSERT INTO challenges (id, tenant, flow_id, gate, method, code_digest, code_sealed, \
             deliverable, tries, sends, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, $9, $10)";
        let digest = code_digest(&self.keyring, new.id, &new.code);
        let sealed = self.seal(place(new.id, "code_sealed"), new.code.as_bytes())?;
        on_tx!(self, e => sqlx::query(SQL)
            .bind(new.id).bind(new.tenant.0).bind(new.flow).bind(i64::from(new.gate)).bind(new.method.as_str())
            .bind(digest.as_bytes().as_slice()).bind(&sealed).bind(false)
            .bind(new.created_at.millis()).bind(new.expires_at.millis())
            .execute(e).await.map(drop))?;
        Ok(())
    }

    /// The newest challenge of a flow that was not taken back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn challenge_for(&mut self, flow: Uuid) -> Result<Option<Challenge>, StoreError> {
        let row: Option<Row> = on_tx!(self, e => sqlx::query_as(NEWEST).bind(flow).fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// Counts a try and says which one it is, from 1; `None` when there is none left, or the challenge is used,
    /// taken back or over: then nothing may be compared.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_try(&mut self, id: Uuid, max: u32) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "UPDATE challenges SET tries = tries + 1 WHERE id = $1 AND tries < $2 \
             AND used_at IS NULL AND voided_at IS NULL AND expires_at > $3 RETURNING tries";
        let now = self.now().millis();
        let tries: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(id).bind(i64::from(max)).bind(now)
            .fetch_optional(e).await)?;
        tries.map(|t| count("challenges.tries", t)).transpose()
    }

    /// Marks a challenge as passed and erases its code; true for exactly one caller (R15, R16).
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_challenge(&mut self, id: Uuid, now: Timestamp) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE challenges SET used_at = $2, code_sealed = NULL WHERE id = $1 \
             AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2 AND deliverable = $3";
        let used = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(now.millis()).bind(true)
            .execute(e).await.map(|done| done.rows_affected()))?;
        Ok(used == 1)
    }

    /// Says where the code goes: from now on the challenge can be passed. `hint` is the masked contact. False when
    /// the challenge is used, taken back or over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn set_delivery(
        &mut self,
        id: Uuid,
        destination: &Digest,
        hint: &str,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        const SQL: &str = "UPDATE challenges SET deliverable = $2, destination_digest = $3, hint_sealed = $4 \
             WHERE id = $1 AND used_at IS NULL AND voided_at IS NULL AND expires_at > $5";
        let sealed = self.seal(place(id, "hint_sealed"), hint.as_bytes())?;
        let set = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(true).bind(destination.as_bytes().as_slice())
            .bind(&sealed).bind(now.millis()).execute(e).await.map(|done| done.rows_affected()))?;
        Ok(set == 1)
    }

    /// Counts a send and says which one it is, from 1; `None` when the challenge is used, taken back or over.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_send(&mut self, id: Uuid, now: Timestamp) -> Result<Option<u32>, StoreError> {
        const SQL: &str = "UPDATE challenges SET sends = sends + 1, sent_at = $2 WHERE id = $1 \
             AND used_at IS NULL AND voided_at IS NULL AND expires_at > $2 RETURNING sends";
        let sends: Option<i64> = on_tx!(self, e => sqlx::query_scalar(SQL).bind(id).bind(now.millis())
            .fetch_optional(e).await)?;
        sends.map(|s| count("challenges.sends", s)).transpose()
    }

    /// Takes back every challenge of a flow that was not used, and erases their codes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn void_challenges(&mut self, flow: Uuid) -> Result<u64, StoreError> {
        const SQL: &str = "UPDATE challenges SET voided_at = $2, code_sealed = NULL WHERE flow_id = $1 \
             AND voided_at IS NULL AND used_at IS NULL";
        let now = self.now().millis();
        Ok(on_tx!(self, e => sqlx::query(SQL).bind(flow).bind(now).execute(e).await.map(|d| d.rows_affected()))?)
    }
}

impl Store {
    /// The newest challenge of a flow that was not taken back.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn challenge_for(&self, flow: Uuid) -> Result<Option<Challenge>, StoreError> {
        let row: Option<Row> = on_db!(&self.db, e => sqlx::query_as(NEWEST).bind(flow).fetch_optional(e).await)?;
        row.map(|r| r.open(&self.keyring)).transpose()
    }

    /// [`Tx::count_try`] in a transaction of its own: the try is counted for good before anything is compared.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_try(&self, id: Uuid, max: u32) -> Result<Option<u32>, StoreError> {
        let mut tx = self.begin().await?;
        let tries = tx.count_try(id, max).await?;
        tx.commit().await?;
        Ok(tries)
    }
}

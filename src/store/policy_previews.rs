//! What a draft would do to whom: counted in the background, one for each administrator, and forgotten after a day.

use sqlx::AssertSqlSafe;
use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    directory_accounts::{ListedAccount, Row, listed},
    error::StoreError,
};
use crate::domain::{
    account::{AccountId, TenantId},
    policy::effect::{Counts, Effect},
    time::Timestamp,
};

/// Rows in one statement.
const ROWS: usize = 200;

/// How far it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PreviewState {
    /// Being counted.
    Running,
    /// Counted.
    Done,
    /// It could not be counted.
    Failed,
}

impl PreviewState {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Done => "done",
            Self::Failed => "failed",
        }
    }
}

/// A preview as it stands.
#[derive(Debug, Clone)]
pub struct Preview {
    /// Its computation.
    pub run: Uuid,
    /// Of what it is the preview.
    pub digest: Vec<u8>,
    /// How far it is.
    pub state: PreviewState,
    /// Accounts looked at.
    pub seen: u64,
    /// What was counted.
    pub counts: Counts,
    /// Why it failed; for administrators.
    pub error: Option<String>,
    /// When it last said something.
    pub updated_at: Timestamp,
}

/// An account on a list.
#[derive(Debug, Clone)]
pub struct Affected {
    /// The account.
    pub account: ListedAccount,
    /// The number of the code that says why, if one does.
    pub reason: Option<i64>,
}

#[derive(sqlx::FromRow)]
struct PreviewRow {
    run: Uuid,
    digest: Vec<u8>,
    state: String,
    seen: i64,
    counts: String,
    error: Option<String>,
    updated_at: i64,
}

impl Store {
    /// The preview of an administrator's draft.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn policy_preview(&self, tenant: TenantId, account: AccountId) -> Result<Option<Preview>, StoreError> {
        const SQL: &str = "SELECT run, digest, state, seen, counts, error, updated_at FROM policy_previews \
             WHERE tenant = $1 AND account_id = $2";
        let row: Option<PreviewRow> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0).fetch_optional(e).await)?;
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Preview {
            run: row.run,
            digest: row.digest,
            state: match row.state.as_str() {
                "running" => PreviewState::Running,
                "done" => PreviewState::Done,
                "failed" => PreviewState::Failed,
                other => return Err(StoreError::Corrupt(format!("policy_previews.state is {other:?}"))),
            },
            seen: u64::try_from(row.seen).unwrap_or(0),
            counts: serde_json::from_str(&row.counts)
                .map_err(|_| StoreError::Corrupt("policy_previews.counts is no table of counts".to_owned()))?,
            error: row.error,
            updated_at: Timestamp(row.updated_at),
        }))
    }

    /// Up to `limit` accounts on a list behind `after`, in the order of their ids.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn affected(
        &self,
        tenant: TenantId,
        run: Uuid,
        effect: Effect,
        after: AccountId,
        limit: u32,
    ) -> Result<Vec<Affected>, StoreError> {
        #[derive(sqlx::FromRow)]
        struct Listed {
            reason: Option<i64>,
            #[sqlx(flatten)]
            row: Row,
        }
        const SQL: &str = listed!(
            "SELECT r.reason, ",
            " FROM policy_preview_rows AS r JOIN directory_accounts AS a ON a.tenant = $1 \
             AND a.account_id = r.account_id WHERE r.run = $2 AND r.effect = $3 AND r.account_id > $4 \
             ORDER BY r.account_id LIMIT $5"
        );
        let rows: Vec<Listed> = on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(run)
            .bind(effect.as_str()).bind(after.0).bind(i64::from(limit)).fetch_all(e).await)?;
        rows.into_iter().map(|listed| Ok(Affected { account: listed.row.read()?, reason: listed.reason })).collect()
    }
}

impl Tx {
    /// Begins a preview in place of the one before: its run.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn begin_preview(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        digest: &[u8],
    ) -> Result<Uuid, StoreError> {
        const DROP: &str = "DELETE FROM policy_previews WHERE tenant = $1 AND account_id = $2";
        const MAKE: &str = "INSERT INTO policy_previews (tenant, account_id, run, digest, state, seen, counts, \
             updated_at) VALUES ($1, $2, $3, $4, 'running', 0, '{}', $5)";
        let (run, now) = (self.new_id(), self.now().millis());
        on_tx!(self, e => sqlx::query(DROP).bind(tenant.0).bind(account.0).execute(e).await.map(drop))?;
        on_tx!(self, e => sqlx::query(MAKE).bind(tenant.0).bind(account.0).bind(run).bind(digest).bind(now)
            .execute(e).await.map(drop))?;
        Ok(run)
    }

    /// Writes down how far a preview is, and who was found.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when another one took its place: whoever counts may stop.
    pub async fn note_preview(
        &mut self,
        run: Uuid,
        state: PreviewState,
        (seen, counts, error): (u64, &Counts, Option<&str>),
        found: &[(Effect, AccountId, Option<i64>)],
    ) -> Result<(), StoreError> {
        const NOTE: &str = "UPDATE policy_previews SET state = $2, seen = $3, counts = $4, error = $5, \
             updated_at = $6 WHERE run = $1";
        let counts = serde_json::to_string(counts).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let (seen, now) = (i64::try_from(seen).unwrap_or(i64::MAX), self.now().millis());
        let noted = on_tx!(self, e => sqlx::query(NOTE).bind(run).bind(state.as_str()).bind(seen).bind(&counts)
            .bind(error).bind(now).execute(e).await.map(|done| done.rows_affected()))?;
        if noted != 1 {
            return Err(StoreError::Conflict);
        }
        for rows in found.chunks(ROWS) {
            let groups: Vec<String> = (0..rows.len())
                .map(|row| format!("($1, ${}, ${}, ${})", row * 3 + 2, row * 3 + 3, row * 3 + 4))
                .collect();
            let sql = AssertSqlSafe(format!(
                "INSERT INTO policy_preview_rows (run, effect, account_id, reason) VALUES {} ON CONFLICT DO NOTHING",
                groups.join(",")
            ));
            on_tx!(self, e => {
                let mut query = sqlx::query(sql).bind(run);
                for (effect, account, reason) in rows {
                    query = query.bind(effect.as_str()).bind(account.0).bind(*reason);
                }
                query.execute(e).await.map(drop)
            })?;
        }
        Ok(())
    }
}

//! What administrators are working on: one draft for each, so that several pages and no JavaScript are enough.

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
    policies::{read, written},
};
use crate::domain::{
    account::{AccountId, TenantId},
    policy::Document,
    time::Timestamp,
};

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyDraft {
    /// The version that it began from.
    pub base: i64,
    /// The version that it brings back, if it is nothing else.
    pub undo_of: Option<i64>,
    /// Counts its changes, from 1; 0 is one that was not kept yet.
    pub revision: i64,
    /// What it says.
    pub document: Document,
    /// When it was changed.
    pub updated_at: Timestamp,
}

impl Store {
    /// The draft of an administrator.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn policy_draft(&self, tenant: TenantId, account: AccountId) -> Result<Option<PolicyDraft>, StoreError> {
        const SQL: &str = "SELECT base, undo_of, revision, body, updated_at FROM policy_drafts \
             WHERE tenant = $1 AND account_id = $2";
        let row: Option<(i64, Option<i64>, i64, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).bind(account.0).fetch_optional(e).await)?;
        let open = |(base, undo_of, revision, body, updated_at): (i64, Option<i64>, i64, String, i64)| {
            let document = read("policy_drafts.body", &body)?;
            Ok(PolicyDraft { base, undo_of, revision, document, updated_at: Timestamp(updated_at) })
        };
        row.map(open).transpose()
    }
}

impl Tx {
    /// Keeps a draft in place of its revision; the next one.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it was changed meanwhile, in another window.
    pub async fn keep_policy_draft(
        &mut self,
        tenant: TenantId,
        account: AccountId,
        draft: &PolicyDraft,
    ) -> Result<i64, StoreError> {
        const FIRST: &str = "INSERT INTO policy_drafts (tenant, account_id, base, undo_of, revision, body, updated_at) \
             VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT (tenant, account_id) DO NOTHING";
        const NEXT: &str = "UPDATE policy_drafts SET base = $3, undo_of = $4, body = $5, updated_at = $6, \
             revision = revision + 1 WHERE tenant = $1 AND account_id = $2 AND revision = $7";
        let (body, now) = (written(&draft.document)?, self.now().millis());
        let kept = if draft.revision == 0 {
            on_tx!(self, e => sqlx::query(FIRST).bind(tenant.0).bind(account.0).bind(draft.base).bind(draft.undo_of)
                .bind(&body).bind(now).execute(e).await.map(|done| done.rows_affected()))?
        } else {
            on_tx!(self, e => sqlx::query(NEXT).bind(tenant.0).bind(account.0).bind(draft.base).bind(draft.undo_of)
                .bind(&body).bind(now).bind(draft.revision).execute(e).await.map(|done| done.rows_affected()))?
        };
        if kept == 1 { Ok(draft.revision.saturating_add(1)) } else { Err(StoreError::Conflict) }
    }

    /// Throws a draft away, and what was found out about it.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drop_policy_draft(&mut self, tenant: TenantId, account: AccountId) -> Result<(), StoreError> {
        for sql in [
            "DELETE FROM policy_drafts WHERE tenant = $1 AND account_id = $2",
            "DELETE FROM policy_previews WHERE tenant = $1 AND account_id = $2",
        ] {
            on_tx!(self, e => sqlx::query(sql).bind(tenant.0).bind(account.0).execute(e).await.map(drop))?;
        }
        Ok(())
    }
}

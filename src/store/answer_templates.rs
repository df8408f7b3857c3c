//! Answers to begin with, as somebody wrote them in the console. They hold no personal data.

use uuid::Uuid;

use super::{
    Store, Tx,
    db::{on_db, on_tx},
    error::StoreError,
};
use crate::domain::{account::TenantId, answer::Texts, time::Timestamp};

/// An answer to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AnswerTemplate {
    /// Row id.
    pub id: Uuid,
    /// The answer from the start that it takes the place of.
    pub built_in: Option<String>,
    /// That one is taken away.
    pub hidden: bool,
    /// Counts its changes, from 1; 0 is one that was not kept yet.
    pub revision: i64,
    /// What it says.
    pub texts: Texts,
    /// When it was changed.
    pub updated_at: Timestamp,
}

impl Store {
    /// All of them, the oldest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn answer_templates(&self, tenant: TenantId) -> Result<Vec<AnswerTemplate>, StoreError> {
        const SQL: &str = "SELECT id, built_in, hidden, revision, body, updated_at FROM answer_templates \
             WHERE tenant = $1 ORDER BY id";
        let rows: Vec<(Uuid, Option<String>, i64, i64, String, i64)> =
            on_db!(&self.db, e => sqlx::query_as(SQL).bind(tenant.0).fetch_all(e).await)?;
        let open = |(id, built_in, hidden, revision, body, updated_at): (_, _, i64, _, String, i64)| {
            let texts = serde_json::from_str(&body)
                .map_err(|error| StoreError::Corrupt(format!("answer_templates.body: {error}")))?;
            let updated_at = Timestamp(updated_at);
            Ok(AnswerTemplate { id, built_in, hidden: hidden != 0, revision, texts, updated_at })
        };
        rows.into_iter().map(open).collect()
    }
}

impl Tx {
    /// Keeps an answer in place of its revision.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else changed it meanwhile.
    pub async fn keep_answer_template(&mut self, tenant: TenantId, one: &AnswerTemplate) -> Result<(), StoreError> {
        const FIRST: &str = "INSERT INTO answer_templates (id, tenant, built_in, hidden, revision, body, updated_at) \
             VALUES ($1, $2, $3, $4, 1, $5, $6) ON CONFLICT DO NOTHING";
        const NEXT: &str = "UPDATE answer_templates SET hidden = $3, body = $4, updated_at = $5, \
             revision = revision + 1 WHERE id = $1 AND tenant = $2 AND revision = $6";
        let body = serde_json::to_string(&one.texts).map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let (hidden, now) = (i64::from(one.hidden), self.now().millis());
        let kept = if one.revision == 0 {
            on_tx!(self, e => sqlx::query(FIRST).bind(one.id).bind(tenant.0).bind(&one.built_in).bind(hidden)
                .bind(&body).bind(now).execute(e).await.map(|done| done.rows_affected()))?
        } else {
            on_tx!(self, e => sqlx::query(NEXT).bind(one.id).bind(tenant.0).bind(hidden).bind(&body).bind(now)
                .bind(one.revision).execute(e).await.map(|done| done.rows_affected()))?
        };
        if kept == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }

    /// Takes an answer away.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when somebody else changed it meanwhile.
    pub async fn drop_answer_template(&mut self, tenant: TenantId, id: Uuid, revision: i64) -> Result<(), StoreError> {
        const SQL: &str = "DELETE FROM answer_templates WHERE id = $1 AND tenant = $2 AND revision = $3";
        let gone = on_tx!(self, e => sqlx::query(SQL).bind(id).bind(tenant.0).bind(revision).execute(e).await
            .map(|done| done.rows_affected()))?;
        if gone == 1 { Ok(()) } else { Err(StoreError::Conflict) }
    }
}

//! Forgetting a person: the personal part of all events about them is erased, and the chain still holds, since it is
//! made of the digests of the sealed parts.

use uuid::Uuid;

use super::{Store, audit::login_digest, db::on_tx, error::StoreError};
use crate::domain::{
    account::{AccountId, TenantId},
    event::{Event, EventKind, Outcome},
};

impl Store {
    /// Erases the personal part of every event of a person: those that name the login, those of the accounts that it
    /// belonged to, and whatever else belongs to one of their journeys. Writes down that it was done, without the
    /// name. Returns how many events there were.
    ///
    /// # Errors
    /// [`StoreError`]; nothing was erased then.
    pub async fn forget_person(&self, tenant: TenantId, login: &str) -> Result<u64, StoreError> {
        const ACCOUNTS: &str = "SELECT DISTINCT account_id FROM audit_events WHERE tenant = $1 AND login_digest = $2 \
             AND account_id IS NOT NULL";
        const OF_LOGIN: &str = "UPDATE audit_events SET sealed = NULL, login_digest = NULL WHERE tenant = $1 \
             AND seq IN (SELECT seq FROM audit_events WHERE tenant = $1 AND (login_digest = $2 OR flow_id IN \
             (SELECT flow_id FROM audit_events WHERE tenant = $1 AND login_digest = $2 AND flow_id IS NOT NULL))) \
             AND sealed IS NOT NULL";
        const OF_ACCOUNT: &str = "UPDATE audit_events SET sealed = NULL, login_digest = NULL WHERE tenant = $1 \
             AND seq IN (SELECT seq FROM audit_events WHERE tenant = $1 AND (account_id = $2 OR flow_id IN \
             (SELECT flow_id FROM audit_events WHERE tenant = $1 AND account_id = $2 AND flow_id IS NOT NULL))) \
             AND sealed IS NOT NULL";
        let Some(digest) = login_digest(&self.keyring, login) else { return Ok(0) };
        let digest = digest.as_bytes().as_slice();
        let mut tx = self.begin().await?;
        let accounts: Vec<Uuid> =
            on_tx!(tx, e => sqlx::query_scalar(ACCOUNTS).bind(tenant.0).bind(digest).fetch_all(e).await)?;
        let mut erased = 0_u64;
        for account in &accounts {
            erased = erased.saturating_add(on_tx!(tx, e => sqlx::query(OF_ACCOUNT).bind(tenant.0).bind(account)
                .execute(e).await.map(|d| d.rows_affected()))?);
        }
        erased = erased.saturating_add(on_tx!(tx, e => sqlx::query(OF_LOGIN).bind(tenant.0).bind(digest).execute(e)
            .await.map(|d| d.rows_affected()))?);
        let mut event = Event::new(EventKind::PersonForgotten, Outcome::Success)
            .with("events", erased.to_string())
            .with("accounts", accounts.len().to_string());
        event.account = accounts.first().copied().map(AccountId);
        tx.audit(&tenant, &event).await?;
        tx.commit().await?;
        Ok(erased)
    }
}

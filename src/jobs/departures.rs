//! Who left: some days after the directory stopped holding an account, what it had registered is removed (R128). Only
//! when scans prove that it is gone, and the directory, asked once more for this one account, says so too.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::{
    directory::{DirectoryError, DirectoryRead},
    domain::{
        account::{AccountId, TenantId},
        event::{Event, EventKind, Outcome},
    },
    flows::Core,
    store::{Store, StoreError},
};

/// How often to look.
const LOOK: Duration = Duration::from_secs(30 * 60);
/// Accounts in one look at the database.
const PAGE: u32 = 100;

/// Why nothing more was removed. The texts are for the admin.
#[derive(Debug, thiserror::Error)]
pub enum DepartureError {
    /// The directory could not be asked: nobody is believed to be gone.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Looks until `stop` for accounts that are gone for longer than `after`.
pub async fn run(core: Core, directory: Arc<dyn DirectoryRead>, after: Duration, stop: CancellationToken) {
    loop {
        match once(&core.store, core.tenant, directory.as_ref(), after).await {
            Ok(0) => {}
            Ok(removed) => tracing::info!(accounts = removed, "what departed people had registered was removed"),
            Err(error) => {
                tracing::warn!(%error, "what departed people had registered could not be removed");
            }
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Removes what is kept of everybody who is gone for longer than `after`, with one event for each of whom there was
/// something. Returns how many these were.
///
/// # Errors
/// [`DepartureError`]; what was removed before it stays removed.
pub async fn once(
    store: &Store,
    tenant: TenantId,
    directory: &dyn DirectoryRead,
    after: Duration,
) -> Result<u64, DepartureError> {
    store.note_absent(tenant).await?;
    let until = store.now().before(after);
    let (mut last, mut removed) = (AccountId(Uuid::nil()), 0_u64);
    loop {
        let accounts = store.departed(tenant, until, last, PAGE).await?;
        let Some(end) = accounts.last() else { return Ok(removed) };
        last = *end;
        for account in accounts {
            // It may be back, and no scan has seen it yet.
            if directory.get(account).await?.is_some() {
                continue;
            }
            let mut tx = store.begin().await?;
            let Some(parted) = tx.part_with_account(tenant, account).await? else { continue };
            if !parted.is_empty() {
                let mut event = Event::new(EventKind::AccountDeparted, Outcome::Success)
                    .with("methods", parted.methods.to_string())
                    .with("sessions", parted.sessions.to_string())
                    .with("passwords", parted.passwords.to_string());
                event.account = Some(account);
                tx.audit(&tenant, &event).await?;
                removed = removed.saturating_add(1);
            }
            tx.commit().await?;
        }
    }
}

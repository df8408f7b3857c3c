//! Drafts: what an administrator is working on, page by page.

use crate::{
    domain::{
        account::AccountId,
        policy::{Document, document::Bound, merge::merged, validate::MOST_POLICIES},
    },
    flows::{Core, StepError},
    store::{StoreError, policy_drafts::PolicyDraft},
};

use super::{current, version};

/// A change could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum DraftError {
    /// The draft was changed in another window.
    #[error("the draft was changed meanwhile")]
    Stale,
    /// There is no such policy or version.
    #[error("there is no such thing")]
    Missing,
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for DraftError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Stale,
            other => Self::Step(other.into()),
        }
    }
}

/// The draft of an administrator, or what is in force as one that was not kept yet.
///
/// # Errors
/// [`StoreError`].
pub async fn open(core: &Core, account: AccountId) -> Result<PolicyDraft, StoreError> {
    if let Some(draft) = core.store.policy_draft(core.tenant, account).await? {
        return Ok(draft);
    }
    let (base, document) = current(core).await?;
    Ok(PolicyDraft { base, undo_of: None, revision: 0, document, updated_at: core.now() })
}

/// Whether somebody saved a version since the draft began; the version in force.
///
/// # Errors
/// [`StoreError`].
pub async fn overtaken(core: &Core, draft: &PolicyDraft) -> Result<Option<i64>, StoreError> {
    let now = core.store.current_policy_version(core.tenant).await?;
    Ok((now != draft.base).then_some(now))
}

/// Changes the draft that has this revision, and keeps it.
///
/// # Errors
/// [`DraftError`]: nothing was kept.
pub async fn change(
    core: &Core,
    account: AccountId,
    revision: i64,
    change: impl FnOnce(&mut Document) -> Option<()> + Send,
) -> Result<PolicyDraft, DraftError> {
    let mut draft = open(core, account).await?;
    if draft.revision != revision {
        return Err(DraftError::Stale);
    }
    change(&mut draft.document).ok_or(DraftError::Missing)?;
    draft.undo_of = None;
    keep(core, account, draft).await
}

async fn keep(core: &Core, account: AccountId, mut draft: PolicyDraft) -> Result<PolicyDraft, DraftError> {
    let mut tx = core.store.begin().await?;
    draft.revision = tx.keep_policy_draft(core.tenant, account, &draft).await?;
    tx.commit().await?;
    draft.updated_at = core.now();
    Ok(draft)
}

/// Begins anew from what is in force, with `document` as what is wanted: an import, or an older version.
///
/// # Errors
/// [`DraftError`].
pub async fn replace(
    core: &Core,
    account: AccountId,
    document: Document,
    undo_of: Option<i64>,
) -> Result<PolicyDraft, DraftError> {
    let revision = core.store.policy_draft(core.tenant, account).await?.map_or(0, |draft| draft.revision);
    let base = core.store.current_policy_version(core.tenant).await?;
    keep(core, account, PolicyDraft { base, undo_of, revision, document, updated_at: core.now() }).await
}

/// An older version as the draft.
///
/// # Errors
/// [`DraftError`].
pub async fn revert(core: &Core, account: AccountId, to: i64) -> Result<PolicyDraft, DraftError> {
    let document = version(core, to).await?.ok_or(DraftError::Missing)?;
    replace(core, account, document, Some(to)).await
}

/// Brings together what the draft changes and what others saved since it began; it goes on from what is in force.
///
/// # Errors
/// [`DraftError`].
pub async fn catch_up(core: &Core, account: AccountId) -> Result<PolicyDraft, DraftError> {
    let draft = open(core, account).await?;
    let base = version(core, draft.base).await?.ok_or(DraftError::Missing)?;
    let (now, theirs) = current(core).await?;
    let document = merged(&base, &theirs, &draft.document).ok_or(DraftError::Missing)?;
    keep(core, account, PolicyDraft { base: now, undo_of: None, document, ..draft }).await
}

/// Throws the draft away.
///
/// # Errors
/// [`StoreError`].
pub async fn discard(core: &Core, account: AccountId) -> Result<(), StoreError> {
    let mut tx = core.store.begin().await?;
    tx.drop_policy_draft(core.tenant, account).await?;
    tx.commit().await
}

/// Puts the policy at `place` before the one before it, or behind the one behind it.
#[must_use]
pub fn moved(document: &mut Document, place: usize, up: bool) -> Option<()> {
    let other = if up { place.checked_sub(1)? } else { place.checked_add(1)? };
    (place < document.policies.len() && other < document.policies.len()).then(|| document.policies.swap(place, other))
}

/// Takes the policy at `place` away.
#[must_use]
pub fn removed(document: &mut Document, place: usize) -> Option<()> {
    (place < document.policies.len()).then(|| drop(document.policies.remove(place)))
}

/// Adds a policy before the one for everybody, with that one's rules; `None` when there are too many.
#[must_use]
pub fn added(document: &mut Document, name: &str) -> Option<()> {
    let rules = document.everybody.clone();
    (document.policies.len() < MOST_POLICIES)
        .then(|| document.policies.push(Bound { name: name.to_owned(), for_groups: vec![], for_below: vec![], rules }))
}

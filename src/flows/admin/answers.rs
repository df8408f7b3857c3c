//! Answers to begin with, for requests for help: those that there are from the start, in the words of the catalogues, and
//! what somebody wrote in their place or beside them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::Admin;
use crate::{
    domain::{
        answer::{BUILT_IN, MOST, Texts},
        event::{EventKind, Outcome},
    },
    flows::Core,
    store::{StoreError, answer_templates::AnswerTemplate},
};

/// The texts from the start, by name; in the order of [`BUILT_IN`].
pub type BuiltIn = BTreeMap<&'static str, Texts>;

/// An answer to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its name in addresses: that of the one from the start, or its row.
    pub key: String,
    /// It is one from the start, or stands in the place of one.
    pub built_in: Option<&'static str>,
    /// Somebody wrote it, or changed it.
    pub own: bool,
    /// It was taken away, and can be brought back.
    pub hidden: bool,
    /// Counts its changes; 0 for none.
    pub revision: i64,
    /// What it says.
    pub texts: Texts,
    row: Option<Uuid>,
}

/// An answer could not be changed.
#[derive(Debug, thiserror::Error)]
pub enum AnswerError {
    /// There is no such answer.
    #[error("there is no such answer")]
    Unknown,
    /// Somebody else changed it meanwhile.
    #[error("somebody else changed it")]
    Stale,
    /// There are too many already.
    #[error("there are {MOST} answers already")]
    TooMany,
    /// The database can not be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// All of them: those from the start first, also those that were taken away.
///
/// # Errors
/// [`StoreError`].
pub async fn all(core: &Core, built_in: &BuiltIn) -> Result<Vec<Answer>, StoreError> {
    let mut rows = core.store.answer_templates(core.tenant).await?;
    let mut found = Vec::new();
    for name in BUILT_IN {
        let texts = || built_in.get(name).cloned().unwrap_or_default();
        let at = rows.iter().position(|row| row.built_in.as_deref() == Some(name));
        found.push(match at.map(|at| rows.remove(at)) {
            None => Answer {
                key: name.to_owned(),
                built_in: Some(name),
                own: false,
                hidden: false,
                revision: 0,
                texts: texts(),
                row: None,
            },
            Some(row) => Answer {
                key: name.to_owned(),
                built_in: Some(name),
                own: !row.hidden,
                hidden: row.hidden,
                revision: row.revision,
                texts: if row.hidden { texts() } else { row.texts },
                row: Some(row.id),
            },
        });
    }
    // One that takes the place of an answer that this version no longer has is nobody's.
    found.extend(rows.into_iter().filter(|row| row.built_in.is_none()).map(|row| Answer {
        key: row.id.to_string(),
        built_in: None,
        own: true,
        hidden: false,
        revision: row.revision,
        texts: row.texts,
        row: Some(row.id),
    }));
    Ok(found)
}

/// Those that an agent may pick.
///
/// # Errors
/// [`StoreError`].
pub async fn offered(core: &Core, built_in: &BuiltIn) -> Result<Vec<Answer>, StoreError> {
    let mut found = all(core, built_in).await?;
    found.retain(|answer| !answer.hidden);
    Ok(found)
}

/// One of them.
///
/// # Errors
/// [`AnswerError::Unknown`].
pub async fn one(core: &Core, built_in: &BuiltIn, key: &str) -> Result<Answer, AnswerError> {
    all(core, built_in).await?.into_iter().find(|answer| answer.key == key).ok_or(AnswerError::Unknown)
}

/// What is done to an answer.
#[derive(Debug, Clone)]
pub enum Change {
    /// A new one.
    Add(Texts),
    /// It says something else.
    Write(Texts),
    /// It is not offered any more. One from the start can be brought back.
    Remove,
    /// It says what it said from the start.
    Restore,
}

impl Change {
    const fn name(&self) -> &'static str {
        match self {
            Self::Add(_) => "added",
            Self::Write(_) => "changed",
            Self::Remove => "removed",
            Self::Restore => "restored",
        }
    }
}

/// Changes the answer `key` (any text for a new one), if it is still at `revision`. It is written down who did it.
///
/// # Errors
/// [`AnswerError`]: nothing was changed.
pub async fn change(
    core: &Core,
    built_in: &BuiltIn,
    admin: &Admin,
    (key, revision): (&str, i64),
    change: Change,
) -> Result<(), AnswerError> {
    let found = all(core, built_in).await?;
    let answer = match &change {
        Change::Add(_) if found.len() >= MOST => return Err(AnswerError::TooMany),
        Change::Add(_) => None,
        _ => Some(found.into_iter().find(|answer| answer.key == key).ok_or(AnswerError::Unknown)?),
    };
    if answer.as_ref().is_some_and(|answer| answer.revision != revision) {
        return Err(AnswerError::Stale);
    }
    let name = answer.as_ref().and_then(|answer| answer.built_in);
    let row = answer.as_ref().and_then(|answer| answer.row);
    if matches!(change, Change::Restore) && (name.is_none() || row.is_none()) {
        return Err(AnswerError::Unknown);
    }
    let id = row.unwrap_or_else(|| core.new_id());
    let event = admin.event(EventKind::AnswerChanged, Outcome::Success).with("what", change.name());
    let event = event.with("answer", name.map_or_else(|| id.to_string(), str::to_owned));
    let kept = |texts, hidden| AnswerTemplate {
        id,
        built_in: name.map(str::to_owned),
        hidden,
        revision: answer.as_ref().map_or(0, |answer| answer.revision),
        texts,
        updated_at: core.now(),
    };
    let mut tx = core.store.begin().await?;
    let done = match change {
        Change::Add(texts) | Change::Write(texts) => tx.keep_answer_template(core.tenant, &kept(texts, false)).await,
        Change::Remove if name.is_some() => tx.keep_answer_template(core.tenant, &kept(Texts::new(), true)).await,
        Change::Remove | Change::Restore => tx.drop_answer_template(core.tenant, id, revision).await,
    };
    match done {
        Ok(()) => {}
        Err(StoreError::Conflict) => return Err(AnswerError::Stale),
        Err(error) => return Err(error.into()),
    }
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

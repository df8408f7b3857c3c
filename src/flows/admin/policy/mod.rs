//! The policy, as administrators work on it: what is in force, drafts, what a change would do, versions. A version is
//! saved only over the one that it was made from, and only when it makes sense (R147).

pub mod draft;
pub mod preview;

use crate::{
    directory::{DirectoryError, GroupRead},
    domain::{
        account::AccountId,
        event::{Event, EventKind, Outcome},
        method::Method,
        policy::{
            Document,
            diff::{Change, changes},
            validate::{self, Problem, Surroundings},
        },
    },
    flows::{Core, StepError},
    store::{StoreError, policies::NewPolicyVersion},
};

/// Most characters of a comment.
pub const COMMENT_MOST: usize = 500;
/// Most characters of the changes in one audit event.
const PART: usize = 4_000;

/// What a document is checked against.
#[derive(Clone, Copy)]
pub struct House<'a> {
    /// The directory's groups.
    pub groups: &'a dyn GroupRead,
    /// Methods that something here can carry.
    pub carried: &'a [Method],
}

/// Who saves, in the log and in the version.
#[derive(Debug)]
pub struct Author {
    /// The account; none from the command line.
    pub account: Option<AccountId>,
    /// In words.
    pub name: String,
    /// The event that is written down, but for what changes.
    pub event: Event,
}

/// A version to be saved.
#[derive(Debug)]
pub struct Save<'a> {
    /// The version that it was made from.
    pub base: i64,
    /// What it says.
    pub document: &'a Document,
    /// Why.
    pub comment: &'a str,
    /// The version that it brings back.
    pub undo_of: Option<i64>,
    /// It is the author's draft, which is no longer needed then.
    pub is_draft: bool,
    /// Only when it makes sense. Without it for the kill switch alone, which must work when the directory does not.
    pub is_checked: bool,
}

/// Nothing was saved.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// Somebody else saved meanwhile.
    #[error("version {0} was saved meanwhile")]
    Conflict(i64),
    /// It makes no sense.
    #[error("the policy has {} problems", .0.len())]
    Unfit(Vec<Problem>),
    /// It says what is in force already.
    #[error("nothing differs from the policy in force")]
    Unchanged,
    /// The groups can not be asked about.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// Anything else.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<StoreError> for SaveError {
    fn from(error: StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// What the configuration file says: version 0.
#[must_use]
pub fn of_the_file(core: &Core) -> Document {
    Document::from_policy(core.policies.of_the_file())
}

/// The policy in force, and its version.
///
/// # Errors
/// [`StoreError`].
pub async fn current(core: &Core) -> Result<(i64, Document), StoreError> {
    Ok(core.store.current_policy(core.tenant).await?.unwrap_or_else(|| (0, of_the_file(core))))
}

/// What a version says, 0 being the configuration file's; `None` when there is none of this number.
///
/// # Errors
/// [`StoreError`].
pub async fn version(core: &Core, version: i64) -> Result<Option<Document>, StoreError> {
    if version == 0 {
        return Ok(Some(of_the_file(core)));
    }
    Ok(core.store.policy_version(core.tenant, version).await?.map(|(_, document)| document))
}

/// Everything that is wrong with a document. The directory is asked about each group that it names.
///
/// # Errors
/// [`DirectoryError`]: whether the groups exist can not be known now.
pub async fn problems(house: House<'_>, document: &Document) -> Result<Vec<Problem>, DirectoryError> {
    let mut around = Surroundings { carried: house.carried.to_vec(), ..Surroundings::default() };
    for group in validate::groups(document) {
        match house.groups.group_exists(&group).await {
            Ok(true) => {}
            // Several of one name are as bad as none: a reset could not tell which is meant.
            Ok(false) | Err(DirectoryError::Unexpected(_)) => drop(around.missing.insert(group)),
            Err(error) => return Err(error),
        }
    }
    Ok(validate::problems(document, &around))
}

/// Saves the next version, with its audit events, in one transaction.
///
/// # Errors
/// [`SaveError`]: nothing was saved.
pub async fn save(core: &Core, house: House<'_>, author: Author, save: &Save<'_>) -> Result<i64, SaveError> {
    let (now_in_force, before) = current(core).await?;
    if now_in_force != save.base {
        return Err(SaveError::Conflict(now_in_force));
    }
    let changes = changes(&before, save.document);
    if changes.is_empty() {
        return Err(SaveError::Unchanged);
    }
    if save.is_checked {
        let problems = problems(house, save.document).await?;
        if !validate::is_fit(&problems) {
            return Err(SaveError::Unfit(problems));
        }
    }
    let comment: String = save.comment.trim().chars().take(COMMENT_MOST).collect();
    let mut tx = core.store.begin().await?;
    let new = NewPolicyVersion {
        tenant: core.tenant,
        base: save.base,
        document: save.document,
        account: author.account,
        author: &author.name,
        comment: &comment,
        undo_of: save.undo_of,
    };
    let version = match tx.add_policy_version(&new).await {
        Ok(version) => version,
        Err(StoreError::Conflict) => {
            drop(tx);
            return Err(SaveError::Conflict(core.store.current_policy_version(core.tenant).await?));
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(account) = author.account.filter(|_| save.is_draft) {
        tx.drop_policy_draft(core.tenant, account).await?;
    }
    for event in events(author.event, version, &comment, save.undo_of, &changes) {
        tx.audit(&core.tenant, &event).await?;
    }
    tx.commit().await?;
    take_up(core, version, save.document);
    Ok(version)
}

/// From now on this version is what this node goes by: its policies and its banned words.
pub fn take_up(core: &Core, version: i64, document: &Document) {
    core.judge.set_words(&document.shared.banned_words);
    core.policies.replace(&document.to_set(version));
}

/// Takes up the version in force if another node, or a command, saved one; whether there was one. Cheap: for every few
/// seconds, and for the start.
///
/// # Errors
/// [`StoreError`].
pub async fn refresh(core: &Core) -> Result<bool, StoreError> {
    if core.store.current_policy_version(core.tenant).await? == core.policies.current().version {
        return Ok(false);
    }
    let Some((version, document)) = core.store.current_policy(core.tenant).await? else { return Ok(false) };
    take_up(core, version, &document);
    tracing::info!(version, "the policy is another one from now on");
    Ok(true)
}

/// Who saves from the command line.
#[must_use]
pub fn at_the_console(by: &str) -> Author {
    let by: String = by.chars().take(100).collect();
    let mut event = Event::new(EventKind::PolicyChanged, Outcome::Success);
    event.personal = Some(crate::domain::event::Personal { actor: Some(by.clone()), ..Default::default() });
    Author { account: None, name: by, event }
}

/// The audit events of a new version: what changed, old and new, setting by setting (R147); words and mailboxes are
/// counted only. One event, or more when there is much to say.
fn events(event: Event, version: i64, comment: &str, undo_of: Option<i64>, changes: &[Change]) -> Vec<Event> {
    let mut parts = vec![String::new()];
    for change in changes {
        let line = change.to_string();
        match parts.last_mut() {
            Some(part) if part.is_empty() => part.push_str(&line),
            Some(part) if part.len().saturating_add(line.len()) < PART => {
                part.push('\n');
                part.push_str(&line);
            }
            _ => parts.push(line),
        }
    }
    let all = parts.len();
    let whole = parts.into_iter().enumerate().map(|(n, part)| {
        let mut event = event.clone().with("version", version.to_string()).with("changes", part);
        if all > 1 {
            event = event.with("part", format!("{} of {all}", n.saturating_add(1)));
        }
        if let Some(version) = undo_of {
            event = event.with("undo_of", version.to_string());
        }
        if let Some(personal) = event.personal.as_mut().filter(|_| !comment.is_empty()) {
            personal.diagnostic = Some(comment.to_owned());
        }
        event
    });
    whole.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::policy::document::Bound;

    #[test]
    fn r147_each_setting_is_in_the_log_however_much_there_is_to_say() {
        let old = Document::default();
        let mut new = old.clone();
        new.everybody.reconfirm_days = 90;
        for n in 0..80 {
            let groups = vec![format!("CN=Group number {n},OU=Groups,DC=contoso,DC=com")];
            new.policies.push(Bound { name: format!("policy {n}"), for_groups: groups, ..Bound::usual() });
        }
        let changes = changes(&old, &new);
        let author = at_the_console("Olga");
        let events = events(author.event, 7, "why", Some(3), &changes);
        assert!(events.len() > 1);
        let lines: usize = events.iter().map(|event| event.detail["changes"].lines().count()).sum();
        assert_eq!(lines, changes.len());
        for event in &events {
            assert!(event.detail["changes"].len() <= PART + 200);
            assert_eq!((event.detail["version"].as_str(), event.detail["undo_of"].as_str()), ("7", "3"));
        }
        let all: String = events.iter().map(|event| event.detail["changes"].as_str()).collect();
        assert!(all.contains("everybody: reconfirm_days: 180 -> 90"));
    }
}

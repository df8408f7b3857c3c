//! What a draft would do to whom: every account that the scan found is judged under the policy in force and under the
//! draft. It goes on in the background, a page of accounts at a time; the pages look at how far it is.

use std::{sync::Arc, time::Duration};

use uuid::Uuid;

use super::{current, draft};
use crate::{
    crypto::digest::Purpose,
    directory::GroupRead,
    domain::{
        account::AccountId,
        coverage::standing,
        policy::{
            Document, PolicySet,
            diff::{Change, changes},
            effect::{Counts, Effect},
        },
        time::Timestamp,
    },
    flows::{Core, admin::coverage},
    store::{
        StoreError,
        coverage_facts::KnownAccount,
        policy_drafts::PolicyDraft,
        policy_previews::{Preview, PreviewState},
    },
};

/// A computation that said nothing for so long has died with its node.
const DEAD: Duration = Duration::from_secs(90);
/// How long a result is believed: people register meanwhile.
const LIFE: Duration = Duration::from_secs(15 * 60);
/// How often a node asks whether it is still wanted, and says how far it is.
const NOTE_EVERY: usize = 10;
/// Accounts on one list at most; the counts go on.
pub const LIST_MOST: u64 = 20_000;

/// How a preview stands.
#[derive(Debug)]
pub enum Standing {
    /// There was no scan yet: nobody is known.
    NoScan,
    /// The preview, done or not.
    Known(Preview),
    /// One has to be made: this computation may.
    Begin(Box<Job>),
}

/// A computation that may begin.
#[derive(Debug)]
pub struct Job {
    run: Uuid,
    old: Document,
    new: Document,
}

/// The preview of a draft; begins one where none is there or the last is out of date.
///
/// # Errors
/// [`StoreError`].
pub async fn standing_of(core: &Core, account: AccountId, draft: &PolicyDraft) -> Result<Standing, StoreError> {
    let scanned = core.store.sync_state(core.tenant).await?.and_then(|state| state.full_at);
    if scanned.is_none() {
        return Ok(Standing::NoScan);
    }
    let (version, old) = current(core).await?;
    let body = serde_json::to_vec(&(version, &draft.document)).map_err(|e| StoreError::Corrupt(e.to_string()))?;
    let digest = core.keyring.digest(Purpose::PolicyPreview, &[&body]);
    if let Some(preview) = core.store.policy_preview(core.tenant, account).await?
        && preview.digest == digest.as_bytes()
        && core.now().since(preview.updated_at) < if preview.state == PreviewState::Running { DEAD } else { LIFE }
    {
        return Ok(Standing::Known(preview));
    }
    let mut tx = core.store.begin().await?;
    let run = tx.begin_preview(core.tenant, account, digest.as_bytes()).await?;
    tx.commit().await?;
    Ok(Standing::Begin(Box::new(Job { run, old, new: draft.document.clone() })))
}

/// Counts. Nothing is returned: the database has what came of it.
pub async fn run(core: Core, groups: Arc<dyn GroupRead>, job: Box<Job>) {
    let run = job.run;
    match compute(&core, groups.as_ref(), *job).await {
        Ok(()) => {}
        Err(Stop::Superseded) => tracing::debug!("a newer preview took this one's place"),
        Err(Stop::Failed(error)) => {
            tracing::warn!(%error, "what a policy would do could not be counted");
            let noted = async {
                let mut tx = core.store.begin().await?;
                let nothing = (0, &Counts::default(), Some(error.as_str()));
                tx.note_preview(run, PreviewState::Failed, nothing, &[]).await?;
                tx.commit().await
            };
            if let Err(error) = noted.await {
                tracing::warn!(%error, "nor could that be written down");
            }
        }
    }
}

enum Stop {
    Superseded,
    Failed(String),
}

impl From<StoreError> for Stop {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict => Self::Superseded,
            other => Self::Failed(other.to_string()),
        }
    }
}

/// Both sets of policies, and what policies are called then.
struct Compared {
    old: PolicySet,
    new: PolicySet,
    renamed: Vec<(String, String)>,
    now: Timestamp,
}

impl Compared {
    fn of(core: &Core, old: &Document, new: &Document) -> Self {
        let renamed = changes(old, new).into_iter().filter_map(|change| match change {
            Change::Renamed { from, to } => Some((from, to)),
            _ => None,
        });
        Self { old: old.to_set(0), new: new.to_set(0), renamed: renamed.collect(), now: core.now() }
    }

    /// What befalls an account. A service's or a machine's is nobody's.
    fn effects(&self, known: &KnownAccount) -> Vec<(Effect, Option<i64>)> {
        if known.facts.service {
            return Vec::new();
        }
        let (old, new) = (standing(&self.old, &known.facts, self.now), standing(&self.new, &known.facts, self.now));
        let called = |name: &str| {
            let renamed = self.renamed.iter().find(|(from, _)| from == name);
            renamed.map_or_else(|| name.to_owned(), |(_, to)| to.clone())
        };
        let befalls = Effect::ALL.iter().filter(|effect| effect.befalls(&old, &new, called));
        let reason = |effect: Effect| match effect {
            Effect::Loses | Effect::LeavesScope => new.reason.map(|code| i64::from(code.number())),
            Effect::Gains | Effect::EntersScope => old.reason.map(|code| i64::from(code.number())),
            _ => None,
        };
        befalls.map(|effect| (*effect, reason(*effect))).collect()
    }
}

async fn compute(core: &Core, groups: &dyn GroupRead, job: Job) -> Result<(), Stop> {
    let compared = Compared::of(core, &job.old, &job.new);
    let members = coverage::Memberships::of_policies(groups, &[&compared.old, &compared.new]).await;
    let members = members.map_err(|error| Stop::Failed(error.to_string()))?;
    let (mut counts, mut seen, mut pages) = (Counts::default(), 0_u64, 0_usize);
    let mut after = AccountId(Uuid::nil());
    let mut found: Vec<(Effect, AccountId, Option<i64>)> = Vec::new();
    loop {
        let page = coverage::page(&core.store, core.tenant, &members, after, compared.now).await?;
        let done = page.is_empty();
        if let Some(last) = page.last() {
            after = last.account.id;
        }
        for known in &page {
            for (effect, reason) in compared.effects(known) {
                if counts.of(effect) < LIST_MOST {
                    found.push((effect, known.account.id, reason));
                }
                counts.add(effect);
            }
        }
        seen = seen.saturating_add(u64::try_from(page.len()).unwrap_or(0));
        pages = pages.saturating_add(1);
        if done || !found.is_empty() || pages.is_multiple_of(NOTE_EVERY) {
            let state = if done { PreviewState::Done } else { PreviewState::Running };
            let mut tx = core.store.begin().await?;
            tx.note_preview(job.run, state, (seen, &counts, None), &found).await?;
            tx.commit().await?;
            found.clear();
        }
        if done {
            return Ok(());
        }
        tokio::task::yield_now().await;
    }
}

/// The same at once, for the command line: counts only.
///
/// # Errors
/// The reason, for administrators.
pub async fn count(core: &Core, groups: &dyn GroupRead, old: &Document, new: &Document) -> Result<Counts, String> {
    let compared = Compared::of(core, old, new);
    let members = coverage::Memberships::of_policies(groups, &[&compared.old, &compared.new]).await;
    let members = members.map_err(|error| error.to_string())?;
    let mut counts = Counts::default();
    let each = coverage::each(&core.store, core.tenant, &members, compared.now, |known| {
        for (effect, _) in compared.effects(known) {
            counts.add(effect);
        }
    });
    each.await.map_err(|error| error.to_string())?;
    Ok(counts)
}

/// The draft of an administrator with its preview.
///
/// # Errors
/// [`StoreError`].
pub async fn open(core: &Core, account: AccountId) -> Result<(PolicyDraft, Standing), StoreError> {
    let draft = draft::open(core, account).await?;
    let standing = standing_of(core, account, &draft).await?;
    Ok((draft, standing))
}

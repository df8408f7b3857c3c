//! The job behind the first step: find the account, decide, write the verdict down. Each outcome leaves the same
//! rows behind (R4).

use uuid::Uuid;

use super::{ELIGIBLE, Journey};
use crate::{
    crypto::digest::Digest,
    directory::{DirectoryError, DirectoryRead, Found},
    domain::{
        account::Account,
        eligibility,
        error::Code,
        event::{EventKind, Outcome},
        identifier::LoginName,
    },
    flows::{Core, StepError, policies::PolicyOf},
};

/// A look-up did not come to an end; the job tries again.
#[derive(Debug, thiserror::Error)]
pub enum LookupError {
    /// The directory could not answer.
    #[error(transparent)]
    Directory(#[from] DirectoryError),
    /// The database could not.
    #[error(transparent)]
    Step(#[from] StepError),
}

impl From<crate::store::StoreError> for LookupError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Step(error.into())
    }
}

/// How a look-up ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finished {
    /// The verdict was written, and the job removed with it.
    WithJob,
    /// There was nothing to do.
    Already,
}

/// Looks the flow's login name up, writes the verdict into the flow and removes the job. Running it twice changes
/// nothing.
///
/// # Errors
/// [`LookupError`]: the flow has no verdict yet.
pub async fn lookup(
    core: &Core,
    directory: &dyn DirectoryRead,
    flow: Uuid,
    job: Uuid,
) -> Result<Finished, LookupError> {
    let Some(row) = core.store.flow(flow).await? else { return Ok(Finished::Already) };
    let journey = Journey::read(row)?;
    if journey.row.verdict.is_some() || journey.is_settled() || journey.is_late(core) {
        return Ok(Finished::Already);
    }
    let Judged { found, verdict } = judge(core, directory, &journey).await?;
    // The person may have moved on meanwhile: write into the row as it is now.
    loop {
        let mut tx = core.store.begin().await?;
        let Some(row) = tx.flow(flow).await? else { return Ok(Finished::Already) };
        let mut journey = Journey::read(row)?;
        if journey.row.verdict.is_some() {
            return Ok(Finished::Already);
        }
        if let Some(Known { account, own, device }) = &found {
            journey.row.account = Some(account.id);
            journey.row.contacts = Some(account.contacts.clone());
            journey.row.locale = core.language_for(account.language.as_deref(), &journey.row.locale);
            journey.state.locked = account.state.lock.is_some();
            journey.state.device_known = *device;
            journey.state.belongs_to(own.applied.clone(), &own.policy);
        } else {
            // Sealed and opened like anybody's: the steps that follow take as long (R2).
            journey.row.contacts = Some(Vec::new());
        }
        journey.row.verdict = Some(verdict.err().map_or_else(|| ELIGIBLE.to_owned(), |code| code.to_string()));
        journey.write_state()?;
        let mut event =
            journey.event(EventKind::AccountLookedUp, verdict.map_or(Outcome::Failure, |()| Outcome::Success));
        event.code = verdict.err();
        if let Some(protection) = found.as_ref().and_then(|found| found.account.state.protection.as_ref()) {
            event = event.with("protection", format!("{protection:?}"));
        }
        tx.audit(&core.tenant, &event).await?;
        match tx.save_flow(&mut journey.row).await {
            Ok(()) => {
                tx.finish_job(job).await?;
                tx.commit().await?;
                core.wake.notify_one();
                return Ok(Finished::WithJob);
            }
            Err(error) if error.is_conflict() => {}
            Err(error) => return Err(error.into()),
        }
    }
}

/// What a look-up found out.
struct Judged {
    found: Option<Known>,
    verdict: Result<(), Code>,
}

/// An account that was found.
struct Known {
    account: Account,
    own: PolicyOf,
    /// The browser is one of its known devices.
    device: bool,
}

/// Finds and judges. A group that can not
/// be read is an error, never "not excluded".
async fn judge(core: &Core, directory: &dyn DirectoryRead, journey: &Journey) -> Result<Judged, LookupError> {
    let nobody = |code| Ok(Judged { found: None, verdict: Err(code) });
    let Some(name) = LoginName::parse(&journey.row.login) else { return nobody(Code::UnknownAccount) };
    let account = match directory.find(&name).await? {
        Found::One(account) => *account,
        Found::Nobody => return nobody(Code::UnknownAccount),
        Found::Ambiguous => return nobody(Code::AmbiguousAccount),
    };
    let own = core.policy_of(directory, &account).await?;
    // What strangers wore out does not count against a device that is known (R35).
    let known = knows(core, journey, &account).await?;
    let means = core.means(account.id, &account.contacts, known).await?;
    let verdict = match eligibility::fit(&own.policy, &account) {
        Ok(()) if core.is_frozen(account.id).await? => Err(Code::Frozen),
        Ok(()) => eligibility::verdict(&own.policy, &account, &own.member_of, &means, core.now()),
        refused => refused,
    };
    Ok(Judged { found: Some(Known { account, own, device: known }), verdict })
}

/// Whether the device that started the flow finished a reset of this account before.
async fn knows(core: &Core, journey: &Journey, account: &Account) -> Result<bool, StepError> {
    let Some(digest) = journey.state.device.as_deref().and_then(Digest::from_hex) else { return Ok(false) };
    Ok(core.store.knows_device(core.tenant, account.id, &digest).await?)
}

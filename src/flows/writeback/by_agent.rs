//! An unlock that the help desk asks for: a flow of its own, so that it takes the one way on which anything is written.

use super::{ApplyError, conclude, intend, not_written};
use crate::{
    crypto::{digest::Purpose, random},
    directory::Directory,
    domain::{
        account::Account,
        client::Client,
        event::Event,
        flow::{Act, End},
        identifier::LoginName,
    },
    flows::{
        Core, helpdesk,
        reset::{Journey, Ungated},
    },
};

/// The kind of these flows in the `flows` table. Nobody holds their cookie.
pub const KIND: &str = "help-desk-unlock";

/// Lifts a lockout. `asked` is written down before anything happens, as part of the same journey. False while the
/// directory has given no answer.
///
/// # Errors
/// [`ApplyError`]: nothing was written to the directory.
pub async fn unlock(
    core: &Core,
    directory: &dyn Directory,
    account: &Account,
    client: &Client,
    mut asked: Event,
) -> Result<bool, ApplyError> {
    let folded = LoginName::parse(&account.login).map_or_else(|| account.login.clone(), |name| name.folded());
    let support_id = random::support_id(core.rng.as_ref());
    // The agent answers for it.
    let begun = Ungated {
        kind: KIND,
        account,
        login: account.login.clone(),
        login_digest: core.keyring.digest(Purpose::Login, &[folded.as_bytes()]),
        locale: helpdesk::language(core, account),
        client,
        support_id: &support_id,
        act: Act::Unlock,
    };
    let mut journey = Journey::ungated(core, begun);
    journey.state.locked = true;
    let aim = match directory.aim(account.id).await {
        Ok(aim) => aim,
        Err(error) => return Err(not_written(core, &journey, &error).await?),
    };
    journey.write_state().map_err(ApplyError::from)?;
    asked.flow = Some(journey.row.id);
    asked.support_id = Some(support_id);
    let mut tx = core.store.begin().await?;
    tx.insert_flow(&journey.row).await?;
    tx.audit(&core.tenant, &asked).await?;
    let id = intend(core, tx, &journey, &aim, Act::Unlock, None).await?;
    let outcome = directory.unlock(&aim).await.map(|()| End::Unlocked);
    let done = conclude(core, directory, journey, id, outcome).await?;
    Ok(done.is_some())
}

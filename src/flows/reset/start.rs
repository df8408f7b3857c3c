//! The first step: someone types a name. Nobody is looked up; every name gets the same answer (R1).

use super::{Journey, KIND, LOOKUP};
use crate::{
    crypto::{
        digest::Purpose,
        random::{self, Token},
    },
    domain::{
        client::Client,
        event::{EventKind, Outcome},
        flow::Reset,
        identifier::LoginName,
        locale::Locale,
    },
    flows::{Core, StepError},
    limits::Spend,
    store::{flows::Flow, jobs::NewJob},
};

/// What the person and the browser said.
#[derive(Debug)]
pub struct Start<'a> {
    /// The login name as typed.
    pub login: &'a str,
    /// The language of the page.
    pub locale: &'a Locale,
    /// Where it comes from.
    pub client: &'a Client,
    /// The known-device cookie: the browser's, or the one it is given with this answer. It vouches for nothing until
    /// a reset has been finished with it (R35).
    pub device: &'a Token,
}

/// Opens a flow and leaves a job to look the name up. Returns the flow's cookie.
///
/// # Errors
/// [`StepError::Throttled`] by source; [`StepError::Store`] when nothing could be written, then nothing happened.
pub async fn start(core: &Core, input: Start<'_>) -> Result<Token, StepError> {
    let now = core.now();
    let mut state = Reset::start(&core.policies.current());
    state.device = Some(core.keyring.digest(Purpose::Device, &[input.device.expose().as_bytes()]).to_hex());
    let cookie = random::token(core.rng.as_ref());
    let typed: String = input.login.chars().take(LoginName::MAX + 1).collect();
    let folded = LoginName::parse(&typed).map_or_else(|| typed.clone(), |name| name.folded());
    let row = Flow {
        id: core.new_id(),
        tenant: core.tenant,
        kind: KIND.to_owned(),
        cookie: core.cookie_digest(&cookie),
        support_id: random::support_id(core.rng.as_ref()),
        step: state.step.as_str().to_owned(),
        state: String::new(),
        login_digest: core.keyring.digest(Purpose::Login, &[folded.as_bytes()]),
        login: typed,
        locale: input.locale.clone(),
        client: input.client.clone(),
        created_at: now,
        expires_at: now.after(core.numbers.reset_life),
        account: None,
        verdict: None,
        contacts: None,
        version: 1,
        ended_at: None,
    };
    let mut journey = Journey { row, state };
    journey.write_state()?;
    let mut tx = core.store.begin().await?;
    core.limits.spend_in(&mut tx, &[Spend::Identify { source: input.client.address }]).await?;
    tx.insert_flow(&journey.row).await?;
    tx.enqueue(NewJob {
        tenant: core.tenant,
        queue: LOOKUP,
        payload: journey.row.id.as_bytes(),
        run_at: now,
        dedupe: None,
    })
    .await?;
    tx.audit(&core.tenant, &journey.event(EventKind::ResetStarted, Outcome::Success)).await?;
    tx.commit().await?;
    core.wake.notify_one();
    Ok(cookie)
}

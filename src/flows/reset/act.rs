//! Reset, or unlock with the password kept.

use super::Journey;
use crate::{
    crypto::random::Token,
    directory::Directory,
    domain::{
        event::{EventKind, Outcome},
        flow::Act,
    },
    flows::{Core, StepError},
};

/// Takes the choice. An unlock is carried out at once and returns as
/// [`super::apply::unlock`]; a reset asks for a password next.
///
/// # Errors
/// [`StepError`], or that of [`super::apply::unlock`].
pub async fn decide(
    core: &Core,
    directory: &dyn Directory,
    cookie: &Token,
    act: Act,
) -> Result<Option<Token>, crate::flows::writeback::ApplyError> {
    match act {
        Act::Unlock => super::apply::unlock(core, directory, cookie).await,
        Act::Reset => {
            let journey = Journey::of(core, cookie).await?;
            let mut tx = core.store.begin().await.map_err(StepError::from)?;
            let mut journey = journey.lock(&mut tx).await?;
            journey.state.decide(act).map_err(StepError::from)?;
            journey.write_state()?;
            let event = journey.event(EventKind::ActionChosen, Outcome::Success).with("act", act.as_str());
            tx.save_flow(&mut journey.row).await.map_err(StepError::from)?;
            tx.audit(&core.tenant, &event).await.map_err(StepError::from)?;
            tx.commit().await.map_err(StepError::from)?;
            Ok(None)
        }
    }
}

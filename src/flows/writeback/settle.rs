//! A lost answer: the server that was written to is asked whether the write happened, until it says.

use std::time::Duration;

use super::{FOUND_NOT_WRITTEN, done, not_done, unlock};
use crate::{
    directory::{Directory, PasswordWrite, Stamp},
    domain::{
        error::Code,
        event::{Event, EventKind, Outcome},
        flow::End,
        message::Message,
    },
    flows::{
        Core, StepError,
        notices::{self, Post},
        reset::Journey,
    },
    store::writebacks::{Writeback, WritebackKind, WritebackState},
};

/// How long after the write "it did not happen" is believed: a server that hung may carry it out late.
const LATE_WRITE: Duration = Duration::from_secs(60);
/// How long a server that can not be asked is asked again.
const GIVE_UP: Duration = Duration::from_secs(24 * 3600);
/// How long to wait before asking again.
const ASK_AGAIN: Duration = Duration::from_secs(3);

/// Finds out what became of an open write; run by a job. Returns when to ask again, if need be.
///
/// # Errors
/// [`StepError`]: the database can not be used; the lease ends and somebody asks again.
pub async fn settle(core: &Core, directory: &dyn Directory, open: &Writeback) -> Result<Option<Duration>, StepError> {
    let before: Stamp = serde_json::from_str(&open.before).unwrap_or_default();
    let age = core.now().since(open.created_at);
    let settled = match PasswordWrite::settle(directory, &open.server, open.account, &before).await {
        Ok(settled) => settled,
        Err(error) if age < GIVE_UP => {
            tracing::warn!(%error, writeback = %open.id, "a write's outcome can not be asked for yet");
            return Ok(Some(ASK_AGAIN));
        }
        Err(error) => {
            give_up(core, open, &error.to_string()).await?;
            return Ok(None);
        }
    };
    let Some(row) = core.store.flow(open.flow).await? else {
        give_up(core, open, "the flow is gone").await?;
        return Ok(None);
    };
    let journey = Journey::read(row)?;
    let end = match open.kind {
        WritebackKind::Unlock => (!settled.locked).then_some(End::Unlocked),
        _ if !settled.password_written => None,
        _ if settled.locked => Some(unlock::after_reset(core, directory, open.account).await),
        _ if before.lock.is_some() => Some(End::ResetAndUnlocked),
        _ => Some(End::Reset),
    };
    match end {
        Some(end) => {
            done(core, directory, &journey, open.id, end, None).await?;
            Ok(None)
        }
        None if age < LATE_WRITE => Ok(Some(ASK_AGAIN)),
        None => {
            let mut event = journey.event(EventKind::WritebackSettled, Outcome::Failure);
            event.code = Some(Code::OutcomeUnknown);
            let mut tx = core.store.begin().await?;
            tx.audit(&core.tenant, &event.with("found", "not written")).await?;
            tx.commit().await?;
            not_done(core, &journey, open.id, FOUND_NOT_WRITTEN).await?;
            Ok(None)
        }
    }
}

/// Nobody can say what became of it: an administrator has to look, and the person is told what to try.
async fn give_up(core: &Core, open: &Writeback, why: &str) -> Result<(), StepError> {
    let journey = core.store.flow(open.flow).await?.map(Journey::read).transpose()?;
    tracing::error!(writeback = %open.id, why, "a write's outcome stays unknown");
    let mut event = Event::new(EventKind::WritebackSettled, Outcome::Failure).with("found", "unknown");
    event.account = Some(open.account);
    event.flow = Some(open.flow);
    event.code = Some(Code::OutcomeUnknown);
    let mut tx = core.store.begin().await?;
    if tx.settle_writeback(open.id, WritebackState::Unknown, Some(why), core.now()).await? {
        tx.audit(&core.tenant, &event).await?;
        if let Some(Journey { row, .. }) = &journey {
            let post = Post {
                account: open.account,
                directory: row.contacts.clone().unwrap_or_default(),
                flow: Some(row.id),
                locale: &row.locale,
                name: "",
                message: Message::OutcomeUnknown(notices::notice(core, None, &row.support_id)),
                dedupe: core.new_id(),
            };
            notices::post_to_all(core, &mut tx, &post).await?;
        }
    }
    tx.commit().await?;
    core.wake.notify_one();
    Ok(())
}

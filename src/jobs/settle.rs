//! Open writes: find out what became of them.

use super::Runner;
use crate::{flows::writeback, store::writebacks::Writeback};

/// Asks, and asks again later where there is no answer yet.
pub async fn settle(runner: &Runner, open: Writeback) {
    let again = match writeback::settle(&runner.core, runner.directory.as_ref(), &open).await {
        Ok(None) => return,
        Ok(Some(wait)) => wait,
        Err(error) => {
            tracing::warn!(%error, writeback = %open.id, "the outcome of a write could not be written down yet");
            std::time::Duration::from_secs(5)
        }
    };
    if let Err(error) = runner.core.store.postpone_writeback(open.id, runner.core.now().after(again)).await {
        tracing::warn!(%error, writeback = %open.id, "an open write stays leased");
    }
}

//! Copies of the audit log: for each sink, the records behind its position, in order, each at least once. One node
//! sends at a time; when it dies, another goes on when its lease ends.

use std::{sync::Arc, time::Duration};

use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::backoff;
use crate::{
    flows::Core,
    notify::audit::AuditSink,
    store::StoreError,
    telemetry::metric::{AUDIT_EXPORTED, AUDIT_SINK_LAG},
};

/// How often to look for new records; a look is one read.
const POLL: Duration = Duration::from_secs(1);
/// How long a sink is this node's. Longer than the longest batch takes: two time limits of a minute.
const LEASE: Duration = Duration::from_secs(150);
/// The first and the longest pause after a failure.
const PAUSES: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(5 * 60));
/// How often the lag is measured, in looks.
const MEASURE: u32 = 15;

/// What one look came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Round {
    /// Nothing to send, or another node sends.
    Idle,
    /// So many events were sent.
    Sent(usize),
    /// The receiver did not take them; told in the log.
    Failed,
}

/// Sends until `stop`.
pub async fn run(core: Core, sink: Arc<dyn AuditSink>, stop: CancellationToken) {
    let owner = core.new_id();
    let mut looks = 0_u32;
    while !stop.is_cancelled() {
        if looks.is_multiple_of(MEASURE) {
            measure(&core, sink.name()).await;
        }
        looks = looks.wrapping_add(1);
        match round(&core, sink.as_ref(), owner).await {
            Ok(Round::Sent(_)) => continue,
            Ok(Round::Idle | Round::Failed) => {}
            Err(error) => tracing::warn!(%error, sink = sink.name(), "the audit log can not be read for a sink"),
        }
        tokio::select! {
            () = tokio::time::sleep(POLL) => {}
            () = stop.cancelled() => {}
        }
    }
}

/// One batch.
///
/// # Errors
/// [`StoreError`]; then the batch is sent again.
pub async fn round(core: &Core, sink: &dyn AuditSink, owner: Uuid) -> Result<Round, StoreError> {
    let (store, name) = (&core.store, sink.name());
    if !store.sink_is_due(core.tenant, name, owner).await? {
        return Ok(Round::Idle);
    }
    let Some(position) = store.claim_sink(core.tenant, name, owner, LEASE).await? else { return Ok(Round::Idle) };
    let batch = store.export_after(core.tenant, position.seq, sink.most(), sink.personal()).await?;
    let Some(last) = batch.last().map(crate::domain::export::Exported::seq) else { return Ok(Round::Idle) };
    let who = (core.tenant, name, owner);
    match sink.write(&batch).await {
        Ok(()) => {
            if !store.sink_advanced(who, position.seq, last, None).await? {
                tracing::warn!(sink = name, "another node took the sink over; some records are sent twice");
            }
            let count = usize::try_from(last.saturating_sub(position.seq)).unwrap_or(0);
            metrics::counter!(AUDIT_EXPORTED, "sink" => name).increment(count as u64);
            Ok(Round::Sent(count))
        }
        Err(error) => {
            tracing::warn!(
                sink = name,
                error_code = error.code,
                detail = error.detail,
                attempts = position.attempts,
                "the audit log does not reach its sink; nothing is lost"
            );
            let usual = backoff(position.attempts, PAUSES.0, PAUSES.1);
            let pause = error.retry_after.map_or(usual, |asked| asked.max(usual));
            store.sink_failed(who, error.code, core.now().after(pause)).await?;
            Ok(Round::Failed)
        }
    }
}

/// How many records a sink does not have yet.
async fn measure(core: &Core, name: &'static str) {
    match core.store.sink_states(core.tenant).await {
        Ok(states) => {
            let lag = states.iter().find(|state| state.name == name).map_or(0, |state| state.lag);
            metrics::gauge!(AUDIT_SINK_LAG, "sink" => name).set(u32::try_from(lag).unwrap_or(u32::MAX));
        }
        Err(error) => tracing::warn!(%error, sink = name, "the lag of a sink can not be measured"),
    }
}

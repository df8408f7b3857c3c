//! Looking through the whole audit log from its beginning (R149): once a day, and when somebody asks. One node at a
//! time; how far it is, and what it found, is written down for the console and the alarms.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::{
    domain::event::{Event, EventKind, Outcome},
    flows::Core,
    store::{
        StoreError,
        audit_checks::{CheckRun, Verdict},
        audit_verify::{FirstBad, Report, VerifyError, verify_telling},
    },
};

/// How often to look whether one is due or asked for; a look is one read.
const LOOK: Duration = Duration::from_secs(3);
/// How long it is this node's, renewed as it goes on. Longer than a page of records takes.
const LEASE: Duration = Duration::from_secs(90);
/// How often progress is written down.
const TELL: Duration = Duration::from_secs(1);

/// Looks whenever it is due until `stop`. Without `every` only when somebody asks.
pub async fn run(core: Core, every: Option<Duration>, stop: CancellationToken) {
    loop {
        tokio::select! {
            done = once(&core, every) => {
                if let Err(error) = done {
                    tracing::warn!(%error, "the audit log can not be looked through now");
                }
            }
            // What is left behind is taken up when its lease ends.
            () = stop.cancelled() => return,
        }
        tokio::select! {
            () = tokio::time::sleep(LOOK) => {}
            () = stop.cancelled() => return,
        }
    }
}

/// Looks once, if it is due or asked for; `None` when it is neither, or another node is at it.
///
/// # Errors
/// [`StoreError`]: the next look begins anew.
pub async fn once(core: &Core, every: Option<Duration>) -> Result<Option<Verdict>, StoreError> {
    let Some(run) = core.store.claim_audit_check(core.tenant, every, LEASE).await? else { return Ok(None) };
    let found = look(core, &run).await;
    match found {
        Ok(found) => finish(core, &run, found, every).await.map(Some),
        Err(error) => {
            core.store.give_back_audit_check(&run).await?;
            Err(error)
        }
    }
}

async fn look(core: &Core, run: &CheckRun) -> Result<Result<Report, FirstBad>, StoreError> {
    let (tell, told) = watch::channel((0, 0));
    let looking = verify_telling(core.store.db(), Some(&core.keyring), run.tenant, |done, of| {
        tell.send_replace((done, of));
    });
    let noting = async {
        loop {
            tokio::time::sleep(TELL).await;
            let (done, of) = *told.borrow();
            if let Err(error) = core.store.audit_check_progress(run, done, of).await {
                return error;
            }
        }
    };
    tokio::select! {
        found = looking => match found {
            Ok(report) => Ok(Ok(report)),
            Err(VerifyError::Bad(bad)) => Ok(Err(bad)),
            Err(VerifyError::Store(error)) => Err(error),
        },
        // Another node took over, or the database is away.
        error = noting => Err(error),
    }
}

async fn finish(
    core: &Core,
    run: &CheckRun,
    found: Result<Report, FirstBad>,
    every: Option<Duration>,
) -> Result<Verdict, StoreError> {
    let outcome = if found.is_ok() { Outcome::Success } else { Outcome::Failure };
    let asked = if run.asked { "yes" } else { "no" };
    let event = Event::new(EventKind::LogVerified, outcome).with("asked", asked);
    let (event, verdict) = match &found {
        Ok(report) => {
            let event = event
                .with("events", report.events.to_string())
                .with("checkpoints", report.checkpoints.to_string())
                .with("shredded", report.shredded.to_string());
            (event, Verdict::Holds)
        }
        Err(bad) => {
            tracing::error!(record = bad.seq, why = bad.why, "the audit log does not hold");
            let event = event.with("record", bad.seq.to_string()).with("why", bad.why);
            (event, Verdict::Broken { seq: bad.seq, why: bad.why.to_owned() })
        }
    };
    let now = core.now();
    let next = every.map_or(crate::domain::time::Timestamp(i64::MAX), |every| now.after(every));
    let mut tx = core.store.begin().await?;
    if !tx.finish_audit_check(run, &found, next).await? {
        return Err(StoreError::Conflict);
    }
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    Ok(verdict)
}

//! The job table's queues.

use std::time::Duration;

use uuid::Uuid;

use super::{Runner, alarms, backoff};
use crate::{
    domain::event::{Event, EventKind, Outcome},
    flows::{
        reset::{self, DeliverJob, deliver::Delivery, lookup::Finished},
        writeback::unlock::{self, UnlockJob},
    },
    store::jobs::Job,
};

/// Attempts at an unlock behind a reset, over about ten minutes.
const UNLOCK_ATTEMPTS: u32 = 12;
/// Attempts at posting an alarm, over about a day.
const ALARM_ATTEMPTS: u32 = 100;

/// What to do with a job's row.
enum Verdict {
    /// Done; the row is to be removed.
    Finished,
    /// Done, and the row went with what was done.
    Gone,
    Again(Duration),
    Hopeless(String),
}

/// Works on one job and puts its row where it belongs. A job whose row can not be written runs again when its lease
/// ends, so every job is harmless when it runs twice.
pub async fn work(runner: &Runner, job: Job) {
    let verdict = match job.queue.as_str() {
        reset::LOOKUP => lookup(runner, &job).await,
        reset::DELIVER => deliver(runner, &job).await,
        unlock::QUEUE => unlock_again(runner, &job).await,
        alarms::QUEUE => post_alarm(runner, &job).await,
        other => Verdict::Hopeless(format!("no such queue: {other}")),
    };
    let store = &runner.core.store;
    let put = match verdict {
        Verdict::Gone => return,
        Verdict::Finished => store.finish_job(job.id).await,
        Verdict::Again(wait) => store.retry_job(job.id, runner.core.now().after(wait)).await,
        Verdict::Hopeless(why) => {
            tracing::error!(job = %job.id, queue = %job.queue, why, "a job failed for good");
            store.fail_job(job.id).await
        }
    };
    if let Err(error) = put {
        tracing::warn!(%error, job = %job.id, "a job's row could not be written");
    }
}

async fn lookup(runner: &Runner, job: &Job) -> Verdict {
    let Ok(flow) = Uuid::from_slice(&job.payload) else { return Verdict::Hopeless("not a flow id".into()) };
    match reset::lookup::lookup(&runner.core, runner.directory.as_ref(), flow, job.id).await {
        Ok(Finished::WithJob) => Verdict::Gone,
        Ok(Finished::Already) => Verdict::Finished,
        Err(error) => {
            tracing::warn!(%error, attempts = job.attempts, "a look-up waits for the directory");
            Verdict::Again(backoff(job.attempts, Duration::from_millis(250), Duration::from_secs(15)))
        }
    }
}

async fn deliver(runner: &Runner, job: &Job) -> Verdict {
    let Ok(payload) = serde_json::from_slice::<DeliverJob>(&job.payload) else {
        return Verdict::Hopeless("not a delivery".into());
    };
    match reset::deliver::deliver(&runner.core, &payload, job.id).await {
        Ok(Delivery::DoneWithJob) => Verdict::Gone,
        Ok(Delivery::Done) => Verdict::Finished,
        // Attempts count from one: 20, 40, 80 ms ...
        Ok(Delivery::Undecided) => {
            Verdict::Again(backoff(job.attempts, Duration::from_millis(10), Duration::from_secs(2)))
        }
        Ok(Delivery::Later(wait)) => Verdict::Again(wait),
        Err(error) => {
            tracing::warn!(%error, attempts = job.attempts, "a code could not be handed over");
            Verdict::Again(backoff(job.attempts, Duration::from_millis(250), Duration::from_secs(15)))
        }
    }
}

async fn unlock_again(runner: &Runner, job: &Job) -> Verdict {
    let Ok(payload) = serde_json::from_slice::<UnlockJob>(&job.payload) else {
        return Verdict::Hopeless("not an unlock".into());
    };
    match unlock::again(&runner.core, runner.directory.as_ref(), &payload).await {
        Ok(()) => Verdict::Finished,
        Err(error) if job.attempts < UNLOCK_ATTEMPTS => {
            tracing::warn!(%error, attempts = job.attempts, "an account is still locked after its reset");
            Verdict::Again(backoff(job.attempts, Duration::from_secs(3), Duration::from_secs(120)))
        }
        Err(error) => {
            let mut event = Event::new(EventKind::AccountUnlocked, Outcome::Failure).with("after", "reset");
            event.account = Some(payload.account);
            write_down(runner, &event).await;
            Verdict::Hopeless(error.to_string())
        }
    }
}

async fn post_alarm(runner: &Runner, job: &Job) -> Verdict {
    let Some(hook) = &runner.alarm_hook else { return Verdict::Finished };
    match alarms::post(hook, job.id, &job.payload).await {
        Ok(()) => Verdict::Finished,
        Err(None) => Verdict::Hopeless("not an alarm".into()),
        Err(Some(error)) if job.attempts >= ALARM_ATTEMPTS => Verdict::Hopeless(error.to_string()),
        Err(Some(error)) => {
            tracing::warn!(%error, attempts = job.attempts, "an alarm was not taken by the webhook");
            let usual = backoff(job.attempts, Duration::from_secs(1), Duration::from_secs(15 * 60));
            Verdict::Again(error.retry_after.map_or(usual, |asked| asked.max(usual)))
        }
    }
}

/// Puts an event into the audit log in a transaction of its own.
pub(super) async fn write_down(runner: &Runner, event: &Event) {
    let written = async {
        let mut tx = runner.core.store.begin().await?;
        tx.audit(&runner.core.tenant, event).await?;
        tx.commit().await
    };
    if let Err(error) = written.await {
        tracing::error!(%error, event = event.kind.as_str(), "an audit event could not be written");
    }
}

//! Floor 6: what goes on behind the pages. Jobs, messages and open writes are rows; any node claims them with a
//! lease, so that what a dead node held is taken up by another when the lease ends.

use std::{sync::Arc, time::Duration};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    directory::Directory,
    flows::{Core, reset, writeback::unlock},
    notify::{MailSender, SmsSender, VoiceCaller, audit::webhook::Webhook},
    render::{Org, Renderer},
    store::StoreError,
};

pub mod alarms;
pub mod departures;
pub mod housekeeping;
pub mod outbox;
pub mod policy;
pub mod queue;
pub mod reminders;
pub mod reports;
pub mod settle;
pub mod sinks;
pub mod sync;
pub mod verify;

/// How often to look for work that nobody announced: another node's, or a retry that is due.
const POLL: Duration = Duration::from_millis(500);
/// The shortest rest between two looks that nobody called for.
const LEAST_REST: Duration = Duration::from_millis(5);
/// How long a claimed row is ours. Longer than the longest thing done with one.
const LEASE: Duration = Duration::from_secs(60);
/// Queues of the job table.
const QUEUES: [&str; 4] = [reset::LOOKUP, reset::DELIVER, unlock::QUEUE, alarms::QUEUE];

/// What one look for work came to.
struct Round {
    /// How much was begun.
    begun: usize,
    /// How long to rest, if nobody calls.
    rest: Duration,
}

/// What jobs work with.
#[derive(Clone)]
pub struct Runner {
    /// Database, policy, time.
    pub core: Core,
    /// The directory.
    pub directory: Arc<dyn Directory>,
    /// The words of messages.
    pub renderer: Arc<Renderer>,
    /// What messages say of the organisation.
    pub org: Arc<Org>,
    /// Mail.
    pub mail: Arc<dyn MailSender>,
    /// Text messages; `None` when none is configured.
    pub sms: Option<Arc<dyn SmsSender>>,
    /// Calls; `None` when none is configured.
    pub voice: Option<Arc<dyn VoiceCaller>>,
    /// Where alarms are posted; `None` when nowhere.
    pub alarm_hook: Option<Arc<Webhook>>,
    jobs: Arc<Semaphore>,
    messages: Arc<Semaphore>,
    writes: Arc<Semaphore>,
}

impl std::fmt::Debug for Runner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Runner(..)")
    }
}

impl Runner {
    /// A runner; nothing runs before [`Runner::run`].
    #[must_use]
    pub fn new(
        core: Core,
        directory: Arc<dyn Directory>,
        renderer: Arc<Renderer>,
        org: Arc<Org>,
        mail: Arc<dyn MailSender>,
        sms: Option<Arc<dyn SmsSender>>,
        voice: Option<Arc<dyn VoiceCaller>>,
    ) -> Self {
        let permits = |n| Arc::new(Semaphore::new(n));
        let (jobs, messages, writes) = (permits(64), permits(16), permits(8));
        Self { core, directory, renderer, org, mail, sms, voice, alarm_hook: None, jobs, messages, writes }
    }

    /// Works until `stop`; what was begun then is finished.
    pub async fn run(self, stop: CancellationToken) {
        let tracker = TaskTracker::new();
        while !stop.is_cancelled() {
            let rest = match self.round(&tracker).await {
                Ok(round) => round.rest,
                Err(error) => {
                    tracing::warn!(%error, "the database can not be asked for work");
                    POLL
                }
            };
            tokio::select! {
                () = self.core.wake.notified() => {}
                () = tokio::time::sleep(rest) => {}
                () = stop.cancelled() => {}
            }
        }
        tracker.close();
        tracker.wait().await;
    }

    /// Claims what is due and there is room for, and starts it. Says how long to rest, if nobody calls.
    async fn round(&self, tracker: &TaskTracker) -> Result<Round, StoreError> {
        let store = &self.core.store;
        let now = self.core.now();
        let due = store.due(now).await?;
        let mut begun = 0_usize;
        if due.jobs {
            for job in store.claim_jobs(&QUEUES, room(&self.jobs), LEASE).await? {
                begun = begun.saturating_add(1);
                let (runner, permit) = (self.clone(), take(&self.jobs).await);
                tracker.spawn(async move {
                    queue::work(&runner, job).await;
                    drop(permit);
                    runner.core.wake.notify_one();
                });
            }
        }
        if due.messages {
            for row in store.claim_messages(room(&self.messages), LEASE).await? {
                begun = begun.saturating_add(1);
                let (runner, permit) = (self.clone(), take(&self.messages).await);
                tracker.spawn(async move {
                    outbox::deliver(&runner, row).await;
                    drop(permit);
                    runner.core.wake.notify_one();
                });
            }
        }
        if due.writebacks {
            for open in store.claim_open_writebacks(self.core.now(), room(&self.writes), LEASE).await? {
                begun = begun.saturating_add(1);
                let (runner, permit) = (self.clone(), take(&self.writes).await);
                tracker.spawn(async move {
                    settle::settle(&runner, open).await;
                    drop(permit);
                });
            }
        }
        // What is due already and was not claimed waits for room, and its end calls.
        let later = due.next.filter(|next| *next > now);
        Ok(Round { begun, rest: later.map_or(POLL, |next| next.since(now).clamp(LEAST_REST, POLL)) })
    }

    /// Works until nothing is due any more; for tests and for a clean stop.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn drain(&self) -> Result<(), StoreError> {
        loop {
            let tracker = TaskTracker::new();
            // Not `tracker.is_empty()`: what was begun may be done by now, and have left something else to do.
            let round = self.round(&tracker).await?;
            tracker.close();
            tracker.wait().await;
            if round.begun == 0 {
                return Ok(());
            }
        }
    }
}

fn room(semaphore: &Semaphore) -> u32 {
    u32::try_from(semaphore.available_permits()).unwrap_or(u32::MAX)
}

/// A permit of a semaphore that is never closed.
async fn take(semaphore: &Arc<Semaphore>) -> Option<OwnedSemaphorePermit> {
    semaphore.clone().acquire_owned().await.ok()
}

/// Double the wait each time, from `first` to `most`.
#[must_use]
pub fn backoff(attempts: u32, first: Duration, most: Duration) -> Duration {
    first.saturating_mul(2_u32.saturating_pow(attempts.min(16))).min(most)
}

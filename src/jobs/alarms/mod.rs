//! Alarms (R154): looked for twice a minute, told once when they begin and once when they are over, by mail, webhook,
//! audit log and metric. What can not be looked at now (the database is away) is neither raised nor cleared.

use std::{path::PathBuf, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::{
    config::alarms::Alarms as Numbers,
    directory::{DirectoryRead, watch::ServerWatch},
    domain::{
        alarm::{Alarm, AlarmKind, AlarmNotice},
        contact::Mailbox,
        event::{Event, EventKind, Outcome},
        export::moment,
        message::{Address, Envelope, Message},
        time::Timestamp,
    },
    flows::Core,
    notify::audit::{AuditSink, SinkError, webhook::Webhook},
    store::{StoreError, Tx, alarms::Raised, jobs::NewJob, outbox::NewMessage},
    telemetry::metric::ALARMS,
};

mod certificates;
mod watch;

/// Queue of alarms for the webhook.
pub const QUEUE: &str = "alarm-webhook";
/// How often to look: an alarm is out within a minute of its cause (R34).
const LOOK: Duration = Duration::from_secs(30);
/// How long a mail about an alarm is worth sending.
const WORTH: Duration = Duration::from_secs(24 * 3600);

/// What to watch, and whom to tell.
#[derive(Clone)]
pub struct Settings {
    /// From which numbers on.
    pub numbers: Numbers,
    /// Who gets a mail.
    pub mail: Vec<Mailbox>,
    /// What gets a POST.
    pub hook: Option<Arc<Webhook>>,
    /// The certificate that this node shows.
    pub certificate: Option<PathBuf>,
    /// The name of this node: its own directory connection and certificate are its own alarms.
    pub node: String,
    /// The sinks of the audit log that are configured.
    pub sinks: Vec<&'static str>,
    /// The directory's servers, whose certificates are watched.
    pub servers: Option<Arc<dyn ServerWatch>>,
    /// The sinks themselves, for the certificates of those that have one.
    pub collectors: Vec<Arc<dyn AuditSink>>,
}

impl std::fmt::Debug for Settings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Settings").field("node", &self.node).finish_non_exhaustive()
    }
}

/// What a node remembers between two looks.
#[derive(Debug, Default)]
pub struct State {
    /// Since when no directory server can be used.
    directory_down: Option<Timestamp>,
    /// The certificates of the servers that we talk to.
    certificates: certificates::Seen,
}

/// What one look found out about one kind.
struct Seen {
    kind: AlarmKind,
    /// What is wrong now.
    now: Vec<Alarm>,
    /// Whether the alarms of this kind are this node's alone.
    own: bool,
}

/// An alarm on its way to the webhook.
#[derive(Debug, Serialize, Deserialize)]
struct Post {
    raised: bool,
    notice: AlarmNotice,
}

/// Looks until `stop`.
pub async fn run(core: Core, directory: Arc<dyn DirectoryRead>, settings: Settings, stop: CancellationToken) {
    let mut state = State::default();
    let mut timer = tokio::time::interval(LOOK);
    timer.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = timer.tick() => {}
        }
        if let Err(error) = look(&core, directory.as_ref(), &settings, &mut state).await {
            tracing::warn!(%error, "alarms can not be looked for");
        }
    }
}

/// Looks once; tells what began and what is over.
///
/// # Errors
/// [`StoreError`]: what was not told is told at the next look.
pub async fn look(
    core: &Core,
    directory: &dyn DirectoryRead,
    settings: &Settings,
    state: &mut State,
) -> Result<(), StoreError> {
    let raised = core.store.raised_alarms(core.tenant).await?;
    let seen = watch::all(core, directory, settings, state, &raised).await;
    for seen in &seen {
        let others = |alarm: &&Raised| !seen.now.iter().any(|now| now.subject == alarm.subject);
        let ours = |alarm: &&Raised| !seen.own || is_of(&settings.node, &alarm.subject);
        for over in raised.iter().filter(|alarm| alarm.kind == seen.kind.as_str()).filter(others).filter(ours) {
            let gone = Alarm { kind: seen.kind, subject: over.subject.clone(), figure: over.figure.clone() };
            change(core, settings, &gone, false).await?;
        }
        for alarm in &seen.now {
            let known = raised.iter().any(|old| old.kind == alarm.kind.as_str() && old.subject == alarm.subject);
            if !known {
                change(core, settings, alarm, true).await?;
            }
        }
    }
    let raised = core.store.raised_alarms(core.tenant).await?;
    for kind in AlarmKind::ALL {
        let count = raised.iter().filter(|alarm| alarm.kind == kind.as_str()).count();
        metrics::gauge!(ALARMS, "alarm" => kind.as_str()).set(u32::try_from(count).unwrap_or(u32::MAX));
    }
    Ok(())
}

/// Whether a subject is of this node: `node`, or `node: which`.
fn is_of(node: &str, subject: &str) -> bool {
    subject.strip_prefix(node).is_some_and(|rest| rest.is_empty() || rest.starts_with(": "))
}

/// Raises or clears an alarm, and tells of it, all or nothing; does nothing when another node was faster.
async fn change(core: &Core, settings: &Settings, alarm: &Alarm, begins: bool) -> Result<(), StoreError> {
    let mut tx = core.store.begin().await?;
    let ours = if begins {
        tx.raise_alarm(core.tenant, alarm).await?
    } else {
        tx.clear_alarm(core.tenant, alarm.kind.as_str(), &alarm.subject).await?
    };
    if !ours {
        return Ok(());
    }
    let notice =
        AlarmNotice { kind: alarm.kind, subject: alarm.subject.clone(), figure: alarm.figure.clone(), at: core.now() };
    tell(core, &mut tx, settings, notice, begins).await?;
    let (kind, outcome) =
        if begins { (EventKind::AlarmRaised, Outcome::Failure) } else { (EventKind::AlarmCleared, Outcome::Success) };
    let event = Event::new(kind, outcome)
        .with("alarm", alarm.kind.as_str())
        .with("subject", alarm.subject.as_str())
        .with("figure", alarm.figure.as_str());
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    if begins {
        tracing::error!(alarm = alarm.kind.as_str(), subject = alarm.subject, figure = alarm.figure, "alarm");
    } else {
        tracing::info!(alarm = alarm.kind.as_str(), subject = alarm.subject, "an alarm is over");
    }
    core.wake.notify_one();
    Ok(())
}

async fn tell(
    core: &Core,
    tx: &mut Tx,
    settings: &Settings,
    notice: AlarmNotice,
    begins: bool,
) -> Result<(), StoreError> {
    let Some(locale) = core.locales.first() else { return Ok(()) };
    for mailbox in &settings.mail {
        let message = if begins { Message::AlarmRaised(notice.clone()) } else { Message::AlarmCleared(notice.clone()) };
        let envelope =
            Envelope { to: Address::Mail(mailbox.clone()), locale: locale.clone(), name: String::new(), message };
        tx.send(NewMessage {
            tenant: core.tenant,
            envelope: &envelope,
            flow: None,
            dedupe: None,
            run_at: core.now(),
            expires_at: core.now().after(WORTH),
        })
        .await?;
    }
    if settings.hook.is_some() {
        let payload = serde_json::to_vec(&Post { raised: begins, notice })
            .map_err(|error| StoreError::Corrupt(error.to_string()))?;
        let job = NewJob { tenant: core.tenant, queue: QUEUE, payload: &payload, run_at: core.now(), dedupe: None };
        tx.enqueue(job).await?;
    }
    Ok(())
}

/// Posts a queued alarm. The delivery's id is the job's: the same at every try.
///
/// # Errors
/// [`SinkError`]: it is to be tried again. A payload that is none is an error without a remedy.
pub async fn post(hook: &Webhook, job: uuid::Uuid, payload: &[u8]) -> Result<(), Option<SinkError>> {
    let Post { raised, notice } = serde_json::from_slice(payload).map_err(|_| None)?;
    let body = json!({
        "type": "alarm",
        "delivery": job,
        "state": if raised { "raised" } else { "cleared" },
        "alarm": notice.kind,
        "subject": notice.subject,
        "figure": notice.figure,
        "at": moment(notice.at),
    });
    hook.post(&job.to_string(), &body).await.map_err(Some)
}

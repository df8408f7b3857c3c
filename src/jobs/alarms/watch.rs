//! What is wrong now: one function for each kind of alarm. A threshold that was crossed once must be left by a margin
//! before it counts as over, so that nobody is told the same thing every minute.

use std::time::Duration;

use super::{Seen, Settings, State, certificates};
use crate::{
    directory::DirectoryRead,
    domain::{
        alarm::{Alarm, AlarmKind},
        time::Timestamp,
    },
    flows::Core,
    store::{
        StoreError,
        alarms::Raised,
        audit_checks::Verdict,
        audit_sinks::Position,
        audit_verify::{Verified, VerifyError, verify_newer},
    },
};

const MINUTE: Duration = Duration::from_secs(60);
const HOUR: Duration = Duration::from_secs(3600);
const DAY: Duration = Duration::from_secs(24 * 3600);
/// R34: the span in which wrong codes are counted.
const SPRAY: Duration = Duration::from_secs(10 * 60);
/// Days whose same hour makes the usual number of resets.
const DAYS: u32 = 14;
/// R42: percentages of the budget for text messages that are told.
const STAGES: [u32; 3] = [50, 80, 100];
/// Percentage points below a stage before it counts as over.
const MARGIN: u32 = 10;
/// How long a directory may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);
/// The name under which the chain's watcher keeps its place, and how long a node keeps it.
const CHAIN: &str = "chain-watch";
const CHAIN_LEASE: Duration = Duration::from_secs(60);

/// Looks at everything. A kind that could not be looked at is not in the list.
pub(super) async fn all(
    core: &Core,
    directory: &dyn DirectoryRead,
    settings: &Settings,
    state: &mut State,
    raised: &[Raised],
) -> Vec<Seen> {
    let mut out = Vec::new();
    let mut put = |kind: AlarmKind, own: bool, found: Result<Option<Vec<Alarm>>, StoreError>| match found {
        Ok(Some(now)) => out.push(Seen { kind, now, own }),
        Ok(None) => {}
        Err(error) => tracing::warn!(%error, alarm = kind.as_str(), "this alarm can not be looked for now"),
    };
    let was = |kind: AlarmKind, subject: &str| {
        raised.iter().any(|alarm| alarm.kind == kind.as_str() && alarm.subject == subject)
    };
    let spraying = was(AlarmKind::Spraying, "");
    put(AlarmKind::Spraying, false, spray(core, settings, spraying).await.map(Some));
    let many = was(AlarmKind::UnusualVolume, "");
    put(AlarmKind::UnusualVolume, false, volume(core, settings, many).await.map(Some));
    put(AlarmKind::ChangedBeforeReset, false, changed(core, settings).await.map(Some));
    put(AlarmKind::SmsBudget, false, budget(core, |stage| was(AlarmKind::SmsBudget, stage)).await.map(Some));
    put(AlarmKind::SmsConversion, false, conversion(core, settings).await.map(Some));
    put(AlarmKind::DirectoryDown, true, Ok(Some(down(core, directory, settings, state).await)));
    put(AlarmKind::Certificate, true, Ok(certificates::own(core.now(), settings)));
    let known = raised.iter().filter(|alarm| alarm.kind == AlarmKind::ServerCertificate.as_str());
    let ending = certificates::of_servers(core.now(), settings, &mut state.certificates, known).await;
    put(AlarmKind::ServerCertificate, true, Ok(Some(ending)));
    put(AlarmKind::ChainBroken, false, chain(core).await.map(Some));
    put(AlarmKind::OutboxStuck, false, outbox(core, settings).await.map(Some));
    put(AlarmKind::SinkStuck, false, sinks(core, settings).await.map(Some));
    put(AlarmKind::KeyAge, false, keys(core, settings).await.map(Some));
    out
}

pub(super) fn one(kind: AlarmKind, subject: impl Into<String>, figure: impl ToString) -> Alarm {
    Alarm { kind, subject: subject.into(), figure: figure.to_string() }
}

/// Wrong codes for many people (R34).
async fn spray(core: &Core, settings: &Settings, raised: bool) -> Result<Vec<Alarm>, StoreError> {
    let people = core.store.wrong_codes_since(core.tenant, core.now().before(SPRAY)).await?;
    let most = settings.numbers.spraying_people;
    let most = if raised { most / 2 } else { most };
    Ok(if people >= most { vec![one(AlarmKind::Spraying, "", people)] } else { Vec::new() })
}

/// Far more resets than usual at this hour.
async fn volume(core: &Core, settings: &Settings, raised: bool) -> Result<Vec<Alarm>, StoreError> {
    let now = core.now();
    let (least, factor) = (settings.numbers.volume_least, settings.numbers.volume_factor);
    let begun = core.store.resets_begun(core.tenant, now.before(HOUR), Timestamp(i64::MAX)).await?;
    let scale = |n: u32| if raised { n / 2 } else { n };
    if begun < scale(least) {
        return Ok(Vec::new());
    }
    let mut before = Vec::new();
    for day in 1..=DAYS {
        let to = now.before(DAY.saturating_mul(day));
        before.push(core.store.resets_begun(core.tenant, to.before(HOUR), to).await?);
    }
    before.sort_unstable();
    let usual = before.get(before.len() / 2).copied().unwrap_or(0);
    let unusual = begun >= scale(usual.saturating_mul(factor));
    Ok(if unusual { vec![one(AlarmKind::UnusualVolume, "", begun)] } else { Vec::new() })
}

/// A reset shortly after a change of the account's methods; over after a day.
async fn changed(core: &Core, settings: &Settings) -> Result<Vec<Alarm>, StoreError> {
    let span = settings.numbers.changed_before_reset();
    if span.is_zero() {
        return Ok(Vec::new());
    }
    let found = core.store.changed_before_reset(core.tenant, core.now().before(DAY), span).await?;
    let subject = |reset: &crate::store::alarm_figures::ChangedBefore| {
        reset.support_id.clone().unwrap_or_else(|| format!("#{}", reset.seq))
    };
    Ok(found.iter().map(|reset| one(AlarmKind::ChangedBeforeReset, subject(reset), reset.seq)).collect())
}

/// The budget for text messages, of all and of each prefix (R42).
async fn budget(core: &Core, raised: impl Fn(&str) -> bool) -> Result<Vec<Alarm>, StoreError> {
    let (used, most) = core.limits.sms_budget(core.tenant).await?;
    let percent = u64::from(used).saturating_mul(100) / u64::from(most.max(1));
    let reached = |stage: &u32| {
        let from = if raised(&stage.to_string()) { stage.saturating_sub(MARGIN) } else { *stage };
        percent >= u64::from(from)
    };
    let alarm = |stage: u32| one(AlarmKind::SmsBudget, stage.to_string(), format!("{stage} %"));
    let mut alarms: Vec<Alarm> = STAGES.into_iter().filter(reached).map(alarm).collect();
    for prefix in core.store.refused_prefixes(core.tenant, core.now().before(DAY)).await? {
        if core.limits.is_prefix_spent(core.tenant, &prefix).await? {
            let figure = format!("100 % ({prefix})");
            alarms.push(one(AlarmKind::SmsBudget, prefix, figure));
        }
    }
    Ok(alarms)
}

/// Codes that are hardly ever used, by country calling code (R43). The newest count when their life is over.
async fn conversion(core: &Core, settings: &Settings) -> Result<Vec<Alarm>, StoreError> {
    let (least, percent) = (settings.numbers.conversion_sends, settings.numbers.conversion_percent);
    if percent == 0 {
        return Ok(Vec::new());
    }
    let now = core.now();
    let to = now.before(core.numbers.sms_code_life);
    let figures = core.store.sms_conversions(core.tenant, now.before(DAY), to).await?;
    let poor = |figure: &crate::store::alarm_figures::Conversion| {
        figure.sent >= least && u64::from(figure.used) * 100 < u64::from(figure.sent) * u64::from(percent)
    };
    let alarm = |(prefix, figure): (String, crate::store::alarm_figures::Conversion)| {
        one(AlarmKind::SmsConversion, prefix, format!("{}/{}", figure.used, figure.sent))
    };
    Ok(figures.into_iter().filter(|(_, figure)| poor(figure)).map(alarm).collect())
}

/// No directory server, for some minutes.
async fn down(core: &Core, directory: &dyn DirectoryRead, settings: &Settings, state: &mut State) -> Vec<Alarm> {
    let well = matches!(tokio::time::timeout(PATIENCE, directory.ready()).await, Ok(Ok(())));
    if well {
        state.directory_down = None;
        return Vec::new();
    }
    let since = *state.directory_down.get_or_insert(core.now());
    let most = MINUTE.saturating_mul(settings.numbers.directory_minutes);
    if core.now().since(since) >= most {
        vec![one(AlarmKind::DirectoryDown, settings.node.as_str(), settings.node.as_str())]
    } else {
        Vec::new()
    }
}

/// What was appended to the audit log since the last look (R154). Every node reads; the place moves with the first.
async fn chain(core: &Core) -> Result<Vec<Alarm>, StoreError> {
    let store = &core.store;
    let place = store.sink_position(core.tenant, CHAIN).await?;
    let from = match place {
        Some(Position { seq, hash: Some(hash), .. }) => Verified { seq, hash },
        _ => Verified::nothing(),
    };
    let now = match verify_newer(store.db(), &core.keyring, core.tenant, &from).await {
        Ok(now) => now,
        Err(VerifyError::Bad(bad)) => return Ok(vec![one(AlarmKind::ChainBroken, "", told(bad.seq, bad.why))]),
        Err(VerifyError::Store(error)) => return Err(error),
    };
    if now.seq > from.seq {
        let owner = core.new_id();
        if store.claim_sink(core.tenant, CHAIN, owner, CHAIN_LEASE).await?.is_some_and(|place| place.seq == from.seq) {
            store.sink_advanced((core.tenant, CHAIN, owner), from.seq, now.seq, Some(&now.hash)).await?;
        }
    }
    // What the last look through the whole log found.
    Ok(match store.audit_check(core.tenant).await?.and_then(|check| check.last) {
        Some((_, Verdict::Broken { seq, why })) => vec![one(AlarmKind::ChainBroken, "", told(seq, &why))],
        _ => Vec::new(),
    })
}

fn told(seq: i64, why: &str) -> String {
    format!("audit record {seq}: {why}")
}

/// The age of the newest key.
async fn keys(core: &Core, settings: &Settings) -> Result<Vec<Alarm>, StoreError> {
    let most = settings.numbers.key_days;
    let Some(newest) = core.store.newest_key_at().await?.filter(|_| most > 0) else { return Ok(Vec::new()) };
    let days = core.now().since(newest).as_secs() / DAY.as_secs();
    Ok(if days >= u64::from(most) { vec![one(AlarmKind::KeyAge, "", days)] } else { Vec::new() })
}

/// Messages that wait.
async fn outbox(core: &Core, settings: &Settings) -> Result<Vec<Alarm>, StoreError> {
    let (_, oldest) = core.store.outbox_lag().await?;
    let waits = oldest.map_or(Duration::ZERO, |oldest| core.now().since(oldest));
    let most = MINUTE.saturating_mul(settings.numbers.outbox_minutes);
    Ok(if waits >= most { vec![one(AlarmKind::OutboxStuck, "", waits.as_secs() / 60)] } else { Vec::new() })
}

/// Copies of the audit log that are behind.
async fn sinks(core: &Core, settings: &Settings) -> Result<Vec<Alarm>, StoreError> {
    let most = MINUTE.saturating_mul(settings.numbers.sink_minutes);
    let states = core.store.sink_states(core.tenant).await?;
    let stuck = states.into_iter().filter(|state| {
        let configured = settings.sinks.contains(&state.name.as_str());
        configured && state.lag > 0 && state.error.is_some() && core.now().since(state.updated_at) >= most
    });
    Ok(stuck.map(|state| one(AlarmKind::SinkStuck, state.name, state.lag)).collect())
}

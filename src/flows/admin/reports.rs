//! What the overview and the reports tell: figures that were counted before, never counted for a page.

use std::{collections::BTreeMap, time::Duration};

use super::{
    Admin,
    report_files::{Format, Report},
};
use crate::{
    domain::{
        account::TenantId,
        coverage::figure::{Figure, Tally},
        error::Code,
        event::{EventKind, Outcome},
        forecast::Line,
        funnel::{Counter, Ending, Span, Stage, Told, Way, counted},
        role::Role,
        time::Timestamp,
    },
    flows::{Core, StepError},
    store::{
        Store, StoreError,
        alarms::Raised,
        audit::{EventFilter, EventsBy, StoredEvent},
        coverage_state::CoverageState,
        report_figures::Price,
        sync_state::SyncState,
    },
};

/// Days that a chart of coverage goes back.
pub const HISTORY: i64 = 180;
/// Days of the overview.
pub const USUAL: i64 = 30;
/// The share that the forecast is about.
pub const MARK: f64 = 0.9;
/// Events that are read at once for a list, and how often for one page of it.
const READ: u32 = 500;
const LOOKS: usize = 20;
/// Spans that can be chosen, in days.
pub const SPANS: [i64; 5] = [1, 7, 30, 90, 365];

/// Days from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Period {
    /// The first.
    pub since: i64,
    /// The last.
    pub until: i64,
}

impl Period {
    /// The last `days` days, today included.
    #[must_use]
    pub const fn last(days: i64, today: i64) -> Self {
        Self { since: today.saturating_sub(days).saturating_add(1), until: today }
    }

    /// How many days.
    #[must_use]
    pub const fn days(self) -> i64 {
        self.until.saturating_sub(self.since).saturating_add(1)
    }
}

/// Coverage on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CoverageDay {
    /// The day.
    pub day: i64,
    /// In scope.
    pub enabled: u64,
    /// Of these: enough registered.
    pub registered: u64,
    /// Of these: could reset now.
    pub capable: u64,
}

/// Coverage: now, and as it was.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// How many accounts stand in each way.
    pub tally: Tally,
    /// How the count stands.
    pub state: Option<CoverageState>,
    /// One entry for each day that was counted, oldest first.
    pub days: Vec<CoverageDay>,
    /// The policies that accounts stand under, in the order in which they are tried.
    pub policies: Vec<String>,
}

#[expect(clippy::cast_precision_loss, reason = "accounts are far below 2^52")]
fn ratio(part: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

impl Coverage {
    /// What share of the enabled is capable, day by day.
    #[must_use]
    pub fn shares(&self, of: impl Fn(&CoverageDay) -> u64) -> Vec<(i64, f64)> {
        self.days.iter().filter_map(|day| Some((day.day, ratio(of(day), day.enabled)?))).collect()
    }

    /// The line that the share of the capable follows.
    #[must_use]
    pub fn line(&self) -> Option<Line> {
        Line::through(&self.shares(|day| day.capable))
    }
}

/// How resets went in a period, and what else happened.
#[derive(Debug, Clone, Default)]
pub struct Resets {
    /// Journeys that stand in each way, of all days together.
    pub ways: BTreeMap<Way, u64>,
    /// By day: how many began, and how many of these ended well.
    pub days: BTreeMap<i64, (u64, u64)>,
    /// How often what happened.
    pub counters: BTreeMap<(Counter, String), u64>,
    /// How long those took that ended well.
    pub took: BTreeMap<Span, u64>,
}

impl Resets {
    /// How many journeys a condition holds for.
    #[must_use]
    pub fn count(&self, holds: impl Fn(&Way) -> bool) -> u64 {
        self.ways.iter().filter(|(way, _)| holds(way)).map(|(_, count)| count).sum()
    }

    /// How many came at least so far.
    #[must_use]
    pub fn reached(&self, stage: Stage) -> u64 {
        self.count(|way| way.stage >= stage)
    }

    /// How many ended well.
    #[must_use]
    pub fn done(&self) -> u64 {
        self.count(|way| way.ending != Ending::Open)
    }

    /// How often something happened, by subject, the most frequent first.
    #[must_use]
    pub fn by_subject(&self, counter: Counter) -> Vec<(String, u64)> {
        let of = self.counters.iter().filter(|((other, _), _)| *other == counter);
        let mut all: Vec<(String, u64)> = of.map(|((_, subject), times)| (subject.clone(), *times)).collect();
        all.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        all
    }

    /// How often something happened.
    #[must_use]
    pub fn times(&self, counter: Counter) -> u64 {
        self.counters.iter().filter(|((other, _), _)| *other == counter).map(|(_, times)| times).sum()
    }

    /// Seconds within which this share of those that ended well did so.
    #[must_use]
    pub fn within(&self, share: f64) -> Option<f64> {
        Span::quantile(&self.took, share).map(Span::seconds)
    }

    /// Why those that did not end well stopped: stage, reason (empty when they just left), how many; the most
    /// frequent first.
    #[must_use]
    pub fn stopped(&self) -> Vec<(Stage, String, u64)> {
        let open = self.ways.iter().filter(|(way, _)| way.ending == Ending::Open);
        let mut all: Vec<_> = open.map(|(way, count)| (way.stage, way.reason.clone(), *count)).collect();
        all.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| (a.0, &a.1).cmp(&(b.0, &b.1))));
        all
    }
}

/// How far the figures are behind the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Behind {
    /// Events that are not in the figures yet.
    pub events: u64,
    /// When the last were folded in.
    pub at: Option<Timestamp>,
}

/// Everything that the overview tells.
#[derive(Debug, Clone, Default)]
pub struct Overview {
    /// Coverage.
    pub coverage: Coverage,
    /// The resets of the last 30 days.
    pub resets: Resets,
    /// What is being alarmed about.
    pub alarms: Vec<Raised>,
    /// How the scan of the directory stands.
    pub scan: Option<SyncState>,
    /// What a call costs.
    pub price: Option<Price>,
    /// How far the figures are behind.
    pub behind: Behind,
    /// Requests for help that wait for an answer.
    pub help: Waiting,
    /// What is missing on a new installation.
    pub missing: Missing,
}

/// Requests for help that wait for an answer: the queue itself, not what the log says of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Waiting {
    /// How many.
    pub open: u64,
    /// How long the first of them has waited.
    pub longest: Option<Duration>,
}

/// What is missing on a new installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Missing {
    /// The directory was never scanned.
    pub scan: bool,
    /// The policies are still those of the configuration file.
    pub policy: bool,
    /// Nobody but owners has a role.
    pub roles: bool,
    /// No mail can be sent.
    pub mail: bool,
    /// Nobody is in scope.
    pub pilot: bool,
}

impl Missing {
    /// Whether something is.
    #[must_use]
    pub const fn anything(self) -> bool {
        self.scan || self.policy || self.roles || self.mail || self.pilot
    }
}

/// Coverage now, and on the days since `since`.
///
/// # Errors
/// [`StoreError`].
pub async fn coverage(core: &Core, since: i64) -> Result<Coverage, StoreError> {
    let tally = core.store.coverage(core.tenant).await?;
    let state = core.store.coverage_state(core.tenant).await?;
    let mut days: BTreeMap<i64, CoverageDay> = BTreeMap::new();
    for (day, figure, accounts) in core.store.coverage_of_all(core.tenant, since).await? {
        let entry = days.entry(day).or_insert(CoverageDay { day, ..CoverageDay::default() });
        match figure {
            Figure::Enabled => entry.enabled = accounts,
            Figure::Registered => entry.registered = accounts,
            Figure::Capable => entry.capable = accounts,
            _ => {}
        }
    }
    let set = super::coverage::policies(core);
    let mut policies: Vec<String> = set.all().map(|named| named.name.to_string()).collect();
    // One that is gone since the count still has its accounts.
    for (standing, count) in tally.iter() {
        if *count > 0 && !policies.iter().any(|name| **name == *standing.policy) {
            policies.push(standing.policy.to_string());
        }
    }
    Ok(Coverage { tally, state, days: days.into_values().collect(), policies })
}

/// How resets went.
///
/// # Errors
/// [`StoreError`].
pub async fn resets(core: &Core, period: Period) -> Result<Resets, StoreError> {
    resets_of(&core.store, core.tenant, period).await
}

/// How resets went, for who has a database and no house.
///
/// # Errors
/// [`StoreError`].
pub async fn resets_of(store: &Store, tenant: TenantId, period: Period) -> Result<Resets, StoreError> {
    let mut resets = Resets::default();
    for (day, way, count) in store.journey_days(tenant, period.since, period.until).await? {
        let (begun, done) = resets.days.entry(day).or_default();
        *begun = begun.saturating_add(count);
        if way.ending != Ending::Open {
            *done = done.saturating_add(count);
        }
        *resets.ways.entry(way).or_default() += count;
    }
    (resets.counters, resets.took) = store.counters(tenant, period.since, period.until).await?;
    Ok(resets)
}

/// How far the figures are behind the audit log.
///
/// # Errors
/// [`StoreError`].
pub async fn behind(core: &Core) -> Result<Behind, StoreError> {
    let (seq, at, head) = core.store.folded(core.tenant).await?;
    Ok(Behind { events: u64::try_from(head.saturating_sub(seq)).unwrap_or(0), at })
}

/// Everything that the overview tells on this day.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(core: &Core, today: i64, mail: bool) -> Result<Overview, StoreError> {
    let coverage = coverage(core, today.saturating_sub(HISTORY)).await?;
    let scan = core.store.sync_state(core.tenant).await?;
    let bindings = core.store.role_bindings(core.tenant).await?;
    let missing = Missing {
        scan: scan.as_ref().is_none_or(|scan| scan.finished_at.is_none()),
        policy: super::coverage::policies(core).version == 0,
        roles: bindings.iter().all(|binding| binding.role == Role::Owner),
        mail: !mail,
        pilot: !coverage.tally.is_empty() && coverage.tally.of(Figure::Enabled) == 0,
    };
    let (open, since) = core.store.waiting_help_requests(core.tenant).await?;
    Ok(Overview {
        help: Waiting { open, longest: since.map(|since| core.now().since(since)) },
        resets: resets(core, Period::last(USUAL, today)).await?,
        alarms: core.store.raised_alarms(core.tenant).await?,
        price: core.store.call_price(core.tenant).await?,
        behind: behind(core).await?,
        coverage,
        scan,
        missing,
    })
}

/// Writes down what a call costs.
///
/// # Errors
/// [`StepError`].
pub async fn set_price(core: &Core, admin: &Admin, price: &Price) -> Result<(), StepError> {
    let event = admin
        .event(EventKind::CallPriceChanged, Outcome::Success)
        .with("hundredths", price.hundredths.to_string())
        .with("currency", &price.currency);
    let mut tx = core.store.begin().await?;
    tx.set_call_price(core.tenant, price).await?;
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

/// Asks for a count of all accounts.
///
/// # Errors
/// [`StepError`].
pub async fn recount(core: &Core) -> Result<(), StepError> {
    Ok(core.store.want_coverage(core.tenant).await?)
}

/// Writes down that a report leaves the house, before it does.
///
/// # Errors
/// [`StepError`]: then it must not leave.
pub async fn note_file(core: &Core, admin: &Admin, report: &Report, format: Format) -> Result<(), StepError> {
    let mut event = admin.event(EventKind::ReportExported, Outcome::Success);
    event = event.with("report", report.name()).with("format", format.as_str());
    if let Report::People(question) = report {
        event = event.with("figure", question.figure.as_str());
        if let Some(policy) = &question.policy {
            event = event.with("policy", policy);
        }
    }
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    Ok(tx.commit().await?)
}

/// An event of the log as it is counted.
#[must_use]
pub fn told(event: &StoredEvent) -> Told {
    let facts = event.detail.as_object().into_iter().flatten();
    Told {
        at: event.at,
        kind: event.kind.clone(),
        outcome: event.outcome.clone(),
        account: event.account,
        support_id: event.support_id.clone(),
        code: event.code,
        detail: facts.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect(),
    }
}

/// Up to `limit` events that a counter counts (of one subject, or of all) from the first time up to the second, the
/// newest first, before the record `before`; and where the next page begins. A page may be shorter than asked for and
/// not be the last.
///
/// # Errors
/// [`StoreError`].
pub async fn events(
    core: &Core,
    counter: Counter,
    subject: Option<&str>,
    (since, until): (Timestamp, Timestamp),
    before: Option<i64>,
    limit: u32,
) -> Result<(Vec<StoredEvent>, Option<i64>), StoreError> {
    let Some((kind, outcome)) = counter.event() else { return Ok((Vec::new(), None)) };
    let slack = Duration::from_secs(3600);
    let mut edge = match before {
        Some(before) => before,
        None => core.store.first_record_from(core.tenant, until.after(slack)).await?,
    };
    let wanted = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut found = Vec::new();
    for _ in 0..LOOKS {
        let filter = EventFilter {
            tenant: core.tenant,
            by: EventsBy::Kind(kind),
            since: None,
            until: Some(until),
            before_seq: Some(edge),
            limit: READ,
        };
        let page = core.store.events(&filter).await?;
        let mut last = u32::try_from(page.len()).is_ok_and(|read| read < READ);
        for event in page {
            edge = event.seq;
            // Clocks of several nodes differ: what is older by more than that ends the list.
            last |= event.at < since.before(slack);
            let meant = event.at >= since && event.outcome == outcome;
            let counts = |(_, of): &(Counter, String)| subject.is_none_or(|wanted| wanted == of);
            if meant && counted(&told(&event)).iter().any(counts) {
                found.push(event);
                if found.len() == wanted {
                    return Ok((found, Some(edge)));
                }
            }
        }
        if last {
            return Ok((found, None));
        }
    }
    Ok((found, Some(edge)))
}

/// What a code of a reason means to an administrator; `None` for what is no code.
#[must_use]
pub fn code_of(reason: &str) -> Option<Code> {
    Code::ALL.iter().copied().find(|code| code.to_string() == reason)
}

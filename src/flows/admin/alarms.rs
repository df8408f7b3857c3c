//! Alarms in the console: what is wrong now, and what was.

use crate::{
    domain::{event::EventKind, time::Timestamp},
    flows::{
        Core, StepError,
        admin::audit::{self, Listed},
    },
    store::{
        alarms::Raised,
        audit::StoredEvent,
        audit_search::{Page, Search},
    },
};

/// Entries on a page of what was.
pub const PAGE: u32 = 25;
/// Ends that are looked at to find those of one page.
const ENDS: u32 = 500;

/// An alarm that was raised.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastAlarm {
    /// The number of its event.
    pub seq: i64,
    /// What ([`crate::domain::alarm::AlarmKind::as_str`]).
    pub kind: String,
    /// Which one of them.
    pub subject: String,
    /// How bad it was when it began.
    pub figure: String,
    /// When it began.
    pub raised_at: Timestamp,
    /// When it was over.
    pub cleared_at: Option<Timestamp>,
}

/// What is wrong now, the oldest first.
///
/// # Errors
/// [`StepError`].
pub async fn raised(core: &Core) -> Result<Vec<Raised>, StepError> {
    let mut raised = core.store.raised_alarms(core.tenant).await?;
    raised.sort_by_key(|alarm| alarm.raised_at);
    Ok(raised)
}

/// What was raised, the newest first, from the audit log.
///
/// # Errors
/// [`StepError`].
pub async fn history(core: &Core, page: Page) -> Result<Listed<PastAlarm>, StepError> {
    let of = |kind: EventKind| Search { kind: Some(kind.as_str().to_owned()), ..Search::all(core.tenant) };
    let begun = audit::events(core, &of(EventKind::AlarmRaised), page, PAGE).await?;
    let first = begun.rows.last().map_or(i64::MAX, |event| event.seq);
    let ends = core.store.search_events(&of(EventKind::AlarmCleared), Page::After(first), ENDS).await?;
    let rows = begun.rows.iter().map(|event| past(event, &ends)).collect();
    Ok(Listed { rows, newer: begun.newer, older: begun.older })
}

fn past(event: &StoredEvent, ends: &[StoredEvent]) -> PastAlarm {
    let fact = |event: &StoredEvent, key: &str| {
        event.detail.get(key).and_then(|value| value.as_str()).unwrap_or_default().to_owned()
    };
    let (kind, subject) = (fact(event, "alarm"), fact(event, "subject"));
    // The first end behind the beginning; ends come oldest first.
    let end =
        ends.iter().find(|end| end.seq > event.seq && fact(end, "alarm") == kind && fact(end, "subject") == subject);
    PastAlarm {
        seq: event.seq,
        figure: fact(event, "figure"),
        raised_at: event.at,
        cleared_at: end.map(|end| end.at),
        kind,
        subject,
    }
}

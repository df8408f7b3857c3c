//! The audit log in the console: looked at journey by journey or event by event, verified, handed out as a file; and one
//! person's names erased from it.

use uuid::Uuid;

use super::Admin;
use crate::{
    domain::{
        event::{EventKind, Outcome},
        export::moment,
        time::Timestamp,
    },
    flows::{
        Core, StepError,
        audit_export::{Export, Format},
    },
    store::{
        StoreError,
        audit::StoredEvent,
        audit_checks::AuditCheck,
        audit_forget::{Forget, Forgotten},
        audit_search::{Journey, Page, Search, Who},
        audit_sinks::SinkState,
        audit_verify::ChainEnd,
    },
};

/// One page of a list, newest first, and the numbers of the pages beside it.
#[derive(Debug)]
pub struct Listed<T> {
    /// What is on it.
    pub rows: Vec<T>,
    /// [`Page::After`] this is the page before.
    pub newer: Option<i64>,
    /// [`Page::Before`] this is the next page.
    pub older: Option<i64>,
}

/// How the log stands.
#[derive(Debug)]
pub struct LogState {
    /// The look through all of it.
    pub check: Option<AuditCheck>,
    /// Where it ends, and its last checkpoint; none while it is empty.
    pub end: Option<ChainEnd>,
    /// Its copies.
    pub sinks: Vec<SinkState>,
}

/// A page of what was read one row too far, in the order of `page`.
fn listed<T>(mut rows: Vec<T>, page: Page, limit: u32, key: impl Fn(&T) -> i64) -> Listed<T> {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > limit;
    rows.truncate(limit);
    let back = matches!(page, Page::After(_));
    if back {
        rows.reverse();
    }
    let (first, last) = (rows.first().map(&key), rows.last().map(&key));
    let begun = matches!(page, Page::Before(Some(_)));
    Listed { newer: first.filter(|_| if back { more } else { begun }), older: last.filter(|_| back || more), rows }
}

/// Journeys, the one with the newest event that matches first.
///
/// # Errors
/// [`StepError`].
pub async fn journeys(core: &Core, search: &Search, page: Page, limit: u32) -> Result<Listed<Journey>, StepError> {
    let rows = core.store.journeys(search, page, limit.saturating_add(1)).await?;
    Ok(listed(rows, page, limit, |journey| journey.key))
}

/// Single events, newest first.
///
/// # Errors
/// [`StepError`].
pub async fn events(core: &Core, search: &Search, page: Page, limit: u32) -> Result<Listed<StoredEvent>, StepError> {
    let rows = core.store.search_events(search, page, limit.saturating_add(1)).await?;
    Ok(listed(rows, page, limit, |event| event.seq))
}

/// How the log stands.
///
/// # Errors
/// [`StepError`].
pub async fn state(core: &Core) -> Result<LogState, StepError> {
    Ok(LogState {
        check: core.store.audit_check(core.tenant).await?,
        end: core.store.audit_end(core.tenant).await?,
        sinks: core.store.sink_states(core.tenant).await?,
    })
}

/// Asks for a look through the whole log; a node begins within seconds.
///
/// # Errors
/// [`StepError`].
pub async fn verify(core: &Core, admin: &Admin) -> Result<(), StepError> {
    let mut tx = core.store.begin().await?;
    tx.want_audit_check(core.tenant).await?;
    tx.audit(&core.tenant, &admin.event(EventKind::LogVerified, Outcome::Pending)).await?;
    Ok(tx.commit().await?)
}

/// Begins an export of what `search` finds, and writes down that it was handed out, to whom and with which filter; not
/// whom it is about.
///
/// # Errors
/// [`StepError`]: then nothing is handed out.
pub async fn export(
    core: &Core,
    admin: &Admin,
    search: Search,
    format: Format,
    personal: bool,
) -> Result<Export, StepError> {
    let yes_no = |yes: bool| if yes { "yes" } else { "no" };
    let mut event = admin
        .event(EventKind::LogExported, Outcome::Success)
        .with("format", format.as_str())
        .with("names", yes_no(personal));
    let time = |at: Option<Timestamp>| at.map(moment);
    let filter = [
        ("kind", search.kind.clone()),
        ("outcome", search.outcome.clone()),
        ("since", time(search.since)),
        ("until", time(search.until)),
        ("of", of(&search.who)),
    ];
    for (key, value) in filter.into_iter().filter_map(|(key, value)| Some((key, value?))) {
        event = event.with(key, value);
    }
    let mut tx = core.store.begin().await?;
    tx.audit(&core.tenant, &event).await?;
    tx.commit().await?;
    let upto = core.store.audit_end(core.tenant).await?.map(|end| end.seq);
    Ok(Export::new(core.store.clone(), search, format, personal, upto))
}

/// Whose events, without a name.
fn of(who: &Who) -> Option<String> {
    match who {
        Who::Anyone => None,
        Who::Login(_) => Some("one person".to_owned()),
        Who::Account(account) => Some(account.0.to_string()),
        Who::SupportId(id) => Some(id.clone()),
        Who::Flow(flow) => Some(flow.to_string()),
    }
}

/// What forgetting somebody would erase.
///
/// # Errors
/// [`StepError`].
pub async fn would_forget(core: &Core, who: &Forget) -> Result<Forgotten, StepError> {
    Ok(core.store.would_forget(core.tenant, who).await?)
}

/// Erases names, contacts and addresses from all events of a person. The event that tells of it names the account by its
/// id, and is the admin's own: it is not erased with the person's.
///
/// # Errors
/// [`StepError`]; nothing was erased then.
pub async fn forget(core: &Core, admin: &Admin, who: &Forget) -> Result<Forgotten, StepError> {
    let mut event = admin.event(EventKind::PersonForgotten, Outcome::Success);
    if let Forget::Account(account) = who {
        event = event.with("person", account.0.to_string());
    }
    Ok(core.store.forget_person(core.tenant, who, Some(event)).await?)
}

/// The login name that was last seen for an account, and still can be read.
///
/// # Errors
/// [`StoreError`].
pub async fn last_name(core: &Core, who: &Forget) -> Result<Option<String>, StoreError> {
    let Forget::Account(account) = who else { return Ok(None) };
    let search = Search { who: Who::Account(*account), ..Search::all(core.tenant) };
    let events = core.store.search_events(&search, Page::Before(None), 50).await?;
    // An admin's event about this account names the admin.
    let mut own = events.into_iter().filter_map(|event| event.personal).filter(|personal| personal.actor.is_none());
    Ok(own.find_map(|personal| personal.login))
}

/// The account that a filter leads to, if it is only one: whom the list is about.
#[must_use]
pub fn account_of(events: &[&StoredEvent]) -> Option<Uuid> {
    let mut accounts = events.iter().filter_map(|event| event.account);
    let first = accounts.next()?;
    accounts.all(|other| other == first).then_some(first.0)
}

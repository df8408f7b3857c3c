//! The audit log: `/admin/audit`, and as a file.

use std::sync::Arc;

use actix_web::{
    HttpRequest, HttpResponse,
    http::{StatusCode, header},
    web,
};
use url::form_urlencoded;

use super::{Console, audit_words::Words, console};
use crate::{
    domain::{
        account::{AccountId, TenantId},
        day,
        error::Code,
        event::{EventKind, Outcome},
        role::Right,
    },
    flows::{
        StepError,
        admin::audit::{self, Listed},
        audit_export::{Export, Format},
    },
    render::{
        contexts::admin::audit::{AuditLog, KindChoice, LogFilter, LogHealth},
        paths_admin as paths,
    },
    store::{
        audit_checks::{AuditCheck, Verdict},
        audit_search::{Page, Search, Who},
    },
    web::{
        form::Form,
        pages::{Answer, Portal},
        problem::Failure,
        routes::Entry,
    },
};

/// Journeys on a page.
const JOURNEYS: u32 = 20;
/// Events on a page.
const EVENTS: u32 = 50;
/// Parts of a file that wait for the browser to take them.
const AHEAD: usize = 2;

/// The routes of this file.
#[must_use]
pub fn entries_audit() -> Vec<Entry> {
    vec![
        Entry::console_read(Right::SeeAudit, paths::AUDIT, || web::to(log)),
        Entry::console_form(Right::SeeAudit, paths::AUDIT_EXPORT, || web::to(export)),
    ]
}

/// A filter that was asked for, as typed.
fn filter_of<'a>(field: impl Fn(&str) -> Option<&'a str>) -> LogFilter {
    let text = |name: &str| field(name).unwrap_or_default().trim().to_owned();
    LogFilter {
        who: text("who"),
        support: text("support").to_uppercase(),
        from: text("from"),
        to: text("to"),
        kind: text("kind"),
        outcome: text("outcome"),
        flow: text("flow"),
        events: field("view") == Some("events"),
    }
}

/// What to look for; none for a day that is none.
fn search_of(filter: &LogFilter, zone: &str) -> Option<Search> {
    let day = |text: &str| if text.is_empty() { Some(None) } else { day::bounds(text, zone).map(Some) };
    let who = if !filter.flow.is_empty() {
        // What can be no journey finds nothing.
        Who::Flow(filter.flow.parse().unwrap_or_default())
    } else if !filter.support.is_empty() {
        Who::SupportId(filter.support.clone())
    } else if let Ok(id) = filter.who.parse() {
        Who::Account(AccountId(id))
    } else if !filter.who.is_empty() {
        Who::Login(filter.who.clone())
    } else {
        Who::Anyone
    };
    Some(Search {
        tenant: TenantId::DEFAULT,
        who,
        since: day(&filter.from)?.map(|(begins, _)| begins),
        until: day(&filter.to)?.map(|(_, ends)| ends),
        kind: Some(filter.kind.clone()).filter(|kind| !kind.is_empty()),
        outcome: Some(filter.outcome.clone()).filter(|outcome| !outcome.is_empty()),
    })
}

/// The address of a filter, with one thing more.
fn address(filter: &LogFilter, more: Option<(&str, &str)>) -> String {
    let view = if filter.events { "events" } else { "" };
    let pairs = [
        ("who", filter.who.as_str()),
        ("support", &filter.support),
        ("from", &filter.from),
        ("to", &filter.to),
        ("kind", &filter.kind),
        ("outcome", &filter.outcome),
        ("flow", &filter.flow),
        ("view", view),
    ];
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(pairs.into_iter().chain(more).filter(|(_, value)| !value.is_empty()));
    let query = query.finish();
    if query.is_empty() { paths::AUDIT.to_owned() } else { format!("{}?{query}", paths::AUDIT) }
}

/// A line about the whole log.
fn health(check: Option<&AuditCheck>, now: crate::domain::time::Timestamp) -> LogHealth {
    let Some(check) = check else { return LogHealth::Unknown };
    match &check.last {
        Some((_, Verdict::Broken { .. })) => LogHealth::Broken,
        _ if check.wanted || check.runs(now) => LogHealth::Running,
        Some((_, Verdict::Holds)) => LogHealth::Holds,
        None => LogHealth::Unknown,
    }
}

/// The page that a query asks for.
fn page_of(query: &[(String, String)]) -> Page {
    let number = |name: &str| query.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.parse().ok());
    match number("after") {
        Some(after) => Page::After(after),
        None => Page::Before(number("before")),
    }
}

async fn log(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query: Vec<(String, String)> = form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    let value = |name: &str| query.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let filter = filter_of(value);
    let (page, forgot) = (page_of(&query), value("forgot").and_then(|count| count.parse().ok()));
    let app = Arc::clone(&console.visit.portal.app);
    let Some(search) = search_of(&filter, app.org.time_zone.name()) else {
        let context = bare(&console, filter, LogHealth::Unknown);
        return console.html(StatusCode::UNPROCESSABLE_ENTITY, &AuditLog { bad_day: true, ..context });
    };
    let as_events = filter.events;
    let read = async move {
        let check = app.core.store.audit_check(app.core.tenant).await?;
        let (mut journeys, mut events) = (none(), none());
        if as_events {
            events = audit::events(&app.core, &search, page, EVENTS).await?;
        } else {
            journeys = audit::journeys(&app.core, &search, page, JOURNEYS).await?;
        }
        Ok::<_, StepError>((check, journeys, events))
    };
    let (check, journeys, events) = match console.visit.offload(read).await? {
        Ok(read) => read,
        Err(error) => return console.step_error(&error),
    };
    let core = &console.visit.app().core;
    let words = Words { renderer: &console.visit.app().renderer, locale: &console.visit.locale };
    let (newer, older) = if as_events { (events.newer, events.older) } else { (journeys.newer, journeys.older) };
    let seen: Vec<_> = journeys.rows.iter().flat_map(|journey| &journey.events).chain(&events.rows).collect();
    let whom = match audit::account_of(&seen) {
        Some(account) if !filter.who.is_empty() => account.to_string(),
        _ => filter.who.clone(),
    };
    let may_forget = console.admin.may(Right::ForgetPeople) && !whom.is_empty();
    let forget: String = form_urlencoded::Serializer::new(String::new()).append_pair("who", &whom).finish();
    let is_first = matches!(page, Page::Before(None));
    let context = AuditLog {
        journeys: journeys.rows.iter().filter_map(|journey| words.journey(journey)).collect(),
        events: events.rows.iter().map(|event| words.event(event)).collect(),
        newer: newer.map(|seq| address(&filter, Some(("after", &seq.to_string())))),
        older: older.map(|seq| address(&filter, Some(("before", &seq.to_string())))),
        first: (!is_first).then(|| address(&filter, None)),
        forget: may_forget.then(|| format!("{}?{forget}", paths::AUDIT_FORGET)),
        forgot,
        ..bare(&console, filter, health(check.as_ref(), core.now()))
    };
    console.html(StatusCode::OK, &context)
}

const fn none<T>() -> Listed<T> {
    Listed { rows: Vec::new(), newer: None, older: None }
}

/// The page with its filter and nothing in it.
fn bare(console: &Console, filter: LogFilter, health: LogHealth) -> AuditLog {
    let words = Words { renderer: &console.visit.app().renderer, locale: &console.visit.locale };
    let mut kinds: Vec<KindChoice> = EventKind::ALL
        .iter()
        .map(|kind| KindChoice { name: kind.as_str().to_owned(), label: words.kind(kind.as_str()) })
        .collect();
    kinds.sort_by_key(|kind| kind.label.to_lowercase());
    let whole = LogFilter { events: filter.events, ..LogFilter::default() };
    AuditLog {
        filtered: address(&filter, None) != address(&whole, None),
        bad_day: false,
        kinds,
        journeys: Vec::new(),
        events: Vec::new(),
        newer: None,
        older: None,
        first: None,
        other_view: address(&LogFilter { events: !filter.events, ..filter.clone() }, None),
        health,
        forget: None,
        forgot: None,
        filter,
    }
}

/// `POST /admin/audit/export`: the file, as it is read. Written down before the first byte.
async fn export(request: HttpRequest, portal: web::Data<Portal>, form: Form) -> Answer {
    let Console { visit, admin, .. } = console!(&request, &portal);
    form.fields.only(&["who", "support", "from", "to", "kind", "outcome", "flow", "format", "names"])?;
    let filter = filter_of(|name| form.fields.optional(name));
    let format = Format::parse(form.fields.text("format")?).ok_or(Failure(Code::BadRequest))?;
    let names = form.fields.optional("names") == Some("yes");
    let app = Arc::clone(&visit.portal.app);
    let search = search_of(&filter, app.org.time_zone.name()).ok_or(Failure(Code::BadRequest))?;
    let known = |outcome: &str| Outcome::ALL.iter().any(|known| known.as_str() == outcome);
    if !filter.outcome.is_empty() && !known(&filter.outcome) {
        return Err(Failure(Code::BadRequest));
    }
    let begun = visit.offload(async move { audit::export(&app.core, &admin, search, format, names).await }).await?;
    let export = match begun {
        Ok(export) => export,
        Err(error) => return visit.step_error(&error),
    };
    let kind = match format {
        Format::Csv => "text/csv; charset=utf-8",
        Format::Json => "application/x-ndjson; charset=utf-8",
    };
    let day = crate::domain::export::moment(visit.app().core.now());
    let name = format!("attachment; filename=\"audit-{}.{}\"", day.get(..10).unwrap_or_default(), format.as_str());
    let parts = parts(visit.app().runtime(), export);
    let mut answer = HttpResponse::Ok();
    answer.insert_header((header::CONTENT_TYPE, kind)).insert_header((header::CONTENT_DISPOSITION, name));
    visit.finish(answer.streaming(parts))
}

/// Reads on the main runtime, where the database's sockets are, a little ahead of the browser. A file that breaks off
/// is not ended properly, so that nobody takes it for whole.
fn parts(
    runtime: &tokio::runtime::Handle,
    mut export: Export,
) -> impl futures_util::Stream<Item = Result<web::Bytes, std::io::Error>> + use<> {
    let (give, mut take) = tokio::sync::mpsc::channel(AHEAD);
    runtime.spawn(async move {
        loop {
            let part = match export.next().await {
                Ok(Some(part)) => Ok(web::Bytes::from(part)),
                Ok(None) => return,
                Err(error) => {
                    tracing::warn!(%error, "an export of the audit log broke off");
                    Err(std::io::Error::other("the database can not be read"))
                }
            };
            let last = part.is_err();
            // Who hung up has seen enough.
            if give.send(part).await.is_err() || last {
                return;
            }
        }
    });
    futures_util::stream::poll_fn(move |context| take.poll_recv(context))
}

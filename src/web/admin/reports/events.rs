//! `GET /admin/reports/events`: the audit events behind a counter, the newest first.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    PAGE, asked,
    journeys::in_audit,
    people,
    say::{Query, Say, href},
};
use crate::{
    domain::{error::Code, funnel::Counter},
    flows::admin::reports::{self, Period},
    render::{
        Arg,
        contexts::admin::reports::{Cell, Listing, Table, Way},
        paths_admin as paths,
    },
    store::audit::StoredEvent,
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// The address of the list behind a counter.
pub fn list(counter: Counter, subject: Option<&str>, period: Period) -> String {
    let (since, until) = (period.since.to_string(), period.until.to_string());
    let mut pairs = vec![("counter", counter.as_str()), ("since", &since), ("until", &until)];
    pairs.extend(subject.map(|subject| ("subject", subject)));
    href(paths::REPORT_EVENTS, &pairs)
}

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query = Query::read(request.query_string());
    let counter = query.get("counter").and_then(Counter::parse).filter(|counter| counter.event().is_some());
    let counter = counter.ok_or(Failure(Code::NotFound))?;
    let app = Arc::clone(&console.visit.portal.app);
    let zone = app.org.time_zone.clone();
    let period = asked::period(&query, zone.day(app.core.now()));
    let span = (zone.begin(period.since), zone.begin(period.until.saturating_add(1)));
    let (subject, before) = (query.raw("subject").map(str::to_owned), query.parse::<i64>("before"));
    let (wanted, begun) = (subject.clone(), before.is_some());
    let seen = console
        .visit
        .offload(async move {
            let counts = reports::resets(&app.core, period).await?;
            let found = reports::events(&app.core, counter, wanted.as_deref(), span, before, PAGE).await?;
            Ok((counts, found))
        })
        .await?;
    let (counts, (events, next)) = match seen {
        Ok(seen) => seen,
        Err(error) => return console.store_error(error),
    };
    let count = match &subject {
        Some(subject) => counts.counters.get(&(counter, subject.clone())).copied().unwrap_or_default(),
        None => counts.times(counter),
    };
    let say = Say::of(&console.visit);
    let words = [
        ("count", Arg::Text(say.n(count))),
        ("since", Arg::Text(say.day(period.since))),
        ("until", Arg::Text(say.day(period.until))),
    ];
    let mut lead = vec![say.with("events-count", &words)];
    lead.extend(subject.as_deref().map(|subject| say.subject(counter, subject)));
    let next = next.map(|seq| format!("{}&before={seq}", list(counter, subject.as_deref(), period)));
    let page = Listing {
        title: say.t(&format!("counter-{}", counter.as_str())),
        lead,
        tabs: say.tabs(""),
        table: (!events.is_empty()).then(|| table(&console, &say, counter, &events)),
        empty: say.t("events-empty"),
        first: begun.then(|| list(counter, subject.as_deref(), period)),
        next,
        back: Way { label: say.t("back-resets"), href: paths::REPORT_RESETS.to_owned(), current: false },
        ..Listing::default()
    };
    console.html(StatusCode::OK, &page)
}

fn table(console: &Console, say: &Say<'_>, counter: Counter, events: &[StoredEvent]) -> Table {
    let row = |event: &StoredEvent| {
        let login = event.personal.as_ref().and_then(|personal| personal.login.clone());
        let support = event.support_id.as_deref();
        let told = reports::told(event);
        let subjects = crate::domain::funnel::counted(&told);
        let what: Vec<String> = subjects.iter().map(|(of, subject)| say.subject(*of, subject)).collect();
        vec![
            say.time(Some(event.at)),
            Cell::text(login.unwrap_or_else(|| say.t("unknown-person")))
                .to(event.account.and_then(|id| people::person(console, id))),
            Cell::text(what.join(", ")),
            Cell::text(support.unwrap_or_default()).to(in_audit(console, support)),
        ]
    };
    Table {
        caption: say.t(&format!("counter-{}", counter.as_str())),
        headings: ["at", "login", "what", "support"].map(|key| Cell::text(say.t(&format!("column-{key}")))).into(),
        rows: events.iter().map(row).collect(),
    }
}

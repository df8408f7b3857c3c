//! `GET /admin/reports/registrations`: what people registered, changed, removed and confirmed.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    asked, events,
    resets::counted,
    say::{Query, Say},
};
use crate::{
    domain::funnel::Counter,
    flows::admin::reports::{self, Period, Resets},
    render::{
        chart::{self, Column},
        contexts::admin::reports::{Block, Cell, Figure, Report, Svg, Table},
        paths_admin as paths,
    },
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
    },
};

/// What happened to security info.
const COUNTERS: [Counter; 6] = [
    Counter::Registered,
    Counter::Completed,
    Counter::MethodChanged,
    Counter::Removed,
    Counter::Confirmed,
    Counter::Postponed,
];

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let days = asked::days(&Query::read(request.query_string()));
    let app = Arc::clone(&console.visit.portal.app);
    let period = Period::last(days, app.org.time_zone.day(app.core.now()));
    let seen = console
        .visit
        .offload(async move {
            let resets = reports::resets(&app.core, period).await?;
            let days = app.core.store.counter_days(app.core.tenant, period.since, period.until).await?;
            Ok((resets, days))
        })
        .await?;
    match seen {
        Ok((resets, days)) => {
            let page = page(&console, &resets, &days, period);
            console.html(StatusCode::OK, &page)
        }
        Err(error) => console.store_error(error),
    }
}

fn page(console: &Console, seen: &Resets, days: &[(i64, Counter, String, u64)], period: Period) -> Report {
    let say = Say::of(&console.visit);
    let figures = COUNTERS.map(|counter| Figure {
        number: say.n(seen.times(counter)),
        label: say.t(&format!("counter-{}", counter.as_str())),
        share: None,
        href: Some(events::list(counter, None, period)),
    });
    let mut lead = vec![say.t("registrations-lead")];
    if COUNTERS.iter().all(|counter| seen.times(*counter) == 0) {
        lead.push(say.t("registrations-empty"));
    }
    let mut blocks: Vec<Block> = by_day(&say, days, period).into_iter().collect();
    for counter in [Counter::Registered, Counter::NotRegistered, Counter::MethodChanged, Counter::Removed] {
        blocks.extend(counted(&say, seen, counter, period));
    }
    Report {
        title: say.t("registrations-title"),
        lead,
        tabs: say.tabs("tab-registrations"),
        choices: vec![asked::spans(&say, paths::REPORT_REGISTRATIONS, period.days())],
        figures: figures.into(),
        blocks,
        ..Report::default()
    }
}

fn by_day(say: &Say<'_>, days: &[(i64, Counter, String, u64)], period: Period) -> Option<Block> {
    let times = |day: i64, counter: Counter| {
        days.iter().filter(|(at, of, _, _)| *at == day && *of == counter).map(|(_, _, _, times)| times).sum::<u64>()
    };
    let shown = [Counter::Registered, Counter::Removed];
    let columns: Vec<Column> = (period.since..=period.until)
        .map(|day| Column { day, parts: shown.map(|counter| times(day, counter)).into() })
        .collect();
    let busy: Vec<&Column> = columns.iter().filter(|column| column.parts.iter().any(|part| *part > 0)).collect();
    if busy.len() < 2 {
        return None;
    }
    let rows = busy.iter().rev().map(|column| {
        let one = Period { since: column.day, until: column.day };
        let cell =
            |(counter, part): (Counter, &u64)| Cell::number(say.n(*part)).to(Some(events::list(counter, None, one)));
        std::iter::once(Cell::text(say.day(column.day))).chain(shown.into_iter().zip(&column.parts).map(cell)).collect()
    });
    let parts = shown.map(|counter| say.t(&format!("counter-{}", counter.as_str())));
    let (title, lead) = (say.t("registrations-days-title"), say.t("registrations-days-text"));
    let names = (say.day(period.since), say.day(period.until));
    let words = say.words("registrations-chart", &title, &lead);
    let svg = chart::columns(&words, &columns, &parts, (&names.0, &names.1), |n| say.n(n));
    let headings = std::iter::once(Cell::text(say.t("day-heading"))).chain(parts.map(Cell::number)).collect();
    Some(Block {
        id: "registrations-days".to_owned(),
        chart: Some(Svg(svg)),
        lead: vec![lead],
        table: Some(Table { caption: title.clone(), headings, rows: rows.collect() }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    })
}

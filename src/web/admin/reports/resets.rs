//! `GET /admin/reports/resets`: how far resets come, what stops them, how long they take, what they save.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    asked, events,
    say::{Query, Say},
};
use crate::{
    domain::{
        funnel::{Counter, Ending, Stage},
        role::Right,
    },
    flows::admin::reports::{self, Period, Resets},
    render::{
        Arg,
        chart::{self, Bar, Column},
        contexts::admin::reports::{Block, Cell, Figure, PriceForm, Report, Svg, Table},
        paths_admin as paths,
    },
    store::report_figures::{JourneyFilter, Price},
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
    },
};

/// Reasons that are shown.
const REASONS: usize = 25;

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    page(console, None).await
}

/// The page; with what was typed for a price that can not be read.
pub async fn page(console: Console, typed: Option<(String, String)>) -> Answer {
    let days = asked::days(&Query::read(console.visit.request().query_string()));
    let app = Arc::clone(&console.visit.portal.app);
    let period = Period::last(days, app.org.time_zone.day(app.core.now()));
    let seen = console
        .visit
        .offload(async move {
            let resets = reports::resets(&app.core, period).await?;
            Ok((resets, app.core.store.call_price(app.core.tenant).await?))
        })
        .await?;
    match seen {
        Ok((resets, price)) => {
            let wrong = typed.is_some();
            let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            let report = report(&console, &resets, price.as_ref(), period, typed);
            console.html(status, &report)
        }
        Err(error) => console.store_error(error),
    }
}

fn report(
    console: &Console,
    resets: &Resets,
    price: Option<&Price>,
    period: Period,
    typed: Option<(String, String)>,
) -> Report {
    let say = Say::of(&console.visit);
    let mut lead = vec![say.t("resets-lead")];
    if resets.ways.is_empty() {
        lead.push(say.t("resets-empty"));
    }
    let mut figures = vec![Figure {
        number: say.n(resets.done()),
        label: say.t("figure-done"),
        share: say.share_of(resets.done(), resets.reached(Stage::Started)),
        href: Some(asked::journey_list(&JourneyFilter { least: Stage::Done, ..of(period) })),
    }];
    for (key, share) in [("figure-median", 0.5), ("figure-most", 0.9)] {
        figures.extend(resets.within(share).map(|seconds| Figure {
            number: say.seconds(seconds),
            label: say.t(key),
            share: None,
            href: Some(asked::journey_list(&JourneyFilter { least: Stage::Done, ..of(period) })),
        }));
    }
    figures.extend(saved(&say, resets, price, period, true));
    let mut blocks = vec![funnel(&say, resets, period, true)];
    blocks.extend(by_day(&say, resets, period));
    blocks.extend(stopped(&say, resets, period));
    blocks.extend(by_method(&say, resets, period));
    for counter in [Counter::Refused, Counter::NotWritten, Counter::Blocked] {
        blocks.extend(counted(&say, resets, counter, period));
    }
    blocks.push(others(&say, resets, period));
    let (since, until) = (period.since.to_string(), period.until.to_string());
    let mut ways = say.files(&[("report", "resets"), ("since", &since), ("until", &until)]);
    for mut way in say.files(&[("report", "days"), ("since", &since), ("until", &until)]) {
        way.label = format!("{}: {}", say.t("file-days"), way.label);
        ways.push(way);
    }
    blocks.push(Block {
        id: "files".to_owned(),
        title: say.t("files-title"),
        lead: vec![say.t("files-lead")],
        ways,
        ..Block::default()
    });
    let form = || {
        if let Some((price, currency)) = typed {
            return PriceForm { price, currency, wrong: true };
        }
        let amount = price.map_or_else(String::new, |price| say.amount(price.hundredths.unsigned_abs()));
        let currency = price.map_or_else(String::new, |price| price.currency.clone());
        PriceForm { price: amount, currency, wrong: false }
    };
    Report {
        title: say.t("resets-title"),
        lead,
        tabs: say.tabs("tab-resets"),
        choices: vec![asked::spans(&say, paths::REPORT_RESETS, period.days())],
        figures,
        blocks,
        price: console.admin.may(Right::ChangePolicy).then(form),
        ..Report::default()
    }
}

const fn of(period: Period) -> JourneyFilter {
    JourneyFilter::of_days(period.since, period.until)
}

/// What a counter's list is called in tables.
fn heading(say: &Say<'_>, first: &str) -> Vec<Cell> {
    vec![Cell::text(say.t(first)), Cell::number(say.t("times")), Cell::number(say.t("share-heading"))]
}

/// Calls that nobody had to make, and what they would have cost.
pub fn saved(say: &Say<'_>, resets: &Resets, price: Option<&Price>, period: Period, lists: bool) -> Vec<Figure> {
    let calls = resets.done();
    let list = || lists.then(|| asked::journey_list(&JourneyFilter { least: Stage::Done, ..of(period) }));
    let days = say.with("in-days", &[("days", Arg::Number(period.days()))]);
    let mut all =
        vec![Figure { number: say.n(calls), label: say.t("figure-calls"), share: Some(days.clone()), href: list() }];
    if let Some(price) = price {
        let amount = say.amount(calls.saturating_mul(price.hundredths.unsigned_abs()));
        let number = format!("{amount}\u{a0}{}", price.currency).trim_end().to_owned();
        all.push(Figure { number, label: say.t("figure-money"), share: Some(days), href: list() });
    }
    all
}

/// How far resets come.
pub fn funnel(say: &Say<'_>, resets: &Resets, period: Period, lists: bool) -> Block {
    let started = resets.reached(Stage::Started);
    let (mut steps, mut rows) = (Vec::new(), Vec::new());
    let mut before = started;
    for stage in Stage::ALL {
        let value = resets.reached(stage);
        let label = say.t(&format!("stage-{}", stage.as_str()));
        let filter = JourneyFilter { least: stage, ..of(period) };
        rows.push(vec![
            Cell::text(label.clone()),
            Cell::number(say.n(value)).to(lists.then(|| asked::journey_list(&filter))),
            Cell::number(say.share(value, started)),
            Cell::number(say.n(before.saturating_sub(value))),
        ]);
        steps.push(Bar { label, value, shown: say.n_share(value, started) });
        before = value;
    }
    let title = say.with("funnel-title", &[("days", Arg::Number(period.days()))]);
    let description = say.with(
        "funnel-text",
        &[("started", Arg::Text(say.n(started))), ("done", Arg::Text(say.n_share(resets.done(), started)))],
    );
    let mut headings = heading(say, "stage");
    headings.push(Cell::number(say.t("left-before")));
    Block {
        id: "funnel".to_owned(),
        chart: Some(Svg(chart::funnel(&say.words("funnel-chart", &title, &description), &steps))),
        lead: vec![description],
        table: Some(Table { caption: title.clone(), headings, rows }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    }
}

fn by_day(say: &Say<'_>, resets: &Resets, period: Period) -> Option<Block> {
    if resets.days.len() < 2 {
        return None;
    }
    let day = |day: i64| resets.days.get(&day).copied().unwrap_or_default();
    let columns: Vec<Column> = (period.since..=period.until)
        .map(|at| Column { day: at, parts: vec![day(at).1, day(at).0.saturating_sub(day(at).1)] })
        .collect();
    let rows = resets.days.iter().rev().map(|(at, (begun, done))| {
        let all = JourneyFilter::of_days(*at, *at);
        let well = JourneyFilter { least: Stage::Done, ..all.clone() };
        vec![
            Cell::text(say.day(*at)),
            Cell::number(say.n(*begun)).to(Some(asked::journey_list(&all))),
            Cell::number(say.n(*done)).to(Some(asked::journey_list(&well))),
        ]
    });
    let (title, lead) = (say.t("days-title"), say.t("days-text"));
    let parts = [say.t("stage-done"), say.t("not-done")];
    let names = (say.day(period.since), say.day(period.until));
    let words = say.words("days-chart", &title, &lead);
    let svg = chart::columns(&words, &columns, &parts, (&names.0, &names.1), |n| say.n(n));
    let headings = [Cell::text(say.t("day-heading")), Cell::number(say.t("stage-started"))];
    let headings = headings.into_iter().chain([Cell::number(say.t("stage-done"))]).collect();
    Some(Block {
        id: "days".to_owned(),
        chart: Some(Svg(svg)),
        lead: vec![lead],
        table: Some(Table { caption: title.clone(), headings, rows: rows.collect() }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    })
}

/// Where and why resets stopped.
fn stopped(say: &Say<'_>, resets: &Resets, period: Period) -> Option<Block> {
    let stopped = resets.stopped();
    let all: u64 = stopped.iter().map(|(_, _, count)| count).sum();
    if all == 0 {
        return None;
    }
    let rows = stopped.iter().take(REASONS).map(|(stage, reason, count)| {
        let filter = JourneyFilter {
            least: *stage,
            most: *stage,
            ending: Some(Ending::Open),
            reason: Some(reason.clone()),
            ..of(period)
        };
        vec![
            Cell::text(say.reason(reason)),
            Cell::text(say.t(&format!("stage-{}", stage.as_str()))),
            Cell::number(say.n(*count)).to(Some(asked::journey_list(&filter))),
            Cell::number(say.share(*count, all)),
        ]
    });
    let headings = vec![
        Cell::text(say.t("reason")),
        Cell::text(say.t("came-to")),
        Cell::number(say.t("times")),
        Cell::number(say.t("share-heading")),
    ];
    Some(Block {
        id: "reasons".to_owned(),
        title: say.t("reasons-title"),
        lead: vec![say.t("reasons-text")],
        table: Some(Table { caption: say.t("reasons-title"), headings, rows: rows.collect() }),
        ..Block::default()
    })
}

fn by_method(say: &Say<'_>, resets: &Resets, period: Period) -> Option<Block> {
    let columns = [Counter::ProofPassed, Counter::ProofFailed, Counter::CodeSent, Counter::CodeNotSent];
    let mut methods: Vec<String> =
        columns.iter().flat_map(|counter| resets.by_subject(*counter)).map(|(subject, _)| subject).collect();
    methods.sort_unstable();
    methods.dedup();
    if methods.is_empty() {
        return None;
    }
    let times = |counter: Counter, method: &str| {
        resets.counters.get(&(counter, method.to_owned())).copied().unwrap_or_default()
    };
    let rows = methods.iter().map(|method| {
        let cell = |counter: Counter| {
            let list = events::list(counter, Some(method), period);
            Cell::number(say.n(times(counter, method))).to(Some(list))
        };
        let name = Cell::text(say.subject(Counter::ProofPassed, method));
        std::iter::once(name).chain(columns.map(cell)).collect()
    });
    let bars: Vec<Bar> = methods
        .iter()
        .map(|method| {
            let value = times(Counter::ProofPassed, method);
            Bar { label: say.subject(Counter::ProofPassed, method), value, shown: say.n(value) }
        })
        .collect();
    let (title, lead) = (say.t("methods-title"), say.t("methods-text"));
    let heads = columns.map(|counter| Cell::number(say.t(&format!("counter-{}", counter.as_str()))));
    let headings = std::iter::once(Cell::text(say.t("method"))).chain(heads).collect();
    Some(Block {
        id: "methods".to_owned(),
        chart: Some(Svg(chart::bars(&say.words("methods-chart", &title, &lead), &bars, None))),
        lead: vec![lead],
        table: Some(Table { caption: title.clone(), headings, rows: rows.collect() }),
        title,
        ..Block::default()
    })
}

/// How often something happened, by subject; nothing when it did not.
pub fn counted(say: &Say<'_>, resets: &Resets, counter: Counter, period: Period) -> Option<Block> {
    let subjects = resets.by_subject(counter);
    let all: u64 = subjects.iter().map(|(_, times)| times).sum();
    if all == 0 {
        return None;
    }
    let rows = subjects.iter().take(REASONS).map(|(subject, times)| {
        vec![
            Cell::text(say.subject(counter, subject)),
            Cell::number(say.n(*times)).to(Some(events::list(counter, Some(subject), period))),
            Cell::number(say.share(*times, all)),
        ]
    });
    let title = say.t(&format!("counter-{}", counter.as_str()));
    Some(Block {
        id: counter.as_str().to_owned(),
        table: Some(Table { caption: title.clone(), headings: heading(say, "what"), rows: rows.collect() }),
        title,
        ..Block::default()
    })
}

/// What else happened.
fn others(say: &Say<'_>, resets: &Resets, period: Period) -> Block {
    let counters = [Counter::Changed, Counter::Help, Counter::PassIssued, Counter::Frozen, Counter::Undelivered];
    let rows = counters.map(|counter| {
        let times = Cell::number(say.n(resets.times(counter))).to(Some(events::list(counter, None, period)));
        vec![Cell::text(say.t(&format!("counter-{}", counter.as_str()))), times]
    });
    let headings = vec![Cell::text(say.t("what")), Cell::number(say.t("times"))];
    Block {
        id: "others".to_owned(),
        title: say.t("others-title"),
        table: Some(Table { caption: say.t("others-title"), headings, rows: rows.into() }),
        ..Block::default()
    }
}

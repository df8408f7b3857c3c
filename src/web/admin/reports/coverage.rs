//! `GET /admin/reports`: coverage, by policy and by kind, now and over time.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    asked,
    overview::counted_at,
    say::{Query, Say, href},
};
use crate::{
    domain::{
        coverage::figure::{Figure as Counts, Question},
        role::Right,
        security_info::Kind,
    },
    flows::admin::reports::{self, Coverage, HISTORY, MARK, Period},
    render::{
        Arg,
        chart::{self, Bar, Series},
        contexts::admin::reports::{Block, Cell, Figure, Report, Svg, Table},
        paths_admin as paths,
    },
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
    },
};

/// Rows of the table beside the chart over time: about so many.
const ROWS: usize = 60;

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query = Query::read(request.query_string());
    let app = Arc::clone(&console.visit.portal.app);
    let today = app.org.time_zone.day(app.core.now());
    let seen = console.visit.offload(async move { reports::coverage(&app.core, today - HISTORY).await }).await?;
    match seen {
        Ok(coverage) => {
            let page = page(&console, &coverage, query.get("policy"), today);
            console.html(StatusCode::OK, &page)
        }
        Err(error) => console.store_error(error),
    }
}

fn page(console: &Console, coverage: &Coverage, policy: Option<&str>, today: i64) -> Report {
    let say = Say::of(&console.visit);
    let mut lead: Vec<String> = counted_at(&say, coverage).into_iter().collect();
    let mut blocks = Vec::new();
    if coverage.tally.is_empty() {
        lead.push(say.t("coverage-empty"));
    } else {
        lead.push(say.t("coverage-lead"));
        blocks.push(now(&say, coverage, policy, true));
        blocks.push(by_kind(&say, coverage, policy));
        blocks.push(quality(&say, coverage, policy));
        blocks.push(apart(&say, coverage, policy, true));
        if policy.is_none() {
            blocks.push(by_policy(&say, coverage));
            blocks.extend(over_time(&say, coverage));
        }
    }
    let days = Period::last(HISTORY, today);
    let (since, until) = (days.since.to_string(), days.until.to_string());
    blocks.push(Block {
        id: "files".to_owned(),
        title: say.t("files-title"),
        lead: vec![say.t("files-lead")],
        ways: say.files(&[("report", "coverage"), ("since", &since), ("until", &until)]),
        ..Block::default()
    });
    let to = |policy: Option<&str>| match policy {
        Some(policy) => href(paths::REPORTS, &[("policy", policy)]),
        None => paths::REPORTS.to_owned(),
    };
    Report {
        title: say.t("coverage-title"),
        lead,
        tabs: say.tabs("tab-coverage"),
        choices: asked::policies(&say, &coverage.policies, policy, to),
        figures: figures(&say, coverage, policy),
        blocks,
        count: console.admin.may(Right::RunSync),
        ..Report::default()
    }
}

fn question(figure: Counts, policy: Option<&str>) -> Question {
    Question { figure, policy: policy.map(str::to_owned) }
}

fn figures(say: &Say<'_>, coverage: &Coverage, policy: Option<&str>) -> Vec<Figure> {
    if coverage.tally.is_empty() {
        return Vec::new();
    }
    let count = |figure| coverage.tally.count(&question(figure, policy));
    [
        (Counts::Enabled, Counts::Counted),
        (Counts::Registered, Counts::Enabled),
        (Counts::Capable, Counts::Enabled),
        (Counts::NotRegistered, Counts::Enabled),
        (Counts::Single, Counts::Enabled),
        (Counts::Stale, Counts::Enabled),
    ]
    .into_iter()
    .map(|(figure, of)| Figure {
        number: say.n(count(figure)),
        label: say.t(&format!("figure-{}", figure.as_str())),
        share: say.share_of(count(figure), count(of)),
        href: Some(asked::people(&question(figure, policy))),
    })
    .collect()
}

/// A row of a table of figures: what, how many, what share of `all`.
fn row(say: &Say<'_>, coverage: &Coverage, asked: &Question, all: u64, lists: bool) -> Vec<Cell> {
    let count = coverage.tally.count(asked);
    vec![
        Cell::text(say.t(&format!("figure-{}", asked.figure.as_str()))),
        Cell::number(say.n(count)).to(lists.then(|| asked::people(asked))),
        Cell::number(say.share(count, all)),
    ]
}

fn headings(say: &Say<'_>) -> Vec<Cell> {
    vec![Cell::text(say.t("who")), Cell::number(say.t("people")), Cell::number(say.t("share-heading"))]
}

/// Where the people stand who are counted.
pub fn now(say: &Say<'_>, coverage: &Coverage, policy: Option<&str>, lists: bool) -> Block {
    let count = |figure| coverage.tally.count(&question(figure, policy));
    let (counted, enabled) = (count(Counts::Counted), count(Counts::Enabled));
    let parts: Vec<Bar> = [
        ("stack-capable", count(Counts::Capable)),
        ("stack-not-capable", count(Counts::NotCapable)),
        ("stack-not-enabled", count(Counts::NotEnabled)),
    ]
    .into_iter()
    .map(|(key, value)| Bar { label: say.t(key), value, shown: say.n_share(value, counted) })
    .collect();
    let title = say.t("now-title");
    let said = [
        ("capable", Arg::Text(say.n(count(Counts::Capable)))),
        ("enabled", Arg::Text(say.n(enabled))),
        ("counted", Arg::Text(say.n(counted))),
    ];
    let description = say.with("now-text", &said);
    let figures = [
        (Counts::Counted, counted),
        (Counts::Enabled, counted),
        (Counts::NotEnabled, counted),
        (Counts::Registered, enabled),
        (Counts::NotRegistered, enabled),
        (Counts::Capable, enabled),
        (Counts::NotCapable, enabled),
    ];
    let rows = figures.into_iter().map(|(figure, of)| row(say, coverage, &question(figure, policy), of, lists));
    Block {
        id: "now".to_owned(),
        chart: Some(Svg(chart::stack(&say.words("now-chart", &title, &description), &parts))),
        lead: vec![description],
        table: Some(Table { caption: title.clone(), headings: headings(say), rows: rows.collect() }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    }
}

fn by_kind(say: &Say<'_>, coverage: &Coverage, policy: Option<&str>) -> Block {
    let enabled = coverage.tally.count(&question(Counts::Enabled, policy));
    let (mut bars, mut rows) = (Vec::new(), Vec::new());
    for kind in Kind::ALL {
        let asked = question(Counts::With(kind), policy);
        let value = coverage.tally.count(&asked);
        let label = say.message(&format!("thing-{}", kind.as_str()), &[]);
        rows.push(vec![
            Cell::text(label.clone()),
            Cell::number(say.n(value)).to(Some(asked::people(&asked))),
            Cell::number(say.share(value, enabled)),
        ]);
        bars.push(Bar { label, value, shown: say.n_share(value, enabled) });
    }
    let (title, lead) = (say.t("kinds-title"), say.t("kinds-text"));
    Block {
        id: "kinds".to_owned(),
        chart: Some(Svg(chart::bars(&say.words("kinds-chart", &title, &lead), &bars, Some(enabled)))),
        lead: vec![lead],
        table: Some(Table { caption: title.clone(), headings: headings(say), rows }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    }
}

/// Who needs attention although something is registered, or because nothing is.
fn quality(say: &Say<'_>, coverage: &Coverage, policy: Option<&str>) -> Block {
    let enabled = coverage.tally.count(&question(Counts::Enabled, policy));
    let figures = [Counts::Nothing, Counts::Single, Counts::NotCapable, Counts::Stale];
    let rows = figures.into_iter().map(|figure| row(say, coverage, &question(figure, policy), enabled, true));
    Block {
        id: "quality".to_owned(),
        title: say.t("quality-title"),
        lead: vec![say.t("quality-text")],
        table: Some(Table { caption: say.t("quality-title"), headings: headings(say), rows: rows.collect() }),
        ..Block::default()
    }
}

/// Who is not counted, and why: said apart, so that percentages are honest.
pub fn apart(say: &Say<'_>, coverage: &Coverage, policy: Option<&str>, lists: bool) -> Block {
    let all = coverage.tally.count(&question(Counts::All, policy));
    let figures = [Counts::Disabled, Counts::Service, Counts::Excluded, Counts::Protected];
    let rows = figures.into_iter().map(|figure| row(say, coverage, &question(figure, policy), all, lists));
    let mut heads = headings(say);
    if let Some(last) = heads.last_mut() {
        *last = Cell::number(say.t("share-of-all"));
    }
    Block {
        id: "apart".to_owned(),
        title: say.t("apart-title"),
        lead: vec![say.with("apart-text", &[("all", Arg::Text(say.n(all)))])],
        table: Some(Table { caption: say.t("apart-title"), headings: heads, rows: rows.collect() }),
        ..Block::default()
    }
}

fn by_policy(say: &Say<'_>, coverage: &Coverage) -> Block {
    let figures = [Counts::Counted, Counts::Enabled, Counts::Registered, Counts::Capable, Counts::Single];
    let cell = |policy: &String, figure: Counts| {
        let asked = question(figure, Some(policy));
        Cell::number(say.n(coverage.tally.count(&asked))).to(Some(asked::people(&asked)))
    };
    let rows = coverage.policies.iter().map(|policy| {
        let name = Cell::text(policy.clone()).to(Some(href(paths::REPORTS, &[("policy", policy)])));
        std::iter::once(name).chain(figures.map(|figure| cell(policy, figure))).collect()
    });
    let heads = figures.map(|figure| Cell::number(say.t(&format!("short-{}", figure.as_str()))));
    let headings = std::iter::once(Cell::text(say.t("policy"))).chain(heads).collect();
    Block {
        id: "policies".to_owned(),
        title: say.t("policies-title"),
        table: Some(Table { caption: say.t("policies-title"), headings, rows: rows.collect() }),
        ..Block::default()
    }
}

/// How coverage went, and where it goes; nothing until there are two days.
pub fn over_time(say: &Say<'_>, coverage: &Coverage) -> Option<Block> {
    let (first, last) = (coverage.days.first()?, coverage.days.last()?);
    if first.day == last.day {
        return None;
    }
    let line = coverage.line();
    let reaches = line.and_then(|line| line.reaches(MARK));
    // As far as the mark, but no further ahead than it looks back.
    let back = last.day.saturating_sub(first.day);
    let end = last.day.saturating_add(back.clamp(7, 60)).min(reaches.unwrap_or(i64::MAX));
    let ahead = line.map_or_else(Vec::new, |line| vec![(end, line.at(end))]);
    let series = [
        Series {
            label: say.t("line-capable"),
            points: coverage.shares(|day| day.capable),
            ahead: if reaches.is_some() { ahead } else { Vec::new() },
        },
        Series { label: say.t("line-registered"), points: coverage.shares(|day| day.registered), ahead: Vec::new() },
    ];
    let title = say.t("time-title");
    let description = match reaches {
        Some(day) => say.with("forecast", &[("share", Arg::Text(say.percent(90))), ("day", Arg::Text(say.day(day)))]),
        None if last.capable.saturating_mul(10) >= last.enabled.saturating_mul(9) && last.enabled > 0 => {
            say.t("forecast-reached")
        }
        None => say.t("forecast-none"),
    };
    let marks = [(0.0, say.percent(0)), (0.5, say.percent(50)), (1.0, say.percent(100))];
    let shown_end = if reaches.is_some() { end } else { last.day };
    let names = (say.day(first.day), say.day(shown_end));
    let svg = chart::lines(&say.words("time-chart", &title, &description), &series, (&names.0, &names.1), &marks);
    let step = coverage.days.len().div_ceil(ROWS).max(1);
    let rows = coverage.days.iter().rev().step_by(step).map(|day| {
        vec![
            Cell::text(say.day(day.day)),
            Cell::number(say.n(day.enabled)),
            Cell::number(say.n_share(day.registered, day.enabled)),
            Cell::number(say.n_share(day.capable, day.enabled)),
        ]
    });
    let headings = vec![
        Cell::text(say.t("day-heading")),
        Cell::number(say.t("short-enabled")),
        Cell::number(say.t("short-registered")),
        Cell::number(say.t("short-capable")),
    ];
    Some(Block {
        id: "time".to_owned(),
        chart: Some(Svg(svg)),
        lead: vec![description],
        table: Some(Table { caption: title.clone(), headings, rows: rows.collect() }),
        folded: Some(say.t("as-table")),
        title,
        ..Block::default()
    })
}

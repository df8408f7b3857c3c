//! `GET /admin`: figures without names, and what to do next.

use std::sync::Arc;

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    asked,
    coverage::{apart, now, over_time},
    resets::{funnel, saved},
    say::Say,
};
use crate::{
    app::settings,
    domain::{
        coverage::figure::{Figure as Counts, Question},
        role::Right,
    },
    flows::admin::reports::{self, Missing, Overview, Period, USUAL},
    render::{
        Arg,
        contexts::admin::reports::{Block, Figure, Report, Way},
        paths_admin as paths,
    },
    store::sync_state::SyncState,
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
    },
};

/// Events that the figures may be behind before it is said.
const LAG: u64 = 1_000;

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let app = Arc::clone(&console.visit.portal.app);
    let mail = app.recorder.is_some() || settings::mail(&app.config).is_ok_and(|mail| mail.is_some());
    let today = app.org.time_zone.day(app.core.now());
    let seen = console.visit.offload(async move { reports::overview(&app.core, today, mail).await }).await?;
    match seen {
        Ok(overview) => {
            let page = page(&console, &overview, today);
            console.html(StatusCode::OK, &page)
        }
        Err(error) => console.store_error(error),
    }
}

fn page(console: &Console, seen: &Overview, today: i64) -> Report {
    let say = Say::of(&console.visit);
    let lists = console.admin.may(Right::SeeReports);
    let tally = &seen.coverage.tally;
    let mut blocks = Vec::new();
    blocks.extend(checklist(console, &say, seen.missing));
    if !tally.is_empty() {
        blocks.push(now(&say, &seen.coverage, None, lists));
        blocks.extend(over_time(&say, &seen.coverage));
        blocks.push(apart(&say, &seen.coverage, None, lists));
    }
    let period = Period::last(USUAL, today);
    blocks.push(funnel(&say, &seen.resets, period, lists));
    blocks.push(scan(console, &say, seen.scan.as_ref()));
    let mut lead = vec![say.t("overview-lead")];
    lead.extend(counted_at(&say, &seen.coverage));
    Report {
        title: say.message("admin-nav-overview", &[]),
        lead,
        warnings: warnings(console, &say, seen),
        figures: figures(console, &say, seen, period),
        blocks,
        ..Report::default()
    }
}

/// When the accounts were counted.
pub fn counted_at(say: &Say<'_>, coverage: &reports::Coverage) -> Option<String> {
    let at = coverage.state.as_ref()?.finished_at?;
    Some(say.with("counted-at", &[("at", Arg::Text(say.moment(at)))]))
}

fn figures(console: &Console, say: &Say<'_>, seen: &Overview, period: Period) -> Vec<Figure> {
    let lists = console.admin.may(Right::SeeReports);
    let tally = &seen.coverage.tally;
    let mut all = Vec::new();
    if !tally.is_empty() {
        for (figure, of) in [
            (Counts::Enabled, Counts::Counted),
            (Counts::Registered, Counts::Enabled),
            (Counts::Capable, Counts::Enabled),
        ] {
            all.push(Figure {
                number: say.n(tally.of(figure)),
                label: say.t(&format!("figure-{}", figure.as_str())),
                share: say.share_of(tally.of(figure), tally.of(of)),
                href: lists.then(|| asked::people(&Question::of_all(figure))),
            });
        }
    }
    let queue = page_of(console, Right::HelpPeople, paths::REQUESTS);
    all.push(Figure {
        number: say.n(seen.help.open),
        label: say.t("figure-help"),
        share: seen.help.longest.map(|longest| say.with("waits", &[("span", Arg::Text(say.span(longest)))])),
        href: Some(queue).filter(|queue| !queue.is_empty()).map(|queue| format!("{queue}?state=open")),
    });
    all.extend(saved(say, &seen.resets, seen.price.as_ref(), period, lists));
    all
}

/// Only pages that there are, and that the role may see.
fn page_of(console: &Console, right: Right, path: &str) -> String {
    let there = console.admin.may(right) && console.visit.shell.table.has_page(path);
    if there { path.to_owned() } else { String::new() }
}

fn warnings(console: &Console, say: &Say<'_>, seen: &Overview) -> Vec<Way> {
    let alarms = page_of(console, Right::SeeHealth, paths::ALARMS);
    let mut all: Vec<Way> = seen
        .alarms
        .iter()
        .map(|alarm| {
            let args = [("figure", Arg::Text(alarm.figure.clone())), ("subject", Arg::Text(alarm.subject.clone()))];
            Way { label: say.message(&format!("alarm-{}", alarm.kind), &args), href: alarms.clone(), current: false }
        })
        .collect();
    if let Some(error) = seen.coverage.state.as_ref().and_then(|state| state.error.clone()) {
        let label = say.with("count-failed", &[("error", Arg::Text(error))]);
        all.push(Way { label, href: String::new(), current: false });
    }
    if seen.behind.events > LAG {
        let label = say.with("behind", &[("events", Arg::Text(say.n(seen.behind.events)))]);
        all.push(Way { label, href: String::new(), current: false });
    }
    all
}

/// What a new installation lacks, in the order in which to do it.
fn checklist(console: &Console, say: &Say<'_>, missing: Missing) -> Option<Block> {
    if !missing.anything() {
        return None;
    }
    let all = [
        (missing.mail, "todo-mail", Right::SeeHealth, ""),
        (missing.scan, "todo-scan", Right::SeeHealth, paths::DIRECTORY),
        (missing.roles, "todo-roles", Right::ManageRoles, paths::ROLES),
        (missing.policy, "todo-policy", Right::SeePolicy, paths::POLICY),
        (missing.pilot, "todo-pilot", Right::SeePolicy, paths::POLICY),
    ];
    let steps = all.into_iter().filter(|(missing, ..)| *missing);
    let steps = steps.map(|(_, key, right, path)| say.way(key, page_of(console, right, path))).collect();
    Some(Block {
        id: "todo".to_owned(),
        title: say.t("todo-title"),
        lead: vec![say.t("todo-lead")],
        steps,
        ..Block::default()
    })
}

fn scan(console: &Console, say: &Say<'_>, scan: Option<&SyncState>) -> Block {
    let mut lead = Vec::new();
    match scan {
        None => lead.push(say.t("scan-never")),
        Some(scan) => {
            match scan.finished_at {
                Some(at) => {
                    let accounts = Arg::Text(say.n(scan.counts.accounts));
                    lead.push(say.with("scan-at", &[("at", Arg::Text(say.moment(at))), ("accounts", accounts)]));
                }
                None => lead.push(say.t("scan-first")),
            }
            if let Some(error) = &scan.error {
                lead.push(say.with("scan-failed", &[("error", Arg::Text(error.clone()))]));
            }
        }
    }
    let path = page_of(console, Right::SeeHealth, paths::DIRECTORY);
    let ways = if path.is_empty() { Vec::new() } else { vec![say.way("scan-more", path)] };
    Block { id: "scan".to_owned(), title: say.t("scan-title"), lead, ways, ..Block::default() }
}

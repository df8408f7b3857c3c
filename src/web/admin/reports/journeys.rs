//! `GET /admin/reports/journeys`: the resets behind a figure, the newest first; each opens in the audit log.

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    PAGE, asked, people,
    say::{Query, Say, href},
};
use crate::{
    domain::{account::AccountId, funnel::Ending, role::Right},
    flows::{Core, admin::reports::USUAL},
    render::{
        Arg,
        contexts::admin::reports::{Cell, Choice, Listing, Table, Way},
        paths_admin as paths,
    },
    store::{
        StoreError,
        coverage_facts::Described,
        report_figures::{JourneyBefore, JourneyFilter, ListedJourney},
    },
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
    },
};

struct Seen {
    count: u64,
    journeys: Vec<ListedJourney>,
    described: HashMap<AccountId, Described>,
    next: Option<JourneyBefore>,
}

async fn look(core: &Core, filter: &JourneyFilter, before: Option<&JourneyBefore>) -> Result<Seen, StoreError> {
    let ways = core.store.journey_days(core.tenant, filter.since, filter.until).await?;
    let count = ways.iter().filter(|(_, way, _)| filter.means(way)).map(|(_, _, count)| count).sum();
    let mut journeys = core.store.listed_journeys(core.tenant, filter, before, PAGE + 1).await?;
    let more = journeys.len() > PAGE as usize;
    journeys.truncate(PAGE as usize);
    let next = journeys.last().filter(|_| more).map(ListedJourney::place);
    let ids: Vec<AccountId> = journeys.iter().filter_map(|listed| listed.journey.account).collect();
    let described = core.store.described(core.tenant, &ids).await?;
    Ok(Seen { count, journeys, described, next })
}

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query = Query::read(request.query_string());
    let app = Arc::clone(&console.visit.portal.app);
    let filter = asked::journeys(&query, app.org.time_zone.day(app.core.now()));
    let before: Option<JourneyBefore> = query.parse("before");
    let (wanted, begun) = (filter.clone(), before.is_some());
    let seen = console.visit.offload(async move { look(&app.core, &wanted, before.as_ref()).await }).await?;
    match seen {
        Ok(seen) => {
            let page = page(&console, &filter, &seen, begun);
            console.html(StatusCode::OK, &page)
        }
        Err(error) => console.store_error(error),
    }
}

fn page(console: &Console, filter: &JourneyFilter, seen: &Seen, begun: bool) -> Listing {
    let say = Say::of(&console.visit);
    let failures = filter.ending == Some(Ending::Open);
    let title = say.t(if failures { "failures-title" } else { "journeys-title" });
    let count = [
        ("count", Arg::Text(say.n(seen.count))),
        ("since", Arg::Text(say.day(filter.since))),
        ("until", Arg::Text(say.day(filter.until))),
    ];
    let mut lead = vec![say.with("journeys-count", &count)];
    if filter.least == filter.most {
        let stage = say.t(&format!("stage-{}", filter.least.as_str()));
        lead.push(say.with("journeys-stopped", &[("stage", Arg::Text(stage))]));
    } else if filter.least.number() > 0 {
        let stage = say.t(&format!("stage-{}", filter.least.as_str()));
        lead.push(say.with("journeys-reached", &[("stage", Arg::Text(stage))]));
    }
    lead.extend(filter.reason.as_deref().map(|reason| say.reason(reason)));
    let pairs = asked::journey_pairs(filter);
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let next = seen.next.map(|before| {
        let before = before.to_string();
        href(paths::REPORT_JOURNEYS, &[pairs.as_slice(), &[("before", &before)]].concat())
    });
    let other = |ending: Option<Ending>| {
        let filter = JourneyFilter { ending, ..JourneyFilter::of_days(filter.since, filter.until) };
        asked::journey_list(&filter)
    };
    let ending = |key: &str, ending: Option<Ending>| Way {
        label: say.t(key),
        href: other(ending),
        current: filter.ending == ending,
    };
    let endings = vec![
        ending("ending-all", None),
        ending("ending-open", Some(Ending::Open)),
        ending("ending-reset", Some(Ending::Reset)),
        ending("ending-unlocked", Some(Ending::Unlocked)),
    ];
    Listing {
        title,
        lead,
        tabs: say.tabs(if failures { "tab-failures" } else { "" }),
        choices: vec![Choice { label: say.t("choose-ending"), ways: endings }],
        table: (!seen.journeys.is_empty()).then(|| table(console, &say, seen)),
        empty: say.with("journeys-empty", &[("days", Arg::Number(USUAL))]),
        first: begun.then(|| asked::journey_list(filter)),
        next,
        files: say.files(&[[("report", "resets")].as_slice(), &pairs].concat()),
        back: Way { label: say.t("back-resets"), href: paths::REPORT_RESETS.to_owned(), current: false },
    }
}

/// The address of a journey in the audit log, if there is a page and this admin may see it.
pub fn in_audit(console: &Console, support_id: Option<&str>) -> Option<String> {
    let there = console.admin.may(Right::SeeAudit) && console.visit.shell.table.has_page(paths::AUDIT);
    support_id.filter(|_| there).map(|id| href(paths::AUDIT, &[("support", id)]))
}

fn table(console: &Console, say: &Say<'_>, seen: &Seen) -> Table {
    let row = |listed: &ListedJourney| {
        let journey = &listed.journey;
        let described = journey.account.and_then(|id| seen.described.get(&id));
        let who = described.map_or_else(|| say.t("unknown-person"), |found| found.account.login.clone());
        let took = journey.ended_at.map(|end| say.seconds(end.since(journey.started_at).as_secs_f64()));
        let support = journey.support_id.as_deref();
        vec![
            say.time(Some(journey.started_at)),
            Cell::text(support.unwrap_or_default()).to(in_audit(console, support)),
            Cell::text(who).to(journey.account.and_then(|id| people::person(console, id))),
            Cell::text(say.t(&format!("stage-{}", journey.way.stage.as_str()))),
            Cell::text(match journey.way.ending {
                Ending::Open => say.reason(&journey.way.reason),
                ending => say.t(&format!("ending-{}", ending.as_str())),
            }),
            Cell::text(took.unwrap_or_default()),
        ]
    };
    let headings = ["began", "support", "login", "came-to", "result", "took"];
    Table {
        caption: say.t("journeys-title"),
        headings: headings.map(|key| Cell::text(say.t(&format!("column-{key}")))).into(),
        rows: seen.journeys.iter().map(row).collect(),
    }
}

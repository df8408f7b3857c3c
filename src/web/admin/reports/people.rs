//! `GET /admin/reports/people`: the accounts behind a figure.

use std::{collections::HashMap, sync::Arc};

use actix_web::{HttpRequest, http::StatusCode, web};

use super::{
    PAGE, asked,
    overview::counted_at,
    say::{Query, Say, href},
};
use crate::{
    domain::{account::AccountId, coverage::figure::Question, role::Right},
    flows::{
        Core,
        admin::reports::{self, Coverage},
    },
    render::{
        Arg,
        contexts::admin::reports::{Cell, Listing, Table, Way},
        paths_admin as paths,
    },
    store::{
        StoreError,
        coverage::{AccountAfter, Judged},
        coverage_facts::Described,
    },
    web::{
        admin::{Console, console},
        pages::{Answer, Portal},
        problem::Failure,
    },
};

/// What a page shows.
struct Seen {
    coverage: Coverage,
    judged: Vec<Judged>,
    described: HashMap<AccountId, Described>,
    next: Option<AccountAfter>,
}

async fn look(core: &Core, question: &Question, after: Option<&AccountAfter>) -> Result<Seen, StoreError> {
    let coverage = reports::coverage(core, i64::MAX).await?;
    let mut judged = core.store.covered(core.tenant, question, after, PAGE + 1).await?;
    let more = judged.len() > PAGE as usize;
    judged.truncate(PAGE as usize);
    let last = judged.last().filter(|_| more);
    let next = last.map(|last| AccountAfter { login: last.login.clone(), id: last.id });
    let ids: Vec<AccountId> = judged.iter().map(|judged| judged.id).collect();
    let described = core.store.described(core.tenant, &ids).await?;
    Ok(Seen { coverage, judged, described, next })
}

pub async fn show(request: HttpRequest, portal: web::Data<Portal>) -> Answer {
    let console = console!(&request, &portal);
    let query = Query::read(request.query_string());
    let question = asked::question(&query).ok_or(Failure(crate::domain::error::Code::NotFound))?;
    let after: Option<AccountAfter> = query.parse("after");
    let (app, wanted, begun) = (Arc::clone(&console.visit.portal.app), question.clone(), after.is_some());
    let seen = console.visit.offload(async move { look(&app.core, &wanted, after.as_ref()).await }).await?;
    match seen {
        Ok(seen) => {
            let page = page(&console, &question, &seen, begun);
            console.html(StatusCode::OK, &page)
        }
        Err(error) => console.store_error(error),
    }
}

fn page(console: &Console, question: &Question, seen: &Seen, begun: bool) -> Listing {
    let say = Say::of(&console.visit);
    let mut lead = vec![say.with("list-count", &[("count", Arg::Text(say.n(seen.coverage.tally.count(question))))])];
    lead.extend(counted_at(&say, &seen.coverage));
    let mut pairs = vec![("report", "people"), ("figure", question.figure.as_str())];
    pairs.extend(question.policy.as_deref().map(|policy| ("policy", policy)));
    let next = seen.next.as_ref().map(|after| {
        let after = after.to_string();
        let mut pairs: Vec<_> = pairs.iter().filter(|(name, _)| *name != "report").copied().collect();
        pairs.push(("after", &after));
        href(paths::REPORT_PEOPLE, &pairs)
    });
    let to =
        |policy: Option<&str>| asked::people(&Question { figure: question.figure, policy: policy.map(str::to_owned) });
    Listing {
        title: say.t(&format!("figure-{}", question.figure.as_str())),
        lead,
        tabs: say.tabs(""),
        choices: asked::policies(&say, &seen.coverage.policies, question.policy.as_deref(), to),
        table: (!seen.judged.is_empty()).then(|| table(console, &say, question, seen)),
        empty: say.t(if seen.coverage.tally.is_empty() { "coverage-empty" } else { "list-empty" }),
        first: begun.then(|| asked::people(question)),
        next,
        files: say.files(&pairs),
        back: Way { label: say.t("back-coverage"), href: paths::REPORTS.to_owned(), current: false },
    }
}

/// The address of somebody's page, if there is one that this admin may see.
pub fn person(console: &Console, id: AccountId) -> Option<String> {
    let path = format!("/admin/people/{}", id.0);
    (console.admin.may(Right::SeePeople) && console.visit.shell.table.has_page(&path)).then_some(path)
}

fn table(console: &Console, say: &Say<'_>, question: &Question, seen: &Seen) -> Table {
    let row = |judged: &Judged| {
        let described = seen.described.get(&judged.id);
        let standing = &judged.standing;
        let name = described.map_or("", |described| described.account.display_name.as_str());
        let kinds: Vec<String> =
            standing.kinds.iter().map(|kind| say.message(&format!("thing-{}", kind.as_str()), &[])).collect();
        let kinds = if kinds.is_empty() { say.t("none") } else { kinds.join(", ") };
        let why = standing.reason.map_or_else(|| say.t("can-reset"), |code| say.code(code));
        vec![
            Cell::text(if name.is_empty() { judged.login.clone() } else { name.to_owned() })
                .to(person(console, judged.id)),
            Cell::text(judged.login.clone()),
            Cell::text(standing.policy.to_string()),
            Cell::text(kinds),
            Cell::text(why),
            match described.and_then(|described| described.confirmed_at.or(described.registered_at)) {
                None => Cell::text(say.t("never")),
                at => say.time(at),
            },
        ]
    };
    let headings = ["name", "login", "policy", "kinds", "state", "updated"];
    Table {
        caption: say.t(&format!("figure-{}", question.figure.as_str())),
        headings: headings.map(|key| Cell::text(say.t(&format!("column-{key}")))).into(),
        rows: seen.judged.iter().map(row).collect(),
    }
}

//! What the address of a report asks for, and back.

use super::say::{Query, Say, href};
use crate::{
    domain::{
        coverage::figure::{Figure, Question},
        funnel::{Ending, Stage},
    },
    flows::admin::reports::{Period, SPANS, USUAL},
    render::{
        contexts::admin::reports::{Choice, Way},
        paths_admin as paths,
    },
    store::report_figures::JourneyFilter,
};

/// How many days a report is of.
pub fn days(query: &Query) -> i64 {
    query.parse("days").filter(|days| SPANS.contains(days)).unwrap_or(USUAL)
}

/// The days that a list is of: `since` and `until`, else the usual ones up to `today`.
pub fn period(query: &Query, today: i64) -> Period {
    let usual = Period::last(days(query), today);
    let (since, until) = (query.parse("since"), query.parse("until"));
    Period { since: since.unwrap_or(usual.since), until: until.unwrap_or(usual.until) }
}

/// The figure that is asked for, of a policy or of all.
pub fn question(query: &Query) -> Option<Question> {
    let figure = Figure::parse(query.get("figure").unwrap_or("all"))?;
    Some(Question { figure, policy: query.get("policy").map(str::to_owned) })
}

/// The address of the list behind a figure.
pub fn people(question: &Question) -> String {
    let mut pairs = vec![("figure", question.figure.as_str())];
    pairs.extend(question.policy.as_deref().map(|policy| ("policy", policy)));
    href(paths::REPORT_PEOPLE, &pairs)
}

/// The journeys that are asked for.
pub fn journeys(query: &Query, today: i64) -> JourneyFilter {
    let period = period(query, today);
    let stage = |name: &str| query.get(name).and_then(Stage::parse);
    JourneyFilter {
        since: period.since,
        until: period.until,
        least: stage("least").unwrap_or(Stage::Started),
        most: stage("most").unwrap_or(Stage::Done),
        ending: query.get("ending").and_then(Ending::parse),
        reason: query.raw("reason").filter(|reason| *reason != "*").map(str::to_owned),
    }
}

/// What the address of the list behind a figure of journeys says.
pub fn journey_pairs(filter: &JourneyFilter) -> Vec<(&'static str, String)> {
    let mut pairs = vec![("since", filter.since.to_string()), ("until", filter.until.to_string())];
    if filter.least != Stage::Started {
        pairs.push(("least", filter.least.as_str().to_owned()));
    }
    if filter.most != Stage::Done {
        pairs.push(("most", filter.most.as_str().to_owned()));
    }
    pairs.extend(filter.ending.map(|ending| ("ending", ending.as_str().to_owned())));
    pairs.extend(filter.reason.clone().map(|reason| ("reason", reason)));
    pairs
}

/// The address of the list behind a figure of journeys.
pub fn journey_list(filter: &JourneyFilter) -> String {
    let pairs = journey_pairs(filter);
    let pairs: Vec<_> = pairs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    href(paths::REPORT_JOURNEYS, &pairs)
}

/// The choice of days.
pub fn spans(say: &Say<'_>, path: &str, current: i64) -> Choice {
    let way = |days: i64| {
        let text = days.to_string();
        let label = say.with("span", &[("days", crate::render::Arg::Number(days))]);
        Way { label, href: href(path, &[("days", &text)]), current: days == current }
    };
    Choice { label: say.t("choose-days"), ways: SPANS.into_iter().map(way).collect() }
}

/// The choice of a policy; none where there is one only.
pub fn policies(
    say: &Say<'_>,
    names: &[String],
    current: Option<&str>,
    to: impl Fn(Option<&str>) -> String,
) -> Vec<Choice> {
    if names.len() < 2 {
        return Vec::new();
    }
    let all = Way { label: say.t("policy-all"), href: to(None), current: current.is_none() };
    let one = |name: &String| Way { label: name.clone(), href: to(Some(name)), current: current == Some(name) };
    vec![Choice { label: say.t("choose-policy"), ways: std::iter::once(all).chain(names.iter().map(one)).collect() }]
}

//! The pages: every figure opens its list, in both languages, for each role.

use std::{collections::BTreeSet, time::Duration};

use latchkey::{domain::role::Role, render::numbers, store::help_requests::NewHelpRequest};
use regex::Regex;
use reqwest::StatusCode;

use super::journeys;
use crate::harness::{
    app::{House, Options, policy},
    http::{Client, Page},
};

/// Links of a page that lead to lists, with the number that they are on: (number, address).
fn figures(page: &Page) -> Vec<(u64, String)> {
    let link = Regex::new(
        r#"<a href="(/admin/(?:reports/(?:people|journeys|events)|requests)\?[^"]*)">(?:<b>|<bdi>)([^<]*)<"#,
    )
    .unwrap();
    link.captures_iter(&page.body)
        .filter_map(|found| {
            let number: String = found[2].chars().filter(char::is_ascii_digit).collect();
            let whole = found[2].chars().all(|c| c.is_ascii_digit() || c == ',' || c == '\u{202f}');
            whole.then(|| (number.parse().unwrap(), found[1].replace("&amp;", "&")))
        })
        .collect()
}

/// Rows of a list, page by page.
async fn rows(client: &mut Client, address: &str) -> u64 {
    let next = Regex::new(r#"<a href="([^"]*)" rel="next">"#).unwrap();
    let (mut count, mut address) = (0, Some(address.to_owned()));
    while let Some(at) = address {
        let page = client.get(&at).await;
        assert_eq!(page.status, StatusCode::OK, "{at}: {}", page.text());
        let body = page.body.split("<tbody>").nth(1).and_then(|rest| rest.split("</tbody>").next()).unwrap_or_default();
        count += body.matches("<tr>").count() as u64;
        assert!(count > 0 || page.body.contains("class=\"empty\""), "{at}: an empty list says what to do");
        address = next.captures(&page.body).map(|found| found[1].replace("&amp;", "&"));
    }
    count
}

fn all_is_said(page: &Page) {
    let text = page.text();
    assert!(!text.contains("admin-reports-") && !page.body.contains("admin-reports-"), "{}: {text}", page.url);
    assert!(!page.body.contains(" style=") && !page.body.contains("<style"), "{}", page.url);
}

const PAGES: [&str; 8] = [
    "/admin",
    "/admin/reports",
    "/admin/reports?policy=everybody",
    "/admin/reports/resets",
    "/admin/reports/resets?days=1",
    "/admin/reports/registrations?days=365",
    "/admin/reports/people?figure=not-capable",
    "/admin/reports/journeys?ending=open",
];

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_opens_the_list_of_what_it_counts() {
    let house = House::new().await;
    journeys(&house).await;
    for n in 0..60 {
        house.person(&format!("many-{n:02}")).await;
    }
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    house.report().await;
    let mut walked = BTreeSet::new();
    for language in ["en", "fr"] {
        auditor.headers.insert("Accept-Language".into(), language.into());
        for path in PAGES {
            let page = auditor.get(path).await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text());
            all_is_said(&page);
            for (number, address) in figures(&page) {
                if walked.insert(address.clone()) {
                    assert_eq!(rows(&mut auditor, &address).await, number, "{path}: {address}");
                }
            }
        }
    }
    assert!(walked.len() > 60, "{walked:?}");
    for kind in ["people", "journeys", "events"] {
        assert!(walked.iter().any(|address| address.contains(kind)), "{kind}");
    }
    // A chart never stands alone.
    for path in PAGES {
        let page = auditor.get(path).await;
        for section in page.body.split("<section").skip(1) {
            assert!(!section.contains("<svg class=\"chart\"") || section.contains("<table"), "{path}: {section}");
        }
    }
    let failures = auditor.get("/admin/reports/journeys?ending=open").await;
    assert_eq!(
        failures.body.matches("<tr>").count(),
        5,
        "4 that were not finished, and the heading: {}",
        failures.text()
    );
    for odd in ["?before=x", "?since=no", "?least=never", "?reason=%27%3B--"] {
        assert_eq!(auditor.get(&format!("/admin/reports/journeys{odd}")).await.status, StatusCode::OK, "{odd}");
    }
    for nothing in ["/admin/reports/people?figure=x", "/admin/reports/events", "/admin/reports/events?counter=took"] {
        assert_eq!(auditor.get(nothing).await.status, StatusCode::NOT_FOUND, "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_for_help_on_the_overview_are_the_queue_and_open_it() {
    let house = House::new().await;
    let core = &house.app.core;
    let ask = async || {
        let id = core.new_id();
        let mut tx = core.store.begin().await.unwrap();
        let locale = latchkey::domain::locale::Locale::english();
        let new =
            NewHelpRequest { id, tenant: core.tenant, support_id: "K7Q2", login: "anna", note: "", locale: &locale };
        tx.insert_help_request(&new).await.unwrap();
        tx.commit().await.unwrap();
        id
    };
    let figure = |page: &Page| figures(page).into_iter().find(|(_, address)| address.starts_with("/admin/requests"));
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let page = owner.get("/admin").await;
    assert_eq!(figure(&page).unwrap().0, 0);
    assert!(!page.text().contains("the first for"), "nobody waits: {}", page.text());
    assert_eq!(rows(&mut owner, "/admin/requests?state=open").await, 0);

    let first = ask().await;
    house.clock.advance(Duration::from_secs(50 * 3600));
    let mut last = first;
    for _ in 0..30 {
        last = ask().await;
        house.clock.advance(Duration::from_secs(60));
    }
    let mut tx = core.store.begin().await.unwrap();
    assert!(tx.close_help_request(last, "olga").await.unwrap());
    tx.commit().await.unwrap();
    // Nothing was written to the audit log: it is the queue that is counted, on two pages of it.
    let mut owner = house.admin("oona", Some(Role::Owner)).await;
    let page = owner.get("/admin").await;
    let (number, address) = figure(&page).unwrap();
    assert_eq!((number, rows(&mut owner, &address).await), (30, 30));
    assert!(page.text().contains("the first for 2 days"), "{}", page.text());
    // Then the first is answered, and the next one has waited longest.
    let mut tx = core.store.begin().await.unwrap();
    assert!(tx.answer_help_request(first, "done", "olga").await.unwrap());
    tx.commit().await.unwrap();
    let page = owner.get("/admin").await;
    let (number, address) = figure(&page).unwrap();
    assert_eq!((number, rows(&mut owner, &address).await), (29, 29));
    assert!(page.text().contains("the first for 30 minutes"), "{}", page.text());
    // Who may not answer them sees the number, and no way there.
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    let page = auditor.get("/admin").await;
    assert!(figure(&page).is_none() && page.text().contains("29 Requests for help wait"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_overview_has_no_names_and_says_what_to_do_next() {
    let house = House::new().await;
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let page = owner.get("/admin").await;
    all_is_said(&page);
    for words in ["What to do next", "was never scanned", "save it here", "give the help desk"] {
        assert!(page.text().to_lowercase().contains(&words.to_lowercase()), "{words}: {}", page.text());
    }
    house.person("secretive").await;
    journeys(&house).await;
    house.report().await;
    let mut desk = house.admin("hilda", Some(Role::HelpDesk)).await;
    let page = desk.get("/admin").await;
    assert!(!page.body.contains("secretive") && !page.body.contains("anna"), "names on the overview");
    assert!(!page.body.contains("/admin/reports"), "a help desk has no reports to open");
    assert!(page.text().contains("can reset now") && page.text().contains("began"), "{}", page.text());
    assert!(!page.text().contains("was never scanned"));
    assert_eq!(desk.get("/admin/reports").await.status, StatusCode::FORBIDDEN);
    let tally = house.app.core.store.coverage(crate::store::TENANT).await.unwrap();
    let enabled = tally.of(latchkey::domain::coverage::figure::Figure::Enabled);
    let english = latchkey::domain::locale::Locale::english();
    assert!(page.text().contains(&numbers::whole(enabled, &english)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_price_makes_money_of_calls_and_a_count_can_be_asked_for() {
    let house = House::new().await;
    journeys(&house).await;
    house.report().await;
    let mut admin = house.admin("paula", Some(Role::PolicyAdmin)).await;
    let page = admin.get("/admin/reports/resets").await;
    assert!(!page.text().contains("Money saved"));
    let wrong = admin.submit(&page, &[("price", "a lot"), ("currency", "EUR")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.text().contains("Type an amount such as 20") && wrong.body.contains("value=\"a lot\""));
    let done = admin.submit(&wrong, &[("price", "17,50"), ("currency", "EUR")]).await;
    assert_eq!((done.status, done.url.path()), (StatusCode::OK, "/admin/reports/resets"));
    assert!(done.text().contains("35 EUR"), "2 calls: {}", done.text());
    assert_eq!(house.count_events("reports.price-changed", "success").await, 1);
    let mut auditor = house.admin("audrey", Some(Role::Auditor)).await;
    assert!(!auditor.get("/admin/reports/resets").await.body.contains("name=\"price\""));
    assert!(!auditor.get("/admin/reports").await.body.contains("reports/count"));

    let jobs = house.app.reports();
    house.clock.advance(Duration::from_secs(5));
    assert!(!jobs.is_due().await.unwrap(), "it was counted a moment ago");
    let page = admin.get("/admin/reports").await;
    let token = page.field("csrf").expect("a form");
    admin.post("/admin/reports/count", &[("csrf", &token)]).await;
    assert!(jobs.is_due().await.unwrap(), "asked for");
    jobs.count(&Default::default()).await.unwrap().expect("a count");
    assert!(!jobs.is_due().await.unwrap());
    house.clock.advance(Duration::from_secs(24 * 3600));
    assert!(jobs.is_due().await.unwrap(), "each night");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_that_can_not_be_counted_is_said() {
    let mut policy = policy();
    policy.enabled = latchkey::domain::policy::Enabled::All { except: vec!["Nowhere".into()] };
    let house = House::with(Options { policy, ..Options::default() }).await;
    house.person("anna").await;
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let stop = Default::default();
    house.app.sync().once(latchkey::store::sync_state::SyncAsk::Now { full: true }, &stop).await.unwrap();
    let failed = house.app.reports().count(&stop).await.unwrap_err().to_string();
    assert!(failed.contains("Nowhere"), "{failed}");
    let page = owner.get("/admin").await;
    assert!(page.text().contains("could not be counted") && page.text().contains("Nowhere"), "{}", page.text());
    assert!(!house.app.reports().is_due().await.unwrap(), "not at once again");
}

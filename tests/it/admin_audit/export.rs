//! The log as a file, from the console.

use latchkey::domain::role::Role;
use reqwest::StatusCode;
use serde_json::Value;

use super::{journey, write};
use crate::harness::{app::House, http::Page};

fn lines(page: &Page) -> Vec<Value> {
    page.body.lines().map(|line| serde_json::from_str(line).expect("a JSON object a line")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn r102_the_filtered_log_is_handed_out_whole_and_it_is_written_down() {
    let house = House::new().await;
    write(&house, journey(0, "=HYPERLINK(\"http://x\")", true)).await;
    // More than is read at once.
    let mut tx = house.app.core.store.begin().await.unwrap();
    for n in 1..=700 {
        for event in journey(n, &format!("canary-{n}"), n % 2 == 0) {
            tx.audit(&super::TENANT, &event).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let before = house.number("SELECT COUNT(*) FROM audit_events").await;

    let page = auditor.get("/admin/audit").await;
    let file = auditor.submit(&page, &[("format", "jsonl")]).await;
    assert_eq!(file.status, StatusCode::OK);
    assert_eq!(file.header("content-type"), "application/x-ndjson; charset=utf-8");
    let name = file.header("content-disposition");
    assert!(name.starts_with("attachment; filename=\"audit-20") && name.ends_with(".jsonl\""), "{name}");
    assert_eq!(file.header("cache-control"), "no-store");
    let all = lines(&file);
    assert_eq!(all.len() as i64, before + 1, "its own event is the last");
    let numbers: Vec<i64> = all.iter().map(|line| line["seq"].as_i64().unwrap()).collect();
    assert_eq!(numbers, (1..=before + 1).collect::<Vec<_>>(), "the oldest first, none left out");
    assert!(all.iter().all(|line| line["personal"].is_null()) && !file.body.contains("canary-"), "nobody is named");
    let last = all.last().unwrap();
    assert_eq!((&last["kind"], &last["detail"]["names"]), (&"audit.exported".into(), &"no".into()));

    // As the filter says, with names, for a spreadsheet.
    let page = auditor.get("/admin/audit?kind=reset.started").await;
    let file = auditor.submit(&page, &[("format", "csv"), ("names", "yes")]).await;
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    let mut rows = file.body.split("\r\n");
    assert!(rows.next().unwrap().starts_with("seq,id,at,kind,activity"));
    assert_eq!(rows.filter(|row| !row.is_empty()).count(), 701);
    assert!(file.body.contains("\"'=HYPERLINK(") && file.body.contains("canary-700"));
    let page = auditor.get("/admin/audit?who=canary-7").await;
    let file = auditor.submit(&page, &[("format", "jsonl"), ("names", "yes")]).await;
    assert_eq!(lines(&file).len(), 4);
    let page = auditor.get("/admin/audit?support=SUPP-0008").await;
    assert_eq!(lines(&auditor.submit(&page, &[("format", "jsonl")]).await).len(), 4);

    let noted = house.events().await;
    let noted: Vec<_> = noted.iter().filter(|event| event.kind == "audit.exported").collect();
    assert_eq!(noted.len(), 4);
    let named = noted[2];
    assert_eq!(named.detail["of"], "one person", "not whom");
    assert_eq!(noted[1].detail["kind"], "reset.started");
    assert_eq!(named.personal.as_ref().unwrap().actor.as_deref(), Some("ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_handed_out_that_can_not_be_written_down_or_was_not_asked_for() {
    let house = House::new().await;
    write(&house, journey(0, "canary", true)).await;
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let page = auditor.get("/admin/audit").await;
    let token = page.field("csrf").unwrap();
    let ask = [("csrf", token.as_str()), ("format", "xml")];
    assert_eq!(auditor.post_once("/admin/audit/export", &ask).await.status, StatusCode::BAD_REQUEST);
    let ask = [("csrf", token.as_str()), ("format", "csv"), ("from", "soon")];
    assert_eq!(auditor.post_once("/admin/audit/export", &ask).await.status, StatusCode::BAD_REQUEST);
    let foreign = auditor.post_once("/admin/audit/export", &[("format", "csv")]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "no form of ours");
    let get = auditor.get("/admin/audit/export").await;
    assert_eq!(get.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(house.count_events("audit.exported", "success").await, 0);
    house.sql("CREATE TRIGGER full BEFORE INSERT ON audit_events BEGIN SELECT RAISE(FAIL, 'full'); END").await;
    let ask = [("csrf", token.as_str()), ("format", "csv")];
    let refused = auditor.post_once("/admin/audit/export", &ask).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE, "{}", refused.body);
    assert!(!refused.body.contains("reset.started"));
}

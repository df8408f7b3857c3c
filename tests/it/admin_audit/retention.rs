//! How long names are kept: an owner sees what would go, proves afresh for less, and the log still holds.

use std::time::Duration;

use latchkey::{domain::role::Role, flows::admin::retention, jobs::housekeeping};
use reqwest::StatusCode;

use super::{check_the_log, journey, links, press, write};
use crate::harness::app::{House, Options};

const PAGE: &str = "/admin/audit/retention";
const CHAIN: &str = "/admin/audit/chain";

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_what_would_go_and_sets_how_long_names_are_kept() {
    let config = "[audit]\nretention_days = 100".to_owned();
    let house = House::with(Options { config, ..Options::default() }).await;
    let day = Duration::from_secs(24 * 3600);
    let file = house.app.config.audit.retention_days;
    let named = async || house.number("SELECT COUNT(*) FROM audit_events WHERE sealed IS NOT NULL").await;
    write(&house, journey(1, "person1", true)).await;
    house.clock.advance(40 * day);
    write(&house, journey(2, "person2", true)).await;
    house.clock.advance(10 * day);

    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let page = auditor.get(CHAIN).await;
    assert!(page.text().contains("are kept 100 days audit.retention_days"), "{}", page.text());
    assert!(links(&page, PAGE).is_empty());
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let page = owner.get(CHAIN).await;
    let page = owner.get(&links(&page, PAGE).remove(0)).await;
    assert!(page.text().contains("100 days, as the configuration file says"), "{}", page.text());
    for wrong in ["29", "3651", "soon", "-40", ""] {
        let page = owner.get(&format!("{PAGE}?days={wrong}")).await;
        assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong:?}");
        assert!(page.text().contains("Enter a number of days from 30 to 3650"), "{}", page.text());
        assert!(page.forms().iter().all(|form| form.action != PAGE || form.method == "get"), "{wrong:?}");
    }
    let page = owner.get(&format!("{PAGE}?days=3,000")).await;
    assert!(page.text().contains("Nothing goes now."), "{}", page.text());

    // Fewer days: the page tells what goes, and nothing goes yet.
    let before = named().await;
    let page = owner.get(&format!("{PAGE}?days=45")).await;
    let text = page.text();
    assert!(text.contains("4 events from before") && text.contains("There is no way back."), "{text}");
    assert_eq!((named().await, house.count_events("audit.retention-changed", "success").await), (before, 0));
    let page = press(&mut owner, &page, PAGE, &[("days", "45")]).await;
    let text = page.text();
    assert!(text.contains("Saved. Names are kept 45 days") && text.contains("are kept 45 days (set here)"), "{text}");
    assert_eq!(named().await, before + 1, "what was set is an event, and housekeeping comes by itself");
    let events = house.events().await;
    let noted = events.iter().find(|event| event.kind == "audit.retention-changed").unwrap();
    assert_eq!((&noted.detail["days_before"], &noted.detail["days_after"]), (&"100".into(), &"45".into()));
    assert_eq!(noted.personal.as_ref().unwrap().actor.as_deref(), Some("olga"));
    assert_eq!(retention::kept(&house.app.core, file).await.unwrap().days, 45, "whatever the file says");

    // What the page said is what goes, with the keys of those whose last event it was; and the log holds.
    let keys = house.number("SELECT COUNT(*) FROM personal_keys").await;
    assert_eq!(housekeeping::forget_the_old(&house.app.core, file).await.unwrap(), 45);
    assert_eq!(named().await, before + 1 - 4);
    let page = auditor.get("/admin/audit").await;
    assert!(page.text().contains("person2") && !page.text().contains("person1"), "{}", page.text());
    assert_eq!(house.number("SELECT COUNT(*) FROM personal_keys").await, keys - 2, "the account's, the name's");
    let page = auditor.get(CHAIN).await;
    press(&mut auditor, &page, "/admin/audit/verify", &[]).await;
    check_the_log(&house).await;
    assert!(auditor.get(CHAIN).await.text().contains("The log holds."));
}

#[tokio::test(flavor = "multi_thread")]
async fn r143_fewer_days_take_a_fresh_proof_and_nobody_but_an_owner_sets_them() {
    let house = House::new().await;
    for role in [Role::PolicyAdmin, Role::Auditor, Role::HelpDesk] {
        let mut other = house.admin(&format!("other-{role}"), Some(role)).await;
        assert_eq!(other.get(PAGE).await.status, StatusCode::FORBIDDEN, "{role}");
    }
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let fewer = owner.get(&format!("{PAGE}?days=60")).await;
    let more = owner.get(&format!("{PAGE}?days=500")).await;
    house.clock.advance(Duration::from_secs(301));
    let answer = owner.submit_once(&fewer, &[("days", "60")]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("/admin/prove"), "{}", answer.header("location"));
    let seen = owner.send(reqwest::Method::GET, &format!("{PAGE}?days=60"), None, "same-origin").await;
    let back = seen.header("location");
    assert!(back.starts_with("/admin/prove?next=") && back.contains("days%3D60"), "{back}");
    let kept = async || retention::kept(&house.app.core, 400).await.unwrap();
    assert_eq!((kept().await.days, kept().await.set), (400, false));
    // More days erase nothing.
    let page = owner.submit(&more, &[("days", "500")]).await;
    assert!(page.text().contains("Saved. Names are kept 500 days"), "{}", page.text());
    assert_eq!(kept().await.days, 500);
    // What an owner set is what a smaller number is compared with; out of range is no number.
    for (days, status) in [("499", StatusCode::SEE_OTHER), ("29", StatusCode::BAD_REQUEST)] {
        let token = more.field("csrf").unwrap();
        assert_eq!(owner.post_once(PAGE, &[("csrf", &token), ("days", days)]).await.status, status, "{days}");
    }
    assert_eq!(kept().await.days, 500);
    let mut owner = house.admin("oscar", Some(Role::Owner)).await;
    let page = owner.get(&format!("{PAGE}?days=60")).await;
    owner.submit(&page, &[("days", "60")]).await;
    assert_eq!(kept().await.days, 60);
    assert_eq!(house.count_events("audit.retention-changed", "success").await, 2);
}

//! Forgetting a person: seen before, proved afresh, gone for good, and the log still holds.

use std::time::Duration;

use latchkey::{
    domain::{
        event::{Event, EventKind, Outcome, Personal},
        role::Role,
    },
    store::audit_forget::Forget,
};
use reqwest::StatusCode;

use super::{TENANT, account, check_the_log, journey, press, write};
use crate::{
    harness::app::House,
    store::dbs::{TestDb, on_both},
};

on_both! {
    an_account_is_forgotten_under_all_its_names_and_nobody_else_is,
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sees_what_would_go_proves_afresh_and_the_person_can_not_be_read_any_more() {
    let house = House::new().await;
    for n in 0..3 {
        write(&house, journey(n, &format!("person{n}"), true)).await;
    }
    for role in [Role::PolicyAdmin, Role::Auditor, Role::HelpDesk] {
        let mut other = house.admin(&format!("other-{role}"), Some(role)).await;
        let page = other.get("/admin/audit/forget?who=person1").await;
        assert_eq!(page.status, StatusCode::FORBIDDEN, "{role}");
        assert!(!other.get("/admin/audit?who=person1").await.body.contains("/admin/audit/forget"));
    }
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let page = owner.get("/admin/audit?who=person1").await;
    let link = super::links(&page, "/admin/audit/forget").remove(0);
    assert_eq!(link, format!("/admin/audit/forget?who={}", account(1).0), "the account, not the name");
    let page = owner.get(&link).await;
    let text = page.text();
    assert!(text.contains("4 events of one account still have a name") && text.contains("person1"), "{text}");
    assert!(text.contains("There is no way back."));
    assert_eq!(house.number("SELECT COUNT(*) FROM audit_events WHERE sealed IS NULL").await, 0, "only looked at");

    // Five minutes later it takes a new proof, before the page and before the act.
    house.clock.advance(Duration::from_secs(301));
    let who = account(1).0.to_string();
    let answer = owner.submit_once(&page, &[("who", &who)]).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(answer.header("location").starts_with("/admin/prove"), "{}", answer.header("location"));
    assert_eq!(house.count_events("audit.person-forgotten", "success").await, 0);

    let mut owner = house.admin("oscar", Some(Role::Owner)).await;
    let page = owner.get(&link).await;
    let page = owner.submit(&page, &[("who", &who)]).await;
    assert!(page.text().contains("The names are gone from 4 events."), "{}", page.text());
    assert!(owner.get("/admin/audit?who=person1").await.text().contains("Nothing in the log fits"));
    let page = owner.get(&format!("/admin/audit?who={who}")).await;
    assert!(page.text().contains("Password reset") && !page.body.contains("person1"), "what happened stays");
    for canary in ["203.0.113.77", "•••• 34", "Canary/1.0"] {
        assert!(!page.body.contains(canary), "{canary}");
    }
    assert!(owner.get("/admin/audit?who=person2").await.text().contains("Password reset person2"));
    let noted = house.events().await;
    let noted = noted.iter().find(|event| event.kind == "audit.person-forgotten").unwrap();
    assert_eq!((noted.detail["person"].as_str(), noted.detail["events"].as_str()), (Some(who.as_str()), Some("4")));
    assert_eq!(noted.personal.as_ref().unwrap().actor.as_deref(), Some("oscar"));

    // The chain holds, and the console says so.
    let page = owner.get("/admin/audit/chain").await;
    let page = press(&mut owner, &page, "/admin/audit/verify", &[]).await;
    assert!(page.text().contains("It begins in a moment."), "{}", page.text());
    check_the_log(&house).await;
    let page = owner.get("/admin/audit/chain").await;
    assert!(page.text().contains("The log holds.") && page.text().contains("names were erased 4"), "{}", page.text());
    let page = owner.get("/admin/audit/forget?who=person1").await;
    assert!(page.text().contains("No event has a name"), "{}", page.text());
}

/// An account went by two names; one of them is another's by now. An admin's event about it names the admin.
async fn an_account_is_forgotten_under_all_its_names_and_nobody_else_is(db: TestDb) {
    let store = db.open().await;
    let put = async |kind, account, flow: Option<u128>, login: &str, actor: Option<&str>| {
        let mut event = Event::new(kind, Outcome::Success);
        event.account = account;
        event.flow = flow.map(uuid::Uuid::from_u128);
        let actor = actor.map(str::to_owned);
        event.personal = Some(Personal { login: Some(login.to_owned()), actor, ..Personal::default() });
        let mut tx = store.begin().await.unwrap();
        tx.audit(&TENANT, &event).await.unwrap();
        tx.commit().await.unwrap();
    };
    let (old, new) = (Some(account(1)), Some(account(2)));
    put(EventKind::ResetStarted, None, Some(1), "mia", None).await; // 1: before the look-up
    put(EventKind::PasswordReset, old, Some(1), "mia", None).await; // 2
    put(EventKind::SignedIn, old, Some(2), "mia.wed", None).await; // 3: another name
    put(EventKind::Blocked, None, None, "mia", None).await; // 4: in no journey
    put(EventKind::SignedIn, new, Some(3), "mia", None).await; // 5: somebody else with the old name
    put(EventKind::ResetStarted, None, Some(3), "zoe", None).await; // 6: in the other's journey
    put(EventKind::PassIssued, old, Some(4), "olga", Some("olga")).await; // 7: in an admin's session
    put(EventKind::PassIssued, new, Some(4), "olga", Some("olga")).await; // 8: the same session, another person
    let whom = Forget::parse(&format!(" {} ", account(1).0));
    assert_eq!(whom, Forget::Account(account(1)));
    assert_eq!(store.would_forget(TENANT, &whom).await.unwrap().events, 5);
    assert_eq!(store.forget_person(TENANT, &whom, None).await.unwrap().events, 5);
    let raw = db.raw().await;
    let mut left = Vec::new();
    for seq in 1..=8 {
        let sql = format!("SELECT COUNT(*) FROM audit_events WHERE seq = {seq} AND sealed IS NOT NULL");
        if raw.number(&sql).await == 1 {
            left.push(seq);
        }
    }
    assert_eq!(left, [5, 6, 8]);
    // By the name it is everybody who went by it.
    assert_eq!(store.forget_person(TENANT, &Forget::parse("MIA"), None).await.unwrap().events, 3);
    let report = store.verify_audit(TENANT).await.unwrap();
    assert_eq!((report.events, report.shredded), (10, 8));
}

//! Journeys and events: filters agree with the log, pages leave nothing out, everything unfolds.

use std::{collections::BTreeSet, time::Duration};

use latchkey::domain::{
    event::{Event, EventKind, Outcome, Personal},
    role::Role,
};
use reqwest::StatusCode;

use super::{account, count, journey, links, write};
use crate::harness::{
    app::{House, Options},
    http::Client,
};

const DAY: Duration = Duration::from_secs(24 * 3600);

/// The support ids of the journeys on a page, in their order.
fn journeys(page: &crate::harness::http::Page) -> Vec<String> {
    let head = regex::Regex::new("(?s)<summary>.*?</summary>").unwrap();
    let id = regex::Regex::new("SUPP-[0-9]{4}").unwrap();
    head.find_iter(&page.body).filter_map(|head| Some(id.find(head.as_str())?.as_str().to_owned())).collect()
}

/// The numbers of the events of a flat page.
fn numbers(page: &crate::harness::http::Page) -> Vec<i64> {
    let row = regex::Regex::new("<tr id=\"e([0-9]+)\"").unwrap();
    row.captures_iter(&page.body).map(|row| row[1].parse().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn journeys_are_listed_filtered_and_unfold() {
    let house = House::new().await;
    for n in 0..5 {
        write(&house, journey(n, &format!("person{n}"), n != 3)).await;
        house.clock.advance(DAY);
    }
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let page = auditor.get("/admin/audit").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    // The admin's own way in is the newest journey; it has another number.
    assert_eq!(journeys(&page), ["SUPP-0004", "SUPP-0003", "SUPP-0002", "SUPP-0001", "SUPP-0000"], "the newest first");
    let text = page.text();
    for said in ["Password reset person4", "Stopped by a limit person3", "Reset password (self-service)", "Code sent"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("The whole log was not checked yet."));

    let found =
        async |auditor: &mut Client, query: &str| journeys(&auditor.get(&format!("/admin/audit?{query}")).await);
    assert_eq!(found(&mut auditor, "who=PERSON2").await, ["SUPP-0002"], "however it was typed");
    assert_eq!(found(&mut auditor, &format!("who={}", account(1).0)).await, ["SUPP-0001"]);
    assert_eq!(found(&mut auditor, "support=supp-0003").await, ["SUPP-0003"]);
    assert_eq!(found(&mut auditor, "kind=password.reset").await.len(), 4);
    assert_eq!(found(&mut auditor, "outcome=failure").await, ["SUPP-0003"]);
    assert_eq!(found(&mut auditor, "kind=password.reset&outcome=failure").await, Vec::<String>::new());
    assert_eq!(found(&mut auditor, "who=nobody").await, Vec::<String>::new());
    let days = house.texts("SELECT date(at / 1000, 'unixepoch') FROM audit_events WHERE kind = 'reset.started'").await;
    let query = format!("from={}&to={}", days[1], days[2]);
    assert_eq!(found(&mut auditor, &query).await, ["SUPP-0002", "SUPP-0001"]);

    // One found is open; its address keeps the filter in the form.
    let page = auditor.get("/admin/audit?support=SUPP-0003&lang=fr").await;
    assert_eq!(count(&page, "<details open>"), 1);
    assert!(page.body.contains("value=\"SUPP-0003\"") && page.text().contains("Preuve fausse"), "{}", page.text());
    let text = auditor.get("/admin/audit?support=SUPP-0003&lang=en").await.text();
    for said in ["203.0.113.77", "•••• 34", "LK-0050", "reset.gate-failed", "Method sms"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    let page = auditor.get("/admin/audit?from=soon").await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(page.body.contains("href=\"#from\"") && page.body.contains("value=\"soon\""), "what was typed stays");
    let page = auditor.get("/admin/audit?who=nobody").await;
    assert!(page.text().contains("Take away a filter"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_leave_nothing_out_forwards_and_backwards() {
    let house = House::new().await;
    for n in 0..70 {
        write(&house, journey(n, &format!("person{n}"), true)).await;
    }
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let mut seen = Vec::new();
    let mut page = auditor.get("/admin/audit?kind=password.reset").await;
    let first = journeys(&page);
    for _ in 0..10 {
        seen.push(journeys(&page));
        let Some(next) = links(&page, "before=").first().cloned() else { break };
        assert!(next.contains("kind=password.reset"), "{next}");
        page = auditor.get(&next).await;
    }
    assert_eq!(seen.len(), 4, "70 on pages of 20");
    assert_eq!(seen.concat().len(), 70);
    assert_eq!(seen.concat().iter().collect::<BTreeSet<_>>().len(), 70);
    for back in seen.iter().rev().skip(1) {
        let newer = links(&page, "after=").first().cloned().expect("a way back");
        page = auditor.get(&newer).await;
        assert_eq!(journeys(&page), *back);
    }
    assert_eq!(journeys(&page), first);
    assert_eq!(links(&page, "after="), Vec::<String>::new(), "nothing is newer");

    // Every event, once.
    let mut all = Vec::new();
    let mut page = auditor.get("/admin/audit?view=events").await;
    let newest = numbers(&page)[0];
    loop {
        all.extend(numbers(&page));
        let Some(next) = links(&page, "before=").first().cloned() else { break };
        assert!(next.contains("view=events"));
        page = auditor.get(&next).await;
    }
    assert_eq!(all, (1..=newest).rev().collect::<Vec<_>>());
    // All of one journey.
    let flow = uuid::Uuid::from_u128(0xf000 + 7);
    let page = auditor.get(&format!("/admin/audit?view=events&flow={flow}")).await;
    assert_eq!(numbers(&page).len(), 4);
    assert!(page.text().contains("All events of one journey."));
}

#[tokio::test(flavor = "multi_thread")]
async fn r100_hostile_names_are_only_text_and_erased_ones_are_said_to_be_gone() {
    let house = House::new().await;
    let evil = "<script>alert(1)</script>\u{202e}evil";
    let mut events = journey(1, evil, true);
    for event in &mut events {
        event.detail.insert("why", "<img src=x onerror=alert(1)>".to_owned());
        if let Some(personal) = event.personal.as_mut() {
            personal.diagnostic = Some("\"><svg onload=alert(1)>".to_owned());
        }
    }
    write(&house, events).await;
    write(&house, [Event::new(EventKind::Service, Outcome::Success)]).await;
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    for path in ["/admin/audit", "/admin/audit?view=events"] {
        let page = auditor.get(path).await;
        assert!(
            !page.body.contains("<script>alert")
                && !page.body.contains("<img src=x")
                && !page.body.contains("<svg onload")
        );
        assert!(page.text().contains("<script>alert(1)</script>"), "shown as it is");
    }
    let page = auditor.get("/admin/audit?view=events&kind=service").await;
    assert!(page.text().contains("no name") && page.text().contains("Portal started or stopped"), "{}", page.text());
    // A filter is text too.
    let page = auditor.get("/admin/audit?who=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!page.body.contains("<script>alert"), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_an_admin_did_is_a_journey_too_and_the_help_desk_does_not_see_the_log() {
    let house = House::with(Options { postgres: true, ..Options::default() }).await;
    let mut help = house.admin("henri", Some(Role::HelpDesk)).await;
    let page = help.get("/admin/audit").await;
    assert_eq!(page.status, StatusCode::FORBIDDEN);
    let mut owner = house.admin("olga", Some(Role::Owner)).await;
    let page = owner.get("/admin/audit?who=henri").await;
    assert!(page.text().contains("Not allowed in the console"), "{}", page.text());
    let mut personal = Event::new(EventKind::HelpRequested, Outcome::Success);
    personal.personal = Some(Personal { login: Some("olga".to_owned()), ..Personal::default() });
    write(&house, [personal]).await;
    let page = owner.get("/admin/audit?who=olga&kind=help.requested").await;
    assert!(page.text().contains("Help asked for olga"), "{}", page.text());
}

#[tokio::test(flavor = "multi_thread")]
async fn r148_every_kind_of_event_has_words_in_both_languages() {
    let house = House::new().await;
    for tag in ["en", "fr"] {
        let locale = latchkey::domain::locale::Locale(tag.to_owned());
        for kind in EventKind::ALL {
            let key = format!("admin-audit-kind-{}", kind.as_str().replace('.', "-"));
            assert!(house.app.renderer.text(&locale, &key, &[]).is_ok(), "{tag}: {key} is missing in admin-audit.ftl");
        }
    }
}

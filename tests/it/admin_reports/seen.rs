//! The pages in a real browser: small and large, light and dark, in both languages, without scripts too.

use std::time::Duration;

use latchkey::{
    domain::{role::Role, time::Clock as _},
    store::coverage_state::Counted,
};
use serde_json::json;

use super::journeys;
use crate::{
    harness::{
        app::House,
        chromium::{Browser, Options},
    },
    store::TENANT,
};

const PAGES: [(&str, &str); 7] = [
    ("overview", "/admin"),
    ("coverage", "/admin/reports"),
    ("people", "/admin/reports/people?figure=enabled"),
    ("resets", "/admin/reports/resets"),
    ("failures", "/admin/reports/journeys?ending=open"),
    ("registrations", "/admin/reports/registrations"),
    ("events", "/admin/reports/events?counter=proof-passed"),
];

/// A house where something happened on several days.
async fn lived_in() -> House {
    let house = House::new().await;
    journeys(&house).await;
    for n in 0..60 {
        let id = house.person(&format!("many-{n:02}")).await;
        if n % 3 == 0 {
            house.group("Robots", &[id], &[]).await;
        }
    }
    house.report().await;
    let store = &house.app.core.store;
    // The same count on the days before, a little less each: history for the chart.
    let today = house.app.org.time_zone.day(house.clock.now());
    for back in (0..30).rev() {
        let run = store.claim_coverage(TENANT, Duration::from_secs(60)).await.unwrap().unwrap();
        let counted = Counted { day: today - back, scan_at: None, policy_version: 0, took: Duration::ZERO };
        store.finish_coverage(&run, &counted).await.unwrap();
        let less = format!(
            "UPDATE coverage_days SET accounts = accounts - {back} WHERE day = {} AND figure IN ('capable', 'registered')",
            today - back
        );
        house.sql(&less).await;
    }
    house
}

async fn looked_at(options: Options, prefix: &str) {
    let house = lived_in().await;
    let admin = house.admin("paula", Some(Role::PolicyAdmin)).await;
    let browser = Browser::new(&options).await;
    let cookie = json!({ "name": "ra", "value": admin.cookies["ra"], "url": house.url });
    browser.cdp("Network.setCookie", cookie).await;
    for (name, path) in PAGES {
        browser.open(&format!("{}{path}", house.url)).await;
        assert!(!browser.overflows().await, "{prefix} {name} is too wide");
        // What is folded is looked at too.
        if options.js {
            browser.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })").await;
            assert!(!browser.overflows().await, "{prefix} {name} is too wide when unfolded");
            browser.assert_accessible(name).await;
            browser.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = false; })").await;
        }
        browser.assert_accessible(name).await;
        browser.screenshot(&format!("reports-{prefix}-{name}")).await;
    }
    assert_eq!(browser.complaints().await, Vec::<String>::new(), "scripts and the policy of content");
    browser.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_desk_in_english() {
    looked_at(Options::default(), "desk").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_a_phone_in_french_at_night() {
    looked_at(Options { width: 390, height: 844, lang: "fr".into(), dark: true, ..Options::default() }, "phone").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn on_the_smallest_phone_without_scripts() {
    looked_at(Options { width: 320, height: 640, js: false, ..Options::default() }, "small").await;
}

//! The pages in Chromium: with and without scripts, small and wide, light and dark, in both languages, with axe.

use std::time::Duration;

use latchkey::{
    domain::{
        alarm::{Alarm, AlarmKind},
        event::{Event, EventKind, Outcome},
        role::Role,
    },
    store::sync_state::SyncAsk,
};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use super::{TENANT, check_the_log, journey, servers, write};
use crate::harness::{
    app::{House, Options as HouseOptions},
    chromium::{Browser, Options},
    look::look,
};

/// Somebody with this role is in the console.
async fn enter(house: &House, browser: &Browser, login: &str, role: Role) {
    let id = house.person(login).await;
    house.role_group(role, &[id]).await;
    let token = house.console_session(id, true).await;
    let cookie = json!({ "name": "ra", "value": token.expose(), "url": house.url, "httpOnly": true });
    browser.cdp("Network.setCookie", cookie).await;
}

/// A house with a past.
async fn lived_in(localhost: bool) -> House {
    let config = "[alarms]\nmail = [\"it@contoso.test\"]".to_owned();
    let house =
        House::with(HouseOptions { config, localhost, servers: Some(servers()), ..HouseOptions::default() }).await;
    for n in 0..25 {
        write(&house, journey(n, &format!("person{n}@contoso.test"), n % 4 != 0)).await;
        house.clock.advance(Duration::from_secs(977));
    }
    for (kind, subject, figure) in [(AlarmKind::Spraying, "", "42"), (AlarmKind::Certificate, "portal-1: 14", "12")] {
        let alarm = Alarm { kind, subject: subject.to_owned(), figure: figure.to_owned() };
        let mut tx = house.app.core.store.begin().await.unwrap();
        tx.raise_alarm(TENANT, &alarm).await.unwrap();
        let event = Event::new(EventKind::AlarmRaised, Outcome::Failure);
        let event = event.with("alarm", kind.as_str()).with("subject", subject).with("figure", figure);
        tx.audit(&TENANT, &event).await.unwrap();
        tx.commit().await.unwrap();
    }
    for n in 0..12 {
        house.person(&format!("someone{n}")).await;
    }
    house.app.sync().once(SyncAsk::Now { full: true }, &CancellationToken::new()).await.unwrap().unwrap();
    house
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_page_is_fit_to_be_seen() {
    for lang in ["en", "fr"] {
        let house = lived_in(false).await;
        let browser = Browser::new(&Options { lang: lang.into(), ..Options::default() }).await;
        enter(&house, &browser, "olga", Role::Owner).await;
        let say = |en: &'static str, fr: &'static str| if lang == "en" { en } else { fr };
        let open = async |path: &str| browser.open(&format!("{}{path}", house.url)).await;
        let name = |page: &str| format!("admin-audit-{page}-{lang}");

        open("/admin/audit").await;
        browser.wait_text("person24@contoso.test").await;
        look(&browser, &name("log")).await;
        browser.evaluate("document.querySelectorAll('.journeys details')[2].open = true").await;
        look(&browser, &name("log-open")).await;
        open("/admin/audit?view=events&outcome=failure").await;
        browser.evaluate("document.querySelector('.log details').open = true").await;
        look(&browser, &name("events")).await;
        open("/admin/audit?who=nobody").await;
        look(&browser, &name("log-empty")).await;
        open("/admin/audit?from=soon").await;
        look(&browser, &name("log-error")).await;
        open("/admin/audit/chain").await;
        look(&browser, &name("chain-never")).await;
        browser.press(say("Check the whole log now", "Vérifier tout le journal maintenant")).await;
        browser.wait_text(say("It begins in a moment.", "Cela commence dans un instant.")).await;
        look(&browser, &name("chain-wanted")).await;
        check_the_log(&house).await;
        open("/admin/audit/chain").await;
        browser.wait_text(say("The log holds.", "Le journal est intact.")).await;
        look(&browser, &name("chain")).await;
        house.sql("UPDATE audit_events SET at = at + 1 WHERE seq = 7").await;
        browser.press(say("Check the whole log now", "Vérifier tout le journal maintenant")).await;
        check_the_log_soon(&house).await;
        open("/admin/audit/chain").await;
        look(&browser, &name("chain-broken")).await;
        open("/admin/audit/forget").await;
        look(&browser, &name("forget-ask")).await;
        open("/admin/audit/forget?who=person3%40contoso.test").await;
        look(&browser, &name("forget")).await;
        open("/admin/alarms").await;
        look(&browser, &name("alarms")).await;
        open("/admin/directory").await;
        look(&browser, &name("directory")).await;
        browser.press(say("Scan everybody", "Lire tout le monde")).await;
        browser.wait_text(say("A scan was asked for.", "Une lecture a été demandée.")).await;
        look(&browser, &name("directory-wanted")).await;
        open("/admin/audit/retention?days=soon").await;
        look(&browser, &name("retention-error")).await;
        // Fifty days later all of that is old.
        house.clock.advance(Duration::from_secs(50 * 24 * 3600));
        enter(&house, &browser, "oscar", Role::Owner).await;
        open("/admin/audit/retention?days=40").await;
        browser.wait_text(say("There is no way back.", "Il n’y a pas de retour possible.")).await;
        look(&browser, &name("retention")).await;
        browser.press(say("Keep names 40 days", "Garder les noms 40 jours")).await;
        browser.wait_text(say("(set here)", "(réglé ici)")).await;
        look(&browser, &name("retention-saved")).await;
        // No server answers: who is in looks, and switches off.
        house.directory.behave(|behaviour| behaviour.down = true);
        open("/admin/alarms").await;
        browser.wait_text(say("The directory does not answer.", "L’annuaire ne répond pas.")).await;
        look(&browser, &name("outage")).await;
        open("/admin/policy/switch").await;
        look(&browser, &name("outage-switch")).await;
        open("/admin/roles").await;
        look(&browser, &name("outage-refused")).await;
        browser.close().await;
    }
}

/// What was pressed a moment ago may not have arrived yet.
async fn check_the_log_soon(house: &House) {
    let arrived = async || {
        let check = house.app.core.store.audit_check(TENANT).await.unwrap()?;
        check.wanted.then_some(())
    };
    crate::harness::wait_until("it was asked for", Duration::from_secs(10), arrived).await;
    check_the_log(house).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_auditor_without_scripts_finds_a_journey_unfolds_it_and_sees_the_check_end() {
    let house = lived_in(false).await;
    let browser = Browser::new(&Options { js: false, ..Options::phone() }).await;
    enter(&house, &browser, "ada", Role::Auditor).await;
    browser.open(&format!("{}/admin/audit", house.url)).await;
    browser.fill("Support number", "SUPP-0008").await;
    browser.press("Show").await;
    browser.wait_text("Stopped by a limit").await;
    assert!(browser.url().await.contains("support=SUPP-0008"));
    browser.wait_text("203.0.113.77").await;
    browser.driver.find(thirtyfour::By::Css(".journeys summary")).await.unwrap().click().await.unwrap();
    let folded = browser.text().await;
    assert!(!folded.contains("203.0.113.77"), "it folds without a script: {folded}");
    browser.press("Checks, copies, how long names are kept").await;
    browser.press("Check the whole log now").await;
    browser.wait_text("It begins in a moment.").await;
    check_the_log(&house).await;
    // The page says to the browser itself that it is to look again.
    browser.wait_text("The log holds.").await;
    browser.close().await;
}

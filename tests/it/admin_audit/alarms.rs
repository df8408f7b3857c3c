//! Alarms in the console: what is wrong now, what was, what to do.

use std::time::Duration;

use latchkey::{
    domain::{
        alarm::{Alarm, AlarmKind},
        role::Role,
    },
    jobs::alarms::{State, look},
};

use super::{TENANT, links};
use crate::harness::app::{House, Options};

/// Raises or clears an alarm as a node does: with its event.
async fn change(house: &House, kind: AlarmKind, subject: &str, raised: bool) {
    use latchkey::domain::event::{Event, EventKind, Outcome};
    let alarm = Alarm { kind, subject: subject.to_owned(), figure: "42".to_owned() };
    let mut tx = house.app.core.store.begin().await.unwrap();
    let (event, outcome) = if raised {
        assert!(tx.raise_alarm(TENANT, &alarm).await.unwrap());
        (EventKind::AlarmRaised, Outcome::Failure)
    } else {
        assert!(tx.clear_alarm(TENANT, kind.as_str(), subject).await.unwrap());
        (EventKind::AlarmCleared, Outcome::Success)
    };
    let event = Event::new(event, outcome).with("alarm", kind.as_str()).with("subject", subject).with("figure", "42");
    tx.audit(&TENANT, &event).await.unwrap();
    tx.commit().await.unwrap();
    house.clock.advance(Duration::from_secs(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn each_alarm_is_shown_with_what_to_do_and_where_to_look_and_what_was_is_kept() {
    let house = House::new().await;
    let mut help = house.admin("henri", Some(Role::HelpDesk)).await;
    let text = help.get("/admin/alarms").await.text();
    assert!(text.contains("Nothing needs a look.") && text.contains("There was no alarm yet."), "{text}");
    assert!(text.contains("Nobody is told of alarms."), "{text}");
    change(&house, AlarmKind::Spraying, "", true).await;
    change(&house, AlarmKind::Certificate, "node: 30", true).await;
    change(&house, AlarmKind::ChangedBeforeReset, "SUPP-0007", true).await;
    change(&house, AlarmKind::Certificate, "node: 30", false).await;
    change(&house, AlarmKind::Certificate, "node: 30", true).await;
    change(&house, AlarmKind::Certificate, "node: 14", true).await;
    change(&house, AlarmKind::Certificate, "node: 14", false).await;
    let page = help.get("/admin/alarms").await;
    let text = page.text();
    for said in ["Wrong codes were typed for 42 people", "Block that network", "Call the person", "SUPP-0007"] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(super::count(&page, "<li class=\"sheet\">"), 3, "what is over is not wrong now");
    let history = page.body.split("<tbody>").nth(1).unwrap().split("</tbody>").next().unwrap();
    let open: Vec<bool> = history.split("<tr>").skip(1).map(|row| row.contains("not over")).collect();
    // Newest first: 14 days (over), 30 days again (open), the call (open), 30 days (over), names (open).
    assert_eq!(open, [false, true, true, false, true]);
    assert!(links(&page, "/admin/audit").is_empty(), "the help desk may not see the log");
    let mut auditor = house.admin("ada", Some(Role::Auditor)).await;
    let page = auditor.get("/admin/alarms").await;
    assert!(links(&page, "/admin/audit?support=SUPP-0007").len() == 1, "{}", page.body);
    for _ in 0..13 {
        change(&house, AlarmKind::OutboxStuck, "", true).await;
        change(&house, AlarmKind::OutboxStuck, "", false).await;
    }
    let mut later = house.admin("adam", Some(Role::Auditor)).await;
    for _ in 0..10 {
        change(&house, AlarmKind::SinkStuck, "file", true).await;
        change(&house, AlarmKind::SinkStuck, "file", false).await;
    }
    let page = later.get("/admin/alarms").await;
    let older = links(&page, "before=").remove(0);
    let page = later.get(&older).await;
    assert!(page.text().contains("Wrong codes were typed for 42 people"), "{}", page.text());
    assert_eq!(links(&page, "after=").len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r154_an_old_key_is_told_once_and_is_over_with_a_new_one() {
    let config = "[alarms]\nmail = [\"it@contoso.test\"]\nkey_days = 365".to_owned();
    let house = House::with(Options { config, ..Options::default() }).await;
    let mut state = State::default();
    let core = &house.app.core;
    let mut see = async || {
        for _ in 0..2 {
            look(core, house.app.directory.as_ref(), &house.app.alarms, &mut state).await.unwrap();
        }
        house.drain().await;
        house.messages_to("it@contoso.test").into_iter().map(|mail| mail.text).collect::<Vec<_>>()
    };
    house.clock.advance(Duration::from_secs(364 * 24 * 3600));
    assert!(see().await.is_empty());
    house.clock.advance(Duration::from_secs(24 * 3600));
    let mails = see().await;
    assert!(mails.len() == 1 && mails[0].contains("used for 365 days"), "{mails:?}");
    house.clock.advance(Duration::from_secs(24 * 3600));
    assert_eq!(see().await.len(), 1);
    let now = core.now().millis();
    house.sql(&format!("INSERT INTO keys (id, proof, created_at) SELECT 'k2', proof, {now} FROM keys")).await;
    let mails = see().await;
    assert!(mails.len() == 2 && mails[1].contains("This is over."), "{mails:?}");
}

//! What people see of what was brought in for them, and what they do with it.

use std::time::Duration;

use latchkey::{
    domain::{role::Role, security_info::Kind, session::Entry, time::Clock as _},
    flows::import::Refusal,
};

use super::{bare, bring, csv, kept, one, refused, told_of_first_use};
use crate::{
    contacts::visitor::{self, Visitor, to},
    harness::app::{House, NEW},
};

const PHONE: &str = "+12025550181";
const MAILBOX: &str = "carol@private.test";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_the_first_use_is_told_once_to_all_and_the_owner_confirms() {
    let house = House::new().await;
    let id = bare(&house, "carol").await;
    bring(&house, &csv(&[["carol", "sms", PHONE], ["carol", "email", MAILBOX]]), false).await;
    // It opens both gates at once: nobody has to register first.
    let walk = house.reset("carol").start().await.gate("sms").await.gate("email").await.password(NEW).await;
    assert!(house.has_password(id, NEW).await, "{}", walk.text());
    let mut told = told_of_first_use(&house);
    told.sort();
    assert_eq!(told, [PHONE, PHONE, MAILBOX, MAILBOX], "each first use goes to every contact");
    assert_eq!(house.count_events("security-info.import-used", "success").await, 2);
    let used = kept(&house, id).await;
    assert!(used.iter().all(|item| item.used_at.is_some() && item.is_unverified()), "used, and not confirmed by that");

    house.clock.advance(Duration::from_secs(3600));
    let second = "copper lantern above seven larks";
    let walk = house.reset("carol").start().await.gate("sms").await.gate("email").await.password(second).await;
    assert!(house.has_password(id, second).await, "{}", walk.text());
    assert_eq!(told_of_first_use(&house).len(), 4, "once");
    assert_eq!(house.count_events("security-info.import-used", "success").await, 2);

    // An agent sees how it stands.
    let olga = house.person("olga").await;
    house.role_group(Role::HelpDesk, &[olga]).await;
    let mut agent = house.in_console(olga).await;
    let page = agent.get(&format!("/admin/people/{}", id.0)).await.text();
    assert_eq!(page.matches("brought in, not confirmed by the person").count(), 2, "{page}");

    // Its owner sees it masked, and confirms: a change, so a fresh proof comes first.
    house.clock.advance(Duration::from_secs(3600));
    let mut carol = Visitor::of(&house, id, "carol", Entry::Password).await;
    let page = carol.open("/security-info").await.text();
    assert_eq!(page.matches("not yet confirmed by you").count(), 2, "{page}");
    assert!(!page.contains(MAILBOX) && !page.contains("0181"), "{page}");
    let of = |kind| used.iter().find(|item| item.kind() == kind).unwrap().id.to_string();
    let (phone, mailbox) = (of(Kind::Phone), of(Kind::Mailbox));
    let answer = carol.post("/security-info/try", &[("id", &mailbox)]).await;
    assert!(to(&answer).starts_with("/security-info/prove"), "{}", to(&answer));
    let answer = carol.prove("sms", PHONE, "/security-info").await;
    assert_eq!(to(&answer), "/security-info");
    let page = carol.open("/security-info").await.text();
    assert_eq!(page.matches("not yet confirmed by you").count(), 1, "{page}");
    // What proved it is theirs; the other one takes a code of its own.
    let answer = carol.post("/security-info/try", &[("id", &mailbox)]).await;
    assert_eq!(to(&answer), "/security-info/try", "{}", answer.text());
    let code = carol.code(MAILBOX);
    assert_eq!(to(&carol.fill("/security-info/try", &[("code", &code)]).await), "/security-info");
    assert!(carol.kept().await.iter().all(|item| !item.is_unverified()));
    assert_eq!(house.count_events("security-info.registered", "success").await, 2);
    assert_eq!(told_of_first_use(&house).len(), 4, "it was used before");
    let mut agent = house.in_console(olga).await;
    let page = agent.get(&format!("/admin/people/{}", id.0)).await.text();
    assert_eq!(page.matches("brought in, confirmed on").count(), 2, "{page}");
    // Now it is tried like anything else.
    house.clock.advance(Duration::from_secs(3600));
    let mut carol = carol.elsewhere().await;
    carol.post("/security-info/try", &[("id", &phone)]).await;
    let code = carol.code(PHONE);
    assert_eq!(to(&carol.fill("/security-info/try", &[("code", &code)]).await), "/security-info/try?works");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_what_is_typed_anew_is_confirmed_and_what_was_removed_stays_away() {
    let house = House::under(visitor::policy()).await;
    let id = bare(&house, "frank").await;
    bring(&house, &csv(&[["frank", "sms", PHONE]]), false).await;
    let brought = kept(&house, id).await.remove(0);
    let mut frank = Visitor::of(&house, id, "frank", Entry::Password).await;
    frank.add_phone(PHONE).await;
    let has = frank.kept().await;
    assert_eq!((has.len(), has[0].id, has[0].is_unverified()), (1, brought.id, false));
    assert_eq!(told_of_first_use(&house), [PHONE], "the confirmation is its first use");
    // Who registers first rests nothing.
    assert!(has[0].is_rested(house.clock.now()));
    let answer = frank.post("/security-info/remove", &[("id", &brought.id.to_string())]).await;
    assert_eq!(to(&answer), "/security-info");
    assert_eq!(one(&house, "frank", "sms", PHONE).await, refused(Refusal::Removed));
    assert!(frank.kept().await.is_empty());
    // A code that came back elsewhere confirms nothing: here nothing was brought in.
    frank.add_mailbox("frank@private.test").await;
    assert!(frank.kept().await[0].imported.is_none());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_r131_a_stolen_session_confirms_nothing() {
    let house = House::under(visitor::policy()).await;
    let id = bare(&house, "grace").await;
    let mut grace = Visitor::of(&house, id, "grace", Entry::Password).await;
    grace.had_mailbox("grace@private.test").await;
    bring(&house, &csv(&[["grace", "sms", PHONE]]), false).await;
    house.drain().await;
    let item = kept(&house, id).await.into_iter().find(|item| item.imported.is_some()).unwrap();
    let fields = [("id", item.id.to_string())];
    let fields = fields.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert!(to(&grace.post("/security-info/try", &fields).await).starts_with("/security-info/prove"));
    // A proof that has grown old by the time the code comes back.
    grace.prove("email", "grace@private.test", "/security-info").await;
    assert_eq!(to(&grace.post("/security-info/try", &fields).await), "/security-info/try");
    let code = grace.code(PHONE);
    house.clock.advance(Duration::from_secs(301));
    assert_eq!(to(&grace.fill("/security-info/try", &[("code", &code)]).await), "/security-info/try?works");
    assert!(kept(&house, id).await.iter().any(|item| item.is_unverified()), "tried, not confirmed");
}

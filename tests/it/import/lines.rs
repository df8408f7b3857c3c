//! A hundred lines, bad lines, lines for who has something already.

use std::time::Duration;

use latchkey::{
    domain::{method::Method, time::Clock as _},
    flows::import::{Became, Refusal as R},
};

use super::{bare, bring, csv, kept, one, refused, works};
use crate::{
    contacts::visitor::{self, Visitor},
    harness::app::{House, Options},
};

async fn a_hundred(postgres: bool) {
    let house = House::with(Options { postgres, ..Options::default() }).await;
    let (mut people, mut text) = (Vec::new(), csv(&[]));
    for n in 0..100 {
        let login = format!("p{n:03}");
        people.push(bare(&house, &login).await);
        let line = match n % 2 {
            0 => format!("{login},sms,(202) 555-{:04}\r\n", 100 + n / 2),
            _ => format!("{login}@contoso.test,email,{login}@private.test\r\n"),
        };
        text.push_str(&line);
    }
    let before = house.row_counts().await;
    let dry = bring(&house, &text, true).await;
    assert_eq!(house.row_counts().await, before, "nothing is written to try it");
    let done = bring(&house, &text, false).await;
    assert_eq!(dry, done);
    assert_eq!(done.iter().map(|(number, ..)| *number).collect::<Vec<_>>(), (2..102).collect::<Vec<_>>());
    for ((number, contact, became), id) in done.iter().zip(&people) {
        assert_eq!(*became, works(house.clock.now()), "line {number}");
        let has = kept(&house, *id).await;
        assert_eq!((has.len(), has[0].is_unverified(), has[0].used_at), (1, true, None), "line {number}");
        assert_eq!(has[0].imported.unwrap().at, house.clock.now());
        assert!(contact.as_deref().unwrap().contains('•'), "{contact:?}");
    }
    // One event for each, with the masked contact and who did it; no message, before anything is used.
    house.drain().await;
    assert!(house.messages().is_empty(), "{:?}", house.messages());
    let events: Vec<_> = house.events().await.into_iter().filter(|e| e.kind == "security-info.imported").collect();
    assert_eq!(events.len(), 100);
    for event in &events {
        let personal = event.personal.as_ref().unwrap();
        assert_eq!(personal.actor.as_deref(), Some("Eve"));
        assert!(personal.contact.as_deref().unwrap().contains('•'), "{personal:?}");
    }
    let again = bring(&house, &text, false).await;
    assert!(again.iter().all(|(.., became)| *became == Became::Unchanged), "{again:?}");
    assert_eq!(house.count_events("security-info.imported", "success").await, 100);
    house.app.core.store.verify_audit(house.app.core.tenant).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_a_hundred_lines_are_brought_in_unconfirmed_once_on_sqlite() {
    a_hundred(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_a_hundred_lines_are_brought_in_unconfirmed_once_on_postgresql() {
    a_hundred(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_each_bad_line_has_its_reason_and_the_others_go_in() {
    let house = House::new().await;
    let bob = bare(&house, "bob").await;
    let mut admin = house.someone("admin");
    admin.protected = true;
    house.add(admin).await;
    let frozen = bare(&house, "frozen").await;
    let mut tx = house.app.core.store.begin().await.unwrap();
    let mut person = tx.person(house.app.core.tenant, frozen).await.unwrap();
    person.frozen_at = Some(house.clock.now());
    tx.save_person(house.app.core.tenant, &person).await.unwrap();
    tx.commit().await.unwrap();
    let rows = [
        (["bob", "sms", "+1 202 555 0181"], None),
        (["nobody", "sms", "+1 202 555 0182"], Some(R::UnknownPerson)),
        (["admin", "sms", "+1 202 555 0183"], Some(R::Protected)),
        (["frozen", "sms", "+1 202 555 0184"], Some(R::Frozen)),
        (["bob", "totp", "JBSWY3DPEHPK3PXP"], Some(R::OwnerOnly)),
        (["bob", "sms", "12345"], Some(R::Malformed)),
        (["bob", "sms", "+1 900 234 5678"], Some(R::NumberKind)),
        (["bob", "sms", "+33 6 12 34 56 78"], Some(R::Country)),
        (["bob", "email", "bob@contoso.test"], Some(R::OwnDomain)),
        (["bob", "email", "no address"], Some(R::Malformed)),
        (["bob", "voice", "+1 202 555 0185"], Some(R::NotOffered)),
        (["bob", "office", "+1 202 555 0186"], Some(R::NotOffered)),
        (["bob", "pigeon", "grey"], Some(R::UnknownMethod)),
        (["", "sms", "+1 202 555 0187"], Some(R::NoLogin)),
        (["bob", "email", "bob@private.test"], None),
        (["bob", "sms", "+1 202 555 0188"], None),
        (["bob", "sms", "+1 202 555 0189"], None),
        (["bob", "sms", "+1 202 555 0190"], Some(R::Full)),
    ];
    let text = csv(&rows.map(|(row, _)| row));
    let dry = bring(&house, &text, true).await;
    let done = bring(&house, &text, false).await;
    assert_eq!(dry, done, "a try tells what will be");
    for ((number, contact, became), (row, refusal)) in done.iter().zip(&rows) {
        let wanted = refusal.map_or(works(house.clock.now()), refused);
        assert_eq!(*became, wanted, "line {number}: {row:?} {contact:?}");
    }
    assert_eq!(kept(&house, bob).await.len(), 4);
    assert!(kept(&house, frozen).await.is_empty());
    // Somebody else's number is taken, and said to be.
    bare(&house, "carol").await;
    let became = one(&house, "carol", "sms", "(202) 555-0181").await;
    assert!(matches!(became, Became::Imported { shared: true, .. }), "{became:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_r133_who_has_registered_is_told_and_keeps_what_is_theirs() {
    let house = House::new().await;
    let id = bare(&house, "dave").await;
    let dave = Visitor::of(&house, id, "dave", latchkey::domain::session::Entry::Password).await;
    let own = dave.had_phone("+12025550181").await;
    assert_eq!(one(&house, "dave", "sms", "(202) 555-0181").await, Became::Unchanged);
    house.drain().await;
    assert!(house.messages().is_empty());
    let rests = house.clock.now().after(Duration::from_secs(24 * 3600));
    let resting = Became::Imported { counts: true, usable_from: rests, shared: false };
    assert_eq!(one(&house, "dave", "sms", "+1 202 555 0182").await, resting);
    assert_eq!(one(&house, "dave", "email", "dave@private.test").await, resting);
    house.drain().await;
    let texts = house.messages_to("+12025550181");
    assert_eq!(texts.len(), 2, "{texts:?}");
    assert!(texts.iter().all(|message| message.text.contains("organisation added security info")), "{texts:?}");
    assert_eq!(house.messages_to("dave@private.test").len(), 1, "what is new is told too");
    let (core, policy) = (&house.app.core, crate::harness::app::policy());
    let means = core.means(id, &[], false).await.unwrap();
    assert_eq!(means.gates(&policy, core.now()), 1, "what is new rests");
    let later = core.now().after(Duration::from_secs(25 * 3600));
    assert_eq!(means.gates(&policy, later), 2);
    let texts_go = means.destinations(&policy, Method::Sms, later);
    assert_eq!(texts_go, [own.detail.contact().unwrap()], "their own comes before, and instead");
    assert_eq!(means.destinations(&policy, Method::Email, later).len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r139_where_the_policy_counts_its_own_records_for_nothing_it_waits_for_its_owner() {
    let house = House::under(visitor::policy()).await;
    let id = bare(&house, "erin").await;
    let became = one(&house, "erin", "voice", "+1 202 555 0181").await;
    assert!(matches!(became, Became::Imported { counts: false, .. }), "{became:?}");
    let usable = async || {
        let core = &house.app.core;
        core.means(id, &[], false).await.unwrap().usable(&visitor::policy(), core.now())
    };
    assert!(usable().await.is_empty());
    let mut erin = Visitor::of(&house, id, "erin", latchkey::domain::session::Entry::Password).await;
    let page = erin.open("/security-info").await.text();
    assert!(page.contains("It counts only when you have confirmed it"), "{page}");
    assert!(page.contains("Confirm that it is yours"), "{page}");
    // She has nothing else: no other proof can be asked for.
    let item = kept(&house, id).await.remove(0);
    let answer = erin.post("/security-info/try", &[("id", &item.id.to_string())]).await;
    assert_eq!(visitor::to(&answer), "/security-info/try");
    let code = erin.code("+12025550181");
    let answer = erin.fill("/security-info/try", &[("code", &code)]).await;
    assert_eq!(visitor::to(&answer), "/security-info", "{}", answer.text());
    assert!(erin.open("/security-info").await.text().contains("It is confirmed"));
    assert_eq!(usable().await, [Method::Sms, Method::Voice]);
    assert!(!kept(&house, id).await[0].is_unverified());
}

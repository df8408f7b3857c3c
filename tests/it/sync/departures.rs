//! Who left: what they had registered goes days after scans and the directory itself say that they are gone, and never
//! because a scan failed (R128).

use std::{sync::Arc, time::Duration};

use latchkey::{
    directory::ldap::LdapDirectory,
    domain::{
        account::AccountId,
        contact::Mailbox,
        event::EventKind,
        security_info::{Detail, Registered},
    },
    jobs::{
        departures,
        sync::{SyncError, SyncReport},
    },
    store::{
        Store,
        audit::{EventFilter, EventsBy, StoredEvent},
        sync_state::SyncAsk,
    },
};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    people::{entry, ldif, settings},
    rig::{Rig, TENANT},
};
use crate::{
    harness::{
        app::House,
        clock::TestClock,
        slapd::{BASE, Options, Slapd},
    },
    store::dbs::{Raw, TestDb},
};

const DAY: Duration = Duration::from_secs(24 * 3600);
const WEEK: Duration = DAY.saturating_mul(7);

/// Somebody registers a mailbox and recovery codes, and has a former password; `frozen` says "this wasn't me".
async fn settle_in(store: &Store, id: AccountId, frozen: bool) {
    let now = store.now();
    let mut tx = store.begin().await.unwrap();
    let mut person = tx.person(TENANT, id).await.unwrap();
    person.registered_at = Some(now);
    person.frozen_at = frozen.then_some(now);
    tx.save_person(TENANT, &person).await.unwrap();
    let address = Mailbox::parse("canary@home.test").unwrap();
    for detail in [Detail::Mailbox { address }, Detail::RecoveryCodes] {
        let (id, name) = (store.new_id(), String::new());
        let (created_at, usable_from, confirmed_at) = (now, now, now);
        let account = person.account;
        let item = Registered {
            id,
            account,
            detail,
            name,
            created_at,
            usable_from,
            confirmed_at,
            used_at: None,
            imported: None,
        };
        tx.insert_method(TENANT, &item, None).await.unwrap();
        tx.insert_recovery_codes(item.id, &["no hash".to_owned()]).await.unwrap();
    }
    tx.note_password(TENANT, id, store.new_id(), "no hash").await.unwrap();
    tx.commit().await.unwrap();
}

/// Methods, codes, sessions, former passwords and people that are left.
async fn left(raw: &Raw) -> [i64; 5] {
    let mut left = [0; 5];
    for (count, table) in left.iter_mut().zip(["methods", "recovery_codes", "sessions", "password_history", "people"]) {
        *count = raw.number(&format!("SELECT COUNT(*) FROM {table}")).await;
    }
    left
}

async fn departed(store: &Store) -> Vec<StoredEvent> {
    let by = EventsBy::Kind(EventKind::AccountDeparted);
    let filter = EventFilter { tenant: TENANT, by, since: None, until: None, before_seq: None, limit: 100 };
    store.events(&filter).await.unwrap()
}

struct Embedded {
    house: House,
    raw: Raw,
}

impl Embedded {
    async fn new() -> Self {
        let house = House::new().await;
        let raw = TestDb::at(house.database.clone()).raw().await;
        Self { house, raw }
    }

    fn store(&self) -> &Store {
        &self.house.app.core.store
    }

    async fn scan(&self) -> Result<SyncReport, SyncError> {
        let stop = CancellationToken::new();
        Ok(self.house.app.sync().once(SyncAsk::Now { full: true }, &stop).await?.expect("nobody else scans"))
    }

    async fn part(&self) -> Result<u64, departures::DepartureError> {
        departures::once(self.store(), TENANT, self.house.directory.as_ref(), WEEK).await
    }

    async fn put_back(&self, id: AccountId) {
        let account = self.house.someone(&format!("again-{}", id.0.simple()));
        let embedded = self.house.app.embedded.as_ref().unwrap();
        embedded.import(id, account, "no hash".to_owned()).await.unwrap();
    }

    async fn delete(&self, id: AccountId) {
        self.raw.run(format!("DELETE FROM embedded_accounts WHERE id = {}", self.raw.id(id.0))).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r128_what_departed_people_registered_goes_within_days_and_nobody_elses() {
    let rig = Embedded::new().await;
    let (house, raw) = (&rig.house, &rig.raw);
    let gone = house.person("gone").await;
    let off = house.person("off").await;
    let here = house.person("here").await;
    for id in [gone, off, here] {
        settle_in(rig.store(), id, false).await;
        house.console_session(id, false).await;
    }
    rig.scan().await.unwrap();
    house.clock.advance(Duration::from_secs(60));
    rig.delete(gone).await;
    raw.run(format!("UPDATE embedded_accounts SET disabled = 1 WHERE id = {}", raw.id(off.0))).await;
    assert_eq!(rig.scan().await.unwrap().gone, 1);
    let all = [6, 6, 3, 3, 3];
    house.clock.advance(WEEK - Duration::from_secs(60));
    rig.scan().await.unwrap();
    assert_eq!((rig.part().await.unwrap(), left(raw).await), (0, all), "a minute too early");
    house.clock.advance(Duration::from_secs(60));
    house.directory.behave(|directory| directory.down = true);
    assert!(rig.part().await.is_err(), "it is asked once more for each");
    assert_eq!(left(raw).await, all);
    house.directory.behave(|directory| directory.down = false);
    assert_eq!((rig.part().await.unwrap(), left(raw).await), (1, [4, 4, 2, 2, 2]));
    assert_eq!(rig.part().await.unwrap(), 0, "once");
    let events = departed(rig.store()).await;
    assert_eq!((events.len(), events[0].account, events[0].personal.is_none()), (1, Some(gone), true));
    assert_eq!((&events[0].detail["methods"], &events[0].detail["passwords"]), (&"2".into(), &"1".into()));
    for id in [off, here] {
        assert_eq!(rig.store().methods(TENANT, id).await.unwrap().len(), 2);
    }
    assert_eq!(rig.store().verify_audit(TENANT).await.unwrap().shredded, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn r128_a_scan_that_proves_nothing_removes_nothing() {
    let rig = Embedded::new().await;
    let (house, raw) = (&rig.house, &rig.raw);
    let mut crowd = Vec::new();
    for n in 0..24 {
        crowd.push(house.person(&format!("p{n}")).await);
    }
    let (early, back, stranger) = (crowd[0], crowd[1], AccountId(Uuid::from_u128(77)));
    settle_in(rig.store(), early, true).await;
    settle_in(rig.store(), back, false).await;
    // Nobody ever saw this one: whoever left before the first scan.
    settle_in(rig.store(), stranger, false).await;
    house.clock.advance(Duration::from_secs(60));
    rig.scan().await.unwrap();
    assert_eq!(rig.part().await.unwrap(), 0, "noted, no more");
    house.clock.advance(Duration::from_secs(60));
    rig.delete(early).await;
    rig.delete(back).await;
    assert_eq!(rig.scan().await.unwrap().gone, 2);
    let all = [6, 6, 0, 3, 3];

    // No scan since: what was once missed may be there again.
    house.clock.advance(2 * WEEK);
    assert_eq!((rig.part().await.unwrap(), left(raw).await), (0, all), "the last scan is too old");
    // Scans that are refused say that something is wrong.
    for id in &crowd[2..20] {
        rig.delete(*id).await;
    }
    let error = rig.scan().await.unwrap_err();
    assert!(matches!(error, SyncError::Implausible { .. }), "{error}");
    assert_eq!((rig.part().await.unwrap(), left(raw).await), (0, all), "refused as implausible");
    for id in &crowd[2..20] {
        rig.put_back(*id).await;
    }
    rig.scan().await.unwrap();
    // Back before a scan noticed: the directory itself says so.
    rig.put_back(back).await;
    assert_eq!((rig.part().await.unwrap(), left(raw).await), (2, [2, 2, 0, 1, 2]), "the two that are gone");
    assert!(!rig.store().methods(TENANT, back).await.unwrap().is_empty());
    let person = rig.store().person(TENANT, early).await.unwrap().unwrap();
    assert!(person.frozen_at.is_some() && person.registered_at.is_none(), "a stop outlives its account");
    let accounts: Vec<_> = departed(rig.store()).await.iter().filter_map(|event| event.account).collect();
    assert!(accounts.len() == 2 && [early, stranger].iter().all(|id| accounts.contains(id)), "{accounts:?}");
    house.clock.advance(WEEK);
    rig.scan().await.unwrap();
    assert_eq!(rig.part().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn r128_an_entry_that_was_deleted_and_made_again_starts_empty() {
    let server = Slapd::start(Options { entries: ldif(30), ..Options::default() });
    let rig = Rig::ldap(settings(&[&server])).await;
    rig.scan().await;
    let person = rig.one("p00003").await.id;
    let other = rig.one("p00004").await.id;
    for id in [person, other] {
        settle_in(&rig.store, id, false).await;
    }
    rig.pass(Duration::from_secs(60));
    let dn = format!("cn=Dino Family003 3,ou=people,{BASE}");
    server.modify(&format!("dn: {dn}\nchangetype: delete\n"));
    assert_eq!(rig.scan().await.gone, 1);
    rig.pass(DAY);
    let whole = SyncAsk::Now { full: true };
    rig.ask(whole).await.unwrap().unwrap();
    let read = LdapDirectory::new(settings(&[&server]), Arc::new(TestClock::real())).unwrap();
    let part = async || departures::once(&rig.store, TENANT, &read, WEEK).await.unwrap();
    assert_eq!(part().await, 0);
    // The name is somebody else's by now.
    let new = entry(990_003, "p00003", "Dino Family003 3", "Family003", "ou=people");
    let new: String =
        new.lines().filter(|l| !["entry", "modify"].iter().any(|p| l.starts_with(p))).collect::<Vec<_>>().join("\n");
    server.modify(&format!("{}\n", new.replacen('\n', "\nchangetype: add\n", 1)));
    rig.pass(WEEK - DAY);
    rig.ask(whole).await.unwrap().unwrap();
    assert_eq!((part().await, part().await), (1, 0));
    assert_eq!(left(&rig.db.raw().await).await, [2, 2, 0, 1, 1]);
    let again = rig.one("p00003").await.id;
    assert_ne!(again, person);
    for id in [person, again] {
        assert!(rig.store.methods(TENANT, id).await.unwrap().is_empty());
        assert!(rig.store.person(TENANT, id).await.unwrap().is_none());
    }
    assert_eq!(rig.store.methods(TENANT, other).await.unwrap().len(), 2);
    assert_eq!(departed(&rig.store).await.len(), 1);
}

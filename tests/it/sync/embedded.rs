//! The embedded directory.

use latchkey::{jobs::sync::Sync, store::sync_state::SyncAsk};
use tokio_util::sync::CancellationToken;

use super::rig::TENANT;
use crate::harness::app::House;

#[tokio::test(flavor = "multi_thread")]
async fn people_are_read_from_its_own_tables_and_contacts_are_only_counted() {
    let house = House::new().await;
    let usual = house.someone("e");
    for n in 0..520 {
        let mut person = usual.clone();
        person.login = format!("e{n:03}");
        person.principal = Some(format!("e{n:03}@contoso.test"));
        person.disabled = n == 5;
        person.protected = n == 6;
        person.display_name = format!("Élodie Number{n}");
        house.add(person).await;
    }
    let sync: Sync = house.app.sync();
    let ask = SyncAsk::Now { full: false };
    let report = sync.once(ask, &CancellationToken::new()).await.unwrap().unwrap();
    assert_eq!((report.counts.accounts, report.counts.disabled, report.counts.protected), (520, 1, 1));
    assert_eq!(report.pages, 2);
    let store = &house.app.core.store;
    let found = store.search_people(TENANT, "elodie number519", None, 10).await.unwrap();
    let one = &found.people[0];
    assert_eq!((one.login.as_str(), one.contacts.mailboxes, one.contacts.mobiles), ("e519", 1, 1));
    assert!(store.search_people(TENANT, "home", None, 10).await.unwrap().people.is_empty(), "no private mailbox");
    assert_eq!(house.number("SELECT count(*) FROM directory_accounts WHERE words || domains LIKE '%home%'").await, 0);
    let again = sync.once(ask, &CancellationToken::new()).await.unwrap().unwrap();
    assert_eq!((again.changed, again.gone), (0, 0));
}

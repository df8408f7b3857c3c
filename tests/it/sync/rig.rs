//! A database, a directory over LDAP and the scan between them.

use std::{sync::Arc, time::Duration};

use latchkey::{
    directory::{
        ldap::{LdapDirectory, LdapSettings},
        scan::DirectoryScan,
    },
    domain::{
        account::{AccountId, TenantId},
        time::Timestamp,
    },
    jobs::sync::{Sync, SyncError, SyncReport},
    store::{
        Store,
        directory_accounts::ListedAccount,
        sync_state::{SyncAsk, SyncState},
    },
};
use tokio_util::sync::CancellationToken;

use crate::{harness::clock::TestClock, store::dbs::TestDb};

pub const TENANT: TenantId = TenantId::DEFAULT;

pub struct Rig {
    pub db: TestDb,
    pub store: Store,
    pub sync: Sync,
}

impl Rig {
    pub async fn ldap(settings: LdapSettings) -> Self {
        Self::on(TestDb::sqlite(), driver(settings)).await
    }

    pub async fn on(db: TestDb, directory: Arc<dyn DirectoryScan>) -> Self {
        crate::harness::init();
        let store = db.open().await;
        let sync = sync(&store, directory);
        Self { db, store, sync }
    }

    /// Another directory from now on.
    pub fn turn_to(&mut self, directory: Arc<dyn DirectoryScan>) {
        self.sync.directory = directory;
    }

    pub async fn scan(&self) -> SyncReport {
        self.ask(SyncAsk::Now { full: false }).await.unwrap().expect("nobody else scans")
    }

    pub async fn ask(&self, ask: SyncAsk) -> Result<Option<SyncReport>, SyncError> {
        self.sync.once(ask, &CancellationToken::new()).await
    }

    pub async fn state(&self) -> SyncState {
        self.store.sync_state(TENANT).await.unwrap().expect("a state")
    }

    /// Who is found, by login name in the order of the list.
    pub async fn found(&self, text: &str) -> Vec<String> {
        let page = self.store.search_people(TENANT, text, None, 50).await.unwrap();
        page.people.into_iter().map(|person| person.login).collect()
    }

    /// The one who is found.
    pub async fn one(&self, text: &str) -> ListedAccount {
        let mut page = self.store.search_people(TENANT, text, None, 50).await.unwrap();
        assert_eq!(page.people.len(), 1, "{text}: {:?}", page.people);
        page.people.remove(0)
    }

    pub async fn known(&self, id: AccountId) -> ListedAccount {
        self.store.listed_account(TENANT, id).await.unwrap().expect("known")
    }

    pub fn pass(&self, span: Duration) {
        self.db.clock.advance(span);
    }

    pub fn now(&self) -> Timestamp {
        self.store.now()
    }
}

pub fn sync(store: &Store, directory: Arc<dyn DirectoryScan>) -> Sync {
    Sync {
        store: store.clone(),
        tenant: TENANT,
        directory,
        every: Duration::from_secs(15 * 60),
        full_every: Duration::from_secs(24 * 3600),
        accept_missing: false,
        only_asked: false,
    }
}

pub fn driver(settings: LdapSettings) -> Arc<dyn DirectoryScan> {
    crate::harness::init();
    Arc::new(LdapDirectory::new(settings, Arc::new(TestClock::real())).unwrap())
}

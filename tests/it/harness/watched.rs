//! A directory that is watched: every call is written down, and a test can make it slow, dead or wrong.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, Mutex},
    time::Duration,
};

use async_trait::async_trait;
use latchkey::{
    directory::{
        AccountWrite, Aim, DirectoryError, DirectoryRead, Found, PasswordCheck, PasswordWrite, Settled, SignIn, Stamp,
        WriteError, embedded::Embedded,
    },
    domain::{
        account::{Account, AccountId, AccountState},
        dn::Place,
        identifier::LoginName,
        password::{NewPassword, PasswordRules},
        policy::GroupName,
    },
};

/// How the directory behaves.
#[derive(Debug, Clone, Default)]
pub struct Behaviour {
    /// Each call takes this long.
    pub delay: Duration,
    /// No server answers.
    pub down: bool,
    /// An unlock is refused.
    pub no_unlock: bool,
    /// A reset is carried out, and its answer is lost.
    pub lose_answer: bool,
    /// A reset is refused, nothing is written.
    pub refuse: bool,
    /// Groups that can not be read: whether they are there nobody can tell.
    pub unreadable: BTreeSet<GroupName>,
    /// What is said of an account's state instead of the truth: what the embedded directory does not know.
    pub states: BTreeMap<AccountId, AccountState>,
    /// Where accounts are said to be: the embedded directory has no parts.
    pub locations: BTreeMap<AccountId, String>,
    /// Parts of the directory that there are.
    pub places: BTreeSet<String>,
}

/// A directory around the embedded one.
pub struct Watched {
    inner: Embedded,
    calls: Mutex<Vec<&'static str>>,
    behaviour: Mutex<Behaviour>,
}

impl Watched {
    /// Around `inner`, well-behaved.
    pub fn new(inner: Embedded) -> Arc<Self> {
        Arc::new(Self { inner, calls: Mutex::default(), behaviour: Mutex::default() })
    }

    /// Changes how it behaves from now on.
    pub fn behave(&self, change: impl FnOnce(&mut Behaviour)) {
        change(&mut self.behaviour.lock().expect("not poisoned"));
    }

    /// How often `call` was made: `find`, `get`, `memberships`, `rules`, `ready`, `check`, `aim`, `reset`, `change`,
    /// `settle`, `unlock`.
    pub fn count(&self, call: &str) -> usize {
        self.calls.lock().expect("not poisoned").iter().filter(|made| **made == call).count()
    }

    /// How many calls wrote.
    pub fn writes(&self) -> usize {
        ["reset", "change", "unlock"].iter().map(|call| self.count(call)).sum()
    }

    async fn note(&self, call: &'static str) -> Behaviour {
        self.calls.lock().expect("not poisoned").push(call);
        let behaviour = self.behaviour.lock().expect("not poisoned").clone();
        tokio::time::sleep(behaviour.delay).await;
        behaviour
    }

    async fn read(&self, call: &'static str) -> Result<Behaviour, DirectoryError> {
        let behaviour = self.note(call).await;
        if behaviour.down { Err(DirectoryError::Unavailable("down for the test".into())) } else { Ok(behaviour) }
    }

    async fn write(&self, call: &'static str) -> Result<Behaviour, WriteError> {
        let behaviour = self.note(call).await;
        if behaviour.down { Err(WriteError::Unavailable("down for the test".into())) } else { Ok(behaviour) }
    }
}

fn altered(behaviour: &Behaviour, mut account: Account) -> Account {
    if let Some(state) = behaviour.states.get(&account.id) {
        account.state = state.clone();
    }
    if let Some(location) = behaviour.locations.get(&account.id) {
        account.location.clone_from(location);
    }
    account
}

#[async_trait]
impl DirectoryRead for Watched {
    async fn find(&self, login: &LoginName) -> Result<Found, DirectoryError> {
        let behaviour = self.read("find").await?;
        Ok(match self.inner.find(login).await? {
            Found::One(account) => Found::One(Box::new(altered(&behaviour, *account))),
            other => other,
        })
    }

    async fn get(&self, id: AccountId) -> Result<Option<Account>, DirectoryError> {
        let behaviour = self.read("get").await?;
        Ok(self.inner.get(id).await?.map(|account| altered(&behaviour, account)))
    }

    async fn memberships(&self, id: AccountId, among: &[GroupName]) -> Result<BTreeSet<GroupName>, DirectoryError> {
        let behaviour = self.read("memberships").await?;
        match among.iter().find(|group| behaviour.unreadable.contains(*group)) {
            None => self.inner.memberships(id, among).await,
            Some(group) => Err(DirectoryError::Unexpected(format!("{group} can not be read, for the test"))),
        }
    }

    async fn lacks_group(&self, group: &GroupName) -> Result<bool, DirectoryError> {
        let behaviour = self.read("lacks-group").await?;
        if behaviour.unreadable.contains(group) { Ok(false) } else { self.inner.lacks_group(group).await }
    }

    async fn place(&self, name: &str) -> Result<Option<String>, DirectoryError> {
        let behaviour = self.read("place").await?;
        let asked = Place::parse(name);
        Ok(behaviour.places.into_iter().find(|place| asked.is_some() && Place::parse(place) == asked))
    }

    async fn password_rules(&self, id: AccountId) -> Result<PasswordRules, DirectoryError> {
        self.read("rules").await?;
        self.inner.password_rules(id).await
    }

    async fn ready(&self) -> Result<(), DirectoryError> {
        self.read("ready").await?;
        self.inner.ready().await
    }
}

#[async_trait]
impl PasswordCheck for Watched {
    async fn check_password(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError> {
        self.read("check").await?;
        self.inner.check_password(id, password).await
    }
}

#[async_trait]
impl PasswordWrite for Watched {
    async fn aim(&self, id: AccountId) -> Result<Aim, WriteError> {
        let behaviour = self.write("aim").await?;
        let mut aim = self.inner.aim(id).await?;
        aim.account = altered(&behaviour, aim.account);
        Ok(aim)
    }

    async fn reset(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        let behaviour = self.write("reset").await?;
        if behaviour.refuse {
            return Err(WriteError::Denied("insufficient access rights".into()));
        }
        self.inner.reset(aim, new).await?;
        if behaviour.lose_answer { Err(WriteError::Unknown("no answer".into())) } else { Ok(()) }
    }

    async fn change(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError> {
        self.write("change").await?;
        self.inner.change(aim, old, new).await
    }

    async fn settle(&self, server: &str, id: AccountId, before: &Stamp) -> Result<Settled, DirectoryError> {
        self.read("settle").await?;
        self.inner.settle(server, id, before).await
    }
}

#[async_trait]
impl AccountWrite for Watched {
    async fn unlock(&self, aim: &Aim) -> Result<(), WriteError> {
        if self.write("unlock").await?.no_unlock {
            return Err(WriteError::Denied("insufficient access rights".into()));
        }
        self.inner.unlock(aim).await
    }
}

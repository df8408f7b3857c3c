//! The embedded directory, on both databases.

use std::{sync::Arc, time::Duration};

use latchkey::{
    crypto::{hasher::Hasher, random::SystemRng},
    directory::{
        AccountWrite as _, DirectoryError, DirectoryRead as _, Found, GroupRead as _, PasswordCheck as _,
        PasswordWrite as _, SignIn, SignInRefusal, WriteError,
        embedded::{Embedded, NewAccount, Rules},
    },
    domain::{
        account::{AccountId, Contact, Protection, TenantId},
        contact::Mailbox,
        identifier::LoginName,
        password::Refusal,
        time::Clock,
    },
    store::Store,
};
use uuid::Uuid;

use super::password;
use crate::store::dbs::{TestDb, keyring, on_both};

on_both! {
    an_account_is_found_by_each_of_its_names,
    a_name_that_two_accounts_have_is_ambiguous,
    a_login_name_is_taken_once,
    groups_nest_and_a_circle_ends,
    a_group_that_is_not_there_is_an_error,
    groups_are_found_by_words_and_counted_through_circles,
    former_passwords_are_refused,
    a_lockout_comes_and_ends,
    an_unlock_lifts_a_lockout_and_leaves_the_password,
    settling_tells_written_from_not_written,
    a_sign_in_tells_old_from_new,
    an_account_that_is_gone_is_told_so,
    tenants_do_not_see_each_other,
}

struct Bed {
    db: TestDb,
    store: Store,
    directory: Embedded,
}

const RULES: Rules =
    Rules { minimum_length: 8, history: 2, lockout_after: 3, lockout_for: Duration::from_secs(15 * 60) };

impl Bed {
    async fn new(db: TestDb) -> Self {
        let store = db.open().await;
        let directory = Self::of(&db, &store, TenantId::DEFAULT);
        Self { db, store, directory }
    }

    fn of(db: &TestDb, store: &Store, tenant: TenantId) -> Embedded {
        let hasher = Arc::new(Hasher::new(&keyring(1), Arc::new(SystemRng), 2));
        Embedded::new(tenant, store.clone(), hasher, Arc::clone(&db.clock) as Arc<dyn Clock>, RULES)
    }

    async fn add(&self, n: u128, new: NewAccount) -> AccountId {
        let id = AccountId(Uuid::from_u128(n));
        self.directory.create(id, new, &password("first-password")).await.unwrap();
        id
    }

    async fn sign_in(&self, id: AccountId, text: &str) -> SignIn {
        self.directory.check_password(id, &password(text)).await.unwrap()
    }

    async fn reset(&self, id: AccountId, text: &str) -> Result<(), WriteError> {
        self.db.clock.advance(Duration::from_secs(1));
        let aim = self.directory.aim(id).await.unwrap();
        self.directory.reset(&aim, &password(text)).await
    }

    async fn is_locked(&self, id: AccountId) -> bool {
        self.directory.get(id).await.unwrap().unwrap().state.lock.is_some()
    }
}

fn new(login: &str, principal: Option<&str>) -> NewAccount {
    NewAccount {
        login: login.to_owned(),
        principal: principal.map(str::to_owned),
        display_name: format!("{login} Example"),
        names: vec![login.to_owned(), "Example".to_owned()],
        language: Some("fr".to_owned()),
        contacts: vec![Contact::Mail(Mailbox::parse("someone@example.org").unwrap())],
        locked: false,
        disabled: false,
        protected: false,
    }
}

async fn found(directory: &Embedded, typed: &str) -> Option<AccountId> {
    match directory.find(&LoginName::parse(typed).unwrap()).await.unwrap() {
        Found::One(account) => Some(account.id),
        Found::Nobody => None,
        Found::Ambiguous => panic!("{typed} is ambiguous"),
    }
}

async fn an_account_is_found_by_each_of_its_names(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("Alice", Some("Alice.Example@contoso.example"))).await;
    let zoe = bed.add(2, new("Zoé", None)).await;
    for typed in ["alice", "ALICE", "Alice", r"CONTOSO\alice", r"contoso\ALICE", "alice.example@contoso.example"] {
        assert_eq!(found(&bed.directory, typed).await, Some(alice), "{typed}");
    }
    for typed in ["Zoé", "zoé", "ZOÉ"] {
        assert_eq!(found(&bed.directory, typed).await, Some(zoe), "{typed}");
    }
    for typed in ["alic", "zoe", "alice@contoso.example", "%", "a_ice", "alice.example"] {
        assert_eq!(found(&bed.directory, typed).await, None, "{typed}");
    }
    let account = bed.directory.get(alice).await.unwrap().unwrap();
    assert_eq!((account.login.as_str(), account.display_name.as_str()), ("Alice", "Alice Example"));
    assert_eq!(account.contacts, new("x", None).contacts);
    assert!(account.names.iter().any(|name| name == "Example"));
    assert_eq!((account.language.as_deref(), account.state.protection), (Some("fr"), None));
    let locked = NewAccount { locked: true, disabled: true, protected: true, ..new("bob", None) };
    let bob = bed.add(3, locked).await;
    let state = bed.directory.get(bob).await.unwrap().unwrap().state;
    assert!(state.disabled && state.lock.is_some());
    assert_eq!(state.protection, Some(Protection::Configured));
}

async fn a_name_that_two_accounts_have_is_ambiguous(db: TestDb) {
    let bed = Bed::new(db).await;
    bed.add(1, new("alice", Some("shared@contoso.example"))).await;
    bed.add(2, new("bob", Some("Shared@contoso.example"))).await;
    let typed = LoginName::parse("shared@contoso.example").unwrap();
    assert!(matches!(bed.directory.find(&typed).await.unwrap(), Found::Ambiguous));
    assert!(found(&bed.directory, "bob").await.is_some(), "by the other name there is one");
}

async fn a_login_name_is_taken_once(db: TestDb) {
    let bed = Bed::new(db).await;
    bed.add(1, new("alice", None)).await;
    let again = AccountId(Uuid::from_u128(2));
    assert!(bed.directory.create(again, new("ALICE", None), &password("first-password")).await.is_err());
    assert!(bed.directory.get(again).await.unwrap().is_none());
}

async fn groups_nest_and_a_circle_ends(db: TestDb) {
    let bed = Bed::new(db).await;
    let (alice, bob) = (bed.add(1, new("alice", None)).await, bed.add(2, new("bob", None)).await);
    let [inner, middle, outer, apart] = [11, 12, 13, 14].map(Uuid::from_u128);
    bed.directory.fill_group(inner, "inner", &[alice], &[outer]).await.unwrap();
    bed.directory.fill_group(middle, "middle", &[], &[inner]).await.unwrap();
    bed.directory.fill_group(outer, "outer", &[bob], &[middle]).await.unwrap();
    bed.directory.fill_group(apart, "apart", &[bob], &[]).await.unwrap();
    bed.directory.fill_group(apart, "apart", &[bob], &[]).await.unwrap();
    let among = ["inner", "middle", "outer", "apart"].map(str::to_owned);
    let of = async |id| bed.directory.memberships(id, &among).await.unwrap().into_iter().collect::<Vec<_>>();
    assert_eq!(of(alice).await, ["inner", "middle", "outer"]);
    assert_eq!(of(bob).await, ["apart", "inner", "middle", "outer"], "the circle brings it back to where it began");
    let some = bed.directory.memberships(alice, &["outer".to_owned(), "apart".to_owned()]).await.unwrap();
    assert_eq!(some.into_iter().collect::<Vec<_>>(), ["outer"], "only what was asked for");
    assert!(bed.directory.memberships(alice, &[]).await.unwrap().is_empty());
}

async fn a_group_that_is_not_there_is_an_error(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("alice", None)).await;
    bed.directory.fill_group(Uuid::from_u128(11), "staff", &[alice], &[]).await.unwrap();
    let among = ["staff".to_owned(), "excluded".to_owned()];
    match bed.directory.memberships(alice, &among).await {
        Err(DirectoryError::Unexpected(text)) => assert!(text.contains("excluded"), "{text}"),
        other => panic!("{other:?}"),
    }
}

async fn groups_are_found_by_words_and_counted_through_circles(db: TestDb) {
    let bed = Bed::new(db).await;
    let (alice, bob) = (bed.add(1, new("alice", None)).await, bed.add(2, new("bob", None)).await);
    let [inner, outer, other] = [11, 12, 13].map(Uuid::from_u128);
    bed.directory.fill_group(inner, "Pilot Paris", &[alice], &[outer]).await.unwrap();
    bed.directory.fill_group(outer, "All pilots", &[bob], &[inner]).await.unwrap();
    bed.directory.fill_group(other, "SSPR-Excluded", &[], &[]).await.unwrap();
    let found = async |text: &str| {
        let found = bed.directory.find_groups(text, 5).await.unwrap();
        found.into_iter().map(|entry| entry.name).collect::<Vec<_>>()
    };
    assert_eq!(found("PILOT").await, ["All pilots", "Pilot Paris"]);
    assert_eq!(found("exc").await, ["SSPR-Excluded"]);
    assert_eq!(found("").await.len(), 3);
    assert!(found("*").await.is_empty() && found("%").await.is_empty());
    assert_eq!(bed.directory.find_groups("", 1).await.unwrap().len(), 1);
    for group in ["Pilot Paris", "All pilots"] {
        let members = bed.directory.members(&group.to_owned()).await.unwrap();
        assert_eq!(members.into_iter().collect::<Vec<_>>(), [alice, bob], "{group}");
    }
    assert!(bed.directory.members(&"SSPR-Excluded".to_owned()).await.unwrap().is_empty());
    match bed.directory.members(&"gone".to_owned()).await {
        Err(DirectoryError::Unexpected(text)) => assert!(text.contains("gone"), "{text}"),
        other => panic!("{other:?}"),
    }
}

async fn former_passwords_are_refused(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("alice", None)).await;
    let refused = async |text: &str| match bed.reset(alice, text).await {
        Err(WriteError::Refused(why, _)) => Some(why),
        Ok(()) => None,
        Err(other) => panic!("{other:?}"),
    };
    assert_eq!(refused("short").await, Some(Refusal::TooShort(Some(8))));
    assert_eq!(refused("first-password").await, Some(Refusal::UsedBefore), "the present one");
    assert_eq!(refused("second-password").await, None);
    assert_eq!(refused("third-password").await, None);
    assert_eq!(refused("first-password").await, Some(Refusal::UsedBefore), "two before");
    assert_eq!(refused("fourth-password").await, None);
    assert_eq!(refused("first-password").await, None, "three before");
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Ok);
    let rules = bed.directory.password_rules(alice).await.unwrap();
    assert_eq!((rules.minimum_length, rules.history), (Some(8), Some(2)));
}

async fn a_lockout_comes_and_ends(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("alice", None)).await;
    for _ in 0..2 {
        assert_eq!(bed.sign_in(alice, "wrong").await, SignIn::Refused(SignInRefusal::Wrong));
    }
    assert!(!bed.is_locked(alice).await);
    assert_eq!(bed.sign_in(alice, "").await, SignIn::Refused(SignInRefusal::Wrong));
    assert!(bed.is_locked(alice).await, "the third");
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Refused(SignInRefusal::Locked));
    bed.db.clock.advance(RULES.lockout_for - Duration::from_millis(1));
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Refused(SignInRefusal::Locked));
    bed.db.clock.advance(Duration::from_millis(1));
    assert!(!bed.is_locked(alice).await);
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Ok);
}

async fn an_unlock_lifts_a_lockout_and_leaves_the_password(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, NewAccount { locked: true, ..new("alice", None) }).await;
    let aim = bed.directory.aim(alice).await.unwrap();
    assert!(aim.before.lock.is_some() && aim.account.state.lock.is_some());
    bed.directory.unlock(&aim).await.unwrap();
    let settled = bed.directory.settle(&aim.server, alice, &aim.before).await.unwrap();
    assert!(!settled.locked && !settled.password_written);
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Ok);
}

async fn settling_tells_written_from_not_written(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, NewAccount { locked: true, ..new("alice", None) }).await;
    let aim = bed.directory.aim(alice).await.unwrap();
    let settle = async || {
        let settled = bed.directory.settle(&aim.server, alice, &aim.before).await.unwrap();
        (settled.password_written, settled.locked)
    };
    assert_eq!(settle().await, (false, true));
    assert!(bed.directory.reset(&aim, &password("short")).await.is_err());
    assert_eq!(settle().await, (false, true), "a refused one is not written");
    // In the same millisecond as the account was made: the stamp moves nevertheless.
    bed.directory.reset(&aim, &password("second-password")).await.unwrap();
    assert_eq!(settle().await, (true, true), "and a reset does not unlock");
    assert_eq!(bed.sign_in(alice, "second-password").await, SignIn::Refused(SignInRefusal::Locked));
}

async fn a_sign_in_tells_old_from_new(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("alice", None)).await;
    bed.reset(alice, "second-password").await.unwrap();
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Refused(SignInRefusal::Wrong));
    assert_eq!(bed.sign_in(alice, "second-password").await, SignIn::Ok);
    let aim = bed.directory.aim(alice).await.unwrap();
    let wrong = bed.directory.change(&aim, &password("first-password"), &password("third-password")).await;
    assert!(matches!(wrong, Err(WriteError::WrongOld(_))), "{wrong:?}");
    bed.directory.change(&aim, &password("second-password"), &password("third-password")).await.unwrap();
    assert_eq!(bed.sign_in(alice, "third-password").await, SignIn::Ok);
    let off = bed.add(2, NewAccount { disabled: true, ..new("bob", None) }).await;
    assert_eq!(bed.sign_in(off, "first-password").await, SignIn::Refused(SignInRefusal::Disabled));
    assert_eq!(bed.sign_in(off, "wrong").await, SignIn::Refused(SignInRefusal::Wrong), "R10: told only to its owner");
}

async fn an_account_that_is_gone_is_told_so(db: TestDb) {
    let bed = Bed::new(db).await;
    let alice = bed.add(1, new("alice", None)).await;
    let aim = bed.directory.aim(alice).await.unwrap();
    bed.reset(alice, "second-password").await.unwrap();
    let raw = bed.db.raw().await;
    if bed.db.file.is_some() {
        raw.run("PRAGMA foreign_keys = ON").await;
    }
    raw.run("DELETE FROM embedded_accounts").await;
    assert_eq!(raw.number("SELECT COUNT(*) FROM embedded_history").await, 0, "its history goes with it");
    assert!(matches!(bed.directory.aim(alice).await, Err(WriteError::Gone(_))));
    let reset = bed.directory.reset(&aim, &password("third-password")).await;
    assert!(matches!(reset, Err(WriteError::Gone(_))), "{reset:?}");
    assert!(matches!(bed.directory.unlock(&aim).await, Err(WriteError::Gone(_))));
    assert!(bed.directory.settle(&aim.server, alice, &aim.before).await.is_err());
    assert_eq!(bed.sign_in(alice, "second-password").await, SignIn::Refused(SignInRefusal::Wrong));
    assert_eq!(found(&bed.directory, "alice").await, None);
}

async fn tenants_do_not_see_each_other(db: TestDb) {
    let bed = Bed::new(db).await;
    let raw = bed.db.raw().await;
    let other = TenantId(Uuid::from_u128(77));
    let id = raw.id(other.0);
    raw.run(format!("INSERT INTO tenants (id, name, created_at) VALUES ({id}, 'other', 0)")).await;
    let alice = bed.add(1, new("alice", None)).await;
    bed.directory.fill_group(Uuid::from_u128(11), "staff", &[alice], &[]).await.unwrap();
    let elsewhere = Bed::of(&bed.db, &bed.store, other);
    assert_eq!(found(&elsewhere, "alice").await, None);
    assert!(elsewhere.get(alice).await.unwrap().is_none());
    assert!(elsewhere.memberships(alice, &["staff".to_owned()]).await.is_err());
    let aim = bed.directory.aim(alice).await.unwrap();
    assert!(elsewhere.reset(&aim, &password("second-password")).await.is_err());
    assert!(matches!(elsewhere.unlock(&aim).await, Err(WriteError::Gone(_))));
    assert_eq!(bed.sign_in(alice, "first-password").await, SignIn::Ok);
}

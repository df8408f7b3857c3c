//! What is asked of a new password, on the way through the whole reset and the change.

use std::time::Duration;

use latchkey::{
    directory::{DirectoryError, DirectoryRead, Expiring, Found},
    domain::{
        account::{Account, AccountId},
        identifier::LoginName,
        locale::Locale,
        password::PasswordRules,
        policy::GroupName,
        time::Timestamp,
    },
    flows::reminders::remind,
    jobs::reminders::look,
};
use tokio::sync::mpsc;

use crate::harness::app::{House, NEW, OLD, Options};

/// Passwords that nobody has, one after the other.
const NEXT: [&str; 4] =
    ["velvet harbour nine owls", "crooked lantern on a hill", "seven brass kettles hum", "quiet mustard umbrella sea"];

async fn house(config: &str, postgres: bool) -> House {
    House::with(Options { config: config.into(), postgres, ..Options::default() }).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_reason_is_told_at_once_and_each_rule_says_how_it_stands() {
    let house = house("[passwords.banned]\nterms = [\"northwind\"]\n", false).await;
    let alice = house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await;
    let walk = walk.password("alice1").await;
    assert_eq!(walk.page().status, 422);
    let text = walk.text();
    for reason in ["at least 14 characters", "must not contain your name"] {
        assert!(text.contains(reason), "{reason}: {text}");
    }
    assert!(
        text.contains("Not yet: At least 14 characters") && text.contains("Not yet: No part of your name"),
        "{text}"
    );
    assert!(text.contains("Done: Not in lists of stolen passwords"), "{text}");
    // The organisation's own word, often enough to be long enough.
    let walk = walk.password("Northw1nd!Northwind").await;
    assert!(walk.text().contains("too easy to guess") && walk.text().contains("Done: At least 14"), "{}", walk.text());
    assert_eq!(house.directory.writes(), 0);
    let walk = walk.password(NEXT[0]).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert!(house.has_password(alice, NEXT[0]).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r108_a_stolen_password_is_refused_without_the_network() {
    let house = house("[passwords.banned]\nenabled = false\n", false).await;
    house.person("alice").await;
    let walk = house.reset("alice").start().await.both_gates().await.password("1q2w3e4r5t6y7u8i9o0p").await;
    let text = walk.text();
    assert!(text.contains("in lists of stolen passwords, so others know it"), "{text}");
    assert!(text.contains("Not yet: Not in lists of stolen passwords"), "{text}");
    assert!(!text.contains("rows of keys"), "a rule that is off is not shown: {text}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn suggestions_are_new_each_time_kept_nowhere_and_taken_as_they_are() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let mut walk = house.reset("alice").start().await.both_gates().await;
    let phrases = |body: &str| {
        let found = body.split("<code dir=\"ltr\">").skip(1);
        found.map(|part| part.split('<').next().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let first = walk.client.get("/reset/password").await;
    let second = walk.client.get("/reset/password?words").await;
    assert_eq!((phrases(&first.body).len(), phrases(&second.body).len()), (3, 3));
    assert!(phrases(&first.body).iter().all(|phrase| !phrases(&second.body).contains(phrase)));
    assert!(second.body.contains("<details class=\"phrases\" open>") && !first.body.contains(" open>"));
    let chosen = phrases(&second.body).swap_remove(1);
    let walk = walk.password(&chosen).await;
    assert_eq!(walk.path(), "/reset/result", "{chosen}: {}", walk.text());
    assert!(house.has_password(alice, &chosen).await);
}

async fn remembers(postgres: bool) {
    let house = house("[passwords]\nown_history = 3\n", postgres).await;
    // The embedded directory remembers five by itself; ours is what refuses here, before the write.
    let alice = house.person("alice").await;
    for new in [NEXT[0], NEXT[1]] {
        let walk = house.reset("alice").start().await.both_gates().await.password(new).await;
        assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
        house.clock.advance(Duration::from_secs(600));
    }
    let writes = house.directory.writes();
    let walk = house.reset("alice").start().await.both_gates().await.password(NEXT[0]).await;
    assert_eq!(walk.page().status, 422, "{}", walk.text());
    assert!(walk.text().contains("You have used this password before"), "{}", walk.text());
    assert!(walk.text().contains("Not one of your last"), "the rule is shown: {}", walk.text());
    assert_eq!(house.directory.writes(), writes, "refused before the write");
    // A write that did not happen leaves nothing behind.
    house.directory.behave(|b| b.refuse = true);
    let walk = walk.password(NEXT[2]).await;
    assert_ne!(walk.path(), "/reset/result");
    house.directory.behave(|b| b.refuse = false);
    assert_eq!(house.number("SELECT COUNT(*) FROM password_history").await, 2);
    let walk = walk.password(NEXT[2]).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    assert!(house.has_password(alice, NEXT[2]).await);
    house.clock.advance(Duration::from_secs(600));
    let walk = house.reset("alice").start().await.both_gates().await.password(NEXT[3]).await;
    assert_eq!(walk.path(), "/reset/result", "{}", walk.text());
    // The newest three are kept, as slow hashes.
    let hashes = house.texts("SELECT hash FROM password_history WHERE kept = 1").await;
    assert_eq!(hashes.len(), 3);
    assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{hashes:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn our_own_history_holds_where_the_directory_has_none() {
    remembers(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn our_own_history_holds_where_the_directory_has_none_on_postgres() {
    remembers(true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_change_tells_every_reason_once_the_old_password_is_proved() {
    let house = House::new().await;
    let alice = house.person("alice").await;
    let change = async |old: &str, new: &str| {
        let mut client = house.client();
        let page = client.get("/change").await;
        client.submit(&page, &[("login", "alice"), ("old-password", old), ("new-password", new)]).await
    };
    let page = change(OLD, "alice counts nine owls").await;
    assert_eq!(page.status, 422);
    assert!(page.text().contains("must not contain your name"), "{}", page.text());
    let page = change(OLD, OLD).await;
    assert!(page.text().contains("You have used this password before"), "{}", page.text());
    // Who does not know the old password learns nothing of names and history.
    let page = change("wrong-Password-1", "alice counts nine owls").await;
    assert!(!page.text().contains("must not contain your name"), "{}", page.text());
    assert_eq!(house.directory.writes(), 0);
    house.clock.advance(Duration::from_secs(31 * 60));
    change(OLD, NEW).await;
    assert!(house.has_password(alice, NEW).await);
}

/// A directory with people whose passwords end.
struct Ends {
    people: Vec<(Account, Timestamp)>,
    after_one: Then,
}

/// What it does after it has named one of them.
#[derive(Clone, Copy)]
enum Then {
    GoesOn,
    StandsStill,
    GoesAway,
}

#[async_trait::async_trait]
impl DirectoryRead for Ends {
    async fn find(&self, _: &LoginName) -> Result<Found, DirectoryError> {
        Ok(Found::Nobody)
    }
    async fn get(&self, _: AccountId) -> Result<Option<Account>, DirectoryError> {
        Ok(None)
    }
    async fn memberships(
        &self,
        _: AccountId,
        _: &[GroupName],
    ) -> Result<std::collections::BTreeSet<GroupName>, DirectoryError> {
        Ok(Default::default())
    }
    async fn password_rules(&self, _: AccountId) -> Result<PasswordRules, DirectoryError> {
        Ok(PasswordRules::default())
    }
    async fn ready(&self) -> Result<(), DirectoryError> {
        Ok(())
    }
    async fn expiring(&self, until: Timestamp, to: &mpsc::Sender<Expiring>) -> Result<(), DirectoryError> {
        for (account, at) in self.people.iter().filter(|(_, at)| *at <= until) {
            to.send(Expiring { account: account.clone(), at: *at }).await.expect("taken");
            match self.after_one {
                Then::GoesOn => {}
                Then::StandsStill => std::future::pending().await,
                Then::GoesAway => return Err(DirectoryError::Unavailable("the cable was pulled".into())),
            }
        }
        Ok(())
    }
}

async fn reminders(postgres: bool) {
    let house = house("", postgres).await;
    let id = house.person("alice").await;
    let mut alice = house.app.directory.get(id).await.unwrap().unwrap();
    alice.language = Some("fr-CA".into());
    let day = Duration::from_secs(24 * 3600);
    let end = house.app.core.now().after(day * 20);
    let directory = Ends { people: vec![(alice.clone(), end)], after_one: Then::GoesOn };
    let days = [1, 3, 7, 14];
    let mut sent = Vec::new();
    let mut look = async |skip: u32| {
        house.clock.advance(day * skip);
        let count = remind(&house.app.core, &directory, &days).await.unwrap();
        assert_eq!(remind(&house.app.core, &directory, &days).await.unwrap(), 0, "once each");
        sent.push(count);
    };
    // Day 20, 19 ... to the end, but nobody looked from day 7 to 2.
    for skip in [0, 1, 5, 1, 5, 0, 6, 1, 1] {
        look(skip).await;
        house.drain().await;
    }
    assert_eq!(sent, [0, 0, 1, 0, 0, 0, 1, 1, 0], "at 14, then only the nearest of 7 and 3, then 1");
    house.drain().await;
    let mails = house.messages_to("alice@home.test");
    assert_eq!(mails.len(), 3);
    assert!(mails[0].text.contains("/change") && mails[0].text.contains(&house.url), "{}", mails[0].text);
    assert!(mails[0].text.contains("Votre mot de passe"), "in their own language: {}", mails[0].text);
    // Another password, another end.
    let directory = Ends { people: vec![(alice, house.app.core.now().after(day * 2))], after_one: Then::GoesOn };
    assert_eq!(remind(&house.app.core, &directory, &days).await.unwrap(), 1);
    assert_eq!(house.app.core.language_for(None, &Locale::english()), Locale::english());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reminders_go_out_once_each_and_only_the_nearest_after_a_pause() {
    reminders(false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn reminders_go_out_once_each_and_only_the_nearest_after_a_pause_on_postgres() {
    reminders(true).await;
}

/// Alice is told, and then `then` happens: bob is told when it is time to look again, and alice is not told twice.
async fn followed(house: &House, then: Then, after: Duration) {
    let (core, days) = (&house.app.core, [14]);
    let mut people = Vec::new();
    for login in ["alice", "bob"] {
        let account = house.app.directory.get(house.person(login).await).await.unwrap().unwrap();
        people.push((account, core.now().after(Duration::from_secs(10 * 24 * 3600))));
    }
    let told = async |login: &str| {
        house.drain().await;
        house.messages_to(&format!("{login}@home.test")).len()
    };
    let mut directory = Ends { people, after_one: then };
    tokio::select! {
        () = look(core, &directory, &days) => assert!(!matches!(then, Then::StandsStill)),
        () = async { while told("alice").await == 0 { tokio::task::yield_now().await } } => {}
    }
    assert_eq!((told("alice").await, told("bob").await), (1, 0));
    directory.after_one = Then::GoesOn;
    house.clock.advance(after - Duration::from_secs(1));
    look(core, &directory, &days).await;
    assert_eq!(told("bob").await, 0, "not yet");
    house.clock.advance(Duration::from_secs(1));
    look(core, &directory, &days).await;
    assert_eq!((told("alice").await, told("bob").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_node_a_day_looks_whose_password_ends_and_one_that_died_is_followed() {
    let house = House::new().await;
    followed(&house, Then::StandsStill, Duration::from_secs(3600)).await;
    // The next look is due a little less than a day after the begin of this one.
    let (store, tenant) = (&house.app.core.store, house.app.core.tenant);
    let claim = async || {
        let until = house.app.core.now().after(Duration::from_secs(3600));
        store.claim_reminder_scan(tenant, until).await.unwrap()
    };
    house.clock.advance(Duration::from_secs(23 * 3600 - 1));
    assert!(!claim().await);
    house.clock.advance(Duration::from_secs(1));
    assert!(claim().await);
    assert!(!claim().await, "another node");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_look_that_failed_is_repeated_a_quarter_of_an_hour_later() {
    followed(&House::new().await, Then::GoesAway, Duration::from_secs(15 * 60)).await;
}

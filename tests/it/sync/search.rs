//! Finding people among twenty thousand, on both databases.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use latchkey::{
    domain::scan::ScannedAccount,
    store::{
        Store,
        directory_accounts::SyncBatch,
        people_search::PeopleAfter,
        sync_state::{SyncAsk, SyncRun},
    },
};

use super::rig::TENANT;
use crate::{
    harness::crowd,
    store::dbs::{TestDb, on_both},
};

const COUNT: usize = 20_000;

pub async fn claim(store: &Store) -> SyncRun {
    let hour = Duration::from_secs(3600);
    store.claim_sync(TENANT, SyncAsk::Now { full: true }, hour, hour).await.unwrap().unwrap()
}

pub async fn write(store: &Store, run: &SyncRun, accounts: &[ScannedAccount]) -> u64 {
    let mut changed = 0;
    for accounts in accounts.chunks(500) {
        let batch = SyncBatch { accounts, ..SyncBatch::default() };
        changed += store.apply_scan(run, &batch).await.unwrap().changed;
    }
    changed
}

async fn found(store: &Store, text: &str) -> Vec<String> {
    let page = store.search_people(TENANT, text, None, 50).await.unwrap();
    page.people.into_iter().map(|person| person.login).collect()
}

/// All pages, with the number of them.
async fn all(store: &Store, text: &str, limit: u32) -> (Vec<String>, usize) {
    let (mut logins, mut pages, mut after) = (Vec::new(), 0, None::<PeopleAfter>);
    loop {
        let page = store.search_people(TENANT, text, after.as_ref(), limit).await.unwrap();
        assert!(page.people.len() <= limit as usize);
        logins.extend(page.people.into_iter().map(|person| person.login));
        pages += 1;
        // As an address would carry it.
        after = page.next.map(|next| next.to_string().parse().unwrap());
        if after.is_none() {
            return (logins, pages);
        }
    }
}

/// Who should be found, by the slow and obvious way.
fn expected(people: &[(String, BTreeSet<String>)], words: &[&str]) -> BTreeSet<String> {
    let matches = |own: &BTreeSet<String>| words.iter().all(|asked| own.iter().any(|word| word.starts_with(asked)));
    people.iter().filter(|(_, own)| matches(own)).map(|(login, _)| login.clone()).collect()
}

async fn words_find_people_and_pages_leave_nobody_out(db: TestDb) {
    let store = db.open().await;
    let run = claim(&store).await;
    let people: Vec<_> = (0..COUNT).map(crowd::account).collect();
    assert_eq!(write(&store, &run, &people).await, COUNT as u64);
    assert_eq!(write(&store, &run, &people[..1500]).await, 0, "written once");

    let words: Vec<_> = people.iter().map(|person| (person.login.clone(), person.words().own)).collect();
    for (text, asked) in [
        ("maria", vec!["maria"]),
        ("MARÍA", vec!["maria"]),
        ("maria m", vec!["maria", "m"]),
        ("mar", vec!["mar"]),
        ("soren schm", vec!["soren", "schm"]),
        ("u00012", vec!["u00012"]),
        ("zoe.marten", vec!["zoe", "marten"]),
        ("j s u00", vec!["j", "s", "u00"]),
        ("m ma mar", vec!["m", "ma", "mar"]),
        ("nobody maria", vec!["nobody", "maria"]),
    ] {
        let want = expected(&words, &asked);
        let (got, pages) = all(&store, text, 70).await;
        assert_eq!(got.len(), got.iter().collect::<BTreeSet<_>>().len(), "{text}: nobody twice");
        assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), want, "{text}");
        assert!(pages > want.len() / 71, "{text}");
    }
    assert_eq!(found(&store, "u0000042@contoso.test").await, ["u0000042"]);
    assert_eq!(found(&store, "CONTOSO\\U0000042").await, ["u0000042"]);
    assert!(found(&store, "u0000042@elsewhere").await.is_empty());
    for odd in ["%", "_", "'; --", "\u{0}", "ma%ri", "\\"] {
        store.search_people(TENANT, odd, None, 5).await.unwrap();
    }

    // Nothing typed: everybody, by login name.
    let (everybody, _) = all(&store, "", 999).await;
    assert_eq!(everybody, (0..COUNT).map(crowd::login).collect::<Vec<_>>());
    assert_eq!(store.search_people(TENANT, "@contoso.te", None, 5).await.unwrap().people.len(), 5);

    let mut fastest = Duration::MAX;
    for text in ["maria m", "mar", "u0012345", "j s u00", "anna schmid", "zz"] {
        let best = quickest(&store, text).await;
        // The aim of 50 ms is the bench's, of a release on an idle machine; here a scan of the table would be seen.
        assert!(best < Duration::from_millis(400), "{text}: {best:?}");
        fastest = fastest.min(best);
    }
    assert!(fastest > Duration::ZERO);
}

async fn quickest(store: &Store, text: &str) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..5 {
        let begun = Instant::now();
        store.search_people(TENANT, text, None, 25).await.unwrap();
        best = best.min(begun.elapsed());
    }
    best
}

async fn what_changed_is_found_by_its_new_words_only_and_who_is_gone_by_none(db: TestDb) {
    let store = db.open().await;
    let run = claim(&store).await;
    let mut people: Vec<_> = (0..40).map(crowd::account).collect();
    write(&store, &run, &people).await;
    people[3].display_name = "Quibble, Xenia".into();
    (people[3].surname, people[3].given_name, people[3].mail) = (Some("Quibble".into()), Some("Xenia".into()), None);
    assert_eq!(write(&store, &run, &people).await, 1);
    assert_eq!(found(&store, "xen quib").await, ["u0000003"]);
    let old = crowd::account(3).surname.unwrap();
    assert!(!found(&store, &format!("{old} u0000003")).await.contains(&"u0000003".to_owned()));

    let batch = SyncBatch { gone: &[crowd::id(3), crowd::id(999)], ..SyncBatch::default() };
    assert_eq!(store.apply_scan(&run, &batch).await.unwrap().gone, 1);
    assert_eq!(store.apply_scan(&run, &batch).await.unwrap().gone, 0);
    assert!(found(&store, "u0000003").await.is_empty() && found(&store, "xenia").await.is_empty());
    assert!(!found(&store, "").await.contains(&"u0000003".to_owned()));
    let kept = store.listed_account(TENANT, crowd::id(3)).await.unwrap().unwrap();
    assert!(kept.gone_at.is_some() && kept.display_name == "Quibble, Xenia");

    // Present in the same place, in another, and not known at all.
    let (five, six) = (crowd::account(5), crowd::account(6));
    let present =
        [(five.id, five.location.as_str()), (six.id, "elsewhere"), (crowd::id(999), "x"), (crowd::id(3), "y")];
    let applied = store.apply_scan(&run, &SyncBatch { present: &present, ..SyncBatch::default() }).await.unwrap();
    assert_eq!(applied.missing, [six.id, crowd::id(999), crowd::id(3)]);

    // The same as before, and back.
    assert_eq!(write(&store, &run, &people[3..4]).await, 1);
    assert_eq!(found(&store, "xenia").await, ["u0000003"]);
    let counts = store.count_people(TENANT).await.unwrap();
    assert_eq!((counts.accounts, counts.gone, counts.services, counts.disabled), (40, 0, 1, 2));
}

on_both!(
    words_find_people_and_pages_leave_nobody_out,
    what_changed_is_found_by_its_new_words_only_and_who_is_gone_by_none,
);

//! Finding people in parts of the directory, on both databases: as in everybody's search, and never outside.

use std::{
    collections::BTreeSet,
    time::{Duration, Instant},
};

use latchkey::{
    domain::{account::AccountId, dn::Place, scan::ScannedAccount},
    store::{Store, directory_accounts::SyncBatch, people_search::PeopleAfter},
};
use uuid::Uuid;

use super::{
    rig::TENANT,
    search::{claim, write},
};
use crate::{
    harness::crowd,
    store::dbs::{TestDb, on_both},
};

/// More than a small part has (5,000).
const COUNT: usize = 14_000;
const LIMIT: u32 = 25;

fn places(names: &[&str]) -> BTreeSet<Place> {
    names.iter().map(|name| Place::parse(name).unwrap()).collect()
}

/// All pages, and the length of each.
async fn all(store: &Store, within: &BTreeSet<Place>, text: &str) -> (Vec<String>, Vec<usize>) {
    let (mut logins, mut pages, mut after) = (Vec::new(), Vec::new(), None::<PeopleAfter>);
    loop {
        let page = store.search_people_in(TENANT, within, text, after.as_ref(), LIMIT).await.unwrap();
        pages.push(page.people.len());
        logins.extend(page.people.into_iter().map(|person| person.login));
        // As an address would carry it.
        after = page.next.map(|next| next.to_string().parse().unwrap());
        if after.is_none() {
            return (logins, pages);
        }
    }
}

/// Where people are, and their words.
type Known = (String, String, BTreeSet<String>);

fn known(people: &[ScannedAccount]) -> Vec<Known> {
    people.iter().map(|p| (p.login.clone(), p.location.clone(), p.words().own)).collect()
}

/// Those of them who are in one of these parts.
fn inside(people: &[Known], within: &BTreeSet<Place>) -> Vec<Known> {
    people.iter().filter(|(_, at, _)| within.iter().any(|place| place.holds(at))).cloned().collect()
}

/// Who should be found, by the slow and obvious way.
fn expected(inside: &[Known], words: &[&str]) -> BTreeSet<String> {
    let matches = |own: &BTreeSet<String>| words.iter().all(|asked| own.iter().any(|word| word.starts_with(asked)));
    inside.iter().filter(|(_, _, own)| matches(own)).map(|(login, _, _)| login.clone()).collect()
}

async fn r140_a_search_in_parts_of_the_directory_finds_who_is_there(db: TestDb) {
    let store = db.open().await;
    let run = claim(&store).await;
    let mut people: Vec<_> = (0..COUNT).map(crowd::account).collect();
    // Some are deeper, and some are spelt in another way.
    for person in people.iter_mut().step_by(7) {
        person.location = person.location.replace(",OU=Unit", ",OU=Sales,ou=unit ");
    }
    write(&store, &run, &people).await;
    let all_known = known(&people);
    let units = places(&["OU=Unit 1,DC=contoso,DC=test", "ou=unit  3, dc=contoso, dc=test"]);
    let nested = places(&["OU=Unit 1,DC=contoso,DC=test", "OU=Sales,OU=Unit 1,DC=contoso,DC=test"]);
    let whole = places(&["DC=contoso,DC=test"]);
    let none = places(&["OU=Unit,DC=contoso,DC=test", "OU=Unit 1,DC=contoso,DC=test,DC=com", "DC=com"]);
    for (within, texts) in [
        (&units, vec!["", "maria", "m", "u0000", "soren schm", "m ma mar", "nobody", "j s u00"]),
        (&nested, vec!["", "a"]),
        (&whole, vec!["maria m", "u00012", "nobody maria", "j s u00"]),
        (&none, vec!["", "maria"]),
    ] {
        let there = inside(&all_known, within);
        for text in texts {
            let words: Vec<&str> = text.split_whitespace().collect();
            let want = expected(&there, &words);
            let (got, pages) = all(&store, within, text).await;
            assert_eq!(got.len(), got.iter().collect::<BTreeSet<_>>().len(), "{text}: nobody twice");
            assert_eq!(got.into_iter().collect::<BTreeSet<_>>(), want, "{text} in {within:?}");
            let (_, full) = pages.split_last().unwrap();
            assert!(full.iter().all(|count| *count == LIMIT as usize), "{text}: pages are full: {pages:?}");
        }
    }
    assert!(inside(&all_known, &units).len() > 500);
    // Where a list goes on is in the address: whatever it says, nobody outside is shown.
    for from in [
        "0-.00000000000000000000000000000000.",
        "0.00000000000000000000000000000000.",
        "9.00000000000000000000000000000000.u",
    ] {
        for text in ["", "maria"] {
            let after: PeopleAfter = from.parse().unwrap();
            let page = store.search_people_in(TENANT, &units, text, Some(&after), 500).await.unwrap();
            let there = |at: &str| units.iter().any(|place| place.holds(at));
            assert!(page.people.iter().all(|person| there(&person.location)), "{from}");
        }
    }
    for (within, text) in
        [(&units, ""), (&units, "maria m"), (&units, "zz"), (&whole, ""), (&whole, "maria m"), (&whole, "zz")]
    {
        let mut best = Duration::MAX;
        for _ in 0..5 {
            let begun = Instant::now();
            store.search_people_in(TENANT, within, text, None, LIMIT).await.unwrap();
            best = best.min(begun.elapsed());
        }
        println!("{text:?} in {} part(s): {best:?}", within.len());
        assert!(best < Duration::from_millis(400), "{text}: {best:?}");
    }
    // Who moves is there with the next scan, and who left is not.
    let mut moved = people[1].clone();
    moved.location = moved.location.replace("Unit 1", "Unit 2");
    let gone = people[51].id;
    write(&store, &run, &[moved.clone()]).await;
    store.apply_scan(&run, &SyncBatch { gone: &[gone], ..SyncBatch::default() }).await.unwrap();
    let (left, _) = all(&store, &places(&["OU=Unit 1,DC=contoso,DC=test"]), "").await;
    assert!(!left.contains(&moved.login) && !left.contains(&people[51].login));
    assert!(all(&store, &places(&["OU=Unit 2,DC=contoso,DC=test"]), "").await.0.contains(&moved.login));
}

async fn r140_accounts_from_before_are_in_no_part_until_a_scan_begins(db: TestDb) {
    let store = db.open().await;
    let run = claim(&store).await;
    let people: Vec<_> = (0..700).map(crowd::account).collect();
    write(&store, &run, &people).await;
    let odd = ScannedAccount { id: AccountId(Uuid::from_u128(9)), location: "no name".into(), ..people[0].clone() };
    write(&store, &run, &[odd]).await;
    db.raw().await.run("UPDATE directory_accounts SET path = NULL").await;
    let unit = places(&["OU=Unit 1,DC=contoso,DC=test"]);
    assert!(all(&store, &unit, "").await.0.is_empty() && all(&store, &unit, "u").await.0.is_empty());
    let mut filled = Vec::new();
    loop {
        match store.fill_paths(TENANT).await.unwrap() {
            0 => break,
            some => filled.push(some),
        }
    }
    assert_eq!(filled, [500, 201]);
    assert_eq!(
        all(&store, &unit, "").await.0.into_iter().collect::<BTreeSet<_>>(),
        expected(&inside(&known(&people), &unit), &[])
    );
}

on_both!(
    r140_a_search_in_parts_of_the_directory_finds_who_is_there,
    r140_accounts_from_before_are_in_no_part_until_a_scan_begins
);

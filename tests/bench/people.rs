//! Searches of people among a million accounts in SQLite.

use std::{
    fs,
    sync::Arc,
    time::{Duration, Instant},
};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng},
    domain::account::TenantId,
    store::{Store, directory_accounts::SyncBatch, people_search::PeopleAfter, sync_state::SyncAsk},
};

use crate::{
    harness::{clock::TestClock, crowd, new_dir},
    table::{Table, ms},
};

const ACCOUNTS: usize = 1_000_000;
const TIMES: usize = 200;
const TENANT: TenantId = TenantId::DEFAULT;

/// What is searched, by kind; each is searched in turn.
const KINDS: [(&str, &[&str]); 8] = [
    ("one word", &["maria", "schmid", "li", "martenber", "m", "u00"]),
    ("two common words", &["maria mar", "anna ber", "peter son", "jan ke", "li m", "u0 omar"]),
    ("two common words that nobody has both", &["maria peter", "anna zoe", "john olga", "paul igor"]),
    ("three words", &["j s u0", "maria m u05", "anna ber u0", "omar kov ski"]),
    ("a full login name", &["u0123456", "u0999999", "u0500000@contoso.test", "CORP\\u0042424"]),
    ("name and login name", &["anna u0123440", "maria u0000042", "igor u0999999"]),
    ("nobody", &["zzyzx", "maria zzyzx", "u9999999", "maria@elsewhere.test"]),
    ("everybody", &["", "@contoso"]),
];

/// A million accounts, then searches of every kind: first page and second.
pub async fn measure(table: &mut Table) {
    let dir = new_dir("people");
    let keyring = Arc::new(Keyring::from_bytes(&[("k1", [1; 32])]).expect("a key"));
    let url = format!("sqlite:{}/latchkey.db", dir.display());
    let store = Store::open(&url, keyring, Arc::new(TestClock::real()), Arc::new(SystemRng)).await.expect("a store");
    let hour = Duration::from_secs(3600);
    let run = store.claim_sync(TENANT, SyncAsk::Now { full: true }, hour, hour).await.expect("asked").expect("free");
    let begun = Instant::now();
    for first in (0..ACCOUNTS).step_by(500) {
        let accounts: Vec<_> = (first..first + 500).map(crowd::account).collect();
        let batch = SyncBatch { accounts: &accounts, ..SyncBatch::default() };
        store.apply_scan(&run, &batch).await.expect("written");
    }
    let per_second = f64::from(u32::try_from(ACCOUNTS).expect("so many")) / begun.elapsed().as_secs_f64();
    table.add("writing 1,000,000 accounts, 500 at a time", format!("{per_second:.0}/s"), "");
    let size = fs::metadata(dir.join("latchkey.db")).expect("a file").len();
    table.add("database with 1,000,000 accounts", format!("{} MiB", size >> 20), "");
    let begun = Instant::now();
    let counts = store.count_people(TENANT).await.expect("counted");
    assert_eq!(counts.accounts, ACCOUNTS as u64);
    table.add("counting 1,000,000 accounts", ms(begun.elapsed()), "");
    for (kind, texts) in KINDS {
        let mut times = Vec::with_capacity(TIMES);
        let mut after: Option<PeopleAfter> = None;
        for n in 0..TIMES {
            // Each text in turn; every other time the page behind.
            let text = texts[n / 2 % texts.len()];
            let begun = Instant::now();
            let page = store.search_people(TENANT, text, after.as_ref(), 25).await.expect("found");
            times.push((begun.elapsed(), text));
            after = page.next.filter(|_| n % 2 == 0);
        }
        times.sort();
        let (worst, text) = times[TIMES - 1];
        let (median, p99) = (ms(times[TIMES / 2].0), ms(times[TIMES * 99 / 100 - 1].0));
        let measured = format!("median {median}, p99 {p99}, worst {} ({text:?})", ms(worst));
        table.add(&format!("search among 1,000,000, {kind}"), measured, "50 ms");
    }
}

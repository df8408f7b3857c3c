//! The audit log: what one event costs, how long it takes to look through a million, and to find one's way in them.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use latchkey::{
    crypto::{keyring::Keyring, random::SystemRng},
    domain::{
        account::{AccountId, TenantId},
        client::Client,
        event::{Event, EventKind, Outcome, Personal},
        time::Timestamp,
    },
    store::{
        Store,
        audit_forget::Forget,
        audit_search::{Page, Search, Who},
    },
};
use uuid::Uuid;

use crate::{
    harness::{clock::TestClock, new_dir},
    table::{Table, ms},
};

const TENANT: TenantId = TenantId::DEFAULT;
/// Events of the log; `LATCHKEY_BENCH_EVENTS` for a short one.
fn events() -> u32 {
    std::env::var("LATCHKEY_BENCH_EVENTS").ok().and_then(|text| text.parse().ok()).unwrap_or(1_000_000)
}

/// Events of one journey.
const STEPS: u32 = 8;
/// Events in one transaction while it is filled.
const TOGETHER: u32 = 2_000;

/// The `n`th event: a journey has eight.
fn event(n: u32) -> Event {
    let (journey, step) = (n / STEPS, n % STEPS);
    let (kind, outcome) = match step {
        0 => (EventKind::ResetStarted, Outcome::Success),
        1 => (EventKind::AccountLookedUp, Outcome::Success),
        2 => (EventKind::MethodChosen, Outcome::Success),
        3 => (EventKind::CodeSent, Outcome::Success),
        4 if journey.is_multiple_of(9) => (EventKind::GateFailed, Outcome::Failure),
        4 => (EventKind::GatePassed, Outcome::Success),
        5 => (EventKind::WritebackIntended, Outcome::Pending),
        6 => (EventKind::WritebackSettled, Outcome::Success),
        _ if journey.is_multiple_of(5_000) => (EventKind::AccountUnlocked, Outcome::Success),
        _ => (EventKind::PasswordReset, Outcome::Success),
    };
    let mut event = Event::new(kind, outcome).with("method", "sms").with("server", "ldaps://dc1.contoso.test");
    event.flow = Some(Uuid::from_u128(u128::from(journey) + 1));
    event.account = (step > 0).then(|| AccountId(Uuid::from_u128(u128::from(journey % 50_000) + 1_000_000_000)));
    event.support_id = Some(format!("S{journey:07}"));
    let client =
        Client { address: "203.0.113.7".parse().expect("an address"), agent: "Mozilla/5.0 Firefox".to_owned() };
    let login = Some(format!("person{}", journey % 50_000));
    event.personal = Some(Personal { login, client: Some(client), ..Personal::default() });
    event
}

/// Fills the log, looks through it, searches it.
pub async fn measure(table: &mut Table) {
    let dir = new_dir("audit");
    let most = events();
    let keyring = Arc::new(Keyring::from_bytes(&[("k1", [1; 32])]).expect("a key"));
    let url = format!("sqlite:{}/latchkey.db", dir.display());
    let clock = Arc::new(TestClock::default());
    let open = Store::open(&url, keyring, Arc::clone(&clock) as _, Arc::new(SystemRng));
    let store = open.await.expect("a store");

    // What an event adds to a transaction that there is anyway: one of 1 event and one of 11.
    let mut alone = Vec::new();
    let mut eleven = Vec::new();
    let mut n = 0;
    for round in 0..400 {
        let many = if round % 2 == 0 { 1 } else { 11 };
        let begun = Instant::now();
        n = write(&store, n, many).await;
        if many == 1 { alone.push(begun.elapsed()) } else { eleven.push(begun.elapsed()) }
    }
    alone.sort();
    eleven.sort();
    let each = eleven[eleven.len() / 2].saturating_sub(alone[alone.len() / 2]) / 10;
    table.add("an audit event, with its own commit (median)", ms(alone[alone.len() / 2]), "");
    table.add("an audit event in a transaction that there is anyway", format!("{} µs", each.as_micros()), "200 µs");

    let begun = Instant::now();
    let first = n;
    while n < most {
        n = write(&store, n, TOGETHER.min(most - n)).await;
        // A day has 5,000 of them.
        clock.advance(Duration::from_secs(24 * 3600 * u64::from(TOGETHER) / 5_000));
    }
    let per_second = f64::from(n - first) / begun.elapsed().as_secs_f64();
    table.add("filling the log, 2,000 events a transaction", format!("{per_second:.0}/s"), "");
    let size = std::fs::metadata(dir.join("latchkey.db")).expect("a file").len();
    table.add(&format!("database with {most} events"), format!("{} MiB", size >> 20), "");

    let begun = Instant::now();
    let report = store.verify_audit(TENANT).await.expect("it holds");
    let took = begun.elapsed();
    assert_eq!(report.events, u64::from(most));
    let per_second = f64::from(most) / took.as_secs_f64();
    table.add(&format!("audit verify, {most} events with the keys"), format!("{}, {per_second:.0}/s", ms(took)), "");

    searches(&store, table).await;
    let whom = Forget::Account(AccountId(Uuid::from_u128(1_000_000_000 + 77)));
    let begun = Instant::now();
    let forgotten = store.forget_person(TENANT, &whom, None).await.expect("forgotten");
    table.add(&format!("forgetting one person ({} events)", forgotten.events), ms(begun.elapsed()), "");
    store.verify_audit(TENANT).await.expect("it still holds");
}

async fn write(store: &Store, n: u32, many: u32) -> u32 {
    let mut tx = store.begin().await.expect("a transaction");
    for n in n..n + many {
        tx.audit(&TENANT, &event(n)).await.expect("written");
    }
    tx.commit().await.expect("committed");
    n + many
}

/// One page of each way to look, at its worst of ten.
async fn searches(store: &Store, table: &mut Table) {
    let all = Search::all(TENANT);
    let who = |who: Who| Search { who, ..Search::all(TENANT) };
    let kind = |kind: &str| Search { kind: Some(kind.to_owned()), ..Search::all(TENANT) };
    let outcome = |outcome: &str| Search { outcome: Some(outcome.to_owned()), ..Search::all(TENANT) };
    let middle = Timestamp(store.now().millis() - 100 * 24 * 3_600_000);
    let days =
        Search { since: Some(middle), until: Some(middle.after(Duration::from_secs(3 * 24 * 3600))), ..all.clone() };
    let searches = [
        ("everything", all.clone(), None),
        ("everything, the page at 500,000", all.clone(), Some(500_000)),
        ("a person", who(Who::Login("person123".to_owned())), None),
        ("a support id", who(Who::SupportId("S0012345".to_owned())), None),
        ("a kind that is rare", kind("account.unlocked"), None),
        ("a kind that is not there", kind("pass.issued"), None),
        ("what failed", outcome("failure"), None),
        ("what failed, of a kind", Search { outcome: Some("failure".to_owned()), ..kind("password.reset") }, None),
        ("three days", days, None),
    ];
    for (name, search, before) in searches {
        let mut worst = Duration::ZERO;
        let mut found = 0;
        for _ in 0..10 {
            let begun = Instant::now();
            found = store.journeys(&search, Page::Before(before), 21).await.expect("found").len();
            worst = worst.max(begun.elapsed());
        }
        table.add(&format!("a page of journeys: {name} ({found})"), ms(worst), "100 ms");
    }
}

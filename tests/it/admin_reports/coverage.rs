//! Coverage against a crowd with every class, on both databases: figures, lists, and what a count leaves behind.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Duration,
};

use latchkey::{
    domain::{
        account::{AccountId, Protection},
        coverage::{
            Class, Facts, Standing,
            figure::{Figure, Question},
            standing,
        },
        method::Method,
        policy::{AppliesTo, Enabled, Gates, Named, PolicySet},
        security_info::Kind,
    },
    flows::admin::coverage::{self, Memberships},
    store::{
        Store,
        coverage::{AccountAfter, Judged, Standings},
        coverage_state::Counted,
    },
};

use super::{Groups, registered, scanned};
use crate::{
    harness::{app::policy, crowd},
    store::{
        TENANT,
        dbs::{TestDb, on_both},
    },
};

on_both! {
    a_crowd_is_counted_and_every_figure_is_its_list,
    a_count_follows_what_changes_and_only_that,
    one_count_at_a_time,
}

const CROWD: usize = 3_000;
const MINUTE: Duration = Duration::from_secs(60);

/// Pilot: one gate, for members of "Pilot". Everybody: two gates, without "Robots".
fn policies() -> PolicySet {
    let mut base = policy();
    base.methods = vec![Method::App, Method::Passkey, Method::Sms, Method::Email, Method::RecoveryCode];
    base.enabled = Enabled::All { except: vec!["Robots".into()] };
    let mut pilot = base.clone();
    pilot.gates = Gates::One;
    pilot.enabled = Enabled::Selected { groups: vec!["Chosen".into()], except: vec![] };
    let pilot = Named {
        name: "Pilot".into(),
        applies_to: AppliesTo { groups: vec!["Pilot".into()], below: vec![] },
        policy: Arc::new(pilot),
    };
    PolicySet::new(4, vec![pilot], Arc::new(base))
}

fn groups() -> Groups {
    let of = |fits: fn(usize) -> bool| (0..CROWD).filter(|n| fits(*n)).map(crowd::id).collect::<BTreeSet<_>>();
    Groups(BTreeMap::from([
        ("Pilot".to_owned(), of(|n| n % 10 == 3)),
        ("Chosen".to_owned(), of(|n| n % 20 == 3)),
        ("Robots".to_owned(), of(|n| n % 37 == 5)),
    ]))
}

/// People of every class; some with something registered, resting or not.
async fn crowded(store: &Store) {
    let mut people: Vec<_> = (0..CROWD).map(crowd::account).collect();
    for (n, person) in people.iter_mut().enumerate() {
        if n % 50 == 9 {
            person.state.protection = Some(Protection::AdminCount);
        }
        person.state.expired = n % 71 == 11;
    }
    scanned(store, &people).await;
    let now = store.now();
    for n in (0..CROWD).step_by(4) {
        let kinds: &[Kind] = if n % 8 == 0 { &[Kind::App, Kind::RecoveryCodes] } else { &[Kind::Passkey] };
        registered(store, crowd::id(n), kinds, now.after(if n % 12 == 0 { MINUTE } else { Duration::ZERO })).await;
    }
}

/// One count, as the job makes it. How many rows were written.
async fn count(store: &Store, set: &PolicySet, groups: &Groups) -> u64 {
    let run = store.claim_coverage(TENANT, MINUTE).await.unwrap().expect("nobody else counts");
    let members = Memberships::of_policies(groups, &[set]).await.unwrap();
    let (mut after, mut known, mut changed) = (AccountId(uuid::Uuid::nil()), Standings::default(), 0);
    loop {
        let page = coverage::page(store, TENANT, &members, after, store.now()).await.unwrap();
        let judged: Vec<Judged> = page
            .into_iter()
            .map(|known| Judged {
                id: known.account.id,
                login: known.account.login,
                standing: standing(set, &known.facts, store.now()),
            })
            .collect();
        changed += store.write_standings(&run, &mut known, after, &judged).await.unwrap();
        let Some(last) = judged.last() else { break };
        after = last.id;
    }
    let counted = Counted { day: 20_000, scan_at: None, policy_version: set.version, took: MINUTE };
    store.finish_coverage(&run, &counted).await.unwrap();
    changed
}

/// Everybody in the list of a figure, page by page.
async fn list(store: &Store, question: &Question, page: u32) -> Vec<Judged> {
    let (mut all, mut after): (Vec<Judged>, Option<AccountAfter>) = (Vec::new(), None);
    loop {
        let found = store.covered(TENANT, question, after.as_ref(), page).await.unwrap();
        let Some(last) = found.last() else { return all };
        after = Some(AccountAfter { login: last.login.clone(), id: last.id });
        all.extend(found);
    }
}

/// How everybody stands, judged one by one.
async fn judged(store: &Store, set: &PolicySet, groups: &Groups) -> BTreeMap<String, Standing> {
    let members = Memberships::of_policies(groups, &[set]).await.unwrap();
    let mut all = BTreeMap::new();
    coverage::each(store, TENANT, &members, store.now(), |known| {
        all.insert(known.account.login.clone(), standing(set, &known.facts, store.now()));
    })
    .await
    .unwrap();
    all
}

async fn a_crowd_is_counted_and_every_figure_is_its_list(db: TestDb) {
    let store = db.open().await;
    crowded(&store).await;
    let (set, groups) = (policies(), groups());
    assert_eq!(count(&store, &set, &groups).await, CROWD as u64);
    let expected = judged(&store, &set, &groups).await;
    assert_eq!(expected.len(), CROWD);
    let tally = store.coverage(TENANT).await.unwrap();
    let policies = [None, Some("Pilot".to_owned()), Some("everybody".to_owned()), Some("gone".to_owned())];
    for (policy, figure) in policies.iter().flat_map(|policy| Figure::all().map(move |figure| (policy, figure))) {
        let question = Question { figure, policy: policy.clone() };
        let wanted: Vec<&String> =
            expected.iter().filter(|(_, standing)| question.counts(standing)).map(|(login, _)| login).collect();
        let listed = list(&store, &question, 211).await;
        assert_eq!(listed.iter().map(|judged| &judged.login).collect::<Vec<_>>(), wanted, "{question:?}");
        assert_eq!(tally.count(&question), wanted.len() as u64, "{question:?}");
        for judged in listed {
            assert_eq!(judged.standing, expected[&judged.login], "{}", judged.login);
        }
    }
    // The crowd has everybody in it.
    for class in Class::ALL {
        assert!(expected.values().any(|standing| standing.class == class), "{class:?}");
    }
    for figure in [Figure::NotEnabled, Figure::Registered, Figure::Capable, Figure::NotCapable, Figure::Single] {
        assert!(tally.of(figure) > 0, "{figure:?}");
    }
    // A disabled service is a service; percentages are of people.
    let all: u64 = Class::ALL
        .iter()
        .map(|class| tally.iter().filter(|(s, _)| s.class == *class).map(|(_, n)| n).sum::<u64>())
        .sum();
    assert_eq!((all, tally.of(Figure::All)), (CROWD as u64, CROWD as u64));

    // The day keeps what was counted.
    let days = store.coverage_days(TENANT, (0, "", ""), i64::MAX, 10_000).await.unwrap();
    let of = |policy: &str, figure: Figure| {
        days.iter().find(|(_, p, f, _)| p == policy && f == figure.as_str()).map_or(0, |(_, _, _, n)| *n)
    };
    for figure in Figure::all() {
        assert_eq!(of("", figure), tally.of(figure), "{figure:?}");
        let pilot = Question { figure, policy: Some("Pilot".to_owned()) };
        assert_eq!(of("Pilot", figure), tally.count(&pilot), "{figure:?}");
    }
}

async fn a_count_follows_what_changes_and_only_that(db: TestDb) {
    let store = db.open().await;
    crowded(&store).await;
    let (set, groups) = (policies(), groups());
    count(&store, &set, &groups).await;
    assert_eq!(count(&store, &set, &groups).await, 0, "nothing changed");
    let single = Question::of_all(Figure::Single);
    let before = store.coverage(TENANT).await.unwrap();

    // Methods that rested can be used now.
    db.clock.advance(MINUTE * 2);
    let rested = count(&store, &set, &groups).await;
    let after = store.coverage(TENANT).await.unwrap();
    assert!(after.of(Figure::Capable) > before.of(Figure::Capable));
    assert!(rested >= after.of(Figure::Capable) - before.of(Figure::Capable));
    assert_eq!(after.of(Figure::Registered), before.of(Figure::Registered), "resting ones are registered");

    // Somebody is gone, somebody has another name, a policy changed.
    let gone = crowd::id(8);
    let minute = Duration::from_secs(60);
    let asked = latchkey::store::sync_state::SyncAsk::Now { full: false };
    let run = store.claim_sync(TENANT, asked, minute, minute).await.unwrap().unwrap();
    let mut renamed = crowd::account(12);
    renamed.login = "zzz".to_owned();
    let batch =
        latchkey::store::directory_accounts::SyncBatch { gone: &[gone], accounts: &[renamed], ..Default::default() };
    store.apply_scan(&run, &batch).await.unwrap();
    count(&store, &set, &groups).await;
    let everybody = list(&store, &Question::of_all(Figure::All), 500).await;
    assert_eq!(everybody.len(), CROWD - 1);
    assert!(everybody.iter().all(|judged| judged.id != gone));
    assert_eq!(everybody.last().unwrap().login, "zzz");
    let mut off = policy();
    off.enabled = Enabled::None;
    count(&store, &PolicySet::single(off), &Groups::default()).await;
    let tally = store.coverage(TENANT).await.unwrap();
    assert_eq!((tally.of(Figure::Enabled), tally.count(&single)), (0, 0));
    assert!(list(&store, &single, 50).await.is_empty());
    assert_eq!(tally.of(Figure::All), CROWD as u64 - 1);

    // A group that is not there stops the count, and nobody is taken for excluded or not.
    let failed = Memberships::of_policies(&Groups::default(), &[&set]).await.unwrap_err().to_string();
    assert!(failed.contains("\"Chosen\"") && failed.contains("there is no group"), "{failed}");
}

async fn one_count_at_a_time(db: TestDb) {
    let store = db.open().await;
    scanned(&store, &[crowd::account(1), crowd::account(2)]).await;
    let first = store.claim_coverage(TENANT, MINUTE).await.unwrap().expect("free");
    assert!(store.claim_coverage(TENANT, MINUTE).await.unwrap().is_none(), "held");
    let facts = Facts::default();
    let one = |n: usize| Judged {
        id: crowd::id(n),
        login: crowd::login(n),
        standing: standing(&policies(), &facts, store.now()),
    };
    let mut page = vec![one(1), one(2)];
    page.sort_by_key(|judged| judged.id);
    let start = AccountId(uuid::Uuid::nil());
    store.write_standings(&first, &mut Standings::default(), start, &page).await.unwrap();
    // The node stood still for too long, and another took over.
    db.clock.advance(MINUTE * 2);
    let second = store.claim_coverage(TENANT, MINUTE).await.unwrap().expect("free again");
    let late = store.write_standings(&first, &mut Standings::default(), start, &[]).await.unwrap_err();
    assert!(late.is_conflict(), "{late}");
    assert_eq!(store.coverage(TENANT).await.unwrap().of(Figure::All), 2, "nothing was written late");
    store.write_standings(&second, &mut Standings::default(), start, &page).await.unwrap();
    let counted = Counted { day: 1, scan_at: None, policy_version: 0, took: MINUTE };
    assert!(store.finish_coverage(&first, &counted).await.unwrap_err().is_conflict());
    store.finish_coverage(&second, &counted).await.unwrap();
    let state = store.coverage_state(TENANT).await.unwrap().unwrap();
    assert_eq!((state.accounts, state.day, state.wanted), (2, 1, false));
    store.want_coverage(TENANT).await.unwrap();
    assert!(store.coverage_state(TENANT).await.unwrap().unwrap().wanted);
}

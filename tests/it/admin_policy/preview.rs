//! What a change would do to a crowd.

use std::{sync::Arc, time::Instant};

use latchkey::{
    domain::{
        account::TenantId,
        policy::{document::Scope, effect::Effect},
    },
    flows::admin::policy::{draft, preview},
    store::{
        directory_accounts::SyncBatch,
        policy_previews::PreviewState,
        sync_state::{SyncAsk, SyncRun},
    },
};

use super::{fit, house, id, scan};
use crate::harness::{app::House, crowd};

/// Puts `count` made-up accounts into the scan of a house.
async fn people(house: &House, count: usize) {
    scan(house).await;
    let store = &house.app.core.store;
    let hour = std::time::Duration::from_secs(3600);
    let begun = store.claim_sync(TenantId::DEFAULT, SyncAsk::Now { full: true }, hour, hour).await;
    let run: SyncRun = begun.unwrap().expect("the lease");
    let all: Vec<_> = (0..count).map(crowd::account).collect();
    for accounts in all.chunks(500) {
        store.apply_scan(&run, &SyncBatch { accounts, ..SyncBatch::default() }).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn counts_and_lists_are_those_of_the_standing_of_each() {
    let (house, _) = house().await;
    people(&house, 3_000).await;
    let core = &house.app.core;
    let draft = draft::replace(core, id(1), fit(), None).await.unwrap();
    let groups = Arc::clone(&house.app.groups);
    let begun = preview::standing_of(core, id(1), &draft).await.unwrap();
    let preview::Standing::Begin(job) = begun else { panic!("{begun:?}") };
    preview::run(core.clone(), Arc::clone(&groups), job).await;
    let known = core.store.policy_preview(TenantId::DEFAULT, id(1)).await.unwrap().unwrap();
    assert_eq!(known.state, PreviewState::Done, "{:?}", known.error);
    assert!(known.seen >= 3_000, "{}", known.seen);

    // Only the pilot, with what nobody of the crowd has.
    let mut document = fit();
    document.everybody.enabled = Scope::Selected;
    document.everybody.groups = vec!["Pilot".into()];
    let draft = draft::change(core, id(1), draft.revision, |d| {
        *d = document.clone();
        Some(())
    })
    .await
    .unwrap();
    let begun = preview::standing_of(core, id(1), &draft).await.unwrap();
    let preview::Standing::Begin(job) = begun else { panic!("a new draft has a new preview: {begun:?}") };
    preview::run(core.clone(), groups, job).await;
    let known = core.store.policy_preview(TenantId::DEFAULT, id(1)).await.unwrap().unwrap();
    let counts = known.counts;
    assert_eq!(known.state, PreviewState::Done, "{:?}", known.error);
    // Active people of the crowd, but for services: 3000 less a twentieth, less a hundredth.
    assert!(counts.leaves_scope > 2_700 && counts.leaves_scope < 3_000, "{counts:?}");
    assert!(counts.loses > 0 && counts.loses <= counts.leaves_scope, "{counts:?}");
    assert_eq!((counts.gains, counts.enters_scope, counts.changes_policy), (0, 0, 0), "{counts:?}");
    let (mut listed, mut after) = (0, id(0));
    loop {
        let page = core.store.affected(TenantId::DEFAULT, known.run, Effect::Loses, after, 200).await.unwrap();
        let Some(last) = page.last() else { break };
        assert!(page.iter().all(|row| row.account.login != "pia" && row.reason == Some(13)), "{page:?}");
        after = last.account.id;
        listed += u64::try_from(page.len()).unwrap();
    }
    assert_eq!(listed, counts.loses, "the list holds whom the figure counts");
    assert!(matches!(preview::standing_of(core, id(1), &draft).await.unwrap(), preview::Standing::Known(_)), "kept");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_hundred_thousand_are_counted_in_the_background() {
    let (house, _) = house().await;
    people(&house, 100_000).await;
    let core = &house.app.core;
    let mut document = fit();
    document.everybody.enabled = Scope::Selected;
    document.everybody.groups = vec!["Pilot".into()];
    let draft = draft::replace(core, id(1), document, None).await.unwrap();
    let begun = preview::standing_of(core, id(1), &draft).await.unwrap();
    let preview::Standing::Begin(job) = begun else { panic!("{begun:?}") };
    let started = Instant::now();
    preview::run(core.clone(), Arc::clone(&house.app.groups), job).await;
    let taken = started.elapsed();
    let known = core.store.policy_preview(TenantId::DEFAULT, id(1)).await.unwrap().unwrap();
    assert_eq!(known.state, PreviewState::Done, "{:?}", known.error);
    assert!(known.counts.leaves_scope > 90_000, "{:?}", known.counts);
    let rows = house.number("SELECT COUNT(*) FROM policy_preview_rows WHERE effect = 'leaves-scope'").await;
    assert_eq!(rows, i64::try_from(preview::LIST_MOST).unwrap(), "lists end, counts do not");
    println!("100,000 accounts under two policies: {taken:?}");
    assert!(taken.as_secs() < 60, "{taken:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn without_a_scan_the_preview_says_so_and_a_group_that_is_gone_is_told() {
    let (house, mut client) = house().await;
    let core = &house.app.core;
    let account = {
        let page = client.get("/admin/policy/edit/everybody").await;
        let page = super::press(&mut client, &page, ("do", "preview"), &[("reconfirm-days", "90")]).await;
        assert_eq!(page.url.path(), "/admin/policy/preview");
        assert!(page.text().contains("The directory was not read yet"), "{}", page.text());
        assert!(page.text().contains("180 90") && page.body.contains("name=\"comment\""), "{}", page.text());
        house.texts("SELECT hex(account_id) FROM policy_drafts").await.remove(0)
    };
    let account = latchkey::domain::account::AccountId(uuid::Uuid::parse_str(&account).unwrap());
    scan(&house).await;
    let mut draft = draft::open(core, account).await.unwrap();
    draft.document.everybody.except_groups = vec!["No such group".into()];
    let draft = draft::replace(core, account, draft.document, None).await.unwrap();
    let begun = preview::standing_of(core, account, &draft).await.unwrap();
    let preview::Standing::Begin(job) = begun else { panic!("{begun:?}") };
    preview::run(core.clone(), Arc::clone(&house.app.groups), job).await;
    let known = core.store.policy_preview(TenantId::DEFAULT, account).await.unwrap().unwrap();
    assert_eq!(known.state, PreviewState::Failed);
    assert!(known.error.unwrap().contains("No such group"));
    let page = client.get("/admin/policy/preview").await;
    assert!(page.text().contains("has no group “ No such group ”"), "{}", page.text());
    assert!(!page.body.contains("name=\"comment\""), "it can not be saved so");
}

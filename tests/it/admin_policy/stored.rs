//! Versions, drafts and previews in both databases.

use std::{sync::Arc, time::Duration};

use latchkey::{
    domain::{account::TenantId, policy::Document, policy::effect::Counts, policy::effect::Effect},
    store::{Store, StoreError, policies::NewPolicyVersion, policy_drafts::PolicyDraft, policy_previews::PreviewState},
};
use tokio::{sync::Barrier, task::JoinSet};

use super::{fit, id};
use crate::store::dbs::{TestDb, on_both};

const TENANT: TenantId = TenantId::DEFAULT;

on_both!(
    a_version_comes_back_as_it_was_saved,
    of_many_who_save_at_once_one_wins_and_the_others_are_told,
    versions_are_listed_newest_first_page_by_page,
    a_draft_is_each_administrators_own_and_counts_its_changes,
    a_preview_gives_way_to_the_next_and_is_forgotten,
);

async fn save(store: &Store, base: i64, document: &Document, comment: &str) -> Result<i64, StoreError> {
    let mut tx = store.begin().await.unwrap();
    let new = NewPolicyVersion {
        tenant: TENANT,
        base,
        document,
        account: Some(id(1)),
        author: "Olga Owner",
        comment,
        undo_of: (base == 2).then_some(1),
    };
    let version = tx.add_policy_version(&new).await?;
    tx.commit().await.unwrap();
    Ok(version)
}

async fn a_version_comes_back_as_it_was_saved(db: TestDb) {
    let store = db.open().await;
    assert!(store.current_policy(TENANT).await.unwrap().is_none());
    assert_eq!(store.current_policy_version(TENANT).await.unwrap(), 0);
    let mut document = fit();
    assert_eq!(save(&store, 0, &document, "first").await.unwrap(), 1);
    document.everybody.reconfirm_days = 90;
    document.policies.push(super::bound("Pilot", "Pilot"));
    document.shared.banned_words = vec!["contoso".into()];
    assert_eq!(save(&store, 1, &document, "second").await.unwrap(), 2);
    assert_eq!(store.current_policy(TENANT).await.unwrap(), Some((2, document.clone())));
    let (head, read) = store.policy_version(TENANT, 2).await.unwrap().unwrap();
    assert_eq!(read, document);
    assert_eq!((head.author.as_str(), head.comment.as_str(), head.account), ("Olga Owner", "second", Some(id(1))));
    assert!(store.policy_version(TENANT, 3).await.unwrap().is_none());
    let raw = db.raw().await;
    let sealed = raw.blob("SELECT sealed FROM policy_versions WHERE version = 2").await;
    assert!(!sealed.windows(4).any(|bytes| bytes == b"Olga"), "who saved it is sealed");
}

async fn of_many_who_save_at_once_one_wins_and_the_others_are_told(db: TestDb) {
    let store = db.open().await;
    let gate = Arc::new(Barrier::new(20));
    let mut tasks = JoinSet::new();
    for n in 0..20_u16 {
        let (store, gate) = (store.clone(), Arc::clone(&gate));
        tasks.spawn(async move {
            let mut document = fit();
            document.everybody.reconfirm_days = n;
            gate.wait().await;
            save(&store, 0, &document, "at once").await
        });
    }
    let (mut won, mut told) = (0, 0);
    for outcome in tasks.join_all().await {
        match outcome {
            Ok(1) => won += 1,
            Err(StoreError::Conflict) => told += 1,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!((won, told), (1, 19));
    assert!(matches!(save(&store, 5, &fit(), "from nowhere").await, Err(StoreError::Conflict)));
}

async fn versions_are_listed_newest_first_page_by_page(db: TestDb) {
    let store = db.open().await;
    for base in 0..7 {
        save(&store, base, &fit(), &format!("number {}", base + 1)).await.unwrap();
    }
    let page = |before| store.policy_versions(TENANT, before, 3);
    let numbers = |page: Vec<latchkey::store::policies::PolicyVersion>| {
        page.into_iter().map(|version| version.version).collect::<Vec<_>>()
    };
    let first = page(None).await.unwrap();
    assert_eq!(first[0].comment, "number 7");
    assert_eq!(first.iter().find(|v| v.version == 3).map(|v| v.undo_of), None);
    assert_eq!(numbers(first), [7, 6, 5]);
    let second = page(Some(5)).await.unwrap();
    assert_eq!(second[1].undo_of, Some(1), "version 3 brought 1 back");
    assert_eq!(numbers(second), [4, 3, 2]);
    assert_eq!(numbers(page(Some(2)).await.unwrap()), [1]);
    assert!(page(Some(1)).await.unwrap().is_empty());
}

async fn a_draft_is_each_administrators_own_and_counts_its_changes(db: TestDb) {
    let store = db.open().await;
    let draft = PolicyDraft { base: 0, undo_of: None, revision: 0, document: fit(), updated_at: store.now() };
    let keep = async |draft: &PolicyDraft| {
        let mut tx = store.begin().await.unwrap();
        let kept = tx.keep_policy_draft(TENANT, id(1), draft).await;
        tx.commit().await.unwrap();
        kept
    };
    assert_eq!(keep(&draft).await.unwrap(), 1);
    assert!(matches!(keep(&draft).await, Err(StoreError::Conflict)), "there is one already");
    let second = PolicyDraft { revision: 1, undo_of: Some(4), ..draft.clone() };
    assert_eq!(keep(&second).await.unwrap(), 2);
    assert!(matches!(keep(&second).await, Err(StoreError::Conflict)), "changed in another window");
    let read = store.policy_draft(TENANT, id(1)).await.unwrap().unwrap();
    assert_eq!((read.revision, read.undo_of, read.document), (2, Some(4), fit()));
    assert!(store.policy_draft(TENANT, id(2)).await.unwrap().is_none());
    db.clock.advance(Duration::from_secs(31 * 24 * 3600));
    store.purge(store.now()).await.unwrap();
    assert!(store.policy_draft(TENANT, id(1)).await.unwrap().is_none());
}

async fn a_preview_gives_way_to_the_next_and_is_forgotten(db: TestDb) {
    let store = db.open().await;
    let begin = async || {
        let mut tx = store.begin().await.unwrap();
        let run = tx.begin_preview(TENANT, id(1), b"digest").await.unwrap();
        tx.commit().await.unwrap();
        run
    };
    let counts = Counts { loses: 2, ..Counts::default() };
    let note = async |run, found: &[_]| {
        let mut tx = store.begin().await.unwrap();
        let noted = tx.note_preview(run, PreviewState::Running, (5, &counts, None), found).await;
        tx.commit().await.unwrap();
        noted
    };
    let first = begin().await;
    let rows: Vec<_> = (0..500).map(|n| (Effect::Loses, id(n), Some(13))).collect();
    note(first, &rows).await.unwrap();
    note(first, &rows[..3]).await.unwrap();
    let rows_kept = async || {
        let counts = store.row_counts().await.unwrap();
        counts.into_iter().find(|(name, _)| name == "policy_preview_rows").unwrap().1
    };
    assert_eq!(rows_kept().await, 500);
    let read = store.policy_preview(TENANT, id(1)).await.unwrap().unwrap();
    assert_eq!((read.state, read.seen, read.counts.loses), (PreviewState::Running, 5, 2));
    let second = begin().await;
    assert_eq!(rows_kept().await, 0, "its rows went with it");
    assert!(matches!(note(first, &rows).await, Err(StoreError::Conflict)), "the first may stop");
    note(second, &rows[..1]).await.unwrap();
    db.clock.advance(Duration::from_secs(25 * 3600));
    store.purge(store.now()).await.unwrap();
    assert!(store.policy_preview(TENANT, id(1)).await.unwrap().is_none());
    assert_eq!(rows_kept().await, 0);
}

//! Roles for one part of the directory in the database, on both: what is the same, what is refused, what comes from before.

use std::collections::BTreeSet;

use latchkey::{
    domain::{account::TenantId, dn::Place, role::Role},
    store::{Store, role_bindings::Removal},
};
use sqlx::migrate::Migrator;

use crate::store::dbs::{Raw, TestDb, on_both};

const TENANT: TenantId = TenantId::DEFAULT;

fn place(name: &str) -> Place {
    Place::parse(name).unwrap()
}

async fn bind(store: &Store, role: Role, group: &str, scope: Option<&Place>) -> Option<bool> {
    let mut tx = store.begin().await.unwrap();
    let bound = tx.bind_role(TENANT, role, group, scope).await.ok();
    if bound.is_some() {
        tx.commit().await.unwrap();
    }
    bound
}

async fn unbind(store: &Store, role: Role, group: &str, scope: Option<&Place>) -> Removal {
    let mut tx = store.begin().await.unwrap();
    let removal = tx.unbind_role(TENANT, (role, group), scope, &BTreeSet::new()).await.unwrap();
    tx.commit().await.unwrap();
    removal
}

async fn all(store: &Store) -> Vec<(Role, String, Option<String>)> {
    let all = store.role_bindings(TENANT).await.unwrap();
    all.into_iter().map(|b| (b.role, b.group, b.scope.map(|place| place.as_str().to_owned()))).collect()
}

async fn r140_a_role_is_given_once_for_each_part(db: TestDb) {
    let store = db.open().await;
    let (paris, lyon) = (place("OU=Paris,DC=contoso,DC=test"), place("OU=Lyon,DC=contoso,DC=test"));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", Some(&paris)).await, Some(true));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", Some(&place("ou=PARIS, dc=contoso,dc=test"))).await, Some(false));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", Some(&lyon)).await, Some(true));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", None).await, Some(true));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", None).await, Some(false));
    let desk = |scope: Option<&str>| (Role::HelpDesk, "desk".to_owned(), scope.map(str::to_owned));
    assert_eq!(all(&store).await, [desk(None), desk(Some(lyon.as_str())), desk(Some(paris.as_str()))]);
    // The database itself refuses a limit for another role.
    for role in [Role::Owner, Role::PolicyAdmin, Role::Auditor] {
        assert_eq!(bind(&store, role, "desk", Some(&paris)).await, None, "{role}");
    }
    assert_eq!(
        unbind(&store, Role::HelpDesk, "desk", Some(&place("OU=Nice,DC=contoso,DC=test"))).await,
        Removal::Missing
    );
    assert_eq!(
        unbind(&store, Role::HelpDesk, "desk", Some(&place("OU=lyon, DC=contoso, DC=test"))).await,
        Removal::Removed
    );
    assert_eq!(unbind(&store, Role::HelpDesk, "desk", None).await, Removal::Removed);
    assert_eq!(all(&store).await, [desk(Some(paris.as_str()))]);
    // The last owners stay, and who is limited is none.
    assert_eq!(bind(&store, Role::Owner, "owners", None).await, Some(true));
    assert_eq!(unbind(&store, Role::Owner, "owners", None).await, Removal::LastOwner);
    assert_eq!(unbind(&store, Role::Owner, "nobody", None).await, Removal::Missing);
    // A limit that can not be read is never no limit.
    db.raw().await.run("UPDATE role_bindings SET scope = 'Paris' WHERE scope <> ''").await;
    assert!(store.role_bindings(TENANT).await.is_err());
}

/// Brings an empty database to the form before roles had a limit.
async fn before(db: &TestDb) {
    let kind = if db.file.is_some() { "sqlite" } else { "postgres" };
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("migrations").join(kind);
    let mut steps = Migrator::new(folder).await.unwrap();
    steps.migrations = steps.migrations.iter().filter(|step| step.version < 18).cloned().collect::<Vec<_>>().into();
    if let Some(file) = &db.file {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, b"").unwrap();
    }
    match db.raw().await {
        Raw::Sqlite(pool) => steps.run(&pool).await.unwrap(),
        Raw::Postgres(pool) => steps.run(&pool).await.unwrap(),
    }
}

async fn r140_roles_from_before_stay_for_everybody(db: TestDb) {
    before(&db).await;
    let raw = db.raw().await;
    let id = raw.id(TENANT.0);
    for (role, group) in [("owner", "owners"), ("help-desk", "desk"), ("auditor", "desk")] {
        let row = format!("({id}, '{role}', '{group}', 7)");
        raw.run(format!("INSERT INTO role_bindings (tenant, role, group_name, created_at) VALUES {row}")).await;
    }
    let store = db.open().await;
    let role = |role, group: &str| (role, group.to_owned(), None);
    let wanted = [role(Role::Owner, "owners"), role(Role::HelpDesk, "desk"), role(Role::Auditor, "desk")];
    assert_eq!(all(&store).await, wanted);
    assert_eq!(bind(&store, Role::HelpDesk, "desk", None).await, Some(false));
    assert_eq!(bind(&store, Role::HelpDesk, "desk", Some(&place("OU=Paris,DC=x"))).await, Some(true));
    db.raw().await.assert_sound().await;
}

on_both!(r140_a_role_is_given_once_for_each_part, r140_roles_from_before_stay_for_everybody);

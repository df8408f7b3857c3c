//! What people type is a value to the database, whatever it looks like (R103).

use latchkey::{domain::role::Role, store::sync_state::SyncAsk};
use tokio_util::sync::CancellationToken;

use super::{house, on_postgres};
use crate::harness::{app::NEW, http::Client};

/// What looks like a statement, a pattern or an escape.
const HOSTILE: [&str; 9] = [
    "' OR '1'='1",
    "zed' --",
    "'; DROP TABLE people; --",
    "x' UNION SELECT login FROM directory_accounts --",
    "%",
    "_____",
    "\\",
    "\"",
    "$1",
];

/// Addresses that read something by what stands behind them.
const READ: [&str; 13] = [
    "/admin/people?q=",
    "/admin/people?q=zzz&after=",
    "/admin/audit?who=",
    "/admin/audit?support=",
    "/admin/audit?kind=",
    "/admin/audit?from=",
    "/admin/audit?before=",
    "/admin/requests?after=",
    "/admin/alarms?before=",
    "/admin/directory?before=",
    "/admin/reports/people?figure=",
    "/admin/reports/journeys?result=",
    "/admin/roles/add?find=",
];

/// Posts `text` in every field of the form at `path` that takes one.
async fn typed(stranger: &mut Client, path: &str, text: &str) {
    let page = stranger.get(path).await;
    let values = [("login", text), ("password", text), ("old", text), ("new", NEW)];
    let fields: Vec<(&str, &str)> = values.into_iter().filter(|(name, _)| page.field(name).is_some()).collect();
    assert!(fields.iter().any(|(name, _)| *name == "login"), "{path}: {}", page.text());
    let answer = stranger.submit_once(&page, &fields).await;
    assert!(answer.status.as_u16() < 500, "{path} {text}: {} {}", answer.status, answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r103_what_looks_like_sql_is_a_value_everywhere() {
    for house in [house().await, on_postgres().await] {
        house.person("alice").await;
        let mut owner = house.admin("olga", Some(Role::Owner)).await;
        house.app.sync().once(SyncAsk::Now { full: true }, &CancellationToken::new()).await.expect("a scan");
        assert!(owner.get("/admin/people?q=alice").await.text().contains("alice Example"), "the search finds");
        let tables = house.row_counts().await;
        for (n, text) in HOSTILE.into_iter().enumerate() {
            let value: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            for path in READ {
                let page = owner.get(&format!("{path}{value}")).await;
                assert!(page.status.as_u16() < 500, "{path}{text}: {} {}", page.status, page.text());
                // What holds no letter asks for everybody.
                let everybody = path == READ[0] && !text.contains(char::is_alphanumeric);
                assert_eq!(page.text().contains("alice Example"), everybody, "{path}{text}: {}", page.text());
            }
            // A wrong password takes its time.
            let form = ["/reset", "/sign-in", "/admin/sign-in", "/change"][n % 4];
            typed(&mut house.client(), form, text).await;
            house.drain().await;
        }
        let after = house.row_counts().await;
        assert_eq!(tables.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
        for table in ["directory_accounts", "embedded_accounts", "role_bindings", "methods"] {
            assert_eq!(tables[table], after[table], "{table}");
        }
    }
}

//! What every answer of the whole portal says that it is.

use latchkey::{
    domain::role::Role,
    web::{routes::Verb, table},
};
use reqwest::Method;
use serde_json::Value;

use crate::{
    devices,
    harness::{
        app::House,
        http::{Client, Page},
    },
};

/// The type of an answer with a body, with its characters where it is text; what is JSON is UTF-8 (RFC 8259).
fn check(page: &Page, who: &str, path: &str) {
    let kind = page.header("content-type");
    if page.body.is_empty() {
        return;
    }
    let text = kind.ends_with("; charset=utf-8");
    let other = ["application/json", "application/problem+json", "image/svg+xml", "image/x-icon"].contains(&kind);
    assert!(text || other, "{who} {path}: {} {kind:?}: {}", page.status, page.body);
    assert_eq!(page.header("x-content-type-options"), "nosniff", "{who} {path}");
    if kind == "application/problem+json" {
        let problem: Value = serde_json::from_str(&page.body).unwrap();
        let known = ["type", "title", "status", "detail", "instance"];
        let fields = problem.as_object().unwrap().keys();
        assert!(fields.into_iter().all(|field| known.contains(&field.as_str())), "{who} {path}: {problem}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r82_every_answer_with_a_body_names_its_type_and_its_characters() {
    let house = House::under(devices::policy()).await;
    let id = house.person("alice").await;
    let owner = house.admin("olga", Some(Role::Owner)).await;
    let mut who: [(&str, Client); 3] =
        [("nobody", house.client()), ("alice", devices::client(&house, id).await), ("olga", owner)];
    let (mut bodies, mut types) = (0, std::collections::BTreeSet::new());
    for entry in table::table(false).entries() {
        // Parts of a path: a row, a name, a token that is none.
        let path = entry.pattern.replace(['{', '}'], "");
        for (name, client) in &mut who {
            let page = match entry.verb {
                Verb::Read => client.send(Method::GET, &path, None, "none").await,
                // Without a token nothing is done: the answer is a page too.
                Verb::Post => client.post_once(&path, &[("csrf", "none")]).await,
            };
            check(&page, name, &path);
            bodies += usize::from(!page.body.is_empty());
            types.insert(page.header("content-type").to_owned());
        }
    }
    for path in ["/nothing", "/assets/nothing.css", "/security-info/add/nothing", "/admin/nothing"] {
        for (name, client) in &mut who {
            check(&client.send(Method::GET, path, None, "none").await, name, path);
        }
    }
    assert!(bodies > 200 && types.len() >= 3, "{bodies} {types:?}");
}

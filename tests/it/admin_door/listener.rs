//! The console on a listener of its own (R146).

use latchkey::domain::role::Role;
use reqwest::Method;

use super::{code, give_app, policy, sign_in};
use crate::{
    harness::{
        app::{House, OLD, Options},
        http::Client,
        postgres::free_port,
    },
    reset::canonical,
};

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r146_on_its_own_listener_it_is_nowhere_else_and_nothing_else_is_there() {
    let port = free_port();
    let own = format!("http://127.0.0.1:{port}");
    let config = format!("[admin]\nlisten = \"127.0.0.1:{port}\"\npublic_url = \"{own}\"\n");
    let house = House::with(Options { config, policy: policy(), ..Options::default() }).await;
    let id = house.person("olga").await;
    house.role_group(Role::Owner, &[id]).await;
    let seed = give_app(&house, id).await;

    // For people, it is an address like any that is not there, whatever the method.
    let mut client = house.client();
    client.cookies.insert("ra".into(), house.console_session(id, true).await.expose().to_owned());
    let mut answers = std::collections::BTreeSet::new();
    for path in ["/nothing", "/admin", "/admin/sign-in", "/admin/prove", "/admin/roles", "/admin/setup"] {
        let page = client.send(Method::GET, path, None, "none").await;
        assert_eq!(page.status, 404, "{path}");
        answers.insert(canonical(&page).replacen(&format!(" {path}\n"), " -\n", 1));
        let page = client.post_once(path, &[("login", "olga")]).await;
        assert_eq!(page.status, 404, "{path}");
    }
    assert_eq!(answers.len(), 1, "{answers:#?}");

    // The whole way in, at its own address; people's pages are not there.
    let mut admin = Client::new(&own);
    let page = sign_in(&mut admin, "olga", OLD).await;
    let page = admin.submit(&page, &[("code", &code(&house, &seed))]).await;
    assert_eq!((page.url.path(), page.url.port()), ("/admin", Some(port)), "{}", page.text());
    assert_eq!(admin.get("/").await.url.path(), "/admin");
    for path in ["/reset", "/sign-in", "/security-info", "/change", "/how", "/help", "/api/v1/registration"] {
        let page = admin.send(Method::GET, path, None, "none").await;
        assert_eq!(page.status, 404, "{path}");
        for link in ["href=\"/\"", "href=\"/help\"", "href=\"/reset\""] {
            assert!(!page.body.contains(link), "{path}: {link} leads nowhere");
        }
    }
    let style = page.body.split("href=\"/assets/").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(admin.get(&format!("/assets/{style}")).await.status, 200);
    // Another host is none of ours there either.
    let mut stranger = Client::new(&own);
    stranger.headers.insert("Host".into(), house.url.trim_start_matches("http://").to_owned());
    assert_eq!(stranger.send(Method::GET, "/admin", None, "none").await.status, 421);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn r146_switched_off_it_is_nowhere() {
    let config = "[admin]\nenabled = false\n".to_owned();
    let house = House::with(Options { config, policy: policy(), ..Options::default() }).await;
    let mut client = house.client();
    for path in ["/admin", "/admin/sign-in", "/admin/setup"] {
        assert_eq!(client.get(path).await.status, 404, "{path}");
    }
    assert_eq!(client.get("/").await.status, 200);
}

use std::collections::HashSet;

use super::harness::{Portal, table};
use latchkey::web::routes::Verb;

const OURS: &str = "Sec-Fetch-Site: same-origin\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn r61_r62_a_form_needs_our_origin_and_its_own_token() {
    let portal = Portal::start().await;
    let shown = portal.get("/form", "").await;
    let (cookie, token) = (format!("Cookie: {}\r\n", shown.cookie()), shown.token());
    let other = portal.get("/form", "").await;
    let body = format!("csrf={token}&login=alice");
    let refused = [
        ("no token", format!("{OURS}{cookie}"), "login=alice".to_owned()),
        ("other session's token", format!("{OURS}{cookie}"), format!("csrf={}&login=alice", other.token())),
        ("no cookie", OURS.to_owned(), body.clone()),
        ("other cookie", format!("{OURS}Cookie: {}\r\n", other.cookie()), body.clone()),
        ("cookie twice", format!("{OURS}{cookie}{cookie}"), body.clone()),
        ("cross-site", format!("Sec-Fetch-Site: cross-site\r\n{cookie}"), body.clone()),
        ("same-site", format!("Sec-Fetch-Site: same-site\r\n{cookie}"), body.clone()),
        ("null origin", format!("Origin: null\r\n{cookie}"), body.clone()),
        ("foreign origin", format!("Origin: https://evil.example\r\n{cookie}"), body.clone()),
        ("neither", cookie.clone(), body.clone()),
    ];
    for (name, headers, body) in refused {
        assert_eq!(portal.post(&headers, &body).await.status, 403, "{name}");
    }
    let answer = portal.send("GET", &format!("/form?{body}"), &cookie, "").await;
    assert_eq!(answer.status, 200, "a GET shows, and does nothing");
    assert_eq!(portal.posts(), 0);
    for headers in [
        OURS,
        "Sec-Fetch-Site: none\r\n",
        "Origin: https://pw.example.org\r\n",
        "Referer: https://pw.example.org/form\r\n",
    ] {
        let answer = portal.post(&format!("{headers}{cookie}"), &body).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/form")), "{headers}");
    }
    assert_eq!(portal.posts(), 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn r61_every_posting_route_refuses_a_post_without_a_token() {
    let portal = Portal::start().await;
    let entries = table();
    let posts: Vec<_> = entries.entries().iter().filter(|entry| entry.verb == Verb::Post).collect();
    assert_eq!(
        posts.iter().filter(|entry| !entry.needs_csrf).map(|entry| entry.pattern).collect::<Vec<_>>(),
        ["/csp-report"]
    );
    for entry in posts.iter().filter(|entry| entry.needs_csrf) {
        let headers = format!("{OURS}Content-Type: application/x-www-form-urlencoded\r\n");
        let answer = portal.send("POST", entry.pattern, &headers, "login=a").await;
        assert_eq!(answer.status, 403, "{}", entry.pattern);
    }
    assert_eq!(portal.posts(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn r57_r58_invented_ids_are_never_adopted_and_tabs_share_one() {
    let portal = Portal::start().await;
    let mut issued = HashSet::new();
    for number in 0..200 {
        let invented = format!("{number:0>43}");
        let answer = portal.get("/form", &format!("Cookie: __Host-rs={invented}\r\n")).await;
        let set = answer.header("set-cookie").expect("a new cookie");
        assert!(!set.contains(&invented));
        let value = set
            .strip_prefix("__Host-rs=")
            .unwrap()
            .strip_suffix("; HttpOnly; SameSite=Strict; Secure; Path=/")
            .unwrap();
        assert_eq!(value.len(), 43);
        assert!(issued.insert(value.to_owned()));
    }
    let first = portal.get("/form", "").await;
    let second = portal.get("/form", &format!("Cookie: {}\r\n", first.cookie())).await;
    assert_eq!(second.header("set-cookie"), None, "the second tab keeps the cookie of the first");
    assert_ne!(first.token(), second.token());
    for token in [first.token(), second.token()] {
        let answer =
            portal.post(&format!("{OURS}Cookie: {}\r\n", first.cookie()), &format!("csrf={token}&login=a")).await;
        assert_eq!(answer.status, 303);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r90_no_compression_and_another_token_in_every_answer() {
    let portal = Portal::start().await;
    let cookie = format!("Cookie: {}\r\nAccept-Encoding: gzip, br, zstd\r\n", portal.get("/form", "").await.cookie());
    let mut tokens = HashSet::new();
    for _ in 0..20 {
        let answer = portal.get("/form", &cookie).await;
        assert_eq!(answer.header("content-encoding"), None);
        assert!(tokens.insert(answer.token()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r92_what_is_not_a_plain_form_is_refused() {
    let portal = Portal::start().await;
    let shown = portal.get("/form", "").await;
    let headers = format!("{OURS}Cookie: {}\r\n", shown.cookie());
    let token = shown.token();
    for fields in [
        "login=a&login=b",
        "login[]=a",
        "login%5B%5D=a",
        "login=%",
        "login=%ff",
        "login=%00",
        "login=a&admin=1",
        "",
        "csrf=x",
    ] {
        let answer = portal.post(&headers, &format!("csrf={token}&{fields}")).await;
        assert_eq!(answer.status, 400, "{fields}");
    }
    for content_type in [
        "application/json",
        "text/plain",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=utf-7",
        "",
    ] {
        let all = format!("{headers}Content-Type: {content_type}\r\n");
        let answer = portal.send("POST", "/form", &all, &format!("csrf={token}&login=a")).await;
        assert_eq!(answer.status, 400, "{content_type}");
    }
    assert_eq!(portal.posts(), 0);
}

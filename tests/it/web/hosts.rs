use super::harness::{Answer, HOST, Portal, raw, settings};

#[tokio::test(flavor = "multi_thread")]
async fn r83_r84_foreign_hosts_get_a_constant_page_and_nothing_happens() {
    let portal = Portal::start().await;
    let mut pages = std::collections::HashSet::new();
    for host in [
        "evil.example",
        "pw.example.org:8443",
        "pw.example.org.evil.example",
        "evil.example@pw.example.org",
        "127.0.0.1",
        "",
        "pw.example.org,evil.example",
    ] {
        let text = format!("GET /smuggled HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        let answer = Answer::parse(&raw(portal.addr, text.as_bytes()).await);
        assert_eq!(answer.status, 421, "{host}");
        assert!(!answer.body.contains("evil"));
        assert_eq!(answer.header("set-cookie"), None);
        pages.insert(answer.body.split(' ').filter(|word| word.len() != 10).collect::<Vec<_>>().join(" "));
    }
    assert_eq!(pages.len(), 1, "the page is the same for all: {pages:?}");
    for request in [
        format!("GET http://evil.example/smuggled HTTP/1.1\r\nHost: {HOST}\r\n\r\n"),
        format!("GET /smuggled HTTP/1.1\r\nHost: {HOST}\r\nHost: evil.example\r\n\r\n"),
    ] {
        assert_eq!(Answer::parse(&raw(portal.addr, request.as_bytes()).await).status, 400);
    }
    assert_eq!(portal.smuggled(), 0);
    // Other headers that name a host are not looked at.
    for header in ["X-Forwarded-Host: evil.example", "Forwarded: host=evil.example", "X-Host: evil.example"] {
        let answer = portal.get("/.well-known/change-password", &format!("{header}\r\n")).await;
        assert_eq!((answer.status, answer.header("location")), (303, Some("/change")), "{header}");
        assert!(!format!("{answer:?}").contains("evil"), "{header}");
    }
    for host in ["PW.example.org", "pw.example.org:443", "second.example.org"] {
        let text = format!("GET /form HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        assert_eq!(Answer::parse(&raw(portal.addr, text.as_bytes()).await).status, 200, "{host}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r85_the_client_s_address_is_not_the_client_s_to_choose() {
    let portal = Portal::with(settings(), 20).await;
    let mut refused = 0;
    for number in 0..50 {
        let answer = portal.get("/whoami", &format!("X-Forwarded-For: 198.51.100.{number}\r\n")).await;
        refused += usize::from(answer.status == 429);
    }
    assert_eq!(refused, 30);
    assert!(portal.deeds.clients.lock().unwrap().iter().all(|address| address == "127.0.0.1"));

    let mut settings = settings();
    settings.trusted_proxies = vec!["127.0.0.0/8".parse().unwrap()];
    let portal = Portal::with(settings, 20).await;
    for number in 0..50 {
        let header = format!("X-Forwarded-For: 6.6.6.6, 198.51.100.{number}\r\n");
        assert_eq!(portal.get("/whoami", &header).await.status, 200, "each client has its own budget");
    }
    assert_eq!(portal.get("/whoami", "X-Forwarded-For: not an address\r\n").await.status, 200);
    let clients = portal.deeds.clients.lock().unwrap();
    assert_eq!((clients[7].as_str(), clients[50].as_str()), ("198.51.100.7", "127.0.0.1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r86_r80_only_listed_methods() {
    let portal = Portal::start().await;
    for (path, allow) in [
        ("/form", "GET, HEAD, POST"),
        ("/robots.txt", "GET, HEAD"),
        ("/csp-report", "POST"),
        ("/none", "GET, HEAD, POST"),
    ] {
        for method in ["PUT", "DELETE", "PATCH", "TRACE", "TRACK", "OPTIONS", "PROPFIND", "get"] {
            let answer = portal.send(method, path, "", "").await;
            assert_eq!((answer.status, answer.header("allow")), (405, Some(allow)), "{method} {path}");
        }
        let preflight = "Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\n";
        let answer = portal.send("OPTIONS", path, preflight, "").await;
        assert_eq!((answer.status, answer.header("access-control-allow-origin")), (403, None), "{path}");
    }
    let answer = portal.send("POST", "/robots.txt", "Sec-Fetch-Site: same-origin\r\n", "").await;
    assert_eq!((answer.status, answer.header("allow")), (405, Some("GET, HEAD")));
}

#[tokio::test(flavor = "multi_thread")]
async fn r174_plain_http_only_points_to_https() {
    let portal = Portal::start().await;
    let ask = async |line: &str| {
        let text = format!("{line} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
        Answer::parse(&raw(portal.redirect, text.as_bytes()).await)
    };
    let home = ask("GET /").await;
    assert_eq!((home.status, home.header("location")), (308, Some("https://pw.example.org/")));
    assert_eq!(ask("GET /form").await.status, 404);
    assert_eq!(ask("POST /").await.status, 403);
    assert_eq!(ask("POST /form").await.status, 403);
    let text = "GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n";
    assert_eq!(Answer::parse(&raw(portal.redirect, text.as_bytes()).await).status, 421);
}

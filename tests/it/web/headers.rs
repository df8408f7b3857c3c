use super::harness::{Answer, HOST, Portal, raw, settings};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'; upgrade-insecure-requests; report-to csp; report-uri /csp-report";
const PERMISSIONS: &str = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), otp-credentials=(self), publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)";

fn has_the_set(answer: &Answer, what: &str) {
    for (name, value) in [
        ("content-security-policy", CSP),
        ("reporting-endpoints", "csp=\"/csp-report\""),
        ("strict-transport-security", "max-age=63072000; includeSubDomains"),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "no-referrer"),
        ("x-frame-options", "DENY"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("permissions-policy", PERMISSIONS),
        ("x-robots-tag", "noindex, nofollow"),
    ] {
        assert_eq!(answer.header(name), Some(value), "{name} on {what}");
    }
    for absent in ["server", "x-powered-by", "access-control-allow-origin", "etag", "last-modified", "content-encoding"]
    {
        assert_eq!(answer.header(absent), None, "{absent} on {what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r72_r77_every_kind_of_answer_has_the_header_set() {
    let portal = Portal::with(settings(), 30).await;
    let host = format!("Host: {HOST}\r\nConnection: close\r\n");
    let long = "a".repeat(5000);
    let many = format!("X: {}\r\n", "b".repeat(17_000));
    let cases = [
        (200, format!("GET /form HTTP/1.1\r\n{host}\r\n")),
        (200, format!("HEAD /form HTTP/1.1\r\n{host}\r\n")),
        (303, format!("GET /.well-known/change-password HTTP/1.1\r\n{host}\r\n")),
        (404, format!("GET /nothing HTTP/1.1\r\n{host}\r\n")),
        (404, format!("GET /assets/site.css HTTP/1.1\r\n{host}\r\n")),
        (405, format!("PUT /form HTTP/1.1\r\n{host}\r\n")),
        (403, format!("POST /form HTTP/1.1\r\n{host}\r\n")),
        (413, format!("POST /form HTTP/1.1\r\n{host}Content-Length: 20000\r\n\r\n")),
        (421, "GET /form HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned()),
        (500, format!("GET /leak HTTP/1.1\r\n{host}\r\n")),
        (500, format!("GET /panic HTTP/1.1\r\n{host}\r\n")),
        (400, "nonsense\r\n\r\n".to_owned()),
        (411, format!("POST /form HTTP/1.1\r\n{host}Transfer-Encoding: chunked\r\n\r\n")),
        (414, format!("GET /{long} HTTP/1.1\r\n{host}\r\n")),
        (431, format!("GET / HTTP/1.1\r\n{host}{many}\r\n")),
        (405, "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n".to_owned()),
    ];
    for (status, request) in cases {
        let what = request.lines().next().unwrap().chars().take(60).collect::<String>();
        let answer = Answer::parse(&raw(portal.addr, request.as_bytes()).await);
        assert_eq!(answer.status, status, "{what}: {answer:?}");
        has_the_set(&answer, &what);
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{what}");
        if status >= 400 {
            assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{what}");
            assert!(answer.body.contains(&format!("problem {status} ")), "{what}: {}", answer.body);
        }
    }
    let mut last = portal.get("/form", "").await;
    for _ in 0..30 {
        last = portal.get("/form", "").await;
    }
    assert_eq!(last.status, 429);
    assert_eq!(last.header("retry-after"), Some("2"));
    has_the_set(&last, "429");
}

#[tokio::test(flavor = "multi_thread")]
async fn r77_assets_are_immutable_and_right_typed() {
    let portal = Portal::start().await;
    let answer = portal.get("/assets/site.3f2a.css", "Accept-Encoding: gzip, br\r\n").await;
    assert_eq!((answer.status, answer.body.as_str()), (200, "body{}"));
    assert_eq!(answer.header("cache-control"), Some("public, max-age=31536000, immutable"));
    assert_eq!(answer.header("content-type"), Some("text/css; charset=utf-8"));
    has_the_set(&answer, "asset");
    let head = portal.send("HEAD", "/assets/site.3f2a.css", "", "").await;
    assert_eq!((head.status, head.body.as_str(), head.header("content-length")), (200, "", Some("6")));
}

#[tokio::test(flavor = "multi_thread")]
async fn r91_errors_tell_a_random_reference_and_nothing_else_and_the_process_lives() {
    let portal = Portal::start().await;
    let mut seen = std::collections::HashSet::new();
    for path in ["/leak", "/panic", "/leak", "/panic"] {
        let answer = portal.get(path, "").await;
        assert_eq!(answer.status, 500);
        for secret in ["CANARY", "src/", "sqlite", "DSID", "panicked"] {
            assert!(!answer.body.contains(secret), "{path}: {}", answer.body);
        }
        assert!(seen.insert(answer.body), "the reference is fresh");
    }
    assert_eq!(portal.get("/form", "").await.status, 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn r178_well_known_addresses() {
    let portal = Portal::start().await;
    let change = portal.get("/.well-known/change-password", "").await;
    assert_eq!((change.status, change.header("location")), (303, Some("/change")));
    let security = portal.get("/.well-known/security.txt", "").await;
    assert_eq!((security.status, security.header("content-type")), (200, Some("text/plain; charset=utf-8")));
    let unknown = "/.well-known/resource-that-should-not-exist-whose-status-code-should-not-be-200";
    assert_eq!(portal.get(unknown, "").await.status, 404);
    assert_eq!(portal.get("/robots.txt", "").await.body, "User-agent: *\nDisallow: /\n");
    assert_eq!(portal.get("/favicon.ico", "").await.header("content-type"), Some("image/x-icon"));
}

#[tokio::test(flavor = "multi_thread")]
async fn r177_nothing_of_the_demo_is_served() {
    let portal = Portal::start().await;
    for path in ["/demo", "/demo/outbox", "/demo/outbox.json"] {
        assert_eq!(portal.get(path, "").await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r93_health_is_on_a_listener_of_its_own() {
    let portal = Portal::start().await;
    for path in ["/metrics", "/healthz", "/readyz", "/.git/HEAD", "/assets/../Cargo.toml", "/assets/%2e%2e/Cargo.toml"]
    {
        assert_eq!(portal.get(path, "").await.status, 404, "{path}");
    }
    let ask = async |path: &str| {
        let text = format!("GET {path} HTTP/1.1\r\nHost: any\r\nConnection: close\r\n\r\n");
        Answer::parse(&raw(portal.health, text.as_bytes()).await)
    };
    assert_eq!(ask("/healthz").await.status, 200);
    let ready = ask("/readyz").await;
    assert_eq!((ready.status, ready.body.as_str()), (503, "database ok\ndirectory failed\n"));
    let metrics = ask("/metrics").await.body;
    assert!(
        metrics.contains("latchkey_http_request_duration_seconds_bucket{route=\"none\",class=\"4xx\""),
        "{metrics}"
    );
    assert_eq!(ask("/form").await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_demo_on_plain_http_has_cookies_and_policy_that_work_there() {
    let mut settings = settings();
    settings.public_urls = vec![format!("http://{HOST}/").parse().unwrap()];
    let portal = Portal::with(settings, 1000).await;
    let answer = portal.get("/form", "").await;
    assert_eq!(answer.header("content-security-policy"), Some(CSP.replace(" upgrade-insecure-requests;", "").as_str()));
    assert_eq!(answer.header("strict-transport-security"), None);
    assert!(answer.header("set-cookie").unwrap().starts_with("rs="));
    assert!(!answer.header("set-cookie").unwrap().contains("Secure"));
}

use std::time::Duration;

use tokio::{io::AsyncWriteExt as _, net::TcpStream};

use super::harness::{Answer, HOST, Portal, settings, to_end};

#[tokio::test(flavor = "multi_thread")]
async fn r89_a_form_may_have_sixteen_kibibytes() {
    let portal = Portal::start().await;
    let shown = portal.get("/form", "").await;
    let headers = format!("Sec-Fetch-Site: same-origin\r\nCookie: {}\r\n", shown.cookie());
    let body = |size: usize| {
        let start = format!("csrf={}&login=a&pad=", shown.token());
        format!("{start}{}", "x".repeat(size - start.len()))
    };
    assert_eq!(portal.post(&headers, &body(16 * 1024)).await.status, 303);
    assert_eq!(portal.post(&headers, &body(16 * 1024 + 1)).await.status, 413);
    assert_eq!(portal.posts(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r74_policy_reports_are_taken_limited_and_throttled() {
    let portal = Portal::with(settings(), 10).await;
    let send =
        async |body: &str| portal.send("POST", "/csp-report", "Content-Type: application/csp-report\r\n", body).await;
    let report = r#"{"csp-report":{"effective-directive":"script-src","blocked-uri":"inline"}}"#;
    assert_eq!(send(report).await.status, 204);
    assert_eq!(send("not json").await.status, 204);
    assert_eq!(send(&"x".repeat(8 * 1024)).await.status, 204);
    assert_eq!(send(&"x".repeat(8 * 1024 + 1)).await.status, 413);
    let mut last = 0;
    for _ in 0..10 {
        last = send(report).await.status;
    }
    assert_eq!(last, 429);
}

#[tokio::test(flavor = "multi_thread")]
async fn r168_a_stop_finishes_what_is_under_way() {
    let mut portal = Portal::start().await;
    let mut stream = TcpStream::connect(portal.addr).await.unwrap();
    stream.write_all(format!("GET /slow HTTP/1.1\r\nHost: {HOST}\r\n\r\n").as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    portal.stop.cancel();
    let answer = Answer::parse(&to_end(&mut stream).await);
    assert_eq!((answer.status, answer.body.as_str()), (200, "slow but whole"));
    let done = portal.done.take().unwrap();
    tokio::time::timeout(Duration::from_secs(10), done).await.expect("stops in time").unwrap().unwrap();
    assert!(TcpStream::connect(portal.addr).await.is_err(), "nobody listens any more");
}

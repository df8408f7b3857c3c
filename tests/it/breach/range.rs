//! The range service: what it is told, what its answers mean, and that nobody waits for one that is down.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use latchkey::breach::{Range, RangeError, RangeSettings, SettingsError, WhenDown};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wiremock::{Mock, MockServer, ResponseTemplate, matchers::any};

use super::hash;
use crate::harness::{clock::TestClock, init};

const LEAKED: &str = "a leaked password";
const OTHER: &str = "0018A45C4D1DEF81644B54AB7F969B88D65:3";

fn rest() -> String {
    hash(latchkey::breach::HashKind::Sha1, LEAKED)[5..].to_owned()
}

fn settings(url: &str) -> RangeSettings {
    RangeSettings { url: url.to_owned(), timeout: Duration::from_millis(400), when_down: WhenDown::Accept }
}

fn client(url: &str, clock: &Arc<TestClock>) -> Range {
    init();
    Range::new(&settings(url), Arc::clone(clock) as _).unwrap()
}

async fn server(answer: ResponseTemplate) -> MockServer {
    let server = MockServer::start().await;
    Mock::given(any()).respond_with(answer).mount(&server).await;
    server
}

async fn asked(answer: ResponseTemplate) -> Result<bool, RangeError> {
    let server = server(answer).await;
    client(&server.uri(), &Arc::default()).contains(LEAKED).await
}

#[tokio::test]
async fn it_learns_five_digits_and_nothing_else() {
    let server = server(ResponseTemplate::new(200).set_body_string(format!("{OTHER}\r\n{}:12", rest()))).await;
    for base in ["", "/", "/mirror", "/mirror/"] {
        let range = client(&format!("{}{base}", server.uri()), &Arc::default());
        assert_eq!(range.contains(LEAKED).await, Ok(true));
        assert_eq!(range.contains("another password").await, Ok(false));
    }
    let requests = server.received_requests().await.unwrap();
    assert_eq!(requests.len(), 8);
    let digits = &hash(latchkey::breach::HashKind::Sha1, LEAKED)[..5];
    assert_eq!(requests[0].url.path(), format!("/range/{digits}"));
    assert_eq!(requests[4].url.path(), format!("/mirror/range/{digits}"));
    for request in requests {
        let (_, sent) = request.url.path().rsplit_once('/').unwrap();
        assert!(sent.len() == 5 && sent.bytes().all(|b| b.is_ascii_hexdigit()), "{sent}");
        assert_eq!((request.method.as_str(), request.url.query(), request.body.len()), ("GET", None, 0));
        assert_eq!(request.headers["Add-Padding"], "true");
        assert!(request.headers["User-Agent"].to_str().unwrap().starts_with("Latchkey/"));
        let all = format!("{:?}", request.headers).to_uppercase();
        assert!(!all.contains(&rest()) && !all.contains("LEAKED"), "{all}");
    }
}

#[tokio::test]
async fn padding_counts_nothing() {
    let body = format!("{OTHER}\r\n{}:0\r\n", rest());
    assert_eq!(asked(ResponseTemplate::new(200).set_body_string(body)).await, Ok(false));
}

#[tokio::test]
async fn what_is_no_answer_is_none() {
    let text = |text: &str| ResponseTemplate::new(200).set_body_string(text);
    assert_eq!(asked(ResponseTemplate::new(500)).await, Err(RangeError::Status(500)));
    assert_eq!(asked(ResponseTemplate::new(404)).await, Err(RangeError::Status(404)));
    assert_eq!(asked(ResponseTemplate::new(429)).await, Err(RangeError::Status(429)));
    assert_eq!(asked(text("")).await, Err(RangeError::Garbage));
    assert_eq!(asked(text("<html>sign in to this hotel's network</html>")).await, Err(RangeError::Garbage));
    assert_eq!(asked(text(&format!("{OTHER}\r\n0018A45C4D1DEF"))).await, Err(RangeError::Garbage));
    assert_eq!(asked(ResponseTemplate::new(200).set_body_bytes([0xff; 100])).await, Err(RangeError::Garbage));
    let huge = format!("{OTHER}\r\n").repeat(30_000);
    assert_eq!(asked(text(&huge)).await, Err(RangeError::TooLong));
}

#[tokio::test]
async fn redirects_are_not_followed() {
    let other = server(ResponseTemplate::new(200).set_body_string(OTHER)).await;
    let moved = ResponseTemplate::new(302).insert_header("Location", format!("{}/range/00000", other.uri()));
    assert_eq!(asked(moved).await, Err(RangeError::Status(302)));
    assert!(other.received_requests().await.unwrap().is_empty());
}

#[tokio::test]
async fn nobody_waits_longer_than_told() {
    let start = Instant::now();
    let slow = ResponseTemplate::new(200).set_body_string(OTHER).set_delay(Duration::from_secs(20));
    assert_eq!(asked(slow).await, Err(RangeError::Timeout));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());

    // An answer that never ends, a little at a time.
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let trickle = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut request = [0; 1024];
        assert!(stream.read(&mut request).await.unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        while stream.write_all(format!("{OTHER}\r\n").as_bytes()).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    });
    let start = Instant::now();
    assert_eq!(client(&url, &Arc::default()).contains(LEAKED).await, Err(RangeError::Timeout));
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    trickle.abort();
}

#[tokio::test]
async fn an_outage_costs_three_tries_and_then_nothing() {
    let clock = Arc::new(TestClock::default());
    let down = server(ResponseTemplate::new(503)).await;
    let range = client(&down.uri(), &clock);
    for _ in 0..3 {
        assert_eq!(range.contains(LEAKED).await, Err(RangeError::Status(503)));
    }
    for _ in 0..20 {
        assert_eq!(range.contains(LEAKED).await, Err(RangeError::Resting));
    }
    assert_eq!(down.received_requests().await.unwrap().len(), 3);

    // After half a minute one try, which fails; after another, one that does not.
    clock.advance(Duration::from_secs(30));
    assert_eq!(range.contains(LEAKED).await, Err(RangeError::Status(503)));
    assert_eq!(range.contains(LEAKED).await, Err(RangeError::Resting));
    down.reset().await;
    Mock::given(any()).respond_with(ResponseTemplate::new(200).set_body_string(OTHER)).mount(&down).await;
    clock.advance(Duration::from_secs(30));
    for _ in 0..5 {
        assert_eq!(range.contains(LEAKED).await, Ok(false));
    }
}

#[tokio::test]
async fn an_error_tells_neither_address_nor_digits() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let Err(error) = client(&url, &Arc::default()).contains(LEAKED).await else { panic!("nobody is there") };
    let digits = &hash(latchkey::breach::HashKind::Sha1, LEAKED)[..5];
    assert!(matches!(error, RangeError::Unreachable(_)), "{error:?}");
    assert!(!error.to_string().contains(digits) && !error.to_string().contains("/range"), "{error}");
}

#[test]
fn addresses_that_are_not_safe_are_refused() {
    init();
    let new = |url: &str| Range::new(&settings(url), Arc::new(TestClock::default()));
    for bad in [
        "",
        "api.pwnedpasswords.com",
        "http://api.pwnedpasswords.com",
        "http://10.0.0.1:8080",
        "http://127.0.0.1.example.org",
        "ftp://localhost",
        "https://user:password@example.org",
        "https://example.org/?key=1",
        "https://example.org/#x",
    ] {
        let Err(refused) = new(bad) else { panic!("{bad:?} was taken") };
        assert!(matches!(refused, SettingsError::Url(..)), "{refused}");
    }
    for good in [RangeSettings::PUBLIC, "https://mirror.example.org:8443/hibp", "http://[::1]:8080", "http://localhost"]
    {
        assert!(new(good).is_ok(), "{good}: {:?}", new(good).err());
    }
}

use std::time::Duration;

use tokio::{io::AsyncWriteExt as _, net::TcpSocket};

use super::harness::{Answer, HOST, LARGE, Portal, raw, settings, to_end};

/// Behind each ambiguous request comes another one: were the first understood in another way, it would run.
const NEXT: &str = "GET /smuggled HTTP/1.1\r\nHost: pw.example.org\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn r87_ambiguous_framing_is_refused_and_the_connection_closed() {
    let portal = Portal::start().await;
    let h = "Host: pw.example.org";
    let table: &[(&str, String)] = &[
        (
            "CL and TE",
            format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
        ),
        (
            "TE and CL",
            format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n"),
        ),
        ("TE alone", format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("bad chunk", format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n")),
        (
            "two TE",
            format!(
                "POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"
            ),
        ),
        ("odd TE", format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n")),
        (
            "TE identity",
            format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding: identity\r\nContent-Length: 3\r\n\r\na=b"),
        ),
        ("TE in 1.0", format!("POST /form HTTP/1.0\r\n{h}\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
        ("two CL", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 3\r\nContent-Length: 0\r\n\r\na=b")),
        ("two equal CL", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\na=b")),
        ("CL list", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 3, 3\r\n\r\na=b")),
        ("CL plus", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: +3\r\n\r\na=b")),
        ("CL minus", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: -3\r\n\r\na=b")),
        ("CL hex", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 0x3\r\n\r\na=b")),
        ("CL empty", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length:\r\n\r\n")),
        ("CL huge", format!("POST /form HTTP/1.1\r\n{h}\r\nContent-Length: 99999999999999999999\r\n\r\na=b")),
        ("obs-fold", format!("GET /form HTTP/1.1\r\n{h}\r\nX: a\r\n b\r\n\r\n")),
        ("folded first", format!("GET /form HTTP/1.1\r\n {h}\r\n\r\n")),
        ("bare LF line", format!("GET /form HTTP/1.1\n{h}\r\n\r\n")),
        ("bare LF header", format!("GET /form HTTP/1.1\r\n{h}\nX: a\r\n\r\n")),
        ("bare LF end", format!("GET /form HTTP/1.1\r\n{h}\r\n\n")),
        ("bare CR", format!("GET /form HTTP/1.1\r\n{h}\rX: a\r\n\r\n")),
        ("space before colon", "GET /form HTTP/1.1\r\nHost : pw.example.org\r\n\r\n".to_owned()),
        (
            "space in TE name",
            format!("POST /form HTTP/1.1\r\n{h}\r\nTransfer-Encoding : chunked\r\nContent-Length: 3\r\n\r\na=b"),
        ),
        ("no colon", format!("GET /form HTTP/1.1\r\n{h}\r\nnonsense\r\n\r\n")),
        ("empty name", format!("GET /form HTTP/1.1\r\n{h}\r\n: a\r\n\r\n")),
        ("NUL in value", format!("GET /form HTTP/1.1\r\n{h}\r\nX: a\0b\r\n\r\n")),
        ("two Hosts", format!("GET /form HTTP/1.1\r\n{h}\r\n{h}\r\n\r\n")),
        ("no Host", "GET /form HTTP/1.1\r\nX: a\r\n\r\n".to_owned()),
        ("two spaces", format!("GET  /form HTTP/1.1\r\n{h}\r\n\r\n")),
        ("tab", format!("GET\t/form HTTP/1.1\r\n{h}\r\n\r\n")),
        ("no version", format!("GET /form\r\n{h}\r\n\r\n")),
        ("version 2", format!("GET /form HTTP/2.0\r\n{h}\r\n\r\n")),
        ("lower version", format!("GET /form http/1.1\r\n{h}\r\n\r\n")),
        ("preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".to_owned()),
        ("absolute form", format!("GET http://{HOST}/form HTTP/1.1\r\n{h}\r\n\r\n")),
        ("asterisk", format!("OPTIONS * HTTP/1.1\r\n{h}\r\n\r\n")),
        ("leading line", format!("\r\nGET /form HTTP/1.1\r\n{h}\r\n\r\n")),
        ("websocket", format!("GET /form HTTP/1.1\r\n{h}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")),
    ];
    for (name, request) in table {
        let bytes = raw(portal.addr, format!("{request}{NEXT}").as_bytes()).await;
        let answer = Answer::parse(&bytes);
        assert!(matches!(answer.status, 400 | 411), "{name}: {answer:?}");
        assert_eq!(answer.header("connection"), Some("close"), "{name}");
        assert_eq!(String::from_utf8_lossy(&bytes).matches("HTTP/1.1 ").count(), 1, "{name}: one answer only");
        assert_eq!((portal.smuggled(), portal.posts()), (0, 0), "{name}");
    }
    // The probe itself works when nothing is in front of it.
    let last = NEXT.replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n");
    assert_eq!(Answer::parse(&raw(portal.addr, last.as_bytes()).await).status, 200);
    assert_eq!(portal.smuggled(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn r87_good_requests_in_a_row_are_answered_before_a_bad_one_is_refused() {
    let portal = Portal::start().await;
    let good = format!("GET /form HTTP/1.1\r\nHost: {HOST}\r\n\r\n");
    let post = format!("POST /form HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: {}\r\n\r\n{good}", good.len());
    let bytes = raw(portal.addr, format!("{good}{post}{good}GET / HTTP/1.1\n{NEXT}").as_bytes()).await;
    let text = String::from_utf8_lossy(&bytes);
    let statuses: Vec<_> = text.split("HTTP/1.1 ").skip(1).map(|part| &part[..3]).collect();
    // The body of the refused POST looks like a request, and is none.
    assert!(statuses == ["200", "403", "200", "400"] || statuses == ["200", "403"], "{statuses:?}");
    assert_eq!(portal.smuggled(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn r88_slow_clients_are_cut_and_do_not_stop_service() {
    let mut settings = settings();
    settings.limits.header_time = Duration::from_secs(2);
    settings.limits.body_time = Duration::from_secs(3);
    settings.limits.write_time = Duration::from_secs(2);
    settings.limits.keep_alive = Duration::from_secs(3);
    let portal = Portal::with(settings, 100_000).await;
    let head = format!("Host: {HOST}\r\n");
    let kinds = [
        String::new(),
        "GET /form HT".to_owned(),
        format!("GET /form HTTP/1.1\r\n{head}"),
        format!(
            "POST /form HTTP/1.1\r\n{head}Sec-Fetch-Site: same-origin\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nlogin="
        ),
        format!("GET /large HTTP/1.1\r\n{head}\r\n"),
        format!("GET /form HTTP/1.1\r\n{head}\r\n"),
    ];
    let start = std::time::Instant::now();
    let mut streams = Vec::new();
    for index in 0..100 {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut stream = socket.connect(portal.addr).await.unwrap();
        stream.write_all(kinds[index % kinds.len()].as_bytes()).await.unwrap();
        streams.push(stream);
    }
    let mut times = Vec::new();
    for _ in 0..40 {
        let before = std::time::Instant::now();
        assert_eq!(portal.get("/form", "").await.status, 200);
        times.push(before.elapsed());
    }
    times.sort();
    assert!(times[37] < Duration::from_millis(500), "p95 beside slow clients: {times:?}");
    // Slow readers read nothing until all must be cut, then find less than the whole page.
    tokio::time::sleep_until((start + Duration::from_secs(7)).into()).await;
    for (index, mut stream) in streams.into_iter().enumerate() {
        let got = tokio::time::timeout(Duration::from_secs(5), to_end(&mut stream)).await;
        let got = got.unwrap_or_else(|_| panic!("connection {index} is still open"));
        assert!(got.len() < LARGE, "connection {index}");
        if index % kinds.len() < 3 {
            assert_eq!(Answer::parse(&got).status, 408, "connection {index}");
        }
    }
    assert_eq!(portal.posts(), 0);
}

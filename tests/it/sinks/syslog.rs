//! A real TLS receiver that reads RFC 5425 frames and RFC 5424 messages strictly.

use std::{
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
    time::Duration,
};

use latchkey::{crypto::certificate, jobs::sinks::Round};
use regex::Regex;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::{io::AsyncReadExt as _, net::TcpListener};
use tokio_rustls::TlsAcceptor;
use uuid::Uuid;

use super::{LONG, Place, drain, write, wrong};
use crate::harness::{new_dir, pki};

struct Receiver {
    port: u16,
    ca: String,
    messages: Arc<Mutex<Vec<String>>>,
    /// Connections to be broken off after some bytes, before one is let through.
    broken: Arc<AtomicU32>,
}

/// Reads frames until the end; fails on anything that is none.
fn frames(mut bytes: &[u8]) -> Vec<String> {
    let mut out = Vec::new();
    while !bytes.is_empty() {
        let blank = bytes.iter().position(|b| *b == b' ').expect("a blank behind the length");
        let length = std::str::from_utf8(&bytes[..blank]).unwrap();
        assert!(!length.starts_with('0') && length.len() <= 5, "MSG-LEN: {length:?}");
        let length: usize = length.parse().unwrap();
        assert!(length <= 8192);
        out.push(String::from_utf8(bytes[blank + 1..blank + 1 + length].to_vec()).unwrap());
        bytes = &bytes[blank + 1 + length..];
    }
    out
}

impl Receiver {
    async fn start() -> Self {
        let dir = new_dir("syslog");
        pki::issue(&dir, &["localhost"]);
        let chain: Vec<CertificateDer<'static>> =
            CertificateDer::pem_file_iter(dir.join("server.pem")).unwrap().map(Result::unwrap).collect();
        let key = PrivateKeyDer::from_pem_file(dir.join("server.key")).unwrap();
        let config = rustls::ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).unwrap();
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = TcpListener::bind("localhost:0").await.unwrap();
        let (messages, broken) = (Arc::new(Mutex::new(Vec::new())), Arc::new(AtomicU32::new(0)));
        let this = Self {
            port: listener.local_addr().unwrap().port(),
            ca: dir.join("ca.pem").display().to_string(),
            messages: Arc::clone(&messages),
            broken: Arc::clone(&broken),
        };
        tokio::spawn(async move {
            loop {
                let (tcp, _) = listener.accept().await.unwrap();
                let (acceptor, messages, broken) = (acceptor.clone(), Arc::clone(&messages), Arc::clone(&broken));
                tokio::spawn(async move {
                    let Ok(mut stream) = acceptor.accept(tcp).await else { return };
                    if broken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1)).is_ok() {
                        // A receiver that dies: some bytes are read, the rest is lost with it.
                        let mut some = [0; 100];
                        stream.read_exact(&mut some).await.unwrap();
                        let (tcp, _) = stream.into_inner();
                        tcp.set_zero_linger().unwrap();
                        return;
                    }
                    let mut bytes = Vec::new();
                    stream.read_to_end(&mut bytes).await.unwrap();
                    messages.lock().unwrap().extend(frames(&bytes));
                });
            }
        });
        this
    }

    fn config(&self, personal: bool) -> String {
        format!(
            "[audit.syslog]\nhost = \"localhost\"\nport = {}\nca_file = \"{}\"\npersonal = {personal}\ntimeout_seconds = 5",
            self.port, self.ca
        )
    }

    fn messages(&self) -> Vec<String> {
        self.messages.lock().unwrap().clone()
    }

    fn seqs(&self) -> Vec<i64> {
        let seq = Regex::new(r#"\[audit@32473 id="[0-9a-f-]{36}" tenant="[0-9a-f-]{36}" seq="(\d+)""#).unwrap();
        self.messages().iter().filter_map(|m| Some(seq.captures(m)?[1].parse().unwrap())).collect()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn r149_events_and_checkpoints_reach_a_syslog_collector_in_order() {
    let receiver = Receiver::start().await;
    let place = Place::new(&receiver.config(false));
    let app = place.start().await;
    write(&app, (0..1200).map(wrong)).await;
    let shown = || app.sinks()[0].shown().expect("it has a certificate");
    assert_eq!((shown().server, shown().ends), (format!("localhost:{}", receiver.port), None));
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), Uuid::from_u128(1)).await, Round::Idle);
    let own = Path::new(&receiver.ca).with_file_name("server.pem");
    assert_eq!(shown().ends, Some(certificate::end_of(&own).unwrap()), "R154: its end is watched");
    assert_eq!(receiver.seqs(), (1..=1200).collect::<Vec<_>>());
    let value = r#""(?:[^"\\\]]|\\["\\\]])*""#;
    let message = Regex::new(&format!(
        r"^<(\d{{1,3}})>1 \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{3}}Z portal\.contoso\.test latchkey - [!-~]{{1,32}} (\[[!-~]+@32473(?: [!-~]+={value})*\])+ .+$"
    ))
    .unwrap();
    let all = receiver.messages();
    for line in &all {
        let found = message.captures(line).unwrap_or_else(|| panic!("no RFC 5424 message: {line}"));
        assert!(matches!(&found[1], "108" | "109"), "{line}");
        assert!(!line.contains("canary"), "{line}");
    }
    let points: Vec<_> = all.iter().filter(|m| m.contains(" audit.checkpoint ")).collect();
    assert_eq!(points.len(), 1, "one for a thousand records");
    assert!(all[1000].contains(" audit.checkpoint ") && all[1000].contains("seq=\"1000\""), "behind its event");
}

#[tokio::test(flavor = "multi_thread")]
async fn r149_a_collector_that_dies_loses_nothing_and_order_is_kept() {
    let receiver = Receiver::start().await;
    let place = Place::new(&receiver.config(true));
    let app = place.start().await;
    write(&app, (0..5).map(wrong)).await;
    receiver.broken.store(2, Ordering::SeqCst);
    let sink = app.sinks()[0].clone();
    assert_eq!(drain(&app, sink.as_ref(), Uuid::from_u128(1)).await, Round::Failed);
    assert_eq!(drain(&app, sink.as_ref(), Uuid::from_u128(1)).await, Round::Idle, "a pause");
    let state = app.core.store.sink_states(super::TENANT).await.unwrap();
    assert_eq!((state[0].lag, state[0].error.as_deref()), (5, Some("syslog-broken")));
    app.core.store.close().await;
    // The process is started anew; its position is in the database.
    let app = place.start().await;
    write(&app, (5..8).map(wrong)).await;
    let sink = app.sinks()[0].clone();
    place.clock.advance(LONG);
    assert_eq!(drain(&app, sink.as_ref(), Uuid::from_u128(2)).await, Round::Failed);
    place.clock.advance(LONG);
    assert_eq!(drain(&app, sink.as_ref(), Uuid::from_u128(2)).await, Round::Idle);
    assert_eq!(receiver.seqs(), (1..=8).collect::<Vec<_>>());
    assert!(receiver.messages()[0].contains("[personal@32473 login=\"canary-0\"]"), "{}", receiver.messages()[0]);
    assert_eq!(app.core.store.sink_states(super::TENANT).await.unwrap()[0].lag, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_one_node_sends_and_another_takes_over() {
    let receiver = Receiver::start().await;
    let place = Place::new(&receiver.config(false));
    let app = place.start().await;
    write(&app, (0..3).map(wrong)).await;
    let (store, lease) = (&app.core.store, Duration::from_secs(150));
    let (one, two) = (Uuid::from_u128(1), Uuid::from_u128(2));
    assert!(store.claim_sink(super::TENANT, "syslog", one, lease).await.unwrap().is_some());
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), two).await, Round::Idle, "the other one has it");
    assert!(receiver.messages().is_empty());
    place.clock.advance(lease);
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), two).await, Round::Idle);
    assert_eq!(receiver.seqs(), [1, 2, 3]);
    assert!(!store.sink_advanced((super::TENANT, "syslog", one), 0, 2, None).await.unwrap(), "too late");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collector_that_nobody_vouches_for_gets_nothing() {
    let receiver = Receiver::start().await;
    let config = receiver.config(false).replace(&format!("ca_file = \"{}\"\n", receiver.ca), "");
    let place = Place::new(&config);
    let app = place.start().await;
    write(&app, [wrong(1)]).await;
    assert_eq!(drain(&app, app.sinks()[0].as_ref(), Uuid::from_u128(1)).await, Round::Failed);
    assert_eq!(app.core.store.sink_states(super::TENANT).await.unwrap()[0].error.as_deref(), Some("syslog-tls"));
    assert!(receiver.messages().is_empty());
}

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpStream},
    path::Path,
    sync::Arc,
    time::Duration,
};

use latchkey::web::{
    settings::TlsFiles,
    tls::{Certificate, TlsError},
};
use rustls::{ClientConfig, ClientConnection, RootCertStore, SupportedProtocolVersion, version};
use rustls_pki_types::CertificateDer;

use super::harness::{Answer, HOST, Portal, settings};

fn write(folder: &Path) -> (TlsFiles, CertificateDer<'static>) {
    let made = rcgen::generate_simple_self_signed([HOST.to_owned()]).unwrap();
    let files = TlsFiles { certificate: folder.join("cert.pem"), key: folder.join("key.pem") };
    std::fs::write(&files.certificate, made.cert.pem()).unwrap();
    std::fs::write(&files.key, made.signing_key.serialize_pem()).unwrap();
    (files, made.cert.der().clone())
}

struct Seen {
    answer: Answer,
    suite: String,
    alpn: Option<Vec<u8>>,
}

fn ask(
    addr: SocketAddr,
    root: &CertificateDer<'static>,
    versions: &[&'static SupportedProtocolVersion],
    alpn: &[&[u8]],
) -> Result<Seen, String> {
    let mut roots = RootCertStore::empty();
    roots.add(root.clone()).unwrap();
    let mut config =
        ClientConfig::builder_with_protocol_versions(versions).with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = alpn.iter().map(|name| name.to_vec()).collect();
    let mut connection = ClientConnection::new(Arc::new(config), HOST.try_into().unwrap()).unwrap();
    let mut socket = TcpStream::connect(addr).unwrap();
    socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut stream = rustls::Stream::new(&mut connection, &mut socket);
    let request = format!("GET /form HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let suite = format!("{:?}", connection.negotiated_cipher_suite().unwrap().suite());
    Ok(Seen { answer: Answer::parse(&bytes), suite, alpn: connection.alpn_protocol().map(<[u8]>::to_vec) })
}

#[tokio::test(flavor = "multi_thread")]
async fn r174_versions_suites_and_protocol() {
    let folder = tempfile::tempdir().unwrap();
    let mut settings = settings();
    let (files, root) = write(folder.path());
    settings.tls = Some(files);
    let portal = Portal::with(settings, 1000).await;
    let addr = portal.addr;
    tokio::task::spawn_blocking(move || {
        for version in [&version::TLS13, &version::TLS12] {
            let seen = ask(addr, &root, &[version], &[b"h2", b"http/1.1"]).unwrap();
            assert_eq!(seen.answer.status, 200);
            assert!(seen.answer.cookie().starts_with("__Host-rs="));
            assert!(seen.suite.contains("GCM") || seen.suite.contains("CHACHA20"), "{}", seen.suite);
            assert!(seen.suite.starts_with("TLS13_") || seen.suite.contains("_ECDHE_"), "{}", seen.suite);
            assert_eq!(seen.alpn.as_deref(), Some(b"http/1.1".as_slice()));
        }
        assert!(ask(addr, &root, &[&version::TLS13], &[b"h2"]).is_err(), "no HTTP/2");
        // A ClientHello of TLS 1.1: the answer is an alert (21), and no ServerHello.
        let mut hello = vec![22, 3, 1, 0, 47, 1, 0, 0, 43, 3, 2];
        hello.extend([7; 32]);
        hello.extend([0, 0, 4, 0xC0, 0x13, 0x00, 0x2F, 1, 0]);
        let mut socket = TcpStream::connect(addr).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        socket.write_all(&hello).unwrap();
        let mut first = [0; 1];
        assert!(socket.read(&mut first).unwrap() == 0 || first[0] == 21, "{first:?}");
    })
    .await
    .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_certificate_is_taken_and_a_bad_one_is_not() {
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let folder = tempfile::tempdir().unwrap();
    let (files, first) = write(folder.path());
    let certificate = Certificate::load(files.clone()).unwrap();
    let stop = tokio_util::sync::CancellationToken::new();
    let watch = tokio::spawn(Arc::clone(&certificate).watch(Duration::from_millis(20), stop.clone()));
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let config = Arc::new(certificate.server_config().unwrap());
    std::thread::spawn(move || {
        for socket in listener.incoming() {
            let Ok(mut socket) = socket else { return };
            let mut connection = rustls::ServerConnection::new(Arc::clone(&config)).unwrap();
            let mut stream = rustls::Stream::new(&mut connection, &mut socket);
            let mut part = [0; 512];
            if stream.read(&mut part).is_ok() {
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n");
                connection.send_close_notify();
                let _ = connection.complete_io(&mut socket);
            }
        }
    });
    let try_with = async |root: &CertificateDer<'static>| {
        let root = root.clone();
        tokio::task::spawn_blocking(move || ask(addr, &root, &[&version::TLS13], &[]).is_ok()).await.unwrap()
    };
    assert!(try_with(&first).await);

    std::fs::write(&files.key, "broken").unwrap();
    assert!(matches!(certificate.reload(), Err(TlsError::File { .. })));
    assert!(try_with(&first).await, "the old certificate stays");

    let (_, second) = write(folder.path());
    let until = std::time::Instant::now() + Duration::from_secs(10);
    while !try_with(&second).await {
        assert!(std::time::Instant::now() < until, "the new certificate is not taken");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!try_with(&first).await);
    stop.cancel();
    watch.await.unwrap().unwrap();
}

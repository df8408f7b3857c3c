//! A mail relay for tests: real sockets, real TLS under a private authority, faults on demand. Keeps what it got.

use std::{
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

mod received;
mod session;

pub use self::received::Received;

/// Installs the process's crypto provider, as `main` does.
pub fn install_crypto() {
    let _already = rustls::crypto::aws_lc_rs::default_provider().install_default();
}

/// How the relay treats TLS.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Offers STARTTLS.
    StartTls,
    /// TLS from the first byte.
    Tls,
    /// Offers no TLS: what is left when someone strips STARTTLS.
    Plain,
}

/// A point in the conversation, before the server's answer to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    Greeting,
    Ehlo,
    StartTls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After the mail's last dot.
    Content,
    Rset,
    Noop,
}

/// What the server does instead of answering well.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Says this line (code and text).
    Say(String),
    /// Hangs up.
    Close,
    /// Says nothing until the client goes.
    Hang,
    /// Answers well, after this time.
    Slow(Duration),
}

/// Options of a relay; `Default` is STARTTLS, no sign-in needed, a certificate for `localhost` and 127.0.0.1.
#[derive(Debug, Clone)]
pub struct Options {
    pub mode: Mode,
    /// User name and password, when a sign-in is needed.
    pub auth: Option<(String, String)>,
    /// The mechanisms offered.
    pub mechanisms: &'static str,
    /// Names in the certificate.
    pub names: Vec<String>,
    /// Not valid any more.
    pub expired: bool,
    pub smtputf8: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            mode: Mode::StartTls,
            auth: None,
            mechanisms: "PLAIN LOGIN",
            names: vec!["localhost".into(), "127.0.0.1".into()],
            expired: false,
            smtputf8: false,
        }
    }
}

#[derive(Debug, Default)]
struct Log {
    mails: Vec<Received>,
    commands: Vec<String>,
    faults: Vec<(Stage, Fault, usize)>,
    inject: Option<String>,
    connections: usize,
}

struct Shared {
    options: Options,
    log: Mutex<Log>,
    changed: watch::Sender<usize>,
    acceptor: TlsAcceptor,
}

/// A running relay; it ends when dropped.
pub struct SmtpSink {
    pub address: SocketAddr,
    /// PEM file of the authority that signed its certificate.
    pub ca_file: PathBuf,
    shared: Arc<Shared>,
    _folder: tempfile::TempDir,
    task: JoinHandle<()>,
}

impl Drop for SmtpSink {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmtpSink {
    /// Starts a relay on a free port of 127.0.0.1.
    pub async fn start(options: Options) -> Self {
        install_crypto();
        let folder = tempfile::tempdir().expect("a folder");
        let ca_file = folder.path().join("ca.pem");
        let (config, ca_pem) = certificates(&options.names, options.expired);
        std::fs::write(&ca_file, ca_pem).expect("written");
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared {
            options,
            log: Mutex::default(),
            changed: watch::channel(0).0,
            acceptor: TlsAcceptor::from(Arc::new(config)),
        });
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut sessions = tokio::task::JoinSet::new();
            loop {
                let Ok((tcp, _)) = listener.accept().await else { continue };
                let shared = Arc::clone(&serving);
                let number = {
                    let mut log = shared.log.lock().unwrap();
                    log.connections += 1;
                    log.connections
                };
                sessions.spawn(async move {
                    let _ended = session::serve(tcp, shared, number).await;
                });
                while sessions.try_join_next().is_some() {}
            }
        });
        Self { address, ca_file, shared, _folder: folder, task }
    }

    /// From now on, at this point, this happens; as often as it says.
    pub fn fault(&self, stage: Stage, fault: Fault, times: usize) {
        self.shared.log.lock().unwrap().faults.push((stage, fault, times));
    }

    /// All faults end.
    pub fn heal(&self) {
        self.shared.log.lock().unwrap().faults.clear();
    }

    /// Says this in the clear right behind "ready for TLS".
    pub fn inject_after_starttls(&self, words: &str) {
        self.shared.log.lock().unwrap().inject = Some(words.to_owned());
    }

    /// The mails so far.
    pub fn mails(&self) -> Vec<Received> {
        self.shared.log.lock().unwrap().mails.clone()
    }

    /// The command lines so far, AUTH's secrets left out.
    pub fn commands(&self) -> Vec<String> {
        self.shared.log.lock().unwrap().commands.clone()
    }

    /// How many connections were taken.
    pub fn connections(&self) -> usize {
        self.shared.log.lock().unwrap().connections
    }

    /// Waits for a mail that `wanted` picks.
    pub async fn wait_for(&self, wanted: impl Fn(&Received) -> bool) -> Received {
        let mut changed = self.shared.changed.subscribe();
        let search = async {
            loop {
                if let Some(mail) = self.mails().into_iter().find(|m| wanted(m)) {
                    return mail;
                }
                changed.changed().await.expect("the relay lives");
            }
        };
        tokio::time::timeout(Duration::from_secs(20), search).await.expect("the mail came in 20 s")
    }
}

/// A fresh authority (PEM) and a server under it with these names.
pub fn certificates(names: &[String], expired: bool) -> (ServerConfig, String) {
    let mut authority = CertificateParams::new(Vec::new()).expect("parameters");
    authority.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let issuer = CertifiedIssuer::self_signed(authority, KeyPair::generate().expect("a key")).expect("an authority");
    let mut leaf = CertificateParams::new(names.to_vec()).expect("names");
    if expired {
        leaf.not_before = rcgen::date_time_ymd(2020, 1, 1);
        leaf.not_after = rcgen::date_time_ymd(2021, 1, 1);
    }
    let key = KeyPair::generate().expect("a key");
    let certificate = leaf.signed_by(&key, &issuer).expect("a certificate");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .expect("a server configuration");
    (config, issuer.pem())
}

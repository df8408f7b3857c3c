//! A mail relay for tests: real sockets, real TLS under a private authority, faults on demand. Keeps what it got.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::{
    ServerConfig,
    pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _, BufReader},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::TlsAcceptor;

pub use super::received::Received;

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
                    let _ended = serve(tcp, shared, number).await;
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

trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

async fn serve(tcp: TcpStream, shared: Arc<Shared>, number: usize) -> io::Result<()> {
    tcp.set_nodelay(true)?;
    let tls = shared.options.mode == Mode::Tls;
    let stream: Box<dyn Stream> = if tls { Box::new(shared.acceptor.accept(tcp).await?) } else { Box::new(tcp) };
    let mut session = Session { stream: BufReader::new(stream), shared, tls, number, user: None };
    session.say(Stage::Greeting, "220 sink.test ESMTP").await?;
    loop {
        match session.converse().await? {
            Next::StartTls => {
                let Session { stream, shared, number, .. } = session;
                // What the client said before TLS is forgotten (RFC 3207).
                let stream: Box<dyn Stream> = Box::new(shared.acceptor.accept(stream.into_inner()).await?);
                session = Session { stream: BufReader::new(stream), shared, tls: true, number, user: None };
            }
            Next::Quit => return Ok(()),
        }
    }
}

enum Next {
    StartTls,
    Quit,
}

struct Session {
    stream: BufReader<Box<dyn Stream>>,
    shared: Arc<Shared>,
    tls: bool,
    number: usize,
    user: Option<String>,
}

impl Session {
    /// Answers, or does what a fault asks for. `false`: a fault answered instead.
    async fn say(&mut self, stage: Stage, answer: &str) -> io::Result<bool> {
        let fault = {
            let mut log = self.shared.log.lock().unwrap();
            let found = log.faults.iter_mut().find(|(s, _, left)| *s == stage && *left > 0);
            found.map(|(_, fault, left)| {
                *left -= 1;
                fault.clone()
            })
        };
        match fault {
            None => {
                self.write(answer).await?;
                Ok(true)
            }
            Some(Fault::Slow(time)) => {
                tokio::time::sleep(time).await;
                self.write(answer).await?;
                Ok(true)
            }
            Some(Fault::Say(line)) => {
                self.write(&line).await?;
                Ok(false)
            }
            Some(Fault::Close) => Err(io::ErrorKind::ConnectionAborted.into()),
            Some(Fault::Hang) => {
                let mut rest = Vec::new();
                tokio::io::AsyncReadExt::read_to_end(&mut self.stream, &mut rest).await?;
                Err(io::ErrorKind::ConnectionAborted.into())
            }
        }
    }

    async fn write(&mut self, lines: &str) -> io::Result<()> {
        let text: String = lines.lines().map(|line| format!("{line}\r\n")).collect();
        self.stream.get_mut().write_all(text.as_bytes()).await?;
        self.stream.get_mut().flush().await
    }

    async fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        if self.stream.read_line(&mut line).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        Ok(line.trim_end_matches(['\r', '\n']).to_owned())
    }

    async fn converse(&mut self) -> io::Result<Next> {
        let (mut from, mut recipients) = (None::<String>, Vec::<String>::new());
        loop {
            let line = self.line().await?;
            let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
            let logged =
                if verb == "AUTH" { line.split(' ').take(2).collect::<Vec<_>>().join(" ") } else { line.clone() };
            self.shared.log.lock().unwrap().commands.push(logged);
            match verb.as_str() {
                "EHLO" => {
                    let offers = self.offers();
                    self.say(Stage::Ehlo, &offers).await?;
                }
                "STARTTLS" if self.shared.options.mode == Mode::StartTls && !self.tls => {
                    let injected = self.shared.log.lock().unwrap().inject.clone();
                    let answer = format!("220 go ahead\n{}", injected.unwrap_or_default());
                    if self.say(Stage::StartTls, &answer).await? {
                        return Ok(Next::StartTls);
                    }
                }
                "AUTH" => self.auth(&line).await?,
                "MAIL" if self.shared.options.auth.is_some() && self.user.is_none() => {
                    self.write("530 5.7.0 Authentication required").await?;
                }
                "MAIL" => {
                    if self.say(Stage::Mail, "250 2.1.0 Ok").await? {
                        from = Some(address(&line));
                        recipients.clear();
                    }
                }
                "RCPT" if from.is_some() => {
                    if self.say(Stage::Rcpt, "250 2.1.5 Ok").await? {
                        recipients.push(address(&line));
                    }
                }
                "DATA" if !recipients.is_empty() => {
                    if self.say(Stage::Data, "354 End data with <CR><LF>.<CR><LF>").await? {
                        let data = self.data().await?;
                        let received = Received {
                            from: from.take().unwrap_or_default(),
                            recipients: std::mem::take(&mut recipients),
                            data,
                            tls: self.tls,
                            user: self.user.clone(),
                            connection: self.number,
                        };
                        self.content(received).await?;
                    }
                }
                "RSET" => {
                    from = None;
                    recipients.clear();
                    self.say(Stage::Rset, "250 2.0.0 Ok").await?;
                }
                "NOOP" => {
                    self.say(Stage::Noop, "250 2.0.0 Ok").await?;
                }
                "QUIT" => {
                    self.write("221 2.0.0 Bye").await?;
                    return Ok(Next::Quit);
                }
                _ => self.write("503 5.5.1 Bad sequence of commands").await?,
            }
        }
    }

    /// A mail counts as taken over unless the server refuses it in words: a lost answer does not undo it.
    async fn content(&mut self, received: Received) -> io::Result<()> {
        let refused = {
            let log = self.shared.log.lock().unwrap();
            log.faults.iter().any(|(s, f, left)| *s == Stage::Content && *left > 0 && matches!(f, Fault::Say(_)))
        };
        if !refused {
            self.shared.log.lock().unwrap().mails.push(received);
            self.shared.changed.send_modify(|n| *n += 1);
        }
        self.say(Stage::Content, "250 2.0.0 Ok: queued").await?;
        Ok(())
    }

    fn offers(&self) -> String {
        let options = &self.shared.options;
        let mut lines = vec!["sink.test".to_owned(), "PIPELINING".to_owned(), "8BITMIME".to_owned()];
        if options.smtputf8 {
            lines.push("SMTPUTF8".to_owned());
        }
        if options.mode == Mode::StartTls && !self.tls {
            lines.push("STARTTLS".to_owned());
        } else if options.auth.is_some() {
            lines.push(format!("AUTH {}", options.mechanisms));
        }
        let last = lines.len() - 1;
        lines.iter().enumerate().map(|(n, l)| format!("250{}{l}\n", if n == last { ' ' } else { '-' })).collect()
    }

    async fn auth(&mut self, line: &str) -> io::Result<()> {
        let mut words = line.split(' ').skip(1);
        let (mechanism, initial) =
            (words.next().unwrap_or_default().to_ascii_uppercase(), words.next().map(ToOwned::to_owned));
        let (user, password) = match mechanism.as_str() {
            "PLAIN" => {
                let given = match initial {
                    Some(given) => given,
                    None => self.challenge("").await?,
                };
                let parts: Vec<String> = decode(&given).split('\0').map(ToOwned::to_owned).collect();
                (parts.get(1).cloned().unwrap_or_default(), parts.get(2).cloned().unwrap_or_default())
            }
            "LOGIN" => (decode(&self.challenge("Username:").await?), decode(&self.challenge("Password:").await?)),
            _ => return self.write("504 5.5.4 Unrecognized authentication type").await,
        };
        if self.shared.options.auth == Some((user.clone(), password)) {
            if self.say(Stage::Auth, "235 2.7.0 Authentication successful").await? {
                self.user = Some(user);
            }
            Ok(())
        } else {
            self.write(&format!("535 5.7.8 Authentication failed for {user}")).await
        }
    }

    async fn challenge(&mut self, prompt: &str) -> io::Result<String> {
        self.write(&format!("334 {}", BASE64.encode(prompt))).await?;
        self.line().await
    }

    async fn data(&mut self) -> io::Result<Vec<u8>> {
        let mut data = Vec::new();
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            if line == b".\r\n" {
                return Ok(data);
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
        }
    }
}

fn address(line: &str) -> String {
    line.split_once('<').and_then(|(_, rest)| rest.split_once('>')).map(|(a, _)| a.to_owned()).unwrap_or_default()
}

fn decode(text: &str) -> String {
    BASE64.decode(text).ok().and_then(|bytes| String::from_utf8(bytes).ok()).unwrap_or_default()
}

//! A wire between portal and domain controller that stops at chosen points of a password's write. It ends TLS on
//! both sides, so it sees each LDAP message (RFC 4511 section 5.1: a BER sequence).

use std::{
    io,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    pki_types::{CertificateDer, PrivateKeyDer, ServerName, pem::PemObject as _},
};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tokio_rustls::{TlsAcceptor, TlsConnector};

use crate::harness::{new_dir, pki, samba::Samba};

/// Where the wire stops a write of `unicodePwd`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stop {
    /// Nowhere: everything passes.
    Nowhere,
    /// Before the server gets it.
    Before,
    /// Between the server's answer and the portal.
    After,
    /// Nowhere any more, and what was held is thrown away.
    Drop,
}

struct Shared {
    target: SocketAddr,
    server_name: ServerName<'static>,
    acceptor: TlsAcceptor,
    connector: TlsConnector,
    stop: watch::Sender<Stop>,
    /// Writes that came to the wire, and answers to them.
    seen: AtomicUsize,
    answered: AtomicUsize,
    /// What such a write is answered with, instead of passing it on: result code and diagnostic message.
    answer: Mutex<Option<(u8, String)>>,
}

/// A running wire.
pub struct Wire {
    /// `ldaps://` and its address.
    pub url: String,
    /// The authority of its certificate.
    pub ca_file: PathBuf,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Wire {
    /// A wire to this domain controller.
    pub async fn to(dc: &Samba) -> Self {
        crate::harness::init();
        let dir = new_dir("wire");
        pki::issue(&dir, &["127.0.0.1"]);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("an address").port();
        let shared = Arc::new(Shared {
            target: format!("{}:636", dc.ip).parse().expect("an address"),
            server_name: ServerName::try_from(dc.ip.clone()).expect("a name"),
            acceptor: TlsAcceptor::from(Arc::new(server(&dir))),
            connector: TlsConnector::from(Arc::new(client(&dc.ca_file()))),
            stop: watch::channel(Stop::Nowhere).0,
            seen: AtomicUsize::new(0),
            answered: AtomicUsize::new(0),
            answer: Mutex::new(None),
        });
        let own = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&own);
                connections.spawn(async move {
                    // A side that hangs up ends the connection; tests look at what came of it elsewhere.
                    let _ended = connect(stream, &shared).await;
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { url: format!("ldaps://127.0.0.1:{port}"), ca_file: dir.join("ca.pem"), shared, task }
    }

    /// From now on it stops there; what it held goes on, or is thrown away.
    pub fn set(&self, stop: Stop) {
        self.shared.stop.send_replace(stop);
    }

    /// From now on password writes get this answer and the server does not hear of them.
    pub fn answer(&self, code: u8, text: &str) {
        *self.shared.answer.lock().expect("lock") = Some((code, text.to_owned()));
    }

    /// From now on they pass again.
    pub fn answer_no_more(&self) {
        *self.shared.answer.lock().expect("lock") = None;
    }

    /// Password writes that the portal has sent so far.
    pub fn writes(&self) -> usize {
        self.shared.seen.load(Ordering::SeqCst)
    }

    /// Waits until a password write is on its way.
    pub async fn write_seen(&self) {
        crate::harness::wait_until("a write on the wire", Duration::from_secs(60), async || {
            (self.writes() > 0).then_some(())
        })
        .await;
    }

    /// Waits until the server has answered one.
    pub async fn write_answered(&self) {
        crate::harness::wait_until("an answer on the wire", Duration::from_secs(60), async || {
            (self.shared.answered.load(Ordering::SeqCst) > 0).then_some(())
        })
        .await;
    }
}

fn server(dir: &Path) -> ServerConfig {
    let chain =
        CertificateDer::pem_file_iter(dir.join("server.pem")).expect("a file").map(|c| c.expect("PEM")).collect();
    let key = PrivateKeyDer::from_pem_file(dir.join("server.key")).expect("a key");
    ServerConfig::builder().with_no_client_auth().with_single_cert(chain, key).expect("a certificate")
}

fn client(ca: &Path) -> ClientConfig {
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_file_iter(ca).expect("a file") {
        roots.add(certificate.expect("PEM")).expect("an authority");
    }
    ClientConfig::builder().with_root_certificates(roots).with_no_client_auth()
}

async fn connect(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let portal = shared.acceptor.accept(stream).await?;
    let onward = TcpStream::connect(shared.target).await?;
    onward.set_nodelay(true)?;
    let dc = shared.connector.connect(shared.server_name.clone(), onward).await?;
    let (portal_in, portal_out) = tokio::io::split(portal);
    let (dc_in, dc_out) = tokio::io::split(dc);
    let (written, awaited) = watch::channel(false);
    let back = tokio::sync::Mutex::new(portal_out);
    tokio::select! {
        ended = up(portal_in, dc_out, &back, shared, written) => ended,
        ended = down(dc_in, &back, shared, awaited) => ended,
    }
}

/// Requests.
async fn up(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    back: &tokio::sync::Mutex<impl AsyncWrite + Unpin>,
    shared: &Shared,
    written: watch::Sender<bool>,
) -> io::Result<()> {
    loop {
        let message = message(&mut from).await?;
        if message.windows(10).any(|window| window == b"unicodePwd") && operation(&message) == Some(0x66) {
            shared.seen.fetch_add(1, Ordering::SeqCst);
            let answer = shared.answer.lock().expect("lock").clone();
            if let Some((code, text)) = answer {
                let mut back = back.lock().await;
                back.write_all(&modify_response(&message, code, &text)).await?;
                back.flush().await?;
                continue;
            }
            pass(shared, Stop::Before).await?;
            written.send_replace(true);
        }
        to.write_all(&message).await?;
        to.flush().await?;
    }
}

/// Answers.
async fn down(
    mut from: impl AsyncRead + Unpin,
    to: &tokio::sync::Mutex<impl AsyncWrite + Unpin>,
    shared: &Shared,
    written: watch::Receiver<bool>,
) -> io::Result<()> {
    loop {
        let message = message(&mut from).await?;
        if *written.borrow() && operation(&message) == Some(0x67) {
            shared.answered.fetch_add(1, Ordering::SeqCst);
            pass(shared, Stop::After).await?;
        }
        let mut to = to.lock().await;
        to.write_all(&message).await?;
        to.flush().await?;
    }
}

/// Waits while the wire stops here.
async fn pass(shared: &Shared, here: Stop) -> io::Result<()> {
    let mut stop = shared.stop.subscribe();
    let now = *stop.wait_for(|stop| *stop != here).await.map_err(io::Error::other)?;
    if now == Stop::Drop { Err(io::ErrorKind::ConnectionAborted.into()) } else { Ok(()) }
}

/// One whole LDAP message.
async fn message(from: &mut (impl AsyncRead + Unpin)) -> io::Result<Vec<u8>> {
    let mut message = vec![from.read_u8().await?, from.read_u8().await?];
    let mut length = usize::from(message[1]);
    if length >= 0x80 {
        let mut bytes = vec![0; length & 0x7f];
        from.read_exact(&mut bytes).await?;
        length = bytes.iter().fold(0, |length, byte| length << 8 | usize::from(*byte));
        message.extend(bytes);
    }
    let head = message.len();
    message.resize(head + length, 0);
    from.read_exact(&mut message[head..]).await?;
    Ok(message)
}

/// The tag of a message's operation: behind the sequence's head and the message id.
fn operation(message: &[u8]) -> Option<u8> {
    let head = if message[1] < 0x80 { 2 } else { 2 + usize::from(message[1] & 0x7f) };
    let id = usize::from(*message.get(head + 1)?);
    message.get(head + 2 + id).copied()
}

/// The answer to a modify request (RFC 4511 section 4.6).
fn modify_response(request: &[u8], code: u8, text: &str) -> Vec<u8> {
    let head = if request[1] < 0x80 { 2 } else { 2 + usize::from(request[1] & 0x7f) };
    let id = &request[head..head + 2 + usize::from(request[head + 1])];
    let result = [element(0x0a, &[code]), element(0x04, b""), element(0x04, text.as_bytes())].concat();
    element(0x30, &[id, &element(0x67, &result)].concat())
}

/// One BER element with a length below 65536.
fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a short element").to_be_bytes();
    [&[tag, 0x82], length.as_slice(), content].concat()
}

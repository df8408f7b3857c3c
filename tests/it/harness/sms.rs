//! A text-message provider for tests: Twilio's API as far as we use it, and a plain HTTP gateway. Keeps every request.

use std::{
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, LazyLock, Mutex},
    time::Duration,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use http_body_util::{BodyExt as _, Full};
use hyper::{
    Request, Response,
    body::{Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::TokioIo;
use regex::Regex;
use serde_json::json;
use tokio::{net::TcpListener, sync::watch, task::JoinHandle};
use tokio_rustls::TlsAcceptor;

/// The account of the double.
pub const ACCOUNT: &str = "AC0123456789abcdef0123456789abcdef";
/// Its token.
pub const TOKEN: &str = "token-of-the-double";

/// A request that came in.
#[derive(Debug, Clone)]
pub struct Received {
    pub method: String,
    pub path: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Received {
    /// A form field.
    pub fn field(&self, name: &str) -> Option<String> {
        url::form_urlencoded::parse(self.body.as_bytes()).find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, v)| v.as_str())
    }
}

/// A message that was taken over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    pub to: String,
    /// What it says; of a call, what is read out.
    pub text: String,
    /// It is a call.
    pub call: bool,
}

impl Message {
    /// The code it carries.
    pub fn code(&self) -> Option<String> {
        if self.call {
            return spoken_code(&self.text);
        }
        let mut runs = self.text.split(|c: char| !c.is_ascii_digit());
        runs.find(|run| (6..=10).contains(&run.len())).map(ToOwned::to_owned)
    }
}

/// The digits that a call reads out one by one.
pub fn spoken_code(text: &str) -> Option<String> {
    static APART: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\b\d(?:, \d){5,9}\b").expect("a pattern"));
    APART.find(text).map(|found| found.as_str().replace(", ", ""))
}

/// What a TwiML document says, and in which languages; panics when it is no document that Twilio would follow.
fn spoken(twiml: &str) -> String {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(twiml);
    let (mut path, mut said) = (Vec::new(), String::new());
    loop {
        match reader.read_event().expect("well-formed XML") {
            Event::Start(tag) => {
                let name = String::from_utf8_lossy(tag.name().as_ref()).into_owned();
                assert!(matches!((path.len(), name.as_str()), (0, "Response") | (1, "Say")), "{twiml}");
                path.push(name);
            }
            Event::Empty(tag) => assert_eq!((path.len(), tag.name().as_ref()), (1, b"Pause".as_slice()), "{twiml}"),
            Event::End(_) => drop(path.pop()),
            Event::Text(text) => said.push_str(&text.decode().expect("UTF-8")),
            Event::GeneralRef(entity) => {
                let name = entity.decode().expect("UTF-8");
                said.push_str(quick_xml::escape::resolve_predefined_entity(&name).expect("a known entity"));
            }
            Event::Decl(_) => assert!(path.is_empty()),
            Event::Eof => break,
            other => panic!("{other:?} in {twiml}"),
        }
    }
    assert!(path.is_empty(), "{twiml}");
    said
}

/// What the double does instead of answering well.
#[derive(Debug, Clone)]
pub enum Fault {
    /// Answers with this status, these headers and this body; nothing is taken over.
    Answer(u16, Vec<(&'static str, String)>, String),
    /// Twilio's error body with this code and HTTP status; nothing is taken over.
    Twilio(u32, u16, &'static str),
    /// Takes the message over and hangs up without an answer.
    Close,
    /// Takes the message over and answers after this time.
    Slow(Duration),
}

#[derive(Debug, Default)]
struct Log {
    requests: Vec<Received>,
    messages: Vec<Message>,
    faults: Vec<(Fault, usize)>,
    status: &'static str,
}

struct Shared {
    log: Mutex<Log>,
    changed: watch::Sender<usize>,
}

/// A running provider; it ends when dropped.
pub struct SmsDouble {
    pub address: SocketAddr,
    secure: bool,
    folder: tempfile::TempDir,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Drop for SmsDouble {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl SmsDouble {
    /// Starts on a free port of 127.0.0.1: Twilio below `/2010-04-01/`, a gateway that takes JSON, a form or a
    /// query with `to` and `text` at `/gateway`.
    pub async fn start() -> Self {
        Self::listen(None).await
    }

    /// The same over TLS, under an authority of its own: [`SmsDouble::ca_file`].
    pub async fn start_tls() -> Self {
        super::smtp::install_crypto();
        let (config, ca) = super::smtp::certificates(&["localhost".into()], false);
        Self::listen(Some((TlsAcceptor::from(Arc::new(config)), ca))).await
    }

    async fn listen(tls: Option<(TlsAcceptor, String)>) -> Self {
        super::smtp::install_crypto();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let address = listener.local_addr().expect("an address");
        let log = Log { status: "active", ..Log::default() };
        let shared = Arc::new(Shared { log: Mutex::new(log), changed: watch::channel(0).0 });
        let folder = tempfile::tempdir().expect("a folder");
        let acceptor = tls.map(|(acceptor, ca)| {
            std::fs::write(folder.path().join("ca.pem"), ca).expect("written");
            acceptor
        });
        let secure = acceptor.is_some();
        let serving = Arc::clone(&shared);
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            loop {
                let Ok((tcp, _)) = listener.accept().await else { continue };
                let (shared, acceptor) = (Arc::clone(&serving), acceptor.clone());
                connections.spawn(async move {
                    let service = service_fn(move |request| answer(request, Arc::clone(&shared)));
                    match acceptor {
                        None => drop(http1::Builder::new().serve_connection(TokioIo::new(tcp), service).await),
                        Some(acceptor) => {
                            if let Ok(tls) = acceptor.accept(tcp).await {
                                drop(http1::Builder::new().serve_connection(TokioIo::new(tls), service).await);
                            }
                        }
                    }
                });
                while connections.try_join_next().is_some() {}
            }
        });
        Self { address, secure, folder, shared, task }
    }

    /// `http://127.0.0.1:PORT`, or `https://localhost:PORT`.
    pub fn url(&self) -> String {
        if self.secure {
            format!("https://localhost:{}", self.address.port())
        } else {
            format!("http://{}", self.address)
        }
    }

    /// The authority's certificate, when it speaks TLS.
    pub fn ca_file(&self) -> Option<PathBuf> {
        self.secure.then(|| self.folder.path().join("ca.pem"))
    }

    /// The next sends go wrong like this, as often as it says.
    pub fn fault(&self, fault: Fault, times: usize) {
        self.shared.log.lock().unwrap().faults.push((fault, times));
    }

    /// All faults end.
    pub fn heal(&self) {
        self.shared.log.lock().unwrap().faults.clear();
    }

    /// The account's state from now on, `active` or `suspended`.
    pub fn account_status(&self, status: &'static str) {
        self.shared.log.lock().unwrap().status = status;
    }

    /// Every request so far.
    pub fn requests(&self) -> Vec<Received> {
        self.shared.log.lock().unwrap().requests.clone()
    }

    /// Every message that was taken over.
    pub fn messages(&self) -> Vec<Message> {
        self.shared.log.lock().unwrap().messages.clone()
    }

    /// Waits for a message that `wanted` picks.
    pub async fn wait_for(&self, wanted: impl Fn(&Message) -> bool) -> Message {
        let mut changed = self.shared.changed.subscribe();
        let search = async {
            loop {
                if let Some(message) = self.messages().into_iter().find(|m| wanted(m)) {
                    return message;
                }
                changed.changed().await.expect("the provider lives");
            }
        };
        tokio::time::timeout(Duration::from_secs(20), search).await.expect("the message came in 20 s")
    }
}

type Answer = Response<Full<Bytes>>;

async fn answer(request: Request<Incoming>, shared: Arc<Shared>) -> io::Result<Answer> {
    let received = read(request).await?;
    shared.log.lock().unwrap().requests.push(received.clone());
    let twilio = received.path.starts_with("/2010-04-01/");
    if twilio && !authorized(&received) {
        return Ok(twilio_error(20003, 401, "Authenticate"));
    }
    if received.method == "GET" && received.path == format!("/2010-04-01/Accounts/{ACCOUNT}.json") {
        let status = shared.log.lock().unwrap().status;
        return Ok(reply(200, &[], json!({"sid": ACCOUNT, "friendly_name": "double", "status": status}).to_string()));
    }
    if received.method == "HEAD" {
        return Ok(reply(200, &[], String::new()));
    }
    let message = match message(&received) {
        Some(message) => message,
        None => return Ok(twilio_error(20404, 404, "The requested resource was not found")),
    };
    let fault = {
        let mut log = shared.log.lock().unwrap();
        let found = log.faults.iter_mut().find(|(_, left)| *left > 0);
        found.map(|(fault, left)| {
            *left -= 1;
            fault.clone()
        })
    };
    match fault {
        Some(Fault::Answer(status, headers, body)) => return Ok(reply(status, &headers, body)),
        Some(Fault::Twilio(code, status, text)) => return Ok(twilio_error(code, status, text)),
        Some(Fault::Close) => {
            take_over(&shared, message);
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Some(Fault::Slow(time)) => {
            take_over(&shared, message.clone());
            tokio::time::sleep(time).await;
        }
        None => take_over(&shared, message.clone()),
    }
    if twilio {
        let kind = if message.call { "CA" } else { "SM" };
        let sid = format!("{kind}{:032x}", shared.log.lock().unwrap().messages.len());
        Ok(reply(201, &[], created(&sid, &received, &message)))
    } else {
        Ok(reply(200, &[], json!({"result": {"status": "accepted"}}).to_string()))
    }
}

fn take_over(shared: &Shared, message: Message) {
    shared.log.lock().unwrap().messages.push(message);
    shared.changed.send_modify(|n| *n += 1);
}

async fn read(request: Request<Incoming>) -> io::Result<Received> {
    let (head, body) = request.into_parts();
    let body = body.collect().await.map_err(io::Error::other)?.to_bytes();
    let headers = head.headers.iter().map(|(n, v)| (n.to_string(), String::from_utf8_lossy(v.as_bytes()).into_owned()));
    Ok(Received {
        method: head.method.to_string(),
        path: head.uri.path_and_query().map(ToString::to_string).unwrap_or_default(),
        headers: headers.collect(),
        body: String::from_utf8_lossy(&body).into_owned(),
    })
}

fn authorized(received: &Received) -> bool {
    received.header("authorization") == Some(&format!("Basic {}", BASE64.encode(format!("{ACCOUNT}:{TOKEN}"))))
}

/// The message in a request, whichever API it came by.
fn message(received: &Received) -> Option<Message> {
    if received.path == format!("/2010-04-01/Accounts/{ACCOUNT}/Messages.json") && received.method == "POST" {
        let sender = received.field("From").or_else(|| received.field("MessagingServiceSid"));
        return sender.and(Some(Message { to: received.field("To")?, text: received.field("Body")?, call: false }));
    }
    if received.path == format!("/2010-04-01/Accounts/{ACCOUNT}/Calls.json") && received.method == "POST" {
        let (to, twiml) = (received.field("To")?, received.field("Twiml")?);
        return received.field("From").map(|_| Message { to, text: spoken(&twiml), call: true });
    }
    if received.path.starts_with("/gateway") {
        if let Ok(body) = serde_json::from_str::<serde_json::Value>(&received.body) {
            return Some(Message {
                to: body["to"].as_str()?.to_owned(),
                text: body["text"].as_str()?.to_owned(),
                call: false,
            });
        }
        let query = received.path.split_once('?').map(|(_, q)| q.to_owned()).unwrap_or_else(|| received.body.clone());
        let field = |name: &str| {
            url::form_urlencoded::parse(query.as_bytes()).find(|(n, _)| n == name).map(|(_, v)| v.into_owned())
        };
        return Some(Message { to: field("to")?, text: field("text")?, call: false });
    }
    None
}

/// Twilio's answer to an accepted message.
fn created(sid: &str, received: &Received, message: &Message) -> String {
    json!({
        "account_sid": ACCOUNT, "api_version": "2010-04-01", "body": message.text, "date_created": null,
        "direction": "outbound-api", "error_code": null, "error_message": null, "from": received.field("From"),
        "messaging_service_sid": received.field("MessagingServiceSid"), "num_media": "0", "num_segments": "1",
        "price": null, "price_unit": "USD", "sid": sid, "status": "queued", "to": message.to,
        "uri": format!("/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json"),
    })
    .to_string()
}

fn twilio_error(code: u32, status: u16, text: &str) -> Answer {
    let more = format!("https://www.twilio.com/docs/errors/{code}");
    reply(status, &[], json!({"code": code, "message": text, "more_info": more, "status": status}).to_string())
}

fn reply(status: u16, headers: &[(&'static str, String)], body: String) -> Answer {
    let mut builder = Response::builder().status(status).header("content-type", "application/json");
    for (name, value) in headers {
        builder = builder.header(*name, value);
    }
    builder.body(Full::new(Bytes::from(body))).expect("a well-formed answer")
}

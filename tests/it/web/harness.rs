//! A portal with a few test routes, and a client that sends exactly the bytes it is given.

use std::{
    collections::HashMap,
    net::SocketAddr,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use actix_web::{HttpRequest, HttpResponse, http::StatusCode, web};
use latchkey::{
    domain::error::Code,
    telemetry,
    web::{
        assets, cookies,
        form::Form,
        health::Health,
        ports::{Asked, Asset, Assets, Entropy, ErrorPages, Flood, FloodKey, Probe},
        problem::{Failure, page},
        routes::{Entry, Table},
        server::{self, ServerError},
        settings::{Limits, WebSettings},
        shell::{Parts, Shell},
    },
};
use metrics_exporter_prometheus::PrometheusHandle;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    task::JoinHandle,
};
use tokio_util::sync::CancellationToken;

/// More than the kernel's buffers take of a page that nobody reads.
pub const LARGE: usize = 8 * 1024 * 1024;
pub const HOST: &str = "pw.example.org";

/// What the test routes did: the side effects that a refused request must not have.
#[derive(Default)]
pub struct Deeds {
    pub posts: AtomicUsize,
    pub smuggled: AtomicUsize,
    pub clients: Mutex<Vec<String>>,
}

struct Pages;
impl ErrorPages for Pages {
    fn problem(&self, code: Code, status: u16, reference: &str, asked: &Asked<'_>) -> String {
        format!("<!doctype html><title>{code}</title><p>problem {status} {reference} {}", asked.cookie.unwrap_or("-"))
    }
}

struct Files;
impl Assets for Files {
    fn fingerprinted(&self, name: &str) -> Option<Asset> {
        (name == "site.3f2a.css")
            .then(|| Asset { bytes: b"body{}".into(), content_type: "text/css; charset=utf-8".into() })
    }
    fn favicon(&self) -> Option<Asset> {
        Some(Asset { bytes: b"icon".into(), content_type: "image/x-icon".into() })
    }
}

/// Distinct bytes, as a test needs them.
pub struct Counting(AtomicU64);
impl Entropy for Counting {
    fn fill(&self, bytes: &mut [u8]) {
        for byte in bytes {
            let next = self.0.fetch_add(0x9E37_79B9_7F4A_7C15, Ordering::Relaxed);
            *byte = u8::try_from(next >> 56).unwrap();
        }
    }
}

struct Budget {
    most: u32,
    spent: Mutex<HashMap<FloodKey, u32>>,
}
impl Flood for Budget {
    fn check(&self, key: FloodKey) -> Result<(), Duration> {
        let mut spent = self.spent.lock().unwrap();
        let count = spent.entry(key).or_default();
        *count += 1;
        if *count > self.most { Err(Duration::from_millis(1500)) } else { Ok(()) }
    }
}

struct Never;
#[async_trait::async_trait]
impl Probe for Never {
    fn name(&self) -> &'static str {
        "directory"
    }
    async fn check(&self) -> Result<(), String> {
        Err("CANARY reason".to_owned())
    }
}

struct Always;
#[async_trait::async_trait]
impl Probe for Always {
    fn name(&self) -> &'static str {
        "database"
    }
    async fn check(&self) -> Result<(), String> {
        Ok(())
    }
}

async fn show(shell: web::Data<Shell>, request: HttpRequest) -> HttpResponse {
    let held = cookies::token(request.headers(), shell.cookies.flow).filter(|value| shell.visitors.recognises(value));
    let value = held.map_or_else(|| shell.visitors.issue(&*shell.entropy), str::to_owned);
    let token = shell.csrf.token(&value, latchkey::web::csrf::purpose("/form"), &*shell.entropy);
    let mut response = page(StatusCode::OK, format!("<form><input name=csrf value=\"{token}\">"));
    if held.is_none() {
        response.add_cookie(&shell.cookies.set_flow(&value)).unwrap();
    }
    response
}

async fn take(form: Form, deeds: web::Data<Deeds>) -> Result<HttpResponse, Failure> {
    form.fields.only(&["login", "pad"])?;
    form.fields.text("login")?;
    deeds.posts.fetch_add(1, Ordering::SeqCst);
    Ok(HttpResponse::SeeOther().insert_header(("location", "/form")).finish())
}

async fn whoami(client: latchkey::web::middleware::client::ClientInfo, deeds: web::Data<Deeds>) -> HttpResponse {
    deeds.clients.lock().unwrap().push(client.address.to_string());
    page(StatusCode::OK, "you")
}

async fn smuggled(deeds: web::Data<Deeds>) -> HttpResponse {
    deeds.smuggled.fetch_add(1, Ordering::SeqCst);
    page(StatusCode::OK, "smuggled")
}

async fn leak() -> HttpResponse {
    HttpResponse::InternalServerError().body("CANARY src/store.rs sqlite DSID-031")
}

async fn burst() -> HttpResponse {
    panic!("CANARY in a panic")
}

async fn slow() -> HttpResponse {
    tokio::time::sleep(Duration::from_millis(700)).await;
    page(StatusCode::OK, "slow but whole")
}

async fn large() -> HttpResponse {
    static PAGE: OnceLock<web::Bytes> = OnceLock::new();
    page(StatusCode::OK, PAGE.get_or_init(|| vec![b'x'; LARGE].into()).clone())
}

pub fn table() -> Table {
    let mut entries = assets::entries();
    entries.extend([
        Entry::read("/form", || web::to(show)),
        Entry::form("/form", || web::to(take)),
        Entry::read("/whoami", || web::to(whoami)),
        Entry::read("/smuggled", || web::to(smuggled)),
        Entry::read("/leak", || web::to(leak)),
        Entry::read("/panic", || web::to(burst)),
        Entry::read("/slow", || web::to(slow)),
        Entry::read("/large", || web::to(large)),
    ]);
    Table::new(entries)
}

pub struct Portal {
    pub addr: SocketAddr,
    pub redirect: SocketAddr,
    pub health: SocketAddr,
    pub deeds: Arc<Deeds>,
    pub stop: CancellationToken,
    pub done: Option<JoinHandle<Result<(), ServerError>>>,
}

pub fn settings() -> WebSettings {
    let free = || vec!["127.0.0.1:0".parse().unwrap()];
    WebSettings {
        listen: free(),
        console_listen: Vec::new(),
        console_urls: Vec::new(),
        redirect_listen: free(),
        health_listen: free(),
        public_urls: vec![format!("https://{HOST}/").parse().unwrap(), "https://second.example.org/".parse().unwrap()],
        trusted_proxies: Vec::new(),
        tls: None,
        workers: Some(2),
        shutdown: Duration::from_secs(10),
        limits: Limits::default(),
        security_txt: Some("Contact: mailto:security@example.org\n".to_owned()),
    }
}

fn recorder() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    HANDLE.get_or_init(|| telemetry::install_metrics().unwrap()).clone()
}

impl Portal {
    pub async fn start() -> Self {
        Self::with(settings(), 100_000).await
    }

    pub async fn with(settings: WebSettings, flood: u32) -> Self {
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let parts = Parts {
            errors: Arc::new(Pages),
            flood: Arc::new(Budget { most: flood, spent: Mutex::default() }),
            entropy: Arc::new(Counting(AtomicU64::new(1))),
            assets: Arc::new(Files),
            csrf_key: [3; 32],
            visitor_key: [4; 32],
        };
        let deeds = web::Data::new(Deeds::default());
        let kept = Arc::clone(&deeds);
        let shell = Arc::new(Shell::new(&settings, table(), parts).unwrap());
        let bound = server::bind(&settings).unwrap();
        let (addr, redirect, health_addr) = (bound.addrs()[0], bound.redirect_addrs()[0], bound.health_addrs()[0]);
        let probes: Vec<Arc<dyn Probe>> = vec![Arc::new(Always), Arc::new(Never)];
        let health = Health { probes, metrics: recorder(), runtime: tokio::runtime::Handle::current() };
        let stop = CancellationToken::new();
        let token = stop.clone();
        let done = tokio::spawn(async move {
            let setup = move |config: &mut web::ServiceConfig| {
                config.app_data(deeds.clone());
            };
            bound.run(&settings, shell, Some(health), setup, token).await
        });
        Self { addr, redirect, health: health_addr, deeds: kept, stop, done: Some(done) }
    }

    /// Sends a request with our Host and reads the answer.
    pub async fn get(&self, path: &str, headers: &str) -> Answer {
        self.send("GET", path, headers, "").await
    }

    pub async fn send(&self, method: &str, path: &str, headers: &str, body: &str) -> Answer {
        let length = if body.is_empty() { String::new() } else { format!("Content-Length: {}\r\n", body.len()) };
        let text =
            format!("{method} {path} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n{length}{headers}\r\n{body}");
        Answer::parse(&raw(self.addr, text.as_bytes()).await)
    }

    /// A posted form with everything that a browser of ours sends.
    pub async fn post(&self, headers: &str, body: &str) -> Answer {
        let headers = format!("Content-Type: application/x-www-form-urlencoded\r\n{headers}");
        self.send("POST", "/form", &headers, body).await
    }

    pub fn posts(&self) -> usize {
        self.deeds.posts.load(Ordering::SeqCst)
    }

    pub fn smuggled(&self) -> usize {
        self.deeds.smuggled.load(Ordering::SeqCst)
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// Sends bytes, then reads until the server closes. A reset after an answer counts as the end.
pub async fn raw(addr: SocketAddr, bytes: &[u8]) -> Vec<u8> {
    let mut stream = TcpStream::connect(addr).await.unwrap();
    let _ = stream.write_all(bytes).await;
    to_end(&mut stream).await
}

pub async fn to_end(stream: &mut TcpStream) -> Vec<u8> {
    let mut all = Vec::new();
    let read = async {
        let mut part = [0; 8192];
        while let Ok(amount @ 1..) = stream.read(&mut part).await {
            all.extend_from_slice(&part[..amount]);
        }
    };
    tokio::time::timeout(Duration::from_secs(25), read).await.expect("the server closes the connection");
    all
}

#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Answer {
    pub fn parse(bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes);
        let (head, body) = text.split_once("\r\n\r\n").unwrap_or_else(|| panic!("no answer: {text:?}"));
        let mut lines = head.split("\r\n");
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers =
            lines.map(|line| line.split_once(": ").unwrap()).map(|(n, v)| (n.to_ascii_lowercase(), v.to_owned()));
        Self { status, headers: headers.collect(), body: body.to_owned() }
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        let mut found = self.headers.iter().filter(|(known, _)| known == name);
        let first = found.next().map(|(_, value)| value.as_str());
        assert!(found.next().is_none(), "{name} comes twice");
        first
    }

    /// The cookie that the answer sets, `name=value`.
    pub fn cookie(&self) -> String {
        self.header("set-cookie").expect("a cookie").split(';').next().unwrap().to_owned()
    }

    pub fn token(&self) -> String {
        self.body.split("value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    }
}

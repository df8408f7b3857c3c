//! What the web floor is told at its start; plain data that the configuration is turned into.

use std::{net::SocketAddr, path::PathBuf, time::Duration};

use ipnet::IpNet;
use url::Url;

/// The files of the portal's own certificate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlsFiles {
    /// PEM: the certificate, then its intermediates.
    pub certificate: PathBuf,
    /// PEM: the private key.
    pub key: PathBuf,
}

/// The largest and slowest request that is taken (N28).
#[derive(Debug, Clone)]
pub struct Limits {
    /// Bytes of the request line; more is 414.
    pub line: usize,
    /// Bytes of all header lines together; more is 431.
    pub headers: usize,
    /// Number of header lines; more is 431.
    pub header_lines: usize,
    /// Bytes of a form; more is 413.
    pub form: usize,
    /// From the first byte of a request (or from the connection) to the end of its headers.
    pub header_time: Duration,
    /// From the end of the headers to the end of the body.
    pub body_time: Duration,
    /// For each 64 KiB of an answer that the client takes.
    pub write_time: Duration,
    /// How long a connection may rest between requests.
    pub keep_alive: Duration,
    /// For the TLS handshake.
    pub handshake_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            line: 4 * 1024,
            headers: 16 * 1024,
            header_lines: 64,
            form: 16 * 1024,
            header_time: Duration::from_secs(5),
            body_time: Duration::from_secs(10),
            write_time: Duration::from_secs(10),
            keep_alive: Duration::from_secs(15),
            handshake_time: Duration::from_secs(5),
        }
    }
}

/// Everything the web floor is told.
#[derive(Debug, Clone)]
pub struct WebSettings {
    /// Where the portal listens. Port 0 takes any free port.
    pub listen: Vec<SocketAddr>,
    /// Where the console listens, when it has a listener of its own (R146).
    pub console_listen: Vec<SocketAddr>,
    /// The addresses administrators use there.
    pub console_urls: Vec<Url>,
    /// Where plain HTTP is answered with a redirect to the portal (R174).
    pub redirect_listen: Vec<SocketAddr>,
    /// Where `/healthz`, `/readyz` and `/metrics` are (R93).
    pub health_listen: Vec<SocketAddr>,
    /// The addresses people use; the first is the canonical one. No other host is answered (R84).
    pub public_urls: Vec<Url>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed (R85).
    pub trusted_proxies: Vec<IpNet>,
    /// Own TLS; `None` behind a proxy that ends TLS, or for the demo.
    pub tls: Option<TlsFiles>,
    /// Worker threads; `None` is one per core.
    pub workers: Option<usize>,
    /// How long a stop waits for requests under way (R168).
    pub shutdown: Duration,
    /// Request limits.
    pub limits: Limits,
    /// The text of `/.well-known/security.txt` (RFC 9116); `None` is 404.
    pub security_txt: Option<String>,
}

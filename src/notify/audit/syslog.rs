//! Syslog over TLS (RFC 5425). The protocol has no receipts, and bytes that the kernel took may be lost with the
//! receiver. So a batch is one connection: after its last message we say that no more will come, and what tells that
//! the batch arrived is the receiver's own end of the connection: it has read everything then.

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use rustls::{ClientConfig, pki_types::ServerName};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::timeout,
};
use tokio_rustls::TlsConnector;

use super::{AuditSink, SinkError, rfc5424};
use crate::{
    crypto::certificate::{SeenEnd, Shown},
    domain::export::Exported,
    notify::{scrub::scrub, settings::SettingsError, tls},
};

/// Where a collector is.
#[derive(Debug, Clone)]
pub struct SyslogSettings {
    /// Its name; the certificate must have it.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// PEM file with the only authorities to trust; the system's when absent.
    pub ca_file: Option<PathBuf>,
    /// PEM files with a certificate and its key, for collectors that ask who we are.
    pub client: Option<(PathBuf, PathBuf)>,
    /// Whether names, contacts and addresses go along.
    pub personal: bool,
    /// The HOSTNAME of messages: the portal's.
    pub hostname: String,
    /// Time to connect, and time to hand one batch over.
    pub timeout: Duration,
}

/// A collector.
pub struct Syslog {
    settings: SyslogSettings,
    name: ServerName<'static>,
    tls: Arc<ClientConfig>,
    seen: SeenEnd,
}

impl std::fmt::Debug for Syslog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Syslog({}:{})", self.settings.host, self.settings.port)
    }
}

impl Syslog {
    /// Reads certificates; connects at the first batch.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: SyslogSettings) -> Result<Self, SettingsError> {
        let name = ServerName::try_from(settings.host.clone()).map_err(|_| {
            SettingsError::new("host", "it is no host name", "write the collector's host name, `logs.example.org`")
        })?;
        let client = settings.client.as_ref().map(|(certificate, key)| (certificate.as_path(), key.as_path()));
        let seen = SeenEnd::default();
        let tls = tls::client_config_as(settings.ca_file.as_ref(), client, Some(&seen))?;
        Ok(Self { settings, name, tls, seen })
    }

    async fn deliver(&self, frames: &[u8]) -> Result<(), SinkError> {
        let (host, port) = (self.settings.host.as_str(), self.settings.port);
        let connect = async {
            let tcp = TcpStream::connect((host, port)).await.map_err(|e| failed("syslog-unreachable", &e))?;
            tcp.set_nodelay(true).map_err(|e| failed("syslog-unreachable", &e))?;
            TlsConnector::from(Arc::clone(&self.tls)).connect(self.name.clone(), tcp).await.map_err(|e| {
                let detail = scrub(&e.to_string(), &[]);
                SinkError::new("syslog-tls", format!("{detail}; {}", tls::remedy(&e)))
            })
        };
        let late = |code, what: &str| SinkError::new(code, format!("{host}:{port}: {what}"));
        let mut stream = timeout(self.settings.timeout, connect)
            .await
            .map_err(|_| late("syslog-unreachable", "no connection in time"))??;
        let hand_over = async {
            stream.write_all(frames).await?;
            // close_notify, and the end of what we write.
            stream.shutdown().await?;
            let mut buffer = [0_u8; 256];
            loop {
                match stream.read(&mut buffer).await {
                    Ok(0) => return Ok(()),
                    // Collectors have nothing to say; what they do say changes nothing.
                    Ok(_) => {}
                    // The end without close_notify: many collectors just close. A connection that was broken off is
                    // another error.
                    Err(error) if error.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(()),
                    Err(error) => return Err(error),
                }
            }
        };
        match timeout(self.settings.timeout, hand_over).await {
            Ok(done) => done.map_err(|error: std::io::Error| failed("syslog-broken", &error)),
            Err(_) => Err(late("syslog-silent", "it did not close the connection after the last message")),
        }
    }
}

#[async_trait]
impl AuditSink for Syslog {
    fn name(&self) -> &'static str {
        "syslog"
    }

    fn personal(&self) -> bool {
        self.settings.personal
    }

    fn most(&self) -> u32 {
        500
    }

    fn shown(&self) -> Option<Shown> {
        let server = format!("{}:{}", self.settings.host, self.settings.port);
        Some(Shown { server, ends: self.seen.get() })
    }

    async fn write(&self, batch: &[Exported]) -> Result<(), SinkError> {
        let frames: Vec<u8> = batch.iter().flat_map(|record| rfc5424::frame(&self.settings.hostname, record)).collect();
        self.deliver(&frames).await
    }
}

fn failed(code: &'static str, error: &std::io::Error) -> SinkError {
    SinkError::new(code, scrub(&error.to_string(), &[]))
}

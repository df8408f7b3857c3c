//! `[audit]`: how long names are kept, how often the log is verified, and where the audit log is copied to.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::Deserialize;

use super::check::Check;

/// The audit log.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Audit {
    /// How long the personal part of an event (name, contact, address) is kept, in days. Then it is erased; what
    /// happened and when stays, so that the chain still holds (N29). An owner can set another number in the console,
    /// which counts from then on.
    #[schemars(range(min = 30, max = 3650))]
    pub retention_days: u32,
    /// How often the whole log is looked through for what was altered, left out or put in, in hours. 0 for never; what
    /// is new is looked at twice a minute all the same.
    #[schemars(range(min = 0, max = 720))]
    pub verify_hours: u32,
    /// A collector that takes syslog over TLS (RFC 5424, RFC 5425). Copies what an intruder of this machine could
    /// alter here.
    pub syslog: Syslog,
    /// A file with one JSON object a line, for an agent that ships it.
    pub file: File,
    /// A receiver that takes signed POSTs.
    pub webhook: Webhook,
}

/// A syslog collector.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Syslog {
    /// Its name, as its certificate has it. Without it nothing is sent.
    #[schemars(extend("format" = "host"))]
    pub host: Option<String>,
    /// Its TCP port.
    #[schemars(range(min = 1, max = 65535))]
    pub port: u16,
    /// Certificates (PEM) of the authority that signed the collector's certificate, when the machine does not know it.
    pub ca_file: Option<PathBuf>,
    /// A certificate (PEM) to show to a collector that asks for one.
    pub client_certificate: Option<PathBuf>,
    /// Its key (PEM); `credential:NAME` for a systemd credential.
    pub client_key: Option<PathBuf>,
    /// Send names, contacts and addresses too. They can not be erased there when their time is over.
    pub personal: bool,
    /// Time to connect, and time to hand over one batch, in seconds.
    #[schemars(range(min = 1, max = 60))]
    pub timeout_seconds: u64,
}

/// A file of JSON lines.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct File {
    /// The file. Without it nothing is written. The folder must be there, and the unit must let Latchkey write to it.
    pub path: Option<PathBuf>,
    /// Largest size in MiB before it is rotated; 0 for no limit, when something else rotates it.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub max_megabytes: u64,
    /// Rotated files that are kept.
    #[schemars(range(min = 0, max = 1000))]
    pub keep: u32,
    /// Write names, contacts and addresses too. They can not be erased there when their time is over.
    pub personal: bool,
}

/// A receiver of signed POSTs.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Webhook {
    /// Where to. Without it nothing is sent.
    #[schemars(extend("format" = "web-url"))]
    pub url: Option<String>,
    /// What signs the requests (HMAC-SHA-256). Required with `url`; 16 characters or more.
    #[schemars(with = "Option<String>")]
    pub secret: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub secret_file: Option<String>,
    /// Certificates (PEM) of the only authorities to trust. Without it those that the machine knows.
    pub ca_file: Option<PathBuf>,
    /// Send names, contacts and addresses too. They can not be erased there when their time is over.
    pub personal: bool,
    /// Time for one request, in seconds.
    #[schemars(range(min = 1, max = 60))]
    pub timeout_seconds: u64,
}

impl Default for Audit {
    fn default() -> Self {
        let (retention_days, verify_hours) = (400, 24);
        Self {
            retention_days,
            verify_hours,
            syslog: Syslog::default(),
            file: File::default(),
            webhook: Webhook::default(),
        }
    }
}

impl Default for Syslog {
    fn default() -> Self {
        Self {
            host: None,
            port: 6514,
            ca_file: None,
            client_certificate: None,
            client_key: None,
            personal: false,
            timeout_seconds: 20,
        }
    }
}

impl Default for File {
    fn default() -> Self {
        Self { path: None, max_megabytes: 100, keep: 10, personal: false }
    }
}

impl Default for Webhook {
    fn default() -> Self {
        Self { url: None, secret: None, secret_file: None, ca_file: None, personal: false, timeout_seconds: 20 }
    }
}

impl Audit {
    /// How often the whole log is looked through; none for never.
    #[must_use]
    pub fn verify_every(&self) -> Option<Duration> {
        (self.verify_hours > 0).then(|| Duration::from_secs(u64::from(self.verify_hours) * 3600))
    }

    pub(super) fn validate(&self, check: &mut Check) {
        let syslog = &self.syslog;
        readable("audit.syslog.ca_file", syslog.ca_file.as_deref(), check);
        readable("audit.syslog.client_certificate", syslog.client_certificate.as_deref(), check);
        match (&syslog.client_certificate, &syslog.client_key) {
            (Some(_), None) => check.missing("audit.syslog.client_key", "name the certificate's key"),
            (None, Some(_)) => check.missing("audit.syslog.client_certificate", "name the key's certificate"),
            _ => {}
        }
        if let Some(path) = &self.file.path {
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            if folder.is_some_and(|folder| !folder.is_dir()) || path.is_dir() {
                check.error(
                    "audit.file.path",
                    format!("{} can not be written", path.display()),
                    "name a file in a folder that is there and that the user who runs Latchkey can write to",
                );
            }
        }
        self.webhook.validate("audit.webhook", check);
    }
}

impl Webhook {
    fn validate(&self, section: &str, check: &mut Check) {
        webhook(section, self.url.as_deref(), self.secret.as_ref(), check);
        readable(&format!("{section}.ca_file"), self.ca_file.as_deref(), check);
    }
}

/// An address with a secret, and TLS on the way.
pub(super) fn webhook(section: &str, url: Option<&str>, secret: Option<&SecretString>, check: &mut Check) {
    use secrecy::ExposeSecret as _;
    let Some(url) = url else { return };
    let parsed = url::Url::parse(url).ok();
    let host = parsed.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    let here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    if parsed.as_ref().is_some_and(|url| url.scheme() == "http") && !here {
        check.error(
            &format!("{section}.url"),
            "the audit log would cross the network in the clear",
            format!("write https://{host}"),
        );
    }
    match secret {
        None if !check.has_error(&format!("{section}.secret_file")) => check.missing(
            &format!("{section}.secret"),
            "put a random text in a file and name it: openssl rand -base64 32 > FILE; secret_file = \"FILE\"",
        ),
        Some(secret) if secret.expose_secret().len() < 16 => check.error(
            &format!("{section}.secret"),
            "the secret is shorter than 16 characters",
            "make a random one: openssl rand -base64 32",
        ),
        _ => {}
    }
}

fn readable(key: &str, file: Option<&Path>, check: &mut Check) {
    let Some(file) = file else { return };
    if let Err(cause) = std::fs::metadata(file) {
        check.error(key, format!("{} can not be read: {cause}", file.display()), "name a PEM file, or remove the line");
    }
}

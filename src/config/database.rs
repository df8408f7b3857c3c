//! `[database]`.

use schemars::JsonSchema;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;

use super::check::Check;

/// Where Latchkey keeps its own data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Database {
    /// `sqlite:PATH`, or `postgres://USER:PASSWORD@HOST/NAME` for several nodes. Without it
    /// `sqlite:/var/lib/latchkey/latchkey.db`.
    #[schemars(with = "Option<String>")]
    pub url: Option<SecretString>,
    /// File that holds the URL; `credential:NAME` for a systemd credential.
    pub url_file: Option<String>,
    /// Most connections of each node to PostgreSQL. SQLite has one writer and four readers.
    #[schemars(range(min = 2, max = 100))]
    pub max_connections: u32,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: Some(SecretString::from("sqlite:/var/lib/latchkey/latchkey.db")),
            url_file: None,
            max_connections: 10,
        }
    }
}

impl Database {
    /// The URL; the default one is filled in.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_ref().map_or("sqlite:/var/lib/latchkey/latchkey.db", |u| u.expose_secret())
    }

    pub(super) fn validate(&self, check: &mut Check) {
        let key = if self.url_file.is_some() { "database.url_file" } else { "database.url" };
        if check.has_error(key) {
            return;
        }
        let url = self.url();
        // Texts here never show the URL: it may hold a password.
        if let Some(path) = url.strip_prefix("sqlite:") {
            if path.trim_start_matches('/').is_empty() {
                check.error(key, "the SQLite URL has no path", "write sqlite:/var/lib/latchkey/latchkey.db");
            } else if path.contains(":memory:") {
                check.error(key, "a database in memory forgets everything", "write sqlite: and the path of a file");
            }
            return;
        }
        if !(url.starts_with("postgres://") || url.starts_with("postgresql://")) {
            check.error(
                key,
                "the URL begins with neither sqlite: nor postgres://",
                "write sqlite:/var/lib/latchkey/latchkey.db or postgres://latchkey@db.contoso.com/latchkey",
            );
            return;
        }
        let parsed = url::Url::parse(url).ok();
        let socket = parsed.as_ref().is_some_and(|u| u.query_pairs().any(|(k, _)| k == "host"));
        match parsed.as_ref().and_then(url::Url::host_str).filter(|h| !h.is_empty()) {
            None if !socket => {
                check.error(key, "the PostgreSQL URL has no host", "write postgres://USER:PASSWORD@HOST/NAME");
            }
            Some(host) if !is_local(host) && !url.contains("sslmode=verify-full") => check.warning(
                key,
                "the connection to PostgreSQL does not verify the server's certificate",
                "add ?sslmode=verify-full to the URL",
            ),
            _ => {}
        }
    }
}

fn is_local(host: &str) -> bool {
    host == "localhost" || host.starts_with("127.") || host == "[::1]"
}

//! `[admin]`.

use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::{
    check::Check,
    server::{Server, public},
};

/// The console, at `/admin`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Admin {
    /// Serve it at all. Without it the commands remain.
    pub enabled: bool,
    /// Address and port of a listener of its own. With it `/admin` is nowhere on the listener for people, and this one
    /// serves nothing else.
    #[schemars(with = "Option<String>", extend("format" = "socket-address"))]
    pub listen: Option<SocketAddr>,
    /// The address that administrators type, with a listener of its own. Passkeys work here too when its host is that of
    /// `server.public_url`, or below it.
    #[schemars(with = "Option<String>", extend("format" = "web-url"))]
    pub public_url: Option<Url>,
}

impl Default for Admin {
    fn default() -> Self {
        Self { enabled: true, listen: None, public_url: None }
    }
}

impl Admin {
    /// Where the console has a listener of its own, and its address.
    #[must_use]
    pub fn own(&self) -> Option<(SocketAddr, &Url)> {
        self.listen.zip(self.public_url.as_ref()).filter(|_| self.enabled)
    }

    pub(super) fn validate(&self, server: &Server, check: &mut Check) {
        match (self.listen, &self.public_url) {
            (Some(_), None) => {
                check.missing("admin.public_url", "write the address that administrators type for this listener");
            }
            (None, Some(_)) => check.missing("admin.listen", "name the listener, or remove admin.public_url"),
            _ => {}
        }
        if let Some(listen) = self.listen
            && [server.listen, server.health_listen].contains(&listen)
        {
            check.error(
                "admin.listen",
                "the console can not share the address of the pages or of health",
                "give it a port of its own, for example 127.0.0.1:8443, or remove the line",
            );
        }
        let Some(url) = &self.public_url else { return };
        public(url, "admin.public_url", check);
        let schemes = server.public_url.as_ref().map(|people| (people.scheme(), url.scheme()));
        if schemes.is_some_and(|(people, own)| people != own) {
            check.error(
                "admin.public_url",
                "one address is http and the other https",
                "give both the same scheme: both listeners have the same certificate",
            );
        }
    }
}

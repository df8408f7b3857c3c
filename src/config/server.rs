//! `[server]`.

use std::{net::SocketAddr, path::PathBuf};

use ipnet::IpNet;
use schemars::JsonSchema;
use serde::Deserialize;
use url::Url;

use super::check::Check;
use crate::domain::message::LONGEST_HOST;

/// Where Latchkey listens, and the addresses that people know it by.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Server {
    /// Address and port of the pages.
    #[schemars(with = "String", extend("format" = "socket-address"))]
    pub listen: SocketAddr,
    /// The address that people type. Links in messages are made of it, never of a request. Required; https, except
    /// on this machine.
    #[schemars(with = "Option<String>", extend("format" = "web-url"))]
    pub public_url: Option<Url>,
    /// Further addresses of the same portal. A request for any other host is refused.
    #[schemars(with = "Vec<WebUrl>")]
    pub other_urls: Vec<Url>,
    /// Networks of the reverse proxies whose `X-Forwarded-For` is believed. Nobody else's is.
    #[schemars(with = "Vec<Network>")]
    pub trusted_proxies: Vec<IpNet>,
    /// Certificate chain (PEM), for TLS without a reverse proxy. Read again on SIGHUP.
    pub tls_certificate: Option<PathBuf>,
    /// Private key (PEM) of the certificate; `credential:NAME` for a systemd credential.
    pub tls_key: Option<PathBuf>,
    /// Address and port of a listener without TLS that sends people to the public URL, usually port 80.
    #[schemars(with = "Option<String>", extend("format" = "socket-address"))]
    pub http_redirect: Option<SocketAddr>,
    /// Address and port of `/healthz`, `/readyz` and `/metrics`. Keep it on a network of your own.
    #[schemars(with = "String", extend("format" = "socket-address"))]
    pub health_listen: SocketAddr,
    /// Threads that serve pages. Without it one for each processor.
    #[schemars(range(min = 1, max = 256))]
    pub workers: Option<u16>,
    /// Where to report a weakness (`mailto:`, `https:` or `tel:`), for `/.well-known/security.txt`.
    pub security_contact: Option<String>,
}

/// A web address, in lists.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "web-url"))]
struct WebUrl(#[expect(dead_code, reason = "only its schema is used")] String);

/// A network, in lists.
#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "ip-network"))]
pub(super) struct Network(#[expect(dead_code, reason = "only its schema is used")] String);

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: None,
            other_urls: Vec::new(),
            trusted_proxies: Vec::new(),
            tls_certificate: None,
            tls_key: None,
            http_redirect: None,
            health_listen: SocketAddr::from(([127, 0, 0, 1], 9090)),
            workers: None,
            security_contact: None,
        }
    }
}

impl Server {
    /// All addresses, the one for links first.
    pub fn urls(&self) -> impl Iterator<Item = &Url> {
        self.public_url.iter().chain(&self.other_urls)
    }

    pub(super) fn validate(&self, check: &mut Check) {
        match &self.public_url {
            Some(url) => public(url, "server.public_url", check),
            None => {
                check.missing("server.public_url", "add it, for example public_url = \"https://passwords.contoso.com\"")
            }
        }
        for (n, url) in self.other_urls.iter().enumerate() {
            public(url, &format!("server.other_urls[{n}]"), check);
        }
        self.tls(check);
        self.proxies(check);
        if self.health_listen == self.listen {
            check.error(
                "server.health_listen",
                "health and metrics can not share the address of the pages",
                "give them a port of their own, for example 127.0.0.1:9090",
            );
        } else if !self.health_listen.ip().is_loopback() {
            check.warning(
                "server.health_listen",
                "health and metrics can be read from other machines",
                "let a firewall admit only the machine that watches",
            );
        }
        if let Some(contact) = &self.security_contact
            && !["mailto:", "https://", "tel:"].iter().any(|scheme| contact.starts_with(scheme))
        {
            check.error(
                "server.security_contact",
                format!("\"{contact}\" is no contact that security.txt may hold (RFC 9116)"),
                "begin it with mailto:, https:// or tel:",
            );
        }
    }

    fn tls(&self, check: &mut Check) {
        match (&self.tls_certificate, &self.tls_key) {
            (Some(path), Some(_)) => {
                if let Err(cause) = std::fs::metadata(path) {
                    check.error(
                        "server.tls_certificate",
                        format!("{} can not be read: {cause}", path.display()),
                        "name the PEM file with the certificate and its chain",
                    );
                }
            }
            (Some(_), None) => check.missing("server.tls_key", "name the private key of tls_certificate"),
            (None, Some(_)) => check.missing("server.tls_certificate", "name the certificate of tls_key"),
            (None, None) => {
                if self.http_redirect.is_some() {
                    check.error(
                        "server.http_redirect",
                        "a redirect to https needs TLS here",
                        "set tls_certificate and tls_key, or let the reverse proxy redirect and remove the line",
                    );
                }
            }
        }
        if self.http_redirect == Some(self.listen) {
            check.error(
                "server.http_redirect",
                "the redirect can not share the address of the pages",
                "give it a port of its own, for example 0.0.0.0:80",
            );
        }
    }

    fn proxies(&self, check: &mut Check) {
        for (n, net) in self.trusted_proxies.iter().enumerate() {
            if net.prefix_len() == 0 {
                check.error(
                    &format!("server.trusted_proxies[{n}]"),
                    format!("{net} is everybody: anyone could forge the address that the limits count by"),
                    "name only the addresses of your reverse proxies",
                );
            }
        }
        let https = self.public_url.as_ref().is_some_and(|u| u.scheme() == "https");
        if https && self.tls_certificate.is_none() && self.trusted_proxies.is_empty() {
            check.warning(
                "server.trusted_proxies",
                "no reverse proxy is trusted, so all visitors seem to come from its address and share one limit",
                "name the proxy's address, for example trusted_proxies = [\"127.0.0.1/32\"]",
            );
        }
    }
}

pub(super) fn public(url: &Url, key: &str, check: &mut Check) {
    let host = url.host_str().unwrap_or_default();
    if url.scheme() == "http" && !is_loopback(url) {
        check.error(
            key,
            "passwords would cross the network in the clear",
            format!("write https://{host}, and give Latchkey a certificate or put a reverse proxy before it"),
        );
    }
    if !url.username().is_empty() || url.password().is_some() {
        check.error(key, "the address holds a user name or a password", format!("write {}://{host}", url.scheme()));
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        check.error(
            key,
            "the portal needs a host of its own: its cookies are for the whole host",
            format!("write {}://{host} alone", url.scheme()),
        );
    }
    if host.len() > LONGEST_HOST {
        check.error(
            key,
            "the host name is so long that a text message has no room for it beside a code",
            format!("use a host name of at most {LONGEST_HOST} characters"),
        );
    }
    if ["example.com", "example.org", "example.net"].iter().any(|d| host == *d || host.ends_with(&format!(".{d}"))) {
        check.error(
            key,
            format!("{host} is a sample host that belongs to nobody (RFC 2606)"),
            "write the host name that your people use",
        );
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    }
}

//! `[directory]`.

use std::{path::PathBuf, time::Duration};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::Check;

/// What speaks LDAP there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum Kind {
    /// Microsoft Active Directory, or Samba as a domain controller.
    #[serde(rename = "active-directory")]
    ActiveDirectory,
    /// OpenLDAP, with the ppolicy overlay or without.
    #[serde(rename = "openldap")]
    OpenLdap,
    /// 389 Directory Server.
    #[serde(rename = "389ds")]
    Ds389,
    /// FreeIPA.
    #[serde(rename = "freeipa")]
    FreeIpa,
    /// None: people and passwords are in Latchkey's own database. For demonstrations and small teams.
    #[serde(rename = "embedded")]
    Embedded,
}

/// Where the accounts are.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Directory {
    /// What speaks LDAP there. Required.
    pub kind: Option<Kind>,
    /// The servers, the preferred one first: `ldaps://dc1.contoso.com`. The name must stand in the certificate.
    pub servers: Vec<String>,
    /// Begin TLS on `ldap://` servers before anything else is said. Without it such servers are refused.
    pub start_tls: bool,
    /// Where the search for people begins.
    #[schemars(extend("format" = "dn"))]
    pub base: Option<String>,
    /// The service account: its DN, or its user principal name in Active Directory.
    #[schemars(extend("format" = "filled"))]
    pub bind_dn: Option<String>,
    /// The service account's password.
    #[schemars(with = "Option<String>")]
    pub bind_password: Option<SecretString>,
    /// File that holds the password; `credential:NAME` for a systemd credential.
    pub bind_password_file: Option<String>,
    /// Certificates (PEM) of the authority that signed the servers' certificates, when the machine does not know it.
    pub ca_file: Option<PathBuf>,
    /// SHA-256 fingerprints (hexadecimal) of the only authorities to trust among those.
    pub ca_pins: Vec<String>,
    /// Time for one connection with TLS and bind, in seconds.
    #[schemars(range(min = 1, max = 30))]
    pub connect_timeout_seconds: u64,
    /// Time for one operation, in seconds.
    #[schemars(range(min = 1, max = 60))]
    pub operation_timeout_seconds: u64,
    /// Time for finding a server that works, in seconds.
    #[schemars(range(min = 2, max = 120))]
    pub failover_seconds: u64,
    /// Which attributes hold what.
    pub attributes: Attributes,
    /// The country of phone numbers that name none (ISO 3166).
    #[schemars(extend("format" = "region"))]
    pub default_region: Option<String>,
    /// Places of service accounts: nobody below them can be reset here.
    #[schemars(with = "Vec<DnText>")]
    pub service_ous: Vec<String>,
    /// Groups whose members, nested ones too, can not be reset here, besides the directory's own privileged groups.
    pub protected_groups: Vec<String>,
    /// Login names that can not be reset here.
    pub protected_accounts: Vec<String>,
    /// An LDAP filter that people must match besides.
    pub user_filter: Option<String>,
    /// Write to the PDC emulator first, where new passwords are known at once (Active Directory).
    pub write_to_pdc: bool,
    /// The default `pwdPolicy` entry of OpenLDAP, which no server tells: the rules of people without their own.
    #[schemars(extend("format" = "dn"))]
    pub password_policy: Option<String>,
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "dn"))]
struct DnText(#[expect(dead_code, reason = "only its schema is used")] String);

/// Which attributes hold what, the best one first; all are used.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Attributes {
    /// Mailboxes. Without it `mail` and, in Active Directory, `otherMailbox`.
    pub mail: Option<Vec<String>>,
    /// Mobile phones. Without it `mobile`.
    pub mobile: Option<Vec<String>>,
    /// Desk phones, which are called and get no text messages. Without it `telephoneNumber`.
    pub office: Option<Vec<String>>,
    /// The language of messages. Without it `preferredLanguage`.
    pub language: Option<String>,
}

impl Default for Directory {
    fn default() -> Self {
        Self {
            kind: None,
            servers: Vec::new(),
            start_tls: false,
            base: None,
            bind_dn: None,
            bind_password: None,
            bind_password_file: None,
            ca_file: None,
            ca_pins: Vec::new(),
            connect_timeout_seconds: 3,
            operation_timeout_seconds: 5,
            failover_seconds: 12,
            attributes: Attributes::default(),
            default_region: None,
            service_ous: Vec::new(),
            protected_groups: Vec::new(),
            protected_accounts: Vec::new(),
            user_filter: None,
            write_to_pdc: true,
            password_policy: None,
        }
    }
}

impl Directory {
    /// The servers as URLs. Those that are none were refused when the file was checked.
    #[must_use]
    pub fn server_urls(&self) -> Vec<Url> {
        self.servers.iter().filter_map(|s| Url::parse(s).ok()).collect()
    }

    /// Time for one connection.
    #[must_use]
    pub const fn connect_timeout(&self) -> Duration {
        Duration::from_secs(self.connect_timeout_seconds)
    }

    /// Time for one operation.
    #[must_use]
    pub const fn operation_timeout(&self) -> Duration {
        Duration::from_secs(self.operation_timeout_seconds)
    }

    /// Time for finding a server that works.
    #[must_use]
    pub const fn failover_budget(&self) -> Duration {
        Duration::from_secs(self.failover_seconds)
    }

    pub(super) fn validate(&self, check: &mut Check) {
        match self.kind {
            None => check.missing("directory.kind", "add it, for example kind = \"active-directory\""),
            Some(Kind::Embedded) => {
                if !self.servers.is_empty() {
                    check.error(
                        "directory.servers",
                        "the embedded directory has no servers",
                        "remove the line, or set directory.kind to what the servers are",
                    );
                }
            }
            Some(_) => self.ldap(check),
        }
        let budget = self.connect_timeout_seconds.max(self.operation_timeout_seconds);
        if self.failover_seconds < budget {
            check.error(
                "directory.failover_seconds",
                format!("a single try may take {budget} seconds, which is longer than the whole search for a server"),
                format!("set it to {} or more", budget + 1),
            );
        }
        for (key, list) in [("mail", &self.attributes.mail), ("mobile", &self.attributes.mobile)] {
            for (n, name) in list.iter().flatten().enumerate() {
                if !is_attribute(name) {
                    check.error(
                        &format!("directory.attributes.{key}[{n}]"),
                        format!("\"{name}\" is no attribute name"),
                        "write the LDAP name, for example otherMobile",
                    );
                }
            }
        }
        for (n, pin) in self.ca_pins.iter().enumerate() {
            let hex: String = pin.chars().filter(|c| *c != ':').collect();
            if hex.len() != 64 || !hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                check.error(
                    &format!("directory.ca_pins[{n}]"),
                    "this is no SHA-256 fingerprint",
                    "copy it from: openssl x509 -in ca.pem -noout -fingerprint -sha256",
                );
            }
        }
        if let Some(filter) = &self.user_filter
            && let Some(what) = filter_problem(filter)
        {
            check.error("directory.user_filter", what, "write one whole filter, for example (employeeType=staff)");
        }
    }

    fn ldap(&self, check: &mut Check) {
        if self.servers.is_empty() {
            check
                .missing("directory.servers", "name at least one, for example servers = [\"ldaps://dc1.contoso.com\"]");
        }
        for (n, server) in self.servers.iter().enumerate() {
            self.server(server, &format!("directory.servers[{n}]"), check);
        }
        if self.base.is_none() {
            check.missing("directory.base", "add it, for example base = \"DC=contoso,DC=com\"");
        }
        if self.bind_dn.is_none() {
            check.missing("directory.bind_dn", "name the service account; docs/ad-permissions.md says what it needs");
        }
        if self.bind_password.is_none() && !check.has_error("directory.bind_password_file") {
            check.missing(
                "directory.bind_password",
                "put the password in a file and name it: bind_password_file = \"/etc/latchkey/bind-password\"",
            );
        }
        if let Some(ca) = &self.ca_file
            && let Err(cause) = std::fs::metadata(ca)
        {
            check.error(
                "directory.ca_file",
                format!("{} can not be read: {cause}", ca.display()),
                "name the PEM file with the authority's certificate, or remove the line",
            );
        }
    }

    fn server(&self, server: &str, key: &str, check: &mut Check) {
        let url = match Url::parse(server) {
            Ok(url) if matches!(url.scheme(), "ldap" | "ldaps") => url,
            _ => {
                return check.error(
                    key,
                    format!("\"{server}\" is no LDAP URL"),
                    "write it with its scheme, for example ldaps://dc1.contoso.com",
                );
            }
        };
        let host = url.host_str().unwrap_or_default();
        if host.is_empty() {
            return check.error(key, format!("\"{server}\" has no host"), "write ldaps:// and the server's name");
        }
        if matches!(url.port(), Some(3268 | 3269)) {
            check.error(
                key,
                "this is the port of the Global Catalog, which takes no writes",
                format!("write ldaps://{host} (port 636)"),
            );
        }
        if url.scheme() == "ldap" && !self.start_tls {
            check.error(
                key,
                "passwords would cross the network in the clear",
                format!("write ldaps://{host}, or set start_tls = true"),
            );
        }
        if !matches!(url.path(), "" | "/") || url.query().is_some() || !url.username().is_empty() {
            check.error(
                key,
                format!("\"{server}\" holds more than a server"),
                format!("write {}://{host} alone; the rest has keys of its own", url.scheme()),
            );
        }
    }
}

fn is_attribute(name: &str) -> bool {
    name.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b';' | b'.'))
}

/// A coarse look at the brackets; the directory has the last word.
fn filter_problem(filter: &str) -> Option<String> {
    let mut depth = 0_i32;
    let last = filter.chars().count().saturating_sub(1);
    for (n, c) in filter.chars().enumerate() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth < 0 || (depth == 0 && n < last) {
            return Some("the filter is not one pair of brackets with all else inside".to_owned());
        }
    }
    (depth != 0 || !filter.contains('='))
        .then(|| "the filter's brackets do not match, or it compares nothing".to_owned())
}

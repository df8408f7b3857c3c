//! What an administrator says about an LDAP directory, and what of it is refused before anything is contacted.

use std::{path::PathBuf, time::Duration};

use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::{dn, filter::Filter};

/// Which product answers: it decides how accounts are found, read and written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Microsoft Active Directory, or Samba as a domain controller.
    ActiveDirectory,
    /// OpenLDAP with the `ppolicy` overlay.
    #[serde(rename = "openldap")]
    OpenLdap,
    /// 389 Directory Server.
    #[serde(rename = "389ds")]
    Ds389,
    /// FreeIPA.
    #[serde(rename = "freeipa")]
    FreeIpa,
}

/// Which attributes say how a person can be reached; `None` means the usual ones of the [`Kind`].
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct AttributeNames {
    /// Mailboxes, best first (Active Directory: `otherMailbox`, `mail`).
    pub mailboxes: Option<Vec<String>>,
    /// Mobile phones, best first (`mobile`).
    pub mobiles: Option<Vec<String>>,
    /// Desk phones, best first (`telephoneNumber`).
    pub office_phones: Option<Vec<String>>,
    /// The language of messages (`preferredLanguage`).
    pub language: Option<String>,
}

/// One LDAP directory.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct LdapSettings {
    /// The product.
    pub kind: Kind,
    /// `ldaps://host[:port]`, or `ldap://host[:port]`, which then must agree to StartTLS. The first is preferred.
    pub servers: Vec<Url>,
    /// The DN below which accounts and groups are.
    pub base: String,
    /// Who reads and writes: a DN, or for Active Directory also a UPN.
    pub bind_dn: String,
    /// The password of `bind_dn`.
    pub bind_password: SecretString,
    /// PEM file of the only certificate authorities to trust; the system's when absent.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// SHA-256 fingerprints (hexadecimal, colons allowed) of the only authorities to trust among those.
    #[serde(default)]
    pub ca_pins: Vec<String>,
    /// Longest wait for name look-up, TCP and TLS together (N30: 3 s).
    #[serde(default = "three_seconds")]
    pub connect_timeout: Duration,
    /// Longest wait for an answer (N30: 5 s).
    #[serde(default = "five_seconds")]
    pub operation_timeout: Duration,
    /// Longest wait for all servers together (N30: 12 s).
    #[serde(default = "twelve_seconds")]
    pub failover_budget: Duration,
    /// An RFC 4515 filter that accounts must meet as well.
    #[serde(default)]
    pub user_filter: Option<String>,
    /// Where contacts and language are.
    #[serde(default)]
    pub attributes: AttributeNames,
    /// The country (ISO 3166-1 alpha-2) of phone numbers that name none.
    #[serde(default)]
    pub default_region: Option<String>,
    /// DNs below which every account is a service account (R114).
    #[serde(default)]
    pub service_ous: Vec<String>,
    /// More groups, by DN or name, whose members nobody may reset here (R114).
    #[serde(default)]
    pub protected_groups: Vec<String>,
    /// More accounts, by login name or DN, that nobody may reset here (R114).
    #[serde(default)]
    pub protected_accounts: Vec<String>,
    /// Write to the domain controller with the PDC emulator role if it is among `servers` (R163).
    #[serde(default)]
    pub write_to_pdc: bool,
    /// The default `pwdPolicy` entry of OpenLDAP, which no server tells: rules of people without their own.
    #[serde(default)]
    pub password_policy: Option<String>,
}

const fn three_seconds() -> Duration {
    Duration::from_secs(3)
}
const fn five_seconds() -> Duration {
    Duration::from_secs(5)
}
const fn twelve_seconds() -> Duration {
    Duration::from_secs(12)
}

/// Settings that can not be used; the text names the setting.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct SettingsError(pub String);

impl LdapSettings {
    /// Settings with all defaults.
    #[must_use]
    pub fn new(kind: Kind, servers: Vec<Url>, base: &str, bind_dn: &str, bind_password: SecretString) -> Self {
        Self {
            kind,
            servers,
            base: base.to_owned(),
            bind_dn: bind_dn.to_owned(),
            bind_password,
            ca_file: None,
            ca_pins: Vec::new(),
            connect_timeout: three_seconds(),
            operation_timeout: five_seconds(),
            failover_budget: twelve_seconds(),
            user_filter: None,
            attributes: AttributeNames::default(),
            default_region: None,
            service_ous: Vec::new(),
            protected_groups: Vec::new(),
            protected_accounts: Vec::new(),
            write_to_pdc: false,
            password_policy: None,
        }
    }

    /// Refuses what could never work or would not be safe.
    ///
    /// # Errors
    /// The first setting that can not be used.
    pub fn check(&self) -> Result<(), SettingsError> {
        let refuse = |text: String| Err(SettingsError(text));
        if self.servers.is_empty() {
            return refuse("directory.servers: name at least one".to_owned());
        }
        for url in &self.servers {
            check_url(url)?;
        }
        if self.bind_dn.trim().is_empty() || self.bind_password.expose_secret().is_empty() {
            return refuse(
                "directory.bind_dn, directory.bind_password: an empty one would bind anonymously".to_owned(),
            );
        }
        for (setting, text) in [("base", &self.base)]
            .into_iter()
            .chain(self.service_ous.iter().map(|ou| ("service_ous", ou)))
            .chain(self.password_policy.iter().map(|dn| ("password_policy", dn)))
        {
            if dn::normalised(text).is_none_or(|d| d.is_empty()) {
                return refuse(format!("directory.{setting}: `{text}` is not a DN"));
            }
        }
        if let Some(text) = &self.user_filter
            && Filter::parse(text).is_none()
        {
            return refuse(format!("directory.user_filter: `{text}` is not an LDAP filter"));
        }
        let names = &self.attributes;
        let named = [&names.mailboxes, &names.mobiles, &names.office_phones].into_iter().flatten().flatten();
        if let Some(name) = named.chain(&names.language).find(|name| !is_attribute(name)) {
            return refuse(format!("directory.attributes: `{name}` is not an attribute name"));
        }
        Ok(())
    }
}

/// LDAPS or StartTLS, a host name, and no global catalog (R165, R166).
fn check_url(url: &Url) -> Result<(), SettingsError> {
    let refuse = |why: &str| Err(SettingsError(format!("servers: `{url}`: {why}")));
    if !matches!(url.scheme(), "ldaps" | "ldap") {
        return refuse("use ldaps://, or ldap:// for StartTLS");
    }
    match url.host_str() {
        None | Some("") => return refuse("the host name is missing"),
        Some(host) if host.starts_with('[') => return refuse("give a host name instead of an IPv6 address"),
        Some(_) => {}
    }
    if matches!(url.port(), Some(3268 | 3269)) {
        return refuse("3268 and 3269 are the global catalog, which takes no writes; use 636");
    }
    if !url.username().is_empty() || url.password().is_some() || url.query().is_some() {
        return refuse("name only scheme, host and port");
    }
    if !matches!(url.path(), "" | "/") {
        return refuse("the DN belongs in `directory.base`");
    }
    Ok(())
}

/// RFC 4512 `descr` or `numericoid`.
fn is_attribute(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
}

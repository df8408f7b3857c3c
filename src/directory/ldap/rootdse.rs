//! What a server says of itself.

use ldap3::Scope;

use super::{entry::Entry, filter::Filter, result::Fault, session::Session};

/// LDAP_CAP_ACTIVE_DIRECTORY_PARTIAL_SECRETS_OID: a read-only domain controller.
const READ_ONLY: &str = "1.2.840.113556.1.4.1920";

/// A server's root entry.
#[derive(Debug, Clone)]
pub(crate) struct RootDse {
    /// Object identifiers of the controls that it knows.
    pub(crate) controls: Vec<String>,
    /// The DN of the domain (Active Directory).
    pub(crate) domain: Option<String>,
    /// The DN of the forest's configuration (Active Directory).
    pub(crate) configuration: Option<String>,
    /// The naming contexts.
    pub(crate) contexts: Vec<String>,
    /// Its time, as GeneralizedTime (Active Directory).
    pub(crate) time: Option<String>,
    /// Whether it takes no writes.
    pub(crate) read_only: bool,
    /// The DN of its own `NTDS Settings` (Active Directory).
    pub(crate) ntds: Option<String>,
    /// Whether it is Samba, which keeps some of Active Directory's password rules in its own way.
    pub(crate) samba: bool,
}

const ATTRIBUTES: &[&str] = &[
    "supportedControl",
    "supportedCapabilities",
    "defaultNamingContext",
    "configurationNamingContext",
    "namingContexts",
    "currentTime",
    "dsServiceName",
    "vendorName",
];

impl RootDse {
    /// Asks for it.
    pub(crate) async fn read(session: &mut Session) -> Result<Self, Fault> {
        let entry = session
            .base("", &Filter::present("objectClass"), ATTRIBUTES)
            .await?
            .ok_or_else(|| Fault::Odd(format!("{}: no root entry", session.server_name())))?;
        Ok(Self::from_entry(&entry))
    }

    fn from_entry(entry: &Entry) -> Self {
        let all = |name: &str| entry.texts(name).map(str::to_owned).collect::<Vec<_>>();
        let one = |name: &str| entry.text(name).map(str::to_owned);
        Self {
            controls: all("supportedControl"),
            domain: one("defaultNamingContext"),
            configuration: one("configurationNamingContext"),
            contexts: all("namingContexts"),
            time: one("currentTime"),
            read_only: entry.texts("supportedCapabilities").any(|c| c == READ_ONLY),
            ntds: one("dsServiceName"),
            samba: entry.text("vendorName").is_some_and(|name| name.starts_with("Samba")),
        }
    }
}

/// The scope of a whole tree; named here so that callers need not know the library.
pub(crate) const SUBTREE: Scope = Scope::Subtree;

//! Accounts that nobody may reset here (R114).

use crate::domain::account::Protection;

use super::{
    LdapDirectory, account::same_name, dialect::active_directory::own_protection, dn, entry::Entry, result::Fault,
    session::Session, sid::Sid,
};

/// A privileged group without an identifier of its own: it is the domain's DNS server that makes it.
const DNS_ADMINS: &str = "DnsAdmins";

impl LdapDirectory {
    /// Why the account is protected, if it is. What can not be read is an error, never "not protected".
    pub(crate) async fn protection(&self, session: &mut Session, entry: &Entry) -> Result<Option<Protection>, Fault> {
        if let Some(protection) = self.shown_protection(entry) {
            return Ok(Some(protection));
        }
        if self.is_active_directory() {
            let tokens = self.token_groups(session, &entry.dn).await?;
            if let Some(group) = tokens.iter().filter_map(Sid::privilege).min() {
                return Ok(Some(Protection::PrivilegedGroup(group.1.to_owned())));
            }
            let dns = self.group_if_any(session, DNS_ADMINS).await?.and_then(|group| group.sid.clone());
            if dns.is_some_and(|sid| tokens.contains(&sid)) {
                return Ok(Some(Protection::PrivilegedGroup(DNS_ADMINS.to_owned())));
            }
        }
        let groups = self.groups_of(session, entry, &self.settings.protected_groups).await?;
        Ok(groups.into_iter().next().map(Protection::PrivilegedGroup))
    }

    /// Why the account is protected, as far as its entry alone shows: groups are not asked for.
    pub(crate) fn shown_protection(&self, entry: &Entry) -> Option<Protection> {
        if self.settings.service_ous.iter().any(|ou| dn::is_within(&entry.dn, ou)) || self.is_ourselves(entry) {
            return Some(Protection::Service);
        }
        if self.settings.protected_accounts.iter().any(|name| self.is_called(entry, name)) {
            return Some(Protection::Configured);
        }
        self.is_active_directory().then(|| own_protection(entry)).flatten()
    }

    /// Whether it is the account that we work with.
    fn is_ourselves(&self, entry: &Entry) -> bool {
        let own = &self.settings.bind_dn;
        let bare = own.rsplit_once('\\').map_or(own.as_str(), |(_, name)| name);
        self.is_called(entry, own) || (self.is_active_directory() && self.is_called(entry, bare))
    }

    /// Whether `name` is the account's DN or one of its login names.
    fn is_called(&self, entry: &Entry, name: &str) -> bool {
        let attributes = [Some(self.dialect.login_attribute()), self.dialect.principal_attribute()];
        dn::looks_like(name) && dn::same(&entry.dn, name)
            || attributes.into_iter().flatten().flat_map(|a| entry.texts(a)).any(|value| same_name(value, name))
    }
}

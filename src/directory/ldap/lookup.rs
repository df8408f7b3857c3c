//! Who is this? By a typed name, or by the immutable identity.

use crate::{
    directory::Found,
    domain::{
        account::{Account, AccountId},
        identifier::LoginName,
    },
};

use super::{
    LdapDirectory, account::same_name, dn, entry::Entry, filter::Filter, result::Fault, rootdse::SUBTREE,
    servers::Server, session::Session,
};

/// Enough to know that there is more than one.
const A_FEW: i32 = 2;

impl LdapDirectory {
    /// Login names first; a mail address only when nobody has it as login name.
    pub(crate) async fn find_on(&self, session: &mut Session, login: &LoginName) -> Result<Found, Fault> {
        let names = self.login_names(session, login).await?;
        let found = self.find_by(session, &names).await?;
        if !matches!(found, Found::Nobody) || !login.as_str().contains('@') {
            return Ok(found);
        }
        self.find_by(session, &[("mail", login.as_str().to_owned())]).await
    }

    /// The attributes that may hold what was typed, each with the value to look for.
    async fn login_names(
        &self,
        session: &mut Session,
        login: &LoginName,
    ) -> Result<Vec<(&'static str, String)>, Fault> {
        let (typed, short) = (login.as_str(), self.dialect.login_attribute());
        if !self.is_active_directory() {
            let mut names = vec![(short, typed.to_owned())];
            names.extend(self.dialect.principal_attribute().map(|long| (long, typed.to_owned())));
            return Ok(names);
        }
        if let Some((domain, name)) = typed.split_once('\\') {
            let known = self.is_own_domain(session, domain).await?;
            return Ok(if known && !name.is_empty() { vec![(short, name.to_owned())] } else { Vec::new() });
        }
        let Some((name, domain)) = typed.rsplit_once('@') else { return Ok(vec![(short, typed.to_owned())]) };
        let mut names = vec![("userPrincipalName", typed.to_owned())];
        // Everybody also is sAMAccountName@domain, whatever the UPN.
        let root = Server::root(session).await?;
        if root.domain.as_deref().and_then(dn::dns_name).is_some_and(|own| own.eq_ignore_ascii_case(domain)) {
            names.push((short, name.to_owned()));
        }
        Ok(names)
    }

    /// Whether `DOMAIN` of `DOMAIN\name` is ours: by its NetBIOS or its DNS name.
    async fn is_own_domain(&self, session: &mut Session, name: &str) -> Result<bool, Fault> {
        let root = Server::root(session).await?;
        let (Some(domain), Some(configuration)) = (&root.domain, &root.configuration) else { return Ok(false) };
        if dn::dns_name(domain).is_some_and(|own| own.eq_ignore_ascii_case(name)) {
            return Ok(true);
        }
        let base = format!("CN=Partitions,{configuration}");
        let filter = Filter::and(vec![Filter::equals("objectClass", "crossRef"), Filter::equals("nCName", domain)]);
        let found = session.search_some(&base, SUBTREE, &filter, &["nETBIOSName"], A_FEW).await?;
        Ok(found.iter().flat_map(|e| e.texts("nETBIOSName")).any(|own| own.eq_ignore_ascii_case(name)))
    }

    /// The one person with one of these values. The directory ignores accents when it compares; a hit that
    /// differs in more than case is as good as two (R95).
    async fn find_by(&self, session: &mut Session, names: &[(&'static str, String)]) -> Result<Found, Fault> {
        if names.is_empty() {
            return Ok(Found::Nobody);
        }
        let any = names.iter().map(|(attribute, value)| Filter::equals(attribute, value)).collect();
        let filter = self.people(Filter::or(any));
        let attributes = self.mapping.attributes();
        let found = session.search_some(&self.settings.base, SUBTREE, &filter, &attributes, A_FEW).await?;
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (None, _) => Ok(Found::Nobody),
            (Some(entry), None) => {
                let spelt = |(attribute, value): &(&str, String)| entry.texts(attribute).any(|v| same_name(v, value));
                if !names.iter().any(spelt) {
                    return Ok(Found::Ambiguous);
                }
                Ok(Found::One(Box::new(self.account(session, &entry).await?)))
            }
            _ => Ok(Found::Ambiguous),
        }
    }

    /// People that the configuration lets in and that meet `filter`.
    pub(crate) fn people(&self, filter: Filter) -> Filter {
        let mut all = vec![self.dialect.person(), filter];
        all.extend(self.settings.user_filter.as_deref().and_then(Filter::parse));
        Filter::and(all)
    }

    /// The entry with an identity, wherever it moved below the base (R96).
    pub(crate) async fn entry(&self, session: &mut Session, id: AccountId) -> Result<Option<Entry>, Fault> {
        let filter = self.people(self.dialect.id_filter(id));
        let attributes = self.mapping.attributes();
        let found = session.search_some(&self.settings.base, SUBTREE, &filter, &attributes, A_FEW).await?;
        let mut found = found.into_iter();
        match (found.next(), found.next()) {
            (entry, None) => Ok(entry),
            _ => Err(Fault::Odd(format!("{}: an identity is not unique", session.server_name()))),
        }
    }

    /// The account in an entry, with its protection.
    pub(crate) async fn account(&self, session: &mut Session, entry: &Entry) -> Result<Account, Fault> {
        let broken = || Fault::Odd(format!("{}: {}: no readable identity", session.server_name(), entry.dn));
        let id = self.dialect.id(entry).ok_or_else(broken)?;
        let lock_life = self.lock_life(session, entry).await?;
        let mut state = self.dialect.state(entry, lock_life, self.clock.now());
        state.protection = self.protection(session, entry).await?;
        Ok(self.mapping.account(self.dialect, entry, id, state))
    }
}

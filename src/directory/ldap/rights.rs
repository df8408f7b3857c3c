//! What the service account may do, and must not be able to do: the doctor's look at rights in Active Directory.

use std::collections::HashSet;

use ldap3::controls::RawControl;

use super::{
    LdapDirectory,
    descriptor::{RESET_PASSWORD, grants},
    dn,
    entry::Entry,
    filter::Filter,
    remedy,
    result::Fault,
    rootdse::SUBTREE,
    servers::Server,
    session::Session,
    sid::Sid,
};
use crate::domain::finding::{Finding, FindingStatus as Outcome};

/// LDAP_SERVER_SD_FLAGS: only the list of who may do what, which needs no special right to read.
const SD_FLAGS: &str = "1.2.840.113556.1.4.801";

impl LdapDirectory {
    /// Who the service account is, and what it must not be. Its identifiers, for the rights on others.
    pub(super) async fn examine_domain(
        &self,
        session: &mut Session,
        findings: &mut Vec<Finding>,
    ) -> Result<HashSet<Sid>, Fault> {
        let root = Server::root(session).await?;
        let domain = root.domain.clone().unwrap_or_else(|| self.settings.base.clone());
        let container = format!("CN=Password Settings Container,CN=System,{domain}");
        let seen = session.base(&container, &Filter::present("objectClass"), &["cn"]).await?;
        findings.push(if seen.is_some() {
            Finding::ok("fine-grained-policies", "their container can be read".to_owned())
        } else {
            let what = "fine-grained password policies can not be read".to_owned();
            Finding::new(
                "fine-grained-policies",
                Outcome::Warn,
                what,
                remedy::policies(&container, &self.settings.bind_dn),
            )
        });
        let Some(own) = self.own_entry(session, &domain).await? else {
            let what = "the service account's own entry was not found".to_owned();
            findings.push(Finding::new(
                "service-account",
                Outcome::Warn,
                what,
                "Give `directory.bind_dn` as a DN or UPN of this domain.",
            ));
            return Ok(HashSet::new());
        };
        let mut sids = self.token_groups(session, &own.dn).await?;
        findings.push(match sids.iter().filter_map(Sid::privilege).min() {
            Some((_, group)) => {
                let what = format!("the service account is a member of {group}: it could take over the domain (R113)");
                Finding::new("service-account", Outcome::Fail, what, remedy::demote(group, &self.settings.bind_dn))
            }
            None => Finding::ok("service-account", "it is in no privileged group".to_owned()),
        });
        let chain = session.base(&own.dn, &Filter::unless(Filter::in_chain("memberOf", &domain)), &["1.1"]).await?;
        findings.push(if chain.is_some() {
            Finding::ok("nested-groups", "groups in groups are followed".to_owned())
        } else {
            Finding::new(
                "nested-groups",
                Outcome::Fail,
                "the in-chain rule gives no answer".to_owned(),
                "Use a domain controller with Windows Server 2008 or newer.",
            )
        });
        sids.extend(own.bytes("objectSid").first().and_then(|bytes| Sid::from_bytes(bytes)));
        self.examine_administrator(session, &domain, &sids, findings).await?;
        Ok(sids)
    }

    async fn own_entry(&self, session: &mut Session, domain: &str) -> Result<Option<Entry>, Fault> {
        let name = &self.settings.bind_dn;
        if dn::looks_like(name) {
            return session.base(name, &Filter::present("objectClass"), &["objectSid"]).await;
        }
        let bare = name.rsplit_once('\\').map_or(name.as_str(), |(_, bare)| bare);
        let short = bare.split_once('@').map_or(bare, |(short, _)| short);
        let filter =
            Filter::or(vec![Filter::equals("userPrincipalName", bare), Filter::equals("sAMAccountName", short)]);
        let found = session.search_some(domain, SUBTREE, &filter, &["objectSid"], 2).await?;
        let mut found = found.into_iter();
        Ok(found.next().filter(|_| found.next().is_none()))
    }

    /// R113: a right over the built-in Administrator is a right over everything.
    async fn examine_administrator(
        &self,
        session: &mut Session,
        domain: &str,
        own: &HashSet<Sid>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        let entry = session.base(domain, &Filter::present("objectClass"), &["objectSid"]).await?;
        let Some(mut sid) = entry.and_then(|e| e.bytes("objectSid").first().cloned()) else { return Ok(()) };
        if let Some(parts) = sid.get_mut(1) {
            *parts += 1;
        }
        sid.extend(super::sid::ADMINISTRATOR.to_le_bytes());
        let filter = Filter::equals("objectSid", &sid);
        let Some(administrator) = session.search_some(domain, SUBTREE, &filter, &["1.1"], 1).await?.into_iter().next()
        else {
            return Ok(());
        };
        let rights = self.rights(session, &administrator.dn, own).await?;
        findings.push(if rights.reset == Some(true) || !rights.attributes.is_empty() {
            let what = format!("the service account has rights on {} (R113)", administrator.dn);
            Finding::new(
                "least-privilege",
                Outcome::Fail,
                what,
                remedy::revoke(&administrator.dn, &self.settings.bind_dn),
            )
        } else {
            Finding::ok("least-privilege", "it has no right on the built-in Administrator".to_owned())
        });
        Ok(())
    }

    pub(super) async fn examine_sample(
        &self,
        session: &mut Session,
        entry: &Entry,
        own: &HashSet<Sid>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        let rights = self.rights(session, &entry.dn, own).await?;
        let branch = entry.dn.split_once(',').map_or(entry.dn.as_str(), |(_, branch)| branch);
        let who = &self.settings.bind_dn;
        findings.push(match rights.reset {
            Some(true) => Finding::ok("reset-right", format!("passwords below {branch} can be reset")),
            Some(false) => {
                let what = format!("the service account may not reset the password of {}", entry.dn);
                Finding::new("reset-right", Outcome::Fail, what, remedy::reset(branch, who))
            }
            None => {
                let what = "whether passwords can be reset can not be read from here".to_owned();
                Finding::new("reset-right", Outcome::Warn, what, remedy::reset(branch, who))
            }
        });
        let unlock = rights.attributes.iter().any(|name| name.eq_ignore_ascii_case("lockoutTime"));
        findings.push(if unlock {
            Finding::ok("unlock-right", format!("accounts below {branch} can be unlocked"))
        } else {
            let what = format!("the service account may not unlock {}", entry.dn);
            Finding::new("unlock-right", Outcome::Fail, what, remedy::unlock(branch, who))
        });
        Ok(())
    }

    /// What we may do to an entry, as the server computes it; the reset right from its list of rights.
    async fn rights(&self, session: &mut Session, dn: &str, own: &HashSet<Sid>) -> Result<Rights, Fault> {
        let any = Filter::present("objectClass");
        let writable = session.base(dn, &any, &["allowedAttributesEffective"]).await?;
        let attributes =
            writable.iter().flat_map(|e| e.texts("allowedAttributesEffective")).map(str::to_owned).collect();
        let only_dacl =
            RawControl { ctype: SD_FLAGS.to_owned(), crit: false, val: Some(vec![0x30, 0x03, 0x02, 0x01, 0x04]) };
        session.next_controls(vec![only_dacl]);
        let secured = session.base(dn, &any, &["nTSecurityDescriptor"]).await?;
        let reset = secured
            .and_then(|e| e.bytes("nTSecurityDescriptor").first().cloned())
            .and_then(|bytes| grants(&bytes, RESET_PASSWORD, own));
        Ok(Rights { attributes, reset })
    }
}

/// What the service account may do to one entry.
struct Rights {
    attributes: Vec<String>,
    reset: Option<bool>,
}

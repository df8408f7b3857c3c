//! The password rules in force for an account, as far as the service account may read them (R110).

use std::time::Duration;

use crate::domain::password::PasswordRules;

use super::{
    LdapDirectory, entry::Entry, filter::Filter, moment, result::Fault, servers::Server, session::Session,
    settings::Kind,
};

/// DOMAIN_PASSWORD_COMPLEX of pwdProperties.
const COMPLEX: i64 = 1;

impl LdapDirectory {
    pub(crate) async fn rules(&self, session: &mut Session, account: &Entry) -> Result<PasswordRules, Fault> {
        match self.settings.kind {
            Kind::ActiveDirectory => self.domain_rules(session, account).await,
            Kind::OpenLdap => Ok(self.policy(session, account).await?.map(|p| ppolicy_rules(&p)).unwrap_or_default()),
            Kind::Ds389 => Ok(self.instance_rules(session).await),
            Kind::FreeIpa => Ok(self.kerberos_rules(session).await),
        }
    }

    /// A fine-grained policy replaces the domain's altogether. One that can not be read leaves nothing to say:
    /// the domain's rules would be the wrong ones.
    async fn domain_rules(&self, session: &mut Session, account: &Entry) -> Result<PasswordRules, Fault> {
        let any = Filter::present("objectClass");
        let resultant = session.base(&account.dn, &any, &["msDS-ResultantPSO"]).await?;
        if let Some(pso) = resultant.as_ref().and_then(|e| e.text("msDS-ResultantPSO")) {
            let attributes = [
                "msDS-MinimumPasswordLength",
                "msDS-PasswordComplexityEnabled",
                "msDS-PasswordHistoryLength",
                "msDS-MinimumPasswordAge",
            ];
            let entry = session.base(pso, &any, &attributes).await?;
            let Some(entry) = entry.filter(|e| e.has("msDS-MinimumPasswordLength")) else {
                tracing::warn!(
                    "a fine-grained password policy can not be read; the doctor says which right is missing"
                );
                return Ok(PasswordRules::default());
            };
            return Ok(PasswordRules {
                minimum_length: length(&entry, "msDS-MinimumPasswordLength"),
                complexity: entry.text("msDS-PasswordComplexityEnabled") == Some("TRUE"),
                history: count(&entry, "msDS-PasswordHistoryLength"),
                minimum_age: entry.number("msDS-MinimumPasswordAge").and_then(moment::negative_ticks),
            });
        }
        let root = Server::root(session).await?;
        let domain = root.domain.as_deref().unwrap_or(&self.settings.base);
        let attributes = ["minPwdLength", "pwdProperties", "pwdHistoryLength", "minPwdAge"];
        let Some(entry) = session.base(domain, &any, &attributes).await? else { return Ok(PasswordRules::default()) };
        Ok(PasswordRules {
            minimum_length: length(&entry, "minPwdLength"),
            complexity: entry.number("pwdProperties").unwrap_or(0) & COMPLEX != 0,
            history: count(&entry, "pwdHistoryLength"),
            minimum_age: entry.number("minPwdAge").and_then(moment::negative_ticks),
        })
    }

    /// The `pwdPolicy` entry in force: the account's own or the configured default.
    pub(crate) async fn policy(&self, session: &mut Session, account: &Entry) -> Result<Option<Entry>, Fault> {
        let own = account.text("pwdPolicySubentry").map(str::to_owned);
        let Some(dn) = own.or_else(|| self.settings.password_policy.clone()) else { return Ok(None) };
        let attributes = ["pwdMinLength", "pwdInHistory", "pwdMinAge", "pwdLockoutDuration", "pwdCheckQuality"];
        session.base(&dn, &Filter::present("objectClass"), &attributes).await
    }

    /// How long a lockout lasts, where only the policy says so.
    pub(crate) async fn lock_life(&self, session: &mut Session, account: &Entry) -> Result<Option<Duration>, Fault> {
        if self.settings.kind != Kind::OpenLdap || !account.has("pwdAccountLockedTime") {
            return Ok(None);
        }
        let policy = self.policy(session, account).await?;
        // Zero and absent: until an administrator, or a reset, lifts it.
        Ok(policy.and_then(|p| seconds(&p, "pwdLockoutDuration")).filter(|life| !life.is_zero()))
    }

    /// 389-DS keeps its policy in `cn=config`, which a service account seldom may read.
    async fn instance_rules(&self, session: &mut Session) -> PasswordRules {
        let attributes =
            ["passwordMinLength", "passwordCheckSyntax", "passwordHistory", "passwordInHistory", "passwordMinAge"];
        let entry = session.base("cn=config", &Filter::present("objectClass"), &attributes).await.ok().flatten();
        let Some(entry) = entry else { return PasswordRules::default() };
        let on = |name: &str| entry.text(name).is_some_and(|v| v.eq_ignore_ascii_case("on"));
        PasswordRules {
            minimum_length: on("passwordCheckSyntax").then(|| length(&entry, "passwordMinLength")).flatten(),
            complexity: false,
            history: on("passwordHistory").then(|| count(&entry, "passwordInHistory")).flatten(),
            minimum_age: seconds(&entry, "passwordMinAge").filter(|age| !age.is_zero()),
        }
    }

    /// FreeIPA's policy for everybody; those of groups outrank it and are the directory's word.
    async fn kerberos_rules(&self, session: &mut Session) -> PasswordRules {
        let base = super::dn::dns_name(&self.settings.base).unwrap_or_default().to_uppercase();
        let suffix: String = base
            .split('.')
            .map(|part| format!("dc={}", super::dn::escaped(&part.to_lowercase())))
            .collect::<Vec<_>>()
            .join(",");
        let dn = format!("cn=global_policy,cn={},cn=kerberos,{suffix}", super::dn::escaped(&base));
        let attributes = ["krbPwdMinLength", "krbPwdHistoryLength", "krbMinPwdLife"];
        let entry = session.base(&dn, &Filter::present("objectClass"), &attributes).await.ok().flatten();
        let Some(entry) = entry else { return PasswordRules::default() };
        PasswordRules {
            minimum_length: length(&entry, "krbPwdMinLength"),
            complexity: false,
            history: count(&entry, "krbPwdHistoryLength"),
            minimum_age: seconds(&entry, "krbMinPwdLife").filter(|age| !age.is_zero()),
        }
    }
}

fn ppolicy_rules(entry: &Entry) -> PasswordRules {
    PasswordRules {
        minimum_length: length(entry, "pwdMinLength"),
        complexity: false,
        history: count(entry, "pwdInHistory"),
        minimum_age: seconds(entry, "pwdMinAge").filter(|age| !age.is_zero()),
    }
}

fn length(entry: &Entry, attribute: &str) -> Option<usize> {
    entry.number(attribute).and_then(|n| usize::try_from(n).ok())
}

fn count(entry: &Entry, attribute: &str) -> Option<u32> {
    entry.number(attribute).and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0)
}

fn seconds(entry: &Entry, attribute: &str) -> Option<Duration> {
    entry.number(attribute).and_then(|n| u64::try_from(n).ok()).map(Duration::from_secs)
}

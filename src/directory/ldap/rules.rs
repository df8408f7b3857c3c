//! The password rules in force for an account, as far as the service account may read them (R110).

use std::{collections::HashSet, time::Duration};

use crate::domain::password::{Complexity, LengthUnit, PasswordRules};

use super::{
    LdapDirectory, controls::policy_hints, dn, entry::Entry, filter::Filter, moment, result::Fault, rootdse::SUBTREE,
    servers::Server, session::Session, settings::Kind,
};

/// DOMAIN_PASSWORD_COMPLEX of pwdProperties.
const COMPLEX: i64 = 1;
/// What is read of a fine-grained policy.
const PSO: [&str; 7] = [
    "msDS-MinimumPasswordLength",
    "msDS-PasswordComplexityEnabled",
    "msDS-PasswordHistoryLength",
    "msDS-MinimumPasswordAge",
    "msDS-PasswordSettingsPrecedence",
    "msDS-PSOAppliesTo",
    "objectGUID",
];

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
        let root = Server::root(session).await?;
        let (samba, hints) = (root.samba, policy_hints(&root.controls).is_some());
        let domain = root.domain.clone().unwrap_or_else(|| self.settings.base.clone());
        let read = match self.fine_grained(session, account, &domain).await? {
            Resultant::Policy(pso) => WindowsRules {
                minimum: length(&pso, "msDS-MinimumPasswordLength"),
                complex: pso.text("msDS-PasswordComplexityEnabled") == Some("TRUE"),
                history: count(&pso, "msDS-PasswordHistoryLength"),
                age: pso.number("msDS-MinimumPasswordAge").and_then(moment::negative_ticks),
            },
            Resultant::Hidden => {
                tracing::warn!(
                    "a fine-grained password policy can not be read; the doctor says which right is missing"
                );
                return Ok(PasswordRules::default());
            }
            Resultant::None => {
                let attributes = ["minPwdLength", "pwdProperties", "pwdHistoryLength", "minPwdAge"];
                let entry = session.base(&domain, &Filter::present("objectClass"), &attributes).await?;
                let Some(entry) = entry else { return Ok(PasswordRules::default()) };
                WindowsRules {
                    minimum: length(&entry, "minPwdLength"),
                    complex: entry.number("pwdProperties").unwrap_or(0) & COMPLEX != 0,
                    history: count(&entry, "pwdHistoryLength"),
                    age: entry.number("minPwdAge").and_then(moment::negative_ticks),
                }
            }
        };
        Ok(read.into_rules(samba, hints))
    }

    /// The fine-grained policy in force: the one that the domain controller computes; where it does not say, the one
    /// of lowest precedence among those that apply to the person, else to one of the person's groups.
    async fn fine_grained(&self, session: &mut Session, account: &Entry, domain: &str) -> Result<Resultant, Fault> {
        let any = Filter::present("objectClass");
        let resultant = session.base(&account.dn, &any, &["msDS-ResultantPSO"]).await?;
        if let Some(dn) = resultant.as_ref().and_then(|e| e.text("msDS-ResultantPSO")) {
            let entry = session.base(dn, &any, &PSO).await?;
            return Ok(match entry.filter(|e| e.has("msDS-MinimumPasswordLength")) {
                Some(entry) => Resultant::Policy(Box::new(entry)),
                None => Resultant::Hidden,
            });
        }
        let container = format!("CN=Password Settings Container,CN=System,{domain}");
        let policies = Filter::equals("objectClass", "msDS-PasswordSettings");
        let found = match session.search(&container, SUBTREE, &policies, &PSO).await {
            Ok(found) => found,
            // Nobody may look: the domain controller had nothing to say either.
            Err(Fault::Refused(_)) => return Ok(Resultant::None),
            Err(fault) => return Err(fault),
        };
        if found.is_empty() {
            return Ok(Resultant::None);
        }
        let spelt = |dn: &str| dn::normalised(dn).unwrap_or_default();
        let person = spelt(&account.dn);
        let applies =
            |pso: &Entry, to: &HashSet<Vec<String>>| pso.texts("msDS-PSOAppliesTo").any(|dn| to.contains(&spelt(dn)));
        let own = HashSet::from([person]);
        if let Some(pso) = foremost(found.iter().filter(|pso| applies(pso, &own))) {
            return Ok(Resultant::Policy(Box::new(pso)));
        }
        let mut groups = HashSet::new();
        for pso in &found {
            for dn in pso.texts("msDS-PSOAppliesTo") {
                match self.groups_of(session, account, &[dn.to_owned()]).await {
                    Ok(member_of) if !member_of.is_empty() => drop(groups.insert(spelt(dn))),
                    // A person, or a group that is gone.
                    Ok(_) | Err(Fault::Refused(_)) => {}
                    Err(fault) => return Err(fault),
                }
            }
        }
        let chosen = foremost(found.iter().filter(|pso| applies(pso, &groups)));
        Ok(chosen.map_or(Resultant::None, |pso| Resultant::Policy(Box::new(pso))))
    }

    /// The `pwdPolicy` entry in force: the account's own or the configured default.
    pub(crate) async fn policy(&self, session: &mut Session, account: &Entry) -> Result<Option<Entry>, Fault> {
        let own = account.text("pwdPolicySubentry").map(str::to_owned);
        let Some(dn) = own.or_else(|| self.settings.password_policy.clone()) else { return Ok(None) };
        let attributes = [
            "pwdMinLength",
            "pwdMaxLength",
            "pwdInHistory",
            "pwdMinAge",
            "pwdMaxAge",
            "pwdLockoutDuration",
            "pwdCheckQuality",
        ];
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
            history: on("passwordHistory").then(|| count(&entry, "passwordInHistory")).flatten(),
            minimum_age: seconds(&entry, "passwordMinAge").filter(|age| !age.is_zero()),
            on_reset: true,
            ..PasswordRules::default()
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
            history: count(&entry, "krbPwdHistoryLength"),
            minimum_age: seconds(&entry, "krbMinPwdLife").filter(|age| !age.is_zero()),
            ..PasswordRules::default()
        }
    }
}

/// What both kinds of policies of Active Directory hold.
struct WindowsRules {
    minimum: Option<usize>,
    complex: bool,
    history: Option<u32>,
    age: Option<Duration>,
}

impl WindowsRules {
    /// `hints`: the policy-hints control makes a reset obey history and minimum age too.
    fn into_rules(self, samba: bool, hints: bool) -> PasswordRules {
        PasswordRules {
            minimum_length: self.minimum,
            maximum_length: None,
            unit: LengthUnit::Utf16,
            complexity: match (self.complex, samba) {
                (false, _) => Complexity::No,
                (true, false) => Complexity::ThreeOfFive,
                (true, true) => Complexity::ThreeOfFiveSamba,
            },
            // Samba leaves the names to a script of the administrator's.
            names: self.complex && !samba,
            history: self.history,
            minimum_age: self.age,
            on_reset: hints,
        }
    }
}

/// Which fine-grained policy is in force.
enum Resultant {
    /// None: the domain's own rules hold.
    None,
    /// One that can not be read.
    Hidden,
    /// This one.
    Policy(Box<Entry>),
}

/// The policy of lowest precedence; of two with the same, the one with the smaller identity (MS-ADTS 3.1.1.4.5.36).
fn foremost<'a>(policies: impl Iterator<Item = &'a Entry>) -> Option<Entry> {
    let rank = |pso: &&Entry| {
        (pso.number("msDS-PasswordSettingsPrecedence").unwrap_or(i64::MAX), pso.bytes("objectGUID").first().cloned())
    };
    policies.min_by_key(rank).cloned()
}

/// What the overlay looks at (`pwdCheckQuality` 0: at no length).
fn ppolicy_rules(entry: &Entry) -> PasswordRules {
    let looked_at = entry.number("pwdCheckQuality").unwrap_or(0) > 0;
    let bound = |name: &str| length(entry, name).filter(|n| looked_at && *n > 0);
    PasswordRules {
        minimum_length: bound("pwdMinLength"),
        maximum_length: bound("pwdMaxLength"),
        unit: LengthUnit::Octets,
        history: count(entry, "pwdInHistory"),
        minimum_age: seconds(entry, "pwdMinAge").filter(|age| !age.is_zero()),
        on_reset: true,
        ..PasswordRules::default()
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

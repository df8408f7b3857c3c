//! What is wrong with the set-up, and the command that puts it right. Nothing is written.

use std::{collections::HashSet, sync::Arc, time::Duration};

use crate::{
    crypto::certificate,
    directory::Found,
    domain::{
        finding::{Finding, FindingStatus as Outcome},
        identifier::LoginName,
        policy::GroupName,
        time::Timestamp,
    },
};

use super::{
    LdapDirectory, connect,
    controls::policy_hints,
    filter::Filter,
    moment, remedy,
    result::Fault,
    rootdse::RootDse,
    servers::{Server, on_any_server},
    session::Session,
};

/// More than this between two clocks breaks Kerberos and the reading of times, ms.
const CLOCK_SKEW: u64 = 120_000;
const DAY: Duration = Duration::from_secs(86_400);

impl LdapDirectory {
    /// Examines every server, the rights of the service account and, if given, what it may do to `sample`.
    pub async fn diagnose(&self, sample: Option<&LoginName>) -> Vec<Finding> {
        let mut findings = Vec::new();
        let mut usable = None;
        for server in self.servers.all() {
            let before = findings.len();
            self.examine_server(server, &mut findings).await;
            let well = findings.iter().skip(before).all(|f| f.status != Outcome::Fail);
            if usable.is_none() && well {
                usable = Some(Arc::clone(server));
            }
        }
        let Some(server) = usable else { return findings };
        match self.servers.named(&server.name).await {
            Ok(mut session) => {
                if let Err(fault) = self.examine_rights(&mut session, sample, &mut findings).await {
                    let what = fault.into_read_error().to_string();
                    findings.push(Finding::new(
                        "rights",
                        Outcome::Fail,
                        what,
                        "See what the server's log says of this.",
                    ));
                }
            }
            Err(fault) => {
                let what = fault.into_read_error().to_string();
                findings.push(Finding::new("bind", Outcome::Fail, what, "Run the doctor again."));
            }
        }
        findings
    }

    /// Whether each group that the policy names means one group that can be read: nobody can be looked up else.
    pub async fn diagnose_groups(&self, groups: &[GroupName]) -> Vec<Finding> {
        let mut findings = Vec::new();
        for name in groups {
            findings.push(match on_any_server!(self.servers, |session| self.group(session, name)) {
                Ok(group) => Finding::ok("groups", group.dn.clone()),
                Err(fault) => {
                    Finding::new("groups", Outcome::Fail, fault.into_read_error().to_string(), remedy::GROUPS)
                }
            });
        }
        findings
    }

    async fn examine_server(&self, server: &Arc<Server>, findings: &mut Vec<Finding>) {
        let name = &server.name;
        let deadline = tokio::time::Instant::now() + self.settings.connect_timeout;
        match tokio::time::timeout_at(deadline, connect::addresses(&server.url)).await {
            Ok(Ok(found)) => findings.push(Finding::ok("dns", format!("{name}: {} address(es)", found.len()))),
            Ok(Err(error)) => {
                return findings.push(Finding::new("dns", Outcome::Fail, format!("{name}: {error}"), remedy::DNS));
            }
            Err(_) => {
                let what = format!("{name}: no answer from the name server in time");
                return findings.push(Finding::new("dns", Outcome::Fail, what, remedy::DNS));
            }
        }
        if let Err(error) = connect::dial(&server.url, deadline).await {
            return findings.push(Finding::new("tcp", Outcome::Fail, format!("{name}: {error}"), remedy::TCP));
        }
        findings.push(Finding::ok("tcp", format!("{name}: answers")));
        match server.anonymous().await {
            Ok(mut ldap) => {
                let certificate = ldap.get_peer_certificate().await.ok().flatten();
                findings.push(certificate_finding(name, certificate.as_deref(), self.clock.now()));
            }
            Err(error) => {
                let ended = server.tls.seen.get().is_some_and(|end| end <= self.clock.now());
                let remedy = if ended { remedy::RENEW } else { remedy::TLS };
                return findings.push(Finding::new("tls", Outcome::Fail, format!("{name}: {error}"), remedy));
            }
        }
        match server.fresh().await {
            Ok(_) => findings.push(Finding::ok("bind", format!("{name}: the service account is let in"))),
            Err(error) => {
                return findings.push(Finding::new("bind", Outcome::Fail, format!("{name}: {error}"), remedy::BIND));
            }
        }
        let examined = match self.servers.named(name).await {
            Ok(mut session) => self.examine_contents(&mut session, findings).await,
            Err(fault) => Err(fault),
        };
        if let Err(fault) = examined {
            let what = fault.into_read_error().to_string();
            findings.push(Finding::new("base", Outcome::Fail, what, remedy::base(self.settings.kind, &self.settings)));
        }
    }

    async fn examine_contents(&self, session: &mut Session, findings: &mut Vec<Finding>) -> Result<(), Fault> {
        let name = session.server_name().to_owned();
        let root = RootDse::read(session).await?;
        let base = session.base(&self.settings.base, &Filter::present("objectClass"), &["1.1"]).await?;
        findings.push(match base {
            Some(_) => Finding::ok("base", format!("{name}: {} can be read", self.settings.base)),
            None => {
                let known = root.contexts.join("; ");
                let what = format!("{name}: {} does not exist or can not be read; it has: {known}", self.settings.base);
                Finding::new("base", Outcome::Fail, what, remedy::base(self.settings.kind, &self.settings))
            }
        });
        findings.push(if root.read_only {
            Finding::new(
                "writable",
                Outcome::Warn,
                format!("{name} is a read-only domain controller"),
                remedy::READ_ONLY,
            )
        } else {
            Finding::ok("writable", format!("{name} takes writes"))
        });
        if self.is_active_directory() {
            findings.push(match policy_hints(&root.controls) {
                Some(control) => {
                    Finding::ok("policy-hints", format!("{name}: history counts on resets ({})", control.ctype))
                }
                None => {
                    let what =
                        format!("{name}: does not list the policy-hints control: a reset may repeat an old password");
                    Finding::new("policy-hints", Outcome::Warn, what, remedy::POLICY_HINTS)
                }
            });
            findings
                .extend(root.time.as_deref().and_then(moment::generalized).map(|time| self.clock_finding(&name, time)));
        }
        Ok(())
    }

    fn clock_finding(&self, name: &str, theirs: Timestamp) -> Finding {
        let apart = self.clock.now().millis().abs_diff(theirs.millis());
        let what = format!("{name}: the clocks are {} s apart", apart / 1000);
        if apart > CLOCK_SKEW {
            Finding::new("clock", Outcome::Warn, what, remedy::CLOCK)
        } else {
            Finding::ok("clock", what)
        }
    }

    async fn examine_rights(
        &self,
        session: &mut Session,
        sample: Option<&LoginName>,
        findings: &mut Vec<Finding>,
    ) -> Result<(), Fault> {
        for group in &self.settings.protected_groups {
            let found = self.group_if_any(session, group).await?;
            findings.push(match found {
                Some(group) => Finding::ok("protected-groups", group.dn.clone()),
                None => {
                    let what = format!(
                        "the protected group `{group}` does not exist or can not be read: nobody can be looked up"
                    );
                    Finding::new(
                        "protected-groups",
                        Outcome::Fail,
                        what,
                        "Correct `directory.protected_groups` in the configuration.",
                    )
                }
            });
        }
        let own =
            if self.is_active_directory() { self.examine_domain(session, findings).await? } else { HashSet::new() };
        let Some(login) = sample else {
            let what = "no sample account was named: what may be done to people was not examined".to_owned();
            findings.push(Finding::new(
                "sample",
                Outcome::Warn,
                what,
                "Run it again with the login name of an ordinary person.",
            ));
            return Ok(());
        };
        let account = match self.find_on(session, login).await? {
            Found::One(account) => account,
            other => {
                let what = if matches!(other, Found::Nobody) {
                    "the sample account was not found"
                } else {
                    "the sample name is ambiguous"
                };
                let remedy = "Check `directory.base`, `directory.user_filter` and the name.";
                findings.push(Finding::new("sample", Outcome::Fail, what.to_owned(), remedy));
                return Ok(());
            }
        };
        findings.push(match &account.state.protection {
            Some(why) => Finding::new(
                "sample",
                Outcome::Warn,
                format!("the sample account is protected: {why:?}"),
                "Name an ordinary person.",
            ),
            None => Finding::ok(
                "sample",
                format!("{} was found, with {} contact(s)", account.location, account.contacts.len()),
            ),
        });
        let Some(entry) = self.entry(session, account.id).await? else { return Ok(()) };
        let rules = self.rules(session, &entry).await?;
        findings.push(if rules == crate::domain::password::PasswordRules::default() {
            let what =
                "the password rules of the sample account can not be read: people learn them by trial".to_owned();
            Finding::new("password-rules", Outcome::Warn, what, remedy::rules(self.settings.kind, &self.settings))
        } else {
            Finding::ok("password-rules", format!("{rules:?}"))
        });
        if self.is_active_directory() {
            self.examine_sample(session, &entry, &own, findings).await?;
        }
        Ok(())
    }
}

fn certificate_finding(name: &str, der: Option<&[u8]>, now: Timestamp) -> Finding {
    let Some(end) = der.and_then(|der| certificate::end_in(der).ok()) else {
        return Finding::new("tls", Outcome::Warn, format!("{name}: the certificate can not be read"), remedy::TLS);
    };
    let left = end.since(now);
    let what =
        format!("{name}: chain and name are right; the certificate ends in {} days", left.as_secs() / DAY.as_secs());
    if left < DAY.saturating_mul(certificate::WARNED_DAYS) {
        Finding::new("tls", Outcome::Warn, what, remedy::RENEW)
    } else {
        Finding::ok("tls", what)
    }
}

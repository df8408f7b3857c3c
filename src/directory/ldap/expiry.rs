//! Whose password ends soon. Read in pages, on one connection, however many people there are.

use std::{collections::HashMap, time::Duration};

use tokio::sync::mpsc;

use crate::{
    directory::{DirectoryError, Expiring},
    domain::time::Timestamp,
};

use super::{
    LdapDirectory, dialect::active_directory, entry::Entry, filter::Filter, moment, result::Fault, session::Session,
    settings::Kind,
};

/// Entries in one page: below the usual limits of servers.
const PAGE: i32 = 500;
/// Bits of userAccountControl: switched off; never expires.
const DISABLED: i64 = 0x2;
const NEVER_EXPIRES: i64 = 0x1_0000;
/// How long a reader may be slow to take people before the scan is given up.
const PATIENCE: Duration = Duration::from_secs(60);

/// The ends of OpenLDAP's policies: how long a password lives under each, by DN; `None` for ever.
type Lives = HashMap<String, Option<Duration>>;

impl LdapDirectory {
    pub(crate) async fn expiring_before(
        &self,
        until: Timestamp,
        to: &mpsc::Sender<Expiring>,
    ) -> Result<(), DirectoryError> {
        let mut attempt = self.servers.attempt();
        let mut session = attempt.next().await.map_err(Fault::into_read_error)?;
        self.expiring_on(&mut session, until, to).await.map_err(Fault::into_read_error)
    }

    async fn expiring_on(
        &self,
        session: &mut Session,
        until: Timestamp,
        to: &mpsc::Sender<Expiring>,
    ) -> Result<(), Fault> {
        let filter = self.people(self.may_end());
        let mut attributes = self.mapping.attributes();
        attributes.push(match self.settings.kind {
            Kind::ActiveDirectory => "msDS-UserPasswordExpiryTimeComputed",
            Kind::OpenLdap => "pwdPolicySubentry",
            Kind::Ds389 => "passwordExpirationTime",
            Kind::FreeIpa => "krbPasswordExpiration",
        });
        let now = self.clock.now();
        let mut lives = Lives::new();
        let mut cookie = Vec::new();
        loop {
            session.renew(self.settings.failover_budget);
            let (entries, next) =
                session.page(&self.settings.base, &filter, &attributes, (PAGE, cookie), Vec::new()).await?;
            for entry in entries {
                let Some(at) = self.end_of(session, &entry, &mut lives).await? else { continue };
                if at <= now || at > until {
                    continue;
                }
                let Some(id) = self.dialect.id(&entry) else { continue };
                let mut state = self.dialect.state(&entry, None, now);
                if self.settings.kind == Kind::ActiveDirectory {
                    state.protection = active_directory::own_protection(&entry);
                }
                let switched_off = state.disabled || state.expired || state.lock.is_some_and(|l| l.by_administrator);
                if switched_off || state.protection.is_some() {
                    continue;
                }
                let account = self.mapping.account(self.dialect, &entry, id, state);
                if to.send_timeout(Expiring { account, at }, PATIENCE).await.is_err() {
                    return Ok(());
                }
            }
            if next.is_empty() {
                return Ok(());
            }
            cookie = next;
        }
    }

    /// Who may have a password that ends.
    fn may_end(&self) -> Filter {
        match self.settings.kind {
            Kind::ActiveDirectory => Filter::and(vec![
                Filter::unless(Filter::bits("userAccountControl", DISABLED)),
                Filter::unless(Filter::bits("userAccountControl", NEVER_EXPIRES)),
                Filter::unless(Filter::equals("pwdLastSet", "0")),
            ]),
            Kind::OpenLdap => {
                Filter::and(vec![Filter::present("pwdChangedTime"), Filter::unless(Filter::equals("pwdReset", "TRUE"))])
            }
            Kind::Ds389 => Filter::present("passwordExpirationTime"),
            Kind::FreeIpa => Filter::present("krbPasswordExpiration"),
        }
    }

    /// When the password of an entry ends; `None` for never.
    async fn end_of(
        &self,
        session: &mut Session,
        entry: &Entry,
        lives: &mut Lives,
    ) -> Result<Option<Timestamp>, Fault> {
        let time = |name: &str| entry.text(name).and_then(moment::generalized);
        Ok(match self.settings.kind {
            Kind::ActiveDirectory => entry.number("msDS-UserPasswordExpiryTimeComputed").and_then(moment::filetime),
            Kind::Ds389 => time("passwordExpirationTime"),
            Kind::FreeIpa => time("krbPasswordExpiration"),
            Kind::OpenLdap => {
                let own = entry.text("pwdPolicySubentry").or(self.settings.password_policy.as_deref());
                let dn = own.unwrap_or_default().to_lowercase();
                let life = match lives.get(&dn) {
                    Some(life) => *life,
                    None => {
                        let policy = self.policy(session, entry).await?;
                        let seconds = policy.and_then(|p| p.number("pwdMaxAge")).filter(|n| *n > 0);
                        let life = seconds.and_then(|n| u64::try_from(n).ok()).map(Duration::from_secs);
                        lives.insert(dn, life);
                        life
                    }
                };
                time("pwdChangedTime").zip(life).map(|(set, life)| set.after(life))
            }
        })
    }
}

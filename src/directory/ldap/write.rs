//! Writes. Each goes to one server, once; what became of one whose answer was lost is asked, never tried (R156).

use ldap3::{Mod, controls::RawControl, exop::PasswordModify};

use crate::{
    directory::{Aim, DirectoryError, Settled, SignIn, Stamp, WriteError},
    domain::{
        account::{AccountId, Protection},
        password::{NewPassword, Refusal},
    },
};

use super::{
    LdapDirectory,
    controls::{password_policy, policy_hints},
    dialect::active_directory::guid_dn,
    entry::Entry,
    filter::Filter,
    result::Fault,
    secret::Octets,
    servers::{Attempt, Server, on_any_server},
    session::Session,
    settings::Kind,
};

/// noSuchAttribute.
const NO_SUCH_ATTRIBUTE: u32 = 16;
/// What OpenLDAP answers when two resets of one person meet, and its password policy has worked out both from the same
/// history: that value is gone (noSuchAttribute), or there already (attributeOrValueExists). The loser did nothing.
const OVERTAKEN: [u32; 2] = [NO_SUCH_ATTRIBUTE, 20];
/// How often the loser tries again. Each time somebody else has won.
const OVERTAKEN_AGAIN: u32 = 3;

impl LdapDirectory {
    /// The first server in order that answers and takes writes, with the account as it has it (R163, R164).
    pub(crate) async fn aim_at(&self, id: AccountId) -> Result<Aim, WriteError> {
        if self.settings.write_to_pdc
            && let Some(server) = self.pdc().await
            && let Ok(mut session) = self.servers.named(&server).await
            && let Ok(Some(aim)) = self.aim_on(&mut session, id).await
        {
            return Ok(aim);
        }
        let mut attempt = self.servers.attempt();
        loop {
            let mut session = attempt.next().await.map_err(Fault::into_write_error)?;
            let reused = session.is_reused();
            let outcome = match Server::root(&mut session).await {
                Ok(root) if root.read_only => {
                    attempt.skip(format!("{} is read-only", session.server_name()));
                    continue;
                }
                Ok(_) => self.aim_on(&mut session, id).await,
                Err(fault) => Err(fault),
            };
            match outcome {
                Ok(Some(aim)) => {
                    Attempt::succeeded(&session);
                    return Ok(aim);
                }
                Ok(None) => return Err(gone(session.server_name())),
                Err(fault) if fault.another_server_may_answer() => attempt.failed(&session, reused, &fault),
                Err(fault) => return Err(nothing_written(fault)),
            }
        }
    }

    async fn aim_on(&self, session: &mut Session, id: AccountId) -> Result<Option<Aim>, Fault> {
        let Some(entry) = self.entry(session, id).await? else { return Ok(None) };
        let account = self.account(session, &entry).await?;
        let before = self.dialect.stamp(&entry);
        Ok(Some(Aim { server: session.server_name().to_owned(), account, before }))
    }

    /// The configured server that has the PDC emulator role.
    async fn pdc(&self) -> Option<String> {
        let owner = on_any_server!(self.servers, |session| self.role_owner(session)).ok().flatten()?;
        for server in self.servers.all() {
            let Ok(mut session) = self.servers.named(&server.name).await else { continue };
            let ntds = Server::root(&mut session).await.ok().and_then(|root| root.ntds.clone());
            if ntds.is_some_and(|ntds| super::dn::same(&ntds, &owner)) {
                return Some(server.name.clone());
            }
        }
        None
    }

    async fn role_owner(&self, session: &mut Session) -> Result<Option<String>, Fault> {
        let root = Server::root(session).await?;
        let Some(domain) = &root.domain else { return Ok(None) };
        let entry = session.base(domain, &Filter::present("objectClass"), &["fSMORoleOwner"]).await?;
        Ok(entry.and_then(|e| e.text("fSMORoleOwner").map(str::to_owned)))
    }

    /// A connection to the server of `aim` that has just answered, with the entry: that way a dead connection
    /// shows before anything is sent that must not be sent twice.
    async fn at(&self, aim: &Aim) -> Result<(Session, Entry), WriteError> {
        let mut again = true;
        loop {
            let mut session = self.servers.named(&aim.server).await.map_err(nothing_written)?;
            let reused = session.is_reused();
            match self.entry(&mut session, aim.account.id).await {
                Ok(Some(entry)) => return Ok((session, entry)),
                Ok(None) => return Err(gone(&aim.server)),
                Err(Fault::Unreachable(_) | Fault::Lost(_)) if reused && again => again = false,
                Err(fault) => return Err(nothing_written(fault)),
            }
        }
    }

    /// Sets a password without the old one.
    pub(crate) async fn reset_at(&self, aim: &Aim, new: &NewPassword) -> Result<(), WriteError> {
        if new.expose().is_empty() {
            return Err(WriteError::Refused(Refusal::Empty, "an empty password is never sent".to_owned()));
        }
        // The flow has asked already; this is the last door, and it has a lock of its own (R114).
        if let Some(why) = &aim.account.state.protection {
            return Err(WriteError::Denied(format!("the account is protected: {}", described(why))));
        }
        if aim.account.state.disabled {
            return Err(WriteError::Denied("the account is disabled".to_owned()));
        }
        let (mut session, entry) = self.at(aim).await?;
        if !self.is_active_directory() {
            self.modify_password(&mut session, &entry.dn, None, new).await?;
            self.not_forced(&mut session, &entry.dn).await;
            return Ok(());
        }
        let root = Server::root(&mut session).await.map_err(nothing_written)?;
        let hints: Vec<RawControl> = policy_hints(&root.controls).into_iter().collect();
        if hints.is_empty() {
            tracing::debug!(server = session.server_name(), "no policy-hints control: history is not enforced");
        }
        let change = Mod::Replace(Octets::plain("unicodePwd"), [Octets::unicode_password(new)].into());
        session.modify(&guid_dn(aim.account.id), vec![change], hints).await.map_err(Fault::into_write_error)
    }

    /// Where the policy has `pwdMustChange`, OpenLDAP marks a password that another account set. People chose this
    /// one themselves, so the mark is taken off (R117). The password is set by now: a failure is logged only.
    async fn not_forced(&self, session: &mut Session, dn: &str) {
        if self.settings.kind != Kind::OpenLdap {
            return;
        }
        let marked = session.base(dn, &Filter::equals("pwdReset", "TRUE"), &["1.1"]).await;
        let unmark = Mod::Delete(Octets::plain("pwdReset"), std::collections::HashSet::new());
        let outcome = match marked {
            Ok(None) => return,
            Ok(Some(_)) => session.modify(dn, vec![unmark], Vec::new()).await,
            Err(fault) => Err(fault),
        };
        if let Err(fault) = outcome {
            tracing::warn!(server = session.server_name(), ?fault, "pwdReset stays: the person must change it again");
        }
    }

    /// The password-modify operation (RFC 3062). It is repeated for the answers that say that nothing was done and
    /// that it would work now.
    async fn modify_password(
        &self,
        session: &mut Session,
        dn: &str,
        old: Option<&NewPassword>,
        new: &NewPassword,
    ) -> Result<(), WriteError> {
        let mut again = OVERTAKEN_AGAIN;
        loop {
            let old_pass = old.map(NewPassword::expose);
            let operation = PasswordModify { user_id: Some(dn), old_pass, new_pass: Some(new.expose()) };
            match session.extended(operation.into(), vec![password_policy()]).await {
                Err(Fault::Refused(reply)) if OVERTAKEN.contains(&reply.rc) && again > 0 => again -= 1,
                outcome => return outcome.map_err(Fault::into_write_error),
            }
        }
    }

    /// Sets a password with the old one.
    pub(crate) async fn change_at(&self, aim: &Aim, old: &NewPassword, new: &NewPassword) -> Result<(), WriteError> {
        if new.expose().is_empty() {
            return Err(WriteError::Refused(Refusal::Empty, "an empty password is never sent".to_owned()));
        }
        if old.expose().is_empty() {
            return Err(WriteError::WrongOld("an empty password is never sent".to_owned()));
        }
        let (mut session, entry) = self.at(aim).await?;
        if self.is_active_directory() {
            // On our own connection: who must change the password, or whose is too old, can not sign in (773, 532).
            let name = || Octets::plain("unicodePwd");
            let changes = vec![
                Mod::Delete(name(), [Octets::unicode_password(old)].into()),
                Mod::Add(name(), [Octets::unicode_password(new)].into()),
            ];
            let id = aim.account.id;
            if self.is_one_too_many(&mut session, id, &entry).await.map_err(nothing_written)? {
                return Err(WriteError::WrongOld("not asked: too many wrong passwords lately".to_owned()));
            }
            let outcome = session.modify(&guid_dn(id), changes, Vec::new()).await.map_err(Fault::into_write_error);
            match &outcome {
                Ok(()) => self.guard.right(id),
                Err(WriteError::WrongOld(_)) => self.guard.wrong(id),
                Err(_) => {}
            }
            return outcome;
        }
        let (mut own, answer) = self.sign_in_on(&session.server, &entry.dn, old).await.map_err(nothing_written)?;
        match answer {
            // As themselves: the server's rules for people's own changes count.
            SignIn::Ok | SignIn::MustChange => {
                let operation = PasswordModify {
                    user_id: Some(&entry.dn),
                    old_pass: Some(old.expose()),
                    new_pass: Some(new.expose()),
                };
                let server = session.server_name();
                let wait = self.settings.operation_timeout;
                let outcome = own.with_timeout(wait).with_controls(password_policy()).extended(operation).await;
                let result = outcome.map_err(|e| Fault::under_way(server, &e));
                let outcome = result.and_then(|r| super::session::success(server, &r.1));
                // The connection is theirs and ends here; nothing depends on how.
                drop(own.unbind().await);
                outcome.map_err(Fault::into_write_error)
            }
            // The old one was right and lets nobody in: with our own right, and the old one to be compared again.
            SignIn::Expired => self.modify_password(&mut session, &entry.dn, Some(old), new).await,
            SignIn::Refused(why) => match why {
                crate::directory::SignInRefusal::Wrong => Err(WriteError::WrongOld(aim.server.clone())),
                other => Err(WriteError::Unexpected(format!("{}: the sign-in was refused: {other:?}", aim.server))),
            },
        }
    }

    /// What became of a write, asked of the server that it was sent to.
    pub(crate) async fn settle_at(
        &self,
        server: &str,
        id: AccountId,
        before: &Stamp,
    ) -> Result<Settled, DirectoryError> {
        let mut again = true;
        let (mut session, entry) = loop {
            let mut session = self.servers.named(server).await.map_err(Fault::into_read_error)?;
            let reused = session.is_reused();
            match self.entry(&mut session, id).await {
                Ok(entry) => break (session, entry),
                Err(Fault::Unreachable(_) | Fault::Lost(_)) if reused && again => again = false,
                Err(fault) => return Err(fault.into_read_error()),
            }
        };
        let entry = entry.ok_or_else(|| DirectoryError::Unexpected(format!("{server}: the account is gone")))?;
        let lock_life = self.lock_life(&mut session, &entry).await.map_err(Fault::into_read_error)?;
        let now = self.dialect.stamp(&entry);
        let state = self.dialect.state(&entry, lock_life, self.clock.now());
        Ok(Settled { password_written: now.password != before.password, locked: state.lock.is_some() })
    }

    /// Lifts a lockout. Done already is done.
    pub(crate) async fn unlock_at(&self, aim: &Aim) -> Result<(), WriteError> {
        if let Some(why) = &aim.account.state.protection {
            return Err(WriteError::Denied(format!("the account is protected: {}", described(why))));
        }
        let (mut session, entry) = self.at(aim).await?;
        let lock = self.dialect.state(&entry, None, self.clock.now()).lock;
        if lock.is_some_and(|lock| lock.by_administrator) {
            return Err(WriteError::Denied("an administrator locked the account".to_owned()));
        }
        let dn = if self.is_active_directory() { guid_dn(aim.account.id) } else { entry.dn.clone() };
        for change in self.dialect.unlock(&entry, self.clock.now()) {
            match session.modify(&dn, vec![change], Vec::new()).await {
                Err(Fault::Refused(reply)) if reply.rc == NO_SUCH_ATTRIBUTE => {}
                outcome => outcome.map_err(Fault::into_write_error)?,
            }
        }
        Ok(())
    }
}

fn described(why: &Protection) -> String {
    match why {
        Protection::AdminCount => "adminCount".to_owned(),
        Protection::PrivilegedGroup(group) => format!("a member of {group}"),
        Protection::Service => "a service account".to_owned(),
        Protection::Machine => "a machine account".to_owned(),
        Protection::Configured => "named in the configuration".to_owned(),
    }
}

fn gone(server: &str) -> WriteError {
    WriteError::Gone(format!("{server}: no account has this identity any more"))
}

/// A fault while only reading, before a write: whatever it was, nothing was written.
fn nothing_written(fault: Fault) -> WriteError {
    match fault {
        Fault::Unreachable(text) | Fault::Lost(text) | Fault::Silent(text) => WriteError::Unavailable(text),
        Fault::Odd(text) => WriteError::Unexpected(text),
        refused @ Fault::Refused(_) => refused.into_write_error(),
    }
}

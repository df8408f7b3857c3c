//! Is this password right? Asked on a connection that nobody else uses.

use std::sync::Arc;

use ldap3::Ldap;

use crate::{
    directory::{DirectoryError, SignIn, SignInRefusal},
    domain::{account::AccountId, password::NewPassword},
};

use super::{
    LdapDirectory,
    controls::{PolicyError, password_policy, policy_error},
    result::{Fault, Reply},
    servers::{Server, on_any_server},
    session::Session,
};

/// Where an account can be asked for its password.
enum Whereabouts {
    Here(Arc<Server>, String),
    Gone,
    OneTooMany,
}

impl LdapDirectory {
    pub(crate) async fn check(&self, id: AccountId, password: &NewPassword) -> Result<SignIn, DirectoryError> {
        // A DN with an empty password is an anonymous bind, which succeeds (RFC 4513, section 5.1.2).
        if password.expose().is_empty() {
            return Ok(SignIn::Refused(SignInRefusal::Wrong));
        }
        let found = on_any_server!(self.servers, |session| self.whereabouts(session, id));
        let (server, dn) = match found.map_err(Fault::into_read_error)? {
            Whereabouts::Here(server, dn) => (server, dn),
            Whereabouts::Gone => return Ok(SignIn::Refused(SignInRefusal::Wrong)),
            Whereabouts::OneTooMany => return Ok(SignIn::Refused(SignInRefusal::NotAllowedNow)),
        };
        // Never on a second server: each try counts towards the lockout.
        let (mut connection, answer) = self.sign_in_on(&server, &dn, password).await.map_err(Fault::into_read_error)?;
        drop(connection.unbind().await);
        match answer {
            SignIn::Ok => self.guard.right(id),
            SignIn::Refused(SignInRefusal::Wrong) => self.guard.wrong(id),
            _ => {}
        }
        Ok(answer)
    }

    async fn whereabouts(&self, session: &mut Session, id: AccountId) -> Result<Whereabouts, Fault> {
        let Some(entry) = self.entry(session, id).await? else { return Ok(Whereabouts::Gone) };
        if self.is_one_too_many(session, id, &entry).await? {
            return Ok(Whereabouts::OneTooMany);
        }
        Ok(Whereabouts::Here(Arc::clone(&session.server), entry.dn))
    }

    /// Binds as `dn` on a connection of its own, and hands it out for what only they may do.
    pub(crate) async fn sign_in_on(
        &self,
        server: &Server,
        dn: &str,
        password: &NewPassword,
    ) -> Result<(Ldap, SignIn), Fault> {
        let name = &server.name;
        let opened = server.anonymous().await;
        let mut ldap = opened.map_err(|e| Fault::Unreachable(format!("{name}: {e}")))?;
        ldap.with_timeout(self.settings.operation_timeout);
        if !self.is_active_directory() {
            ldap.with_controls(password_policy());
        }
        let result = ldap.simple_bind(dn, password.expose()).await.map_err(|e| Fault::under_way(name, &e))?;
        if result.rc == 0 {
            let must_change = policy_error(&result.ctrls) == Some(PolicyError::ChangeAfterReset);
            return Ok((ldap, if must_change { SignIn::MustChange } else { SignIn::Ok }));
        }
        let reply = Reply::new(name, &result);
        reply.sign_in().map(|answer| (ldap, answer)).ok_or(Fault::Refused(reply))
    }
}

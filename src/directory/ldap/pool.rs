//! Connections of the service account to one server. Nobody else is ever signed in on one of them.

use std::time::Duration;

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use ldap3::Ldap;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::{
    connect::{self, ConnectError},
    tls::ServerTls,
};

/// A connection that rested longer is dropped: load balancers and servers forget idle ones without a word.
const IDLE: Duration = Duration::from_secs(60);
/// Most connections to one server.
const SIZE: usize = 8;

pub(crate) type Pool = managed::Pool<Manager>;
pub(crate) type Pooled = managed::Object<Manager>;

/// Makes connections and throws stale ones away.
#[derive(Debug)]
pub(crate) struct Manager {
    url: Url,
    tls: ServerTls,
    bind_dn: String,
    bind_password: SecretString,
    connect: Duration,
    operation: Duration,
}

impl Manager {
    pub(crate) fn new(url: Url, tls: ServerTls, settings: &super::settings::LdapSettings) -> Self {
        Self {
            url,
            tls,
            bind_dn: settings.bind_dn.clone(),
            bind_password: settings.bind_password.clone(),
            connect: settings.connect_timeout,
            operation: settings.operation_timeout,
        }
    }

    pub(crate) fn pool(self) -> Result<Pool, managed::BuildError> {
        Pool::builder(self).max_size(SIZE).runtime(deadpool::Runtime::Tokio1).build()
    }

    /// A connection of its own, for somebody's own password.
    pub(crate) async fn anonymous(&self) -> Result<Ldap, ConnectError> {
        connect::open(&self.url, &self.tls.usual, self.connect).await
    }

    /// Signs the service account in, within `wait`.
    pub(crate) async fn sign_in(&self, ldap: &mut Ldap, wait: Duration) -> Result<(), ConnectError> {
        let answer = ldap
            .with_timeout(wait)
            .simple_bind(&self.bind_dn, self.bind_password.expose_secret())
            .await
            .map_err(|e| ConnectError::Tcp(connect::describe(&e)))?;
        if answer.rc == 0 { Ok(()) } else { Err(ConnectError::Bind(format!("rc={} {}", answer.rc, answer.text))) }
    }
}

impl managed::Manager for Manager {
    type Type = Ldap;
    type Error = ConnectError;

    async fn create(&self) -> Result<Ldap, ConnectError> {
        let mut ldap = self.anonymous().await?;
        self.sign_in(&mut ldap, self.operation).await?;
        Ok(ldap)
    }

    async fn recycle(&self, ldap: &mut Ldap, metrics: &Metrics) -> RecycleResult<ConnectError> {
        if ldap.is_closed() || metrics.last_used() > IDLE {
            return Err(RecycleError::message("closed or too long idle"));
        }
        Ok(())
    }
}

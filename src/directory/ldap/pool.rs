//! Connections of the service account to one server. Nobody else is ever signed in on one of them.

use std::{sync::Arc, time::Duration};

use deadpool::managed::{self, Metrics, RecycleError, RecycleResult};
use ldap3::Ldap;
use rustls::ClientConfig;
use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use super::connect::{self, ConnectError};

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
    tls: Arc<ClientConfig>,
    bind_dn: String,
    bind_password: SecretString,
    connect: Duration,
    operation: Duration,
}

impl Manager {
    pub(crate) fn new(url: Url, tls: Arc<ClientConfig>, settings: &super::settings::LdapSettings) -> Self {
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
        connect::open(&self.url, &self.tls, self.connect).await
    }
}

impl managed::Manager for Manager {
    type Type = Ldap;
    type Error = ConnectError;

    async fn create(&self) -> Result<Ldap, ConnectError> {
        let mut ldap = self.anonymous().await?;
        let answer = ldap
            .with_timeout(self.operation)
            .simple_bind(&self.bind_dn, self.bind_password.expose_secret())
            .await
            .map_err(|e| ConnectError::Tcp(connect::describe(&e)))?;
        if answer.rc == 0 { Ok(ldap) } else { Err(ConnectError::Bind(format!("rc={} {}", answer.rc, answer.text))) }
    }

    async fn recycle(&self, ldap: &mut Ldap, metrics: &Metrics) -> RecycleResult<ConnectError> {
        if ldap.is_closed() || metrics.last_used() > IDLE {
            return Err(RecycleError::message("closed or too long idle"));
        }
        Ok(())
    }
}

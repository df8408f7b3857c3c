//! Opens one connection. The socket is ours: the protocol library sets no TCP_NODELAY (each first operation would
//! stall 44 ms), no keepalive, and tries one address only.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use ldap3::{Ldap, LdapConnAsync, LdapConnSettings, LdapError, StdStream};
use rustls::ClientConfig;
use tokio::{
    net::{TcpStream, lookup_host},
    time::{Instant, timeout_at},
};
use url::Url;

/// Where a connection stopped.
#[derive(Debug, Clone, thiserror::Error)]
pub(crate) enum ConnectError {
    /// The name has no address.
    #[error("the name can not be looked up: {0}")]
    Name(String),
    /// No address took the connection.
    #[error("no TCP connection: {0}")]
    Tcp(String),
    /// The connection was taken, and nothing was said on it.
    #[error("no TLS: {0}")]
    Silent(String),
    /// No TLS, or a certificate that is not believed.
    #[error("no TLS: {0}")]
    Tls(String),
    /// The service account was not let in.
    #[error("the service account was refused: {0}")]
    Bind(String),
}

/// Opens a connection that nobody is signed in on, within `wait`.
pub(crate) async fn open(url: &Url, tls: &Arc<ClientConfig>, wait: Duration) -> Result<Ldap, ConnectError> {
    let deadline = Instant::now() + wait;
    let stream = dial(url, deadline).await?;
    let stream = stream.into_std().map_err(|e| ConnectError::Tcp(e.to_string()))?;
    // The URL's host stays the name that the certificate must have.
    let settings = LdapConnSettings::new()
        .set_config(Arc::clone(tls))
        .set_starttls(url.scheme() == "ldap")
        .set_std_stream(StdStream::Tcp(stream));
    let opened = timeout_at(deadline, LdapConnAsync::from_url_with_settings(settings, url))
        .await
        .map_err(|_| ConnectError::Silent("no answer in time".to_owned()))?;
    let (connection, ldap) = opened.map_err(|e| ConnectError::Tls(describe(&e)))?;
    tokio::spawn(async move {
        if let Err(error) = connection.drive().await {
            tracing::debug!(error = %error, "an LDAP connection ended");
        }
    });
    Ok(ldap)
}

/// The addresses of a server's name.
pub(crate) async fn addresses(url: &Url) -> Result<Vec<SocketAddr>, ConnectError> {
    let host = url.host_str().unwrap_or_default();
    let port = url.port().unwrap_or(if url.scheme() == "ldaps" { 636 } else { 389 });
    let found = lookup_host((host, port)).await.map_err(|e| ConnectError::Name(e.to_string()))?;
    Ok(found.collect())
}

/// Tries one address after the other; each gets its share of the time that is left.
pub(crate) async fn dial(url: &Url, deadline: Instant) -> Result<TcpStream, ConnectError> {
    let found = timeout_at(deadline, addresses(url))
        .await
        .map_err(|_| ConnectError::Name("no answer in time".to_owned()))??;
    let mut last = ConnectError::Name("it has no address".to_owned());
    let count = u32::try_from(found.len()).unwrap_or(u32::MAX);
    for (tried, address) in (0..).zip(found) {
        let left = deadline.saturating_duration_since(Instant::now());
        let share = left / count.saturating_sub(tried).max(1);
        last = match tokio::time::timeout(share, TcpStream::connect(address)).await {
            Ok(Ok(stream)) => match tune(&stream) {
                Ok(()) => return Ok(stream),
                Err(e) => ConnectError::Tcp(e.to_string()),
            },
            Ok(Err(e)) => ConnectError::Tcp(format!("{address}: {e}")),
            Err(_) => ConnectError::Tcp(format!("{address}: no answer in time")),
        };
    }
    Err(last)
}

/// No delay for small writes, and an end to connections whose other side is silently gone.
fn tune(stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let socket = socket2::SockRef::from(stream);
    let probes = socket2::TcpKeepalive::new().with_time(Duration::from_secs(30)).with_interval(Duration::from_secs(10));
    socket.set_tcp_keepalive(&probes)?;
    #[cfg(target_os = "linux")]
    socket.set_tcp_user_timeout(Some(Duration::from_secs(20)))?;
    Ok(())
}

/// An error of the library with its cause, which its own text leaves out.
pub(crate) fn describe(error: &LdapError) -> String {
    match error {
        LdapError::Io { source } => source.to_string(),
        LdapError::LdapResult { result } => format!("rc={} {}", result.rc, result.text),
        other => other.to_string(),
    }
}

//! Own TLS (R174): versions 1.2 and 1.3, only suites with forward secrecy and AEAD (rustls has no others), HTTP/1.1
//! only, a certificate that is exchanged while running.

use std::{path::Path, sync::Arc, time::Duration, time::SystemTime};

use arc_swap::ArcSwap;
use rustls::{
    ServerConfig,
    crypto::CryptoProvider,
    server::{ClientHello, ResolvesServerCert},
    sign::CertifiedKey,
};
use rustls_pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _};
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;

use super::settings::TlsFiles;

/// Why a certificate can not be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsError {
    /// A file can not be read, or is not PEM.
    #[error("{path}: {reason}")]
    File {
        /// Which.
        path: String,
        /// Why.
        reason: String,
    },
    /// The key does not belong to the certificate, or is of a kind that is not supported.
    #[error("the key does not fit the certificate: {0}")]
    Pair(rustls::Error),
    /// No cryptography is installed, or it supports none of the versions.
    #[error("TLS can not be set up: {0}")]
    Setup(String),
}

/// The certificate in use.
#[derive(Debug)]
pub struct Certificate {
    files: TlsFiles,
    current: ArcSwap<CertifiedKey>,
}

impl ResolvesServerCert for Certificate {
    fn resolve(&self, _: ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(self.current.load_full())
    }
}

impl Certificate {
    /// Reads the files.
    ///
    /// # Errors
    /// [`TlsError`] names the file and what is wrong.
    pub fn load(files: TlsFiles) -> Result<Arc<Self>, TlsError> {
        let current = ArcSwap::from_pointee(read(&files)?);
        Ok(Arc::new(Self { files, current }))
    }

    /// Reads the files again. When they can not be used, the old certificate stays.
    ///
    /// # Errors
    /// [`TlsError`] names the file and what is wrong.
    pub fn reload(&self) -> Result<(), TlsError> {
        self.current.store(Arc::new(read(&self.files)?));
        Ok(())
    }

    /// The server's side of TLS with this certificate.
    ///
    /// # Errors
    /// [`TlsError::Setup`] when no provider is installed.
    pub fn server_config(self: &Arc<Self>) -> Result<ServerConfig, TlsError> {
        let mut config = ServerConfig::builder_with_provider(provider()?)
            .with_protocol_versions(&[&rustls::version::TLS13, &rustls::version::TLS12])
            .map_err(|error| TlsError::Setup(error.to_string()))?
            .with_no_client_auth()
            .with_cert_resolver(Arc::clone(self) as Arc<dyn ResolvesServerCert>);
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(config)
    }

    /// Reloads on SIGHUP, and when a file changes (looked at every `interval`), until `stop`.
    ///
    /// # Errors
    /// When the signal can not be listened to.
    pub async fn watch(self: Arc<Self>, interval: Duration, stop: CancellationToken) -> std::io::Result<()> {
        let mut hangup = signal(SignalKind::hangup())?;
        let mut seen = self.changed();
        let mut timer = tokio::time::interval(interval);
        loop {
            let asked = tokio::select! {
                () = stop.cancelled() => return Ok(()),
                received = hangup.recv() => received.is_some(),
                _ = timer.tick() => false,
            };
            let now = self.changed();
            if !asked && now == seen {
                continue;
            }
            seen = now;
            match self.reload() {
                Ok(()) => tracing::info!("certificate read anew"),
                Err(error) => tracing::error!(%error, "the new certificate can not be used; the old one stays"),
            }
        }
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        let at = |path: &Path| path.metadata().and_then(|data| data.modified()).ok();
        [at(&self.files.certificate), at(&self.files.key)]
    }
}

fn provider() -> Result<Arc<CryptoProvider>, TlsError> {
    CryptoProvider::get_default().cloned().ok_or_else(|| TlsError::Setup("no provider is installed".to_owned()))
}

fn read(files: &TlsFiles) -> Result<CertifiedKey, TlsError> {
    let wrong = |path: &Path, reason: String| TlsError::File { path: path.display().to_string(), reason };
    let certificate = &files.certificate;
    let chain = CertificateDer::pem_file_iter(certificate)
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .map_err(|error| wrong(certificate, error.to_string()))?;
    if chain.is_empty() {
        return Err(wrong(certificate, "no certificate in it".to_owned()));
    }
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| wrong(&files.key, error.to_string()))?;
    // Checks that the key belongs to the certificate.
    CertifiedKey::from_der(chain, key, provider()?.as_ref()).map_err(TlsError::Pair)
}

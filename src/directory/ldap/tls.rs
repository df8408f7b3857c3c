//! Which servers are believed: TLS 1.2 or newer, chain and host name verified (R165).

use std::sync::Arc;

use rustls::{
    ClientConfig, RootCertStore,
    client::{Resumption, WebPkiServerVerifier},
    crypto::CryptoProvider,
};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use sha2::{Digest as _, Sha256};

use super::settings::{LdapSettings, SettingsError};
use crate::crypto::certificate::SeenEnd;

/// The provider is passed explicitly, so that nothing depends on a process-wide default.
fn provider() -> CryptoProvider {
    #[cfg(feature = "aws-lc-rs")]
    return rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return rustls::crypto::ring::default_provider();
}

/// The client's side of TLS with one server.
#[derive(Debug, Clone)]
pub(crate) struct ServerTls {
    /// For work: a session that was open lately is taken up again.
    pub(crate) usual: Arc<ClientConfig>,
    /// For a look at the certificate: every handshake is a full one.
    pub(crate) anew: Arc<ClientConfig>,
    /// The end of the certificate that it showed last.
    pub(crate) seen: SeenEnd,
}

/// Whom all servers of a directory must be believed by.
pub(crate) struct Trust {
    provider: Arc<CryptoProvider>,
    verifier: Arc<WebPkiServerVerifier>,
}

impl Trust {
    /// The authorities of the settings, or the system's.
    pub(crate) fn new(settings: &LdapSettings) -> Result<Self, SettingsError> {
        let provider = Arc::new(provider());
        let roots = Arc::new(roots(settings)?);
        let verifier = WebPkiServerVerifier::builder_with_provider(roots, Arc::clone(&provider)).build();
        Ok(Self { provider, verifier: verifier.map_err(|e| SettingsError(format!("TLS: {e}")))? })
    }

    /// The client's side of TLS with one more server.
    pub(crate) fn server(&self) -> Result<ServerTls, SettingsError> {
        let seen = SeenEnd::default();
        // "Dangerous" is a verifier that believes too much: this one asks the usual one.
        let usual = ClientConfig::builder_with_provider(Arc::clone(&self.provider))
            .with_safe_default_protocol_versions()
            .map_err(|e| SettingsError(format!("TLS: {e}")))?
            .dangerous()
            .with_custom_certificate_verifier(seen.noted_by(Arc::clone(&self.verifier) as _))
            .with_no_client_auth();
        let mut anew = usual.clone();
        anew.resumption = Resumption::disabled();
        Ok(ServerTls { usual: Arc::new(usual), anew: Arc::new(anew), seen })
    }
}

fn roots(settings: &LdapSettings) -> Result<RootCertStore, SettingsError> {
    let mut roots = RootCertStore::empty();
    let certificates = match &settings.ca_file {
        Some(path) => {
            let broken =
                |e: &dyn std::fmt::Display| SettingsError(format!("directory.ca_file: {}: {e}", path.display()));
            let pem = std::fs::read(path).map_err(|e| broken(&e))?;
            CertificateDer::pem_slice_iter(&pem).collect::<Result<Vec<_>, _>>().map_err(|e| broken(&e))?
        }
        // A single unreadable certificate of the system is no reason to trust none of the others.
        None => rustls_native_certs::load_native_certs().certs,
    };
    let pins: Vec<String> = settings.ca_pins.iter().map(|pin| pin.replace(':', "").to_lowercase()).collect();
    for certificate in certificates {
        if pins.is_empty() || pins.contains(&fingerprint(&certificate)) {
            roots.add_parsable_certificates([certificate]);
        }
    }
    if roots.is_empty() {
        return Err(SettingsError(
            "directory.ca_file, directory.ca_pins: no certificate authority is left to trust".to_owned(),
        ));
    }
    Ok(roots)
}

/// SHA-256 of a certificate, in lower-case hexadecimal.
fn fingerprint(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

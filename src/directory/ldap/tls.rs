//! Which servers are believed: TLS 1.2 or newer, chain and host name verified (R165).

use std::sync::Arc;

use rustls::{ClientConfig, RootCertStore, crypto::CryptoProvider};
use rustls_pki_types::{CertificateDer, pem::PemObject as _};
use sha2::{Digest as _, Sha256};

use super::settings::{LdapSettings, SettingsError};

/// The provider is passed explicitly, so that nothing depends on a process-wide default.
fn provider() -> CryptoProvider {
    #[cfg(feature = "aws-lc-rs")]
    return rustls::crypto::aws_lc_rs::default_provider();
    #[cfg(all(feature = "ring", not(feature = "aws-lc-rs")))]
    return rustls::crypto::ring::default_provider();
}

/// The client's side of TLS, with the authorities of the settings or the system's.
pub(crate) fn client(settings: &LdapSettings) -> Result<Arc<ClientConfig>, SettingsError> {
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
    let config = ClientConfig::builder_with_provider(Arc::new(provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| SettingsError(format!("TLS: {e}")))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

/// SHA-256 of a certificate, in lower-case hexadecimal.
fn fingerprint(certificate: &[u8]) -> String {
    Sha256::digest(certificate).iter().map(|byte| format!("{byte:02x}")).collect()
}

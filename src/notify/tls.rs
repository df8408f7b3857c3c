//! Whom to trust when talking to relays and providers, and which of its rules a certificate broke.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use rustls::{
    ClientConfig, RootCertStore,
    client::{Resumption, WebPkiServerVerifier},
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
};

use super::settings::SettingsError;
use crate::crypto::certificate::SeenEnd;

/// A TLS client that trusts `ca_file` alone, or the system's authorities when there is none.
pub(crate) fn client_config(ca_file: Option<&PathBuf>) -> Result<Arc<ClientConfig>, SettingsError> {
    client_config_as(ca_file, None, None)
}

/// The same, with a certificate and key of its own to show to the server; `seen` notes when the server's certificate
/// ends, at every connection.
pub(crate) fn client_config_as(
    ca_file: Option<&PathBuf>,
    own: Option<(&Path, &Path)>,
    seen: Option<&SeenEnd>,
) -> Result<Arc<ClientConfig>, SettingsError> {
    let provider = rustls::crypto::CryptoProvider::get_default().ok_or_else(|| {
        SettingsError::new("security", "no TLS crypto provider is installed", "start through `latchkey`")
    })?;
    let mut roots = RootCertStore::empty();
    match ca_file {
        Some(path) => {
            for certificate in read_authorities(path)? {
                roots.add(certificate).map_err(|e| unusable(path, &e.to_string()))?;
            }
        }
        None => {
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
        }
    }
    if roots.is_empty() {
        return Err(SettingsError::new(
            "ca_file",
            "no certificate authority is known to this machine",
            "install the package `ca-certificates`, or name the relay's authority in `ca_file`",
        ));
    }
    let config = ClientConfig::builder_with_provider(Arc::clone(provider))
        .with_safe_default_protocol_versions()
        .map_err(|e| SettingsError::new("security", e.to_string(), "use a provider with TLS 1.2 or 1.3"))?;
    let config = match seen {
        None => config.with_root_certificates(roots),
        Some(seen) => {
            let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(provider)).build();
            let unusable =
                |e: &dyn std::fmt::Display| SettingsError::new("ca_file", e.to_string(), "name another file");
            // "Dangerous" is a verifier that believes too much: this one asks the usual one.
            let verifier = seen.noted_by(verifier.map_err(|e| unusable(&e))?);
            config.dangerous().with_custom_certificate_verifier(verifier)
        }
    };
    let mut config = match own {
        None => config.with_no_client_auth(),
        Some((certificate, key)) => {
            let refused = |key: &'static str, path: &Path, why: String| {
                let what = format!("{} can not be used: {why}", path.display());
                SettingsError::new(key, what, "name readable PEM files with a certificate and its key")
            };
            let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
                .and_then(Iterator::collect)
                .map_err(|e| refused("client_certificate", certificate, e.to_string()))?;
            let private = PrivateKeyDer::from_pem_file(key).map_err(|e| refused("client_key", key, e.to_string()))?;
            config.with_client_auth_cert(chain, private).map_err(|e| refused("client_key", key, e.to_string()))?
        }
    };
    if seen.is_some() {
        // A session taken up again shows no certificate.
        config.resumption = Resumption::disabled();
    }
    Ok(Arc::new(config))
}

fn read_authorities(path: &Path) -> Result<Vec<CertificateDer<'static>>, SettingsError> {
    let certificates: Vec<_> =
        CertificateDer::pem_file_iter(path).and_then(Iterator::collect).map_err(|e| unusable(path, &e.to_string()))?;
    if certificates.is_empty() { Err(unusable(path, "it holds no certificate")) } else { Ok(certificates) }
}

fn unusable(path: &Path, why: &str) -> SettingsError {
    SettingsError::new(
        "ca_file",
        format!("{} can not be used: {why}", path.display()),
        "name a readable PEM file with the authority's certificate",
    )
}

/// What to do about a TLS failure, found by looking through the causes of an error.
pub(crate) fn remedy(error: &(dyn std::error::Error + 'static)) -> &'static str {
    use rustls::{CertificateError as C, Error as E};
    let mut cause = Some(error);
    while let Some(error) = cause {
        let inner = error.downcast_ref::<std::io::Error>().and_then(|io| io.get_ref());
        let tls = error.downcast_ref::<E>().or_else(|| inner.and_then(|e| e.downcast_ref::<E>()));
        match tls {
            Some(E::InvalidCertificate(C::UnknownIssuer | C::BadSignature)) => {
                return "put the certificate of the authority that signed the server's into `ca_file`, and let the server send its intermediate certificates";
            }
            Some(E::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. })) => {
                return "write the host name exactly as the server's certificate has it, or renew the certificate with this name";
            }
            Some(E::InvalidCertificate(C::Expired | C::ExpiredContext { .. })) => {
                return "renew the server's certificate, and look at the clocks of both machines";
            }
            Some(E::InvalidCertificate(C::NotValidYet | C::NotValidYetContext { .. })) => {
                return "look at the clocks of both machines";
            }
            Some(E::InvalidMessage(_)) => {
                return "the server does not speak TLS on this port; use `starttls`, or the TLS port";
            }
            Some(_) => return "look at the server's certificate and TLS settings; TLS 1.2 or 1.3 is needed",
            None => cause = error.source(),
        }
    }
    "look at the server's certificate and TLS settings; TLS 1.2 or 1.3 is needed"
}

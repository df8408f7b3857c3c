//! When a certificate ends: our own, from its file; a server's, from what it showed.

use std::{
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use rustls::{
    CertificateError, DigitallySignedStruct, Error, SignatureScheme,
    client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
};
use rustls_pki_types::{CertificateDer, ServerName, UnixTime, pem::PemObject as _};

use crate::domain::time::Timestamp;

/// Days before a certificate's end from which on it is warned of.
pub const WARNED_DAYS: u32 = 30;

/// The end of the first certificate of a PEM file: the server's own.
///
/// # Errors
/// A text for the log when the file can not be read or holds no certificate.
pub fn end_of(file: &Path) -> Result<Timestamp, String> {
    let der = CertificateDer::from_pem_file(file).map_err(|error| format!("{}: {error}", file.display()))?;
    end_in(&der)
}

/// The end of a certificate (DER).
///
/// # Errors
/// A text for the log when it is none.
pub fn end_in(der: &[u8]) -> Result<Timestamp, String> {
    let (_, certificate) = x509_parser::parse_x509_certificate(der).map_err(|error| error.to_string())?;
    Ok(Timestamp(certificate.validity().not_after.timestamp().saturating_mul(1000)))
}

/// A server that we talk to, and when the certificate that it showed last ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// Its address, as the configuration has it.
    pub server: String,
    /// None when it showed none since the start.
    pub ends: Option<Timestamp>,
}

/// The end of the certificate that one server showed at the last full handshake. Copies share it.
#[derive(Debug, Clone)]
pub struct SeenEnd(Arc<AtomicI64>);

/// No certificate was seen yet.
const NONE: i64 = i64::MIN;

impl Default for SeenEnd {
    fn default() -> Self {
        Self(Arc::new(AtomicI64::new(NONE)))
    }
}

impl SeenEnd {
    /// When it ends; none when no certificate was seen yet.
    #[must_use]
    pub fn get(&self) -> Option<Timestamp> {
        Some(self.0.load(Ordering::Relaxed)).filter(|end| *end != NONE).map(Timestamp)
    }

    /// A verifier that says what `inner` says, and notes the end of certificates that `inner` believes, or would believe
    /// had they not ended: nobody else's, lest who sits on the wire raises alarms.
    #[must_use]
    pub fn noted_by(&self, inner: Arc<dyn ServerCertVerifier>) -> Arc<dyn ServerCertVerifier> {
        Arc::new(Noting { inner, seen: self.clone() })
    }
}

#[derive(Debug)]
struct Noting {
    inner: Arc<dyn ServerCertVerifier>,
    seen: SeenEnd,
}

impl ServerCertVerifier for Noting {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        let verdict = self.inner.verify_server_cert(end_entity, intermediates, name, ocsp, now);
        let ended = matches!(
            verdict,
            Err(Error::InvalidCertificate(CertificateError::Expired | CertificateError::ExpiredContext { .. }))
        );
        if (verdict.is_ok() || ended)
            && let Ok(end) = end_in(end_entity)
        {
            self.seen.0.store(end.millis(), Ordering::Relaxed);
        }
        verdict
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        self.inner.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.inner.supported_verify_schemes()
    }
}

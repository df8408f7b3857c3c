//! When a certificate ends.

use std::path::Path;

use rustls_pki_types::{CertificateDer, pem::PemObject as _};

use crate::domain::time::Timestamp;

/// The end of the first certificate of a PEM file: the server's own.
///
/// # Errors
/// A text for the log when the file can not be read or holds no certificate.
pub fn end_of(file: &Path) -> Result<Timestamp, String> {
    let der = CertificateDer::from_pem_file(file).map_err(|error| format!("{}: {error}", file.display()))?;
    let (_, certificate) = x509_parser::parse_x509_certificate(&der).map_err(|error| error.to_string())?;
    Ok(Timestamp(certificate.validity().not_after.timestamp().saturating_mul(1000)))
}

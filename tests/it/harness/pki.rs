//! A private certificate authority, one a process, and server certificates from it.

use std::{
    fs,
    io::Write as _,
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair, KeyUsagePurpose,
};

use super::bed;

/// The authority's certificate, a PEM file.
pub fn ca_file() -> PathBuf {
    authority();
    bed().dir.join("ca.pem")
}

/// Writes `server.pem`, `server.key` (mode 0600) and `ca.pem` to `dir`, for a server of these names and addresses.
pub fn issue(dir: &Path, names: &[&str]) {
    issue_with(dir, server(names));
}

/// What the certificate of a server with these names says.
pub fn server(names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&n| n.to_owned()).collect();
    let mut params = CertificateParams::new(names.clone()).expect("names");
    params.distinguished_name.push(DnType::CommonName, names.first().expect("a name").as_str());
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.use_authority_key_identifier_extension = true;
    params
}

/// The same from parameters of the test's own: expired, not yet valid, without names.
pub fn issue_with(dir: &Path, params: CertificateParams) {
    let key = KeyPair::generate().expect("a key");
    let cert = params.signed_by(&key, authority()).expect("a certificate");
    fs::write(dir.join("server.pem"), cert.pem()).expect("written");
    write_secret(&dir.join("server.key"), &key.serialize_pem());
    fs::copy(ca_file(), dir.join("ca.pem")).expect("copied");
}

/// Writes a file that only its owner may read.
pub fn write_secret(path: &Path, text: &str) {
    let mut file =
        fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).expect("opened");
    file.write_all(text.as_bytes()).expect("written");
}

fn authority() -> &'static Issuer<'static, KeyPair> {
    static AUTHORITY: OnceLock<Issuer<'static, KeyPair>> = OnceLock::new();
    AUTHORITY.get_or_init(|| {
        let mut params = CertificateParams::new(Vec::<String>::new()).expect("parameters");
        params.distinguished_name.push(DnType::CommonName, "Contoso Test CA");
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let key = KeyPair::generate().expect("a key");
        let cert = params.self_signed(&key).expect("a certificate");
        fs::write(bed().dir.join("ca.pem"), cert.pem()).expect("written");
        Issuer::new(params, key)
    })
}

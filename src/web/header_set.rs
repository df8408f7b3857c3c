//! The security headers of every answer: `spec/security.md` 1.2, in one place for the application and for the
//! answers that are given before a request ever reaches it (R72).

use actix_web::http::header::{CACHE_CONTROL, HeaderMap, HeaderName, HeaderValue};

const CSP: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'; upgrade-insecure-requests; report-to csp; \
    report-uri /csp-report";

/// As [`CSP`], for a portal that is reached by plain HTTP, where the upgrade would break every link.
const CSP_PLAIN: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'; \
    require-trusted-types-for 'script'; trusted-types 'none'; report-to csp; report-uri /csp-report";

const HSTS: (&str, &str) = ("strict-transport-security", "max-age=63072000; includeSubDomains");

const REST: &[(&str, &str)] = &[
    ("reporting-endpoints", "csp=\"/csp-report\""),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("cross-origin-embedder-policy", "require-corp"),
    (
        "permissions-policy",
        "camera=(), microphone=(), geolocation=(), payment=(), usb=(), otp-credentials=(self), \
         publickey-credentials-get=(self), publickey-credentials-create=(self), clipboard-write=(self)",
    ),
    ("x-robots-tag", "noindex, nofollow"),
];

/// The value of `Cache-Control` on every answer that is not a fingerprinted file.
pub const NO_STORE: &str = "no-store";
/// The value of `Cache-Control` on fingerprinted files.
pub const IMMUTABLE: &str = "public, max-age=31536000, immutable";

/// The headers, ready to be put on answers.
#[derive(Debug, Clone)]
pub struct HeaderSet {
    fixed: Vec<(HeaderName, HeaderValue)>,
}

impl HeaderSet {
    /// The set for a portal reached by `https` (`secure`), or by plain HTTP, where HSTS must not be sent
    /// (RFC 6797 section 7.2) and the upgrade directive is left out.
    #[must_use]
    pub fn new(secure: bool) -> Self {
        let csp = ("content-security-policy", if secure { CSP } else { CSP_PLAIN });
        let fixed = std::iter::once(csp)
            .chain(secure.then_some(HSTS))
            .chain(REST.iter().copied())
            .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
            .collect();
        Self { fixed }
    }

    /// Puts the set on an answer. `Cache-Control` is `no-store` unless the answer is a fingerprinted file.
    pub fn apply(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.fixed {
            headers.insert(name.clone(), value.clone());
        }
        if headers.get(CACHE_CONTROL).is_none_or(|value| value != IMMUTABLE) {
            headers.insert(CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
        }
    }

    /// The set as names and values, `Cache-Control` included; for answers that are written by hand.
    pub fn lines(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fixed
            .iter()
            .map(|(name, value)| (name.as_str(), value.to_str().unwrap_or_default()))
            .chain(std::iter::once(("cache-control", NO_STORE)))
    }
}

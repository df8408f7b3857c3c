//! Form tokens: bound to the browser's cookie and to one form, masked anew in every answer (R61, R90).

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use super::ports::Entropy;
use crate::crypto::mac::Signer;

const LENGTH: usize = 32;

/// The name of the form field that carries the token.
pub const FIELD: &str = "csrf";

/// The purpose of a token for a form that posts to `pattern`: its first segment. All forms of one journey share a
/// token, since a page may hold two of them.
#[must_use]
pub fn purpose(pattern: &str) -> &str {
    pattern.trim_start_matches('/').split('/').next().unwrap_or_default()
}

/// Makes and checks form tokens.
#[derive(Clone)]
pub struct Csrf {
    signer: Signer,
}

impl std::fmt::Debug for Csrf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Csrf(..)")
    }
}

impl Csrf {
    /// With its own 256-bit key, the same on every node.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { signer: Signer::new(key) }
    }

    /// A token for the form that posts to the route pattern `purpose`, for the browser that holds `cookie`. Each
    /// call gives another text (a one-time pad over the same MAC), so that a compressed page tells nothing (BREACH).
    #[must_use]
    pub fn token(&self, cookie: &str, purpose: &str, entropy: &dyn Entropy) -> String {
        let mut pad = [0_u8; LENGTH];
        entropy.fill(&mut pad);
        let masked = pad.iter().zip(self.mac(cookie, purpose)).map(|(a, b)| a ^ b);
        URL_SAFE_NO_PAD.encode(pad.iter().copied().chain(masked).collect::<Vec<_>>())
    }

    /// Whether `token` was made for this cookie and this purpose; compared in constant time.
    #[must_use]
    pub fn check(&self, token: &str, cookie: &str, purpose: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(token) else { return false };
        let Some((pad, masked)) = bytes.split_at_checked(LENGTH) else { return false };
        let plain: Vec<u8> = pad.iter().zip(masked).map(|(a, b)| a ^ b).collect();
        masked.len() == LENGTH && bool::from(plain.ct_eq(&self.mac(cookie, purpose)))
    }

    fn mac(&self, cookie: &str, purpose: &str) -> [u8; LENGTH] {
        self.signer.code(&[b"form", cookie.as_bytes(), purpose.as_bytes()])
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU8, Ordering};

    use super::*;

    struct Counter(AtomicU8);
    impl Entropy for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, Ordering::Relaxed));
        }
    }

    #[test]
    fn r90_every_answer_has_another_token_and_all_are_good() {
        let (csrf, entropy) = (Csrf::new([1; 32]), Counter(0.into()));
        let first = csrf.token("cookie", "/reset", &entropy);
        let second = csrf.token("cookie", "/reset", &entropy);
        assert_ne!(first, second);
        for token in [first, second] {
            assert!(csrf.check(&token, "cookie", "/reset"));
            assert!(!csrf.check(&token, "other", "/reset"));
            assert!(!csrf.check(&token, "cookie", "/unlock"));
            assert!(!csrf.check(&token, "cookie/", "reset"));
            assert!(!Csrf::new([2; 32]).check(&token, "cookie", "/reset"));
            assert!(!csrf.check(token.get(1..).unwrap(), "cookie", "/reset"));
        }
        assert!(!csrf.check("", "cookie", "/reset"));
    }
}

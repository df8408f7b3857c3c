//! Randomness: where it comes from, and the shapes that the rest needs it in.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::domain::time::Timestamp;

/// Where randomness comes from. Tests use one that they seed.
pub trait Rng: std::fmt::Debug + Send + Sync {
    /// Fills `buffer` with random bytes.
    fn fill(&self, buffer: &mut [u8]);
}

/// The operating system's generator (R13).
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemRng;

impl Rng for SystemRng {
    fn fill(&self, buffer: &mut [u8]) {
        use rand::TryRng as _;
        if let Err(error) = rand::rngs::SysRng.try_fill_bytes(buffer) {
            // Codes and keys made of anything else would be guessable: going on is worse than stopping.
            tracing::error!(%error, "the operating system has no randomness to give; stopping");
            std::process::abort();
        }
    }
}

/// A 256-bit secret in base64url, 43 characters (N12): cookies, CSRF values, links. Wiped when dropped.
pub struct Token(Zeroizing<String>);

impl Token {
    /// Length of the text.
    pub const LENGTH: usize = 43;

    /// Reads a token that a client sent; `None` when it can not be one of ours.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != Self::LENGTH {
            return None;
        }
        let bytes = Zeroizing::new(URL_SAFE_NO_PAD.decode(text).ok()?);
        (bytes.len() == 32).then(|| Self(Zeroizing::new(text.to_owned())))
    }

    /// The text, for the one place that hands it to its owner.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Debug for Token {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Token(..)")
    }
}

/// A fresh token.
#[must_use]
pub fn token(rng: &dyn Rng) -> Token {
    let mut bytes = Zeroizing::new([0_u8; 32]);
    rng.fill(bytes.as_mut_slice());
    Token(Zeroizing::new(URL_SAFE_NO_PAD.encode(bytes.as_slice())))
}

/// `n` decimal digits, each equally likely, leading zeros kept (R13): a byte of 250 or more is thrown away, since
/// it would make the low digits likelier.
#[must_use]
pub fn digits(rng: &dyn Rng, n: u8) -> String {
    let wanted = usize::from(n);
    let mut out = String::with_capacity(wanted);
    let mut bytes = Zeroizing::new([0_u8; 32]);
    while out.len() < wanted {
        rng.fill(bytes.as_mut_slice());
        let missing = wanted.saturating_sub(out.len());
        out.extend(bytes.iter().filter(|b| **b < 250).map(|b| char::from(b'0' + b % 10)).take(missing));
    }
    out
}

/// Crockford's base32: no I, L, O, U, so that it survives being read aloud.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// An id for people to quote, `7F3K-22QD`: 40 random bits. It opens nothing.
#[must_use]
pub fn support_id(rng: &dyn Rng) -> String {
    let mut bytes = [0_u8; 8];
    rng.fill(&mut bytes);
    let mut out = String::with_capacity(9);
    for (place, byte) in bytes.iter().enumerate() {
        if place == 4 {
            out.push('-');
        }
        out.push(CROCKFORD.get(usize::from(byte & 31)).map_or('0', |c| char::from(*c)));
    }
    out
}

/// A version 7 UUID (RFC 9562): sorts by time, 74 random bits.
#[must_use]
pub fn uuid_v7(now: Timestamp, rng: &dyn Rng) -> Uuid {
    let mut bytes = [0_u8; 10];
    rng.fill(&mut bytes);
    uuid::Builder::from_unix_timestamp_millis(u64::try_from(now.millis()).unwrap_or(0), &bytes).into_uuid()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::*;

    use super::*;

    /// Chi-square of `counts` against the even distribution.
    fn chi_square(counts: &[u64]) -> f64 {
        let total: u64 = counts.iter().sum();
        let expected = total as f64 / counts.len() as f64;
        counts.iter().map(|c| (*c as f64 - expected).powi(2) / expected).sum()
    }

    #[test]
    fn r13_codes_are_even_and_keep_leading_zeros() {
        const CODES: usize = 200_000;
        let mut places = [[0_u64; 10]; 6];
        let mut buckets = vec![0_u64; 1000];
        for _ in 0..CODES {
            let code = digits(&SystemRng, 6);
            assert_eq!(code.len(), 6);
            for (place, digit) in code.bytes().enumerate() {
                places[place][usize::from(digit - b'0')] += 1;
            }
            buckets[code[..3].parse::<usize>().unwrap()] += 1;
        }
        // A false alarm once in 10^6 runs: p = 1e-7 per place at 9 degrees of freedom, 1e-7 at 999.
        for place in &places {
            assert!(chi_square(place) < 50.0, "{place:?}");
        }
        assert!(chi_square(&buckets) < 1250.0, "{}", chi_square(&buckets));
    }

    #[test]
    fn r13_a_biased_source_would_be_noticed() {
        let biased: Vec<u64> = (0..10).map(|d| if d < 6 { 26_000 } else { 25_000 }).collect();
        assert!(chi_square(&biased) > 50.0);
    }

    #[test]
    fn support_ids_have_their_shape() {
        let ids: HashSet<String> = (0..1000).map(|_| support_id(&SystemRng)).collect();
        assert_eq!(ids.len(), 1000);
        assert!(ids.iter().all(|id| {
            id.len() == 9 && id.as_bytes()[4] == b'-' && id.bytes().all(|c| c == b'-' || CROCKFORD.contains(&c))
        }));
    }

    #[test]
    fn tokens_parse_and_stay_hidden() {
        let token = token(&SystemRng);
        assert_eq!(token.expose().len(), Token::LENGTH);
        assert_eq!(Token::parse(token.expose()).unwrap().expose(), token.expose());
        assert_eq!(format!("{token:?}"), "Token(..)");
        for bad in ["", "short", &"!".repeat(43), &"A".repeat(44)] {
            assert!(Token::parse(bad).is_none(), "{bad}");
        }
    }

    proptest! {
        #[test]
        fn uuids_sort_by_their_time(a in 0_i64..1 << 47, b in 0_i64..1 << 47) {
            let (x, y) = (uuid_v7(Timestamp(a), &SystemRng), uuid_v7(Timestamp(b), &SystemRng));
            prop_assert_eq!(x.get_version_num(), 7);
            prop_assert_ne!(x, y);
            if a != b { prop_assert_eq!(a < b, x < y); }
        }

        #[test]
        fn digits_have_any_length(n in 0_u8..=64) {
            let code = digits(&SystemRng, n);
            prop_assert_eq!(code.len(), usize::from(n));
            prop_assert!(code.bytes().all(|b| b.is_ascii_digit()));
        }
    }
}

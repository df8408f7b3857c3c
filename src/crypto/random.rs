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

/// A number below `n`, each equally likely: what would make the low ones likelier is thrown away. 0 for `n` 0.
#[must_use]
pub fn below(rng: &dyn Rng, n: u32) -> u32 {
    let fair = u32::MAX.checked_rem(n).map_or(0, |rest| u32::MAX.saturating_sub(rest));
    let mut bytes = Zeroizing::new([0_u8; 4]);
    loop {
        rng.fill(bytes.as_mut_slice());
        let drawn = u32::from_le_bytes(*bytes);
        if n == 0 || drawn < fair {
            return drawn.checked_rem(n).unwrap_or(0);
        }
    }
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

/// A version 4 UUID (RFC 9562): 122 random bits, and no time in it.
#[must_use]
pub fn uuid_v4(rng: &dyn Rng) -> Uuid {
    let mut bytes = [0_u8; 16];
    rng.fill(&mut bytes);
    uuid::Builder::from_random_bytes(bytes).into_uuid()
}

/// `groups` groups of four characters of Crockford's base32, joined by hyphens: 20 bits a group. For recovery codes
/// (four groups, 80 bits, N13) and passes.
#[must_use]
pub fn grouped(rng: &dyn Rng, groups: usize) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(vec![0_u8; groups.saturating_mul(4)]);
    rng.fill(&mut bytes);
    let mut out = Zeroizing::new(String::with_capacity(groups.saturating_mul(5)));
    for (place, byte) in bytes.iter().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            out.push('-');
        }
        out.push(CROCKFORD.get(usize::from(byte & 31)).map_or('0', |c| char::from(*c)));
    }
    out
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

    /// The chance that an even distribution gives at least this `chi` at `freedom` degrees: the upper regularised
    /// incomplete gamma function of half of each, by the series of the lower one (DLMF 8.11.4).
    fn p_value(chi: f64, freedom: u32) -> f64 {
        let (a, x) = (f64::from(freedom) / 2.0, chi / 2.0);
        // ln of gamma(a + 1), down to gamma(1) or gamma(1/2).
        let mut ln_gamma = if freedom.is_multiple_of(2) { 0.0 } else { std::f64::consts::PI.sqrt().ln() };
        let mut factor = a;
        while factor > 0.25 {
            ln_gamma += factor.ln();
            factor -= 1.0;
        }
        let (mut term, mut sum, mut n) = (1.0, 1.0, a);
        while term > sum * 1e-15 {
            n += 1.0;
            term *= x / n;
            sum += term;
        }
        1.0 - (a * x.ln() - x - ln_gamma + sum.ln()).exp()
    }

    #[test]
    fn p_values_are_those_of_the_tables() {
        for (chi, freedom, p) in [(27.877, 9, 0.001), (16.919, 9, 0.05), (8.343, 9, 0.5), (1143.917, 1000, 0.001)] {
            assert!((p_value(chi, freedom) - p).abs() < p * 0.01, "{chi} at {freedom}: {}", p_value(chi, freedom));
        }
    }

    /// The smallest p-value over the places and 1000 buckets, and the share of codes that begin with 0.
    fn judge(rng: &dyn super::Rng, codes: u32) -> (f64, f64) {
        let mut places = [[0_u64; 10]; 6];
        let mut buckets = vec![0_u64; 1000];
        for _ in 0..codes {
            let code = digits(rng, 6);
            assert_eq!(code.len(), 6);
            let mut bucket = 0;
            for (place, digit) in code.bytes().enumerate() {
                let digit = usize::from(digit - b'0');
                places[place][digit] += 1;
                if place < 3 {
                    bucket = bucket * 10 + digit;
                }
            }
            buckets[bucket] += 1;
        }
        let even = places.iter().map(|place| p_value(chi_square(place), 9));
        let least = even.fold(p_value(chi_square(&buckets), 999), f64::min);
        (least, places[0][0] as f64 / f64::from(codes))
    }

    fn is_even((p, zeros): (f64, f64)) -> bool {
        p > 0.001 && (zeros - 0.1).abs() <= 0.001
    }

    /// Random numbers miss one of these eight bounds in 0.8 % of all runs; three times in a row in 5 of 10^7. A bias
    /// misses them every time.
    #[test]
    fn r13_a_million_codes_are_even_and_keep_leading_zeros() {
        let runs = std::iter::repeat_with(|| judge(&SystemRng, 1_000_000)).take(3);
        let mut missed = Vec::new();
        for run in runs {
            if is_even(run) {
                return;
            }
            missed.push(run);
        }
        panic!("p and share of zeros: {missed:?}");
    }

    /// What `byte % 10` without throwing away would do: 0 to 5 one part in 25 likelier.
    #[test]
    fn r13_a_biased_source_would_be_noticed() {
        #[derive(Debug)]
        struct Biased;
        impl super::Rng for Biased {
            fn fill(&self, bytes: &mut [u8]) {
                SystemRng.fill(bytes);
                for byte in bytes.iter_mut().filter(|byte| **byte >= 250) {
                    *byte -= 250;
                }
            }
        }
        assert!(!is_even(judge(&Biased, 100_000)));
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

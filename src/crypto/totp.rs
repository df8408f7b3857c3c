//! Codes of authenticator apps (RFC 6238): SHA-1, six digits, steps of 30 seconds (N14). Apps ignore other settings.

use totp_rs::{Algorithm, Builder, Secret, Totp};
use zeroize::Zeroizing;

use super::random::Rng;
use crate::domain::{security_info::Seed, time::Timestamp};

/// N14: 160 bits.
const SEED: usize = 20;
/// N14: seconds a step.
const STEP: u64 = 30;
/// How many steps off a clock is recognised as being off.
const FAR: i64 = 20;
/// N14: digits.
pub const DIGITS: u8 = 6;

/// A seed can not be used: shorter than 128 bits (RFC 4226, R6), or a name that an `otpauth` address can not hold.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("authenticator app: {0}")]
pub struct TotpError(String);

/// A fresh seed.
#[must_use]
pub fn seed(rng: &dyn Rng) -> Seed {
    let mut bytes = vec![0_u8; SEED];
    rng.fill(&mut bytes);
    Seed(bytes)
}

/// The step whose code was typed, if it is one that may be accepted: this one or the last (a code is typed late), and
/// with a recorded `drift` of 1 the next (the app's clock is fast; R49).
///
/// # Errors
/// [`TotpError`] for a seed that is none.
pub fn matching_step(seed: &Seed, drift: i8, typed: &str, now: Timestamp) -> Result<Option<i64>, TotpError> {
    let offsets: &[i64] = if drift > 0 { &[0, -1, 1] } else { &[0, -1] };
    find(seed, offsets, typed, now)
}

/// At registration the app's clock may be a step off either way: the step, and by how many it was off (R47).
///
/// # Errors
/// [`TotpError`] for a seed that is none.
pub fn first_step(seed: &Seed, typed: &str, now: Timestamp) -> Result<Option<(i64, i8)>, TotpError> {
    for drift in [0_i8, -1, 1] {
        if let Some(step) = find(seed, &[i64::from(drift)], typed, now)? {
            return Ok(Some((step, drift)));
        }
    }
    Ok(None)
}

/// How many steps the app's clock is off, where that is why a code was refused: looked for in the ten minutes before
/// and after. Nothing is accepted by this; it is for telling the person.
///
/// # Errors
/// [`TotpError`] for a seed that is none.
pub fn clock_error(seed: &Seed, typed: &str, now: Timestamp) -> Result<Option<i64>, TotpError> {
    let offsets: Vec<i64> = (2..=FAR).flat_map(|n| [n, -n]).collect();
    let current = step_at(now);
    Ok(find(seed, &offsets, typed, now)?.map(|step| step.saturating_sub(current)))
}

fn step_at(now: Timestamp) -> i64 {
    now.millis().div_euclid(1000 * i64::try_from(STEP).unwrap_or(30))
}

/// Every step is looked at, so that the time taken does not tell which one it was.
fn find(seed: &Seed, offsets: &[i64], typed: &str, now: Timestamp) -> Result<Option<i64>, TotpError> {
    let totp = totp(seed, None)?;
    let current = step_at(now);
    let mut found = None;
    for offset in offsets {
        let step = current.saturating_add(*offset);
        let second = u64::try_from(step).unwrap_or(0).saturating_mul(STEP);
        if totp.check(typed, second).is_some() {
            found = found.or(Some(step));
        }
    }
    Ok(found)
}

/// What an app with this seed shows now: for the demonstration, whose people have no phone.
///
/// # Errors
/// [`TotpError`] for a seed that is none.
pub fn shown(seed: &Seed, now: Timestamp) -> Result<String, TotpError> {
    let second = u64::try_from(step_at(now)).unwrap_or(0).saturating_mul(STEP);
    Ok(totp(seed, None)?.generate(second).to_string())
}

/// The address that a QR code of the registration page holds: `otpauth://totp/Contoso:alice?secret=...`.
///
/// # Errors
/// [`TotpError`].
pub fn address(seed: &Seed, issuer: &str, login: &str) -> Result<Zeroizing<String>, TotpError> {
    // A colon parts issuer and account in the address.
    let clean = |text: &str| text.replace(':', " ").trim().to_owned();
    let url = totp(seed, Some((&clean(issuer), &clean(login))))?.to_url();
    url.map(Zeroizing::new).map_err(|error| TotpError(error.to_string()))
}

/// The seed to type by hand: base32 in groups of four.
#[must_use]
pub fn spelled(seed: &Seed) -> Zeroizing<String> {
    let text = Zeroizing::new(Secret::from(seed.0.clone()).to_base32());
    let mut out = Zeroizing::new(String::with_capacity(text.len().saturating_mul(2)));
    for (place, c) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(4) {
            out.push(' ');
        }
        out.push(c);
    }
    out
}

fn totp(seed: &Seed, names: Option<(&str, &str)>) -> Result<Totp, TotpError> {
    let builder = Builder::new()
        .with_algorithm(Algorithm::SHA1)
        .with_digits(DIGITS)
        .with_skew(0)
        .with_step_duration(STEP)
        .with_secret(Secret::from(seed.0.clone()));
    let builder = match names {
        Some((issuer, login)) => builder.with_issuer(Some(issuer)).with_account_name(login),
        None => builder.with_account_name("x"),
    };
    builder.build().map_err(|error| TotpError(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the SHA-1 column, last six digits.
    const VECTORS: [(i64, &str); 6] = [
        (59, "287082"),
        (1_111_111_109, "081804"),
        (1_111_111_111, "050471"),
        (1_234_567_890, "005924"),
        (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ];

    fn at(second: i64) -> Timestamp {
        Timestamp(second * 1000)
    }

    #[test]
    fn r47_the_vectors_of_the_rfc_pass() {
        let seed = Seed(b"12345678901234567890".to_vec());
        for (second, code) in VECTORS {
            assert_eq!(matching_step(&seed, 0, code, at(second)), Ok(Some(second / 30)), "{second}");
        }
    }

    #[test]
    fn r49_this_step_and_the_last_and_the_next_only_after_a_drift() {
        let seed = Seed(b"12345678901234567890".to_vec());
        let code = VECTORS[3].1;
        let step = 1_234_567_890 / 30;
        let seen = |drift, second| matching_step(&seed, drift, code, at(second)).unwrap();
        assert_eq!(seen(0, step * 30 + 59), Some(step), "29 seconds late");
        assert_eq!(seen(0, step * 30 + 60), None, "two steps late");
        assert_eq!(seen(0, step * 30 - 1), None, "a step early");
        assert_eq!(seen(1, step * 30 - 1), Some(step));
        assert_eq!(seen(1, step * 30 - 31), None, "never two");
        assert_eq!(seen(-1, step * 30 + 60), None, "never two");
        assert_eq!(first_step(&seed, code, at(step * 30 - 1)), Ok(Some((step, 1))));
        assert_eq!(first_step(&seed, code, at(step * 30 + 31)), Ok(Some((step, -1))));
        assert_eq!(first_step(&seed, code, at(step * 30 + 61)), Ok(None));
    }

    #[test]
    fn a_clock_that_is_off_is_told_and_not_accepted() {
        let seed = Seed(b"12345678901234567890".to_vec());
        let code = VECTORS[3].1;
        let second = 1_234_567_890;
        let off = |by: i64| clock_error(&seed, code, at(second - by * 30)).unwrap();
        for steps in [2, 5, 20, -2, -7, -20] {
            assert_eq!(off(steps), Some(steps));
            assert_eq!(first_step(&seed, code, at(second - steps * 30)), Ok(None));
        }
        for steps in [0, 1, -1, 21, -21] {
            assert_eq!(off(steps), None, "{steps}");
        }
    }

    #[test]
    fn the_address_names_issuer_and_account() {
        let seed = Seed(b"12345678901234567890".to_vec());
        let address = address(&seed, "Contoso: HQ", "alice").unwrap();
        assert!(address.starts_with("otpauth://totp/Contoso"), "{}", *address);
        assert!(address.contains("secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"), "{}", *address);
        assert_eq!(*spelled(&seed), "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
    }
}

//! Keyed digests (HMAC-SHA-256, RFC 2104): what is looked up but must not be readable, nor guessable without the
//! key, in the database (R22, R59, R122).

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use subtle::ConstantTimeEq as _;

use super::keyring::Keyring;

/// What a digest is for. Each purpose has its own key, so that equal values of two purposes have unequal digests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// The cookie of a flow.
    Cookie,
    /// A CSRF value.
    Csrf,
    /// A code of a challenge.
    Code,
    /// A folded login name.
    Login,
    /// A phone or mailbox that codes are sent to.
    Destination,
    /// The key of a limit's bucket.
    Quota,
    /// A known-device cookie.
    Device,
    /// The MAC of an audit event.
    AuditMac,
    /// The MAC of the head of an audit chain.
    AuditHead,
    /// The MAC of an audit checkpoint.
    AuditCheckpoint,
    /// A browser before it has a flow.
    Visitor,
    /// The secret mixed into slow hashes.
    Pepper,
    /// The token of a link in a notice.
    Link,
    /// A WebAuthn credential id.
    Credential,
    /// What signs answers to other applications.
    Status,
    /// What a preview of the policy was made of.
    PolicyPreview,
}

impl Purpose {
    const fn name(self) -> &'static str {
        match self {
            Self::Cookie => "digest cookie",
            Self::Csrf => "digest csrf",
            Self::Code => "digest code",
            Self::Login => "digest login",
            Self::Destination => "digest destination",
            Self::Quota => "digest quota",
            Self::Device => "digest device",
            Self::AuditMac => "digest audit-mac",
            Self::AuditHead => "digest audit-head",
            Self::AuditCheckpoint => "digest audit-checkpoint",
            Self::Visitor => "digest visitor",
            Self::Pepper => "digest pepper",
            Self::Link => "digest link",
            Self::Credential => "digest credential",
            Self::Status => "digest status",
            Self::PolicyPreview => "digest policy-preview",
        }
    }
}

/// A keyed digest. Compares in constant time (R126).
#[derive(Clone, Copy)]
pub struct Digest(pub [u8; 32]);

impl Digest {
    /// The bytes, as the database holds them.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// In lower-case hexadecimal, for the JSON of a flow's state.
    #[must_use]
    pub fn to_hex(&self) -> String {
        self.0.iter().fold(String::with_capacity(64), |mut hex, byte| {
            use std::fmt::Write as _;
            // Writing into a String can not fail.
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// Reads [`Digest::to_hex`].
    #[must_use]
    pub fn from_hex(hex: &str) -> Option<Self> {
        let nibbles: Option<Vec<u8>> = hex.chars().map(|c| c.to_digit(16).and_then(|d| d.try_into().ok())).collect();
        let bytes: Vec<u8> =
            nibbles?.chunks_exact(2).filter_map(|pair| Some(pair.first()? << 4 | pair.last()?)).collect();
        Self::from_slice(&bytes)
    }

    /// Reads what the database holds; `None` when it is not 32 bytes.
    #[must_use]
    pub fn from_slice(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl PartialEq for Digest {
    /// In constant time (R126).
    fn eq(&self, other: &Self) -> bool {
        self.0.ct_eq(&other.0).into()
    }
}

impl Eq for Digest {}

impl std::fmt::Debug for Digest {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Digest(..)")
    }
}

impl Keyring {
    /// The digest of `parts` for `purpose`. Each part stands behind its length: `["ab", "c"]` and `["a", "bc"]`
    /// differ.
    #[must_use]
    pub fn digest(&self, purpose: Purpose, parts: &[&[u8]]) -> Digest {
        let key = self.first().derive(purpose.name());
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key.as_slice()) else {
            unreachable!("HMAC takes a key of any length")
        };
        frame(&mut mac, parts);
        Digest(mac.finalize().into_bytes().into())
    }
}

pub(super) fn frame(mac: &mut Hmac<Sha256>, parts: &[&[u8]]) {
    for part in parts {
        mac.update(&(part.len() as u64).to_be_bytes());
        mac.update(part);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ring(byte: u8) -> Keyring {
        Keyring::from_bytes(&[("k1", [byte; 32])]).unwrap()
    }

    /// Who has the database alone can not try all numbers of a country (R122).
    #[test]
    fn r122_without_the_key_nobody_finds_the_place_of_a_contact() {
        use sha2::{Digest as _, Sha256};
        let parts: [&[u8]; 2] = [b"phone", b"+12025550123"];
        let place = ring(1).digest(Purpose::Destination, &parts);
        assert_eq!(place, ring(1).digest(Purpose::Destination, &parts));
        assert_ne!(place, ring(2).digest(Purpose::Destination, &parts));
        assert_ne!(place, ring(1).digest(Purpose::Login, &parts), "a name is no number");
        for plain in [parts[1].to_vec(), parts.concat(), [parts[0], b"\0", parts[1]].concat()] {
            assert_ne!(place.as_bytes().as_slice(), Sha256::digest(plain).as_slice());
        }
    }

    #[test]
    fn digests_depend_on_key_purpose_and_framing() {
        let base = ring(1).digest(Purpose::Code, &[b"ab", b"c"]);
        assert_eq!(base, ring(1).digest(Purpose::Code, &[b"ab", b"c"]));
        assert_ne!(base, ring(2).digest(Purpose::Code, &[b"ab", b"c"]));
        assert_ne!(base, ring(1).digest(Purpose::Cookie, &[b"ab", b"c"]));
        assert_ne!(base, ring(1).digest(Purpose::Code, &[b"a", b"bc"]));
        assert_ne!(base, ring(1).digest(Purpose::Code, &[b"ab", b"c", b""]));
    }

    #[test]
    fn a_new_key_leaves_digests_as_they_were() {
        let two = Keyring::from_bytes(&[("k1", [1; 32]), ("k2", [2; 32])]).unwrap();
        assert_eq!(two.digest(Purpose::Login, &[b"alice"]), ring(1).digest(Purpose::Login, &[b"alice"]));
    }

    proptest! {
        #[test]
        fn different_parts_differ(a: Vec<Vec<u8>>, b: Vec<Vec<u8>>) {
            let of = |parts: &[Vec<u8>]| {
                ring(1).digest(Purpose::Quota, &parts.iter().map(Vec::as_slice).collect::<Vec<_>>())
            };
            prop_assert_eq!(a == b, of(&a) == of(&b));
        }
    }
}

//! Which hash a list is made of, and the 64 bits of it that are kept.

use md4::Md4;
use sha1::{Digest as _, Sha1};
use zeroize::Zeroizing;

/// The hash that names a password in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HashKind {
    /// SHA-1 of the password in UTF-8, 40 hexadecimal digits.
    Sha1,
    /// MD4 of the password in UTF-16LE, 32 hexadecimal digits: what a domain controller keeps.
    Ntlm,
}

impl HashKind {
    /// How many hexadecimal digits a hash has.
    #[must_use]
    pub const fn digits(self) -> usize {
        match self {
            Self::Sha1 => 40,
            Self::Ntlm => 32,
        }
    }

    /// Its name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sha1 => "sha1",
            Self::Ntlm => "ntlm",
        }
    }

    /// The number that stands for it in a file.
    pub(super) const fn number(self) -> u8 {
        match self {
            Self::Sha1 => 1,
            Self::Ntlm => 2,
        }
    }

    /// The kind with this number.
    pub(super) const fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Sha1),
            2 => Some(Self::Ntlm),
            _ => None,
        }
    }

    /// The key of a password in cleartext: the first 64 bits of its hash.
    #[must_use]
    pub fn key(self, password: &str) -> u64 {
        match self {
            Self::Sha1 => first(sha1(password).as_slice()),
            Self::Ntlm => {
                let mut wide = Zeroizing::new(Vec::with_capacity(password.len().saturating_mul(2)));
                for unit in password.encode_utf16() {
                    wide.extend_from_slice(&unit.to_le_bytes());
                }
                first(Md4::digest(wide.as_slice()).as_slice())
            }
        }
    }

    /// The key of a hash in hexadecimal digits; `None` when it is no hash of this kind.
    #[must_use]
    pub fn key_of_hash(self, hash: &[u8]) -> Option<u64> {
        if hash.len() != self.digits() {
            return None;
        }
        let (head, tail) = hash.split_at_checked(16)?;
        let key = head.iter().fold(0, |key, digit| key << 4 | u64::from(nibble(*digit)));
        let good = |digits: &[u8]| digits.iter().fold(true, |good, digit| good & is_digit(*digit));
        (good(head) & good(tail)).then_some(key)
    }
}

/// SHA-1 of a password; wiped when dropped.
pub(super) fn sha1(password: &str) -> Zeroizing<[u8; 20]> {
    Zeroizing::new(Sha1::digest(password.as_bytes()).into())
}

fn first(digest: &[u8]) -> u64 {
    digest.first_chunk().map_or(0, |head| u64::from_be_bytes(*head))
}

/// The value of a hexadecimal digit. Without branches: a processor guesses half of them wrong, and there are billions.
const fn nibble(digit: u8) -> u8 {
    (digit & 15) + 9 * (digit >> 6 & 1)
}

const fn is_digit(byte: u8) -> bool {
    (byte.wrapping_sub(b'0') < 10) | ((byte | 0x20).wrapping_sub(b'a') < 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_and_its_hash_have_the_same_key() {
        for (kind, password, hash) in [
            (HashKind::Sha1, "password", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8"),
            (HashKind::Sha1, "", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
            (HashKind::Ntlm, "password", "8846F7EAEE8FB117AD06BDD830B7586C"),
            (HashKind::Ntlm, "", "31d6cfe0d16ae931b73c59d7e0c089c0"),
        ] {
            assert_eq!(kind.key_of_hash(hash.as_bytes()), Some(kind.key(password)), "{kind:?} {password:?}");
        }
        assert_eq!(HashKind::Sha1.key("password"), 0x5BAA_61E4_C9B9_3F3F);
    }

    #[test]
    fn digits_are_those_of_the_standard_library() {
        for byte in 0..=u8::MAX {
            assert_eq!(is_digit(byte), byte.is_ascii_hexdigit(), "{byte}");
            if let Some(value) = char::from(byte).to_digit(16) {
                assert_eq!(u32::from(nibble(byte)), value);
            }
        }
    }

    #[test]
    fn what_is_no_hash_has_no_key() {
        for bad in ["", "5BAA", "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FDG", "8846F7EAEE8FB117AD06BDD830B7586C"] {
            assert_eq!(HashKind::Sha1.key_of_hash(bad.as_bytes()), None, "{bad}");
        }
    }
}

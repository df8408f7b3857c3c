//! Passwords in the forms that the protocol wants, wiped when dropped (R118).

use std::hash::{Hash, Hasher};

use zeroize::Zeroizing;

use crate::domain::password::NewPassword;

/// Bytes that are wiped when dropped; also holds the attribute names of the modify that carries them, since a
/// modify has one type for both. The copy that the protocol encoder makes is beyond our reach.
#[derive(PartialEq, Eq)]
pub(crate) struct Octets(Zeroizing<Vec<u8>>);

impl Octets {
    /// Plain text, such as an attribute's name.
    pub(crate) fn plain(text: &str) -> Self {
        Self(Zeroizing::new(text.as_bytes().to_vec()))
    }

    /// The value of `unicodePwd`: in quotes, UTF-16LE (MS-ADTS 3.1.1.3.1.5.1).
    pub(crate) fn unicode_password(password: &NewPassword) -> Self {
        let text = password.expose();
        // Room for all at once: a vector that grows leaves unwiped copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(text.len().saturating_mul(2).saturating_add(4)));
        for unit in std::iter::once(0x22).chain(text.encode_utf16()).chain(std::iter::once(0x22)) {
            bytes.extend_from_slice(&unit.to_le_bytes());
        }
        Self(bytes)
    }
}

impl AsRef<[u8]> for Octets {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

impl Hash for Octets {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.as_slice().hash(state);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r111_the_value_is_quoted_utf16_little_endian() {
        let octets = Octets::unicode_password(&NewPassword::new("aé🔑"));
        assert_eq!(octets.as_ref(), [0x22, 0, 0x61, 0, 0xe9, 0, 0x3d, 0xd8, 0x11, 0xdd, 0x22, 0]);
    }
}

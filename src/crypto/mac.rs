//! A message authentication code with a key of its own (HMAC-SHA-256, RFC 2104), for values that go out to a browser
//! and come back.

use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

/// Bytes of a block of SHA-256.
const BLOCK: usize = 64;

/// Makes codes. Cheap to clone; prints nothing of its key.
#[derive(Clone)]
pub struct Signer(Hmac<Sha256>);

impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(..)")
    }
}

impl Signer {
    /// With a 256-bit key.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        // A key of 256 bits as the 512-bit block that HMAC pads it to: making it can not fail.
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(key).for_each(|(to, from)| *to = from);
        Self(Hmac::new(&block))
    }

    /// With a secret of any length that somebody else chose, as RFC 2104 says: longer than a block, its digest counts.
    #[must_use]
    pub fn shared(secret: &[u8]) -> Self {
        let hashed = Sha256::digest(secret);
        let bytes = if secret.len() > BLOCK { hashed.as_slice() } else { secret };
        let mut block = hmac::digest::Key::<Hmac<Sha256>>::default();
        block.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
        Self(Hmac::new(&block))
    }

    /// The code of `text` as it stands, for those who check it with the standard's own words.
    #[must_use]
    pub fn plain(&self, text: &[u8]) -> [u8; 32] {
        let mut mac = self.0.clone();
        mac.update(text);
        mac.finalize().into_bytes().into()
    }

    /// The code of `parts`. Each stands behind its length: `["ab", "c"]` and `["a", "bc"]` differ.
    #[must_use]
    pub fn code(&self, parts: &[&[u8]]) -> [u8; 32] {
        let mut mac = self.0.clone();
        super::digest::frame(&mut mac, parts);
        mac.finalize().into_bytes().into()
    }
}

/// HMAC-SHA-256 (RFC 2104) of `message` with a key of any length, in lower-case hexadecimal: as receivers of webhooks
/// compute it.
#[must_use]
pub fn hmac_hex(key: &[u8], message: &[u8]) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(message);
    mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_depend_on_key_and_framing() {
        let code = Signer::new([1; 32]).code(&[b"ab", b"c"]);
        assert_eq!(code, Signer::new([1; 32]).code(&[b"ab", b"c"]));
        assert_ne!(code, Signer::new([2; 32]).code(&[b"ab", b"c"]));
        assert_ne!(code, Signer::new([1; 32]).code(&[b"a", b"bc"]));
    }

    /// RFC 4231, test case 2.
    #[test]
    fn receivers_compute_the_same() {
        assert_eq!(
            hmac_hex(b"Jefe", b"what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
        );
    }

    /// The same as HMAC over a key of 32 bytes, computed the usual way.
    #[test]
    fn the_padded_key_is_the_key() {
        let mut usual = Hmac::<Sha256>::new_from_slice(&[7; 32]).unwrap();
        super::super::digest::frame(&mut usual, &[b"x"]);
        let usual: [u8; 32] = usual.finalize().into_bytes().into();
        assert_eq!(Signer::new([7; 32]).code(&[b"x"]), usual);
    }

    /// RFC 4231, cases 2 and 6; and any length is what the library makes of it.
    #[test]
    fn a_shared_secret_signs_as_the_standard_says() {
        let hex = |code: [u8; 32]| code.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let two = Signer::shared(b"Jefe").plain(b"what do ya want for nothing?");
        assert_eq!(hex(two), "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        let six = Signer::shared(&[0xaa; 131]).plain(b"Test Using Larger Than Block-Size Key - Hash Key First");
        assert_eq!(hex(six), "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
        for length in [0, 1, 32, 63, 64, 65, 200] {
            let mut usual = Hmac::<Sha256>::new_from_slice(&vec![9; length]).unwrap();
            usual.update(b"x");
            let usual: [u8; 32] = usual.finalize().into_bytes().into();
            assert_eq!(Signer::shared(&vec![9; length]).plain(b"x"), usual, "{length}");
        }
    }
}

//! Floor 2: keys, sealing, keyed digests, slow hashes and randomness. Nothing here does IO except reading and
//! making the key file.

pub mod certificate;
pub mod digest;
pub mod hasher;
pub mod keyring;
pub mod mac;
pub mod passkey;
pub mod personal;
pub mod random;
pub mod seal;
pub mod totp;

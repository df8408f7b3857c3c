//! Slow hashes for secrets that people know: Argon2id with a pepper (N26, RFC 9106). Each one takes 19 MiB while it
//! runs, so only a few run at once; they run beside the async workers, never on them.

use std::sync::Arc;

use argon2::{
    Algorithm, Argon2, Params, PasswordHasher as _, PasswordVerifier as _, Version, password_hash::phc::PasswordHash,
};
use subtle::ConstantTimeEq as _;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

use super::{
    digest::{Digest, Purpose},
    keyring::Keyring,
    random::Rng,
};

/// N26: memory in KiB.
const MEMORY: u32 = 19_456;
/// N26: passes.
const PASSES: u32 = 2;
/// N26: lanes.
const LANES: u32 = 1;
/// N26: salt in bytes.
const SALT: usize = 16;

/// A secret could not be hashed or compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The text is no Argon2id hash.
    #[error("not an Argon2id hash")]
    Malformed,
    /// The hash was made with less work than is allowed here; it vouches for nothing.
    #[error("the hash was made with too little work")]
    TooWeak,
    /// The library refused; the text is its own.
    #[error("argon2: {0}")]
    Failed(String),
    /// The service is stopping.
    #[error("stopping")]
    Stopping,
}

/// Makes and checks slow hashes. Clones share the bound.
#[derive(Clone)]
pub struct Hasher {
    pepper: Arc<Zeroizing<[u8; 32]>>,
    rng: Arc<dyn Rng>,
    turns: Arc<Semaphore>,
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher(..)")
    }
}

impl Hasher {
    /// A hasher that runs at most `at_once` hashes together; the others wait their turn.
    #[must_use]
    pub fn new(keyring: &Keyring, rng: Arc<dyn Rng>, at_once: usize) -> Self {
        let Digest(pepper) = keyring.digest(Purpose::Pepper, &[]);
        Self {
            pepper: Arc::new(Zeroizing::new(pepper)),
            rng,
            turns: Arc::new(Semaphore::new(at_once.clamp(1, Semaphore::MAX_PERMITS))),
        }
    }

    /// Hashes `secret` with a fresh salt, as a PHC string (`$argon2id$v=19$m=19456,t=2,p=1$...`).
    ///
    /// # Errors
    /// [`HashError::Failed`], [`HashError::Stopping`].
    pub async fn hash(&self, secret: &[u8]) -> Result<String, HashError> {
        let mut salt = [0_u8; SALT];
        self.rng.fill(&mut salt);
        let secret = Zeroizing::new(secret.to_vec());
        self.run(move |argon2| {
            let hash: PasswordHash = argon2.hash_password_with_salt(&secret, &salt).map_err(failed)?;
            Ok(hash.to_string())
        })
        .await
    }

    /// Whether `secret` is the one that `hash` was made of.
    ///
    /// # Errors
    /// [`HashError::TooWeak`] for a hash below N26: a row planted with cheap parameters must not pass.
    pub async fn verify(&self, secret: &[u8], hash: &str) -> Result<bool, HashError> {
        let hash = PasswordHash::new(hash).map_err(|_| HashError::Malformed)?;
        let params = Params::try_from(&hash).map_err(|_| HashError::Malformed)?;
        if hash.algorithm != Algorithm::Argon2id.ident() {
            return Err(HashError::Malformed);
        }
        if params.m_cost() < MEMORY || params.t_cost() < PASSES || hash.hash.as_ref().is_none_or(|h| h.len() < 32) {
            return Err(HashError::TooWeak);
        }
        let secret = Zeroizing::new(secret.to_vec());
        self.run(move |argon2| match argon2.verify_password(&secret, &hash) {
            Ok(()) => Ok(true),
            Err(argon2::password_hash::Error::PasswordInvalid) => Ok(false),
            Err(error) => Err(failed(error)),
        })
        .await
    }

    /// Hashes several secrets of one set with one salt, so that trying one of them takes one hash and not as many as
    /// there are. For random secrets only: two equal ones would be seen to be equal.
    ///
    /// # Errors
    /// As [`Hasher::hash`].
    pub async fn hash_set(&self, secrets: Vec<Zeroizing<String>>) -> Result<Vec<String>, HashError> {
        let mut salt = [0_u8; SALT];
        self.rng.fill(&mut salt);
        let hash = move |argon2: &Argon2<'_>, secret: &Zeroizing<String>| {
            let hash: PasswordHash = argon2.hash_password_with_salt(secret.as_bytes(), &salt).map_err(failed)?;
            Ok(hash.to_string())
        };
        self.run(move |argon2| secrets.iter().map(|secret| hash(argon2, secret)).collect()).await
    }

    /// Which of `hashes`, made together by [`Hasher::hash_set`], is that of `secret`. One hash, also for an empty
    /// list: who has no codes is refused as late as who typed a wrong one (R2).
    ///
    /// # Errors
    /// As [`Hasher::verify`].
    pub async fn verify_among(&self, secret: &[u8], hashes: &[String]) -> Result<Option<usize>, HashError> {
        for hash in hashes.iter().skip(1) {
            let same = hashes.first().map(|first| salted(first)) == Some(salted(hash));
            if !same {
                return Err(HashError::Malformed);
            }
        }
        let Some(first) = hashes.first() else {
            self.hash(secret).await?;
            return Ok(None);
        };
        let parsed = PasswordHash::new(first).map_err(|_| HashError::Malformed)?;
        let salt = parsed.salt.as_ref().ok_or(HashError::Malformed)?.as_ref().to_vec();
        let params = Params::try_from(&parsed).map_err(|_| HashError::Malformed)?;
        if parsed.algorithm != Algorithm::Argon2id.ident() || params.m_cost() < MEMORY || params.t_cost() < PASSES {
            return Err(HashError::TooWeak);
        }
        let secret = Zeroizing::new(secret.to_vec());
        let made = self
            .run(move |argon2| {
                let hash: PasswordHash = argon2.hash_password_with_salt(&secret, &salt).map_err(failed)?;
                Ok(hash.to_string())
            })
            .await?;
        let mut found = None;
        for (place, hash) in hashes.iter().enumerate() {
            if bool::from(made.as_bytes().ct_eq(hash.as_bytes())) {
                found = Some(place);
            }
        }
        Ok(found)
    }

    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Argon2<'_>) -> Result<T, HashError> + Send + 'static,
    ) -> Result<T, HashError> {
        let turn = Arc::clone(&self.turns).acquire_owned().await.map_err(|_| HashError::Stopping)?;
        let pepper = Arc::clone(&self.pepper);
        tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let params = Params::new(MEMORY, PASSES, LANES, None).map_err(failed)?;
            let argon2 = Argon2::new_with_secret(pepper.as_slice(), Algorithm::Argon2id, Version::V0x13, params)
                .map_err(failed)?;
            work(&argon2)
        })
        .await
        .map_err(|_| HashError::Stopping)?
    }
}

/// The part of a PHC string before the hash: algorithm, work and salt.
fn salted(hash: &str) -> &str {
    hash.rsplit_once('$').map_or("", |(salted, _)| salted)
}

fn failed(error: impl std::fmt::Display) -> HashError {
    HashError::Failed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::random::SystemRng;

    fn hasher(byte: u8) -> Hasher {
        Hasher::new(&Keyring::from_bytes(&[("k1", [byte; 32])]).unwrap(), Arc::new(SystemRng), 2)
    }

    #[tokio::test]
    async fn hashes_are_argon2id_with_pepper() {
        let hash = hasher(1).hash(b"correct horse").await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert_eq!(hasher(1).verify(b"correct horse", &hash).await, Ok(true));
        assert_eq!(hasher(1).verify(b"wrong horse", &hash).await, Ok(false));
        assert_eq!(hasher(2).verify(b"correct horse", &hash).await, Ok(false), "another pepper");
        assert_ne!(hash, hasher(1).hash(b"correct horse").await.unwrap(), "another salt");
    }

    #[tokio::test]
    async fn r27_a_code_is_found_in_its_set() {
        let set = ["AAAA-BBBB", "CCCC-DDDD"].map(|code| Zeroizing::new(code.to_owned())).to_vec();
        let hashes = hasher(1).hash_set(set).await.unwrap();
        assert!(hashes.iter().all(|hash| hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")), "{hashes:?}");
        assert_eq!(hasher(1).verify_among(b"CCCC-DDDD", &hashes).await, Ok(Some(1)));
        assert_eq!(hasher(1).verify_among(b"CCCC-DDDE", &hashes).await, Ok(None));
        assert_eq!(hasher(2).verify_among(b"CCCC-DDDD", &hashes).await, Ok(None), "another pepper");
        assert_eq!(hasher(1).verify_among(b"CCCC-DDDD", &[]).await, Ok(None));
        let mixed = vec![hashes[0].clone(), hasher(1).hash(b"x").await.unwrap()];
        assert_eq!(hasher(1).verify_among(b"x", &mixed).await, Err(HashError::Malformed));
    }

    #[tokio::test]
    async fn cheap_hashes_are_refused() {
        let cheap: PasswordHash = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap())
            .hash_password_with_salt(b"x", &[7; 16])
            .unwrap();
        assert_eq!(hasher(1).verify(b"x", &cheap.to_string()).await, Err(HashError::TooWeak));
        assert_eq!(hasher(1).verify(b"x", "plain").await, Err(HashError::Malformed));
    }
}

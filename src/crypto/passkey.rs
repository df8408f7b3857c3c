//! Passkeys and security keys (WebAuthn level 3): the ceremonies, with their state as text for a sealed column.

use url::Url;
use uuid::Uuid;
use webauthn_rs::prelude::{
    DiscoverableAuthentication, Passkey, PasskeyRegistration, PublicKeyCredential, RegisterPublicKeyCredential,
    Webauthn, WebauthnBuilder,
};
use webauthn_rs_proto::ResidentKeyRequirement;

/// A ceremony did not succeed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasskeyError {
    /// The public URL can not carry passkeys: not `https` with a name, nor localhost.
    #[error("passkeys need a public URL of https and a host name: {0}")]
    Unfit(String),
    /// What the browser sent is no answer to this challenge, or not by this key. The text is for the log.
    #[error("the answer of the browser was refused: {0}")]
    Refused(String),
}

/// A ceremony begun: what the browser gets, and what the server keeps.
#[derive(Debug)]
pub struct Begun {
    /// JSON for `navigator.credentials`, with binary values in base64url.
    pub options: String,
    /// JSON for a sealed column.
    pub state: String,
}

/// Who an answer of the browser claims to be from. Nothing is proved yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    /// The user handle of the registration.
    pub handle: Uuid,
    /// The credential's id.
    pub credential: Vec<u8>,
}

/// The relying party: this portal under its public host name.
pub struct Passkeys {
    webauthn: Webauthn,
}

impl std::fmt::Debug for Passkeys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Passkeys(..)")
    }
}

fn refused(error: impl std::fmt::Display) -> PasskeyError {
    PasskeyError::Refused(error.to_string())
}

fn text<T: serde::Serialize>(value: &T) -> Result<String, PasskeyError> {
    serde_json::to_string(value).map_err(refused)
}

impl Passkeys {
    /// For the portal at `public`; `name` is the organisation's. The relying party id is the whole host name: keys
    /// are worth nothing under another one, and do not move when the host does.
    ///
    /// `also` are further addresses of the same portal under that host, or below it: the console's own one.
    ///
    /// # Errors
    /// [`PasskeyError::Unfit`].
    pub fn new(public: &Url, name: &str, also: &[&Url]) -> Result<Self, PasskeyError> {
        let unfit = || PasskeyError::Unfit(public.to_string());
        let host = match public.host() {
            Some(url::Host::Domain(host)) => host,
            _ => return Err(unfit()),
        };
        if public.scheme() != "https" && host != "localhost" && !host.ends_with(".localhost") {
            return Err(unfit());
        }
        let webauthn = WebauthnBuilder::new(host, public).and_then(|builder| {
            let below = |url: &&&Url| {
                let name = url.host_str().unwrap_or_default();
                name == host || name.strip_suffix(host).is_some_and(|front| front.ends_with('.'))
            };
            let builder = also.iter().filter(below).fold(builder, |builder, url| builder.append_allowed_origin(url));
            builder.rp_name(name).build()
        });
        Ok(Self { webauthn: webauthn.map_err(|_| unfit())? })
    }

    /// Begins a registration. `have` are the person's credentials: one device is not registered twice.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn register(&self, handle: Uuid, login: &str, name: &str, have: &[String]) -> Result<Begun, PasskeyError> {
        let known = have.iter().filter_map(|json| serde_json::from_str::<Passkey>(json).ok());
        let known: Vec<_> = known.map(|key| key.cred_id().clone()).collect();
        let exclude = (!known.is_empty()).then_some(known);
        let (mut challenge, state) =
            self.webauthn.start_passkey_registration(handle, login, name, exclude).map_err(refused)?;
        // Found by the device itself later: a list of credentials would tell who has one (R5).
        if let Some(wanted) = challenge.public_key.authenticator_selection.as_mut() {
            wanted.resident_key = Some(ResidentKeyRequirement::Required);
            wanted.require_resident_key = true;
        }
        Ok(Begun { options: text(&challenge.public_key)?, state: text(&state)? })
    }

    /// Ends a registration: the credential to keep, in JSON, and its id.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`].
    pub fn registered(&self, state: &str, answer: &str) -> Result<(String, Vec<u8>), PasskeyError> {
        let state: PasskeyRegistration = serde_json::from_str(state).map_err(refused)?;
        let answer: RegisterPublicKeyCredential = serde_json::from_str(answer).map_err(refused)?;
        let key = self.webauthn.finish_passkey_registration(&answer, &state).map_err(refused)?;
        Ok((text(&key)?, key.cred_id().to_vec()))
    }

    /// Begins a proof. It names nobody: the same for everybody.
    ///
    /// # Errors
    /// [`PasskeyError`].
    pub fn challenge(&self) -> Result<Begun, PasskeyError> {
        let (challenge, state) = self.webauthn.start_discoverable_authentication().map_err(refused)?;
        Ok(Begun { options: text(&challenge.public_key)?, state: text(&state)? })
    }

    /// Whose key an answer says it is.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`].
    pub fn claim(&self, answer: &str) -> Result<Claim, PasskeyError> {
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(refused)?;
        let (handle, id) = self.webauthn.identify_discoverable_authentication(&answer).map_err(refused)?;
        Ok(Claim { handle, credential: id.to_vec() })
    }

    /// Ends a proof: the answer is by `credential`, to this challenge, with the person's finger, face or PIN. Returns
    /// the credential with its counter moved on; a counter that went back is a copied key, and refused.
    ///
    /// # Errors
    /// [`PasskeyError::Refused`].
    pub fn proved(&self, state: &str, answer: &str, credential: &str) -> Result<String, PasskeyError> {
        let state: DiscoverableAuthentication = serde_json::from_str(state).map_err(refused)?;
        let answer: PublicKeyCredential = serde_json::from_str(answer).map_err(refused)?;
        let mut key: Passkey = serde_json::from_str(credential).map_err(refused)?;
        let result = self.webauthn.finish_discoverable_authentication_v2(&answer, state, &key).map_err(refused)?;
        if !result.user_verified() {
            return Err(PasskeyError::Refused("the person was not verified".to_owned()));
        }
        key.update_credential(&result);
        text(&key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_url_must_be_able_to_carry_passkeys() {
        let new = |url: &str| Passkeys::new(&Url::parse(url).unwrap(), "Contoso", &[]).map(drop);
        assert_eq!(new("https://passwords.contoso.com/"), Ok(()));
        assert_eq!(new("http://localhost:8080/"), Ok(()));
        assert_eq!(new("http://portal.localhost:8080/"), Ok(()));
        assert!(new("http://passwords.contoso.com/").is_err());
        assert!(new("https://192.0.2.1/").is_err());
    }

    #[test]
    fn r5_a_challenge_names_no_credential_and_a_registration_asks_for_one_that_is_found_by_itself() {
        let keys = Passkeys::new(&Url::parse("https://passwords.contoso.com/").unwrap(), "Contoso", &[]).unwrap();
        let begun = keys.challenge().unwrap();
        assert!(begun.options.contains("\"allowCredentials\":[]"), "{}", begun.options);
        assert!(begun.options.contains("\"userVerification\":\"required\""));
        let begun = keys.register(Uuid::from_u128(7), "alice", "Alice", &[]).unwrap();
        assert!(begun.options.contains("\"residentKey\":\"required\""), "{}", begun.options);
        assert!(keys.registered(&begun.state, "{}").is_err());
        assert!(keys.claim("{}").is_err());
    }
}

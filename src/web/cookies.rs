//! Cookies: their names, their exact attributes, and the visitor cookie that exists before a flow does.

use actix_web::{
    cookie::{Cookie, SameSite, time::Duration as CookieDuration},
    http::header::{self, HeaderMap, HeaderName, HeaderValue},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use subtle::ConstantTimeEq;

use super::ports::Entropy;
use crate::{crypto::mac::Signer, domain::numbers::KNOWN_DEVICE_LIFE};

/// Length of a flow or visitor cookie: 32 bytes as base64url without padding (N12).
pub const TOKEN_CHARACTERS: usize = 43;

const VISITOR_RANDOM: usize = 24;
const VISITOR_TAG: usize = 8;
const LANGUAGE_LIFE: CookieDuration = CookieDuration::days(365);

/// The names of the four cookies there are (R58).
#[derive(Debug, Clone, Copy)]
pub struct CookieNames {
    /// The flow, or the visitor before there is one.
    pub flow: &'static str,
    /// The console's session, or the visitor before there is one.
    pub admin: &'static str,
    /// The known device.
    pub device: &'static str,
    /// The language chosen by hand.
    pub language: &'static str,
    secure: bool,
}

/// The purpose of form tokens of the console: the first segment of all its addresses.
const CONSOLE: &str = "admin";

impl CookieNames {
    /// The names for a portal reached by `https`, or by plain HTTP, where browsers refuse the `__Host-` prefix.
    #[must_use]
    pub const fn new(secure: bool) -> Self {
        if secure {
            Self { flow: "__Host-rs", admin: "__Host-ra", device: "__Host-kd", language: "__Host-lang", secure }
        } else {
            Self { flow: "rs", admin: "ra", device: "kd", language: "lang", secure }
        }
    }

    /// The flow (or visitor) cookie; it lives as long as the browser session.
    #[must_use]
    pub fn set_flow(&self, value: &str) -> Cookie<'static> {
        self.cookie(self.flow, value)
    }

    /// The cookie of forms and pages whose tokens have this purpose ([`super::csrf::purpose`]): the console has one of
    /// its own, so that neither opens the other (R146).
    #[must_use]
    pub fn for_purpose(&self, purpose: &str) -> &'static str {
        if purpose == CONSOLE { self.admin } else { self.flow }
    }

    /// The console's cookie; it lives as long as the browser session.
    #[must_use]
    pub fn set_admin(&self, value: &str) -> Cookie<'static> {
        self.cookie(self.admin, value)
    }

    /// Takes the console's cookie away.
    #[must_use]
    pub fn remove_admin(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(self.admin, "");
        cookie.set_max_age(CookieDuration::ZERO);
        cookie
    }

    /// The known-device cookie.
    #[must_use]
    pub fn set_device(&self, value: &str) -> Cookie<'static> {
        let mut cookie = self.cookie(self.device, value);
        let seconds = i64::try_from(KNOWN_DEVICE_LIFE.as_secs()).unwrap_or(i64::MAX);
        cookie.set_max_age(CookieDuration::seconds(seconds));
        cookie
    }

    /// The language cookie; `tag` is a BCP 47 tag.
    #[must_use]
    pub fn set_language(&self, tag: &str) -> Cookie<'static> {
        let mut cookie = self.cookie(self.language, tag);
        cookie.set_max_age(LANGUAGE_LIFE);
        cookie
    }

    /// Takes the flow cookie away.
    #[must_use]
    pub fn remove_flow(&self) -> Cookie<'static> {
        let mut cookie = self.cookie(self.flow, "");
        cookie.set_max_age(CookieDuration::ZERO);
        cookie
    }

    fn cookie(&self, name: &'static str, value: &str) -> Cookie<'static> {
        let builder = Cookie::build(name, value.to_owned()).path("/").http_only(true).same_site(SameSite::Strict);
        if self.secure { builder.secure(true).finish() } else { builder.finish() }
    }
}

/// The header that makes a browser forget everything at the end of a flow (R69).
#[must_use]
pub fn clear_site_data() -> (HeaderName, HeaderValue) {
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"cookies\", \"storage\""))
}

/// The value of the cookie `name`; `None` also when the browser sends it twice, which ours never do.
#[must_use]
pub fn value<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let mut values = headers
        .get_all(header::COOKIE)
        .filter_map(|header| header.to_str().ok())
        .flat_map(|header| header.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter_map(|(key, value)| (key == name).then_some(value));
    let first = values.next()?;
    values.next().is_none().then_some(first)
}

/// The flow or visitor cookie of a request, when it has the form of one.
#[must_use]
pub fn token<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    value(headers, name).filter(|value| {
        value.len() == TOKEN_CHARACTERS && value.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
    })
}

/// Makes and recognises visitor cookies: 24 random bytes and 8 bytes of a MAC over them. They bind form tokens to
/// a browser before there is a flow, cost no database row, and an invented one is never adopted (R57).
#[derive(Clone)]
pub struct Visitors {
    signer: Signer,
}

impl std::fmt::Debug for Visitors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Visitors(..)")
    }
}

impl Visitors {
    /// A signer with its own 256-bit key, the same on every node.
    #[must_use]
    pub fn new(key: [u8; 32]) -> Self {
        Self { signer: Signer::new(key) }
    }

    /// A new visitor.
    #[must_use]
    pub fn issue(&self, entropy: &dyn Entropy) -> String {
        let mut random = [0_u8; VISITOR_RANDOM];
        entropy.fill(&mut random);
        let mut bytes = Vec::with_capacity(VISITOR_RANDOM + VISITOR_TAG);
        bytes.extend_from_slice(&random);
        bytes.extend_from_slice(&self.tag(&random));
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// Whether `value` is a visitor cookie that this portal issued.
    #[must_use]
    pub fn recognises(&self, value: &str) -> bool {
        let Ok(bytes) = URL_SAFE_NO_PAD.decode(value) else { return false };
        let Some((random, tag)) = bytes.split_at_checked(VISITOR_RANDOM) else { return false };
        tag.len() == VISITOR_TAG && bool::from(self.tag(random).ct_eq(tag))
    }

    fn tag(&self, random: &[u8]) -> [u8; VISITOR_TAG] {
        let full = self.signer.code(&[b"visitor", random]);
        let mut tag = [0_u8; VISITOR_TAG];
        tag.iter_mut().zip(full).for_each(|(to, from)| *to = from);
        tag
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Counter(std::sync::atomic::AtomicU8);
    impl Entropy for Counter {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill(self.0.fetch_add(1, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn r57_a_visitor_is_recognised_and_an_invented_one_is_not() {
        let visitors = Visitors::new([7; 32]);
        let entropy = Counter(1.into());
        let value = visitors.issue(&entropy);
        assert_eq!(value.len(), TOKEN_CHARACTERS);
        assert!(visitors.recognises(&value));
        assert!(!Visitors::new([8; 32]).recognises(&value));
        assert!(!visitors.recognises(&"A".repeat(43)));
        assert!(!visitors.recognises(""));
        for position in 0..TOKEN_CHARACTERS {
            let mut other = value.clone().into_bytes();
            other[position] = if other[position] == b'x' { b'y' } else { b'x' };
            assert!(!visitors.recognises(std::str::from_utf8(&other).unwrap()), "position {position}");
        }
    }

    #[test]
    fn r58_cookies_have_the_exact_attributes() {
        let names = CookieNames::new(true);
        assert_eq!(names.set_flow("v").to_string(), "__Host-rs=v; HttpOnly; SameSite=Strict; Secure; Path=/");
        assert_eq!(CookieNames::new(false).set_flow("v").to_string(), "rs=v; HttpOnly; SameSite=Strict; Path=/");
        assert!(names.set_device("v").to_string().ends_with("Max-Age=15552000"));
    }

    #[test]
    fn a_cookie_sent_twice_counts_as_none() {
        let mut headers = HeaderMap::new();
        headers.append(header::COOKIE, HeaderValue::from_static("a=1; __Host-rs=x; __Host-rsx=z"));
        assert_eq!(value(&headers, "__Host-rs"), Some("x"));
        headers.append(header::COOKIE, HeaderValue::from_static("__Host-rs=y"));
        assert_eq!(value(&headers, "__Host-rs"), None);
    }
}

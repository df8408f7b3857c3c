//! The range service (k-anonymity, the protocol of Have I Been Pwned): it is told the first five digits of a SHA-1
//! hash and answers with all it knows that begin so, padded with entries that count nothing.

use std::{sync::Arc, time::Duration};

use reqwest::{Client, redirect};
use url::Url;
use zeroize::Zeroizing;

use super::{
    RangeSettings, SettingsError,
    breaker::Breaker,
    kind::{HashKind, sha1},
};
use crate::{domain::time::Clock, telemetry::causes::with_causes};

/// Most bytes read of an answer: ten times what the public service sends.
const LONGEST_ANSWER: usize = 1024 * 1024;
/// Digits that are sent.
const PREFIX: usize = 5;

/// The service could not be asked. Holds neither the address nor anything of the hash.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RangeError {
    /// It failed before and rests a while.
    #[error("it rests after failures")]
    Resting,
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// No connection, or one that broke.
    #[error("no connection: {0}")]
    Unreachable(String),
    /// Another status than 200; redirects are not followed.
    #[error("it answered with status {0}")]
    Status(u16),
    /// The answer is longer than any answer should be.
    #[error("its answer is too long")]
    TooLong,
    /// The answer is no list of hashes, or an empty one.
    #[error("its answer is no list of hashes")]
    Garbage,
}

/// A client of a range service.
#[derive(Debug)]
pub struct Range {
    client: Client,
    base: Url,
    timeout: Duration,
    breaker: Breaker,
}

impl Range {
    /// Checks the address and makes a client. Connects at the first look-up.
    ///
    /// # Errors
    /// [`SettingsError`] when the address can not be used.
    pub fn new(settings: &RangeSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let refused = |what: &str, remedy| SettingsError::Url(what.to_owned(), remedy);
        let mut base = Url::parse(&settings.url)
            .map_err(|e| SettingsError::Url(format!("it is no address ({e})"), "write it whole, `https://...`"))?;
        let local = base.host_str().is_some_and(is_loopback);
        match base.scheme() {
            "https" => {}
            "http" if local => {}
            _ => {
                let remedy = "use `https://`; `http://` is for a service on this machine";
                return Err(refused("without TLS, others could learn about new passwords", remedy));
            }
        }
        let plain = base.username().is_empty() && base.password().is_none();
        if !plain || base.query().is_some() || base.fragment().is_some() {
            return Err(refused("it has more than host and path", "write what comes before `/range/`, no more"));
        }
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let mut builder = Client::builder()
            .redirect(redirect::Policy::none())
            .referer(false)
            .user_agent(concat!("Latchkey/", env!("CARGO_PKG_VERSION")))
            .https_only(!local)
            .timeout(settings.timeout)
            .connect_timeout(settings.timeout)
            .pool_idle_timeout(Duration::from_secs(30))
            .pool_max_idle_per_host(2);
        if local {
            builder = builder.no_proxy();
        }
        let client = builder.build().map_err(|e| SettingsError::Url(e.to_string(), "report this"))?;
        Ok(Self { client, base, timeout: settings.timeout, breaker: Breaker::new(clock) })
    }

    /// Whether the service knows a password.
    ///
    /// # Errors
    /// [`RangeError`] when it could not be asked, or did not answer as it should.
    pub async fn contains(&self, password: &str) -> Result<bool, RangeError> {
        if !self.breaker.admits() {
            return Err(RangeError::Resting);
        }
        let digits = hexadecimal(&sha1(password));
        let Some((prefix, rest)) = digits.split_at_checked(PREFIX) else { return Err(RangeError::Garbage) };
        // The time is for all of it: an answer that trickles in must not take longer.
        let asked = tokio::time::timeout(self.timeout, self.ask(prefix)).await.unwrap_or(Err(RangeError::Timeout));
        let known = asked.and_then(|body| find(&body, rest));
        self.breaker.note(known.is_ok());
        known
    }

    async fn ask(&self, prefix: &str) -> Result<Vec<u8>, RangeError> {
        let url = self.base.join("range/").and_then(|url| url.join(prefix)).map_err(|_| RangeError::Garbage)?;
        let mut response = self.client.get(url).header("Add-Padding", "true").send().await.map_err(failure)?;
        if response.status().as_u16() != 200 {
            return Err(RangeError::Status(response.status().as_u16()));
        }
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failure)? {
            if body.len().saturating_add(chunk.len()) > LONGEST_ANSWER {
                return Err(RangeError::TooLong);
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }
}

/// Whether a host is surely this machine.
fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

/// The causes, without the address: it ends with digits of the hash.
fn failure(error: reqwest::Error) -> RangeError {
    if error.is_timeout() {
        return RangeError::Timeout;
    }
    RangeError::Unreachable(with_causes(&error.without_url(), ": "))
}

fn hexadecimal(digest: &[u8; 20]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(40));
    for byte in digest {
        for nibble in [byte >> 4, byte & 15] {
            text.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0').to_ascii_uppercase());
        }
    }
    text
}

/// Looks for the rest of a hash in an answer. Every line must be one of the protocol: half an answer, or a login page
/// of some proxy, is none.
fn find(body: &[u8], rest: &str) -> Result<bool, RangeError> {
    let text = std::str::from_utf8(body).map_err(|_| RangeError::Garbage)?;
    let (mut found, mut lines) = (false, 0_u32);
    for line in text.lines().filter(|line| !line.is_empty()) {
        let (suffix, count) = line.split_once(':').ok_or(RangeError::Garbage)?;
        let count: u64 = count.trim().parse().map_err(|_| RangeError::Garbage)?;
        let wanted = HashKind::Sha1.digits() - PREFIX;
        if suffix.len() != wanted || !suffix.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(RangeError::Garbage);
        }
        lines = lines.saturating_add(1);
        found |= count > 0 && suffix.eq_ignore_ascii_case(rest);
    }
    if lines == 0 { Err(RangeError::Garbage) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REST: &str = "1E4C9B93F3F0682250B6CF8331B7EE68FD8";

    #[test]
    fn the_digits_are_those_of_the_hash() {
        assert_eq!(hexadecimal(&sha1("password")).as_str(), format!("5BAA6{REST}"));
    }

    #[test]
    fn padding_counts_nothing() {
        let other = "0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n";
        assert_eq!(find(format!("{other}{REST}:10").as_bytes(), REST), Ok(true));
        assert_eq!(find(format!("{other}{}:10\n", REST.to_lowercase()).as_bytes(), REST), Ok(true));
        assert_eq!(find(format!("{other}{REST}:0").as_bytes(), REST), Ok(false));
        assert_eq!(find(other.as_bytes(), REST), Ok(false));
    }

    #[test]
    fn what_is_no_list_is_no_answer() {
        let cut = format!("{REST}:10\r\n0018A45C4D1DEF81644B54");
        for bad in ["", "\r\n", "<html>", "ok", "0018A45C4D1DEF81644B54AB7F969B88D65:x", &cut] {
            assert_eq!(find(bad.as_bytes(), REST), Err(RangeError::Garbage), "{bad}");
        }
    }
}

//! Where a request really comes from (R85): the connection's peer, or, behind trusted proxies only, the last hop
//! that they vouch for.

use std::{
    future::{Ready, ready},
    net::{IpAddr, SocketAddr},
};

use actix_web::{
    Error, FromRequest, HttpMessage as _, HttpRequest,
    body::BoxBody,
    dev::{Payload, ServiceRequest},
    http::header::{self, HeaderMap, HeaderName},
    middleware::Next,
};

use super::{Outcome, refuse, shell};
use crate::{
    domain::{client::Client, error::Code},
    web::problem::Failure,
};

const FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");
const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");
/// More hops than any real chain has; a longer list is taken for an attack on the parser.
const HOPS: usize = 32;
const AGENT_CHARACTERS: usize = 200;

/// Who sent a request, as far as the connection tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClientInfo {
    /// The address, IPv4 where it can be.
    pub address: IpAddr,
    /// Whether the client's own connection is encrypted, when a trusted proxy says so. Own TLS is not seen here.
    pub forwarded_https: Option<bool>,
}

impl ClientInfo {
    /// With the browser's words for itself, for the audit log.
    #[must_use]
    pub fn with_agent(self, headers: &HeaderMap) -> Client {
        let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        Client { address: self.address, agent: agent.chars().take(AGENT_CHARACTERS).collect() }
    }

    /// The key of its budgets: an IPv4 address, or the /64 that an IPv6 subscriber has to himself (N17).
    #[must_use]
    pub fn source(self) -> IpAddr {
        match self.address {
            IpAddr::V4(_) => self.address,
            IpAddr::V6(address) => IpAddr::V6((address.to_bits() & !u128::from(u64::MAX)).into()),
        }
    }
}

impl FromRequest for ClientInfo {
    type Error = Error;
    type Future = Ready<Result<Self, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(request.extensions().get::<Self>().copied().ok_or_else(|| Failure(Code::Internal).into()))
    }
}

/// Finds the client and leaves it with the request.
pub async fn client(request: ServiceRequest, next: Next<BoxBody>) -> Outcome {
    let shell = shell(&request)?;
    let Some(peer) = request.head().peer_addr else {
        return refuse(&shell, request, Code::Internal);
    };
    let info = find(peer, request.headers(), |address| shell.trusts(address));
    request.extensions_mut().insert(info);
    next.call(request).await
}

/// Walks `X-Forwarded-For` from the right while the hop is trusted. Anything malformed, and it is the peer.
fn find(peer: SocketAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> ClientInfo {
    let peer = peer.ip().to_canonical();
    if !trusted(peer) {
        return ClientInfo { address: peer, forwarded_https: None };
    }
    let last = headers.get_all(&FORWARDED_PROTO).last().and_then(|value| value.to_str().ok());
    let forwarded_https = match last.and_then(|value| value.rsplit(',').next()).map(str::trim) {
        Some("https") => Some(true),
        Some("http") => Some(false),
        _ => None,
    };
    ClientInfo { address: walk(peer, headers, trusted).unwrap_or(peer), forwarded_https }
}

fn walk(peer: IpAddr, headers: &HeaderMap, trusted: impl Fn(IpAddr) -> bool) -> Option<IpAddr> {
    let mut hops = Vec::new();
    for value in headers.get_all(&FORWARDED_FOR) {
        hops.extend(value.to_str().ok()?.split(','));
        if hops.len() > HOPS {
            return None;
        }
    }
    let mut address = peer;
    for hop in hops.iter().rev() {
        if !trusted(address) {
            break;
        }
        address = parse(hop.trim())?;
    }
    Some(address)
}

/// An address, with or without a port: some proxies write one.
fn parse(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(text);
    let address = bare.parse().or_else(|_| text.parse().map(|socket: SocketAddr| socket.ip()));
    address.ok().map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use actix_web::http::header::HeaderValue;
    use proptest::prelude::*;

    use super::*;

    fn at(peer: &str, forwarded: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append(FORWARDED_FOR, HeaderValue::from_str(value).unwrap());
        }
        let trusted = |address: IpAddr| address.to_string().starts_with("10.");
        find(SocketAddr::new(peer.parse().unwrap(), 1), &headers, trusted).address.to_string()
    }

    #[test]
    fn r85_only_trusted_hops_are_believed() {
        for (peer, forwarded, expected) in [
            ("203.0.113.9", vec!["198.51.100.1"], "203.0.113.9"),
            ("10.0.0.1", vec![], "10.0.0.1"),
            ("10.0.0.1", vec!["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6, 198.51.100.1, 10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", vec!["6.6.6.6", "198.51.100.1", "10.0.0.2"], "198.51.100.1"),
            ("10.0.0.1", vec!["10.0.0.3, 10.0.0.2"], "10.0.0.3"),
            ("10.0.0.1", vec!["198.51.100.1:4711"], "198.51.100.1"),
            ("10.0.0.1", vec!["[2001:db8::1]:4711"], "2001:db8::1"),
            ("10.0.0.1", vec!["2001:db8::1"], "2001:db8::1"),
            ("::ffff:10.0.0.1", vec!["::ffff:198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1", vec!["unknown"], "10.0.0.1"),
            ("10.0.0.1", vec!["198.51.100.1, "], "10.0.0.1"),
            ("10.0.0.1", vec!["evil\", 127.0.0.1x"], "10.0.0.1"),
        ] {
            assert_eq!(at(peer, &forwarded), expected, "{peer} {forwarded:?}");
        }
    }

    #[test]
    fn a_source_of_version_six_is_its_subscriber() {
        let info = ClientInfo { address: "2001:db8:1:2:3:4:5:6".parse().unwrap(), forwarded_https: None };
        assert_eq!(info.source().to_string(), "2001:db8:1:2::");
    }

    proptest! {
        #[test]
        fn r85_no_header_moves_an_untrusted_peer(text in "[ -~]{0,200}") {
            prop_assert_eq!(at("203.0.113.9", &[&text]), "203.0.113.9");
        }

        /// Whatever a client puts in front, a trusted proxy's own entry decides.
        #[test]
        fn r85_the_proxy_s_entry_decides(text in "[ -~]{0,200}") {
            prop_assume!(text.split(',').count() < HOPS);
            prop_assert_eq!(at("10.0.0.1", &[&text, "198.51.100.7"]), "198.51.100.7");
        }
    }
}

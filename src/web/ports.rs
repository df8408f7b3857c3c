//! What the web floor asks of the rest of the house, as narrow traits. The composition root wires them, tests
//! bring their own.

use std::{borrow::Cow, net::IpAddr, time::Duration};

use async_trait::async_trait;

use crate::domain::error::Code;

/// What a request says about the language it wants, before anything is known about the person.
#[derive(Debug, Clone, Copy, Default)]
pub struct Asked<'a> {
    /// The `lang` parameter of the address.
    pub query: Option<&'a str>,
    /// The language cookie.
    pub cookie: Option<&'a str>,
    /// The `Accept-Language` header.
    pub accept: Option<&'a str>,
}

/// Makes the page of an error.
pub trait ErrorPages: Send + Sync {
    /// A whole HTML page for `code`, answered with `status`. `reference` is what a person may quote and what the
    /// log has beside the cause; nothing else may be told (R91).
    fn problem(&self, code: Code, status: u16, reference: &str, asked: &Asked<'_>) -> String;
}

/// A class of requests that share a flood budget per source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FloodClass {
    /// A page is read.
    Page,
    /// A form is posted.
    Post,
    /// A file that the pages need.
    Asset,
    /// Another application asks (its token is looked at later).
    Machine,
    /// A browser reports a policy violation (R74).
    Report,
}

/// Whom and what a flood budget belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct FloodKey {
    /// The source: an IPv4 address, or the /64 of an IPv6 address (N17).
    pub source: IpAddr,
    /// What it asks for.
    pub class: FloodClass,
}

/// The flood limit of this node.
pub trait Flood: Send + Sync {
    /// Counts one request.
    ///
    /// # Errors
    /// The time after which the source may try again, when its budget is spent.
    fn check(&self, key: FloodKey) -> Result<(), Duration>;
}

/// Where random bytes come from.
pub trait Entropy: Send + Sync {
    /// Fills `bytes` from the operating system's generator.
    fn fill(&self, bytes: &mut [u8]);
}

/// One file that pages refer to.
#[derive(Debug, Clone)]
pub struct Asset {
    /// Its bytes.
    pub bytes: Cow<'static, [u8]>,
    /// Its content type, with charset where it is text.
    pub content_type: Cow<'static, str>,
}

/// The files that pages refer to.
pub trait Assets: Send + Sync {
    /// The file with this fingerprinted name (`site.3f2a.css`); a name without its fingerprint finds nothing.
    fn fingerprinted(&self, name: &str) -> Option<Asset>;
    /// The icon at `/favicon.ico`.
    fn favicon(&self) -> Option<Asset>;
}

/// Something that must work for this node to take requests.
#[async_trait]
pub trait Probe: Send + Sync {
    /// Its name in the answer: `database`, `directory`, `outbox`.
    fn name(&self) -> &'static str;
    /// Whether it works.
    ///
    /// # Errors
    /// A short reason for the log; the answer only says that it failed.
    async fn check(&self) -> Result<(), String>;
}

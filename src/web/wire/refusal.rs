//! Answers that are given before there is a request: whole HTTP responses, with the same page and the same headers
//! as every other error.

use std::sync::Arc;

use crate::{
    domain::error::Code,
    web::{ports::Asked, shell::Shell},
};

/// Why a connection is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Not strictly well-formed.
    Malformed,
    /// The head or the body came too slowly.
    TooSlow,
    /// A body without a `Content-Length`.
    LengthRequired,
    /// The request line is too long.
    LineTooLong,
    /// The header lines are too large or too many.
    HeadersTooLarge,
    /// A tunnel is asked for.
    Connect,
}

impl Refusal {
    const fn status(self) -> (u16, &'static str) {
        match self {
            Self::Malformed => (400, "Bad Request"),
            Self::TooSlow => (408, "Request Timeout"),
            Self::LengthRequired => (411, "Length Required"),
            Self::LineTooLong => (414, "URI Too Long"),
            Self::HeadersTooLarge => (431, "Request Header Fields Too Large"),
            Self::Connect => (405, "Method Not Allowed"),
        }
    }

    const fn code(self) -> Code {
        match self {
            Self::Malformed | Self::TooSlow | Self::LengthRequired => Code::BadRequest,
            Self::LineTooLong | Self::HeadersTooLarge => Code::TooLarge,
            Self::Connect => Code::MethodNotAllowed,
        }
    }
}

/// Writes refusals. Cheap to clone: one per connection.
#[derive(Clone)]
pub struct Refuser(Arc<Shell>);

impl Refuser {
    /// With the pages and headers of `shell`.
    #[must_use]
    pub const fn new(shell: Arc<Shell>) -> Self {
        Self(shell)
    }

    /// The whole response, after which the connection closes.
    #[must_use]
    pub fn response(&self, refusal: Refusal) -> Vec<u8> {
        let shell = &self.0;
        let (status, reason) = refusal.status();
        let reference = shell.reference();
        tracing::info!(status, reference, "connection refused");
        let page = shell.errors.problem(refusal.code(), status, &reference, &Asked::default());
        let mut out = format!("HTTP/1.1 {status} {reason}\r\n");
        for (name, value) in shell.headers.lines() {
            out.push_str(&format!("{name}: {value}\r\n"));
        }
        if refusal == Refusal::Connect {
            out.push_str("allow: GET, HEAD, POST\r\n");
        }
        let length = page.len();
        out.push_str(&format!(
            "content-type: text/html; charset=utf-8\r\ncontent-length: {length}\r\nconnection: close\r\n\r\n"
        ));
        out.push_str(&page);
        out.into_bytes()
    }
}

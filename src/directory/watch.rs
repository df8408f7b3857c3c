//! How the servers of a directory are now, for who looks after it.

use std::time::Duration;

use async_trait::async_trait;

use crate::domain::time::Timestamp;

/// At which step a server failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// Its name has no address.
    Name,
    /// It takes no connection.
    Connection,
    /// It takes connections, and says nothing.
    Silent,
    /// Its certificate is not believed, or there is no TLS.
    Certificate,
    /// Its certificate has ended.
    CertificateEnded,
    /// It does not let the service account in.
    SignIn,
    /// It lets the service account in, and does not answer what it is asked.
    Answer,
}

impl Trouble {
    /// Every step.
    pub const ALL: [Self; 7] = [
        Self::Name,
        Self::Connection,
        Self::Silent,
        Self::Certificate,
        Self::CertificateEnded,
        Self::SignIn,
        Self::Answer,
    ];

    /// The stable name: the end of its texts' keys.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Connection => "connection",
            Self::Silent => "silent",
            Self::Certificate => "certificate",
            Self::CertificateEnded => "certificate-ended",
            Self::SignIn => "sign-in",
            Self::Answer => "answer",
        }
    }
}

/// How one server is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServerNow {
    /// Its address, as the configuration has it.
    pub server: String,
    /// When it was asked.
    pub asked_at: Timestamp,
    /// How long the answer to a small question took; or where it failed, with a text for the log.
    pub answer: Result<Duration, (Trouble, String)>,
    /// When its certificate ends: of the last one that was seen, also before now.
    pub certificate_ends: Option<Timestamp>,
    /// When it last did something for a person or a scan, since this node was started.
    pub used_at: Option<Timestamp>,
}

/// Looks at the servers.
#[async_trait]
pub trait ServerWatch: Send + Sync {
    /// How each server is, in the order of the configuration. Asked of all at once, within two seconds, at most once
    /// in ten seconds: who asks meanwhile gets the same answer. Empty where there are no servers.
    async fn servers(&self) -> Vec<ServerNow>;
}

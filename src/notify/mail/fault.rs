//! What went wrong in an SMTP conversation, at which step, and what follows from it.

use std::{error::Error as _, fmt, future::Future, time::Duration};

use lettre::transport::smtp;
use tokio::time::{Instant, timeout_at};

use crate::notify::{SendError, scrub::scrub};

/// After a fault of configuration: long enough for someone to mend it.
const AFTER_CONFIGURATION: Duration = Duration::from_secs(60);

/// How far a conversation got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Step {
    /// Looking the host name up.
    Resolve,
    /// TCP.
    Connect,
    /// The greeting, and EHLO.
    Hello,
    /// Asking for TLS.
    StartTls,
    /// The TLS handshake.
    Tls,
    /// AUTH.
    Auth,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA: the relay is ready for the mail.
    Data,
    /// The mail itself, and the answer to it. From here on the relay may have it.
    Content,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Resolve => "looking up the host",
            Self::Connect => "connecting",
            Self::Hello => "greeting (EHLO)",
            Self::StartTls => "STARTTLS",
            Self::Tls => "the TLS handshake",
            Self::Auth => "signing in (AUTH)",
            Self::Sender => "naming the sender (MAIL FROM)",
            Self::Recipient => "naming the recipient (RCPT TO)",
            Self::Data => "starting the mail (DATA)",
            Self::Content => "sending the mail",
        })
    }
}

/// Why a step failed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Cause {
    /// No answer in time.
    Timeout,
    /// The network, or the other side closed.
    Network(String),
    /// The handshake failed; what to do about it.
    Tls(String, &'static str),
    /// The server said no.
    Reply(u16, String),
    /// The server's words are no SMTP.
    Garbled(String),
    /// The server does not offer what we need.
    NotOffered(&'static str),
    /// The settings forbid going on.
    Forbidden(&'static str),
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Timeout => f.write_str("no answer in time"),
            Self::Network(what) | Self::Tls(what, _) => f.write_str(what),
            Self::Reply(code, text) => write!(f, "the server said {code} {text}"),
            Self::Garbled(what) => write!(f, "the server does not speak SMTP: {what}"),
            Self::NotOffered(what) => write!(f, "the server does not offer {what}"),
            Self::Forbidden(why) => f.write_str(why),
        }
    }
}

/// A failed step.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{step}: {cause}")]
pub(crate) struct Fault {
    pub(crate) step: Step,
    pub(crate) cause: Cause,
}

impl Fault {
    pub(crate) fn new(step: Step, cause: Cause) -> Self {
        Self { step, cause }
    }

    /// A fault of lettre's. `names` are the recipient's, to be kept out of the text.
    pub(crate) fn smtp(step: Step, error: &smtp::Error, names: &[&str]) -> Self {
        let said = error.source().map_or_else(|| error.to_string(), ToString::to_string);
        let said = scrub(&said, names);
        let cause = match error.status() {
            Some(code) => Cause::Reply(code.into(), said),
            None if error.is_timeout() => Cause::Timeout,
            None if said == "incomplete response" => Cause::Network("the server closed the connection".into()),
            None if error.is_response() => Cause::Garbled(said),
            None if error.is_client() && step == Step::Auth => Cause::NotOffered("AUTH PLAIN or AUTH LOGIN"),
            None => Cause::Network(said),
        };
        Self { step, cause }
    }

    /// Whether the conversation can go on after RSET: the server answered, and did not hang up (421).
    pub(crate) fn leaves_connection_usable(&self) -> bool {
        matches!(self.cause, Cause::Reply(code, _) if code != 421)
    }

    /// What follows for the message that was to be sent.
    pub(crate) fn into_send_error(self) -> SendError {
        let detail = self.to_string();
        let mend = Some(AFTER_CONFIGURATION);
        match (self.step, &self.cause) {
            (_, Cause::Reply(400..=499, _)) => SendError::retry("mail-busy", None, detail),
            (Step::Content, Cause::Reply(..)) | (Step::Data, Cause::Reply(..)) => {
                SendError::never("mail-refused", detail)
            }
            (Step::Content, _) => SendError::unknown("mail-unknown", detail),
            (Step::Recipient, Cause::Reply(..)) => SendError::never("mail-recipient", detail),
            (Step::Recipient, Cause::NotOffered(_)) => SendError::never("mail-address", detail),
            (Step::Sender, Cause::Reply(..)) => SendError::retry("mail-sender", mend, detail),
            (Step::Auth, Cause::Reply(..) | Cause::NotOffered(_)) => SendError::retry("mail-auth", mend, detail),
            (Step::StartTls, Cause::Reply(..) | Cause::NotOffered(_) | Cause::Garbled(_)) => {
                SendError::retry("mail-starttls", mend, detail)
            }
            (_, Cause::Tls(..)) => SendError::retry("mail-tls", mend, detail),
            (_, Cause::Forbidden(_)) => SendError::retry("mail-settings", mend, detail),
            (_, Cause::Timeout) => SendError::retry("mail-timeout", None, detail),
            _ => SendError::retry("mail-unreachable", None, detail),
        }
    }
}

/// Runs one step of lettre's until `deadline`: lettre itself waits for ever once it is connected.
pub(crate) async fn step<T>(
    step: Step,
    deadline: Instant,
    names: &[&str],
    work: impl Future<Output = Result<T, smtp::Error>>,
) -> Result<T, Fault> {
    match timeout_at(deadline, work).await {
        Ok(result) => result.map_err(|e| Fault::smtp(step, &e, names)),
        Err(_) => Err(Fault::new(step, Cause::Timeout)),
    }
}

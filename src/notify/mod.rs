//! Floor 3: messages on their way out, and copies of the audit log. Nothing else talks SMTP, syslog, or HTTP to a
//! message provider.
//!
//! [`MailSender`], [`SmsSender`] and [`VoiceCaller`] have two implementations each: a real one ([`mail::SmtpSender`],
//! [`sms::SmsGateway`], [`voice::VoiceGateway`]) and [`recorder::Recorder`], which keeps messages in memory for the demo.
//! Senders are called by jobs only, never by a request handler.

use std::time::Duration;

use async_trait::async_trait;
use uuid::Uuid;

use crate::domain::{
    contact::{Mailbox, Phone},
    locale::Locale,
    message::Repeat,
};

pub mod audit;
pub mod check;
pub mod mail;
mod once;
pub mod recorder;
mod scrub;
pub mod settings;
pub mod sms;
mod tls;
pub mod voice;

/// A mail, ready to send: its words are made by `render`.
#[derive(Clone)]
pub struct OutgoingMail {
    /// The outbox row: sending the same id twice sends one mail.
    pub id: Uuid,
    /// The one recipient.
    pub to: Mailbox,
    /// One line of plain text.
    pub subject: String,
    /// The whole message as plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
    /// The language it is written in, for `Content-Language`.
    pub language: Locale,
    /// What to do when nobody can tell whether it was delivered.
    pub repeat: Repeat,
}

impl std::fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutgoingMail({})", self.id)
    }
}

/// A text message, ready to send.
#[derive(Clone)]
pub struct OutgoingSms {
    /// The outbox row: sending the same id twice sends one message.
    pub id: Uuid,
    /// The recipient.
    pub to: Phone,
    /// The whole text, ending with the origin-bound line where it carries a code (R29).
    pub text: String,
    /// What to do when nobody can tell whether it was delivered.
    pub repeat: Repeat,
}

impl std::fmt::Debug for OutgoingSms {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutgoingSms({})", self.id)
    }
}

/// A call that reads a code out, ready to be made.
#[derive(Clone)]
pub struct OutgoingCall {
    /// The outbox row: the same id twice makes one call.
    pub id: Uuid,
    /// Who is called.
    pub to: Phone,
    /// What is read out, twice over; plain text, with the digits of a code apart (U28).
    pub speech: String,
    /// In which language.
    pub language: Locale,
}

impl std::fmt::Debug for OutgoingCall {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "OutgoingCall({})", self.id)
    }
}

/// A relay or provider took a message over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Receipt {
    /// Who took it: `smtp`, `twilio`, `http`, `recorder`.
    pub provider: &'static str,
    /// The provider's name for it (Twilio's `SM...`), or our Message-ID; empty when it gave none.
    pub reference: String,
}

/// What to do after a failed send.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendErrorKind {
    /// Nothing was delivered; try again, not before this much time where it is known.
    Retry(Option<Duration>),
    /// Nothing was delivered, and trying again can not help.
    Never,
    /// It was sent and no answer came: it may have been delivered. Not tried again, lest two arrive (R167). A message
    /// that may come twice ends with `Retry` instead.
    Unknown,
}

/// A message was not, or perhaps not, taken over.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {admin_detail}")]
pub struct SendError {
    /// What to do now.
    pub kind: SendErrorKind,
    /// Stable code for the audit log and metrics, `mail-auth`, `sms-country`.
    pub code: &'static str,
    /// For the administrator: server and cause, without personal data or secrets (R151).
    pub admin_detail: String,
}

impl SendError {
    pub(crate) fn retry(code: &'static str, after: Option<Duration>, detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Retry(after), code, admin_detail: detail.into() }
    }

    pub(crate) fn never(code: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Never, code, admin_detail: detail.into() }
    }

    pub(crate) fn unknown(code: &'static str, detail: impl Into<String>) -> Self {
        Self { kind: SendErrorKind::Unknown, code, admin_detail: detail.into() }
    }

    /// For a message that had rather come twice than never, what may have been delivered is to be sent again.
    pub(crate) fn repeated(mut self, repeat: bool) -> Self {
        if repeat && self.kind == SendErrorKind::Unknown {
            self.kind = SendErrorKind::Retry(None);
        }
        self
    }
}

/// Sends mail. Safe to call twice with the same id: what was delivered is not sent again, and what may have been only
/// where the message says so.
#[async_trait]
pub trait MailSender: Send + Sync {
    /// Hands one mail to the relay.
    ///
    /// # Errors
    /// [`SendError`] says whether trying again is right.
    async fn send(&self, mail: OutgoingMail) -> Result<Receipt, SendError>;
}

/// Sends text messages. Safe to call twice with the same id, as mail is.
#[async_trait]
pub trait SmsSender: Send + Sync {
    /// Hands one text message to the provider. Country and number type are checked here once more (R41).
    ///
    /// # Errors
    /// [`SendError`] says whether trying again is right.
    async fn send(&self, sms: OutgoingSms) -> Result<Receipt, SendError>;
}

/// Makes calls. Safe to call twice with the same id.
#[async_trait]
pub trait VoiceCaller: Send + Sync {
    /// Hands one call to the provider. Country and number type are checked here once more (R41).
    ///
    /// # Errors
    /// [`SendError`] says whether trying again is right.
    async fn call(&self, call: OutgoingCall) -> Result<Receipt, SendError>;
}

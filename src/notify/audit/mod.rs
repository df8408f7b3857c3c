//! Copies of the audit log to where an intruder of this machine can not reach them (R149): a syslog collector, a file
//! that an agent ships, a webhook. Each takes a batch whole or fails; who calls keeps the position.

use std::time::Duration;

use async_trait::async_trait;

use crate::{crypto::certificate::Shown, domain::export::Exported};

pub mod file;
pub mod rfc5424;
pub mod syslog;
pub mod webhook;

/// A batch did not surely arrive: it is to be sent again, whole and in the same order.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code}: {detail}")]
pub struct SinkError {
    /// Stable code for the log: `syslog-unreachable`, `webhook-refused`.
    pub code: &'static str,
    /// For the administrator: server and cause, without personal data or secrets (R151).
    pub detail: String,
    /// Not before this time, where the receiver said so.
    pub retry_after: Option<Duration>,
}

impl SinkError {
    pub(crate) fn new(code: &'static str, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), retry_after: None }
    }
}

/// A place where the audit log is copied to.
#[async_trait]
pub trait AuditSink: Send + Sync {
    /// Its name in the database, in logs and metrics.
    fn name(&self) -> &'static str;

    /// Whether it gets names, contacts and addresses too.
    fn personal(&self) -> bool;

    /// Most events of one batch.
    fn most(&self) -> u32;

    /// The server behind it and the certificate that it showed, where there is one whose certificate nobody else
    /// watches.
    fn shown(&self) -> Option<Shown> {
        None
    }

    /// Hands a batch over; returns when the receiver has all of it.
    ///
    /// # Errors
    /// [`SinkError`]: part of it may have arrived, and arrives again.
    async fn write(&self, batch: &[Exported]) -> Result<(), SinkError>;
}

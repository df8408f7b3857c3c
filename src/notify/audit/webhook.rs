//! Signed POSTs: batches of audit records, and alarms. A receiver checks `Latchkey-Signature: t=<seconds>,v1=<hex>`,
//! the HMAC-SHA-256 of `<seconds>.<body>`; what it got twice it knows by the ids.

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use reqwest::{Client, header};
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};
use url::Url;

use super::{AuditSink, SinkError};
use crate::{
    crypto::mac::hmac_hex,
    domain::{export::Exported, time::Clock},
    notify::{
        settings::SettingsError,
        sms::http::{causes, client},
    },
};

/// The header with the signature.
pub const SIGNATURE: &str = "Latchkey-Signature";
/// The header with the delivery's id: the same at every try.
pub const DELIVERY: &str = "Latchkey-Delivery";
/// The longest pause a receiver may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// Where a receiver is.
#[derive(Debug, Clone)]
pub struct WebhookSettings {
    /// `https://`, or `http://` on this machine.
    pub url: String,
    /// What signs.
    pub secret: SecretString,
    /// PEM file with the only authorities to trust; the system's when absent.
    pub ca_file: Option<PathBuf>,
    /// Time for one request.
    pub timeout: Duration,
}

/// A receiver.
pub struct Webhook {
    http: Client,
    url: Url,
    secret: SecretString,
    clock: Arc<dyn Clock>,
}

impl std::fmt::Debug for Webhook {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The path may hold a secret.
        write!(f, "Webhook({})", self.url.host_str().unwrap_or_default())
    }
}

impl Webhook {
    /// Validates the settings. Connects at the first delivery.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: &WebhookSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let (http, url) = client("url", &settings.url, settings.ca_file.as_ref(), settings.timeout)?;
        Ok(Self { http, url, secret: settings.secret.clone(), clock })
    }

    /// Posts `body` and waits for a 2xx.
    ///
    /// # Errors
    /// [`SinkError`]: it may have arrived.
    pub async fn post(&self, delivery: &str, body: &Value) -> Result<(), SinkError> {
        let body = body.to_string();
        let seconds = self.clock.now().millis().div_euclid(1000);
        let code = hmac_hex(self.secret.expose_secret().as_bytes(), format!("{seconds}.{body}").as_bytes());
        let request = self
            .http
            .post(self.url.clone())
            .header(header::CONTENT_TYPE, "application/json")
            .header(SIGNATURE, format!("t={seconds},v1={code}"))
            .header(DELIVERY, delivery)
            .body(body);
        let answer = request.send().await.map_err(|error| SinkError::new("webhook-unreachable", causes(error)))?;
        let status = answer.status();
        if status.is_success() {
            return Ok(());
        }
        let pause = answer.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let pause = pause.and_then(|value| value.trim().parse().ok()).map(Duration::from_secs);
        let mut error = SinkError::new("webhook-refused", format!("it answers {status}"));
        error.retry_after = pause.map(|pause| pause.min(LONGEST_PAUSE));
        Err(error)
    }
}

/// A webhook that gets the audit log.
#[derive(Debug)]
pub struct AuditWebhook {
    hook: Webhook,
    personal: bool,
}

impl AuditWebhook {
    /// The audit log for `hook`; names, contacts and addresses go along when `personal`.
    #[must_use]
    pub const fn new(hook: Webhook, personal: bool) -> Self {
        Self { hook, personal }
    }
}

#[async_trait]
impl AuditSink for AuditWebhook {
    fn name(&self) -> &'static str {
        "webhook"
    }

    fn personal(&self) -> bool {
        self.personal
    }

    fn most(&self) -> u32 {
        100
    }

    async fn write(&self, batch: &[Exported]) -> Result<(), SinkError> {
        let (Some(first), Some(last)) = (batch.first(), batch.last()) else { return Ok(()) };
        let delivery = format!("audit-{}-{}", first.seq(), last.seq());
        let records: Vec<Value> = batch.iter().map(Exported::json).collect();
        self.hook.post(&delivery, &json!({ "type": "audit", "delivery": delivery, "records": records })).await
    }
}

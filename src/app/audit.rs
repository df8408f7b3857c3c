//! From `[audit]` and `[alarms]` to sinks and to what is watched.

use std::{sync::Arc, time::Duration};

use super::AppError;
use crate::{
    config::Config,
    domain::{contact::Mailbox, time::Clock},
    jobs::alarms,
    notify::{
        audit::{
            AuditSink,
            file::{FileSettings, JsonFile},
            syslog::{Syslog, SyslogSettings},
            webhook::{AuditWebhook, Webhook, WebhookSettings},
        },
        settings::SettingsError,
    },
};

/// Time for one alarm's POST.
const ALARM_TIMEOUT: Duration = Duration::from_secs(20);

fn refused(section: &str) -> impl Fn(SettingsError) -> AppError {
    move |error| AppError::Setting(format!("[{section}] {error}"))
}

fn missing(key: &str) -> AppError {
    AppError::Setting(format!("{key} is missing; `latchkey config check` says more"))
}

/// The sinks that are configured.
pub fn sinks(config: &Config, clock: &Arc<dyn Clock>) -> Result<Vec<Arc<dyn AuditSink>>, AppError> {
    let mut sinks: Vec<Arc<dyn AuditSink>> = Vec::new();
    let syslog = &config.audit.syslog;
    if let Some(host) = &syslog.host {
        let hostname = config.server.public_url.as_ref().and_then(|url| url.host_str()).unwrap_or_default();
        let settings = SyslogSettings {
            host: host.clone(),
            port: syslog.port,
            ca_file: syslog.ca_file.clone(),
            client: syslog.client_certificate.clone().zip(syslog.client_key.clone()),
            personal: syslog.personal,
            hostname: hostname.to_owned(),
            timeout: Duration::from_secs(syslog.timeout_seconds),
        };
        sinks.push(Arc::new(Syslog::new(settings).map_err(refused("audit.syslog"))?));
    }
    let file = &config.audit.file;
    if let Some(path) = &file.path {
        sinks.push(Arc::new(JsonFile::new(FileSettings {
            path: path.clone(),
            max_bytes: file.max_megabytes.saturating_mul(1024 * 1024),
            keep: file.keep,
            personal: file.personal,
        })));
    }
    let webhook = &config.audit.webhook;
    if let Some(url) = &webhook.url {
        let settings = WebhookSettings {
            url: url.clone(),
            secret: webhook.secret.clone().ok_or_else(|| missing("audit.webhook.secret"))?,
            ca_file: webhook.ca_file.clone(),
            timeout: Duration::from_secs(webhook.timeout_seconds),
        };
        let hook = Webhook::new(&settings, Arc::clone(clock)).map_err(refused("audit.webhook"))?;
        sinks.push(Arc::new(AuditWebhook::new(hook, webhook.personal)));
    }
    Ok(sinks)
}

/// What to watch, and whom to tell.
pub fn alarms(config: &Config, clock: &Arc<dyn Clock>) -> Result<alarms::Settings, AppError> {
    let section = &config.alarms;
    let mailbox = |text: &String| {
        Mailbox::parse(text).map_err(|_| AppError::Setting(format!("alarms.mail: {text:?} is no plain mail address")))
    };
    let hook = match &section.webhook.url {
        Some(url) => {
            let settings = WebhookSettings {
                url: url.clone(),
                secret: section.webhook.secret.clone().ok_or_else(|| missing("alarms.webhook.secret"))?,
                ca_file: section.webhook.ca_file.clone(),
                timeout: ALARM_TIMEOUT,
            };
            Some(Arc::new(Webhook::new(&settings, Arc::clone(clock)).map_err(refused("alarms.webhook"))?))
        }
        None => None,
    };
    let audit = &config.audit;
    let configured = [
        ("syslog", audit.syslog.host.is_some()),
        ("file", audit.file.path.is_some()),
        ("webhook", audit.webhook.url.is_some()),
    ];
    Ok(alarms::Settings {
        numbers: section.clone(),
        mail: section.mail.iter().map(mailbox).collect::<Result<_, _>>()?,
        hook,
        certificate: config.server.tls_certificate.clone(),
        node: node(),
        sinks: configured.into_iter().filter(|(_, there)| *there).map(|(name, _)| name).collect(),
        servers: None,
        collectors: Vec::new(),
    })
}

/// This machine's name, as Linux has it.
fn node() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let name: String = name.trim().chars().filter(char::is_ascii_graphic).take(64).collect();
    if name.is_empty() { "this node".to_owned() } else { name }
}

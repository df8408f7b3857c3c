//! How to reach the mail relay and the text-message provider. Plain data: the configuration file is mapped to
//! these, and building a sender validates them.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

use secrecy::SecretString;
use serde::{Deserialize, Deserializer, de::Error as _};

use crate::domain::contact::Mailbox;

/// A setting that can not work. `key` is its name below `mail` or `sms`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{key}`: {what}; {remedy}")]
pub struct SettingsError {
    /// Which setting.
    pub key: &'static str,
    /// What is wrong with it. Holds no secret.
    pub what: String,
    /// What to write instead.
    pub remedy: String,
}

impl SettingsError {
    pub(crate) fn new(key: &'static str, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { key, what: what.into(), remedy: remedy.into() }
    }
}

/// How the connection to the relay is kept private.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSecurity {
    /// Starts in the clear and must become TLS before anything is said (port 587). A relay that does not offer
    /// it is refused: nothing is sent in the clear.
    #[default]
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
    /// No TLS: a relay on this very machine only.
    None,
}

/// The mail relay.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MailSettings {
    /// Host name of the relay; its certificate must name it.
    pub host: String,
    /// TCP port.
    #[serde(default = "submission_port")]
    pub port: u16,
    /// How the connection is kept private.
    #[serde(default)]
    pub security: MailSecurity,
    /// Who we are to the relay; `None` when it lets us in by address.
    #[serde(default)]
    pub username: Option<String>,
    /// The password that goes with `username`.
    #[serde(default)]
    pub password: Option<SecretString>,
    /// Sender of every mail, in the header and in the envelope.
    #[serde(deserialize_with = "mailbox")]
    pub from: Mailbox,
    /// Name shown beside the sender's address.
    #[serde(default)]
    pub from_name: String,
    /// Where answers go, when not to `from`.
    #[serde(default, deserialize_with = "optional_mailbox")]
    pub reply_to: Option<Mailbox>,
    /// PEM file with the only authorities to trust for the relay's certificate; the system's when absent.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
    /// Seconds for everything up to the mail's last byte, and once more for the relay's answer to it.
    #[serde(default = "ten_seconds", deserialize_with = "seconds")]
    pub timeout: Duration,
    /// The name we greet with (EHLO); this machine's when absent.
    #[serde(default)]
    pub hello_name: Option<String>,
    /// Try again when it is not known whether a mail was delivered. Some people then get it twice.
    #[serde(default)]
    pub resend_unknown: bool,
}

/// Text messages.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmsSettings {
    /// Who sends them.
    pub provider: Provider,
    /// Who sends them when the first can not. Not asked when the first may have delivered.
    #[serde(default)]
    pub second: Option<Box<Provider>>,
    /// Countries that may get text messages, ISO 3166-1 alpha-2 codes. Empty means none (N19).
    #[serde(default)]
    pub allowed_countries: Vec<String>,
    /// Seconds for one request to a provider.
    #[serde(default = "ten_seconds", deserialize_with = "seconds")]
    pub timeout: Duration,
    /// Try again when it is not known whether a message was delivered. Some people then get it twice.
    #[serde(default)]
    pub resend_unknown: bool,
}

/// A text-message provider.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Provider {
    /// Twilio, or a service that speaks its API.
    Twilio(TwilioSettings),
    /// Any HTTP gateway.
    Http(GatewaySettings),
}

/// Twilio's Messages API.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TwilioSettings {
    /// The account, `AC...`.
    pub account_sid: String,
    /// An API key, `SK...`; then `auth_token` is the key's secret.
    #[serde(default)]
    pub api_key: Option<String>,
    /// The account's token, or the API key's secret.
    pub auth_token: SecretString,
    /// Sender: a number, or a name where the country lets us. This or `messaging_service_sid`.
    #[serde(default)]
    pub from: Option<String>,
    /// Sender: a messaging service, `MG...`.
    #[serde(default)]
    pub messaging_service_sid: Option<String>,
    /// The number that calls come from; without it there are no calls.
    #[serde(default)]
    pub voice_from: Option<String>,
    /// Where the API is.
    #[serde(default = "twilio_url")]
    pub base_url: String,
    /// PEM file with the only authorities to trust; the system's when absent.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// How a gateway's body is written, so that values are escaped rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum BodyFormat {
    /// `application/json`.
    #[default]
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/xml`.
    Xml,
    /// `text/plain; charset=utf-8`, values as they are.
    Text,
}

/// An HTTP gateway by template. In `url`, `headers` and `body` stand `{to}` (E.164 with plus), `{to_digits}`
/// (without), `{text}`, `{id}` (the same at every try) and `{secret:NAME}`; values are escaped for where they stand.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GatewaySettings {
    /// Where to.
    pub url: String,
    /// `POST` or another method.
    #[serde(default = "post")]
    pub method: String,
    /// Headers beside Content-Type.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// How `body` is written.
    #[serde(default)]
    pub format: BodyFormat,
    /// The body; none when absent.
    #[serde(default)]
    pub body: Option<String>,
    /// Values of `{secret:NAME}`.
    #[serde(default)]
    pub secrets: BTreeMap<String, SecretString>,
    /// What a good answer looks like.
    #[serde(default)]
    pub success: GatewaySuccess,
    /// PEM file with the only authorities to trust; the system's when absent.
    #[serde(default)]
    pub ca_file: Option<PathBuf>,
}

/// What a gateway's good answer looks like; everything given must hold. Many gateways say 200 to everything.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GatewaySuccess {
    /// Status codes; empty means 200 to 299.
    pub status: Vec<u16>,
    /// An RFC 6901 pointer to a value that must be there and be neither null nor false.
    pub pointer: Option<String>,
    /// What that value must be, as text.
    pub equals: Option<String>,
    /// A text that the body must hold.
    pub contains: Option<String>,
    /// A text by which a refusal says that trying again later is right.
    pub retry_contains: Option<String>,
}

fn submission_port() -> u16 {
    587
}

fn ten_seconds() -> Duration {
    Duration::from_secs(10)
}

fn twilio_url() -> String {
    "https://api.twilio.com".to_owned()
}

fn post() -> String {
    "POST".to_owned()
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let seconds = u64::deserialize(deserializer)?;
    if (1..=300).contains(&seconds) {
        Ok(Duration::from_secs(seconds))
    } else {
        Err(D::Error::custom("a time limit is 1 to 300 seconds"))
    }
}

fn mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Mailbox, D::Error> {
    Mailbox::parse(&String::deserialize(deserializer)?).map_err(D::Error::custom)
}

fn optional_mailbox<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Mailbox>, D::Error> {
    let text: Option<String> = Option::deserialize(deserializer)?;
    text.map(|text| Mailbox::parse(&text).map_err(D::Error::custom)).transpose()
}

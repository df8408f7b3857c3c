//! `[sms]`.

use std::{collections::BTreeMap, time::Duration};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::check::Check;

/// Who carries text messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Provider {
    /// Nobody: no text message is sent.
    None,
    /// Twilio, or what speaks its API.
    Twilio,
    /// Any gateway that takes an HTTP request.
    Http,
}

/// How text messages are sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Sms {
    /// Who carries text messages.
    pub provider: Provider,
    /// Countries (ISO 3166) whose numbers get text messages. None is named at first, so that nobody makes you pay for
    /// calls to numbers far away.
    #[schemars(with = "Vec<Country>")]
    pub countries: Vec<String>,
    /// Time for handing over one message, in seconds.
    #[schemars(range(min = 1, max = 60))]
    pub timeout_seconds: u64,
    /// Twilio's account.
    pub twilio: Twilio,
    /// The request to the gateway.
    pub http: Http,
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "region"))]
struct Country(#[expect(dead_code, reason = "only its schema is used")] String);

/// Twilio's account.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Twilio {
    /// The account's SID, `AC...`.
    pub account_sid: Option<String>,
    /// The account's secret.
    #[schemars(with = "Option<String>")]
    pub auth_token: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub auth_token_file: Option<String>,
    /// The messaging service to send by, `MG...`.
    pub messaging_service_sid: Option<String>,
    /// The number to send from, `+15555550100`, when there is no messaging service.
    pub from: Option<String>,
    /// Where the API is.
    #[schemars(with = "String", extend("format" = "web-url"))]
    pub base_url: Url,
}

/// How the request is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Verb {
    /// With a body.
    Post,
    /// With everything in the URL.
    Get,
}

/// The request to the gateway. `{{to}}`, `{{text}}` and `{{token}}` are replaced in `url`, `headers` and `body`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Http {
    /// Where it goes.
    pub url: Option<String>,
    /// How it is made.
    pub method: Verb,
    /// Its headers, by name.
    pub headers: BTreeMap<String, String>,
    /// The type of its body.
    pub content_type: String,
    /// Its body. Values are escaped as its type needs it.
    pub body: Option<String>,
    /// The gateway's secret, for `{{token}}`.
    #[schemars(with = "Option<String>")]
    pub token: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub token_file: Option<String>,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            provider: Provider::None,
            countries: Vec::new(),
            timeout_seconds: 10,
            twilio: Twilio::default(),
            http: Http::default(),
        }
    }
}

impl Default for Twilio {
    fn default() -> Self {
        Self {
            account_sid: None,
            auth_token: None,
            auth_token_file: None,
            messaging_service_sid: None,
            from: None,
            base_url: twilio_api(),
        }
    }
}

#[expect(clippy::expect_used, reason = "a constant; a test parses it")]
fn twilio_api() -> Url {
    Url::parse("https://api.twilio.com").expect("a constant URL")
}

impl Default for Http {
    fn default() -> Self {
        Self {
            url: None,
            method: Verb::Post,
            headers: BTreeMap::new(),
            content_type: "application/json".to_owned(),
            body: None,
            token: None,
            token_file: None,
        }
    }
}

impl Sms {
    /// Time for handing over one message.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    pub(super) fn validate(&self, check: &mut Check) {
        match self.provider {
            Provider::None => {}
            Provider::Twilio => self.twilio.validate(check),
            Provider::Http => self.http.validate(check),
        }
        if self.provider != Provider::None && self.countries.is_empty() && !check.has_error("sms.countries") {
            check.missing("sms.countries", "name the countries of your people's phones, for example countries = [\"FR\", \"DE\"]");
        }
    }
}

impl Twilio {
    fn validate(&self, check: &mut Check) {
        match &self.account_sid {
            None => check.missing("sms.twilio.account_sid", "copy it from Twilio's console; it begins with AC"),
            Some(sid) if !sid.starts_with("AC") => check.error(
                "sms.twilio.account_sid",
                format!("\"{sid}\" is no account SID"),
                "copy it from Twilio's console; it begins with AC",
            ),
            Some(_) => {}
        }
        if self.auth_token.is_none() && !check.has_error("sms.twilio.auth_token_file") {
            check.missing(
                "sms.twilio.auth_token",
                "put the token in a file and name it: auth_token_file = \"/etc/latchkey/twilio-token\"",
            );
        }
        match (&self.messaging_service_sid, &self.from) {
            (None, None) => check.missing("sms.twilio.from", "give `from` or `messaging_service_sid`"),
            (Some(_), Some(_)) => check.error(
                "sms.twilio.from",
                "both `from` and `messaging_service_sid` are set",
                "keep one of the two",
            ),
            _ => {}
        }
        clear(self.base_url.as_str(), "sms.twilio.base_url", check);
    }
}

impl Http {
    fn validate(&self, check: &mut Check) {
        let Some(url) = &self.url else {
            return check.missing("sms.http.url", "give the address of the gateway");
        };
        if let Some((what, remedy)) = super::format::problem("web-url", url) {
            return check.error("sms.http.url", what, remedy);
        }
        clear(url, "sms.http.url", check);
        let all = self.headers.values().chain(&self.body).chain([url]).map(String::as_str).collect::<Vec<_>>().join("\n");
        for (mark, what) in [("{{to}}", "the number"), ("{{text}}", "the text")] {
            if !all.contains(mark) {
                let key = if self.body.is_some() { "sms.http.body" } else { "sms.http.url" };
                check.error(key, format!("the request never names {what}"), format!("put {mark} where {what} belongs"));
            }
        }
        if all.contains("{{token}}") && self.token.is_none() && !check.has_error("sms.http.token_file") {
            check.missing("sms.http.token", "put the token in a file and name it: token_file = \"/etc/latchkey/sms-token\"");
        }
    }
}

fn clear(url: &str, key: &str, check: &mut Check) {
    let url = Url::parse(url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let here = host == "localhost" || host.starts_with("127.") || host == "[::1]";
    if url.as_ref().is_some_and(|u| u.scheme() == "http") && !here {
        check.error(key, "codes would cross the network in the clear", format!("write https://{host}"));
    }
}

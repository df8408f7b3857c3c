//! `[sms]`.

use std::{collections::BTreeMap, path::PathBuf, time::Duration};

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
    /// Who carries them when the first can not.
    pub second_provider: Provider,
    /// Countries (ISO 3166) whose numbers get text messages. None is named at first, so that nobody makes you pay for
    /// calls to numbers far away.
    #[schemars(with = "Vec<Country>")]
    pub countries: Vec<String>,
    /// Time for handing over one message, in seconds.
    #[schemars(range(min = 1, max = 60))]
    pub timeout_seconds: u64,
    /// Send a code again too when it is not known whether its message was delivered. Some people then get it twice.
    /// Notices are always sent again then: one that is lost helps an attacker.
    pub resend_unknown: bool,
    /// Certificates (PEM) of the only authorities to trust. Without it those that the machine knows.
    pub ca_file: Option<PathBuf>,
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
    /// An API key, `SK...`; `auth_token` is then its secret.
    pub api_key: Option<String>,
    /// The account's token, or the API key's secret.
    #[schemars(with = "Option<String>")]
    pub auth_token: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub auth_token_file: Option<String>,
    /// The messaging service to send by, `MG...`.
    pub messaging_service_sid: Option<String>,
    /// The number to send from, `+15555550100`, when there is no messaging service.
    pub from: Option<String>,
    /// The number that calls come from, `+15555550100`. Without it nobody is called.
    pub voice_from: Option<String>,
    /// Where the API is.
    #[schemars(extend("format" = "web-url"))]
    pub base_url: String,
}

/// How a body is written, so that values are escaped rightly.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum BodyFormat {
    /// `application/json`.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `application/xml`.
    Xml,
    /// `text/plain`, values as they are.
    Text,
}

/// The request to the gateway. In `url`, `headers` and `body` stand `{to}` (`+15555550100`), `{to_digits}` (without
/// the plus), `{text}`, `{id}` (the same at every try) and `{secret:token}`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Http {
    /// Where it goes.
    pub url: Option<String>,
    /// Its HTTP method.
    pub method: String,
    /// Its headers, by name.
    pub headers: BTreeMap<String, String>,
    /// How its body is written.
    pub format: BodyFormat,
    /// Its body.
    pub body: Option<String>,
    /// The gateway's secret, for `{secret:token}`.
    #[schemars(with = "Option<String>")]
    pub token: Option<SecretString>,
    /// File that holds the secret; `credential:NAME` for a systemd credential.
    pub token_file: Option<String>,
    /// What a good answer looks like. All that is set must hold.
    pub success: Success,
}

/// What a good answer looks like. All that is set must hold.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Success {
    /// A value that must be there in a JSON answer, and be neither null nor false (RFC 6901 pointer).
    pub pointer: Option<String>,
    /// What that value must be.
    pub equals: Option<String>,
    /// A text that the answer must hold.
    pub contains: Option<String>,
    /// A text by which a refusal says that trying again later is right.
    pub retry_contains: Option<String>,
}

impl Default for Sms {
    fn default() -> Self {
        Self {
            provider: Provider::None,
            second_provider: Provider::None,
            countries: Vec::new(),
            timeout_seconds: 10,
            resend_unknown: false,
            ca_file: None,
            twilio: Twilio::default(),
            http: Http::default(),
        }
    }
}

impl Default for Twilio {
    fn default() -> Self {
        Self {
            account_sid: None,
            api_key: None,
            auth_token: None,
            auth_token_file: None,
            messaging_service_sid: None,
            from: None,
            voice_from: None,
            base_url: "https://api.twilio.com".to_owned(),
        }
    }
}

impl Default for Http {
    fn default() -> Self {
        Self {
            url: None,
            method: "POST".to_owned(),
            headers: BTreeMap::new(),
            format: BodyFormat::Json,
            body: None,
            token: None,
            token_file: None,
            success: Success::default(),
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
        let used = [self.provider, self.second_provider];
        if used.contains(&Provider::Twilio) {
            self.twilio.validate(check);
        }
        if used.contains(&Provider::Http) {
            self.http.validate(check);
        }
        if self.second_provider != Provider::None && self.second_provider == self.provider {
            check.error(
                "sms.second_provider",
                "the second provider is the first one again",
                "name the other one, or remove the line",
            );
        }
        if self.second_provider != Provider::None && self.provider == Provider::None {
            check.missing_for("sms.provider", "there is a second provider and no first one", "set sms.provider");
        }
        if self.provider != Provider::None && self.countries.is_empty() && !check.has_error("sms.countries") {
            check.missing(
                "sms.countries",
                "name the countries of your people's phones, for example countries = [\"FR\", \"DE\"]",
            );
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
            (Some(_), Some(_)) => {
                check.error("sms.twilio.from", "both `from` and `messaging_service_sid` are set", "keep one of the two")
            }
            _ => {}
        }
        if let Some(from) = &self.voice_from
            && crate::domain::contact::Phone::parse(from, None).is_err()
        {
            check.error(
                "sms.twilio.voice_from",
                format!("\"{from}\" is no phone number"),
                "write it with its country, for example \"+15555550100\"",
            );
        }
        clear(&self.base_url, "sms.twilio.base_url", check);
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
        if !["POST", "GET", "PUT"].contains(&self.method.as_str()) {
            check.error(
                "sms.http.method",
                format!("\"{}\" is no method of a gateway", self.method),
                "use one of \"POST\", \"GET\", \"PUT\"",
            );
        }
        if self.success.equals.is_some() && self.success.pointer.is_none() {
            check.missing(
                "sms.http.success.pointer",
                "say which value `equals` is about, for example pointer = \"/status\"",
            );
        }
        let all =
            self.headers.values().chain(&self.body).chain([url]).map(String::as_str).collect::<Vec<_>>().join("\n");
        for (begin, mark, what) in [("{to", "{to}", "the number"), ("{text}", "{text}", "the text")] {
            if !all.contains(begin) {
                let key = if self.body.is_some() { "sms.http.body" } else { "sms.http.url" };
                check.error(key, format!("the request never names {what}"), format!("put {mark} where {what} belongs"));
            }
        }
        if all.contains("{secret:token}") && self.token.is_none() && !check.has_error("sms.http.token_file") {
            check.missing(
                "sms.http.token",
                "put the token in a file and name it: token_file = \"/etc/latchkey/sms-token\"",
            );
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

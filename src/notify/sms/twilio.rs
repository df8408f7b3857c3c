//! Twilio's Messages and Calls APIs, and the meaning of its error codes (<https://www.twilio.com/docs/api/errors>).

use std::time::Duration;

use reqwest::Client;
use secrecy::{ExposeSecret as _, SecretString};
use serde::Deserialize;
use url::Url;

use super::http::{self, Answer, Fault};
use crate::{
    domain::contact::Phone,
    notify::{
        OutgoingSms, Receipt, SendError,
        scrub::scrub,
        settings::{SettingsError, TwilioSettings},
    },
};

/// Twilio, ready to send.
pub(crate) struct Twilio {
    client: Client,
    messages: Url,
    calls: Url,
    account: Url,
    user: String,
    token: SecretString,
    sender: (&'static str, String),
    voice_from: Option<String>,
}

/// What every answer may hold; both kinds of answers are one type, since a 2xx can carry an error too.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Body {
    sid: Option<String>,
    status: Option<serde_json::Value>,
    code: Option<u32>,
    message: Option<String>,
    error_code: Option<u32>,
    error_message: Option<String>,
}

impl Twilio {
    pub(crate) fn new(settings: &TwilioSettings, timeout: Duration) -> Result<Self, SettingsError> {
        let sid = &settings.account_sid;
        if !sid.starts_with("AC") || !sid.chars().all(|c| c.is_ascii_alphanumeric()) {
            return Err(SettingsError::new(
                "account_sid",
                "it is no account",
                "copy the account SID, `AC...`, from the console",
            ));
        }
        let sender = match (&settings.from, &settings.messaging_service_sid) {
            (Some(from), None) if !from.trim().is_empty() => ("From", from.trim().to_owned()),
            (None, Some(service)) if service.starts_with("MG") => ("MessagingServiceSid", service.clone()),
            _ => {
                return Err(SettingsError::new(
                    "from",
                    "there must be one sender",
                    "give `from` (a number or a name) or `messaging_service_sid` (`MG...`), not both",
                ));
            }
        };
        let (client, base) = http::client("base_url", &settings.base_url, settings.ca_file.as_ref(), timeout)?;
        let below = |path: String| {
            let joined = format!("{}{path}", base.as_str().trim_end_matches('/'));
            Url::parse(&joined)
                .map_err(|e| SettingsError::new("base_url", e.to_string(), "write `https://api.twilio.com`"))
        };
        Ok(Self {
            client,
            messages: below(format!("/2010-04-01/Accounts/{sid}/Messages.json"))?,
            calls: below(format!("/2010-04-01/Accounts/{sid}/Calls.json"))?,
            account: below(format!("/2010-04-01/Accounts/{sid}.json"))?,
            user: settings.api_key.clone().unwrap_or_else(|| sid.clone()),
            token: settings.auth_token.clone(),
            sender,
            voice_from: voice_number(settings.voice_from.as_deref())?,
        })
    }

    /// Whether it has a number to call from.
    pub(crate) fn can_call(&self) -> bool {
        self.voice_from.is_some()
    }

    /// Makes a call that follows `twiml`.
    pub(crate) async fn call(&self, to: &Phone, twiml: &str) -> Result<Receipt, Fault> {
        let from = self.voice_from.as_deref().unwrap_or_default();
        let form = [("To", to.as_str()), ("From", from), ("Twiml", twiml)];
        let request = self.client.post(self.calls.clone());
        let answer =
            http::exchange(request.basic_auth(&self.user, Some(self.token.expose_secret())).form(&form)).await?;
        judge(&answer)
    }

    pub(crate) async fn send(&self, sms: &OutgoingSms) -> Result<Receipt, Fault> {
        let (key, sender) = &self.sender;
        let form = [("To", sms.to.as_str()), (*key, sender.as_str()), ("Body", sms.text.as_str())];
        let request = self.client.post(self.messages.clone());
        let answer =
            http::exchange(request.basic_auth(&self.user, Some(self.token.expose_secret())).form(&form)).await?;
        judge(&answer)
    }

    /// Reads the account: whether the credentials are right and the account is in use. `Ok` holds its status.
    pub(crate) async fn account(&self) -> Result<String, Fault> {
        let request = self.client.get(self.account.clone());
        let answer = http::exchange(request.basic_auth(&self.user, Some(self.token.expose_secret()))).await?;
        let body: Body = serde_json::from_str(&answer.body).unwrap_or_default();
        if answer.status.is_success() {
            Ok(body.status.and_then(|s| s.as_str().map(|s| scrub(s, &[]))).unwrap_or_default())
        } else {
            Err(refusal(&answer, &body))
        }
    }
}

/// A call comes from a number, never from a name.
fn voice_number(from: Option<&str>) -> Result<Option<String>, SettingsError> {
    let Some(from) = from else { return Ok(None) };
    let number = Phone::parse(from, None).map_err(|_| {
        SettingsError::new("voice_from", "it is no phone number", "write it with its country, `+15555550100`")
    })?;
    Ok(Some(number.as_str().to_owned()))
}

fn judge(answer: &Answer) -> Result<Receipt, Fault> {
    let parsed: Option<Body> = serde_json::from_str(&answer.body).ok();
    if !answer.status.is_success() {
        return Err(refusal(answer, &parsed.unwrap_or_default()));
    }
    // It said yes in a way we can not read: the message may be on its way.
    let unreadable = || {
        Fault::anywhere(SendError::unknown(
            "sms-unknown",
            format!("{} with a body that is not Twilio's", answer.status),
        ))
    };
    let body = parsed.ok_or_else(unreadable)?;
    let failed = body
        .status
        .as_ref()
        .and_then(|s| s.as_str())
        .is_some_and(|s| matches!(s, "failed" | "undelivered" | "canceled"));
    if failed || body.error_code.is_some() || (body.code.is_some() && body.sid.is_none()) {
        return Err(refusal(answer, &body));
    }
    let reference = body
        .sid
        .filter(|sid| !sid.is_empty() && sid.chars().all(|c| c.is_ascii_alphanumeric()))
        .ok_or_else(unreadable)?;
    Ok(Receipt { provider: "twilio", reference })
}

fn refusal(answer: &Answer, body: &Body) -> Fault {
    let code = body.error_code.or(body.code);
    let said = body.error_message.as_deref().or(body.message.as_deref()).unwrap_or_default();
    let named = code.map(|c| format!(" (Twilio {c})")).unwrap_or_default();
    let detail = format!("{}{named}: {}", answer.status, scrub(said, &[]));
    if let Some(fault) = code.and_then(|code| by_code(code, answer.retry_after, &detail)) {
        return fault;
    }
    http::by_status(answer, &detail).unwrap_or_else(|| Fault::here(SendError::never("sms-refused", detail)))
}

fn by_code(code: u32, pause: Option<Duration>, detail: &str) -> Option<Fault> {
    let mend = Some(Duration::from_secs(60));
    Some(match code {
        // The number: not one, not a mobile, unknown, landline. No provider can help.
        13223 | 13224 | 21211 | 21214 | 21217 | 21401 | 21407 | 21421 | 21614 | 30005 | 30006 => {
            Fault::anywhere(SendError::never("sms-number", detail))
        }
        // The person said STOP: to go round that by another provider would be wrong.
        21610 => Fault::anywhere(SendError::never("sms-opt-out", detail)),
        // The account may not send to this country, or there is no route: another provider may.
        13227 | 21215 | 21216 | 21408 | 21612 | 60605 => Fault::here(SendError::never("sms-country", detail)),
        // A carrier's filter, or a sender that is not registered there: another provider has another sender.
        30004 | 30007 | 30032 | 30034 | 30035 => Fault::here(SendError::never("sms-filtered", detail)),
        // The text itself.
        21602 | 21605 | 21617 => Fault::anywhere(SendError::never("sms-text", detail)),
        // Too many, too fast, or the queue is full.
        14107 | 20429 | 21611 | 30001 | 30022 | 63018 => Fault::here(SendError::retry("sms-busy", pause, detail)),
        // Credentials, permissions, the account's state or funds.
        20003 | 20005 | 20006 | 20008 | 20403 | 30002 | 30039 | 63038 => {
            Fault::here(SendError::retry("sms-credentials", mend, detail))
        }
        // The sender is none of ours, or the account or service is not known.
        20404 | 21210 | 21212 | 21213 | 21603 | 21606 | 21618 | 21659 | 21660 | 21701 | 21703 => {
            Fault::here(SendError::retry("sms-settings", mend, detail))
        }
        // The phone is off or out of reach.
        30003 => Fault::anywhere(SendError::retry("sms-unreachable-phone", mend, detail)),
        // "Unknown error" of delivery: it may have arrived.
        30008 => Fault::anywhere(SendError::unknown("sms-unknown", detail)),
        20500 | 20503 => Fault::here(SendError::retry("sms-provider", pause, detail)),
        _ => return None,
    })
}

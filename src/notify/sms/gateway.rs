//! A provider that is reached by a template: any HTTP gateway.

use std::time::Duration;

use reqwest::{
    Client, Method,
    header::{CONTENT_TYPE, HeaderName, HeaderValue},
};
use url::Url;

use super::{
    http::{self, Answer, Fault},
    template::{Escape, Template},
};
use crate::notify::{
    OutgoingSms, Receipt, SendError,
    settings::{BodyFormat, GatewaySettings, GatewaySuccess, SettingsError},
};

/// A gateway, ready to send.
pub(crate) struct Gateway {
    client: Client,
    /// Scheme, host and port: what may be asked without sending anything.
    origin: Url,
    method: Method,
    url: Template,
    headers: Vec<(HeaderName, Template)>,
    body: Option<(&'static str, Template)>,
    success: GatewaySuccess,
}

impl Gateway {
    pub(crate) fn new(settings: &GatewaySettings, timeout: Duration) -> Result<Self, SettingsError> {
        // The host is fixed by the settings: a brace before the path would let a value choose where codes go.
        let (client, mut origin) = http::client("url", &settings.url, settings.ca_file.as_ref(), timeout)?;
        if origin.host_str().is_some_and(|h| h.contains(['{', '}']) || h.contains("%7B"))
            || !origin.username().is_empty()
        {
            return Err(SettingsError::new(
                "url",
                "scheme and host must be plain",
                "put `{...}` into path, query, headers or body",
            ));
        }
        origin.set_path("/");
        origin.set_query(None);
        origin.set_fragment(None);
        let secrets = &settings.secrets;
        let url = Template::parse("url", &settings.url, Escape::Percent, secrets)?;
        let method = Method::from_bytes(settings.method.to_ascii_uppercase().as_bytes())
            .map_err(|_| SettingsError::new("method", "it is no HTTP method", "write `POST`, `PUT` or `GET`"))?;
        let mut headers = Vec::new();
        for (name, value) in &settings.headers {
            let name = HeaderName::try_from(name.as_str()).map_err(|_| {
                SettingsError::new(
                    "headers",
                    format!("`{}` is no header name", name.escape_debug()),
                    "write it as in `X-Api-Key`",
                )
            })?;
            headers.push((name, Template::parse("headers", value, Escape::None, secrets)?));
        }
        let body = match &settings.body {
            Some(body) => {
                Some((content_type(settings.format), Template::parse("body", body, settings.format.into(), secrets)?))
            }
            None => None,
        };
        let templates = || body.iter().map(|(_, t)| t).chain([&url]).chain(headers.iter().map(|(_, t)| t));
        if !templates().any(Template::names_recipient) || !templates().any(Template::names_text) {
            return Err(SettingsError::new(
                "body",
                "the gateway is not told number and text",
                "put `{to}` and `{text}` into `body` or `url`",
            ));
        }
        check_success(&settings.success)?;
        Ok(Self { client, origin, method, url, headers, body, success: settings.success.clone() })
    }

    pub(crate) async fn send(&self, sms: &OutgoingSms) -> Result<Receipt, Fault> {
        let unfit =
            |what: &str| Fault::here(SendError::never("sms-settings", format!("the filled template is no {what}")));
        let url = Url::parse(&self.url.fill(sms)).map_err(|_| unfit("URL"))?;
        let mut request = self.client.request(self.method.clone(), url);
        for (name, value) in &self.headers {
            let mut value = HeaderValue::from_str(&value.fill(sms)).map_err(|_| unfit("header value"))?;
            value.set_sensitive(true);
            request = request.header(name, value);
        }
        if let Some((kind, body)) = &self.body {
            request = request.header(CONTENT_TYPE, *kind).body(body.fill(sms));
        }
        judge(&http::exchange(request).await?, &self.success)
    }

    /// Asks for the gateway's front page: TCP, TLS and HTTP are proven, and nothing is sent.
    pub(crate) async fn reach(&self) -> Result<u16, Fault> {
        let answer = http::exchange(self.client.head(self.origin.clone())).await?;
        Ok(answer.status.as_u16())
    }
}

fn content_type(format: BodyFormat) -> &'static str {
    match format {
        BodyFormat::Json => "application/json",
        BodyFormat::Form => "application/x-www-form-urlencoded",
        BodyFormat::Xml => "application/xml",
        BodyFormat::Text => "text/plain; charset=utf-8",
    }
}

fn check_success(success: &GatewaySuccess) -> Result<(), SettingsError> {
    if success.status.iter().any(|s| !(200..=299).contains(s)) {
        return Err(SettingsError::new(
            "success.status",
            "success is a 2xx status",
            "leave it out, or write `[200, 202]`",
        ));
    }
    match &success.pointer {
        Some(pointer) if !pointer.is_empty() && !pointer.starts_with('/') => {
            Err(SettingsError::new("success.pointer", "it is no JSON pointer", "write it as in `/messages/0/status`"))
        }
        None if success.equals.is_some() => {
            Err(SettingsError::new("success.equals", "there is nothing to compare", "give `success.pointer` too"))
        }
        _ => Ok(()),
    }
}

fn judge(answer: &Answer, success: &GatewaySuccess) -> Result<Receipt, Fault> {
    let status = answer.status.as_u16();
    let good_status =
        if success.status.is_empty() { answer.status.is_success() } else { success.status.contains(&status) };
    // The body is the gateway's own and may hold the number and the text: it stays out of the detail.
    let detail = format!("the gateway answered {status}");
    if good_status && good_body(&answer.body, success) {
        return Ok(Receipt { provider: "http", reference: String::new() });
    }
    let later = success.retry_contains.as_ref().is_some_and(|mark| answer.body.contains(mark));
    if later {
        return Err(Fault::here(SendError::retry(
            "sms-busy",
            answer.retry_after,
            format!("{detail} and asks to try later"),
        )));
    }
    if let Some(fault) = http::by_status(answer, &detail) {
        return Err(fault);
    }
    // Another try at the same gateway would not end otherwise, and if its form of success has changed, each try
    // would be one more message.
    let what = if answer.status.is_success() { "without the sign of success" } else { "and refused the message" };
    Err(Fault::here(SendError::never("sms-refused", format!("{detail} {what}"))))
}

fn good_body(body: &str, success: &GatewaySuccess) -> bool {
    let pointed = success.pointer.as_ref().is_none_or(|pointer| {
        let document: Option<serde_json::Value> = serde_json::from_str(body).ok();
        match document.as_ref().and_then(|d| d.pointer(pointer)) {
            None | Some(serde_json::Value::Null | serde_json::Value::Bool(false)) => {
                success.equals.as_deref() == Some("false")
            }
            Some(serde_json::Value::String(text)) => success.equals.as_ref().is_none_or(|e| e == text),
            Some(other) => {
                let text = other.to_string();
                success.equals.as_ref().is_none_or(|wanted| *wanted == text)
            }
        }
    });
    pointed && success.contains.as_ref().is_none_or(|mark| body.contains(mark))
}

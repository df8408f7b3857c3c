//! HTTP to a provider: one client, and what its failures mean for a message.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode, header::RETRY_AFTER, redirect};
use url::Url;

use crate::{
    notify::{SendError, mail::connect::is_loopback, scrub::scrub, settings::SettingsError, tls},
    telemetry::causes::with_causes,
};

/// Most bytes read of an answer.
const LONGEST_ANSWER: usize = 64 * 1024;
/// The longest pause a provider may ask for.
const LONGEST_PAUSE: Duration = Duration::from_secs(3600);

/// A failed send, and whether another provider may do better.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) error: SendError,
    /// The fault lies with this provider, not with the number: a second one is worth a try.
    pub(crate) elsewhere: bool,
}

impl Fault {
    pub(crate) fn here(error: SendError) -> Self {
        Self { error, elsewhere: true }
    }

    pub(crate) fn anywhere(error: SendError) -> Self {
        Self { error, elsewhere: false }
    }
}

/// An answer, read whole.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: String,
}

/// Checks a provider's address and makes a client for it. No redirects: a form with a code in it goes where the
/// administrator said and nowhere else.
pub(crate) fn client(
    key: &'static str,
    url: &str,
    ca_file: Option<&std::path::PathBuf>,
    timeout: Duration,
) -> Result<(Client, Url), SettingsError> {
    let parsed = Url::parse(url)
        .map_err(|e| SettingsError::new(key, format!("it is no address ({e})"), "write it whole, `https://...`"))?;
    let host = parsed.host_str().unwrap_or_default();
    let local = is_loopback(host);
    match parsed.scheme() {
        "https" => {}
        "http" if local => {}
        _ => {
            return Err(SettingsError::new(
                key,
                "without TLS, codes and passwords could be read on the way",
                "use `https://`; `http://` is for a gateway on this machine",
            ));
        }
    }
    let config = tls::client_config(ca_file)?;
    let mut builder = Client::builder()
        .tls_backend_preconfigured((*config).clone())
        .redirect(redirect::Policy::none())
        .referer(false)
        .user_agent("Latchkey")
        .timeout(timeout)
        .connect_timeout(timeout / 2)
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(4);
    if local {
        builder = builder.no_proxy();
    }
    let client = builder.build().map_err(|e| SettingsError::new(key, e.to_string(), "report this"))?;
    Ok((client, parsed))
}

/// Sends a request and reads the answer.
///
/// # Errors
/// Before the request was written, another try is safe. After that it may have been acted upon.
pub(crate) async fn exchange(request: RequestBuilder) -> Result<Answer, Fault> {
    let mut response = request.send().await.map_err(failure)?;
    let status = response.status();
    let header = response.headers().get(RETRY_AFTER).and_then(|v| v.to_str().ok());
    let retry_after = header.and_then(|v| v.trim().parse().ok()).map(Duration::from_secs).map(|d| d.min(LONGEST_PAUSE));
    let mut body = Vec::new();
    while body.len() < LONGEST_ANSWER {
        match response.chunk().await.map_err(failure)? {
            Some(chunk) => body.extend_from_slice(&chunk),
            None => break,
        }
    }
    body.truncate(LONGEST_ANSWER);
    Ok(Answer { status, retry_after, body: String::from_utf8_lossy(&body).into_owned() })
}

/// The causes of a failure, without the address: it may hold secrets and the number.
pub(crate) fn causes(error: reqwest::Error) -> String {
    scrub(&with_causes(&error.without_url(), ": "), &[])
}

fn failure(error: reqwest::Error) -> Fault {
    let (connect, timeout, unsent) = (error.is_connect(), error.is_timeout(), error.is_builder());
    let detail = causes(error);
    if unsent {
        Fault::here(SendError::retry("sms-settings", Some(Duration::from_secs(60)), detail))
    } else if connect {
        Fault::here(SendError::retry("sms-unreachable", None, detail))
    } else if timeout {
        Fault::anywhere(SendError::unknown("sms-unknown", format!("no answer in time: {detail}")))
    } else {
        Fault::anywhere(SendError::unknown("sms-unknown", detail))
    }
}

/// What a status means that is the same for every provider; `None` for the provider to judge.
pub(crate) fn by_status(answer: &Answer, detail: &str) -> Option<Fault> {
    let minute = Some(Duration::from_secs(60));
    Some(match answer.status.as_u16() {
        429 => Fault::here(SendError::retry("sms-busy", answer.retry_after, detail)),
        401 | 403 | 407 => Fault::here(SendError::retry("sms-credentials", minute, detail)),
        // A gateway before the provider gave up: the provider may have gone on.
        502 | 504 => Fault::anywhere(SendError::unknown("sms-unknown", detail)),
        500..=599 => Fault::here(SendError::retry("sms-provider", answer.retry_after, detail)),
        300..=399 => {
            Fault::here(SendError::retry("sms-settings", minute, format!("{detail}: redirects are not followed")))
        }
        _ => return None,
    })
}

//! Text messages: the destination is checked once more, a second provider helps out, and nothing goes out twice.

use async_trait::async_trait;

mod destination;
mod gateway;
pub(in crate::notify) mod http;
mod template;
mod twilio;

pub use self::destination::{Destinations, Refused};
use self::http::Fault;
pub(crate) use self::{gateway::Gateway, twilio::Twilio};
use super::{
    OutgoingSms, Receipt, SendError, SendErrorKind, SmsSender,
    once::Once,
    settings::{Provider, SettingsError, SmsSettings},
};
use crate::domain::message::Repeat;

/// One provider, ready to send.
pub(crate) enum Route {
    Twilio(Twilio),
    Http(Gateway),
}

impl Route {
    pub(crate) fn new(provider: &Provider, timeout: std::time::Duration) -> Result<Self, SettingsError> {
        Ok(match provider {
            Provider::Twilio(settings) => Self::Twilio(Twilio::new(settings, timeout)?),
            Provider::Http(settings) => Self::Http(Gateway::new(settings, timeout)?),
        })
    }

    async fn send(&self, sms: &OutgoingSms) -> Result<Receipt, Fault> {
        match self {
            Self::Twilio(twilio) => twilio.send(sms).await,
            Self::Http(gateway) => gateway.send(sms).await,
        }
    }
}

/// Sends text messages through one provider, or two.
pub struct SmsGateway {
    destinations: Destinations,
    first: Route,
    second: Option<Route>,
    resend_unknown: bool,
    once: Once,
}

impl std::fmt::Debug for SmsGateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmsGateway(..)")
    }
}

impl SmsGateway {
    /// Validates the settings. Connects at the first send.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: &SmsSettings) -> Result<Self, SettingsError> {
        Ok(Self {
            destinations: Destinations::new(&settings.allowed_countries)?,
            first: Route::new(&settings.provider, settings.timeout)?,
            second: settings.second.as_deref().map(|second| Route::new(second, settings.timeout)).transpose()?,
            resend_unknown: settings.resend_unknown,
            once: Once::default(),
        })
    }

    async fn deliver(&self, sms: &OutgoingSms) -> Result<Receipt, SendError> {
        let fault = match self.first.send(sms).await {
            Ok(receipt) => return Ok(receipt),
            Err(fault) => fault,
        };
        match &self.second {
            Some(second) if fault.elsewhere => second.send(sms).await.map_err(|other| both(fault.error, other)),
            _ => Err(fault.error),
        }
    }
}

/// The word of two providers that both failed. The second's stands where it is about the message or may mean that it
/// was delivered; else the first's, when that one may be tried again.
fn both(first: SendError, second: Fault) -> SendError {
    let about_message = !second.elsewhere && second.error.kind == SendErrorKind::Never;
    let decides = about_message || second.error.kind == SendErrorKind::Unknown;
    let admin_detail = format!("{}; second provider: {}", first.admin_detail, second.error);
    match first.kind {
        SendErrorKind::Retry(_) if !decides => SendError { admin_detail, ..first },
        _ => SendError { admin_detail, ..second.error },
    }
}

#[async_trait]
impl SmsSender for SmsGateway {
    async fn send(&self, sms: OutgoingSms) -> Result<Receipt, SendError> {
        if let Err(refused) = self.destinations.check(&sms.to) {
            return Err(SendError::never(refused.code(), refused.to_string()));
        }
        let repeat = self.resend_unknown || sms.repeat == Repeat::RatherThanLost;
        let turn = match self.once.begin(sms.id, "sms-unknown", repeat) {
            Ok(turn) => turn,
            Err(known) => return known,
        };
        let result = self.deliver(&sms).await.map_err(|error| error.repeated(repeat));
        turn.end(&result);
        result
    }
}

//! Calls that read a code out: the destination is checked once more, and nobody is called twice for one message.

use async_trait::async_trait;

mod twiml;

use super::{
    OutgoingCall, Receipt, SendError, VoiceCaller,
    once::Once,
    settings::{Provider, SettingsError, SmsSettings},
    sms::{Destinations, Twilio},
};

/// Makes calls through Twilio, with the account that sends text messages.
pub struct VoiceGateway {
    destinations: Destinations,
    twilio: Twilio,
    resend_unknown: bool,
    once: Once,
}

impl std::fmt::Debug for VoiceGateway {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VoiceGateway(..)")
    }
}

impl VoiceGateway {
    /// A gateway, when one of the providers has a number to call from.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: &SmsSettings) -> Result<Option<Self>, SettingsError> {
        for provider in [Some(&settings.provider), settings.second.as_deref()].into_iter().flatten() {
            let Provider::Twilio(account) = provider else { continue };
            let twilio = Twilio::new(account, settings.timeout)?;
            if twilio.can_call() {
                let destinations = Destinations::new(&settings.allowed_countries)?;
                let resend_unknown = settings.resend_unknown;
                return Ok(Some(Self { destinations, twilio, resend_unknown, once: Once::default() }));
            }
        }
        Ok(None)
    }
}

#[async_trait]
impl VoiceCaller for VoiceGateway {
    async fn call(&self, call: OutgoingCall) -> Result<Receipt, SendError> {
        if let Err(refused) = self.destinations.check_call(&call.to) {
            return Err(SendError::never(refused.code(), refused.to_string()));
        }
        let Some(document) = twiml::document(&call.speech, &call.language) else {
            return Err(SendError::never("voice-text", "what is to be said is too long for a call"));
        };
        let repeat = self.resend_unknown;
        let turn = match self.once.begin(call.id, "voice-unknown", repeat) {
            Ok(turn) => turn,
            Err(known) => return known,
        };
        let called = self.twilio.call(&call.to, &document).await;
        let result = called.map_err(|fault| fault.error.repeated(repeat));
        turn.end(&result);
        result
    }
}

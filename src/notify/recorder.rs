//! A sender that sends nothing: the demo's outbox.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use async_trait::async_trait;
use serde::Serialize;
use uuid::Uuid;

use super::{MailSender, OutgoingCall, OutgoingMail, OutgoingSms, Receipt, SendError, SmsSender, VoiceCaller};
use crate::domain::time::{Clock, Timestamp};

/// How many messages are kept: the newest.
const KEPT: usize = 200;

/// How a recorded message would have gone out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By mail.
    Mail,
    /// By text message.
    Sms,
    /// By a call.
    Call,
}

/// A message as it would have been sent: whole, codes and all. For the demo only.
#[derive(Clone, PartialEq, Eq, Serialize)]
pub struct Recorded {
    /// The outbox row.
    pub id: Uuid,
    /// How it would have gone out.
    pub channel: Channel,
    /// The address or number.
    pub to: String,
    /// A mail's subject.
    pub subject: Option<String>,
    /// The text.
    pub text: String,
    /// A mail's HTML part.
    pub html: Option<String>,
    /// When.
    pub at: Timestamp,
}

impl std::fmt::Debug for Recorded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Recorded({:?}, {})", self.channel, self.id)
    }
}

/// Keeps the last 200 messages in memory.
#[derive(Debug)]
pub struct Recorder {
    clock: Arc<dyn Clock>,
    messages: Mutex<VecDeque<Recorded>>,
}

impl Recorder {
    /// An empty recorder.
    #[must_use]
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, messages: Mutex::default() }
    }

    /// What was "sent", newest first.
    #[must_use]
    pub fn messages(&self) -> Vec<Recorded> {
        self.lock().iter().rev().cloned().collect()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Recorded>> {
        self.messages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps a message, once per id as the real senders do.
    fn keep(&self, message: Recorded) -> Receipt {
        let receipt = Receipt { provider: "recorder", reference: message.id.to_string() };
        let mut messages = self.lock();
        if !messages.iter().any(|m| m.id == message.id && m.channel == message.channel) {
            messages.push_back(message);
            while messages.len() > KEPT {
                messages.pop_front();
            }
        }
        receipt
    }
}

#[async_trait]
impl MailSender for Recorder {
    async fn send(&self, mail: OutgoingMail) -> Result<Receipt, SendError> {
        Ok(self.keep(Recorded {
            id: mail.id,
            channel: Channel::Mail,
            to: mail.to.as_str().to_owned(),
            subject: Some(mail.subject),
            text: mail.text,
            html: Some(mail.html),
            at: self.clock.now(),
        }))
    }
}

#[async_trait]
impl SmsSender for Recorder {
    async fn send(&self, sms: OutgoingSms) -> Result<Receipt, SendError> {
        Ok(self.keep(Recorded {
            id: sms.id,
            channel: Channel::Sms,
            to: sms.to.as_str().to_owned(),
            subject: None,
            text: sms.text,
            html: None,
            at: self.clock.now(),
        }))
    }
}

#[async_trait]
impl VoiceCaller for Recorder {
    async fn call(&self, call: OutgoingCall) -> Result<Receipt, SendError> {
        Ok(self.keep(Recorded {
            id: call.id,
            channel: Channel::Call,
            to: call.to.as_str().to_owned(),
            subject: None,
            text: call.speech,
            html: None,
            at: self.clock.now(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{contact::Phone, message::Repeat};

    #[derive(Debug)]
    struct Fixed;
    impl Clock for Fixed {
        fn now(&self) -> Timestamp {
            Timestamp(42)
        }
    }

    fn sms(n: u128) -> OutgoingSms {
        OutgoingSms {
            id: Uuid::from_u128(n),
            to: Phone::parse("+33612345678", None).unwrap(),
            text: format!("text {n}"),
            repeat: Repeat::Never,
        }
    }

    #[tokio::test]
    async fn keeps_the_newest_two_hundred_newest_first_and_each_id_once() {
        let recorder = Recorder::new(Arc::new(Fixed));
        for n in 0..250 {
            SmsSender::send(&recorder, sms(n)).await.unwrap();
        }
        SmsSender::send(&recorder, sms(249)).await.unwrap();
        let messages = recorder.messages();
        assert_eq!(messages.len(), 200);
        assert_eq!((messages[0].text.as_str(), messages[199].text.as_str()), ("text 249", "text 50"));
        assert_eq!(messages[0].at, Timestamp(42));
        assert!(!format!("{messages:?}").contains("text 249"), "debug output hides texts");
    }
}

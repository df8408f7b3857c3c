//! Mail over SMTP. The conversation is lettre's; deadlines, TLS, reuse of connections and the reading of failures
//! are ours, since lettre waits for ever after connecting and can not tell "refused" from "may be delivered".

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use deadpool::managed::{self, Metrics, Pool, PoolError, RecycleError, RecycleResult};
use lettre::transport::smtp::{
    client::AsyncSmtpConnection,
    commands::{Data, Mail, Noop, Rcpt, Rset},
    extension::{Extension, MailParameter},
};
use tokio::time::{Instant, timeout_at};

pub(crate) mod connect;
pub(crate) mod fault;
mod message;
mod stream;

use self::{
    connect::Relay,
    fault::{Cause, Fault, Step, step},
    message::{Composed, compose},
};
use super::{
    MailSender, OutgoingMail, Receipt, SendError,
    once::Once,
    settings::{MailSettings, SettingsError},
};
use crate::domain::{message::Repeat, time::Clock};

/// Most connections to the relay at once.
const CONNECTIONS: usize = 4;
/// A connection idle for longer is not used again: relays hang up.
const IDLE: Duration = Duration::from_secs(30);
/// Mails over one connection: many relays cut off at 100.
const MAILS_PER_CONNECTION: usize = 50;
/// How long an idle connection may take to prove that it lives.
const PROOF_OF_LIFE: Duration = Duration::from_secs(2);

/// Sends mail through a relay.
pub struct SmtpSender {
    settings: MailSettings,
    clock: Arc<dyn Clock>,
    pool: Pool<Connections>,
    once: Once,
}

impl std::fmt::Debug for SmtpSender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SmtpSender({}:{})", self.settings.host, self.settings.port)
    }
}

impl SmtpSender {
    /// Validates the settings. Connects at the first send.
    ///
    /// # Errors
    /// [`SettingsError`] names the setting that can not work.
    pub fn new(settings: MailSettings, clock: Arc<dyn Clock>) -> Result<Self, SettingsError> {
        let manager = Connections { relay: Relay::new(&settings)?, timeout: settings.timeout };
        let pool = Pool::builder(manager)
            .max_size(CONNECTIONS)
            .build()
            .map_err(|e| SettingsError::new("host", e.to_string(), "report this"))?;
        Ok(Self { settings, clock, pool, once: Once::default() })
    }

    async fn deliver(&self, mail: &OutgoingMail) -> Result<Receipt, SendError> {
        let composed = compose(mail, &self.settings, self.clock.now())?;
        let deadline = Instant::now() + self.settings.timeout;
        let mut link = match timeout_at(deadline, self.pool.get()).await {
            Ok(Ok(link)) => link,
            Ok(Err(PoolError::Backend(fault))) => return Err(fault.into_send_error()),
            Ok(Err(other)) => return Err(SendError::retry("mail-unreachable", None, other.to_string())),
            Err(_) => return Err(Fault::new(Step::Connect, Cause::Timeout).into_send_error()),
        };
        // Set right away: a future dropped half-way leaves a connection that nobody uses again.
        link.usable = false;
        let result = converse(&mut link.smtp, &composed, deadline, self.settings.timeout).await;
        link.usable = match &result {
            Ok(()) => true,
            Err(fault) if fault.leaves_connection_usable() => {
                let reset = step(Step::Hello, Instant::now() + PROOF_OF_LIFE, &[], link.smtp.command(Rset)).await;
                reset.is_ok()
            }
            Err(_) => false,
        };
        result.map_err(Fault::into_send_error)?;
        Ok(Receipt { provider: "smtp", reference: composed.message_id })
    }
}

#[async_trait]
impl MailSender for SmtpSender {
    async fn send(&self, mail: OutgoingMail) -> Result<Receipt, SendError> {
        let repeat = self.settings.resend_unknown || mail.repeat == Repeat::RatherThanLost;
        let turn = match self.once.begin(mail.id, "mail-unknown", repeat) {
            Ok(turn) => turn,
            Err(known) => return known,
        };
        let result = self.deliver(&mail).await.map_err(|error| error.repeated(repeat));
        turn.end(&result);
        result
    }
}

/// One mail over an open connection. Up to DATA until `deadline`; the mail and its answer have `patience` of their
/// own, for an answer missed there costs the most.
async fn converse(
    smtp: &mut AsyncSmtpConnection,
    mail: &Composed,
    deadline: Instant,
    patience: Duration,
) -> Result<(), Fault> {
    let whole = mail.to.to_string();
    let names = [whole.as_str(), mail.to.user()];
    let mut parameters = Vec::new();
    if !whole.is_ascii() {
        if !smtp.server_info().supports_feature(Extension::SmtpUtfEight) {
            return Err(Fault::new(Step::Recipient, Cause::NotOffered("SMTPUTF8, which this address needs")));
        }
        parameters.push(MailParameter::SmtpUtfEight);
    }
    step(Step::Sender, deadline, &names, smtp.command(Mail::new(Some(mail.from.clone()), parameters))).await?;
    step(Step::Recipient, deadline, &names, smtp.command(Rcpt::new(mail.to.clone(), Vec::new()))).await?;
    step(Step::Data, deadline, &names, smtp.command(Data)).await?;
    step(Step::Content, Instant::now() + patience, &names, smtp.message(&mail.bytes)).await?;
    Ok(())
}

/// An open connection, and whether the next mail may use it.
struct Link {
    smtp: AsyncSmtpConnection,
    usable: bool,
}

/// Opens connections, and looks at them before they are used again.
struct Connections {
    relay: Relay,
    timeout: Duration,
}

impl managed::Manager for Connections {
    type Type = Link;
    type Error = Fault;

    async fn create(&self) -> Result<Link, Fault> {
        Ok(Link { smtp: self.relay.open(Instant::now() + self.timeout).await?, usable: true })
    }

    async fn recycle(&self, link: &mut Link, metrics: &Metrics) -> RecycleResult<Fault> {
        if !link.usable || metrics.last_used() > IDLE || metrics.recycle_count >= MAILS_PER_CONNECTION {
            return Err(RecycleError::message("not to be used again"));
        }
        step(Step::Hello, Instant::now() + PROOF_OF_LIFE, &[], link.smtp.command(Noop)).await?;
        Ok(())
    }
}

/// What stands in when no mail server is configured: every mail fails for good, and the audit log says why.
#[derive(Debug, Clone, Copy)]
pub struct NoMail;

#[async_trait]
impl MailSender for NoMail {
    async fn send(&self, _: OutgoingMail) -> Result<Receipt, SendError> {
        Err(SendError::never("mail-not-configured", "mail.host is not set in the configuration"))
    }
}

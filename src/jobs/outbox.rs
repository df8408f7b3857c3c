//! Messages on their way out: words, envelope, provider; retry, or give up when the message is worth nothing any
//! more. A message whose fate is unknown is sent again only when twice is better than never (R167): codes go out at most
//! once, also when this process died over one, notices at least once.

use std::time::Duration;

use super::{Runner, backoff, queue::write_down};
use crate::{
    domain::{
        event::{Event, EventKind, Outcome},
        message::{Address, Repeat},
    },
    notify::{OutgoingCall, OutgoingMail, OutgoingSms, SendError, SendErrorKind},
    render::Rendered,
    store::outbox::OutboxMessage,
};

/// Hands one message to its provider.
pub async fn deliver(runner: &Runner, row: OutboxMessage) {
    let store = &runner.core.store;
    let now = runner.core.now();
    if now >= row.expires_at {
        give_up(runner, &row, "expired").await;
        return;
    }
    if row.lost && row.envelope.message.repeat() == Repeat::Never {
        give_up(runner, &row, "lost").await;
        return;
    }
    let put = match send(runner, &row).await {
        Ok(()) => {
            metrics::counter!(crate::telemetry::metric::MESSAGES, "channel" => row.channel(), "outcome" => "sent")
                .increment(1);
            store.message_sent(row.id, now).await.map(drop)
        }
        Err(error) => {
            tracing::warn!(
                row = %row.id, channel = row.channel(), code = error.code, detail = error.admin_detail,
                attempts = row.attempts, "a message was not taken"
            );
            match wait(&row, &error) {
                Some(wait) if now.after(wait) < row.expires_at => {
                    store.retry_message(row.id, now.after(wait), error.code).await
                }
                _ => {
                    give_up(runner, &row, error.code).await;
                    return;
                }
            }
        }
    };
    if let Err(error) = put {
        tracing::error!(%error, row = %row.id, "a message's row could not be written");
    }
}

async fn send(runner: &Runner, row: &OutboxMessage) -> Result<(), SendError> {
    let envelope = &row.envelope;
    let rendered = runner.renderer.message(envelope, &runner.org).map_err(|error| SendError {
        kind: SendErrorKind::Never,
        code: "render",
        admin_detail: error.to_string(),
    })?;
    match (rendered, &envelope.to) {
        (Rendered::Mail { subject, text, html }, Address::Mail(to)) => {
            let (language, repeat) = (envelope.locale.clone(), envelope.message.repeat());
            let mail = OutgoingMail { id: row.id, to: to.clone(), subject, text, html, language, repeat };
            runner.mail.send(mail).await.map(drop)
        }
        (Rendered::Sms(text), Address::Sms(to)) => match &runner.sms {
            Some(sms) => {
                let repeat = envelope.message.repeat();
                sms.send(OutgoingSms { id: row.id, to: to.clone(), text, repeat }).await.map(drop)
            }
            None => Err(SendError {
                kind: SendErrorKind::Never,
                code: "sms-not-configured",
                admin_detail: "there is no [sms] section in the configuration".into(),
            }),
        },
        (Rendered::Call(speech), Address::Call(to)) => match &runner.voice {
            Some(voice) => {
                let language = envelope.locale.clone();
                voice.call(OutgoingCall { id: row.id, to: to.clone(), speech, language }).await.map(drop)
            }
            None => Err(SendError {
                kind: SendErrorKind::Never,
                code: "voice-not-configured",
                admin_detail: "calls are not set up in the configuration".into(),
            }),
        },
        _ => Err(SendError {
            kind: SendErrorKind::Never,
            code: "render",
            admin_detail: "the message has no text for its channel".into(),
        }),
    }
}

/// How long to wait before the next attempt; `None` for never.
fn wait(row: &OutboxMessage, error: &SendError) -> Option<Duration> {
    let usual = backoff(row.attempts, Duration::from_secs(2), Duration::from_secs(15 * 60));
    match &error.kind {
        SendErrorKind::Retry(after) => Some(after.map_or(usual, |after| after.max(Duration::from_secs(1)))),
        // What may come twice ends with `Retry`.
        SendErrorKind::Never | SendErrorKind::Unknown => None,
    }
}

async fn give_up(runner: &Runner, row: &OutboxMessage, code: &str) {
    metrics::counter!(crate::telemetry::metric::MESSAGES, "channel" => row.channel(), "outcome" => "failed")
        .increment(1);
    let mut event = Event::new(EventKind::MessageFailed, Outcome::Failure)
        .with("message", row.envelope.message.name())
        .with("channel", row.channel())
        .with("why", code);
    event.flow = row.flow;
    write_down(runner, &event).await;
    if let Err(error) = runner.core.store.fail_message(row.id, code).await {
        tracing::error!(%error, row = %row.id, "a message's row could not be written");
    }
}

//! What one section asks of another.

use super::{Config, check::Check, policy::Enabled, sms::Provider};
use crate::domain::method::Method;

/// Looks across sections.
pub fn validate(config: &Config, check: &mut Check) {
    let policy = &config.policy;
    let in_use = policy.enabled != Enabled::None;
    if in_use && policy.methods.contains(&Method::Sms) && config.sms.provider == Provider::None {
        check.missing_for(
            "sms.provider",
            "people may prove themselves by text message (policy.methods), and nobody carries text messages",
            "set sms.provider, or take \"sms\" out of policy.methods",
        );
    }
    let calls = policy.methods.contains(&Method::Voice) || policy.methods.contains(&Method::Office);
    if in_use && calls && (config.sms.provider != Provider::Twilio || config.sms.twilio.voice_from.is_none()) {
        check.missing_for(
            "sms.twilio.voice_from",
            "people may prove themselves by a call (policy.methods), and nobody calls",
            "set sms.provider = \"twilio\" and sms.twilio.voice_from, or take \"voice\" and \"office\" out of policy.methods",
        );
    }
    let fits = |url: &url::Url| match url.host() {
        Some(url::Host::Domain(host)) => url.scheme() == "https" || is_local(host),
        // A trial on this machine; the log says that passkeys are off.
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let unfit = config.server.public_url.as_ref().is_some_and(|url| !fits(url));
    if in_use && policy.methods.contains(&Method::Passkey) && unfit {
        check.warning(
            "policy.methods",
            "nobody can use a passkey: browsers bind them to a host name and https (server.public_url)",
            "give the portal a host name and https, or take \"passkey\" out of policy.methods",
        );
    }
    let mail = config.mail.host.is_some() || check.has_error("mail.host");
    if in_use && policy.methods.contains(&Method::Email) && !mail {
        check.missing_for(
            "mail.host",
            "people may prove themselves by mail (policy.methods), and there is no mail server",
            "set mail.host and mail.from, or take \"email\" out of policy.methods",
        );
    }
    if config.passwords.reminders.enabled && !mail {
        check.missing_for(
            "mail.host",
            "people are to get mail before their password expires (passwords.reminders), and there is no mail server",
            "set mail.host and mail.from, or write passwords.reminders.enabled = false",
        );
    }
    if !config.alarms.mail.is_empty() && !mail {
        check.missing_for(
            "mail.host",
            "alarms are to be told by mail (alarms.mail), and there is no mail server",
            "set mail.host and mail.from, or remove the mailboxes",
        );
    }
    if config.organisation.help_desk.mailbox.is_some() && !mail {
        check.missing_for(
            "mail.host",
            "the help desk is to get mail (organisation.help_desk.mailbox), and there is no mail server",
            "set mail.host and mail.from, or remove the mailbox",
        );
    }
}

/// Names that browsers take for this machine, and so for safe without TLS.
fn is_local(host: &str) -> bool {
    host == "localhost" || host.ends_with(".localhost")
}

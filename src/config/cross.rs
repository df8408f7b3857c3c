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
    let mail = config.mail.host.is_some() || check.has_error("mail.host");
    if in_use && policy.methods.contains(&Method::Email) && !mail {
        check.missing_for(
            "mail.host",
            "people may prove themselves by mail (policy.methods), and there is no mail server",
            "set mail.host and mail.from, or take \"email\" out of policy.methods",
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

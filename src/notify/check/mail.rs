//! The relay, step by step up to an accepted sender; then RSET: no mail is sent.

use lettre::transport::smtp::commands::{Mail, Rset};
use tokio::time::Instant;

use crate::{
    domain::finding::Finding,
    notify::{
        mail::{
            connect::Relay,
            fault::{Cause, Fault, Step, step},
        },
        settings::{MailSecurity, MailSettings},
    },
};

/// Talks to the relay as a mail would, and stops before the recipient. The first failure ends it: what comes
/// after could not be seen.
pub async fn check_mail(settings: &MailSettings) -> Vec<Finding> {
    let relay = match Relay::new(settings) {
        Ok(relay) => relay,
        Err(e) => return vec![Finding::fail("mail-settings", format!("`{}`: {}", e.key, e.what), e.remedy)],
    };
    let mut findings = Vec::new();
    if let Err(fault) = walk(settings, &relay, &mut findings).await {
        findings.push(Finding::fail(check_name(fault.step), fault.to_string(), remedy(&fault, settings)));
    }
    findings
}

async fn walk(settings: &MailSettings, relay: &Relay, findings: &mut Vec<Finding>) -> Result<(), Fault> {
    let deadline = || Instant::now() + settings.timeout;
    let (host, port) = (&settings.host, settings.port);

    let addresses = relay.resolve(deadline()).await?;
    let count = addresses.len();
    findings.push(Finding::ok("mail-dns", format!("{host} has {count} address{}", if count == 1 { "" } else { "es" })));

    let tcp = relay.connect(&addresses, deadline()).await?;
    let peer = tcp.peer_addr().map_or_else(|_| port.to_string(), |a| a.to_string());
    findings.push(Finding::ok("mail-tcp", format!("{peer} takes connections")));

    let mut smtp = relay.greet(tcp, deadline()).await?;
    findings.push(match settings.security {
        MailSecurity::StartTls => Finding::ok("mail-tls", format!("STARTTLS with a valid certificate for {host}")),
        MailSecurity::Tls => Finding::ok("mail-tls", format!("TLS with a valid certificate for {host}")),
        MailSecurity::None => Finding::warn(
            "mail-tls",
            "the connection is not encrypted; the relay is this machine",
            "nothing, if the relay itself sends over TLS",
        ),
    });
    findings.push(Finding::ok("mail-ehlo", "the server greets and speaks ESMTP"));

    relay.sign_in(&mut smtp, deadline()).await?;
    findings.push(match settings.username {
        Some(_) => Finding::ok("mail-auth", "the server accepts user name and password"),
        None => Finding::ok("mail-auth", "no user name is set; the server has to know this machine"),
    });

    let from = settings
        .from
        .as_str()
        .parse()
        .map_err(|_| Fault::new(Step::Sender, Cause::Forbidden("`from` is no address")))?;
    step(Step::Sender, deadline(), &[], smtp.command(Mail::new(Some(from), Vec::new()))).await?;
    findings.push(Finding::ok("mail-from", format!("the server takes mail from {}", settings.from.as_str())));

    // The check has its answer; a server that can not even forget politely changes nothing about it.
    let _forgotten = step(Step::Sender, deadline(), &[], smtp.command(Rset)).await;
    let _gone = tokio::time::timeout(settings.timeout, smtp.quit()).await;
    Ok(())
}

fn check_name(step: Step) -> &'static str {
    match step {
        Step::Resolve => "mail-dns",
        Step::Connect => "mail-tcp",
        Step::StartTls | Step::Tls => "mail-tls",
        Step::Hello => "mail-ehlo",
        Step::Auth => "mail-auth",
        Step::Sender | Step::Recipient | Step::Data | Step::Content => "mail-from",
    }
}

fn remedy(fault: &Fault, settings: &MailSettings) -> String {
    let (host, port) = (&settings.host, settings.port);
    match (fault.step, &fault.cause) {
        (_, Cause::Tls(_, remedy)) => (*remedy).to_owned(),
        (Step::Resolve, Cause::Forbidden(_)) => "use `security = \"starttls\"` or `\"tls\"`".to_owned(),
        (Step::Resolve, _) => format!("look at the spelling of `host` ({host}) and at this machine's DNS"),
        (Step::Connect, _) => format!("look whether the relay listens on port {port}, and at the firewalls between (587 is usual with STARTTLS, 465 with TLS)"),
        (Step::StartTls, Cause::NotOffered(_)) => {
            "turn STARTTLS on at the relay, or use its TLS port with `security = \"tls\"`; where the relay does offer it, something between takes it away".to_owned()
        }
        (Step::Tls, Cause::Timeout) => format!("is port {port} a TLS port? `security = \"starttls\"` is for 587, `\"tls\"` for 465"),
        (Step::StartTls | Step::Tls, _) => "look at the relay's log: it broke off the change to TLS".to_owned(),
        (Step::Hello, Cause::Timeout | Cause::Network(_)) if settings.security != MailSecurity::Tls => {
            format!("is port {port} a TLS port? then use `security = \"tls\"`; else look at the relay's log")
        }
        (Step::Hello, _) => "look at the relay's log: it may not let this machine in, or want another `hello_name`".to_owned(),
        (Step::Auth, Cause::NotOffered(_)) => {
            "remove `username` and `password` if the relay knows this machine, or turn AUTH PLAIN or LOGIN on at the relay".to_owned()
        }
        (Step::Auth, _) => "look at `username` and `password`; some services want an app password, or SMTP sign-in turned on for the mailbox".to_owned(),
        (_, Cause::Reply(530, _)) => "the relay wants a sign-in: set `username` and `password`".to_owned(),
        _ => format!("let the account send as {} at the relay, or change `from`", settings.from.as_str()),
    }
}

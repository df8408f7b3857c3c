//! `[mail]`.

use std::{path::PathBuf, time::Duration};

use schemars::JsonSchema;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

use super::check::Check;

/// How the connection to the mail server is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Security {
    /// STARTTLS, required (port 587).
    StartTls,
    /// TLS from the first byte (port 465).
    Tls,
    /// None (port 25): only to a relay on this machine.
    None,
}

/// How mail is sent.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Mail {
    /// The mail server. Without it no mail is sent.
    #[schemars(extend("format" = "host"))]
    pub host: Option<String>,
    /// Its port. Without it 587, 465 or 25, by `security`.
    #[schemars(range(min = 1, max = 65535))]
    pub port: Option<u16>,
    /// How the connection is protected.
    pub security: Security,
    /// Who signs in there, if it asks.
    pub username: Option<String>,
    /// The password.
    #[schemars(with = "Option<String>")]
    pub password: Option<SecretString>,
    /// File that holds the password; `credential:NAME` for a systemd credential.
    pub password_file: Option<String>,
    /// The sender's address. Required with `host`.
    #[schemars(extend("format" = "mailbox"))]
    pub from: Option<String>,
    /// The sender's name. Without it the organisation's.
    pub from_name: Option<String>,
    /// Where answers go.
    #[schemars(extend("format" = "mailbox"))]
    pub reply_to: Option<String>,
    /// Certificates (PEM) of the authority that signed the server's certificate, when the machine does not know it.
    pub ca_file: Option<PathBuf>,
    /// Time for handing over one mail, in seconds.
    #[schemars(range(min = 1, max = 120))]
    pub timeout_seconds: u64,
    /// The name to greet the server with (EHLO). Without it this machine's.
    #[schemars(extend("format" = "host"))]
    pub hello_name: Option<String>,
    /// Send a code again too when it is not known whether its mail was delivered. Some people then get it twice. Notices
    /// are always sent again then: one that is lost helps an attacker.
    pub resend_unknown: bool,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            host: None,
            port: None,
            security: Security::StartTls,
            username: None,
            password: None,
            password_file: None,
            from: None,
            from_name: None,
            reply_to: None,
            ca_file: None,
            timeout_seconds: 10,
            hello_name: None,
            resend_unknown: false,
        }
    }
}

impl Mail {
    /// The port in use.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.port.unwrap_or(match self.security {
            Security::StartTls => 587,
            Security::Tls => 465,
            Security::None => 25,
        })
    }

    /// Time for handing over one mail.
    #[must_use]
    pub const fn timeout(&self) -> Duration {
        Duration::from_secs(self.timeout_seconds)
    }

    pub(super) fn validate(&self, check: &mut Check) {
        let Some(host) = &self.host else {
            if self.from.is_some() {
                check.missing("mail.host", "name the mail server, for example host = \"smtp.contoso.com\"");
            }
            return;
        };
        if self.from.is_none() {
            check.missing("mail.from", "add it, for example from = \"passwords@contoso.com\"");
        }
        let here = host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback());
        if self.security == Security::None && !here {
            check.error(
                "mail.security",
                "codes would cross the network in the clear",
                "write \"starttls\" or \"tls\"; \"none\" is only for a relay on this machine",
            );
        }
        if self.username.is_some() && self.password.is_none() && !check.has_error("mail.password_file") {
            check.missing(
                "mail.password",
                "put the password in a file and name it: password_file = \"/etc/latchkey/mail-password\"",
            );
        }
        if self.password.is_some() && self.username.is_none() {
            check.missing("mail.username", "say whose password it is, or remove the password");
        }
        if let Some(ca) = &self.ca_file
            && let Err(cause) = std::fs::metadata(ca)
        {
            check.error(
                "mail.ca_file",
                format!("{} can not be read: {cause}", ca.display()),
                "name the PEM file with the authority's certificate, or remove the line",
            );
        }
    }
}

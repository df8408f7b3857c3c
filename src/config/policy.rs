//! `[policy]`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{check::Check, organisation::HelpDesk, registration::Registration};
use crate::domain::{
    method::Method,
    policy::{self as domain, Gates},
};

/// Whose passwords can be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Enabled {
    /// Nobody's.
    None,
    /// Those of the members of `groups`.
    Selected,
    /// Everybody's.
    All,
}

/// Who may reset, and with what proofs. It holds until the first version is saved in the console; then it is version 0.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Policy {
    /// Whose passwords can be reset.
    pub enabled: Enabled,
    /// With `selected`: the groups in scope, by DN or by name. Members of groups in them count. No group means nobody.
    pub groups: Vec<String>,
    /// Groups whose members can not reset here, whatever other group they are in.
    pub except_groups: Vec<String>,
    /// How many proofs a reset takes: 2, or 1 with `accept_one_gate_risk`.
    #[schemars(range(min = 1, max = 2))]
    pub gates: u8,
    /// One proof is enough: whoever has the phone has the account. Codes then have 8 digits.
    pub accept_one_gate_risk: bool,
    /// The proofs that people may use.
    pub methods: Vec<Method>,
    /// Text messages and calls may be the only proofs there are, although phone numbers can be taken over.
    pub accept_sms_only_risk: bool,
    /// Locked people may unlock their account and keep their password.
    pub unlock_without_reset: bool,
    /// People are told of every reset and unlock, at every contact.
    pub notify_people: bool,
    /// The kill switch: with false nothing is written to the directory.
    pub writeback: bool,
    /// People type the whole phone number or address before a code is sent to it.
    pub ask_whole_contact: bool,
    /// Your own mail domains: a mailbox in them may need the very password that was forgotten, so it is no proof.
    #[schemars(with = "Vec<MailDomain>")]
    pub own_mail_domains: Vec<String>,
    /// Fewest characters of a new password. The directory may ask for more.
    #[schemars(range(min = 8, max = 64))]
    pub minimum_password_length: usize,
}

#[derive(JsonSchema)]
#[schemars(transparent, extend("format" = "mail-domain"))]
struct MailDomain(#[expect(dead_code, reason = "only its schema is used")] String);

impl Default for Policy {
    fn default() -> Self {
        Self {
            enabled: Enabled::None,
            groups: Vec::new(),
            except_groups: Vec::new(),
            gates: 2,
            accept_one_gate_risk: false,
            methods: Method::USUAL.to_vec(),
            accept_sms_only_risk: false,
            unlock_without_reset: true,
            notify_people: true,
            writeback: true,
            ask_whole_contact: false,
            own_mail_domains: Vec::new(),
            minimum_password_length: 14,
        }
    }
}

impl Policy {
    /// As the flows have it.
    #[must_use]
    pub fn to_domain(&self, help_desk: &HelpDesk, registration: &Registration) -> domain::Policy {
        let except = self.except_groups.clone();
        domain::Policy {
            enabled: match self.enabled {
                Enabled::None => domain::Enabled::None,
                Enabled::Selected => domain::Enabled::Selected { groups: self.groups.clone(), except },
                Enabled::All => domain::Enabled::All { except },
            },
            methods: Method::ALL.into_iter().filter(|m| self.methods.contains(m)).collect(),
            gates: if self.gates == 1 { Gates::One } else { Gates::Two },
            unlock_without_reset: self.unlock_without_reset,
            notify_people: self.notify_people,
            writeback: self.writeback,
            ask_whole_contact: self.ask_whole_contact,
            own_mail_domains: self
                .own_mail_domains
                .iter()
                .filter_map(|d| idna::domain_to_ascii_strict(d).ok())
                .collect(),
            minimum_length: self.minimum_password_length,
            help_desk: help_desk.to_domain(),
            registration: registration.to_domain(),
            protected_too: false,
        }
    }

    pub(super) fn validate(&self, check: &mut Check) {
        self.scope(check);
        self.proofs(check);
        if !self.writeback && self.enabled != Enabled::None {
            check.warning(
                "policy.writeback",
                "the kill switch is on: no password can be reset",
                "write true when all is well",
            );
        }
        if self.minimum_password_length < 14 && !check.has_error("policy.minimum_password_length") {
            check.warning(
                "policy.minimum_password_length",
                format!("{} characters are few for a password that is the only proof", self.minimum_password_length),
                "write 14 or more, unless all sign-ins ask for a second proof",
            );
        }
    }

    fn scope(&self, check: &mut Check) {
        match self.enabled {
            Enabled::None => {
                let key = "policy.enabled";
                check.warning(key, "nobody can reset a password", "write \"selected\" and name groups, or \"all\"");
            }
            Enabled::Selected if self.groups.is_empty() && !check.has_error("policy.groups") => check.warning(
                "policy.enabled",
                "no group is named, which means that nobody can reset a password",
                "name groups, for example groups = [\"Password reset\"]",
            ),
            Enabled::All if !self.groups.is_empty() => check.error(
                "policy.groups",
                "groups have no meaning when everybody is in scope",
                "write enabled = \"selected\", or remove the groups",
            ),
            _ => {}
        }
        for (key, list) in [("groups", &self.groups), ("except_groups", &self.except_groups)] {
            for (n, group) in list.iter().enumerate() {
                if group.trim().is_empty() {
                    check.error(&format!("policy.{key}[{n}]"), "the group has no name", "give its DN or its name");
                }
            }
        }
        for (n, group) in self.groups.iter().enumerate() {
            if self.except_groups.contains(group) {
                check.error(
                    &format!("policy.groups[{n}]"),
                    format!("\"{group}\" is in scope and excluded; an exclusion wins"),
                    "remove it from one of the two lists",
                );
            }
        }
    }

    fn proofs(&self, check: &mut Check) {
        if check.has_error("policy.gates") || check.has_error("policy.methods") {
            return;
        }
        for (n, method) in self.methods.iter().enumerate() {
            if self.methods.iter().take(n).any(|m| m == method) {
                check.error(&format!("policy.methods[{n}]"), "the method is named twice", "remove one of the two");
            }
        }
        if self.gates == 1 && !self.accept_one_gate_risk {
            check.error(
                "policy.gates",
                "one proof is a risk: whoever has the phone has the account",
                "write gates = 2, or accept the risk with accept_one_gate_risk = true",
            );
        }
        if self.gates == 1 {
            self.alone(check);
        }
        // A pass is nothing that people have: the help desk gives it to who has lost the rest.
        let kinds = Method::ALL.iter().filter(|m| **m != Method::Pass && self.methods.contains(m)).count();
        let by_phone = |m: &Method| matches!(m, Method::Sms | Method::Voice | Method::Office);
        if kinds < usize::from(self.gates) {
            check.error(
                "policy.methods",
                format!("{} proofs of different kinds are asked for, and {kinds} allowed", self.gates),
                "allow more, for example methods = [\"app\", \"sms\", \"email\", \"recovery-code\"]",
            );
        } else if !check.has_error("policy.methods")
            && self.methods.iter().filter(|m| **m != Method::Pass).all(by_phone)
            && !self.accept_sms_only_risk
        {
            check.error(
                "policy.methods",
                "text messages and calls would be the only proof, and phone numbers can be taken over",
                "allow another method and two gates, or accept the risk with accept_sms_only_risk = true",
            );
        }
        if self.methods.contains(&Method::Email)
            && self.own_mail_domains.is_empty()
            && !check.has_error("policy.own_mail_domains")
        {
            check.warning(
                "policy.own_mail_domains",
                "mail codes may go to mailboxes that open with the forgotten password",
                "name your own mail domains, for example own_mail_domains = [\"contoso.com\"]",
            );
        }
    }

    /// What may not be the only proof: with one gate, whatever is allowed opens it alone.
    fn alone(&self, check: &mut Check) {
        for (method, what, why) in [
            (Method::Email, "a mail code", "a mailbox is no proof of a person (R54)"),
            (Method::RecoveryCode, "a recovery code", "whoever finds the paper would have the account"),
            (Method::Questions, "security questions", "others know the answers (R30)"),
            (Method::Pass, "a temporary pass", "the help desk could take any account alone (R142)"),
        ] {
            if self.methods.contains(&method) {
                check.error(
                    "policy.methods",
                    format!("{what} may not be the only proof: {why}"),
                    format!("write gates = 2, or take \"{}\" out of the methods", method.as_str()),
                );
            }
        }
    }
}

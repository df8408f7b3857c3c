//! What an administrator writes: all policies and what they share, as one document. It is what a version in the
//! database holds, what is exported and imported as TOML, and what the console edits.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

use super::{AppliesTo, Enabled, Gates, GroupName, HelpDesk, Named, Policy, PolicySet, Questions, Registration};
use crate::domain::{contact::Mailbox, method::Method};

/// All policies of a tenant and what they share.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What every policy shares.
    pub shared: Shared,
    /// Policies for groups or places, in order: the first that applies to an account counts.
    #[serde(default, skip_serializing_if = "Vec::is_empty", rename = "policy")]
    pub policies: Vec<Bound>,
    /// The policy for everybody else.
    pub everybody: Rules,
}

/// What every policy shares: it shows on pages that do not know whose they are, or it is one switch for all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shared {
    /// The kill switch: with false nothing is written to the directory.
    pub writeback: bool,
    /// People are told of every reset and unlock, at every contact.
    pub notify_people: bool,
    /// The help desk is told when a protected account or an administrator of Latchkey resets their password.
    #[serde(default)]
    pub notify_admins: bool,
    /// The organisation's own mail domains: a mailbox in one is no proof (R54).
    pub own_mail_domains: Vec<String>,
    /// Fewest characters of a new password.
    pub minimum_password_length: usize,
    /// People type the whole phone number or address before a code is sent to it.
    pub ask_whole_contact: bool,
    /// Phones and mailboxes that the directory holds, or that administrators brought in, count as registered before
    /// their owners have confirmed them.
    pub directory_contacts: bool,
    /// Minutes that a temporary pass works: 10 to 480.
    pub pass_minutes: u64,
    /// Origins that a page may lead back to (R81).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub return_to: Vec<String>,
    /// Words that no password may be made of, beside those of the configuration's files: 1,000 at most, 4 to 16
    /// characters each (1.5.1).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub banned_words: Vec<String>,
    /// Protected accounts may be reset here too: two gates always, never security questions.
    #[serde(default)]
    pub protected_accounts: bool,
    /// Where people find help.
    pub help_desk: WrittenHelpDesk,
    /// The security questions that are offered.
    pub questions: WrittenQuestions,
}

/// Where people find help, as written.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenHelpDesk {
    /// A page, or a `mailto:` or `tel:` link.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// What the link says.
    #[serde(default)]
    pub text: String,
    /// Who gets the "please help this person" mails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mailbox: Option<String>,
}

/// The pool of security questions, as written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WrittenQuestions {
    /// Whether the built-in questions are offered.
    pub built_in: bool,
    /// Own questions by language.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub own: BTreeMap<String, Vec<String>>,
}

/// A policy for groups or places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    /// Its name: 1 to 60 characters, not "everybody", no two alike.
    pub name: String,
    /// Members of one of these groups.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub for_groups: Vec<GroupName>,
    /// Accounts below one of these places (DNs).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub for_below: Vec<String>,
    /// What it says.
    #[serde(flatten)]
    pub rules: Rules,
}

/// Whose passwords can be reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scope {
    /// Nobody's.
    None,
    /// Those of the members of groups.
    Selected,
    /// Everybody's whom the policy applies to.
    All,
}

/// What one policy says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rules {
    /// Whose passwords can be reset.
    pub enabled: Scope,
    /// With `selected`: the groups in scope; no group means nobody.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub groups: Vec<GroupName>,
    /// Groups out of scope: an exclusion wins.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub except_groups: Vec<GroupName>,
    /// The proofs that people may use.
    pub methods: Vec<Method>,
    /// How many proofs a reset takes: 1 or 2.
    pub gates: u8,
    /// One proof is enough; whoever has the phone has the account.
    #[serde(default)]
    pub accept_one_gate_risk: bool,
    /// Text messages and calls may be the only proofs there are.
    #[serde(default)]
    pub accept_sms_only_risk: bool,
    /// Locked people may unlock their account and keep their password.
    pub unlock_without_reset: bool,
    /// People are asked to register at sign-in.
    pub require_registration: bool,
    /// Kinds of security info to register; by default one more than proofs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub methods_to_register: Option<u8>,
    /// Days until people are asked whether their data is still true: 0 (never) to 730.
    pub reconfirm_days: u16,
    /// How often "remind me later" may be pressed.
    pub postpone_times: u32,
    /// Days after the first "remind me later" when it is no longer offered.
    pub postpone_days: u16,
    /// Hours that a new method rests before it can open a gate: 0 to 72 (N23).
    pub cooling_off_hours: u64,
    /// Security questions to register: 3 to 5.
    pub questions_to_register: u8,
    /// Security questions to answer: 3 to 5, not more than to register.
    pub questions_to_answer: u8,
}

impl Bound {
    /// A new policy, for nobody yet, with the usual rules.
    #[must_use]
    pub fn usual() -> Self {
        Self { name: String::new(), for_groups: Vec::new(), for_below: Vec::new(), rules: Rules::default() }
    }
}

impl Scope {
    /// The stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Selected => "selected",
            Self::All => "all",
        }
    }
}

impl Default for Shared {
    fn default() -> Self {
        Self {
            writeback: true,
            notify_people: true,
            notify_admins: false,
            own_mail_domains: Vec::new(),
            minimum_password_length: 14,
            ask_whole_contact: false,
            directory_contacts: true,
            pass_minutes: 60,
            return_to: Vec::new(),
            banned_words: Vec::new(),
            protected_accounts: false,
            help_desk: WrittenHelpDesk::default(),
            questions: WrittenQuestions { built_in: true, own: BTreeMap::new() },
        }
    }
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            enabled: Scope::None,
            groups: Vec::new(),
            except_groups: Vec::new(),
            methods: Method::USUAL.to_vec(),
            gates: 2,
            accept_one_gate_risk: false,
            accept_sms_only_risk: false,
            unlock_without_reset: true,
            require_registration: true,
            methods_to_register: None,
            reconfirm_days: 180,
            postpone_times: 3,
            postpone_days: 14,
            cooling_off_hours: 24,
            questions_to_register: 5,
            questions_to_answer: 3,
        }
    }
}

impl Document {
    /// The policies as flows have them.
    #[must_use]
    pub fn to_set(&self, version: i64) -> PolicySet {
        let ordered = self.policies.iter().map(|bound| Named {
            name: Arc::from(bound.name.as_str()),
            applies_to: AppliesTo { groups: bound.for_groups.clone(), below: bound.for_below.clone() },
            policy: Arc::new(bound.rules.to_policy(&self.shared)),
        });
        let mut set = PolicySet::new(version, ordered.collect(), Arc::new(self.everybody.to_policy(&self.shared)));
        set.notify_admins = self.shared.notify_admins;
        set
    }

    /// The document that says the same as one policy for everybody: what the configuration file holds.
    #[must_use]
    pub fn from_policy(policy: &Policy) -> Self {
        let (enabled, groups, except_groups) = match &policy.enabled {
            Enabled::None => (Scope::None, Vec::new(), Vec::new()),
            Enabled::Selected { groups, except } => (Scope::Selected, groups.clone(), except.clone()),
            Enabled::All { except } => (Scope::All, Vec::new(), except.clone()),
        };
        let registration = &policy.registration;
        let by_phone = |m: &Method| matches!(m, Method::Sms | Method::Voice | Method::Office);
        Self {
            shared: Shared {
                writeback: policy.writeback,
                notify_people: policy.notify_people,
                notify_admins: false,
                own_mail_domains: policy.own_mail_domains.clone(),
                minimum_password_length: policy.minimum_length,
                ask_whole_contact: policy.ask_whole_contact,
                directory_contacts: registration.directory_contacts,
                pass_minutes: registration.pass_life.as_secs() / 60,
                return_to: registration.return_to.clone(),
                banned_words: Vec::new(),
                protected_accounts: policy.protected_too,
                help_desk: WrittenHelpDesk {
                    link: policy.help_desk.link.clone(),
                    text: policy.help_desk.text.clone(),
                    mailbox: policy.help_desk.mailbox.as_ref().map(|mailbox| mailbox.as_str().to_owned()),
                },
                questions: WrittenQuestions {
                    built_in: registration.questions.pool,
                    own: registration.questions.own.clone(),
                },
            },
            policies: Vec::new(),
            everybody: Rules {
                enabled,
                groups,
                except_groups,
                methods: policy.methods.clone(),
                gates: if policy.gates == Gates::One { 1 } else { 2 },
                // Who wrote it so in the file accepted it there.
                accept_one_gate_risk: policy.gates == Gates::One,
                accept_sms_only_risk: policy.methods.iter().filter(|m| **m != Method::Pass).all(by_phone),
                unlock_without_reset: policy.unlock_without_reset,
                require_registration: registration.required,
                methods_to_register: registration.methods,
                reconfirm_days: registration.reconfirm_days,
                postpone_times: registration.postpone_times,
                postpone_days: registration.postpone_days,
                cooling_off_hours: registration.cooling_off.as_secs() / 3600,
                questions_to_register: registration.questions.register,
                questions_to_answer: registration.questions.answer,
            },
        }
    }
}

impl Rules {
    fn to_policy(&self, shared: &Shared) -> Policy {
        let except = self.except_groups.clone();
        Policy {
            enabled: match self.enabled {
                Scope::None => Enabled::None,
                Scope::Selected => Enabled::Selected { groups: self.groups.clone(), except },
                Scope::All => Enabled::All { except },
            },
            methods: Method::ALL.into_iter().filter(|method| self.methods.contains(method)).collect(),
            gates: if self.gates == 1 { Gates::One } else { Gates::Two },
            unlock_without_reset: self.unlock_without_reset,
            notify_people: shared.notify_people,
            writeback: shared.writeback,
            ask_whole_contact: shared.ask_whole_contact,
            own_mail_domains: shared.own_mail_domains.clone(),
            minimum_length: shared.minimum_password_length,
            help_desk: HelpDesk {
                link: shared.help_desk.link.clone(),
                text: shared.help_desk.text.clone(),
                mailbox: shared.help_desk.mailbox.as_deref().and_then(|text| Mailbox::parse(text).ok()),
            },
            registration: Registration {
                required: self.require_registration,
                methods: self.methods_to_register,
                reconfirm_days: self.reconfirm_days,
                postpone_times: self.postpone_times,
                postpone_days: self.postpone_days,
                cooling_off: Duration::from_secs(self.cooling_off_hours.saturating_mul(3600)),
                directory_contacts: shared.directory_contacts,
                questions: Questions {
                    register: self.questions_to_register,
                    answer: self.questions_to_answer,
                    own: shared.questions.own.clone(),
                    pool: shared.questions.built_in,
                },
                return_to: shared.return_to.clone(),
                pass_life: Duration::from_secs(shared.pass_minutes.saturating_mul(60)),
            },
            protected_too: shared.protected_accounts,
        }
    }
}

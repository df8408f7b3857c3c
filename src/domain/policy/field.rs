//! The settings of a document, one by one: what a diff lists, what a problem points at, what a form asks for. Their
//! names are those of the file.

use super::document::{Bound, Document, Rules, Scope, Shared};
use crate::domain::method::Method;

/// Where a setting stands in the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Part {
    /// In `[shared]`.
    Shared,
    /// In `[[policy]]` only: its name, and whom it is for.
    Bound,
    /// In `[[policy]]` and in `[everybody]`.
    Rules,
}

macro_rules! fields {
    ($( $name:ident = $text:literal in $part:ident; )+) => {
        /// A setting.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Field {
            $( #[doc = concat!("`", $text, "`.")] $name, )+
        }

        impl Field {
            /// All of them, in the order of the file.
            pub const ALL: &[Self] = &[$( Self::$name, )+];

            /// The name in the file.
            #[must_use]
            pub const fn as_str(self) -> &'static str { match self { $( Self::$name => $text, )+ } }

            /// Where it stands.
            #[must_use]
            pub const fn part(self) -> Part { match self { $( Self::$name => Part::$part, )+ } }
        }
    };
}

fields! {
    Writeback = "writeback" in Shared;
    NotifyPeople = "notify_people" in Shared;
    NotifyAdmins = "notify_admins" in Shared;
    OwnMailDomains = "own_mail_domains" in Shared;
    MinimumPasswordLength = "minimum_password_length" in Shared;
    AskWholeContact = "ask_whole_contact" in Shared;
    DirectoryContacts = "directory_contacts" in Shared;
    PassMinutes = "pass_minutes" in Shared;
    ReturnTo = "return_to" in Shared;
    BannedWords = "banned_words" in Shared;
    ProtectedAccounts = "protected_accounts" in Shared;
    HelpDeskLink = "help_desk.link" in Shared;
    HelpDeskText = "help_desk.text" in Shared;
    HelpDeskMailbox = "help_desk.mailbox" in Shared;
    QuestionsBuiltIn = "questions.built_in" in Shared;
    QuestionsOwn = "questions.own" in Shared;
    Name = "name" in Bound;
    ForGroups = "for_groups" in Bound;
    ForBelow = "for_below" in Bound;
    Enabled = "enabled" in Rules;
    Groups = "groups" in Rules;
    ExceptGroups = "except_groups" in Rules;
    Methods = "methods" in Rules;
    Gates = "gates" in Rules;
    AcceptOneGateRisk = "accept_one_gate_risk" in Rules;
    AcceptSmsOnlyRisk = "accept_sms_only_risk" in Rules;
    UnlockWithoutReset = "unlock_without_reset" in Rules;
    RequireRegistration = "require_registration" in Rules;
    MethodsToRegister = "methods_to_register" in Rules;
    ReconfirmDays = "reconfirm_days" in Rules;
    PostponeTimes = "postpone_times" in Rules;
    PostponeDays = "postpone_days" in Rules;
    CoolingOffHours = "cooling_off_hours" in Rules;
    QuestionsToRegister = "questions_to_register" in Rules;
    QuestionsToAnswer = "questions_to_answer" in Rules;
}

/// The value of a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// Not set.
    Nothing,
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(u64),
    /// A text.
    Text(String),
    /// Texts; a diff tells which came and which went.
    List(Vec<String>),
    /// Texts that logs tell the number of only: an organisation's own words, a mailbox.
    Kept(Vec<String>),
    /// Methods.
    Methods(Vec<Method>),
    /// Whose passwords can be reset.
    Scope(Scope),
}

impl Field {
    /// The settings of a part, in the order of the file.
    pub fn of(part: Part) -> impl Iterator<Item = Self> {
        Self::ALL.iter().copied().filter(move |field| field.part() == part)
    }

    /// The name in forms and in the ids of texts: no dot, no underscore.
    #[must_use]
    pub fn id(self) -> String {
        self.as_str().replace(['.', '_'], "-")
    }

    /// The setting with this [`Field::id`].
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|field| field.id() == id)
    }

    /// The numbers that a setting may have.
    #[must_use]
    pub const fn range(self) -> Option<(u64, u64)> {
        Some(match self {
            Self::MinimumPasswordLength => (8, 64),
            Self::PassMinutes => (10, 480),
            Self::Gates => (1, 2),
            Self::MethodsToRegister => (1, 6),
            Self::ReconfirmDays => (0, 730),
            Self::PostponeTimes => (0, 100),
            Self::PostponeDays => (0, 365),
            Self::CoolingOffHours => (0, 72),
            Self::QuestionsToRegister | Self::QuestionsToAnswer => (3, 5),
            _ => return None,
        })
    }

    /// The value in what all policies share; [`Value::Nothing`] for another part's.
    #[must_use]
    pub fn in_shared(self, shared: &Shared) -> Value {
        let text = |text: &str| if text.is_empty() { Value::Nothing } else { Value::Text(text.to_owned()) };
        match self {
            Self::Writeback => Value::Flag(shared.writeback),
            Self::NotifyPeople => Value::Flag(shared.notify_people),
            Self::NotifyAdmins => Value::Flag(shared.notify_admins),
            Self::OwnMailDomains => Value::List(shared.own_mail_domains.clone()),
            Self::MinimumPasswordLength => Value::Number(u64::try_from(shared.minimum_password_length).unwrap_or(0)),
            Self::AskWholeContact => Value::Flag(shared.ask_whole_contact),
            Self::DirectoryContacts => Value::Flag(shared.directory_contacts),
            Self::PassMinutes => Value::Number(shared.pass_minutes),
            Self::ReturnTo => Value::List(shared.return_to.clone()),
            Self::BannedWords => Value::Kept(shared.banned_words.clone()),
            Self::ProtectedAccounts => Value::Flag(shared.protected_accounts),
            Self::HelpDeskLink => text(shared.help_desk.link.as_deref().unwrap_or_default()),
            Self::HelpDeskText => text(&shared.help_desk.text),
            Self::HelpDeskMailbox => Value::Kept(shared.help_desk.mailbox.iter().cloned().collect()),
            Self::QuestionsBuiltIn => Value::Flag(shared.questions.built_in),
            Self::QuestionsOwn => {
                let all = shared.questions.own.iter();
                Value::List(all.flat_map(|(tag, own)| own.iter().map(move |q| format!("{tag}: {q}"))).collect())
            }
            _ => Value::Nothing,
        }
    }

    /// The value in a policy's rules; [`Value::Nothing`] for another part's.
    #[must_use]
    pub fn in_rules(self, rules: &Rules) -> Value {
        match self {
            Self::Enabled => Value::Scope(rules.enabled),
            Self::Groups => Value::List(rules.groups.clone()),
            Self::ExceptGroups => Value::List(rules.except_groups.clone()),
            Self::Methods => {
                Value::Methods(Method::ALL.into_iter().filter(|method| rules.methods.contains(method)).collect())
            }
            Self::Gates => Value::Number(rules.gates.into()),
            Self::AcceptOneGateRisk => Value::Flag(rules.accept_one_gate_risk),
            Self::AcceptSmsOnlyRisk => Value::Flag(rules.accept_sms_only_risk),
            Self::UnlockWithoutReset => Value::Flag(rules.unlock_without_reset),
            Self::RequireRegistration => Value::Flag(rules.require_registration),
            Self::MethodsToRegister => {
                rules.methods_to_register.map_or(Value::Nothing, |number| Value::Number(number.into()))
            }
            Self::ReconfirmDays => Value::Number(rules.reconfirm_days.into()),
            Self::PostponeTimes => Value::Number(rules.postpone_times.into()),
            Self::PostponeDays => Value::Number(rules.postpone_days.into()),
            Self::CoolingOffHours => Value::Number(rules.cooling_off_hours),
            Self::QuestionsToRegister => Value::Number(rules.questions_to_register.into()),
            Self::QuestionsToAnswer => Value::Number(rules.questions_to_answer.into()),
            _ => Value::Nothing,
        }
    }

    /// The value in a policy for groups or places.
    #[must_use]
    pub fn in_bound(self, bound: &Bound) -> Value {
        match self {
            Self::Name => Value::Text(bound.name.clone()),
            Self::ForGroups => Value::List(bound.for_groups.clone()),
            Self::ForBelow => Value::List(bound.for_below.clone()),
            other => other.in_rules(&bound.rules),
        }
    }

    /// The value that a new installation has.
    #[must_use]
    pub fn usual(self) -> Value {
        let usual = Document::default();
        match self.part() {
            Part::Shared => self.in_shared(&usual.shared),
            Part::Rules => self.in_rules(&usual.everybody),
            Part::Bound => Value::Nothing,
        }
    }
}

impl std::fmt::Display for Value {
    /// In plain English, for the command line and the log. What is [`Value::Kept`] is counted only.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Nothing => f.write_str("(none)"),
            Self::Flag(flag) => f.write_str(if *flag { "yes" } else { "no" }),
            Self::Number(number) => number.fmt(f),
            Self::Text(text) => write!(f, "\"{text}\""),
            Self::List(list) if list.is_empty() => f.write_str("(none)"),
            Self::List(list) => f.write_str(&list.join("; ")),
            Self::Kept(list) if list.is_empty() => f.write_str("(none)"),
            Self::Kept(list) => write!(f, "({})", list.len()),
            Self::Methods(methods) if methods.is_empty() => f.write_str("(none)"),
            Self::Methods(methods) => {
                f.write_str(&methods.iter().map(|method| method.as_str()).collect::<Vec<_>>().join(", "))
            }
            Self::Scope(scope) => f.write_str(scope.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_setting_has_its_own_name_and_is_read_from_its_part() {
        let usual = Document::default();
        for field in Field::ALL {
            assert_eq!(Field::from_id(&field.id()), Some(*field));
            if let (Part::Rules, Some((least, most)), Value::Number(number)) =
                (field.part(), field.range(), field.in_rules(&usual.everybody))
            {
                assert!((least..=most).contains(&number), "{field:?}");
            }
        }
        assert_eq!(Field::ReconfirmDays.usual(), Value::Number(180));
        assert_eq!(Field::Writeback.usual(), Value::Flag(true));
    }
}

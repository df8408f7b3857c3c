//! What can be wrong with a document, and where.

use std::fmt;

use super::field::Field;
use crate::domain::{banned::TermFault, method::Method};

/// How bad it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Such a document is not taken.
    Error,
    /// It is taken; whoever wrote it should know.
    Warning,
}

/// Which part of the document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum At {
    /// What all policies share.
    Shared,
    /// The policy at this place, from 0.
    Policy(usize),
    /// The policy for everybody else.
    Everybody,
}

/// Something wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whose setting it is.
    pub at: At,
    /// Which setting.
    pub field: Field,
    /// What is wrong.
    pub fault: Fault,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// A number out of its range.
    OutOfRange(u64, u64, u64),
    /// No whole number at all, as typed.
    NoNumber(String),
    /// No mail domain.
    NoDomain(String),
    /// No origin of a page (R81).
    NoOrigin(String),
    /// No mail address.
    NoMailbox(String),
    /// A help desk's link that is none.
    NoLink(String),
    /// A link without a text.
    LinkWithoutText,
    /// No help desk at all.
    NoHelp,
    /// A banned word that is none.
    Word(String, TermFault),
    /// The same word twice.
    WordTwice(String),
    /// More words than there can be.
    TooManyWords(usize),
    /// No language tag.
    NoLanguage(String),
    /// More own questions than there can be: language, number.
    TooManyQuestions(String, usize),
    /// A question that is too short or too long.
    QuestionLength(String),
    /// Fewer questions to choose from than to register: offered, asked for.
    FewQuestions(usize, u8),
    /// More answers asked for than registered.
    MoreAnswers(u8, u8),
    /// The kill switch is on.
    KillSwitch,
    /// Few characters for the only proof at sign-in.
    ShortPasswords(usize),
    /// A policy without a name.
    NoName,
    /// A name that is too long or has characters that can not be seen.
    UnfitName,
    /// A name that another policy has.
    NameTaken(String),
    /// Nobody is named, so everybody is meant.
    MeansEverybody,
    /// An earlier policy, named here, covers it whole.
    NeverApplies(String),
    /// No DN.
    NoPlace(String),
    /// A group without a name.
    NoGroupName,
    /// A group that the directory does not have: it would refuse every reset (R114).
    NoSuchGroup(String),
    /// A group twice in one list.
    GroupTwice(String),
    /// Nobody can reset.
    NobodyInScope,
    /// No group is named, so nobody can reset.
    NoGroups,
    /// Groups in scope where everybody or nobody is.
    GroupsWithoutMeaning,
    /// A group both in scope and excluded.
    ScopedAndExcluded(String),
    /// A method twice.
    MethodTwice(Method),
    /// One proof, without the risk accepted.
    OneGate,
    /// A method that may not be the only proof.
    Alone(Method),
    /// Fewer kinds allowed than proofs asked for: asked, allowed.
    FewMethods(u8, usize),
    /// Nothing but phones.
    OnlyPhones,
    /// Mail codes, and no own mail domain named (R54).
    OwnDomains,
    /// A method that nothing here can carry.
    NobodyCarries(Method),
    /// No policy allows what the console asks for as a second proof (R141): new administrators can not register it.
    NoConsoleFactor,
}

impl Problem {
    /// How bad it is.
    #[must_use]
    pub const fn severity(&self) -> Severity {
        match self.fault {
            Fault::NoHelp
            | Fault::KillSwitch
            | Fault::ShortPasswords(_)
            | Fault::MeansEverybody
            | Fault::NobodyInScope
            | Fault::NoGroups
            | Fault::OwnDomains
            | Fault::NobodyCarries(_)
            | Fault::NoConsoleFactor => Severity::Warning,
            _ => Severity::Error,
        }
    }
}

impl Fault {
    /// The stable name: the end of its text's id.
    #[must_use]
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::OutOfRange(..) => "out-of-range",
            Self::NoNumber(_) => "no-number",
            Self::NoDomain(_) => "no-domain",
            Self::NoOrigin(_) => "no-origin",
            Self::NoMailbox(_) => "no-mailbox",
            Self::NoLink(_) => "no-link",
            Self::LinkWithoutText => "link-without-text",
            Self::NoHelp => "no-help",
            Self::Word(_, TermFault::TooShort) => "word-short",
            Self::Word(_, TermFault::TooLong) => "word-long",
            Self::Word(_, TermFault::Hidden) => "word-hidden",
            Self::Word(..) => "word-none",
            Self::WordTwice(_) => "word-twice",
            Self::TooManyWords(_) => "too-many-words",
            Self::NoLanguage(_) => "no-language",
            Self::TooManyQuestions(..) => "too-many-questions",
            Self::QuestionLength(_) => "question-length",
            Self::FewQuestions(..) => "few-questions",
            Self::MoreAnswers(..) => "more-answers",
            Self::KillSwitch => "kill-switch",
            Self::ShortPasswords(_) => "short-passwords",
            Self::NoName => "no-name",
            Self::UnfitName => "unfit-name",
            Self::NameTaken(_) => "name-taken",
            Self::MeansEverybody => "means-everybody",
            Self::NeverApplies(_) => "never-applies",
            Self::NoPlace(_) => "no-place",
            Self::NoGroupName => "no-group-name",
            Self::NoSuchGroup(_) => "no-such-group",
            Self::GroupTwice(_) => "group-twice",
            Self::NobodyInScope => "nobody-in-scope",
            Self::NoGroups => "no-groups",
            Self::GroupsWithoutMeaning => "groups-without-meaning",
            Self::ScopedAndExcluded(_) => "scoped-and-excluded",
            Self::MethodTwice(_) => "method-twice",
            Self::OneGate => "one-gate",
            Self::Alone(_) => "alone",
            Self::FewMethods(..) => "few-methods",
            Self::OnlyPhones => "only-phones",
            Self::OwnDomains => "own-domains",
            Self::NobodyCarries(_) => "nobody-carries",
            Self::NoConsoleFactor => "no-console-factor",
        }
    }

    /// Every name of a fault, for the texts.
    pub const NAMES: [&'static str; 42] = [
        "out-of-range",
        "no-number",
        "no-domain",
        "no-origin",
        "no-mailbox",
        "no-link",
        "link-without-text",
        "no-help",
        "word-short",
        "word-long",
        "word-hidden",
        "word-none",
        "word-twice",
        "too-many-words",
        "no-language",
        "too-many-questions",
        "question-length",
        "few-questions",
        "more-answers",
        "kill-switch",
        "short-passwords",
        "no-name",
        "unfit-name",
        "name-taken",
        "means-everybody",
        "never-applies",
        "no-place",
        "no-group-name",
        "no-such-group",
        "group-twice",
        "nobody-in-scope",
        "no-groups",
        "groups-without-meaning",
        "scoped-and-excluded",
        "method-twice",
        "one-gate",
        "alone",
        "few-methods",
        "only-phones",
        "own-domains",
        "nobody-carries",
        "no-console-factor",
    ];

    /// The text that it is about, if any: a name, a word, a method's stable name.
    #[must_use]
    pub fn about(&self) -> Option<String> {
        Some(match self {
            Self::NoNumber(text)
            | Self::NoDomain(text)
            | Self::NoOrigin(text)
            | Self::NoMailbox(text)
            | Self::NoLink(text)
            | Self::Word(text, _)
            | Self::WordTwice(text)
            | Self::NoLanguage(text)
            | Self::TooManyQuestions(text, _)
            | Self::QuestionLength(text)
            | Self::NameTaken(text)
            | Self::NeverApplies(text)
            | Self::NoPlace(text)
            | Self::NoSuchGroup(text)
            | Self::GroupTwice(text)
            | Self::ScopedAndExcluded(text) => text.clone(),
            Self::MethodTwice(method) | Self::Alone(method) | Self::NobodyCarries(method) => method.as_str().to_owned(),
            _ => return None,
        })
    }

    /// The numbers that it is about: what there is, and between which it must be or what it is compared with.
    #[must_use]
    pub fn numbers(&self) -> (u64, u64, u64) {
        let wide = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        match self {
            Self::OutOfRange(number, least, most) => (*number, *least, *most),
            Self::TooManyWords(number) | Self::ShortPasswords(number) | Self::TooManyQuestions(_, number) => {
                (wide(*number), 0, 0)
            }
            Self::FewQuestions(offered, asked) => (wide(*offered), (*asked).into(), 0),
            Self::MoreAnswers(answer, register) => ((*answer).into(), (*register).into(), 0),
            Self::FewMethods(asked, allowed) => ((*asked).into(), wide(*allowed), 0),
            _ => (0, 0, 0),
        }
    }
}

impl fmt::Display for Fault {
    /// What is wrong and what helps, in plain English, for the command line.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::OutOfRange(n, least, most) => write!(f, "{n} is not between {least} and {most}"),
            Self::NoNumber(text) => write!(f, "\"{text}\" is no whole number"),
            Self::NoDomain(text) => write!(f, "\"{text}\" is no mail domain; write for example contoso.com"),
            Self::NoOrigin(text) => {
                write!(f, "\"{text}\" is not an origin; write scheme and host only, as https://intranet.contoso.com")
            }
            Self::NoMailbox(text) => write!(f, "\"{text}\" is no mail address"),
            Self::NoLink(text) => write!(f, "\"{text}\" is no link; begin it with https://, mailto: or tel:"),
            Self::LinkWithoutText => f.write_str("say what the link is, for example \"+1 555 0100, 8:00-18:00\""),
            Self::NoHelp => f.write_str("people who can not reset are told of no help; give a link or a mailbox"),
            Self::Word(word, fault) => write!(f, "\"{word}\" {fault}"),
            Self::WordTwice(word) => write!(f, "\"{word}\" is there twice"),
            Self::TooManyWords(number) => write!(f, "{number} words are too many: there can be 1000"),
            Self::NoLanguage(tag) => write!(f, "\"{tag}\" is no language; write for example en or fr"),
            Self::TooManyQuestions(tag, number) => write!(f, "{number} questions in \"{tag}\" are too many: write 20"),
            Self::QuestionLength(text) => write!(f, "\"{text}\": a question has 3 to 200 characters"),
            Self::FewQuestions(offered, asked) => {
                write!(f, "{offered} questions are offered and {asked} are to be registered; write more, or offer ours")
            }
            Self::MoreAnswers(answer, register) => {
                write!(f, "{answer} answers are asked for and {register} registered; ask for fewer")
            }
            Self::KillSwitch => f.write_str("writing to the directory is switched off: no password can be reset"),
            Self::ShortPasswords(n) => write!(f, "{n} characters are few for a password that is the only proof"),
            Self::NoName => f.write_str("the policy has no name"),
            Self::UnfitName => f.write_str("a name has 1 to 60 characters that can be seen, and is not \"everybody\""),
            Self::NameTaken(name) => write!(f, "another policy is called \"{name}\""),
            Self::MeansEverybody => f.write_str("no group and no place is named: the policy is for everybody"),
            Self::NeverApplies(name) => write!(f, "it never applies: \"{name}\" comes first and is for all of these"),
            Self::NoPlace(text) => write!(f, "\"{text}\" is no place in the directory; write its distinguished name"),
            Self::NoGroupName => f.write_str("a group has no name"),
            Self::NoSuchGroup(name) => {
                write!(f, "the directory has no group \"{name}\", or it can not be read: every reset would be refused")
            }
            Self::GroupTwice(name) => write!(f, "the group \"{name}\" is there twice"),
            Self::NobodyInScope => f.write_str("nobody can reset a password"),
            Self::NoGroups => f.write_str("no group is named, which means that nobody can reset a password"),
            Self::GroupsWithoutMeaning => f.write_str("groups in scope have a meaning with \"selected\" only"),
            Self::ScopedAndExcluded(name) => write!(f, "\"{name}\" is in scope and excluded; an exclusion wins"),
            Self::MethodTwice(method) => write!(f, "\"{}\" is there twice", method.as_str()),
            Self::OneGate => {
                f.write_str("one proof is a risk: whoever has the phone has the account; ask for two, or accept it")
            }
            Self::Alone(method) => {
                write!(f, "\"{}\" may not be the only proof; ask for two, or take it out", method.as_str())
            }
            Self::FewMethods(asked, allowed) => {
                write!(f, "{asked} proofs of different kinds are asked for, and {allowed} allowed")
            }
            Self::OnlyPhones => f.write_str(
                "text messages and calls would be the only proof, and phone numbers can be taken over; allow another \
                 method, or accept it",
            ),
            Self::OwnDomains => {
                f.write_str("mail codes may go to mailboxes that open with the forgotten password; name your domains")
            }
            Self::NobodyCarries(method) => {
                write!(f, "nothing here carries \"{}\": it is not offered until that is set up", method.as_str())
            }
            Self::NoConsoleFactor => f.write_str(
                "no policy allows a passkey or an authenticator app: new administrators can not register the second \
                 proof that the console asks for; allow one of them, if only in a policy for their group",
            ),
        }
    }
}

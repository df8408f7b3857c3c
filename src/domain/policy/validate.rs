//! Whether a document makes sense. Every rule of the configuration file's `[policy]` and `[registration]`, for each
//! policy, and what only several policies can get wrong.

use std::collections::BTreeSet;

use unic_langid::LanguageIdentifier;
use url::Url;

use super::{
    GroupName,
    document::{Bound, Document, Rules, Scope, Shared},
    field::{Field, Part, Value},
    set::{EVERYBODY, is_below},
};
use crate::domain::{
    banned::{MAX_TERMS, Term},
    contact::Mailbox,
    identifier::is_hidden,
    method::Method,
    questions::POOL,
    session::ADMIN_FACTORS,
};

pub use super::fault::{At, Fault, Problem, Severity};

/// Most characters of a policy's name.
pub const NAME_MOST: usize = 60;
/// Most policies beside the one for everybody.
pub const MOST_POLICIES: usize = 100;
/// Most own questions in one language.
const QUESTIONS_MOST: usize = 20;

/// What the document alone does not tell.
#[derive(Debug, Clone, Default)]
pub struct Surroundings {
    /// Methods that something here can carry: senders are set up, passkeys work under this address.
    pub carried: Vec<Method>,
    /// Of the groups that the document names, those that the directory does not have.
    pub missing: BTreeSet<GroupName>,
}

/// Everything that is wrong with `document`, in the order of the file.
#[must_use]
pub fn problems(document: &Document, around: &Surroundings) -> Vec<Problem> {
    let mut found = Vec::new();
    shared(document, &mut found);
    let mut check = Check { shared: &document.shared, around, found };
    for (place, bound) in document.policies.iter().enumerate() {
        check.bound(&document.policies, place, bound);
        check.rules(At::Policy(place), &bound.rules);
    }
    check.rules(At::Everybody, &document.everybody);
    let mut found = check.found;
    let live = document.policies.iter().map(|bound| &bound.rules).chain([&document.everybody]);
    let nobody = live.clone().all(|rules| rules.enabled == Scope::None);
    if !document.shared.writeback && !nobody {
        found.push(Problem { at: At::Shared, field: Field::Writeback, fault: Fault::KillSwitch });
    }
    let opens = |method: &Method| ADMIN_FACTORS.contains(method) && around.carried.contains(method);
    if !live.clone().any(|rules| rules.methods.iter().any(opens)) {
        found.push(Problem { at: At::Everybody, field: Field::Methods, fault: Fault::NoConsoleFactor });
    }
    if document.shared.own_mail_domains.is_empty() && live.clone().any(|rules| rules.methods.contains(&Method::Email)) {
        found.push(Problem { at: At::Shared, field: Field::OwnMailDomains, fault: Fault::OwnDomains });
    }
    found
}

/// Whether nothing forbids to save it.
#[must_use]
pub fn is_fit(problems: &[Problem]) -> bool {
    problems.iter().all(|problem| problem.severity() != Severity::Error)
}

/// Every group that a document names, once.
#[must_use]
pub fn groups(document: &Document) -> BTreeSet<GroupName> {
    let rules = document.policies.iter().map(|bound| &bound.rules).chain([&document.everybody]);
    let scopes = rules.flat_map(|rules| rules.groups.iter().chain(&rules.except_groups));
    let bound = document.policies.iter().flat_map(|bound| &bound.for_groups);
    scopes.chain(bound).filter(|name| !name.trim().is_empty()).cloned().collect()
}

/// Whether `text` is the domain of mail addresses.
#[must_use]
pub fn is_mail_domain(text: &str) -> bool {
    text.contains('.') && !text.contains('@') && idna::domain_to_ascii_strict(text).is_ok()
}

/// Whether `text` is an origin: scheme and host, nothing behind them (R81).
#[must_use]
pub fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| {
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
        let web = matches!(url.scheme(), "https" | "http") && url.host_str().is_some_and(|host| !host.is_empty());
        bare && web && url.username().is_empty() && url.password().is_none()
    })
}

/// A coarse look: `type=value` parts; the directory has the last word.
fn is_place(text: &str) -> bool {
    let kind =
        |kind: &str| !kind.is_empty() && kind.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'));
    text.split_once('=').is_some_and(|(name, rest)| kind(name.trim()) && !rest.trim().is_empty())
}

fn shared(document: &Document, found: &mut Vec<Problem>) {
    let shared = &document.shared;
    let mut add = |field, fault| found.push(Problem { at: At::Shared, field, fault });
    for field in Field::of(Part::Shared) {
        out_of_range(field, &field.in_shared(shared), &mut add);
    }
    for domain in shared.own_mail_domains.iter().filter(|domain| !is_mail_domain(domain)) {
        add(Field::OwnMailDomains, Fault::NoDomain(domain.clone()));
    }
    if (8..14).contains(&shared.minimum_password_length) {
        add(Field::MinimumPasswordLength, Fault::ShortPasswords(shared.minimum_password_length));
    }
    for origin in shared.return_to.iter().filter(|origin| !is_origin(origin)) {
        add(Field::ReturnTo, Fault::NoOrigin(origin.clone()));
    }
    words(&shared.banned_words, &mut add);
    let desk = &shared.help_desk;
    if let Some(link) = &desk.link {
        if !["https://", "http://", "mailto:", "tel:"].iter().any(|scheme| link.starts_with(scheme)) {
            add(Field::HelpDeskLink, Fault::NoLink(link.clone()));
        }
        if desk.text.trim().is_empty() {
            add(Field::HelpDeskText, Fault::LinkWithoutText);
        }
    }
    if let Some(mailbox) = desk.mailbox.as_deref().filter(|mailbox| Mailbox::parse(mailbox).is_err()) {
        add(Field::HelpDeskMailbox, Fault::NoMailbox(mailbox.to_owned()));
    }
    if desk.link.is_none() && desk.mailbox.is_none() && desk.text.trim().is_empty() {
        add(Field::HelpDeskLink, Fault::NoHelp);
    }
    for (tag, own) in &shared.questions.own {
        if tag.parse::<LanguageIdentifier>().is_err() {
            add(Field::QuestionsOwn, Fault::NoLanguage(tag.clone()));
        }
        if own.len() > QUESTIONS_MOST {
            add(Field::QuestionsOwn, Fault::TooManyQuestions(tag.clone(), own.len()));
        }
        for question in own.iter().filter(|question| !(3..=200).contains(&question.trim().chars().count())) {
            add(Field::QuestionsOwn, Fault::QuestionLength(question.clone()));
        }
    }
}

fn words(words: &[String], add: &mut impl FnMut(Field, Fault)) {
    if words.len() > MAX_TERMS {
        add(Field::BannedWords, Fault::TooManyWords(words.len()));
    }
    let mut seen = BTreeSet::new();
    for word in words {
        match Term::parse(word) {
            Err(fault) => add(Field::BannedWords, Fault::Word(word.clone(), fault)),
            Ok(term) if !seen.insert(term.clone()) => add(Field::BannedWords, Fault::WordTwice(word.clone())),
            Ok(_) => {}
        }
    }
}

fn out_of_range(field: Field, value: &Value, add: &mut impl FnMut(Field, Fault)) -> bool {
    if let (Some((least, most)), Value::Number(number)) = (field.range(), value)
        && !(least..=most).contains(number)
    {
        add(field, Fault::OutOfRange(*number, least, most));
        return true;
    }
    false
}

struct Check<'a> {
    shared: &'a Shared,
    around: &'a Surroundings,
    found: Vec<Problem>,
}

impl Check<'_> {
    fn add(&mut self, at: At, field: Field, fault: Fault) {
        self.found.push(Problem { at, field, fault });
    }

    fn has(&self, at: At, field: Field) -> bool {
        self.found.iter().any(|problem| problem.at == at && problem.field == field)
    }

    fn bound(&mut self, all: &[Bound], place: usize, bound: &Bound) {
        let (at, name) = (At::Policy(place), bound.name.trim());
        let earlier = || all.iter().take(place);
        if name.is_empty() {
            self.add(at, Field::Name, Fault::NoName);
        } else if name.chars().count() > NAME_MOST || name.chars().any(is_hidden) || name.to_lowercase() == EVERYBODY {
            self.add(at, Field::Name, Fault::UnfitName);
        } else if earlier().any(|other| other.name.trim().to_lowercase() == name.to_lowercase()) {
            self.add(at, Field::Name, Fault::NameTaken(name.to_owned()));
        }
        self.groups(at, Field::ForGroups, &bound.for_groups);
        for text in bound.for_below.iter().filter(|text| !is_place(text)) {
            self.add(at, Field::ForBelow, Fault::NoPlace(text.clone()));
        }
        if bound.for_groups.is_empty() && bound.for_below.is_empty() {
            self.add(at, Field::ForGroups, Fault::MeansEverybody);
        }
        if let Some(first) = earlier().find(|other| covers(other, bound)) {
            self.add(at, Field::ForGroups, Fault::NeverApplies(first.name.clone()));
        }
    }

    fn groups(&mut self, at: At, field: Field, groups: &[GroupName]) {
        for (n, group) in groups.iter().enumerate() {
            if group.trim().is_empty() {
                self.add(at, field, Fault::NoGroupName);
            } else if groups.iter().take(n).any(|other| other == group) {
                self.add(at, field, Fault::GroupTwice(group.clone()));
            } else if self.around.missing.contains(group) {
                self.add(at, field, Fault::NoSuchGroup(group.clone()));
            }
        }
    }

    fn rules(&mut self, at: At, rules: &Rules) {
        self.scope(at, rules);
        let found = &mut self.found;
        let mut add = |field, fault| found.push(Problem { at, field, fault });
        for field in Field::of(Part::Rules) {
            out_of_range(field, &field.in_rules(rules), &mut add);
        }
        self.proofs(at, rules);
        if rules.methods.contains(&Method::Questions) {
            self.questions(at, rules);
        }
    }

    fn scope(&mut self, at: At, rules: &Rules) {
        match rules.enabled {
            // A policy for some may well shut them out.
            Scope::None if at == At::Everybody => {}
            Scope::None => self.add(at, Field::Enabled, Fault::NobodyInScope),
            Scope::Selected if rules.groups.is_empty() => self.add(at, Field::Groups, Fault::NoGroups),
            _ => {}
        }
        if rules.enabled != Scope::Selected && !rules.groups.is_empty() {
            self.add(at, Field::Groups, Fault::GroupsWithoutMeaning);
        }
        self.groups(at, Field::Groups, &rules.groups);
        self.groups(at, Field::ExceptGroups, &rules.except_groups);
        for group in rules.groups.iter().filter(|group| rules.except_groups.contains(group)) {
            self.add(at, Field::Groups, Fault::ScopedAndExcluded(group.clone()));
        }
    }

    /// As `config::policy` has it.
    fn proofs(&mut self, at: At, rules: &Rules) {
        if self.has(at, Field::Gates) {
            return;
        }
        for (n, method) in rules.methods.iter().enumerate() {
            if rules.methods.iter().take(n).any(|other| other == method) {
                self.add(at, Field::Methods, Fault::MethodTwice(*method));
            }
        }
        if rules.gates == 1 && !rules.accept_one_gate_risk {
            self.add(at, Field::Gates, Fault::OneGate);
        }
        if rules.gates == 1 {
            // With one gate, whatever is allowed opens it alone.
            for method in [Method::Email, Method::RecoveryCode, Method::Questions, Method::Pass] {
                if rules.methods.contains(&method) {
                    self.add(at, Field::Methods, Fault::Alone(method));
                }
            }
        }
        // A pass is nothing that people have: the help desk gives it to who has lost the rest.
        let own: BTreeSet<Method> = rules.methods.iter().copied().filter(|method| *method != Method::Pass).collect();
        let by_phone = |method: &Method| matches!(method, Method::Sms | Method::Voice | Method::Office);
        if own.len() < usize::from(rules.gates) {
            self.add(at, Field::Methods, Fault::FewMethods(rules.gates, own.len()));
        } else if own.iter().all(by_phone) && !rules.accept_sms_only_risk && !self.has(at, Field::Methods) {
            self.add(at, Field::Methods, Fault::OnlyPhones);
        }
        for method in Method::ALL.into_iter().filter(|method| rules.methods.contains(method)) {
            if !self.around.carried.contains(&method) {
                self.add(at, Field::Methods, Fault::NobodyCarries(method));
            }
        }
    }

    fn questions(&mut self, at: At, rules: &Rules) {
        if rules.questions_to_answer > rules.questions_to_register {
            let fault = Fault::MoreAnswers(rules.questions_to_answer, rules.questions_to_register);
            self.add(at, Field::QuestionsToAnswer, fault);
        }
        let questions = &self.shared.questions;
        let pool = if questions.built_in { POOL.len() } else { 0 };
        let offered = questions.own.values().map(Vec::len).min().unwrap_or(0) + pool;
        if offered < usize::from(rules.questions_to_register) {
            self.add(at, Field::QuestionsToRegister, Fault::FewQuestions(offered, rules.questions_to_register));
        }
    }
}

/// Whether everybody whom `late` is for is an `early` one's already, as far as the names tell.
fn covers(early: &Bound, late: &Bound) -> bool {
    if early.for_groups.is_empty() && early.for_below.is_empty() {
        return true;
    }
    let named = !(late.for_groups.is_empty() && late.for_below.is_empty());
    let same = |group: &GroupName| early.for_groups.iter().any(|other| other.to_lowercase() == group.to_lowercase());
    let inside = |place: &String| early.for_below.iter().any(|other| is_below(place, other));
    named && late.for_groups.iter().all(same) && late.for_below.iter().all(inside)
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;

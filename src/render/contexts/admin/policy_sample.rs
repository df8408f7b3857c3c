//! Samples of the policy's parts, with something of everything.

use super::{
    Card, DiffLine, EffectCount, GroupList, Member, MethodBox, NumberField, Person, Saved, Setting, ShownProblem,
    TextField,
};
use crate::{
    domain::{
        banned::TermFault,
        error::Code,
        method::Method,
        policy::{
            diff::changes as differences,
            document::{Bound, Document, Scope},
            effect::Effect,
            fault::{Fault, Severity},
            field::{Field, Part, Value},
        },
        time::Timestamp,
    },
    render::contexts::admin::policy::{PolicyEdit, PolicyShared},
};

/// A document with several policies.
fn document() -> Document {
    let mut document = Document::default();
    let mut pilot = Bound::usual();
    pilot.name = "Pilot".to_owned();
    pilot.for_groups = vec!["CN=Pilot,OU=Groups,DC=contoso,DC=com".to_owned()];
    pilot.for_below = vec!["OU=Paris,DC=contoso,DC=com".to_owned()];
    pilot.rules.enabled = Scope::All;
    pilot.rules.gates = 1;
    pilot.rules.reconfirm_days = 0;
    pilot.rules.cooling_off_hours = 0;
    pilot.rules.unlock_without_reset = false;
    pilot.rules.require_registration = false;
    let anyone = Bound { name: "Anyone".to_owned(), ..Bound::usual() };
    let place = Bound { name: "Lyon".to_owned(), for_below: vec!["OU=Lyon,DC=x".to_owned()], ..Bound::usual() };
    let group = Bound { name: "VIP".to_owned(), for_groups: vec!["VIP".to_owned()], ..Bound::usual() };
    document.policies = vec![pilot, group, place, anyone];
    document.everybody.enabled = Scope::Selected;
    document.everybody.groups = vec!["CN=Staff,OU=Groups,DC=contoso,DC=com".to_owned()];
    document.everybody.except_groups = vec!["CN=VIP,OU=Groups,DC=contoso,DC=com".to_owned()];
    document.shared.help_desk.text = "+1 555 0100".to_owned();
    document.shared.own_mail_domains = vec!["contoso.com".to_owned()];
    document
}

pub(in super::super) fn cards() -> Vec<Card> {
    let mut cards = Card::of(&document());
    let mut nobody = Document::default();
    nobody.everybody.enabled = Scope::Selected;
    cards.extend(
        Card::of(&Document::default())
            .into_iter()
            .chain(Card::of(&nobody))
            .enumerate()
            .map(|(n, card)| Card { place: format!("{}", n + 10), ..card }),
    );
    cards
}

pub(in super::super) fn settings() -> Vec<Setting> {
    Setting::shared(&document())
}

pub(in super::super) fn changes() -> Vec<DiffLine> {
    let (old, mut new) = (document(), document());
    new.policies.swap(0, 1);
    new.policies.remove(3);
    for bound in &mut new.policies {
        if bound.name == "Lyon" {
            bound.name = "Lyon and Nice".to_owned();
        }
    }
    new.policies.push(Bound { name: "New".to_owned(), for_groups: vec!["New".to_owned()], ..Bound::usual() });
    new.shared.own_mail_domains = vec!["contoso.org".to_owned()];
    new.shared.banned_words = vec!["contoso".to_owned()];
    new.shared.writeback = false;
    new.shared.help_desk.text = "Room 5".to_owned();
    new.everybody.enabled = Scope::All;
    new.everybody.groups.clear();
    new.everybody.methods = vec![Method::App, Method::Email];
    new.everybody.methods_to_register = Some(4);
    new.everybody.reconfirm_days = 90;
    DiffLine::of(&differences(&old, &new))
}

/// Every fault once.
pub(in super::super) fn problems() -> Vec<ShownProblem> {
    let text = || "Pilot".to_owned();
    let faults = [
        (Field::ReconfirmDays, Fault::OutOfRange(731, 0, 730)),
        (Field::OwnMailDomains, Fault::NoDomain(text())),
        (Field::ReturnTo, Fault::NoOrigin(text())),
        (Field::HelpDeskMailbox, Fault::NoMailbox(text())),
        (Field::HelpDeskLink, Fault::NoLink(text())),
        (Field::HelpDeskText, Fault::LinkWithoutText),
        (Field::HelpDeskLink, Fault::NoHelp),
        (Field::BannedWords, Fault::Word(text(), TermFault::TooShort)),
        (Field::BannedWords, Fault::Word(text(), TermFault::TooLong)),
        (Field::BannedWords, Fault::Word(text(), TermFault::Hidden)),
        (Field::BannedWords, Fault::Word(text(), TermFault::NoWord)),
        (Field::BannedWords, Fault::WordTwice(text())),
        (Field::BannedWords, Fault::TooManyWords(1_001)),
        (Field::QuestionsOwn, Fault::NoLanguage(text())),
        (Field::QuestionsOwn, Fault::TooManyQuestions("en".to_owned(), 21)),
        (Field::QuestionsOwn, Fault::QuestionLength(text())),
        (Field::QuestionsToRegister, Fault::FewQuestions(3, 5)),
        (Field::QuestionsToAnswer, Fault::MoreAnswers(5, 3)),
        (Field::Writeback, Fault::KillSwitch),
        (Field::MinimumPasswordLength, Fault::ShortPasswords(8)),
        (Field::Name, Fault::NoName),
        (Field::Name, Fault::UnfitName),
        (Field::Name, Fault::NameTaken(text())),
        (Field::ForGroups, Fault::MeansEverybody),
        (Field::ForGroups, Fault::NeverApplies(text())),
        (Field::ForBelow, Fault::NoPlace(text())),
        (Field::Groups, Fault::NoGroupName),
        (Field::Groups, Fault::NoSuchGroup(text())),
        (Field::Groups, Fault::GroupTwice(text())),
        (Field::Enabled, Fault::NobodyInScope),
        (Field::Groups, Fault::NoGroups),
        (Field::Groups, Fault::GroupsWithoutMeaning),
        (Field::Groups, Fault::ScopedAndExcluded(text())),
        (Field::Methods, Fault::MethodTwice(Method::App)),
        (Field::Gates, Fault::OneGate),
        (Field::Methods, Fault::Alone(Method::Email)),
        (Field::Methods, Fault::FewMethods(2, 1)),
        (Field::Methods, Fault::OnlyPhones),
        (Field::OwnMailDomains, Fault::OwnDomains),
        (Field::Methods, Fault::NobodyCarries(Method::Sms)),
        (Field::ReconfirmDays, Fault::NoNumber("ninety".to_owned())),
    ];
    let warns = |fault: &Fault| matches!(fault, Fault::NoHelp | Fault::KillSwitch);
    let shown = faults.iter().enumerate().map(|(n, (field, fault))| {
        let severity = if warns(fault) { Severity::Warning } else { Severity::Error };
        let policy = ["everybody", "Pilot"].get(n % 3).map(|name| (*name).to_owned());
        let place = if policy.is_none() { "shared" } else { "everybody" };
        ShownProblem { policy, place: place.to_owned(), ..ShownProblem::bare(*field, fault, severity) }
    });
    shown.collect()
}

pub(in super::super) fn unread(id: &str) -> ShownProblem {
    let field = Field::from_id(id).unwrap_or(Field::ReconfirmDays);
    ShownProblem::bare(field, &Fault::NoNumber("ninety".to_owned()), Severity::Error)
}

pub(in super::super) fn effects() -> Vec<EffectCount> {
    let counts = [412, 30, 0, 1, 12, 2, 5];
    Effect::ALL.iter().zip(counts).map(|(effect, count)| EffectCount { effect: effect.as_str(), count }).collect()
}

pub(in super::super) fn people() -> Vec<Person> {
    let codes = [None, Some(Code::NotInScope), Some(Code::NotEnoughMethods), Some(Code::SwitchedOff)];
    let of = |code: Option<Code>| code.map(|code| i64::from(code.number()));
    codes.map(|code| Person::new("alice".to_owned(), "Alice \u{627}\u{644}".to_owned(), of(code))).into()
}

pub(in super::super) fn saved() -> Saved {
    Saved {
        version: 7,
        at: Timestamp(1_795_000_000_000),
        author: "Olga Owner".to_owned(),
        comment: "The pilot begins on Monday".to_owned(),
        undo_of: None,
    }
}

fn member(name: &str) -> Member {
    Member { name: name.to_owned(), short: super::short(name), description: Some("Everybody in the pilot".to_owned()) }
}

fn numbers(part: Part) -> Vec<NumberField> {
    let of = |field: Field| {
        let (least, most) = field.range()?;
        let usual = field.usual();
        let value = if let Value::Number(number) = usual { number.to_string() } else { String::new() };
        Some(NumberField { id: field.id(), value, least, most, usual: usual.into(), bad: false })
    };
    Field::of(part).filter(|field| *field != Field::Gates).filter_map(of).collect()
}

fn flags(part: Part) -> Vec<Setting> {
    let all = Field::of(part).map(|field| (field, field.usual()));
    all.filter(|(_, value)| matches!(value, Value::Flag(_))).map(|(field, value)| Setting::new(field, value)).collect()
}

pub(in super::super) fn edit() -> PolicyEdit {
    let pilot = "CN=Pilot,OU=Groups,DC=contoso,DC=com";
    let list = |id: &str, find: Option<&str>, found: Vec<Member>, down: bool| GroupList {
        id: id.to_owned(),
        entries: if id == "groups" { vec![] } else { vec![member(pilot)] },
        find: find.map(str::to_owned),
        found,
        down,
    };
    PolicyEdit {
        revision: 1,
        place: "0".to_owned(),
        name: Some(TextField { id: "name".to_owned(), value: "Pilot".to_owned() }),
        enabled: Scope::Selected,
        lists: vec![
            list("for-groups", None, vec![], false),
            list("for-below", Some("paris"), vec![], true),
            list("groups", Some("pil"), vec![member(pilot)], false),
            list("except-groups", Some("x"), vec![], false),
        ],
        methods: Method::ALL
            .map(|method| MethodBox { method, on: Method::USUAL.contains(&method), carried: method != Method::Voice })
            .into(),
        gates: 2,
        flags: flags(Part::Rules),
        numbers: numbers(Part::Rules),
        problems: Vec::new(),
        error: None,
    }
}

pub(in super::super) fn shared() -> PolicyShared {
    let texts =
        |ids: &[&str]| ids.iter().map(|id| TextField { id: (*id).to_owned(), value: "text".to_owned() }).collect();
    PolicyShared {
        revision: 1,
        flags: flags(Part::Shared),
        numbers: numbers(Part::Shared),
        texts: texts(&["help-desk-link", "help-desk-text", "help-desk-mailbox"]),
        areas: texts(&["own-mail-domains", "return-to", "banned-words", "questions-own"]),
        problems: Vec::new(),
        error: None,
    }
}
